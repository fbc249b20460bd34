"""The line on which Slack tells what people do inside it: Socket Mode, by slack_sdk's own WebSocket connection.

The SDK's `SocketModeClient` around that connection is left out. It takes a connection that was cut for one on which
nothing comes, and turns in a circle at a whole core until its pings have failed for 25 seconds; it asks for a new
address every five seconds for ever, with a wrong token too; and without a network it raises out of its first connect.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from http.client import HTTPException

from slack_sdk.errors import SlackApiError

from notifiers.delivery import DeliveryError, Retry
from notifiers.slack.common import RefusedError, SlackApi, trusted
from notifiers.slack.errors import LINE_CLOSED, unanswered
from notifiers.slack.session import Ear, LineError, Session
from watchers.frozen import frozen

LONGEST_WAIT = 300.0
"""Seconds between two tries where Slack can't be reached; it begins at one, and doubles."""
WAIT_FOR_MENDING = 3600.0
"""Seconds between two tries where somebody has to mend a token or a setting first."""

_STEADY = 1.0  # seconds that a connection must have lasted for its end to be no failure
_TICK = 1.0
_DRAIN = 30.0  # seconds for which a connection that was replaced may still bring something


@frozen
class LineState:
    """Whether the line is open, for how many seconds it has been so, and why it is not.

    `is_broken`: it stays so until somebody mends it.
    """

    is_open: bool
    lasts: float = 0.0
    why: str = ""
    is_broken: bool = False


def address(api: SlackApi) -> str:
    """Where a workspace's line is now, by its app-level token. Raises `LineError`."""
    try:
        known = api.token()
        return str(api.client(known).apps_connections_open(app_token=known)["url"])
    except SlackApiError as error:
        refusal = RefusedError(error, api.where)
        why = LINE_CLOSED.get(refusal.code)
        if why is not None:
            raise LineError(f"Slack, {api.where}: {why} ({refusal.code})", is_broken=True) from None
        raise LineError(str(refusal), wait=refusal.wait) from None
    except DeliveryError as error:  # the token itself can't be had
        raise LineError(str(error), is_broken=error.retry is Retry.PAUSE) from None
    except (OSError, HTTPException) as error:
        raise LineError(str(unanswered(api.where, error, api.timeout))) from None


class Line:
    """One workspace's line, by `api` with its app-level token, which is asked for at each opening.

    `clock` is monotonic, in seconds. Once started it opens itself, again and again, until it is closed; whatever
    happens on it raises nowhere.
    """

    def __init__(self, ear: Ear, api: SlackApi, *, clock: Callable[[], float]) -> None:
        self._ear, self._api, self._clock = ear, api, clock
        self._wake, self._ended = threading.Event(), threading.Event()
        self._current: Session | None = None
        self._old: list[Session] = []
        self._failures, self._next_try, self._opened, self._is_replacing = 0, 0.0, 0.0, False
        self._state, self._since = LineState(is_open=False, why="It is being opened."), clock()
        self._thread = threading.Thread(target=self._mind, name=f"slack {api.where}", daemon=True)

    @property
    def state(self) -> LineState:
        """How the line is."""
        return replace(self._state, lasts=self._clock() - self._since)

    def start(self) -> None:
        """Begin; this waits for nothing."""
        self._thread.start()

    def close(self) -> None:
        """End it, with all its threads; what was heard is with the ear."""
        self._ended.set()
        self._wake.set()
        self._thread.join()

    def _mind(self) -> None:
        while not self._ended.is_set():
            try:
                self._look()
            except Exception as error:  # noqa: BLE001 - a fault of ours over the line must not end it for good
                self._down(LineError(f"An unexpected fault ({type(error).__name__}); please report it."), wait=60.0)
            self._wake.wait(_TICK)
            self._wake.clear()
        for session in [*self._old, *([self._current] if self._current else [])]:
            session.drop()
            session.join()

    def _look(self) -> None:
        """Ping, let go of what is dead, and open what is missing."""
        now, current = self._clock(), self._current
        if current is not None:
            current.ping_when_due(now)
            if current.is_dead(now):
                current.drop()
                self._retire(current, now)
                current = self._current = None
                self._down(LineError("The connection was cut. It is being opened anew."), wait=self._after(now))
            elif current.was_heard and not self._state.is_open:
                self._state, self._since = LineState(is_open=True), now
        if current is not None and current.is_leaving and not self._is_replacing:
            self._is_replacing, self._next_try = True, now + self._after(now)
        if (current is None or self._is_replacing) and now >= self._next_try:
            self._open(now)
        self._let_go(now)

    def _after(self, now: float) -> float:
        """How long to wait now that a connection has ended: not at all, unless such things happen again and again."""
        self._failures = self._failures + 1 if now - self._opened < _STEADY else 0
        return self._pause()

    def _pause(self) -> float:
        """How long to wait before the next try: not at all after a first failure."""
        return 0.0 if self._failures < 2 else min(2.0 ** min(self._failures - 2, 16), LONGEST_WAIT)

    def _open(self, now: float) -> None:
        """Open a new connection, and only then give up the old one, which may still bring something."""
        try:
            route = self._api.route
            session = Session(address(self._api), self._ear, self._wake, clock=self._clock, ssl=trusted(route))
            session.open(route)
        except LineError as error:
            self._failures += 1
            wait = WAIT_FOR_MENDING if error.is_broken else error.wait or self._pause()
            self._next_try = now + wait
            if self._current is None:
                self._down(error, wait=wait)
            return
        if self._current is not None:
            self._retire(self._current, now)
        self._current, self._is_replacing, self._opened = session, False, now

    def _down(self, error: LineError, *, wait: float) -> None:
        if self._state.is_open:
            self._since = self._clock()
        self._next_try = self._clock() + wait
        self._state = LineState(is_open=False, why=str(error), is_broken=error.is_broken)
        if not wait:
            self._wake.set()

    def _retire(self, session: Session, now: float) -> None:
        session.retired = now
        self._old.append(session)

    def _let_go(self, now: float) -> None:
        for session in list(self._old):
            if session.is_dead(now) or now - (session.retired or now) > _DRAIN:
                session.drop()
            if not session.is_running:
                session.join()
                self._old.remove(session)
