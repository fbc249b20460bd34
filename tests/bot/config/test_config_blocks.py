"""Where subscriptions are put into the config file, and taken out: comments stay above what they explain."""

import re

import pytest

from bot.config.edit import CannotEditError, added, removed
from bot.setup.template import Answers, MailServer, Places, filled, shipped
from notifiers.mail.settings import Security

INIT_WRITTEN = filled(
    shipped(),
    Answers(
        name="texas",
        states=("TX",),
        news=Places(afar={"slack": ("#immigration",), "webhook": ("tips",), "email": ("desk@example.org",)}),
        operators=Places(terminal=True, afar={"email": ("it@example.org",)}),
        mail=MailServer(host="smtp.example.org", port=587, security=Security.STARTTLS, sender="a@example.org"),
        digest=None,
        zone="America/Chicago",
    ),
)
BARE = '[[subscription]]\nname = "one"\nstates = [\n  "MO",\n]\nterminal = true'
CLOSE = BARE + "\n# How often to look.\n[watch]\nevery_minutes = 30\n"
AN_EXAMPLE_ABOVE = BARE + '\n#zone = "UTC"\n# How often to look.\n[watch]\n\n# Mails.\n#[mail]\n'
NEW = {"states": "TX", "slack": "#houston"}
EVERY_TEXT = pytest.mark.parametrize(
    "text",
    [shipped(), INIT_WRITTEN, BARE, f"{BARE}\n\n\n", CLOSE, AN_EXAMPLE_ABOVE, INIT_WRITTEN.replace("\n", "\r\n")],
    ids=["shipped", "init-written", "bare", "blank lines at its end", "without blank lines", "examples", "Windows"],
)


def explained(text: str) -> list[tuple[str, str]]:
    """Each comment with what stands below it; blank lines apart, nothing may come between."""
    lines = [line.strip() for line in text.split("\n")]
    return [(line, below) for line, below in zip(lines, [*lines[1:], ""], strict=True) if line.startswith("# ")]


@EVERY_TEXT
def test_a_new_one_goes_behind_the_last_with_blank_lines_around_and_parts_no_comment_from_its_key(text: str) -> None:
    now = added(text, "houston", NEW)
    assert explained(now) == explained(text)
    assert re.search(r'\n\r?\n\[\[subscription]]\r?\nname = "houston"\r?\nstates = \["TX"]\r?\nslack = .*\r?\n', now)
    behind = now.split('slack = ["#houston"]')[1]
    assert re.match(r"\r?\n(?:\r?\n|$)", behind)
    assert now.count("\r\n") == (now.count("\n") if "\r\n" in text else 0)


@EVERY_TEXT
def test_adding_and_removing_leaves_every_line_as_it_was(text: str) -> None:
    two = added(added(text, "houston", NEW), "dallas", NEW)
    assert removed(two, "houston") == added(text, "dallas", NEW)
    assert without_blank_lines(removed(removed(two, "houston"), "dallas")) == without_blank_lines(text)


def without_blank_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


@pytest.mark.parametrize("text", [shipped(), INIT_WRITTEN], ids=["shipped", "init-written"])
def test_in_a_config_of_ours_no_blank_line_comes_or_goes_either(text: str) -> None:
    assert removed(added(text, "houston", NEW), "houston") == text


def test_the_first_ones_heading_moves_to_the_next_and_its_own_comments_go() -> None:
    now = removed(added(shipped(), "houston", NEW), "my-states")
    heading = next(line for line in shipped().splitlines() if line.startswith("# What goes to whom"))
    assert f'{heading}\n[[subscription]]\nname = "houston"' in now
    assert "# Small letters, digits and hyphens." not in now
    assert "# A second desk" in now
    assert "# More than one Slack workspace" in now


def test_a_comment_above_one_that_is_not_the_first_goes_with_it() -> None:
    text = (
        f'{BARE}\n\n# For Jane.\n[[subscription]]\nname = "two"\nstates = "all"\nterminal = true\n\n# Look.\n[watch]\n'
    )
    assert removed(text, "two") == f"{BARE}\n\n# Look.\n[watch]\n"


def test_the_last_lines_of_a_file_go_with_the_blank_line_above() -> None:
    assert removed(added(f"{BARE}\n", "two", NEW), "two") == f"{BARE}\n"


def test_subscriptions_in_one_list_are_left_to_an_editor() -> None:
    with pytest.raises(CannotEditError, match="Give each a"):
        added('subscription = [{name = "one", states = "all", terminal = true}]\n', "two", NEW)
