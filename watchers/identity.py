"""Which row of the new list is which agreement of the old one.

Exact first: the same state, name (folded) and model. Then, among what is left on both sides, by evidence: the same
signing date, the same MOA file, the same county, a near name. Near names alone never make two rows one, and two
real places are never one. Each row is given to one agreement at most, the best evidence first.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from rapidfuzz.distance import OSA

from watchers.agreement import Agreement, Model
from watchers.names import Likeness, likeness, take_apart
from watchers.normalise import file_of, is_blank, tidy
from watchers.places import STATES, county_names, county_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two rows that are one agreement: indexes into the old and the new sequence, and the evidence in words."""

    old: int
    new: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Two rows that may be one agreement, where the evidence is too thin to say so."""

    old: int
    new: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What became of each row. `gone` indexes the old rows without a match, `appeared` the new ones.

    `doubled` are new rows that repeat an agreement which another row already shows; `absorbed` are old rows that
    repeated one, and went while the other stayed.
    """

    pairs: tuple[Pair, ...]
    gone: tuple[int, ...]
    appeared: tuple[int, ...]
    doubled: tuple[int, ...]
    absorbed: tuple[int, ...]
    possibly: tuple[Open, ...]


EXACT = "It is listed under the same state, agency and model."


def match(old: Sequence[Agreement], new: Sequence[Agreement]) -> Matching:
    """Match two versions of one list. The order of the rows plays no part in who is matched with whom."""
    exact, gone, appeared, doubled = _match_exactly(old, new)
    # A row that doubles another now may still be the one that was there under another spelling.
    near = _match_by_evidence(old, new, gone, [*appeared, *doubled])
    taken_old, taken_new = {p.old for p in near}, {p.new for p in near}
    gone = [i for i in gone if i not in taken_old]
    appeared = [i for i in appeared if i not in taken_new]
    shown = [new[p.new] for p in (*exact, *near)]
    again = _repeats([new[j] for j in appeared], shown)
    absorbed = _repeats([old[i] for i in gone], shown)
    left_gone = [i for n, i in enumerate(gone) if n not in absorbed]
    left_appeared = [j for n, j in enumerate(appeared) if n not in again]
    return Matching(
        pairs=(*exact, *near),
        gone=tuple(left_gone),
        appeared=tuple(left_appeared),
        doubled=tuple(sorted([j for j in doubled if j not in taken_new] + [appeared[n] for n in again])),
        absorbed=tuple(gone[n] for n in sorted(absorbed)),
        possibly=tuple(_left_open(old, new, left_gone, left_appeared)),
    )


Key = tuple[str | None, str, str | None]


def key(a: Agreement) -> Key:
    """State, folded name and model: equal for two printings of one agreement that differ in nothing that counts."""
    return a.state, take_apart(a.agency).folded, a.model


def _match_exactly(
    old: Sequence[Agreement], new: Sequence[Agreement]
) -> tuple[list[Pair], list[int], list[int], list[int]]:
    old_by_key: dict[Key, list[int]] = defaultdict(list)
    new_by_key: dict[Key, list[int]] = defaultdict(list)
    for index, a in enumerate(old):
        old_by_key[key(a)].append(index)
    for index, a in enumerate(new):
        new_by_key[key(a)].append(index)
    pairs: list[Pair] = []
    gone: list[int] = []
    appeared: list[int] = []
    doubled: list[int] = []
    for shared, news in new_by_key.items():
        olds = old_by_key.pop(shared, [])
        if len(olds) == len(news) == 1 and not _are_namesakes(old[olds[0]], new[news[0]]):
            pairs.append(Pair(old=olds[0], new=news[0], because=EXACT))
            continue
        found = list(_pair_namesakes(old, new, olds, news))
        pairs += found
        gone += [i for i in olds if i not in {p.old for p in found}]
        fresh, again = _sift_doubles(new, [i for i in news if i not in {p.new for p in found}], [p.new for p in found])
        appeared += fresh
        doubled += again
    gone += [index for olds in old_by_key.values() for index in olds]
    return pairs, sorted(gone), sorted(appeared), sorted(doubled)


