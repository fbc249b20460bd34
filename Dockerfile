# watch287g in a container; docs/deploy/docker.md says how to run it.
# BASE: any image with Python 3.11 or newer as python3, with venv.
ARG BASE=python:3.13-slim

FROM ${BASE} AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PIP_QUIET=1 PIP_ROOT_USER_ACTION=ignore
RUN python3 -m venv /opt/watch287g
# requirements-metrics.txt, for figures for Prometheus, requirements-documents.txt, to read the agreements,
# requirements-apprise.txt, for the channels of Apprise, or requirements-postgres.txt; several as "A.txt -r B.txt".
ARG REQUIREMENTS=requirements.txt
WORKDIR /src
COPY requirements.txt requirements-metrics.txt requirements-documents.txt requirements-apprise.txt requirements-postgres.txt ./
RUN /opt/watch287g/bin/pip install --require-hashes -r ${REQUIREMENTS}
COPY . ./
RUN /opt/watch287g/bin/pip install --no-deps --no-build-isolation . \
    && /opt/watch287g/bin/pip uninstall --yes hatchling editables pathspec pluggy trove-classifiers pip

FROM ${BASE}
COPY --from=build /opt/watch287g /opt/watch287g
# A number and no name: Kubernetes and others can tell that it isn't root.
RUN mkdir -m 0700 /data && chown 10001:10001 /data
ENV PATH=/opt/watch287g/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONFAULTHANDLER=1 \
    WATCH287G_CONFIG=/data/config.toml \
    STATE_DIRECTORY=/data/var
USER 10001:10001
WORKDIR /data
VOLUME /data
HEALTHCHECK --interval=2m --timeout=30s --start-period=2m --retries=3 CMD ["watch287g", "health", "--alive"]
ENTRYPOINT ["watch287g"]
CMD ["run"]
