from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from state.codec import agreement as agreement_codec
from state.codec import codec, event_codec, outbox_codec
from state.codec.agreement import decode_workbook, encode_workbook, workbook_key
from state.codec.codec import (
    decode_fetched,
    decode_hold,
    decode_list_state,
    decode_standing,
    encode_fetched,
    encode_hold,
    encode_list_state,
    encode_moved,
    encode_standing,
    place_of,
)
from state.codec.event_codec import decode_event, encode_event
from state.codec.fields import MalformedError, brief, stamp
from state.codec.outbox_codec import decode_owed, decode_told, encode_owed, encode_told
from state.files.workbooks import Fetched
from state.outbox import Owed, Told, Try
from tests.factories import NOON, agreement, event, standing, workbook
from tests.state.rows import arrived, owed
from watchers.model.agreement import Agreement, Level, ListKind, Model, Printed, Workbook
from watchers.model.event import Change, Context, Event
from watchers.model.register import Hold, ListState, Standing, Suspicion

ZONES = st.sampled_from([UTC, timezone(timedelta(hours=-5)), timezone(timedelta(hours=5, minutes=45))])
TIMES = st.builds(datetime.fromtimestamp, st.integers(0, 4_000_000_000) | st.floats(0, 4e9), ZONES)
WORDS = st.text(max_size=8)
MAYBE = st.none() | WORDS
NAMES = st.lists(WORDS, max_size=3).map(tuple)
COUNTS = st.integers(0, 9999)
JSON_OBJECTS = st.dictionaries(WORDS, st.none() | st.booleans() | COUNTS | WORDS | NAMES.map(list), max_size=4)
WORKBOOKS = st.builds(Workbook, name=WORDS, url=WORDS, sha256=WORDS, modified=st.none() | TIMES)
CELLS = st.builds(Printed, state=WORDS, agency=WORDS, moa=WORDS)
AGREEMENTS = st.builds(
    Agreement,
    state=MAYBE,
    agency=WORDS,
    model=st.none() | st.sampled_from(Model),
    level=st.none() | st.sampled_from(Level),
    county=MAYBE,
    signed=st.none() | st.dates(),
    moa=MAYBE,
    addendum=MAYBE,
    row=COUNTS,
    printed=CELLS,
    unclear=NAMES,
)
STANDINGS = st.builds(
    Standing,
    id=WORDS,
    agreement=AGREEMENTS,
    workbook=WORKBOOKS,
    first_seen=TIMES,
    last_seen=TIMES,
    missing_since=st.none() | TIMES,
    missing_from=NAMES,
    told=NAMES,
)
LIST_STATES = st.builds(
    ListState,
    workbook=st.none() | WORKBOOKS,
    current_since=st.none() | TIMES,
    rows=COUNTS,
    absent_since=st.none() | TIMES,
    seen=NAMES,
    columns=NAMES,
    baseline_at=st.none() | TIMES,
)
HOLDS = st.builds(
    Hold,
    suspicion=st.builds(Suspicion, workbook=WORKBOOKS, rule=WORDS, reason=WORDS, fingerprint=NAMES),
    since=TIMES,
)
CONTEXTS = st.builds(
    Context,
    other_models=st.lists(st.sampled_from(Model), max_size=2).map(tuple),
    first_of=NAMES,
    waited_days=st.none() | COUNTS,
    missing_from=NAMES,
    possibly=NAMES,
    switched_from=st.none() | st.sampled_from(Model),
    switched_to=st.none() | st.sampled_from(Model),
    together=COUNTS,
    was_withdrawn=st.booleans(),
)
EVENTS = st.builds(
    Event,
    id=WORDS,
    subject=WORDS,
    agreement=AGREEMENTS,
    observed_at=TIMES,
    workbook=WORKBOOKS,
    because=WORDS,
    before=st.none() | AGREEMENTS,
    before_workbook=st.none() | WORKBOOKS,
    changes=st.lists(st.builds(Change, field=WORDS, before=MAYBE, after=MAYBE), max_size=2).map(tuple),
    corrects=NAMES,
    context=CONTEXTS,
)
OWED = st.builds(
    Owed,
    event_ids=NAMES,
    answers=NAMES,
    part=COUNTS,
    of_parts=COUNTS,
    payload=JSON_OBJECTS,
    created_at=TIMES,
    unsure=st.booleans(),
    not_before=st.none() | TIMES,
    tries=st.lists(st.builds(Try, at=TIMES, outcome=WORDS), max_size=3).map(tuple),
    receipt=st.none() | JSON_OBJECTS,
)
laws = settings(max_examples=60, deadline=None)


