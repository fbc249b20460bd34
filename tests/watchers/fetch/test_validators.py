import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchers.fetch.page import Link
from watchers.fetch.validators import Seen, SourceMarks
from watchers.model.agreement import ListKind

seen = st.builds(
    Seen,
    url=st.text(),
    sha256=st.text(),
    name=st.text(),
    etag=st.none() | st.text(),
    last_modified=st.none() | st.text(),
)
links = st.builds(Link, url=st.text(), text=st.text(), expected=st.none() | st.sampled_from(ListKind))


@given(
    st.builds(
        SourceMarks,
        page=st.none() | seen,
        links=st.lists(links, max_size=2).map(tuple),
        files=st.lists(seen, max_size=2).map(tuple),
    )
)
def test_marks_come_back_from_json_as_they_went(marks: SourceMarks) -> None:
    assert SourceMarks.from_json(json.loads(json.dumps(marks.to_json()))) == marks


def test_an_empty_object_is_marks_of_a_source_never_fetched() -> None:
    assert SourceMarks.from_json({}) == SourceMarks()


@pytest.mark.parametrize(
    ("header", "modified"),
    [
        ("Wed, 26 Aug 2026 01:49:33 GMT", datetime(2026, 8, 26, 1, 49, 33, tzinfo=UTC)),
        ("Wed, 26 Aug 2026 01:49:33 -0400", datetime(2026, 8, 26, 5, 49, 33, tzinfo=UTC)),
        ("Wed, 26 Aug 2026 01:49:33 -0000", datetime(2026, 8, 26, 1, 49, 33, tzinfo=UTC)),
        ("yesterday", None),
        (None, None),
    ],
)
def test_last_modified_is_a_time_in_utc_or_nothing(header: str | None, modified: datetime | None) -> None:
    assert Seen(url="u", sha256="h", last_modified=header).modified == modified
