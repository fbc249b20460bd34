"""`check` and the plain script (`plain.py`) as whole processes, in turns, of the same lists, to the same Slack."""

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from tests.benchmarks.measured import Measured
from tests.benchmarks.whole_process import Paid, once
from tests.doubles.slack import SlackDouble
from tests.faults.page import IcePage
from tests.faults.stretch import Posted, made_up, recorded

_LISTS = 8
_UNCHANGED = 7
_CONFIG = """
[watch]
folder = "var"
page = "{page}"
[slack]
api = "{slack}"
[[subscription]]
name = "nation"
states = "all"
slack = ["C0NATION001"]
"""
_ENVIRON = {"SLACK_BOT_TOKEN": "xoxb-loopback"}


def measure(archive: Path | None) -> Iterator[Measured]:
    """The lines of this part of the table."""
    posted = recorded(archive, first=206 - _LISTS, length=_LISTS + 1) if archive else made_up(_LISTS + 1, rows=1_843)
    of = "" if archive else " (made-up lists)"
    with tempfile.TemporaryDirectory() as folder:
        changed, unchanged, told = _in_turns(Path(folder), posted)
    for name, pairs in ((f"{_LISTS} changed looks, told in Slack", changed), ("a look that finds nothing", unchanged)):
        ours, plain = ([pair[side] for pair in pairs] for side in (0, 1))
        yield Measured(
            work=f"{name}: `check` beside a plain script of 60 lines, whole processes{of}",
            found=f"{_words(ours)}; plain {_words(plain)}: {_worked(plain) / _worked(ours):.1f} times the work",
            goal="as little as the plain one" + ("" if pairs is changed else " and a tenth of a second"),
            reached=_worked(ours) <= _worked(plain) + (0 if pairs is changed else 0.1) and told,
        )


def _in_turns(folder: Path, posted: Sequence[Posted]) -> tuple[list[tuple[Paid, Paid]], list[tuple[Paid, Paid]], bool]:
    """Each look of both: those with news, those without, and whether both told Slack of all that had any."""
    with IcePage() as page, SlackDouble() as slack, SlackDouble() as other:
        config, saved = folder / "config.toml", folder / "saved.json"
        config.write_text(_CONFIG.format(page=page.url, slack=slack.base_url), "utf-8")

        def both() -> tuple[Paid, Paid]:
            ours = once(["bot.cli", "--config", config, "check"], _ENVIRON)
            return ours, once(["tests.benchmarks.plain", page.url, saved, other.base_url])

        page.publish(posted[0])
        both()  # what is there at first is no news
        found = []
        for lists in posted[1:]:
            page.publish(lists)
            found.append(both())
        return found, [both() for _ in range(_UNCHANGED)], bool(slack.posts and other.posts)


def _worked(found: list[Paid]) -> float:
    return median(one.worked for one in found)


def _words(found: list[Paid]) -> str:
    seconds, megabytes = median(one.seconds for one in found), median(one.megabytes for one in found)
    return f"{seconds:.2f} s ({_worked(found):.2f} s of work), {megabytes:.0f} MB"
