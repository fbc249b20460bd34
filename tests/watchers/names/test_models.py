"""Which model a MODEL cell means: a slip is one of the three, another word makes another model."""

import copy
import pickle
from collections import Counter
from itertools import permutations

import pytest

from tests.factories import agreement, event, standing
from watchers.diff.coverage import coverage
from watchers.diff.totals import counts_before, tally
from watchers.model.agreement import Model, models_in_order
from watchers.names.models import read_model

TRIBAL = Model("Tribal Task Force Model")
STRANGE = ("Tribal", "Highway", "Campus", "Hybrid", "Border", "Transport", "Correctional", "Marine")


def slips(word: str) -> set[str]:
    """A letter left out, doubled, swapped with the next, or another in its place."""
    found = {word[:n] + word[n + 1 :] for n in range(len(word))}
    found |= {word[:n] + letter + word[n:] for n, letter in enumerate(word)}
    found |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    return found | {word[:n] + "x" + word[n + 1 :] for n in range(len(word))}


@pytest.mark.parametrize("model", list(Model))
def test_one_slip_in_one_word_of_a_known_model_is_that_model(model: Model) -> None:
    words = model.words.split()
    for at, word in enumerate(words):
        for wrong in slips(word):
            printed = " ".join([*words[:at], wrong, *words[at + 1 :]])
            assert read_model(printed) is model, printed
            assert read_model(printed.upper()) is model, printed


@pytest.mark.parametrize("model", list(Model))
@pytest.mark.parametrize("word", STRANGE)
def test_another_word_beside_a_known_models_makes_a_model_of_its_own(model: Model, word: str) -> None:
    for printed in (f"{word} {model.words}", f"{model.words} - {word}", model.words.replace(" ", f" {word} ", 1)):
        found = read_model(printed)
        assert found is not None
        assert not found.is_known
        assert word in found.words
        assert read_model(f"  {printed.upper()} ") is found


def test_models_that_are_not_known_are_told_apart_and_not_by_their_misspelt_usual_words() -> None:
    found = {word: read_model(f"{word} Model") for word in STRANGE}
    assert all(one is not other for one, other in permutations(found.values(), 2))
    assert read_model("Tribal Tsak Force Modle") is read_model("TRIBAL  task force model") is TRIBAL


@pytest.mark.parametrize("printed", ["County", "link", "2026-01-14", "Muncipality", "see note", "Taney County"])
def test_what_belongs_into_another_column_is_no_model(printed: str) -> None:
    assert read_model(printed) is None


@pytest.mark.parametrize("printed", ["TFM (renewed)", "New Task Force Model", "Task Force Model MOA", "TaskForceModel"])
def test_what_a_clerk_notes_beside_it_makes_no_other_model(printed: str) -> None:
    assert read_model(printed) is Model.TFM


def test_a_model_is_one_object_wherever_it_is_read_again() -> None:
    assert Model(TRIBAL.value) is pickle.loads(pickle.dumps(TRIBAL)) is copy.deepcopy(TRIBAL) is TRIBAL
    assert list(Model) == [Model.JEM, Model.TFM, Model.WSO]
    assert models_in_order([TRIBAL, None, Model.TFM, TRIBAL, Model.JEM]) == [Model.JEM, Model.TFM, TRIBAL]
    with pytest.raises(ValueError, match="valid Model"):
        Model("Tribal")


def test_it_is_counted_by_itself() -> None:
    rows = [standing(), standing(id="b", agreement=agreement(model=TRIBAL))]
    found = tally(rows)
    assert found.models == {Model.JEM: 0, Model.TFM: 1, Model.WSO: 0, TRIBAL: 1}
    assert (found.agreements, found.agencies) == (2, 1)
    assert next(iter(coverage(rows, "MO").agreements.values())) == {Model.TFM: 1, TRIBAL: 1}
    assert counts_before(Counter({("MO", TRIBAL): 1}), [event(agreement=agreement(model=TRIBAL))]) == {}
