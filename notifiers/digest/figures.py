"""The digest's figures: totals with their changes and their course, in a sentence, a table and a map. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from notifiers.digest.model import Figure, Picture, TotalsRow, TrendRow
from notifiers.digest.picture import picture
from notifiers.language.language import Language
from watchers.diff.totals import Counts
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, Model, models_in_order

_FEW = 5  # states whose totals stand in every digest


@frozen
class Figures:
    """The counts around the period. `before` is None where the record doesn't reach back to the period's start.

    `pending` is by state code, None where it isn't known; `past` are the last days of months before with the counts
    then, oldest first; `signed` the agencies that newly signed in each of the periods before, the latest first.
    `listed` are the agreements of the participating list at the period's end.
    """

    before: Counts | None
    after: Counts
    pending: Mapping[str, int] | None
    past: tuple[tuple[date, Counts], ...] = ()
    signed: tuple[int, ...] = ()
    listed: tuple[Agreement, ...] = ()


def standing(watched: Sequence[str] | None, figures: Figures, place: str, language: Language) -> str:
    """Each watched state where there are three at most, else all of them together; and the nation."""
    groups = [(language.state_name(s), {s}) for s in watched or ()] if watched and len(watched) <= 3 else []
    groups = groups or ([(place, set(watched))] if watched else [])
    rows = [(name, _sum(figures.after, states), _more(figures, states)) for name, states in groups]
    words = language.digest
    return words.standing([*rows, (words.THE_NATION, figures.after.total(), _more(figures, None))])


def _sum(counts: Counts, states: Iterable[str] | None) -> int:
    wanted = None if states is None else set(states)
    return sum(n for (state, _), n in counts.items() if wanted is None or state in wanted)


def _more(figures: Figures, states: Iterable[str] | None) -> int | None:
    if figures.before is None:
        return None
    wanted = None if states is None else set(states)
    return _sum(figures.after, wanted) - _sum(figures.before, wanted)


def totals(watched: Sequence[str] | None, figures: Figures, language: Language) -> tuple[TotalsRow, ...]:
    """Each watched state by name, then the nation; of more than a few, those whose agreements changed."""
    known = {state for state, _ in (*figures.after, *(figures.before or ()))}
    states = sorted(known, key=language.state_order) if watched is None else watched
    words = language.digest
    if len(states) > _FEW:
        states = [state for state in states if _has_changed(state, figures)]
    return (
        *(_totals_row(words.state(s), [s], figures, language, all_signs=bool(watched)) for s in states),
        _totals_row(words.NATION, None, figures, language, all_signs=True),
    )


def _has_changed(state: str, figures: Figures) -> bool:
    """Whether any model's number is another one than before."""
    before, after = figures.before, figures.after
    places = {place for place in (*after, *(before or ())) if place[0] == state}
    return before is not None and any(after[place] != before[place] for place in places)


_COLUMNS = (Model.TFM, Model.WSO, Model.JEM)


def models_of(figures: Figures) -> list[Model]:
    """The models in the order of the totals' columns; those that we don't know, where ICE names any, are last."""
    named = models_in_order(model for _, model in {**figures.after, **(figures.before or {})})
    return [*_COLUMNS, *(model for model in named if not model.is_known)]


def _totals_row(
    name: str, states: Sequence[str] | None, figures: Figures, language: Language, *, all_signs: bool
) -> TotalsRow:
    """`all_signs`: of what has not changed, too, that it hasn't."""
    signs = language.digest.signs
    pending = figures.pending
    waiting = None if pending is None else sum(n for s, n in pending.items() if states is None or s in states)
    models = []
    for model in models_of(figures):
        now = _sum(_of_model(figures.after, model), states)
        moved = 0 if figures.before is None else now - _sum(_of_model(figures.before, model), states)
        models.append(Figure(count=f"{now:,}", change=signs(moved) if moved else ""))
    more = _more(figures, states)
    change = "" if more is None or not (more or all_signs) else signs(more)
    return TotalsRow(
        name=name,
        all=Figure(count=f"{_sum(figures.after, states):,}", change=change),
        models=tuple(models),
        pending="" if waiting is None else f"{waiting:,}",
    )


def _of_model(counts: Counts, model: Model) -> Counts:
    return Counter({place: n for place, n in counts.items() if place[1] == model})


def trend(watched: Sequence[str] | None, figures: Figures, language: Language) -> tuple[TrendRow, ...]:
    """The agreements of the watched states, or of the nation, at the ends of past months by model, the newest first."""
    found = [
        (when, _sum(counts, watched), [_sum(_of_model(counts, model), watched) for model in models_of(figures)])
        for when, counts in figures.past
    ]
    longest = max((number for _, number, _ in found), default=0) or 1
    rows = [
        TrendRow(
            when=language.digest.short_month(when),
            all=f"{number:,}",
            models=tuple(f"{n:,}" for n in by_model),
            bars=tuple(round(100 * n / longest) for n in by_model),
        )
        for when, number, by_model in found
    ]
    return tuple(reversed(rows))


def picture_of(watched: Sequence[str] | None, figures: Figures, language: Language) -> Picture:
    """The map of the nation, with what has changed where that is known."""
    before, after = figures.before, figures.after
    known = before is not None
    places = {*after, *before} if before is not None else set()
    moved = frozenset(s for s, model in places if before is not None and after[s, model] != before[s, model])
    now, then = _by_state(after), _by_state(before or Counter())
    changes = {s: now[s] - then[s] for s in {*now, *then}} if known else {}
    return picture(changes, now, watched, moved, language)


def _by_state(counts: Counts) -> Counter[str]:
    found = Counter[str]()
    for (state, _), number in counts.items():
        found[state] += number
    return found
