"""Files to a publication: read them, hold what can't be trusted, take the rest into the record. Pure but for `read`."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from watchers.diff.align import Alignment, align
from watchers.diff.compare import Outcome, compare
from watchers.diff.plausible import second_list, suspect
from watchers.errors import PageChanged
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, ListKind, Printed, Publication, Roll, Workbook
from watchers.model.register import ON_LIST, Hold, Register, Stand, Suspicion, doubted
from watchers.model.second_look import SecondLook
from watchers.model.table import Table
from watchers.names.normalise import normalise


@frozen
class PostedFile:
    """One workbook as ICE has it behind a link now; `expected` is the list that the link's words promise, if any."""

    workbook: Workbook
    expected: ListKind | None


@frozen
class Intake:
    """What came of one look at ICE's files.

    `outcome` is what the record became; `rolls` are the lists taken in, `holds` all that is held after it (lists that
    are not taken in, and the losses of lists that are), `held` the ones that were not held before, `released` the lists
    whose hold ended. `same` are lists that only repeat, in new bytes, the rows that the record has: they are no news.
    """

    outcome: Outcome
    rolls: tuple[Roll, ...]
    holds: Mapping[ListKind, Hold]
    held: tuple[Hold, ...]
    released: tuple[ListKind, ...]
    same: tuple[Roll, ...] = ()


def take_in(
    register: Register,
    holds: Mapping[ListKind, Hold],
    files: Iterable[PostedFile],
    *,
    at: datetime,
    rules: SecondLook,
    read: Callable[[Workbook], Table],
    accepted: frozenset[str] = frozenset(),
    promised: frozenset[ListKind] = frozenset(),
    stated: int | None = None,
) -> Intake:
    """Take what ICE has posted into the record.

    `read` gives a workbook's table; it is asked only for those that are not the record's already. `accepted` holds
    the hashes of workbooks that the operator has vouched for. `promised` are lists that ICE links and whose files
    aren't there: they are not absent. `stated` is how many participating agreements ICE's page says there are.

    Raises what `read` raises, and `PageChanged` where no file is, or is promised as, the participating list.
    """
    posted = list(files)
    current = {kind: book.sha256 for kind in ListKind if (book := register.state_of(kind).workbook) is not None}
    unchanged = frozenset(kind for kind, sha in current.items() if any(f.workbook.sha256 == sha for f in posted))
    read_now, passed_over = _to_read(posted, current, holds, accepted)
    rolls = {f.workbook.sha256: normalise(read(f.workbook), f.workbook, observed_on=at.date()) for f in read_now}
    read_as = [(f, rolls[f.workbook.sha256]) for f in read_now]
    same = _same(register, read_as)
    unchanged |= same.keys()
    news = [(f, roll) for f, roll in read_as if same.get(roll.kind) is not roll or f.expected not in (None, roll.kind)]
    behind = _behind_the_record(posted, current | {kind: roll.workbook.sha256 for kind, roll in same.items()})
    sifted = _sift(register, holds, news, at=at, accepted=accepted, stated=stated, behind=behind, shown=unchanged)
    still = {k: h for k, h in holds.items() if h.suspicion.workbook.sha256 in passed_over}
    # What waits for a list's losses waits as long as that list is ICE's word, unless the operator has vouched for it.
    still |= {
        k: h
        for k, h in holds.items()
        if not h.is_whole and k not in sifted.rolls and (sha := h.suspicion.workbook.sha256) == current.get(k)
        if sha not in accepted
    }
    ended = {*sifted.rolls, *same}
    kept_holds = {
        k: h for k, h in (still | sifted.holds).items() if k not in ended or not h.is_whole or h.suspicion.is_beside
    }
    expected = {f.expected for f in posted if f.expected is not None}
    absent = frozenset(ListKind).difference(sifted.rolls, unchanged, kept_holds, promised, expected)
    if ListKind.PARTICIPATING in absent:
        raise _gone(posted)
    publication = Publication(
        observed_at=at,
        participating=sifted.rolls.get(ListKind.PARTICIPATING),
        pending=sifted.rolls.get(ListKind.PENDING),
        unchanged=unchanged,
        absent=absent,
    )
    return Intake(
        outcome=compare(register, publication, rules, aligned=sifted.aligned, doubted=doubted(kept_holds)),
        rolls=tuple(sifted.rolls.values()),
        holds=kept_holds,
        held=tuple(h for k, h in kept_holds.items() if k not in holds or holds[k].suspicion != h.suspicion),
        released=tuple(k for k in holds if k not in kept_holds),
        same=tuple(same.values()),
    )


