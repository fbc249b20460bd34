"""The verb `subscriptions`: who hears what, in words, and changing it without an editor."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.command_values import FOR_GOOD
from bot.credentials import Secrets
from bot.exits import Exit
from bot.init_files import command, target
from bot.named import named, unknown
from bot.settings import Config
from bot.subscription_words import described, in_one_line, matching, overlaps, remarks
from bot.terminal import fail, say
from notifiers.ap_style import count
from notifiers.subscription import Subscription
from state.store import read_store

if TYPE_CHECKING:
    from bot.config_edit import Edit


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
    from bot.config_change import change
    from bot.config_edit import CannotEditError
    from bot.running import after_change
    from bot.subscription_next import next_lines

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
    from bot.config_edit import added, edited, removed

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
