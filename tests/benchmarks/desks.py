"""Ten thousand desks, and two hundred events at once for them."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from bot.config.load import load_config
from bot.config.model import Config
from bot.outgoing.alerts import alerts_for
from bot.outgoing.send import Outgoing
from notifiers.story.model import Story
from state.store import Store, open_store
from tests.benchmarks.measured import Measured, several, timed
from tests.factories import NOON, agreement, event, standing
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind
from watchers.model.register import Register
from watchers.names.places import STATES

DESKS = 10_000
EVENTS = 200
_CODES = sorted(STATES)[:50]
_KINDS = (EventKind.SIGNED, EventKind.SIGNED, EventKind.PENDING, EventKind.WITHDRAWN)
_PLACES = ("terminal = true", 'email = ["desk{n}@example.org"]', 'slack = ["#desk-{n}"]', 'webhook = ["tips"]')
_WISHES = (
    "",
    'kinds = ["signed", "withdrawn"]',
    'models = ["TFM"]',
    'not_kinds = ["pending_dropped"]',
    'levels = ["county"]',
)
_HEAD = """
[watch]
folder = "var"
[mail]
host = "localhost"
security = "plain"
port = 2525
sender = "alerts@example.org"
sender_name = "287(g) watch"
[slack]
webhooks = ["tips"]
"""


def measure_desks() -> Sequence[Measured]:
    """Routing, grouping and rendering for all desks and for a quarter of them; and the reading of their config."""
    register = Register(standings={f"a{n}": standing(id=f"a{n}", agreement=_row(n)) for n in range(1_900)})
    news = [event(id=f"e{n:04}", kind=_KINDS[n % 4], agreement=_row(n), subject=f"a{n}") for n in range(EVENTS)]
    with tempfile.TemporaryDirectory() as name, open_store(Path(name) / "var", holder="the benchmark") as store:
        few, many = (_configured(Path(name), desks) for desks in (DESKS // 4, DESKS))
        small = several(lambda: told(news, few[1], store, register), runs=3)
        large = several(lambda: told(news, many[1], store, register), runs=3)
        messages = len(told(news, many[1], store, register).owed)
    times = large / small
    return [
        Measured(
            work=f"{DESKS:,} subscriptions, {EVENTS} events: route, group, render {messages:,} messages",
            found=f"{large:.1f} s; {times:.1f} times what a quarter of them takes",
            goal="under 5 s, and linear",
            reached=large < 5 and times < 4 * 1.2,
        ),
        Measured(
            work=f"read a config of {DESKS:,} subscriptions",
            found=f"{many[0]:.1f} s; {many[0] / few[0]:.1f} times what a quarter of them takes",
            goal="linear",
            reached=many[0] / few[0] < 4 * 1.2,
        ),
    ]


def told(news: Sequence[Event], config: Config, store: Store, register: Register) -> Outgoing[Story]:
    """What a poll owes for the news."""
    return alerts_for(news, config=config, store=store, register=register, at=NOON)


def _configured(folder: Path, desks: int) -> tuple[float, Config]:
    """Seconds to read it, and the config: each desk with a state or all, a wish, and a place of its own."""
    path = folder / f"{desks}.toml"
    path.write_text(_HEAD + "".join(map(_desk, range(desks))), "utf-8")
    found: list[Config] = []
    return timed(lambda: found.append(load_config(path, {}))), found[0]


def _desk(number: int) -> str:
    states = (
        '"all"' if number % 50 == 7 else f'["{_CODES[number % len(_CODES)]}", "{_CODES[number * 7 % len(_CODES)]}"]'
    )
    place, wish = _PLACES[number // 50 % 4].format(n=number), _WISHES[number // 200 % len(_WISHES)]
    return f'[[subscription]]\nname = "desk-{number}"\nstates = {states}\n{place}\n{wish}\n'


def _row(number: int) -> Agreement:
    place = f"Place {number}"
    state = _CODES[number % len(_CODES)]
    return agreement(state=state, agency=f"{place} County Sheriff's Office", county=f"{place} County", row=number)
