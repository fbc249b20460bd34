"""What the terminal says of a poll and of deliveries: one or two lines, the news first."""

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.config.destinations import called
from bot.config.model import Config
from bot.outgoing.deliver import Delivery
from bot.poll.check import Checked, Found
from bot.poll.remarks import hold_sentence, model_sentence
from notifiers.text.ap_style import areas, count, moment
from state.outbox import OwedStatus
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind
from watchers.model.register import Register

if TYPE_CHECKING:
    from watchers.diff.totals import Tally

_KIND_WORDS = {
    EventKind.SIGNED: "signed",
    EventKind.MISSING: "missing",
    EventKind.WITHDRAWN: "withdrawn",
    EventKind.POSSIBLY_RENAMED: "possibly renamed",
    EventKind.RETURNED: "returned",
    EventKind.PENDING: "pending",
    EventKind.PENDING_DROPPED: "dropped from pending",
    EventKind.AMENDED: "amended",
    EventKind.MOA_POSTED: "MOA posted",
    EventKind.DOCUMENT_REPLACED: "document replaced",
    EventKind.DOCUMENT_REMOVED: "document removed",
    EventKind.DOCUMENT_POSTED: "document posted",
}


def check_sentence(checked: Checked, register: Register, zone: ZoneInfo) -> str:
    """What a poll saw."""
    held = "\n".join(f"{'Held' if hold.is_whole else 'In doubt'}: {hold_sentence(hold)}" for hold in checked.holds)
    match checked.found:
        case Found.NOTHING_NEW:
            said = f"Nothing new {_since(register, zone)}."
        case Found.HELD:
            said = ""
        case Found.BASELINE:
            said = f"First look at {_books(register)}: {totals_sentence(register)} From now on changes are told."
        case Found.CONFIRMED:
            said = f"Nothing new {_since(register, zone)}; the second look's time has come ({_counts(checked)})."
        case Found.CHANGED:
            size = count(_tally(register).agreements, "agreement")
            said = f"ICE's list changed: {_books(register)}, {size} ({_counts(checked)})."
    if checked.caught_up:
        said += " All this happened since the history was built; it is recorded, and nobody was told."
    return "\n".join(part for part in (said, held, *map(model_sentence, checked.models)) if part)


def totals_sentence(register: Register) -> str:
    """The totals of both lists in one sentence."""
    t = _tally(register)
    by_model = ", ".join(f"{n:,} {model.words}" for model, n in t.models.items())
    return (
        f"{count(t.agreements, 'agreement')} of {count(t.agencies, 'agency')} in {areas(t.states)} ({by_model}), "
        f"{t.pending:,} pending."
    )


def _tally(register: Register) -> "Tally":
    from watchers.diff.totals import tally

    return tally(register.standings.values())


def _books(register: Register) -> str:
    return " and ".join(book.name for kind in ListKind if (book := register.state_of(kind).workbook) is not None)


def _since(register: Register, zone: ZoneInfo) -> str:
    at, book = register.participating.current_since, register.participating.workbook
    return f"since {moment(at, zone)} ({book.name})" if at and book else "yet"


def _counts(checked: Checked) -> str:
    counts = Counter(event.kind for event in checked.events)
    return (
        ", ".join(f"{counts[kind]} {words}" for kind, words in _KIND_WORDS.items() if counts[kind]) or "no news in it"
    )


def delivery_sentences(checked: Checked | None, deliveries: Iterable[Delivery], config: Config) -> Iterable[str]:
    """Who was told, and what could not be delivered and why."""
    done = list(deliveries)
    told: dict[str, list[str]] = {}
    for delivery in done:
        if delivery.owed.status is OwedStatus.DELIVERED:
            places = told.setdefault(delivery.owed.subscription, [])
            words = called(delivery.owed.destination, config.destinations)
            if words not in places:
                places.append(words)
    if told:
        yield "Told " + "; ".join(f"{name} ({', '.join(places)})" for name, places in told.items()) + "."
    if checked is not None and checked.events and not checked.caught_up:
        if checked.waiting:
            yield f"Waiting for their hour: {', '.join(checked.waiting)}."
        hears = told.keys() | {alert.subscription.name for alert in checked.alerts} | set(checked.waiting)
        silent = [s.name for s in config.subscriptions if s.alerts and s.name not in hears]
        if silent:
            yield f"Nothing for {', '.join(silent)}."
    for delivery in done:
        if delivery.owed.status is not OwedStatus.DELIVERED and delivery.why:
            yield (
                f"Not delivered to {called(delivery.owed.destination, config.destinations)} "
                f"({delivery.owed.subscription}): {delivery.why} {_next(delivery)}"
            )


def delivery_line(delivery: Delivery) -> str:
    """One delivery with its id and its address: for a log that is to be verbose."""
    owed = delivery.owed
    return f"{owed.id[:8]} to {owed.destination} for {owed.subscription}: {owed.status.value}. {delivery.why}".rstrip()


def _next(delivery: Delivery) -> str:
    if delivery.paused:
        return "All its messages wait: `watch287g outbox retry all` once that is mended."
    if delivery.owed.status is OwedStatus.FAILED:
        return f"It waits for you: `watch287g outbox retry {delivery.owed.id[:8]}` once that is mended."
    return "It will be tried again."
