"""Small scenarios told by hand: what was on ICE's lists, what is on the next ones, what a careful reader tells.

One line is one scenario: `VERB STATE agency | county | model | signed | document => what changes`, the changes being
the agency (first, if at all) and `cell=text`, parted by ";". The verbs say where the row and the changed one stand:

* `one`: the changed row comes in the other's stead, and is the same agreement. `waits`: from the pending list.
* `two`: the changed row comes in the other's stead, and is another agency's. `gives-up`: from the pending list.
* `beside`: the changed row is another agency's, and comes beside it. `leaves`: both stand there, the first goes.
* `both` come at once. `one-of-two`: both wait; the changed one signs, the first is dropped.
* `double`: the changed row comes beside the first, and is the same. `halves`: both stand there, the first goes.
* `pending` comes, `dropped` leaves the pending list; `many N leave/sign/respelt/documents N states`.

A `case` has its rows below it: `p` for the pending list, ".", "+N" and "-N" for always there, from and until which
list, "!" for news that must be told of it, "?" for news that may be.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random

from tests.corruptions.judge import JUDGED, LATE, Bot
from tests.corruptions.lines import COLUMNS, PARTICIPATING, PENDING, Line, Posting, Step
from tests.lists import MONDAY, SHORT
from watchers.model.agreement import ListKind
from watchers.model.event import EventKind
from watchers.names.counties import counties
from watchers.names.places import STATES

ALWAYS, AFTER = -1, 4
CELLS = ("agency", "county", "model", "signed", "moa")
HINTS = (EventKind.MISSING, EventKind.POSSIBLY_RENAMED)
_MARK = re.compile(r"(p?)\.?(?:\+(\d+)([!?]?))?(?:-(\d+)([!?]?))?\d*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row, on which list, from and until which publication; what of its coming and going is news ("!", "?")."""

    cells: dict[str, str]
    list: ListKind = PARTICIPATING
    come: int = ALWAYS
    gone: int = 99
    comes: str = ""
    goes: str = ""

    def news(self) -> Iterator[tuple[EventKind, int, bool]]:
        """Each piece of news: its kind, the list that shows it, and whether it must be told."""
        signs = self.list is PARTICIPATING
        if self.comes:
            yield EventKind.SIGNED if signs else EventKind.PENDING, self.come, self.comes == "!"
        if self.goes:
            yield EventKind.WITHDRAWN if signs else EventKind.PENDING_DROPPED, self.gone, self.goes == "!"


@dataclass(slots=True, kw_only=True)
class Scenario:
    """What is shown, under the words of its line; `twice` are the lists on which every row is pasted twice."""

    title: str
    kind: str
    rows: list[Shown] = field(default_factory=list)
    twice: frozenset[int] = frozenset()


def read(folder: Path = Path(__file__).parent) -> list[Scenario]:
    """Every scenario of the folder's files."""
    found: list[Scenario] = []
    for file in sorted(folder.glob("*.txt")):
        kind = file.stem
        for text in file.read_text("utf-8").splitlines():
            if text.startswith(" "):
                _continue(found[-1], text.strip())
            elif text.startswith("## "):
                kind = text[3:]
            elif text and not text.startswith("#"):
                found.append(Scenario(title=text, kind=kind, rows=list(_rows(text))))
    return found


def _continue(scenario: Scenario, text: str) -> None:
    mark, _, rest = text.partition(" ")
    if mark == "twice":
        scenario.twice = frozenset(map(int, rest.split()))
    else:
        scenario.rows.append(_shown(mark, _cells(rest)))


def _shown(mark: str, cells: dict[str, str]) -> Shown:
    found = _MARK.fullmatch(mark)
    assert found is not None, mark
    pending, come, comes, gone, goes = found.groups()
    return Shown(
        cells=cells,
        list=PENDING if pending else PARTICIPATING,
        come=int(come) if come else ALWAYS,
        gone=int(gone) if gone else 99,
        comes=comes or "",
        goes=goes or "",
    )


