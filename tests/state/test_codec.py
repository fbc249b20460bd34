from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.codec import Codec, MalformedError, Reference, stamp
from state.entries import DigestProgress, PageTotals
from state.tables import ENTRIES, OUTBOX, STANDINGS, TABLES, WORKBOOKS, Table, decode_event, encode_event, workbook_key
from tests.factories import NOON, agreement, event, standing, workbook
from tests.state.rows import arrived, owed
from watchers.model.agreement import Agreement, Model, Printed, Workbook
from watchers.model.event import Event

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))])
WORDS = st.text(max_size=8)
JSON = st.none() | st.booleans() | st.integers(0, 9999) | WORDS | st.lists(WORDS, max_size=2)
JSON_OBJECTS = st.dictionaries(WORDS, JSON, max_size=4)
st.register_type_strategy(
    datetime, st.builds(datetime.fromtimestamp, st.integers(0, 4_000_000_000) | st.floats(0, 4e9), ZONES)
)
st.register_type_strategy(str, WORDS)
st.register_type_strategy(int, st.integers(0, 9999))
EVENTS = st.from_type(Event)
AGREEMENTS = st.from_type(Agreement)
laws = settings(max_examples=30, deadline=None)


def valued(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a dataclass by its hints; a payload is plain JSON, and a mapping is a dict."""
    over: dict[str, Any] = {f.name: JSON_OBJECTS for f in fields(kind) if f.name in {"payload", "receipt", "keys"}}
    if kind is DigestProgress:
        over["agreements"] = st.dictionaries(
            WORDS, st.dictionaries(st.none() | st.sampled_from(Model), st.integers(0, 99))
        )
    return st.builds(kind, **over)


def through_json(doc: Any) -> Any:
    return orjson.loads(orjson.dumps(doc))


def shelf_of(books: dict[str, Any]) -> dict[str, Workbook]:
    return WORKBOOKS.decode(through_json({key: WORKBOOKS.codec.encode(book, {}) for key, book in books.items()}), {})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_value_of_every_table_comes_back_as_it_went(table: Table[Any]) -> None:
    @laws
    @given(valued(table.kind))
    def law(value: Any) -> None:
        books: dict[str, Any] = {}
        doc = through_json(table.codec.encode(value, books))
        assert table.codec.decode(doc, shelf_of(books), getattr(value, table.key, "")) == value

    law()


@laws
@given(EVENTS, st.none() | AGREEMENTS)
def test_an_event_comes_back_as_it_went_however_different_its_row_was(row: Event, before: Agreement | None) -> None:
    books: dict[str, Any] = {}
    row = event(**{f.name: getattr(row, f.name) for f in fields(row)} | {"before": before})
    doc = through_json(encode_event(row, books))
    assert decode_event(row.id, doc, shelf_of(books)) == row


@laws
@given(st.data())
def test_no_document_whatever_ends_in_anything_but_a_value_or_a_fault(data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(TABLES))
    doc = table.codec.encode(data.draw(valued(table.kind)), {})
    places = list(places_in(doc))
    holder, key = data.draw(st.sampled_from(places)) if places else (doc, "x")
    holder[key] = data.draw(JSON | JSON_OBJECTS)
    with suppress(MalformedError):
        assert isinstance(table.codec.decode(doc, {}, "x"), table.kind)


def places_in(doc: Any) -> Any:
    for key, part in doc.items() if isinstance(doc, dict) else enumerate(doc):
        yield doc, key
        if isinstance(part, dict | list):
            yield from places_in(part)


def decoded(doc: Any) -> Event:
    return decode_event("x", doc, {workbook_key(workbook()): workbook()})


def test_an_event_whose_row_did_not_change_is_told_from_one_without_a_row_before() -> None:
    assert decoded(encode_event(event(before=agreement()), {})).before == agreement()
    assert decoded(encode_event(event(), {})).before is None


def test_an_event_says_only_once_what_is_the_same_before_and_after() -> None:
    row = event(before=agreement(row=597), before_workbook=workbook(name="older.xlsx"))
    assert encode_event(row, {})["before"] == {"row": 597}


def test_a_document_leaves_out_what_is_blank_and_what_is_as_it_is_by_default() -> None:
    row = standing(agreement=agreement(county=None, printed=Printed(state="MISSOURI")))
    doc = STANDINGS.codec.encode(row, {})
    assert set(doc) == {"list", "stand", "agreement", "workbook", "first_seen", "last_seen"}
    assert doc["agreement"]["printed"] == {"state": "MISSOURI"}
    assert "county" not in doc["agreement"]


def test_two_names_of_the_same_bytes_are_two_workbooks() -> None:
    assert workbook_key(workbook()) != workbook_key(workbook(name="participatingAgencies11072025am.xlsx"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "vanished"}, "kind: expected one of signed, missing"),
        ({"kind": ["signed"]}, "kind: expected one of signed, missing"),
        ({"observed_at": "2025-11-06T18:04:00"}, "observed_at: expected a time with its offset"),
        ({"observed_at": "noon"}, "observed_at: expected a time in ISO 8601, found 'noon'"),
        ({"observed_at": 7}, "observed_at: expected a time in ISO 8601, found 7"),
        ({"because": None}, "because: expected a string, found None"),
        ({"agreement": {"agency": "X", "row": "7"}}, "agreement.row: expected a whole number, found '7'"),
        ({"agreement": {"agency": "X", "row": True}}, "agreement.row: expected a whole number, found True"),
        ({"agreement": {"row": 7}}, "agreement.agency: expected a string, found nothing"),
        ({"agreement": []}, "agreement: expected an object, found []"),
        ({"before": []}, "before: expected an object, found []"),
        ({"before": {"row": "x"}}, "before.row: expected a whole number, found 'x'"),
        ({"workbook": "0000"}, "workbook: expected the key of a row in the table of workbooks, found '0000'"),
        ({"changes": [{"field": "county"}, {"feild": "moa"}]}, "changes[1].feild: this version knows no such field"),
        ({"context": {"other_models": ["XYZ"]}}, "context.other_models[0]: expected one of JEM, TFM, WSO, found 'XYZ'"),
        ({"context": {"was_withdrawn": 1}}, "context.was_withdrawn: expected true or false, found 1"),
        ({"corrects": "abc"}, "corrects: expected a list, found 'abc'"),
        ({"corrects": None}, "corrects: expected a list, found None"),
        ({"corrects": [7]}, "corrects[0]: expected a string, found 7"),
        ({"mood": "sad"}, "mood: this version knows no such field"),
        ({"id": "abc"}, "id: this version knows no such field"),
    ],
)
def test_a_document_that_is_not_as_it_should_be_is_refused_with_the_place(change: Any, sentence: str) -> None:
    with pytest.raises(MalformedError) as caught:
        decoded({**encode_event(event(), {}), **change})
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    ("kind", "doc", "sentence"),
    [
        (
            DigestProgress,
            {"agreements": {"MO": {"XYZ": 1}}},
            "agreements.MO: expected one of JEM, TFM, WSO, found 'XYZ'",
        ),
        (DigestProgress, {"agreements": {"MO": {"": "1"}}}, "agreements.MO: expected a whole number, found '1'"),
        (DigestProgress, {"kept": {"2025-W45": [1, 0]}}, "kept.2025-W45: expected an object, found [1, 0]"),
        (PageTotals, {"totals": {}}, "totals.agreements: expected a whole number, found nothing"),
    ],
)
def test_a_mapping_is_read_as_strictly_as_the_rest(kind: Any, doc: Any, sentence: str) -> None:
    with pytest.raises(MalformedError) as caught:
        ENTRIES[kind].codec.decode(doc, {}, "desk")
    assert str(caught.value) == sentence


def test_one_moment_in_two_zones_is_written_in_each() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert there == NOON
    assert [stamp(at) for at in (NOON, there, NOON)] == [NOON.isoformat(), there.isoformat(), NOON.isoformat()]
    autumn = datetime(2025, 11, 2, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    assert [stamp(autumn.replace(fold=n))[-6:] for n in (0, 1)] == ["-04:00", "-05:00"]


def test_a_time_without_a_zone_is_refused_on_the_way_out() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        encode_event(event(observed_at=NOON.replace(tzinfo=None)), {})


def test_a_payload_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="is not plain JSON"):
        OUTBOX.codec.encode(owed(payload={"at": object()}), {})


def test_a_document_does_not_share_the_payload_with_whoever_made_it() -> None:
    payload: dict[str, Any] = {"blocks": []}
    doc = OUTBOX.codec.encode(owed(payload=payload), {})
    payload["blocks"].append("later")
    assert doc["payload"] == {"blocks": []}


def test_a_receipt_that_is_empty_is_told_from_none() -> None:
    for row in (arrived(owed()), owed(receipt={}), owed()):
        assert OUTBOX.codec.decode(OUTBOX.codec.encode(row, {}), {}, row.id).receipt == row.receipt


class Colour(StrEnum):
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    colour: Colour = Colour.RED
    day: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """One of each form that a field can have."""

    ink: Ink
    spare: tuple[Ink, ...]
    by_colour: Mapping[Colour, Ink]
    is_new: bool
    cap: Ink | None
    count: int = 3
    words: dict[str, str] = field(default_factory=dict)


def test_what_may_be_absent_is_and_what_may_not_is_asked_for() -> None:
    pen = Pen(ink=Ink(), spare=(), by_colour={}, is_new=False, cap=None)
    assert Codec(Pen).encode(pen, {}) == {"is_new": False}
    assert Codec(Pen).decode({"is_new": False}, {}) == pen
    with pytest.raises(MalformedError, match="is_new: expected true or false, found nothing"):
        Codec(Pen).decode({}, {})


def test_a_value_by_reference_stands_on_the_shelf() -> None:
    codec = Codec(Pen, by_reference={Ink: Reference(table="inks", key_of=lambda ink: ink.colour.value)})
    pen = Pen(ink=Ink(day=date(2025, 11, 6)), spare=(Ink(),), by_colour={}, is_new=True, cap=None, count=4)
    shelf: dict[str, Any] = {}
    assert codec.encode(pen, shelf) == {"ink": "red", "spare": ["red"], "is_new": True, "count": 4}
    assert shelf == {"red": Ink()}
    with pytest.raises(MalformedError, match=r"ink: expected the key of a row in the table of inks, found 'blue'"):
        codec.decode({"ink": "blue", "is_new": True}, shelf)


def test_a_type_that_has_no_form_is_refused_when_the_codec_is_made() -> None:
    @dataclass(frozen=True)
    class Odd:
        number: complex

    assert is_dataclass(Odd)
    with pytest.raises(KeyError):
        Codec(Odd)