def _pair_namesakes(
    old: Sequence[Agreement], new: Sequence[Agreement], olds: list[int], news: list[int]
) -> Iterator[Pair]:
    """Pair rows of one name and model, those with most in common first."""
    ranked = sorted(
        ((i, j) for i in olds for j in news if not _are_namesakes(old[i], new[j])),
        key=lambda ij: (-_in_common(old[ij[0]], new[ij[1]]), _order(old[ij[0]]), _order(new[ij[1]])),
    )
    used_old: set[int] = set()
    used_new: set[int] = set()
    for i, j in ranked:
        if i not in used_old and j not in used_new:
            used_old.add(i)
            used_new.add(j)
            yield Pair(old=i, new=j, because=EXACT)


def _sift_doubles(new: Sequence[Agreement], rest: list[int], kept: list[int]) -> tuple[list[int], list[int]]:
    """Of rows with one name and model: those of other agencies of that name, and those that are there twice."""
    fresh: list[int] = []
    doubled: list[int] = []
    for index in sorted(rest, key=lambda i: _order(new[i])):
        if all(_are_namesakes(new[index], new[other], side_by_side=True) for other in [*kept, *fresh]):
            fresh.append(index)
        else:
            doubled.append(index)
    return fresh, doubled


def _core(a: Agreement) -> Hashable:
    """Equal for rows whose names differ in no more than "City of", "Town of", or the words' order."""
    name = take_apart(a.agency)
    kept = name.proper or frozenset(name.words)
    return a.state, a.model, kept, name.kind, name.numbers, frozenset(name.words) & _OTHER_GOVERNMENTS


_OTHER_GOVERNMENTS = frozenset({"county", "parish", "township", "borough", "village"})


def _repeats(rows: Sequence[Agreement], shown: Sequence[Agreement]) -> set[int]:
    """Which of `rows` (by index) say again what a shown row says: one agency has one agreement under one model."""
    if not rows:
        return set()
    by_core: dict[Hashable, list[Agreement]] = defaultdict(list)
    by_date: dict[Hashable, list[Agreement]] = defaultdict(list)
    by_document: dict[Hashable, list[Agreement]] = defaultdict(list)
    for a in shown:
        by_core[_core(a)].append(a)
        by_date[a.state, a.model, a.signed].append(a)
        by_document[a.state, a.model, _document(a)].append(a)

    def is_repeated(a: Agreement) -> bool:
        return (
            any(not _are_namesakes(a, b, side_by_side=True) for b in by_core[_core(a)])
            or (a.signed is not None and any(map(partial(_is_misspelt_twin, a), by_date[a.state, a.model, a.signed])))
            or (a.moa is not None and any(map(partial(_is_twin, a), by_document[a.state, a.model, _document(a)])))
        )

    return {n for n, a in enumerate(rows) if is_repeated(a)}


def _is_twin(a: Agreement, b: Agreement) -> bool:
    """Whether two rows under one document are one agency, by near names."""
    e = _weigh(a, b)
    return e.names >= Likeness.NEAR and not e.conflict


def _is_misspelt_twin(a: Agreement, b: Agreement) -> bool:
    """Whether two rows of one date are one agency, one of them misspelt: ICE mends by adding a row."""
    e = _weigh(a, b)
    documents_differ = a.moa is not None and b.moa is not None and not e.document
    return e.names is Likeness.NEAR and not e.conflict and e.county is not False and not documents_differ


def _are_namesakes(a: Agreement, b: Agreement, *, side_by_side: bool = False) -> bool:
    """Whether rows with one name are two agencies: Union Township in one county and in another.

    A county alone may be a slip, so that from one list to the next the dates must differ too. Of two rows
    `side_by_side` on one list it is enough that the dates don't agree.
    """
    counties = _known_county(a), _known_county(b)
    if None in counties or counties[0] == counties[1] or _names_county(a):
        return False
    if _document(a) is not None and _document(a) == _document(b):
        return False
    if a.signed is None or b.signed is None:
        return side_by_side
    return a.signed != b.signed


