import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.cli.main import run
from tests.bot.newsroom import TWO_DESKS

MAY_29 = {f"{kind}/{kind}Agencies05292025am.xlsx" for kind in ("participating", "pending")}


@contextmanager
def ice_site(archive: Path, wanted: set[str]) -> Iterator[str]:
    """The archive's own stand-in for ICE's site, at the publication with these workbooks; the page's address."""
    site = archive.parent / "bin" / "ice-site"
    if not site.is_file():
        pytest.skip(f"the stand-in for ICE's site is not at {site}")
    publications: list[dict[str, Any]] = json.loads((archive / "publications.json").read_text("utf-8"))
    step = next(n for n, p in enumerate(publications) if wanted <= {p["participating"], p["pending"]})
    command = [sys.executable, str(site), str(archive), "--port", "0", "--step", str(step)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[0]
        finally:
            process.terminate()


@pytest.mark.archive
def test_the_figures_of_may_29_2025_are_those_that_ice_published(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config = tmp_path / "config.toml"
    with ice_site(archive, MAY_29) as page:
        config.write_text(f'[watch]\npage = "{page}"\n{TWO_DESKS}', "utf-8")
        assert run(["--config", str(config), "check"], {}) == 0
    capsys.readouterr()
    assert run(["--config", str(config), "status", "--format", "json"], {}) == 0
    found = json.loads(capsys.readouterr().out)
    listed, waiting = found["participating"], found["pending"]
    assert (listed["agreements"], listed["states"]) == (635, 40)
    assert abs(listed["agencies"] - 518) <= 2  # by how spellings of one agency are folded
    assert listed["models"] == {
        "JEM": {"agreements": 100, "states": 25},
        "WSO": {"agreements": 228, "states": 31},
        "TFM": {"agreements": 307, "states": 30},
    }
    assert waiting["agreements"] == 68
    assert waiting["models"] == {"JEM": {"agreements": 7}, "WSO": {"agreements": 18}, "TFM": {"agreements": 43}}
    assert found["by_state"]["FL"]["agreements"] == 271
    assert found["last_poll"]["good"] == 1
