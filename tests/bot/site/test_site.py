"""The site on the disk: written, renewed, published, verified and served by the real verbs."""

import http.client
import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.cli.main import run
from bot.exits import Exit
from bot.outgoing.operators import current
from bot.site.renew import UNPUBLISHED
from bot.site.serve import serving
from bot.site.write import MANIFEST
from tests.bot.newsroom import EVERYBODY, KANSAS, Newsroom, lists, sheriff
from tests.bot.ordering import ordered
from tests.factories import event
from watchers.model.event import EventKind

DESK = '[[subscription]]\nname = "all"\nstates = "all"\nterminal = true\n'
SITE = f'{DESK}[site]\nfolder = "out"\naddress = "https://record.example.org/"\n'


def a_room(tmp_path: Path, config: str = SITE) -> Newsroom:
    room = Newsroom(tmp_path, config)
    room.sees(*EVERYBODY)
    return room


@pytest.fixture(autouse=True, scope="module")
def without_extras() -> Iterator[pytest.MonkeyPatch]:
    """Pictures take most of the time that a site does: one test has them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.site.renew.find_spec", lambda _: None)
        yield patch


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory, without_extras: object) -> Newsroom:
    """A bot that has taken in two lists, and its site."""
    room = a_room(tmp_path_factory.mktemp("site"))
    room.sees(*EVERYBODY, sheriff("Dent"))
    with room.app() as app:
        app.renew_site()
        assert current(app.store) == {}
    return room


def out(room: Newsroom) -> Path:
    assert room.config.site is not None
    return room.config.site.folder


def verb(room: Newsroom, *words: str) -> int:
    return run(["--config", str(room.config.path), *words], {})


def files(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.stat().st_mtime_ns for path in folder.rglob("*") if path.is_file()}


def test_what_is_there_already_is_not_written_again(written: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    before = files(out(written))
    assert {"index.html", "states/missouri.html", "feeds/nation.rss", "sitemap.xml", MANIFEST} <= before.keys()
    assert [path for path in before if path.startswith("workbooks/")]
    assert verb(written, "site") == Exit.FINE
    assert ": 0 written, 0 removed." in capsys.readouterr().out
    assert files(out(written)) == before


def test_a_file_that_was_taken_away_is_written_again_and_one_of_nobody_stays(written: Newsroom) -> None:
    folder = out(written)
    (folder / "about.html").unlink()
    (folder / "CNAME").write_text("record.example.org")
    assert verb(written, "site") == Exit.FINE
    assert (folder / "about.html").exists()
    assert (folder / "CNAME").exists()
    (folder / "CNAME").unlink()


def test_what_is_no_page_any_more_goes(written: Newsroom) -> None:
    folder = out(written)
    known = (folder / MANIFEST).read_text()
    (folder / MANIFEST).write_text(f'{known[:-2]}\n,"old.html":["0",{{"old.html":["0",3,0,"0"]}}]\n}}')
    (folder / "old.html").write_text("old")
    assert verb(written, "site") == Exit.FINE
    assert not (folder / "old.html").exists()


def test_a_site_of_a_program_before_this_one_is_brought_up_to_date(written: Newsroom) -> None:
    folder = out(written)
    before = files(folder)
    known = {path: ["0", 1, 0, "0"] for path in (*before, "old.html") if path != MANIFEST}
    (folder / MANIFEST).write_text(json.dumps({"files": known, "batches": {}}))
    (folder / "old.html").write_text("old")
    assert verb(written, "site") == Exit.FINE
    assert not (folder / "old.html").exists()
    after = files(folder)
    assert {path: at for path, at in after.items() if path != MANIFEST} == {
        path: at for path, at in before.items() if path != MANIFEST
    }


def test_somebody_elses_site_is_left_alone(
    written: Newsroom, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("mine")
    assert verb(written, "site", str(tmp_path)) == Exit.FAULT
    assert "did not write" in capsys.readouterr().err
    assert (tmp_path / "index.html").read_text() == "mine"


def test_the_kept_workbooks_are_there_whole_and_for_everybody_to_read(written: Newsroom) -> None:
    books = list((out(written) / "workbooks").iterdir())
    assert len(books) == 3  # the two participating lists, and the pending one, which was the same twice
    for book in books:
        assert ZipFile(book).testzip() is None
        assert book.stat().st_mode & 0o444 == 0o444


def test_a_site_that_was_not_touched_is_verified_with_and_without_its_record(
    written: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert verb(written, "site", "--verify") == Exit.FINE
    monkeypatch.chdir(tmp_path)
    assert run(["site", str(out(written)), "--verify"], {}) == Exit.FINE
    assert "not held against the record itself" in capsys.readouterr().out


@pytest.mark.parametrize("file", ["data/chain.jsonl", "data/events.json", "data/events/{id}.json", "workbooks/*"])
def test_what_was_edited_is_found(written: Newsroom, file: str, capsys: pytest.CaptureFixture[str]) -> None:
    folder = out(written)
    first = json.loads((folder / "data/events.json").read_bytes())[0]["id"]
    (path, *_) = sorted(folder.glob(file.format(id=first)))
    before = path.read_bytes()
    path.write_bytes(before.replace(b"Dent", b"Bent") if b"Dent" in before else before + b"x")
    try:
        assert verb(written, "site", "--verify") == Exit.FAULT
        assert path.name in capsys.readouterr().err or file == "data/chain.jsonl"
    finally:
        path.write_bytes(before)


def test_a_published_chain_only_grows(written: Newsroom) -> None:
    chain = out(written) / "data" / "chain.jsonl"
    before = chain.read_bytes()
    chain.write_bytes(before.replace(b"Dent", b"Bent"))
    with written.app() as app:
        app.renew_site()
        assert "is not the beginning of what the record says now" in current(app.store)["site"]
        assert b"Bent" in chain.read_bytes()
        chain.write_bytes(before)
        app.renew_site()
        assert "site" not in current(app.store)


def test_a_poll_with_news_renews_the_site_and_publishes_it(tmp_path: Path) -> None:
    room = a_room(tmp_path, f"""{SITE}after = "sh -c 'cat index.html | wc -c >> ../published'"\n""")
    with room.app() as app:
        ordered(app, "check", status=Exit.FINE)
    published = tmp_path / "published"
    assert len(published.read_text().splitlines()) == 1
    room.at += timedelta(minutes=15)
    with room.app() as app:
        ordered(app, "check", status=Exit.FINE)
        app.renew_site()
    assert len(published.read_text().splitlines()) == 1  # nothing was new
    room.ice.post(lists(*EVERYBODY, sheriff("Dent")))
    with room.app() as app:
        ordered(app, "check", status=Exit.FINE)
    assert len(published.read_text().splitlines()) == 2


def test_an_event_that_changes_no_agreement_has_its_page_as_soon_as_the_others(tmp_path: Path) -> None:
    room = a_room(tmp_path)
    with room.app() as app:
        app.renew_site()
        (known, *_) = app.store.register().standings.values()
        posted = event(id="0d0c", kind=EventKind.MOA_POSTED, subject=known.id, agreement=known.agreement)
        app.store.commit(events=[posted])
        app.renew_site()
    assert (out(room) / "events" / "0d0c.html").is_file()


def test_what_could_not_be_published_is_told_once_and_tried_again(tmp_path: Path) -> None:
    room = a_room(tmp_path, f"""{SITE}after = "sh -c 'test -e ../net || {{ echo no route >&2; exit 7; }}'"\n""")
    with room.app() as app:
        app.renew_site()
        app.renew_site()
        app.deliver()
        assert current(app.store)["site"].endswith("ended with status 7: no route.")
        assert (room.config.watch.folder / UNPUBLISHED).exists()
    assert "\n".join(room.printed).count("can't renew its site") == 1
    (tmp_path / "net").touch()
    with room.app() as app:
        app.renew_site()
        assert current(app.store) == {}
    assert not (room.config.watch.folder / UNPUBLISHED).exists()


def test_a_fault_in_a_page_costs_no_poll(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    room = a_room(tmp_path)

    def breaks(*_: object) -> None:
        raise KeyError("county")

    with monkeypatch.context() as patch, room.app() as app:
        patch.setattr("bot.site.renew.write", breaks)
        ordered(app, "check", status=Exit.FINE)
        assert "Please report it" in current(app.store)["site"]


def test_a_folder_that_cant_be_written_is_told_of(tmp_path: Path) -> None:
    room = a_room(tmp_path, SITE.replace('"out"', '"file/out"'))
    (tmp_path / "file").write_text("no folder")
    with room.app() as app:
        app.renew_site()
        assert "could not be written" in current(app.store)["site"]


def test_without_a_folder_the_verb_says_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room = a_room(tmp_path, DESK)
    assert verb(room, "site") == Exit.USAGE
    assert "Name the folder" in capsys.readouterr().err
    assert verb(room, "serve", str(tmp_path)) == Exit.USAGE
    assert "has no site" in capsys.readouterr().err


@pytest.fixture
def served(written: Newsroom) -> Iterator[http.client.HTTPConnection]:
    with serving(out(written), 0) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        connection = http.client.HTTPConnection("127.0.0.1", server.server_address[1], timeout=10)
        yield connection
        connection.close()
        server.shutdown()
        thread.join()


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    return answer, answer.read()


def test_what_is_unchanged_is_not_sent_twice(served: http.client.HTTPConnection) -> None:
    for path in ("/", "/states/missouri.html", "/feeds/nation.atom"):
        answer, body = ask(served, path)
        assert (answer.status, bool(body)) == (200, True)
        again, nothing = ask(served, path, If_None_Match=answer.headers["ETag"])
        assert (again.status, nothing, again.headers["ETag"]) == (304, b"", answer.headers["ETag"])
        assert ask(served, path, If_None_Match='"other"')[0].status == 200


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/feeds/nation.rss", "application/rss+xml"),
        ("/feeds/nation.atom", "application/atom+xml"),
        ("/feeds/nation.json", "application/json"),
        ("/assets/site.js", "text/javascript"),
    ],
)
def test_each_file_has_its_type(served: http.client.HTTPConnection, path: str, kind: str) -> None:
    assert ask(served, path)[0].headers["Content-Type"].startswith(kind)


@pytest.mark.parametrize(
    "path", ["/nothing.html", f"/{MANIFEST}", "/states/", "/../config.toml", "/%2e%2e/config.toml"]
)
def test_nothing_but_the_sites_own_files_is_shown(served: http.client.HTTPConnection, path: str) -> None:
    assert ask(served, path)[0].status == 404


def test_pictures_and_parquet_come_with_their_libraries_alone(
    written: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.site.renew.find_spec", find_spec)
    folder = tmp_path / "whole"
    assert verb(written, "site", str(folder)) == Exit.FINE
    assert (folder / "cards" / "missouri.png").read_bytes().startswith(b"\x89PNG")
    assert "cards/missouri.png" in (folder / "states" / "missouri.html").read_text()
    assert (folder / "data" / "events.parquet").read_bytes().startswith(b"PAR1")
    monkeypatch.setattr("bot.site.renew.find_spec", lambda _: None)
    assert verb(written, "site", str(tmp_path / "bare")) == Exit.FINE
    bare = files(tmp_path / "bare")
    assert not [path for path in bare if path.endswith((".png", ".parquet"))]
    assert ".png" not in (tmp_path / "bare" / "states" / "missouri.html").read_text()
    assert "parquet" not in (tmp_path / "bare" / "downloads.html").read_text()


def test_a_list_that_was_held_back_keeps_its_page_and_the_reason_in_each_language(tmp_path: Path) -> None:
    room = a_room(tmp_path, f'{SITE}languages = ["en", "es"]\n')
    good = lists(*EVERYBODY)["Participating Agencies"]
    room.ice.post({"Participating Agencies": good, "Pending Agencies": lists(*KANSAS)["Participating Agencies"]})
    (held,) = room.poll().holds
    room.sees(*EVERYBODY, sheriff("Dent"))
    with room.app() as app:
        assert app.store.holds() == {}
        app.renew_site()
    (page,) = (out(room) / "lists").glob(f"*{held.suspicion.workbook.sha256[:8]}.html")
    assert held.suspicion.reason.split("'")[0] in page.read_text()
    assert 'class="caution"' in page.read_text()
    assert "El enlace de ICE a la lista de pendientes lleva a" in (out(room) / "es" / "lists" / page.name).read_text()
    assert "Held back now" not in (out(room) / "changes" / "index.html").read_text()
    assert page.name in (out(room) / "changes" / "index.html").read_text()


def test_a_law_lacks_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    room = a_room(tmp_path)
    text = room.config.path.read_text()
    room.config.path.write_text(f'{text}[[site.law]]\nstate = "Maryland"\nsince = "soon"\n')
    assert verb(room, "site") == Exit.USAGE
    said = capsys.readouterr().err
    assert '"soon" is no day' in said
    assert "words: is missing" in said


def test_alerts_past_ones_and_digests_lead_to_the_page_of_each_event(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    room = a_room(tmp_path, SITE.replace("terminal = true", 'terminal = true\ndigest = "weekly"'))
    (signed,) = room.sees(*EVERYBODY, sheriff("Dent")).events
    address = f"https://record.example.org/events/{signed.id}.html"
    assert f"evidence: {address}" in "\n".join(room.printed)
    assert "watch287g why" not in "\n".join(room.printed)
    assert verb(room, "preview", "all") == Exit.FINE
    assert f"evidence: {address}" in capsys.readouterr().out
    with room.app() as app:
        app.digest()
        room.at += timedelta(weeks=1)
        room.printed.clear()
        app.digest()
        app.deliver()
        assert f"evidence: {address}" in "\n".join(room.printed)
        app.renew_site()
    assert (out(room) / "events" / f"{signed.id}.html").is_file()
