from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.config.credentials import HEARTBEAT, SecretError, Secrets, heartbeat_address, wrong_secrets
from bot.config.load import load_config
from bot.outgoing.heartbeat import Heartbeat
from state.entries import Pause
from tests.bot.newsroom import EVERYBODY, OPERATORS, TWO_DESKS, Newsroom, status
from tests.doubles.listener import Listener
from watchers.errors import WatchError
from watchers.fetch.route import Route


@pytest.fixture
def ear() -> Iterator[Listener]:
    with Listener() as found:
        yield found


@pytest.fixture
def heart(ear: Listener, tmp_path: Path) -> Heartbeat:
    return Heartbeat(Secrets(environ={HEARTBEAT: ear.url}, own=tmp_path), agent="watch287g/1", route=Route())


@pytest.fixture
def room(ear: Listener, tmp_path: Path) -> Newsroom:
    config = f"{TWO_DESKS}{OPERATORS}\n[health]\nheartbeat = true\n"
    found = Newsroom(tmp_path, config, {HEARTBEAT: ear.url})
    found.sees(*EVERYBODY)
    return found


def test_each_complete_poll_is_one_request_by_name(heart: Heartbeat, ear: Listener) -> None:
    assert [heart.after_poll() for _ in range(3)] == ["", "", ""]
    assert ear.asked == ["/ping/4d9f-secret"] * 3
    assert set(ear.agents) == {"watch287g/1"}


@pytest.mark.parametrize("refusal", [404, 410, 500, 302])
def test_a_refusal_is_said_once_without_the_address_and_its_end_once(
    heart: Heartbeat, ear: Listener, refusal: int
) -> None:
    ear.status, ear.location = refusal, "/elsewhere"
    said = [heart.after_poll() for _ in range(3)]
    assert f"status {refusal}" in said[0]
    assert said[1:] == ["", ""]
    assert "4d9f" not in said[0]
    assert "/elsewhere" not in ear.asked
    ear.status, ear.location = 200, ""
    assert [heart.after_poll() for _ in range(2)] == ["The heartbeat arrives again.", ""]


def test_nobody_at_the_address_is_said_without_the_address(tmp_path: Path) -> None:
    with Listener() as gone:
        url = gone.url
    heart = Heartbeat(Secrets(environ={HEARTBEAT: url}, own=tmp_path), agent="watch287g/1", route=Route())
    said = heart.after_poll()
    assert "did not arrive" in said
    assert "4d9f" not in said


def test_while_no_operator_can_be_told_it_is_withheld_so_that_somebody_else_raises_the_alarm(
    heart: Heartbeat, ear: Listener
) -> None:
    assert "withheld" in heart.after_poll(withheld="Nobody hears.")
    assert ear.asked == []


def test_the_app_withholds_it_while_every_operators_destination_is_paused(room: Newsroom, ear: Listener) -> None:
    with room.app() as app:
        assert app.beat() == ""
        app.store.commit(entries=[Pause(destination="webhook:ops", since=room.at, why="It is gone.")])
        assert "withheld" in app.beat()
    assert len(ear.asked) == 1


def test_a_bot_without_a_heartbeat_asks_nobody(tmp_path: Path, ear: Listener) -> None:
    room = Newsroom(tmp_path, TWO_DESKS, {HEARTBEAT: ear.url})
    room.sees(*EVERYBODY)
    with room.app() as app:
        assert app.beat() == ""
    assert ear.asked == []


def test_a_poll_that_fails_is_no_heartbeat(room: Newsroom, ear: Listener) -> None:
    room.ice.fault = status(503)
    with pytest.raises(WatchError):
        room.poll()
    assert ear.asked == []


@pytest.mark.parametrize(
    "url", ["hc-ping.com/uuid", "http://hc-ping.com/uuid", "file:///etc/passwd", "https://a b", "https://ä.example/x"]
)
def test_an_address_that_is_none_is_refused_and_not_shown(tmp_path: Path, url: str) -> None:
    with pytest.raises(SecretError, match="begins with https://") as caught:
        heartbeat_address(Secrets(environ={HEARTBEAT: url}, own=tmp_path))
    assert url not in str(caught.value)


def test_a_heartbeat_without_its_address_is_a_missing_secret(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"{TWO_DESKS}\n[health]\nheartbeat = true\n", "utf-8")
    (said,) = wrong_secrets(load_config(path, {}), Secrets(environ={}, own=tmp_path, run_secrets=tmp_path)).values()
    assert said.startswith("HEARTBEAT_URL is not set.")
    assert said.endswith("Needed by the heartbeat.")
