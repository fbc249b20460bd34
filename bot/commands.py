"""The command line's words: verbs, options, and what `--help` says."""

import argparse
from datetime import date
from enum import IntEnum
from pathlib import Path
from typing import NoReturn

from bot import __version__
from bot.command_values import a_day, a_kind, a_pair, a_state, a_time, an_end


class Exit(IntEnum):
    """Exit statuses."""

    FINE = 0
    FAULT = 1
    USAGE = 2
    SOURCE = 3
    HELD = 4
    STATE = 5
    UNDELIVERED = 6


EXITS = {
    Exit.FINE: "all is well, news or none",
    Exit.FAULT: "an unexpected fault of watch287g",
    Exit.USAGE: "the command line, the config or a secret needs mending",
    Exit.SOURCE: "ICE's page or lists could not be had or read; nothing was changed",
    Exit.HELD: "a list is held back because it can't be trusted; nothing of it was taken in",
    Exit.STATE: "the state is held by another process, damaged, or could not be written",
    Exit.UNDELIVERED: "the poll went well, and a message could not be delivered yet",
}

_ABOUT = """\
Watches ICE's list of state and local agencies in its 287(g) program, and tells newsrooms
in Slack, by email or in the terminal which agencies have newly signed, are pending, or are
no longer listed."""

_FORMS = ("table", "jsonl", "csv")


class _Parser(argparse.ArgumentParser):
    """Ends with our own status for a command line that can't be understood, and a word on help."""

    def error(self, message: str) -> NoReturn:
        self.exit(Exit.USAGE, f"{self.prog}: {message}. Try {self.prog} --help\n")


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    exits = "\n".join(f"  {status.value}  {words}" for status, words in EXITS.items())
    top = _Parser(
        prog="watch287g",
        description=_ABOUT,
        epilog=f"exit statuses:\n{exits}\n\nBegin with `watch287g demo`, which needs nothing and tells nobody.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--config", metavar="FILE", help="the config (default: $WATCH287G_CONFIG, or config.toml here)")
    top.add_argument(
        "--version", action="version", version=f"watch287g {__version__}", help="print the version and end"
    )
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    _add_working_verbs(verbs)
    _add_sample_verbs(verbs)
    _add_digest(verbs)
    _add_reading_verbs(verbs)
    _add_subscriptions(verbs)
    _add_holds(verbs)
    _add_keeping_verbs(verbs)
    return top


Verbs = argparse._SubParsersAction  # noqa: SLF001 - argparse has no public name for it


def _add_working_verbs(verbs: "Verbs[_Parser]") -> None:
    verbs.add_parser(
        "run",
        help="the main job: poll on a schedule, record, deliver, until stopped",
        description="Polls ICE's page on a schedule, records what changed and tells the desks, until SIGTERM or "
        "Ctrl-C, which lets the work in hand end.",
    )
    verbs.add_parser(
        "check",
        help="poll once, now",
        description="Polls once, records and tells just as `run` does, says what it saw, and ends; for a cron line.",
    )
    demo = verbs.add_parser(
        "demo",
        help="see what a desk would get, on a rehearsal of ICE's page",
        description="Runs the same code against a small rehearsal of ICE's page on this machine, built from known "
        "facts of 2025. Prints the alerts and writes an email and a Slack message to look at. Nothing is sent.",
    )
    demo.add_argument(
        "--folder", type=Path, default=Path("demo-output"), help="where the files go (default: %(default)s)"
    )
    backfill = verbs.add_parser(
        "backfill",
        help="build the history from saved workbooks; sends nothing",
        description="Builds the history from workbooks that somebody saved: a folder with publications.json, or a "
        "plain folder of ICE's workbooks, whose order is worked out. Nobody is told of anything.",
    )
    backfill.add_argument("path", type=Path, metavar="PATH", help="the folder")


