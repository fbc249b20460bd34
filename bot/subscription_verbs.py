"""The verb `subscriptions`: who hears what, in words."""

from argparse import Namespace
from collections.abc import Mapping

from bot.commands import Exit
from bot.named import named, unknown
from bot.settings import Config
from bot.subscription_words import described, in_one_line, matching, overlaps, remarks
from bot.terminal import fail, say
from notifiers.ap_style import count
from state.store import read_store


def subscriptions(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`subscriptions`: the way that the command line names. The exit status."""
    return _show(wish.name, config) if wish.way == "show" else _list(config)


def _list(config: Config) -> int:
    for s in config.subscriptions:
        say(in_one_line(s))
    for said in overlaps(config.subscriptions):
        say(f"\nMind: {said}")
    return Exit.FINE


def _show(name: str, config: Config) -> int:
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
    say(f"What it would have heard: watch287g preview {name} --since 2025-09-01")
    return Exit.FINE
