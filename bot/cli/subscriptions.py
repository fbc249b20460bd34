"""`subscriptions`: who hears what, in words, and changing it without an editor."""

import argparse
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta

from bot.cli.parser import AS_JSON, Call, argument, recorded, verb
from bot.config import edit as editing
from bot.config.credentials import Secrets, needed_secrets
from bot.config.describe import described, document, in_one_line, matching, overlaps, remarks
from bot.config.lookup import known
from bot.config.model import FOR_GOOD, Config
from bot.config.running import after_change
from bot.config.when import ComingDay
from bot.exits import Exit
from bot.terminal import fail, say, write_lines
from notifiers.text.ap_style import count, listing


def _pair(text: str) -> tuple[str, str]:
    """A key of the config and its value, "" for none."""
    key, sign, value = (part.strip() for part in text.partition("="))
    if not sign or not key:
        raise argparse.ArgumentTypeError(f"“{text}” is no KEY=VALUE such as states=TX")
    if key == "name":
        raise argparse.ArgumentTypeError("the name stays: what a desk was told is remembered by it")
    if value.endswith(","):  # slack=#a, #b
        hint = f"what came behind it was lost; write it in quotes, such as '{key}=one, two'"
        raise argparse.ArgumentTypeError(f"“{text}” ends with a comma: {hint}")
    return key, value


_INSIDE = " (made inside Slack, in the state)"
_STAY = "Comments and order stay."
_NAME = argument("name", metavar="NAME", help="a subscription's name")
_VALUES = argument(
    "values",
    nargs="+",
    type=_pair,
    metavar="KEY=VALUE",
    help="a key of the config and its value; several with commas; nothing behind = takes the key out",
)
_UNTIL = argument(
    "--until",
    type=ComingDay.read,
    metavar="DAY",
    help="the day on which it goes on: 2026-12-28, monday, “in 2 weeks” (default: until you resume it)",
)


@verb()
def subscriptions(call: Call, *, as_json: bool = False) -> Exit:
    """Who hears what, in words.

    Each subscription in words, those of the config and those that were made inside Slack, which live in the state.
    """
    config, at = call.desks(), datetime.now(UTC)
    if as_json:
        from bot.reports.forms import json_text

        inside = config.made_in_slack
        say(json_text([{**document(s), "made_in_slack": s.name in inside} for s in config.subscriptions]))
        return Exit.FINE
    for s in config.subscriptions:
        say(in_one_line(s, config, at) + (_INSIDE if s.name in config.made_in_slack else ""))
    for said in overlaps(config.subscriptions):
        say(f"\nMind: {said}")
    return Exit.FINE


verb(
    AS_JSON,
    of="subscriptions",
    name="list",
    words="all of them, a line each, and which of them overlap; without a WAY, this",
)(subscriptions)


@verb(_NAME, of="subscriptions")
def show(call: Call, *, name: str) -> Exit:
    """One of them: what it hears, where, when, and what its filter matches now."""
    config = call.desks()
    s = known(name, config)
    with recorded(config) as store:
        register = store.register()
    write_lines(described(s, config, datetime.now(UTC)))
    if register.is_empty:
        say("No list has been read yet, so nobody can say what this matches. Run `watch287g check`.")
        return Exit.FINE
    say(f"It matches {count(matching(s, register), 'agreement')} now on ICE's lists.")
    for said in [*remarks(s, register), *(o for o in overlaps(config.subscriptions) if name in o.split())]:
        say(f"Mind: {said}")
    since = (datetime.now(s.zone) - timedelta(days=30)).date()
    say(f"What it would have heard: {call.program()} preview {name} --since {since}")
    return Exit.FINE


@verb(_NAME, _VALUES, of="subscriptions", more=_STAY)
def add(call: Call, *, name: str, values: Sequence[tuple[str, str]]) -> Exit:
    """Add one to the config: subscriptions add houston states=TX counties=Harris slack=#houston."""
    return _change(call, name, lambda text: editing.added(text, name, dict(values)), f"added {name}: {_said(values)}")


@verb(_NAME, _VALUES, of="subscriptions", more=_STAY)
def edit(call: Call, *, name: str, values: Sequence[tuple[str, str]]) -> Exit:
    """Change some of its keys: subscriptions edit houston models=JEM,TFM counties=."""
    return _change(
        call, name, lambda text: editing.edited(text, name, dict(values)), f"changed {name}: {_said(values)}"
    )


@verb(_NAME, _UNTIL, of="subscriptions", more=_STAY)
def pause(call: Call, *, name: str, until: ComingDay | None) -> Exit:
    """Let its news wait until a day, or until `resume`."""
    today = datetime.now(known(name, call.desks()).zone).date()
    day = until.day(today) if until else FOR_GOOD
    if day <= today:
        return fail(
            f"--until {day}: that day has come, so there is no time left to wait. Name a later one.", Exit.USAGE
        )
    end = day if until else "you resume it"
    change = {"paused_until": day.isoformat()}
    return _change(call, name, lambda text: editing.edited(text, name, change), f"paused {name} until {end}")


@verb(_NAME, of="subscriptions", more=_STAY)
def resume(call: Call, *, name: str) -> Exit:
    """End its pause; what waits is sent."""
    return _change(call, name, lambda text: editing.edited(text, name, {"paused_until": ""}), f"resumed {name}")


@verb(_NAME, of="subscriptions", more=_STAY)
def remove(call: Call, *, name: str) -> Exit:
    """Take it out of the config."""
    return _change(call, name, lambda text: editing.removed(text, name), f"removed {name}")


def _said(values: Sequence[tuple[str, str]]) -> str:
    return ", ".join(f"{key}={value}" if value else f"without {key}" for key, value in values)


def _change(call: Call, name: str, edit: editing.Edit, what: str) -> Exit:
    """Change the file, and say what is so now, and what is left to do."""
    config = call.config()
    if name in call.desks().made_in_slack:
        return fail(f"{name} was made inside Slack, and is changed there: /287g in its channel.", Exit.USAGE)
    if not what.startswith("added "):
        known(name, config)
    fresh = editing.change(config, edit, call.environ, what=what, at=datetime.now(UTC))
    say(f"{what[0].upper()}{what[1:]}. {config.path} is written.")
    for desk in (s for s in fresh.subscriptions if s.name == name):
        write_lines(described(desk, fresh, datetime.now(UTC)))
        with recorded(fresh) as store:
            for said in remarks(desk, store.register()):
                say(f"Mind: {said}")
    say(after_change(fresh, datetime.now(UTC)))
    write_lines(_next_lines(name, config, fresh, Secrets.beside(config.path, call.environ), call.program()))
    return Exit.FINE


def _next_lines(name: str, before: Config, after: Config, secrets: Secrets, program: str) -> Iterator[str]:
    """Lines for the desk of that name in `after`; none where it goes nowhere new. `program` starts us here."""
    places = _places(name, after)
    if places <= _places(name, before):
        return
    known = needed_secrets(before)
    for secret in needed_secrets(after):
        if secret not in known and not secrets.has(secret):
            yield f"{name} needs the secret {secret}. Put it into {secrets.own / secret}, or into the environment."
    new = [after.destinations[id_] for id_ in sorted(places - before.destinations.keys())]
    channels = [place.invite_to for place in new if place.invite_to]
    invite = f"/invite @watch287g in {listing(channels)}, then " if channels else ""
    yield f"Next: {invite}`{program} test {name}`"


def _places(name: str, config: Config) -> frozenset[str]:
    return frozenset(id_ for s in config.subscriptions if s.name == name for id_ in s.destinations)
