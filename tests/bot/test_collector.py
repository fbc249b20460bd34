import gc
import subprocess
import sys
import weakref
from collections.abc import Iterator

import pytest

from bot.collector import collect_all, collect_seldom, leave_all_at_the_end


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


def test_python_still_looks_for_garbage_but_seldom_through_all_there_is() -> None:
    by_itself = gc.get_threshold()
    collect_seldom()
    often, sometimes, seldom = gc.get_threshold()
    assert gc.isenabled()
    assert often * sometimes * seldom >= 100 * by_itself[0] * by_itself[1] * by_itself[2]
    assert often <= 10_000


def test_the_program_does_so_from_its_start() -> None:
    code = "import gc, sys; from bot.cli.main import main; sys.argv = ['watch287g', '--version']\n"
    code += "try: main()\nexcept SystemExit: pass\nprint(gc.get_threshold())"
    said = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert said.splitlines()[-1] == "(10000, 20, 50)"


def test_what_holds_itself_goes_once_all_is_looked_through() -> None:
    collect_seldom()
    one: list[object] = []
    other = _Holder(one)
    one.append(other)
    gone = weakref.ref(other)
    gc.collect()  # once with both, so that they are among the oldest
    del one, other
    collect_all()
    assert gone() is None


class _Holder:
    def __init__(self, held: object) -> None:
        self.held = held


def test_what_is_left_at_the_end_is_not_looked_through_once_more() -> None:
    leave_all_at_the_end()
    try:
        assert gc.get_freeze_count() > 10_000
        assert not gc.get_objects(generation=2)
    finally:
        gc.unfreeze()
