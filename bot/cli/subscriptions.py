"""The verb `subscriptions`: who hears what, in words, and changing it without an editor."""

from argparse import Namespace
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.config.credentials import Secrets, users_of_secrets
from bot.config.describe import described, in_one_line, matching, overlaps, remarks
from bot.config.lookup import named, unknown
from bot.config.model import FOR_GOOD, Config
from bot.exits import Exit
from bot.setup.files import command, target
from bot.terminal import fail, say
from notifiers.subscriptions.model import Subscription
from notifiers.text.ap_style import count, listing
from state.store import read_store


def next_lines(name: str, before: Config, after: Config, secrets: Secrets, program: str) -> Iterator[str]:
    """Lines for the desk of that name in `after`; none where it goes nowhere new. `program` starts us here."""
    places = _places(name, after)
    if places <= _places(name, before):
        return
    known = users_of_secrets(before)
    for secret in users_of_secrets(after):
        if secret not in known and not secrets.has(secret):
            yield f"{name} needs the secret {secret}. Put it into {secrets.own / secret}, or into the environment."
    new = [after.destinations[id_] for id_ in sorted(places - before.destinations.keys())]
    channels = [place.invite_to for place in new if place.invite_to]
    invite = f"/invite @watch287g in {listing(channels)}, then " if channels else ""
    yield f"Next: {invite}`{program} test {name}`"


def _places(name: str, config: Config) -> frozenset[str]:
    return frozenset(id_ for s in config.subscriptions if s.name == name for id_ in s.destinations)


if TYPE_CHECKING:
    from bot.config.edit import Edit


def subscriptions(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`subscriptions`: the way that the command line names. The exit status."""
    match wish.way:
        case "list":
            return _list(config)
        case "show":
            return _show(wish.name, config, command(target(wish.config, environ), environ))
        case _:
            return _change(wish, config, environ)


def _change(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """Change the file. The exit status."""
    from bot.config.edit import CannotEditError, change
    from bot.service.process import after_change

    if wish.way != "add" and named(wish.name, config) is None:
        return fail(unknown(wish.name, config), Exit.USAGE)
    edit, what = _edit(wish)
    try:
        fresh = change(config, edit, environ, what=what, at=datetime.now(UTC))
    except CannotEditError as error:
        return fail(str(error), Exit.USAGE)
    say(f"{what[0].upper()}{what[1:]}. {config.path} is written.")
    desk = named(wish.name, fresh)
    for line in described(desk, fresh) if desk else ():
        say(line)
    for said in _remarks(desk, fresh) if desk and wish.way in {"add", "edit"} else ():
        say(f"Mind: {said}")
    say(after_change(fresh, datetime.now(UTC)))
    program = command(target(wish.config, environ), environ)
    for line in next_lines(wish.name, config, fresh, Secrets.beside(config.path, environ), program):
        say(line)
    return Exit.FINE


def _edit(wish: Namespace) -> tuple["Edit", str]:
    """What to do with the file's text, and that in words for the log."""
    from bot.config.edit import added, edited, removed

    name = wish.name
    match wish.way:
        case "add":
            return lambda text: added(text, name, dict(wish.values)), f"added {name}: {_said(wish.values)}"
        case "edit":
            return lambda text: edited(text, name, dict(wish.values)), f"changed {name}: {_said(wish.values)}"
        case "pause":
            until = {"paused_until": wish.until.isoformat()}
            end = "you resume it" if wish.until.year == FOR_GOOD.year else wish.until
            return lambda text: edited(text, name, until), f"paused {name} until {end}"
        case "resume":
            return lambda text: edited(text, name, {"paused_until": ""}), f"resumed {name}"
        case _:
            return lambda text: removed(text, name), f"removed {name}"


def _said(values: list[tuple[str, str]]) -> str:
    return ", ".join(f"{key}={value}" if value else f"without {key}" for key, value in values)


def _list(config: Config) -> int:
    at = datetime.now(UTC)
    for s in config.subscriptions:
        say(in_one_line(s, config, at))
    for said in overlaps(config.subscriptions):
        say(f"\nMind: {said}")
    return Exit.FINE


def _remarks(desk: Subscription, config: Config) -> list[str]:
    """What its filter names and ICE's lists don't have now."""
    with read_store(config.watch.folder) as store:
        return remarks(desk, store.register())


def _show(name: str, config: Config, program: str) -> int:
    s = named(name, config)
    if s is None:
        return fail(unknown(name, config), Exit.USAGE)
    with read_store(config.watch.folder) as store:
        register = store.register()
    for line in described(s, config):
        say(line)
    if register.is_empty:
        say("No list has been read yet, so nobody can say what this matches. Run `watch287g check`.")
        return Exit.FINE
    say(f"It matches {count(matching(s, register), 'agreement')} now on ICE's lists.")
    for said in [*remarks(s, register), *(o for o in overlaps(config.subscriptions) if name in o.split())]:
        say(f"Mind: {said}")
    since = (datetime.now(s.zone) - timedelta(days=30)).date()
    say(f"What it would have heard: {program} preview {name} --since {since}")
    return Exit.FINE
