"""What a running bot does: all of it, or one part beside other processes that share its database."""

from enum import StrEnum


class Role(StrEnum):
    """A part of the work."""

    POLL = "poll"  # ICE's page, the record, digests, documents, operators' orders and notices: one process at a time
    DELIVER = "deliver"
    SLACK = "slack"  # what people do inside Slack
    SITE = "site"


ALL = frozenset(Role)
