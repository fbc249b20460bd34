"""`doctor` on what is on this machine: secrets, the heartbeat's address, the state, its lock, and the disk."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.doctor.machine import disk
from bot.doctor.record import folder_checks
from bot.exits import Exit
from bot.outgoing.operators import begin
from notifiers.finding import Mark
from state.entries import Pause
from state.store import open_store
from tests.bot.doctor.doctors import PASSWORD, STRETCH, newsroom, parsed, visited
from tests.faults.newsroom import Newsroom
from tests.faults.page import PageFault
from watchers.errors import Blocked
from watchers.model.agreement import ListKind

AT = datetime(2026, 6, 1, 17, 0, tzinfo=UTC)


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Newsroom]:
    with newsroom(tmp_path) as opened:
        yield opened


@pytest.fixture
def recorded(room: Newsroom) -> Newsroom:
    """One whose bot has seen two publications, and has told all of it."""
    room.step(STRETCH[0])
    room.step(STRETCH[1])
    return room


def _secret(room: Newsroom, name: str, value: str, mode: int = 0o600) -> Path:
    folder = room.folder / "secrets"
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / name
    file.write_text(f"{value}\n", "utf-8")
    file.chmod(mode)
    return file


def test_a_secret_is_told_by_the_kind_of_its_place(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    _secret(room, "smtp_password", PASSWORD)
    token = _secret(room, "token", "xoxb-in-a-file")
    own = {"SMTP_PASSWORD": "", "SLACK_BOT_TOKEN": "", "SLACK_BOT_TOKEN_FILE": str(token)}
    found = visited(room, capsys, "--offline", **own)
    assert [line.partition(",")[0] for line in found.marked("ok") if line.startswith("secret")] == [
        "secret: SLACK_BOT_TOKEN is in the file that SLACK_BOT_TOKEN_FILE names",
        "secret: SMTP_PASSWORD is in secrets/smtp_password beside the config",
        "secret: SLACK_WEBHOOK_TIPS is in the environment",
    ]
    assert found.status == Exit.FINE


def test_a_secret_that_others_can_read_gets_its_chmod(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    file = _secret(room, "SMTP_PASSWORD", PASSWORD, mode=0o644)
    found = visited(room, capsys, "--offline", SMTP_PASSWORD="")
    assert "mode 644" in found.about("secret", "warn").found
    assert found.about("secret", "warn").cure == f"chmod 600 {file}"


def test_what_systemd_lays_out_has_modes_of_its_own(
    room: Newsroom, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    laid_out = tmp_path / "credentials"
    laid_out.mkdir()
    (laid_out / "SMTP_PASSWORD").write_text(PASSWORD, "utf-8")
    (laid_out / "SMTP_PASSWORD").chmod(0o440)
    found = visited(room, capsys, "--offline", SMTP_PASSWORD="", CREDENTIALS_DIRECTORY=str(laid_out))
    assert found.marked("warn") == []
    assert any("SMTP_PASSWORD is in systemd's credentials" in line for line in found.marked("ok"))


def test_a_folder_of_secrets_that_others_can_fill_gets_its_chmod(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = _secret(room, "SMTP_PASSWORD", PASSWORD).parent
    folder.chmod(0o777)
    assert visited(room, capsys, "--offline").about("secret", "warn").cure == f"chmod 700 {folder}"


def test_a_secret_that_is_missing_or_another_one_is_a_failure_and_nobody_is_asked_with_it(
    room: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = {"SLACK_BOT_TOKEN": "xoxp-a-user", "SMTP_PASSWORD": "", "SLACK_WEBHOOK_TIPS": "https://hooks.slack.com/x"}
    found = visited(room, capsys, **wrong)
    assert [line.partition(",")[0] for line in found.marked("FAIL")] == [
        "secret: SLACK_BOT_TOKEN should be a Slack bot token",
        "secret: SMTP_PASSWORD is not set",
        "secret: SLACK_WEBHOOK_TIPS should be an incoming webhook's address",
    ]
    assert (room.slack.calls, room.smtp.connections) == ([], 0)
    assert found.status == Exit.UNWELL


@pytest.mark.parametrize(
    ("address", "mark", "words"),
    [
        ("https://ping.example.org/uuid-uuid", "ok", "HEARTBEAT_URL is in the environment, for the heartbeat"),
        ("http://ping.example.org/uuid-uuid", "FAIL", "HEARTBEAT_URL should be a web address"),
        ("", "FAIL", "HEARTBEAT_URL is not set"),
    ],
)
def test_the_heartbeats_address_is_judged_by_its_looks_and_not_shown(
    room: Newsroom, capsys: pytest.CaptureFixture[str], address: str, mark: str, words: str
) -> None:
    room.config.write_text(f"{room.config.read_text('utf-8')}\n[health]\nheartbeat = true\n", "utf-8")
    found = visited(room, capsys, "--offline", HEARTBEAT_URL=address)
    assert [line for line in found.marked(mark) if line.startswith(f"secret: {words}")]
    assert "uuid-uuid" not in found.text


def test_a_state_that_is_in_order_says_what_is_in_it(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    found = visited(recorded, capsys, "--offline")
    assert found.about("state").found.endswith("can be read and fits together; the generation before it is there")
    assert found.about("record").found.startswith("42 agreements of 42 agencies")
    assert found.about("last poll").found.endswith(": changed, 6 events")
    assert found.about("outbox").found == "no message waits or has failed"


def test_a_poll_that_went_wrong_is_told(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    recorded.page.fail("page", PageFault(status=403))
    with recorded.app() as app, pytest.raises(Blocked):
        app.check()
    found = visited(recorded, capsys, "--offline")
    assert ", went wrong: ICE's 287(g) page" in found.about("last poll", "warn").found
    assert "open the page in a browser" in found.about("last poll").cure
    assert [told.what for told in found.findings if told.mark == "warn"] == [
        "last poll"
    ]  # it says it, and says it once
    assert found.status == Exit.FINE


def test_a_bot_at_work_is_named_and_is_fine(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(recorded.state, holder="process 4711, `watch287g run`"):
        found = visited(recorded, capsys, "--offline")
    assert found.about("lock").found.startswith("process 4711, `watch287g run` writes to the state, since ")
    assert found.status == Exit.FINE


def test_the_note_of_a_killed_bot_holds_nothing(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    (recorded.state / "lock.holder").write_text("process 4711", "utf-8")
    assert visited(recorded, capsys, "--offline").about("lock").found == "nobody writes to the state now"


def test_a_damaged_state_is_told_with_the_way_back(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    file = recorded.state / "state.json"
    file.write_bytes(file.read_bytes()[:-40])
    found = visited(recorded, capsys, "--offline")
    assert "state.json is damaged" in found.about("state", "FAIL").found
    assert "`watch287g state restore`" in found.about("state", "FAIL").cure
    assert found.status == Exit.UNWELL


def test_a_workbook_that_is_gone_is_told(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    next(recorded.state.glob("workbooks/*/*.xlsx")).unlink()
    found = visited(recorded, capsys, "--offline").about("state", "FAIL")
    assert found.found.startswith("No workbook with the hash")
    assert "from a backup" in found.cure


def test_a_state_that_others_can_read_or_change_gets_its_chmod(
    recorded: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    recorded.state.chmod(0o777)
    (recorded.state / "state.json").chmod(0o644)
    found = visited(recorded, capsys, "--offline")
    assert [told.cure for told in found.findings if told.mark == "warn"] == [
        f"chmod 700 {recorded.state}",
        f"chmod 600 {recorded.state / 'state.json'}",
    ]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    (found,) = folder_checks(tmp_path / "file" / "var")
    assert found.mark is Mark.FAIL
    assert "can't make it" in found.found


def test_what_waits_and_what_failed_is_counted(room: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    room.step(STRETCH[0])
    room.page.publish(STRETCH[1])
    with room.app() as app:
        app.check()
    found = visited(room, capsys, "--offline").about("outbox", "ok")
    assert " to be sent, the oldest made " in found.found


def test_a_paused_destination_says_why_and_how_it_goes_on(
    recorded: Newsroom, capsys: pytest.CaptureFixture[str]
) -> None:
    name = "delivery slack:default:C0PLAINS001"
    with open_store(recorded.state, holder="a test") as store:
        _, trouble = begin(store, name, "The channel is archived.", at=AT)
        pause = Pause(destination="slack:default:C0PLAINS001", since=AT, why="The channel is archived.")
        store.commit(entries=[pause, *trouble])
    found = visited(recorded, capsys, "--offline")
    (told,) = [told for told in found.findings if told.mark == "warn"]
    assert told.found == "Slack C0PLAINS001 is paused since June 1, 2026, noon CDT; 0 messages waiting"
    assert told.cure == "The channel is archived. Then: watch287g outbox retry all"


def test_a_held_list_says_why_and_how_it_ends(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    swapped = {
        ListKind.PARTICIPATING: STRETCH[2][ListKind.PENDING],
        ListKind.PENDING: STRETCH[2][ListKind.PARTICIPATING],
    }
    recorded.page.publish(swapped)
    with recorded.app() as app:
        app.check()
    found = visited(recorded, capsys, "--offline")
    warned = [told for told in found.findings if told.mark == "warn"]
    assert {told.what for told in warned} == {"lists"}
    assert warned[0].cure.endswith("watch287g hold accept participating")


def test_a_trouble_that_lasts_is_told(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    with open_store(recorded.state, holder="a test") as store:
        _, trouble = begin(store, "digest missouri", "A digest could not be made. Please report it.", at=AT)
        store.commit(entries=trouble)
    told = visited(recorded, capsys, "--offline").about("trouble", "warn")
    assert (told.found, told.cure) == ("A digest could not be made", "Please report it.")


def test_a_disk_that_takes_no_more_is_a_failure(recorded: Newsroom) -> None:
    with recorded.start("doctor", most_bytes=4096) as child:
        text, _ = child.communicate(timeout=60)
    found = parsed(child.returncode, text)
    assert "can't be written" in found.about("disk", "FAIL").found
    assert found.status == Exit.UNWELL
    assert list(recorded.state.glob(".doctor*")) == []


@pytest.mark.parametrize(
    ("free", "mark"), [(10 << 30, Mark.OK), (499 << 20, Mark.WARN), (50 << 20, Mark.WARN), (49 << 20, Mark.FAIL)]
)
def test_a_disk_with_little_room_is_told_in_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free: int, mark: Mark
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    room, written = disk(tmp_path / "var")
    assert (room.mark, written.mark) == (mark, Mark.OK)
    assert list(tmp_path.iterdir()) == []


def test_nothing_of_the_state_is_touched(recorded: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    def state() -> dict[str, bytes]:
        return {str(path): path.read_bytes() for path in recorded.state.rglob("*") if path.is_file()}

    before = state()
    recorded.page.publish(STRETCH[2])
    visited(recorded, capsys)
    assert state() == before
    assert json.loads((recorded.state / "last-poll.json").read_bytes())["polls"] == 2
