"""Taking a participating list into the record: signed, missing, returned, amended, MOA posted."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from watchers.diff.align import Alignment
from watchers.diff.amendments import FIELD_WORDS, changes_among
from watchers.diff.context import AgencyIndex
from watchers.diff.draft import Draft
from watchers.diff.open_pairs import open_pairs
from watchers.matching.exact import EXACT, Pair
from watchers.matching.match import counterparts, match
from watchers.model.agreement import ListKind, Roll, Workbook
from watchers.model.event import Change, Context, EventKind
from watchers.model.grounds import Ground
from watchers.model.register import Stand, Standing

KIND = ListKind.PARTICIPATING
_ICE_ZONE = ZoneInfo("America/New_York")  # of Washington, by whose days the lists are named


def take_in_participating(draft: Draft, aligned: Alignment) -> None:
    """Lay what the list changes over the register; `aligned` is the list beside it."""
    roll, known, found = aligned.roll, aligned.known, aligned.found
    rows = roll.agreements
    _go_on(draft, aligned)
    draft.renew_doubles(KIND, (rows[index] for index in found.doubled), roll.workbook)
    for index in (*found.absorbed, *found.gone):
        if known[index].stand is Stand.OPEN or (index in found.absorbed and known[index].stand is Stand.LISTED):
            draft.forget(known[index])
    missing = [_lose(draft, known[index], roll.workbook) for index in (*found.gone, *found.absorbed)]
    came, perhaps = _welcome_back(draft, roll, found.appeared)
    signed = {row: draft.open(KIND, rows[row], roll.workbook) for row in found.appeared if row not in came}
    waited = _close_pending(draft, [*signed.values(), *(s for s in came.values() if s.first_seen == draft.at)])
    pairs = [(known[i].id, signed[j].id) for i, j in found.possibly if j in signed and draft.has(known[i].id)]
    # One that had waited on the pending list while the other was listed is an agency of its own.
    open_pairs(draft, [(old, new) for old, new in pairs if new not in waited])
    draft.relate((old, new) for old, new in pairs if new in waited)
    agencies = AgencyIndex(draft.all_standings())
    _tell_signed(
        draft, _settled(draft, signed.values()), waited, agencies, {signed[n].id: e for n, e in perhaps.items()}
    )
    _tell_missing(draft, roll, _settled(draft, (s for s in missing if s is not None)), agencies)


def _settled(draft: Draft, standings: Iterable[Standing]) -> list[Standing]:
    """Those of them that may not be another."""
    return [s for s in standings if not draft.standing(s.id).possibly]


def _go_on(draft: Draft, aligned: Alignment) -> None:
    """The rows that are agreements we knew: tell what ICE changed in them, and which are back."""
    for pair, before, after, changes in draft.renew(aligned):
        if before.stand is Stand.MISSING:
            _tell_return(draft, before, after, aligned.roll.workbook, changes)
        elif changes and before.stand is not Stand.OPEN:
            _tell_changes(draft, before, after, pair, changes)


def _tell_changes(draft: Draft, before: Standing, after: Standing, pair: Pair, changes: tuple[Change, ...]) -> None:
    """An agreement that is printed otherwise, or that has its document now."""
    posted = tuple(c for c in changes if c.field == "moa" and c.before is None)
    other = tuple(c for c in changes if c not in posted)
    if posted:
        draft.tell(
            EventKind.MOA_POSTED,
            after,
            after.workbook,
            Ground.DOCUMENT_LINKED.value,
            before=before,
            changes=posted,
        )
    if other:
        why = "" if pair.because == EXACT else f" {pair.because}"
        draft.tell(
            EventKind.AMENDED,
            after,
            after.workbook,
            f"{Ground.PRINTED_OTHERWISE.says(fields=_fields(other))}{why}",
            before=before,
            changes=other,
        )


def _fields(changes: tuple[Change, ...]) -> str:
    named = [FIELD_WORDS[c.field] for c in changes]
    return named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"


def _tell_return(
    draft: Draft, before: Standing, after: Standing, workbook: Workbook, changes: tuple[Change, ...]
) -> None:
    was_withdrawn = before.stand is Stand.GONE
    lists = len(before.missing_from)
    draft.tell(
        EventKind.RETURNED,
        after,
        workbook,
        Ground.BACK.says(lists=f"{lists} list{'s' * (lists != 1)}"),
        before=before,
        changes=changes,
        corrects=before.told,
        settles=before.asked,
        context=Context(missing_from=before.missing_from, was_withdrawn=was_withdrawn),
    )


def _lose(draft: Draft, standing: Standing, workbook: Workbook) -> Standing | None:
    """Mark a row that isn't on the newest list. Returns it where it went missing just now."""
    if standing.id in draft.forgotten:
        return None
    is_new = standing.stand is Stand.LISTED
    lost = draft.miss(standing, workbook)
    return lost if is_new else None


