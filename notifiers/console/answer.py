"""An answer to a question as plain text for a terminal."""

from collections.abc import Iterator

from notifiers.console.text import wrapped
from notifiers.search.compose import Answer, Entry, Group


def answer_text(found: Answer, *, width: int = 80) -> str:
    """The answer as lines without markup, in blocks with an empty line between them; links stay whole."""
    blocks = [[line for text in found.lines for line in wrapped(text, width)]]
    blocks += [list(_group(group, found.history, width)) for group in found.groups]
    blocks.append([line for text in found.notes for line in wrapped(text, width)])
    return "\n\n".join("\n".join(block) for block in blocks if block)


def _group(group: Group, history: str, width: int) -> Iterator[str]:
    if group.heading:
        yield from wrapped(f"{group.heading}:", width)
    for entry in group.entries:
        yield from _entry(entry, history, width)


def _entry(entry: Entry, history: str, width: int) -> Iterator[str]:
    yield from wrapped(entry.name, width, first="  • ", indent="    ")
    for line in entry.lines:
        yield from wrapped(line, width, first="    ", indent="      ")
    if entry.history:
        yield f"    {history}:"
    for line in entry.history:
        yield from wrapped(line, width, first="      ", indent="        ")
    for link in entry.links:
        yield from wrapped(f"{link.text}: {link.url}", width, first="    ", indent="      ")
