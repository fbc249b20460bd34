"""One comparison of a list with the record, which doubt and news share."""

from unittest.mock import patch

from tests.lists import MONDAY, Watch, police, roll, sheriff
from watchers.diff.compare import compare
from watchers.diff.plausible import suspect
from watchers.diff.side_by_side import side_by_side
from watchers.matching import exact
from watchers.model.agreement import ListKind, Publication
from watchers.model.register import Register
from watchers.model.second_look import SecondLook

BEE, TANEY, NIXA = sheriff("Bee"), sheriff("Taney"), police("Nixa")


def test_what_the_list_before_lacked_already_is_no_loss_of_this_one() -> None:
    watch = Watch(BEE, TANEY, NIXA)
    watch.sees(TANEY, NIXA)
    laid = side_by_side(watch.register, roll(NIXA, number=9))
    assert [s.agreement.agency for s in laid.gone()] == [TANEY.agency]
    assert {s.agreement.agency for s in laid.listed()} == {TANEY.agency, NIXA.agency}
    assert [(s.agreement.agency, row.agency) for s, row in laid.went_on()] == [(NIXA.agency, NIXA.agency)]
    assert len(laid.found.gone) == 2


def test_the_first_list_of_all_lies_beside_nothing() -> None:
    laid = side_by_side(Register(), roll(BEE, TANEY))
    assert (laid.known, laid.gone(), laid.found.appeared) == ([], [], (0, 1))


def test_doubt_and_news_match_the_rows_once() -> None:
    watch = Watch(BEE, TANEY, NIXA)
    seen = roll(BEE, TANEY, police("Nixxa"), number=9)
    with patch("watchers.matching.match.match_exactly", wraps=exact.match_exactly) as matched:
        laid = side_by_side(watch.register, seen)
        assert suspect(watch.register, seen, expected=ListKind.PARTICIPATING, laid=laid) is None
        news = compare(
            watch.register,
            Publication(observed_at=MONDAY, participating=seen),
            SecondLook(),
            laid={ListKind.PARTICIPATING: laid},
        )
    whole = [call for call in matched.call_args_list if len(call.args[1]) == len(seen.agreements)]
    assert len(whole) == 1
    assert [event.kind.value for event in news.events] == ["amended"]
