"""Maps of counties, shaded by the strongest model there; the agencies that no county can be said of are beside them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache

from markupsafe import Markup

from notifiers.language.language import SiteWords
from notifiers.maps import shapes
from notifiers.maps.shapes import Frame
from notifiers.site.addresses import state_slug
from notifiers.site.agencies import Agency
from notifiers.site.record import Record
from notifiers.text.safe import literal
from watchers.frozen import frozen
from watchers.model.agreement import Model, models_in_order
from watchers.names.counties import County
from watchers.names.places import STATES
from watchers.names.whereabouts import Basis

_STRONGEST = (Model.TFM, Model.JEM, Model.WSO)
_NATION = Frame(scale=1.6)
_STATE_WIDTH, _STATE_HEIGHT = 900, 620


@frozen
class Area:
    """A county on a map: its shape, its name, and the names of its agencies now with their models."""

    fips: str
    path: str
    name: str
    state: str
    agencies: tuple[tuple[str, tuple[Model, ...]], ...]

    def drawn(self, words: SiteWords, *, linked: bool) -> Markup:
        """Its SVG path, which says its title when it is pointed at; on the nation's map it leads to its state."""
        return _drawn(self, words, linked=linked)


@lru_cache(maxsize=8192)  # nearly all are as they were when the page was last made
def _drawn(area: Area, words: SiteWords, *, linked: bool) -> Markup:
    models = models_in_order(model for _, found in area.agencies for model in found)
    title = words.area_title(area.name, [literal(name) for name, _ in area.agencies], models)
    key, value = ("s", state_slug(area.state)) if linked else ("f", area.fips)
    return Markup('<path class="{}" d="{}" data-n="{}" data-{}="{}"/>').format(
        shade(models), area.path, title, key, value
    )


@frozen
class Map:
    """A map: its size, its ground (the land), the areas that stand out, the lines on it, and what is not on it."""

    width: int
    height: int
    ground: tuple[tuple[str, str, bool], ...]
    areas: tuple[Area, ...]
    lines: str
    statewide: tuple[Agency, ...]
    unplaced: tuple[Agency, ...]


def shade(models: Iterable[Model]) -> str:
    """The CSS class of the strongest of these models."""
    found = set(models)
    return next((f"m-{model.lower()}" for model in _STRONGEST if model in found), "m-other" if found else "m-none")


def nation_map(record: Record) -> Map:
    """All states, those with an agency of statewide reach marked; counties that have an agreement."""
    agencies = [agency for agency in record.agencies if agency.models]
    width, height = round(shapes.WIDTH * _NATION.scale), round(shapes.HEIGHT * _NATION.scale)
    ground = tuple((code, path) for code in STATES if (path := _nations_state(code)))
    return _map(agencies, _NATION, (width, height), ground, _nations_lines())


def state_map(record: Record, state: str) -> Map | None:
    """A state's counties; None where there is no shape of it."""
    land = _land(state)
    if land is None:
        return None
    agencies = [agency for agency in record.agencies_in.get(state, ()) if agency.models]
    return _map(agencies, land.frame, land.size, ((state, land.ground),), land.lines)


def _map(
    agencies: Sequence[Agency],
    frame: Frame,
    size: tuple[int, int],
    ground: Iterable[tuple[str, str]],
    lines: str,
) -> Map:
    statewide = tuple(agency for agency in agencies if agency.where.basis is Basis.STATEWIDE)
    reached = {agency.state for agency in statewide}
    areas = (_area(county, state, found, frame) for (state, county), found in _by_county(agencies).items())
    return Map(
        width=size[0],
        height=size[1],
        ground=tuple((state_slug(state), path, state in reached) for state, path in ground),
        areas=tuple(area for area in areas if area.path),
        lines=lines,
        statewide=statewide,
        unplaced=tuple(a for a in agencies if a.where.basis is not Basis.STATEWIDE and not _is_drawn(a)),
    )


@frozen
class _Land:
    """A state alone on a map: where it is laid, how large it is, its outline, and the lines between its counties."""

    frame: Frame
    size: tuple[int, int]
    ground: str
    lines: str


@cache
def _land(state: str) -> _Land | None:
    rings = shapes.state_rings(state)
    if not rings:
        return None
    box = shapes.box_of(rings)
    scale = min(_STATE_WIDTH / box.width, _STATE_HEIGHT / box.height)
    frame = Frame(left=box.left, top=box.top, scale=scale)
    return _Land(
        frame=frame,
        size=(round(box.width * scale), round(box.height * scale)),
        ground=shapes.svg_path(rings, frame),
        lines=shapes.svg_path(shapes.county_borders(state), frame),
    )


@cache
def _nations_state(state: str) -> str:
    return shapes.svg_path(shapes.state_rings(state), _NATION)


@cache
def _nations_lines() -> str:
    return shapes.svg_path(shapes.state_borders(), _NATION)


def _is_drawn(agency: Agency) -> bool:
    return agency.county is not None and shapes.has_shape(agency.county)


def _by_county(agencies: Iterable[Agency]) -> Mapping[tuple[str, County], tuple[Agency, ...]]:
    found: dict[tuple[str, County], list[Agency]] = defaultdict(list)
    for agency in agencies:
        if agency.where.county is not None and agency.state is not None:
            found[agency.state, agency.where.county].append(agency)
    return {key: tuple(found[key]) for key in sorted(found, key=lambda key: (key[0], key[1].fips))}


@cache
def _shape(fips: str, frame: Frame) -> str:
    return shapes.svg_path(shapes.county_rings(fips), frame)


def _area(county: County, state: str, agencies: tuple[Agency, ...], frame: Frame) -> Area:
    return Area(
        fips=county.fips,
        path=_shape(county.fips, frame),
        name=county.name,
        state=state,
        agencies=tuple((agency.name, agency.models) for agency in agencies),
    )
