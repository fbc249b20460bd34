"""Every alert that recorded history holds, for desks of one, five and all states: Slack takes each, and none is cut."""

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from bot.demo.workbooks import publication_workbooks
from bot.outgoing.alerts import batches
from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from notifiers.slack.render import render_slack
from notifiers.story.compose import compose
from notifiers.story.csv_table import story_csv
from notifiers.story.model import Story
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import is_watched, route
from state.store import Store, open_store
from tests.factories import agreement, event
from tests.notifiers.slack_rules import check
from tests.notifiers.stories import desk, told
from watchers.diff.totals import tally_by_state
from watchers.model.agreement import Printed
from watchers.model.event import Change, Event, EventKind
from watchers.model.second_look import SecondLook

DESKS = (
    desk(name="missouri"),
    desk(name="five", states=frozenset({"MO", "KS", "TX", "FL", "PA"})),
    desk(name="nation", states=None),
    desk(name="nation-everything", states=None, kinds=frozenset(EventKind)),
)


def history(folder: Path, store: Store) -> list[tuple[Subscription, tuple[Event, ...], Story]]:
    """Each desk's alerts from the saved workbooks of a folder, with the events that they tell."""
    publications, _ = saved_publications(folder)
    backfill(store, publications, rules=SecondLook())
    events = store.events()
    known = {e.id: e for e in events}
    totals = tally_by_state(store.register())
    found = []
    for _, group in groupby(events, key=lambda e: e.observed_at):
        news = list(group)
        earlier = {id_: known[id_] for e in news for id_ in e.corrects}
        for subscriber in DESKS:
            heard = {id_: e for id_, e in earlier.items() if is_watched(e, subscriber)}
            told = {id_: frozenset({subscriber.name}) for id_ in heard}
            for _, mine in route(news, [subscriber], told=told, earlier=earlier):
                for batch in batches(mine, heard):
                    page = "https://www.ice.gov/identify-and-arrest/287g"
                    story = compose(subscriber, batch, totals=totals, page_url=page, told=heard)
                    found.append((subscriber, tuple(batch), story))
    return found


def bullets(payload: dict[str, Any]) -> list[str]:
    """The names at the heads of a message's bullets."""
    lists = [e for b in payload.get("blocks", ()) if b["type"] == "rich_text" for e in b["elements"]]
    return [
        part["elements"][0]["text"]
        for found in lists
        if found["type"] == "rich_text_list"
        for part in found["elements"]
    ]


def hold_to_account(events: tuple[Event, ...], story: Story) -> int:
    """Check one story, as a bot token and as a webhook would post it; the number of messages."""
    items = [item for section in story.sections for item in section.items]
    assert sorted([i.event_id for i in items] + [id_ for i in items for id_ in i.also]) == sorted(e.id for e in events)
    sent = 0
    for single_message in (False, True):
        payloads = render_slack(story, single_message=single_message)
        for payload in payloads:
            if "file" in payload:
                assert payload["file"]["content"] == "\ufeff" + story_csv(story)
            else:
                check(payload)
        names = [name for payload in payloads for name in bullets(payload)]
        assert len(names) == 1 if len(items) == 1 else names == [item.agency for item in items]
        assert payloads[0]["blocks"][0]["text"]["text"].startswith(story.headline)
        sent += len(payloads)
    return sent


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "var", holder="a test") as opened:
        yield opened


def saved_rehearsal(folder: Path) -> Path:
    """The rehearsal's workbooks as somebody would have saved them."""
    entries = []
    for publication in publication_workbooks():
        entry = {"published_at": publication.published_at.isoformat(), "participating": publication.participating.name}
        (folder / publication.participating.name).write_bytes(publication.participating.content)
        if publication.pending is not None:
            (folder / publication.pending.name).write_bytes(publication.pending.content)
            entry["pending"] = publication.pending.name
        entries.append(entry)
    (folder / "publications.json").write_text(json.dumps(entries), "utf-8")
    return folder


def test_slack_takes_every_alert_of_the_rehearsal(tmp_path: Path, store: Store) -> None:
    alerts = history(saved_rehearsal(tmp_path), store)
    assert {subscriber.name for subscriber, _, _ in alerts} == {d.name for d in DESKS}
    for _, events, story in alerts:
        hold_to_account(events, story)


@pytest.mark.archive
@pytest.mark.long
def test_slack_takes_every_alert_of_the_whole_archive(archive: Path, store: Store) -> None:
    alerts = history(archive, store)
    messages = sum(hold_to_account(events, story) for _, events, story in alerts)
    assert len(alerts) > 500
    longest = max(len(events) for _, events, _ in alerts)
    print(f"\n{len(alerts)} alerts, {messages} messages, the longest of {longest} events")  # noqa: T201


HOSTILE = [
    "<!channel>",
    "<@U012AB3CD> <#C0123> <!here|here>",
    "*bold* _slanted_ ~struck~ `code` ```block```",
    "Smith & Sons &amp; Co. &lt;b&gt;",
    "<https://evil.example|ICE>",
    "\u202egnp.exe\u202c \u200bzero\u2066 wide\u2069",
    "مكتب شريف Webster " + "\u200f" * 3,
    "n" * 300,
    "Long " * 60,
    "two\nlines\r\nand\ttabs\x00\x1b[31m",
    ":rotating_light: @everyone #general",
    '=HYPERLINK("https://evil.example")',
    "\ud800 half a character",
    "",
]


def everywhere(text: str, kind: EventKind) -> Event:
    """An event that has the text in every cell and in every change."""
    cells = Printed(state=text, agency=text, level=text, county=text, model=text, signed=text, moa=text, addendum=text)
    row = agreement(
        agency=text,
        county=text,
        state=None,
        model=None,
        signed=None,
        moa=f"https://{text}",
        printed=cells,
        unclear=frozenset({"state", "model", "signed"}),
    )
    changes = tuple(Change(field=name, before=text, after=text[::-1]) for name in ("agency", "county", "level", "moa"))
    return replace(event(kind=kind, agreement=row, before=row), changes=changes, because=text)


@pytest.mark.parametrize("kind", EventKind)
@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_cell_can_ring_link_format_or_break_a_message(text: str, kind: EventKind) -> None:
    story = told(everywhere(text, kind), states=None)
    for single_message in (False, True):
        for payload in render_slack(story, single_message=single_message):
            check(payload)
            said = json.dumps(payload, ensure_ascii=False)
            assert not any(c in said for c in "\u202e\u200b\u200f\u2066\ud800\x00\x1b")
            assert "<!" not in payload["text"]
            assert "<@" not in payload["text"]
            for block in payload["blocks"]:
                for element in block["elements"] if block["type"] == "context" else ():
                    ours = element["type"] == "plain_text" or element["text"].count("<") == element["text"].count(
                        "<https"
                    )
                    assert ours, element
            assert "https://evil" not in "".join(_links(payload["blocks"]))


def _links(found: object) -> Iterator[str]:
    if isinstance(found, list):
        for part in found:
            yield from _links(part)
    elif isinstance(found, dict):
        yield from (value for key, value in found.items() if key == "url")
        for value in found.values():
            yield from _links(value)
