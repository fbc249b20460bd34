"""Every language says what English says, of every kind of news, in whole sentences of its own."""

import inspect
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any, get_args, get_type_hints
from zoneinfo import ZoneInfo

import pytest

from notifiers.console.text import console_text
from notifiers.digest.model import Digest
from notifiers.language.english import ENGLISH
from notifiers.language.language import language_of
from notifiers.language.spanish import SPANISH, style
from notifiers.mail.digest import digest_text, render_digest_mail
from notifiers.mail.render import render_mail
from notifiers.site.documents import AGREEMENT_FIELDS, EVENT_FIELDS, LIST_FIELDS
from notifiers.slack.digest import render_digest_slack
from notifiers.slack.render import render_slack
from notifiers.story.headline import HEADLINE, SUMMARY
from notifiers.story.model import Story
from notifiers.subscriptions.timing import Pace, Timing
from notifiers.text.tongue import Tongue
from tests.factories import agreement, event
from tests.notifiers.digests import one_of_each, week
from tests.notifiers.language.english_words import english_in, figures_in
from tests.notifiers.slack_rules import check
from tests.notifiers.stories import BACK, GONE, PULASKI, WEBSTER, signings, told
from tests.watchers.test_grounds import values_of
from watchers.model.agreement import ListKind, Model
from watchers.model.event import Change, Context, Event, EventKind
from watchers.model.grounds import Ground
from watchers.search import model as search_model

FOREIGN = [language_of(tongue) for tongue in Tongue if tongue is not Tongue.ENGLISH]
ROOMS = [name for name, found in vars(type(ENGLISH)).items() if type(found).__name__.endswith("Words")]


def _public(found: object) -> set[str]:
    return {name for name in dir(found) if not name.startswith("_")}


@pytest.mark.parametrize("language", FOREIGN, ids=lambda each: each.tongue)
@pytest.mark.parametrize("room", ROOMS)
def test_a_language_has_each_sentence_and_none_that_nobody_asks_for(language: Any, room: str) -> None:
    english, other = getattr(ENGLISH, room), getattr(language, room)
    assert _public(english) == _public(other)
    for name in _public(english):
        one, its = getattr(english, name), getattr(other, name)
        if callable(one):
            assert len(inspect.signature(one).parameters) == len(inspect.signature(its).parameters), name
        elif isinstance(one, dict | tuple):
            assert len(one) == len(its), name


_NEVER_OF_ONE = {"number_of_models", "one_of", "change"}
"""Asked only of two and more, or of a week's and a month's days."""
_OF_MANY = re.compile(r"\b(?:1|one|una?|uno) (?!más\b|menos\b|was\b|has\b)[^\W\d]{2,}s\b")
_ANY_VALUE = {
    str: "6 de mayo",
    bool: True,
    datetime: BACK.observed_at,
    ZoneInfo: ZoneInfo("America/Chicago"),
    date: date(2026, 5, 4),
}


def _asked(sentence: Any, number: int) -> dict[str, Any] | None:
    """The arguments that ask for a sentence about that many; None where it counts nothing or asks for more."""
    hints = get_type_hints(sentence, localns=vars(search_model))
    kinds = {name: hints[name] for name in inspect.signature(sentence).parameters}
    kinds = {name: get_args(kind)[0] if type(None) in get_args(kind) else kind for name, kind in kinds.items()}
    values: dict[Any, Any] = {int: number, **_ANY_VALUE}
    if int not in kinds.values() or not all(kind in values or hasattr(kind, "__members__") for kind in kinds.values()):
        return None
    return {name: values[kind] if kind in values else next(iter(kind)) for name, kind in kinds.items()}


@pytest.mark.parametrize("tongue", Tongue)
def test_one_is_never_counted_as_many(tongue: Tongue) -> None:
    language = language_of(tongue)
    rooms = [getattr(language, name) for name in ROOMS]
    sentences = [getattr(room, name) for room in rooms for name in _public(room) - _NEVER_OF_ONE]
    asked = [(each, _asked(each, 1)) for each in sentences if callable(each)]
    found = [str(each(**values)) for each, values in asked if values is not None]
    assert len(found) > 40
    assert [said for said in found if _OF_MANY.search(said)] == []


