"""`doctor`: its lines, its exit status, and what it can say of a config, good or bad."""

import sys
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.doctor.exam import lines, summary
from bot.exits import Exit
from notifiers.finding import fail, failed, ok, warn
from tests.bot.doctor.doctors import PASSWORD, STRETCH, newsroom, parsed, visited
from tests.faults.newsroom import TOKEN, Newsroom

THREE_MISTAKES = """
[watch]
every_minutes = 1
zone = "America/Chcago"
[[subscription]]
name = "missouri"
states = ["Misouri"]
terminal = true
"""


def test_where_all_is_well_it_says_so_and_changes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with newsroom(tmp_path) as room:
        found = visited(room, capsys)
        assert found.marked("FAIL") + found.marked("warn") == []
        assert found.status == Exit.FINE
        assert room.arrived == 0
        assert not room.state.exists()
        assert [told.what for told in found.findings] == [
            "watch287g", "config", "way out", "secret", "secret", "secret", "state", "lock", "outbox", "disk", "disk",
            "zones", "clock", "ICE's page", "participating list", "pending list", "next poll", "Slack", "Slack",
            "Slack C0PLAINS001", "Slack #immigration", "Slack C0NATION001", "Slack C0OPERATORS",
            'Slack webhook "tips"', "mail",
        ]  # fmt: skip
        assert found.text.splitlines()[-1] == "25 checks: 25 ok, 0 warn, 0 FAIL."


def test_no_secret_is_ever_printed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with newsroom(tmp_path) as room:
        said = visited(room, capsys).text
        said += visited(room, capsys, "--send", SMTP_PASSWORD="other-word", SLACK_BOT_TOKEN="xoxp-a-user").text
        for secret in (TOKEN, "xoxp-a-user", PASSWORD, "other-word", "secretsecret", room.slack.webhook_url()):
            assert secret not in said


def test_offline_it_asks_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with newsroom(tmp_path) as room:
        found = visited(room, capsys, "--offline")
        assert found.status == Exit.FINE
        assert found.about("network").found.startswith("left alone")
        assert (room.page.requests.total(), room.slack.calls, room.smtp.connections) == (0, [], 0)


def test_offline_and_send_do_not_go_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with newsroom(tmp_path) as room:
        assert run(["--config", str(room.config), "doctor", "--offline", "--send"], room.environ) == Exit.USAGE
        assert "Leave out --offline" in capsys.readouterr().err
        assert room.arrived == 0


def test_a_bad_config_is_the_first_finding_with_all_its_mistakes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "config.toml").write_text(THREE_MISTAKES, "utf-8")
    (tmp_path / "var").mkdir(mode=0o700)
    status = run(["--config", str(tmp_path / "config.toml"), "doctor"], {})
    found = parsed(status, capsys.readouterr().out)
    assert found.status == Exit.USAGE
    assert found.about("config").found.startswith("3 mistakes in ")
    assert [line.partition(": ")[0] for line in found.about("config").cure.split("\n")] == [
        "line 3",
        "line 4",
        "line 7",
    ]
    assert [told.what for told in found.findings[2:]] == ["state", "disk", "disk", "the rest"]


def test_without_a_config_it_says_how_to_get_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status = run(["--config", str(tmp_path / "none.toml"), "doctor"], {})
    found = parsed(status, capsys.readouterr().out)
    assert (found.status, len(found.findings)) == (Exit.USAGE, 2)
    assert found.about("config", "FAIL").cure.endswith("let `watch287g init` write one.")


def test_a_config_without_a_contact_gets_a_word_about_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with newsroom(tmp_path) as room:
        room.config.write_text(room.config.read_text("utf-8").replace("desk@example.org", "", 1), "utf-8")
        found = visited(room, capsys, "--offline")
        assert found.status == Exit.FINE
        assert "contact under [watch]" in found.about("contact", "warn").cure


def test_a_filter_that_matches_nothing_gets_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = '[[subscription]]\nname = "mo"\nstates = ["MO"]\nagencies = ["Nowhere Police Department"]\nterminal = true\n'
    with newsroom(tmp_path, subscriptions=desk) as room:
        assert visited(room, capsys, "--offline").marked("warn") == []  # nothing is known of the lists yet
        room.step(STRETCH[0])
        found = visited(room, capsys, "--offline")
        assert "no agency called “Nowhere Police" in found.about("subscription", "warn").found


def test_a_config_that_anybody_can_change_gets_a_word(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with newsroom(tmp_path) as room:
        room.config.chmod(0o666)
        found = visited(room, capsys, "--offline")
        assert found.about("config", "warn").cure == f"chmod o-w {room.config}"


@pytest.mark.parametrize("check", ["bot.doctor.machine.disk", "bot.doctor.setup.config", "bot.doctor.ice.ice"])
def test_a_fault_in_one_check_is_a_line_and_the_others_go_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, check: str
) -> None:
    def broken(_: object) -> None:
        raise RuntimeError(f"it quotes {TOKEN}")

    with newsroom(tmp_path) as room:
        monkeypatch.setattr(check, broken)
        found = visited(room, capsys)
        (fault,) = found.marked("FAIL")
        assert fault.endswith("could not be checked, by a fault of watch287g's own (test_doctor.py, line 118)")
        assert TOKEN not in found.text
        assert found.findings[-1].what == "mail"
        assert found.status == Exit.UNWELL


def _shown(room: Newsroom, capsys: pytest.CaptureFixture[str], **environ: str) -> str:
    run(["--config", str(room.config), "doctor", "--offline"], room.environ | environ)
    return capsys.readouterr().out


def test_colours_are_for_a_terminal_that_wants_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with newsroom(tmp_path) as room:
        assert "\033[" not in _shown(room, capsys)
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        assert "\033[32mok  \033[0m  watch287g" in _shown(room, capsys)
        assert "\033[" not in _shown(room, capsys, NO_COLOR="1")


def test_lines_are_aligned_and_the_cure_stands_below() -> None:
    printed = [
        list(lines(finding, width=None, colour=False))
        for finding in (ok("a", "b"), warn("a", "b", "c"), fail("a", "b", "c\n  d"))
    ]
    assert printed == [["ok    a: b"], ["warn  a: b", "        c"], ["FAIL  a: b", "        c", "          d"]]


def test_on_a_terminal_lines_are_folded_and_commands_stay_whole() -> None:
    path = f"/srv/{'x' * 60}/config.toml"
    finding = fail("a", "some words that go on and on " * 3, f"chmod o-w {path}")
    printed = list(lines(finding, width=50, colour=False))
    assert all(len(line) <= 50 for line in printed if path not in line)
    assert any(path in line for line in printed)
    assert all(line.startswith("      ") for line in printed[1:])


def test_what_others_said_cannot_steer_the_terminal() -> None:
    (line,) = lines(ok("Slack", "the workspace \033[31mNews\nroom\x07\u202e"), width=None, colour=False)
    assert line == "ok    Slack: the workspace [31mNews room"


def test_an_error_is_parted_into_what_happened_and_what_to_do() -> None:
    found = failed("a", "The page (https://ice.gov/a.b) is gone. Look for it. Then tell us.")
    assert (found.found, found.cure) == ("The page (https://ice.gov/a.b) is gone", "Look for it. Then tell us.")
    assert failed("a", "No more to say.", "Look.").cure == "Look."


def test_the_last_line_counts() -> None:
    assert summary([ok("a", "b")]) == "1 check: 1 ok, 0 warn, 0 FAIL."
