# `make demo` and `make test` set up everything they need in .venv, with dependencies pinned by hash.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# Compiled once, the tests begin ten seconds sooner.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help dev demo run test coverage dist score corruptions faults simulation benchmarks conformance browser reference reference-data reference-shapes lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   see what a desk would get, on a rehearsal of ICE's page (under a minute)"
	@echo "make run    the real thing, with config.toml"
	@echo "make dev    .venv with all that a change needs"
	@echo "make test   format, lint, types and tests"
	@echo "make coverage  the tests again, with the lines and branches that none of them takes (some ten minutes)"
	@echo "make dist   sdist and wheel in dist/, and the wheel tried in a bare environment"
	@echo "make lock   the pinned dependencies as pyproject.toml asks for; UPGRADE=--upgrade for their newest versions (needs uv)"
	@echo "make score  hold the comparison against the hand-checked history of ICE's lists"
	@echo "make corruptions  made-up histories of real places, judged kind by kind (some ten minutes)"
	@echo "make faults 300 kills, full disks, and a Slack, mail server and page that fail: tables of counts (some ten minutes)"
	@echo "make simulation  seeded weeks of faults on a faked clock, each held against what must have been told (WEEKS=1000 SEED=1)"
	@echo "make benchmarks what each piece of work costs in time and memory, beside the plain way (some ten minutes)"
	@echo "make browser  each kind of page of the website in Chromium, asked by axe-core (needs npm, Chromium and a config.toml)"
	@echo "make conformance  the Slack channel against an emulated Slack API, which needs npm and Node 20"

$(VENV)/run.stamp: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "watch287g needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up $(VENV); this takes about a minute."
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

demo: $(VENV)/run.stamp
	$(BIN)/watch287g demo

run: $(VENV)/run.stamp
	$(BIN)/watch287g run

dev: $(VENV)/dev.stamp

test: $(VENV)/dev.stamp
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/pytest -m "not long" --numprocesses auto --dist loadfile

coverage: $(VENV)/dev.stamp
	$(BIN)/coverage run -m pytest -q -m "not long"
	$(BIN)/coverage report

# The wheel is made from the sdist, and has to run beside nothing but what requirements.txt names.
dist: $(VENV)/dev.stamp
	rm -rf dist
	$(BIN)/python -m hatchling build --target sdist
	$(BIN)/pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist dist/*.tar.gz
	@set -e; bare=$$(mktemp -d); trap 'rm -rf "$$bare"' EXIT; \
	echo "Trying the wheel in a bare environment."; \
	$(PYTHON) -m venv "$$bare/venv"; \
	"$$bare/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; \
	"$$bare/venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-index dist/*.whl; \
	"$$bare/venv/bin/pip" check; \
	cd "$$bare"; venv/bin/watch287g demo >said || { cat said; exit 1; }; tail -n 3 said
	@ls -l dist

browser: $(VENV)/dev.stamp
	$(BIN)/watch287g site site
	$(BIN)/python -m tests.conformance.site_in_a_browser site

conformance: $(VENV)/dev.stamp
	$(BIN)/python -m tests.conformance.slack_emulate

score: $(VENV)/dev.stamp
	$(BIN)/pytest -m "long and archive" tests/test_score.py -s

# KINDS="--dev" for the half of the kinds to work with; the seeds from 1,000,000 on are held out.
RUNS ?= 300
SEED ?= 1
corruptions: $(VENV)/dev.stamp
	$(BIN)/python -m tests.corruptions.run --runs $(RUNS) --seed $(SEED) $(KINDS)

ARCHIVE ?= $(or $(WATCH287G_ARCHIVE),$(wildcard ../shared/archive))
KILLS ?= 300
faults: $(VENV)/dev.stamp
	$(BIN)/python -m tests.faults.run --kills $(KILLS) --seed 1 $(if $(ARCHIVE),--archive $(ARCHIVE))

WEEKS ?= 1000
simulation: $(VENV)/dev.stamp
	$(BIN)/python -m tests.simulation.run --weeks $(WEEKS) --seed $(SEED)

benchmarks: $(VENV)/dev.stamp
	$(BIN)/python -m tests.benchmarks.run $(if $(ARCHIVE),--archive $(ARCHIVE))

reference: $(VENV)/dev.stamp
	$(BIN)/python -m tests.reference.make

reference-data: $(VENV)/dev.stamp
	$(BIN)/python -m tests.reference.geography

reference-shapes: $(VENV)/dev.stamp
	$(BIN)/python -m tests.reference.shapes

# Keeps the versions that the locks have, unless they no longer fit: for newer ones, make lock UPGRADE=--upgrade
UPGRADE ?=
lock:
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build pyproject.toml -o requirements.txt
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build --extra metrics -c requirements.txt pyproject.toml -o requirements-metrics.txt
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build --extra documents -c requirements.txt pyproject.toml -o requirements-documents.txt
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build --extra site -c requirements.txt pyproject.toml -o requirements-site.txt
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build --extra postgres -c requirements.txt pyproject.toml -o requirements-postgres.txt
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build --extra apprise -c requirements.txt pyproject.toml -o requirements-apprise.txt
	uv pip compile $(UPGRADE) --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" --group build --group dev -c requirements.txt pyproject.toml -o requirements-dev.txt

clean:
	rm -rf $(VENV) dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