def stories() -> Iterator[tuple[str, list[Event], dict[str, Any]]]:
    """Days of news: each kind alone, all together, few and many, in one state and in several."""
    moved = agreement(agency="Cass County Sheriff's Office", state="MN")
    yield "a first", [WEBSTER], {}
    yield "a model gone", [GONE], {}
    yield "both", [WEBSTER, GONE], {}
    yield "a correction", [BACK], {"told": {GONE.id: GONE}}
    for kind in EventKind:
        before = PULASKI if kind in {EventKind.POSSIBLY_RENAMED, EventKind.AMENDED} else None
        yield kind, [event(kind=kind, before=before)], {}
    yield (
        "of each kind",
        [
            event(id=f"{n:08x}", kind=kind, agreement=agreement(agency=f"Town{n} Police Department"))
            for n, kind in enumerate(EventKind)
        ],
        {"states": None},
    )
    changes = tuple(
        Change(field=name, before=old, after=new)
        for name, old, new in (
            ("agency", "Bee Co.", "Bee County"), ("county", None, "Bee County"), ("level", "county", None),
            ("model", "TFM", "JEM"), ("moa", None, "a"), ("addendum", "a", None),
            ("signed", "2025-01-02", "2025-02-03"), ("state", "MT", "MN"),
        )
    )  # fmt: skip
    yield "every edit", [event(kind=EventKind.AMENDED, agreement=moved, changes=changes)], {"states": None}
    switch = Context(switched_from=Model.JEM, other_models=(Model.WSO,), waited_days=0)
    yield "a switch", [event(context=switch)], {}
    for number in (2, 3, 4, 40, 120):
        yield f"{number} signings", signings(number, ("MO", "KS", "TX", "GU", "DC")), {"states": None}


DAYS = list(stories())


@pytest.mark.parametrize("language", FOREIGN, ids=lambda each: each.tongue)
@pytest.mark.parametrize(("events", "over"), [day[1:] for day in DAYS], ids=[day[0] for day in DAYS])
def test_an_alert_is_in_its_language_alone_with_the_english_ones_figures(
    language: Any, events: list[Event], over: dict[str, Any]
) -> None:
    english, story = told(*events, **over), told(*events, language=language.tongue, **over)
    printed = _printed(events)
    text, mail = console_text(story, width=5000), render_mail(story)
    assert english_in(" ".join((text, story.summary, mail["text"], mail["preheader"])), printed) == []
    assert figures_in(text, printed) == figures_in(console_text(english, width=5000), printed)
    assert len(story.headline) <= HEADLINE
    assert len(story.summary) <= SUMMARY
    for single_message in (False, True):
        payloads = render_slack(story, single_message=single_message)
        for payload in payloads:
            assert payload.pop("language") == language.tongue.value
            if "file" not in payload:
                check(payload)
        assert payloads[0]["blocks"][0]["text"]["text"].startswith(story.headline), "no headline is cut"


def _printed(events: list[Event]) -> set[str]:
    rows = [row for e in events for row in (e.agreement, e.before) if row is not None]
    short = {row.agency.removesuffix(" County Sheriff's Office") for row in rows}
    return short | {row.agency for row in rows} | {e.workbook.name for e in events} | {"mid-missouri"}


@pytest.mark.parametrize("language", FOREIGN, ids=lambda each: each.tongue)
@pytest.mark.parametrize("over", [{}, {"states": None}, {"states": frozenset({"MO", "KS", "TX", "FL"})}])
@pytest.mark.parametrize("events", [[], one_of_each()], ids=["quiet", "of each kind"])
def test_a_digest_is_in_its_language_alone_with_the_english_ones_figures(
    language: Any, events: list[Event], over: dict[str, Any]
) -> None:
    english, digest = week(*events, **over), week(*events, language=language.tongue, **over)
    printed = {*_printed(events), "Knox Co. Sheriff", "287(g) watch"}
    text = digest_text(digest)
    assert english_in(f"{digest.subject} {text}", printed) == []
    below, of_english = text.replace(digest.headline, ""), digest_text(english).replace(english.headline, "")
    assert figures_in(below, printed) == figures_in(of_english, printed), "of the headline there may be room for more"
    assert f'<html lang="{language.tongue.value}">' in render_digest_mail(digest)["html"]
    for payload in render_digest_slack(digest, single_message=False):
        assert payload.pop("language") == language.tongue.value
        if "blocks" in payload:
            check(payload)
    assert len(digest.headline) <= HEADLINE


