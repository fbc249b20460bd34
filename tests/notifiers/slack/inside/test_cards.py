"""Cards as Block Kit, within what Slack takes."""

from notifiers.language.english import ENGLISH
from notifiers.slack.inside.cards import Button, Card, Part, answer, card_blocks
from tests.notifiers.slack_rules import check


def test_what_slack_has_no_room_for_is_left_out_and_that_is_said() -> None:
    many = [
        Part(title=f"{n}", sentences=("word " * 60,), buttons=(Button(action="drop", text="Off", value="x" * 3000),))
        for n in range(60)
    ]
    card = Card(summary="many", headline="Many " * 60, parts=many, small=["at the end"])
    check(answer(card, ENGLISH.slack, public=True))
    said = str(card_blocks(card, ENGLISH.slack))
    assert "parts of it are left out" in said
    assert "at the end" in said


def test_a_text_that_is_too_long_is_cut() -> None:
    long = Card(summary="x" * 9000, parts=(Part(sentences=("x" * 9000,), fixed=["y" * 9000]),))
    check(answer(long, ENGLISH.slack, public=False))
