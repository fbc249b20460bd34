"""The verbs that show what a desk gets: `test`, `preview`."""

from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import Parser, Verbs
from bot.cli.record import moment_of
from bot.cli.values import a_time
from bot.config.lookup import named, unknown
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import fail, remark, say, write
from notifiers.text.ap_style import count
from state.entries import Pause
from state.store import read_store


def add_verbs(verbs: "Verbs[Parser]") -> None:
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


if TYPE_CHECKING:
    from bot.preview.forms import Document, Form


def test(wish: Namespace, config: Config, environ: Mapping[str, str]) -> int:
    """`test`: a marked sample to every destination of a subscription. The exit status."""
    from bot.outgoing.channels import Channels
    from bot.outgoing.sample import sample_story, send_sample

    subscription = named(wish.name, config, operators=True)
    if subscription is None:
        return fail(unknown(wish.name, config, operators=True), Exit.USAGE)
    story = sample_story(subscription, config, at=datetime.now(UTC))
    channels = Channels(config, environ, write=write, now=lambda: datetime.now(UTC))
    results = []
    for result in send_sample(story, subscription.destinations, config, channels):
        say(result.sentence)
        results.append(result)
    channels.close()
    _resume([r.destination for r in results if r.arrived], config, environ)
    return Exit.FINE if all(r.arrived for r in results) else Exit.UNDELIVERED


def _resume(destinations: Sequence[str], config: Config, environ: Mapping[str, str]) -> None:
    """Send what waits at destinations that were paused, now that they take messages again."""
    from bot.cli.manage import carry_out

    with read_store(config.watch.folder) as store:
        mended = [id_ for id_ in destinations if id_ in store.entries(Pause)]
    if mended:
        places = " and ".join(config.destinations[id_].words for id_ in mended)
        say(f"{places} was paused; what waits there is sent now.")
        carry_out("outbox resume", mended, config, environ)


def preview(wish: Namespace, config: Config, _environ: Mapping[str, str]) -> int:
    """`preview`: what a subscription's last alert was, or would have been. The exit status."""
    from bot.preview.forms import Form, documents
    from bot.preview.past import past_stories

    subscription = named(wish.name, config)
    if subscription is None:
        return fail(unknown(wish.name, config), Exit.USAGE)
    form, since = Form(wish.form), moment_of(wish.since, config.watch.zone)
    with read_store(config.watch.folder) as store:
        stories = past_stories(store, subscription, page_url=config.watch.page, since=since)
    if not stories:
        begin = "" if wish.since else " Build the history with `watch287g backfill`, or look at `watch287g demo`."
        say(f"Nothing is recorded that {wish.name} would have heard of.{begin}")
        return Exit.FINE
    found = documents(stories, form, subscription, config)
    if not subscription.alerts:
        remark(f"{wish.name} has no alerts and hears by its digest; this is what an alert would be.")
    if not all(story.totals for story in stories):
        remark("Some are without totals: the lists of that time are not in the bot's folder.")
    status = _put(found, form, wish.output, wish.name)
    if status is Exit.FINE:
        remark(_counted(found, wish.name, since))
    return status


def _put(found: "Sequence[Document]", form: "Form", output: Path | None, name: str) -> Exit:
    """On the screen, into one file, or, where `output` has no ending, one file for each alert into that folder."""
    from bot.preview.forms import Form, joined

    is_folder = output is not None and not output.suffix
    are_pages = form is Form.HTML or (output is not None and output.suffix == ".html")
    if are_pages and len(found) > 1 and not is_folder:
        return fail(f"These are {len(found)} pages. Name a folder for them: --output FOLDER", Exit.USAGE)
    if output is None:
        write(joined(found))
        return Exit.FINE
    files = {output: joined(found)}
    if is_folder:
        files = {
            output / f"{number:02}-{form}-{name}{each.ending}": each.text
            for number, document in enumerate(found, start=1)
            for each in (document, *document.beside)
        }
    elif are_pages and found[0].beside:
        files = {output: found[0].beside[0].text}
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    except OSError as error:
        return fail(f"{path} can't be written ({error.strerror}). Name a place that you may write to.", Exit.USAGE)
    say(f"{count(len(files), 'file')} in {output}." if is_folder else f"{output} is written.")
    return Exit.FINE


def _counted(found: "Sequence[Document]", name: str, since: datetime | None) -> str:
    messages = sum(document.messages for document in found)
    alerts = f"{len(found)} alert{'s' * (len(found) != 1)}"
    when = f"since {since:%Y-%m-%d}" if since else "of the last publication with news"
    return f"For {name}, {when}: {alerts} in {messages} message{'s' * (messages != 1)}. Nothing was sent."
