"""The state in PostgreSQL: a publication for twenty thousand desks, four senders, kills, and five million events.

The server is one of the tests' own, with the disk's own pace (`fsync` on). Needs psycopg and PostgreSQL.
"""

import contextlib
import multiprocessing
import os
import random
import signal
import socket
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import orjson
import psycopg

from bot.outgoing.deliver import deliver_due
from bot.reports.status import status_document
from notifiers.delivery import DeliveryError, Message, Receipt, Retry
from state.errors import StateError
from state.outbox import Owed, owed_id
from state.place import Database, Place
from state.store import Store, open_store, read_store
from state.tables import encode_event
from tests.benchmarks.measured import Measured, peak_memory, timed
from tests.factories import NOON, event, standing
from tests.postgres import Server, served

_DESKS, _PLACES_EACH, _EVENTS, _PLACES = 20_000, 5, 100, 2_000
_MESSAGES = _DESKS * _PLACES_EACH
_SENDERS = 4
_PORTION = 2_000  # messages that a poller owes in one commit, while it is killed
_HISTORY = 5_000_000
_PAYLOAD = {"text": "x" * 200, "blocks": [{"type": "section", "text": "y" * 120} for _ in range(20)]}
_FORK = multiprocessing.get_context("fork")


def measure(_: Path | None) -> Iterator[Measured]:
    """The lines of this part of the table."""
    with served() as server:
        server.stop("fast")
        server.start(fsync="on", shared_buffers="256MB")
        for kills in (0, 100):
            place = _place(server)
            if not kills:
                yield _owned(place)
            yield from _delivered(place, server, kills=kills)
        yield _taken_over(_place(server))
        yield from _with_history(_place(server))


def _place(server: Server) -> Place:
    return Place(folder=server.folder / "own", database=Database(url=server.database()))


def _own(place: Place) -> None:
    """One publication's events, and the messages that are owed for it."""
    ids = tuple(f"{n:032x}" for n in range(_EVENTS))
    with open_store(place, holder="watch287g own") as store:
        store.commit(events=[event(id=id_) for id_ in ids], owed=(_owed(n, ids) for n in range(_MESSAGES)))


def _own_in_portions(place: Place) -> None:
    """What a poller does that is killed again and again: it begins anew, and what is owed already stays as it is."""
    ids = tuple(f"{n:032x}" for n in range(_EVENTS))
    while True:
        try:
            with open_store(place, holder="watch287g run --only poll", lead=False) as store:
                while not store.lead():
                    time.sleep(0.05)
                store.commit(events=[event(id=id_) for id_ in ids])
                for first in range(0, _MESSAGES, _PORTION):
                    store.commit(owed=[_owed(n, ids) for n in range(first, min(first + _PORTION, _MESSAGES))])
                return
        except StateError:
            time.sleep(0.2)


def _owed(number: int, events: tuple[str, ...]) -> Owed:
    desk, to = f"desk-{number % _DESKS}", f"sink:{number % _PLACES}"
    mine = events[number % 7 :: 2]
    id_ = owed_id(subscription=desk, destination=f"{to}/{number}", occasion="alert", event_ids=mine, part=0)
    return Owed(id=id_, subscription=desk, destination=to, group=id_, event_ids=mine, payload=_PAYLOAD, created_at=NOON)


def _owned(place: Place) -> Measured:
    seconds, peak = _apart(_own, place)
    return Measured(
        work=f"PostgreSQL: record one publication and own {_MESSAGES:,} messages ({_DESKS:,} desks, {_EVENTS} events)",
        found=f"{seconds:.1f} s, {peak / 1e6:.0f} MB",
        goal="under 30 s and 500 MB",
        reached=seconds < 30 and peak < 500e6,
    )


def _apart(work: Any, *words: Any) -> tuple[float, int]:
    """Seconds, and the peak memory, of some work in a process of its own."""
    here, there = _FORK.Pipe()

    def child() -> None:
        seconds = timed(lambda: work(*words))
        there.send((seconds, peak_memory()))

    process = _FORK.Process(target=child)
    process.start()
    found: tuple[float, int] = here.recv()
    process.join()
    return found


