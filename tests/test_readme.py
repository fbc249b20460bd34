"""What the README says is so: its verbs, make targets, files and the sample of an alert."""

import argparse
import re
from pathlib import Path

import pytest

from bot.cli.main import parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def _verbs() -> set[str]:
    (subparsers,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return set(subparsers.choices)


def test_every_verb_that_the_documents_name_exists() -> None:
    told = "".join(page.read_text("utf-8") for page in PAGES)
    named = set(re.findall(r"watch287g ([a-z]+)\b", told))
    assert named - _verbs() - {"is", "can", "hangs", "holds", "looks", "in", "which", "was"} == set()
    assert {"init", "doctor", "run", "health", "status", "outbox", "state", "subscriptions"} <= named


def test_every_make_target_that_the_documents_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    documents = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = set(re.findall(r"(?:`|^ *)make ([a-z]+)", documents, re.MULTILINE))
    assert targets >= {"demo", "test", "run", "score", "faults", "corruptions"}
    assert {t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_file_and_heading_that_the_documents_link_exists(page: Path) -> None:
    dead = []
    for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text("utf-8")):
        if "://" in link or link.startswith("mailto:"):
            continue
        name, _, heading = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (heading and heading not in _headings(target)):
            dead.append(link)
    assert dead == []


def _headings(page: Path) -> set[str]:
    """The anchors that a forge makes of a page's headings."""
    found = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in found}


def test_every_notice_that_the_operators_guide_explains_is_one_that_the_bot_gives() -> None:
    from bot.outgoing.operators import CANNOT_START, CANNOT_WRITE, HANGS, HEADLINES

    guide = (ROOT / "docs" / "operator.md").read_text("utf-8")
    explained = set(re.findall(r"^\| \*\*(.*?)\*\* \|", guide, re.MULTILINE))
    assert explained == {start.format("…") for start, _ in HEADLINES.values()} | {CANNOT_WRITE, CANNOT_START, HANGS}


def test_the_readmes_sample_is_among_what_the_demo_writes(tmp_path: Path) -> None:
    from bot.demo.run import demo

    demo(tmp_path, write=lambda _: None)
    said = " ".join(word for file in tmp_path.glob("*-terminal.txt") for word in file.read_text("utf-8").split())
    sample = README.split("```text")[1].split("```")[0]
    for paragraph in sample.strip().split("\n\n"):
        for sentence in paragraph.splitlines():
            assert " ".join(sentence.split()) in said, sentence


def test_the_reference_is_what_the_code_says() -> None:
    from tests.reference.make import PAGE, page

    assert PAGE.read_text("utf-8") == page(), "run `make reference`"


def test_the_messages_shown_are_those_that_the_demo_sends() -> None:
    from tests.reference.messages import PAGE, messages

    assert PAGE.read_text("utf-8") == messages(), "run `make reference`"


def test_every_key_of_the_config_is_in_the_shipped_file(tmp_path: Path) -> None:
    from tests.reference.config_keys import SHIPPED, keys_asked_for

    said = SHIPPED.read_text("utf-8")
    unsaid = {key.name for key in keys_asked_for(tmp_path) if not re.search(rf"\b{key.name}\b", said)}
    assert unsaid == {"api"}  # for rehearsals
