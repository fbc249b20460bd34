"""The lists that a run begins with: two real ones of an archive, or two made up over real counties."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random

from tests.corruptions.lines import Line, could_be_one, read, state_words
from watchers.model.agreement import Agreement, Model
from watchers.names.places import counties
from watchers.xlsx.read import Table, TableRow, read_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Both lists as they stand on `day`, every agreement once; subjects count up from 0."""

    day: date
    participating: tuple[Line, ...]
    pending: tuple[Line, ...]


def synthetic_base(rng: Random, *, size: int = 400) -> Base:
    """Plausible agencies: sheriffs, city police, constables and state agencies, many signed on the same days."""
    day = date(2025, 9, 1) + timedelta(days=rng.randint(0, 80))
    days = [day - timedelta(days=rng.randint(3, 240)) for _ in range(40)]
    states = rng.sample(_STATES, 12)
    lines = [_made_up(rng, rng.choice(states), rng.choice(days)) for _ in range(size + 25)]
    waiting = [Line(subject=0, cells=_without_signature(line.cells), links={}) for line in lines[size:]]
    listed = _unambiguous(lines[:size], day=day)
    return _numbered(day, listed, _apart(_unambiguous(waiting, day=day), listed, day))


def archive_base(rng: Random, folder: Path, *, size: int = 500) -> Base:
    """Some states' rows, about `size`, of one publication of an archive (see its README)."""
    publications = _publications(folder)
    chosen = publications[int(rng.random() * 24) * len(publications) // 24]
    day = datetime.fromisoformat(chosen["published_at"]).date()
    tables = [_table(folder, chosen[kind]) for kind in ("participating", "pending")]
    if "signed" not in tables[0].columns:  # the day on which ICE swapped the lists
        return archive_base(rng, folder, size=size)
    lists = [_unambiguous(map(_line, table.rows), day=day) for table in tables]
    states = Counter(read(line, day=day).state for line in lists[0])
    order = sorted(states, key=str)
    rng.shuffle(order)
    chosen_states: set[str | None] = set()
    for state in order:
        if sum(states[s] for s in chosen_states) < size or len(chosen_states) < 8:
            chosen_states.add(state)
    kept = [[line for line in lines if read(line, day=day).state in chosen_states] for lines in lists]
    return _numbered(day, kept[0], _apart(kept[1], kept[0], day))


def _numbered(day: date, participating: list[Line], pending: list[Line]) -> Base:
    lines = [
        Line(subject=subject, cells=line.cells, links=line.links)
        for subject, line in enumerate([*participating, *pending])
    ]
    return Base(day=day, participating=tuple(lines[: len(participating)]), pending=tuple(lines[len(participating) :]))


@cache
def _publications(folder: Path) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads((folder / "publications.json").read_text("utf-8"))
    return found


@cache
def _table(folder: Path, name: str) -> Table:
    return read_table((folder / name).read_bytes(), name=name)


def _line(row: TableRow) -> Line:
    return Line(subject=0, cells=dict(row.cells), links=dict(row.links))


def _unambiguous(lines: Iterable[Line], *, day: date) -> list[Line]:
    """The rows that can be read, and that no other row of the list repeats: of those we know what is true."""
    readable = [
        (line, a)
        for line in lines
        if line.cells.get("agency", "").strip() and (a := read(line, day=day)).state and a.model and not a.unclear
    ]
    dated = [(line, a) for line, a in readable if a.signed or "signed" not in line.cells]
    by_state: dict[str | None, list[Agreement]] = defaultdict(list)
    for _, a in dated:
        by_state[a.state].append(a)
    return [line for line, a in dated if _is_alone(a, by_state[a.state])]


def _apart(waiting: list[Line], listed: list[Line], day: date) -> list[Line]:
    """The pending rows that no participating row shows already."""
    shown = [read(line, day=day) for line in listed]
    return [line for line in waiting if _is_alone(read(line, day=day), shown)]


def _is_alone(a: Agreement, others: list[Agreement]) -> bool:
    return not any(b is not a and could_be_one(a, b) for b in others)


def _without_signature(cells: dict[str, str]) -> dict[str, str]:
    return {field: text for field, text in cells.items() if field in ("state", "agency", "level", "county", "model")}


_STATES = ["FL", "TX", "PA", "GA", "MD", "KY", "OK", "MO", "KS", "NC", "VA", "TN", "AL", "AR", "SC", "WV", "LA", "OH"]
TOWNS = (
    "Melbourne", "Melbourne Beach", "Fort Myers", "St. Cloud", "Mount Pleasant", "Palm Bay", "Altona", "Ashford",
    "Bellevue", "Belleview", "Brandon", "Camden", "Clayton", "Clifton", "Crestview", "De Soto", "Dover", "Eastland",
    "Fairfield", "Fort Walton Beach", "Franklin", "Georgetown", "Glen Rose", "Greenville", "Hampton", "Hudson",
    "Indian Rocks Beach", "Jasper", "Kingston", "Lake City", "Lake Placid", "Lebanon", "Madison", "Marion", "Milton",
    "Newport", "North Port", "Oakdale", "Oxford", "Port Richey", "New Port Richey", "Princeton", "Quincy", "Riverside",
    "Salem", "Sheridan", "Springfield", "St. Marys", "Trenton", "Union", "Vernon", "Walton", "Warren", "Winchester",
)  # fmt: skip


def _made_up(rng: Random, state: str, signed: date) -> Line:
    county = rng.choice(sorted(c for c in counties()[state] if c.endswith((" County", " Parish"))))
    town = rng.choice(TOWNS)
    kind = rng.choices(("sheriff", "police", "constable", "jail", "state"), (60, 25, 6, 6, 3))[0]
    agency, level = {
        "sheriff": (f"{county} Sheriff's Office", "County"),
        "police": (f"{town} Police Department", "Municipality"),
        "constable": (f"{county} Constable Precinct {rng.randint(1, 4)}", "County"),
        "jail": (f"{county} Detention Center", "County"),
        "state": (f"{state_words(state).title()} {rng.choice(_STATE_AGENCIES)}", "State"),
    }[kind]
    return new_line(rng, state=state, agency=agency, level=level, county=county, signed=signed)


_STATE_AGENCIES = ("Department of Corrections", "Highway Patrol", "State Police", "Department of Public Safety")


def new_line(
    rng: Random, *, state: str, agency: str, level: str, county: str, signed: date, model: Model | None = None
) -> Line:
    """A participating row as ICE first prints it, with its document or without."""
    model = model or rng.choices(list(Model), (2, 5, 4))[0]
    cells = {
        "state": state_words(state),
        "agency": agency,
        "level": level,
        "county": county,
        "model": model.words,
        "signed": signed.isoformat(),
        "moa": "link pending",
        "addendum": "",
    }
    line = Line(subject=0, cells=cells, links={})
    return with_document(line) if rng.random() < 0.5 else line


def with_document(line: Line) -> Line:
    """The line with its agreement posted, under a file name such as ICE gives."""
    slug = "".join(filter(str.isalnum, line.cells["agency"].title()))
    file = f"{slug}{line.cells['state'][:2]}_{line.cells['model'][:4].strip()}_MOA_{line.cells['signed']}.pdf"
    return line.printed(moa="link").linked(f"https://www.ice.gov/doclib/287gMOA/{file}")