class Sink:
    """Takes messages on loopback, knows each by its id, and in what order each destination's came."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self.came: dict[str, list[str]] = defaultdict(list)
        self._ids: dict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(ConnectionError), line, line.makefile("rwb") as file:  # a sender was killed
            for said in file:
                ask, destination, id_, *_ = said.split(b" ", 3)
                with self._lock:
                    if ask == b"put":
                        self._ids[id_.decode()] += 1
                        self.came[destination.decode()].append(id_.decode())
                    known = self._ids.get(id_.decode(), 0)
                file.write(b"1\n" if known else b"0\n")
                file.flush()

    @property
    def taken(self) -> int:
        return len(self._ids)

    @property
    def twice(self) -> int:
        return sum(n > 1 for n in self._ids.values())

    def close(self) -> None:
        self._socket.close()


class Channel:
    """A channel to the sink: what may have arrived is asked for first, as in Slack."""

    def __init__(self, port: int) -> None:
        self._port, self._lines = port, threading.local()

    def to(self, _destination: str) -> "Channel":
        return self

    def close(self) -> None:
        """The lines stay: the next delivery uses them."""

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        if not (unsure and self._say(b"has", message) == b"1\n"):
            self._say(b"put", message, orjson.dumps(message.payload))
        return Receipt(details={"id": message.id})

    def _say(self, ask: bytes, message: Message, content: bytes = b"") -> bytes:
        if not hasattr(self._lines, "file"):
            self._lines.file = socket.create_connection(("127.0.0.1", self._port)).makefile("rwb")
        self._lines.file.write(b" ".join([ask, message.destination.encode(), message.id.encode(), content]) + b"\n")
        self._lines.file.flush()
        answer: bytes = self._lines.file.readline()
        if not answer:
            raise DeliveryError("The sink is gone.", retry=Retry.LATER)
        return answer


def _send(place: Place, port: int, number: int, is_owed: Any) -> None:
    """What a sender does: deliver until nothing is left, whatever becomes of the database meanwhile.

    `is_owed.value` says that no more will be owed.
    """
    while True:
        try:
            with open_store(place, holder=f"watch287g run --only deliver {number}", lead=False) as store:
                is_all = False
                while not is_all or store.destinations_waiting():
                    is_all = bool(is_owed.value)
                    if not deliver_due(store, Channel(port), now=lambda: datetime.now(UTC)):
                        time.sleep(0.05)
                return
        except StateError:
            time.sleep(0.2)


def _delivered(place: Place, server: Server, *, kills: int) -> Iterator[Measured]:
    sink, chance, is_owed = Sink(), random.Random(287), _FORK.RawValue("b", not kills)
    work: dict[int, tuple[Any, ...]] = {n: (_send, place, sink.port, n, is_owed) for n in range(_SENDERS)}
    work |= {_SENDERS: (_own_in_portions, place)} if kills else {}
    begin = time.perf_counter()
    parts = {n: _begun(*what) for n, what in work.items()}
    killed: Counter[str] = Counter()
    while any(part.is_alive() for part in parts.values()):
        time.sleep(0.25)
        is_owed.value |= kills and not parts[_SENDERS].is_alive()
        if killed.total() < kills and sink.taken < _MESSAGES:
            if killed.total() % 20 == 19:
                server.stop()
                server.start(fsync="on", shared_buffers="256MB")
                killed["the database"] += 1
                continue
            number = chance.choice([n for n, part in parts.items() if part.is_alive()])
            os.kill(parts[number].pid or 0, signal.SIGKILL)
            parts[number].join()
            parts[number] = _begun(*work[number])
            killed["senders" if number < _SENDERS else "the poller"] += 1
    seconds = time.perf_counter() - begin
    with read_store(place) as store:
        left = sum(queue.waiting + queue.failed for queue in store.queues())
        made: dict[str, list[str]] = defaultdict(list)
        for n in range(_MESSAGES):
            row = _owed(n, tuple(f"{n:032x}" for n in range(_EVENTS)))
            made[row.destination].append(row.id)
    assert place.database is not None
    with psycopg.connect(place.database.url) as connection:
        ask = "SELECT active_time FROM pg_stat_database WHERE datname = current_database()"
        busy = (connection.execute(ask).fetchone() or (0,))[0] / 1000 / seconds / _SENDERS
    sink.close()
    wrong = {"missing": _MESSAGES - sink.taken, "twice": sink.twice, "undelivered": left}
    wrong["destinations out of order"] = sum(sink.came[to] != ids for to, ids in made.items())
    rate = _MESSAGES / seconds
    said = ", ".join(f"{n} {what}" for what, n in wrong.items())
    said_killed = ", ".join(f"{what} {n} times" for what, n in killed.items())
    how = f" while these are killed: {said_killed}" if kills else ""
    yield Measured(
        work=f"PostgreSQL: deliver them with {_SENDERS} senders to a sink on loopback{how}",
        found=f"{rate:,.0f} a second; {said}" + ("" if kills else f"; database {busy:.0%} of the senders' time"),
        goal="none missing, twice or out of order" + ("" if kills else "; 1,000 a second, database under 60 %"),
        reached=not any(wrong.values()) and (bool(kills) or (rate >= 1_000 and busy < 0.6)),
    )


def _begun(work: Callable[..., None], *words: Any) -> BaseProcess:
    process = _FORK.Process(target=work, args=words)
    process.start()
    return process


def _lead(place: Place, said: Any) -> None:
    with open_store(place, holder="watch287g run --only poll") as store:
        said.send(store.leads)
        signal.pause()


def _taken_over(place: Place) -> Measured:
    here, there = _FORK.Pipe()
    leader = _FORK.Process(target=_lead, args=(place, there))
    leader.start()
    here.recv()
    with open_store(place, holder="watch287g run", lead=False) as store:
        leader.kill()
        begin = time.perf_counter()
        while not store.lead():
            time.sleep(0.01)
        seconds = time.perf_counter() - begin
    leader.join()
    return Measured(
        work="PostgreSQL: from the poller's kill -9 to its lock's next holder (a standby asks every 5 s)",
        found=f"{seconds:.2f} s, and 5 s at most until it is asked for",
        goal="under 30 s",
        reached=seconds + 5 < 30,
    )


def _fill(place: Place) -> None:
    """Five million events of some years, made by the database itself from one of ours."""
    one = event(id="")
    with open_store(place, holder="watch287g fill") as store:
        store.commit(
            events=[replace(one, id="first")],
            standings=[standing(id=f"a{n}") for n in range(1_843)],
            owed=(_owed(n, ("first",)) for n in range(_DESKS)),
        )
    doc = orjson.dumps(encode_event(one, {})).decode()
    assert place.database is not None
    with psycopg.connect(place.database.url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO watch287g.events (id, doc, observed_at, kind, state, subject) "
            "SELECT md5(n::text), jsonb_set(%s::jsonb, '{observed_at}', to_jsonb(to_char(at, "
            "'YYYY-MM-DD\"T\"HH24:MI:SS\"+00:00\"')))::json, at, 'signed', 'MO', 'a1' "
            "FROM generate_series(%s, 1, -1) AS n, "
            "LATERAL (SELECT %s::timestamptz - n * interval '1 minute' AS at) AS t",
            (doc, _HISTORY, NOON.astimezone(UTC)),
        )
        connection.execute("SET search_path TO watch287g")
        connection.execute("ANALYZE")


def _with_history(place: Place) -> Iterator[Measured]:
    _fill(place)

    def poll() -> None:
        with open_store(place, holder="watch287g check") as store:
            store.register()
            seconds.append(timed(lambda: _poll(store)))

    seconds: list[float] = []
    poll()
    _, peak = _apart(poll)
    with read_store(place) as store:
        store.register()
        status = timed(lambda: status_document(store))
        week = timed(lambda: store.events(since=NOON - timedelta(days=7), until=NOON))
    for work, found, most in (
        ("a poll's commit (15 events, 200 messages)", seconds[0], 0.15),
        ("`status`", status, 0.5),
        ("a week's events (10,080)", week, 0.5),
    ):
        yield Measured(
            work=f"PostgreSQL, {_HISTORY:,} events and {_DESKS:,} messages waiting: {work}",
            found=f"{found * 1000:.0f} ms",
            goal=f"under {most * 1000:.0f} ms",
            reached=found < most,
        )
    yield Measured(
        work="… and the memory of a process that polls",
        found=f"{peak / 1e6:.0f} MB",
        goal="under 200 MB",
        reached=peak < 200e6,
    )


def _poll(store: Store) -> None:
    ids = tuple(f"new{n}" for n in range(15))
    store.commit(
        standings=[standing(id=f"n{n}") for n in range(15)],
        events=[event(id=id_, observed_at=NOON + timedelta(hours=1)) for id_ in ids],
        owed=[replace(_owed(n, ids), id=f"new{n}") for n in range(200)],
    )
