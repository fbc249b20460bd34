"""The digest's keys in the config."""

from pathlib import Path

import pytest

from bot.config.load import ConfigError, load_config
from bot.config.model import Config
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan, Quiet

DESK = '[[subscription]]\nname = "mo"\nstates = ["MO"]\nterminal = true\n'


def load(folder: Path, *lines: str) -> Config:
    (folder / "config.toml").write_text(DESK + "\n".join(lines), "utf-8")
    return load_config(folder / "config.toml", {})


def mistakes(folder: Path, *lines: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, *lines)
    return [said.partition("config.toml, ")[2] for said in str(caught.value).split("\n")[:-1]]


def test_without_the_keys_there_are_alerts_and_no_digest(tmp_path: Path) -> None:
    (desk,) = load(tmp_path).subscriptions
    assert (desk.alerts, desk.digest) == (True, None)


def test_none_is_a_word_for_no_digest(tmp_path: Path) -> None:
    assert load(tmp_path, 'digest = "none"').subscriptions[0].digest is None


def test_a_weekly_digest_comes_on_monday_at_eight(tmp_path: Path) -> None:
    assert load(tmp_path, 'digest = "weekly"').subscriptions[0].digest == DigestPlan()


def test_every_key_is_heard(tmp_path: Path) -> None:
    lines = ('digest = "Weekly"', 'digest_day = "fri"', "digest_hour = 17", 'digest_quiet = "none"', "alerts = false")
    (desk,) = load(tmp_path, *lines).subscriptions
    assert desk.digest == DigestPlan(cadence=Cadence.WEEKLY, weekday=4, hour=17, quiet=Quiet.NONE)
    assert not desk.alerts


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (
            ['digest = "weakly"'],
            'digest: "weakly" is not "daily", "weekly", "monthly" or "none". Did you mean "weekly"?',
        ),
        (
            ['digest = "weekly"', 'digest_day = "Mondey"'],
            'digest_day: "Mondey" is no day of the week. Did you mean "Monday"?',
        ),
        (
            ['digest = "weekly"', "digest_hour = 24"],
            "digest_hour: 24 is not from 0 to 23. It is the hour of the day, 8 for 8 a.m. and 17 for 5 p.m.",
        ),
        (
            ['digest = "weekly"', 'digest_quiet = "shrt"'],
            'digest_quiet: "shrt" is not "short" or "none". Did you mean "short"?',
        ),
        (
            ['digest = "daily"', 'digest_day = "Monday"'],
            'digest_day: goes with digest = "weekly"; a daily one comes every day. Take it out.',
        ),
        (["digest_hour = 8"], 'digest_hour: goes with a digest. Write digest = "weekly", or take this out.'),
        (["alerts = false"], 'alerts: false leaves nothing to hear. Write digest = "weekly", or alerts = true.'),
    ],
)
def test_a_mistake_is_named_with_its_line_and_how_to_mend_it(tmp_path: Path, lines: list[str], said: str) -> None:
    assert mistakes(tmp_path, *lines) == [f'line {4 + len(lines)}: subscription "mo": {said}']
