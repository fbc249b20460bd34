"""Against the rehearsal of ICE's site that stands beside the project, where there is one."""

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from watchers.errors import Blocked, Missing, NotAWorkbook, PageChanged, Unreachable, WatchError
from watchers.fetch.download import Limits
from watchers.fetch.source import Fetched, Source, Unchanged
from watchers.fetch.validators import SourceMarks
from watchers.model.agreement import ListKind

SHARED = Path(__file__).parents[2].parent / "shared"
pytestmark = [
    pytest.mark.archive,
    pytest.mark.skipif(not (SHARED / "bin/ice-site").is_file(), reason="no ../shared/bin/ice-site beside the project"),
]

Steer = Callable[[str], None]


@pytest.fixture(scope="module")
def page_url() -> Iterator[str]:
    command = [sys.executable, str(SHARED / "bin/ice-site"), str(SHARED / "archive"), "--port", "0", "--step", "3"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as site:
        assert site.stdout is not None
        yield site.stdout.readline().split()[0]
        site.terminate()


@pytest.fixture
def steer(page_url: str) -> Iterator[Steer]:
    def post(what: str) -> None:
        base = page_url.removesuffix("/identify-and-arrest/287g")
        with urllib.request.urlopen(
            urllib.request.Request(f"{base}/_control/{what}", method="POST"), timeout=5
        ) as said:
            json.load(said)

    yield post
    for what in ("fault?kind=none", "layout?kind=absolute", "step?n=3"):
        post(what)


@pytest.fixture
def source(page_url: str) -> Source:
    return Source(page_url, contact="", version="1", clock=time.monotonic, limits=Limits(read=0.5))


@pytest.mark.parametrize("layout", ["absolute", "relative", "attachment", "caps", "buttons"])
def test_both_lists_are_found_in_every_layout(source: Source, steer: Steer, layout: str) -> None:
    steer(f"layout?kind={layout}")
    found = source.fetch(SourceMarks())
    assert isinstance(found, Fetched)
    assert [(file.name.lower(), file.expected) for file in found.files] == [
        ("participatingagencies05192025pm.xlsx", ListKind.PARTICIPATING),
        ("pendingagencies05192025pm.xlsx", ListKind.PENDING),
    ]
    assert isinstance(source.fetch(found.marks), Unchanged)


def test_the_next_publication_is_news(source: Source, steer: Steer) -> None:
    first = source.fetch(SourceMarks())
    steer("step?n=4")
    assert isinstance(source.fetch(first.marks), Fetched)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("page-403", Blocked),
        ("page-429", Blocked),
        ("page-503", Unreachable),
        ("page-empty", PageChanged),
        ("page-nolinks", PageChanged),
        ("page-slow", Unreachable),
        ("file-403", Blocked),
        ("file-404", Missing),
        ("file-500", Unreachable),
        ("file-html", Blocked),
        ("file-truncated", NotAWorkbook),
        ("file-empty", NotAWorkbook),
        ("file-slow", Unreachable),
    ],
)
def test_every_fault_is_a_sentence_and_over_when_it_is_over(
    source: Source, steer: Steer, fault: str, kind: type[WatchError]
) -> None:
    steer(f"fault?kind={fault}&times=1")
    with pytest.raises(kind, match="The lists stay as they were"):
        source.fetch(SourceMarks())
    assert isinstance(source.fetch(SourceMarks()), Fetched)


def test_a_page_that_has_moved_within_the_site_is_followed(source: Source, steer: Steer) -> None:
    steer("fault?kind=page-moved&times=1")
    assert isinstance(source.fetch(SourceMarks()), Fetched)
