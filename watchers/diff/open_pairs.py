"""Rows that may be one agreement: a missing one and a new one, that wait together until a list tells, or time is up."""

from collections.abc import Iterable
from dataclasses import replace

from watchers.diff.amendments import changes_among
from watchers.diff.context import AgencyIndex
from watchers.diff.draft import Draft
from watchers.matching.match import Matching, match
from watchers.model.agreement import ListKind
from watchers.model.event import Context, EventKind
from watchers.model.grounds import Ground
from watchers.model.register import ON_LIST, Stand, Standing
from watchers.model.second_look import SecondLook

KIND = ListKind.PARTICIPATING


def open_pairs(draft: Draft, pairs: Iterable[tuple[str, str]]) -> None:
    """Let each pair of a missing standing and a new one wait, and tell of it once.

    `pairs` are ids. One new row that may be each of two missing ones is told with each; so is the reverse.
    """
    olds_of: dict[str, list[str]] = {}
    for old, new in pairs:
        olds_of.setdefault(new, []).append(old)
    told: set[str] = set()
    for new, olds in olds_of.items():
        draft.put(replace(draft.standing(new), stand=Stand.OPEN, possibly=tuple(olds)))
        for number, old in enumerate(olds):
            before = draft.standing(old)
            draft.put(replace(before, possibly=(*before.possibly, new)))
            if number == 0 or old not in told:
                told.add(old)
                _ask(draft, draft.standing(old), draft.standing(new))


def _ask(draft: Draft, old: Standing, new: Standing) -> None:
    changes = changes_among([(new.id, old.agreement, new.agreement)]).get(new.id, ())
    event = draft.tell(
        EventKind.POSSIBLY_RENAMED,
        replace(new, id=old.id),
        new.workbook,
        Ground.LEFT_OPEN.says(agency=old.agreement.agency, row=new.agreement.row),
        before=old,
        changes=changes,
        context=Context(missing_from=old.missing_from),
    )
    for standing in (old, new):
        draft.put(replace(standing, asked=(*standing.asked, event.id)))


def settle_pairs(draft: Draft, rules: SecondLook) -> None:
    """Tell what the newest list, or the time, says of the pairs that wait. Before the missing ones are confirmed."""
    waiting = [s for s in draft.standings(KIND, Stand.OPEN) if s.first_seen < draft.at]
    if waiting:
        _settle(draft, waiting, rules)
    for old in draft.standings(KIND, Stand.MISSING):
        still = tuple(new for new in old.possibly if draft.has(new) and draft.standing(new).stand is Stand.OPEN)
        if still != old.possibly:
            draft.put(replace(old, possibly=still))


def _settle(draft: Draft, waiting: list[Standing], rules: SecondLook) -> None:
    missing, listed, found = _matched_anew(draft, waiting)
    for pair in found.pairs:
        old, new = missing[pair.old], listed[pair.new]
        if new.stand is Stand.OPEN and old.id in new.possibly:
            _is_one(draft, old, new, pair.because)
    left = {(missing[old].id, listed[new].id) for old, new in found.possibly}
    proven = {(missing[pair.old].id, listed[pair.new].id): pair.because for pair in found.proven()}
    agencies = AgencyIndex(draft.all_standings())
    for standing in waiting:
        if not draft.has(standing.id):
            continue
        still = tuple(old for old in standing.possibly if (old, standing.id) in left and _is_missing(draft, old))
        new, is_over = draft.standing(standing.id), draft.at >= standing.first_seen + rules.open
        if is_over and len(still) == 1 and (still[0], new.id) in proven:
            _is_one(draft, draft.standing(still[0]), new, proven[still[0], new.id])
        elif is_over or not still:
            _are_two(draft, new, still, agencies)
        else:
            draft.put(replace(new, possibly=still))


def _matched_anew(draft: Draft, waiting: list[Standing]) -> tuple[list[Standing], list[Standing], Matching]:
    """What is missing beside what has come since the first of those that wait: all that can be which of them."""
    since = min(s.first_seen for s in waiting)
    missing = [
        s
        for s in draft.standings(KIND, Stand.MISSING, Stand.GONE)
        if s.possibly or (s.missing_since is not None and s.missing_since >= since)
    ]
    listed = [s for s in draft.standings(KIND, *ON_LIST) if s.first_seen >= since]
    return missing, listed, match([s.agreement for s in missing], [s.agreement for s in listed])


def _is_missing(draft: Draft, id_: str) -> bool:
    return draft.has(id_) and draft.standing(id_).stand is Stand.MISSING


def _is_one(draft: Draft, old: Standing, new: Standing, because: str) -> None:
    """The missing agreement goes on as the row that waited."""
    changes = changes_among([(old.id, old.agreement, new.agreement)]).get(old.id, ())
    draft.forget(new)
    after = draft.refresh(old, new.agreement, new.workbook)
    draft.tell(
        EventKind.AMENDED,
        after,
        new.workbook,
        f"{Ground.ONE_AFTER_ALL.value} {because}",
        before=old,
        changes=changes,
        corrects=old.told,
        settles=tuple(dict.fromkeys((*old.asked, *new.asked))),
    )


def _are_two(draft: Draft, new: Standing, olds: tuple[str, ...], agencies: AgencyIndex) -> None:
    """The row that waited has signed; `olds` may still be the same, where it is time alone that decides."""
    signed = draft.put(replace(new, stand=Stand.LISTED, possibly=(), asked=()))
    draft.tell(
        EventKind.SIGNED,
        signed,
        signed.workbook,
        (Ground.NOT_SHOWN_AS_ONE if olds else Ground.NONE_OF_THE_MISSING).says(row=signed.agreement.row),
        settles=new.asked,
        context=Context(
            other_models=agencies.other_models(signed),
            first_of=agencies.first_of(signed),
            switched_from=agencies.switched_from(signed),
        ),
    )
    draft.relate((old, signed.id) for old in olds)
