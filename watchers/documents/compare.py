"""What a document says beside what ICE's row says. Pure."""

from collections.abc import Iterable, Iterator

from watchers.matching.similarity import compare_names
from watchers.model.agreement import Agreement
from watchers.model.document import Contradiction, Layer, Reading
from watchers.names.spelling import folded

_DAYS_OFF = 7
"""ICE's list has a day before or after that of ICE's signature in a third of its rows: that is no contradiction."""


def contradictions(row: Agreement, reading: Reading | None) -> tuple[Contradiction, ...]:
    """What ICE's row and its document say differently: nothing that is not read for sure is held against a row."""
    return () if reading is None else tuple(_contradictions(row, reading))


def _contradictions(row: Agreement, reading: Reading) -> Iterator[Contradiction]:
    if reading.model is not None and row.model is not None and reading.model is not row.model:
        page = reading.model_said.page if reading.model_said else 1
        yield Contradiction(field="model", row=row.model.words, document=reading.model.words, page=page)
    said = reading.agency
    if said is not None and names_another(row, said.words):
        yield Contradiction(field="agency", row=row.agency, document=said.words, page=said.page)

    for signer in reading.signers:
        signed = signer.signed.day if signer.signed is not None else None
        if signer.party != "ICE" or signed is None or row.signed is None or signer.signed is None:
            continue
        if abs((signed - row.signed).days) > _DAYS_OFF:
            words, page = signer.signed.words, signer.signed.page
            yield Contradiction(field="signed", row=row.signed.isoformat(), document=words, page=page)


def names_it(row: Agreement, reading: Reading) -> bool:
    """Whether a document has the row's very name for its agency, typed or in a scan's text.

    It is evidence that a row under another name, with the same document, is this agency: no slip of a machine makes one
    agency's name of another's, letter by letter.
    """
    said = [reading.agency.words] if reading.agency is not None else []
    return any(name and folded(name) == folded(row.agency) for name in (*said, reading.agency_seen))


def is_new_form(reading: Reading, known: Iterable[Reading]) -> bool:
    """Whether a document is on a later form of ICE's than all known of its model; only where its stamp is typed."""
    if reading.layer is not Layer.TYPED or reading.model is None or reading.revised is None:
        return False
    days = [r.revised.day for r in known if r.model is reading.model and r.revised is not None and r.revised.day]
    return bool(days) and reading.revised.day is not None and reading.revised.day > max(days)


def names_another(row: Agreement, agency: str) -> bool:
    """Whether a name can't be that of the row's agency: another real place, or another place and sort of agency."""
    found = compare_names(row.agency, agency, row.state, row.state)
    is_other = "place" in found.wording and not found.wording.isdisjoint({"kind", "offices"})
    return bool(found.two) or (is_other and found.points < 0)
