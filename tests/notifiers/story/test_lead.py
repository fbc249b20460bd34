"""A story of one agency begins with its sentence to quote, and says the rest once."""

from dataclasses import replace
from datetime import date

from notifiers.console.text import console_text
from notifiers.mail.render import render_mail
from notifiers.slack.blocks import plain_words
from notifiers.slack.render import render_slack
from notifiers.story.lead import led_by_quote
from notifiers.story.model import Item
from tests.factories import agreement, event
from tests.notifiers.stories import GONE, WEBSTER, told
from watchers.model.agreement import Model
from watchers.model.event import Context, Event, EventKind


def only(*events: Event) -> Item:
    (section,) = led_by_quote(told(*events)).sections
    (item,) = section.items
    return item


def test_below_the_quote_stands_only_what_it_does_not_say() -> None:
    item = only(WEBSTER)
    assert (item.agency, item.facts) == ("", ("population 40,000", "row 598"))
    assert item.notes == told(WEBSTER).sections[0].items[0].notes
    assert "signed July 29" in only(GONE).facts


def test_several_models_of_one_agency_are_named_once_with_what_each_allows() -> None:
    story = led_by_quote(told(WEBSTER, event(id="w", agreement=agreement(model=Model.WSO))))
    assert "Task Force and Warrant Service Officer agreements Nov. 6" in story.quote
    assert story.sections[0].items[0].facts == ("population 40,000", "row 598")
    assert [line.partition(":")[0] for line in story.glossary] == ["Task Force", "Warrant Service Officer"]


def test_models_signed_on_two_days_stay_with_their_days() -> None:
    later = event(id="w", agreement=agreement(model=Model.WSO, signed=date(2025, 11, 3)))
    assert "Warrant Service Officer signed Nov. 3" in only(WEBSTER, later).facts


def test_a_name_that_is_quoted_otherwise_than_ice_prints_it_stays() -> None:
    slipped = event(agreement=agreement(agency="Dogulas County Sheriff's Office", county="Douglas County"))
    assert only(slipped).agency == "Dogulas County Sheriff's Office"


def test_the_caution_is_said_once_and_one_that_the_quote_lacks_stays() -> None:
    assert led_by_quote(told(GONE)).sections[0].caution is None
    assert "or whether the agreement ended" in told(GONE).quote
    gone = replace(GONE, id="2", agreement=agreement(model=Model.JEM), context=Context(switched_to=Model.TFM))
    switch = told(event(context=Context(switched_from=Model.JEM)), gone)
    assert led_by_quote(switch).sections[0].caution is not None


def test_a_date_that_is_unclear_stays() -> None:
    assert any("unclear" in fact for fact in only(event(agreement=agreement(signed=None, unclear=("signed",)))).facts)


def test_of_several_agencies_each_keeps_its_name_and_facts_and_the_caution_is_said_once() -> None:
    story = told(WEBSTER, GONE)
    led = led_by_quote(story)
    assert [section.items for section in led.sections] == [section.items for section in story.sections]
    assert [section.caution for section in led.sections] == [None, None]


def test_the_caution_stays_where_the_quote_may_mean_other_agencies() -> None:
    left = replace(
        GONE, id="b", agreement=agreement(agency="Iron County Sheriff", county="Iron County"), context=Context()
    )
    assert all(section.caution for section in led_by_quote(told(GONE, left)).sections)


def test_edits_have_nothing_that_the_quote_says_too() -> None:
    edit = told(event(kind=EventKind.AMENDED))
    assert led_by_quote(edit) == edit


def test_every_channel_begins_with_the_quote_and_names_the_agency_once_more_at_most() -> None:
    story = told(WEBSTER)
    (slack,) = render_slack(story, single_message=False)
    mail = render_mail(story)
    for text in (console_text(story, width=1000), plain_words(slack["blocks"]), mail["text"]):
        assert text.index(story.quote) < text.index("population 40,000") < text.index("Missouri now")
        assert text.count("Webster County Sheriff's Office") == 1
    assert mail["html"].count("<blockquote") == 1
