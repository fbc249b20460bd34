"""The wiring to APScheduler: when to poll, when to deliver, and how to stop."""

import contextlib
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from apscheduler.events import EVENT_SCHEDULER_STARTED
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler

from bot.collector import collect_all
from bot.config.load import ConfigError
from bot.documents.job import EVERY as FETCH_EVERY
from bot.documents.job import Documents
from bot.outgoing.operators import ago
from bot.poll.check import Checked, Found
from bot.poll.next_look import Looking, newest_list, plan_of_looks
from bot.poll.summary import check_sentence, delivery_line, delivery_sentences
from bot.service.app import App
from bot.service.clock import ClockWatch
from bot.service.log import LOG, Journal
from bot.service.mailbox import serve
from bot.service.measuring import Measuring
from bot.service.roles import Role
from bot.service.systemd import ServiceManager
from bot.service.watchdog import Watchdog
from bot.terminal import has_terminal
from notifiers.text.ap_style import count
from state.errors import StateAwayError, StateError, StateNotWrittenError
from state.files.liveness import note_alive, note_end
from watchers.errors import WatchError
from watchers.schedule.looks import FixedStep

if TYPE_CHECKING:  # loaded where somebody listens
    from bot.commands.listening import Listening

_DELIVER_EVERY = timedelta(seconds=30)
_DIGEST_EVERY = timedelta(minutes=15)
_LOOK_IF_DUE_EVERY = timedelta(seconds=5)
_LISTEN_EVERY = timedelta(seconds=2)
_BEAT_EVERY = timedelta(seconds=30)
_LEAD_EVERY = timedelta(seconds=5)
_HEAR_FOR = 5.0  # seconds
_MIND_THE_CLOCK_EVERY = 5.0  # seconds
_MOST_PATIENT = timedelta(hours=2)  # the longest that polling backs off to


Commands = Callable[[Callable[[], None]], "Listening"]