def _same(register: Register, read: list[tuple[PostedFile, Roll]]) -> dict[ListKind, Roll]:
    """The lists whose first file repeats the record's."""
    first: dict[ListKind, Roll] = {}
    for file, roll in read:
        if file.expected in (None, roll.kind):
            first.setdefault(roll.kind, roll)
    return {kind: roll for kind, roll in first.items() if _repeats(register, roll)}


def _repeats(register: Register, roll: Roll) -> bool:
    """Whether a list has the very rows that the record's list has, wherever they stand: a file saved anew."""
    state = register.state_of(roll.kind)
    if roll.doubt or state.workbook is None or state.absent_since is not None or state.columns != roll.columns:
        return False
    if state.rows != len(roll.agreements) or state.workbook.sha256 == roll.workbook.sha256:
        return False
    rows = Counter(map(_cells_of, roll.agreements))
    standings = [s for s in register.standings.values() if s.list is roll.kind]
    shown = Counter(_cells_of(s.agreement) for s in standings if s.stand in (*ON_LIST, Stand.DOUBLED))
    signed = Counter(_cells_of(s.agreement) for s in standings if s.stand is Stand.SIGNED)  # may still be on it
    return not shown - rows and not rows - shown - signed


def _cells_of(row: Agreement) -> tuple[Printed, str | None, str | None, str]:
    """What ICE printed in a row."""
    return row.printed, row.moa, row.addendum, row.tab


def _to_read(
    posted: list[PostedFile],
    current: Mapping[ListKind, str],
    holds: Mapping[ListKind, Hold],
    accepted: frozenset[str],
) -> tuple[list[PostedFile], set[str]]:
    """The files to be read, and the hashes of those that are held and stay so without being read again.

    What is held waits as what it was held for; once ICE links it as the other list, it is looked at again.
    """
    waiting = {(hold.suspicion.workbook.sha256, kind) for kind, hold in holds.items()}
    fresh = [f for f in posted if f.workbook.sha256 not in current.values() or _is_misplaced(f, posted, current)]
    read_now = [f for f in fresh if (f.workbook.sha256, f.expected) not in waiting or f.workbook.sha256 in accepted]
    return read_now, {f.workbook.sha256 for f in fresh if f not in read_now}


def _behind_the_record(posted: list[PostedFile], current: Mapping[ListKind, str]) -> set[tuple[ListKind, str]]:
    """The lists and hashes of the files that ICE's page shows behind the one that is the record's list."""
    found = set[tuple[ListKind, str]]()
    for kind, sha in current.items():
        order = [f.workbook.sha256 for f in posted if f.expected in (None, kind)]
        found |= {(kind, each) for each in order[order.index(sha) + 1 :] if each != sha} if sha in order else set()
    return found


def _gone(posted: list[PostedFile]) -> PageChanged:
    names = ", ".join(f.workbook.name for f in posted) or "none"
    return PageChanged(
        f"ICE's page links no participating list any more (workbooks found: {names}). Nothing was changed. "
        "Look at the page; if ICE moved the list, tell us where."
    )


def _is_misplaced(file: PostedFile, posted: list[PostedFile], current: Mapping[ListKind, str]) -> bool:
    """Whether a link leads to the other list, which is known, while the list that it promises is nowhere."""
    promised = None if file.expected is None else current.get(file.expected)
    return file.expected is not None and all(f.workbook.sha256 != promised for f in posted)


@dataclass(frozen=True, slots=True)
class _Sifted:
    aligned: dict[ListKind, Alignment]
    holds: dict[ListKind, Hold]

    @property
    def rolls(self) -> dict[ListKind, Roll]:
        return {kind: aligned.roll for kind, aligned in self.aligned.items()}


