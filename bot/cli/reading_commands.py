"""The words of the verbs that read: `status`, `events`, `why`, `history`, `export`."""

from bot.command_values import a_kind, a_state, a_time, an_end
from bot.command_verbs import FORMS, Parser, Verbs


def add_reading_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
    status = verbs.add_parser(
        "status",
        help="what the list says now, and how the bot fares",
        description="Totals, by model and by watched state; pending; the last poll and its result; anything held, "
        "troubled or undelivered.",
    )
    status.add_argument("--state", action="append", type=a_state, metavar="STATE", help="only this state; repeatable")
    status.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    events = verbs.add_parser(
        "events",
        help="what happened, newest last",
        description="Every recorded event: signed, missing, withdrawn, returned, pending, pending_dropped, amended, "
        "moa_posted.",
    )
    events.add_argument("--since", type=a_time, metavar="DAY", help="from this day (2025-11-06) or time on")
    events.add_argument("--until", type=an_end, metavar="DAY", help="up to this day, included, or before this time")
    events.add_argument("--state", action="append", type=a_state, metavar="STATE", help="code or name; repeatable")
    events.add_argument("--kind", action="append", type=a_kind, metavar="KIND", help="one kind; repeatable")
    events.add_argument("--format", choices=FORMS, default="table", help="default: %(default)s")
    why = verbs.add_parser(
        "why",
        help="the evidence for an event",
        description="Why an event is what it is: the rule in words, ICE's cells before and after, workbook, row and "
        "hash, and who was told.",
    )
    why.add_argument("events", nargs="+", metavar="EVENT", help="an event's id, or its beginning")
    why.add_argument(
        "--for", dest="name", metavar="NAME", help="also: which rule of a subscription let it through or held it back"
    )
    _add_record_verbs(verbs)


def _add_record_verbs(verbs: "Verbs[Parser]") -> None:
    history = verbs.add_parser(
        "history",
        help="the list as it was on a day",
        description="ICE's lists as they were at the end of a day, read again from the kept workbooks.",
    )
    history.add_argument("--at", required=True, type=an_end, metavar="DAY", help="a day (2025-11-06) or a time")
    export = verbs.add_parser(
        "export",
        help="the list and the events for other programs",
        description="The agreements listed now, with when each was first seen, or every event, as CSV or JSON lines.",
    )
    export.add_argument(
        "what", choices=("roll", "events"), help="roll: the agreements listed now; events: all that happened"
    )
    for each, forms, usual in ((history, FORMS, "table"), (export, ("csv", "jsonl"), "csv")):
        each.add_argument("--state", action="append", type=a_state, metavar="STATE", help="code or name; repeatable")
        each.add_argument("--format", choices=forms, default=usual, help="default: %(default)s")
