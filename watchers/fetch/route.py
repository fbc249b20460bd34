"""How connections leave this machine: straight or by a proxy, and whose certificates are trusted. One rule for all."""

import ipaddress
from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from watchers.frozen import frozen

if TYPE_CHECKING:
    import ssl


STRAIGHT = "none"
"""In the place of a proxy: there is to be none, whatever the variables say."""


class RouteError(Exception):
    """A proxy or a file of certificates that can't be used; `str(error)` says what to mend, without a password."""


@frozen
class Route:
    """`proxy` is "http://host:port" or https, a login in it allowed; None goes straight.

    `exceptions` are the hosts that are reached without it, as NO_PROXY lists them. `ca_file` holds certificates to
    trust beside the system's, for a network whose proxy opens TLS.
    """

    proxy: str | None = field(default=None, repr=False)
    exceptions: str = ""
    ca_file: Path | None = None

    @classmethod
    def of(cls, environ: Mapping[str, str], *, proxy: str | None = None, ca_file: Path | None = None) -> "Route":
        """By the config's key where it is set, `STRAIGHT` for no proxy; else by the usual variables.

        Raises `RouteError`.
        """
        names = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY")
        where = proxy or next((environ[name] for name in names if environ.get(name)), None)
        if where == STRAIGHT:
            where = None
        if where is not None:
            where = where if "://" in where else f"http://{where}"
            _check(where)
        return cls(proxy=where, exceptions=environ.get("no_proxy") or environ.get("NO_PROXY") or "", ca_file=ca_file)

    def proxy_to(self, host: str) -> str | None:
        """The proxy on the way to a host; None for this machine itself, and for the exceptions."""
        if self.proxy is None or is_this_machine(host):
            return None
        return None if self._is_excepted(host.casefold()) else self.proxy

    def _is_excepted(self, host: str) -> bool:
        """As the usual variable is read: "*" is every host, a name stands for its subdomains too, with a dot or not."""
        names = [name.strip().casefold().lstrip(".").partition(":")[0] for name in self.exceptions.split(",")]
        return "*" in names or any(name and (host == name or host.endswith(f".{name}")) for name in names)

    def proxy_for(self, url: str) -> str | None:
        """The proxy on the way to an address."""
        return self.proxy_to(urlsplit(url).hostname or "")

    def trusted(self, context: "ssl.SSLContext") -> "ssl.SSLContext":
        """The context, which trusts the authorities of `ca_file` too. Raises `RouteError` where that can't be read."""
        if self.ca_file is not None:
            try:
                context.load_verify_locations(self.ca_file)
            except OSError as error:
                raise RouteError(
                    f"ca_file {self.ca_file} holds no certificates that can be read ({error.strerror or error})."
                ) from None
        return context

    def __str__(self) -> str:
        """For people: without a login."""
        trust = f"; {self.ca_file} is trusted as well" if self.ca_file else ""
        if self.proxy is None:
            return f"straight, without a proxy{trust}"
        parts = urlsplit(self.proxy)
        but = f", but for {self.exceptions}" if self.exceptions else ""
        return f"by the proxy {parts.hostname}:{parts.port or PORTS[parts.scheme]}{but}{trust}"


PORTS = {"http": 80, "https": 443}


def _check(proxy: str) -> None:
    try:
        parts = urlsplit(proxy)
        is_one = parts.scheme in PORTS and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        raise RouteError(
            'the proxy is no address such as "http://proxy.example.org:3128"; only http and https proxies are spoken.'
        )


def certificates(text: str) -> Path:
    """A file of certificates (PEM) by its path, from "/" or "~" on. Raises `RouteError` where it is none."""
    import ssl

    path = Path(text).expanduser()
    if not path.is_absolute():
        raise RouteError(f"{text!r} is no whole path. Write it from / on.")
    Route(ca_file=path).trusted(ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
    return path


def is_this_machine(host: str) -> bool:
    """Whether a host is reached without leaving this machine."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"
