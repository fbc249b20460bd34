"""ICE's own totals, as its page states them: kept to stand beside ours in the digest."""

from datetime import datetime

from state.entries import PageTotals
from state.store import Store
from watchers.fetch.validators import StatedTotals


def stated_now(store: Store, found: StatedTotals | None, at: datetime) -> list[PageTotals]:
    """What to keep of what the page states now; nothing where it states nothing, or the same as before."""
    known = store.entry(PageTotals)
    if found is None or (known is not None and known.totals == found):
        return []
    return [PageTotals(totals=found, seen=at)]


def totals_now(store: Store, found: StatedTotals | None) -> StatedTotals | None:
    """What the page states, as this poll `found` it, or an earlier one where the page is as it was."""
    known = store.entry(PageTotals)
    return found if found is not None or known is None else known.totals


def stated_before(store: Store, end: datetime) -> StatedTotals | None:
    """What the page stated last, if that was before a time."""
    known = store.entry(PageTotals)
    return known.totals if known is not None and known.seen < end else None
