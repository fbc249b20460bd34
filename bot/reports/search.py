"""`find`: what the record says of an agency or a place, as text or JSON."""

from collections.abc import Iterable
from typing import Any

from bot.reports.events import agreement_document, event_document
from state.store import Store
from watchers.model.register import held_lists
from watchers.search.find import find
from watchers.search.model import Finding, FoundAgency, NamedPlace, Question


def found(store: Store, question: Question) -> Finding:
    """The record's answer to a question."""
    return find(question, store.register(), store.events(), held_lists(store.holds()))


def finding_document(finding: Finding, *, most: int | None = None) -> dict[str, Any]:
    """A finding as plain values: what `find --json` prints."""
    asked, newest = finding.question, finding.searched.participating
    return {
        "words": asked.words,
        "state": asked.state,
        "read_as": _place(finding.read_as) if finding.read_as else None,
        "list": newest.workbook.name if newest.workbook else None,
        "list_since": newest.current_since.isoformat() if newest.current_since else None,
        "record_since": newest.baseline_at.isoformat() if newest.baseline_at else None,
        "held": sorted(finding.searched.held),
        "found": len(finding.agencies),
        "agencies": _agencies(finding.agencies[:most]),
        "absent": [_place(place) for place in finding.absent],
        "near": _agencies(finding.near),
        "county": _place(finding.county) if finding.county else None,
        "beside": _agencies(finding.beside),
        "without_county": finding.placeless,
        "elsewhere": list(finding.elsewhere),
    }


def _place(place: NamedPlace) -> dict[str, Any]:
    return {"name": place.name, "state": place.state, "is_county": place.is_county}


def _agencies(agencies: Iterable[FoundAgency]) -> list[dict[str, Any]]:
    return [
        {
            "state": agency.state,
            "agency": agency.name,
            "county": agency.county,
            "former_names": list(agency.former),
            "listed": agency.is_listed,
            "pending": agency.is_pending,
            "agreements": [
                {
                    "list": standing.list,
                    "stand": standing.stand,
                    **agreement_document(standing.agreement),
                    "first_seen": standing.first_seen.isoformat(),
                    "missing_since": standing.missing_since.isoformat() if standing.missing_since else None,
                }
                for standing in agency.standings
            ],
            "events": [event_document(event) for event in agency.history],
        }
        for agency in agencies
    ]
