from datetime import UTC, datetime

import pytest

from watchers.fetch.validators import Seen


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
