"""A digest as Slack messages: the news and the names, the totals, and the map and the CSV in the thread."""

from base64 import b64encode
from typing import Any

from notifiers.digest.drawing import draw_counties, draw_nation
from notifiers.digest.model import Digest
from notifiers.digest.room import LINES, Cut, within
from notifiers.language.language import DigestWords, language_of, marked
from notifiers.posts.outline import rest, totals
from notifiers.slack.blocks import Block, header, lines, message, quiet, section
from notifiers.slack.render import paginate

_ALT = 1000  # characters that Slack takes of a picture's words
_AT_ONCE = 28.0  # lines of names that the first message holds: a phone's screen


def render_digest_slack(digest: Digest, *, single_message: bool) -> list[dict[str, Any]]:
    """The payloads in the order of delivery; part 0 is the parent, the others answer it in its thread.

    The parent has what fits a phone's screen, names first; where that isn't all, the thread has more, and the CSV has
    all. `single_message` is for incoming webhooks, which have neither threads nor files: then the parent is all.
    """
    return marked(_rendered(digest, single_message=single_message), digest.language)


def _rendered(digest: Digest, *, single_message: bool) -> list[dict[str, Any]]:
    first, dw = within(digest.parts, _AT_ONCE, least=0), language_of(digest.language).digest
    is_whole = first.is_whole
    blocks = [header(digest.headline), lines((), " ".join(digest.lede)), *_names(first, dw)]
    if single_message and not is_whole:
        blocks += quiet([dw.names_elsewhere(digest.subscription, digest.key)])
    if not single_message and not is_whole:
        blocks += [lines((), dw.IN_THREAD)]
    blocks += quiet([*totals(digest), *digest.notes])
    blocks += quiet([" ".join(digest.proof)], digest.links)
    payloads = [message(digest.headline + ". " + digest.lede[0], blocks)]
    if single_message or digest.csv is None:
        return payloads
    if not is_whole:
        payloads += _thread(digest, first)
    name, text = digest.csv
    payloads += _pictures(digest, f"{name.removesuffix('.csv')}.png")
    # The mark tells Excel that it is UTF-8.
    payloads.append({"file": {"name": name, "content": "\ufeff" + text}, "text": digest.csv_words or dw.CSV_HAS_ALL})
    return payloads


def _thread(digest: Digest, first: Cut) -> list[dict[str, Any]]:
    """The parts of which the first message has not told all, in as many messages as they need."""
    told = {part.heading for part in first.parts if not (part.hidden or part.names)}
    cut = within([part for part in digest.parts if part.heading not in told], LINES)
    language = language_of(digest.language)
    pages = paginate(tuple(part.section for part in cut.parts), language.story)
    bodies = [[section(found) for found in page] for page in pages] + [_rest(cut, language.digest)]
    return [message(digest.headline, body) for body in bodies if body]


def _pictures(digest: Digest, name: str) -> list[dict[str, Any]]:
    """The map as a file, with what its colours mean beside it and, for those who can't see it, in words."""
    dw = language_of(digest.language).digest
    if digest.county_map is not None:
        drawing, alt, said = (
            draw_counties(digest.county_map),
            digest.county_map.words,
            dw.county_colours(digest.county_map.counts, digest.county_map.key),
        )
    elif digest.picture is not None:
        drawing, alt, said = (
            draw_nation(digest.picture),
            digest.picture.words,
            dw.nation_colours(
                [words for shade, words in digest.picture.legend if shade], is_marked=digest.picture.is_marked
            ),
        )
    else:
        return []
    alt = alt if len(alt) <= _ALT else f"{alt[: _ALT - 1]}…"
    return [{"file": {"name": name, "base64": b64encode(drawing.png).decode(), "alt": alt}, "text": said}]


def _names(cut: Cut, dw: DigestWords) -> list[Block]:
    return [*(section(part.section) for part in cut.parts), *_rest(cut, dw)]


def _rest(cut: Cut, dw: DigestWords) -> list[Block]:
    """The names alone of those that have no room for more, and what was left out, with its counts."""
    told = rest(cut, dw)
    left_out = dw.left_to_csv([part.heading for part in cut.left_out]) if cut.left_out else ""
    return [
        *([lines(told, left_out or dw.CSV_HAS_ALL)] if told else []),
        *quiet([left_out] if left_out and not told else []),
    ]
