"""Pictures for those who link to a page elsewhere: the nation, each state, each agency. They need Pillow."""

import io
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING
from unicodedata import combining, normalize

from notifiers.language.language import SiteWords
from notifiers.maps import shapes
from notifiers.maps.shapes import Frame, Ring
from notifiers.site.addresses import state_slug
from notifiers.site.agencies import Agency
from notifiers.site.layout import Page
from notifiers.site.maps import shade
from notifiers.site.record import Record
from notifiers.site.site import Site, digest
from notifiers.text.safe import literal
from watchers.diff.totals import Tally
from watchers.frozen import frozen
from watchers.model.agreement import ListKind
from watchers.names.places import STATES

if TYPE_CHECKING:
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

WIDTH, HEIGHT = 1200, 630
_PAPER, _INK, _SOFT, _LAND = "#ffffff", "#1b1f24", "#525a64", "#dfe4ea"
_SHADES = {"m-tfm": "#8a2a0e", "m-jem": "#c86a1f", "m-wso": "#e3b04b", "m-other": "#6b4f9a", "m-none": _LAND}
_MAP = (700, 70, 1150, 540)
"""Where the map is: left, top, right, bottom."""


@frozen
class Card:
    """What a picture shows: the site's name, a title, a sentence, the land, and the counties that stand out, shaded."""

    site: str
    title: str
    said: str
    land: tuple[str, ...]
    counties: tuple[tuple[str, str], ...]


def card_pages(site: Site) -> Iterator[Page]:
    """A picture for the nation, each state and each agency."""
    record, words = site.record, site.words
    cards = [("cards/nation.png", _nation(record, words))]
    cards += [(f"cards/{state_slug(state)}.png", _state(state, record, words)) for state in STATES]
    cards += [(f"{agency.folder}.png", _agency(agency, words)) for agency in record.agencies]
    for path, card in cards:
        yield Page(path=path, key=digest([str(card)]), body=partial(drawn, card))


def _nation(record: Record, words: SiteWords) -> Card:
    tally = record.tally
    said = words.nation_totals(tally.agreements, tally.agencies, tally.states)
    return Card(
        site=words.SITE_SHORT, title=words.SITE, said=said, land=tuple(STATES), counties=_counties(record.agencies)
    )


def _state(state: str, record: Record, words: SiteWords) -> Card:
    tally, agencies = record.tallies.get(state, Tally()), record.agencies_in.get(state, ())
    said = words.state_totals(state, tally.agreements, tally.agencies, tally.pending)
    return Card(site=words.SITE_SHORT, title=words.state(state), said=said, land=(state,), counties=_counties(agencies))


def _agency(agency: Agency, words: SiteWords) -> Card:
    name = literal(agency.name, 110)
    said = words.agency_now(name, words.state(agency.state), agency.models, agency.listed(ListKind.PENDING) != [])
    land = (agency.state,) if agency.state else ()
    return Card(site=words.SITE_SHORT, title=name, said=said, land=land, counties=_counties([agency]))


def _counties(agencies: Sequence[Agency]) -> tuple[tuple[str, str], ...]:
    strongest: dict[str, list[Agency]] = {}
    for agency in agencies:
        if agency.county is not None and agency.models:
            strongest.setdefault(agency.county, []).append(agency)
    return tuple((fips, shade(m for a in found for m in a.models)) for fips, found in sorted(strongest.items()))


def drawn(card: Card) -> bytes:
    """The picture as PNG."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (WIDTH, HEIGHT), _PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 18, HEIGHT), fill=_INK)
    frame = _frame(card.land)
    for ring in (ring for state in card.land for ring in shapes.state_rings(state)):
        _fill(draw.polygon, ring, frame, _LAND)
    for fips, css in card.counties:
        for ring in shapes.county_rings(fips):
            _fill(draw.polygon, ring, frame, _SHADES[css])
    y = 80
    for line in _wrapped(card.title, 56, 600)[:4]:
        _say(draw, (70, y), line, 56, _INK)
        y += 66
    y += 18
    for line in _wrapped(card.said, 30, 600)[:5]:
        _say(draw, (70, y), line, 30, _SOFT)
        y += 42
    _say(draw, (70, HEIGHT - 70), card.site, 28, _INK)
    out = io.BytesIO()
    image.quantize(48, Image.Quantize.FASTOCTREE).save(out, "PNG", compress_level=6)
    return out.getvalue()


def _frame(land: Sequence[str]) -> Frame:
    rings = [ring for state in land for ring in shapes.state_rings(state)]
    if not rings:
        return Frame()
    box, (left, top, right, bottom) = shapes.box_of(rings), _MAP
    scale = min((right - left) / box.width, (bottom - top) / box.height)
    return Frame(left=box.left - left / scale, top=box.top - top / scale, scale=scale)


def _fill(polygon: object, ring: Ring, frame: Frame, colour: str) -> None:
    points = [frame.lay(point) for point in ring]
    if len(set(points)) > 2 and callable(polygon):
        polygon(points, fill=colour)


def _say(draw: "ImageDraw", at: tuple[int, int], text: str, size: int, ink: str) -> None:
    """A line of text; Pillow's own font has no accented letters, so what stands over them is drawn."""
    font, letters, thick = _font(size), "", max(size // 14, 2)
    for sign in normalize("NFD", text):
        if not combining(sign):
            letters += sign
            continue
        left, top, right, _ = font.getbbox(letters[-1])
        x, y = at[0] + font.getlength(letters[:-1]) + (left + right) / 2, at[1] + top - size * 0.06
        reach, rise = size * 0.1, size * 0.1
        match sign:
            case "\N{COMBINING ACUTE ACCENT}":
                draw.line((x - reach / 3, y, x + reach, y - rise), fill=ink, width=thick)
            case "\N{COMBINING TILDE}":
                draw.line(
                    (x - reach * 1.5, y, x - reach / 2, y - rise / 2, x + reach / 2, y, x + reach * 1.5, y - rise / 2),
                    fill=ink,
                    width=thick,
                )
            case _:
                for side in (-reach, reach):
                    draw.ellipse((x + side - thick, y - thick, x + side + thick, y + thick), fill=ink)
    draw.text(at, letters, font=font, fill=ink)


@cache
def _font(size: int) -> "FreeTypeFont | ImageFont":
    from PIL import ImageFont

    return ImageFont.load_default(size)


def _wrapped(text: str, size: int, width: int) -> list[str]:
    """The text in lines of at most that width, broken at words where it can be."""
    font, lines = _font(size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if font.getlength(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
