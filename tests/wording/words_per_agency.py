"""How many words an alert spends on an agency: `python -m tests.wording.words_per_agency STATE_FOLDER`.

The folder is a state that `watch287g backfill` has filled. Every alert that desks of one, two, five and all states
would have had is counted as its reader gets it: the Slack messages' own words, the mail's text form; then both without
the sentence to quote. Addresses are no words.
"""

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from statistics import median, quantiles

from bot.outgoing.threads import Threads
from bot.terminal import say
from notifiers.mail.render import render_mail
from notifiers.slack.blocks import plain_words
from notifiers.slack.render import render_slack
from notifiers.story.compose import compose
from notifiers.story.model import Story
from notifiers.story.telling import agency_key
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import is_watched, route
from state.store import Store, open_store
from tests.notifiers.stories import PAGE, desk
from watchers.diff.totals import tally_by_state
from watchers.model.event import Event

DESKS = {
    "1 state": desk(name="one"),
    "2 states": desk(name="two", states=frozenset({"MO", "KS"})),
    "5 states": desk(name="five", states=frozenset({"MO", "KS", "TX", "FL", "PA"})),
    "all states": desk(name="nation", states=None),
}
_ADDRESS = re.compile(r"https?://\S+")


def alerts(store: Store, subscriber: Subscription) -> Iterator[tuple[list[Event], Story]]:
    """A desk's alerts of all that the record has, with the events that each tells, as if it had heard of all before."""
    events = store.events()
    known = {e.id: e for e in events}
    totals, threads = tally_by_state(store.register()), Threads(store)
    for _, group in groupby(events, key=lambda e: e.observed_at):
        news = list(group)
        earlier = {id_: known[id_] for e in news for id_ in e.corrects}
        heard = {id_: e for id_, e in earlier.items() if is_watched(e, subscriber)}
        told = {id_: frozenset({subscriber.name}) for id_ in heard}
        for _, mine in route(news, [subscriber], told=told, earlier=earlier):
            yield (
                list(mine),
                compose(subscriber, mine, totals=totals, page_url=PAGE, told=heard, lately=_found(mine, threads)),
            )


def _found(events: Sequence[Event], threads: Threads) -> dict[str, Event]:
    return {e.id: other for e in events if (other := threads.lately(e)) is not None}


def slack_words(story: Story) -> int:
    """The words of all messages, the file's not counted."""
    payloads = render_slack(story, single_message=False)
    return sum(words(re.sub(r"<[^|>]*\|([^>]*)>", r"\1", plain_words(p["blocks"]))) for p in payloads if "blocks" in p)


def mail_words(story: Story) -> int:
    """The words of the mail's text form."""
    return words(render_mail(story)["text"])


def words(text: str) -> int:
    """How many words a text has; a sign by itself is none."""
    return sum(any(c.isalnum() for c in word) for word in _ADDRESS.sub(" ", text).split())


def line(name: str, found: Sequence[float]) -> str:
    """Median and 90th percentile, for print."""
    return f"  {name:36} median {median(found):5.1f}, 90th percentile {quantiles(found, n=10)[-1]:5.1f}"


def main() -> int:
    """Count, and print a line for each kind of message and desk."""
    with open_store(Path(sys.argv[1]), holder="the counting of words") as store:
        for name, subscriber in DESKS.items():
            told = [(len({agency_key(e) for e in events}), story) for events, story in alerts(store, subscriber)]
            say(f"{name}: {len(told)} alerts, words per agency")
            say(line("Slack", [slack_words(story) / agencies for agencies, story in told]))
            say(line("mail", [mail_words(story) / agencies for agencies, story in told]))
            bare = [(agencies, replace(story, quote="", cautioned=frozenset())) for agencies, story in told]
            say(line("Slack, without the sentence to quote", [slack_words(s) / agencies for agencies, s in bare]))
            say(line("mail, without the sentence to quote", [mail_words(s) / agencies for agencies, s in bare]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
