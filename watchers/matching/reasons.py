"""Why two rows are one agreement, though they differ in state, name or model; in words a reporter can check."""

from watchers.matching.evidence import Evidence, named_county
from watchers.matching.similarity import Likeness
from watchers.model.agreement import Agreement
from watchers.names.agency_name import take_apart


def why_same(a: Agreement, b: Agreement, e: Evidence, *, only_reading: bool) -> str | None:
    """Why two rows are one agreement, or None where the evidence doesn't carry it."""
    if e.names is Likeness.APART or e.conflict:
        return None
    if a.model is not b.model:
        return _model_slip(a, b, e)
    if e.state is False:
        return _moved_state(a, b, e, only_reading=only_reading)
    return _renamed(a, b, e) or _only_one(e, only_reading=only_reading)


def _renamed(a: Agreement, b: Agreement, e: Evidence) -> str | None:
    """Another spelling of the name, and the date or the document beside it; the pending list has neither."""
    dateless = e.date is None
    if e.names >= Likeness.LOOSE and (e.date or e.document or dateless or _same_core(a, b)):
        return "ICE words the agency's name otherwise; " + _shared(e)
    if e.names is Likeness.NEAR and (e.date or e.document or (dateless and e.county is not False)):
        return "The names differ by a slip of the pen; " + _shared(e)
    return None


def _only_one(e: Evidence, *, only_reading: bool) -> str | None:
    """Another name altogether, where what stays can't be another agency's."""
    if e.date and e.document:
        return "The agency is named otherwise, with the same signing date and the same MOA file."
    if e.names is Likeness.RELATED and only_reading and e.date and e.county:
        return "It is the only row of that county, model and signing date that went, and this the only one that came."
    return None


def _model_slip(a: Agreement, b: Agreement, e: Evidence) -> str | None:
    """A model that was blank or unclear, or that was mended with the same document under it."""
    if e.state is False or e.names < Likeness.NEAR:
        return None
    if a.model is None or b.model is None:
        return None if e.date is False else "The model was blank or unclear on one of the lists; " + _shared(e)
    return "ICE changed the model's name; " + _shared(e) if e.date and e.document else None


def _moved_state(a: Agreement, b: Agreement, e: Evidence, *, only_reading: bool) -> str | None:
    """A row under another state: a mended slip where name and date stay, or where the old state has no such county."""
    if e.names < Likeness.LOOSE:
        return None
    if e.date and (e.names is Likeness.SAME or e.document):
        return "ICE moved the row to another state; " + _shared(e)
    stray = named_county(a) is None and named_county(b) is not None
    return "ICE moved the row to the state that has this county." if e.date is None and only_reading and stray else None


def _same_core(a: Agreement, b: Agreement) -> bool:
    one, other = take_apart(a.agency), take_apart(b.agency)
    return one.proper == other.proper and one.kind == other.kind and bool(one.proper)


def _shared(e: Evidence) -> str:
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
