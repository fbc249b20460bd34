"""What is said to a question, once for every channel."""

from zoneinfo import ZoneInfo

from notifiers.console.text import answer_text
from notifiers.language.english import ENGLISH
from notifiers.search.compose import Answer, answer
from tests.lists import Watch, police, row, sheriff
from watchers.model.agreement import ListKind
from watchers.model.event import Event
from watchers.model.register import Register
from watchers.search.find import find
from watchers.search.question import asked

CHICAGO = ZoneInfo("America/Chicago")


def said(words: str, watch: Watch, events: tuple[Event, ...] = (), most: int | None = None) -> Answer:
    return answer(find(asked(words), watch.register, events), CHICAGO, ENGLISH, most=most)


def test_what_an_agency_holds_and_what_happened_to_it_is_told() -> None:
    watch = Watch(sheriff("Webster"), pending=())
    new = sheriff("Webster", model="WSO", signed="2026-02-03", moa="w.pdf")
    events = watch.sees(sheriff("Webster"), new)
    events += watch.sees(new)
    found = said("webster county mo", watch, events)
    (entry,) = found.groups[0].entries
    assert entry.name == "Webster County Sheriff's Office, Missouri"
    assert entry.lines == (
        "Warrant Service Officer: on ICE's list, signed Feb. 3, 2026, first seen Feb. 3, 2026.",
        (
            "Task Force: missing from ICE's participating list since Feb. 4, 2026; that may be a slip, a second look "
            "will tell."
        ),
    )
    assert [line.partition(" (")[0] for line in entry.history] == [
        "Feb. 3, 2026: Newly signed · Warrant Service Officer",
        "Feb. 4, 2026: Missing from ICE's newest list · Task Force",
    ]
    assert [link.text for link in entry.links] == ["MOA, Warrant Service Officer"]
    assert found.lines == ()


def test_an_absence_names_the_list_and_how_far_back_the_record_goes() -> None:
    watch = Watch(sheriff("Webster"))
    watch.sees(sheriff("Webster"))
    found = said("boone county mo", watch)
    assert found.lines == (
        "Boone County, Missouri: not on ICE's list of Feb. 3, 2026, and on none that we have since Feb. 2, 2026.",
    )
    assert found.notes[0] == "ICE places no agency in Boone County, Missouri."


def test_an_office_that_is_not_there_is_not_said_of_the_whole_county() -> None:
    found = said("webster county jail, mo", Watch(sheriff("Webster")))
    assert found.lines[0].startswith("“webster county jail” in Missouri: not on ICE's list")
    assert found.groups[0].heading == "Other agencies in Webster County, Missouri"


def test_a_town_that_is_absent_leaves_its_county_open() -> None:
    assert any("ask for that too" in note for note in said("columbia, mo", Watch(sheriff("Webster"))).notes)


def test_a_list_that_was_not_searched_is_named() -> None:
    watch = Watch(sheriff("Webster"))
    found = answer(find(asked("boone county mo"), watch.register, (), {ListKind.PARTICIPATING}), CHICAGO, ENGLISH)
    assert "A newer participating list is held back as not to be trusted, and was not searched." in found.notes


def test_what_is_pending_on_a_list_that_ice_took_away_is_as_of_then() -> None:
    watch = Watch(sheriff("Webster"), pending=(police("Ozark", county="Christian County"),))
    watch.sees_no_pending_list()
    notes = said("ozark police mo", watch).notes
    assert any(note.startswith("ICE has linked no pending list since Feb. 3, 2026") for note in notes)


def test_many_agencies_are_told_in_short_and_cut_where_asked() -> None:
    watch = Watch(*(sheriff(place) for place in ("Webster", "Christian", "Douglas", "Ozark", "Pettis", "Lawrence")))
    found = said("sheriff, mo", watch, most=5)
    assert [len(entry.lines) for entry in found.groups[0].entries] == [1] * 5
    assert found.notes[0] == "1 more agency is left out."


def test_a_state_has_its_figures() -> None:
    found = said("missouri", Watch(sheriff("Webster"), police("Ozark")))
    assert found.lines[0] == "Missouri: 2 agreements of 2 agencies on ICE's list, 0 pending."
    assert "sheriffs of 1 of 115 counties and independent cities" in found.lines


def test_before_the_first_list_nothing_is_known() -> None:
    found = answer(find(asked("boone county mo"), Register(), ()), CHICAGO, ENGLISH)
    assert found == Answer(
        lines=("Nothing is known yet: no list of ICE's has been read.",), groups=(), notes=(), history="What happened"
    )


def test_ices_words_cannot_steer_a_terminal() -> None:
    watch = Watch(row("Web\u202ester County Sheriff's\x1b[31m Office", county="Webster County"))
    text = answer_text(said("missouri", watch))
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_lines_are_folded_and_links_stay_whole() -> None:
    address = "w" * 90 + ".pdf"
    text = answer_text(said("webster county mo", Watch(sheriff("Webster", moa=address))), width=60)
    assert address in text
    assert all(len(line) <= 60 for line in text.splitlines() if address not in line)
