"""Thirty-six real agreements, each looked at page by page: what is said to be read is there, letter by letter.

`agreements.json` has what the eye finds on the rendered pages: the agency as the first page names it, the model that
the title names, and for each party the name in print and the date, with how it was put there. `pytest -s` prints the
table of what was read.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from watchers.documents import reader
from watchers.model.document import Reading, Signer

pytestmark = pytest.mark.archive

TRUTH: list[dict[str, Any]] = json.loads((Path(__file__).parent / "agreements.json").read_text("utf-8"))
AT_LEAST = {"agency": 10, "model": 15, "LEA name": 5, "LEA date": 8, "ICE name": 5, "ICE date": 9}
"""How much is read: fewer would say that the reader has become worse."""


def plain(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]+", " ", (text or "").replace("’", "'").casefold()).strip()


def found_in(reading: Reading, truth: dict[str, Any]) -> Iterator[tuple[str, str | None, str | None]]:
    """Each thing: what it is, what was read, and what is true."""
    yield "agency", reading.agency.words if reading.agency else None, truth["agency"]
    yield "model", reading.model.value if reading.model else None, truth["model"]
    signers = {signer.party: signer for signer in reading.signers}
    for party in ("LEA", "ICE"):
        signer, real = signers.get(party, Signer(party=party)), truth[party.lower()]
        yield f"{party} name", signer.name.words if signer.name else None, real["name"]
        yield f"{party} date", signer.signed.words if signer.signed else None, real["date"]


def test_nothing_wrong_is_said_to_be_read(archive: Path) -> None:
    folder = archive / "moa"
    read, right, wrong = Counter[str](), Counter[str](), []
    for truth in TRUTH:
        reading = reader._read((folder / f"{truth['file']}.pdf").read_bytes())
        for what, said, real in found_in(reading, truth):
            read[what] += said is not None
            right[what] += said is not None and plain(said) == plain(real)
            if said is not None and plain(said) != plain(real):
                wrong.append((truth["file"], what, said, real))
        for signer in reading.signers:
            assert signer.signed is None or truth[signer.party.lower()]["how"] == "typed"
    print()  # noqa: T201
    for what, number in read.items():
        print(f"{what:10} read in {number:2} of {len(TRUTH)}, right in {right[what]:2}")  # noqa: T201
    assert wrong == []
    assert {what: read[what] for what in AT_LEAST if read[what] < AT_LEAST[what]} == {}


def test_each_of_them_shows_its_signatures(archive: Path) -> None:
    for truth in TRUTH[::6]:
        content = (archive / "moa" / f"{truth['file']}.pdf").read_bytes()
        block = reader._read(content).block
        assert block is not None
        assert len(reader._block(content, block)) < 300_000
