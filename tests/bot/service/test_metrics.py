import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.config.file import ConfigError
from bot.config.load import load_config
from bot.service.measuring import Measuring
from bot.service.metrics import Metrics, figures
from state.entries import Pause
from state.files.last_poll import read_last_poll
from tests.bot.newsroom import EVERYBODY, KANSAS, TWO_DESKS, Newsroom, sheriff, status
from watchers.errors import WatchError


@pytest.fixture
def room(tmp_path: Path) -> Newsroom:
    found = Newsroom(tmp_path, TWO_DESKS)
    found.sees(*EVERYBODY, waiting=[sheriff("Osage")])
    return found


def shown(room: Newsroom) -> dict[str, dict[str, float]]:
    with room.record() as store:
        return {figure.name: figure.values for figure in figures(store, read_last_poll(store.folder))}


def test_the_lists_the_polls_and_the_trouble_are_figures(room: Newsroom) -> None:
    found = shown(room)
    assert found["agreements"] == {"JEM": 0, "TFM": 6, "WSO": 1}
    assert found["pending_agreements"] == {"": 1}
    assert found["polls"] == {"good": 1, "failed": 0}
    assert found["last_poll_timestamp_seconds"] == {"": room.at.timestamp()}
    assert found["list_current_since_timestamp_seconds"]["participating"] == room.at.timestamp()
    assert set(found["trouble"].values()) == {0}
    assert found["messages"] == {"waiting": 0, "failed": 0}
    room.ice.fault = status(403)
    with pytest.raises(WatchError):
        room.poll()
    found = shown(room)
    assert found["trouble"]["blocked"] == 1
    assert found["polls"] == {"good": 1, "failed": 1}
    assert found["last_good_poll_timestamp_seconds"][""] < found["last_poll_timestamp_seconds"][""]


def test_dead_destinations_are_counted_and_not_named(room: Newsroom) -> None:
    with room.app() as app:
        app.store.commit(entries=[Pause(destination="email:desk@example.org", since=room.at, why="Full.")])
        metrics = Metrics()
        metrics.note(app.store)
    written = room.config.watch.folder / "figures.prom"
    metrics.write(written)
    text = written.read_text("utf-8")
    assert "watch287g_paused_destinations 1.0" in text
    assert "desk@example.org" not in text
    assert 'watch287g_info{version="' in text


def test_prometheus_gets_the_newest_figures_at_a_port_of_this_machine(room: Newsroom) -> None:
    metrics = Metrics()
    port = metrics.serve(0)

    def agreements() -> str:
        said = httpx.get(f"http://127.0.0.1:{port}/metrics", trust_env=False).text
        return next(line for line in said.splitlines() if line.startswith('watch287g_agreements{model="TFM"}'))

    with room.app() as app:
        metrics.note(app.store)
    assert agreements().endswith(" 6.0")
    room.sees(*EVERYBODY, sheriff("Callaway"))
    with room.app() as app:
        metrics.note(app.store)
    assert agreements().endswith(" 7.0")


@pytest.fixture
def without_the_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setitem(sys.modules, "prometheus_client", None)
    monkeypatch.delitem(sys.modules, "bot.service.metrics", raising=False)
    yield
    sys.modules.pop("bot.service.metrics", None)


@pytest.mark.usefixtures("without_the_package")
def test_a_config_that_wishes_for_figures_without_the_package_says_how_to_get_it(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_text(f"{TWO_DESKS}\n[health]\nmetrics_port = 9287\n", "utf-8")
    with pytest.raises(ConfigError, match="requirements-metrics"):
        Measuring(load_config(path, {}), serve=True)
    path.write_text(TWO_DESKS, "utf-8")
    Measuring(load_config(path, {}), serve=True)


def test_a_port_that_is_taken_is_a_mistake_in_the_config(tmp_path: Path) -> None:
    port = Metrics().serve(0)
    path = tmp_path / "config.toml"
    path.write_text(f"{TWO_DESKS}\n[health]\nmetrics_port = {port}\n", "utf-8")
    with pytest.raises(ConfigError, match=r"metrics_port: \d+ can't be used"):
        Measuring(load_config(path, {}), serve=True)


def test_a_file_that_cannot_be_written_is_said_once_and_stops_nothing(tmp_path: Path) -> None:
    config = f'{TWO_DESKS}\n[health]\nmetrics_file = "figures/watch287g.prom"\n'
    room = Newsroom(tmp_path, config)
    room.sees(*KANSAS)
    measuring = Measuring(room.config, serve=False)
    with room.app() as app:
        assert "metrics_file" in measuring.note(app.store)
        assert measuring.note(app.store) == ""
        (tmp_path / "figures").mkdir()
        assert "is written again" in measuring.note(app.store)
        assert measuring.note(app.store) == ""
    assert "watch287g_agreements" in (tmp_path / "figures" / "watch287g.prom").read_text("utf-8")
