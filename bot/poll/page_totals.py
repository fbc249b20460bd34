"""ICE's own totals, as its page states them: kept as a mark, to stand beside ours in the digest."""

from datetime import datetime
from typing import Any

from state.store import Store
from watchers.fetch.page import StatedTotals
from watchers.model.agreement import Model

_MARK = "stated"


def stated_mark(store: Store, found: StatedTotals | None, at: datetime) -> dict[str, Any]:
    """The mark to keep for what the page states now; nothing where it states nothing, or the same as before."""
    if found is None:
        return {}
    value = {
        "agreements": found.agreements,
        "states": found.states,
        "territories": found.territories,
        "as_of": found.as_of,
        "models": {model.value: n for model, n in found.models.items()},
    }
    known = store.mark(_MARK) or {}
    return {} if known | {"seen": None} == value | {"seen": None} else {_MARK: value | {"seen": at.isoformat()}}


def stated_before(store: Store, end: datetime) -> StatedTotals | None:
    """What the page stated last, if that was before a time."""
    known = store.mark(_MARK)
    if known is None or datetime.fromisoformat(known["seen"]) >= end:
        return None
    return StatedTotals(
        agreements=known["agreements"],
        states=known["states"],
        territories=known["territories"],
        as_of=known["as_of"],
        models={Model(name): n for name, n in known["models"].items()},
    )
