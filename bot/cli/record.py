"""The verbs that read the record: `status`, `events`, `why`, `history`, `export`."""

from argparse import Namespace
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from bot.cli.parser import FORMS, Parser, Verbs
from bot.cli.values import a_kind, a_state, a_time, an_end
from bot.config.lookup import named, unknown
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import fail, remark, say, write
from state.store import read_store


def add_verbs(verbs: "Verbs[Parser]") -> None:
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


def status(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`status`: what the list says now. The exit status."""
    from bot.reports.status import status_json, status_text
    from bot.service.process import unread_config

    with read_store(config.watch.folder) as store:
        states = frozenset(wish.state) if wish.state else None
        say(status_json(store, states=states) if wish.format == "json" else status_text(store, config, states=states))
    unread = unread_config(config, datetime.now(UTC)) if wish.format == "text" else None
    say(" ".join(unread) if unread else "")
    return Exit.FINE


def events(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`events`: what happened. The exit status."""
    from bot.reports.events import as_csv, as_jsonl, as_table

    zone = config.watch.zone
    with read_store(config.watch.folder) as store:
        found = store.events(
            since=moment_of(wish.since, zone),
            until=moment_of(wish.until, zone),
            states=wish.state,
            kinds=wish.kind,
        )
    forms = {"jsonl": lambda: as_jsonl(found), "csv": lambda: as_csv(found), "table": lambda: as_table(found, zone)}
    for line in forms[wish.format]():
        write(line + "\n")
    if not found and wish.format == "table":
        say("No such events are recorded.")
    return Exit.FINE


def why(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`why`: the evidence. The exit status."""
    from bot.reports.why import why, why_for

    desk = named(wish.name, config) if wish.name else None
    if wish.name and desk is None:
        return fail(unknown(wish.name, config), Exit.USAGE)
    with read_store(config.watch.folder) as store:
        for number, prefix in enumerate(wish.events):
            if number:
                say("\n---\n")
            event = store.event(prefix)
            for line in why(store, event, config):
                write(line + "\n")
            if desk is not None:
                say(f"\nFor {desk.name}: {why_for(store, event, desk)}")
    return Exit.FINE


def history(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`history`: the list as of a day. The exit status."""
    from bot.reports.history import HistoryError, end_words, lists_at, past_words, printed, rows_at

    zone = config.watch.zone
    at = moment_of(wish.at, zone) or datetime.now(UTC)
    with read_store(config.watch.folder) as store:
        try:
            pasts = lists_at(store, at)
        except HistoryError as error:
            return fail(str(error), Exit.USAGE)
        ends = end_words(store, min(at, datetime.now(UTC)), zone, blind_after=config.health.blind_after)
    for past in pasts:
        remark(past_words(past, zone))
    if ends is not None:
        remark(ends)
    for line in printed(rows_at(pasts, wish.state), wish.format):
        write(line + "\n")
    return Exit.FINE


def export(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`export`: the record for other programs. The exit status."""
    if wish.what == "events":
        wish.since = wish.until = wish.kind = None
        return events(wish, config, environ)
    from bot.reports.history import printed, rows_now

    with read_store(config.watch.folder) as store:
        for line in printed(rows_now(store, wish.state), wish.format):
            write(line + "\n")
    return Exit.FINE


def moment_of(wished: date | datetime | None, zone: ZoneInfo) -> datetime | None:
    """A day or a time of the command line as a time: on the config's clock, where it names no offset."""
    if wished is None:
        return None
    at = wished if isinstance(wished, datetime) else datetime.combine(wished, time(0))
    return at if at.tzinfo else at.replace(tzinfo=zone)
