"""Taking a pending list into the record: pending, and, for those that left it, whether they signed."""

from dataclasses import replace
from datetime import datetime, timedelta

from watchers.diff.align import Alignment
from watchers.diff.context import AgencyIndex
from watchers.diff.draft import Draft
from watchers.matching.duplicates import are_namesakes
from watchers.matching.evidence import weigh
from watchers.matching.exact import EXACT
from watchers.matching.match import match, may_sign_for
from watchers.matching.part import SAME
from watchers.model.agreement import ListKind, Roll
from watchers.model.event import Context, EventKind
from watchers.model.grounds import Ground
from watchers.model.register import ON_LIST, Stand, Standing

KIND = ListKind.PENDING
_OVERLAP = timedelta(days=7)


def take_in_pending(draft: Draft, aligned: Alignment) -> None:
    """Lay what the list changes over the register; `aligned` is the list beside it."""
    roll, known, found = aligned.roll, aligned.known, aligned.found
    rows = roll.agreements
    for pair, before, after, changes in draft.renew(aligned):
        if changes and before.stand is Stand.LISTED:
            why = "" if pair.because == EXACT else f" {pair.because}"
            draft.tell(
                EventKind.AMENDED,
                after,
                roll.workbook,
                f"{Ground.PENDING_OTHERWISE.value}{why}",
                before=before,
                changes=changes,
            )
    draft.renew_doubles(KIND, (rows[index] for index in found.doubled), roll.workbook)
    for index in found.absorbed:
        draft.forget(known[index])
    _lose(draft, [known[index] for index in found.gone], roll)
    _tell_new(draft, roll, found.appeared)


def _lose(draft: Draft, gone: list[Standing], roll: Roll) -> None:
    """Rows that left the list: those that signed are done; the others wait for the participating list."""
    signed = signed_among(draft, [s for s in gone if s.stand is not Stand.SIGNED])
    for standing in gone:
        if standing.stand is Stand.SIGNED or standing.id in signed:
            draft.forget(standing)
        else:
            draft.miss(standing, roll.workbook)


def signed_among(draft: Draft, waiting: list[Standing], *, since: datetime | None = None) -> set[str]:
    """The ids of the pending standings that the participating list shows.

    With `since`, they are on the pending list too, and only what was first listed since then is looked at: of two rows
    that stand side by side, another county in the cell makes another agency of that name; and so it does of two that
    waited side by side, of which one has signed.
    """
    if not waiting:
        return set()
    listed = draft.standings(ListKind.PARTICIPATING, *ON_LIST)
    if since is not None:
        listed = [s for s in listed if _is_new_since(s, since, draft.register.participating.baseline_at)]
    rows, shown = [s.agreement for s in waiting], [s.agreement for s in listed]
    return {
        waiting[pair.old].id
        for pair in match(rows, shown).pairs
        if _is_its_signing(draft, waiting[pair.old], listed[pair.new])
        and not (
            (since is not None or listed[pair.new].waited)
            and are_namesakes(rows[pair.old], shown[pair.new], side_by_side=True)
        )
    }


def perhaps_signed(draft: Draft, waiting: list[Standing]) -> set[str]:
    """The ids of those that left the pending list and may be a row that came on the other one as they left.

    The sheriff's office that signs is not the jail that gives up; nor is a row that had waited itself any other's.
    """
    came = draft.standings(ListKind.PARTICIPATING, *ON_LIST)
    baseline_at = draft.register.participating.baseline_at
    found = set()
    for standing in waiting:
        since = (standing.missing_since or draft.at) - _OVERLAP
        new = [s.agreement for s in came if not s.waited and _is_new_since(s, since, baseline_at)]
        possibly = (new[row] for _, row in match([standing.agreement], new).possibly)
        if any(may_sign_for(standing.agreement, row, weigh(standing.agreement, row)) for row in possibly):
            found.add(standing.id)
    return found


def _is_its_signing(draft: Draft, waiting: Standing, listed: Standing) -> bool:
    """Whether a row may be what became of the pending one: by a near name alone, only one that came as that left.

    Lakeland waited, and Oakland had long been listed.
    """
    evidence = weigh(waiting.agreement, listed.agreement)
    if evidence.names.points == SAME or evidence.of("county") > 0:
        return True
    since = (waiting.missing_since or draft.at) - _OVERLAP
    return _is_new_since(listed, since, draft.register.participating.baseline_at)


def _is_new_since(listed: Standing, since: datetime, baseline_at: datetime | None) -> bool:
    """Whether it came on the list since then; of those of the first sight, only their date can say."""
    if listed.first_seen == baseline_at:
        return listed.agreement.signed is not None and listed.agreement.signed >= since.date()
    return listed.first_seen >= since


def _tell_new(draft: Draft, roll: Roll, appeared: tuple[int, ...]) -> None:
    rows = [roll.agreements[index] for index in appeared]
    dropped = draft.standings(KIND, Stand.GONE)
    again = {pair.new: dropped[pair.old] for pair in match([s.agreement for s in dropped], rows).pairs}
    opened = [draft.open(KIND, row, roll.workbook) for row in rows]
    signed = signed_among(draft, opened, since=draft.at - _OVERLAP)
    agencies = AgencyIndex(draft.all_standings())
    for index, standing in enumerate(opened):
        before = again.get(index)
        if before is not None:
            draft.forget(before)
        if standing.id in signed:  # ICE's two lists overlap for some days around a signing
            draft.put(replace(standing, stand=Stand.SIGNED))
            continue
        draft.tell(
            EventKind.PENDING,
            standing,
            roll.workbook,
            Ground.PENDING.says(place=standing.agreement.place) if before is None else Ground.PENDING_AGAIN.value,
            before=before,
            context=Context(other_models=agencies.other_models(standing)),
        )
