"""The manifest asks Slack for what the code needs, and for no more."""

import re
from importlib.resources import files

from notifiers.slack.channel import COMMAND_SCOPES, SCOPES
from notifiers.slack.inside.requests import GONE

MANIFEST = files("notifiers.slack").joinpath("app-manifest.yaml").read_text("utf-8")


def value(key: str) -> str:
    found = re.search(rf"^ *{key}: (.+)$", MANIFEST, re.MULTILINE)
    assert found, key
    return found[1].strip('"')


def test_the_manifest_asks_for_the_scopes_that_the_code_needs() -> None:
    scopes = MANIFEST.split("scopes:")[1].split("settings:")[0]
    asked = re.findall(r"^ +- (\S+)$", scopes, re.MULTILINE)
    assert sorted(asked) == sorted({**SCOPES, **COMMAND_SCOPES})


def test_the_manifest_asks_for_the_events_that_are_understood() -> None:
    asked = re.findall(r"^ +- (\S+)$", MANIFEST.split("bot_events:")[1], re.MULTILINE)
    assert set(asked) == {*GONE, "app_home_opened"}


def test_the_texts_are_within_slacks_limits() -> None:
    assert 1 <= len(value("name")) <= 35
    assert 1 <= len(value("description")) <= 140
    assert 1 <= len(value("display_name")) <= 80
    assert re.fullmatch(r"#[0-9a-f]{6}", value("background_color"))


def test_the_app_takes_no_calls_from_outside() -> None:
    assert not re.search(r"https?://|request_url|redirect_urls|url:", MANIFEST)
    assert {value(k) for k in ("org_deploy_enabled", "token_rotation_enabled")} == {"false"}
    assert value("socket_mode_enabled") == "true"


def test_the_manifest_has_only_the_sections_of_slacks_schema() -> None:
    top = re.findall(r"^(\w+):", MANIFEST, re.MULTILINE)
    assert top == ["_metadata", "display_information", "features", "oauth_config", "settings"]
