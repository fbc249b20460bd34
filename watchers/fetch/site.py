"""The one site that may be asked, and what its files are called. No I/O."""

import re
from urllib.parse import unquote, urlsplit

from watchers.errors import Unsafe
from watchers.fetch.route import PORTS, is_this_machine
from watchers.frozen import frozen

# Whatever isn't plainly a host and a port is refused, so that two readers of an address can't differ over it:
# no user:password@, no backslash, no percent sign.
_HOST_AND_PORT = re.compile(
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:]+\])(?::(?P<port>\d{1,5}))?", re.IGNORECASE | re.ASCII
)


@frozen
class Site:
    """The one site that may be asked: `host` without "www.", in small letters; `port` is explicit."""

    scheme: str
    host: str
    port: int

    @classmethod
    def of(cls, page_url: str) -> "Site":
        """The site of ICE's page. Raises `Unsafe` unless it is https, or http on this machine itself (a rehearsal)."""
        site = _parsed(page_url)
        if site is None:
            raise Unsafe(f"The address of ICE's page, {page_url!r}, is none the bot can ask. Mend it in the config.")
        if site.scheme != "https" and not is_this_machine(site.host):
            raise Unsafe(f"The address of ICE's page, {page_url!r}, must begin with https://. Mend it in the config.")
        return site

    def check(self, url: str, *, came_by: str) -> None:
        """Raise `Unsafe` unless `url` is on this site; `came_by` says how the bot came by it ("ICE's page links")."""
        if _parsed(url) != self:
            raise Unsafe(
                f"{came_by} {url[:300]!r}, which isn't on {self}: the bot follows no link or redirect to another "
                "host, port or scheme, and none with a login in it. "
                "Nothing was fetched from there. Look at ICE's page in a browser; if ICE has "
                "moved, change the page's address in the config."
            )

    def __str__(self) -> str:
        usual = self.port == PORTS[self.scheme]
        return f"{self.scheme}://{self.host}" if usual else f"{self.scheme}://{self.host}:{self.port}"


def _parsed(url: str) -> Site | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    where = _HOST_AND_PORT.fullmatch(parts.netloc)
    if where is None or parts.scheme not in PORTS:
        return None
    port = int(where["port"] or PORTS[parts.scheme])
    return Site(scheme=parts.scheme, host=where["host"].lower().removeprefix("www."), port=port)


def file_name(url: str, disposition: str | None) -> str:
    """What a file is called: by Content-Disposition (RFC 6266, `filename*` first), else by the address's last part.

    Folders and control characters are taken out; at most 150 characters; "unnamed" where nothing is left.
    """
    for found in (_disposed(disposition or ""), unquote(urlsplit(url).path)):
        last = re.split(r"[/\\]", found.rstrip("/"))[-1]
        name = " ".join("".join(c if c.isprintable() else " " for c in last).split()).lstrip(".")
        if name:
            return name[-150:]
    return "unnamed"


def _disposed(header: str) -> str:
    extended = re.search(r"\bfilename\*\s*=\s*\"?(utf-8|iso-8859-1)'[\w-]*'([^;\"\s]+)", header, re.IGNORECASE)
    if extended:  # of another character set RFC 8187 knows nothing; the plain name is there for that
        return unquote(extended[2], encoding=extended[1], errors="replace")
    plain = re.search(r"\bfilename\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^;\s]+))", header, re.IGNORECASE)
    if plain is None:
        return ""
    return unquote(re.sub(r"\\(.)", r"\1", plain[1])) if plain[1] is not None else unquote(plain[2])
