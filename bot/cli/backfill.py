"""`backfill`: the history from saved workbooks."""

import sys
from pathlib import Path

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.exits import Exit
from bot.terminal import fail, say

_PASSED_OVER = "they are no newer than the record. A history is built into an empty folder, before the first poll."


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "backfill",
        backfill,
        "build the history from saved workbooks; sends nothing",
        "Builds the history from workbooks that somebody saved: a folder with publications.json, or a plain folder of "
        "ICE's workbooks, whose order is worked out. Nobody is told of anything.",
    )
    parser.add_argument("path", type=Path, metavar="PATH", help="the folder")


def backfill(call: Call, *, path: Path) -> Exit:
    """Build the history, and say how much it was."""
    from tqdm import tqdm

    from bot.config.running import holder
    from bot.poll.backfill import backfill
    from bot.poll.saved_workbooks import BackfillError, saved_publications
    from bot.poll.summary import totals_sentence
    from notifiers.text.ap_style import count
    from state.store import open_store

    config = call.config()
    try:
        publications, order = saved_publications(path)
    except BackfillError as error:
        return fail(str(error), Exit.USAGE)
    first, last = publications[0].at.date(), publications[-1].at.date()
    say(f"{count(len(publications), 'publication')}, {first} to {last}. {order}")
    with (
        open_store(config.watch.folder, holder=holder("backfill")) as store,
        tqdm(total=len(publications), unit="list", disable=not sys.stderr.isatty()) as bar,
    ):
        try:
            done = backfill(store, publications, rules=config.second_look, progress=bar.update)
        except BackfillError as error:
            return fail(str(error), Exit.USAGE)
        bar.close()
        for sentence in done.held:
            say(f"Held, {sentence}")
        say(
            f"{count(done.publications, 'publication')} taken in, {count(done.events, 'event')} recorded, "
            "nobody told." + (f" {done.skipped:,} passed over: {_PASSED_OVER}" if done.skipped else "")
        )
        say(f"Now: {totals_sentence(store.register())}")
    return Exit.FINE
