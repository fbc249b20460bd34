"""What a start loads: a cron line's `check` pays for it every quarter of an hour."""

import argparse
import inspect
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.main import VERBS, parser
from bot.cli.parser import Call
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
    "smtplib", "prometheus_client", "asyncio", "watchers.diff.compare", "watchers.spreadsheet.read",
    "notifiers.story.compose", "notifiers.digest.compose", "watchers.diff.intake", "bot.outgoing.alerts",
    "notifiers.slack.destination", "notifiers.http.destination", "notifiers.mail.settings",
    "bot.service.scheduler", "bot.demo.run",
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
        assert modules & {*FOR_NEWS, "watchers.fetch.page", "watchers.names.normalise", "html.parser"} == set()
    for verb in ("events", "status"):
        reading, _ = loaded("--config", str(config), verb)
        assert (
            reading
            & {*FOR_NEWS, "httpx", "ssl", "bot.poll.check", "notifiers.story.model", "watchers.matching.evidence"}
            == set()
        )


@pytest.mark.parametrize("verb", VERBS)
def test_the_words_of_a_verb_are_known_without_those_of_the_others(verb: str) -> None:
    for before in ([], ["--config", "here.toml"], ["--config=here.toml"], ["--config", "check"]):
        with pytest.raises(SystemExit) as ended:
            parser([*before, verb, "--help"]).parse_args([*before, verb, "--help"])
        assert ended.value.code == 0


def leaves(of: argparse.ArgumentParser, name: str = "") -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Every verb, and every way of a verb, that something can be called with."""
    ways = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    if not any(action.required for action in ways):
        yield name, of
    for action in ways:
        for word, each in action.choices.items():
            yield from leaves(each, f"{name} {word}".strip())


@pytest.mark.parametrize(
    ("name", "leaf"), list(leaves(parser())), ids=lambda each: each if isinstance(each, str) else ""
)
def test_what_a_verb_takes_is_what_its_function_is_given(name: str, leaf: argparse.ArgumentParser) -> None:
    given = {
        a.dest
        for a in leaf._actions
        if a.dest not in {"help", "config"} and not isinstance(a, argparse._SubParsersAction)
    }
    given |= leaf._defaults.keys() - {"do", "parser"}
    call, *takes = inspect.signature(leaf.get_default("do")).parameters.values()
    assert call.annotation is Call
    assert all(each.kind is each.KEYWORD_ONLY for each in takes), name
    needed = {each.name for each in takes if each.default is each.empty}
    assert needed <= given <= {each.name for each in takes}, name