@pytest.mark.parametrize("number", [0, 1, 2, 9, 10, 21, 100, 101, 1000])
def test_spanish_agrees_with_every_number(number: int) -> None:
    one = number == 1
    for kind in EventKind:
        said = SPANISH.headlines.counted(kind, number, number, (), is_renaming=False)
        nouns = ("agencia", "acuerdo") if one else ("agencias", "acuerdos")
        assert any(f"{number:,} {noun}" in f"{said} " for noun in nouns), said
        assert not any(f"{noun} {verb}" in said for noun, verb in _WRONG_OF_ONE) or not one, said
    assert SPANISH.story.csv_comment(number).startswith("El acuerdo" if one else f"Los {number:,} acuerdos")
    assert SPANISH.notes.was_missing(number) == f"Faltó en {number:,} lista{'' if one else 's'}."
    assert SPANISH.proof.checks(number, 0) == {
        0: "El bot no revisó la página de ICE en este tiempo.",
        1: "1 revisión de la página de ICE, correcta.",
    }.get(number, f"{number:,} revisiones de la página de ICE, todas correctas.")
    assert SPANISH.digest.counties(number) == f"{number:,} condado{'' if one else 's'}"
    totals = SPANISH.story.totals_line("Missouri", number, [(Model.TFM, number)], number)
    assert ("1 acuerdo (" in totals) == one
    assert ("pendientes" in totals) == (number > 1)


_WRONG_OF_ONE = [("agencia", "firman"), ("agencia", "entran"), ("acuerdo", "figuran"), ("acuerdo", "ya no figuran")]


def test_spanish_denies_twice_where_a_pending_list_has_nothing() -> None:
    at, zone = datetime(2025, 11, 14, 20, tzinfo=UTC), ZoneInfo("America/Chicago")
    is_there = SPANISH.proof.pending(0, at, None, zone, 2025)
    assert is_there == "La lista de pendientes del 14 de noviembre no tiene ningún acuerdo."
    assert SPANISH.proof.pending(0, at, at, zone, 2025).endswith("la última no tenía ningún acuerdo.")


def test_spanish_names_agencies_as_newsrooms_do_and_others_as_ice_prints_them() -> None:
    short, full = style.short_agency, style.full_agency
    assert short("Webster County Sheriff's Office") == "el alguacil del condado de Webster"
    assert short("Bossier Parish Sheriff’s Office") == "el alguacil de la parroquia de Bossier"
    assert short("Nixa Police Department") == "la policía de Nixa"
    assert full("Webster County Sheriff's Office") == (
        "la Oficina del Alguacil del condado de Webster (Webster County Sheriff's Office)"
    )
    assert short("Texas County's Sheriff Office") == "el alguacil del condado de Texas"
    for name in (
        "Florida Department of Corrections", "University of Texas Police Department", "Liberty Constable 3",
        "Metropolitan Police Department", "Virgin Islands Police Department",
    ):  # fmt: skip
        assert short(name) == full(name) == name


