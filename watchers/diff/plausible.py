"""Is this the list it claims to be? One that shows the shape of a slip is held: nothing of it enters the record.

A plain percentage is not enough: an empty pending list was true (all had signed), while a list with 3.5 % of its
rows left out was a slip. So each check looks for the shape of one kind of slip: another list, an old one, one cut at
its end, a column pasted over. Real mass news has none of these: dozens of signings, all of one state's agencies leaving
at once. What has no shape, many rows of many states gone, may be either: then only the losses wait.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from operator import attrgetter

from watchers.diff.align import Alignment, align
from watchers.diff.amendments import FIELD_WORDS, have_same_cells
from watchers.matching.match import match
from watchers.model.agreement import Agreement, ListKind, Model, Roll
from watchers.model.grounds import Ground, counted
from watchers.model.register import SECOND_LIST, Register, Stand, Standing, Suspicion

_COLUMNS = {"level": "TYPE", "county": "COUNTY", "signed": "SIGNED", "moa": "MOA"}
_FEW_MISSED = 3
_FEW = 8
"""Fewer rows than this going or changing together are no sign of a broken list, whatever their share."""
MOST_PAIRS = 50_000_000
"""Pairs of rows that are weighed against each other: some two minutes. From one of ICE's lists to the next: 18,000."""


def suspect(
    register: Register,
    roll: Roll,
    *,
    expected: ListKind | None,
    beside: Roll | None = None,
    aligned: Alignment | None = None,
    stated: int | None = None,
) -> Suspicion | None:
    """Why this roll should be held, as a whole or for what it lacks; None where nothing speaks against it.

    `expected` is the list that ICE's link promises; None where its words promise nothing. `beside` is the participating
    list of the same publication, for a pending one: what left the one may be on the other. `aligned` is the roll beside
    the register, where the caller has that already. `stated` is how many participating agreements ICE's page says there
    are: often a day old, so it is no more than a witness beside other oddities.
    """
    if expected is not None and roll.kind is not expected:
        return _wrong_list(roll, expected)
    state = register.state_of(roll.kind)
    if roll.doubt:
        return _suspicion(roll, "tabs", Ground.UNCLEAR_TABS, doubts=roll.doubt, beside=_beside_page(roll, stated))
    if not roll.agreements and roll.kind is ListKind.PARTICIPATING:
        return _suspicion(roll, "empty", Ground.EMPTY)
    if state.workbook is None or roll.workbook.sha256 == state.workbook.sha256:
        return None
    aligned = aligned or align(register, roll)
    return _unlike_before(register, roll) or _unlike(aligned) or _suspect_rows(register, aligned, beside, stated)


def _unlike_before(register: Register, roll: Roll) -> Suspicion | None:
    """An old list again, or one that lacks a column."""
    state = register.state_of(roll.kind)
    if roll.workbook.sha256 in state.seen:
        return _suspicion(roll, "old", Ground.OLD)
    lost = [field for field in _COLUMNS if field in state.columns and field not in roll.columns]
    if not lost:
        return None
    columns = f"the column{'s' * (len(lost) > 1)} {' and '.join(_COLUMNS[field] for field in lost)}"
    return _suspicion(roll, "columns", Ground.NO_COLUMN, fingerprint=lost, columns=columns)


def _wrong_list(roll: Roll, expected: ListKind) -> Suspicion:
    ground = Ground.PENDING_LIST if roll.kind is ListKind.PENDING else Ground.PARTICIPATING_LIST
    return replace(_suspicion(roll, "swapped", ground, table=counted(len(roll.agreements), "row")), list=expected)


def second_list(roll: Roll, listed: Iterable[Agreement], missing: Iterable[Standing]) -> Suspicion | None:
    """Why a list is held that ICE links behind another of its kind: it has rows of its own, which may be news.

    None for a copy, or an older one, that has no row which isn't `listed` in the other: it is passed over. What is
    `missing` and stands in it is doubted: ICE shows it still.
    """
    known = {_agreed(a) for a in listed}
    own = [a for a in roll.agreements if _agreed(a) not in known]
    if not own:
        return None
    shown = {_agreed(a) for a in own}
    doubted = [s.id for s in missing if _agreed(s.agreement) in shown]
    return _suspicion(
        roll,
        SECOND_LIST,
        Ground.SECOND_LIST,
        fingerprint=doubted,
        list=roll.kind,
        rows=len(own),
        of=counted(len(roll.agreements), "row"),
        are="is" if len(own) == 1 else "are",
        agency=own[0].agency,
    )


def _agreed(a: Agreement) -> tuple[str | None, str, Model | None]:
    return a.state, a.agency.casefold(), a.model


