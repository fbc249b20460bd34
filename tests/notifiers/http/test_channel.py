"""The HTTP webhook: signed so that others can verify it, posted where it may be, ended by 410."""

import json
import os
import runpy
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from notifiers.delivery import DeliveryError, Message, Retry
from notifiers.destination import Surroundings
from notifiers.http.channel import is_public, signatures
from notifiers.http.destination import KIND, HttpDestination, HttpSettings
from notifiers.http.document import documents
from notifiers.story.model import Story
from tests.bot.newsroom import EVERYBODY, Newsroom, sheriff
from tests.doubles.smtp import self_signed
from tests.doubles.web import Fault, WebDouble
from tests.notifiers.digests import one_of_each, week
from tests.notifiers.stories import BACK, GONE, WEBSTER, told
from watchers.fetch.route import Route

PROJECT = Path(__file__).parents[3]
NOW = datetime(2025, 11, 6, 15, 4, tzinfo=UTC)
KEY, OLD = f"whsec_{'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'}", f"whsec_{'YWJjZGVmZ2hpamtsbW5vcHFyc3R1dnd4'}"
CMS = HttpDestination(name="cms", is_private=True)
SCHEMA = json.loads((PROJECT / "notifiers" / "http" / "webhook-1.schema.json").read_text("utf-8"))
VALID = Draft202012Validator(SCHEMA)


def here(secrets: dict[str, str], **over: Any) -> Surroundings:
    return Surroundings(
        secret=secrets.__getitem__,
        printed_by=lambda _: "",
        write=lambda _: None,
        now=lambda: NOW,
        clock=time.monotonic,
        sleep=lambda _: None,
        route=over.pop("route", Route()),
        timeout=1,
        **over,
    )


@pytest.fixture
def web() -> Iterator[WebDouble]:
    with WebDouble() as double:
        yield double


def posted(web: WebDouble, *, key: str = KEY, place: HttpDestination = CMS, story: Story | None = None) -> None:
    channel = place.open(here({"HTTP_URL_CMS": f"{web.address}/hook", "HTTP_SECRET_CMS": key}))
    for part, payload in enumerate(place.render(story or told(WEBSTER, GONE))):
        message = Message(id=f"0a1b-{part}", destination=place.id, part=part, payload=payload)
        assert channel.deliver(message, unsure=False).details == {}


def test_what_is_posted_verifies_by_either_key_while_one_is_changed(web: WebDouble) -> None:
    posted(web, key=f"{KEY} {OLD}")
    (asked,) = web.taken
    verified: Callable[..., dict[str, Any]] = runpy.run_path(str(PROJECT / "docs/examples/verify_webhook.py"))[
        "verified"
    ]
    check = partial(verified, asked.headers, now=NOW.timestamp())
    for key in (KEY, OLD):
        assert check(asked.body, key)["id"] == asked.headers["webhook-id"] == "0a1b-0"
    with pytest.raises(ValueError, match="not signed"):
        check(asked.body.replace(b"Webster", b"Wobster"), KEY)
    with pytest.raises(ValueError, match="too old"):
        verified(asked.headers, asked.body, KEY, now=NOW.timestamp() + 301)


