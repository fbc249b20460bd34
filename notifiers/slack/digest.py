"""A digest as Slack messages: the news in short, the totals, and the CSV of the names in the thread."""

from typing import Any

from notifiers.digest import words as dw
from notifiers.digest.model import Digest, TotalsRow
from notifiers.slack.blocks import Block, header, lines, message, quiet, section
from notifiers.slack.render import MOST_AGENCIES, counted, paginate

_STATES = 12  # rows of totals that a short message shows


def render_digest_slack(digest: Digest, *, single_message: bool) -> list[dict[str, Any]]:
    """The payloads in the order of delivery; part 0 is the parent, the others answer it in its thread.

    The names are in the thread where they are few enough for one message, and always in the CSV. `single_message` is
    for incoming webhooks, which have neither threads nor files: then the short message is all.
    """
    blocks = [
        header(digest.headline),
        lines((), " ".join(digest.lede)),
        *_counted(digest, in_thread=not single_message),
        *quiet([_totals(row, digest) for row in digest.totals[: _STATES + 1]]),
        *quiet(digest.proof, digest.links),
    ]
    payloads = [message(digest.headline + ". " + digest.lede[0], blocks)]
    if single_message or digest.csv is None:
        return payloads
    pages = paginate(digest.sections)
    if len(pages) == 1 and sum(len(part.items) for part in digest.sections) <= MOST_AGENCIES:
        payloads.append(message(digest.headline, [section(part) for part in pages[0]]))
    name, text = digest.csv
    # The mark tells Excel that it is UTF-8.
    payloads.append({"file": {"name": name, "content": "\ufeff" + text}, "text": dw.csv_comment(len(digest.event_ids))})
    return payloads


def _counted(digest: Digest, *, in_thread: bool) -> list[Block]:
    """Every kind with every state and its number, and where the names are. Of one state the lede has said it all."""
    if not digest.sections:
        return []
    counts = counted(digest.sections) if len({part.state for part in digest.sections}) > 1 else []
    if in_thread:
        return [lines(counts, dw.IN_THREAD)]
    return [lines(counts, dw.names_elsewhere(digest.subscription, digest.key))]


def _totals(row: TotalsRow, digest: Digest) -> str:
    changed = f" ({row.all.change})" if row.all.change else ""
    models = ", ".join(f"{f.count} {name}" for f, name in zip(row.models, digest.models, strict=True))
    pending = f" · {row.pending} pending" if row.pending else ""
    return f"{row.name}: {row.all.count}{changed}, {models}{pending}"
