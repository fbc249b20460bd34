"""A first run over many documents, ended again and again: python -m tests.bot.documents.first_run 2600 50 [kill]

A loopback ICE serves a list whose every row links a document of its own, and counts how often it has sent each one
whole. The bot is a process that is ended at random moments, by SIGTERM or with "kill" by SIGKILL, and started anew. At
the end every document is kept, and none was sent twice; but a kill may come when the server has sent the last byte and
the bot has not yet taken it.
"""

import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, NamedTuple, Self

from bot.config.load import load_config
from bot.documents import job
from bot.service.app import App
from state.files.kept import DocumentArchive
from state.store import read_store
from tests.bot.documents.desk import DOCS, with_moa
from tests.bot.newsroom import agency, lists
from tests.pdfs import Sheet, pdf
from watchers.model.document import DocumentAddress

_MODULE = "tests.bot.documents.first_run"
_CONFIG = """
[watch]
page = "http://127.0.0.1:{port}/287g"
every_minutes = 15
[[subscription]]
name = "all"
states = "all"
terminal = true
[documents]
fetch = true
"""


class Counted(NamedTuple):
    """What came of a run: documents on record, whole answers sent, documents sent more than once, seconds, starts."""

    kept: int
    sent: int
    twice: int
    seconds: float
    starts: int


def first_run(documents: int, ends: int, *, by: signal.Signals, seed: int = 1, upto: float = 3.0) -> Counted:
    """End the bot so often, each time within `upto` seconds of its first request, and then let it finish."""
    chance, begun = random.Random(seed), time.monotonic()
    rows = [with_moa(agency(f"Town {n} Police Department", "TEXAS"), f"{n}.pdf") for n in range(documents)]
    with tempfile.TemporaryDirectory() as name, _Site(lists(*rows), documents) as site:
        folder = Path(name)
        (folder / "config.toml").write_text(_CONFIG.format(port=site.port), "utf-8")
        command = [sys.executable, "-m", _MODULE, "--bot", str(folder / "config.toml")]
        for _ in range(ends):
            with subprocess.Popen(command) as bot:
                site.asked.wait(30)
                time.sleep(chance.uniform(0, upto))
                bot.send_signal(by)
            site.asked.clear()
        subprocess.run(command, check=True)
        with read_store(folder / "var") as store:
            had = [a.sha256 for a in store.entries(DocumentAddress).values() if a.copies]
        archive = DocumentArchive(folder / "var")
        assert all(archive.read(sha256) for sha256 in had)
        counts = Counter(site.whole)
        twice = sum(number > 1 for number in counts.values())
        return Counted(len(had), len(site.whole), twice, time.monotonic() - begun, ends + 1)


class _Site:
    """ICE's site on loopback. `whole` has each document that was sent to its last byte; `asked` is set by any."""

    def __init__(self, workbooks: dict[str, bytes], documents: int) -> None:
        self.whole: list[str] = []
        self.asked = threading.Event()
        files = {f"/{n}.xlsx": content for n, content in enumerate(workbooks.values())}
        links = "".join(f'<a href="/{n}.xlsx">{words}</a>' for n, words in enumerate(workbooks))
        files["/287g"] = f"<html><p>ICE has signed Agreements</p>{links}</html>".encode()
        path = DOCS.removeprefix("https://www.ice.gov")
        site = self

        class Answers(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                number = self.path.removeprefix(path).removesuffix(".pdf")
                is_document = self.path.startswith(path)
                body = (
                    pdf(Sheet(lines=[(72, 700, f"Agreement {number}")])) if is_document else files.get(self.path, b"")
                )
                self.send_response(200 if body else 404)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
                self.wfile.flush()
                if is_document:
                    site.whole.append(number)
                    site.asked.set()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]  # a killed bot hangs up
        self.port = self._server.server_address[1]

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


def _bot(path: Path) -> None:
    """Poll, and fetch without pause until nothing is due. Nothing is read: that is another matter."""
    for name, said in (("read_document", None), ("can_read", False)):
        setattr(job, name, lambda *_, said=said: said)
    config = load_config(path, {})
    config = replace(config, documents=replace(config.documents, a_day=1_000_000))
    with App.open(config, {}, holder="a run", write=lambda _: None, now=lambda: datetime.now(UTC)) as app:
        app.check()
        work = job.Documents(config=config, store=app.store, source=app.checker.source, now=app.now)
        ended: list[int] = []
        signal.signal(signal.SIGTERM, lambda number, _: ended.append(number))
        while not ended and work.step():
            pass


if __name__ == "__main__":
    if sys.argv[1:2] == ["--bot"]:
        _bot(Path(sys.argv[2]))
    else:
        how = signal.SIGKILL if "kill" in sys.argv else signal.SIGTERM
        print(first_run(*(int(word) for word in sys.argv[1:3] or ("2600", "50")), by=how))  # noqa: T201
