"""The words of the verbs that show what a desk gets: `test`, `preview`, `digest`."""

from pathlib import Path

from bot.command_values import a_time
from bot.command_verbs import Parser, Verbs


def add_sample_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
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
    _add_digest(verbs)


def _add_digest(verbs: "Verbs[Parser]") -> None:
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
