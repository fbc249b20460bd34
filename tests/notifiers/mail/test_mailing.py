from dataclasses import replace

import pytest

from notifiers.mail.mime import Unsubscribe
from notifiers.mail.render import MOST_BYTES, mail_rendering, render_mail
from notifiers.story.model import Story
from tests.notifiers.mail_stories import item, long_story, named, section, story

WAYS = [
    None,
    Unsubscribe(),
    Unsubscribe(mailto="leave@example.org"),
    Unsubscribe(one_click="https://example.org/stop?a=1&b='2'"),
]
STORIES = [story(), story(is_correction=True), long_story(200), named("\x02name\x03 <b>Police</b> & \x02file\x03")]


@pytest.mark.parametrize("unsubscribe", WAYS)
@pytest.mark.parametrize("told", STORIES, ids=["short", "correction", "with a CSV", "that looks like a blank"])
def test_each_desk_gets_the_mail_that_would_be_written_for_it_alone(
    told: Story, unsubscribe: Unsubscribe | None
) -> None:
    for_desk = mail_rendering(told, unsubscribe=unsubscribe)
    for name in ("mid-missouri", "kc", "a" * 60):
        assert for_desk(name) == [render_mail(replace(told, subscription=name), unsubscribe=unsubscribe)]


def test_a_mail_that_a_long_name_would_make_too_long_is_written_anew() -> None:
    def of(notes: int) -> Story:
        return story(sections=(section(*(item(event_id=f"e{n}", notes=("x" * notes,)) for n in range(9))),))

    def size(told: Story, name: str) -> int:
        html: str = render_mail(replace(told, subscription=name))["html"]
        return len(html.encode()) + html.count("\n")

    near = 9_000 + (MOST_BYTES - size(of(9_000), "n")) // 9
    just = next(n for n in range(near - 20, near + 20) if size(of(n + 1), "n") < size(of(n), "n"))
    assert MOST_BYTES - 100 < size(of(just), "n") <= MOST_BYTES
    (long,) = mail_rendering(of(just))("n" * 100)
    assert long == render_mail(replace(of(just), subscription="n" * 100))
    assert len(long["html"].encode()) <= MOST_BYTES
