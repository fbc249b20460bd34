"""What the words inside Slack have to cover."""

from notifiers.slack.inside.words import KINDS
from watchers.model.event import EventKind


def test_every_kind_of_event_has_its_words() -> None:
    assert set(KINDS) == set(EventKind)
    assert max(map(len, KINDS.values())) <= 75, "a menu of Slack's has room for 75"
