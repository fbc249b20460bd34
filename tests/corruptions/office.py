"""The office that keeps the spreadsheet: what it has, what is true of it, and the slips it makes and mends."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import date
from random import Random

from tests.corruptions.bases import with_document
from tests.corruptions.dressings import DRESSINGS
from tests.corruptions.lines import Line, could_be_one, read
from tests.corruptions.slips import SLIPS, slip_for
from watchers.model.agreement import Agreement, ListKind
from watchers.model.event import EventKind
from watchers.names.agency_name import take_apart

PARTICIPATING, PENDING = ListKind.PARTICIPATING, ListKind.PENDING


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What truly happened: `kind` to the agreement `subject`, first to be seen at publication `step`."""

    kind: EventKind
    subject: int
    step: int


@dataclass(slots=True)
class Ice:
    """The office that keeps the spreadsheet."""

    rng: Random
    day: date
    lists: dict[ListKind, list[Line]]
    truth: dict[int, Agreement]  # every agreement that ever was on a list, as it truly is
    news: list[News] = field(default_factory=list)
    corruptions: Counter[str] = field(default_factory=Counter)
    slipped: set[int] = field(default_factory=set)  # each row has one slip in a run
    leaving_late: list[tuple[int, int]] = field(default_factory=list)  # pending rows that go after they have signed
    signed_from: dict[int, int] = field(default_factory=dict)
    step: int = 0

    def tell(self, kind: EventKind, subject: int) -> None:
        self.news.append(News(kind=kind, subject=subject, step=self.step))

    def clean(self, kind: ListKind) -> list[Line]:
        """The rows with nothing wrong, that nothing happened to yet."""
        return [ln for ln in self.lists[kind] if not ln.slip and not ln.is_double and ln.subject not in self.slipped]

    def settled(self) -> list[Line]:
        """The clean participating rows of agreements that are some lists old: none ends on the day after it began."""
        return [line for line in self.clean(PARTICIPATING) if not self.is_fresh(line)]

    def is_fresh(self, line: Line) -> bool:
        """Whether the row's agreement began on one of the last lists."""
        return any(news.subject == line.subject and news.step > self.step - 4 for news in self.news)

    def put(self, kind: ListKind, old: Line, new: Line) -> None:
        self.lists[kind] = [new if line is old else line for line in self.lists[kind]]

    def take_off(self, kind: ListKind, subject: int) -> None:
        self.lists[kind] = [line for line in self.lists[kind] if line.subject != subject]

    def is_new(self, line: Line) -> bool:
        """Whether no agreement that ever was on a list could be meant by this row."""
        a = read(line, day=self.day)
        misread = [read(ln, day=self.day) for ln in self.lists[PARTICIPATING] if ln.slip.startswith("model wrong")]
        return all(not could_be_one(a, other) for other in (*self.truth.values(), *misread))

    def enter(self, kind: ListKind, line: Line) -> Line:
        """Write a new row somewhere in the list."""
        subject = max(self.truth, default=-1) + 1
        entered = replace(line, subject=subject)
        self.truth[subject] = read(entered, day=self.day)
        self.lists[kind].insert(self.rng.randint(0, len(self.lists[kind])), entered)
        return entered


def make_slips(ice: Ice) -> None:
    """Some rows get a slip, some a double, some are only dressed otherwise."""
    rng = ice.rng
    many = min(16, len(ice.lists[PARTICIPATING]) // 30)  # a list with a tenth of its rows changed alike is held
    for kind, most in ((PARTICIPATING, many), (PENDING, 2)):
        for line in rng.sample(clean := ice.clean(kind), min(len(clean), rng.randint(0, most))):
            make_slip(ice, kind, line)
    for line in rng.sample(clean := ice.clean(PARTICIPATING), min(len(clean), rng.randint(0, 2))):
        _double(ice, line)
    for kind, most in ((PARTICIPATING, 30), (PENDING, 3)):
        for line in rng.sample(lines := list(ice.lists[kind]), min(len(lines), rng.randint(0, most))):
            name = rng.choice(sorted(DRESSINGS))
            if name == "MOA cell" and line.subject in ice.slipped:
                continue  # its document may be all there is to tell it by
            ice.put(kind, line, DRESSINGS[name](rng, line))
            ice.corruptions[f"dressed: {name}"] += 1
    unposted = [ln for ln in ice.clean(PARTICIPATING) if "moa" not in ln.links and ln.cells.get("signed")]
    for line in rng.sample(unposted, min(len(unposted), rng.randint(0, 4))):
        ice.put(PARTICIPATING, line, with_document(line))
        ice.slipped.add(line.subject)
        ice.corruptions["MOA posted"] += 1


def make_slip(ice: Ice, kind: ListKind, line: Line) -> None:
    name = slip_for(ice.rng, kind)
    wrong = SLIPS[name](ice.rng, line)
    if wrong is None or _is_anothers(ice, kind, wrong, name):
        return
    ice.put(kind, line, replace(wrong, slip=name, clean=line))
    ice.slipped.add(line.subject)
    ice.corruptions[f"{name}{'' if kind is PARTICIPATING else ' (pending)'}"] += 1


def _is_anothers(ice: Ice, kind: ListKind, wrong: Line, slip: str) -> bool:
    """Whether the slip makes the row another agreement's that is, or was, on the list: then no reader could tell.

    A document must be its own row's to tell a relabelled one by.
    """
    if slip in ("relabelled, same document", "model wrong, same document"):
        links = [other.links.get("moa") for other in ice.lists[kind]]
        if links.count(wrong.links["moa"]) > 1:
            return True
    a = read(wrong, day=ice.day)
    return any(
        (a.state, a.model) == (b.state, b.model) and take_apart(a.agency).folded == take_apart(b.agency).folded
        for subject, b in ice.truth.items()
        if subject != wrong.subject
    )


def _double(ice: Ice, line: Line) -> None:
    """A second row for the same agreement: as it is, or with a slip of its own."""
    name = ice.rng.choice(("", "name mistyped", "name re-spelt", "county wrong", "date wrong"))
    again = SLIPS[name](ice.rng, line) if name else line
    if again is None or (name and _is_anothers(ice, PARTICIPATING, again, name)):
        return
    lines = ice.lists[PARTICIPATING]
    lines.insert(ice.rng.choice((lines.index(line) + 1, len(lines))), replace(again, is_double=True, slip="doubled"))
    ice.slipped.add(line.subject)
    ice.corruptions[f"doubled{', ' if name else ''}{name}"] += 1


def mend(ice: Ice, *, everything: bool) -> None:
    """Slips of earlier lists are mended, some sooner, some at the end; news is never mended away."""
    for kind in ListKind:
        for line in list(ice.lists[kind]):
            if not line.slip or not (everything or ice.rng.random() < 0.15):
                continue
            if line.is_double:
                ice.lists[kind] = [other for other in ice.lists[kind] if other is not line]
            elif line.clean is not None:
                ice.put(kind, line, line.clean)
