"""Which rows are worth weighing against each other: those that share anything that could make them one."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence

from watchers.agreement import Agreement
from watchers.evidence import document_of, known_county
from watchers.names import take_apart


def worth_weighing(
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
    if (document := document_of(a)) is not None:
        yield "document", document
    if (county := known_county(a)) is not None:
        yield "county", a.state, county, a.model
    joined = "".join(sorted(name.proper))
    for letters in (3,) if len(joined) > 7 else (2, 3):  # one slip leaves the start or the end as it was
        yield "start", a.state, joined[:letters]
        yield "end", a.state, joined[-letters:]
    if "signed" in a.unclear:
        yield "unclear date", a.state
    elif a.signed is not None:
        yield "unclear date", a.state, a.signed.month, a.signed.day
    for word in name.proper:
        yield "word", a.state, word


def only_readings(
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
    county = known_county(a)
    return None if county is None else (a.state, county, a.model, a.signed)


def ambiguous_documents(rows: Sequence[Agreement]) -> frozenset[str]:
    """Documents under several agencies' rows: a link set wrong, which then proves nothing."""
    cores: dict[str, set[Hashable]] = defaultdict(set)
    for a in rows:
        if (document := document_of(a)) is not None:
            cores[document].add((a.state, take_apart(a.agency).proper))
    return frozenset(document for document, found in cores.items() if len(found) > 1)
