"""`history`: the list as it was on a day."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.parser import FORMS, Call, Parser, Verbs, add_states, add_verb
from bot.cli.when import When
from bot.exits import Exit
from bot.terminal import fail, remark, write


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "history",
        history,
        "the list as it was on a day",
        "ICE's lists as they were at the end of a day, read again from the kept workbooks.",
    )
    parser.add_argument(
        "--at", required=True, type=When.read, metavar="DAY", help="a day (2025-11-06, yesterday) or a time"
    )
    add_states(parser)
    parser.add_argument("--format", dest="form", choices=FORMS, default="table", help="default: %(default)s")


def history(call: Call, *, at: When, states: Sequence[str] | None, form: str) -> Exit:
    """The lists as of then, and on the error output which workbooks those are."""
    from bot.reports.history import HistoryError, end_words, lists_at, past_words, printed, rows_at
    from state.store import read_store

    config, now = call.config(), datetime.now(UTC)
    zone = config.watch.zone
    end = at.end(zone, now)
    with read_store(config.watch.folder) as store:
        try:
            pasts = lists_at(store, end)
        except HistoryError as error:
            return fail(str(error), Exit.USAGE)
        ends = end_words(store, min(end, now), zone, blind_after=config.health.blind_after)
    for past in pasts:
        remark(past_words(past, zone))
    if ends is not None:
        remark(ends)
    for line in printed(rows_at(pasts, states), form):
        write(f"{line}\n")
    return Exit.FINE
