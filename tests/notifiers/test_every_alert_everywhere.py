"""Every alert of the archive, for desks of one, five and all states, to every service: none refused, and none cut."""

from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest

from notifiers.story.lead import led_by_quote
from notifiers.story.model import Story
from notifiers.text.marked import Style
from state.store import open_store
from tests.bot.outgoing.test_every_alert import history
from tests.doubles.stands import STANDS, Stand
from tests.notifiers.test_every_channel import sent
from watchers.model.event import Event

PREVIEWED = ("teams", "discord", "google_chat", "mastodon", "apprise")


def hold_to_account(key: str, stand: Stand, story: Story, events: tuple[Event, ...], group: str) -> int:
    """Post the story; the number of messages. An agency each has a bullet, and each of them its name and its news."""
    receipts = sent(stand, story, group=group)
    assert stand.refused() == []
    payloads = stand.place.render(story)
    if key == "http":
        told = [event for payload in payloads for event in payload["data"]["events"]]
        assert {id_ for event in told for id_ in (event["id"], *event["also"])} == {event.id for event in events}
        return len(receipts)
    if key not in PREVIEWED:
        return len(receipts)
    pieces = [piece for payload in payloads for piece in stand.place.shown(payload)]
    bullets = [piece for piece in pieces if piece.style is Style.ITEM or piece.text.startswith("• ")]
    items = [item for section in story.sections for item in section.items]
    assert len(bullets) == len(items), (key, story.headline)
    text = " ".join("\n".join(piece.text for piece in pieces).split())
    for item in items if len(items) > 1 else [led_by_quote(story).sections[0].items[0]]:
        for words in (item.agency, *item.facts):
            assert " ".join(words.replace("@", "@ ").split()) in text.replace("• ", "") or key in {
                "mastodon",
                "apprise",
            }
    return len(receipts)


@pytest.mark.archive
@pytest.mark.long
def test_every_service_takes_every_alert_of_the_archive(archive: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "var", holder="a test") as store:
        alerts = history(archive, store)
    assert len(alerts) > 500
    messages = Counter[str]()
    with ExitStack() as opened:
        stands = {key: opened.enter_context(stand()) for key, stand in STANDS.items()}
        for number, (_, events, story) in enumerate(alerts):
            for key, stand in stands.items():
                messages[key] += hold_to_account(key, stand, story, events, f"{number:06}")
        assert {key: len(stand.arrived()) for key, stand in stands.items()} == messages
    print(f"\n{len(alerts)} alerts: {dict(messages)} messages")  # noqa: T201
