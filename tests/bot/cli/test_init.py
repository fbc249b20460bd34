import os
import pty
import select
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.cli.init import STOPPED
from bot.cli.main import run
from bot.config.load import load_config
from bot.config.write import write_config
from bot.exits import Exit
from bot.setup.files import command, refuse_to_overwrite
from bot.setup.questions import CannotInitError
from bot.setup.template import shipped

TOKEN = "xoxb-1-2-abcdefgh"
FLAGS = ["--yes", "--state", "MO", "--zone", "America/Denver"]
Said = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_flags_alone_make_a_config_that_loads_and_say_what_to_do_next(here: Path, capsys: Said) -> None:
    assert run(["init", *FLAGS, "--slack", "#immigration", "--operator", "#bots"], {}) == Exit.FINE
    config = load_config(here / "config.toml", {})
    assert set(config.destinations) == {"slack:default:#immigration", "slack:default:#bots", "terminal"}
    said = capsys.readouterr().out
    assert "SLACK_BOT_TOKEN is still needed: in the environment, or in the file secrets/SLACK_BOT_TOKEN." in said
    steps = said.split("Next:\n")[1].splitlines()
    assert [step.rsplit("   ", 1)[-1].strip() for step in steps] == [
        "in Slack, in #immigration and #bots",
        "checks all, and sends a test",
        "watches, until Ctrl-C",
    ]
    assert steps[0].startswith("  /invite @watch287g ")
    assert " doctor --send " in steps[1]
    assert names(here) == ["config.toml"]


def test_a_desk_at_the_terminal_has_nobody_to_invite_and_nothing_to_send(here: Path, capsys: Said) -> None:
    assert run(["init", *FLAGS], {}) == Exit.FINE
    steps = capsys.readouterr().out.split("Next:\n")[1].splitlines()
    assert len(steps) == 2
    assert "--send" not in steps[0]


def test_without_a_terminal_it_asks_nothing_and_says_which_flag_is_wanting(here: Path, capsys: Said) -> None:
    assert run(["init"], {}) == Exit.USAGE
    assert capsys.readouterr().err.startswith("--state is needed: ")
    assert names(here) == []


def test_flags_that_do_not_go_together_are_refused_in_the_configs_words(here: Path, capsys: Said) -> None:
    mail = ["--mail-host", "smtp.example.org", "--sender", "a@example.org", "--mail-security", "plain"]
    assert run(["init", *FLAGS, "--email", "d@example.org", *mail, "--mail-user", "me"], {}) == Exit.USAGE
    said = capsys.readouterr().err
    assert said.startswith('[mail] security: with "plain" the login could be read on its way.')
    assert said.endswith("1 mistake, nothing written.\n")
    assert names(here) == []


@pytest.mark.parametrize("flag", ["--slack", "--operator"])
def test_a_channel_that_the_shell_took_for_a_comment_is_explained(capsys: Said, flag: str) -> None:
    with pytest.raises(SystemExit):
        run(["init", flag], {})
    assert "The shell takes # for a comment: write '#channel' in quotes." in capsys.readouterr().err


@pytest.mark.parametrize("environ", [{}, {"WATCH287G_CONFIG": "mine.toml"}])
def test_a_config_of_somebodys_is_never_overwritten(here: Path, capsys: Said, environ: dict[str, str]) -> None:
    mine = here / environ.get("WATCH287G_CONFIG", "config.toml")
    mine.write_text(shipped() + "\n", "utf-8")
    assert run(["init", *FLAGS], environ) == Exit.USAGE
    said = capsys.readouterr().err
    assert said.startswith(f"{mine.name} is there already, and is never overwritten.")
    assert "subscriptions add" in said
    assert said.endswith(" --config FILE init\n")
    assert mine.read_text("utf-8") == shipped() + "\n"


def test_the_shipped_config_is_filled_in_where_it_lies_and_keeps_its_mode(here: Path) -> None:
    (here / "config.toml").write_text(shipped(), "utf-8")
    (here / "config.toml").chmod(0o640)
    assert run(["init", *FLAGS], {}) == Exit.FINE
    assert load_config(here / "config.toml", {}).subscriptions[0].name == "missouri"
    assert stat.S_IMODE((here / "config.toml").stat().st_mode) == 0o640
    assert run(["init", *FLAGS], {}) == Exit.USAGE


def test_a_new_config_is_as_readable_as_the_umask_has_it(here: Path) -> None:
    before = os.umask(0o027)
    try:
        write_config(here / "config.toml", "")
        assert os.umask(0o027) == 0o027
    finally:
        os.umask(before)
    assert stat.S_IMODE((here / "config.toml").stat().st_mode) == 0o640


def test_a_link_stays_a_link(here: Path) -> None:
    (here / "config.toml").symlink_to(here / "real.toml")
    assert run(["init", *FLAGS], {}) == Exit.FINE
    assert (here / "config.toml").is_symlink()
    assert load_config(here / "real.toml", {}).subscriptions[0].name == "missouri"


