"""`status`: what the list says now, and how the bot fares, as text or JSON."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.config.destinations import called
from bot.config.model import Config
from bot.outgoing.operators import Trouble, current
from bot.poll.remarks import remarks, what_is_held
from notifiers.language.english import ENGLISH
from notifiers.text.ap_style import areas, count, moment
from state.entries import DeferredNews, Pause
from state.store import Store
from watchers.diff.totals import Tally, tally, tally_by_state
from watchers.model.agreement import ListKind, Model
from watchers.model.document import Fetching
from watchers.model.register import Hold, ListState, Register, Stand, Standing
from watchers.names.places import STATES, state_name
from watchers.schedule.looks import NextLook

if TYPE_CHECKING:
    from watchers.diff.coverage import Coverage


def coverage_lines(register: Register, state: str) -> Iterator[str]:
    """A state's agreements by kind of agency and model, then the share of its counties whose sheriffs take part."""
    from watchers.diff.coverage import coverage

    found = coverage(register.standings.values(), state)
    if not found.agencies:
        return
    yield ""
    yield f"{state_name(state)}, by kind of agency:"
    width = max(map(len, found.agencies))
    for kind, agencies in found.agencies.items():
        rows = found.agreements[kind]
        models = ", ".join(f"{n:,} {model}" for model, n in rows.items())
        yield f"  {kind:<{width}}  {count(agencies, 'agency'):>14}  {models}"
    if found.sheriffs and found.counties:
        yield f"  {ENGLISH.search.sheriffs_share(state, found.sheriffs, found.counties)}"


def status_document(store: Store, *, states: Collection[str] | None = None) -> dict[str, Any]:
    """Everything `status` knows, as plain values; `states` narrows `by_state`."""
    return _document(store, _by_state(store.register(), states))


def _document(store: Store, by_state: dict[str, Any]) -> dict[str, Any]:
    register = store.register()
    whole = tally(register.standings.values())
    last_poll = store.last_poll()
    queues = store.queues()
    return {
        "participating": {
            "agreements": whole.agreements,
            "states": whole.states,
            "agencies": whole.agencies,
            "models": {m: {"agreements": n, "states": whole.states_by_model[m]} for m, n in whole.models.items()},
            **_list_document(register, ListKind.PARTICIPATING),
        },
        "pending": {
            "agreements": whole.pending,
            "models": {m: {"agreements": whole.pending_models.get(m, 0)} for m in whole.models | whole.pending_models},
            **_list_document(register, ListKind.PENDING),
        },
        "by_state": by_state,
        "missing": sum(
            s.stand is Stand.MISSING and s.list is ListKind.PARTICIPATING for s in register.standings.values()
        ),
        "open": sum(s.stand is Stand.OPEN for s in register.standings.values()),
        "last_poll": asdict(last_poll) if last_poll else None,
        "held": [
            {
                "list": kind,
                "workbook": hold.suspicion.workbook.name,
                "since": hold.since,
                "reason": hold.suspicion.reason,
                "whole": hold.is_whole,
            }
            for kind, hold in store.holds().items()
        ],
        "trouble": current(store),
        "remarks": remarks(store),
        "outbox": {
            "waiting": sum(queue.waiting for queue in queues),
            "failed": sum(queue.failed for queue in queues),
            "oldest": min((queue.oldest for queue in queues), default=None),
            "slowest": min(queues, key=lambda queue: queue.oldest).destination if queues else None,
        },
        "processes": [asdict(member) for member in store.members()],
        "waiting": {
            name: {"events": len(news.events), "since": news.since}
            for name, news in store.entries(DeferredNews).items()
        },
        "documents": _documents(store),
        "paused": [
            asdict(pause) | {"waiting": sum(q.waiting + q.failed for q in queues if q.destination == pause.destination)}
            for pause in store.entries(Pause).values()
        ],
    }


def _documents(store: Store) -> dict[str, Any] | None:
    if store.entry(Fetching) is None:
        return None  # seldom asked for: what it takes to tell of them isn't loaded
    from bot.reports.documents import documents_document

    return documents_document(store)


def _by_state(register: Register, states: Collection[str] | None) -> dict[str, Any]:
    from watchers.diff.coverage import coverage  # for programs, and who asks for a state: not each `status`

    standings: dict[str | None, list[Standing]] = defaultdict(list)
    for standing in register.standings.values():
        standings[standing.agreement.state].append(standing)
    return {
        code: _state_document(found, coverage(standings[code], code))
        for code, found in tally_by_state(register).items()
        if states is None or code in states
    }


def _list_document(register: Register, kind: ListKind) -> dict[str, Any]:
    state = register.state_of(kind)
    return {
        "workbook": state.workbook.name if state.workbook else None,
        "current_since": state.current_since,
        "absent_since": state.absent_since,
    }


def _state_document(found: Tally, part: "Coverage") -> dict[str, Any]:
    return {
        "agreements": found.agreements,
        "agencies": found.agencies,
        "models": {m: n for m, n in found.models.items() if n},
        "pending": found.pending,
        "agency_kinds": {
            kind: {"agencies": n, "agreements": dict(part.agreements[kind])} for kind, n in part.agencies.items()
        },
        "sheriffs": {"counties": part.sheriffs, "of": part.counties},
    }


