"""`hold`: what is held back, and the operator's word on it."""

from collections.abc import Iterator
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.app import App, OrderError
from bot.sentences import check_sentence, delivery_sentences
from notifiers.ap_style import moment
from state.store import Store
from watchers.agreement import ListKind
from watchers.errors import WatchError


def listing(store: Store, zone: ZoneInfo) -> Iterator[str]:
    """What is held, since when, why, and what may be done."""
    holds = store.holds()
    if not holds:
        yield "Nothing is held."
    for kind, hold in holds.items():
        confirmed = "a later list that shows the same, " if hold.suspicion.fingerprint else ""
        yield f"{kind.value}: {hold.suspicion.workbook.name}, held since {moment(hold.since, zone)}."
        yield f"  {hold.suspicion.reason}"
        yield f"  sha256 {hold.suspicion.workbook.sha256}"
        yield f"  It ends with a sane list, {confirmed}or `watch287g hold accept {kind.value}`."


def accept(app: App, wanted: str) -> Iterator[str]:
    """Take the held list in, and tell the desks what is new in it."""
    hold = app.store.holds().get(ListKind(wanted))
    if hold is None:
        raise OrderError(f"No {wanted} list is held.")
    try:
        checked = app.checker.accept(hold.suspicion.workbook)
    except WatchError as error:
        raise OrderError(f"It could not be taken in: {error}") from error
    yield check_sentence(checked, app.store.register(), app.config.watch.zone)
    yield from delivery_sentences(checked, app.deliver(), app.config)


def reject(app: App, wanted: str) -> Iterator[str]:
    """Keep the held list out, also if a later one shows the same: only a sane list, or `accept`, ends it then."""
    kind = ListKind(wanted)
    hold = app.store.holds().get(kind)
    if hold is None:
        raise OrderError(f"No {wanted} list is held.")
    firm = replace(hold, suspicion=replace(hold.suspicion, fingerprint=()))
    app.store.commit(holds={kind: firm})
    yield f"{hold.suspicion.workbook.name} stays out. The next sane {wanted} list is taken in as usual."
