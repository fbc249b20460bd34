"""The text of a new config: the shipped one, with somebody's answers at their places and every comment kept."""

import re
from collections.abc import Mapping
from dataclasses import asdict, field
from importlib.resources import files

import tomlkit

from notifiers.mail.settings import Security
from notifiers.subscriptions.digest_plan import Cadence
from notifiers.text.tongue import Tongue
from watchers.frozen import frozen

Value = str | int | bool | list[str]

_HEADER = re.compile(r"#?(\[{1,2}\w+\]{1,2})")


@frozen
class Places:
    """Where something goes: the terminal or not, and entries of the config by the key of their kind."""

    terminal: bool = False
    afar: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, key: str) -> tuple[str, ...]:
        """The entries of a kind."""
        return self.afar.get(key, ())

    def keys(self) -> dict[str, Value]:
        """The keys of a section that say where it goes, without the terminal's; none for nowhere."""
        return {key: list(names) for key, names in self.afar.items() if names}


@frozen
class MailServer:
    """The server that takes mails, and the address that they come from. `user` is None where it asks for no login."""

    host: str
    security: Security
    port: int
    sender: str
    user: str | None = None


@frozen
class Answers:
    """All that a first config needs to know, each value good by `bot.config.values`.

    `states` are USPS codes, or "all" alone. `operators` beside the terminal, which always hears. `contact` may be "".
    """

    name: str
    states: tuple[str, ...]
    news: Places
    operators: Places
    mail: MailServer | None
    digest: Cadence | None
    zone: str
    contact: str = ""
    folder: str = "var"
    language: Tongue = Tongue.ENGLISH


def shipped() -> str:
    """The config as shipped, which is the template.

    The package has a copy of its own: in a checkout, the config.toml beside it is soon somebody's.
    """
    return files("bot.setup").joinpath("shipped_config.toml").read_text("utf-8")


def filled(template: str, answers: Answers) -> str:
    """The template's text with the answers in it. Only lines of values change; those that explain stay as they are."""
    wanted = _wanted(answers)
    blocks = [[""]]
    for line in template.split("\n"):
        if _HEADER.fullmatch(line):
            blocks.append([])
        blocks[-1].append(line)
    lines: list[str] = []
    for header, *body in blocks:
        match = _HEADER.fullmatch(header)
        values = wanted.pop(match[1], None) if match else None  # the first of a name: the second is an example
        lines += [header, *body] if match is None or values is None else [match[1], *_with_values(body, values)]
    if wanted:
        raise ValueError(f"the template has no place for {', '.join(wanted)}")
    return "\n".join(lines[1:])


def _wanted(answers: Answers) -> dict[str, Mapping[str, Value]]:
    """What each section shall say, in the template's order of keys; sections and keys left out stay as shipped."""
    news, told, mail = answers.news, answers.operators, answers.mail
    webhooks = [*dict.fromkeys([*news.of("webhook"), *told.of("webhook")])]
    return {
        "[watch]": {
            "contact": answers.contact,
            "folder": answers.folder,
            "zone": answers.zone,
            "language": answers.language.value,
        },
        "[[subscription]]": {
            "name": answers.name,
            "states": "all" if answers.states == ("all",) else list(answers.states),
            "terminal": news.terminal,
            **news.keys(),
            **({"digest": str(answers.digest)} if answers.digest else {}),
        },
        **({"[slack]": {"webhooks": webhooks}} if webhooks else {}),
        **({"[mail]": {key: value for key, value in asdict(mail).items() if value is not None}} if mail else {}),
        **({"[operators]": {"terminal": True, **told.keys()}} if told.keys() else {}),
    }


def _with_values(body: list[str], values: Mapping[str, Value]) -> list[str]:
    """A section's lines with its keys set. A key that has no example there goes behind the one before it."""
    rows, last = list(body), -1
    for key, value in values.items():
        text = f"{key} = {tomlkit.item(value).as_string()}"
        place = next((n for n, row in enumerate(rows) if re.match(rf"#?{key} = ", row)), None)
        if place is None:
            last += 1
            rows.insert(last, text)
        else:
            last = place
            rows[place] = text
    return rows
