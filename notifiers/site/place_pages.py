"""The page of the nation and of each state: figures, map, trend, agreements, and the newest events."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache, partial

from markupsafe import Markup

from notifiers.language.language import SiteWords, language_of
from notifiers.maps import shapes
from notifiers.site.addresses import state_page, state_slug
from notifiers.site.agencies import Agency
from notifiers.site.agency_pages import agreement_row
from notifiers.site.layout import Page, fragment
from notifiers.site.maps import nation_map, shade, state_map
from notifiers.site.site import Site, change, digest
from notifiers.site.telling import in_one_line
from notifiers.site.trend import Point, by_month, chart, trend
from notifiers.text.tongue import Tongue
from watchers.diff.totals import Counts, Tally
from watchers.frozen import frozen
from watchers.model.agreement import ListKind, Model, models_in_order
from watchers.model.register import ON_LIST, Stand, Standing
from watchers.names.agency_kinds import AgencyKind
from watchers.names.places import STATES, UNKNOWN_STATE

NEWEST = 15
"""Events that stand on such a page."""

_WEEK, _MONTH = timedelta(days=7), timedelta(days=30)


@frozen
class FigureRow:
    """A model's figures, or those of all."""

    name: str
    css: str
    allows: str
    now: int
    week: str
    month: str


@frozen
class StateRow:
    """A state in the nation's table."""

    name: str
    page: str
    tally: Tally
    changed: date | None


def place_pages(site: Site) -> Iterator[Page]:
    """The front page, and a page for each state and territory, also where no agency takes part."""
    record = site.record
    newest = record.newest
    seen = f"{newest.workbook.sha256}{newest.seen}" if newest else ""
    key = digest([seen, site.standings_key(record.register.standings.values()), site.events_key(record.events)])
    yield Page(path="index.html", key=key, body=lambda: _nation(site))
    unread = [UNKNOWN_STATE] if UNKNOWN_STATE in record.agencies_in else []
    for state in (*STATES, *unread):
        agencies = record.agencies_in.get(state, ())
        laws = [f"{law.since} {law.words} {law.url}" for law in record.about.laws if law.state == state]
        parts = [seen, *laws, site.standings_key(s for a in agencies for s in a.standings)]
        key = digest([*parts, site.events_key(record.events_in.get(state, ()))])
        yield Page(path=state_page(state), key=key, body=partial(_state, state, site))


def _models(site: Site) -> list[Model]:
    return [*Model, *(m for m in site.record.tally.models if not m.is_known)]


def _nation(site: Site) -> bytes:
    record, tally = site.record, site.record.tally
    models, drawn, points = _models(site), nation_map(site.record), trend(site.record)
    lede = (
        site.words.nation_totals(tally.agreements, tally.agencies, tally.states)
        if record.newest
        else site.words.NO_LIST
    )
    return site.layout.page(
        "nation",
        "index.html",
        title=site.words.SITE,
        description=lede,
        card="cards/nation.png",
        feed=site.feed_link(site.words.NATION, "feeds/nation.html"),
        lede=lede,
        of_the_day=_of_the_day(site),
        as_of=site.as_of(),
        figures=_figures(site, None),
        map=drawn,
        map_title=site.words.map_title(site.words.NATION),
        shades=_shades(models, site.words, wide=True),
        statewide=site.words.statewide(len(drawn.statewide)),
        unplaced=site.words.unplaced(len(drawn.unplaced)),
        chart=chart(points, models),
        chart_title=site.words.chart_title(site.words.NATION),
        months=_months(points, models, site),
        models=models,
        newest=site.lines(reversed(record.events[-NEWEST:])),
        states=[_state_row(state, site) for state in sorted(STATES, key=site.language.state_order)],
    )


def _of_the_day(site: Site) -> dict[str, str] | None:
    """The newest day's events in one sentence."""
    if not site.record.by_day:
        return None
    day, events = list(site.record.by_day.items())[-1]
    return {
        "page": f"changes/{day.isoformat()}.html",
        "day": site.words.date_of(day),
        "text": in_one_line(events, site.record, site.language),
    }


def _state_row(state: str, site: Site) -> StateRow:
    events = site.record.events_in.get(state, ())
    return StateRow(
        name=site.words.state(state),
        page=state_page(state),
        tally=site.record.tallies.get(state, Tally()),
        changed=site.record.day_of(events[-1].observed_at) if events else None,
    )


def _figures(site: Site, state: str | None) -> list[FigureRow]:
    """All agreements and those of each model, with the change of a week and a month before the newest list."""
    newest = site.record.newest
    if newest is None:
        return []
    week, month = (site.counts_at(newest.seen - ago) for ago in (_WEEK, _MONTH))

    def row(model: Model | None, name: str) -> FigureRow:
        now = _number(site.record.counts, state, model)
        moved = [None if then is None else now - _number(then, state, model) for then in (week, month)]
        return FigureRow(
            name=name,
            css=shade([model]) if model else "",
            allows=site.words.allows(model),
            now=now,
            week=change(moved[0]),
            month=change(moved[1]),
        )

    return [row(model, site.words.model(model)) for model in _models(site)] + [row(None, site.words.TOTAL)]


