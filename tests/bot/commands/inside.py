"""A newsroom whose people talk to the bot inside Slack: its state, its listener, and the double that they sit in."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bot.commands.listening import Listening
from bot.service.app import App
from tests.bot.newsroom import EVERYBODY, Newsroom, lists
from tests.doubles.slack_inside import APP_TOKEN, Asked, SlackInside, until

SECRETS = {"SLACK_BOT_TOKEN": "xoxb-of-the-double", "SLACK_APP_TOKEN": APP_TOKEN}


def config(slack: SlackInside, more: str = "", subscriptions: str = "") -> str:
    """A config with this Slack. `more` is what else [slack] says."""
    usual = '[[subscription]]\nname = "far"\nstates = ["AK"]\nterminal = true\n'
    return f'{subscriptions or usual}\n[slack]\napi = "{slack.base_url}"\n{more}\n'


class Inside:
    """An open bot that listens. `ask` types something, and waits for the answer."""

    def __init__(self, room: Newsroom, app: App, slack: SlackInside, secrets: dict[str, str]) -> None:
        self.room, self.app, self.slack = room, app, slack
        self.hurried = 0
        self.listening = Listening(
            app.store, lambda: app.written or app.config, secrets, now=app.now, hurry=self._hurry
        )

    def _hurry(self) -> None:
        self.hurried += 1

    def ask(self, text: str, **who: str) -> Asked:
        return self.answered(self.slack.type(text, **who))

    def press(self, action: str, value: str = "", **who: Any) -> Asked:
        return self.answered(self.slack.press(f"{action}.0", value, **who))

    def answered(self, asked: Asked) -> Asked:
        until(lambda: asked.acked_at is not None and asked.answers)
        return asked

    def dialog(self, text: str = "subscribe", **who: str) -> str:
        """The id of the dialog that a command opens."""
        before = set(self.slack.views)
        self.slack.type(text, **who)
        until(lambda: set(self.slack.views) - before)
        return (set(self.slack.views) - before).pop()

    def submit(self, view: str, **filled: Any) -> Asked:
        """Send a dialog in, and wait until it is done with."""
        asked = self.slack.submit(view, **filled)
        until(lambda: asked.acked_at)
        if asked.ack and asked.ack.get("response_action") == "update":
            saving = asked.ack["view"]
            until(lambda: self.slack.views[view] not in (saving, None) and "Saving" not in str(self.slack.views[view]))
        return asked


@contextmanager
def inside(
    folder: Path,
    slack: SlackInside,
    more: str = "",
    *,
    subscriptions: str = "",
    secrets: dict[str, str] | None = None,
) -> Iterator[Inside]:
    """A bot that has read a list, and listens. `secrets` it has beside the usual ones."""
    known = {**SECRETS, **(secrets or {})}
    room = Newsroom(folder, config(slack, more, subscriptions), known)
    room.ice.post(lists(*EVERYBODY))
    with room.app() as app:
        app.check()
        found = Inside(room, app, slack, known)
        found.listening.start()
        until(lambda: all(line.is_open for line in found.listening.states().values()))
        try:
            yield found
        finally:
            found.listening.close()
    assert slack.complaints == [], slack.complaints