def status_text(
    store: Store, config: Config, *, states: Collection[str] | None = None, look: NextLook | None = None
) -> str:
    """`status` for people: the list, the watched states, then the bot."""
    register = store.register()
    document = _document(store, {})
    if register.is_empty:
        said = "Nothing is known yet: no list has been read. Run `watch287g check`."
        return "\n".join([said, *(_bot_lines(document, (), config) if document["last_poll"] else ())])
    of_desks = {code for s in config.subscriptions for code in (STATES if s.states is None else s.states)}
    watched = sorted(of_desks if states is None else states, key=state_name)
    lines = [*_list_lines(register, document, config), ""]
    lines += _state_lines(tally_by_state(register), watched)
    if states is not None:
        lines += [line for code in watched for line in coverage_lines(register, code)]
    lines += ["", *_bot_lines(document, store.holds().values(), config)]
    return "\n".join([*lines, *filter(None, [ENGLISH.proof.looks_next(look, config.watch.zone)])])


def _list_lines(register: Register, document: dict[str, Any], config: Config) -> list[str]:
    whole, waiting = document["participating"], document["pending"]
    zone = config.watch.zone
    book, since = register.participating.workbook, register.participating.current_since
    lines = [
        f"{count(whole['agreements'], 'agreement')}, {count(whole['agencies'], 'agency')}, {areas(whole['states'])}"
    ]
    lines += [
        f"  {each['agreements']:>5,}  {Model(code).words} ({count(each['states'], 'state')})"
        for code, each in whole["models"].items()
    ]
    if book and since:
        lines.append(f"  ICE's list: {book.name}, first seen {moment(since, zone)}")
    return [*lines, _pending_line(register.pending, waiting["agreements"], zone)]


def _pending_line(state: ListState, waiting: int, zone: ZoneInfo) -> str:
    if state.workbook is None:
        return "no pending list on record"
    if state.absent_since:
        gone = moment(state.absent_since, zone)
        return f"{waiting:,} pending on ICE's last pending list; it has linked none since {gone}"
    since = f", first seen {moment(state.current_since, zone)}" if state.current_since else ""
    return f"{waiting:,} pending ({state.workbook.name}{since})"


def _state_lines(by_state: dict[str, Tally], watched: list[str]) -> list[str]:
    rows = [(state_name(code), by_state.get(code, Tally())) for code in watched]
    rows = [row for row in rows if len(watched) <= 12 or row[1].agreements or row[1].pending]
    width = max((len(name) for name, _ in rows), default=0)
    return [
        f"{name:<{width}}  {t.agreements:>5,} {'agreement ' if t.agreements == 1 else 'agreements'}  "
        + "  ".join(f"{t.models.get(m, 0):>4,} {m.value}" for m in {**dict.fromkeys(Model), **t.models})
        + f"  {t.pending:>4,} pending"
        for name, t in rows
    ]


def _bot_lines(document: dict[str, Any], holds: Iterable[Hold], config: Config) -> list[str]:
    zone = config.watch.zone
    lines = [_poll_line(document, zone)]
    if document["documents"] is not None:
        from bot.reports.documents import documents_lines

        lines += documents_lines(document["documents"], config)
    if document["open"]:
        lines.append(
            f"Left open: {count(document['open'], 'new row')} that may be one that is gone, renamed. See "
            "`watch287g events --kind possibly_renamed`."
        )
    lines += [f"{what_is_held(hold)} since {moment(hold.since, zone)}. {hold.suspicion.reason}" for hold in holds]
    told = {f"{Trouble.DELIVERY} {p['destination']}" for p in document["paused"]}
    lines += [
        f"Trouble ({_named(name, config)}): {sentence}"
        for name, sentence in document["trouble"].items()
        if not name.startswith("hold") and name not in told
    ]
    lines += [f"Of ICE's list: {sentence}" for sentence in document["remarks"]]
    lines += [
        f"Paused since {moment(p['since'], zone)}: "
        f"{called(p['destination'], config.destinations)} (waiting there: "
        f"{count(p['waiting'], 'message')}). {p['why']} Once that is mended: `watch287g outbox retry all`."
        for p in document["paused"]
    ]
    lines += [
        f"Waiting for {name}'s hour since {moment(known['since'], zone)}: {count(known['events'], 'event')}."
        for name, known in document["waiting"].items()
    ]
    box = document["outbox"]
    if box["waiting"] or box["failed"]:
        lines.append(
            f"Not delivered: {count(box['waiting'], 'message')} waiting, {box['failed']} failed; the oldest is of "
            f"{moment(box['oldest'], zone)}. See `watch287g outbox list`."
        )
    if document["processes"]:
        lines += [
            f"{member['name']}, since {moment(member['since'], zone)}{', polls' * member['leads']}."
            for member in document["processes"]
        ]
        if box["slowest"]:
            lines.append(f"The longest queue is that of {called(box['slowest'], config.destinations)}.")
    return lines


def _poll_line(document: dict[str, Any], zone: ZoneInfo) -> str:
    """How the last poll ended; where a trouble below says the same, only that it failed."""
    poll = document["last_poll"]
    if not poll:
        return "ICE's page has not been polled yet."
    failed = " failed" if poll["last_good"] != poll["at"] else ""
    said = "" if poll["outcome"] in document["trouble"].values() else f": {poll['outcome'].rstrip('.')}"
    at = moment(poll["at"], zone)
    counted = f"{count(poll['polls'], 'poll')}, {poll['failed']:,} failed"
    return f"Last poll {at}{failed}{said}. {counted}; {_received(poll)} from ICE."


def _received(poll: dict[str, Any]) -> str:
    """As in "0.4 MB today and 1.2 MB the day before (UTC)"."""
    before = poll["received_before"]
    more = "" if before is None else f" and {before / 1e6:.1f} MB the day before"
    return f"{poll['received'] / 1e6:.1f} MB today{more} (UTC)"


def _named(trouble: str, config: Config) -> str:
    """A trouble by its name; one with a destination by the destination's words."""
    kind, _, rest = trouble.partition(" ")
    return f"{kind} {called(rest, config.destinations)}".rstrip()
