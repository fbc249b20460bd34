"""From flags, somebody at a terminal and what is usual to all answers that a first config needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from bot.config import values
from bot.config.destinations import TERMINAL
from bot.setup import questions
from bot.setup import readers as reading
from bot.setup.questions import Answering, CannotInitError, Question
from bot.setup.template import Answers, MailServer, Places
from notifiers.mail.settings import USUAL_PORTS, Security
from notifiers.text.entry import Unfit
from notifiers.text.tongue import Tongue
from watchers.names.places import state_name

LOCALTIME = Path("/etc/localtime")
_USUAL = "America/Chicago"
_ZONES = """
    America/New_York CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV
    America/Chicago AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI
    America/Denver CO ID MT NM UT WY
    America/Los_Angeles CA NV OR WA
    America/Phoenix AZ
    America/Anchorage AK
    Pacific/Honolulu HI
    America/Puerto_Rico PR VI
    Pacific/Guam GU MP
    Pacific/Pago_Pago AS
"""
_OF_STATE = {code: line.split()[0] for line in _ZONES.strip().splitlines() for code in line.split()[1:]}
"""The zone in which most people of a state live, by USPS code (IANA's tz database, file zone1970.tab)."""


def likely_zone(states: tuple[str, ...], environ: Mapping[str, str], localtime: Path = LOCALTIME) -> str:
    """A zone's name. Servers and containers run on UTC, which is no newsroom's clock: then the first state decides."""
    here = _machine_zone(environ, localtime)
    return here or _OF_STATE.get(states[0], _USUAL)


def _machine_zone(environ: Mapping[str, str], localtime: Path) -> str | None:
    """The zone of $TZ or /etc/localtime; None for UTC, for one that isn't IANA's, and for none."""
    linked = str(localtime.resolve()).partition("zoneinfo/")[2]
    name = (environ.get("TZ", "").strip().lstrip(":") or linked).rpartition("zoneinfo/")[2]
    if not name:
        return None
    try:
        found = values.zone(name).key
    except Unfit:
        return None
    return None if found in {"UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Universal", "Etc/Zulu"} else found


T = TypeVar("T")

Given = Mapping[str, str]
"""What the command line says, by flag, without blanks around it: several values with commas between them."""


def check_flags(given: Given) -> None:
    """Before anybody is asked. Raises `CannotInitError` with every mistake, a line each."""
    webhooks = tuple(word.strip() for word in given.get("--webhook", "").split(","))
    readers = {**questions.READERS, questions.OPERATORS.flag: reading.operators(webhooks)}
    mistakes: list[str] = []
    for flag in sorted(given.keys() & readers.keys()):
        try:
            reading.understood(given[flag], readers[flag])
        except Unfit as unfit:
            mistakes.append(f"{flag}: {unfit}")
    if mistakes:
        raise CannotInitError("\n".join(mistakes))


def gather(given: Given, answering: Answering, likely_zone: Callable[[tuple[str, ...]], str]) -> Answers:
    """All answers. `given` must have passed `check_flags`; `likely_zone` says which clock these states go by."""
    to = _Interview(given, answering)
    states = to(questions.STATES)
    news = _news(to)
    digest = to(questions.DIGEST, usual="weekly" if any(news.afar.values()) else reading.NOTHING)
    zone = to(questions.ZONE, usual=likely_zone(states))
    operators = to(questions.OPERATORS, read=reading.operators(news.of("webhook")))
    mail_wanted = news.of("email") or operators.of("email") or any(f.startswith(("--mail-", "--sender")) for f in given)
    return Answers(
        name=given.get("--name") or desk_name(states),
        states=states,
        news=news,
        operators=operators,
        mail=_mail(to) if mail_wanted else None,
        digest=digest,
        zone=zone,
        language=values.language(given.get("--language", Tongue.ENGLISH)),
        contact=to(questions.CONTACT),
        folder=given.get("--folder", "var"),
    )


@dataclass(frozen=True, slots=True)
class _Interview:
    given: Given
    answering: Answering

    def __call__(self, question: Question[T], **known: Any) -> T:
        """What the flag says, else whoever answers; `known` is what the answers so far tell of the question."""
        question, text = replace(question, **known), self.given.get(question.flag)
        return self.answering(question) if text is None else reading.understood(text, question.read)


def _news(to: _Interview) -> Places:
    """Where a flag names one place, nobody is asked for further ones."""
    kinds = tuple(kind for kind in reading.KINDS_OF_PLACE if f"--{kind}" in to.given) or to.answering(questions.WHERE)
    return Places(
        terminal=TERMINAL.key in kinds,
        afar={key: to(question) for key, question in questions.PLACES.items() if key in kinds},
    )


def _mail(to: _Interview) -> MailServer:
    host, port = to(questions.HOST)
    port = int(to.given["--mail-port"]) if "--mail-port" in to.given else port
    usual = next((security for security, usual_port in USUAL_PORTS.items() if usual_port == port), Security.STARTTLS)
    security = to(questions.SECURITY, usual=usual.value)
    sender = to(questions.SENDER)
    has_login = security is not Security.PLAIN or questions.USER.flag in to.given
    return MailServer(
        host=host,
        security=security,
        port=port or USUAL_PORTS[security],
        sender=sender,
        user=to(questions.USER, usual=sender) if has_login else None,
    )


def desk_name(states: tuple[str, ...]) -> str:
    """A name for a desk that watches these: "missouri-kansas", "all-states"."""
    if states == (values.ALL_STATES,):
        return "all-states"
    name = "-".join(state_name(code).lower().replace(".", "").replace(" ", "-") for code in states)
    return name if len(name) <= 40 else "our-states"