@pytest.mark.parametrize(
    "command", [[sys.executable, "verify_webhook.py"], ["node", "verify_webhook.mjs"]], ids=" ".join
)
def test_the_examples_take_each_message_once_and_nothing_that_is_not_signed(command: list[str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environ = {"PATH": os.environ["PATH"], "WATCH287G_SECRET": KEY, "LC_ALL": "C.UTF-8"}
    examples = PROJECT / "docs" / "examples"
    with subprocess.Popen([*command, str(port)], cwd=examples, env=environ, stdout=subprocess.PIPE, text=True) as child:
        url = f"http://127.0.0.1:{port}/"
        until = time.monotonic() + 10
        while time.monotonic() < until:
            try:
                assert httpx.post(url, content=b"{}").status_code == 401
                break
            except httpx.ConnectError:
                time.sleep(0.02)
        channel = CMS.open(replace(here({"HTTP_URL_CMS": url, "HTTP_SECRET_CMS": KEY}), now=lambda: datetime.now(UTC)))
        story = told(WEBSTER)
        (payload,) = CMS.render(story)
        for _ in range(2):
            channel.deliver(Message(id="0a1b", destination=CMS.id, part=0, payload=payload), unsure=True)
        child.terminate()
        assert child.communicate(timeout=10)[0] == f"{story.headline}\n"


def test_the_signature_is_that_of_the_specification() -> None:
    body = b'{"test": 2432232314}'
    said = signatures(KEY, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, body)
    assert said == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_every_document_fits_the_schema_and_tells_each_event(web: WebDouble) -> None:
    posted(web, story=told(WEBSTER, GONE))
    alert = web.taken[0].json
    VALID.validate(alert)
    assert [event["id"] for event in alert["data"]["events"]] == [WEBSTER.id, GONE.id]
    gone = alert["data"]["events"][1]
    assert (gone["kind"], gone["caution"]) == (
        "withdrawn",
        "ICE's list doesn't say why, or whether the agreement ended.",
    )
    back = CMS.render(told(BACK, told={GONE.id: GONE}))
    assert back[0]["data"]["events"][0]["answers"] == [GONE.id]
    singly = documents(told(WEBSTER, GONE), "mid-missouri", one_event_each=True)
    assert [one["data"]["event"]["id"] for one in singly] == [WEBSTER.id, GONE.id]
    digest = documents(week(*one_of_each()), "mid-missouri", one_event_each=True)
    assert len(digest[0]["data"]["events"]) == len(one_of_each())
    notice = replace(told(WEBSTER), sections=(), body="ICE is silent.")
    for payload in [*back, *singly, *digest, *documents(notice, "operators", one_event_each=True)]:
        VALID.validate({"id": "0a1b", **json.loads(json.dumps(payload))})
        assert not VALID.is_valid({"id": "0a1b", **payload, "version": 2})


@pytest.mark.parametrize(
    ("fault", "retry", "words"),
    [
        (Fault(status=410), Retry.PAUSE, "gone for good"),
        (Fault(status=404), Retry.LATER, "trying again later"),
        (Fault(status=301, headers={"Location": "https://elsewhere.example"}), Retry.PAUSE, "to which it leads"),
        (Fault(status=429, headers={"Retry-After": "90"}), Retry.LATER, "busy"),
        (Fault(status=503), Retry.UNKNOWN, "may have taken"),
        (Fault(close=True), Retry.UNKNOWN, "may have arrived"),
        (Fault(hang=True), Retry.UNKNOWN, "no answer in time"),
    ],
)
def test_whatever_it_answers_there_is_one_error_that_says_what_next(
    web: WebDouble, fault: Fault, retry: Retry, words: str
) -> None:
    web.fail(fault)
    with pytest.raises(DeliveryError, match=words) as raised:
        posted(web)
    assert raised.value.retry is retry
    assert raised.value.wait == (90 if fault.status == 429 else None)
    assert "/hook" not in str(raised.value)
    assert KEY not in str(raised.value)


def test_nothing_is_posted_into_a_private_network_unless_the_config_says_so(web: WebDouble) -> None:
    with pytest.raises(DeliveryError, match="private network") as raised:
        posted(web, place=HttpDestination(name="cms"))
    assert raised.value.retry is Retry.PAUSE
    assert web.asked == []


def test_a_private_number_is_refused_by_way_of_a_proxy_too(web: WebDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: [(0, 0, 0, "", (host, 443))])
    place = HttpDestination(name="cms")
    secrets = {"HTTP_URL_CMS": "https://10.0.0.1/hook", "HTTP_SECRET_CMS": KEY}
    channel = place.open(here(secrets, route=Route(proxy=web.address)))
    with pytest.raises(DeliveryError, match="private network"):
        channel.deliver(Message(id="a", destination=place.id, part=0, payload={}), unsure=False)
    assert web.asked == []


@pytest.mark.parametrize(
    "number",
    [
        "127.0.0.1", "10.1.2.3", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "::1", "::", "fe80::1%eth0", "fd00::1", "::ffff:10.0.0.1", "2002:a00:1::1", "64:ff9b::a00:1", "ff02::1",
    ],
)  # fmt: skip
def test_a_number_inside_is_known_however_it_is_written(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("number", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_a_number_outside_is_known_too(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize("name", ["cms.example.org", "another.example.org"])
def test_the_name_is_looked_up_once_and_the_certificate_asked_for_by_it(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere at a second look would lead past the check."""
    certificate = self_signed(tmp_path, f"DNS:{name}")
    place, looked_up = HttpDestination(name="cms"), list[str]()

    def lookup(host: str, port: int, *_: object, **__: object) -> list[Any]:
        looked_up.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", int(port)))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    monkeypatch.setattr("notifiers.http.channel.is_public", lambda _: True)
    with WebDouble(tls=certificate.context()) as web:
        port = web.host.partition(":")[2]
        secrets = {"HTTP_URL_CMS": f"https://cms.example.org:{port}/hook?a=1", "HTTP_SECRET_CMS": KEY}
        channel = place.open(here(secrets, route=Route(ca_file=certificate.chain)))
        message = Message(id="a", destination=place.id, part=0, payload={})
        if name == "cms.example.org":
            channel.deliver(message, unsure=False)
            (asked,) = web.taken
            assert (asked.headers["host"], asked.path, asked.query) == (f"cms.example.org:{port}", "/hook", {"a": "1"})
        else:
            with pytest.raises(DeliveryError, match="certificate can't be verified") as raised:
                channel.deliver(message, unsure=False)
            assert raised.value.retry is Retry.LATER
    assert [host for host in looked_up if host != "127.0.0.1"] == ["cms.example.org"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("https://cms.example.org/hook", ""),
        ("http://cms.example.org/hook", "begins with https"),
        ("https://me:word@cms.example.org/", "no login"),
        ("https://127.0.0.1/hook", 'private = ["cms"]'),
        ("cms", "begins with https"),
    ],
)
def test_an_address_that_can_not_be_is_told(address: str, words: str) -> None:
    found, _ = HttpDestination(name="cms").secrets
    said = found.complaint(address)
    assert words in said
    assert bool(said) == bool(words)
    assert not CMS.secrets[0].complaint("http://cms.newsroom.lan/hook")


@pytest.mark.parametrize(
    ("key", "is_fine"),
    [(KEY, True), (f"{KEY} {OLD}", True), (f"{KEY} {KEY} {OLD}", False), ("hush", False), ("whsec_c2hvcnQ=", False)],
)
def test_a_key_that_would_not_do_is_told(key: str, is_fine: bool) -> None:
    assert (CMS.secrets[1].complaint(key) == "") == is_fine


def test_two_programs_of_one_desk_each_get_what_the_config_says(tmp_path: Path) -> None:
    desk = '[[subscription]]\nname = "missouri"\nstates = ["MO"]\nhttp = ["cms", "map"]\n'
    with WebDouble() as cms, WebDouble() as map_:
        environ = {
            **{f"HTTP_URL_{name}": web.address for name, web in (("CMS", cms), ("MAP", map_))},
            **{f"HTTP_SECRET_{name}": KEY for name in ("CMS", "MAP")},
        }
        rules = '[http]\nprivate = ["cms", "map"]\none_event_each = ["map"]\n'
        room = Newsroom(tmp_path, desk + rules, environ)
        room.sees(*EVERYBODY)
        room.sees(*EVERYBODY, sheriff("Ozark"), sheriff("Osage"))
        assert [asked.json["type"] for asked in cms.taken] == ["alert"]
        assert [asked.json["type"] for asked in map_.taken] == ["event", "event"]


def test_the_config_says_who_may_be_inside_and_who_is_told_of_events_singly() -> None:
    settings = HttpSettings(private=("cms",), one_event_each=("map",))
    assert [KIND.named(name, settings) for name in ("cms", "map")] == [
        HttpDestination(name="cms", is_private=True),
        HttpDestination(name="map", one_event_each=True),
    ]
