"""A story's items as CSV, for a list too long to read and for a reporter's spreadsheet."""

import csv
import io
import re
from collections.abc import Iterable

from notifiers.story.model import Item, Story
from notifiers.text.safe import disarmed
from watchers.model.agreement import Agreement
from watchers.names.counties import counties
from watchers.names.served import place_fips
from watchers.names.whereabouts import whereabouts


def place_cells(row: Agreement) -> tuple[tuple[str, str], ...]:
    """The Census Bureau's codes of an agreement's state, county and place: mapping tools know them. "" if unsure."""
    county = whereabouts(row).county
    return (
        ("state_fips", state_fips(row.state)),
        ("county_fips", county.fips if county else ""),
        ("place_fips", place_fips(row) or ""),
    )


def state_fips(state: str | None) -> str:
    """A state's two digits, as its counties' codes begin."""
    return next((county.fips[:2] for county in counties(state or "")), "")


def story_csv(story: Story) -> str:
    """Return every agreement of `story` as CSV text, as `items_csv` does."""
    return items_csv(one for section in story.sections for one in section.agreements)


def items_csv(items: Iterable[Item]) -> str:
    """Return items as CSV text: a header, one row an item in the given order, lines ended by CRLF.

    The columns are those of `Item.cells`. A cell that a spreadsheet would run as a formula begins with an apostrophe.
    """
    rows = [dict(_cells(item)) for item in items]
    columns = dict.fromkeys(name for row in rows for name in row)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([disarmed(row.get(name, "")) for name in columns] for row in rows)
    return out.getvalue()


def csv_name(story: Story) -> str:
    """Return a file name that any mail program and disk takes, like "watch287g-mid-missouri-2025-11-06.csv"."""
    return file_name(story.subscription, f"{story.observed_at:%Y-%m-%d}")


def file_name(subscription: str, rest: str) -> str:
    """Return a CSV's name, made from a subscription's name and letters, digits and hyphens behind it."""
    name = re.sub(r"[^a-z0-9]+", "-", subscription.lower()).strip("-")[:40]
    return "-".join(filter(None, ("watch287g", name, rest))) + ".csv"


def _cells(item: Item) -> tuple[tuple[str, str], ...]:
    """Return an item's named cells; one that was made without them has at least its words."""
    return item.cells or (
        ("event", item.event_id),
        ("kind", item.kind.value),
        ("state", item.state or ""),
        ("agency", item.agency),
        ("facts", "; ".join(item.facts)),
        ("notes", " ".join(item.notes)),
        ("links", " ".join(link.url for link in item.links)),
    )
