"""`preview`: what a subscription's last alert was, or would have been."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.cli.when import When
from bot.exits import Exit
from bot.terminal import fail, remark, say, write
from notifiers.text.ap_style import count

if TYPE_CHECKING:
    from bot.preview.forms import Document, Form


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "preview",
        preview,
        "what a subscription's last alert was, or would have been; sends nothing",
        "What the last publication with news for a subscription sends it, or every one since a day, from the recorded "
        "events.",
    )
    parser.add_argument("name", metavar="NAME", help="a subscription's name")
    parser.add_argument(
        "--since", type=When.read, metavar="DAY", help="every alert from this day on (2025-11-06, “last week”), or time"
    )
    parser.add_argument(
        "--as",
        dest="form",
        choices=("terminal", "slack", "html", "mail"),
        default="terminal",
        help="terminal; Block Kit JSON; a page that looks like the Slack message; mail (default: %(default)s)",
    )
    parser.add_argument(
        "--output", type=Path, metavar="FILE|FOLDER", help="a name with an ending, or a folder for a file each alert"
    )


def preview(call: Call, *, name: str, since: When | None, form: str, output: Path | None) -> Exit:
    """Show it, or write it."""
    from bot.config.lookup import known
    from bot.preview.forms import Form, documents
    from bot.preview.past import past_stories
    from state.store import read_store

    config = call.config()
    subscription = known(name, config)
    begin = since.begin(config.watch.zone, datetime.now(UTC)) if since else None
    with read_store(config.watch.folder) as store:
        stories = past_stories(store, subscription, page_url=config.watch.page, since=begin)
    if not stories:
        hint = "" if since else " Build the history with `watch287g backfill`, or look at `watch287g demo`."
        say(f"Nothing is recorded that {name} would have heard of.{hint}")
        return Exit.FINE
    found = documents(stories, Form(form), subscription, config)
    if not subscription.alerts:
        remark(f"{name} has no alerts and hears by its digest; this is what an alert would be.")
    if not all(story.totals for story in stories):
        remark("Some are without totals: the lists of that time are not in the bot's folder.")
    status = _put(found, Form(form), output, name)
    if status is Exit.FINE:
        remark(_counted(found, name, begin))
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
    messages = count(sum(document.messages for document in found), "message")
    when = f"since {since:%Y-%m-%d}" if since else "of the last publication with news"
    return f"For {name}, {when}: {count(len(found), 'alert')} in {messages}. Nothing was sent."
