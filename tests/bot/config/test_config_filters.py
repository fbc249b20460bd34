"""The keys that narrow a subscription, and what is said of ten realistic mistakes in them."""

from datetime import date
from pathlib import Path

import pytest

from bot.config.load import ConfigError, load_config
from notifiers.subscriptions.filters import NOTHING, Choice
from notifiers.subscriptions.model import NEWS, Subscription
from watchers.model.agreement import Level, Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind


def load(folder: Path, *lines: str, states: str = '["MO", "TX"]') -> Subscription:
    text = f'[[subscription]]\nname = "mo"\nstates = {states}\nterminal = true\n'
    (folder / "config.toml").write_text(text + "\n".join(lines), "utf-8")
    return load_config(folder / "config.toml", {}).subscriptions[0]


def test_without_the_keys_nothing_is_narrowed(tmp_path: Path) -> None:
    desk = load(tmp_path)
    assert (desk.only, desk.never, desk.ends, desk.kinds) == (NOTHING, NOTHING, None, NEWS)


@pytest.mark.parametrize("states", ['["Texs"]', '["MO", "Texs"]', "[]"])
def test_a_slip_in_the_states_brings_no_second_mistake_about_the_counties(tmp_path: Path, states: str) -> None:
    with pytest.raises(ConfigError) as wrong:
        load(tmp_path, 'counties = ["Harris", "Bee, TX"]', 'not_states = ["KS"]', states=states)
    assert str(wrong.value).endswith("\n1 mistake, nothing started.")


def test_every_key_is_heard_in_any_case(tmp_path: Path) -> None:
    desk = load(
        tmp_path,
        'counties = ["BEE county", "Webster, Missouri"]',
        'agencies = ["Ft. Worth PD"]',
        'models = ["jem", "Task Force Model"]',
        'levels = ["County"]',
        'agency_kinds = ["Municipal Police", "sheriff"]',
        "ends = 2026-06-30",
        'not_kinds = ["pending"]',
    )
    assert desk.only == Choice(
        counties=frozenset({("TX", "bee"), ("MO", "webster")}),
        agencies=frozenset({"fort worth police department"}),
        models=frozenset({Model.JEM, Model.TFM}),
        levels=frozenset({Level.COUNTY}),
        agency_kinds=frozenset({AgencyKind.SHERIFF, AgencyKind.MUNICIPAL_POLICE}),
    )
    assert desk.ends == date(2026, 6, 30)
    assert desk.kinds == NEWS - {EventKind.PENDING}


def test_a_county_is_meant_in_each_of_the_states_that_has_one_of_the_name(tmp_path: Path) -> None:
    desk = load(tmp_path, 'not_counties = ["Jackson"]')
    assert desk.never.counties == {("MO", "jackson"), ("TX", "jackson")}


def test_states_are_taken_from_all(tmp_path: Path) -> None:
    assert load(tmp_path, 'not_states = ["Florida"]', states='"all"').never.states == {"FL"}


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('counties = ["Websster"]', 'counties: "Websster" is no county of MO, TX. Did you mean "Webster County, MO"?'),
        (
            'counties = ["Broward"]',
            'counties: "Broward" is no county of MO, TX; there is one in FL. Add the state, or mend the name.',
        ),
        (
            'counties = ["Broward, FL"]',
            'counties: "Broward, FL": Florida is not among this subscription\'s states. Add it there.',
        ),
        ('counties = ["Bee, Texass"]', 'counties: "Bee, Texass": "Texass" is no state. Write it as in "Bee, TX".'),
        ('models = ["287g"]', 'models: "287g" is no model. There are: JEM, TFM, WSO.'),
        (
            'models = ["Task Force"]',
            'models: "Task Force" is no model. Did you mean "TFM" (Task Force Model)?',
        ),
        ('levels = ["city"]', 'levels: "city" is no word of ICE\'s. Did you mean "municipality"?'),
        ('agency_kinds = ["sherrif"]', 'agency_kinds: "sherrif" is no kind of agency. Did you mean "sheriff"?'),
        ('not_states = ["TX"]', 'not_states: goes with states = "all" only: leave those states out of states instead.'),
        ('not_kinds = ["news"]', "not_kinds: leaves no kind of event. Take some of it out."),
        ('ends = "June 30"', 'ends: "June 30" is no day. Write one such as "2026-06-30": year, month, day.'),
        ('county = ["Bee"]', 'there is no key "county". Did you mean "counties"?'),
    ],
)
def test_a_mistake_is_named_with_its_line_and_the_nearest_good_value(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, line)
    first = str(caught.value).split("\n")[0].partition("config.toml, ")[2]
    assert first == f'line 5: subscription "mo": {said}'
