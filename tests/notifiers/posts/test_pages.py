"""Messages parted where a service's limit is: laws for any text, and what stands above and below each part."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifiers.posts.pages import Chunk, paged, parted
from notifiers.posts.post import plain
from notifiers.text.marked import Piece, Run, Style

LIST = "https://www.ice.gov/doclib/list.xlsx"


def size(piece: Piece) -> int:
    return len(piece.text) + 1


def _items(texts: list[str]) -> tuple[Piece, ...]:
    return tuple(Piece.of(Style.ITEM, text) for text in texts)


TEXTS = st.text(alphabet="ab \n", min_size=1, max_size=300)
CHUNKS = st.lists(
    st.builds(
        lambda items, head, foot: Chunk(
            items=_items(items),
            head=_items([head]) if head else (),
            continued=_items([f"{head}, more"]) if head else (),
            foot=_items([foot]) if foot else (),
        ),
        st.lists(TEXTS, min_size=1, max_size=6),
        st.sampled_from(["", "Head"]),
        st.sampled_from(["", "Foot"]),
    ),
    max_size=5,
)


def _letters(text: str) -> str:
    return "".join(text.split())


@given(CHUNKS, st.integers(100, 400), st.integers(10, 100))
def test_no_page_is_too_large_and_nothing_is_lost_or_out_of_order(chunks: list[Chunk], most: int, first: int) -> None:
    pages = paged(chunks, size, first=first, most=most)
    assert all(sum(map(size, page)) <= (most if place else first) for place, page in enumerate(pages))
    above = {"Head", "Head, more", "Foot"}
    told = [_letters(piece.text) for page in pages for piece in page if piece.text not in above]
    wanted = [_letters(item.text) for chunk in chunks for item in chunk.items if item.text not in above]
    assert "".join(told) == "".join(wanted)


def test_a_later_part_of_a_section_says_so_and_has_its_caution_too() -> None:
    head, more, foot = (
        Piece.of(Style.HEADING, text) for text in ("Gone (3)", "Gone (3), continued", "Nobody knows why.")
    )
    chunk = Chunk(items=_items(["one" * 9, "two" * 9, "three" * 9]), head=(head,), continued=(more,), foot=(foot,))
    pages = paged([chunk], size, first=85, most=85)
    assert [[piece.text for piece in page] for page in pages] == [
        ["Gone (3)", "one" * 9, "two" * 9, "Nobody knows why."],
        ["Gone (3), continued", "three" * 9, "Nobody knows why."],
    ]


def test_a_piece_is_parted_between_words_its_links_whole_and_its_marks_kept() -> None:
    runs = (Run(text="A long name", is_bold=True), Run(text=" and more words "), Run(text="a link here", url="https:x"))
    found = list(parted(Piece(style=Style.ITEM, runs=runs), size, 16))
    assert [piece.text for piece in found] == ["A long name and", "more words ", "a link here"]
    assert found[0].runs == (Run(text="A long name", is_bold=True), Run(text=" and"))
    assert found[2].runs == (runs[2],)


@pytest.mark.parametrize(
    ("label", "printed"),
    [
        ("list.xlsx", f"{LIST}"),
        ("before: list.xlsx", f"before: {LIST}"),
        ("antes: list.xlsx", f"antes: {LIST}"),
        ("row 12", f"row 12 {LIST}"),
    ],
)
def test_where_an_address_shows_the_name_it_is_not_printed_twice_in_any_language(label: str, printed: str) -> None:
    assert plain(Piece(style=Style.QUIET, runs=(Run(text=label, url=LIST),))) == printed
