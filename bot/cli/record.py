"""What the record says: `status`, `events`, `why`, `history`, `export`; and `backfill`, which builds it."""

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import AGENCY, LIMIT, STATES, TABLE, Call, argument, form, reading, recorded, verb
from bot.config.values import event_kind, language
from bot.config.when import When
from bot.exits import Exit, UsageError
from bot.terminal import fail, remark, say, write_lines
from state.errors import NoSuchRowError
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind

if TYPE_CHECKING:
    from notifiers.text.tongue import Tongue
    from state.store import Store

_PASSED_OVER = "they are no newer than the record. A history is built into an empty folder, before the first poll."


@verb(STATES, *form("text", "json"))
def status(call: Call, *, states: Sequence[str] | None, form: str) -> Exit:
    """What the list says now, and how the bot fares.

    Totals, by model and by watched state; pending; the last poll and its result; anything held, troubled or
    undelivered.
    """
    from bot.config.running import unread_config
    from bot.poll.next_look import coming_look
    from bot.reports.forms import json_text
    from bot.reports.status import status_document, status_text

    config, narrowed = call.desks(), frozenset(states) if states else None
    with recorded(config) as store:
        look = coming_look(store, config, datetime.now(UTC))
        if form == "json":
            document = status_document(store, states=narrowed)
            say(json_text(document | {"next_look": asdict(look) if look else None}))
            return Exit.FINE
        say(status_text(store, config, states=narrowed, look=look))
    say(" ".join(unread_config(config, datetime.now(UTC)) or ()))
    return Exit.FINE


@verb(
    argument(
        "--since", type=When.read, metavar="DAY", help="from this day on (2025-11-06, yesterday, “3 days ago”), or time"
    ),
    argument("--until", type=When.read, metavar="DAY", help="up to this day, included, or before this time"),
    STATES,
    argument(
        "--kind", dest="kinds", action="append", type=reading(event_kind), metavar="KIND", help="one kind; repeatable"
    ),
    AGENCY,
    LIMIT,
    *TABLE,
)
def events(
    call: Call,
    *,
    since: When | None = None,
    until: When | None = None,
    states: Sequence[str] | None = None,
    kinds: Sequence[EventKind] | None = None,
    agency: str | None = None,
    limit: int | None = None,
    form: str,
) -> Exit:
    """What happened, newest last.

    Every recorded event: signed, missing, withdrawn, possibly_renamed, returned, pending, pending_dropped, amended,
    moa_posted.
    """
    from bot.reports.events import printed

    config, now = call.config(), datetime.now(UTC)
    zone = config.watch.zone
    begin = since.begin(zone, now) if since else None
    end = until.end(zone, now) if until else None
    if begin and end and begin >= end:
        return fail("--since is later than --until: no time lies between them. Change the two about.", Exit.USAGE)
    with recorded(config) as store:
        found = store.events(since=begin, until=end, states=states, kinds=kinds)
    is_wanted = _wanted(None, agency)
    found = [event for event in found if is_wanted(event.agreement)]
    write_lines(printed(found[-limit:] if limit else found, form, zone))
    if not found and form == "table":
        say("No such events are recorded.")
    return Exit.FINE


@verb(
    argument("events", nargs="+", metavar="EVENT", help="an event's id, or its beginning"),
    argument(
        "--for", dest="name", metavar="NAME", help="also: which rule of a subscription let it through or held it back"
    ),
)
def why(call: Call, *, events: Sequence[str], name: str | None) -> Exit:
    """The evidence for an event.

    Why an event is what it is: the rule in words, ICE's cells before and after, workbook, row and hash, and who was
    told.
    """
    from bot.config.lookup import known
    from bot.reports.why import why, why_for

    config = call.desks()
    desk = known(name, config) if name else None
    with recorded(config) as store:
        for number, prefix in enumerate(events):
            if number:
                say("\n---\n")
            event = _event(store, prefix)
            write_lines(why(store, event, config))
            if desk is not None:
                say(f"\nFor {desk.name}: {why_for(store, event, desk)}")
    return Exit.FINE


def _event(store: "Store", prefix: str) -> Event:
    try:
        return store.event(prefix)
    except NoSuchRowError as error:
        raise UsageError(f"{error} `watch287g events` lists them with their ids.") from None


