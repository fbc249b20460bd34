"""The second look: what is missing becomes withdrawn, or dropped, once it has stayed away long enough."""

from dataclasses import replace
from datetime import datetime

from watchers.diff.context import AgencyIndex
from watchers.diff.draft import Draft
from watchers.diff.pending import signed_among
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Context, EventKind
from watchers.model.register import Stand, Standing
from watchers.model.second_look import SecondLook, wait_of


def look_again(draft: Draft, rules: SecondLook) -> None:
    """Tell as withdrawn or dropped what is still gone. To be called only after a look at lists that can be trusted."""
    _confirm_withdrawn(draft, rules)
    _confirm_dropped(draft, rules)


def _is_confirmed(standing: Standing, at: datetime, rules: SecondLook) -> bool:
    """Whether it stayed away long enough; never in the poll that first missed it."""
    if standing.missing_since is None or at <= standing.missing_since:
        return False
    return at - standing.missing_since >= wait_of(standing, rules)


def _confirm_withdrawn(draft: Draft, rules: SecondLook) -> None:
    workbook = _current(draft, ListKind.PARTICIPATING)
    due = [s for s in draft.standings(ListKind.PARTICIPATING, Stand.MISSING) if _is_confirmed(s, draft.at, rules)]
    if not due or workbook is None:
        return
    agencies = AgencyIndex(draft.all_standings())
    for standing in due:
        gone = replace(standing, stand=Stand.GONE)
        event = draft.tell(
            EventKind.WITHDRAWN,
            gone,
            workbook,
            f"It is missing from {_lists(standing)}, and no row there could be it under another spelling.",
            before=standing,
            context=Context(
                other_models=agencies.other_models(standing),
                missing_from=standing.missing_from,
                switched_to=agencies.switched_to(standing),
            ),
        )
        draft.put(replace(gone, told=(*standing.told, event.id)))


def _lists(standing: Standing) -> str:
    names = tuple(dict.fromkeys(standing.missing_from))
    if len(names) == 1:
        return f"{names[0]}, which has been ICE's list since"
    return f"{len(names)} lists in a row, {names[0]} to {names[-1]}"


def _confirm_dropped(draft: Draft, rules: SecondLook) -> None:
    workbook = _current(draft, ListKind.PENDING)
    due = [
        s
        for s in draft.standings(ListKind.PENDING, Stand.MISSING)
        if s.missing_since is not None and draft.at - s.missing_since >= rules.pending
    ]
    if not due or workbook is None:
        return
    signed = signed_among(draft, due)
    for standing in due:
        if standing.id in signed:
            draft.forget(standing)
            continue
        days = (draft.at - (standing.missing_since or draft.at)).days
        gone = replace(standing, stand=Stand.GONE)
        event = draft.tell(
            EventKind.PENDING_DROPPED,
            gone,
            workbook,
            f"It left the pending list {days} days ago and has not turned up on the participating list.",
            before=standing,
            context=Context(missing_from=standing.missing_from),
        )
        draft.put(replace(gone, told=(event.id,)))


def _current(draft: Draft, kind: ListKind) -> Workbook | None:
    return draft.register.state_of(kind).workbook
