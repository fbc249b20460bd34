import contextlib
import io
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from bot.cli.main import run
from bot.exits import EXITS, Exit
from bot.rehearsal.ice import RehearsedFile, RehearsedPublication
from bot.terminal import say
from state.store import open_store
from tests.bot.newsroom import EVERYBODY, TWO_DESKS, Row, agency, lists, sheriff
from tests.doubles.ice import RehearsalPage
from tests.factories import NOON, workbook
from watchers.model.agreement import ListKind
from watchers.model.register import Hold, Suspicion

VERBS = ("run", "check", "demo", "status", "events", "backfill", "why", "subscriptions", "hold", "outbox", "state")
AT = datetime(2026, 1, 5, 15, 0, tzinfo=UTC)


@dataclass
class Said:
    """What a command said, and how it ended."""

    status: int
    out: str
    err: str


@dataclass
class Desk:
    """A folder with a config, and the command line over it."""

    folder: Path
    capture: pytest.CaptureFixture[str]
    environ: dict[str, str] = field(default_factory=dict)

    @property
    def config(self) -> Path:
        return self.folder / "config.toml"

    @property
    def state(self) -> Path:
        return self.folder / "var"

    def watches(self, page: str, more: str = TWO_DESKS) -> None:
        self.config.write_text(f'[watch]\npage = "{page}"\nevery_minutes = 0.005\n{more}', "utf-8")

    def says(self, *words: str) -> Said:
        """Run a command in this process."""
        self.capture.readouterr()
        try:
            status = run(["--config", str(self.config), *words], self.environ)
        except SystemExit as end:
            status = int(end.code or 0)
        said = self.capture.readouterr()
        return Said(status, said.out, said.err)

    def command(self, *words: str) -> list[str]:
        """The command line for a process of its own."""
        return [sys.executable, "-m", "bot.cli", "--config", str(self.config), *words]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    desk = Desk(tmp_path, capsys)
    desk.watches("http://127.0.0.1:9/nobody-listens-here")
    return desk


def publication(hours: int, *rows: Row, waiting: tuple[Row, ...] | None = ()) -> RehearsedPublication:
    """A publication of the rehearsal's page, so many hours after the first."""
    found = lists(*rows, waiting=waiting)
    files = [RehearsedFile(f"{words.split()[0]}{hours}.xlsx", content) for words, content in found.items()]
    return RehearsedPublication(
        published_at=AT + timedelta(hours=hours),
        participating=files[0],
        pending=files[1] if len(files) > 1 else None,
        agreements=len(rows),
        states=3,
    )


PUBLICATIONS = (
    publication(0, *EVERYBODY, waiting=(sheriff("Osage"),)),
    publication(24, *EVERYBODY, sheriff("Osage"), sheriff("Reno", "KANSAS"), agency("=1+1 Police", "TEXAS")),
    publication(48, *EVERYBODY[1:], sheriff("Osage"), sheriff("Reno", "KANSAS"), agency("=1+1 Police", "TEXAS")),
)


@pytest.fixture
def page(desk: Desk) -> Iterator[RehearsalPage]:
    """ICE's page on loopback, which the desk watches."""
    with RehearsalPage(PUBLICATIONS) as found:
        desk.watches(found.url)
        yield found


@pytest.fixture
def told(desk: Desk, page: RehearsalPage) -> Desk:
    """A desk that has seen two publications."""
    assert desk.says("check").status == Exit.FINE
    page.publish(1)
    assert desk.says("check").status == Exit.FINE
    return desk


