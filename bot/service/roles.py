"""What a running bot does: all of it, or one part beside other processes that share its database."""

from enum import StrEnum
from itertools import pairwise


class Role(StrEnum):
    """A part of the work."""

    POLL = "poll"  # ICE's page, the record, digests, documents, operators' orders and notices: one process at a time
    DELIVER = "deliver"
    SLACK = "slack"  # what people do inside Slack
    SITE = "site"


ALL = frozenset(Role)


def role_named(holder: str) -> str:
    """The part of the work of a process that calls itself so; "all" for one that does all of it, or another verb."""
    words = holder.split()
    return next((role for before, role in pairwise(words) if before == "--only"), "all")
