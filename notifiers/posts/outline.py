"""A story or a digest as messages of pieces, for every service that is posted to; a service gives them its form."""

from collections.abc import Sequence
from dataclasses import replace

from notifiers.destination import Document, Payloads
from notifiers.digest.model import Digest
from notifiers.digest.room import Cut, within
from notifiers.language.language import DigestWords, Language, StoryWords, language_of
from notifiers.posts.pages import Chunk, Limits, paged
from notifiers.posts.post import Post
from notifiers.story.lead import counted, led_by_quote
from notifiers.story.model import Item, Link, Section, Story
from notifiers.text.marked import Piece, Run, Style

_STATES = 6  # rows of totals that a digest shows
_MANY = 99


def rendered(document: Document, limits: Limits) -> Payloads:
    """The payloads of a document: each message, and beside it the words for one that may be a repeat."""
    posts = story_posts(document, limits) if isinstance(document, Story) else digest_posts(document, limits)
    again = language_of(document.language).story.MAYBE_A_REPEAT
    return [{"post": replace(post, language=document.language).document, "repeat": again} for post in posts]


def story_posts(story: Story, limits: Limits) -> list[Post]:
    """The story as messages, in the order of delivery; one where it fits.

    In several, each has the cautions that its agencies need, for the sentence to quote is in the first one alone.
    """
    led, words = led_by_quote(story), language_of(story.language).story
    is_one = sum(len(section.items) for section in story.sections) == 1
    pages = _paged(_whole(led, limits), limits, story.headline, words)
    if len(pages) > 1 and not is_one:
        story = replace(story, quote="") if limits.is_brief else story  # it would be half of what follows
        pages = _paged(_whole(story, limits), limits, story.headline, words)
    if len(pages) > limits.flow and story.sections:
        room = limits.most - limits.size(_part(_MANY, _MANY, story.headline, limits, words))
        sections = [_section(section, words, limits) for section in story.sections]
        names = paged(sections, limits.size, first=room, most=room)
        pages = [*_paged(_counts(story, limits, len(names)), limits, story.headline, words), *names]
    return _numbered(pages, story.headline, story.summary, limits, words)


def digest_posts(digest: Digest, limits: Limits) -> list[Post]:
    """The digest as messages: the news, names as far as there is room, totals, and how the bot knows."""
    language = language_of(digest.language)
    names = _headings(digest) if limits.is_brief else _names(digest, limits, language)
    chunks = [
        _line(Style.TEXT, " ".join(digest.lede)),
        *names,
        *(_line(Style.QUIET, text) for text in totals(digest)),
        *([] if limits.is_brief else [_line(Style.QUIET, text) for text in digest.notes]),
        _line(Style.QUIET, " ".join(digest.proof)),
        *_links(digest.links),
    ]
    pages = _paged(chunks, limits, digest.headline, language.story)
    return _numbered(pages, digest.headline, " ".join(digest.lede), limits, language.story)


def _names(digest: Digest, limits: Limits, language: Language) -> list[Chunk]:
    """As many of the names as there is room for, and where the others are."""
    cut, dw = within(digest.parts, limits.lines), language.digest
    elsewhere = [] if cut.is_whole else [_line(Style.QUIET, dw.names_elsewhere(digest.subscription, digest.key))]
    rows = [_labelled(label, text) for label, text in rest(cut, dw)]
    left_out = [_line(Style.QUIET, dw.left_to_csv([part.heading for part in cut.left_out]))] if cut.left_out else []
    return [*(_section(part.section, language.story, limits) for part in cut.parts), *rows, *left_out, *elsewhere]


def _headings(digest: Digest) -> list[Chunk]:
    """What happened where, in numbers, and what that doesn't say."""
    told = [part for part in digest.parts if not part.is_aside]
    cautions = dict.fromkeys(part.caution for part in told if part.caution)
    return [*(_line(Style.ITEM, part.heading) for part in told), *(_line(Style.CAUTION, each) for each in cautions)]


def rest(cut: Cut, dw: DigestWords) -> list[tuple[str, str]]:
    """The names alone of those that have no room for more, and the counts of what has none at all, by their heading."""
    told = [(f"{part.heading}:", dw.also(part.names, part.hidden)) for part in cut.brief]
    told += [(f"{part.heading}:", dw.also_named(part.names, part.hidden)) for part in cut.parts if part.names]
    return told + [
        (f"{part.heading}:", dw.more_in_csv(part.hidden)) for part in cut.parts if part.hidden and not part.names
    ]


def totals(digest: Digest) -> list[str]:
    """Where it stands, a line each: some states, and the months before."""
    found, language = [], language_of(digest.language)
    for row in digest.totals[-_STATES - 1 :]:
        changed = f" ({row.all.change})" if row.all.change else ""
        models = ", ".join(
            language.digest.of_model(f.count, name) for f, name in zip(row.models, digest.models, strict=True)
        )
        pending = f" · {language.mail.pending(row.pending)}" if row.pending else ""
        found.append(f"{row.name}: {row.all.count}{changed}, {models}{pending}")
    months = (
        [language.digest.months(digest.place, [(row.when, row.all) for row in digest.trend])] if digest.trend else []
    )
    return [*found, *months]


