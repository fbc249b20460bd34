"""What `init` has to know, question by question: answered by a flag, by somebody at a terminal, or by what is usual."""

import re
from collections.abc import Callable
from typing import Any, Generic, Protocol, TypeVar

from bot.config import values
from bot.config.destinations import AFAR
from bot.config.file import ConfigError
from bot.setup import readers as reading
from notifiers.mail.settings import Security
from notifiers.registry import kind
from notifiers.text.entry import Unfit, email_address, name, one_of, words
from watchers.frozen import frozen

T = TypeVar("T")

_SUGGESTION = re.compile(r'[^"]*"(?P<found>[^"]+)".*Did you mean "(?P<meant>[^"]+)"(?: \([^"]*\))?\?')


class CannotInitError(ConfigError):
    """No config can be made of this; the message says what is wrong, and what to do."""


@frozen
class Question(Generic[T]):
    """One thing to know, and the flag that answers it. Without `usual` somebody has to say; `before` explains."""

    flag: str
    words: str
    read: Callable[[str], T]
    usual: str | None = None
    before: tuple[str, ...] = ()


class Answering(Protocol):
    """Whoever answers what no flag does."""

    def __call__(self, question: Question[T]) -> T:
        """The answer. Raises `CannotInitError` where there is none."""


class Dialogue:
    """Asks somebody, again after each wrong answer. `ask` takes a prompt and returns a line, or raises `Unfit`."""

    def __init__(self, ask: Callable[[str], str], say: Callable[[str], None]) -> None:
        self._ask = ask
        self._say = say

    def __call__(self, question: Question[T]) -> T:
        """The first good answer."""
        for line in question.before:
            self._say(line)
        usual, text = question.usual, ""
        while True:
            try:
                text = self._ask(f"{question.words}{'' if usual is None else f' [{usual}]'}: ").strip() or usual or ""
                return reading.understood(text, question.read)
            except Unfit as unfit:
                self._say(f"  {unfit}")
                usual = _meant(text, str(unfit)) or question.usual


def _meant(text: str, complaint: str) -> str | None:
    """The answer with the one good word in it that a complaint suggests; None where it suggests none, or several."""
    suggestion = _SUGGESTION.fullmatch(complaint)
    if suggestion is None or suggestion["found"] not in text:
        return None
    return text.replace(suggestion["found"], suggestion["meant"], 1)


def the_usual(question: Question[T]) -> T:
    """Asks nobody."""
    if question.usual is None:
        raise CannotInitError(f"{question.flag} is needed: {question.words}.")
    return question.read(question.usual)


STATES = Question(flag="--state", words="States to watch, such as MO, Kansas (or all)", read=reading.states)
WHERE = Question(
    flag="--slack",
    words="Where, such as slack, email",
    read=reading.several(reading.kind_of_place),
    usual="terminal",
    before=("", "Where should the news go?", *(f"  {key:<11}  {kind(key).offer}" for key in reading.KINDS_OF_PLACE)),
)
PLACES = {
    key: Question(
        flag=f"--{key}", words=kind(key).question, read=reading.several(kind(key).form), usual=kind(key).usual
    )
    for key in AFAR
}
"""What is asked for each kind of place that news is sent to."""
OPERATORS = Question(
    flag="--operator",
    words="Inboxes or Slack channels, such as it@example.org",
    read=reading.operators(()),
    usual="terminal",
    before=("", "Who hears when the bot is in trouble? Readers of the news don't."),
)
DIGEST = Question(
    flag="--digest",
    words="A digest of all that happened: weekly, daily, monthly or none",
    read=values.cadence,
    usual=reading.NOTHING,
)
ZONE = Question(flag="--zone", words="Time zone of that desk, such as America/Denver", read=reading.zone)
CONTACT = Question(
    flag="--contact",
    words="Your mail or web address, such as web@example.org",
    read=reading.unless_none(values.contact, ""),
    usual=reading.NOTHING,
    before=("", "How can ICE's web people reach you, should the bot bother them? It is sent with each request."),
)
HOST = Question(
    flag="--mail-host",
    words="Mail server, such as smtp.example.org or smtp.example.org:465",
    read=reading.server,
    before=("", "The mail server that takes what you send; your provider's help calls it SMTP."),
)
SECURITY = Question(flag="--mail-security", words="Protection: starttls, tls or plain", read=one_of(Security))
SENDER = Question(
    flag="--sender", words="The address that mails come from, such as alerts@example.org", read=email_address
)
USER: Question[str | None] = Question(
    flag="--mail-user", words="The login there, or none", read=reading.unless_none(str, None)
)

_ALL: tuple[Question[Any], ...] = (STATES, OPERATORS, DIGEST, ZONE, CONTACT, HOST, SECURITY, SENDER, USER)
READERS: dict[str, Callable[[str], object]] = {
    **{question.flag: question.read for question in (*_ALL, *PLACES.values())},
    "--name": name,
    "--language": values.language,
    "--mail-port": reading.port,
    "--folder": words,
}
"""What reads each flag: those of the questions, and of what nobody is asked."""
