from pathlib import Path

import pytest

from bot.site.renew import write
from state.files.documents import DocumentArchive
from tests.bot.documents.desk import FETCHING, PETTIS, WEBSTER, Archivist, with_moa
from tests.pdfs import Form, agreement


@pytest.mark.parametrize("served", [True, False])
def test_an_event_about_a_document_has_its_copies_and_its_signatures_where_the_site_serves_them(
    tmp_path: Path, *, served: bool
) -> None:
    bot = Archivist(tmp_path, f"{FETCHING}\n[site]\ndocuments = {str(served).lower()}\n")
    bot.library.files["webster.pdf"] = agreement()
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS)
    bot.steps()
    bot.library.files["webster.pdf"] = agreement(Form(pages=4))
    (event,) = bot.days(8)
    assert event.document is not None
    with bot.record() as store:
        write(store, bot.config, tmp_path / "site")
        archive = DocumentArchive(store.folder)
    page = (tmp_path / "site" / "events" / f"{event.id}.html").read_text("utf-8")
    assert "document replaced" in page
    for sha256 in (event.document.sha256, event.document.before):
        copy, picture = (tmp_path / "site" / "documents" / f"{sha256}.{end}" for end in ("pdf", "png"))
        assert (copy.is_file(), picture.is_file()) == (served, served)
        assert (f"documents/{sha256}.pdf" in page, f'src="../documents/{sha256}.png"' in page) == (served, served)
        assert not served or copy.read_bytes() == archive.read(sha256)