def _unlike(aligned: Alignment) -> Suspicion | None:
    """So many rows that are like none before that to weigh them would take hours: each with all of its state."""
    (went, came), roll = aligned.found.unsettled(), aligned.roll
    gone = Counter(aligned.known[n].agreement.state for n in went)
    fresh = Counter(roll.agreements[n].state for n in came)
    if sum(fresh[state] * gone[state] for state in fresh) <= MOST_PAIRS:
        return None
    return _suspicion(roll, "unlike", Ground.UNLIKE_ANY, rows=len(came))


def _suspect_rows(register: Register, aligned: Alignment, beside: Roll | None, stated: int | None) -> Suspicion | None:
    gone = aligned.gone()
    if aligned.roll.kind is ListKind.PENDING and len(gone) >= _FEW:  # an empty one was true when all had signed
        listed = beside.agreements if beside else [s.agreement for s in register.listed(ListKind.PARTICIPATING)]
        signed = {p.old for p in match([s.agreement for s in gone], listed).pairs}
        gone = [s for n, s in enumerate(gone) if n not in signed]
    return (
        _changed_alike(aligned, gone)
        or _nameless(aligned.roll, gone)
        or _cut_short(aligned, gone, stated)
        or _swollen(aligned)
        or _older(register, aligned, gone)
        or _many_gone(aligned, gone)
    )


def _nameless(roll: Roll, gone: list[Standing]) -> Suspicion | None:
    """A row that names an agency of the list before, and neither its state nor its model: a slip, and no withdrawal."""
    names = {name.casefold() for name in roll.left_out}
    lost = [s for s in gone if s.agreement.agency.casefold() in names]
    if not lost:
        return None
    return _suspicion(roll, "nameless", Ground.NAMELESS, rows=len(lost), agency=lost[0].agreement.agency)


def _beside_page(roll: Roll, stated: int | None) -> str:
    """What ICE's page says beside the list, where the two differ by more than the header that ICE counts with."""
    rows = len(roll.agreements)
    if stated is None or roll.kind is not ListKind.PARTICIPATING or stated - rows in (0, 1):
        return ""
    return f" {Ground.PAGE_SAYS.says(agreements=counted(stated, 'agreement'), rows=f'{rows:,}')}"


def _cut_short(aligned: Alignment, gone: list[Standing], stated: int | None) -> Suspicion | None:
    """The list ends early: what is gone stood behind everything that is left, or it is most of the list.

    One state's law may well take half of the list; a list that lacks half of all other states' too is cut. Where ICE's
    page goes on to state that many, a few rows from the list's end are enough, be they of one state.
    """
    roll, known = aligned.roll, aligned.listed()
    page = _beside_page(roll, stated)
    is_missed = page != "" and stated is not None and stated >= len(roll.agreements) + len(gone)
    if len(gone) < (_FEW_MISSED if is_missed else _FEW) or (len(gone) < 0.02 * len(known) and not is_missed):
        return None
    last_kept = max((before.agreement.row for before, _ in aligned.went_on()), default=0)
    behind = [s for s in gone if s.agreement.row > last_kept]
    is_tail = len(behind) >= 0.9 * len(gone) and (is_missed or len({s.agreement.state for s in behind}) > 1)
    law = Counter(s.agreement.state for s in gone).most_common(1)[0][0]
    elsewhere, lost = (sum(s.agreement.state != law for s in rows) for rows in (known, gone))
    is_law = roll.kind is ListKind.PARTICIPATING and lost < max(_FEW, 0.5 * elsewhere)
    if not is_tail and (len(gone) < 0.5 * len(known) or is_law):
        return None
    return _suspicion(
        roll,
        "cut short",
        Ground.END_CUT_OFF if is_tail else Ground.CUT_SHORT,
        fingerprint=(s.id for s in gone),
        beside=page,
        table=counted(len(roll.agreements), "row"),
        all=len(known),
        gone=len(gone),
        states=_states(gone),
    )


