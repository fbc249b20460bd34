"""What people hear of ICE's lists themselves: remarks, told once; new models; ICE's own totals; what is held back."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.outgoing.operators import Found, Notice
from notifiers.text.ap_style import count
from state.entries import ListRemarks, PageTotals
from state.store import Store
from watchers.fetch.validators import StatedTotals
from watchers.model.agreement import ListKind, Model, models_in_order
from watchers.model.register import Hold, Register
from watchers.model.table import Remark

if TYPE_CHECKING:
    from watchers.diff.intake import Intake


_HEADLINES = {
    "left out": "rows that name no agency",
    "no address": "links that lead nowhere",
    "hidden rows": "hidden rows",
    "hidden columns": "hidden columns",
    "unread columns": "more columns than the bot reads",
    "hidden tab": "a hidden tab",
    "ended tab": "a tab of agreements that ended",
    "copied tab": "a tab that repeats another",
    "totals": "other totals than ICE's page states",
}
"""What the headline says of each kind of remark."""
_PAGE_IS_LATE = timedelta(days=3)
"""ICE's page is often a day behind its list, and over a weekend longer."""


def remarked(
    store: Store, intake: "Intake | None", register: Register, stated: StatedTotals | None, *, at: datetime
) -> list[Found]:
    """The notices on what is new about the lists, with what to commit. Each is told once, and not again while it lasts.

    `stated` is what ICE's page states; None leaves what was told of that as it is.
    """
    found: list[Found] = []
    for kind in ListKind:
        before = store.entry(ListRemarks, kind) or ListRemarks(list=kind)
        entry = replace(_of_lists(before, intake, store, at), remarks=())
        fresh = [*_of_rows(before, intake), *_of_totals(entry, before, register, stated, at=at)]
        now = [_with_past(remark, before.remarks) for remark in fresh]
        entry = replace(entry, remarks=tuple(now))
        if entry != before:
            told = [remark for remark in now if _is_news(remark, before.remarks)]
            found += [(None, [entry]), *((_notice(kind, remark), []) for remark in told)]
    return found


def remarks(store: Store) -> list[str]:
    """Every remark that holds now, in sentences."""
    entries = (store.entry(ListRemarks, kind) for kind in ListKind)
    return [remark.sentence for entry in entries if entry is not None for remark in entry.remarks]


def _of_lists(before: ListRemarks, intake: "Intake | None", store: Store, at: datetime) -> ListRemarks:
    """The entry, with what this poll's lists make of the rows before, and of the day on which a copy was kept."""
    if intake is None:
        return before
    if any(roll.kind == before.list for roll in intake.rolls):
        return replace(before, rows_before=store.register().state_of(ListKind(before.list)).rows)
    return replace(before, kept=at.date()) if any(roll.kind == before.list for roll in intake.same) else before


def _of_rows(before: ListRemarks, intake: "Intake | None") -> Iterator[Remark]:
    """What there is to say of a list's rows; of a list that was not read now, what there was."""
    read = [roll for roll in (*intake.rolls, *intake.same) if roll.kind == before.list] if intake is not None else []
    yield from read[0].remarks if read else (remark for remark in before.remarks if remark.kind != "totals")


def _of_totals(
    entry: ListRemarks, before: ListRemarks, register: Register, stated: StatedTotals | None, *, at: datetime
) -> Iterator[Remark]:
    if stated is None:
        yield from (remark for remark in before.remarks if remark.kind == "totals")
    elif before.list == ListKind.PARTICIPATING and register.participating.workbook is not None:
        yield from _differs(register, stated, before=entry.rows_before, at=at)


def _with_past(remark: Remark, before: Sequence[Remark]) -> Remark:
    """The remark, which is also about what was told of its kind already."""
    past = {about for known in before if known.kind == remark.kind for about in known.about}
    return replace(remark, about=tuple(sorted({*remark.about, *past})))


def _is_news(remark: Remark, before: Sequence[Remark]) -> bool:
    return all(known.kind != remark.kind or known.about != remark.about for known in before)


def _notice(kind: ListKind, remark: Remark) -> Notice:
    text = f"{remark.sentence} The list is taken in all the same."
    return Notice(headline=f"ICE's {kind} list: {_HEADLINES[remark.kind]}", text=text)


def _differs(register: Register, stated: StatedTotals, *, before: int | None, at: datetime) -> Iterator[Remark]:
    """Where the figures differ by more than the header row, which ICE has counted with."""
    rows, book, since = (getattr(register.participating, name) for name in ("rows", "workbook", "current_since"))
    is_late = before is not None and stated.agreements - before in (0, 1) and stated.agreements - rows not in (0, 1)
    if is_late and since is not None and at - since < _PAGE_IS_LATE:
        return  # the page still has the figure of the list before
    from watchers.diff.totals import tally

    ours = tally(register.standings.values())
    figures = [("agreements", stated.agreements, rows)]
    if stated.states is not None and stated.territories is not None:
        figures.append(("states and territories", stated.states + stated.territories, ours.states))
    figures += [(model.words, n, ours.models.get(model, 0)) for model, n in stated.models.items()]
    apart = [(what, page, own) for what, page, own in figures if page - own not in (0, 1)]
    if apart:
        said = "; ".join(f"{what}: {page:,} on the page, {own:,} in the list" for what, page, own in apart)
        as_of = f" (as of {stated.as_of})" if stated.as_of else ""
        yield Remark(
            kind="totals",
            sentence=f"ICE's page{as_of} states other totals than its list {book.name}, of {count(rows, 'row')}. "
            f"{said[:1].upper()}{said[1:]}.",
            about=("more on the page" if apart[0][1] > apart[0][2] else "fewer on the page",),
        )


def named_newly(before: Register, after: Register) -> list[Model]:
    """The models of the rows now on record that aren't known, and were on no row before."""
    known = {s.agreement.model for s in before.standings.values()}
    there = models_in_order(s.agreement.model for s in after.standings.values())
    return [model for model in there if not model.is_known and model not in known]


def model_sentence(model: Model) -> str:
    """What there is to know of one."""
    return (
        f"ICE names a model that watch287g doesn't know: “{model.words}”. Its agreements are told in ICE's words and "
        "counted by themselves. If it is a slip for another one, desks will see it as a model of its own all the same."
    )


def model_notices(models: list[Model]) -> list[Notice]:
    """A notice for each."""
    return [
        Notice(headline=f"ICE names a new model: {model.words}", text=model_sentence(model), is_printed=True)
        for model in models
    ]


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


def what_is_held(hold: Hold) -> str:
    """For example "ICE's pending list pending072.xlsx is held back"."""
    what = f"ICE's {hold.suspicion.list} list {hold.suspicion.workbook.name}"
    return f"{what} is held back" if hold.is_whole else f"What {what} lacks is held back"


def hold_sentence(hold: Hold) -> str:
    """Why a list is held, or its losses alone, what that means, and what ends it."""
    if hold.suspicion.is_beside:
        return (
            f"{hold.suspicion.reason} Nothing of it was taken in; the other is read as always. Look at both: "
            f"`watch287g hold accept {hold.suspicion.list}` puts this one in the other's place, and what it lacks is "
            "gone then. It is over when ICE's page no longer links both."
        )
    if not hold.is_whole:
        return (
            f"{hold.suspicion.reason} What is new in it was taken in and told. What it lacks is missing, unconfirmed, "
            f"until another list lacks it too, or you vouch for it: `watch287g hold accept {hold.suspicion.list}`."
        )
    return (
        f"{hold.suspicion.reason} Nothing was changed and no desk was told. The next good list releases it; "
        "see `watch287g hold list`."
    )
