"""What the words inside Slack have to cover, in every language."""

import pytest

from notifiers.language.language import language_of
from notifiers.text.tongue import Tongue
from watchers.model.event import EventKind


@pytest.mark.parametrize("tongue", Tongue)
def test_every_kind_of_event_has_its_words(tongue: Tongue) -> None:
    kinds = language_of(tongue).slack.KINDS
    assert set(kinds) == set(EventKind)
    assert max(map(len, kinds.values())) <= 75, "a menu of Slack's has room for 75"
