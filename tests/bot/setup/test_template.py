import re
import string
import subprocess
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.config.load import load_config
from bot.config.model import Config
from bot.setup.template import Answers, MailServer, Places, filled, shipped
from notifiers.console.destination import TerminalDestination
from notifiers.destination import Destination
from notifiers.mail.destination import EmailDestination
from notifiers.mail.settings import MailSettings, Security
from notifiers.registry import SECTIONS, kind
from notifiers.slack.destination import SlackDestination
from notifiers.slack.settings import SlackSettings
from notifiers.slack_webhook.destination import WebhookDestination
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.text.redact import secret_in

ROOT = Path(__file__).parents[3]
USUAL = load_config(ROOT / "bot" / "setup" / "shipped_config.toml", {})
TERMINAL = Places(terminal=True)

odd_words = st.text(min_size=1, max_size=30).filter(
    lambda text: text.isprintable() and text.strip() == text and secret_in(text) is None
) | st.sampled_from(['a "quoted" word', "back\\slash", "it's", "# no comment", "[mail]", "ünï 🗞", "x" * 300, "~/var"])
names = st.text(string.ascii_lowercase + string.digits, min_size=1, max_size=20)
addresses = st.sampled_from(["desk@example.org", "it's+287g@news.example.org", "#odd@example.org"])
channels = st.sampled_from(["#immigration", "#новости", "#a]b", "C0123ABCD9", "#desk-1"])


@st.composite
def places(draw: st.DrawFn, webhooks: tuple[str, ...], *, terminal: st.SearchStrategy[bool]) -> Places:
    return Places(
        terminal=draw(terminal),
        afar={
            "slack": tuple(draw(st.lists(channels, max_size=3, unique=True))),
            "webhook": tuple(draw(st.lists(st.sampled_from(webhooks), max_size=2, unique=True))) if webhooks else (),
            "email": tuple(draw(st.lists(addresses, max_size=3, unique=True))),
        },
    )


@st.composite
def mail_servers(draw: st.DrawFn) -> MailServer:
    security = draw(st.sampled_from(Security))
    return MailServer(
        host=draw(st.sampled_from(["smtp.example.org", "192.0.2.7", "2001:db8::7"])),
        port=draw(st.integers(1, 65535)),
        security=security,
        sender=draw(addresses),
        user=None if security is Security.PLAIN else draw(st.none() | odd_words),
    )


@st.composite
def answers(draw: st.DrawFn) -> Answers:
    webhooks = tuple(draw(st.lists(names.filter(lambda name: not name.endswith("file")), max_size=2, unique=True)))
    news = draw(places(webhooks, terminal=st.booleans()))
    if not (news.of("slack") or news.of("webhook") or news.of("email")):
        news = TERMINAL
    operators = draw(places(news.of("webhook"), terminal=st.just(True)))
    return Answers(
        name=draw(names),
        states=draw(
            st.just(("all",)) | st.lists(st.sampled_from(["MO", "KS", "TX"]), min_size=1, unique=True).map(tuple)
        ),
        news=news,
        operators=operators,
        mail=draw(mail_servers() if news.of("email") or operators.of("email") else st.none() | mail_servers()),
        digest=draw(st.none() | st.sampled_from(Cadence)),
        zone=draw(st.sampled_from(["America/Denver", "UTC", "America/Argentina/Ushuaia"])),
        contact=draw(st.sampled_from(["", "web@example.org", "https://example.org/about?a='b'"])),
        folder=draw(odd_words),
    )


def destinations(places: Places, mail: MailSettings | None) -> list[Destination]:
    return [
        *([TerminalDestination()] if places.terminal else []),
        *(SlackDestination(workspace="default", channel=channel) for channel in places.of("slack")),
        *(WebhookDestination(name=name) for name in places.of("webhook")),
        *(EmailDestination(address=address, mail=mail) for address in places.of("email")),
    ]


def mail_settings(said: MailServer) -> MailSettings:
    return MailSettings(
        host=said.host,
        port=said.port,
        security=said.security,
        sender=said.sender,
        sender_name="287(g) watch",
        user=said.user,
    )


def at_home(folder: str) -> Path:
    try:
        return Path(folder).expanduser()
    except RuntimeError:  # "~0": nobody of that name is here
        return Path(folder)


def expected(said: Answers, path: Path) -> Config:
    """The shipped config with these answers, and nothing else changed."""
    usual = USUAL
    zone = ZoneInfo(said.zone)
    mail = mail_settings(said.mail) if said.mail else None
    news, operators = destinations(said.news, mail), destinations(replace(said.operators, terminal=True), mail)
    return replace(
        usual,
        path=path,
        watch=replace(usual.watch, contact=said.contact or None, folder=path.parent / at_home(said.folder), zone=zone),
        settings={section: kind(key).settings(None) for section, key in SECTIONS.items()}
        | {"slack": SlackSettings(webhooks=said.news.of("webhook")), "mail": mail},
        subscriptions=(
            replace(
                usual.subscriptions[0],
                name=said.name,
                states=None if said.states == ("all",) else frozenset(said.states),
                destinations=tuple(d.id for d in news),
                zone=zone,
                digest=DigestPlan(cadence=said.digest) if said.digest else None,
            ),
        ),
        operators=tuple(d.id for d in operators),
        destinations={d.id: d for d in [*news, *operators]},
    )


@settings(max_examples=40, deadline=None)
@given(answers())
def test_whatever_is_answered_the_file_says_just_that_and_keeps_every_explanation(said: Answers) -> None:
    text = filled(shipped(), said)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "config.toml"
        path.write_text(text, "utf-8")
        found = load_config(path, {})
    settings = {section: found.settings[section] for section in SECTIONS}
    assert replace(found, destinations=dict(found.destinations), settings=settings) == expected(said, path)
    explained = [line for line in shipped().splitlines() if line.startswith("# ")]
    assert [line for line in text.splitlines() if line.startswith("# ")] == explained


def test_what_was_not_answered_stays_an_example_that_can_be_used_later(tmp_path: Path) -> None:
    said = Answers(
        name="desk", states=("MO",), news=TERMINAL, operators=TERMINAL, mail=None, digest=None, zone="America/Denver"
    )
    path = tmp_path / "config.toml"
    path.write_text(re.sub(r"^#(?=\S)(?!ca_file)", "", filled(shipped(), said), flags=re.MULTILINE), "utf-8")
    config = load_config(path, {})
    assert [s.name for s in config.subscriptions] == ["desk", "plains"]
    assert "email:it@example.org" in config.operators


def test_the_packages_copy_of_the_config_is_the_one_that_is_shipped() -> None:
    mine = subprocess.run(["git", "diff", "--quiet", "HEAD", "--", "config.toml"], cwd=ROOT, check=False).returncode
    if mine:
        pytest.skip("config.toml is not the shipped one any more: it was filled in here")
    mend = "after a change: cp config.toml bot/setup/shipped_config.toml"
    assert (ROOT / "config.toml").read_bytes() == (ROOT / "bot" / "setup" / "shipped_config.toml").read_bytes(), mend
    assert shipped() == (ROOT / "config.toml").read_text("utf-8")


def test_a_template_without_a_place_for_an_answer_is_refused() -> None:
    said = Answers(name="desk", states=("MO",), news=TERMINAL, operators=TERMINAL, mail=None, digest=None, zone="UTC")
    with pytest.raises(ValueError, match=r"no place for \[\[subscription\]\]"):
        filled("[watch]\n", said)
