import json

import pytest

from notifiers.site.chain import BEGINNING, broken, chain, hash_of, parted

EVENTS = [{"id": f"e{n}", "because": "ICE’s list"} for n in range(4)]


def test_each_line_has_the_hash_of_the_line_before() -> None:
    lines = list(chain(EVENTS))
    assert json.loads(lines[0])["before"] == BEGINNING
    assert broken(lines, hash_of(lines[-1])) == ""
    assert broken([], BEGINNING) == ""


def test_a_chain_that_has_grown_begins_as_it_was() -> None:
    assert list(chain(EVENTS))[:2] == list(chain(EVENTS[:2]))


@pytest.mark.parametrize("place", range(4))
def test_no_line_can_be_edited_or_taken_out_unseen(place: int) -> None:
    lines = list(chain(EVENTS))
    head = hash_of(lines[-1])
    edited = [*lines]
    edited[place] = edited[place].replace(b"list", b"lost")
    assert broken(edited, head)
    assert broken(lines[:place] + lines[place + 1 :], head)
    again = list(chain([*EVENTS[:place], {"id": "other"}, *EVENTS[place + 1 :]]))
    assert broken(again, head) == "The chain's last line isn't the one whose hash was published as its head."
    assert parted(lines, again) == place + 1
    assert parted(lines, lines) is None


def test_what_is_no_json_is_a_broken_line() -> None:
    assert broken([b"{"], BEGINNING) == "Line 1 of the chain can't be read."
