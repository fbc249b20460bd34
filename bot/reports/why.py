"""`why`: the evidence for an event, in words and in ICE's own cells, and the sum of what was weighed."""

from collections.abc import Iterator
from dataclasses import fields

from bot.config.destinations import called
from bot.config.model import Config
from bot.outgoing.threads import Threads
from bot.reports.documents import document_evidence
from notifiers.subscriptions.explain import why_routed
from notifiers.subscriptions.model import Subscription
from notifiers.text.ap_style import moment
from notifiers.text.safe import visible
from state.errors import StateError
from state.store import Store
from watchers.errors import WatchError
from watchers.matching.evidence import ONE, ONLY_SAYS, OPEN, Evidence, Outcome, weigh
from watchers.matching.exact import key
from watchers.model.agreement import Agreement, Printed, Workbook
from watchers.model.event import Event, EventKind
from watchers.model.table import Remark
from watchers.names.normalise import normalise
from watchers.table.read import read_table

_COLUMNS = {
    "state": "STATE", "agency": "LAW ENFORCEMENT AGENCY", "level": "TYPE", "county": "COUNTY", "model": "SUPPORT TYPE",
    "signed": "SIGNED", "moa": "MOA", "addendum": "ADDENDUM",
}  # fmt: skip


def why(store: Store, event: Event, config: Config, *, told: bool = True) -> Iterator[str]:
    """Lines that say what happened, why we say so, which cells show it, and who was told, where that may be `told`."""
    a, zone = event.agreement, config.watch.zone
    yield f"{event.kind.value}: {visible(a.agency)}, {a.state or 'state unclear'}, {a.model or 'model unclear'}"
    yield f"event {event.id}, seen {moment(event.observed_at, zone)} ({event.observed_at.isoformat()})"
    yield ""
    yield event.because
    yield from (
        f"ICE changed the {change.field}: {_quoted(change.before)} before, {_quoted(change.after)} now."
        for change in event.changes
    )
    if event.context.missing_from:
        yield f"Missing from: {', '.join(event.context.missing_from)}"
    yield from the_sum(store, event)
    if event.document is not None:
        yield from document_evidence(event.document)
    yield ""
    yield from _book("Shown by", event.workbook)
    yield from (f"  {visible(remark.sentence)}" for remark in _remarks(store, event))
    if event.before_workbook and event.before_workbook.sha256 != event.workbook.sha256:
        yield from _book("Before in", event.before_workbook)
    yield from _cells(event)
    yield ""
    yield from _links(store, event, config, told=told)


def why_for(store: Store, event: Event, desk: Subscription) -> str:
    """Which rule of a subscription, as it is now, lets the event through to its alerts or holds it back."""
    earlier = {e.id: e for e in store.events(ids=set(event.follows))} if event.follows else {}
    threads = Threads(store)
    told = {id_: threads.told_of(id_) for id_ in earlier}
    verdict = why_routed(event, desk, told=told, earlier=earlier)
    said = f"{'let through' if verdict.admitted else 'held back'} by its rules as they are now: {verdict.rule}"
    if any(t.subscription == desk.name for t in store.deliveries_of(event.id)):
        return f"{said} It was told."
    return said


def _quoted(value: str | None) -> str:
    return "nothing" if value is None else f"“{visible(value)}”"


def _remarks(store: Store, event: Event) -> tuple[Remark, ...]:
    """What the workbook shows that is not read as a list is, or by nobody: none where it isn't kept any more."""
    try:
        table = read_table(store.workbooks.read(event.workbook.sha256), name=event.workbook.name)
    except (WatchError, StateError):
        return ()
    return normalise(table, event.workbook, observed_on=event.observed_at.date()).remarks


def _book(label: str, book: Workbook) -> Iterator[str]:
    yield f"{label} {visible(book.name)}"
    yield f"  sha256 {book.sha256}"
    if book.modified:
        yield f"  ICE's Last-Modified: {book.modified.isoformat()}"


