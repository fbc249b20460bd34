"""A printed row to an Agreement: tidy words, codes, dates and links; what can't be read is kept as printed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from urllib.parse import parse_qs, unquote, urlsplit, urlunsplit

from watchers.model.agreement import Agreement, Level, ListKind, Printed, Roll, Workbook
from watchers.model.table import Remark, Table, TableRow, place
from watchers.names.counties import county_meant
from watchers.names.models import read_model
from watchers.names.places import state_meant

_BLANK = frozenset(
    {"", "#n/a", "#na", "n/a", "na", "none", "null", "-", "--", "—", "tbd", "#ref!", "#value!", "#name?"}
)
_FIRST_AGREEMENT = date(1996, 9, 30)  # section 287(g) was enacted on that day: none is older
_EXCEL_DAY_ZERO = date(1899, 12, 30)


def normalise(table: Table, workbook: Workbook, *, observed_on: date) -> Roll:
    """Turn a table into a Roll. A table with a SIGNED column is the participating list, without one the pending one.

    `observed_on` is the day on which the list was seen: a signature after it is a slip, and unclear. A row that names
    no agency (a total, a note, the header again) is left out.
    """
    read = [(row, normalise_row(row, observed_on=observed_on)) for row in table.rows]
    agreements = tuple(agreement for _, agreement in read if agreement is not None)
    left_out = tuple(row for row, agreement in read if agreement is None and not all(map(is_blank, row.texts)))
    return Roll(
        kind=ListKind.PARTICIPATING if "signed" in table.columns else ListKind.PENDING,
        workbook=workbook,
        agreements=agreements,
        columns=table.columns,
        remarks=(*table.remarks, *_remarks(agreements, left_out, workbook.name)),
        left_out=tuple(tidy(row.cells.get("agency", "")) for row in left_out),
        doubt=table.doubt,
    )


def _remarks(agreements: tuple[Agreement, ...], left_out: tuple[TableRow, ...], name: str) -> Iterator[Remark]:
    if left_out:
        shown = "; ".join(f"{place(row.number, row.tab)}: “{_words_of(row)[:80]}”" for row in left_out[:5])
        shown += f", and {len(left_out) - 5:,} more" if len(left_out) > 5 else ""
        names = f"{len(left_out):,} rows of {name} name" if len(left_out) > 1 else f"A row of {name} names"
        yield Remark(
            kind="left out",
            sentence=f"{names} no agency, and {'are' if len(left_out) > 1 else 'is'} left out ({shown}).",
            about=tuple(sorted({_WITHOUT_FIGURES.sub("", _words_of(row)).casefold()[:80] for row in left_out[:200]})),
        )
    lost = [row for row in agreements if row.is_document_unknown]
    if lost:
        cells = f"{len(lost):,} MOA cells" if len(lost) > 1 else "One MOA cell"
        yield Remark(
            kind="no address",
            sentence=f"{cells} of {name} should lead to a document, and no address can be found (the first in "
            f"{place(lost[0].row, lost[0].tab)}). Of these agreements' documents the bot says nothing.",
        )


_WITHOUT_FIGURES = re.compile(r"[\d.,]+")


def _words_of(row: TableRow) -> str:
    return " | ".join(text for cell in row.texts if (text := tidy(cell)))


def normalise_row(row: TableRow, *, observed_on: date) -> Agreement | None:
    """Read one row; None for one that names no agency: a total, a note, the header again, a stray cell.

    A signature after the day after `observed_on` is unclear.
    """
    reading = _read(row.columns, row.texts, row.links.get("moa", ""), row.links.get("addendum", ""))
    read = reading.agreement
    if read is None:
        return None
    if read.row != row.number or read.tab != row.tab:
        reading.agreement = read = _moved(read, row.number, row.tab)
    if read.signed is None or read.signed <= observed_on + _A_DAY:
        return read
    return replace(read, signed=None, unclear=(*(field for field in read.unclear if field != "signed"), "signed"))


@dataclass(slots=True)
class _Reading:
    """What a row says, as it was last seen: half of a list's rows stand where they stood in the one before."""

    agreement: Agreement | None