def _older(register: Register, aligned: Alignment, gone: list[Standing]) -> Suspicion | None:
    """An old list in a new file: it lacks what came last, all of it, and shows nothing that was never on a list."""
    roll, baseline = aligned.roll, register.state_of(aligned.roll.kind).baseline_at
    if len(gone) < _FEW or baseline is None:
        return None
    since = sorted(s.first_seen for s in gone)[len(gone) // 10]  # one in ten may have left for another reason
    newest, lost = (sum(s.first_seen >= since for s in rows) for rows in (aligned.listed(), gone))
    if since <= baseline or lost < 0.9 * newest:
        return None
    came = [roll.agreements[n] for n in aligned.found.appeared]
    left = [s.agreement for s in register.standings.values() if s.list is roll.kind and s.stand is Stand.GONE]
    if len(match(left, came).pairs) < len(came):
        return None
    ids = (s.id for s in gone)
    return _suspicion(roll, "older", Ground.OLDER, fingerprint=ids, gone=len(gone), states=_states(gone))


def _many_gone(aligned: Alignment, gone: list[Standing]) -> Suspicion | None:
    """Rows of many states gone at once: a filter that was left on, or news. What the list adds is news all the same.

    One state's agencies leaving together is no such loss, and so a state that lost half of its rows or more counts
    as one row. The pending list's rows come and go by the dozen, and a week's wait guards them.
    """
    roll, known = aligned.roll, aligned.listed()
    before = Counter(s.agreement.state for s in known)
    lost = Counter(s.agreement.state for s in gone)
    scattered = sum(1 if lost[state] >= 0.5 * before[state] else lost[state] for state in lost)
    if roll.kind is ListKind.PENDING or scattered < max(_FEW, 0.008 * len(known)) or len(lost) < 4:
        return None
    return _suspicion(
        roll,
        "scattered loss",
        Ground.MANY_GONE,
        fingerprint=(s.id for s in gone),
        whole=False,
        gone=len(gone),
        number=len(lost),
        states=_states(gone),
    )


def _changed_alike(aligned: Alignment, gone: list[Standing]) -> Suspicion | None:
    """One column changed in a large part of the rows: sorted apart from the rest, or pasted over.

    A cell that was blank and is filled in is no sign of a slip; one that can't be read any more is. Nor need the rows
    still be known for the same agreements: where one went and another came that are equal in all cells but one, that
    one was changed.
    """
    roll, known = aligned.roll, aligned.listed()
    enough = max(3 * _FEW, 0.1 * len(known))
    touched = [(before, row) for before, row in aligned.went_on() if not have_same_cells(before.agreement, row)]
    if len(touched) + min(len(gone), len(aligned.found.appeared)) < enough:
        return None
    fields: dict[str, list[str]] = defaultdict(list)  # what is new in each, and whose
    for before, after in touched:
        # A name that is known for the same in other words was not pasted over.
        changed = [c.field for c in aligned.changes.get(before.id, ()) if c.before is not None and c.field != "agency"]
        unread = [field for field in after.unclear if field not in before.agreement.unclear]
        for field in dict.fromkeys((*changed, *unread)):
            fields[field].append(f"{before.id}: {getattr(after, field)}")
    if roll.kind is ListKind.PARTICIPATING:  # on the other one, many rows say no more than a state and a model
        for field, before, after in _replaced(gone, [roll.agreements[n] for n in aligned.found.appeared]):
            fields[field].append(f"{before.id}: {getattr(after, field)}")
    field, altered = max(fields.items(), key=lambda entry: (len(entry[1]), entry[0]), default=("", []))
    if len(altered) < enough:
        return None
    is_lost = field in ("state", "model") and any(field in after.unclear for _, after in touched)
    return _suspicion(
        roll,
        "changed alike",
        Ground.CHANGED_ALIKE,
        fingerprint=() if is_lost else altered,  # states or models that can't be read are never ICE's word
        fields=FIELD_WORDS[field],
        rows=len(altered),
        all=len(known),
    )


def _replaced(gone: list[Standing], came: list[Agreement]) -> Iterator[tuple[str, Standing, Agreement]]:
    """Rows that went and rows that came, equal in all that tells an agreement but one field."""
    for field in _TELLING:
        rest = attrgetter(*(name for name in _TELLING if name != field))
        there: dict[Hashable, list[Agreement]] = defaultdict(list)
        for row in came:
            there[rest(row)].append(row)
        for standing in gone:
            if like := there.get(rest(standing.agreement)):
                yield field, standing, like.pop()


_TELLING = ("state", "agency", "model", "county", "signed", "moa")


def _swollen(aligned: Alignment) -> Suspicion | None:
    """Half as many rows again, all new: two lists pasted together, or another table."""
    roll, known, came = aligned.roll, aligned.listed(), aligned.found.appeared
    if roll.kind is ListKind.PENDING or len(came) < max(300, 0.5 * len(known)):
        return None
    return _suspicion(roll, "swollen", Ground.SWOLLEN, fingerprint=("swollen",), rows=len(came), all=len(known))


def _states(gone: Sequence[Standing]) -> str:
    lost = Counter(s.agreement.state or "??" for s in gone).most_common()
    return ", ".join(f"{state} {count}" for state, count in lost[:6]) + ", …" * (len(lost) > 6)


def _suspicion(
    roll: Roll,
    rule: str,
    ground: Ground,
    *,
    fingerprint: Iterable[str] = (),
    whole: bool = True,
    beside: str = "",
    **values: object,
) -> Suspicion:
    """`values` are the ground's, beside the workbook's name; what stands `beside` goes on after it."""
    printed = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
    return Suspicion(
        list=roll.kind,
        workbook=roll.workbook,
        rule=rule,
        reason=ground.says(file=roll.workbook.name, **printed) + beside,
        fingerprint=tuple(sorted(fingerprint)),
        whole=whole,
    )