def _names_county(a: Agreement) -> bool:
    """Whether the name itself says the county: then the COUNTY cell can't make it another agency."""
    return "county" in take_apart(a.agency).words or "parish" in take_apart(a.agency).words


def _in_common(a: Agreement, b: Agreement) -> int:
    return (
        4 * (a.signed is not None and a.signed == b.signed)
        + 3 * (_document(a) is not None and _document(a) == _document(b))
        + 2 * (a.county == b.county)
        + (a.agency == b.agency)
    )


def _order(a: Agreement) -> tuple[str, ...]:
    """An order of rows that doesn't depend on where they stand: the most complete first."""
    blanks = sum(value is None for value in (a.state, a.model, a.county, a.signed, a.moa, a.level))
    return (str(blanks), a.agency, a.county or "", str(a.signed), a.moa or "", a.printed.model)


@dataclass(frozen=True, slots=True)
class _Evidence:
    """What two rows share."""

    names: Likeness
    date: bool | None  # None where one has no date, or both
    document: bool
    county: bool | None  # None where one or both don't say
    state: bool | None
    conflict: bool  # two real places

    @property
    def weight(self) -> int:
        return (
            10 * self.names
            + 8 * (self.date is True)
            + 6 * self.document
            + 4 * (self.county is True)
            + 2 * bool(self.state)
        )


def _weigh(a: Agreement, b: Agreement, void: frozenset[str] = frozenset()) -> _Evidence:
    counties = _known_county(a), _known_county(b)
    state_words = frozenset(
        word
        for code in (a.state, b.state)
        if code in STATES
        for word in (*STATES[code].name.casefold().split(), code.casefold())
    )
    return _Evidence(
        names=likeness(a.agency, b.agency, state_words),
        date=_same_date(a, b),
        document=(document := _document(a)) is not None and document == _document(b) and document not in void,
        county=None if None in counties else counties[0] == counties[1],
        state=None if a.state is None or b.state is None else a.state == b.state,
        conflict=_are_two_places(a, b),
    )


def _same_date(a: Agreement, b: Agreement) -> bool | None:
    if a.signed is not None and b.signed is not None:
        return a.signed == b.signed
    printed = tidy(a.printed.signed), tidy(b.printed.signed)
    if is_blank(printed[0]) or is_blank(printed[1]):
        return None
    # 5025-07-07 beside 2025-07-07: one of them is unclear, and one slip from the other.
    return OSA.distance(*(text.removesuffix(" 00:00:00") for text in printed), score_cutoff=1) <= 1


def _document(a: Agreement) -> str | None:
    """The MOA's file name: ICE moves files between folders, and wraps their addresses."""
    return file_of(a.moa) if a.moa else None


def _known_county(a: Agreement) -> str | None:
    """The row's county, folded, where its COUNTY cell or else its name says a real one."""
    names = county_names(a.state or "")
    if a.county is not None:
        word = county_words(a.county).replace(" ", "")
        return word if word in names else None
    return _named_county(a)


def _named_county(a: Agreement) -> str | None:
    words = take_apart(a.agency).words
    for marker in ("county", "parish"):
        if marker in words:
            word = "".join(words[: words.index(marker)])
            return word if word in county_names(a.state or "") else None
    return None


def _are_two_places(a: Agreement, b: Agreement) -> bool:
    """Two real counties, by the COUNTY cells and the names together: Bee and Bell, Butler and Bullitt."""
    if a.state != b.state:
        return False
    named = _named_county(a), _named_county(b)
    cells = _known_county(a), _known_county(b)
    names_differ = None not in named and named[0] != named[1]
    cells_differ = None not in cells and cells[0] != cells[1]
    # A slip that makes one county's name another's leaves the COUNTY cell as it was.
    cells_agree = a.county is not None and b.county is not None and not cells_differ and cells[0] is not None
    return (names_differ and not cells_agree) or (cells_differ and (names_differ or None in named))


