"""What a digest counts, and what its map of counties shows."""

from collections.abc import Mapping
from enum import StrEnum


class Outcome(StrEnum):
    """What a period brought to an agency, in the order in which a sentence counts it.

    An agency that left has no agreement on ICE's list any more; one with fewer has another one left.
    """

    SIGNED = "signed"
    LEFT = "left"
    FEWER = "fewer"
    MISSING = "missing"
    POSSIBLY_RENAMED = "possibly_renamed"
    RETURNED = "returned"
    PENDING = "pending"
    PENDING_DROPPED = "pending_dropped"
    MOA_POSTED = "moa_posted"
    AMENDED = "amended"
    DOCUMENT_REPLACED = "document_replaced"
    DOCUMENT_REMOVED = "document_removed"


UPKEEP = frozenset({Outcome.MOA_POSTED, Outcome.AMENDED, Outcome.DOCUMENT_REPLACED, Outcome.DOCUMENT_REMOVED})
"""What ICE does to its list, and no agency did."""

Outcomes = Mapping[Outcome, int]
"""Distinct agencies by what became of them; one may be in several."""


class Share(StrEnum):
    """Under which models a county's agencies work together with ICE."""

    TASK_FORCE = "task_force"
    JAIL = "jail"
    BOTH = "both"
    OTHER = "other"  # a model that we don't know, and none that we do
