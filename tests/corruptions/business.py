"""What truly happens: agencies sign, leave, switch models, apply, and give up applying."""

from dataclasses import replace
from itertools import islice

from tests.corruptions.lines import COLUMNS, Line, could_be_one, pick, read, some_day_before
from tests.corruptions.newcomers import Newcomer, look_alikes, newcomers
from tests.corruptions.office import PARTICIPATING, PENDING, Ice, make_slip
from tests.corruptions.slips import name_respelt
from watchers.model.agreement import Agreement
from watchers.model.event import EventKind


def do_business(ice: Ice) -> None:
    """A day or two of it."""
    rng = ice.rng
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2))):
        if leaver := pick(rng, ice.settled()):
            _withdraw(ice, leaver)
    if rng.random() < 0.01:
        _leave_together(ice)
    states = sorted({a.state for a in ice.truth.values() if a.state})
    count = 60 if rng.random() < 0.01 else rng.choice((0, 0, 1, 2, 4, 8))
    for newcomer in islice(newcomers(rng, states, ice.day), count):
        _sign(ice, newcomer)
    for near in rng.sample(list(ice.truth.values()), 2):
        _sign_look_alike(ice, near)
    if rng.random() < 0.3 and (switcher := pick(rng, ice.settled())):
        _withdraw(ice, switcher, how="model switch")
    _move_pending(ice, states)


def _withdraw(ice: Ice, leaver: Line, how: str = "") -> None:
    """An agreement ends; often one that looks like it is signed at the same time."""
    ice.take_off(PARTICIPATING, leaver.subject)
    ice.tell(EventKind.WITHDRAWN, leaver.subject)
    truth = ice.truth[leaver.subject]
    if how == "model switch":
        for near in look_alikes(ice.rng, truth, ice.day):
            if near.kind == "other model":
                _sign(ice, near, how)
    elif ice.rng.random() < 0.6:
        _sign_look_alike(ice, truth)


def _leave_together(ice: Ice) -> None:
    """A new law: all agencies of a state leave, and one list shows it."""
    state = ice.rng.choice(sorted({a.state for a in ice.truth.values() if a.state}))
    rows = [ln for ln in ice.lists[PARTICIPATING] if ice.truth[ln.subject].state == state and not ice.is_fresh(ln)]
    for subject in sorted({line.subject for line in rows}):
        ice.take_off(PARTICIPATING, subject)
        ice.tell(EventKind.WITHDRAWN, subject)
    ice.corruptions["(news) a state's agencies leave"] += 1


def _sign_look_alike(ice: Ice, near: Agreement) -> None:
    for newcomer in look_alikes(ice.rng, near, some_day_before(ice.rng, ice.day, within=4)):
        if _sign(ice, newcomer):
            return


def _sign(ice: Ice, newcomer: Newcomer, how: str = "") -> bool:
    if not ice.is_new(newcomer.line):
        return False
    line = ice.enter(PARTICIPATING, newcomer.line)
    ice.tell(EventKind.SIGNED, line.subject)
    ice.corruptions[f"(news) signs: {how or newcomer.kind}"] += 1
    if ice.rng.random() < 0.1:
        make_slip(ice, PARTICIPATING, line)
    return True


def _move_pending(ice: Ice, states: list[str]) -> None:
    rng = ice.rng
    for subject in [s for s, step in ice.leaving_late if step <= ice.step]:
        ice.take_off(PENDING, subject)
    for newcomer in islice(newcomers(rng, states, ice.day), rng.choice((0, 0, 1, 3))):
        if ice.is_new(newcomer.line):
            kept = {f: t for f, t in newcomer.line.cells.items() if f in COLUMNS[PENDING]}
            line = ice.enter(PENDING, replace(newcomer.line, cells=kept, links={}))
            ice.tell(EventKind.PENDING, line.subject)
    waiting = [ln for ln in ice.clean(PENDING) if ln.subject not in {s for s, _ in ice.leaving_late}]
    rng.shuffle(waiting)
    signing = rng.choice((0, 1, 1, 2, 3))
    for line in waiting[:signing]:
        _sign_pending(ice, line)
    for line in waiting[signing : signing + (rng.random() < 0.3)]:
        ice.take_off(PENDING, line.subject)
        ice.tell(EventKind.PENDING_DROPPED, line.subject)


def _sign_pending(ice: Ice, waiting: Line) -> None:
    """A pending agency signs, at times under another spelling; its pending row goes now, or a list later."""
    signed = some_day_before(ice.rng, ice.day, within=4).isoformat()
    line = replace(waiting, cells=waiting.cells | {"signed": signed, "moa": "link pending", "addendum": ""}, links={})
    if ice.rng.random() < 0.3:
        line = name_respelt(ice.rng, line) or line
    a = read(line, day=ice.day)
    if any(a.state != b.state and could_be_one(a, b) for b in ice.truth.values()):
        return
    entered = ice.enter(PARTICIPATING, line)
    ice.tell(EventKind.SIGNED, entered.subject)
    ice.signed_from[entered.subject] = waiting.subject
    ice.corruptions["(news) signs: was pending"] += 1
    ice.slipped.add(waiting.subject)
    if ice.rng.random() < 0.7:
        ice.take_off(PENDING, waiting.subject)
    else:
        ice.leaving_late.append((waiting.subject, ice.step + 1))
