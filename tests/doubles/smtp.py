"""A real SMTP server on loopback (aiosmtpd) that keeps what it is given, and misbehaves when asked to."""

import asyncio
import base64
import shutil
import ssl
import subprocess
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY
from enum import Enum
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session


class After(Enum):
    """What the server does once it has a mail's whole text."""

    ANSWER = "answer"
    DIE = "die"  # it has the mail, and hangs up without a word
    HANG = "hang"  # it has the mail, and says nothing
    BABBLE = "babble"  # it has the mail, and answers what is no SMTP


@dataclass(frozen=True, slots=True)
class Delivered:
    """One mail as the server took it: the envelope and the raw bytes, dots unstuffed."""

    sender: str
    recipients: tuple[str, ...]
    raw: bytes

    @property
    def parsed(self) -> EmailMessage:
        """The mail as a modern reader parses it."""
        parsed = message_from_bytes(self.raw, policy=SMTP_POLICY)
        assert isinstance(parsed, EmailMessage)
        return parsed

    @property
    def headers(self) -> list[bytes]:
        """The header's lines as they came, folded ones apart."""
        return self.raw.partition(b"\r\n\r\n")[0].split(b"\r\n")


@dataclass(frozen=True, slots=True)
class Certificate:
    """Files of a self-signed certificate."""

    chain: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """A server's context."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def self_signed(folder: Path, names: str = "DNS:localhost,IP:127.0.0.1") -> Certificate:
    """Make a certificate for `names` in `folder` with the openssl command; the test is skipped where there is none."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl command to make a certificate with")
    made = Certificate(folder / "server.pem", folder / "server.key")
    made_for = ["-addext", f"subjectAltName={names}", "-keyout", str(made.key), "-out", str(made.chain)]
    subprocess.run([openssl, *_REQUEST, *made_for], check=True, capture_output=True)
    return made


_REQUEST = (
    *("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"),
    *("-subj", "/CN=smtp-double"),
    *("-addext", "keyUsage=critical,digitalSignature,keyCertSign"),
)


@dataclass(kw_only=True)
class SmtpDouble:
    """`with SmtpDouble(...) as server:` listens on 127.0.0.1:`server.port`; `server.mails` is what it took.

    `replies` holds lines to answer with, first come first used, by command: "MAIL", "RCPT", "DATA", "AUTH"; when they
    are used up all goes well again. `refuse` answers each RCPT of an address in its own way, always. `user` and
    `password`, or `token`: a login is required. `certificate`: STARTTLS is required, or TLS from the first byte
    with `implicit_tls`.
    """

    certificate: Certificate | None = None
    implicit_tls: bool = False
    user: str | None = None
    password: str | None = None
    token: str | None = None
    refuse: dict[str, str] = field(default_factory=dict)
    replies: dict[str, list[str]] = field(default_factory=dict)
    after: After = After.ANSWER
    size_limit: int = 1_000_000
    mails: list[Delivered] = field(default_factory=list, init=False)
    logins: list[str] = field(default_factory=list, init=False)
    connections: int = field(default=0, init=False)
    port: int = field(default=0, init=False)

    def greylist(self, times: int) -> None:
        """Put off the next so many recipients."""
        self.replies["RCPT"] = ["451 4.7.1 Greylisted, please come back later"] * times

    def hang_up(self) -> None:
        """Cut every open connection, as a server does with those that stay silent."""
        self._loop.call_soon_threadsafe(self._cut)

    def __enter__(self) -> Self:
        self._sessions: list[_Session] = []
        self._loop = asyncio.new_event_loop()
        implicit = self.certificate.context() if self.certificate and self.implicit_tls else None
        listening = self._loop.create_server(self._session, "127.0.0.1", 0, ssl=implicit)
        self._server = self._loop.run_until_complete(listening)
        self.port = self._server.sockets[0].getsockname()[1]
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp-double", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.run_until_complete(self._stopped())
        self._loop.close()

    async def _stopped(self) -> None:
        self._server.close()
        self._cut()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.sleep(0)

    def _cut(self) -> None:
        for session in self._sessions:
            if session.raw_transport is not None:
                session.raw_transport.abort()

    def _session(self) -> "_Session":
        session = _Session(
            _Handler(self),
            loop=self._loop,
            hostname="mx.example.org",
            data_size_limit=self.size_limit,
            tls_context=self.certificate.context() if self.certificate and not self.implicit_tls else None,
            require_starttls=True,
            auth_require_tls=False,
            auth_exclude_mechanism=self._without(),
            authenticator=self._authenticate,
        )
        self._sessions.append(session)
        self.connections += 1
        return session

    def _without(self) -> list[str]:
        mechanisms = ["LOGIN", "PLAIN"] if self.password is None else []
        return mechanisms + (["XOAUTH2"] if self.token is None else [])

    def _authenticate(
        self, server: Any, session: Any, envelope: Any, mechanism: str, given: LoginPassword
    ) -> AuthResult:
        right = self.user is not None and self.password is not None
        if right and (given.login, given.password) == (self.user.encode(), self.password.encode()):  # type: ignore[union-attr]  # `right` says so
            self.logins.append(mechanism)
            return AuthResult(success=True, auth_data=given)
        # handled=True would leave the client without an answer until its timeout.
        return AuthResult(success=False, handled=False)


class _Session(SMTP):
    """One connection, with its transport kept where STARTTLS does not exchange it."""

    raw_transport: Any = None

    def connection_made(self, transport: Any) -> None:
        if self.raw_transport is None:
            self.raw_transport = transport
        super().connection_made(transport)


class _Handler:
    """aiosmtpd's hooks, by its names; each answers with a scripted reply while there is one."""

    def __init__(self, double: SmtpDouble) -> None:
        self._double = double

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        double = self._double
        expected = f"user={double.user}\1auth=Bearer {double.token}\1\1"
        if base64.b64decode(args[1]).decode() == expected:
            double.logins.append("XOAUTH2")
            return AuthResult(success=True)
        await server.challenge_auth('{"status":"401","schemes":"bearer"}')
        return AuthResult(success=False, handled=False)

    async def handle_AUTH(self, server: SMTP, session: Session, envelope: Envelope, args: list[str]) -> Any:  # noqa: N802
        return self._scripted("AUTH") or _unhandled()

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._double.user is not None and not session.authenticated:
            return "530 5.7.0 Authentication required"
        said = self._scripted("MAIL")
        if said is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return said or "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        said = self._double.refuse.get(address) or self._scripted("RCPT")
        if said is None:
            envelope.rcpt_tos.append(address)
        return said or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        said = self._scripted("DATA")
        if said is not None:
            return said
        raw = envelope.original_content or b""
        self._double.mails.append(Delivered(envelope.mail_from or "", tuple(envelope.rcpt_tos), raw))
        match self._double.after:
            case After.DIE:
                server.raw_transport.abort()  # type: ignore[attr-defined]  # a _Session
            case After.HANG:
                await asyncio.sleep(60)
            case After.BABBLE:
                return "lunch is served"
            case After.ANSWER:
                pass
        return "250 2.0.0 OK, taken"

    def _scripted(self, command: str) -> str | None:
        waiting = self._double.replies.get(command)
        return waiting.pop(0) if waiting else None


def _unhandled() -> Any:
    """aiosmtpd's mark for a hook that leaves the work to it."""
    from aiosmtpd.smtp import MISSING

    return MISSING
