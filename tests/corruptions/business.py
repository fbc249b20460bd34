"""Kinds of true news: agencies sign, wait, leave, come back and switch models, one by one and many at once."""

from collections.abc import Iterator
from datetime import timedelta

from tests.corruptions.agencies import Agency
from tests.corruptions.clerk import CLOSE, HANDS
from tests.corruptions.country import shared_counties
from tests.corruptions.lines import PENDING
from tests.corruptions.office import MODELS, Office, Play, Row


def withdrawn(o: Office) -> Iterator[int]:
    """One leaves; on some lists others are renamed, or sign, at the same time."""
    row = o.enlist(o.country.any())
    yield o.soon()
    o.leave(row)


def withdrawn_as_its_like_is_renamed(o: Office) -> Iterator[int]:
    """Two of one state, model and day: one leaves as the other's name is mended."""
    drawn = o.draw(HANDS[o.rng.choice(CLOSE)])
    if drawn is None or drawn[0].office == "state":
        return
    near = (
        o.country.sheriff(states=[drawn[0].state])
        if drawn[0].office == "sheriff"
        else o.country.town(states=[drawn[0].state])
    )
    stays = o.enlist(drawn[0])
    leaves = o.enlist(near, model=stays.model, signed=stays.signed)
    yield o.soon()
    stays.put(agency=drawn[1])
    o.leave(leaves)


def withdrawn_as_another_signs(o: Office) -> Iterator[int]:
    """Of the same state, office and model; nothing else is alike."""
    row = o.enlist(o.country.sheriff())
    yield o.soon()
    o.leave(row)
    o.enlist(o.country.sheriff(states=[row.agency.state]), model=row.model)


def returned(o: Office) -> Iterator[int]:
    """One leaves, and is back after a while with the same date: told as withdrawn and returned, not as signed."""
    row = o.enlist(o.country.any(), document=True)
    yield o.rng.randint(1, 2)
    o.leave(row)
    yield 6
    o.rows.append(row)


def model_switched(o: Office) -> Iterator[int]:
    """The old model's row goes, the new one's comes with a date of now."""
    row = o.enlist(o.country.any(), document=True)
    yield o.soon()
    o.leave(row)
    o.enlist(row.agency, model=_another_model(o, row))


def second_model(o: Office) -> Iterator[int]:
    row = o.enlist(o.country.any())
    yield o.soon()
    o.enlist(row.agency, model=_another_model(o, row))


def one_model_of_two_left(o: Office) -> Iterator[int]:
    """Both were signed on one day."""
    row = o.enlist(o.country.any())
    o.enlist(row.agency, model=_another_model(o, row), signed=row.signed)
    yield o.soon()
    o.leave(row)


def fourth_model(o: Office) -> Iterator[int]:
    """A model that nobody knew, beside the one of the same agency."""
    row = o.enlist(o.country.any(), model="Task Force Model")
    yield o.soon()
    o.enlist(
        row.agency, model=o.rng.choice(("Tribal Task Force Model", "Correctional Partnership Model", "State Liaison"))
    )


def _another_model(o: Office, row: Row) -> str:
    return o.rng.choice([model for model in MODELS if model != row.model])


def renewed_beside_its_old_name(o: Office) -> Iterator[int]:
    """The row keeps its date under a new name; its old name stands beside it with a new date: one signing."""
    drawn = o.draw(HANDS[o.rng.choice(("unit added", "duties added", "signatory for agency"))])
    if drawn is None:
        return
    row = o.enlist(drawn[0], document=True)
    yield o.soon()
    row.put(agency=drawn[1])
    o.enlist(drawn[0], model=row.model, document=False)


def document_shared(o: Office) -> Iterator[int]:
    """Two of one county, signed on two days, link to one document: one leaves."""
    sheriff = o.country.sheriff(states=["KY", "GA", "FL", "TN"])
    row = o.enlist(sheriff, document=True)
    jail = Agency(state=sheriff.state, office="jail", place=sheriff.place, county=sheriff.county, title="{county} Jail")
    other = o.enlist(jail, document=True, signed=row.signed - timedelta(days=o.rng.randint(20, 90)))
    other.line = other.line.linked(row.line.links["moa"])
    yield o.soon()
    o.leave(o.rng.choice((row, other)))


