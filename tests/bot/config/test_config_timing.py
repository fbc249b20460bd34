"""The keys that say when alerts come."""

from datetime import date, time
from pathlib import Path

import pytest

from bot.config.load import ConfigError, load_config
from notifiers.subscriptions.timing import AT_ONCE, Pace, Timing


def load(folder: Path, *lines: str) -> Timing:
    text = '[[subscription]]\nname = "mo"\nstates = "all"\nterminal = true\n'
    (folder / "config.toml").write_text(text + "\n".join(lines), "utf-8")
    return load_config(folder / "config.toml", {}).subscriptions[0].timing


def test_alerts_come_at_once_unless_the_file_says_otherwise(tmp_path: Path) -> None:
    assert load(tmp_path) == AT_ONCE


def test_every_key_is_heard(tmp_path: Path) -> None:
    lines = ('send = "Daily"', "send_hour = 17", 'quiet_hours = "9:30 - 24:00"', "business_days = true")
    assert load(tmp_path, *lines, "paused_until = 2026-01-05") == Timing(
        pace=Pace.DAILY, hour=17, quiet=(time(9, 30), time(0)), business_days=True, paused_until=date(2026, 1, 5)
    )


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('send = "hourley"', 'send: "hourley" is not "at once", "hourly" or "daily". Did you mean "hourly"?'),
        (
            'send = "weekly"',
            'send: "weekly" is for digests: write digest = "weekly", and alerts = false if that is all you want.',
        ),
        ("send_hour = 9", 'send_hour: goes with send = "daily". Write that, or take this out.'),
        (
            'quiet_hours = "10pm-7am"',
            'quiet_hours: "10pm-7am" are no hours of a day. Write them on a clock of 24, such as "22:00-07:00".',
        ),
        (
            'quiet_hours = "07:00-07:00"',
            'quiet_hours: "07:00-07:00" begins and ends at one time. Take it out, or pause with paused_until.',
        ),
        (
            'paused_until = "next week"',
            'paused_until: "next week" is no day. Write one such as "2026-06-30": year, month, day.',
        ),
        ('quiet_hour = "22:00-07:00"', 'there is no key "quiet_hour". Did you mean "quiet_hours"?'),
    ],
)
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, line)
    first = str(caught.value).split("\n")[0].partition("config.toml, ")[2]
    assert first == f'line 5: subscription "mo": {said}'