_MARKS = {
    "one": ("-1", "+1"), "waits": ("p-1", "+1!"), "two": ("-1!", "+1!"), "gives-up": ("p-1!", "+1!"),
    "beside": (".", "+1!"), "leaves": ("-1!", "."), "both": ("+1!", "+1!"), "one-of-two": ("p-1!", "+1!", "p-1"),
    "double": (".", "+1"), "halves": ("-1", "."), "pending": ("p+1!",), "dropped": ("p-1!",),
}  # fmt: skip
"""How each verb marks its row, the changed row, and the changed row once more."""


def _rows(text: str) -> Iterator[Shown]:
    verb, _, rest = text.partition(" ")
    if verb == "many":
        yield from _many(rest)
    elif verb != "case":
        said, _, changes = rest.partition("=>")
        first = _cells(said.strip())
        day = {"signed": "2026-02-01"} if verb == "beside" else {}
        after = first | day | _changes(changes.strip())
        for mark, cells in zip(_MARKS[verb], (first, after, after), strict=False):
            yield _shown(mark, cells)


def _cells(text: str) -> dict[str, str]:
    """STATE agency | county | …; the state as a code or as it is typed in capitals."""
    found = re.match(r"((?:[A-Z]\b\s)?[A-Z]{3,}(?: [A-Z]{3,})?|[A-Z]{2}) (.+)", text)
    assert found is not None, text
    words = [part.strip() for part in found[2].split("|")]
    cells = dict(zip(CELLS, [*words, *[""] * (5 - len(words))], strict=True))
    return {"state": found[1], **cells, "model": cells["model"] or "TFM", "signed": cells["signed"] or "2025-11-03"}


def _changes(text: str) -> dict[str, str]:
    parts = [part.strip() for part in text.split(";") if part.strip()]
    return dict(("agency", part) if "=" not in part else part.split("=", 1) for part in parts)  # type: ignore[misc]


def _line(subject: int, shown: Shown) -> Line:
    cells, agency = shown.cells, shown.cells["agency"]
    level = "County" if "County" in agency or "Parish" in agency else "Municipality"
    state = cells["state"]
    printed = {
        "state": STATES[state].name.upper() if state in STATES else state, "agency": agency,
        "level": level if cells["county"] else "State", "county": cells["county"],
        "model": SHORT.get(cells["model"], cells["model"]), "signed": cells["signed"],
        "moa": "link" if cells["moa"] else "link pending", "addendum": "",
    }  # fmt: skip
    line = Line(subject=subject, cells={name: printed[name] for name in COLUMNS[shown.list]}, links={})
    return line.linked(f"https://www.ice.gov/doclib/287g/moa/{cells['moa']}") if cells["moa"] else line


def _sheriffs(number: int, states: int, *, seed: int, near: str = "") -> list[dict[str, str]]:
    """So many sheriffs of real counties of so many states, none of a county that `near` begins like."""
    rng = Random(seed)
    each = number // states + 4
    names = {code: sorted({county.name for county in counties(code)}) for code in STATES}
    chosen = rng.sample([code for code in names if len(names[code]) >= each], states)
    in_turn = zip(*(rng.sample(names[code], each) for code in chosen), strict=True)
    drawn = [place for row in in_turn for place in zip(chosen, row, strict=True)]
    apart = [(code, county) for code, county in drawn if county.split()[0] not in near]
    return [_sheriff(rng, code, county) for code, county in apart[:number]]


def _sheriff(rng: Random, state: str, county: str) -> dict[str, str]:
    model, day = rng.choice(sorted(SHORT)), date(2025, 3, 1) + timedelta(days=rng.randint(0, 300))
    document = f"{state}{county.replace(' ', '')}_{model}.pdf" if rng.random() < 0.6 else ""
    return {
        "state": state, "agency": f"{county} Sheriff's Office", "county": county,
        "model": model, "signed": f"{day}", "moa": document,
    }  # fmt: skip


