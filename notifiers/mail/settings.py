"""[mail] of the config: the server that takes mails, whom they are from, and how readers are taken off."""

import re
from collections.abc import Callable
from enum import StrEnum
from urllib.parse import urlsplit

from notifiers.text import entry
from notifiers.text.entry import Unfit, email_address, one_of, quoted, web_address, words
from notifiers.text.section import Section
from watchers.fetch.route import is_this_machine
from watchers.frozen import frozen


class Security(StrEnum):
    """How the connection is made private."""

    STARTTLS = "starttls"  # begins in clear and turns to TLS before anything is said (port 587)
    TLS = "tls"  # TLS from the first byte (port 465)
    PLAIN = "plain"  # never private: a relay on this machine, or one that knows us by our address (port 25)


USUAL_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.PLAIN: 25}


class Login(StrEnum):
    """How the bot proves to the mail server who it is, where `user` is set."""

    PASSWORD = "password"  # noqa: S105 - the kind of login
    XOAUTH2 = "xoauth2"


@frozen
class MailSettings:
    """[mail]. `sender` is a plain address, `sender_name` the words before it. Without `user` there is no login.

    `helo` is the name to greet the server with, None for this machine's; `ca_file` holds certificates to trust beside
    the system's. With `Login.PASSWORD` the secret is SMTP_PASSWORD. With `Login.XOAUTH2` the access token is what
    `token_command` prints (a program and its arguments, no shell), or, where that is empty, the secret SMTP_TOKEN.
    """

    host: str
    port: int
    security: Security
    sender: str
    sender_name: str
    user: str | None = None
    login: Login = Login.PASSWORD
    token_command: tuple[str, ...] = ()
    unsubscribe_mailto: str | None = None
    unsubscribe_url: str | None = None
    helo: str | None = None
    ca_file: str | None = None

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def secret(self) -> str | None:
        """The name of the secret that logging in needs; None where it needs none."""
        if self.user is None or self.token_command:
            return None
        return "SMTP_PASSWORD" if self.login is Login.PASSWORD else "SMTP_TOKEN"


def read_settings(section: Section) -> MailSettings:
    """What the section says, each mistake noted."""
    security = section.one("security", one_of(Security), Security.STARTTLS)
    mail = MailSettings(
        host=_needed(section, "host", host, 'Write the mail server\'s name, such as "smtp.example.org".'),
        port=int(section.number("port", default=USUAL_PORTS[security], low=1, high=65535, whole=True)),
        security=security,
        sender=_needed(section, "sender", email_address, "Write the address that the mails come from."),
        sender_name=section.one("sender_name", words, "287(g) watch"),
        user=section.one("user", words, None),
        login=section.one("login", one_of(Login), Login.PASSWORD),
        token_command=section.each("token_command", words),
        unsubscribe_mailto=section.one("unsubscribe_mailto", email_address, None),
        unsubscribe_url=section.one("unsubscribe_url", one_click_address, None),
        helo=section.one("helo", host, None),
        ca_file=section.one("ca_file", entry.ca_file, None),
    )
    _check_login(section, mail)
    return mail


def _needed(section: Section, key: str, read: Callable[[str], str], mend: str) -> str:
    """A text that has no default."""
    value = section.one(key, read, "")
    if not section.says(key):
        section.wrong(key, f"is missing. {mend}")
    return value


def _check_login(section: Section, mail: MailSettings) -> None:
    """What each way to log in needs, and what it can't go with."""
    if mail.user and mail.security is Security.PLAIN and not is_this_machine(mail.host):
        section.wrong("security", 'with "plain" the login could be read on its way. Write "starttls" or "tls".')
    if mail.login is Login.XOAUTH2 and not mail.user:
        section.wrong("user", 'is missing. With login = "xoauth2" it is the mailbox that the token is for.')
    if mail.token_command and mail.login is not Login.XOAUTH2:
        section.wrong("token_command", 'goes with login = "xoauth2" only.')


def host(text: str) -> str:
    """A server's name or IP address, without port or scheme."""
    if "://" in text:
        raise Unfit(f"{quoted(text)}: write only the server's name, without what stands before and behind it.")
    if re.fullmatch(r"[^:]+:\d+", text):
        server, _, port = text.partition(":")
        raise Unfit(f'{quoted(text)}: write host = "{server}" and port = {port}.')
    if re.fullmatch(r"[A-Za-z0-9.-]+|[0-9a-fA-F:]+", text) and _can_be_looked_up(text):
        return text
    raise Unfit(f'{quoted(text)} is no server\'s name. Write one such as "smtp.example.org".')


def _can_be_looked_up(name: str) -> bool:
    try:
        return bool(name.encode("idna"))
    except UnicodeError:  # an empty part, or one of more than 63 letters
        return False


def one_click_address(text: str) -> str:
    """An https address for the List-Unsubscribe header (RFC 8058)."""
    if urlsplit(web_address(text)).scheme != "https" or not re.fullmatch(r"(?:(?![<>,\"\\])[!-~]){1,600}", text):
        raise Unfit(f"{quoted(text)} can't stand in a mail's header. Write a plain https:// address.")
    return text
