"""What a desk would get, or gets to try it: `preview`, `digest` and `test`."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import Call, argument, recorded, verb
from bot.config.destinations import AFAR
from bot.config.model import Config
from bot.config.when import When
from bot.exits import Exit
from bot.terminal import fail, remark, say, write
from notifiers.text.ap_style import count

if TYPE_CHECKING:
    from bot.preview.forms import Document
    from notifiers.digest.model import Digest

OTHERS = tuple(key for key in AFAR if key not in {"slack", "webhook", "email"})
"""The kinds whose form has the name of their key."""
_NAME = argument("name", metavar="NAME", help="a subscription's name")


@verb(
    _NAME,
    argument(
        "--since", type=When.read, metavar="DAY", help="every alert from this day on (2025-11-06, “last week”), or time"
    ),
    argument(
        "--as",
        dest="form",
        choices=("terminal", "slack", "html", "mail", *OTHERS),
        default="terminal",
        help="terminal; Block Kit JSON; a page that looks like the Slack message; mail; a page for each of the others "
        "(default: %(default)s)",
    ),
    argument(
        "--output", type=Path, metavar="FILE|FOLDER", help="a name with an ending, or a folder for a file each alert"
    ),
)
def preview(call: Call, *, name: str, since: When | None, form: str, output: Path | None) -> Exit:
    """What a subscription's last alert was, or would have been; sends nothing.

    What the last publication with news for a subscription sends it, or every one since a day, from the recorded events.
    """
    from bot.config.lookup import known
    from bot.preview.forms import documents
    from bot.preview.past import past_stories

    config = call.desks()
    subscription = known(name, config)
    begin = since.begin(config.watch.zone, datetime.now(UTC)) if since else None
    with recorded(config) as store:
        stories = past_stories(store, subscription, config, since=begin)
    if not stories:
        hint = "" if since else " Build the history with `watch287g backfill`, or look at `watch287g demo`."
        say(f"Nothing is recorded that {name} would have heard of.{hint}")
        return Exit.FINE
    found = documents(stories, form, subscription, config)
    if not subscription.alerts:
        remark(f"{name} has no alerts and hears by its digest; this is what an alert would be.")
    if not all(story.totals for story in stories):
        remark("Some are without totals: the lists of that time are not in the bot's folder.")
    status = _put(found, form, output, name)
    if status is Exit.FINE:
        messages = count(sum(document.messages for document in found), "message")
        when = f"since {begin:%Y-%m-%d}" if begin else "of the last publication with news"
        remark(f"For {name}, {when}: {count(len(found), 'alert')} in {messages}. Nothing was sent.")
    return status


def _put(found: "Sequence[Document]", form: str, output: Path | None, name: str) -> Exit:
    """On the screen, into one file, or, where `output` has no ending, one file for each alert into that folder."""
    from bot.preview.forms import joined

    is_folder = output is not None and not output.suffix
    are_pages = form not in ("terminal", "slack", "mail") or (output is not None and output.suffix == ".html")
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
    return _written(files, f"{count(len(files), 'file')} in {output}." if is_folder else f"{output} is written.")


def _written(files: Mapping[Path, str], done: str) -> Exit:
    """Write texts into files, and say `done`."""
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="")
        except OSError as error:
            said = f"{path} can't be written ({error.strerror}). Name a place that you may write to with --output."
            return fail(said, Exit.USAGE)
    say(done)
    return Exit.FINE


@verb(
    _NAME,
    argument(
        "--period",
        metavar="PERIOD",
        help="a week (2025-W45), a month (2025-11) or a day (2025-11-06); default: the one that ended last",
    ),
    argument("--preview", action="store_true", help="send nothing; write HTML, text and CSV"),
    argument("--output", type=Path, default=Path("digest-output"), metavar="FOLDER", help="default: %(default)s"),
)
def digest(call: Call, *, name: str, period: str | None, preview: bool, output: Path) -> Exit:
    """Make a subscription's digest of a past period, to look at or to send.

    Makes the digest of any period that is over and in the record, and sends it to the subscription's destinations now,
    or writes it with --preview. `run` and `check` send the regular ones by themselves; a digest sent by hand does not
    stand for one of those.
    """
    if not preview:
        return call.order("digest send", name, *([period] if period else []))
    from bot.digest.again import make_again, wanted

    config, now = call.desks(), datetime.now(UTC)
    with recorded(config) as store:
        made = make_again(store, config, wanted(config, store, name, period, now), now)
    files = _digest_files(made.digest, config)
    said = f"{made.digest.subject}\nNothing was sent. In {output}: {', '.join(files)}"
    return _written({output / file: text for file, text in files.items()}, said)


def _digest_files(made: "Digest", config: Config) -> dict[str, str]:
    """A digest in the forms of a mail and of the terminal, and its table, by the files' names."""
    from notifiers.registry import kind

    text, mail = (
        kind(key).example(config.settings[kind(key).section]).render(made)[0] for key in ("terminal", "email")
    )
    name = f"{made.subscription}-{made.key.lower()}"
    files = {f"{name}.html": mail["html"], f"{name}.txt": text["text"]}
    if made.csv:
        files[f"{name}.csv"] = "\ufeff" + made.csv[1]  # the mark tells Excel that it is UTF-8
    return files


@verb(argument("name", metavar="NAME", help="a subscription's name, or “operators”"))
def test(call: Call, *, name: str) -> Exit:
    """Send a marked sample to a subscription's destinations.

    Sends a sample, marked as a test, to every destination of a subscription, and says of each one whether it took it,
    and what to do where it didn't. Where a destination was paused and takes it, what waits there is sent too.
    """
    from bot.config.lookup import known
    from bot.outgoing.channels import Channels
    from bot.outgoing.sample import sample_story, send_sample

    config = call.desks()
    subscription = known(name, config, operators=True)
    story = sample_story(subscription, config, at=datetime.now(UTC))
    channels = Channels(config, call.environ, write=write, now=lambda: datetime.now(UTC))
    results = []
    for result in send_sample(story, subscription, config, channels):
        say(result.sentence)
        results.append(result)
    channels.close()
    _resume([r.destination for r in results if r.arrived], config, call)
    return Exit.FINE if all(r.arrived for r in results) else Exit.UNDELIVERED


def _resume(destinations: Sequence[str], config: Config, call: Call) -> None:
    """Send what waits at destinations that were paused, now that they take messages again."""
    from state.entries import Pause

    with recorded(config) as store:
        mended = [id_ for id_ in destinations if id_ in store.entries(Pause)]
    if mended:
        places = " and ".join(config.destinations[id_].words for id_ in mended)
        say(f"{places} was paused; what waits there is sent now.")
        call.order("outbox resume", *mended)
