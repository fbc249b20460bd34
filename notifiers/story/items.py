"""Events to items: one for each agency, and once for all what is so of every one of them."""

from collections import Counter
from collections.abc import Mapping, Sequence

from notifiers.language.language import Language
from notifiers.language.said import Said
from notifiers.story.csv_table import place_cells
from notifiers.story.facts import facts_of, links_of, printed, quoted_of, row_before
from notifiers.story.model import Item
from notifiers.story.notes import GONE, notes_of, texts
from notifiers.story.telling import (
    Telling,
    agency_key,
    is_correction,
    is_renaming,
)
from notifiers.text.safe import CELL, literal, web_url
from watchers.frozen import frozen
from watchers.model.event import Event


@frozen
class _Draft:
    """An agency's events of one kind, and what is to be said of them."""

    events: list[Event]
    facts: list[Said]
    notes: list[Said]

    @property
    def said(self) -> list[Said]:
        """All of it, in reading order."""
        return [*self.facts, *self.notes]


def item(event: Event, telling: Telling) -> Item:
    """One event as an item. Pure; agency text comes out literal, without unseen characters."""
    return _item(_draft([event], telling), telling, ())


def items_of(events: Sequence[Event], telling: Telling, *, name_states: bool = False) -> tuple[tuple[Item, ...], str]:
    """The items of one section, an agency each in the order of its first event; and a line of what is so of each.

    `name_states`: the section is of several, so that each item says its own.
    """
    by_agency: dict[object, list[Event]] = {}
    for event in events:
        # Of what may be another agency, each is a story of its own.
        key = (agency_key(event), event.id if event.context.possibly else "")
        by_agency.setdefault(key, []).append(event)
    drafts = [_draft(found, telling, name_state=name_states) for found in by_agency.values()]
    shared = _shared(drafts)
    is_of_all = all(said in draft.said for said in shared for draft in drafts)
    line = telling.language.story.of_each([said.of_each for said in shared], unless_noted=not is_of_all)
    return tuple(_item(draft, telling, shared) for draft in drafts), line


def _draft(found: list[Event], telling: Telling, *, name_state: bool = False) -> _Draft:
    state = found[0].agreement.state if name_state else None
    where = [Said(text=telling.language.state_name(state))] if state else []
    printed = dict.fromkeys(literal(e.agreement.agency) for e in found)
    also = [Said(text=telling.language.story.also_printed(name)) for name in list(printed)[1:]]
    return _Draft(events=found, facts=[*where, *facts_of(found, telling)], notes=[*also, *notes_of(found, telling)])


_MOST = 0.6
_FEW = 3


def _shared(drafts: Sequence[_Draft]) -> list[Said]:
    """What is so of every agency, or of most where the others say how it is with them; in reading order."""
    if len(drafts) < 2:
        return []
    counted = Counter(said for draft in drafts for said in draft.said if said.of_each)
    most = max(_FEW, _MOST * len(drafts))
    shared = [said for said, n in counted.items() if n == len(drafts) or (said.is_noted_otherwise and n >= most)]
    fullest = max(drafts, key=lambda draft: sum(said in shared for said in draft.said))
    return sorted(shared, key=lambda said: fullest.said.index(said) if said in fullest.said else len(fullest.said))


def _item(draft: _Draft, telling: Telling, said_above: Sequence[Said]) -> Item:
    event = draft.events[0]
    partners = [telling.partners[e.id] for e in draft.events if e.id in telling.partners]
    notes = [note for note in draft.notes if note not in said_above]
    return Item(
        event_id=event.id,
        kind=event.kind,
        state=event.agreement.state,
        agency=literal(event.agreement.agency) or telling.language.story.NO_NAME,
        facts=texts(fact for fact in draft.facts if fact not in said_above),
        notes=texts(notes),
        links=links_of(draft.events, telling),
        answers=tuple(dict.fromkeys(id_ for e in (*draft.events, *partners) for id_ in e.corrects)),
        also=tuple(e.id for e in (*draft.events[1:], *partners)),
        quoted=quoted_of(draft.events, telling),
        cells=_cells(event, telling),
        parts=tuple(item(e, telling) for e in draft.events) if len(draft.events) > 1 else (),
    )


def kind_heading(events: Sequence[Event], told: Mapping[str, Event] | None, language: Language) -> str:
    """What a section of these, all of one kind, is called."""
    if all(map(is_renaming, events)):
        return language.story.RENAMED
    return language.kind_heading(events[0].kind, correction=all(is_correction(e, told) for e in events))


def _cells(event: Event, telling: Telling) -> tuple[tuple[str, str], ...]:
    row = event.agreement
    shown = event.before_workbook if event.kind in GONE and event.before_workbook else event.workbook
    at = row_before(event) if event.kind in GONE else row
    return (
        ("event", event.id),
        ("kind", event.kind.value),
        ("state", row.state or printed(row, "state")),
        ("agency", literal(row.agency)),
        ("county", literal(row.county, CELL) if row.county else ""),
        *place_cells(row),
        ("model", telling.language.model_words(row.model) if row.model else printed(row, "model")),
        ("signed", row.signed.isoformat() if row.signed and "signed" not in row.unclear else printed(row, "signed")),
        ("seen", event.observed_at.astimezone(telling.zone).isoformat(timespec="minutes")),
        ("notes", " ".join(texts(notes_of([event], telling)))),
        ("moa", web_url(row.moa) or ""),
        ("workbook", literal(shown.name)),
        ("row", str(at.row)),
        *([("tab", literal(at.tab, CELL))] if at.tab else []),
    )
