"""What is said to be read, on invented documents. The real ones: `test_archive.py`."""

from dataclasses import replace
from datetime import date

import pytest

from tests.pdfs import Form, Line, Party, Sheet, agreement, pdf
from watchers.documents import reader
from watchers.documents.pdf import NoDocumentError
from watchers.documents.read import day_of, is_name
from watchers.model.agreement import Model
from watchers.model.document import Layer, Reading


def read(form: Form) -> Reading:
    """What an invented agreement says; read here, for the process of its own is `test_reader.py`'s matter."""
    return reader._read(agreement(form))


def test_what_is_typed_is_read_with_its_page() -> None:
    found = read(Form())
    assert found.agency is not None
    assert (found.agency.words, found.agency.page) == ("Webster County Sheriff's Office", 1)
    assert (found.model, found.pages, found.layer) == (Model.TFM, 3, Layer.TYPED)
    lea, ice = found.signers
    assert lea.name
    assert lea.title
    assert lea.signed
    assert (lea.party, lea.name.words, lea.title.words, lea.name.page) == ("LEA", "Ann B. Smith", "Sheriff", 3)
    assert (lea.signed.words, lea.signed.day) == ("March 5, 2025", date(2025, 3, 5))
    assert ice.name
    assert ice.signed
    assert (ice.party, ice.name.words, ice.signed.day) == ("ICE", "Todd M. Lyons", date(2025, 3, 10))
    assert found.revised is not None
    assert found.revised.day == date(2025, 2, 12)
    assert found.block is not None
    assert found.block.page == 3


@pytest.mark.parametrize(
    "form", [Form(mode=3, scan=True), Form(mode=3), Form(scan=True), Form(creator="RICOH IM C2500")]
)
def test_nothing_that_a_machine_read_is_said_but_the_model(form: Form) -> None:
    """Unseen letters, letters over a picture, and all that a scanner wrote: names and dates there may be wrong."""
    found = read(form)
    assert found.agency is None
    assert found.signers == ()
    assert found.revised is None
    assert found.model is Model.TFM
    assert found.agency_seen == "Webster County Sheriff's Office"
    assert found.block is not None


@pytest.mark.parametrize(
    ("title", "model"),
    [
        ("287(g) Jail Enforcement Model", Model.JEM),
        ("Warrant Service Officer Program", Model.WSO),
        ("287(g) Tribal Task Force Model", None),
        ("", None),
        ("Task Force Model and Jail Enforcement Model", None),
    ],
)
def test_the_model_is_that_of_the_title_alone(title: str, model: Model | None) -> None:
    assert read(Form(title=title)).model is model


def test_a_title_typed_near_an_empty_name_is_no_name() -> None:
    lines = [(x, y, text) for x, y, text in _lines(Form(lea=Party(title="")), 2) if text]
    near: Line = (105, 463, "Mayor Pro Tem")
    found = reader._read(pdf(Sheet(lines=_lines(Form(), 0)), Sheet(lines=[*lines, near])))
    lea = next((s for s in found.signers if s.party == "LEA"), None)
    assert lea is None or lea.name is None


def test_a_name_whose_first_word_is_not_typed_is_none() -> None:
    assert read(Form(agency="County Sheriff's Office")).agency is None
    found = read(Form(agency="City of Rolla Police Department"))
    assert found.agency is not None
    assert found.agency.words == "City of Rolla Police Department"


def test_a_form_that_is_not_signed_names_nobody() -> None:
    found = read(Form(lea=Party(), ice=Party()))
    assert found.signers == ()
    assert found.block is not None


@pytest.mark.parametrize("date_", ["3/5", "this 5th day of March", "March 2025", "13th", "2025.03.05 12:00:01"])
def test_what_is_no_whole_date_is_not_read_as_one(date_: str) -> None:
    assert all(s.signed is None or s.party == "ICE" for s in read(Form(lea=Party(date=date_))).signers)


