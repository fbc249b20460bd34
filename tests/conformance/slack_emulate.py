"""The Slack channel against `emulate`, somebody else's Slack API, which keeps channels, threads, files and scopes.

`make conformance`. It is installed from the npm registry into a temporary folder; without npm nothing is checked, and
that is said. It does not check blocks, nor answer slowly or not at all: for that see tests/doubles/slack.py.
"""

import json
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slack_sdk import WebClient

from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from notifiers.language.english import ENGLISH
from notifiers.slack.channel import SCOPES, SlackChannel
from notifiers.slack.common import SlackApi
from notifiers.slack.render import render_slack
from tests.notifiers.stories import BACK, WEBSTER, signings, told

PACKAGE = "emulate@0.10.0"
"""The last one that runs on Node 20; `latest` resolves to another project's package."""

TOKENS = {
    "xoxb-bot": sorted(SCOPES),
    "xoxb-only-posts": ["chat:write"],
    "xoxb-posts-nothing": ["channels:read"],
    "xoxp-admin": ["channels:manage", "channels:read", "channels:history", "groups:read", "groups:history"],
}
CHANNELS = [{"name": "immigration"}, {"name": "attic"}, {"name": "desk", "is_private": True}]
_STARTS_WITHIN = 30.0


@dataclass
class Bench:
    """The emulated Slack, and what it has been asked so far."""

    base_url: str
    checked: int = 0

    def bot(self, channel: str = "immigration", token: str = "xoxb-bot") -> SlackChannel:
        """Of a channel by its id or its bare name: Slack takes "#name" as well, the emulator doesn't."""
        api = SlackApi(token=lambda: token, where=channel, base_url=self.base_url)
        return SlackChannel(api, channel, clock=time.time, sleep=lambda _: None)

    def admin(self) -> WebClient:
        return WebClient(token="xoxp-admin", base_url=self.base_url)

    def id_of(self, name: str) -> str:
        channels = self.admin().conversations_list(types="public_channel,private_channel")["channels"]
        return str(next(c["id"] for c in channels if c["name"] == name))

    def history(self, name: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.admin().conversations_history(
            channel=self.id_of(name), include_all_metadata=True, limit=200
        )["messages"]
        return found

    def thread(self, receipt: Receipt) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.admin().conversations_replies(
            channel=receipt.details["channel"], ts=receipt.details["ts"], limit=200
        )["messages"]
        return found

    def expect(self, words: str, truth: object) -> None:
        """Say what was checked, and stop at the first that isn't so."""
        if not truth:
            raise SystemExit(f"NOT SO: {words}")
        self.checked += 1
        say(f"ok  {words}")

    def refused(self, deliver: Callable[[], object]) -> DeliveryError:
        try:
            deliver()
        except DeliveryError as error:
            return error
        raise SystemExit("NOT SO: it should have been refused")


def posts_and_finds_again(bench: Bench) -> None:
    (payload,) = render_slack(told(WEBSTER), single_message=False)
    first = message("m1", payload)
    receipt = bench.bot().deliver(first, unsure=False)
    (post,) = bench.history("immigration")
    bench.expect(
        "a post is in the channel with its delivery id", post["metadata"]["event_payload"] == {"delivery_id": "m1"}
    )
    bench.expect(
        "its blocks and its text arrive as they were sent",
        (post["blocks"], post["text"]) == (payload["blocks"], payload["text"]),
    )
    again = [bench.bot(name).deliver(first, unsure=True) for name in ("immigration", bench.id_of("immigration"))]
    bench.expect("a look back by name and by id finds it", again == [receipt, receipt])
    bench.expect("and nothing is posted twice", len(bench.history("immigration")) == 1)
    bench.bot().deliver(message("m2", payload), unsure=True)
    bench.expect("one that isn't there is posted after the look back", len(bench.history("immigration")) == 2)


def threads_and_uploads(bench: Bench) -> None:
    bot = bench.bot()
    payloads = render_slack(told(*signings(120)), single_message=False)
    parent = bot.deliver(message("t0", payloads[0]), unsure=False)
    for part, payload in enumerate(payloads[1:], start=1):
        bot.deliver(message(f"t{part}", payload, part=part, reply_to=parent.details), unsure=False)
    thread = bench.thread(parent)
    bench.expect(f"a long story is one message and {len(payloads) - 1} replies", len(thread) == len(payloads))
    files = [file for post in thread for file in post.get("files") or ()]
    bench.expect("the last reply has the CSV", [f["name"] for f in files] == [payloads[-1]["file"]["name"]])
    last = message(f"t{len(payloads) - 1}", payloads[-1], part=len(payloads) - 1, reply_to=parent.details)
    bot.deliver(last, unsure=True)
    bot.deliver(message("t1", payloads[1], part=1, reply_to=parent.details), unsure=True)
    bench.expect("a reply and a file are found again in the thread", len(bench.thread(parent)) == len(payloads))
    (correction,) = render_slack(told(BACK), single_message=False)
    answer = bot.deliver(message("c1", correction, reply_to=parent.details), unsure=False)
    bench.expect("a correction is in the thread of its alert", answer.details["thread_ts"] == parent.details["ts"])
    bench.expect(
        "a private channel is posted to by its id",
        bench.bot(bench.id_of("desk")).deliver(message("p1", correction), unsure=False),
    )
    again = bench.bot(bench.id_of("desk")).deliver(message("p1", correction), unsure=True)
    bench.expect("and looked back into", [p["ts"] for p in bench.history("desk")] == [again.details["ts"]])


def refusals_say_what_to_do(bench: Bench) -> None:
    (payload,) = render_slack(told(WEBSTER), single_message=False)
    first = message("r1", payload)
    bench.admin().conversations_archive(channel=bench.id_of("attic"))
    archived = bench.refused(lambda: bench.bot(bench.id_of("attic")).deliver(first, unsure=False))
    bench.expect(f"archived: {archived}", archived.retry is Retry.PAUSE and "archived" in str(archived))
    unknown = bench.refused(lambda: bench.bot("C0NOSUCH00").deliver(first, unsure=False))
    bench.expect(f"unknown channel: {unknown}", unknown.retry is Retry.PAUSE and "no such channel" in str(unknown))
    silent = bench.refused(lambda: bench.bot(token="xoxb-posts-nothing").deliver(first, unsure=False))
    bench.expect(f"missing scope: {silent}", silent.retry is Retry.PAUSE and "scopes" in str(silent))


def with_fewer_scopes_less_is_done(bench: Bench) -> None:
    (payload,) = render_slack(told(WEBSTER), single_message=False)
    poster = bench.bot(token="xoxb-only-posts")
    receipt = poster.deliver(message("s1", payload), unsure=False)
    before = len(bench.history("immigration"))
    poster.deliver(message("s1", payload), unsure=True)
    newest = bench.history("immigration")
    bench.expect("without leave to look back it is posted again", len(newest) == before + 1)
    bench.expect(
        "and says that it may be a repeat", any(ENGLISH.slack.MAYBE_A_REPEAT in json.dumps(p["blocks"]) for p in newest)
    )
    file = {"file": {"name": "a.csv", "content": "a\r\n"}, "text": "All"}
    refused = bench.refused(lambda: poster.deliver(message("s2", file, part=1, reply_to=receipt.details), unsure=False))
    bench.expect("without files:write the file fails by itself, and the channel goes on", refused.retry is Retry.NEVER)


CHECKS = (posts_and_finds_again, threads_and_uploads, refusals_say_what_to_do, with_fewer_scopes_less_is_done)


def main() -> int:
    """Install, start, check. The exit status."""
    if shutil.which("npm") is None or shutil.which("node") is None:
        say("Skipped: npm and Node 20 or newer are needed for the emulated Slack, and are not installed here.")
        return 0
    with tempfile.TemporaryDirectory(prefix="watch287g-conformance-") as folder:
        program = installed(Path(folder))
        if program is None:
            say(f"Skipped: npm could not install {PACKAGE}; is its registry out of reach?")
            return 0
        for check in CHECKS:
            with emulated(program, Path(folder)) as bench:
                check(bench)
    say("All of it is so.")
    return 0


def installed(folder: Path) -> Path | None:
    """The program, or None where npm could not get it."""
    command = ["npm", "install", "--prefix", str(folder), "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    return folder / "node_modules/emulate/dist/index.js" if done.returncode == 0 else None


@contextmanager
def emulated(program: Path, folder: Path) -> Iterator[Bench]:
    """A fresh workspace, running."""
    seed = folder / "seed.json"
    tokens = [{"token": token, "scopes": scopes} for token, scopes in TOKENS.items()]
    seed.write_text(json.dumps({"slack": {"strict_scopes": True, "tokens": tokens, "channels": CHANNELS}}), "utf-8")
    port = free_port()
    command = ["node", str(program), "start", "--service", "slack", "--port", str(port), "--seed", str(seed)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as slack:
        try:
            wait_for(port)
            yield Bench(f"http://localhost:{port}/api/")
        finally:
            slack.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int) -> None:
    until = time.monotonic() + _STARTS_WITHIN
    while time.monotonic() < until:
        try:
            socket.create_connection(("localhost", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit(f"{PACKAGE} did not start within {_STARTS_WITHIN:g} seconds.")


def message(id_: str, payload: dict[str, Any], **over: Any) -> Message:
    return Message(**{"id": id_, "destination": "slack", "part": 0, "payload": payload, **over})


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
