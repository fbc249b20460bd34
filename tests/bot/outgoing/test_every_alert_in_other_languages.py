"""Every recorded alert and weekly digest in each other language: no English of ours, and the same figures."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.config.load import load_config
from bot.digest.build import make_digest
from bot.poll.backfill import backfill
from bot.poll.saved_workbooks import saved_publications
from notifiers.console.text import console_text
from notifiers.mail.digest import digest_text
from notifiers.slack.render import render_slack
from notifiers.story.compose import compose
from notifiers.story.headline import HEADLINE, SUMMARY, right_name
from notifiers.subscriptions.digest_plan import DigestPlan
from notifiers.subscriptions.periods import last_ended
from notifiers.text.tongue import Tongue
from state.entries import Polls
from state.store import open_store
from tests.bot.outgoing.test_every_alert import history
from tests.notifiers.language.english_words import english_in, figures_in
from tests.notifiers.slack_rules import check
from tests.notifiers.stories import PAGE
from watchers.model.agreement import ListKind
from watchers.model.event import Event
from watchers.model.second_look import SecondLook

pytestmark = [pytest.mark.archive, pytest.mark.long]
OTHERS = [tongue for tongue in Tongue if tongue is not Tongue.ENGLISH]


def printed(events: tuple[Event, ...]) -> set[str]:
    """What ICE printed of these events, wherever it may stand in a text."""
    rows = [row for e in events for row in (e.agreement, e.before) if row is not None]
    cells = {getattr(row.printed, name) for row in rows for name in ("agency", "county", "model", "signed")}
    changes = {value for e in events for change in e.changes for value in (change.before, change.after) if value}
    names = {name for e in events for name in (e.agreement.agency, right_name(e), e.workbook.name)}
    return cells | changes | names | {row.agency for row in rows} | {row.county for row in rows if row.county}


@pytest.mark.parametrize("tongue", OTHERS)
def test_every_alert_says_in_its_language_alone_what_the_english_one_says(
    archive: Path, tmp_path: Path, tongue: Tongue
) -> None:
    with open_store(tmp_path / "var", holder="a test") as store:
        alerts = history(archive, store)
    for desk, events, english in alerts:
        told = {i: e for _, batch, _ in alerts for e in batch for i in [e.id] if english.is_correction}
        story = compose(replace(desk, language=tongue), events, totals={}, page_url=PAGE, told=told or None)
        same = compose(desk, events, totals={}, page_url=PAGE, told=told or None)
        names = printed(events)
        text, of_english = (console_text(s, width=9000).replace(s.headline, "") for s in (story, same))
        assert english_in(f"{story.headline} {story.summary} {text}", names) == []
        assert figures_in(text, names) == figures_in(of_english, names)
        assert len(story.headline) <= HEADLINE
        assert len(story.summary) <= SUMMARY
        for payload in render_slack(story, single_message=True):
            check({key: value for key, value in payload.items() if key != "language"})


@pytest.mark.parametrize("tongue", OTHERS)
def test_every_weekly_digest_says_in_its_language_alone_what_the_english_one_says(
    archive: Path, tmp_path: Path, tongue: Tongue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("notifiers.mail.digest.LINES", 100_000)  # words of other lengths are cut elsewhere
    desk = '[[subscription]]\nname = "{}"\nstates = {}\nterminal = true\ndigest = "weekly"\n'
    (tmp_path / "config.toml").write_text(desk.format("missouri", '["MO"]') + desk.format("nation", '"all"'), "utf-8")
    config = load_config(tmp_path / "config.toml", {})
    with open_store(tmp_path / "var", holder="a test") as store:
        backfill(store, saved_publications(archive)[0], rules=SecondLook())
        lists, events = store.fetched(ListKind.PARTICIPATING), tuple(store.events())
        names = printed(events) | {found.workbook.name for found in lists}
        for subscription in config.subscriptions:
            at = lists[-1].fetched_at + timedelta(weeks=1)
            while (period := last_ended(DigestPlan(), subscription.zone, at)).start >= lists[0].fetched_at:
                at = period.start
                made = [
                    make_digest(
                        store, config, desk, period, progress=None, polls=Polls(made=336, failed=0), now=period.end
                    ).digest
                    for desk in (subscription, replace(subscription, language=tongue))
                ]
                english, text = (digest_text(digest).replace(digest.headline, "") for digest in made)
                assert english_in(f"{made[1].subject} {made[1].headline} {text}", names) == []
                assert figures_in(text, names) == figures_in(english, names)
                assert len(made[1].headline) <= HEADLINE