@contextlib.contextmanager
def serving(answers: dict[str, tuple[int, str, bytes]]) -> Iterator[str]:
    """A server that gives each path its answer, for the ways in which a page can be wrong; its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, kind, body = answers.get(self.path, (404, "text/html", b"<h1>Page not found</h1>"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


LINKED = ("text/html", b'<a href="/participatingAgencies.xlsx">Participating Agencies</a>')
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WHOLE = lists(*EVERYBODY)["Participating Agencies"]


def test_help_names_every_verb_and_every_exit_status(desk: Desk) -> None:
    said = desk.says("--help")
    assert said.status == 0
    for verb in VERBS:
        assert f"\n    {verb}" in said.out, verb
    for status, words in EXITS.items():
        assert f"  {status.value}  {words}" in said.out
    assert set(EXITS) == set(Exit)


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_has_its_own_help(desk: Desk, verb: str) -> None:
    said = desk.says(verb, "--help")
    assert (said.status, said.err) == (0, "")
    assert f"watch287g {verb}" in said.out


def test_the_version_is_printed(desk: Desk) -> None:
    assert desk.says("--version").out.startswith("watch287g ")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "VERB"),
        (("stauts",), 'there is no “stauts”. Did you mean "status"? Try'),
        (("zzz",), "There are: init, doctor, health,"),
        (("hold", "acept"), 'there is no “acept”. Did you mean "accept"? Try watch287g hold --help'),
        (("--confg", "a.toml", "check"), 'there is no --confg here. Did you mean "--config"? Try'),
        (("events", "--fromat=csv"), 'there is no --fromat here. Did you mean "--format"? Try watch287g events --help'),
        (("check", "now"), "there is no now here. Try"),
        (("export", "rol"), 'Did you mean "roll"? Try'),
        (("events", "--format", "jsno"), 'there is no “jsno”. Did you mean "json"? Try'),
        (("status", "--state", "Pennslyvania"), 'Did you mean "PA" (Pennsylvania)? Try'),
        (("events", "--state", "Atlantis"), '"Atlantis" is no state'),
        (("events", "--kind", "sined"), 'no kind of event. Did you mean "signed"? Try'),
        (("events", "--since", "yestreday"), "a day such as 2025-11-06, yesterday, monday"),
        (("preview", "one", "--since", "2025-13-45"), "is no time that is understood"),
        (("backfill",), "PATH"),
    ],
)
def test_a_command_line_that_is_not_understood_ends_with_a_sentence(
    desk: Desk, words: tuple[str, ...], sentence: str
) -> None:
    said = desk.says(*words)
    assert said.status == Exit.USAGE
    assert sentence in said.err
    assert "--help" in said.err
    assert "Traceback" not in said.err


def test_without_a_config_the_command_says_where_it_looked(desk: Desk) -> None:
    desk.config.unlink()
    said = desk.says("check")
    assert said.status == Exit.USAGE
    assert f"--config names {desk.config}, and there is no such file." in said.err


def test_a_log_that_was_asked_for_as_json_has_the_mistakes_of_the_config_too(desk: Desk) -> None:
    desk.config.write_text("[watch]\nlooks = 5\n", "utf-8")
    for verb in ("check", "run"):
        said = desk.says(verb, "--log", "json")
        line = json.loads(said.err)
        assert (said.status, line["level"]) == (Exit.USAGE, "error")
        assert "there is no [[subscription]]" in line["said"]


def test_a_config_with_mistakes_is_refused_line_by_line(desk: Desk) -> None:
    desk.config.write_text('[[subscription]]\nname = "one"\nstats = ["MO"]\nterminal = true\n', "utf-8")
    said = desk.says("run")
    assert said.status == Exit.USAGE
    assert "config.toml, line 3" in said.err
    assert not desk.state.exists()


@pytest.mark.parametrize("verb", ["run", "check"])
def test_a_missing_secret_stops_the_bot_before_it_asks_ice(desk: Desk, verb: str) -> None:
    desk.watches("http://127.0.0.1:9/page", '[[subscription]]\nname = "one"\nstates = ["MO"]\nslack = ["#desk"]\n')
    said = desk.says(verb)
    assert said.status == Exit.USAGE
    assert said.err.startswith("SLACK_BOT_TOKEN is not set. Looked in ")
    assert 'Needed by subscription "one".' in said.err
    assert not desk.state.exists()


@pytest.mark.parametrize(
    ("answers", "sentence"),
    [
        ({"/page": (200, "text/html", b"<p>Welcome</p>")}, "has no link to a list of agencies"),
        ({"/page": (403, "text/html", b"<h1>Access Denied</h1>")}, "403"),
        ({}, "is not at"),
        ({"/page": (200, *LINKED)}, "Participating Agencies"),
        (
            {"/page": (200, *LINKED), "/participatingAgencies.xlsx": (200, "text/html", b"<h1>Access Denied</h1>")},
            "/participatingAgencies.xlsx",
        ),
        (
            {"/page": (200, *LINKED), "/participatingAgencies.xlsx": (200, EXCEL, WHOLE[: len(WHOLE) // 2])},
            "/participatingAgencies.xlsx",
        ),
    ],
    ids=["no links", "refused", "moved", "file missing", "HTML for a workbook", "workbook cut short"],
)
def test_what_is_wrong_with_the_page_or_its_files_is_said_and_changes_nothing(
    told: Desk, answers: dict[str, tuple[int, str, bytes]], sentence: str
) -> None:
    before = told.says("status", "--format", "json").out
    with serving(answers) as address:
        told.watches(f"{address}/page")
        said = told.says("check")
    assert said.status == Exit.SOURCE
    assert sentence in said.err
    assert "Traceback" not in said.err
    assert said.out == ""
    after = json.loads(told.says("status", "--format", "json").out)
    assert {**json.loads(before), "last_poll": None, "trouble": {}} == {**after, "last_poll": None, "trouble": {}}
    assert after["last_poll"]["failed"] == 1


def test_no_network_is_said_in_a_sentence(desk: Desk) -> None:
    said = desk.says("check")
    assert said.status == Exit.SOURCE
    assert "could not be reached" in said.err


def test_a_list_that_can_not_be_trusted_ends_with_a_status_of_its_own(told: Desk) -> None:
    swapped = publication(72, *EVERYBODY)
    assert swapped.pending is not None
    wrong = RehearsedPublication(
        published_at=swapped.published_at,
        participating=RehearsedFile("participating72.xlsx", swapped.pending.content),
        pending=None,
        agreements=0,
        states=0,
    )
    with RehearsalPage([wrong]) as found:
        told.watches(found.url)
        said = told.says("check")
        assert (said.status, said.err) == (Exit.HELD, "")
        assert said.out.startswith("Held: ICE's participating link leads to participating72.xlsx")
        held = "ICE's participating list participating72.xlsx is held back"
        for words in (("hold", "list"), ("status",), ("health",), ("doctor", "--offline")):
            assert held in " ".join(told.says(*words).out.split())
        assert told.says("hold").out == told.says("hold", "list").out
        assert "stays out" in told.says("hold", "reject", "participating").out
        assert "stays out" in told.says("hold", "reject").out
        assert "  Rejected " in told.says("hold", "list").out
        again = told.says("check")
        assert (again.status, again.out.startswith("Held: ")) == (Exit.FINE, True)
        assert "  Rejected " in told.says("hold", "list").out


def test_a_word_on_what_is_held_names_the_list_where_there_are_two(desk: Desk) -> None:
    assert desk.says("hold", "accept").err == "Nothing is held.\n"
    with open_store(desk.state, holder="a test") as store:
        for kind in ListKind:
            suspicion = Suspicion(list=kind, workbook=workbook(), rule="shrunk", reason="Half is gone.")
            store.commit(holds={kind: Hold(suspicion=suspicion, since=NOON)})
    said = desk.says("hold", "reject")
    assert said.status == Exit.USAGE
    assert said.err == "Two lists are held. Say which: watch287g hold reject participating or pending\n"
    assert "stays out" in desk.says("hold", "reject", "pending").out


def test_messages_are_listed_where_nothing_else_is_said(desk: Desk) -> None:
    assert desk.says("outbox") == desk.says("outbox", "list")


def test_the_state_of_a_running_bot_is_not_written_by_another(desk: Desk) -> None:
    with open_store(desk.state, holder="process 4711, watch287g run"):
        said = desk.says("check")
    assert said.status == Exit.STATE
    assert "is in use by process 4711, watch287g run" in said.err


def test_a_state_of_a_newer_version_is_left_alone(told: Desk) -> None:
    file = told.state / "state.json"
    document = json.loads(file.read_bytes())
    document["about"]["schema"]["version"] = 999
    newer = json.dumps(document).encode()
    file.write_bytes(newer)
    for verb in ("check", "status", "events"):
        said = told.says(verb)
        assert said.status == Exit.STATE
        assert "was written by a newer watch287g" in said.err
    assert file.read_bytes() == newer


def test_a_message_that_could_not_be_delivered_ends_with_a_status_of_its_own(desk: Desk, page: RehearsalPage) -> None:
    nobody = '[slack]\nwebhooks = ["tips"]\n[[subscription]]\nname = "one"\nstates = ["MO"]\nwebhook = ["tips"]\n'
    desk.watches(page.url, nobody)
    desk.environ["SLACK_WEBHOOK_TIPS"] = "http://127.0.0.1:9/services/T0/B0/secretsecret"
    assert desk.says("check").status == Exit.FINE
    page.publish(1)
    said = desk.says("check")
    assert said.status == Exit.UNDELIVERED
    assert 'Not delivered to Slack webhook "tips" (one)' in said.out
    assert "It will be tried again." in said.out
    assert "secretsecret" not in said.out + said.err
    assert json.loads(desk.says("status", "--format", "json").out)["outbox"]["waiting"] == 1


def test_the_first_look_says_the_totals_and_the_next_ones_what_changed(desk: Desk, page: RehearsalPage) -> None:
    said = desk.says("check")
    assert said.out.startswith("First look at Participating0.xlsx and Pending0.xlsx: 7 agreements of 7 agencies")
    assert desk.says("check").out.startswith("Nothing new since ")
    page.publish(1)
    out = desk.says("check").out
    assert "ICE's list changed: Participating24.xlsx and Pending24.xlsx, 10 agreements (3 signed)." in out
    assert "Told missouri (the terminal); plains (the terminal)." in out


def test_check_says_for_whom_there_is_nothing(told: Desk, page: RehearsalPage) -> None:
    page.publish(2)
    assert "Nothing for missouri, plains." in told.says("check").out


def test_status_before_the_first_poll_says_what_to_do(desk: Desk) -> None:
    said = desk.says("status")
    assert (said.status, said.out) == (0, "Nothing is known yet: no list has been read. Run `watch287g check`.\n")


def test_status_before_the_first_list_says_what_stands_in_its_way(desk: Desk) -> None:
    desk.says("check")
    out = desk.says("status").out
    assert out.startswith("Nothing is known yet")
    assert "1 poll, 1 failed" in out
    assert "could not be reached" in out


def test_status_names_the_watched_states_only_or_those_asked_for(told: Desk) -> None:
    out = told.says("status").out
    assert "10 agreements, 10 agencies, 3 states and territories" in out
    assert "Missouri" in out
    assert "Kansas" in out
    assert "Texas" not in out
    assert "Texas" in told.says("status", "--state", "texas").out
    found = json.loads(told.says("status", "--format", "json", "--state", "KS").out)
    assert list(found["by_state"]) == ["KS"]


def test_events_as_json_lines_have_what_other_programs_read(told: Desk) -> None:
    lines = [json.loads(line) for line in told.says("events", "--format", "jsonl", "--state", "MO").out.splitlines()]
    assert [(e["kind"], e["state"], e["agency"], e["model"], e["signed"]) for e in lines] == [
        ("signed", "MO", "Osage County Sheriff's Office", "TFM", "2025-11-06")
    ]
    (only,) = lines
    assert datetime.fromisoformat(only["observed_at"]).tzinfo is not None
    assert {"id", "county", "level", "moa_url", "publication", "row", "because"} <= set(only)


def test_events_are_found_by_days_in_words_and_no_time_between_is_said(told: Desk) -> None:
    found = told.says("events", "--since", "yesterday", "--until", "today")
    assert "Osage County Sheriff's Office" in found.out
    assert told.says("events", "--since", "today", "--format", "csv").out.count("\n") == 4
    assert told.says("events", "--until", "yesterday").out == "No such events are recorded.\n"
    assert told.says("events", "--since", "today", "--until", "last week").err.startswith("--since is later than")


def test_the_config_may_be_named_behind_the_verb(told: Desk) -> None:
    for words in (["status", "--config", str(told.config)], ["hold", "list", f"--config={told.config}"]):
        assert run(words, {}) == Exit.FINE


def test_states_stand_in_the_order_of_their_names_and_one_agreement_is_no_plural(told: Desk) -> None:
    told.watches("http://127.0.0.1:9/", '[[subscription]]\nname = "all"\nstates = "all"\nterminal = true\n')
    rows = told.says("status").out.split("\n\n")[1].splitlines()
    assert [row.split()[0] for row in rows] == ["Kansas", "Missouri", "Texas"]
    wide = told.says("status", *(f"--state={code}" for code in ("IA", "ID", "AK", "AL", "TX"))).out
    names = [row.split()[0] for row in wide.split("\n\n")[1].splitlines()]
    assert names == ["Alabama", "Alaska", "Idaho", "Iowa", "Texas"]
    assert "1 agreements" not in wide


def test_events_as_csv_arm_no_spreadsheet(told: Desk) -> None:
    out = told.says("events", "--format", "csv").out
    assert out.splitlines()[0].startswith("id,kind,state,agency")
    assert ",'=1+1 Police," in out
    assert ",=1+1" not in out


def test_events_narrow_by_kind_and_day(told: Desk) -> None:
    assert told.says("events", "--kind", "withdrawn").out == "No such events are recorded.\n"
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    assert len(told.says("events", "--since", "2025-01-01", "--until", "9999-12-30").out.splitlines()) == 3
    assert told.says("events", "--until", "2025-01-01").out == "No such events are recorded.\n"
    assert today[:4] in told.says("events").out


def test_why_shows_the_cells_and_who_was_told(told: Desk) -> None:
    (line,) = told.says("events", "--format", "jsonl", "--state", "MO").out.splitlines()
    event = json.loads(line)
    said = told.says("why", event["id"][:8])
    assert said.status == 0
    assert event["because"] in said.out
    assert "“Osage County Sheriff's Office”" in said.out
    assert "Told: missouri (the terminal)" in said.out
    assert event["sha256"] in said.out


def test_why_for_a_desk_says_which_rule_let_it_through_or_held_it_back(told: Desk) -> None:
    (line,) = told.says("events", "--format", "jsonl", "--state", "MO").out.splitlines()
    event = json.loads(line)["id"][:8]
    through = told.says("why", event, "--for", "missouri").out
    assert "For missouri: let through by its rules as they are now: kinds: this is “signed”; states: MO." in through
    held = told.says("why", event, "--for", "plains").out
    assert "For plains: held back by its rules as they are now: states: this is in MO, not in KS, NE." in held
    assert told.says("why", event, "--for", "mossouri").status == Exit.USAGE


def test_why_of_an_unknown_event_is_a_sentence(told: Desk) -> None:
    said = told.says("why", "ffffffffff")
    assert said.status == Exit.USAGE
    assert "event" in said.err


def test_a_backfill_says_how_much_it_took_in_and_that_nobody_was_told(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "saved"
    folder.mkdir()
    (folder / "publications.json").write_text(
        json.dumps([{"published_at": f"2026-01-0{n}", "participating": f"{n}.xlsx"} for n in (1, 2)]), "utf-8"
    )
    for number, rows in ((1, EVERYBODY), (2, (*EVERYBODY, sheriff("Cole")))):
        (folder / f"{number}.xlsx").write_bytes(lists(*rows)["Participating Agencies"])
    said = desk.says("backfill", str(folder))
    assert (said.status, said.err) == (0, "")
    assert "2 publications, 2026-01-01 to 2026-01-02. The order is that of" in said.out
    assert "2 publications taken in, 1 event recorded, nobody told." in said.out
    assert "2 passed over: they are no newer than the record." in desk.says("backfill", str(folder)).out
    assert desk.says("backfill", str(tmp_path / "nowhere")).status == Exit.USAGE


def test_history_before_the_record_names_the_day_that_was_asked_for(told: Desk) -> None:
    said = told.says("history", "--at", "2020-01-01")
    assert said.status == Exit.USAGE
    assert "Nothing is known of 2020-01-01." in said.err


def test_what_a_narrow_encoding_can_not_hold_is_written_in_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    narrow = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    monkeypatch.setattr(sys, "stdout", narrow)
    say("County · “Peña” Police")
    narrow.seek(0)
    assert narrow.read() == 'County | "Pena" Police\n'


def test_output_into_a_closed_pipe_ends_quietly(told: Desk) -> None:
    with subprocess.Popen(
        told.command("events", "--format", "jsonl"), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(20) == Exit.UNSAID


class Running:
    """`watch287g run` in a process of its own, its output collected as it comes."""

    def __init__(self, desk: Desk) -> None:
        environ = {**os.environ, **desk.environ, "PYTHONUNBUFFERED": "1"}
        self.process = subprocess.Popen(
            desk.command("run"), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environ
        )
        self.lines: list[str] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            is_log = line.startswith('{"time"')
            self.lines.append(json.loads(line)["said"] if is_log else line.rstrip("\n"))

    def waits_for(self, words: str) -> None:
        """Until these words were said."""
        until = time.monotonic() + 20
        while not any(words in line for line in self.lines):
            assert time.monotonic() < until, self.lines
            assert self.process.poll() is None, self.lines
            time.sleep(0.02)

    def ends(self, *signals: signal.Signals) -> int:
        """Its exit status after these signals."""
        for each in signals:
            self.process.send_signal(each)
        status = self.process.wait(20)
        self._thread.join(5)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return status


@contextlib.contextmanager
def running(desk: Desk) -> Iterator[Running]:
    found = Running(desk)
    try:
        yield found
    finally:
        if found.process.poll() is None:
            found.process.kill()
            found.ends()


def test_run_polls_and_delivers_until_it_is_told_to_stop(desk: Desk, page: RehearsalPage) -> None:
    with running(desk) as bot:
        bot.waits_for("First look at")
        bot.waits_for("Nothing new since")
        said = desk.says("check")  # the running bot does it
        assert (said.status, said.err) == (Exit.FINE, "")
        assert said.out.startswith("Nothing new since ")
        page.publish(1)
        bot.waits_for("Told missouri (the terminal); plains (the terminal).")
        assert list((desk.state / "orders").iterdir()) == []
        assert bot.ends(signal.SIGTERM) == 0
    assert sum(line.startswith("The Osage County Sheriff's Office signed") for line in bot.lines) == 1
    assert bot.lines[-1] == "Stopping; the work in hand is being finished."
    assert "10 agreements" in desk.says("status").out


def test_run_takes_up_a_changed_config_and_keeps_the_old_one_where_the_new_is_bad(
    desk: Desk, page: RehearsalPage
) -> None:
    with running(desk) as bot:
        bot.waits_for("First look")
        good = desk.config.read_text("utf-8")
        desk.config.write_text(good.replace('"MO"', '"Missuri"'), "utf-8")
        bot.process.send_signal(signal.SIGHUP)
        bot.waits_for("Did you mean")
        bot.waits_for("the bot goes on with the one that it had")
        third = '\n[[subscription]]\nname = "all"\nstates = "all"\nterminal = true\n'
        desk.config.write_text(f'{good}{third}\n[health]\nmetrics_file = "a.prom"\n', "utf-8")
        bot.process.send_signal(signal.SIGHUP)
        bot.waits_for("The config was taken up anew: 3 subscriptions.")
        bot.waits_for("A new metrics_port or metrics_file in [health] is taken up only when the bot is started anew.")
        page.publish(1)
        bot.waits_for("Told")
        assert any(line.startswith("Told") and "all (" in line for line in bot.lines), bot.lines
        assert bot.ends(signal.SIGTERM) == Exit.FINE


def test_a_run_that_can_not_begin_leaves_no_sign_of_a_bot_that_died(desk: Desk) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        desk.config.write_text(f"{desk.config.read_text('utf-8')}\n[health]\nmetrics_port = {port}\n", "utf-8")
        said = desk.says("run")
    assert said.status == Exit.USAGE
    assert "metrics_port" in said.err
    assert "killed or crashed" not in desk.says("health").out


def test_run_goes_on_through_trouble_and_stops_once_however_often_it_is_told(desk: Desk) -> None:
    with running(desk) as bot:
        bot.waits_for("could not be reached")
        said = desk.says("check")
        assert (said.status, said.out) == (Exit.SOURCE, "")
        assert "could not be reached" in said.err
        assert bot.ends(signal.SIGINT, signal.SIGTERM, signal.SIGINT) == 0
    assert not any("Traceback" in line for line in bot.lines)