def _moved(read: Agreement, row: int, tab: str) -> Agreement:
    """The same in another row. `replace` takes twice as long, and there are thousands."""
    return Agreement(
        state=read.state,
        agency=read.agency,
        model=read.model,
        level=read.level,
        county=read.county,
        signed=read.signed,
        moa=read.moa,
        addendum=read.addendum,
        row=row,
        printed=read.printed,
        unclear=read.unclear,
        tab=tab,
    )


_A_DAY = timedelta(days=1)  # it is tomorrow already in Guam
_READ = ("state", "model", "level", "signed")  # the columns that may be unclear, in the order in which they are said


@lru_cache(maxsize=8_000)
def _read(fields: tuple[str, ...], cells: tuple[str, ...], moa: str, addendum: str) -> _Reading:
    """What a row says wherever it stands and whenever it is seen.

    Of the 1,300 rows of a list, all but a few were printed alike in the one before, often further up or down.
    """
    printed = Printed(**dict(zip(fields, cells, strict=True)))
    agency = tidy(printed.agency)
    state, model = state_meant(printed.state), read_model(printed.model)
    is_total = _TOTAL.search(agency) or (state is None and _TOTAL.search(tidy(printed.state)))
    if is_blank(agency) or is_total or (model is None and state is None):
        return _Reading(None)
    signed = read_date(printed.signed, not_after=date.max)
    level = read_level(printed.level)
    is_read = (
        state is not None,
        model is not None,
        level is not None or is_blank(printed.level),
        (signed is not None and _written_day(_without_time(printed.signed)) == signed) or is_blank(printed.signed),
    )
    agreement = Agreement(
        state=state,
        agency=agency,
        model=model,
        level=level,
        county=read_county(printed.county, state),
        signed=signed,
        moa=read_link(moa or _address_in(printed.moa)),
        addendum=read_link(addendum or _address_in(printed.addendum)),
        row=0,
        printed=printed,
        unclear=tuple(field for field, well in zip(_READ, is_read, strict=True) if not well),
    )
    return _Reading(agreement)


_TOTAL = re.compile(r"^(?:grand |sub[ -]?)?totals?\b|\b(?:total|count)s?[:\s]*[\d,]*$|^[\d,.\s]+$", re.IGNORECASE)
"""What stands under AGENCY, or under STATE, in the last row of a state, or of all; its other cells may count models."""


def tidy(text: str) -> str:
    """White space of every kind (no-break spaces too) to single spaces, none at the ends."""
    return " ".join(text.split())


def is_blank(text: str) -> bool:
    """Whether a cell says nothing: empty, or one of the ways to write that there is no value."""
    return tidy(text).casefold() in _BLANK


@lru_cache(maxsize=1000)
def read_level(printed: str) -> Level | None:
    """The level that a TYPE cell stands for; None where it is blank or far from all of them."""
    words = re.sub(r"[^a-z]+", " ", printed.casefold()).strip()
    if not words:
        return None
    from rapidfuzz import fuzz, process

    near = process.extractOne(words, list(_LEVEL_PHRASES), scorer=fuzz.ratio, score_cutoff=78)
    return _LEVEL_PHRASES[near[0]] if near else None


_LEVEL_PHRASES = {
    "county": Level.COUNTY,
    "parish": Level.COUNTY,
    "municipality": Level.MUNICIPALITY,
    "municipal": Level.MUNICIPALITY,
    "city": Level.MUNICIPALITY,
    "state": Level.STATE,
    "state agency": Level.STATE,
}


@lru_cache(maxsize=20_000)
def read_county(printed: str, state: str | None) -> str | None:
    """The county's name as the Census Bureau writes it, where the cell is (a slip from) one; else as printed."""
    if is_blank(printed):
        return None
    return county_meant(printed, state) or tidy(printed)


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = rf"(?P<name>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATE_FORMS = (
    re.compile(r"(?P<y>\d{4})(?P<by>[/.-])(?P<m>\d{1,2})(?P=by)(?P<d>\d{1,2})$"),
    re.compile(r"(?P<y>20\d\d)(?P<m>\d\d)(?P<d>\d\d)$"),
    re.compile(r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d\d)$"),
    re.compile(rf"(?:[a-z]+day,? )?{_MONTH} (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? ?(?P<y>\d{{4}})$", re.IGNORECASE),
    re.compile(rf"(?P<d>\d{{1,2}})[ -]{_MONTH},?[ -](?P<y>\d{{4}}|\d\d)$", re.IGNORECASE),
)
_DATE_SLIPS = (
    re.compile(r"(?P<m>\d{1,2})/(?P<d>\d{1,2})(?P<y>20\d\d)$"),  # 05/082025, 7/72025: a slash left out
    re.compile(r"(?P<m>\d{1,2}?)(?P<d>\d\d)/(?P<y>20\d\d)$"),
)