def _add_sample_verbs(verbs: "Verbs[_Parser]") -> None:
    test = verbs.add_parser(
        "test",
        help="send a marked sample to a subscription's destinations",
        description="Sends a sample, marked as a test, to every destination of a subscription, and says of each one "
        "whether it took it, and what to do where it didn't. Where a destination was paused and takes it, what waits "
        "there is sent too.",
    )
    test.add_argument("name", metavar="NAME", help="a subscription's name, or “operators”")
    preview = verbs.add_parser(
        "preview",
        help="what a subscription's last alert was, or would have been; sends nothing",
        description="What the last publication with news for a subscription sends it, or every one since a day, from "
        "the recorded events.",
    )
    preview.add_argument("name", metavar="NAME", help="a subscription's name")
    preview.add_argument("--since", type=a_time, metavar="DAY", help="every alert from this day or time on")
    preview.add_argument(
        "--as",
        dest="form",
        choices=("terminal", "slack", "html", "mail"),
        default="terminal",
        help="terminal; Block Kit JSON; a page that looks like the Slack message; mail (default: %(default)s)",
    )
    preview.add_argument(
        "--output", type=Path, metavar="FILE|FOLDER", help="a name with an ending, or a folder for a file each alert"
    )


def _add_digest(verbs: "Verbs[_Parser]") -> None:
    digest = verbs.add_parser(
        "digest",
        help="make a subscription's digest of a past period, to look at or to send",
        description="Makes the digest of any period that is over and in the record, and sends it to the subscription's "
        "destinations now, or writes it with --preview. `run` and `check` send the regular ones by themselves; a "
        "digest sent by hand does not stand for one of those.",
    )
    digest.add_argument("name", metavar="NAME", help="a subscription's name")
    digest.add_argument(
        "--period",
        metavar="PERIOD",
        help="a week (2025-W45), a month (2025-11) or a day (2025-11-06); default: the one that ended last",
    )
    digest.add_argument("--preview", action="store_true", help="send nothing; write HTML, text and CSV")
    digest.add_argument(
        "--output", type=Path, default=Path("digest-output"), metavar="FOLDER", help="default: %(default)s"
    )


def _add_reading_verbs(verbs: "Verbs[_Parser]") -> None:
    status = verbs.add_parser(
        "status",
        help="what the list says now, and how the bot fares",
        description="Totals, by model and by watched state; pending; the last poll and its result; anything held, "
        "troubled or undelivered.",
    )
    status.add_argument("--state", action="append", type=a_state, metavar="STATE", help="only this state; repeatable")
    status.add_argument("--format", choices=("text", "json"), default="text", help="default: %(default)s")
    events = verbs.add_parser(
        "events",
        help="what happened, newest last",
        description="Every recorded event: signed, missing, withdrawn, returned, pending, pending_dropped, amended, "
        "moa_posted.",
    )
    events.add_argument("--since", type=a_time, metavar="DAY", help="from this day (2025-11-06) or time on")
    events.add_argument("--until", type=an_end, metavar="DAY", help="up to this day, included, or before this time")
    events.add_argument("--state", action="append", type=a_state, metavar="STATE", help="code or name; repeatable")
    events.add_argument("--kind", action="append", type=a_kind, metavar="KIND", help="one kind; repeatable")
    events.add_argument("--format", choices=_FORMS, default="table", help="default: %(default)s")
    why = verbs.add_parser(
        "why",
        help="the evidence for an event",
        description="Why an event is what it is: the rule in words, ICE's cells before and after, workbook, row and "
        "hash, and who was told.",
    )
    why.add_argument("events", nargs="+", metavar="EVENT", help="an event's id, or its beginning")
    why.add_argument(
        "--for", dest="name", metavar="NAME", help="also: which rule of a subscription let it through or held it back"
    )


def _add_subscriptions(verbs: "Verbs[_Parser]") -> None:
    subscriptions = verbs.add_parser(
        "subscriptions",
        help="who hears what, in words",
        description="Each subscription of the config in words; filters that match nothing now are pointed out.",
    )
    ways = subscriptions.add_subparsers(dest="way", metavar="WAY", required=True)
    ways.add_parser("list", help="all of them, a line each, and which of them overlap")
    show = ways.add_parser("show", help="one of them: what it hears, where, when, and what its filter matches now")
    show.add_argument("name", metavar="NAME", help="a subscription's name")
    for way, what in (
        ("add", "add one to the config: subscriptions add houston states=TX counties=Harris slack=#houston"),
        ("edit", "change some of its keys: subscriptions edit houston models=JEM,TFM counties="),
        ("pause", "let its news wait until a day, or until `resume`"),
        ("resume", "end its pause; what waits is sent"),
        ("remove", "take it out of the config"),
    ):
        each = ways.add_parser(way, help=what, description=f"{what[0].upper()}{what[1:]}. Comments and order stay.")
        each.add_argument("name", metavar="NAME", help="a subscription's name")
        if way in {"add", "edit"}:
            words = "a key of the config and its value; several with commas; nothing behind = takes the key out"
            each.add_argument("values", nargs="+", type=a_pair, metavar="KEY=VALUE", help=words)
        if way == "pause":
            each.add_argument(
                "--until", type=a_day, default=date(9999, 12, 30), metavar="DAY", help="the day on which it goes on"
            )


