"""Hearing what people do inside Slack while the bot runs: a line for each workspace, and one who answers in turn."""

import itertools
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from bot.commands.clerk import Clerk
from bot.commands.office import LOG, Office
from bot.config.credentials import Secrets
from bot.config.model import Config
from bot.outgoing.channels import surroundings
from notifiers.slack.common import SlackApi
from notifiers.slack.inside.calls import Workspace
from notifiers.slack.inside.requests import Heard, Pressed, Typed, key_of, read_request
from notifiers.slack.line import Line, LineState
from notifiers.slack.settings import TIMEOUT, SlackSettings, app_token, bot_token, workspaces
from state.store import Store

_REMEMBERED = 5_000
"""Things that were heard and are known again, should Slack send them twice."""

_LAST_ANSWERS = 20.0
"""Seconds that a bot which is to stop waits for the answers that are still to be given."""
_OPENS_A_DIALOG = frozenset({"open", "change"})


def workspaces_heard(config: Config, secrets: Secrets) -> list[str]:
    """The workspaces that have an app-level token."""
    return [name for name in workspaces(config.settings["slack"]) if secrets.has(app_token(name))]


class Listening:
    """All that is heard inside Slack, from `start` to `close`. What goes wrong here stops no alert.

    `config` gives the file as it is now; `hurry` has what is owed sent soon. One thread answers, in the order in which
    things were asked, but that a dialog, for which Slack waits three seconds, goes first.
    """

    def __init__(
        self,
        store: Store,
        config: Callable[[], Config],
        environ: Mapping[str, str],
        *,
        now: Callable[[], datetime],
        hurry: Callable[[], None],
    ) -> None:
        self._store, self._config, self._environ, self._now, self._hurry = store, config, environ, now, hurry
        self._work: queue.PriorityQueue[_Job] = queue.PriorityQueue()
        self._numbers = itertools.count()
        self._ears: dict[str, _Ear] = {}
        self._worker = threading.Thread(target=self._answer, name="commands", daemon=True)

    def start(self) -> None:
        """Open the lines; this waits for nothing."""
        self._worker.start()
        self._open_lines()

    def close(self) -> None:
        """Hear no more. What was heard is answered first, but for what takes longer than may be waited for."""
        self._close_lines()
        self._work.put(_Job(urgency=9, number=next(self._numbers), do=None))
        self._worker.join(_LAST_ANSWERS)

    def restart(self) -> None:
        """Open the lines anew, with the workspaces and tokens that there are now; what was heard is answered still."""
        self._close_lines()
        self._open_lines()

    def _open_lines(self) -> None:
        config = self._config()
        settings: SlackSettings = config.settings["slack"]
        here = surroundings(config, self._environ, write=LOG.info, now=self._now, timeout=TIMEOUT)

        def api(secret: str) -> SlackApi:
            return SlackApi.by_secret(secret, settings.api_url, here)

        calls = {name: Workspace(api(bot_token(name)), sleep=here.sleep) for name in workspaces(settings)}
        heard = workspaces_heard(config, Secrets.beside(config.path, self._environ))
        self._ears = {name: self._ear(name, api(app_token(name)), calls) for name in heard}
        for ear in self._ears.values():
            ear.line.start()

    def _close_lines(self) -> None:
        for ear in self._ears.values():
            ear.line.close()
        self._ears = {}

    def states(self) -> Mapping[str, LineState]:
        """How each workspace's line is."""
        return {name: ear.line.state for name, ear in self._ears.items()}

    def _ear(self, workspace: str, api: SlackApi, calls: Mapping[str, Workspace]) -> "_Ear":
        office = Office(
            workspace=workspace,
            store=self._store,
            config=self._config,
            now=self._now,
            calls_of=calls,
            hurry=self._hurry,
        )
        ear = _Ear(Clerk(office), self._put)
        ear.line = Line(ear, api, clock=time.monotonic)
        return ear

    def _put(self, heard: Heard, do: Callable[[], None]) -> None:
        self._work.put(_Job(urgency=_urgency(heard), number=next(self._numbers), do=do))

    def _answer(self) -> None:
        while (job := self._work.get()).do is not None:
            job.do()


@dataclass(order=True, slots=True)
class _Job:
    """One thing to answer; `do` None is the end."""

    urgency: int
    number: int
    do: Callable[[], None] | None = field(compare=False)


class _Ear:
    """What hears one workspace's line, each thing once."""

    line: Line

    def __init__(self, clerk: Clerk, put: Callable[[Heard, Callable[[], None]], None]) -> None:
        self._clerk, self._put = clerk, put
        self._known: dict[str, None] = {}  # in the order in which they were heard

    def acknowledge(self, envelope: dict[str, Any]) -> dict[str, Any] | None:
        """What is said at once."""
        return self._clerk.judge(read_request(envelope))

    def hear(self, envelope: dict[str, Any]) -> None:
        """Have it answered, unless it was heard before."""
        heard, key = read_request(envelope), key_of(envelope)
        if heard is None or key in self._known:
            return
        self._known[key] = None
        if len(self._known) > _REMEMBERED:
            del self._known[next(iter(self._known))]
        self._put(heard, lambda: self._clerk.serve(heard))


def _urgency(heard: Heard) -> int:
    match heard:
        case Typed(text=text) if text.strip().casefold() == "subscribe":
            return 0
        case Pressed(action=action) if action.partition(".")[0] in _OPENS_A_DIALOG:
            return 0
        case _:
            return 1
