"""Files that others made, or may read: the state's folder, orders to a running bot, backups, secrets, the config."""

import io
import json
import os
import stat
import tarfile
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.config.credentials import SecretError, Secrets
from bot.config.edit import change
from bot.config.load import ConfigError, load_config
from bot.service.mailbox import serve
from state import backup as mend
from state.errors import StateError
from tests.bot.newsroom import EVERYBODY, Newsroom

SUBSCRIPTION = '[[subscription]]\nname = "missouri"\nstates = ["MO"]\nterminal = true\n'


@pytest.fixture(params=[0o022, 0o000, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_whatever_the_umask_the_state_is_for_its_owner_alone(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    room.sees(*EVERYBODY[1:])
    folder = room.state_file.parent
    mend.backup(folder, tmp_path / "backups" / "b.tar.gz")
    files = [path for path in [*folder.rglob("*"), tmp_path / "backups" / "b.tar.gz"] if path.is_file()]
    assert len(files) > 4
    assert {path.name: mode(path) for path in files if mode(path) & 0o077} == {}
    assert {mode(path) for path in [folder, *folder.rglob("*")] if path.is_dir()} == {0o700}


@pytest.mark.usefixtures("umask")
def test_the_log_of_changes_which_names_inboxes_is_for_its_owner_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(SUBSCRIPTION, "utf-8")
    config = load_config(tmp_path / "config.toml", {})
    what = "added plains email=desk@example.org\n2026-01-01 root: feigned"
    change(config, lambda text: text + "\n", {}, what=what, at=datetime(2026, 1, 5, tzinfo=UTC))
    log = config.watch.folder / "changes.log"
    assert mode(log) == 0o600
    assert len(log.read_text("utf-8").splitlines()) == 1


def test_a_state_folder_that_others_can_write_to_is_told(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    folder = room.state_file.parent
    assert mend.verify(folder) == []
    folder.chmod(0o777)
    assert [said for said in mend.verify(folder) if f"chmod go-w {folder}" in said]


def test_a_state_that_is_a_link_elsewhere_is_replaced_and_not_followed(tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    elsewhere = tmp_path / "elsewhere.json"
    elsewhere.write_bytes(room.state_file.read_bytes())
    before = elsewhere.read_bytes()
    room.state_file.unlink()
    room.state_file.symlink_to(elsewhere)
    room.sees(*EVERYBODY[1:])
    assert elsewhere.read_bytes() == before
    assert not room.state_file.is_symlink()


def place_link(at: Path, outside: Path) -> None:
    at.symlink_to(outside)


ODD_ORDERS: dict[str, Callable[[Path, Path], object]] = {
    "a link": place_link,
    "a pipe": lambda at, _: os.mkfifo(at),
    "endless zeros": lambda at, _: at.symlink_to("/dev/zero"),
    "a long one": lambda at, _: at.write_bytes(b"[" * 2_000_000),
    "a deep one": lambda at, _: at.write_bytes(b"[" * 500_000),
    "no JSON": lambda at, _: at.write_bytes(b"\xff\xfe{"),
    "no order": lambda at, _: at.write_text('{"order": "state restore", "words": ["/etc"]}'),
    "another shape": lambda at, _: at.write_text('{"order": ["hold accept"], "words": {"a": 1}}'),
    "too few words": lambda at, _: at.write_text('{"order": "hold accept", "words": []}'),
}


@pytest.mark.parametrize("name", ODD_ORDERS)
def test_an_order_that_is_none_is_refused_once_and_holds_nothing_up(name: str, tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    outside = tmp_path / "outside"
    outside.write_text("untouched", "utf-8")
    orders = room.state_file.parent / "orders"
    orders.mkdir()
    ODD_ORDERS[name](orders / "1.order", outside)
    place_link(orders / "1.tmp", outside)
    with room.app() as app:
        worker = threading.Thread(target=serve, args=(app,), daemon=True)
        worker.start()
        worker.join(10)
        assert not worker.is_alive()
    answer = json.loads((orders / "1.answer").read_text("utf-8"))
    assert answer["status"] != 0
    assert outside.read_text("utf-8") == "untouched"
    assert mode(orders / "1.answer") == 0o600


def test_an_order_that_can_not_be_taken_away_is_not_carried_out_again_and_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    orders = room.state_file.parent / "orders"
    orders.mkdir()
    (orders / "folder.order").mkdir()
    (orders / "1.order").write_text('{"order": "outbox retry", "words": ["all"]}', "utf-8")
    done: list[str] = []
    monkeypatch.setattr("bot.service.mailbox.obey", lambda *_: done.append("carried out"))

    def refuse(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(self)

    with room.app() as app, monkeypatch.context() as patch:
        for way in ("unlink", "replace"):
            patch.setattr(Path, way, refuse)
        with pytest.raises(PermissionError):
            serve(app)
    assert done == []


def tar_of(name: str, kind: bytes = tarfile.REGTYPE, *, size: int = 2, target: str = "/etc/passwd") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        info = tarfile.TarInfo(name)
        info.type, info.linkname = kind, target
        info.size = size if kind == tarfile.REGTYPE else 0
        tar.addfile(info, io.BytesIO(b"{}") if size == 2 else None)
    return out.getvalue()


HOSTILE_TARS = {
    "a way out": tar_of("../../state.json"),
    "an absolute name": tar_of("/tmp/state.json"),
    "a hidden way out": tar_of("workbooks/../../state.json"),
    "a link": tar_of("state.json", tarfile.SYMTYPE),
    "a hard link": tar_of("state.json", tarfile.LNKTYPE),
    "a device": tar_of("state.json", tarfile.CHRTYPE),
    "a pipe": tar_of("state.json", tarfile.FIFOTYPE),
    "a folder": tar_of("workbooks", tarfile.DIRTYPE),
    "a terabyte": tar_of("state.json", size=1 << 40),
}


@pytest.mark.parametrize("name", HOSTILE_TARS)
def test_a_hostile_backup_changes_nothing(name: str, tmp_path: Path) -> None:
    room = Newsroom(tmp_path)
    room.sees(*EVERYBODY)
    folder = room.state_file.parent
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    source = tmp_path / "hostile.tar.gz"
    source.write_bytes(HOSTILE_TARS[name])
    with pytest.raises(StateError, match=r"Nothing was changed"):
        mend.restore(folder, source, aside="aside", holder="a test")
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["config.toml", "hostile.tar.gz", "var"]


def secrets(tmp_path: Path, named: Path) -> Secrets:
    return Secrets(environ={"SLACK_BOT_TOKEN_FILE": str(named)}, own=tmp_path / "none", run_secrets=tmp_path / "none")


def make_pipe(folder: Path) -> Path:
    os.mkfifo(folder / "pipe")
    return folder / "pipe"


def make_long(folder: Path) -> Path:
    (folder / "long").write_bytes(b"xoxb-" * 1_000_000)
    return folder / "long"


@pytest.mark.parametrize(
    "make", [lambda _: Path("/dev/zero"), lambda _: Path("/dev/stdin"), lambda p: p, make_pipe, make_long]
)
def test_a_secret_is_read_from_a_small_plain_file_alone(make: Callable[[Path], Path], tmp_path: Path) -> None:
    raised: list[str] = []

    def find() -> None:
        with pytest.raises(SecretError) as caught:
            secrets(tmp_path, make(tmp_path)).find("SLACK_BOT_TOKEN")
        raised.append(str(caught.value))

    worker = threading.Thread(target=find, daemon=True)
    worker.start()
    worker.join(10)
    assert raised
    assert "no plain file" in raised[0]
    assert "xoxb-xoxb" not in raised[0]


CONFIGS = {
    "deep brackets": "a = " + "[" * 2000 + "]" * 2000,
    "deep tables": "a = " + "{a=" * 1500 + "1" + "}" * 1500,
    "a key of many parts": ".".join(["a"] * 20_000) + " = 1",
    "one endless line": "#" * 900_000,
    "many lines": "#\n" * 60_000,
    "a huge file": "#\n" * 2_000_001,
    "a huge number": f"a = {'1' * 4900}",
    "a header in the contact": f'{SUBSCRIPTION}[watch]\ncontact = "desk@example.org\\r\\nX-Evil: 1"',
    "a header in the sender": f'{SUBSCRIPTION}[mail]\nhost = "h"\nsender = "a@example.org\\nBcc: b@example.org"',
    "a header in the sender's name": (
        f'{SUBSCRIPTION}[mail]\nhost = "h"\nsender = "a@example.org"\nsender_name = "a\\r\\nBcc: b@example.org"'
    ),
    "a page in clear": f'{SUBSCRIPTION}[watch]\npage = "http://www.ice.gov/287g"',
    "a page that is a file": f'{SUBSCRIPTION}[watch]\npage = "file:///etc/passwd"',
    "a page with a login": f'{SUBSCRIPTION}[watch]\npage = "https://a:b@www.ice.gov/287g"',
    "another Slack": f'{SUBSCRIPTION}[slack]\napi = "https://slack.example.org/api/"',
    "another Slack behind a name": f'{SUBSCRIPTION}[slack]\napi = "http://127.0.0.1@slack.example.org/"',
    "a folder with a zero": f'{SUBSCRIPTION}[watch]\nfolder = "a\\u0000b"',
    "a secret's name that leads out": f'{SUBSCRIPTION}[slack]\nwebhooks = ["../../etc/passwd"]',
}


@pytest.mark.parametrize("name", CONFIGS)
def test_a_hostile_config_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(CONFIGS[name], "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_config(path, {})
    assert str(path) in str(caught.value)
    assert "\r" not in str(caught.value)


@pytest.mark.parametrize("folder", ["file", "/dev/null", "/proc/nothing"])
def test_a_state_folder_that_is_none_stops_the_bot_with_a_sentence(folder: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    room = Newsroom(tmp_path, f'{SUBSCRIPTION}[watch]\nfolder = "{folder}"')
    with pytest.raises(StateError), room.app():
        pass
    assert (tmp_path / "file").read_text("utf-8") == "in the way"
