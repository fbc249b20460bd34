"""What people are answered inside Slack, as values, and those as Block Kit.

As in alerts, words of ICE's and of people's go only into `plain_text` and `rich_text`, where they can't become a
mention, a link or a format.
"""

from collections.abc import Sequence
from typing import Any

from notifiers.language.language import SlackWords
from notifiers.slack.blocks import Block, bulleted, fitting, header, line, literally, message, plain, quiet, rendered
from notifiers.slack.render import MOST_BLOCKS, MOST_CHARACTERS
from notifiers.story.model import Link
from watchers.frozen import frozen

_BUTTON = 75
_LONGEST = 2_800  # characters of one element; Slack takes 3,000
_MOST_ROWS = 40


@frozen
class Button:
    """Something to press: which action, with which value. `confirm` is asked first, "" for nothing."""

    action: str
    text: str
    value: str = ""
    style: str = ""
    confirm: str = ""


@frozen
class Choice:
    """A menu to choose from: which action, and values with their words, a hundred at most."""

    action: str
    placeholder: str
    options: Sequence[tuple[str, str]]


@frozen
class Part:
    """A part of a card: a bold line, rows of a label and its words, sentences, lines in fixed width, and buttons."""

    title: str = ""
    rows: Sequence[tuple[str, str]] = ()
    sentences: Sequence[str] = ()
    fixed: Sequence[str] = ()
    bullets: Sequence[str] = ()
    links: Sequence[Link] = ()
    buttons: Sequence[Button] = ()
    choice: Choice | None = None


@frozen
class Card:
    """An answer. `headline` "" for one that is no more than its parts; `small` stands in grey at its end."""

    summary: str
    headline: str = ""
    parts: Sequence[Part] = ()
    small: Sequence[str] = ()


def sentence(text: str, *buttons: Button) -> Card:
    """An answer of one sentence or two."""
    return Card(summary=text, parts=(Part(sentences=(text,), buttons=buttons),))


def card_blocks(card: Card, words: SlackWords, most: int = MOST_BLOCKS) -> list[Block]:
    """A card's blocks. What is more than Slack takes of one message is left out, part by part, and that is said."""
    blocks = [header(card.headline)] if card.headline else []
    small = quiet(card.small)
    for number, part in enumerate(card.parts):
        more = [*blocks, *_part(part, number, words)]
        if len(more) + len(small) > most or rendered([*more, *small]) > MOST_CHARACTERS:
            return [*blocks, *quiet([words.left_out(len(card.parts) - number)]), *small]
        blocks = more
    return [*blocks, *small]


def answer(card: Card, words: SlackWords, *, public: bool, replace: bool = False) -> dict[str, Any]:
    """The body of an answer to a response_url: to everybody in the channel, or to the one who asked."""
    kind = {"response_type": "in_channel" if public else "ephemeral", "replace_original": replace}
    return {**message(card.summary[:3000], card_blocks(card, words)), **kind}


def _part(part: Part, number: int, words: SlackWords) -> list[Block]:
    elements = [line(_text(part.title, bold=True))] if part.title else []
    elements += [line(_text(each)) for each in part.sentences]
    elements += [line(_text(label, bold=True), _text(f" {said}")) for label, said in part.rows[:_MOST_ROWS]]
    elements += [bulleted(line(_text(each)) for each in part.bullets[:_MOST_ROWS])] if part.bullets else []
    if part.fixed:
        whole = "\n".join(part.fixed)[:_LONGEST]
        elements.append({"type": "rich_text_preformatted", "elements": [_text(whole)]})
    blocks: list[Block] = [{"type": "rich_text", "elements": elements}] if elements else []
    if part.links:
        blocks += quiet((), part.links)
    if part.buttons:
        blocks.append(actions(part.buttons, f"part-{number}", words))
    if part.choice is not None:
        blocks.append(_menu(part.choice))
    return blocks


def actions(buttons: Sequence[Button], block_id: str, words: SlackWords) -> Block:
    """A row of buttons. An action's name is once in a row: each is numbered behind a dot."""
    elements = [_button(each, number, words) for number, each in enumerate(buttons)]
    return {"type": "actions", "block_id": block_id, "elements": elements}


def action_of(action_id: str) -> str:
    """The action of a button's own name."""
    return action_id.partition(".")[0]


def _button(button: Button, number: int, words: SlackWords) -> Block:
    found: Block = {"type": "button", "action_id": f"{button.action}.{number}", "text": plain(button.text, _BUTTON)}
    if button.value:
        found["value"] = button.value[:2000]
    if button.style:
        found["style"] = button.style
    if button.confirm:
        found["confirm"] = {
            "title": plain(words.SURE, 100),
            "text": plain(button.confirm, 300),
            "confirm": plain(words.YES, 30),
            "deny": plain(words.NO, 30),
        }
    return found


def _menu(choice: Choice) -> Block:
    options = [{"text": plain(words, _BUTTON), "value": value} for value, words in choice.options[:100]]
    element = {
        "type": "static_select",
        "action_id": choice.action,
        "placeholder": plain(choice.placeholder, 150),
        "options": options,
    }
    return {"type": "actions", "elements": [element]}


def _text(text: str, *, bold: bool = False) -> Block:
    return literally(fitting(text, _LONGEST), bold=bold)


_BLOCK, _LINE = "offers", "claims"


def offers_block(events: Sequence[str], words: SlackWords) -> Block:
    """The buttons under an alert of these events, by the beginnings of their ids."""
    value = " ".join(events)
    return actions(
        (
            Button(action="evidence", text=words.EVIDENCE, value=value),
            Button(action="quote", text=words.QUOTE, value=value),
            Button(action="claim", text=words.CLAIM, value=value),
        ),
        _BLOCK,
        words,
    )


def events_offered(blocks: Sequence[Block]) -> list[str]:
    """The events of the buttons among an alert's blocks, by the beginnings of their ids."""
    for block in blocks:
        if block.get("type") == "actions":
            for element in block.get("elements", ()):
                if action_of(str(element.get("action_id"))) == "claim":
                    return str(element.get("value", "")).split()
    return []


def with_claims(blocks: Sequence[Block], lines: Sequence[str]) -> list[Block]:
    """The alert's blocks with these lines on who is on it, in the place of those that were there."""
    kept = [block for block in blocks if block.get("block_id") != _LINE]
    if not lines:
        return kept
    line: Block = {"type": "context", "block_id": _LINE, "elements": [plain("\n".join(lines), 2000)]}
    return [*kept[:-1], line, kept[-1]] if kept and kept[-1].get("type") == "actions" else [*kept, line]
