"""A story as Slack messages: one where it fits, else a summary with replies, parted between agencies."""

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import Any

from notifiers import words
from notifiers.slack_blocks import HEADER, Block, escaped, header, lines, quiet, rendered, section
from notifiers.story import Item, Section, Story
from notifiers.story_csv import csv_name, story_csv
from watchers.event import EventKind

MOST_BLOCKS = 45
MOST_CHARACTERS = 10_000
MOST_AGENCIES = 40
CSV_FROM = 100
"""Above so many agencies the thread ends in a file."""

_PAGE_SECTIONS = 40
_PAGE_CHARACTERS = 9_700


def render_slack(story: Story, *, single_message: bool) -> list[dict[str, Any]]:
    """The story as payloads, in the order of delivery; part 0 is the parent and the others answer it.

    A payload has the arguments of chat.postMessage but channel, thread and metadata ("text", "blocks", …), or is
    {"file": {"name", "content"}, "text"}. `single_message` is for incoming webhooks, which have neither threads nor
    files: a long story then is several numbered messages. Each holds 45 blocks, 10,000 characters and 40 agencies.
    """
    pages = paginate(story.sections)
    whole = [header(story.headline), *map(section, story.sections), *_tail(story, totals=True)]
    if len(pages) <= 1 and _fits(whole):
        return [_payload(story, story.summary, whole, top=True, in_thread=not single_message)]
    with_csv = not single_message and _agencies(story) > CSV_FROM
    return _long(story, pages, single_message=single_message, with_csv=with_csv)


def _long(story: Story, pages: list[list[Section]], *, single_message: bool, with_csv: bool) -> list[dict[str, Any]]:
    """The parent with every count, a message for each page, and the file."""
    counts = lines(_counts(story), words.names_below(in_thread=not single_message, parts=len(pages), csv=with_csv))
    first = [counts, *_tail(story, totals=True)]
    bodies = [[section(found) for found in page] for page in pages]
    if not _fits([header(story.headline), *first]):  # fifty states' totals beside fifty states' counts
        first = [counts, *_tail(story, totals=False)]
        bodies.append(quiet(story.totals))
    parts = len(bodies) + 1
    number = f" (1 of {parts})" if single_message else ""
    headline = (
        story.headline if len(story.headline + number) <= HEADER else story.headline[: HEADER - 1 - len(number)] + "…"
    )
    payloads = [
        _payload(story, story.summary, [header(headline + number), *first], top=True, in_thread=not single_message)
    ]
    for place, body in enumerate(bodies, start=2):
        told = f"{words.part(place, parts)} · {story.headline}"
        payloads.append(_payload(story, told, [*quiet([told]), *body], top=False, in_thread=not single_message))
    if with_csv:
        file = {
            "name": csv_name(story),
            "content": "\ufeff" + story_csv(story),
        }  # the mark tells Excel that it is UTF-8
        payloads.append({"file": file, "text": words.csv_comment(sum(len(s.items) for s in story.sections))})
    return payloads


def paginate(sections: tuple[Section, ...]) -> list[list[Section]]:
    """The sections in messages' worths, parted between agencies; a later part of a section says that it goes on."""
    pages: list[list[Section]] = [[]]
    used = agencies = 0
    for found in sections:
        begun = False
        for item in found.items:
            size = _size(item)
            opening = 0 if begun else len(words.continued(found.heading)) + len(found.caution or "")
            is_full = agencies == MOST_AGENCIES or used + opening + size > _PAGE_CHARACTERS
            if pages[-1] and (is_full or (not begun and len(pages[-1]) == _PAGE_SECTIONS)):
                pages.append([])
                used = agencies = 0
                begun = False
            if not begun:
                is_first = item is found.items[0]
                heading = found.heading if is_first else words.continued(found.heading)
                pages[-1].append(replace(found, heading=heading, items=()))
                used += len(heading) + len(found.caution or "")
                begun = True
            pages[-1][-1] = replace(pages[-1][-1], items=(*pages[-1][-1].items, item))
            used += size
            agencies += 1
    return [page for page in pages if page]


def _size(item: Item) -> int:
    return rendered(section(Section(kind=item.kind, state=item.state, heading="", items=(item,))))


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MOST_BLOCKS and rendered(blocks) <= MOST_CHARACTERS


def _tail(story: Story, *, totals: bool) -> list[Block]:
    """What stands below the agencies: totals, what the models allow, and the quiet line to check it by."""
    said = [*(story.totals if totals else ()), *story.glossary]
    return [*quiet(said), *quiet([story.source, words.why(story.event_ids)], story.source_links)]


def _counts(story: Story) -> list[tuple[str, str]]:
    """Every kind with every state and its number of items; nothing is left out."""
    found = []
    for kind, group in groupby(story.sections, key=lambda s: s.kind):
        states = Counter[str | None]()
        for part in group:
            states[part.state] += len(part.items)
        correction = kind is EventKind.RETURNED and story.is_correction
        found.append(words.counts_line(kind, states.most_common(), correction=correction))
    return found


def _agencies(story: Story) -> int:
    return len({(item.state, item.agency.casefold()) for part in story.sections for item in part.items})


def _payload(story: Story, text: str, blocks: list[Block], *, top: bool, in_thread: bool) -> dict[str, Any]:
    """`mrkdwn` off: the notification's text is no format. No unfurls: a list of PDFs would fill the channel.

    A correction is shown in the channel too, not only to those who followed the thread.
    """
    broadcast = {"reply_broadcast": True} if top and in_thread and story.is_correction else {}
    quiet_links = {"unfurl_links": False, "unfurl_media": False, "mrkdwn": False}
    return {"text": escaped(text), "blocks": blocks, **quiet_links, **broadcast}
