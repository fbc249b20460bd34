"""The digest's figures: totals with their changes, in a sentence, a table and a picture. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notifiers.digest import words as dw
from notifiers.digest.model import Chart, Figure, Picture, TotalsRow
from notifiers.digest.picture import chart, picture
from watchers.diff.totals import Counts
from watchers.model.agreement import Model, models_in_order
from watchers.names.places import state_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The counts around the period. `before` is None where the record doesn't reach back to the period's start.

    `pending` is by state code, None where it isn't known; `past` are earlier days with the counts at their end.
    """

    before: Counts | None
    after: Counts
    pending: Mapping[str, int] | None
    past: tuple[tuple[date, Counts], ...] = ()


def standing(watched: Sequence[str] | None, figures: Figures, place: str) -> str:
    """Each watched state where there are three at most, else all of them together; and the nation."""
    groups = [(state_name(s), {s}) for s in watched or ()] if watched and len(watched) <= 3 else []
    groups = groups or ([(place, set(watched))] if watched else [])
    rows = [(name, _sum(figures.after, states), _more(figures, states)) for name, states in groups]
    return dw.standing([*rows, ("the nation", figures.after.total(), _more(figures, None))])


def _sum(counts: Counts, states: Iterable[str] | None) -> int:
    wanted = None if states is None else set(states)
    return sum(n for (state, _), n in counts.items() if wanted is None or state in wanted)


def _more(figures: Figures, states: Iterable[str] | None) -> int | None:
    if figures.before is None:
        return None
    wanted = None if states is None else set(states)
    return _sum(figures.after, wanted) - _sum(figures.before, wanted)


def totals(watched: Sequence[str] | None, figures: Figures) -> tuple[TotalsRow, ...]:
    """The nation, then each watched state by name; for a desk that watches all, each that has or had an agreement."""
    known = {state for state, _ in (*figures.after, *(figures.before or ()))} | set(figures.pending or ())
    states = sorted(known, key=state_name) if watched is None else watched
    return (
        _totals_row(dw.NATION, None, figures, dw.signs),
        *(_totals_row(dw.state(s), [s], figures, dw.signs if watched else _if_any) for s in states),
    )


def models_of(figures: Figures) -> list[Model]:
    """The models in the order of the totals' columns; those that we don't know, where ICE names any, are last."""
    named = models_in_order(model for _, model in {**figures.after, **(figures.before or {})})
    return [*dw.MODELS, *(model for model in named if not model.is_known)]


def _if_any(number: int) -> str:
    return dw.signs(number) if number else ""


def _totals_row(name: str, states: Sequence[str] | None, figures: Figures, signs: Callable[[int], str]) -> TotalsRow:
    pending = figures.pending
    waiting = None if pending is None else sum(n for s, n in pending.items() if states is None or s in states)
    models = []
    for model in models_of(figures):
        now, then = (_of_model(counts, model) for counts in (figures.after, figures.before))
        moved = 0 if then is None else _sum(now or Counter(), states) - _sum(then, states)
        models.append(Figure(count=f"{_sum(now or Counter(), states):,}", change=_if_any(moved)))
    more = _more(figures, states)
    return TotalsRow(
        name=name,
        all=Figure(count=f"{_sum(figures.after, states):,}", change="" if more is None else signs(more)),
        models=tuple(models),
        pending="" if waiting is None else f"{waiting:,}",
    )


def _of_model(counts: Counts | None, model: object) -> Counts | None:
    return None if counts is None else Counter({place: n for place, n in counts.items() if place[1] == model})


def picture_of(watched: Sequence[str] | None, place: str, figures: Figures) -> Picture:
    """The map, with what has changed, and the charts: of the watched states and of the nation."""
    before, after = figures.before, figures.after
    moved = (
        frozenset(s for s, model in {*after, *before} if after[s, model] != before[s, model])
        if before is not None
        else frozenset()
    )
    charts: list[Chart | None] = [
        chart(place, [(when, _sum(counts, watched)) for when, counts in figures.past]) if watched else None,
        chart(dw.where(None), [(when, counts.total()) for when, counts in figures.past]),
    ]
    return picture(_by_state(before) if before is not None else None, _by_state(after), [c for c in charts if c], moved)


def _by_state(counts: Counts) -> Counter[str]:
    found = Counter[str]()
    for (state, _), number in counts.items():
        found[state] += number
    return found
