"""Every recorded reason is read back as the grounds that it was made of, or not at all."""

from itertools import product
from string import Formatter

import pytest

from notifiers.language.spanish.grounds import rule
from tests.factories import agreement
from watchers.matching.evidence import weigh
from watchers.model.grounds import Ground, Grounded, grounds_of

VALUES = {
    "number": "12",
    "row": "587",
    "lists": "1 list",
    "place": "row 2 of tab “Page 2”",
    "fields": "agency name, county and signing date",
    "agency": "Town of Davie, Fla.; Police “Dept.”",
    "known": "Texas Department of Parks, Recreation and Tourism and Texas Highway Patrol",
    "words": "enforcement law",
    "places": "St. Francis and Saint Francis",
    "first": "participatingAgencies07152025am.xlsx",
    "last": "participatingAgencies07162025am.xlsx",
    "offices": "sheriff and state's attorney",
    "kinds": "borough and town",
    "one": "sheriff",
    "other": "county attorney",
    "numbers": "3",
    "file": "participatingAgencies 07152025am.xlsx",
    "rows": "1,153",
    "all": "2,600",
    "gone": "31",
    "table": "1,153 rows",
    "of": "1 row",
    "are": "is",
    "agreements": "2,600 agreements",
    "others": "1 other",
    "list": "pending",
    "columns": "the columns COUNTY and SIGNED",
    "states": "TX 12, ?? 3, FL 1, …",
    "doubts": "its tab “Old” repeats 1,200 rows of another tab and has 7 others",
    "tab": "Sheet 1",
    "other_tab": "Sheet; 2",
}


def values_of(ground: Ground) -> dict[str, str]:
    return {name: VALUES[name] for _, name, _, _ in Formatter().parse(ground.value) if name}


SENTENCES = [ground for ground in Ground if ground.value.endswith(".")]
FINDINGS = [ground for ground in Ground if not ground.value.endswith(".")]


@pytest.mark.parametrize("ground", SENTENCES, ids=lambda each: each.name)
def test_a_sentence_is_read_back_with_its_values(ground: Ground) -> None:
    values = values_of(ground)
    assert grounds_of(ground.says(**values)) == ((Grounded(ground, values),),)


def test_findings_are_read_back_in_their_order_behind_any_sentence_that_has_them() -> None:
    heads = [Ground.PRINTED_OTHERWISE, Ground.PENDING_OTHERWISE, Ground.ONE_AFTER_ALL]
    for head, name in product(heads, FINDINGS):
        found = [Grounded(each, values_of(each)) for each in (name, Ground.SAME_DATE, Ground.NO_OTHERS)]
        said = [each.ground.says(**each.values) for each in found]
        text = f"{said[0][0].upper()}{said[0][1:]}; {', '.join(said[1:])}."
        first = Grounded(head, values_of(head))
        assert grounds_of(f"{head.says(**first.values)} {text}") == ((first,), tuple(found))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Greens Fork Police Department", "Green Forks Police Department"),
        ("Texas Highway Patrol", "Texas Department of Public Safety"),
        ("Bee County Sheriff's Office", "Bee County Jail"),
    ],
)
def test_what_the_evidence_of_two_rows_says_is_read_back(one: str, other: str) -> None:
    because = weigh(agreement(agency=one, state="TX"), agreement(agency=other, state="TX")).because
    assert grounds_of(f"{Ground.PENDING_OTHERWISE.value} {because}")


@pytest.mark.parametrize(
    "text",
    ["", "A sentence of another version.", "It is one agreement, printed otherwise. The moon is full; same county."],
)
def test_what_is_no_ground_is_not_read_in_part(text: str) -> None:
    assert grounds_of(text) == ()


@pytest.mark.parametrize(
    ("ground", "values", "said"),
    [
        (Ground.PARTICIPATING_LIST, {"table": "1 row"}, "una tabla de 1 fila con columna SIGNED"),
        (Ground.PARTICIPATING_LIST, {"table": "1 rows"}, "una tabla de 1 fila con columna SIGNED"),
        (Ground.SECOND_LIST, {"rows": "1", "of": "5 rows", "are": "is"}, "en esa falta 1 de 5 filas"),
        (Ground.SECOND_LIST, {"rows": "3", "of": "5 rows", "are": "are"}, "en esa faltan 3 de 5 filas"),
    ],
)
def test_a_held_lists_one_row_is_one_also_as_recorded_before(ground: Ground, values: dict[str, str], said: str) -> None:
    assert said in rule(ground.says(**(values_of(ground) | values)))
