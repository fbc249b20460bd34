from pathlib import Path

import pytest

from bot.site.record import site_record
from bot.site.renew import about, write
from state.files.kept import DocumentArchive
from tests.bot.documents.desk import FETCHING, PETTIS, WEBSTER, Archivist, read_here, with_moa
from tests.pdfs import Form, agreement


def test_an_event_about_a_document_has_its_copies_and_its_signatures_where_the_site_serves_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    bot = Archivist(tmp_path, f"{FETCHING}\n[site]\ndocuments = true\n")
    bot.library.files["webster.pdf"] = agreement()
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS)
    bot.steps()
    bot.library.files["webster.pdf"] = agreement(Form(pages=4))
    (event,) = bot.days(8)
    assert event.document is not None
    with bot.record() as store:
        write(store, bot.config, tmp_path / "site")
        archive = DocumentArchive(store.folder)
        assert site_record(store, about(bot.config)).documents == frozenset()
    page = (tmp_path / "site" / "events" / f"{event.id}.html").read_text("utf-8")
    assert "document replaced" in page
    for sha256 in (event.document.sha256, event.document.before):
        copy, picture = (tmp_path / "site" / "documents" / f"{sha256}.{end}" for end in ("pdf", "png"))
        assert copy.read_bytes() == archive.read(sha256)
        assert picture.read_bytes() == archive.picture(sha256).read_bytes()
        assert f"documents/{sha256}.pdf" in page
        assert f'src="../documents/{sha256}.png"' in page
