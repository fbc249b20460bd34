"""People type into a running bot while its line to Slack is cut, refreshed and frozen, and news goes out meanwhile."""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.config.load import load_config
from state.store import read_store
from tests.doubles.slack_inside import APP_TOKEN, Asked, SlackInside, until
from tests.faults.newsroom import WAITING, Newsroom
from tests.faults.stretch import made_up

_TYPED = (
    "help", "status TX", "status", "list", "find boone county mo", "subscribe Missouri", "subscribe all signed",
    "unsubscribe Texas", "subscribe Kansas, Texas signed withdrawn", "pause until Monday", "resume", "unsubscribe all",
    "subscrbe Ohio", "find nowhere", "why 00000000", "status Tecas", "subscribe <!channel>",
)  # fmt: skip


@dataclass(kw_only=True)
class Talking(Newsroom):
    """A newsroom whose people talk to the bot."""

    slack: SlackInside = field(default_factory=SlackInside, init=False)

    @property
    def environ(self) -> dict[str, str]:
        return {**super().environ, "SLACK_APP_TOKEN": APP_TOKEN}


@dataclass(frozen=True, slots=True, kw_only=True)
class Storm:
    """What came of it. `told_failed`: Slack itself told the person that the app didn't take the command."""

    typed: int
    answered: int
    told_failed: int
    lost: int
    twice: int
    slowest_ack: float
    troubles: Counter[str]
    alerts: int
    alerts_twice: int
    undelivered: int
    rest: float
    complaints: tuple[str, ...]


TROUBLES = ("cut", "refresh", "warning", "freeze")


def storm(
    folder: Path,
    *,
    commands: int,
    every: int,
    seed: int,
    pause: float,
    at_rest: float = 0.0,
    kinds: Sequence[str] = TROUBLES,
) -> Storm:
    """So many commands, something happening to the line after each `every` of them, a new list after each second one.

    `pause`: the seconds between two commands. `kinds`: what may happen. `at_rest`: the seconds over which the share of
    a core is measured that the bot takes when nobody types.
    """
    chance, troubles = random.Random(seed), Counter[str]()
    lists = made_up(commands // every // 2 + 2, rows=40)
    with Talking(folder=folder) as room:
        room.config.write_text(room.config.read_text("utf-8").replace("every_minutes = 0.001", "every_minutes = 0.02"))
        room.page.publish(lists[0])
        bot = room.start("run")
        try:
            until(lambda: room.slack.live, within=60)
            asked = []
            for number in range(commands):
                if number == commands // 2:
                    bot.send_signal(signal.SIGHUP)  # the lines are opened anew, with the tokens that there are now
                if number and number % every == 0:
                    troubles[_trouble(room.slack, chance.choice(kinds))] += 1
                    if (number // every) % 2 == 0:
                        room.page.publish(lists[number // every // 2])
                channel = f"C0CHANNEL{number % 7}"
                asked.append(room.slack.type(chance.choice(_TYPED), user=f"U0N{number % 5}", channel=channel))
                time.sleep(pause)
            _settle(room, asked)
            rest = _share(bot.pid, at_rest)
        finally:
            bot.send_signal(signal.SIGTERM)
            bot.communicate(timeout=60)
        return _counted(room, asked, troubles, rest)


def _trouble(slack: SlackInside, kind: str) -> str:
    match kind:
        case "cut":
            slack.cut()
        case "freeze":
            slack.freeze()
        case _:
            slack.refresh("warning" if kind == "warning" else "refresh_requested")
    return kind


def _settle(room: Talking, asked: list[Asked]) -> None:
    """Wait until nothing more comes."""
    quiet, seen, give_up = 0, -1, time.monotonic() + 120
    while quiet < 5 and time.monotonic() < give_up:
        time.sleep(1)
        now = sum(len(each.answers) for each in asked) + len(room.slack.posts)
        quiet, seen = (quiet + 1, seen) if now == seen else (0, now)


def _share(pid: int, seconds: float) -> float:
    """The share of a core that a process takes."""
    if not seconds:
        return 0.0
    begun = _ticks(pid)
    time.sleep(seconds)
    return (_ticks(pid) - begun) / os.sysconf("SC_CLK_TCK") / seconds


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def _counted(room: Talking, asked: list[Asked], troubles: Counter[str], rest: float) -> Storm:
    # Slack tells the person where no connection took a command, and where none acknowledged it in its three seconds.
    failed = {said.partition(":")[0] for said in room.slack.complaints if "dispatch_failed" in said}
    failed |= {each.id for each in asked if each.acked_at is None}
    with read_store(load_config(room.config, room.environ).watch.folder) as store:
        waiting = len(store.owed(WAITING))
    ids = Counter(_ids(room))
    return Storm(
        typed=len(asked),
        answered=sum(bool(each.answers) for each in asked),
        told_failed=sum(each.id in failed and not each.answers for each in asked),
        lost=sum(each.id not in failed and not each.answers for each in asked),
        twice=sum(len(each.answers) > 1 for each in asked),
        slowest_ack=max((each.acked_at or 0) - each.sent_at for each in asked),
        troubles=troubles,
        alerts=len(ids),
        alerts_twice=sum(number > 1 for number in ids.values()),
        undelivered=waiting,
        rest=rest,
        complaints=tuple(said for said in room.slack.complaints if "dispatch_failed" not in said),
    )


def _ids(room: Talking) -> Iterator[Any]:
    for post in room.slack.posts:
        if post.via == "chat.postMessage":
            yield post.body["metadata"]["event_payload"]["delivery_id"]
