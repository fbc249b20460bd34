"""What every channel promises, asked of each kind of destination over a stand-in with the limits of its service."""

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from notifiers.destination import Document
from notifiers.finding import Mark
from notifiers.registry import KEYS, kind
from notifiers.story.model import Story
from notifiers.text.tongue import Tongue
from tests.bot.outgoing.test_every_alert import HOSTILE, everywhere
from tests.doubles.stands import EXPECTED, SECRET, STANDS, Stand, Trouble
from tests.doubles.web import Fault
from tests.notifiers.digests import one_of_each, week
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings, told
from watchers.model.event import EventKind

ALERT = told(WEBSTER, GONE)
LONG = told(*signings(90, ("TX", "FL", "GA")), states=None)
NOTICE = replace(told(WEBSTER), headline="ICE is silent: no new list", sections=(), quote="", body="Seven days.")
SPANISH = told(WEBSTER, GONE, language=Tongue.SPANISH)
REPEAT = "may be a repeat"


@pytest.fixture(params=KEYS)
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    with STANDS[request.param]() as found:
        yield found


def sent(stand: Stand, document: Document, *, group: str = "0a1b", reply: Receipt | None = None) -> list[Receipt]:
    """Deliver a document as the outbox does, each payload as it comes back from the disk."""
    channel = stand.place.open(stand.here())
    receipts: list[Receipt] = []
    try:
        for part, payload in enumerate(stand.place.render(document)):
            plain = json.loads(json.dumps(payload))
            assert plain == payload, "a payload is plain JSON"
            first = receipts[0] if receipts else reply
            message = _message(stand, f"{group}-{part}", plain, part=part, reply_to=first and first.details)
            receipts.append(channel.deliver(message, unsure=False))
    finally:
        channel.close()
    return receipts


def _message(stand: Stand, id_: str, payload: dict[str, Any], **more: Any) -> Message:
    return Message(**{"id": id_, "destination": stand.place.id, "part": 0, "payload": payload, **more})


@pytest.mark.parametrize(
    "document",
    [ALERT, told(BACK, told={GONE.id: GONE}), NOTICE, week(*one_of_each()), week(), SPANISH],
    ids=["alert", "correction", "notice", "digest", "quiet digest", "in Spanish"],
)
def test_whatever_there_is_to_tell_arrives_with_its_headline(stand: Stand, document: Document) -> None:
    receipts = sent(stand, document)
    assert stand.refused() == []
    assert all(json.loads(json.dumps(receipt.details)) == receipt.details for receipt in receipts)
    assert _bare(document.headline) in _bare(" ".join(stand.arrived()))


def test_of_a_long_list_no_agency_is_left_out_and_none_told_twice(stand: Stand) -> None:
    sent(stand, LONG)
    assert stand.refused() == []
    found = re.findall(r"Agency (\d{3}) County Sheriff", " ".join(_bare(text, keep=" ") for text in stand.arrived()[:]))
    names = {item.agency[7:10] for section in LONG.sections for item in section.items}
    assert len(names) == 90
    assert set(found) == names


@cache
def hostile() -> tuple[Story, ...]:
    kinds = (EventKind.AMENDED, EventKind.WITHDRAWN)
    return tuple(told(everywhere(text, kinds[n % 2]), states=None) for n, text in enumerate(HOSTILE))


def test_no_cell_can_ring_link_or_break_a_message(stand: Stand) -> None:
    """What rings or links somewhere is known to each stand-in, which refuses it."""
    for number, story in enumerate(hostile()):
        sent(stand, story, group=f"0a1b{number}")
    assert stand.refused() == []