def _paged(chunks: Sequence[Chunk], limits: Limits, headline: str, words: StoryWords) -> list[tuple[Piece, ...]]:
    """The chunks in pages, each with room for what will stand above it."""
    first = limits.size(Piece.of(Style.HEADLINE, headline)) + limits.size(_part(_MANY, _MANY, "", limits, words))
    above = limits.size(_part(_MANY, _MANY, headline, limits, words))
    return paged(chunks, limits.size, first=limits.most - first, most=limits.most - above)


def _numbered(
    pages: Sequence[tuple[Piece, ...]], headline: str, summary: str, limits: Limits, words: StoryWords
) -> list[Post]:
    """Each page with its place among them all."""
    parts = len(pages)
    first = (_part(1, parts, "", limits, words),) if parts > 1 and not limits.in_thread else ()
    posts = [Post(pieces=(Piece.of(Style.HEADLINE, headline), *first, *pages[0]), summary=summary)]
    for place, page in enumerate(pages[1:], start=2):
        above = _part(place, parts, headline, limits, words)
        posts.append(Post(pieces=(above, *page), summary=above.text))
    return posts


def _part(place: int, parts: int, headline: str, limits: Limits, words: StoryWords) -> Piece:
    said = words.part(place, parts)
    return Piece.of(Style.QUIET, f"{said} · {headline}" if headline and not limits.is_brief else said)


def _whole(story: Story, limits: Limits) -> list[Chunk]:
    """All of it: the sentence to quote, the agencies, and what stands below."""
    words = language_of(story.language).story
    sections = [_section(section, words, limits) for section in story.sections]
    body = [_line(Style.TEXT, story.body)] if story.body is not None else []
    return [*body, *_quotable(story), *sections, *_tail(story, limits)]


def _counts(story: Story, limits: Limits, parts: int) -> list[Chunk]:
    """What a long story begins with: every sort of news with every state, and where the names are."""
    lines = [_labelled(label, text) for label, text in counted(story)]
    words = language_of(story.language).story
    below = _line(Style.TEXT, words.names_below(in_thread=limits.in_thread, parts=parts, csv=False))
    return [*_quotable(story), *lines, below, *_tail(story, limits)]


def _tail(story: Story, limits: Limits) -> list[Chunk]:
    """Totals, what the models allow, and the quiet lines to check it by."""
    totals = [] if limits.is_brief else story.totals
    texts = [*totals, " · ".join(story.glossary), story.source]
    return [*(_line(Style.QUIET, text) for text in texts if text), *_links(story.source_links)]


def _quotable(story: Story) -> list[Chunk]:
    return [_line(Style.QUOTE, story.quote)] if story.quote else []


def _section(found: Section, words: StoryWords, limits: Limits) -> Chunk:
    """A section: its heading and what is so of each, its agencies, and its caution."""
    of_each = (Piece.of(Style.TEXT, found.of_each),) if found.of_each else ()
    heading = (Piece.of(Style.HEADING, found.heading),) if found.heading else ()
    again = (Piece.of(Style.HEADING, words.continued(found.heading)),) if found.heading else ()
    foot = (Piece.of(Style.CAUTION, found.caution),) if found.caution else ()
    continued = again if again and limits.is_brief else (*again, *of_each)
    return Chunk(head=(*heading, *of_each), continued=continued, items=tuple(map(_item, found.items)), foot=foot)


def _item(found: Item) -> Piece:
    facts, notes = " · ".join(found.facts), " ".join(found.notes)
    runs = [Run(text=found.agency, is_bold=True), Run(text=f" · {facts}" if found.agency and facts else facts)]
    runs.append(Run(text=f"\n{notes}" if notes and (found.agency or facts) else notes))
    for number, link in enumerate(found.links):
        runs += [Run(text=" · " if number else "\n"), Run(text=link.text, url=link.url)]
    return Piece(style=Style.ITEM, runs=tuple(run for run in runs if run.text))


def _line(style: Style, text: str) -> Chunk:
    return Chunk(items=(Piece.of(style, text),))


def _labelled(label: str, text: str) -> Chunk:
    return Chunk(items=(Piece(style=Style.TEXT, runs=(Run(text=label, is_bold=True), Run(text=f" {text}"))),))


def _links(found: Sequence[Link]) -> list[Chunk]:
    if not found:
        return []
    runs = [run for link in found for run in (Run(text=" · "), Run(text=link.text, url=link.url))]
    return [Chunk(items=(Piece(style=Style.QUIET, runs=tuple(runs[1:])),))]
