"""The buttons under an alert, and the line above them that says who is on it."""

from collections.abc import Sequence

from notifiers.language.language import SlackWords
from notifiers.slack.blocks import Block, plain
from notifiers.slack.inside.cards import Button, action_of, actions

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