@pytest.mark.parametrize(
    ("stand", "trouble", "retry"),
    [(key, trouble, retry) for key, troubles in EXPECTED.items() for trouble, retry in troubles.items()],
    indirect=["stand"],
)
def test_each_trouble_is_one_error_that_says_whether_trying_again_can_help(
    stand: Stand, trouble: Trouble, retry: Retry
) -> None:
    stand.fail(trouble)
    with pytest.raises(DeliveryError) as raised:
        sent(stand, ALERT)
    assert raised.value.retry is retry
    if trouble is Trouble.BUSY:
        assert raised.value.wait in {90, None}
    said = str(raised.value)
    assert re.search(r"\w[.”)]+$", said), "a sentence"
    if retry in {Retry.PAUSE, Retry.NEVER}:
        assert re.search(r"\. [A-Z].*\b(put|Make|see|sends)\b", said), "what to do"
    for secret in (*stand.secrets.values(), SECRET):
        assert secret not in said
    assert trouble is Trouble.LOST or stand.arrived() == []


_FORMS = ("[]", "null", '"text"', '{"error": "x"}', '{"error": [1]}', '{"code": {}, "error": {"code": 7}}', "[" * 9_000)
_TAKEN = '{"id": "1", "channel_id": "7", "name": "n", "thread": "t", "url": 5}'


@pytest.mark.parametrize("stand", [key for key in KEYS if key in EXPECTED and kind(key).service], indirect=True)
def test_whatever_form_an_answer_has_it_ends_in_a_receipt_or_in_an_error_that_says_so(stand: Stand) -> None:
    message = _message(
        stand, "0a1b-0", stand.place.render(told(WEBSTER))[0], part=1, reply_to={"id": "1", "thread": "2"}
    )
    for status in (200, 202, 400, 401, 404):
        for body in (*_FORMS, _TAKEN):
            stand.forgive()
            stand.web.fail(*[Fault(status=status, body=body)] * 3)
            with suppress(DeliveryError):
                receipt = stand.place.open(stand.here()).deliver(message, unsure=False)
                assert all(isinstance(value, str) for value in receipt.details.values())


@pytest.mark.parametrize("stand", EXPECTED, indirect=True)
def test_what_may_have_arrived_is_not_told_twice_or_says_that_it_may_be_a_repeat(stand: Stand) -> None:
    message = _message(stand, "0a1b-0", stand.place.render(told(WEBSTER))[0])
    channel = stand.place.open(stand.here())
    stand.fail(Trouble.LOST)
    with pytest.raises(DeliveryError) as raised:
        channel.deliver(message, unsure=False)
    stand.forgive()
    if raised.value.retry is Retry.NEVER:  # given up, and so it stays
        with pytest.raises(DeliveryError, match="outbox retry"):
            channel.deliver(message, unsure=True)
    else:
        channel.deliver(message, unsure=True)
    channel.close()
    assert stand.refused() == []
    arrived = stand.arrived()
    assert len(arrived) == (1 if stand.can_tell else 2)
    assert [REPEAT in text for text in arrived] == ([False] if stand.can_tell else [False, True])


@pytest.mark.parametrize("stand", [key for key in KEYS if kind(key).service], indirect=True)
def test_a_preview_shows_all_that_is_sent(stand: Stand) -> None:
    shown = [stand.place.shown(payload) for payload in stand.place.render(ALERT)]
    text = _bare(" ".join(piece.text for pieces in shown for piece in pieces), keep=" ")
    for section in ALERT.sections:
        for item in section.items:
            for words in (item.agency, *item.facts, *item.notes):
                assert _bare(words, keep=" ") in text


def test_the_doctor_finds_it_well_and_posts_nothing(stand: Stand) -> None:
    found = [f for checks in type(stand.place).checks([stand.place], stand.here()) for f in checks.run()]
    assert [f for f in found if f.mark is Mark.FAIL] == []
    assert stand.arrived() == []


def test_no_secret_shows_itself(stand: Stand) -> None:
    channel = stand.place.open(stand.here())
    channel.close()
    assert SECRET not in repr(channel) + repr(stand.place) + str(stand.place.words)


def _bare(text: str, keep: str = "") -> str:
    """Letters and digits alone, so that no service's escaping or folding is in the way."""
    return re.sub(r"\s+", keep, re.sub(rf"\\n|[^\w{keep}\s]", keep or " ", text.replace("\\u00b7", " ")))
