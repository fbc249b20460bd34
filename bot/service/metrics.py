"""How the bot fares, as figures for Prometheus. An extra: it needs the package prometheus-client.

Served on this machine's loopback while `run` runs, or written to a file for node_exporter's textfile collector; both
show what was so after the last poll or delivery. No names of desks, no addresses.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, start_http_server, write_to_textfile
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.outgoing.operators import Trouble, current
from bot.service.roles import role_named
from state.entries import Pause
from state.files.last_poll import LastPoll
from state.store import Store
from watchers.diff.totals import tally
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.model.register import held_lists

_LOOPBACK = "127.0.0.1"


@frozen
class Figure:
    """One gauge: its name without "watch287g_", its meaning, the name of its label ("" for none), and its values.

    Times are seconds since 1970. `values` has "" as its only key where there is no label.
    """

    name: str
    words: str
    label: str
    values: dict[str, float]


def figures(store: Store, last_poll: LastPoll | None) -> Iterator[Figure]:
    """What the bot knows of itself and of ICE's lists now."""
    yield Figure(name="info", words="1; the bot's version", label="version", values={__version__: 1})
    if last_poll is not None:
        yield _plain("last_poll_timestamp_seconds", "When a poll ended last", last_poll.at.timestamp())
        if last_poll.last_good is not None:
            yield _plain(
                "last_good_poll_timestamp_seconds", "When a poll ended well last", last_poll.last_good.timestamp()
            )
        counts: dict[str, float] = {"good": last_poll.good, "failed": last_poll.failed}
        yield Figure(name="polls", words="Polls since the record began", label="outcome", values=counts)
    yield from _of_the_lists(store)
    there = {_kind(name) for name in current(store)}
    troubles = {_kind(trouble): float(_kind(trouble) in there) for trouble in Trouble}
    yield Figure(name="trouble", words="Whether there is trouble of a kind", label="kind", values=troubles)
    queues, members = store.queues(), store.members()
    counts = {"waiting": sum(q.waiting for q in queues), "failed": sum(q.failed for q in queues)}
    yield Figure(name="messages", words="Messages that are not delivered", label="status", values=counts)
    if queues:
        oldest = min(queue.oldest for queue in queues).timestamp()
        yield _plain(
            "oldest_message_timestamp_seconds", "When the oldest message was made that is not delivered", oldest
        )
    if store.is_shared:
        roles = Counter(role_named(member.name) for member in members)
        values = {role: float(roles[role]) for role in sorted(roles)}
        yield Figure(name="processes", words="Processes on the database", label="role", values=values)
        yield _plain("polling_processes", "Whether a process polls", sum(member.leads for member in members))
    yield _plain("paused_destinations", "Destinations that take no messages", len(store.entries(Pause)))


def _of_the_lists(store: Store) -> Iterator[Figure]:
    register = store.register()
    found = tally(register.standings.values())
    models = {model.value: float(number) for model, number in found.models.items()}
    yield Figure(name="agreements", words="Agreements on ICE's list", label="model", values=models)
    yield _plain("pending_agreements", "Agreements on ICE's pending list", found.pending)
    since = {
        kind.value: state.current_since.timestamp()
        for kind in ListKind
        if (state := register.state_of(kind)).current_since is not None and state.absent_since is None
    }
    yield Figure(
        name="list_current_since_timestamp_seconds",
        words="When the list that is linked now was first seen",
        label="list",
        values=since,
    )
    holds = held_lists(store.holds())
    held = {kind.value: float(kind in holds) for kind in ListKind}
    yield Figure(name="held_lists", words="Whether a list is held back", label="list", values=held)


def _kind(trouble: str) -> str:
    """What a trouble is, without what it is about."""
    return trouble.partition(" ")[0]


def _plain(name: str, words: str, value: float) -> Figure:
    return Figure(name=name, words=words, label="", values={"": value})


class Metrics(Collector):
    """The figures as they were when `note` was called last, for Prometheus to ask for."""

    def __init__(self) -> None:
        self._noted: tuple[Figure, ...] = ()
        self._registry = CollectorRegistry(auto_describe=False)
        self._registry.register(self)

    def note(self, store: Store) -> None:
        """Take down the figures of now."""
        self._noted = tuple(figures(store, store.last_poll()))

    def serve(self, port: int) -> int:
        """Answer at a port of this machine, 0 for any, until the process ends; the port. Raises OSError."""
        server, _ = start_http_server(port, addr=_LOOPBACK, registry=self._registry)
        return server.server_port

    def write(self, file: Path) -> None:
        """Write them into a file, whole or not at all. Raises OSError."""
        write_to_textfile(str(file), self._registry)

    def collect(self) -> Iterable[Metric]:
        """What Prometheus is told."""
        for figure in self._noted:
            labels = [figure.label] if figure.label else []
            family = GaugeMetricFamily(f"watch287g_{figure.name}", figure.words, labels=labels)
            for label, value in figure.values.items():
                family.add_metric([label] if labels else [], value)
            yield family
