"""Signed JSON to one address: the id, the time and the body stand under an HMAC, by one key or by two."""

import hashlib
import hmac
import json
import re
import socket
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from notifiers.delivery import Channel, DeliveryError, Message, Receipt, Retry
from notifiers.destination import Surroundings
from notifiers.finding import Finding, failed, ok
from notifiers.posts.web import Web

_GONE = 410
_TRANSLATED = IPv6Network("64:ff9b::/96")  # an IPv4 address behind a translator (RFC 6052)


class HttpChannel(Channel):
    """One receiver. It tells repeats by their id, so that a message of which no answer came is just sent again."""

    def __init__(
        self,
        *,
        where: str,
        url: Callable[[], str],
        keys: Callable[[], str],
        here: Surroundings,
        may_be_inside: bool = False,
    ) -> None:
        self._url, self._keys, self._here, self._may_be_inside = url, keys, here, may_be_inside
        self._web = Web(where, here)

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:  # noqa: ARG002 - the id says it
        """Post the document; the receipt is empty. Whatever is none of success is tried again, but for 410."""
        url = self._url()
        body = json.dumps({"id": message.id, **message.payload}, ensure_ascii=False).encode()
        at = int(self._here.now().timestamp())
        headers = {
            "webhook-id": message.id,
            "webhook-timestamp": str(at),
            "webhook-signature": signatures(self._keys(), message.id, at, body),
        }
        pinned, name = self.pinned(url)
        if name:
            headers["Host"] = urlsplit(url).netloc
        answer = self._web.ask("POST", pinned, content=body, headers=headers, name=name)
        if answer.status == _GONE:
            said = "says that it is gone for good. Take it out of the config, or mend its address"
            raise DeliveryError(f"{self._web.where}: {said}. (status {_GONE})", retry=Retry.PAUSE)
        if not answer.is_fine:
            mend = "It redirects: put the address to which it leads in its place."
            raise self._web.refused(answer, mend=mend, pausing=frozenset())
        return Receipt()

    def pinned(self, url: str) -> tuple[str, str | None]:
        """The address with a number in the place of its host, so that nobody can turn the name elsewhere meanwhile.

        As it is where the receiver may be anywhere, or where a proxy looks the name up. Raises `DeliveryError`.
        """
        parts = urlsplit(url)
        host = parts.hostname or ""
        is_name = not re.fullmatch(r"[\d.]+|[\da-fA-F:.]*:[\da-fA-F:.]*", host)
        if self._may_be_inside or (is_name and self._here.route.proxy_for(url) is not None):
            return url, None
        number = public_address(host, parts.port or 443, self._web.where)
        port = f":{parts.port}" if parts.port else ""
        return parts._replace(netloc=f"[{number}]{port}" if ":" in number else f"{number}{port}").geturl(), host


def signatures(keys: str, id_: str, at: int, body: bytes) -> str:
    """The signature by each key, as the header has them. https://www.standardwebhooks.com, read in November 2026."""
    signed = f"{id_}.{at}.".encode() + body
    return " ".join(
        "v1," + b64encode(hmac.digest(b64decode(key.removeprefix("whsec_")), signed, hashlib.sha256)).decode()
        for key in keys.split()
    )


def public_address(host: str, port: int, where: str) -> str:
    """The number of a host on the open network. Raises `DeliveryError` where any of its numbers is another."""
    try:
        found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    except (OSError, UnicodeError):
        said = f"{where}: its name can't be looked up; trying again later."
        raise DeliveryError(said, retry=Retry.LATER) from None
    if not all(map(is_public, found)):
        said = "its address leads into a private network. If it is to, put its name into private = [] in [http]."
        raise DeliveryError(f"{where}: {said}", retry=Retry.PAUSE)
    return found[0]


def is_public(number: str) -> bool:
    """Whether an IP address is one on the open network, and so is the IPv4 address that it may carry within."""
    ip = ip_address(number.partition("%")[0])
    if not isinstance(ip, IPv6Address):
        return ip.is_global and not ip.is_multicast
    if ip.ipv4_mapped is not None:
        return is_public(str(ip.ipv4_mapped))
    inner = [ip.sixtofour, *(ip.teredo or ()), IPv4Address(int(ip) & 0xFFFFFFFF) if ip in _TRANSLATED else None]
    return ip.is_global and not ip.is_multicast and all(is_public(str(found)) for found in inner if found is not None)


def findings(words: str, url: str, keys: str, here: Surroundings, *, may_be_inside: bool) -> Iterator[Finding]:
    """Whether the address may be posted to. Only a message can tell whether it takes one."""
    try:
        HttpChannel(where=words, url=str, keys=str, here=here, may_be_inside=may_be_inside).pinned(url)
    except DeliveryError as error:
        yield failed(words, str(error).partition(": ")[2])
    else:
        signed = "by the new key and the old one" if " " in keys else "by one key"
        yield ok(words, f"its address may be posted to, signed {signed}; `watch287g doctor --send` posts to it")