def _is_same(a: Agreement, b: Agreement, e: _Evidence, *, only_reading: bool) -> str | None:
    """Why two rows are one agreement, or None where the evidence doesn't carry it."""
    if e.names is Likeness.APART or e.conflict:
        return None
    if a.model is not b.model:
        return _model_slip(a, b, e)
    if e.state is False:
        return _moved_state(a, b, e, only_reading=only_reading)
    return _renamed(a, b, e) or _only_one(e, only_reading=only_reading)


def _renamed(a: Agreement, b: Agreement, e: _Evidence) -> str | None:
    """Another spelling of the name, and the date or the document beside it; the pending list has neither."""
    dateless = e.date is None
    if e.names >= Likeness.LOOSE and (e.date or e.document or dateless or _same_core(a, b)):
        return "ICE words the agency's name otherwise; " + _shared(e)
    if e.names is Likeness.NEAR and (e.date or e.document or (dateless and e.county is not False)):
        return "The names differ by a slip of the pen; " + _shared(e)
    return None


def _only_one(e: _Evidence, *, only_reading: bool) -> str | None:
    """Another name altogether, where what stays can't be another agency's."""
    if e.date and e.document:
        return "The agency is named otherwise, with the same signing date and the same MOA file."
    if e.names is Likeness.RELATED and only_reading and e.date and e.county:
        return "It is the only row of that county, model and signing date that went, and this the only one that came."
    return None


def _model_slip(a: Agreement, b: Agreement, e: _Evidence) -> str | None:
    """A model that was blank or unclear, or that was mended with the same document under it."""
    if e.state is False or e.names < Likeness.NEAR:
        return None
    if a.model is None or b.model is None:
        return None if e.date is False else "The model was blank or unclear on one of the lists; " + _shared(e)
    return "ICE changed the model's name; " + _shared(e) if e.date and e.document else None


def _moved_state(a: Agreement, b: Agreement, e: _Evidence, *, only_reading: bool) -> str | None:
    """A row under another state: a mended slip where name and date stay, or where the old state has no such county."""
    if e.names < Likeness.LOOSE:
        return None
    if e.date:
        return "ICE moved the row to another state; " + _shared(e)
    stray = _named_county(a) is None and _named_county(b) is not None
    return "ICE moved the row to the state that has this county." if e.date is None and only_reading and stray else None


def _same_core(a: Agreement, b: Agreement) -> bool:
    one, other = take_apart(a.agency), take_apart(b.agency)
    return one.proper == other.proper and one.kind == other.kind and bool(one.proper)


def _shared(e: _Evidence) -> str:
    shared = [
        words
        for holds, words in (
            (e.date, "signing date"),
            (e.document, "MOA file"),
            (e.county, "county"),
            (e.state, "state"),
        )
        if holds
    ]
    return f"same {', '.join(shared)}." if shared else "nothing else speaks against it."


def _candidates(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: Iterable[int], appeared: Iterable[int]
) -> set[tuple[int, int]]:
    """Pairs that share anything that could make them one; the rest need not be weighed."""
    gone, appeared = list(gone), list(appeared)
    swap = len(gone) > len(appeared)  # the shorter side is put on shelves, the longer one looks there
    few, few_at, many, many_at = (new, appeared, old, gone) if swap else (old, gone, new, appeared)
    shelves: dict[Hashable, list[int]] = defaultdict(list)
    for i in few_at:
        for shelf in _shelves(few[i]):
            shelves[shelf].append(i)
    if not shelves:
        return set()
    found = {(i, j) for j in many_at for shelf in _shelves(many[j]) for i in shelves.get(shelf, ())}
    return {(j, i) for i, j in found} if swap else found


def _shelves(a: Agreement) -> Iterator[Hashable]:
    name = take_apart(a.agency)
    yield "name", name.folded
    yield "core", a.state, name.proper
    if a.signed is not None:
        yield "date", a.signed, a.model
    if (document := _document(a)) is not None:
        yield "document", document
    if (county := _known_county(a)) is not None:
        yield "county", a.state, county, a.model
    joined = "".join(sorted(name.proper))
    yield "start", a.state, joined[:3]
    yield "end", a.state, joined[-3:]
    if "signed" in a.unclear:
        yield "unclear date", a.state
    elif a.signed is not None:
        yield "unclear date", a.state, a.signed.month, a.signed.day
    for word in name.proper:
        yield "word", a.state, word


