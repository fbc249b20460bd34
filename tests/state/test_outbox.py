from datetime import timedelta
from typing import Any

import pytest

from state.outbox import (
    KEPT_FOR,
    Owed,
    OwedStatus,
    Try,
    doubted,
    dropped,
    failed,
    is_due,
    outlived,
    owed_id,
    requeued,
    retry_later,
    sending,
    unknown,
)
from tests.factories import NOON
from tests.state.rows import DAY, HOUR, RECEIPT, arrived, owed


def made(**over: Any) -> str:
    values: dict[str, Any] = {
        "subscription": "s",
        "destination": "d",
        "occasion": "alert",
        "event_ids": ["a", "b"],
        "part": 0,
    }
    return owed_id(**{**values, **over})


def test_the_same_message_made_again_has_the_same_id() -> None:
    assert made() == made()


@pytest.mark.parametrize(
    "change",
    [{"subscription": "t"}, {"destination": "e"}, {"occasion": "digest"}, {"event_ids": ["a"]}, {"part": 1}],
    ids=lambda change: next(iter(change)),
)
def test_another_message_has_another_id(change: Any) -> None:
    assert made(**change) != made()


def test_a_queued_message_is_due_at_once_and_a_put_off_one_at_its_time() -> None:
    later = retry_later(sending(owed(), NOON), NOON, "Slack is busy.", not_before=NOON + HOUR)
    assert is_due(owed(), NOON)
    assert not is_due(later, NOON + HOUR - timedelta(seconds=1))
    assert is_due(later, NOON + HOUR)


def test_what_is_being_sent_or_is_settled_is_not_due() -> None:
    under_way = sending(owed(), NOON)
    rows = [under_way, arrived(owed()), failed(under_way, NOON, "gone"), dropped(owed(), NOON, "by hand")]
    assert [row.status for row in rows if is_due(row, NOON + DAY)] == []


def test_a_delivered_message_keeps_its_receipt_and_lets_go_of_its_payload() -> None:
    row = arrived(owed())
    assert (row.status, row.receipt, row.payload) == (OwedStatus.DELIVERED, RECEIPT, {})


def test_each_try_is_kept_with_its_time_and_outcome() -> None:
    row = retry_later(sending(owed(), NOON), NOON, "Slack is busy.", not_before=NOON + HOUR)
    row = sending(row, NOON + HOUR)
    assert row.tries == (Try(at=NOON, outcome="Slack is busy."), Try(at=NOON + HOUR))


def test_a_message_in_doubt_stays_in_doubt_until_the_channel_has_it() -> None:
    row = unknown(sending(owed(), NOON), NOON, "The connection died.")
    row = retry_later(sending(row, NOON), NOON, "Slack is busy.", not_before=NOON + HOUR)
    assert (row.status, row.unsure) == (OwedStatus.UNKNOWN, True)
    row = requeued(failed(sending(row, NOON), NOON, "The channel is archived."), NOON)
    assert (row.status, row.unsure) == (OwedStatus.UNKNOWN, True)
    assert not arrived(row).unsure


def test_a_failed_message_is_queued_again_by_hand() -> None:
    row = failed(sending(owed(), NOON), NOON, "The channel is archived.")
    assert requeued(row, NOON).status is OwedStatus.QUEUED


def test_what_was_delivered_cannot_be_sent_again() -> None:
    with pytest.raises(ValueError, match="message m1 is delivered, and can't be queued again"):
        requeued(arrived(owed()), NOON)


def test_a_message_must_be_under_way_to_be_delivered() -> None:
    with pytest.raises(ValueError, match="message m1 is queued"):
        unknown(owed(), NOON, "?")


@pytest.mark.parametrize("row", [owed(), sending(owed(), NOON)], ids=["queued", "sending"])
def test_what_waits_in_an_older_generation_is_in_doubt(row: Owed) -> None:
    assert (doubted(row).status, doubted(row).unsure) == (OwedStatus.UNKNOWN, True)


def test_what_is_settled_in_an_older_generation_stays_settled() -> None:
    assert doubted(arrived(owed())) == arrived(owed())


def test_a_delivered_message_outlives_its_use_after_thirty_days() -> None:
    row = arrived(owed())
    assert outlived([row], row.moved_at + KEPT_FOR - timedelta(seconds=1)) == []
    assert outlived([row], row.moved_at + KEPT_FOR) == ["m1"]


def test_a_delivered_part_stays_while_another_part_of_its_story_waits() -> None:
    rows = [arrived(owed()), owed(id="m2", part=1)]
    assert outlived(rows, NOON + 99 * DAY) == []


def test_what_nobody_could_deliver_stays_for_ever() -> None:
    assert outlived([failed(owed(), NOON, "gone")], NOON + 999 * DAY) == []
