"""A huge week: what is kept, what is cut, and that the count is right."""

from collections import Counter
from collections.abc import Iterable
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from notifiers.digest.model import Entry, Part, Rank
from notifiers.digest.room import LINES, within
from watchers.model.event import EventKind
from watchers.names.places import STATES, state_name

CODES = sorted(STATES)


def part(state: str, entries: Iterable[Entry], *, kind: EventKind = EventKind.SIGNED, caution: str = "") -> Part:
    found = tuple(entries)
    label = f"{state_name(state)} ({len(found)})"
    return Part(
        kind=kind, state=state, heading=f"Newly signed · {label}", label=label, entries=found, caution=caution or None
    )


def entry(number: int, rank: Rank = Rank.SIGNED, state: str = "MO") -> Entry:
    name = f"Agency {number:03} Police Department"
    return Entry(
        event_id=f"{rank}{number}", kind=EventKind.SIGNED, state=state, agency=name, facts=("Task Force",), rank=rank
    )


def signed(number: int, states: int = 20) -> list[Part]:
    entries = sorted((entry(n, state=CODES[n % states]) for n in range(number)), key=lambda e: e.state or "")
    return [part(state or "", of) for state, of in groupby(entries, key=lambda e: e.state)]


def names(parts: Iterable[Part]) -> list[str]:
    return [name for part in parts for name in (*(e.agency for e in part.entries), *part.names)]


def test_a_small_week_is_told_in_full() -> None:
    cut = within(signed(20, states=4), LINES)
    assert (cut.brief, cut.left_out, cut.hidden) == ((), (), 0)
    assert len(names(cut.parts)) == 20


def test_withdrawals_and_the_first_of_a_state_come_before_any_other_news() -> None:
    gone = part("WY", (entry(n, Rank.FIRST) for n in range(9)), kind=EventKind.WITHDRAWN, caution="Nobody says why.")
    first = part("WV", [entry(99, Rank.FIRST)])
    cut = within([gone, *signed(700), first], LINES)
    told = {entry.event_id for part in cut.parts for entry in part.entries}
    assert {entry.event_id for entry in (*gone.entries, *first.entries)} <= told
    assert cut.hidden == 710 - len(names((*cut.parts, *cut.brief)))


def test_withdrawals_never_take_the_room_of_all_names_of_signings() -> None:
    gone = part("WY", (entry(n, Rank.FIRST) for n in range(60)), kind=EventKind.WITHDRAWN, caution="Nobody says why.")
    cut = within([gone, *signed(90)], LINES)
    assert sum(len(found.entries) for found in cut.parts if found.state == "WY") > 20
    assert len({found.state for found in cut.brief if found.names}) == 20, "each state has a name at least"


def test_what_needs_a_caution_is_never_a_name_alone() -> None:
    gone = part("WY", map(entry, range(300)), kind=EventKind.WITHDRAWN, caution="Nobody says why.")
    cut = within([gone], LINES)
    assert not any(part.names for part in (*cut.parts, *cut.brief))
    assert cut.hidden > 200


def test_every_state_has_as_much_room_as_any_other() -> None:
    cut = within(signed(400), LINES)
    shown = Counter({part.state: len(part.names) + len(part.entries) for part in (*cut.parts, *cut.brief)})
    assert len(shown) == 20
    assert max(shown.values()) - min(shown.values()) <= 1


def test_names_of_signings_come_before_what_ice_posted() -> None:
    posted = part("TX", (entry(n, Rank.UPKEEP) for n in range(200)), kind=EventKind.MOA_POSTED)
    cut = within([*signed(60), posted], LINES)
    assert sum(len(part.names) + len(part.entries) for part in (*cut.parts, *cut.brief) if part.state != "TX") == 60


@given(number=st.integers(0, 400), states=st.integers(1, 30), lines=st.integers(0, 300))
def test_each_entry_is_told_named_or_counted_once(number: int, states: int, lines: int) -> None:
    cut = within(signed(number, states), lines)
    shown = names((*cut.parts, *cut.brief))
    assert len(shown) == len(set(shown)) == number - cut.hidden