def _only_readings(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: list[int], appeared: list[int]
) -> set[tuple[int, int]]:
    """Pairs that are the only ones to go and to come with their county, model and date (or name, if dateless)."""
    went = Counter(signature for i in gone if (signature := _signature(old[i])) is not None)
    came = Counter(signature for j in appeared if (signature := _signature(new[j])) is not None)
    at = {_signature(new[j]): j for j in appeared}
    return {
        (i, at[signature])
        for i in gone
        if (signature := _signature(old[i])) is not None and went[signature] == came[signature] == 1
    }


def _signature(a: Agreement) -> tuple[object, ...] | None:
    if a.signed is None:
        return take_apart(a.agency).folded, a.model
    county = _known_county(a)
    return None if county is None else (a.state, county, a.model, a.signed)


def _match_by_evidence(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: list[int], appeared: list[int]
) -> list[Pair]:
    candidates = _candidates(old, new, gone, appeared)
    if not candidates:
        return []
    only = _only_readings(old, new, gone, appeared)
    void = _ambiguous_documents(old) | _ambiguous_documents(new)
    found: list[tuple[int, tuple[str, ...], tuple[str, ...], Pair]] = []
    for i, j in candidates:
        evidence = _weigh(old[i], new[j], void)
        because = _is_same(old[i], new[j], evidence, only_reading=(i, j) in only)
        if because is not None:
            found.append((-evidence.weight, _order(old[i]), _order(new[j]), Pair(old=i, new=j, because=because)))
    pairs: list[Pair] = []
    used_old: set[int] = set()
    used_new: set[int] = set()
    for _, _, _, pair in sorted(found, key=lambda entry: entry[:3]):
        if pair.old not in used_old and pair.new not in used_new:
            used_old.add(pair.old)
            used_new.add(pair.new)
            pairs.append(pair)
    return pairs


def _ambiguous_documents(rows: Sequence[Agreement]) -> frozenset[str]:
    """Documents under several agencies' rows: a link set wrong, which then proves nothing."""
    cores: dict[str, set[Hashable]] = defaultdict(set)
    for a in rows:
        if (document := _document(a)) is not None:
            cores[document].add((a.state, take_apart(a.agency).proper))
    return frozenset(document for document, found in cores.items() if len(found) > 1)


def _left_open(
    old: Sequence[Agreement], new: Sequence[Agreement], gone: list[int], appeared: list[int]
) -> Iterator[Open]:
    """Pairs with near names, or with one document, that nothing else ties: to be told together, never folded."""
    for i, j in sorted(_candidates(old, new, gone, appeared)):
        evidence = _weigh(old[i], new[j])
        if old[i].model is not new[j].model or evidence.names is Likeness.APART or evidence.conflict:
            continue
        near = evidence.state is True and evidence.names >= Likeness.NEAR
        alike = evidence.names is Likeness.RELATED and evidence.date and evidence.county is not False
        if near or alike or (evidence.document and evidence.state is True):
            yield Open(old=i, new=j)


def counterparts(old: Sequence[Agreement], new: Sequence[Agreement]) -> Iterator[Pair]:
    """Pairs of a row that left the pending list and one that signed at the same time, named otherwise.

    Only where each is the only one of its county and model, and the names share the place: ICE enters the county
    attorney on one list and the county's sheriff on the other.
    """
    left, signed = Counter(map(_office, old)), Counter(map(_office, new))
    at = {_office(a): j for j, a in enumerate(new)}
    for i, a in enumerate(old):
        office = _office(a)
        if office is not None and left[office] == signed[office] == 1:
            e = _weigh(a, new[at[office]])
            if e.names >= Likeness.RELATED and not e.conflict:
                yield Pair(old=i, new=at[office], because="It left the pending list as its county's only signing came.")


def _office(a: Agreement) -> tuple[str | None, str, Model] | None:
    county = _known_county(a)
    return None if county is None or a.model is None else (a.state, county, a.model)