class Runner:
    """Polls and delivers until told to stop. Its jobs end in their own time: a signal never cuts one short."""

    def __init__(
        self,
        app: App,
        reread: Callable[[], None],
        manager: ServiceManager,
        measuring: Measuring,
        journal: Journal,
        *,
        last_words: Callable[[], None],
        commands: Commands | None = None,
    ) -> None:
        """`reread` makes the app take up the config file as it is now, or raises `ConfigError`.

        `last_words` says that the bot hangs, and ends itself. `commands` makes what hears people inside Slack, with
        what has the mail that is owed sent soon.
        """
        self._app = app
        self._hurried = threading.Event()
        self._commands = commands(self._hurried.set) if commands is not None else None
        self._reread = reread
        self._manager = manager
        self._measuring = measuring
        self._journal = journal
        self._to_reread = False
        self._watchdog = Watchdog(last_words)
        self._at_work = self._watchdog.at_work
        self._documents = Documents(
            config=app.config, store=app.store, source=app.checker.source, now=app.now, guard=self._at_work
        )
        self._stopping = False
        self._led = app.store.leads
        self._failures = 0
        self._failing_since: datetime | None = None
        self._said = ""
        self._complained = False  # of a disk or a database that takes nothing, since the last poll began
        self._not_before = 0.0  # of the monotonic clock
        self._clock = ClockWatch(lambda: datetime.now(UTC), time.monotonic)
        self._ended = threading.Event()
        self._on_terminal = has_terminal()
        self._broken: BaseException | None = None
        self._looking = Looking(plan_of_looks(app.config, app.store, at=datetime.now(UTC) + app.clock_is_off))
        self._scheduler = BlockingScheduler(
            timezone=UTC,
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )

    def run(self) -> None:
        """Run until SIGTERM or SIGINT. Raises `StateError` where the state can no longer be written."""
        logging.getLogger("apscheduler").setLevel(logging.ERROR)  # an overlap is waited out, and no news
        every = self._app.config.watch.every
        store = self._app.store
        if store.is_shared:
            self._repeat("lead", self._lead, _LEAD_EVERY)
            if Role.SITE in self._app.roles:
                self._repeat("site", self._renew_site, min(_DELIVER_EVERY, every))
        self._repeat("deliver", self._deliver, min(_DELIVER_EVERY, every))  # first: a bot that polls kill has said so
        self._repeat("digest", self._digest, _DIGEST_EVERY)  # before the first poll, whose news is the next digest's
        self._repeat("poll", self._look_if_due, min(_LOOK_IF_DUE_EVERY, every))
        self._scheduler.add_job(self._fetch, "interval", seconds=FETCH_EVERY.total_seconds(), id="documents")
        self._repeat("orders", self._serve, _LISTEN_EVERY)
        self._report_to_the_manager()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        if hasattr(signal, "SIGHUP"):
            signal.signal(signal.SIGHUP, self._hang_up)
        # Not one of the scheduler's jobs: they all wait for a time of the clock that may have been set back.
        minding = threading.Thread(target=self._mind_the_clock, name="clock", daemon=True)
        minding.start()
        if store.is_shared and Role.DELIVER in self._app.roles:
            threading.Thread(target=self._hear, name="owed", daemon=True).start()
        if self._commands is not None:
            self._commands.start()
        try:
            with self._watchdog:
                self._scheduler.start()
        finally:
            if self._commands is not None:
                self._commands.close()
            self._ended.set()
            minding.join()
            note_end(self._app.store.folder)
        if self._broken is not None:
            raise self._broken

    def _report_to_the_manager(self) -> None:
        self._scheduler.add_listener(lambda _: self._manager.ready("Started."), EVENT_SCHEDULER_STARTED)
        watched = self._manager.watchdog or _BEAT_EVERY * 2
        self._repeat("beat", self._beat, min(watched / 2, _BEAT_EVERY))

    def _repeat(self, name: str, job: Callable[[], None], every: timedelta) -> None:
        """Do something at once, and then again and again."""
        self._scheduler.add_job(
            job, "interval", seconds=every.total_seconds(), id=name, next_run_time=datetime.now(UTC)
        )

    def _beat(self) -> None:
        """Not while a piece of work hangs: who watches the bot then ends it and starts it anew."""
        if self._watchdog.sign_of_life():
            self._manager.beat()
            note_alive(self._app.store.folder, datetime.now(UTC))

    def _mind_the_clock(self) -> None:
        while not self._ended.wait(_MIND_THE_CLOCK_EVERY):
            with contextlib.suppress(StateError):  # told by what has to be done there
                if said := self._app.mind_clock():
                    LOG.warning(said)
            step = self._clock.step()
            if step is not None:
                with self._at_work:  # a job that is at work can't be made due
                    self._plan_anew(step)

    def _plan_anew(self, step: timedelta) -> None:
        """The clock was set, or the machine slept: every job is due at once, and then goes on at its own pace."""
        set_by = ago(datetime.now(UTC) - abs(step), datetime.now(UTC))
        LOG.warning(
            f"The clock went back by {set_by}: it was set. All is planned anew by it."
            if step < timedelta(0)
            else f"The clock is {set_by} further than the bot ran: it was set, or the machine slept. A poll follows."
        )
        self._not_before -= max(step, timedelta(0)).total_seconds()
        self._looking.look_now()
        for job in self._scheduler.get_jobs():
            job.modify(next_run_time=datetime.now(UTC))

    def _stop(self, *_: object) -> None:
        if self._stopping:  # an impatient second Ctrl-C
            return
        self._stopping = True
        self._watchdog.expect_no_sign()
        self._manager.stopping()
        LOG.info("Stopping; the work in hand is being finished.")
        # Not here: a signal handler must not wait for the jobs' locks.
        threading.Thread(target=self._shut_down, kwargs={"wait": True}).start()

    def _shut_down(self, *, wait: bool) -> None:
        """End the run, also where it has not quite begun, or is ended for another reason just now."""
        while not self._ended.is_set():
            try:
                self._scheduler.shutdown(wait=wait)
            except SchedulerNotRunningError:
                self._ended.wait(0.05)
            else:
                return

    def _hang_up(self, *_: object) -> None:
        if self._on_terminal and not has_terminal():
            self._stop()  # its window was closed: nobody would see that it runs on
        else:
            self._to_reread = True  # the next look at the orders does it: a signal must not cut into a poll

    def _take_up(self) -> None:
        """Go on with the config as the file has it now; with the old one, where the new one has mistakes."""
        before = self._app.config.watch
        self._manager.reloading(time.monotonic())
        try:
            self._reread()
        except ConfigError as error:
            said = str(error).replace(", nothing started", "")
            LOG.warning(f"{said}\nThe new config was not taken up; the bot goes on with the one that it had.")
            self._manager.ready("The new config has mistakes; the bot goes on with the one that it had.")
            return
        watch = self._app.config.watch
        if (watch.every, watch.looks_a_week) != (before.every, before.looks_a_week):
            self._plan_looks()
            self._looked()
        if self._commands is not None:
            self._commands.restart()
        said = f"The config was taken up anew: {count(len(self._app.config.subscriptions), 'subscription')}."
        LOG.info(said)
        self._manager.ready(said)

    def _lead(self) -> None:
        """Where several processes share the state: whether this one polls, tried again and again."""
        with self._at_work:
            try:
                leads = self._app.lead()
                if leads and not self._led:
                    LOG.info("This process polls from here on.")
                    self._plan_looks()
                    self._looking.look_now()
            except StateError as error:
                leads = False
                self._mind(error)
            if self._led and not leads:
                LOG.warning("This process polls no more: it lost its connection to the database.")
            self._led = leads

    def _hear(self) -> None:
        """Have what is owed sent as soon as some process owes it."""
        while not self._ended.is_set():
            try:
                if self._app.store.heard(_HEAR_FOR):
                    self._hurried.set()
                    self._scheduler.modify_job("orders", next_run_time=datetime.now(UTC))
            except (StateError, JobLookupError):
                self._ended.wait(_HEAR_FOR)

    def _renew_site(self) -> None:
        with self._at_work:
            try:
                self._app.renew_site()
            except StateError as error:
                self._mind(error)

    def _look_if_due(self) -> None:
        if not self._app.store.leads:
            return
        if time.monotonic() < self._not_before or not self._looking.is_due(self._now()):
            return
        try:
            self._poll()
        finally:
            self._looked()

    def _now(self) -> datetime:
        return datetime.now(UTC) + self._app.clock_is_off

    def _looked(self) -> None:
        """Place the next look; without what the record says of lists, where that can't be read just now."""
        try:
            newest = newest_list(self._app.store)
        except StateError:
            newest = None
        self._looking.looked(self._now(), newest=newest)

    def _poll(self) -> None:
        self._complained = False
        with self._at_work:
            try:
                is_told = self._app.terminal_is_told_of_sight()
                checked = self._app.check()
                self._regain(is_told=is_told)
                self._say_news(check_sentence(checked, self._app.store.register(), self._app.config.watch.zone))
                self._tell(checked)
                self._beat_heart()
                if Role.SITE in self._app.roles:
                    self._app.renew_site()
                if checked.found is not Found.NOTHING_NEW:
                    self._plan_looks()
                    collect_all()
            except WatchError as error:
                self._back_off(error)
            except StateError as error:
                self._mind(error)
            except Exception:  # noqa: BLE001 - whatever one poll ends in, the bot goes on
                self._failing_since = self._failing_since or datetime.now(UTC)
                LOG.exception("A poll ended in a fault of ours; the next one goes on. Please report it.")

    def _plan_looks(self) -> None:
        self._looking.plan = plan_of_looks(self._app.config, self._app.store, at=self._now())

    def _digest(self) -> None:
        """Ask which digests are due; the next delivery sends them."""
        if not self._app.store.leads:
            return
        with self._at_work:
            try:
                self._app.digest()
            except StateError as error:
                self._mind(error)

    def _fetch(self) -> None:
        """One step of fetching the agreements' documents: it holds up nothing else while it asks or reads."""
        if not self._app.store.leads:
            return
        self._documents.config = self._app.config
        try:
            self._documents.step()
        except StateError as error:
            self._mind(error)
        except Exception:  # noqa: BLE001 - a document is never worth the news of the lists
            LOG.exception("A document could not be dealt with; the next one goes on. Please report it.")

    def _deliver(self) -> None:
        with self._at_work:
            try:
                if self._app.store.leads:
                    self._mind_oneself()
                self._tell(None)
                if not self._app.store.leads:
                    self._complained = False  # no poll begins here
            except StateError as error:
                self._mind(error)

    def _mind_oneself(self) -> None:
        """Tell the operators what is wrong here, and what no longer is. Raises `StateError`."""
        self._app.mind_disk()
        self._app.mind_killed()
        self._app.checker.mind_blindness()
        self._app.mind_log(self._journal.error)
        if self._commands is not None:
            self._app.mind_commands(self._commands.states())

    def _tell(self, checked: Checked | None) -> None:
        """Deliver what is due, and log it."""
        deliveries = self._app.deliver(self._at_work.goes_on)
        for delivery in deliveries:
            LOG.debug(delivery_line(delivery))
        for line in delivery_sentences(checked, deliveries, self._app.config):
            LOG.info(line)
        if checked is not None or deliveries:
            self._measure()

    def _measure(self) -> None:
        try:
            said = self._measuring.note(self._app.store)
        except StateError as error:
            said = str(error)
        if said:
            LOG.warning(said)

    def _beat_heart(self) -> None:
        said = self._app.beat()
        if said:
            LOG.warning(said)

    def _say_news(self, sentence: str) -> None:
        """Say what a poll saw, unless the poll before it saw the same: a log should hold what matters."""
        self._manager.status(sentence)
        if sentence != self._said:
            self._said = sentence
            LOG.info(sentence)

    def _serve(self) -> None:
        """Carry out an operator's orders, between polls and deliveries."""
        with self._at_work:
            if self._to_reread:
                self._to_reread = False
                self._take_up()
            try:
                self._app.mind_desks()
                if self._obeyed():
                    self._measure()
                if self._hurried.is_set():
                    self._hurried.clear()
                    self._tell(None)
            except (StateNotWrittenError, StateAwayError) as error:
                self._mind(error)
            except (OSError, StateError) as error:
                LOG.error(str(error))

    def _obeyed(self) -> bool:
        """Carry out what was asked of this bot, or of whichever polls; whether there was any. Raises `StateError`."""
        return self._app.store.leads and serve(self._app)

    def _regain(self, *, is_told: bool) -> None:
        """Say, once, that polls go well again: the warnings before it stay in the log. `is_told`: a notice says it."""
        self._failures = 0
        if self._failing_since is not None and not is_told:
            lasted = ago(self._failing_since, datetime.now(UTC))
            LOG.info(f"ICE's page and lists can be read again, after {lasted}.")
        self._failing_since = None

    def _back_off(self, error: WatchError) -> None:
        """Say what is wrong, and ask less often while it lasts, or as ICE's server wishes."""
        at, every = datetime.now(UTC), self._app.config.watch.every
        wait = min(every * 2**self._failures, max(_MOST_PATIENT, every))
        if isinstance(self._looking.plan, FixedStep):
            wait -= every  # the next look is that far away by itself
        if error.retry_after is not None:
            wait = max(wait, timedelta(seconds=error.retry_after))
        self._failures = min(self._failures + 1, 16)
        self._failing_since = self._failing_since or at
        self._not_before = time.monotonic() + wait.total_seconds()
        self._manager.status(str(error))
        LOG.warning(str(error))
        self._measure()

    def _mind(self, error: StateError) -> None:
        """A full disk may have room again, and is told of once a poll. Other trouble ends the run: no memory."""
        if isinstance(error, StateNotWrittenError | StateAwayError):
            if not self._complained:
                LOG.warning(str(error))
            self._complained = True
            return
        self._broken = error
        self._watchdog.expect_no_sign()
        threading.Thread(target=self._shut_down, kwargs={"wait": False}).start()
