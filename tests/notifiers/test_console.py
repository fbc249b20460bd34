"""What a desk reads in the terminal."""

import re
from dataclasses import replace
from typing import Any

import pytest

from notifiers.console.text import ConsoleChannel, console_text, render_console
from notifiers.delivery import DeliveryError, Message, Retry
from notifiers.language.english import ENGLISH
from tests.factories import agreement, event
from tests.notifiers.stories import BACK, GONE, WEBSTER, signings, told

A_MORNING = """\
Missouri: Webster County sheriff joins ICE's 287(g) program; Pulaski County sheriff no longer listed
for Jail Enforcement

The Webster County Sheriff's Office signed a 287(g) Task Force agreement Nov. 6, according to U.S.
Immigration and Customs Enforcement. ICE no longer lists a 287(g) Jail Enforcement agreement with
the Pulaski County Sheriff's Office, as of Nov. 6. The list does not say why, or whether the
agreement ended.

Newly signed
  • Webster County Sheriff's Office
    population 40,000 · Task Force¹ · signed Nov. 6 · row 598
    First in Webster County on our record. Was pending one day. MOA not posted.

No longer listed for a model
  • Pulaski County Sheriff's Office
    population 53,000 · Jail Enforcement² · signed July 29 · last in row 592
    Still listed for Task Force and Warrant Service Officer. Gone from the lists of Nov. 6 morning
    and afternoon.
    MOA: https://www.ice.gov/doclib/287gMOA/Pulaski.pdf

Missouri now: 19 agreements (11 Task Force, 3 Jail)

¹ immigration arrests on patrol · ² immigration charges in jail
Source: saved by ICE 8 a.m., seen 12:04 p.m. CST
https://www.ice.gov/doclib/about/offices/ero/287g/participatingAgencies11062025am.xlsx
https://www.ice.gov/doclib/287g/participatingAgencies11052025am.xlsx
why? watch287g why 7f3a81c2 or 82c1d3e4
"""

A_CORRECTION = """\
Correction, Missouri: Pulaski County sheriff is on ICE's list again (Jail Enforcement)

The Pulaski County Sheriff's Office is on U.S. Immigration and Customs Enforcement's 287(g) list
again for Jail Enforcement, as of Nov. 13.

  population 53,000 · signed July 29 · row 592
  Our alert of Nov. 6 said it was gone; it was missing from 5 lists.
  MOA: https://www.ice.gov/doclib/287gMOA/Pulaski.pdf

Missouri now: 19 agreements (3 Jail)

Jail Enforcement: immigration charges in jail
Source: seen 12:04 p.m. CST
participatingAgencies11132025am.xlsx:
https://www.ice.gov/doclib/about/offices/ero/287g/participatingAgencies11062025am.xlsx
why? watch287g why aa01bb02
"""


def test_a_morning_with_a_signing_and_a_removal_reads_so() -> None:
    assert console_text(told(WEBSTER, GONE), width=100) + "\n" == A_MORNING


def test_a_correction_reads_so() -> None:
    assert console_text(told(BACK, told={"82c1d3e4": GONE}), width=100) + "\n" == A_CORRECTION


def test_the_command_for_the_evidence_is_left_out_where_the_public_record_is_linked() -> None:
    assert "watch287g why" in console_text(told(WEBSTER))
    assert "watch287g why" not in console_text(replace(told(WEBSTER), is_linked=True))


def test_lines_keep_to_the_width_but_links_stay_whole() -> None:
    lines = console_text(told(*signings(5), GONE), width=60).splitlines()
    assert all(len(line) <= 60 or "https://" in line for line in lines)
    assert any(line.strip().endswith("participatingAgencies11062025am.xlsx") for line in lines)


@pytest.mark.parametrize("width", range(40, 90))
def test_no_line_ends_within_a_day_an_hour_or_a_row(width: int) -> None:
    text = console_text(told(WEBSTER, GONE), width=width)
    assert re.search(r"(Nov\.|July|row)\n +\d|\d\n *([ap]\.m\.|pending)", text) is None


def test_no_cell_can_steer_the_terminal() -> None:
    evil = event(agreement=agreement(agency="Evil\x1b]0;owned\x07 \u202eCounty\nNewly signed"))
    text = render_console(told(evil))[0]["text"]
    assert all(c == "\n" or c.isprintable() for c in text)


def message(text: str) -> Message:
    return Message(id="m1", destination="terminal", part=0, payload={"text": text})


def test_the_text_is_written_with_an_empty_line_behind() -> None:
    written: list[str] = []
    ConsoleChannel(written.append).deliver(message("News"), unsure=False)
    ConsoleChannel(written.append).deliver(message("News"), unsure=True)
    assert written == ["News\n\n", f"News\n\n{ENGLISH.story.MAYBE_PRINTED}\n\n"]


def test_a_narrow_terminal_gets_plain_letters() -> None:
    written: list[str] = []

    def write(text: str) -> Any:
        text.encode("ascii")
        written.append(text)

    ConsoleChannel(write).deliver(message("Doña Ana · “x” ¹ 中"), unsure=False)
    assert written == ['Dona Ana | "x"  ?\n\n']


def test_a_closed_output_is_an_error_that_can_be_tried_again() -> None:
    def write(_: str) -> None:
        raise BrokenPipeError

    with pytest.raises(DeliveryError) as caught:
        ConsoleChannel(write).deliver(message("News"), unsure=False)
    assert caught.value.retry is Retry.LATER