def _cells(event: Event) -> Iterator[str]:
    """The printed cells, before and now, beside each other."""
    is_gone = event.before is not None and event.before.row == event.agreement.row and not event.changes
    if event.before is None or is_gone:
        yield f"{_at_start(event.agreement.place)}, as ICE printed it:"
        yield from (f"  {_COLUMNS[name]:<22} {_quoted(text)}" for name, text in _printed(event.agreement))
        return
    yield f"{_at_start(event.before.place)} before, {event.agreement.place} now, as ICE printed them:"
    before = dict(_printed(event.before))
    for name, text in _printed(event.agreement):
        mark = "*" if before[name] != text else " "
        yield f" {mark}{_COLUMNS[name]:<22} {_quoted(before[name])}  →  {_quoted(text)}"


def _at_start(words: str) -> str:
    return words[:1].upper() + words[1:]


def _printed(a: Agreement) -> Iterator[tuple[str, str]]:
    for field in fields(Printed):
        yield field.name, getattr(a.printed, field.name)


def _links(store: Store, event: Event, config: Config, *, told: bool) -> Iterator[str]:
    for words, ids in (
        ("Possibly about the same agreement", event.context.possibly),
        ("Takes back", event.corrects),
        ("Settles what was left open", event.settles),
    ):
        yield from (f"{words}: `watch287g why {id_[:8]}`" for id_ in ids)
    if told:
        heard = store.deliveries_of(event.id)
        named = ", ".join(f"{t.subscription} ({called(t.destination, config.destinations)})" for t in heard)
        yield f"Told: {named or 'nobody'}"
    for other in store.events(until=None):
        if other.subject == event.subject and other.id != event.id:
            yield f"Also: {moment(other.observed_at, config.watch.zone)} {other.kind.value} ({other.id[:8]})"


_GONE = frozenset({EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED})
_CAME = frozenset({EventKind.SIGNED, EventKind.PENDING})


def the_sum(store: Store, event: Event) -> Iterator[str]:
    """Lines for what was weighed; none where state, name and model alone settle it, and nothing else came near."""
    before = event.before if event.kind not in _GONE | _CAME else None
    weighed = before is not None and key(before) != key(event.agreement)
    if before is not None and weighed:
        yield from _parts(weigh(before, event.agreement, only=ONLY_SAYS in event.because))
    if weighed or event.kind in _GONE | _CAME:
        yield from _next_best(store, event)


def _parts(found: Evidence) -> Iterator[str]:
    yield f"Weighed part by part ({ONE} points or more make one agreement, {OPEN} or more leave it open):"
    yield from (f"  {finding.points:+3d}  {finding.part}: {visible(finding.says)}" for finding in found.findings)
    against = found.two or found.doubt
    yield f"  {found.points:3d}  together: {found.outcome.value}" + (f", as {visible(against)}" if against else "")


def _next_best(store: Store, event: Event) -> Iterator[str]:
    """The row of the same list that came nearest, of those that went or came beside this one."""
    others = [(a, weigh(event.agreement, a)) for a in _beside(store, event)]
    near = [(a, found) for a, found in others if found.points > 0]
    heading = "Nearest other reading" if event.kind in _GONE | _CAME else "Second-best reading"
    if not near:
        yield f"{heading}: none; no other row that went or came with it is like it."
        return
    a, found = max(near, key=lambda entry: (entry[1].outcome is not Outcome.TWO, entry[1].points))
    against = found.two or found.doubt or "; ".join(f.says for f in found.findings if f.points < 0)
    why = f": {visible(against)}" if against else ""
    yield f"{heading}: {visible(a.place)}, “{visible(a.agency)}”, {found.points} points, {found.outcome.value}{why}."


def _beside(store: Store, event: Event) -> Iterator[Agreement]:
    """Rows that went as this one came, or came as this one went, by the same list."""
    lists = {event.workbook.name, *event.context.missing_from[:1]}
    for other in store.events(until=None):
        if other.subject == event.subject or other.list is not event.list or other.workbook.name not in lists:
            continue
        if event.kind not in _CAME and other.kind in _CAME:
            yield other.agreement
        if event.kind not in _GONE and other.kind is EventKind.MISSING:
            yield other.agreement
