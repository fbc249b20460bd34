"""What is posted to a service, as a page of what its readers see: in a preview, and in a rehearsal's folder."""

import json
import re
from datetime import datetime
from html import unescape
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.cli.preview import OTHERS
from bot.config.load import load_config
from bot.exits import Exit
from bot.preview.files import PreviewFolder
from bot.preview.forms import documents
from notifiers.delivery import Message
from notifiers.registry import kind
from notifiers.text.marked import Style
from tests.doubles.stands import STANDS
from tests.notifiers.stories import GONE, WEBSTER, signings, told

CONFIG = '[[subscription]]\nname = "mid-missouri"\nstates = ["MO"]\nterminal = true\n'
STORY = told(WEBSTER, GONE)


def words(page: str) -> str:
    """What a page says, without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.split("<body>")[1])).split())


@pytest.mark.parametrize("key", OTHERS)
def test_a_preview_is_a_page_of_what_readers_see(key: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    config = load_config(path, {})
    (page,) = documents([STORY], key, config.subscriptions[0], config)
    assert page.ending == ".html"
    for agency in ("Webster County Sheriff's Office", "Pulaski County Sheriff's Office"):
        assert agency in words(page.text)
    assert not re.search(r"<(?!/?(?:p|b|a|article|html|head|meta|title|style|body|!doctype))", page.text)


def test_a_later_message_is_shown_with_its_place_and_no_marks() -> None:
    long = told(*signings(130, ("TX", "FL", "GA")), states=None)
    for key in ("teams", "discord", "google_chat"):
        place = kind(key).example(None)
        first, later, *_ = [place.shown(payload)[0] for payload in place.render(long)]
        assert (first.style, first.text) == (Style.HEADLINE, long.headline)
        assert later.style is Style.QUIET
        assert later.text.startswith("Part 2 of ")


@pytest.mark.parametrize("key", OTHERS)
def test_a_rehearsal_has_the_page_and_what_was_sent(key: str, tmp_path: Path) -> None:
    previews = PreviewFolder(tmp_path, now=datetime.now)
    place = kind(key).example(kind(key).settings(None))
    payload = place.render(STORY)[0]
    previews.channel(place).deliver(Message(id="d1", destination=place.id, part=0, payload=payload), unsure=False)
    sent, page = (path.read_text("utf-8") for path in previews.files)
    assert json.loads(sent) == json.loads(json.dumps(place.sent(payload)))
    shown = previews.shown["d1"]
    assert (shown.form, shown.page) == (place.service, page)
    assert key == "http" or shown.headline == STORY.headline


def test_the_test_verb_posts_a_sample_and_says_what_is_known_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "config.toml"
    with STANDS["discord"]() as discord, STANDS["teams"]() as teams:
        path.write_text(f'{CONFIG}discord = ["newsroom"]\nteams = ["newsroom"]\n', "utf-8")
        environ = {**discord.secrets, **teams.secrets}
        assert run(["--config", str(path), "test", "mid-missouri"], environ) == Exit.FINE
        assert ["Test, not news" in text for text in discord.arrived() + teams.arrived()] == [True, True]
    said = capsys.readouterr().out
    assert 'Discord "newsroom": arrived.' in said
    assert 'Microsoft Teams "newsroom": taken by the workflow; look in Teams' in said
