import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.backfill import Backfilled, BackfillError, SavedPublication, backfill, saved_publications
from state.store import open_store, read_store
from tests.bot.newsroom import EVERYBODY, MISSOURI, Newsroom, Row, lists, sheriff, told
from tests.workbooks import edited
from watchers.agreement import ListKind
from watchers.event import EventKind
from watchers.rules import SecondLook

PARTICIPATING, PENDING = "Participating Agencies", "Pending Agencies"
WEBSTER = str(MISSOURI[0][1])


def save(path: Path, *rows: Row, kind: str = PARTICIPATING, made: str = "") -> Path:
    """A saved workbook with these rows; `made` is when Excel says that it was last saved."""
    content = lists(*(rows if kind == PARTICIPATING else ()), waiting=() if kind == PARTICIPATING else rows)[kind]
    if made:
        content = edited(content, "docProps/core.xml", lambda xml: _made(xml, made))
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def _made(xml: str, at: str) -> str:
    before, _, rest = xml.partition('<dcterms:modified xsi:type="dcterms:W3CDTF">')
    return f'{before}<dcterms:modified xsi:type="dcterms:W3CDTF">{at}{rest[rest.index("<") :]}'


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    """A folder with a publications.json: an agency pends, signs, and another one leaves."""
    folder = tmp_path / "saved"
    save(folder / "a.xlsx", *EVERYBODY)
    save(folder / "b.xlsx", *EVERYBODY, sheriff("Osage"))
    save(folder / "c.xlsx", *EVERYBODY[1:], sheriff("Osage"))
    save(folder / "d.xlsx", *EVERYBODY[1:], sheriff("Osage"), sheriff("Cole"))
    save(folder / "p.xlsx", sheriff("Osage"), kind=PENDING)
    save(folder / "q.xlsx", kind=PENDING)
    days = [("05", "a", "p"), ("06", "b", "q"), ("07", "c", "q"), ("09", "d", None)]
    listing = [
        {
            "published_at": f"2026-01-{day}T09:00:00-06:00",
            "participating": f"{one}.xlsx",
            "pending": two and f"{two}.xlsx",
        }
        for day, one, two in days
    ]
    (folder / "publications.json").write_text(json.dumps(listing), "utf-8")
    return folder


def build(state: Path, saved: Path) -> Backfilled:
    with open_store(state, holder="a test") as store:
        return backfill(store, saved_publications(saved)[0], rules=SecondLook())


def recorded(state: Path) -> list[tuple[str, str, str]]:
    with read_store(state) as store:
        return [(f"{e.observed_at:%d}", e.kind.value, e.agreement.agency) for e in store.events()]


def test_the_history_is_built_from_what_publications_json_names(tmp_path: Path, saved: Path) -> None:
    done = build(tmp_path / "var", saved)
    assert (done.publications, done.skipped, done.held) == (4, 0, ())
    assert recorded(tmp_path / "var") == [
        ("06", "signed", "Osage County Sheriff's Office"),
        ("07", "missing", WEBSTER),
        ("09", "signed", "Cole County Sheriff's Office"),
        ("09", "withdrawn", WEBSTER),
    ]
    assert done.events == 4
    with read_store(tmp_path / "var") as store:
        assert {event.observed_at.isoformat() for event in store.events(kinds={EventKind.WITHDRAWN})} == {
            "2026-01-09T09:00:00-06:00"
        }
        assert store.owed() == []
        assert len(store.fetched()) == 6


def test_publications_are_taken_in_by_their_time_whatever_their_place_in_the_file(tmp_path: Path, saved: Path) -> None:
    listing = saved / "publications.json"
    listing.write_text(json.dumps(json.loads(listing.read_text("utf-8"))[::-1]), "utf-8")
    build(tmp_path / "var", saved)
    assert [kind for _, kind, _ in recorded(tmp_path / "var")] == ["signed", "missing", "signed", "withdrawn"]


def test_running_it_again_does_nothing(tmp_path: Path, saved: Path) -> None:
    build(tmp_path / "var", saved)
    before = (tmp_path / "var" / "state.json").read_bytes()
    done = build(tmp_path / "var", saved)
    assert (done.publications, done.skipped, done.events) == (0, 4, 0)
    assert (tmp_path / "var" / "state.json").read_bytes() == before


def test_a_broken_file_is_named_and_what_came_before_it_is_kept(tmp_path: Path, saved: Path) -> None:
    whole = (saved / "c.xlsx").read_bytes()
    (saved / "c.xlsx").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BackfillError, match=r"At 2026-01-07T09:00:00-06:00 \(c\.xlsx, q\.xlsx\): c\.xlsx"):
        build(tmp_path / "var", saved)
    assert [kind for _, kind, _ in recorded(tmp_path / "var")] == ["signed"]
    (saved / "c.xlsx").write_bytes(whole)
    assert build(tmp_path / "var", saved).publications == 2
    assert [kind for _, kind, _ in recorded(tmp_path / "var")] == ["signed", "missing", "signed", "withdrawn"]


def test_a_missing_file_is_named(tmp_path: Path, saved: Path) -> None:
    (saved / "b.xlsx").unlink()
    with pytest.raises(BackfillError, match=r"At 2026-01-06.*b\.xlsx"):
        build(tmp_path / "var", saved)


def test_a_list_that_can_not_be_trusted_is_held_and_said(tmp_path: Path, saved: Path) -> None:
    (saved / "c.xlsx").write_bytes((saved / "a.xlsx").read_bytes())
    (held,) = build(tmp_path / "var", saved).held
    assert held.startswith("2026-01-07T09:00:00-06:00: c.xlsx is, byte for byte, a list that ICE had already replaced")


def test_nobody_is_told_of_what_came_in_a_long_gap_after_the_history(tmp_path: Path, saved: Path) -> None:
    room = Newsroom(tmp_path)
    build(room.config.watch.folder, saved)
    room.at = datetime(2026, 6, 1, tzinfo=UTC)
    checked = room.sees(*EVERYBODY[1:], sheriff("Osage"), sheriff("Cole"), sheriff("Dent"))
    assert (checked.caught_up, told(checked), room.owed()) == (True, {}, [])


def test_what_follows_a_history_at_once_is_told(tmp_path: Path, saved: Path) -> None:
    room = Newsroom(tmp_path)
    build(room.config.watch.folder, saved)
    room.at = datetime(2026, 1, 9, 16, tzinfo=UTC)
    checked = room.sees(*EVERYBODY[1:], sheriff("Osage"), sheriff("Cole"), sheriff("Dent"))
    assert told(checked) == {"missouri": ["Dent County Sheriff's Office"]}


def test_a_history_cut_short_by_a_broken_file_leaves_the_gap_silent_too(tmp_path: Path, saved: Path) -> None:
    room = Newsroom(tmp_path)
    (saved / "c.xlsx").write_bytes(b"PK")
    with pytest.raises(BackfillError):
        build(room.config.watch.folder, saved)
    room.at = datetime(2026, 6, 1, tzinfo=UTC)
    checked = room.sees(*EVERYBODY, sheriff("Osage"), sheriff("Dent"))
    assert (checked.caught_up, told(checked), len(checked.events)) == (True, {}, 1)


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
