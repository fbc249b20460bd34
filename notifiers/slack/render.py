"""A story as Slack messages: one where it fits, else a summary with replies, parted between agencies."""

from base64 import b64encode
from dataclasses import replace
from typing import Any

from notifiers.language.language import StoryWords, language_of, marked
from notifiers.slack.blocks import HEADER, OFFERS, Block, header, lines, message, quiet, quoted, rendered, section
from notifiers.story.csv_table import csv_name, story_csv
from notifiers.story.lead import counted, led_by_quote
from notifiers.story.model import DocumentPicture, Item, Section, Story
from notifiers.story.telling import plain_name

MOST_BLOCKS = 45
MOST_CHARACTERS = 10_000
MOST_AGENCIES = 40
MOST_OFFERED = 100
CSV_FROM = 100
"""Above so many agencies the thread ends in a file."""

_ENOUGH = 12  # characters of an event's id: no two events share so many
_PAGE_SECTIONS = 40
_PAGE_CHARACTERS = 9_700


def render_slack(story: Story, *, single_message: bool) -> list[dict[str, Any]]:
    """The story as payloads, in the order of delivery; part 0 is the parent and the others answer it.

    A payload has the arguments of chat.postMessage but channel, thread and metadata ("text", "blocks", …), and in the
    parent `OFFERS` for the channel's buttons; or it is {"file": {"name", "content"}, "text"}. `single_message` is for
    incoming webhooks, which have neither threads nor files: a long story then is several numbered messages. Each holds
    45 blocks, 10,000 characters and 40 agencies.
    """
    return marked(_rendered(story, single_message=single_message), story.language)


def _rendered(story: Story, *, single_message: bool) -> list[dict[str, Any]]:
    pages = paginate(story.sections, language_of(story.language).story)
    body = [] if story.body is None else [lines((), story.body)]
    news = [*_quotable(story), *map(section, led_by_quote(story).sections)]
    whole = [header(story.headline), *body, *news, *_tail(story)]
    pictures = [] if single_message else [*map(_picture, story.pictures)]
    if len(pages) <= 1 and _fits(whole):
        return [_payload(story, story.summary, whole, top=True, in_thread=not single_message), *pictures]
    with_csv = not single_message and _agencies(story) > CSV_FROM
    return [*_long(story, pages, single_message=single_message, with_csv=with_csv), *pictures]


def _picture(found: DocumentPicture) -> dict[str, Any]:
    file = {"name": found.name, "base64": b64encode(found.png).decode(), "alt": found.words}
    return {"file": file, "text": found.words}


def for_desk(payloads: list[dict[str, Any]], story: Story, desk: str) -> list[dict[str, Any]]:
    """The payloads of a story as one desk is given them: its CSV bears the desk's own name and no other's."""
    name = csv_name(replace(story, subscription=desk))
    return [{**p, "file": {**p["file"], "name": name}} if "content" in p.get("file", ()) else p for p in payloads]


def _long(story: Story, pages: list[list[Section]], *, single_message: bool, with_csv: bool) -> list[dict[str, Any]]:
    """The parent with every count, a message for each page, and the file."""
    words = language_of(story.language).story
    bodies = [[section(found) for found in page] for page in pages]
    below = words.names_below(in_thread=not single_message, parts=len(bodies), csv=with_csv)
    first = [*_quotable(story), lines(counted(story), below), *_tail(story)]
    parts = len(bodies) + 1
    opening = _opening(story.headline, parts if single_message else None, words)
    payloads = [_payload(story, story.summary, [*opening, *first], top=True, in_thread=not single_message)]
    for place, body in enumerate(bodies, start=2):
        told = f"{words.part(place, parts)} · {story.headline}"
        payloads.append(_payload(story, told, [*quiet([told]), *body], top=False, in_thread=not single_message))
    if with_csv:
        file = {
            "name": csv_name(story),
            "content": "\ufeff" + story_csv(story),
        }  # the mark tells Excel that it is UTF-8
        payloads.append({"file": file, "text": words.csv_comment(sum(len(s.agreements) for s in story.sections))})
    return payloads


def _opening(headline: str, parts: int | None, words: StoryWords) -> list[Block]:
    """The headline, with its place among so many messages; beside it where both fit, for a headline is never cut."""
    if parts is None:
        return [header(headline)]
    numbered = words.numbered(headline, parts)
    return [header(numbered)] if len(numbered) <= HEADER else [header(headline), *quiet([words.part(1, parts)])]


def paginate(sections: tuple[Section, ...], words: StoryWords) -> list[list[Section]]:
    """The sections in messages' worths, parted between agencies; a later part of a section says that it goes on."""
    pages: list[list[Section]] = [[]]
    used = agencies = 0
    for found in sections:
        begun = False
        for item in found.items:
            size = _size(item)
            above = len(found.caution or "") + len(found.of_each)
            opening = 0 if begun else len(words.continued(found.heading)) + above
            is_full = agencies == MOST_AGENCIES or used + opening + size > _PAGE_CHARACTERS
            if pages[-1] and (is_full or (not begun and len(pages[-1]) == _PAGE_SECTIONS)):
                pages.append([])
                used = agencies = 0
                begun = False
            if not begun:
                is_first = item is found.items[0]
                heading = found.heading if is_first else words.continued(found.heading)
                pages[-1].append(replace(found, heading=heading, items=()))
                used += len(heading) + above
                begun = True
            pages[-1][-1] = replace(pages[-1][-1], items=(*pages[-1][-1].items, item))
            used += size
            agencies += 1
    return [page for page in pages if page]


def _size(item: Item) -> int:
    return rendered(section(Section(kind=item.kind, state=item.state, heading="", items=(item,))))


def _fits(blocks: list[Block]) -> bool:
    return len(blocks) <= MOST_BLOCKS and rendered(blocks) <= MOST_CHARACTERS


def _quotable(story: Story) -> list[Block]:
    return [quoted(story.quote)] if story.quote else []


def _tail(story: Story) -> list[Block]:
    """What stands below the news: totals, what the models allow, and the quiet line to check it by."""
    return [
        *quiet([*story.totals, *([" · ".join(story.glossary)] if story.glossary else [])]),
        *quiet([story.source], story.source_links),
    ]


def _agencies(story: Story) -> int:
    return len({(item.state, plain_name(item.agency)) for part in story.sections for item in part.items})


def _payload(story: Story, text: str, blocks: list[Block], *, top: bool, in_thread: bool) -> dict[str, Any]:
    """What goes into an older alert's thread is shown in the channel too, not only to those who followed the thread."""
    answers = story.is_correction or story.continues
    offers = {OFFERS: [id_[:_ENOUGH] for id_ in story.event_ids[:MOST_OFFERED]]} if story.event_ids else {}
    return message(text, blocks) | (
        {**offers, **({"reply_broadcast": True} if answers else {})} if top and in_thread else {}
    )
