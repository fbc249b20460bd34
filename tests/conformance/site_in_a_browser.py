"""The website in a real browser: axe's findings on each kind of page, at three widths, light and dark, without script.

    python -m tests.conformance.site_in_a_browser SITE [SHOTS]

SITE is a folder that `watch287g site` wrote; SHOTS one for pictures. Needs npm and Chromium, and says so where they are
missing. axe-core and puppeteer-core are fetched into a folder of their own; no page leaves this machine.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from bot.site.serve import serving
from bot.terminal import say

_PACKAGES = ("axe-core@4.14.1", "puppeteer-core@24.43.1")
_SCRIPT = Path(__file__).with_suffix(".mjs")


def main(arguments: list[str]) -> int:
    """Open the pages; 1 where there is a finding, 0 where there is none or nothing to look with."""
    chromium, npm = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("npm")
    if not chromium or not npm:
        say("Skipped: this needs npm and Chromium on the PATH (apt-get install npm chromium).")
        return 0
    site, shots = Path(arguments[0]), arguments[1] if len(arguments) > 1 else ""
    pages = [f"{tongue}{page}" for tongue in ("", "es/") if (site / tongue).is_dir() for page in _kinds(site / tongue)]
    base = _base(site)
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder, "web"), 0) as server:
        Path(folder, "web" + base).parent.mkdir(parents=True)
        Path(folder, "web" + base).symlink_to(site.resolve())
        environ = {**os.environ, "PUPPETEER_SKIP_DOWNLOAD": "1"}
        subprocess.run([npm, "install", "--silent", *_PACKAGES], cwd=folder, env=environ, check=True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            address = f"http://127.0.0.1:{server.server_address[1]}{base}"
            said = {"chromium": chromium, "site": address, "pages": pages, "shots": shots}
            return subprocess.run(["node", str(_SCRIPT), json.dumps(said)], cwd=folder, check=False).returncode
        finally:
            server.shutdown()
            thread.join()


def _base(site: Path) -> str:
    """Where on its host the site is made to be: its page for a wrong address has whole paths alone."""
    page = (site / "404.html").read_text("utf-8")
    return page.partition('rel="stylesheet" href="')[2].partition("/assets/")[0] or "/site"


def _kinds(site: Path) -> Iterator[str]:
    """A page of each kind: of those of a kind that may have more to it, one that has."""
    for name in ("index.html", "changes/index.html", "downloads.html", "search.html", "about.html", "404.html"):
        if (site / name).exists():  # one 404.html does for all languages
            yield name
    for folder, sign in (
        ("states", 'id="pending"'),
        ("agencies", 'id="beside"'),
        ("events", 'class="corrected"'),
        ("events", "<mark>"),
        ("changes", "data-lines"),
        ("lists", "data-lines"),
    ):
        found = sorted((site / folder).rglob("*.html"), key=lambda path: path.stat().st_size)
        has = [path for path in found if sign in path.read_text("utf-8") and path.name != "index.html"]
        if has:
            yield has[0].relative_to(site).as_posix()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
