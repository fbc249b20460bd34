"""Kinds where one agency stays one: nothing of this is news, whatever the rows say."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from tests.corruptions.agencies import COUNTY_OFFICES
from tests.corruptions.clerk import CLOSE, HANDS, Hand, acronym, college_renamed, other_word, signatory
from tests.corruptions.country import county_names
from tests.corruptions.office import MODELS, Office, Play, Row

_SAME = ("abbreviated", "plural or possessive", "retitled", "punctuation")
_NEW_WORDS = (signatory, acronym, college_renamed)


def renamed(o: Office, hand: Hand) -> Iterator[int]:
    """Another name, all else as it was; at times it is mended again."""
    if (drawn := o.draw(hand)) is None:
        return
    agency, name = drawn
    # With a new word for the whole, only the document, or a day that is nobody else's, tells which it was.
    row = o.enlist(agency, signed=o.own_day() if hand in _NEW_WORDS else None)
    yield o.soon(2)
    row.put(agency=name)
    if hand is other_word and agency.office in COUNTY_OFFICES:
        row.put(county=name.partition(" County")[0] + " County")
    yield o.soon()
    if o.rng.random() < 0.4:
        row.put(agency=agency.name, county=agency.county if agency.office != "state" else "")


def renamed_twice(o: Office) -> Iterator[int]:
    """One name, then another: each time a little further from the first."""
    if (drawn := o.draw(HANDS[o.rng.choice(CLOSE)])) is None:
        return
    row, name = o.enlist(drawn[0]), drawn[1]
    yield o.soon(2)
    row.put(agency=name)
    yield o.soon()
    row.put(agency=HANDS[o.rng.choice(CLOSE)](o.rng, row.agency, name) or name)


def signatory_alone(o: Office) -> Iterator[int]:
    """No document yet; it is the only row of its state, model and date that moves."""
    if (drawn := o.draw(signatory)) is None:
        return
    row = o.enlist(drawn[0], document=False, signed=o.own_day())
    yield o.soon()
    row.put(agency=drawn[1])


def name_and_unreadable_date(o: Office) -> Iterator[int]:
    if (drawn := o.draw(HANDS[o.rng.choice(CLOSE)])) is None:
        return
    row = o.enlist(drawn[0])
    yield o.soon(2)
    row.put(agency=drawn[1], signed=o.rng.choice(("TBD", "#N/A", f"{row.signed:%m/%d%Y}", "")))
    yield o.soon()
    row.put(signed=row.signed.isoformat())


Change = Callable[[Office, Row], dict[str, str]]


def a_day_off(o: Office, row: Row) -> dict[str, str]:
    return {"signed": (row.signed + timedelta(days=o.rng.choice((-1, 1)))).isoformat()}


def another_day(o: Office, row: Row) -> dict[str, str]:
    """By some days, by a month, by a year."""
    return {"signed": (row.signed + timedelta(days=o.rng.choice((-1, 1, -2, 7, -9, 30, 365, -365)))).isoformat()}


def another_model(o: Office, row: Row) -> dict[str, str]:
    return {"model": o.rng.choice([model for model in MODELS if model != row.model])}


def model_and_day(o: Office, row: Row) -> dict[str, str]:
    return another_model(o, row) | a_day_off(o, row)


def county_cell(o: Office, row: Row) -> dict[str, str]:
    others = [county for county in county_names(row.agency.state) if county != row.agency.county]
    return {"county": o.rng.choice(("", "#N/A", "Multiple", o.rng.choice(others)))}


def changed(
    o: Office, *, change: Change, hands: Sequence[str] = (), document: bool | None = None, wrong_state: bool = False
) -> Iterator[int]:
    """Some cells of a row are mended at once; its name, by one of the hands, and a wrong state too, where so asked."""
    drawn = (
        o.draw(HANDS[o.rng.choice(hands)]) if hands else (o.country.sheriff() if wrong_state else o.country.any(), "")
    )
    if drawn is None or (wrong_state and drawn[0].office == "state"):
        return
    agency, name = drawn
    row = o.enlist(agency, document=document)
    if wrong_state:
        row.put(state=o.elsewhere(agency))
    yield o.soon()
    row.put(**change(o, row))
    if name:
        row.put(agency=name)
    if wrong_state:
        row.put(state=agency.state)


def nothing_else(o: Office, row: Row) -> dict[str, str]:
    return {}


def document_office_and_day(o: Office) -> Iterator[int]:
    """One document, which only this row has; another office, the date a day off."""
    return changed(o, change=a_day_off, hands=("signatory for agency", "unit added"), document=True)


def state_lost(o: Office) -> Iterator[int]:
    """A row that was right gets another state, for a while."""
    agency = o.country.sheriff()
    row = o.enlist(agency)
    yield o.soon(2)
    row.put(state=o.elsewhere(agency))
    yield o.soon()
    row.put(state=agency.state)


def document_posted(o: Office) -> Iterator[int]:
    """The document comes, at times with the name that it is signed under."""
    drawn = o.draw(HANDS[o.rng.choice(CLOSE)])
    if drawn is None:
        return
    row = o.enlist(drawn[0], document=False)
    yield o.soon()
    o.post_document(row)
    if o.rng.random() < 0.5:
        row.put(agency=drawn[1])


def document_misplaced(o: Office) -> Iterator[int]:
    """A row's link leads to another's document for a while, of another state even."""
    one, other = o.enlist(o.country.any(), document=True), o.enlist(o.country.any(), document=True)
    right = one.line.links["moa"]
    yield o.soon(2)
    one.line = one.line.linked(other.line.links["moa"])
    yield o.soon()
    one.line = one.line.linked(right)


def doubled(o: Office) -> Iterator[int]:
    """A second row for the agreement, as it is or with a slip, comes and goes; at times the first one goes."""
    drawn = o.draw(HANDS[o.rng.choice(("abbreviated", "plural or possessive", "punctuation", "word mistyped"))])
    if drawn is None:
        return
    row = o.enlist(drawn[0])
    yield o.soon(2)
    second = o.again(row, agency=o.rng.choice((row.line.cells["agency"], drawn[1])))
    yield o.soon()
    o.leave(o.rng.choice((row, second)), is_news=False)


def left_out(o: Office) -> Iterator[int]:
    """Left out of one list by mistake, and back on the next."""
    row = o.enlist(o.country.any())
    yield o.soon(2)
    o.rows.remove(row)
    yield 1
    o.rows.append(row)


SLIPS: dict[str, Play] = {f"name: {name}": partial(renamed, hand=hand) for name, hand in HANDS.items()} | {
    "name: signatory, no document, alone": signatory_alone,
    "name: renamed twice": renamed_twice,
    "two slips: name, a day off": partial(changed, change=a_day_off, hands=CLOSE, document=False),
    "two slips: name, date unreadable": name_and_unreadable_date,
    "two slips: name, county cell": partial(changed, change=county_cell, hands=CLOSE),
    "two slips: name, model": partial(changed, change=another_model, hands=CLOSE, document=True),
    "two slips: model, a day off": partial(changed, change=model_and_day, document=True),
    "two slips: state, a day off": partial(changed, change=a_day_off, document=True, wrong_state=True),
    "two slips: state, name": partial(changed, change=nothing_else, hands=_SAME, document=True, wrong_state=True),
    "two slips: office, a day off, one document": document_office_and_day,
    "row: wrong state mended": partial(changed, change=nothing_else, wrong_state=True),
    "row: wrong state for a while": state_lost,
    "row: date mended": partial(changed, change=another_day),
    "row: county cell wrong": partial(changed, change=county_cell),
    "row: model mended": partial(changed, change=another_model, document=True),
    "row: document posted late": document_posted,
    "row: document of another": document_misplaced,
    "row: doubled": doubled,
    "row: left out once": left_out,
}