def pending_signs(o: Office) -> Iterator[int]:
    """At times under a close name; its pending row goes with it, or some lists later."""
    drawn = o.draw(HANDS[o.rng.choice(CLOSE)])
    if drawn is None:
        return
    waiting = o.enlist(drawn[0], PENDING)
    yield o.soon(2)
    name = o.rng.choice((drawn[0].name, drawn[1]))
    o.enlist(drawn[0], model=waiting.model, agency=name)
    yield o.rng.choice((0, 0, 1, 2))
    o.leave(waiting, is_news=False)


def pending_first_signs_later(o: Office) -> Iterator[int]:
    """It leaves the pending list some lists before it is on the other."""
    waiting = o.enlist(o.country.any(), PENDING)
    yield o.soon(2)
    o.leave(waiting, is_news=False)
    yield o.rng.choice((1, 2))
    o.enlist(waiting.agency, model=waiting.model)


def pending_gives_up(o: Office) -> Iterator[int]:
    waiting = o.enlist(o.country.any(), PENDING)
    yield o.soon()
    o.leave(waiting)


def pending_comes(o: Office) -> Iterator[int]:
    agency = o.country.any()
    yield o.soon()
    o.enlist(agency, PENDING)


def pending_in_the_wrong_state(o: Office) -> Iterator[int]:
    """Wrong on the pending list, right on the other, or the other way round; the wrong state has no such county."""
    agency = o.country.sheriff()
    wrong, right = o.elsewhere(agency), agency.state
    first, then = o.rng.choice(((wrong, right), (right, wrong)))
    waiting = o.enlist(agency, PENDING, state=first)
    yield o.soon()
    o.leave(waiting, is_news=False)
    o.enlist(agency, model=waiting.model, state=then)


def pending_while_its_namesake_signs(o: Office) -> Iterator[int]:
    """Two states have such a county: one gives up waiting as the other one's signs."""
    name, states = o.rng.choice(shared_counties())
    here, there = o.rng.sample(states, 2)
    place = name.rsplit(" ", 1)[0]
    agency = Agency(state=here, office="sheriff", place=place, county=name, title="{county} Sheriff's Office")
    if not o.country.claim_all((here, place), (there, place)):
        return
    waiting = o.enlist(agency, PENDING)
    yield o.soon()
    o.leave(waiting)
    o.enlist(agency, model=waiting.model, state=there)


def pending_respelt(o: Office) -> Iterator[int]:
    """A pending row gets another name, and goes on waiting."""
    drawn = o.draw(HANDS[o.rng.choice(CLOSE)])
    if drawn is None:
        return
    waiting = o.enlist(drawn[0], PENDING)
    yield o.soon()
    waiting.put(agency=drawn[1])


NEWS: dict[str, Play] = {
    "news: withdrawn": withdrawn,
    "news: withdrawn as its like is renamed": withdrawn_as_its_like_is_renamed,
    "news: withdrawn as another signs": withdrawn_as_another_signs,
    "news: withdrawn and back": returned,
    "news: model switched": model_switched,
    "news: second model": second_model,
    "news: one model of two left": one_model_of_two_left,
    "news: fourth model": fourth_model,
    "news: row splits into two": renewed_beside_its_old_name,
    "news: one of a shared document leaves": document_shared,
    "pending: comes": pending_comes,
    "pending: respelt": pending_respelt,
    "pending: signs": pending_signs,
    "pending: gone before it signs": pending_first_signs_later,
    "pending: gives up": pending_gives_up,
    "pending: in the wrong state": pending_in_the_wrong_state,
    "pending: while its namesake signs": pending_while_its_namesake_signs,
}


def go_on(o: Office) -> None:
    """What happens on any day: some sign, some apply, one may leave, documents are posted."""
    rng = o.rng
    for _ in range(rng.choice((0, 1, 2, 4))):
        o.enlist(o.country.any())
    for _ in range(rng.choice((0, 0, 1))):
        o.enlist(o.country.any(), PENDING)
    settled = o.ordinary()
    if settled and rng.random() < 0.25:
        o.leave(rng.choice(settled))
    waiting = [row for row in settled if "moa" not in row.line.links]
    for row in rng.sample(waiting, min(len(waiting), rng.randint(0, 3))):
        if any(row is other for other in o.rows):
            o.post_document(row)
