"""Two publications to events: what the record was, what ICE shows now, and the news between them."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from watchers.diff.align import Alignment, align
from watchers.diff.draft import Draft
from watchers.diff.open_pairs import settle_pairs
from watchers.diff.participating import take_in_participating
from watchers.diff.pending import take_in_pending
from watchers.diff.second_look import look_again
from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Publication, Roll
from watchers.model.event import Event, EventKind
from watchers.model.register import ListState, Register, Standing
from watchers.model.second_look import SecondLook

_NOTHING: Mapping[ListKind, Alignment] = MappingProxyType({})


@frozen
class Outcome:
    """What a publication did to the record.

    `events` are in a reader's order. `changed` are new and changed standings, `forgotten` the ids of those whose story
    goes on in another one. `register` is the record after it. `baseline` names the lists that were seen for the first
    time, which is silent.
    """

    events: tuple[Event, ...]
    changed: tuple[Standing, ...]
    forgotten: tuple[str, ...]
    register: Register
    baseline: tuple[ListKind, ...] = ()


def compare(
    register: Register,
    publication: Publication,
    rules: SecondLook,
    *,
    aligned: Mapping[ListKind, Alignment] = _NOTHING,
    doubted: frozenset[str] = frozenset(),
) -> Outcome:
    """Take a publication that can be trusted (see `plausible`) into the record.

    `aligned` holds those of its rolls that the caller has beside the register already. `doubted` are the ids of
    those whose going together looks like a slip: one list is not enough for them.
    """
    draft = Draft(register, publication.observed_at)
    baseline = []
    for kind, roll, take_in in (
        # Pending first: a signing then finds the row that has just left.
        (ListKind.PENDING, publication.pending, take_in_pending),
        (ListKind.PARTICIPATING, publication.participating, take_in_participating),
    ):
        known = register.state_of(kind).workbook
        if roll is None or (known is not None and known.sha256 == roll.workbook.sha256):
            continue
        beside = aligned.get(kind) or align(register, roll)
        if known is None:
            baseline.append(kind)
            _take_baseline(draft, beside)
        else:
            take_in(draft, beside)
    draft.register = _with_lists(register, publication)
    if publication.participating is not None or ListKind.PARTICIPATING in publication.unchanged:
        settle_pairs(draft, rules)
        look_again(draft, rules, doubted)
    return _outcome(draft, tuple(baseline))


def _take_baseline(draft: Draft, aligned: Alignment) -> None:
    roll, found = aligned.roll, aligned.found
    for index in found.appeared:
        draft.open(roll.kind, roll.agreements[index], roll.workbook)
    draft.renew_doubles(roll.kind, (roll.agreements[index] for index in found.doubled), roll.workbook)


def _with_lists(register: Register, publication: Publication) -> Register:
    return replace(
        register,
        participating=_list_state(
            register.participating, publication.participating, publication, ListKind.PARTICIPATING
        ),
        pending=_list_state(register.pending, publication.pending, publication, ListKind.PENDING),
    )


def _list_state(state: ListState, roll: Roll | None, publication: Publication, kind: ListKind) -> ListState:
    if kind in publication.absent:
        known = state.workbook is not None and state.absent_since is None
        return replace(state, absent_since=publication.observed_at) if known else state
    if roll is None or (state.workbook is not None and state.workbook.sha256 == roll.workbook.sha256):
        return replace(state, absent_since=None)
    return ListState(
        workbook=roll.workbook,
        current_since=publication.observed_at,
        rows=len(roll.agreements),
        absent_since=None,
        seen=(*(sha for sha in state.seen if sha != roll.workbook.sha256), roll.workbook.sha256),
        columns=roll.columns,
        baseline_at=state.baseline_at or publication.observed_at,
    )


_ORDER = list(EventKind)


def _outcome(draft: Draft, baseline: tuple[ListKind, ...]) -> Outcome:
    standings = {s.id: s for s in draft.all_standings()}
    events = sorted(
        draft.told(),
        key=lambda e: (_ORDER.index(e.kind), e.agreement.state or "~", e.agreement.agency, e.agreement.model or ""),
    )
    return Outcome(
        events=tuple(events),
        changed=tuple(draft.changed.values()),
        forgotten=tuple(id_ for id_ in draft.forgotten if id_ in draft.register.standings),
        register=replace(draft.register, standings=standings),
        baseline=baseline,
    )
