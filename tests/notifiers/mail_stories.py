"""Stories as the mail tests need them: built by hand, one of each thing that a mail has to lay out."""

from typing import Any

from notifiers.delivery import Message
from notifiers.mail.render import render_mail
from notifiers.story.model import Item, Link, Section, Story
from tests.factories import NOON
from watchers.model.event import EventKind

MOA = Link(text="MOA (PDF)", url="https://www.ice.gov/doclib/287gMOA/Pulaski.pdf?a=1&b=2")
LIST = Link(text="ICE's list", url="https://www.ice.gov/doclib/participatingAgencies11062025am.xlsx")


def item(**over: Any) -> Item:
    values: dict[str, Any] = {
        "event_id": "7f3a81c2",
        "kind": EventKind.SIGNED,
        "state": "MO",
        "agency": "Webster County Sheriff's Office",
        "facts": ("Webster County", "Task Force Model¹", "signed Nov. 6", "on ICE's list since Nov. 6"),
        "notes": ("Its first agreement.", "MOA not posted yet."),
    }
    return Item(**{**values, **over})


def section(*items: Item, **over: Any) -> Section:
    values: dict[str, Any] = {
        "kind": items[0].kind,
        "state": "MO",
        "heading": f"Newly signed · Missouri ({len(items)})",
        "items": items,
    }
    return Section(**{**values, **over})


GONE = section(
    item(
        event_id="81c2ffff",
        kind=EventKind.WITHDRAWN,
        agency="Pulaski County Sheriff's Office",
        facts=("Pulaski County", "Jail Enforcement Model", "signed July 29"),
        notes=("Still listed for Task Force.",),
        links=(MOA,),
    ),
    heading="No longer on ICE's list · Missouri (1)",
    caution="ICE's list doesn't say why, or whether the agreement ended.",
)


def story(**over: Any) -> Story:
    values: dict[str, Any] = {
        "subscription": "mid-missouri",
        "headline": "Webster County sheriff joins ICE's 287(g) program; Pulaski County drops jail model",
        "summary": "Missouri: Webster County newly signed (Task Force); Pulaski County no longer listed (Jail).",
        "sections": (section(item()), GONE),
        "totals": ("Missouri now: 19 agreements (11 Task Force, 5 Warrant Service, 3 Jail) · 0 pending",),
        "glossary": ("¹ Officers may question and arrest for immigration violations, under ICE's supervision.",),
        "source": "participatingAgencies11062025am.xlsx, row 598 · seen 9:04 a.m. CT",
        "source_links": (LIST,),
        "event_ids": ("7f3a81c2", "81c2ffff"),
        "observed_at": NOON,
        "quote": "The Webster County Sheriff's Office in Missouri signed a 287(g) agreement, ICE's list shows.",
    }
    return Story(**{**values, **over})


def long_story(agencies: int, **over: Any) -> Story:
    """A story of so many newly signed agencies and nothing else."""
    items = [item(event_id=f"e{n}", agency=f"County No. {n} Sheriff's Office", **over) for n in range(agencies)]
    return story(sections=(section(*items),), event_ids=tuple(i.event_id for i in items))


def named(agency: str) -> Story:
    """A story of one agency of that name, which is in its headline too."""
    return story(headline=f"{agency} signs with ICE", sections=(section(item(agency=agency)),))


def message(told: Story | None = None, **over: Any) -> Message:
    values: dict[str, Any] = {
        "id": "mid-missouri-7f3a81c2-0",
        "destination": "email:desk@example.org",
        "part": 0,
        "payload": render_mail(told or story()),
    }
    return Message(**{**values, **over})
