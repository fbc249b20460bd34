"""What a document says beside what ICE's row says. Pure."""

from collections.abc import Iterator

from watchers.matching.similarity import compare_names
from watchers.model.agreement import Agreement
from watchers.model.document import Contradiction, Reading


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


def names_another(row: Agreement, agency: str) -> bool:
    """Whether a name can't be that of the row's agency: two real places, and no mere other way to print one."""
    return bool(compare_names(row.agency, agency, row.state, row.state).two)
