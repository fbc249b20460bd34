"""Rows of the outbox, and who was told what, as JSON documents and back, exactly. The id is the row's key."""

from typing import Any

from state.codec.fields import (
    Doc,
    brief,
    choice,
    expect_known,
    flag,
    json_object,
    listed,
    maybe_stamp,
    maybe_when,
    number,
    plain,
    stamp,
    text,
    texts,
    when,
)
from state.outbox import Owed, OwedStatus, Told, Try

_STATUSES = {status.value: status for status in OwedStatus}
_TRY = frozenset({"at", "outcome"})
_TOLD = frozenset({"subscription", "destination", "event_ids", "receipt"})
_OWED = frozenset(
    {"subscription", "destination", "group", "part", "of_parts", "event_ids", "answers", "payload"}
    | {"created_at", "status", "unsure", "not_before", "tries", "receipt"}
)


def encode_owed(owed: Owed) -> Doc:
    """A row of the outbox, without its id. Raises ValueError for a payload that isn't plain JSON."""
    doc = brief(
        {
            "subscription": owed.subscription,
            "destination": owed.destination,
            "group": owed.group,
            "part": owed.part,
            "of_parts": owed.of_parts,
            "event_ids": list(owed.event_ids),
            "answers": list(owed.answers),
            "payload": plain(owed.payload, f"the payload of message {owed.id}"),
            "created_at": stamp(owed.created_at),
            "status": owed.status.value,
            "unsure": owed.unsure or None,
            "not_before": maybe_stamp(owed.not_before),
            "tries": [_encode_try(one) for one in owed.tries],
        }
    )
    if owed.receipt is not None:
        doc["receipt"] = plain(owed.receipt, f"the receipt of message {owed.id}")
    return doc


def decode_owed(row_id: str, doc: Any) -> Owed:
    """A row of the outbox from its id and its document."""
    doc = expect_known(doc, _OWED)
    return Owed(
        id=row_id,
        subscription=text(doc, "subscription"),
        destination=text(doc, "destination"),
        group=text(doc, "group"),
        part=number(doc, "part"),
        of_parts=number(doc, "of_parts"),
        event_ids=texts(doc, "event_ids"),
        answers=texts(doc, "answers"),
        payload=json_object(doc, "payload"),
        created_at=when(doc, "created_at"),
        status=choice(doc, "status", _STATUSES),
        unsure=flag(doc, "unsure"),
        not_before=maybe_when(doc, "not_before"),
        tries=listed(doc, "tries", _decode_try),
        receipt=json_object(doc, "receipt") if "receipt" in doc else None,
    )


def encode_told(told: Told) -> Doc:
    """Who was told what."""
    return brief(
        {
            "subscription": told.subscription,
            "destination": told.destination,
            "event_ids": list(told.event_ids),
            "receipt": plain(told.receipt, "a receipt"),
        }
    )


def decode_told(doc: Any) -> Told:
    """Who was told what, from its document."""
    doc = expect_known(doc, _TOLD)
    return Told(
        subscription=text(doc, "subscription"),
        destination=text(doc, "destination"),
        event_ids=texts(doc, "event_ids"),
        receipt=json_object(doc, "receipt"),
    )


def _encode_try(one: Try) -> Doc:
    return {"at": stamp(one.at), "outcome": one.outcome} if one.outcome else {"at": stamp(one.at)}


def _decode_try(doc: Any) -> Try:
    doc = expect_known(doc, _TRY)
    return Try(at=when(doc, "at"), outcome=text(doc, "outcome") if "outcome" in doc else "")
