"""What the README says is so: its verbs, make targets, files and the sample of an alert."""

import argparse
import re
from pathlib import Path

from bot.commands import parser

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")


def _verbs() -> set[str]:
    (subparsers,) = (a for a in parser()._actions if isinstance(a, argparse._SubParsersAction))
    return set(subparsers.choices)


def test_every_verb_is_in_the_readmes_table_and_none_that_is_not() -> None:
    table = README.split("## The verbs")[1].split("\n## ")[0]
    named = {row.split("`")[1].split()[0] for row in table.splitlines() if row.startswith("| `")}
    assert named == _verbs()


def test_every_make_target_that_the_documents_name_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    documents = README + (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    targets = set(re.findall(r"(?:`|^ *)make ([a-z]+)", documents, re.MULTILINE))
    assert targets >= {"demo", "test", "run", "score", "faults", "corruptions"}
    assert {t for t in targets if not re.search(rf"^{t}:", makefile, re.MULTILINE)} == set()


def test_every_file_that_the_documents_link_exists() -> None:
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text("utf-8")
        links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
        assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_readmes_sample_is_what_the_demo_prints(tmp_path: Path) -> None:
    from bot.demo import demo

    printed: list[str] = []
    demo(tmp_path / "out", write=printed.append)
    said = " ".join("".join(printed).split())
    sample = README.split("```text")[1].split("```")[0]
    for paragraph in sample.strip().split("\n\n"):
        for sentence in paragraph.splitlines():
            assert " ".join(sentence.split()) in said, sentence
