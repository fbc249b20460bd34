"""The line to Slack: it acknowledges at once, opens anew where it was cut or froze, and is patient where it must be."""

import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest

from notifiers.delivery import DeliveryError, Retry
from notifiers.slack import session as module
from notifiers.slack.common import SlackApi
from notifiers.slack.line import Line
from tests.doubles.slack import Fault
from tests.doubles.slack_inside import APP_TOKEN, SlackInside, until


class Ear:
    """Keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.says: dict[str, Any] | None = None

    def acknowledge(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        return self.says

    def hear(self, envelope: dict[str, Any]) -> None:
        self.heard.append(envelope)


@pytest.fixture
def slack() -> Iterator[SlackInside]:
    with SlackInside() as double:
        yield double
        assert double.complaints == []


def a_line(slack: SlackInside, ear: Ear, token: str = APP_TOKEN) -> Line:
    api = SlackApi(token=lambda: token, where="SLACK_APP_TOKEN", base_url=slack.base_url, timeout=2)
    return Line(ear, api, clock=time.monotonic)


@pytest.fixture
def ear() -> Ear:
    return Ear()


@pytest.fixture
def line(slack: SlackInside, ear: Ear) -> Iterator[Line]:
    found = a_line(slack, ear)
    found.start()
    until(lambda: found.state.is_open)
    yield found
    found.close()
    until(lambda: all(each.frozen.is_set() for each in slack.live))
    assert not [t for t in threading.enumerate() if t.name.startswith("slack")], "a thread of the line is left"


def test_what_is_typed_is_acknowledged_and_heard(slack: SlackInside, line: Line, ear: Ear) -> None:
    asked = slack.type("help")
    until(lambda: asked.acked_at and ear.heard)  # in this order: it is acknowledged first
    assert [e["payload"]["text"] for e in ear.heard] == ["help"]


def test_the_acknowledgement_carries_what_the_ear_says(slack: SlackInside, line: Line, ear: Ear) -> None:
    ear.says = {"response_action": "clear"}
    asked = slack.type("help")
    until(lambda: asked.ack)
    assert asked.ack == {"response_action": "clear"}


def test_two_hundred_at_once_are_all_acknowledged_in_time(slack: SlackInside, line: Line, ear: Ear) -> None:
    asked = [slack.type(f"help {n}") for n in range(200)]
    until(lambda: all(each.acked_at for each in asked) and len(ear.heard) >= 200)
    assert max((each.acked_at or 0) - each.sent_at for each in asked) < 1.0
    assert sorted(e["payload"]["text"] for e in ear.heard) == sorted(f"help {n}" for n in range(200))


def test_a_long_envelope_is_read_whole(slack: SlackInside, line: Line, ear: Ear) -> None:
    slack.event("long", words="x" * 600_000)
    until(lambda: ear.heard)
    assert len(ear.heard[0]["payload"]["event"]["words"]) == 600_000


def test_a_line_that_is_cut_is_open_again_at_once(slack: SlackInside, line: Line, ear: Ear) -> None:
    slack.cut()
    begun = time.process_time()
    until(lambda: len(slack.live) == 1 and line.state.is_open)
    asked = slack.type("help")
    until(lambda: asked.acked_at)
    assert time.process_time() - begun < 0.5, "it turned in a circle"


def test_a_line_on_which_nobody_answers_is_replaced(
    slack: SlackInside, line: Line, ear: Ear, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PING_EVERY", 0.1)
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    until(lambda: slack.sockets[0].pings > 1)
    slack.freeze()
    until(lambda: len(slack.sockets) == 2 and line.state.is_open)
    slack.sockets[0].cut()
    asked = slack.type("help")
    until(lambda: asked.acked_at)


@pytest.mark.parametrize("reason", ["warning", "refresh_requested"])
def test_a_refresh_loses_nothing(slack: SlackInside, line: Line, ear: Ear, reason: str) -> None:
    asked = []
    for n in range(40):
        asked.append(slack.type(f"help {n}"))
        if n == 10:
            slack.refresh(reason)
        time.sleep(0.02)
    until(lambda: all(each.acked_at for each in asked))
    assert len(ear.heard) == 40
    until(lambda: len(slack.live) == 1)


def test_a_wrong_token_is_said_and_not_asked_with_again(slack: SlackInside, ear: Ear) -> None:
    found = a_line(slack, ear, "xapp-wrong")
    found.start()
    until(lambda: found.state.is_broken)
    time.sleep(1.1)
    found.close()
    assert len(slack.opened_at) == 1
    assert "app-level token is wrong" in found.state.why
    assert "xapp-wrong" not in found.state.why


def test_a_missing_token_is_said(slack: SlackInside, ear: Ear) -> None:
    def missing() -> str:
        raise DeliveryError("SLACK_APP_TOKEN is not set.", retry=Retry.PAUSE)

    api = SlackApi(token=missing, where="SLACK_APP_TOKEN", base_url=slack.base_url, timeout=2)
    found = Line(ear, api, clock=time.monotonic)
    found.start()
    until(lambda: found.state.is_broken)
    found.close()
    assert found.state.why == "SLACK_APP_TOKEN is not set."


def test_without_a_network_it_waits_longer_and_longer(slack: SlackInside, ear: Ear) -> None:
    slack.fail("apps.connections.open", *[Fault(status=503, error="x")] * 50)
    found = a_line(slack, ear)
    found.start()
    until(lambda: slack.calls.count("apps.connections.open") >= 3)
    slack.forgive()
    assert not found.state.is_open
    assert not found.state.is_broken
    found.close()


def test_it_opens_once_the_network_is_there(slack: SlackInside, ear: Ear) -> None:
    slack.fail("apps.connections.open", Fault(close=True), Fault(status=500, error="x"))
    found = a_line(slack, ear)
    found.start()
    until(lambda: found.state.is_open)
    found.close()


def test_slacks_wish_for_a_pause_is_kept(slack: SlackInside, ear: Ear) -> None:
    slack.fail("apps.connections.open", Fault(status=429, error="ratelimited", retry_after=1))
    found = a_line(slack, ear)
    found.start()
    until(lambda: found.state.is_open)
    found.close()
    assert len(slack.opened_at) == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the SDK leaves that socket open
def test_a_socket_that_is_none_is_tried_again(slack: SlackInside, ear: Ear) -> None:
    slack._sockets_server.answers = False
    found = a_line(slack, ear)
    found.start()
    until(lambda: "doesn't answer as one" in found.state.why)
    slack._sockets_server.answers = True
    until(lambda: found.state.is_open)
    found.close()
