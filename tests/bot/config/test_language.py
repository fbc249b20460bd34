"""What desks read: the language of all, and of one."""

from pathlib import Path

import pytest

from bot.config.load import ConfigError, load_config
from bot.config.model import Config
from notifiers.text.tongue import Tongue


def load(folder: Path, watch: str = "", desk: str = "") -> Config:
    text = f'[watch]\n{watch}\n[[subscription]]\nname = "mo"\nstates = "all"\nterminal = true\n{desk}\n'
    (folder / "config.toml").write_text(text, "utf-8")
    return load_config(folder / "config.toml", {})


@pytest.mark.parametrize(
    ("watch", "desk", "tongue"),
    [
        ("", "", Tongue.ENGLISH),
        ('language = "es"', "", Tongue.SPANISH),
        ("", 'language = "Spanish"', Tongue.SPANISH),
        ("", 'language = "Español"', Tongue.SPANISH),
        ('language = "es"', 'language = "en"', Tongue.ENGLISH),
    ],
)
def test_a_desk_reads_its_own_language_else_that_of_all(tmp_path: Path, watch: str, desk: str, tongue: Tongue) -> None:
    assert load(tmp_path, watch, desk).subscriptions[0].language is tongue


@pytest.mark.parametrize(("said", "hint"), [("fr", '"en" and "es"'), ("spansh", 'Did you mean "spanish"?')])
def test_a_language_that_nobody_has_written_is_refused(tmp_path: Path, said: str, hint: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, desk=f'language = "{said}"')
    assert hint in str(caught.value)


@pytest.mark.parametrize(
    ("site", "spanish"),
    [
        ("", None),
        ('[site]\naddress = "https://a.org/287g/"', "https://a.org/287g"),
        ('[site]\naddress = "https://a.org/287g/"\nlanguages = ["es"]', "https://a.org/287g/es"),
    ],
)
def test_a_desk_is_led_to_the_record_in_its_language_where_there_is_one(
    tmp_path: Path, site: str, spanish: str | None
) -> None:
    config = load(tmp_path, desk=site)
    assert config.address_in(Tongue.SPANISH) == spanish
    assert config.address_in(Tongue.ENGLISH) == config.address
