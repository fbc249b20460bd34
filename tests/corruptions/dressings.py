"""What ICE changes in a row without changing what it says: spaces, quotes, case, date forms, links."""

from collections.abc import Callable
from datetime import date
from random import Random
from urllib.parse import quote

from tests.corruptions.lines import Line, day_of

Dressing = Callable[[Random, Line], Line]
_DAY_ZERO = date(1899, 12, 30)


def spaced(rng: Random, line: Line) -> Line:
    """A space at the end, a doubled one, a no-break one."""
    field = rng.choice([f for f in ("state", "agency", "level", "county", "model") if line.cells.get(f)] or ["agency"])
    text = line.cells.get(field, "")
    made = rng.choice((f"{text} ", f" {text}", text.replace(" ", "  ", 1), text.replace(" ", "\u00a0", 1), f"{text}\n"))
    return line.printed(**{field: made})


def quoted(rng: Random, line: Line) -> Line:
    """Curly quotes for straight ones, or none."""
    return line.printed(agency=line.cells["agency"].replace("'", rng.choice("’‘`")).replace("’", rng.choice("'’")))


def cased(rng: Random, line: Line) -> Line:
    """Capitals, or the state's name as in a text."""
    if rng.random() < 0.5:
        return line.printed(state=line.cells["state"].title())
    return line.printed(agency=line.cells["agency"].upper())


def dated(rng: Random, line: Line) -> Line:
    """The same day as Excel counts it, as Americans write it, or with a midnight behind it."""
    if (day := day_of(line.cells.get("signed", ""))) is None:
        return line
    forms = (f"{day.month}/{day.day}/{day.year}", str((day - _DAY_ZERO).days), f"{day} 00:00:00", f"{day} ")
    return line.printed(signed=rng.choice(forms))


def relinked(rng: Random, line: Line) -> Line:
    """The same document, wrapped by a mail program or a browser, or in another folder."""
    link = line.links.get("moa", "")
    if not link.startswith("https://www.ice.gov/"):
        return line
    wrapped = f"https://gcc02.safelinks.protection.outlook.com/?url={quote(link, safe='')}&data=05%7C02"
    moved = "https://www.ice.gov/doclib/about/offices/ero/287g/" + link.rpartition("/")[2]
    extension = f"chrome-extension://efaidnbmnnnibpcajpcglclefindmkaj/{link}"
    return line.linked(rng.choice((wrapped, moved, extension, link.replace("https://", "https:/"))))


def unlinked(rng: Random, line: Line) -> Line:
    """The MOA cell's words change, or its document goes for now."""
    if "moa" not in line.cells:
        return line
    words = line.printed(moa=rng.choice(("Link Pending", "link\u00a0|\u00a0addendum", "link pending", "Link")))
    return words if rng.random() < 0.7 else words.linked("")


def typed(rng: Random, line: Line) -> Line:
    """The TYPE column: a typo, another word, nothing."""
    return line.printed(level=rng.choice(("Muncipality ", "County ", "Municipality", "#NA", "", "State Agency")))


DRESSINGS: dict[str, Dressing] = {
    "spaces": spaced,
    "quotes": quoted,
    "capitals": cased,
    "date's form": dated,
    "link wrapped or moved": relinked,
    "MOA cell": unlinked,
    "type": typed,
}
