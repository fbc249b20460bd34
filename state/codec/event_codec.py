"""Events as JSON documents and back, exactly.

An event's id is its key in the table, not in the document; its `before` holds only what differs from its agreement. See
`agreement_codec` for the rest of the rules.
"""

from typing import Any

from state.codec.agreement import (
    LISTS,
    MODELS,
    Shelf,
    apply_difference,
    decode_agreement,
    encode_agreement,
    encode_difference,
    maybe_shelved,
    shelved,
    workbook_key,
)
from state.codec.fields import (
    Doc,
    MalformedError,
    brief,
    choice,
    expect_known,
    flag,
    inside,
    listed,
    maybe_choice,
    maybe_number,
    maybe_text,
    stamp,
    text,
    texts,
    when,
)
from watchers.model.agreement import Model
from watchers.model.event import Change, Context, Event, EventKind

KINDS = {kind.value: kind for kind in EventKind}

_CHANGE = frozenset({"field", "before", "after"})
_CONTEXT = frozenset(
    {"other_models", "first_of", "waited_days", "missing_from", "possibly", "switched_from", "switched_to"}
    | {"together", "was_withdrawn"}
)
_EVENT = frozenset(
    {"kind", "list", "subject", "observed_at", "agreement", "workbook", "because"}
    | {"before", "before_workbook", "changes", "corrects", "context"}
)


def encode_event(event: Event) -> Doc:
    """An event, without its id."""
    agreement = encode_agreement(event.agreement)
    doc = brief(
        {
            "kind": event.kind.value,
            "list": event.list.value,
            "subject": event.subject,
            "observed_at": stamp(event.observed_at),
            "agreement": agreement,
            "workbook": workbook_key(event.workbook),
            "because": event.because,
            "before_workbook": workbook_key(event.before_workbook) if event.before_workbook else None,
            "changes": [_encode_change(change) for change in event.changes],
            "corrects": list(event.corrects),
            "context": _encode_context(event.context),
        }
    )
    if event.before is not None:
        doc["before"] = encode_difference(agreement, encode_agreement(event.before))
    return doc


def decode_event(row_id: str, doc: Any, shelf: Shelf) -> Event:
    """An event from its id and its document."""
    doc = expect_known(doc, _EVENT)
    agreement = inside("agreement", decode_agreement, doc.get("agreement"))
    before = None
    if "before" in doc:
        before = inside("before", lambda d: decode_agreement(apply_difference(doc["agreement"], d)), doc["before"])
    return Event(
        id=row_id,
        kind=choice(doc, "kind", KINDS),
        list=choice(doc, "list", LISTS),
        subject=text(doc, "subject"),
        agreement=agreement,
        observed_at=when(doc, "observed_at"),
        workbook=shelved(doc, "workbook", shelf),
        because=text(doc, "because"),
        before=before,
        before_workbook=maybe_shelved(doc, "before_workbook", shelf),
        changes=listed(doc, "changes", _decode_change),
        corrects=texts(doc, "corrects"),
        context=inside("context", _decode_context, doc["context"]) if "context" in doc else Context(),
    )


def _encode_change(change: Change) -> Doc:
    return brief({"field": change.field, "before": change.before, "after": change.after})


def _decode_change(doc: Any) -> Change:
    doc = expect_known(doc, _CHANGE)
    return Change(field=text(doc, "field"), before=maybe_text(doc, "before"), after=maybe_text(doc, "after"))


def _encode_context(context: Context) -> Doc:
    return brief(
        {
            "other_models": [model.value for model in context.other_models],
            "first_of": list(context.first_of),
            "waited_days": context.waited_days,
            "missing_from": list(context.missing_from),
            "possibly": list(context.possibly),
            "switched_from": context.switched_from.value if context.switched_from else None,
            "switched_to": context.switched_to.value if context.switched_to else None,
            "together": context.together or None,
            "was_withdrawn": context.was_withdrawn or None,
        }
    )


def _decode_context(doc: Any) -> Context:
    doc = expect_known(doc, _CONTEXT)
    return Context(
        other_models=tuple(_model(word) for word in texts(doc, "other_models")),
        first_of=texts(doc, "first_of"),
        waited_days=maybe_number(doc, "waited_days"),
        missing_from=texts(doc, "missing_from"),
        possibly=texts(doc, "possibly"),
        switched_from=maybe_choice(doc, "switched_from", MODELS),
        switched_to=maybe_choice(doc, "switched_to", MODELS),
        together=maybe_number(doc, "together") or 0,
        was_withdrawn=flag(doc, "was_withdrawn"),
    )


def _model(word: str) -> Model:
    if word not in MODELS:
        raise MalformedError("other_models", f"expected one of {', '.join(MODELS)}, found {word!r}")
    return MODELS[word]
