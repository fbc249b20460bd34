"""`test`: a marked sample to every destination of a subscription, over the very channels that its news takes."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from typing import assert_never
from uuid import uuid4

from bot.config.model import OPERATORS, Config
from bot.outgoing.channels import ChannelFinder
from bot.outgoing.operators import Notice, notice_story
from bot.outgoing.send import Copy, Sender
from notifiers.delivery import DeliveryError, Message, Retry
from notifiers.destination import Destination
from notifiers.language.language import language_of
from notifiers.story.compose import compose
from notifiers.story.model import Story
from notifiers.subscriptions.model import Subscription
from state.outbox import Owed
from watchers.frozen import frozen
from watchers.model.agreement import Agreement, Level, ListKind, Model, Printed, Workbook
from watchers.model.event import Context, Event, EventKind

MARK = "This is a test from watch287g."
_TROUBLE = (
    f"{MARK} Nothing is wrong. Here the bot tells its operators of trouble, once when it starts and once when it ends: "
    "that ICE's page can't be read, that a list is held back, that messages can't be delivered. News goes to the desks."
)


@frozen
class Tested:
    """What came of a test at one destination: its id, whether it took the sample, and a sentence with the cure."""

    destination: str
    arrived: bool
    sentence: str


def sample_story(subscription: Subscription, config: Config, *, at: datetime) -> Story:
    """What its readers get, marked as a test wherever they may begin: an alert; for operators, a notice of trouble."""
    if subscription.name == OPERATORS:
        return notice_story(Notice(headline="Test, not trouble: watch287g can reach you", text=_TROUBLE), config, at)
    return _alert(subscription, config.watch.page, at)


def _alert(subscription: Subscription, page_url: str, at: datetime) -> Story:
    """An alert of a made-up signing as the desk would get it."""
    state = min(subscription.states, default="MO") if subscription.states else "MO"
    story = compose(subscription, [_signing(state, page_url, at, subscription)], totals={}, page_url=page_url)
    (section,) = story.sections
    (item,) = section.items
    words = language_of(subscription.language).notices
    item = replace(item, notes=(words.TEST, *item.notes), links=())
    return replace(
        story,
        headline=words.TEST_HEADLINE,
        summary=words.TEST_SAID,
        sections=(replace(section, heading=words.test_heading(section.title), items=(item,), caution=words.TEST_SAID),),
        totals=(),
        source=words.TEST_SOURCE,
        source_links=story.source_links[-1:],
        event_ids=(),
    )


def _signing(state: str, page_url: str, at: datetime, desk: Subscription) -> Event:
    language = language_of(desk.language)
    signed, nobody = at.astimezone(desk.zone).date(), language.notices.TEST_AGENCY
    row = Agreement(
        state=state,
        agency=nobody,
        model=Model.TFM,
        level=Level.COUNTY,
        county="Example County",
        signed=signed,
        moa=None,
        addendum=None,
        row=1,
        printed=Printed(
            state=state, agency=nobody, level="County", county="", model="", signed=signed.isoformat(), moa=""
        ),
    )
    return Event(
        id="test",
        kind=EventKind.SIGNED,
        list=ListKind.PARTICIPATING,
        subject="test",
        agreement=row,
        observed_at=at,
        workbook=Workbook(name=language.story.ICES_PAGE, url=page_url, sha256=""),
        because=MARK,
        context=Context(first_of=("agency",)),
    )


def send_sample(story: Story, reader: Subscription, config: Config, channels: ChannelFinder) -> Iterator[Tested]:
    """Send the sample to each of the reader's destinations, and say what came of it. Nothing of it is recorded."""
    sender = Sender(config, story.observed_at)
    rows = sender.owe(reader, lambda: [Copy(document=story)], occasion=f"test {uuid4().hex}").owed
    for id_, parts in groupby(rows, key=lambda row: row.destination):
        yield _tested(config.destinations[id_], parts, channels)


def _tested(place: Destination, parts: Iterable[Owed], channels: ChannelFinder) -> Tested:
    try:
        for row in parts:
            message = Message(id=f"test-{row.id}", destination=place.id, part=row.part, payload=row.payload)
            channels.to(place.id).deliver(message, unsure=False)
    except DeliveryError as error:
        return Tested(
            destination=place.id, arrived=False, sentence=f"{place.words}: did not arrive. {error} {_next(error)}"
        )
    return Tested(destination=place.id, arrived=True, sentence=f"{place.words}: {place.delivered}.")


def _next(error: DeliveryError) -> str:
    match error.retry:
        case Retry.UNKNOWN:
            return "Look there whether it came."
        case Retry.LATER:
            return "Run the test again in a while."
        case Retry.NEVER | Retry.PAUSE:
            return "Then run the test again."
        case _:
            assert_never(error.retry)
