"""Looking at subscriptions before anything is sent."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.exits import Exit
from state.store import open_store
from tests.factories import NOON, agreement, standing, workbook
from watchers.model.register import ListState

CONFIG = """\
[[subscription]]
name = "webster"
states = ["MO"]
counties = ["Webster"]
not_models = ["WSO"]
terminal = true

[[subscription]]
name = "misspelt"
states = ["MO"]
agencies = ["Wobster County Sheriff's Office"]
terminal = true

[[subscription]]
name = "texas"
states = ["TX"]
kinds = ["signed"]
terminal = true
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(CONFIG, "utf-8")
    return path


@pytest.fixture
def known(config: Path) -> Path:
    """A config whose state has two agreements."""
    rows = [standing(), standing(id="b", agreement=agreement(agency="Greene County Sheriff's Office", county=None))]
    with open_store(config.parent / "var", holder="a test") as store:
        store.commit(standings=rows, participating=ListState(workbook=workbook(), current_since=NOON))
    return config


def says(config: Path, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["--config", str(config), "subscriptions", *words], {}) == Exit.FINE
    return capsys.readouterr().out


def test_the_list_has_a_line_each_and_notes_who_hears_the_same_twice(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert says(config, capsys, "list").splitlines() == [
        "webster: news in MO; narrowed by counties, not_models; to the terminal",
        "misspelt: news in MO; narrowed by agencies; to the terminal",
        "texas: signed in TX; to the terminal",
        "",
        "Mind: webster and misspelt both go to terminal and share MO: news that both filters admit comes there twice.",
    ]


def test_a_desk_in_another_language_says_so_and_hears_nothing_twice(
    config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text(config.read_text().replace('name = "misspelt"', 'name = "misspelt"\nlanguage = "es"'))
    assert "  language   es" in says(config, capsys, "show", "misspelt")
    assert "Mind:" not in says(config, capsys, "list")


def test_one_is_shown_with_how_much_it_matches_now(known: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = says(known, capsys, "show", "webster")
    assert "  only       counties: Webster County, MO" in said
    assert "  never      models: WSO" in said
    assert "It matches 1 agreement now on ICE's lists." in said


def test_a_filter_that_matches_nothing_is_pointed_out_with_near_names(
    known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = says(known, capsys, "show", "misspelt")
    assert "It matches 0 agreements" in said
    assert (
        "Mind: misspelt: agencies: no agency called “Wobster County Sheriff” is on ICE's lists now. "
        "Near names there: “Webster County Sheriff”" in said
    )


def test_the_list_is_what_comes_without_a_word_more(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(config, capsys) == says(config, capsys, "list")


def test_the_list_says_which_are_paused_now(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(config, capsys, "pause", "texas", "--until", "2999-01-05").startswith("Paused texas until 2999-01-05. ")
    assert says(config, capsys, "edit", "webster", "paused_until=2025-01-05")
    lines = says(config, capsys).splitlines()
    assert lines[2] == "texas: signed in TX; to the terminal; paused until 2999-01-05"
    assert "paused" not in lines[0]


def test_agencies_are_shown_as_names_and_a_past_preview_begins_a_month_ago(
    known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    says(known, capsys, "edit", "misspelt", "agencies=McDonald County Sheriff's Office")
    said = says(known, capsys, "show", "misspelt")
    assert "  only       agencies: McDonald County Sheriff\n" in said
    begin = date.fromisoformat(said.split("--since ")[1].strip())
    assert timedelta(days=29) <= datetime.now(UTC).date() - begin <= timedelta(days=31)


def test_a_filter_that_matches_nothing_is_pointed_out_as_soon_as_it_is_written(
    known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = says(known, capsys, "add", "new", "states=MO", "agencies=Webstor County Sheriff", "terminal=true")
    assert "Mind: new: agencies: no agency called “Webstor County Sheriff” is on ICE's lists now. Near names" in said
    assert "Mind: new: counties: no agency of Adair" in says(
        known, capsys, "edit", "new", "agencies=", "counties=Adair"
    )
    assert "Mind:" not in says(known, capsys, "edit", "new", "counties=Webster")


def test_before_the_first_list_nothing_is_said_to_match(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "No list has been read yet" in says(config, capsys, "show", "texas")


def test_an_unknown_name_gets_the_nearest(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--config", str(config), "subscriptions", "show", "texs"], {}) == Exit.USAGE
    assert "Did you mean" in capsys.readouterr().err


@pytest.mark.parametrize("said", ["Webster", "Webster County", "Sheriff of Webster", "Webstr Sheriff's Dept"])
def test_an_agency_that_is_not_listed_gets_the_names_that_share_its_own_words(
    known: Path, capsys: pytest.CaptureFixture[str], said: str
) -> None:
    heard = says(known, capsys, "add", "new", "states=MO", f"agencies={said}", "terminal=true")
    assert "Near names there: “Webster County Sheriff”." in heard


def test_a_pause_ends_on_a_coming_day(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert says(config, capsys, "pause", "texas", "--until", "tomorrow").startswith("Paused texas until ")
    for past in ("2025-01-05", "0001-01-01"):
        assert run(["--config", str(config), "subscriptions", "pause", "texas", "--until", past], {}) == Exit.USAGE
        assert "there is no time left to wait" in capsys.readouterr().err


def test_those_made_inside_slack_are_shown_and_changed_there_alone(
    known: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from state.entries import ChannelSubscription

    made = ChannelSubscription(
        name="slack-c0newsroom",
        workspace="default",
        channel="C0NEWSROOM",
        called="#newsroom",
        keys={"states": ["TX"], "kinds": ["signed"]},
        by="Ana",
        at=NOON,
    )
    with open_store(known.parent / "var", holder="a test") as store:
        store.commit(entries=[made])
    said = says(known, capsys, "list")
    assert "slack-c0newsroom: signed in TX; to Slack #newsroom (made inside Slack, in the state)" in said
    assert "goes to    Slack #newsroom" in says(known, capsys, "show", "slack-c0newsroom")
    assert run(["--config", str(known), "subscriptions", "remove", "slack-c0newsroom"], {}) == Exit.USAGE
    assert "was made inside Slack, and is changed there" in capsys.readouterr().err