def _add_holds(verbs: "Verbs[_Parser]") -> None:
    hold = verbs.add_parser(
        "hold",
        help="lists that are held back because they can't be trusted",
        description="A list that looks wrong (another list, an old copy, cut short …) is held: nothing of it is taken "
        "in, and no desk hears of it, until ICE posts a sane one, a later one confirms it, or you decide.",
    )
    ways = hold.add_subparsers(dest="way", metavar="WAY", required=True)
    ways.add_parser("list", help="what is held, since when and why")
    for way, what in (
        ("accept", "take the held list into the record after all; desks are told what is new in it"),
        ("reject", "keep it out, even if a later list shows the same"),
    ):
        each = ways.add_parser(way, help=what, description=what[0].upper() + what[1:] + ".")
        each.add_argument("list", choices=("participating", "pending"), help="which list")


def _add_keeping_verbs(verbs: "Verbs[_Parser]") -> None:
    history = verbs.add_parser(
        "history",
        help="the list as it was on a day",
        description="ICE's lists as they were at the end of a day, read again from the kept workbooks.",
    )
    history.add_argument("--at", required=True, type=an_end, metavar="DAY", help="a day (2025-11-06) or a time")
    export = verbs.add_parser(
        "export",
        help="the list and the events for other programs",
        description="The agreements listed now, with when each was first seen, or every event, as CSV or JSON lines.",
    )
    export.add_argument(
        "what", choices=("roll", "events"), help="the agreements listed now, or everything that happened"
    )
    for each, forms, usual in ((history, _FORMS, "table"), (export, ("csv", "jsonl"), "csv")):
        each.add_argument("--state", action="append", type=a_state, metavar="STATE", help="code or name; repeatable")
        each.add_argument("--format", choices=forms, default=usual, help="default: %(default)s")
    _add_outbox(verbs)
    _add_state(verbs)


def _add_outbox(verbs: "Verbs[_Parser]") -> None:
    outbox = verbs.add_parser(
        "outbox",
        help="messages that wait to be delivered, or failed",
        description="Every message is recorded before it is sent. Those that wait or failed are shown here, and can be "
        "sent again or dropped.",
    )
    ways = outbox.add_subparsers(dest="way", metavar="WAY", required=True)
    listing = ways.add_parser("list", help="what waits or failed, and why")
    listing.add_argument("--all", action="store_true", help="also what was delivered or dropped in the last 30 days")
    for way, what in (("retry", "send messages again now"), ("drop", "give messages up for good")):
        each = ways.add_parser(way, help=what, description=what[0].upper() + what[1:] + ".")
        each.add_argument(
            "ids",
            nargs="+",
            metavar="ID",
            help="a message's id, or its beginning; “all” for all that failed or wait for a paused destination",
        )


def _add_state(verbs: "Verbs[_Parser]") -> None:
    state = verbs.add_parser(
        "state",
        help="look after what the bot remembers",
        description="All that the bot remembers is one file and the workbooks beside it, in the config's folder.",
    )
    ways = state.add_subparsers(dest="way", metavar="WAY", required=True)
    ways.add_parser("verify", help="read all of it, and say what is wrong")
    backup = ways.add_parser("backup", help="write all of it to one file, beside a running bot if need be")
    backup.add_argument("file", type=Path, metavar="FILE", help="for example watch287g.tar.gz")
    restore = ways.add_parser(
        "restore",
        help="put a good state back; the bot must be stopped",
        description="Puts back a backup, or without one the last state before the present one. The present file is "
        "kept aside. What waited to be delivered may have gone out since: channels are asked first.",
    )
    restore.add_argument("file", nargs="?", type=Path, metavar="FILE", help="a backup (default: the previous state)")