@lru_cache(maxsize=10_000)
def read_date(printed: str, *, not_after: date) -> date | None:
    """The day a SIGNED cell stands for; None where it is blank, no day (5025, 20026), or after `not_after`."""
    text = _without_time(printed)
    found = _written_day(text) or _day_by(_DATE_SLIPS, text)
    return found if found is not None and _FIRST_AGREEMENT <= found <= not_after else None


def _without_time(printed: str) -> str:
    """A cell's text without the hour that Excel and others put behind a day."""
    return re.sub(r"[T ]\d{1,2}:\d\d(?::[\d.]+)?(?: ?[AP]M)?Z?$", "", tidy(printed), flags=re.IGNORECASE)


def _written_day(text: str) -> date | None:
    """The day that a text says as people write it, and without a slip."""
    if re.fullmatch(r"[3-6]\d{4}", text):  # a day as Excel counts them, in a cell that lost its format
        return _EXCEL_DAY_ZERO + timedelta(days=int(text))
    return _day_by(_DATE_FORMS, text)


def _day_by(forms: tuple[re.Pattern[str], ...], text: str) -> date | None:
    return next((day for form in forms if (day := _day(form.match(text)))), None)


def _day(match: re.Match[str] | None) -> date | None:
    if match is None:
        return None
    said = match.groupdict()
    year, name = int(said["y"]), said.get("name")
    month = _MONTHS.index(name.casefold()) + 1 if name else int(said["m"])
    try:
        return date(year + 2000 if year < 100 else year, month, int(said["d"]))
    except ValueError:
        return None


_PLAIN_LINK = re.compile(r"https://(?:[a-z0-9-]+\.)+gov/[A-Za-z0-9/._%()~+-]*")
"""What nearly every link is, and what there is nothing to unwrap or refuse in."""


@lru_cache(maxsize=20_000)
def read_link(target: str) -> str | None:
    """A document's https address, freed of what mail programs and browsers wrap around it; None for anything else.

    Seen: Outlook "safelinks", `chrome-extension://<id>/https:/…`, one slash after the scheme, plain http.
    Only government hosts are kept: a link in a cell is what a reporter will tap.
    """
    if _PLAIN_LINK.fullmatch(target):
        return target
    text = tidy(target).replace(" ", "%20")
    for _ in range(3):
        parts = urlsplit(text) if _is_splittable(text) else None
        if parts is None:
            return None
        if (parts.hostname or "").endswith(".safelinks.protection.outlook.com"):
            text = (parse_qs(parts.query).get("url") or [""])[0]
        elif parts.scheme == "chrome-extension":
            text = text.partition("://")[2].partition("/")[2]
        else:
            break
    text = re.sub(r"^https?:/+", "https://", text, flags=re.IGNORECASE)
    return _government_address(text)


@lru_cache(maxsize=200_000)  # every row's is asked for at every poll
def file_of(link: str) -> str | None:
    """The file name in a document's address, folded; None where it has none."""
    return unquote(urlsplit(link).path.rpartition("/")[2]).casefold() or None


def _is_splittable(text: str) -> bool:
    try:
        urlsplit(text).port  # noqa: B018  # reading the port is what raises on a garbled one
    except ValueError:
        return False
    return True


def _government_address(text: str) -> str | None:
    if not _is_splittable(text):
        return None
    parts = urlsplit(text)
    host = parts.hostname or ""
    if parts.scheme != "https" or not host.endswith(".gov") or parts.port is not None or "@" in parts.netloc:
        return None
    return urlunsplit(("https", host, parts.path, parts.query, ""))


def _address_in(cell: str) -> str:
    """A bare address typed into the cell, where there is one."""
    match = re.search(r"https?:/\S+", cell)
    return match[0] if match else ""