@pytest.mark.parametrize(
    ("said", "is_so"),
    [
        (style.listing(["Georgia", "Idaho"]), "Georgia e Idaho"),
        (style.listing(["Kansas", "Ohio", "Iowa"]), "Kansas, Ohio e Iowa"),
        (style.listing(["Bee County", "Iron County"]), "Bee County y Iron County"),
        (style.listing(["A y B en Texas", "C en Ohio"]), "A y B en Texas, y C en Ohio"),
        (style.places(["MO", "DC"]), "Missouri y el Distrito de Columbia"),
        (style.of("el alguacil"), "del alguacil"),
        (style.day(date(2025, 11, 3), 2025), "3 de noviembre"),
        (style.moment(datetime(2025, 11, 6, 18, tzinfo=UTC), ZoneInfo("America/Chicago")),
         "6 de noviembre de 2025 al mediodía CST"),
        (SPANISH.story.seen("", "mediodía CST"), "visto al mediodía CST"),
        (SPANISH.story.population(1_000_000), "1 millón de habitantes"),
        (SPANISH.story.population(4_700_000), "4.7 millones de habitantes"),
    ],
)  # fmt: skip
def test_spanish_writes_days_places_and_lists_as_its_press_here_does(said: str, is_so: str) -> None:
    assert said == is_so


def test_spanish_says_of_several_what_it_says_of_one() -> None:
    for kind in EventKind:
        heading = SPANISH.kind_heading(kind)
        one = {EventKind.SIGNED: "Nueva firma", EventKind.PENDING: "Nueva en la lista de pendientes"}.get(kind, heading)
        assert SPANISH.story.section_heading(heading, "", 1, 1) == one
        many = SPANISH.story.section_heading(heading, "", 2, 2)
        assert not any(word in many.split() for word in ("aparece", "figura", "Acuerdo", "Documento", "disponible"))
    assert (
        SPANISH.digest.part_heading("Ya no figura en la lista de ICE", "", 3) == "Ya no figuran en la lista de ICE (3)"
    )
    assert SPANISH.story.section_heading(SPANISH.kind_heading(EventKind.SIGNED), "", 1, 2) == "Nuevas firmas"
    pending = SPANISH.kind_heading(EventKind.PENDING)
    assert SPANISH.digest.part_heading(pending, "Texas", 1) == "Nueva en la lista de pendientes · Texas (1)"
    assert SPANISH.notes.many_lists(7, "23 de mayo", "30 de mayo") == "23 al 30 de mayo (7 listas)"
    assert SPANISH.notes.many_lists(9, "30 de mayo", "2 de junio") == "30 de mayo al 2 de junio (9 listas)"
    counted = SPANISH.headlines.counted(EventKind.WITHDRAWN, 1, 1, ["DC"], is_renaming=False)
    assert counted == "1 acuerdo del Distrito de Columbia ya no figura en la lista"
    changed = SPANISH.notes.field_changed("signed", "12 de junio de 2025", "11 de junio de 2025")
    assert changed == "ICE da ahora como fecha de firma el 11 de junio de 2025; antes, el 12 de junio de 2025."
    assert SPANISH.notes.adds_to([Model.TFM, Model.WSO], ListKind.PENDING) == (
        "Se sumaría a sus acuerdos de grupo de trabajo y ejecución de órdenes."
    )


def test_nothing_spanish_claims_a_motive() -> None:
    withdrawn = [told(replace(GONE, context=Context(missing_from=("a",))), language=Tongue.SPANISH), told(GONE)]
    said = " ".join((withdrawn[0].headline, withdrawn[0].summary, withdrawn[0].quote))
    assert "ya no figura" in said
    assert "ni si el acuerdo terminó" in said
    assert not any(verb in said for verb in ("retir", "abandon", "cancel", "rescind"))


def test_a_correction_is_in_the_language_of_what_it_corrects() -> None:
    story: Story = told(BACK, told={GONE.id: GONE}, language=Tongue.SPANISH)
    assert story.headline.startswith("Corrección, Missouri: ")
    assert "Nuestra alerta del 6 de noviembre decía que ya no figuraba" in console_text(story, width=500)


def test_a_digest_of_many_missed_periods_says_so_in_spanish() -> None:
    digest: Digest = week(language=Tongue.SPANISH)
    assert digest.headline == "Missouri, 3–9 de noviembre: sin cambios"
    assert SPANISH.headlines.again("el alguacil", ListKind.PENDING, "x").startswith("el alguacil figura de nuevo")


