"""A process that hangs ends itself, by whatever is left to it; one that only stood still, or waits, does not."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from bot.exits import Exit
from bot.service.watchdog import STUCK_AFTER, OneAtATime
from tests.faults.newsroom import PROJECT

SCRIPT = """
import re, threading, time
from datetime import timedelta
from bot.service import watchdog

watchdog.STUCK_AFTER, watchdog._SILENT_FOR = timedelta(seconds=0.6), timedelta(seconds=1)
watchdog._LOOK_EVERY, watchdog._LAST_WORDS = 0.1, 1

def last_words():
    print("hangs", flush=True)
    {last_words}

with watchdog.Watchdog(last_words) as dog:
    print("runs", flush=True)
    {work}
print("ended", flush=True)
"""
FOREVER = "threading.Event().wait()"


def started(work: str, last_words: str = "pass") -> "subprocess.Popen[str]":
    script = SCRIPT.format(work=work, last_words=last_words)
    return subprocess.Popen([sys.executable, "-c", script], cwd=PROJECT, stdout=subprocess.PIPE, text=True)


@pytest.mark.parametrize(
    ("work", "last_words", "ends", "said"),
    [
        (f"with dog.at_work: {FOREVER}", "pass", Exit.FAULT, ["runs", "hangs"]),
        (f"with dog.at_work: {FOREVER}", "raise OSError", Exit.FAULT, ["runs", "hangs"]),
        (f"with dog.at_work: {FOREVER}", FOREVER, -signal.SIGALRM, ["runs", "hangs"]),
        (f"dog.sign_of_life(); {FOREVER}", "pass", Exit.FAULT, ["runs", "hangs"]),
        ("time.sleep(0.3); re.match('(a*)*b', 'a' * 50)", "pass", -signal.SIGPROF, ["runs"]),
        ("dog.sign_of_life(); dog.expect_no_sign(); time.sleep(1.5)", "pass", Exit.FINE, ["runs", "ended"]),
        ("[dog.sign_of_life() or time.sleep(0.1) for _ in range(15)]", "pass", Exit.FINE, ["runs", "ended"]),
    ],
    ids=["work", "mute", "last words", "scheduler", "one computation", "ending", "alive"],
)
def test_what_hangs_ends_and_what_does_not_goes_on(work: str, last_words: str, ends: int, said: list[str]) -> None:
    with started(work, last_words) as process:
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out.split()) == (ends, said)


def test_a_process_that_was_stopped_for_long_does_not_hang() -> None:
    with started("with dog.at_work: time.sleep(0.4)") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "runs\n"
        os.kill(process.pid, signal.SIGSTOP)
        time.sleep(1.5)
        os.kill(process.pid, signal.SIGCONT)
        out, _ = process.communicate(timeout=20)
    assert (process.returncode, out) == (Exit.FINE, "ended\n")


def test_work_is_stuck_once_one_piece_of_it_takes_too_long_and_no_longer_when_it_ends() -> None:
    now = 0.0
    at_work = OneAtATime(lambda: now)
    assert not at_work.is_stuck()
    with at_work:
        now = STUCK_AFTER.total_seconds()
        assert not at_work.is_stuck()
        now += 1
        assert at_work.is_stuck()
    assert not at_work.is_stuck()
    with at_work:
        assert not at_work.is_stuck()


def test_two_pieces_of_work_never_run_at_a_time() -> None:
    at_work, entered = OneAtATime(lambda: 0.0), threading.Event()

    def work() -> None:
        with at_work:
            entered.set()

    with at_work:
        second = threading.Thread(target=work)
        second.start()
        assert not entered.wait(0.05)
    assert entered.wait(5)
    second.join()


def test_work_of_many_parts_is_stuck_only_where_one_of_them_takes_too_long() -> None:
    now = 0.0
    at_work = OneAtATime(lambda: now)
    with at_work:
        for _ in range(3):
            now += 0.9 * STUCK_AFTER.total_seconds()
            assert not at_work.is_stuck()
            at_work.goes_on()
        now += 1.1 * STUCK_AFTER.total_seconds()
        assert at_work.is_stuck()
    at_work.goes_on()
    now += 2 * STUCK_AFTER.total_seconds()
    assert not at_work.is_stuck()