def _many(text: str) -> Iterator[Shown]:
    number, what, states = re.findall(r"\d+|[a-z]+", text)[:3]
    for cells in _sheriffs(int(number), int(states), seed=int(number) + int(states)):
        match what:
            case "leave":
                yield Shown(cells=cells, gone=1, goes="!")
            case "sign":
                yield Shown(cells=cells | {"signed": "2026-02-02", "moa": ""}, come=1, comes="!")
            case "respelt":
                yield Shown(cells=cells, gone=1)
                yield Shown(cells=cells | {"agency": cells["agency"].replace(" Sheriff's Office", " SO")}, come=1)
            case _:
                yield Shown(cells=cells | {"moa": ""}, gone=1)
                yield Shown(cells=cells | {"moa": f"{cells['state']}{cells['county']}.pdf"}, come=1)


def mistakes(scenario: Scenario, *, size: int = 70) -> list[str]:
    """What the bot says falsely, late or never on the scenario's lists, each saved anew and in another order."""
    bot, last = Bot(), max([0, *(n for row in scenario.rows for n in (row.come, row.gone) if n < 99)]) + AFTER
    near = " ".join(row.cells["agency"] for row in scenario.rows)
    size = max(size, 3 * len(scenario.rows)) if scenario.title.startswith("many") else size
    ordinary = _sheriffs(size + 12 + last, 30, seed=7, near=near)
    rows = [*scenario.rows, *(Shown(cells=cells) for cells in ordinary[last + 12 :])]
    rows += [Shown(cells=cells, list=PENDING) for cells in ordinary[:12]]
    rows += [Shown(cells=cells, come=n, comes="!") for n, cells in enumerate(ordinary[12 : last + 12], 1)]
    lines = [_line(subject, row) for subject, row in enumerate(rows)]
    held: list[str] = []
    for number in range(last + 1):
        postings = {kind: _posting(kind, number, rows, lines, number in scenario.twice) for kind in ListKind}
        whole, _ = bot.look(Step(at=MONDAY + timedelta(days=2 * number), postings=postings), number)
        held += [f"held list {number}" for _ in whole if number not in scenario.twice]
    return held + sorted(_judged(bot, rows))


def _posting(kind: ListKind, number: int, rows: list[Shown], lines: list[Line], twice: bool) -> Posting:
    there = [line for row, line in zip(rows, lines, strict=True) if row.list is kind and row.come <= number < row.gone]
    placed = there * 2 if twice else there
    Random(number).shuffle(placed)
    return Posting(kind=kind, lines=tuple(placed), columns=COLUMNS[kind])


def _judged(bot: Bot, rows: list[Shown]) -> Iterator[str]:
    said, hinted = _said(bot)
    due = {(kind, n): (at, must) for n, row in enumerate(rows) for kind, at, must in row.news()}
    for (kind, subject), told in said.items():
        if kind in JUDGED and (kind, subject) not in due:
            yield f"false {kind} of row {subject}"
        elif kind in JUDGED and len(told) > 1:
            yield f"{kind} of row {subject} told {len(told)} times"
    for (kind, subject), (at, must) in due.items():
        found = said.get((kind, subject), [])
        if must and not found:
            yield f"lost {kind} of row {subject}"
        elif found and min(found) < at:
            yield f"early {kind} of row {subject}"
        elif found and kind is not EventKind.PENDING_DROPPED and min([*found, *hinted[subject]]) - at > LATE:
            yield f"late {kind} of row {subject}"


def _said(bot: Bot) -> tuple[dict[tuple[EventKind, int], list[int]], dict[int, list[int]]]:
    """At which publications each kind of event was told of each row, and when something was hinted at of it."""
    said: dict[tuple[EventKind, int], list[int]] = defaultdict(list)
    hinted: dict[int, list[int]] = defaultdict(list)
    for number, event in bot.events:
        said[event.kind, bot.subject_of(event)].append(number)
        if event.kind in HINTS:
            hinted[bot.subject_of(event)].append(number)
            if event.before is not None and event.before_workbook is not None:
                hinted[bot.row(event.before_workbook, event.before)].append(number)
    return said, hinted
