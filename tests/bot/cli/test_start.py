"""What a start loads: a cron line's `check` pays for it every quarter of an hour."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.cli.main import _BEFORE_ANY_CONFIG, _ROOMS, parser
from tests.faults.page import IcePage
from tests.faults.stretch import made_up

PROJECT = Path(__file__).resolve().parents[3]
LOADED = """
import json, os, sys
from bot.cli.main import run
status = run(sys.argv[1:], os.environ)
print(json.dumps({"status": status, "modules": sorted(sys.modules)}))
"""
CONFIG = (
    '[watch]\npage = "{page}"\nfolder = "var"\n[[subscription]]\nname = "plains"\nstates = ["MO"]\nterminal = true\n'
)
FOR_NEWS = {
    "jinja2", "slack_sdk", "xlsxwriter", "apscheduler", "tomlkit", "deepdiff", "tqdm", "rapidfuzz", "python_calamine",
    "smtplib", "prometheus_client", "asyncio", "watchers.diff.compare", "watchers.xlsx.read", "notifiers.story.compose",
    "notifiers.digest.compose", "watchers.diff.intake", "bot.outgoing.alerts", "bot.service.scheduler", "bot.demo.run",
}  # fmt: skip


def loaded(*arguments: str) -> tuple[set[str], str]:
    """The modules that a verb loaded, and what it said."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        cwd=PROJECT,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    *said, last = done.stdout.splitlines()
    found = json.loads(last)
    assert found["status"] == 0, done.stderr
    return set(found["modules"]), "\n".join(said)


def test_a_check_that_finds_nothing_new_loads_nothing_that_is_for_news(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    with IcePage() as page:
        page.publish(made_up(1)[0])
        config.write_text(CONFIG.format(page=page.url), "utf-8")
        modules, said = loaded("--config", str(config), "check")
        assert said.startswith("First look")
        assert {"watchers.diff.compare", "python_calamine"} <= modules
        modules, said = loaded("--config", str(config), "check")
        assert said.startswith("Nothing new")
        assert modules & FOR_NEWS == set()
    reading, _ = loaded("--config", str(config), "events")
    assert reading & (FOR_NEWS | {"httpx", "ssl", "watchers.fetch.source", "bot.poll.check"}) == set()


@pytest.mark.parametrize("verb", [*_ROOMS, *_BEFORE_ANY_CONFIG])
def test_the_words_of_a_verb_are_known_without_those_of_other_families(verb: str) -> None:
    for before in ([], ["--config", "here.toml"], ["--config=here.toml"], ["--config", "check"]):
        with pytest.raises(SystemExit) as ended:
            parser([*before, verb, "--help"]).parse_args([*before, verb, "--help"])
        assert ended.value.code == 0


def test_an_unknown_verb_is_told_all_the_verbs_that_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser(["chekc"]).parse_args(["chekc"])
    said = capsys.readouterr().err
    assert all(f"'{verb}'" in said for verb in (*_ROOMS, *_BEFORE_ANY_CONFIG))
