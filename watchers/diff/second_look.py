"""The second look: what is missing becomes withdrawn, or dropped, once it has stayed away long enough."""

from dataclasses import replace

from watchers.diff.context import AgencyIndex
from watchers.diff.draft import Draft
from watchers.diff.pending import perhaps_signed, signed_among
from watchers.model.agreement import ListKind, Workbook
from watchers.model.event import Context, EventKind
from watchers.model.grounds import Ground
from watchers.model.register import Stand, Standing
from watchers.model.second_look import SecondLook, due_at


def look_again(draft: Draft, rules: SecondLook, doubted: frozenset[str]) -> None:
    """Tell as withdrawn or dropped what is still gone. To be called only after a look at lists that can be trusted.

    `doubted` as in `due_at`.
    """
    for kind, confirm in ((ListKind.PARTICIPATING, _confirm_withdrawn), (ListKind.PENDING, _confirm_dropped)):
        missing = draft.standings(kind, Stand.MISSING)
        due = [s for s in missing if (at := due_at(s, rules, doubted)) is not None and at <= draft.at]
        workbook = draft.register.state_of(kind).workbook
        if kind is ListKind.PARTICIPATING:  # never in the poll that first missed it
            due = [s for s in due if s.missing_since != draft.at]
        if due and workbook is not None:
            confirm(draft, due, workbook)


def _confirm_withdrawn(draft: Draft, due: list[Standing], workbook: Workbook) -> None:
    agencies = AgencyIndex(draft.all_standings())
    for standing in due:
        gone = replace(standing, stand=Stand.GONE)
        event = draft.tell(
            EventKind.WITHDRAWN,
            gone,
            workbook,
            _gone(standing),
            before=standing,
            settles=standing.asked,
            context=Context(
                other_models=agencies.other_models(standing),
                missing_from=standing.missing_from,
                switched_to=agencies.switched_to(standing),
            ),
        )
        draft.put(replace(gone, told=(*standing.told, event.id), asked=()))


def _gone(standing: Standing) -> str:
    names = tuple(dict.fromkeys(standing.missing_from))
    if len(names) == 1:
        return (Ground.GONE_SINCE_UNSHOWN if standing.asked else Ground.GONE_SINCE).says(first=names[0])
    from_several = Ground.GONE_FROM_UNSHOWN if standing.asked else Ground.GONE_FROM
    return from_several.says(number=len(names), first=names[0], last=names[-1])


def _confirm_dropped(draft: Draft, due: list[Standing], workbook: Workbook) -> None:
    signed = signed_among(draft, due)
    signed |= perhaps_signed(draft, [s for s in due if s.id not in signed])
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
            Ground.DROPPED.says(number=days),
            before=standing,
            context=Context(missing_from=standing.missing_from),
        )
        draft.put(replace(gone, told=(event.id,)))
