"""`quote` on the command line."""

import pytest

from bot.exits import Exit
from state.store import read_store
from tests.bot.cli.test_main import Desk, desk, page, told

__all__ = ["desk", "page", "told"]


def ids(told: Desk) -> list[str]:
    with read_store(told.state) as store:
        return [event.id for event in store.events()]


def test_an_event_is_quoted_by_the_beginning_of_its_id(told: Desk) -> None:
    first = ids(told)[0]
    said = told.says("quote", first[:8])
    assert (said.status, said.err) == (Exit.FINE, "")
    assert "287(g)" in said.out
    assert "U.S. Immigration and Customs Enforcement" in said.out
    assert said.out == told.says("quote", first).out


def test_several_events_of_one_kind_are_one_sentence(told: Desk) -> None:
    said = told.says("quote", *ids(told))
    assert said.status == Exit.FINE
    assert said.out.count("U.S. Immigration") == 1


def test_a_sentence_is_had_in_another_language(told: Desk) -> None:
    asked = ids(told)[0], "--language"
    said = told.says("quote", *asked, "español")
    assert (said.status, said.err) == (Exit.FINE, "")
    assert "según el Servicio de Inmigración y Control de Aduanas (ICE)" in said.out
    assert told.says("quote", *asked, "en").out == told.says("quote", asked[0]).out
    assert "klingon" in told.says("quote", *asked, "klingon").err


@pytest.mark.parametrize("wrong", ["ffffffffffff", "no-such-event", "''"])
def test_an_id_that_is_none_is_an_error_that_says_where_ids_stand(told: Desk, wrong: str) -> None:
    said = told.says("quote", wrong)
    assert said.status not in {Exit.FINE, None}
    assert said.out == ""
    assert "watch287g events" in said.err