def _number(counts: Counts, state: str | None, model: Model | None) -> int:
    return sum(n for (where, m), n in counts.items() if state in (None, where) and model in (None, m))


def _shades(models: Sequence[Model], words: SiteWords, *, wide: bool) -> list[tuple[str, str]]:
    found = [(f"m-{m.lower()}", words.model(m)) for m in (Model.TFM, Model.JEM, Model.WSO)]
    other = [("m-other", words.OTHER_MODEL)] if any(not m.is_known for m in models) else []
    return [*found, *other, ("m-none", words.NO_AGREEMENT), *([("wide", words.STATEWIDE_REACH)] if wide else [])]


def _state(state: str, site: Site) -> bytes:
    record, name = site.record, site.words.state(state)
    tally, drawn = record.tallies.get(state, Tally()), state_map(record, state)
    events, points = record.events_in.get(state, ()), trend(record, state)
    models = models_in_order(s.agreement.model for a in record.agencies_in.get(state, ()) for s in a.standings)
    lede = site.words.state_totals(state, tally.agreements, tally.agencies, tally.pending)
    has_any = bool(events) or tally.agreements > 0
    return site.layout.page(
        "state",
        state_page(state),
        title=name,
        description=lede,
        card=f"cards/{state_slug(state)}.png",
        feed=site.feed_link(name, f"feeds/{state_slug(state)}.html"),
        name=name,
        lede=lede,
        coverage=_coverage(state, site) if tally.agreements else "",
        laws=[law for law in record.about.laws if law.state == state],
        as_of=site.as_of(),
        figures=_figures(site, state) if has_any else [],
        map=drawn if drawn and has_any else None,
        map_title=site.words.map_title(name),
        shades=_shades(models, site.words, wide=bool(drawn and drawn.statewide)),
        statewide=site.words.statewide(len(drawn.statewide)) if drawn else "",
        unplaced=site.words.unplaced(len(drawn.unplaced)) if drawn else "",
        chart=chart(points, models) if has_any else None,
        chart_title=site.words.chart_title(name),
        months=_months(points, models, site),
        models=models,
        lists=[found for found in _tables(state, site) if found[2]],
        newest=site.lines(reversed(events[-NEWEST:])),
    )


def _months(points: Sequence[Point], models: Sequence[Model], site: Site) -> list[Markup]:
    """The rows of the table behind the chart."""
    tongue = site.language.tongue
    return [
        _month(tongue, point.day, tuple(point.numbers.get(model, 0) for model in (None, *models)))
        for point in by_month(points)
    ]


@lru_cache(maxsize=8192)
def _month(tongue: Tongue, day: date, numbers: tuple[int, ...]) -> Markup:
    return fragment("month", w=language_of(tongue).site, day=day, numbers=numbers)


def _coverage(state: str, site: Site) -> str:
    counties = shapes.counties_of(state)
    sheriffs = {
        agency.county
        for agency in site.record.agencies_in.get(state, ())
        if agency.kind is AgencyKind.SHERIFF and agency.models and agency.county
    }
    return site.words.coverage(len(sheriffs), len(counties)) if sheriffs and counties else ""


_ROWS: dict[tuple[str | None, ...], Markup] = {}
"""Rows as they were drawn: nearly all of a state's are as they were when its page was last made."""
_MOST_ROWS = 20_000


def _row(table: str, agency: Agency, standing: Standing, site: Site) -> Markup:
    """A row of a state's table as HTML."""
    record, tongue = site.record, site.language.tongue
    day_one = f"{record.register.state_of(standing.list).baseline_at}{record.about.zone}"
    key = (tongue, table, record.standing_keys[standing.id], agency.path, agency.county, agency.kind, day_one)
    if key not in _ROWS:
        if len(_ROWS) >= _MOST_ROWS:
            _ROWS.clear()
        _ROWS[key] = fragment("row", w=site.words, id=table, row=agreement_row(agency, standing, site))
    return _ROWS[key]


def _tables(state: str, site: Site) -> list[tuple[str, str, list[Markup]]]:
    """A state's tables: the id of each, its heading, its rows."""
    standings = [(a, s) for a in site.record.agencies_in.get(state, ()) for s in a.standings]
    now = [(a, s) for a, s in standings if s.stand in ON_LIST]
    tables = (
        ("agreements", site.words.AGREEMENTS_HEADING, [(a, s) for a, s in now if s.list is ListKind.PARTICIPATING]),
        ("pending", site.words.PENDING_HEADING, [(a, s) for a, s in now if s.list is ListKind.PENDING]),
        ("gone", site.words.GONE_HEADING, [(a, s) for a, s in standings if s.stand in (Stand.MISSING, Stand.GONE)]),
    )
    return [(id_, heading, [_row(id_, a, s, site) for a, s in found]) for id_, heading, found in tables]