def through_json(doc: Any) -> Any:
    return orjson.loads(orjson.dumps(doc))


def workbooks_in(value: Any) -> Iterator[Workbook]:
    if isinstance(value, Workbook):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from workbooks_in(getattr(value, field.name))


def shelf_of(*workbooks: Workbook) -> dict[str, Workbook]:
    return {workbook_key(book): decode_workbook(through_json(encode_workbook(book))) for book in workbooks}


@laws
@given(STANDINGS)
def test_a_standing_comes_back_as_it_went(row: Standing) -> None:
    doc = through_json(encode_standing(row))
    assert decode_standing(row.id, doc, shelf_of(*workbooks_in(row))) == row


@laws
@given(STANDINGS, STANDINGS)
def test_a_standing_that_moved_is_written_as_if_anew(before: Standing, other: Standing) -> None:
    doc = encode_standing(before)
    row = replace(before.agreement, row=other.agreement.row)
    moved = replace(before, agreement=row, workbook=other.workbook, last_seen=other.last_seen)
    for now in (moved, replace(moved, agreement=other.agreement), replace(moved, told=other.told)):
        assert orjson.dumps(encode_moved(now, before, doc, place_of(now))) == orjson.dumps(encode_standing(now))
    # Of two times that are one moment, in two zones, the one that is written already stays.
    written = encode_moved(other, before, doc, place_of(other))
    assert decode_standing(other.id, written, {workbook_key(other.workbook): other.workbook}) == other
    assert doc == encode_standing(before)


@laws
@given(EVENTS)
def test_an_event_comes_back_as_it_went(row: Event) -> None:
    doc = through_json(encode_event(row))
    assert decode_event(row.id, doc, shelf_of(*workbooks_in(row))) == row


@laws
@given(LIST_STATES)
def test_a_list_state_comes_back_as_it_went(row: ListState) -> None:
    doc = through_json(encode_list_state(row))
    assert decode_list_state(doc, shelf_of(*workbooks_in(row))) == row


@laws
@given(HOLDS)
def test_a_hold_comes_back_as_it_went(row: Hold) -> None:
    assert decode_hold(through_json(encode_hold(row)), shelf_of(*workbooks_in(row))) == row


@laws
@given(OWED)
def test_a_row_of_the_outbox_comes_back_as_it_went(row: Owed) -> None:
    assert decode_owed(row.id, through_json(encode_owed(row))) == row


@laws
@given(st.builds(Told, event_ids=NAMES, receipt=JSON_OBJECTS))
def test_who_was_told_comes_back_as_it_went(row: Told) -> None:
    assert decode_told(through_json(encode_told(row))) == row


@laws
@given(st.builds(Fetched, workbook=WORKBOOKS, fetched_at=TIMES))
def test_a_fetched_workbook_comes_back_as_it_went(row: Fetched) -> None:
    assert decode_fetched(through_json(encode_fetched(row)), shelf_of(row.workbook)) == row


@laws
@given(AGREEMENTS, AGREEMENTS)
def test_an_event_keeps_the_row_as_it_was_however_different(now: Agreement, before: Agreement) -> None:
    row = event(agreement=now, before=before)
    assert decode_event(row.id, through_json(encode_event(row)), shelf_of(row.workbook)) == row


def test_an_event_whose_row_did_not_change_is_told_from_one_without_a_row_before() -> None:
    same, none = event(before=agreement()), event()
    shelf = shelf_of(same.workbook)
    assert decode_event("x", encode_event(same), shelf).before == agreement()
    assert decode_event("x", encode_event(none), shelf).before is None


def test_an_event_says_only_once_what_is_the_same_before_and_after() -> None:
    row = event(before=agreement(row=597), before_workbook=workbook(name="older.xlsx"))
    assert encode_event(row)["before"] == {"row": 597}


def test_a_document_leaves_out_what_is_blank() -> None:
    doc = encode_standing(standing(agreement=agreement(county=None, printed=Printed(state="MISSOURI"))))
    assert doc["agreement"]["printed"] == {"state": "MISSOURI"}
    assert "county" not in doc["agreement"]
    assert "missing_since" not in doc