def test_a_folder_that_is_missing_is_made(here: Path, capsys: Said) -> None:
    assert run(["--config", "new folder/deep/desk.toml", "init", *FLAGS], {}) == Exit.FINE
    assert load_config(here / "new folder" / "deep" / "desk.toml", {}).subscriptions[0].name == "missouri"
    assert "--config 'new folder/deep/desk.toml' run" in capsys.readouterr().out


def test_a_place_where_nothing_can_be_written_is_named(here: Path, capsys: Said) -> None:
    (here / "file").touch()
    assert run(["--config", "file/config.toml", "init", *FLAGS], {}) == Exit.USAGE
    assert "file can't be written (" in capsys.readouterr().err


def test_a_full_disk_is_named_and_leaves_nothing(here: Path, capsys: Said, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert run(["init", *FLAGS], {}) == Exit.USAGE
    assert capsys.readouterr().err == "config.toml can't be written (No space left on device). No config was written.\n"
    assert names(here) == []


def test_a_folder_in_the_configs_place_is_told_from_a_file(here: Path) -> None:
    with pytest.raises(CannotInitError, match="is no file"):
        refuse_to_overwrite(here, shipped(), {})


@pytest.mark.parametrize("flag", ["--slack", "--webhook", "--email", "--state", "--name", "--zone", "--digest"])
def test_a_secret_in_a_flag_is_refused_and_not_shown(here: Path, capsys: Said, flag: str) -> None:
    assert run(["init", *FLAGS, flag, TOKEN], {}) == Exit.USAGE
    said = capsys.readouterr()
    assert "a Slack token" in said.err
    assert "abcdefgh" not in said.out + said.err
    assert names(here) == []


def test_the_command_to_type_next_is_one_that_works_here(here: Path) -> None:
    program = here / ".venv" / "bin" / "watch287g"
    program.parent.mkdir(parents=True)
    program.touch(mode=0o755)
    beside = {"PATH": str(program.parent)}
    config = Path("config.toml")
    assert command(config, beside, str(program)) == "watch287g"
    assert command(config, {"PATH": "/nowhere"}, str(program)) == ".venv/bin/watch287g"
    assert command(config, {"PATH": "/nowhere"}, ".venv/bin/watch287g") == ".venv/bin/watch287g"
    assert command(config, {"PATH": "/nowhere"}, "/bot/cli.py") == f"{sys.executable} -m bot.cli"
    assert command(Path("a b"), beside, str(program)) == "watch287g --config 'a b'"
    assert command(Path("a b"), beside | {"WATCH287G_CONFIG": "a b"}, str(program)) == "watch287g"


AT_A_TERMINAL = """
import os, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs begin with it ignored
os.open(os.ttyname(0), os.O_RDWR)  # whoever leads a session and opens a terminal has it, with its Ctrl-C
sys.argv = ["watch287g", "init"]
from bot.cli.main import main
main()
"""


def typed(folder: Path, react: Callable[[str], str]) -> tuple[int, str]:
    """Run `init` at a terminal of its own: `react` is shown each prompt, and says what to type. Status and screen."""
    screen, terminal = pty.openpty()
    environ = {name: value for name, value in os.environ.items() if name != "WATCH287G_CONFIG"}
    child = subprocess.Popen(
        [sys.executable, "-c", AT_A_TERMINAL],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        cwd=folder,
        env=environ | {"PYTHONPATH": str(Path(__file__).parents[3])},
        start_new_session=True,
    )
    os.close(terminal)
    try:
        said = "".join(_conversation(screen, react))
        return child.wait(10), said.replace("\r", "")
    finally:
        child.kill()
        os.close(screen)


def _conversation(screen: int, react: Callable[[str], str]) -> Iterator[str]:
    line = ""
    while select.select([screen], [], [], 20)[0]:
        try:
            new = os.read(screen, 4096).decode()
        except OSError:  # the other side is gone, as Linux says it
            return
        if not new:
            return
        yield new
        line = (line + new).rpartition("\n")[2]
        if line.endswith(": "):
            os.write(screen, react(line).encode())


def test_at_a_real_terminal_questions_are_answered_and_the_token_is_not_on_the_screen(here: Path) -> None:
    answers = {"States": "MO", "Where,": "slack", "Slack": "#immigration", "SLACK_BOT_TOKEN": TOKEN}
    status, screen = typed(here, lambda prompt: f"{answers.get(prompt.split()[0], '')}\n")
    assert status == Exit.FINE, screen
    assert load_config(here / "config.toml", {}).subscriptions[0].destinations == ("slack:default:#immigration",)
    assert (here / "secrets" / "SLACK_BOT_TOKEN").read_text() == f"{TOKEN}\n"
    assert "It looks right." in screen
    assert "abcdefgh" not in screen


@pytest.mark.parametrize("key", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_a_dialogue_that_is_stopped_leaves_nothing(here: Path, key: str) -> None:
    answers = {"States": "MO\n", "Where,": "slack\n", "Slack": "#immigration\n", "SLACK_BOT_TOKEN": key}
    status, screen = typed(here, lambda prompt: answers.get(prompt.split()[0], "\n"))
    assert status == STOPPED
    assert screen.endswith("\nStopped. Nothing was written.\n")
    assert "Traceback" not in screen
    assert names(here) == []
