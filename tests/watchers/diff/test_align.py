"""One comparison of a list with the record, which doubt and news share."""

from unittest.mock import patch

from tests.lists import MONDAY, Watch, police, roll, sheriff
from watchers.diff.align import align
from watchers.diff.compare import compare
from watchers.diff.plausible import suspect
from watchers.matching import exact
from watchers.model.agreement import ListKind, Publication
from watchers.model.register import Register
from watchers.model.second_look import SecondLook

BEE, TANEY, NIXA = sheriff("Bee"), sheriff("Taney"), police("Nixa")


def test_what_the_list_before_lacked_already_is_no_loss_of_this_one() -> None:
    watch = Watch(BEE, TANEY, NIXA)
    watch.sees(TANEY, NIXA)
    aligned = align(watch.register, roll(NIXA, number=9))
    assert [s.agreement.agency for s in aligned.gone()] == [TANEY.agency]
    assert {s.agreement.agency for s in aligned.listed()} == {TANEY.agency, NIXA.agency}
    assert [(s.agreement.agency, row.agency) for s, row in aligned.went_on()] == [(NIXA.agency, NIXA.agency)]
    assert len(aligned.found.gone) == 2


def test_the_first_list_of_all_lies_beside_nothing() -> None:
    aligned = align(Register(), roll(BEE, TANEY))
    assert (aligned.known, aligned.gone(), aligned.found.appeared) == ([], [], (0, 1))


def test_doubt_and_news_match_the_rows_once() -> None:
    watch = Watch(BEE, TANEY, NIXA)
    seen = roll(BEE, TANEY, police("Nixxa"), number=9)
    with patch("watchers.matching.match.match_exactly", wraps=exact.match_exactly) as matched:
        aligned = align(watch.register, seen)
        assert suspect(watch.register, seen, expected=ListKind.PARTICIPATING, aligned=aligned) is None
        news = compare(
            watch.register,
            Publication(observed_at=MONDAY, participating=seen),
            SecondLook(),
            aligned={ListKind.PARTICIPATING: aligned},
        )
    whole = [call for call in matched.call_args_list if len(call.args[1]) == len(seen.agreements)]
    assert len(whole) == 1
    assert [event.kind.value for event in news.events] == ["amended"]