def _sift(
    register: Register,
    holds: Mapping[ListKind, Hold],
    read: list[tuple[PostedFile, Roll]],
    *,
    at: datetime,
    accepted: frozenset[str],
    stated: int | None,
    behind: set[tuple[ListKind, str]],
    shown: frozenset[ListKind],
) -> _Sifted:
    """Which rolls can be taken in, and what is held. The participating one first: it explains the other.

    Where ICE links a list twice, by two files, the one that goes on the record counts, of several the one that the
    page shows first: a new model's own list may stand above the main one. `shown` are the lists that stand there as
    they were.
    """
    sifted = _Sifted({}, {})
    beside_record = [(file, align(register, roll)) for file, roll in read]
    going_on = _going_on([aligned for _, aligned in beside_record])
    kinds_going_on = shown | {roll.kind for _, roll in read if roll.workbook.sha256 in going_on}
    beside_record.sort(key=lambda entry: entry[1].roll.workbook.sha256 not in going_on)
    beside_record.sort(key=lambda entry: entry[1].roll.kind is ListKind.PENDING)
    for file, aligned in beside_record:
        roll = aligned.roll
        is_other = roll.workbook.sha256 not in going_on and roll.kind in kinds_going_on
        is_behind = is_other or (roll.kind, roll.workbook.sha256) in behind
        is_behind = is_behind and roll.workbook.sha256 not in accepted
        if file.expected in (None, roll.kind) and (roll.kind in sifted.rolls or is_behind):
            first = sifted.rolls.get(roll.kind)
            listed = first.agreements if first else [s.agreement for s in register.listed(roll.kind)]
            missing = [s for s in register.standings.values() if s.list is roll.kind and s.stand is Stand.MISSING]
            if (second := second_list(roll, listed, missing)) is not None:
                sifted.holds.setdefault(roll.kind, _hold(second, holds.get(roll.kind), at))
            continue
        beside = sifted.rolls.get(ListKind.PARTICIPATING) if roll.kind is ListKind.PENDING else None
        suspicion = suspect(register, roll, expected=file.expected, beside=beside, aligned=aligned, stated=stated)
        if suspicion is not None and suspicion.rule == "old" and _takes_back(register, holds, roll):
            suspicion = None
        before = holds.get(suspicion.list) if suspicion else None
        if (
            suspicion is None
            or roll.workbook.sha256 in accepted
            or (before is not None and suspicion.confirms(before.suspicion))
        ):
            sifted.aligned.setdefault(roll.kind, aligned)
            continue
        if not suspicion.whole:
            sifted.aligned.setdefault(roll.kind, aligned)
        sifted.holds[suspicion.list] = _hold(suspicion, before, at)
    return sifted


def _going_on(read: Sequence[Alignment]) -> set[str]:
    """The hashes of those that show half of what the record lists, or more; at first sight, half of the longest."""
    longest = Counter[ListKind]()
    for aligned in read:
        longest[aligned.roll.kind] = max(longest[aligned.roll.kind], len(aligned.roll.agreements))

    def goes_on(aligned: Alignment) -> bool:
        if listed := aligned.listed():
            return 2 * len(aligned.went_on()) >= len(listed)
        return 2 * len(aligned.roll.agreements) >= longest[aligned.roll.kind]

    return {aligned.roll.workbook.sha256 for aligned in read if goes_on(aligned)}


def _takes_back(register: Register, holds: Mapping[ListKind, Hold], roll: Roll) -> bool:
    """Whether it is the list before one whose losses are in doubt: then ICE has taken that one back."""
    hold = holds.get(roll.kind)
    return hold is not None and not hold.is_whole and roll.workbook.sha256 in register.state_of(roll.kind).seen[-2:-1]


def _hold(suspicion: Suspicion, before: Hold | None, at: datetime) -> Hold:
    """The hold on a list; one for the same reason as before goes on."""
    if before is None or before.suspicion.rule != suspicion.rule:
        return Hold(suspicion=suspicion, since=at)
    if not before.suspicion.fingerprint:  # the operator rejected it: then no repetition makes it trustworthy
        suspicion = replace(suspicion, fingerprint=())
    return replace(before, suspicion=suspicion)
