"""One request to a service: what it says of waiting, and what nobody waits for."""

import pytest

from notifiers.delivery import DeliveryError, Retry
from notifiers.posts.web import Answer, Web
from tests.doubles.stands import STANDS
from tests.doubles.web import Fault, WebDouble

NOW = "Thu, 06 Nov 2025 15:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "90"}, 90),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "-3"}, 0),
        ({"retry-after": "1e9"}, 86_400),
        ({"retry-after": "Thu, 06 Nov 2025 15:02:00 GMT", "date": NOW}, 120),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "soon"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset-after": "2.5"}, 2.5),
        ({"x-ratelimit-remaining": "3", "x-ratelimit-reset-after": "2.5"}, None),
        ({"x-ratelimit-remaining": "0", "x-ratelimit-reset": "2025-11-06T15:05:00.000Z", "date": NOW}, 300),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_way_that_services_say_it(
    headers: dict[str, str], wait: float | None
) -> None:
    assert Answer(status=429, headers=headers).wait == wait


def test_an_answer_without_an_end_is_left_alone() -> None:
    with WebDouble() as web, STANDS["terminal"]() as stand:
        web.fail(Fault(body="x" * 1_100_000))
        with pytest.raises(DeliveryError, match="may have arrived") as raised:
            Web("A service", stand.here()).ask("POST", web.address, document={})
        assert raised.value.retry is Retry.UNKNOWN


def test_an_address_that_is_none_pauses_the_place_and_is_not_told() -> None:
    with STANDS["terminal"]() as stand, pytest.raises(DeliveryError) as raised:
        Web("A service", stand.here()).ask("POST", "secret:nonsense", document={})
    assert raised.value.retry is Retry.PAUSE
    assert "nonsense" not in str(raised.value)
