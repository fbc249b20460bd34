"""docs/messages.md: every message of the demo as its two desks get it, in words; a test holds the page against it."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.demo.run import demo

PAGE = Path(__file__).parents[2] / "docs" / "messages.md"

_HEAD = """\
# What it sends

Every message of `make demo`, as text: what a desk for Missouri and one in Spanish for Kansas would have got from eight
of ICE's lists. Slack and mail carry the same words, with links for the addresses, and digests a map; this is their form
for the terminal. [For a desk](desk.md) explains each part.

Made by `make reference`; a test holds the page against the program. The lists are rebuilt for a few states from what
ICE printed, so totals and rows are those of the short lists.
"""


def messages() -> str:
    """The whole page."""
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder), write=lambda _: None)
        return _HEAD + "".join(_told(Path(folder)))


def _told(folder: Path) -> Iterator[str]:
    for file in sorted(folder.glob("*-terminal.txt")):
        headline, _, text = file.read_text("utf-8").strip().partition("\n\n")
        yield f"\n## {' '.join(headline.split())}\n\n```text\n{text}\n```\n"
