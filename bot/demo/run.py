"""`demo`: the bot's own code against a rehearsal of ICE's page, at the pace of a reader instead of months."""

import tempfile
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config.load import load_config
from bot.demo.fake_ice import RehearsalPage
from bot.demo.workbooks import RehearsedPublication, publication_workbooks
from bot.poll.summary import check_sentence
from bot.preview.files import PreviewFolder
from bot.service.app import App
from bot.terminal import PROGRAM
from notifiers.console.text import ConsoleChannel
from notifiers.delivery import Channel
from notifiers.destination import Destination
from notifiers.mail.destination import EmailDestination
from notifiers.mail.mime import Sender
from notifiers.slack.destination import SlackDestination

_CONFIG = """\
[watch]
page = "{page}"
every_minutes = 15
zone = "America/Chicago"

[mail]
host = "127.0.0.1"
security = "plain"
sender = "alerts@example.org"
sender_name = "287(g) watch"

[[subscription]]
name = "mid-missouri"
states = ["MO"]
terminal = true
slack = ["#immigration"]
email = ["desk@example.org"]

[[subscription]]
name = "kansas"
states = ["KS"]
terminal = true
"""

_RULE = "─" * 80


def demo(folder: Path, *, write: Callable[[str], None], program: str = PROGRAM) -> None:
    """Run the rehearsal; the terminal's alerts go to `write`, the email's and Slack's into `folder`.

    `program` is how the bot is started here, for what to do next.
    """
    publications = publication_workbooks()
    write(_opening(publications))
    with tempfile.TemporaryDirectory(prefix="watch287g-demo-") as home, RehearsalPage(publications) as page:
        config_file = Path(home) / "config.toml"
        config_file.write_text(_CONFIG.format(page=page.url), "utf-8")
        config = load_config(config_file, {})
        clock = _Clock(publications[0].published_at, config.watch.zone)
        previews = PreviewFolder(folder, now=clock.now)
        channels = _Previews(config.destinations, previews, write)
        with App.open(config, {}, holder="watch287g demo", write=write, now=clock.now, channels=channels) as app:
            for number, publication in enumerate(publications):
                page.publish(number)
                clock.at = publication.published_at
                write(f"{_RULE}\n{clock.now():%A, %B} {clock.now().day}, {clock.now().year}\n\n")
                checked = app.check()
                write(check_sentence(checked, app.store.register(), config.watch.zone) + "\n\n")
                app.deliver()
    write(_closing(previews, program))


class _Clock:
    """The rehearsal's time: that of the publication being shown, on the desk's clock."""

    def __init__(self, at: datetime, zone: ZoneInfo) -> None:
        self.at, self._zone = at, zone

    def now(self) -> datetime:
        return self.at.astimezone(self._zone)


class _Previews:
    """Channels that write files where the config names Slack and mail; the terminal is the terminal."""

    def __init__(
        self, destinations: Mapping[str, Destination], previews: PreviewFolder, write: Callable[[str], None]
    ) -> None:
        self._open: dict[str, Channel] = {}
        for id_, destination in destinations.items():
            match destination:
                case SlackDestination():
                    self._open[id_] = previews.slack_channel(destination.channel)
                case EmailDestination():
                    sender = Sender(address="alerts@example.org", name="287(g) watch")
                    self._open[id_] = previews.mail_channel(destination.address, sender)
                case _:
                    self._open[id_] = ConsoleChannel(write)

    def to(self, destination_id: str) -> Channel:
        return self._open[destination_id]

    def close(self) -> None:
        """Nothing is held: files are whole once written."""


def _opening(publications: list[RehearsedPublication]) -> str:
    first, last = publications[0].published_at, publications[-1].published_at
    return (
        "A rehearsal: what two desks, one for Missouri and one for Kansas, would have got from lists that ICE\n"
        f"posted between {first:%B} {first.day} and {last:%B} {last.day}, {last.year} (a few states of them). "
        "Nothing is sent.\n\n"
    )


def _closing(previews: PreviewFolder, program: str) -> str:
    pages = [path for path in previews.files if path.suffix == ".html"]
    mails = [path for path in pages if "mail" in path.name]
    slack = [path for path in pages if "slack" in path.name]
    if not pages:
        return (
            f"{_RULE}\nNo files: {previews.folder}/ can't be written to. Name another folder with "
            "`watch287g demo --folder FOLDER`.\n"
        )
    return (
        f"{_RULE}\nThe same alerts as files to open in a browser, in {previews.folder}/:\n"
        f"  as Slack messages: {slack[0].name} to {slack[-1].name}\n"
        f"  as emails:         {mails[0].name} to {mails[-1].name} (and .eml, for a mail program)\n"
        "The rehearsal's page is closed now: links to its lists lead nowhere, and `why` knows none of these events.\n\n"
        f"Now for real:\n  {program} init\n  {program} doctor --send\n  {program} run\n"
    )
