"""`python -m tests.bot.commands.look FOLDER`: every card and the dialog as pages to look at."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.preview.slack_html import slack_preview
from tests.bot.commands.inside import Inside, inside
from tests.bot.newsroom import DAY, EVERYBODY, agency, lists, pending, sheriff
from tests.doubles.slack_inside import SlackInside, until

_TYPED = (
    "help", "subscribe Missouri, Kansas signed withdrawn", "subscribe Harris County TX weekly digest", "list",
    "pause until Monday", "resume", "status Missouri", "status", "find webster county mo", "find boone county mo",
    "unsubscribe Kansas", "subscrbe Ohio", "subscribe Misouri",
)  # fmt: skip


def pages(here: Inside) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The cards by what was typed, in the order of a conversation; the dialog; Home; an alert with its buttons."""
    slack, room = here.slack, here.room
    people = [(text, here.ask(text).answers[0]) for text in _TYPED]
    room.at += 8 * DAY
    room.ice.post(
        lists(*EVERYBODY, agency("Nixa Police Department"), sheriff("Boone"), waiting=[pending(sheriff("Cole"))])
    )
    here.app.check()
    here.app.deliver()
    alert = next(post for post in slack.posts if post.via == "chat.postMessage")
    value = alert.body["blocks"][-1]["elements"][0]["value"]
    here.slack.press("claim.2", value, channel=alert.channel, message=alert.ts)
    until(lambda: "is on it" in str(alert.body["blocks"]))
    people.append(("why EVENT", here.ask(f"why {value[:8]}").answers[0]))
    people.append(("quote EVENT", here.ask(f"quote {value[:8]}").answers[0]))
    several = " ".join(event.id[:12] for event in here.app.store.events())
    people.append(("Evidence, of an alert of several", here.press("evidence", several).answers[0]))
    slack.members["C0NEWSROOM"] = ["U0ANA"]
    slack.event("app_home_opened", user="U0ANA", tab="home")
    until(lambda: "U0ANA" in slack.homes)
    for number, (text, card) in enumerate(people, start=1):
        yield f"{number:02}-{text}", [card]
    yield (
        "20-dialog",
        [{"text": "the dialog", "blocks": slack.views[here.dialog("subscribe", channel="C0ANOTHER")]["blocks"]}],
    )
    yield "21-home", [{"text": "Home", "blocks": slack.homes["U0ANA"]["blocks"]}]
    yield "22-alert", [alert.body]


def main(folder: Path) -> None:
    """Write the pages."""
    folder.mkdir(parents=True, exist_ok=True)
    everything = []
    with TemporaryDirectory() as home, SlackInside() as slack, inside(Path(home), slack) as here:
        for name, payloads in pages(here):
            stem = "".join(c if c.isalnum() else "-" for c in name.lower())
            (folder / f"{stem}.html").write_text(slack_preview(payloads, channel="#newsroom", times=[name]), "utf-8")
            (folder / f"{stem}.json").write_text(json.dumps(payloads, indent=1), "utf-8")
            everything += payloads
    (folder / "all.html").write_text(slack_preview(everything, channel="#newsroom"), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