@verb(
    argument("events", nargs="+", metavar="EVENT", help="an event's id, or its beginning"),
    argument("--language", type=reading(language), help="en or es (default: the language of [watch])"),
)
def quote(call: Call, *, events: Sequence[str], language: "Tongue | None") -> Exit:
    """A sentence to print about an event.

    In AP style, attributed to ICE's list, with the caution that it needs; one for several events of one kind.
    """
    from notifiers.language.language import language_of
    from notifiers.story.quote import quote

    config = call.config()
    with recorded(config) as store:
        said = language_of(language or config.watch.language)
        say(quote([_event(store, prefix) for prefix in events], config.watch.zone, said))
    return Exit.FINE


@verb(
    argument("--at", required=True, type=When.read, metavar="DAY", help="a day (2025-11-06, yesterday) or a time"),
    STATES,
    AGENCY,
    LIMIT,
    *TABLE,
)
def history(
    call: Call, *, at: When, states: Sequence[str] | None, agency: str | None, limit: int | None, form: str
) -> Exit:
    """The list as it was on a day.

    ICE's lists as they were at the end of a day, read again from the kept workbooks.
    """
    from bot.reports.history import end_words, lists_at, past_words, printed, rows_at

    config, now = call.config(), datetime.now(UTC)
    zone = config.watch.zone
    end = at.end(zone, now)
    with recorded(config) as store:
        pasts = lists_at(store, end)
        ends = end_words(store, min(end, now), zone, blind_after=config.health.blind_after)
    for past in pasts:  # on the error output: a pipe gets the rows alone
        remark(past_words(past, zone))
    if ends is not None:
        remark(ends)
    write_lines(printed(list(rows_at(pasts, _wanted(states, agency)))[:limit], form))
    return Exit.FINE


@verb(
    argument("what", choices=("roll", "events"), help="roll: the agreements listed now; events: all that happened"),
    STATES,
    AGENCY,
    LIMIT,
    *form("csv", "json", "jsonl"),
)
def export(
    call: Call, *, what: str, states: Sequence[str] | None, agency: str | None, limit: int | None, form: str
) -> Exit:
    """The list and the events for other programs.

    The agreements listed now, with when each was first seen, or every event, as CSV or JSON lines.
    """
    if what == "events":
        return events(call, states=states, agency=agency, limit=limit, form=form)
    from bot.reports.history import printed, rows_now

    with recorded(call.config()) as store:
        write_lines(printed(list(rows_now(store, _wanted(states, agency)))[:limit], form))
    return Exit.FINE


def _wanted(states: Collection[str] | None, agency: str | None) -> Callable[[Agreement], bool]:
    """Which rows are of these states, and of the agency that the words mean; None is every one.

    Raises `UsageError`.
    """
    if agency is None:
        return lambda row: states is None or row.state in states
    from watchers.search.find import is_meant
    from watchers.search.question import asked

    question = asked(agency)
    if not question.words:
        raise UsageError(f"“{agency}” names no agency. Write one, a county or a town; --state is for states.")
    return lambda row: (states is None or row.state in states) and is_meant(question, row)


@verb(argument("path", type=Path, metavar="PATH", help="the folder"))
def backfill(call: Call, *, path: Path) -> Exit:
    """Build the history from saved workbooks; sends nothing.

    Builds the history from workbooks that somebody saved: a folder with publications.json, or a plain folder of ICE's
    workbooks, whose order is worked out. Nobody is told of anything.
    """
    from tqdm import tqdm

    from bot.config.running import holder
    from bot.poll.backfill import backfill
    from bot.poll.saved_workbooks import saved_publications
    from bot.poll.summary import totals_sentence
    from notifiers.text.ap_style import count
    from state.store import open_store

    config = call.config()
    publications, order = saved_publications(path)
    first, last = publications[0].at.date(), publications[-1].at.date()
    say(f"{count(len(publications), 'publication')}, {first} to {last}. {order}")
    with (
        open_store(config.place, holder=holder("backfill", config)) as store,
        tqdm(total=len(publications), unit="list", disable=not sys.stderr.isatty()) as bar,
    ):
        done = backfill(store, publications, rules=config.second_look, progress=bar.update)
        bar.close()
        for sentence in done.held:
            say(f"Held, {sentence}")
        passed_over = f" {done.skipped:,} passed over: {_PASSED_OVER}" if done.skipped else ""
        taken = f"{count(done.publications, 'publication')} taken in, {count(done.events, 'event')} recorded"
        say(f"{taken}, nobody told.{passed_over}")
        say(f"Now: {totals_sentence(store.register())}")
    return Exit.FINE
