"""Which of the saved workbooks were current when."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.poll.saved_workbooks import BackfillError, SavedPublication, saved_publications
from tests.bot.newsroom import EVERYBODY
from tests.bot.saving import PENDING, save
from watchers.model.agreement import ListKind


def order(folder: Path) -> list[tuple[str, list[str]]]:
    publications, sentence = saved_publications(folder)
    assert "worked out from the days in the files' names" in sentence
    return [(f"{p.at:%Y-%m-%d}", [path.name for path in p.files.values()]) for p in publications]


def test_a_plain_folder_is_put_in_order_by_the_days_in_the_names(tmp_path: Path) -> None:
    for name in ("Agencies01062026am", "Agencies01052026pm", "Agencies_20260105"):
        save(tmp_path / f"participating{name}.xlsx", *EVERYBODY, made="2026-01-06T12:00:00Z")
    save(tmp_path / "pending" / "pendingAgencies01052026mid.XLSX", kind=PENDING, made="2026-01-05T12:00:00Z")
    assert order(tmp_path) == [
        ("2026-01-05", ["participatingAgencies_20260105.xlsx"]),
        ("2026-01-05", ["participatingAgencies_20260105.xlsx", "pendingAgencies01052026mid.XLSX"]),
        ("2026-01-05", ["participatingAgencies01052026pm.xlsx", "pendingAgencies01052026mid.XLSX"]),
        ("2026-01-06", ["participatingAgencies01062026am.xlsx", "pendingAgencies01052026mid.XLSX"]),
    ]


def test_a_year_typed_wrong_in_a_name_is_put_right_by_the_workbook_itself(tmp_path: Path) -> None:
    save(tmp_path / "participatingAgencies12302025pm.xlsx", *EVERYBODY, made="2025-12-30T20:00:00Z")
    save(tmp_path / "participatingAgencies01052025pm.xlsx", *EVERYBODY, made="2026-01-05T20:00:00Z")
    assert [at for at, _ in order(tmp_path)] == ["2025-12-30", "2026-01-05"]


def test_a_name_without_a_day_is_placed_by_when_the_workbook_was_saved(tmp_path: Path) -> None:
    save(tmp_path / "participatingAgencies.xlsx", *EVERYBODY, made="2026-01-04T20:00:00Z")
    save(tmp_path / "participatingAgencies01052026pm.xlsx", *EVERYBODY, made="2026-01-05T20:00:00Z")
    bare = tmp_path / "participating.xlsx"
    bare.write_bytes(b"no workbook at all")
    os.utime(bare, (0, datetime(2026, 1, 3, tzinfo=UTC).timestamp()))
    assert [at for at, _ in order(tmp_path)] == ["2026-01-03", "2026-01-04", "2026-01-05"]


@pytest.mark.parametrize(
    ("listing", "said"),
    [
        ("{", "can't be read"),
        ("[]", "names no publication"),
        ("[5]", "can't be read"),
        ('[{"participating": "a.xlsx"}]', "KeyError"),
        ('[{"published_at": "yesterday", "participating": "a.xlsx"}]', "yesterday"),
        ('[{"published_at": "2026-01-05", "participating": 5}]', "can't be read"),
    ],
)
def test_a_publications_json_that_is_not_understood_is_named(tmp_path: Path, listing: str, said: str) -> None:
    (tmp_path / "publications.json").write_text(listing, "utf-8")
    with pytest.raises(BackfillError, match=r"publications\.json") as caught:
        saved_publications(tmp_path)
    assert said in str(caught.value)


def test_a_folder_without_lists_and_a_folder_that_is_none_are_named(tmp_path: Path) -> None:
    with pytest.raises(BackfillError, match=r"neither publications\.json nor workbooks"):
        saved_publications(tmp_path)
    with pytest.raises(BackfillError, match="is no folder"):
        saved_publications(tmp_path / "nowhere")


def test_a_publication_time_without_an_offset_is_utc(tmp_path: Path) -> None:
    (tmp_path / "publications.json").write_text('[{"published_at": "2026-01-05", "participating": "a.xlsx"}]', "utf-8")
    assert saved_publications(tmp_path)[0] == [
        SavedPublication(at=datetime(2026, 1, 5, tzinfo=UTC), files={ListKind.PARTICIPATING: tmp_path / "a.xlsx"})
    ]


@pytest.mark.archive
def test_the_order_of_ices_own_files_is_worked_out_without_their_listing(archive: Path, tmp_path: Path) -> None:
    for file in archive.glob("p*/*.xlsx"):
        link = tmp_path / file.parent.name / file.name
        link.parent.mkdir(exist_ok=True)
        link.symlink_to(file)
    listed, worked_out = saved_publications(archive)[0], saved_publications(tmp_path)[0]
    for kind in ListKind:
        assert _first_seen(worked_out, kind) == _first_seen(listed, kind)


def _first_seen(publications: list[SavedPublication], kind: ListKind) -> list[str]:
    return list(dict.fromkeys(p.files[kind].name for p in publications if kind in p.files))
