"""News that waits for its desk's hour: held, never dropped, told once, whatever happens in between."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.config.load import load_config
from bot.reports.status import status_text
from state.entries import DeferredNews
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff

HOUR = timedelta(hours=1)
PLACES = ("Adair", "Barry", "Cass", "Dent", "Gentry", "Holt", "Iron", "Linn")


def config(*keys: str) -> str:
    return '[[subscription]]\nname = "missouri"\nstates = ["MO"]\nterminal = true\n' + "\n".join(keys) + "\n"


def room(folder: Path, *keys: str) -> Newsroom:
    """A bot at 9 a.m. in Chicago on Monday, Jan. 5, 2026, that has seen the first list."""
    found = Newsroom(folder, config(*keys))
    found.sees(*EVERYBODY, after=timedelta(0))
    assert found.at == datetime(2026, 1, 5, 15, 0, tzinfo=UTC)
    return found


def heard(found: Newsroom, place: str) -> int:
    """How often the terminal printed an agency."""
    return sum(text.count(f"{place} County") > 0 for text in found.printed)


def test_an_hourly_bundle_is_one_message_at_the_full_hour(tmp_path: Path) -> None:
    desk = room(tmp_path, 'send = "hourly"')
    desk.sees(*EVERYBODY, sheriff("Adair"), after=HOUR / 4)
    desk.sees(*EVERYBODY, sheriff("Adair"), sheriff("Barry"), after=HOUR / 4)
    assert desk.printed == []
    with desk.record() as store:
        assert "Waiting for missouri's hour since Jan. 5, 2026, 9:15 a.m. CST: 2 events." in status_text(
            store, desk.config
        )
    desk.poll(after=HOUR / 2)
    assert len(desk.printed) == 1
    assert heard(desk, "Adair") == heard(desk, "Barry") == 1
    desk.poll(after=HOUR)
    assert len(desk.printed) == 1


@pytest.mark.parametrize(
    ("keys", "until"),
    [
        (['quiet_hours = "09:00-11:00"'], 2),
        (['send = "daily"', "send_hour = 14"], 5),
        (['paused_until = "2026-01-06"'], 15),
        (["business_days = true", 'zone = "Pacific/Guam"', 'quiet_hours = "00:30-04:00"'], 3),
    ],
)
def test_nothing_rings_before_its_hour_and_nothing_is_lost(tmp_path: Path, keys: list[str], until: int) -> None:
    desk = room(tmp_path, *keys)
    desk.sees(*EVERYBODY, sheriff("Adair"), after=timedelta(minutes=1))
    for _ in range(until - 1):
        desk.poll(after=HOUR)
        assert desk.printed == []
    desk.poll(after=HOUR)
    assert heard(desk, "Adair") == 1


def test_a_pause_that_is_lifted_lets_all_go_at_once(tmp_path: Path) -> None:
    desk = room(tmp_path, 'paused_until = "2027-01-01"')
    desk.sees(*EVERYBODY, sheriff("Adair"), after=HOUR)
    assert desk.printed == []
    desk.config.path.write_text(config(), "utf-8")
    desk.config = load_config(desk.config.path, {})
    desk.poll(after=HOUR)
    assert heard(desk, "Adair") == 1


def test_what_waits_for_a_desk_that_is_taken_out_is_given_up(tmp_path: Path) -> None:
    desk = room(tmp_path, 'send = "daily"')
    desk.sees(*EVERYBODY, sheriff("Adair"), after=HOUR)
    desk.config.path.write_text(config().replace("missouri", "other"), "utf-8")
    desk.config = load_config(desk.config.path, {})
    desk.poll(after=timedelta(days=2))
    assert desk.printed == []
    with desk.record() as store:
        assert store.entries(DeferredNews) == {}


def test_whoever_is_yet_to_hear_of_a_mistake_hears_of_its_correction_too(tmp_path: Path) -> None:
    desk = room(tmp_path, 'kinds = ["withdrawn"]', 'paused_until = "2026-02-01"')
    missouri, rest = EVERYBODY[0], EVERYBODY[1:]
    for _ in range(3):
        desk.sees(*rest, sheriff("Reno", "KANSAS"), after=timedelta(days=2))
        desk.sees(*rest, sheriff("Rice", "KANSAS"), after=timedelta(days=2))
    desk.sees(missouri, *rest, after=timedelta(days=2))
    with desk.record() as store:
        kinds = {e.id: e.kind.value for e in store.events()}
        (waits,) = store.entries(DeferredNews).values()
    assert [kinds[id_] for id_ in waits.events] == ["withdrawn", "returned"]


moves = st.lists(
    st.tuples(st.integers(1, 30), st.sampled_from(["news", "poll", "crash", "pause", "resume"])), min_size=1, max_size=8
)
KEYS = st.sampled_from(
    [[], ['send = "hourly"'], ['send = "daily"'], ['quiet_hours = "18:00-09:30"'], ["business_days = true"]]
)


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(keys=KEYS, moves=moves)
def test_each_event_is_told_exactly_once_over_restarts_and_pauses(
    tmp_path_factory: pytest.TempPathFactory, keys: list[str], moves: list[tuple[int, str]]
) -> None:
    desk = room(tmp_path_factory.mktemp("desk"), *keys)
    new: list[str] = []
    for hours, move in moves:
        if move == "news":
            new.append(PLACES[len(new)])
            desk.sees(*EVERYBODY, *map(sheriff, new), after=hours * HOUR)
        elif move == "crash":  # the poll's write is done, and the bot dies before it delivers
            desk.poll(after=hours * HOUR, deliver=False)
        else:
            pause = ['paused_until = "2030-01-01"'] if move == "pause" else []
            if move != "poll":
                desk.config.path.write_text(config(*keys, *pause), "utf-8")
                desk.config = load_config(desk.config.path, {})
            desk.poll(after=hours * HOUR)
        assert all(heard(desk, place) <= 1 for place in new)
    desk.config.path.write_text(config(*keys), "utf-8")
    desk.config = load_config(desk.config.path, {})
    desk.poll(after=4 * 24 * HOUR)
    for _ in range(9):  # three days in steps that no quiet hours can swallow
        desk.poll(after=8 * HOUR)
    assert [heard(desk, place) for place in new] == [1] * len(new)
