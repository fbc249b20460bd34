"""Messages written as files hold what would have been sent."""

import email
import email.policy
import json
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.preview.files import PreviewFolder
from notifiers.delivery import Channel, DeliveryError, Message, Retry
from notifiers.mail.mime import Sender
from notifiers.mail.render import render_mail
from notifiers.slack.render import render_slack
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings, told

NOON = datetime(2025, 11, 6, 9, 4, tzinfo=ZoneInfo("America/Chicago"))


@pytest.fixture
def previews(tmp_path: Path) -> PreviewFolder:
    return PreviewFolder(tmp_path / "demo", now=lambda: NOON)


def message(payload: dict[str, Any], **over: Any) -> Message:
    values: dict[str, Any] = {"id": "d1", "destination": "demo", "part": 0, "payload": payload}
    return Message(**{**values, **over})


def mail(previews: PreviewFolder) -> Channel:
    return previews.mail_channel("desk@example.org", Sender(address="watch@example.org"))


def names(previews: PreviewFolder) -> list[str]:
    return [path.name for path in previews.files]


def test_a_mail_is_written_as_it_would_go_out_and_as_a_page(previews: PreviewFolder) -> None:
    payload = render_mail(told(WEBSTER))
    receipt = mail(previews).deliver(message(payload), unsure=False)
    assert names(previews) == ["01-mail-mid-missouri.eml", "01-mail-mid-missouri.html"]
    written, page = (path.read_bytes() for path in previews.files)
    parsed = email.message_from_bytes(written, policy=email.policy.default)
    assert (parsed["To"], parsed["Message-ID"]) == ("desk@example.org", receipt.details["message_id"])
    assert page.decode() == payload["html"]


def test_an_answer_names_the_mail_that_it_answers(previews: PreviewFolder) -> None:
    channel = mail(previews)
    first = channel.deliver(message(render_mail(told(GONE))), unsure=False)
    answer = message(render_mail(told(BACK)), id="d2", reply_to=first.details)
    receipt = channel.deliver(answer, unsure=False)
    assert receipt.details["references"] == [first.details["message_id"]]
    parsed = email.message_from_bytes(previews.files[2].read_bytes(), policy=email.policy.default)
    assert parsed["In-Reply-To"] == first.details["message_id"]


def test_a_slack_message_is_written_as_block_kit_and_as_a_page(previews: PreviewFolder) -> None:
    payloads = render_slack(told(WEBSTER), single_message=False)
    receipt = previews.slack_channel("#immigration").deliver(message(payloads[0]), unsure=False)
    assert names(previews) == ["01-slack-immigration.json", "01-slack-immigration.html"]
    assert json.loads(previews.files[0].read_bytes()) == payloads
    page = previews.files[1].read_text("utf-8")
    assert "9:04 AM" in page
    assert "Webster County Sheriff&#39;s Office" in page
    assert receipt.details == {"channel": "#immigration", "ts": "01-slack-immigration"}


def test_the_parts_of_a_thread_come_into_one_pair_of_files(previews: PreviewFolder) -> None:
    payloads = render_slack(told(*signings(120)), single_message=False)
    channel = previews.slack_channel("#immigration")
    head = channel.deliver(message(payloads[0]), unsure=False).details
    for part, payload in enumerate(payloads[1:], start=1):
        channel.deliver(message(payload, part=part, reply_to=head), unsure=False)
    assert len(names(previews)) == 2
    assert json.loads(previews.files[0].read_bytes()) == payloads
    assert "watch287g-mid-missouri-2025-11-06.csv" in previews.files[1].read_text("utf-8")


def test_a_correction_stands_under_the_alert_that_it_corrects(previews: PreviewFolder) -> None:
    channel = previews.slack_channel("#immigration")
    wrong, between, right = (render_slack(told(e), single_message=False)[0] for e in (GONE, WEBSTER, BACK))
    head = channel.deliver(message(wrong), unsure=False).details
    channel.deliver(message(between, id="d2"), unsure=False)
    channel.deliver(message(right, id="d3", reply_to=head), unsure=False)
    assert json.loads((previews.folder / "01-slack-immigration.json").read_bytes()) == [wrong, right]
    assert json.loads((previews.folder / "02-slack-immigration.json").read_bytes()) == [between]


def test_each_channel_counts_its_own_messages(previews: PreviewFolder) -> None:
    for channel in (previews.slack_channel("#tips"), mail(previews)):
        story = told(WEBSTER)
        payload = render_mail(story) | render_slack(story, single_message=False)[0] | {"text": "x"}
        channel.deliver(message(payload), unsure=False)
    assert {name[:2] for name in names(previews)} == {"01"}


@pytest.mark.parametrize("odd", ["../../etc/passwd", "#../up", "a/b\\c", "C:", "…"])
def test_no_name_leads_out_of_the_folder(previews: PreviewFolder, odd: str) -> None:
    payload = render_slack(told(WEBSTER), single_message=False)[0]
    previews.slack_channel(odd).deliver(message(payload), unsure=False)
    mail(previews).deliver(message({**render_mail(told(WEBSTER)), "subscription": odd}), unsure=False)
    assert {path.parent for path in previews.files} == {previews.folder}
    assert all(path.is_file() for path in previews.files)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file")
    channel = PreviewFolder(tmp_path / "taken", now=lambda: NOON).slack_channel("#immigration")
    with pytest.raises(DeliveryError, match=r"taken/01-slack-immigration\.json can't be written") as caught:
        channel.deliver(message(render_slack(told(WEBSTER), single_message=False)[0]), unsure=False)
    assert caught.value.retry is Retry.NEVER