def test_two_names_of_the_same_bytes_are_two_workbooks() -> None:
    assert workbook_key(workbook()) != workbook_key(workbook(name="participatingAgencies11072025am.xlsx"))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"kind": "vanished"}, "kind: expected one of signed, missing"),
        ({"observed_at": "2025-11-06T18:04:00"}, "observed_at: expected a time with its offset"),
        ({"observed_at": "noon"}, "observed_at: expected a time in ISO 8601, found 'noon'"),
        ({"because": None}, "because: expected a string, found None"),
        ({"agreement": {"agency": "X", "row": "7"}}, "agreement.row: expected a whole number, found '7'"),
        ({"agreement": {"row": 7}}, "agreement.agency: expected a string, found nothing"),
        ({"agreement": []}, "agreement: expected an object, found []"),
        ({"workbook": "0000"}, "workbook: the workbook '0000' is not in the table of workbooks"),
        ({"changes": [{"field": "county"}, {"feild": "moa"}]}, "changes[1].feild: this version knows no such field"),
        ({"context": {"other_models": ["XYZ"]}}, "context.other_models: expected one of JEM, TFM, WSO, found 'XYZ'"),
        ({"corrects": "abc"}, "corrects: expected a list of strings, found 'abc'"),
        ({"corrects": None}, "corrects: expected a list of strings, found None"),
        ({"mood": "sad"}, "mood: this version knows no such field"),
    ],
)
def test_a_document_that_is_not_as_it_should_be_is_refused_with_the_place(change: Any, sentence: str) -> None:
    row = event()
    with pytest.raises(MalformedError) as caught:
        decode_event(row.id, {**encode_event(row), **change}, shelf_of(row.workbook))
    assert str(caught.value).startswith(sentence)


def test_one_moment_in_two_zones_is_written_in_each() -> None:
    there = NOON.astimezone(timezone(timedelta(hours=-5)))
    assert there == NOON
    assert [stamp(at) for at in (NOON, there, NOON)] == [NOON.isoformat(), there.isoformat(), NOON.isoformat()]
    autumn = datetime(2025, 11, 2, 1, 30, tzinfo=ZoneInfo("America/New_York"))
    assert [stamp(autumn.replace(fold=n))[-6:] for n in (0, 1)] == ["-04:00", "-05:00"]


def test_what_is_empty_is_left_out_and_what_is_nothing_but_small_stays() -> None:
    doc: dict[str, Any] = {
        "none": None,
        "list": [],
        "object": {},
        "words": "",
        "count": 0,
        "flag": False,
        "told": ["a"],
    }
    assert brief(doc) == {"words": "", "count": 0, "flag": False, "told": ["a"]}


def test_a_time_without_a_zone_is_refused_on_the_way_out() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        encode_event(event(observed_at=NOON.replace(tzinfo=None)))


def test_a_payload_that_json_cannot_hold_is_refused_with_the_message_it_belongs_to() -> None:
    with pytest.raises(ValueError, match="the payload of message m1 is not plain JSON"):
        encode_owed(owed(payload={"at": object()}))


def test_a_document_does_not_share_the_payload_with_whoever_made_it() -> None:
    payload: dict[str, Any] = {"blocks": []}
    doc = encode_owed(owed(payload=payload))
    payload["blocks"].append("later")
    assert doc["payload"] == {"blocks": []}


def test_a_receipt_that_is_empty_is_told_from_none() -> None:
    row = arrived(owed())
    assert decode_owed("m1", encode_owed(row)).receipt == row.receipt
    assert decode_owed("m1", encode_owed(owed(receipt={}))).receipt == {}
    assert decode_owed("m1", encode_owed(owed())).receipt is None


def test_a_list_kind_survives_with_its_type() -> None:
    row = standing(list=ListKind.PENDING)
    assert decode_standing("a1", through_json(encode_standing(row)), shelf_of(row.workbook)).list is ListKind.PENDING


@pytest.mark.parametrize(
    ("kind", "documented"),
    [
        (Printed, agreement_codec._PRINTED),
        (Agreement, agreement_codec._AGREEMENT),
        (Workbook, agreement_codec._WORKBOOK),
        (Standing, codec._STANDING | {"id"}),
        (ListState, codec._LIST_STATE),
        (Fetched, codec._FETCHED),
        (Change, event_codec._CHANGE),
        (Context, event_codec._CONTEXT),
        (Event, event_codec._EVENT | {"id"}),
        (Try, outbox_codec._TRY),
        (Told, outbox_codec._TOLD),
        (Owed, outbox_codec._OWED | {"id"}),
    ],
)
def test_every_field_of_a_value_has_a_place_in_its_document(kind: Any, documented: frozenset[str]) -> None:
    assert {field.name for field in fields(kind)} == documented


def test_every_field_of_a_hold_has_a_place_in_its_document() -> None:
    names = {field.name for kind in (Hold, Suspicion) for field in fields(kind)}
    assert names - {"suspicion"} == codec._HOLD
