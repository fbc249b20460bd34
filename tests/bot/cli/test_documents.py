from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.cli.main import run
from tests.bot.documents.desk import PETTIS, WEBSTER, Archivist, read_here, with_moa
from tests.bot.newsroom import KANSAS
from tests.pdfs import Form, agreement

OTHER = Form(revised="03/07/2025", pages=4, title="287(g) Jail Enforcement Model")


@pytest.fixture(scope="module")
def bot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Archivist]:
    """A bot that keeps two copies of Webster's document, of which the newer is for another model, and lacks Ellis'."""
    with pytest.MonkeyPatch.context() as patch:
        read_here(patch)
        yield _bot(tmp_path_factory)


def _bot(tmp_path_factory: pytest.TempPathFactory) -> Archivist:
    bot = Archivist(tmp_path_factory.mktemp("bot"))
    bot.library.files["webster.pdf"] = agreement()
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS, with_moa(KANSAS[0], "ellis.pdf"))
    bot.steps()
    bot.library.files["webster.pdf"] = agreement(OTHER)
    bot.days(8)
    return bot


def said(bot: Archivist, capsys: pytest.CaptureFixture[str], *words: str) -> str:
    assert run(["documents", *words, "--config", str(bot.config.path)], {}) == 0
    return capsys.readouterr().out


def test_the_list_has_a_line_for_each_document_that_a_row_links(
    bot: Archivist, capsys: pytest.CaptureFixture[str]
) -> None:
    kansas, missouri = said(bot, capsys, "list").splitlines()
    assert kansas.startswith("KS Ellis County Sheriff's Office (TFM): not had yet. The document (https://www.ice.gov")
    assert "4 pages, 2 copies" in missouri
    assert said(bot, capsys, "list", "--failing").splitlines() == [kansas]
    assert said(bot, capsys, "list", "--odd").splitlines() == [missouri]
    assert said(bot, capsys, "list", "--state", "TX").startswith("No document is on record.")
    assert "Jail" not in said(bot, capsys, "list", "--format", "csv").splitlines()[1]


def test_what_is_known_of_an_agencys_documents_is_shown_with_pages_and_words(
    bot: Archivist, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = said(bot, capsys, "show", "webster", "county", "--picture", str(tmp_path / "signed.png"))
    for line in (
        "Webster County Sheriff's Office, MO, TFM: MOA",
        "agency: “Webster County Sheriff's Office” (page 1)",
        "model: “Task Force Model” (page 1)",
        "form: revised “03/07/2025” (page 1)",
        "for LEA: Ann B. Smith, Sheriff, dated “March 5, 2025” = 2025-03-05 (page 4)",
        "signatures: page 4; see --picture",
        "ICE's row says model “Task Force Model”, the document “Jail Enforcement Model” (page 1)",
    ):
        assert line in text
    assert (tmp_path / "signed.png").read_bytes().startswith(b"\x89PNG")


def test_two_copies_are_compared_and_their_pages_shown_side_by_side(
    bot: Archivist, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    text = said(bot, capsys, "diff", "webster", "--pictures", str(tmp_path / "pages"))
    assert "3 pages, revised 02/12/2025" in text
    assert "4 pages, revised 03/07/2025" in text
    assert "pages that look different: 1, 3, 4" in text
    assert len(list((tmp_path / "pages").glob("*.png"))) == 3
    assert "nothing to compare" in said(bot, capsys, "diff", "ellis")


def test_documents_are_exported_under_names_for_people(
    bot: Archivist, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    assert said(bot, capsys, "export", str(tmp_path / "out")).startswith("2 documents in")
    names = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert names[0].startswith("MO Webster County Sheriff's Office TFM moa 2026-01-06 ")
    assert names[-1] == "documents.csv"
    assert run(["documents", "export", str(tmp_path / "out"), "--config", str(bot.config.path)], {}) == 2


def test_status_says_how_far_fetching_is_and_what_contradicts(
    bot: Archivist, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["status", "--config", str(bot.config.path)], {}) == 0
    text = capsys.readouterr().out
    assert "Documents: 1 of 2 files that ICE links, 2 distinct documents kept" in text
    assert "No document behind 1 link now" in text
    assert "MO Webster County Sheriff's Office: ICE's row says model “Task Force Model”, the document “Jail" in text


def test_why_shows_both_copies_with_their_checksums(bot: Archivist, capsys: pytest.CaptureFixture[str]) -> None:
    (event,) = bot.events()
    assert event.document is not None
    assert run(["why", event.id, "--config", str(bot.config.path)], {}) == 0
    text = capsys.readouterr().out
    assert f"  before, sha256 {event.document.before}" in text
    assert f"  now, sha256 {event.document.sha256}" in text
    assert "pages that look different: 1, 3, 4" in text
    assert run(["events", "--format", "jsonl", "--config", str(bot.config.path)], {}) == 0
    assert '"pages_that_differ": [1, 3, 4]' in capsys.readouterr().out


def test_fetching_by_hand_says_where_it_is_not_wished_for(
    bot: Archivist, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    off = tmp_path / "config.toml"
    off.write_text(bot.config.path.read_text().replace("fetch = true", "fetch = false"))
    assert run(["documents", "fetch", "--config", str(off)], {}) == 0
    assert "fetch = false" in capsys.readouterr().out