@pytest.mark.parametrize(
    ("spots", "english", "spanish"),
    [
        ([(598, "")], "row 598", "fila 598"),
        ([(21, ""), (20, ""), (20, "")], "rows 20–21", "filas 20–21"),
        ([(501, ""), (499, ""), (500, ""), (7, "")], "rows 7 and 499–501", "filas 7 y 499–501"),
        (
            [(4, "B"), (5, "A"), (3, "A"), (4, "A")],
            "rows 3–5 of tab “A” and 4 of tab “B”",
            "filas 3–5 de la hoja “A” y 4 de la hoja “B”",
        ),
    ],
)
def test_neighbouring_rows_are_said_as_one_run(spots: list[tuple[int, str]], english: str, spanish: str) -> None:
    assert language_of(Tongue.ENGLISH).story.in_rows(spots) == [english]
    assert language_of(Tongue.SPANISH).story.in_rows(spots) == [spanish]


@pytest.mark.parametrize(
    ("printed", "said"),
    [
        ("Nixa Police Department", "la policía de Nixa"),
        ("Horry County Police Department", "la policía del condado de Horry"),
        ("Florida Atlantic Police Department", "Florida Atlantic Police Department"),
    ],
)
def test_only_a_towns_or_a_countys_police_is_said_in_spanish(printed: str, said: str) -> None:
    assert style.short_agency(printed) == said


@pytest.mark.parametrize("ground", Ground, ids=lambda each: each.name)
def test_every_ground_is_said_in_spanish_with_its_values(ground: Ground) -> None:
    values = values_of(ground)
    text = ground.says(**values)
    said = SPANISH.rule(text if text.endswith(".") else f"{Ground.ONE_AFTER_ALL.value} {text[0].upper()}{text[1:]}.")
    printed = [values[name] for name in ("agency", "known", "words", "first", "last") if name in values]
    assert said
    assert said.endswith(".")
    assert all(each in said for each in printed)
    assert english_in(said, [*printed, "COUNTY", "SIGNED", "borough", "St. Francis", "Saint Francis"]) == []


def test_a_reason_with_words_that_are_not_known_is_left_to_english() -> None:
    assert SPANISH.rule("It is the same agreement, printed with another moon.") == ""
    assert ENGLISH.rule("It is the same agreement, printed with another moon.") != ""


@pytest.mark.parametrize(
    ("file", "fields"), [("agreements", AGREEMENT_FIELDS), ("events", EVENT_FIELDS), ("lists", LIST_FIELDS)]
)
def test_every_column_of_the_files_is_explained_in_spanish(file: str, fields: dict[str, tuple[str, str]]) -> None:
    said = SPANISH.site.columns(file, fields)
    assert list(said) == list(fields)
    assert [words for both in said.values() for words in both if english_in(words, [])] == []


def test_every_kind_of_event_has_its_meaning_in_the_spanish_dictionary() -> None:
    _, meaning = SPANISH.site.columns("events", EVENT_FIELDS)["kind"]
    assert re.findall(r"“(\w+)” \(", meaning) == list(EventKind)


def test_states_stand_in_the_order_of_their_spanish_names() -> None:
    found = sorted(("SC", "NH", "HI", "NM", "NE", "OR", "OH", "CA", "LA", "KY"), key=SPANISH.state_order)
    assert [SPANISH.state_name(state) for state in found] == [
        "California", "Carolina del Sur", "Hawái", "Kentucky", "Luisiana", "Nebraska", "Nuevo Hampshire",
        "Nuevo México", "Ohio", "Oregón",
    ]  # fmt: skip


def test_spanish_hours_in_slack_are_said_as_in_the_rest() -> None:
    quiet = (time(22), time(7))
    said = SPANISH.slack.when(Timing(pace=Pace.DAILY, hour=12, quiet=quiet))
    assert said == "juntas, una vez al día, al mediodía, pero no de 10 p.m. a 7 a.m."
    assert [SPANISH.slack.hour(hour) for hour in (0, 8, 13)] == ["12 a.m.", "8 a.m.", "1 p.m."]
