"""What the bot is built from: pinned by hash, from no odd place, under known licences, and what is really installed."""

import re
from importlib.metadata import Distribution, distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement

PROJECT = Path(__file__).resolve().parents[2]
LOCKS = [PROJECT / "requirements.txt", PROJECT / "requirements-dev.txt"]
OURS = "watch287g"

LICENCES = re.compile(
    r"\b(MIT|BSD|Apache|ISC|0BSD|PSF|Python Software Foundation|MPL|Mozilla|Zlib|Unlicense|CC0)\b|2-Clause|3-Clause"
)
FORBIDDEN = re.compile(r"\b(AGPL|Affero|SSPL|BUSL|Commons Clause|Proprietary)", re.IGNORECASE)


def folded(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(file: Path) -> dict[str, str]:
    """Each requirement of a lock, with all that belongs to it, by its folded name."""
    joined = file.read_text("utf-8").replace("\\\n", " ")
    lines = [line for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return {folded(re.split(r"[=\s;@<>\[]", line, maxsplit=1)[0]): line for line in lines}


INSTALLED: dict[str, Distribution] = {folded(each.name): each for each in distributions()}


@pytest.mark.parametrize("file", LOCKS, ids=lambda file: file.name)
def test_every_requirement_is_one_version_with_its_hashes_and_from_no_address(file: Path) -> None:
    found = locked(file)
    assert len(found) > 10
    for line in found.values():
        assert re.match(r"[A-Za-z0-9_.-]+(\[[\w,-]+\])?==[\w.]+[\s;]", line), line[:80]
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", line), line[:80]
        assert "://" not in line, line[:80]
        assert not re.search(r"--(index|extra-index|find-links|trusted)", line), line[:80]


def test_what_is_installed_is_what_is_locked() -> None:
    pins = locked(LOCKS[0]) | locked(LOCKS[1])
    for name in set(INSTALLED) & set(pins):
        version = INSTALLED[name].version
        assert f"=={version}" in pins[name], f"{name} {version} is not the locked one: make clean, and make test again"


def needs(name: str) -> list[Requirement]:
    """What a distribution needs on this machine, its extras left out."""
    wished = map(Requirement, INSTALLED[name].requires or [])
    return [each for each in wished if each.marker is None or each.marker.evaluate({"extra": ""})]


def test_all_that_the_bot_needs_is_locked_and_installed() -> None:
    """Whatever else a developer has installed beside it."""
    needed, asked = set[str](), [OURS]
    while asked:
        found = {folded(each.name) for each in needs(asked.pop())}
        asked.extend(found - needed)
        needed |= found
    assert len(needed) > 10
    assert needed - set(locked(LOCKS[0])) == set(), "run `make lock`"


def test_what_is_installed_fits_together() -> None:
    ours = {OURS, *locked(LOCKS[0]), *locked(LOCKS[1])}
    for name in ours & set(INSTALLED):
        for need in needs(name):
            found = INSTALLED.get(folded(need.name))
            assert found is not None, f"{name} needs {need.name}"
            assert need.specifier.contains(found.version, prereleases=True), f"{name} needs {need}: {found.version}"


def licence(dist: Distribution) -> str:
    """All that a distribution says of its licence in its metadata."""
    said = [text for key in ("License-Expression", "License") for text in dist.metadata.get_all(key) or []]
    return " / ".join([*said, *(c for c in dist.metadata.get_all("Classifier") or [] if c.startswith("License"))])


@pytest.mark.parametrize("name", sorted(set(INSTALLED) & set(locked(LOCKS[0]))))
def test_what_the_bot_ships_with_has_a_licence_that_a_newsroom_can_take(name: str) -> None:
    said = licence(INSTALLED[name])
    assert LICENCES.search(said), f"{name}: {said!r}"
    assert not FORBIDDEN.search(said), f"{name}: {said!r}"