def _welcome_back(
    draft: Draft, roll: Roll, appeared: tuple[int, ...]
) -> tuple[dict[int, Standing], dict[int, tuple[str, ...]]]:
    """Rows of agreements that had been told as withdrawn: back by a slip of ICE's, or signed anew. By row index.

    Beside them, of the other rows, the events of the withdrawals that may be about the same agreement.
    """
    gone = draft.standings(KIND, Stand.GONE)
    if not gone or not appeared:
        return {}, {}
    found = match([s.agreement for s in gone], [roll.agreements[row] for row in appeared])
    back: dict[int, Standing] = {}
    for pair in found.pairs:
        before, index = gone[pair.old], appeared[pair.new]
        after = draft.refresh(before, roll.agreements[index], roll.workbook)
        if _is_signed_anew(before, after):
            back[index] = draft.put(replace(after, first_seen=draft.at))
            draft.tell(
                EventKind.SIGNED,
                back[index],
                roll.workbook,
                Ground.SIGNED_ANEW.value,
                before=before,
            )
        else:
            back[index] = after
            changes = changes_among([(after.id, before.agreement, after.agreement)])
            _tell_return(draft, before, after, roll.workbook, changes.get(after.id, ()))
    perhaps = {appeared[j]: gone[i].told[-1:] for i, j in found.possibly}
    return back, {index: told for index, told in perhaps.items() if index not in back}


def _is_signed_anew(before: Standing, after: Standing) -> bool:
    """Whether the signing date moved on while it was gone."""
    old, new = before.agreement.signed, after.agreement.signed
    return old is not None and new is not None and new > old and new != old


def _close_pending(draft: Draft, signed: list[Standing]) -> dict[str, Standing]:
    """The pending standings that these signings end, by the id of the signed one."""
    waiting = draft.standings(ListKind.PENDING, Stand.LISTED, Stand.MISSING, Stand.GONE)
    rows = [s.agreement for s in signed]
    found = match([s.agreement for s in waiting], rows).pairs
    ended = {signed[pair.new].id: waiting[pair.old] for pair in found}
    just_left = [waiting[i] for i in _unmatched(len(waiting), [p.old for p in found]) if _left_now(draft, waiting[i])]
    unexplained = [signed[j] for j in _unmatched(len(signed), [p.new for p in found])]
    for pair in counterparts([s.agreement for s in just_left], [s.agreement for s in unexplained]):
        ended[unexplained[pair.new].id] = just_left[pair.old]
    for signed_id, before in ended.items():
        draft.put(replace(draft.standing(signed_id), waited=True))
        if before.stand is Stand.LISTED:
            draft.put(replace(before, stand=Stand.SIGNED))
        else:
            draft.forget(before)
    return ended


def _unmatched(count: int, taken: Iterable[int]) -> list[int]:
    used = set(taken)
    return [n for n in range(count) if n not in used]


def _left_now(draft: Draft, pending: Standing) -> bool:
    return pending.stand is Stand.MISSING and pending.missing_since == draft.at


def _tell_signed(
    draft: Draft,
    signed: list[Standing],
    waited: dict[str, Standing],
    agencies: AgencyIndex,
    maybe: dict[str, tuple[str, ...]],
) -> None:
    for standing in signed:
        pending = waited.get(standing.id)
        draft.tell(
            EventKind.SIGNED,
            standing,
            standing.workbook,
            Ground.WAS_PENDING.says(place=standing.agreement.place, agency=pending.agreement.agency)
            if pending
            else Ground.NEW.says(place=standing.agreement.place),
            context=Context(
                other_models=agencies.other_models(standing),
                first_of=agencies.first_of(standing),
                waited_days=_days_waited(draft, pending),
                switched_from=agencies.switched_from(standing),
                possibly=maybe.get(standing.id, ()),
            ),
        )


def _days_waited(draft: Draft, pending: Standing | None) -> int | None:
    """Days on the pending list, by the lists' days and not their hours; None where it was there at the first sight."""
    if pending is None or pending.first_seen == draft.register.pending.baseline_at:
        return None
    return (draft.at.astimezone(_ICE_ZONE).date() - pending.first_seen.astimezone(_ICE_ZONE).date()).days


def _tell_missing(draft: Draft, roll: Roll, missing: list[Standing], agencies: AgencyIndex) -> None:
    by_state = Counter(s.agreement.state for s in missing)
    for standing in missing:
        event = draft.tell(
            EventKind.MISSING,
            standing,
            roll.workbook,
            Ground.NO_ROW.value,
            before=standing,
            context=Context(
                other_models=agencies.other_models(standing),
                missing_from=standing.missing_from,
                switched_to=agencies.switched_to(standing),
                together=by_state[standing.agreement.state],
            ),
        )
        draft.put(replace(standing, told=(event.id,)))
