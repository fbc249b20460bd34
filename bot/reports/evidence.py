"""The sum behind an event: each part of two rows compared, what spoke for and against, and what came next."""

from collections.abc import Iterator

from notifiers.console.text import visible
from state.store import Store
from watchers.matching.evidence import ONE, ONLY_SAYS, OPEN, Evidence, Outcome, weigh
from watchers.matching.exact import key
from watchers.model.agreement import Agreement
from watchers.model.event import Event, EventKind

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