def test_two_dates_beside_one_label_are_left_to_the_eye() -> None:
    form = Form()
    first, *rest = [_lines(form, page) for page in (0, 2)]
    crowded = [*rest[0], (150.0, 541.0, "March 6, 2025")]
    found = reader._read(pdf(Sheet(lines=first), Sheet(lines=crowded)))
    assert [(s.party, s.signed is None) for s in found.signers] == [("LEA", True), ("ICE", False)]


def _lines(form: Form, page: int) -> list[Line]:
    from tests import pdfs

    return list((pdfs._first(form) if page == 0 else pdfs._signed(form)).lines)


def test_a_digital_signatures_own_name_and_time_are_no_signers() -> None:
    lines = _lines(Form(lea=Party(title="Sheriff")), 2)
    stamp: list[Line] = [
        (110, 522, "Digitally signed by"),
        (190, 522, "Joe Q. Public"),
        (190, 512, "Date: 2025.03.05 12:03:24"),
    ]
    found = reader._read(pdf(Sheet(lines=_lines(Form(), 0)), Sheet(lines=[*lines, *stamp])))
    lea = next(s for s in found.signers if s.party == "LEA")
    assert (lea.name, lea.signed) == (None, None)


def test_a_form_whose_own_sentence_is_not_there_letter_by_letter_is_not_believed() -> None:
    """Acrobat can make visible letters of what it read: then its slips are in ICE's own words too."""
    slipped = [(x, y, text.replace("authorized", "autborized")) for x, y, text in _lines(Form(), 2)]
    found = reader._read(pdf(Sheet(lines=_lines(Form(), 0)), Sheet(lines=slipped)))
    assert found.agency is not None
    assert found.signers == ()


def test_an_agency_is_cut_before_its_short_form() -> None:
    found = read(Form(agency="Georgia Department of Public Safety (DPS)"))
    assert found.agency is not None
    assert found.agency.words == "Georgia Department of Public Safety"
    assert read(Form(agency="____________")).agency is None


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("3/20/25", date(2025, 3, 20)),
        ("03-20-2025", date(2025, 3, 20)),
        ("February 24 2025", date(2025, 2, 24)),
        ("Mar. 5, 2025", date(2025, 3, 5)),
        ("13 February 2025", date(2025, 2, 13)),
        ("02/30/2025", None),
        ("Foo 3, 2025", None),
        ("20/3/2025", None),
        ("2/2G/26", None),
    ],
)
def test_a_day_is_read_as_americans_write_it_or_not_at_all(words: str, day: date | None) -> None:
    assert day_of(words) == day


@pytest.mark.parametrize(
    "name", ["Simon J. Blank", "William W. Hitchens, III", "TRAVIS DAUGHERTY", "Sheriff Ann O'Neil"]
)
def test_names_have_the_form_of_names(name: str) -> None:
    assert is_name(name)


@pytest.mark.parametrize(
    "text", ["Acting Director", "Town Manager", "-RKQ 6PLWK", "Mke", "3/20/25", "signed by Ann", "7RGG 0 /\\RQV", ""]
)
def test_other_things_do_not(text: str) -> None:
    assert not is_name(text)


def test_pages_that_look_otherwise_are_found_and_a_missing_one_is_another() -> None:
    one = agreement(Form())
    other = agreement(Form(lea=replace(Form().lea, date="April 9, 2025")))
    assert reader._differing(one, one) == ()
    assert reader._differing(one, other) == (3,)
    assert reader._differing(one, agreement(Form(pages=4)))[-1] == 4


def test_the_picture_of_the_signatures_is_a_png_that_begins_at_them() -> None:
    from watchers.documents.pdf import open_document, render

    found = read(Form())
    assert found.block is not None
    assert 150 < found.block.top < 250
    picture = reader._block(agreement(Form()), found.block)
    assert picture.startswith(b"\x89PNG")
    assert len(picture) < 40_000
    with pytest.raises(NoDocumentError, match="page 9"):
        render(open_document(agreement(Form())), 9, width=100)
