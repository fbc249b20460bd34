"""The question that reporters ask most, "is our sheriff in it?", answered from the record."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from watchers.diff.coverage import coverage
from watchers.diff.totals import tally
from watchers.model.agreement import Agreement, ListKind
from watchers.model.event import Event
from watchers.model.register import Register
from watchers.names import gazetteer
from watchers.names.agency_name import Parts, parts
from watchers.names.counties import folded_county, states_with_county
from watchers.names.edit_distance import likeness_of
from watchers.names.on_file import state_agencies
from watchers.names.spelling import folded
from watchers.names.vocabulary import slips
from watchers.search.agencies import agencies_on_record, county_of
from watchers.search.model import Finding, FoundAgency, NamedPlace, Question, Searched
from watchers.search.question import meant_places, named_places, states_of

MOST_NEAR = 5
_ALIKE = 0.86


def find(
    question: Question, register: Register, events: Iterable[Event], held: Collection[ListKind] = frozenset()
) -> Finding:
    """What the record says to a question (see `asked`). `events` are all recorded; `held` the lists held back."""
    known = agencies_on_record(register.standings.values(), events)
    searched = Searched(participating=register.participating, pending=register.pending, held=frozenset(held))
    found = _found(question, known, searched)
    if not found.agencies and not found.absent and (meant := _meant(question)) is not None:
        again = Question(words=_with_place(question, meant), state=meant.state)
        question, found = again, replace(_found(again, known, searched), read_as=meant)
    if question.state is None:
        return found
    of_state = [s for s in register.standings.values() if s.agreement.state == question.state]
    return replace(found, tally=tally(of_state), coverage=coverage(of_state, question.state))


def is_meant(question: Question, row: Agreement) -> bool:
    """Whether the words may mean the agency of a row, by the name that stands there."""
    if question.state is not None and row.state not in (question.state, None):
        return False
    wanted, name = parts(question.words, row.state), parts(row.agency, row.state)
    return folded(question.words) == folded(row.agency) or _is_meant(wanted, name, row.state, county_of(row))


def _found(question: Question, known: Sequence[FoundAgency], searched: Searched) -> Finding:
    if not question.words:
        return Finding(
            question=question, searched=searched, agencies=tuple(a for a in known if a.state == question.state)
        )
    agencies = _most_to_the_point(question, [a for a in known if is_asked(question, a)])
    places = [place for state in states_of(question) for place in named_places(question.words, state)]
    county = _county(places, agencies)
    beside = [a for a in known if county and a not in agencies and (a.state, a.county) == (county.state, county.name)]
    return Finding(
        question=question,
        searched=searched,
        names_office=any(parts(question.words, state).office for state in states_of(question)),
        agencies=tuple(agencies),
        absent=tuple(_absent(question, places, agencies)),
        near=() if agencies else _near(question, [a for a in known if a not in beside], is_real=bool(places)),
        county=county,
        beside=tuple(beside),
        placeless=sum(a.is_listed and a.state == county.state and a.county is None for a in known) if county else 0,
        elsewhere=() if places or agencies else tuple(sorted(_elsewhere(question))),
    )


def is_asked(question: Question, agency: FoundAgency) -> bool:
    """Whether the words may mean this agency, under its name of now or one that it had; a state alone means none."""
    if question.state is not None and agency.state not in (question.state, None):
        return False
    state = agency.state or question.state
    wanted = parts(question.words, state)
    return any(
        folded(question.words) == folded(name) or _is_meant(wanted, parts(name, state), state, agency.county)
        for name in (agency.name, *agency.former)
    )


def _is_meant(wanted: Parts, name: Parts, state: str | None, county: str | None) -> bool:
    own = state_agencies(wanted, state), state_agencies(name, state)
    if all(own):
        return not own[0].isdisjoint(own[1])
    if (wanted.office and wanted.office not in name.offices) or not wanted.numbers <= name.numbers:
        return False
    is_citys = county is not None and county.endswith(" city")  # Virginia's cities have sheriffs as counties have
    if wanted.kind and wanted.is_countys is not name.is_countys and not is_citys:
        return False
    if not wanted.place:
        return bool(wanted.office)
    if name.is_countys and county is not None and "".join(wanted.place) == folded_county(county):
        return True
    return not wanted.spellings.isdisjoint(name.spellings)


def _most_to_the_point(question: Question, agencies: list[FoundAgency]) -> list[FoundAgency]:
    """Of "highway patrol" the state's own, not each county's that has one; else all."""
    whole = [a for a in agencies if not parts(a.name, a.state).place]
    return whole if whole and not parts(question.words, question.state).place else agencies


def _absent(question: Question, places: Sequence[NamedPlace], agencies: Iterable[FoundAgency]) -> Iterator[NamedPlace]:
    """The places of which nothing was found; where every state was searched, one for each that has nothing at all."""
    found = {(a.state, parts(a.name, a.state).is_countys) for a in agencies}
    states = {state for state, _ in found}
    for place in places:
        if question.state is not None and (place.state, place.is_county) not in found:
            yield place
        elif question.state is None and place.state not in states:
            states.add(place.state)
            yield place


def _county(places: Sequence[NamedPlace], agencies: Sequence[FoundAgency]) -> NamedPlace | None:
    """The one county that the question is about, by its words or by where the agencies found stand."""
    counties = {(a.state, a.county) for a in agencies}
    if len(counties) == 1:
        state, name = counties.pop()
        return NamedPlace(name=name, state=state, is_county=True) if name is not None and state is not None else None
    named = [place for place in places if place.is_county]
    return named[0] if len(named) == 1 and len({place.state for place in places}) == 1 else None


def _meant(question: Question) -> NamedPlace | None:
    """The only real place that misspelt words may mean."""
    found = [place for state in states_of(question) for place in meant_places(question.words, state)]
    return found[0] if len(found) == 1 else None


def _with_place(question: Question, place: NamedPlace) -> str:
    """The words with the place's right name: "Bonne County sheriff" asks for Boone County's sheriff."""
    return f"{place.name} {parts(question.words, place.state).office.partition(' ')[0]}".strip()


def _near(question: Question, known: Iterable[FoundAgency], *, is_real: bool) -> tuple[FoundAgency, ...]:
    """The agencies whose places are most like the words', a few; none where none is like them.

    Where the words name a real place, another real place is not meant.
    """
    state = question.state
    weighed = [(_likeness(question.words, a, is_real), a) for a in known if state is None or a.state in (state, None)]
    near = sorted((-points, n) for n, (points, _) in enumerate(weighed) if points >= _ALIKE)
    return tuple(weighed[n][1] for _, n in near[:MOST_NEAR])


def _likeness(words: str, agency: FoundAgency, is_real: bool) -> float:
    state = agency.state
    wanted = parts(words, state)
    place = "".join(wanted.place) or gazetteer.fold(words)
    names = [
        parts(name, state)
        for name in (agency.name, *agency.former)
        if not (is_real and state is not None and any(named_places(name, state)))
    ]
    return max((_like(place, set(wanted.place), name) for name in names), default=0.0)


def _like(place: str, words: set[str], name: Parts) -> float:
    if words and all(any(word == own or slips(word, own) for own in name.place) for word in words):
        return 1.0
    return likeness_of(place, "".join(name.place))


def _elsewhere(question: Question) -> frozenset[str]:
    """The other states with a county of that name."""
    if question.state is None:
        return frozenset()
    return states_with_county(" ".join(parts(question.words, question.state).place)) - {question.state}
