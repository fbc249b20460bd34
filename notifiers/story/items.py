"""One event to one item: who, what, since when, what is new about it, and where to check it."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from notifiers.story import words
from notifiers.story.csv_table import place_cells
from notifiers.story.model import Item, Link
from notifiers.text.ap_style import day
from notifiers.text.safe import CELL, literal, web_url
from watchers.model.agreement import Agreement, Level, ListKind, Model, models_in_order
from watchers.model.event import Change, Event, EventKind
from watchers.model.table import place
from watchers.names.agency_name import folded
from watchers.names.places import state_name

_DAY_IN_NAME = re.compile(r"(?<!\d)(\d\d)(\d\d)(20\d\d)(am|pm)?", re.IGNORECASE)
_STALE_DAYS = 120


def list_names(names: tuple[str, ...], observed: date) -> str:
    """As in "Nov. 6 morning and afternoon, and Nov. 7" for workbooks' names; many by number, first and last.

    ICE has typed wrong days and years into these names, so one that is far from the day of the news stays a name.
    """
    dated = [(_day_named(name, observed), name) for name in names]
    if len(names) > 4 and (first := dated[0][0]) and (last := dated[-1][0]):
        return words.many_lists(len(names), day(first[0], observed.year), day(last[0], observed.year))
    said: list[str] = []
    for when, group in groupby(dated, key=lambda d: d[0][0] if d[0] else None):
        found = list(group)
        if when is None:
            said += [literal(name, CELL) for _, name in found]
        else:
            halves = [named[1] for named, _ in found if named and named[1]]
            said.append(words.day_halves(day(when, observed.year), halves))
    return words.listing_of_lists(said)


def _day_named(name: str, observed: date) -> tuple[date, str] | None:
    match = _DAY_IN_NAME.search(name)
    if match is None:
        return None
    try:
        when = date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None
    return (when, (match[4] or "").casefold()) if -2 <= (observed - when).days <= _STALE_DAYS else None


_GONE = frozenset({EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What the words about one event depend on beside the event.

    `year` is the year of the news on the desk's clock: other years are printed. `batch` has every event of the story by
    id. `told` has earlier events by id that this desk was told of; None: taken to be all that `corrects` names.
    `marks` gives each model its footnote's mark. `partners` maps a signing to the removal told with it.
    """

    zone: ZoneInfo
    year: int
    batch: Mapping[str, Event]
    told: Mapping[str, Event] | None = None
    marks: Mapping[Model, str] = field(default_factory=dict)
    partners: Mapping[str, Event] = field(default_factory=dict)

    def day_of(self, when: datetime) -> str:
        """The day on the desk's clock, for print."""
        return day(when.astimezone(self.zone).date(), self.year)


def item(event: Event, telling: Telling) -> Item:
    """The event as an item. Pure; agency text comes out literal, without unseen characters."""
    partner = telling.partners.get(event.id)
    notes = tuple(_notes(event, telling))
    return Item(
        event_id=event.id,
        kind=event.kind,
        state=event.agreement.state,
        agency=literal(event.agreement.agency) or words.NO_NAME,
        facts=tuple(_facts(event, telling)),
        notes=notes,
        links=tuple(_links(event)),
        answers=tuple(dict.fromkeys(event.corrects + (partner.corrects if partner else ()))),
        also=(partner.id,) if partner else (),
        cells=_cells(event, telling, notes),
    )


def is_correction(event: Event, told: Mapping[str, Event] | None) -> bool:
    """Whether this takes back something that the desk was told."""
    return bool(event.corrects) if told is None else any(wrong in told for wrong in event.corrects)


def is_renaming(event: Event) -> bool:
    """Whether this is the outcome of what was left open: one agency, renamed."""
    return event.kind is EventKind.AMENDED and bool(event.settles)


def kind_heading(events: Sequence[Event], told: Mapping[str, Event] | None) -> str:
    """What a section of these, all of one kind, is called."""
    if all(map(is_renaming, events)):
        return words.RENAMED
    return words.kind_heading(events[0].kind, correction=all(is_correction(e, told) for e in events))


def agency_key(event: Event) -> tuple[str | None, str]:
    """What makes two events about one agency: its state, and its name as the lists' rows are compared by."""
    return event.agreement.state, plain_name(event.agreement.agency)


def plain_name(agency: str) -> str:
    """A name without what may differ between two printings of it: case, punctuation, usual short forms."""
    return folded(agency) or agency.casefold()


def alphabetical(events: Iterable[Event]) -> Callable[[Event], tuple[str, str]]:
    """A sorting key by agency and model; an agency that is printed in two ways stands where the first of them does."""
    first: dict[tuple[str | None, str], str] = {}
    for event in events:
        printed = event.agreement.agency.casefold()
        first[agency_key(event)] = min(printed, first.get(agency_key(event), printed))
    return lambda event: (first[agency_key(event)], event.agreement.model or "")


def _facts(event: Event, telling: Telling) -> list[str]:
    row = event.agreement
    state = [words.unclear("state", _printed(row, "state"))] if row.state is None else []
    return [*state, *_where(row), _model(row, telling), *_signed(event, telling), *_seen(event, telling)]


def _where(row: Agreement) -> list[str]:
    if row.county:
        return [literal(row.county, CELL)]
    return [words.level(row.level)] if row.level is not None and row.level is not Level.COUNTY else []


def _model(row: Agreement, telling: Telling) -> str:
    if row.model is None:
        return words.unclear("model", _printed(row, "model"))
    return words.model_words(row.model) + telling.marks.get(row.model, "")


def _signed(event: Event, telling: Telling) -> list[str]:
    row = event.agreement
    if "signed" in row.unclear:
        probably = day(row.signed, telling.year) if row.signed else None
        return [words.signing_date_unclear(_printed(row, "signed"), probably)]
    if row.signed is not None:
        return [words.signed(day(row.signed, telling.year))]
    return [words.NO_SIGNING_DATE] if event.list is ListKind.PARTICIPATING else []


def _seen(event: Event, telling: Telling) -> list[str]:
    asked = _asked(event, telling)
    if event.kind is EventKind.SIGNED and event.settles:  # it was there before it was told as signed
        return [words.on_list_since(event.list, telling.day_of(asked[0].observed_at))] if asked else []
    since = telling.day_of(event.observed_at)
    match event.kind:
        case EventKind.SIGNED | EventKind.PENDING | EventKind.POSSIBLY_RENAMED:
            return [words.on_list_since(event.list, since)]
        case EventKind.RETURNED:
            return [words.on_list_again(event.list, since)]
        case _:
            return []


def _printed(row: Agreement, column: str) -> str:
    return literal(getattr(row.printed, column), CELL)


def _notes(event: Event, telling: Telling) -> list[str]:
    """Sentences in reading order: what is new about it, what ICE changed, what we said before, what it may be."""
    context = event.context
    notes = [*_novelty(event, telling), *_switch(event, telling)]
    if context.waited_days is not None and event.kind in {EventKind.SIGNED, EventKind.PENDING_DROPPED}:
        notes.append(words.waited(context.waited_days))
    if event.kind in _GONE:
        notes += _still(event)
        notes += [_gone_from(event, telling)] if context.missing_from else []
    if event.kind is EventKind.RETURNED or is_correction(event, telling.told):
        notes += _taken_back(event, telling)
    left_open = _left_open(event, telling)
    notes += left_open
    if event.kind is not EventKind.POSSIBLY_RENAMED:  # names that were just said aren't said again
        notes += [_changed(change) for change in event.changes if not (left_open and change.field == "agency")]
    if not event.settles:  # what is settled is no longer possibly the other one
        notes += [_possibly(other, telling) for other in context.possibly]
    if event.kind is EventKind.SIGNED and event.agreement.moa is None and not event.agreement.is_document_unknown:
        notes.append(words.NO_MOA)
    return notes


def _novelty(event: Event, telling: Telling) -> list[str]:
    """What a signing is the first of, or what it adds to; models that are signed in the same news are not old ones."""
    row, context = event.agreement, event.context
    if event.kind not in {EventKind.SIGNED, EventKind.PENDING}:
        return []
    same_day = _signed_beside(event, telling)
    county = literal(row.county, CELL) if row.county else None
    notes = words.first_of(context.first_of, county, row.state, several=bool(same_day))
    older = [m for m in context.other_models if m not in same_day and m is not row.model]
    if older and row.model is not None and context.switched_from is None:
        notes.append(words.adds(row.model, older, event.list))
    if same_day:
        notes.append(words.also_signed(same_day))
    return notes


def _signed_beside(event: Event, telling: Telling) -> list[Model]:
    """The other models that the same agency newly signed (or waits for) in the same news."""
    beside = [
        e.agreement.model
        for e in telling.batch.values()
        if e.kind is event.kind and e.id != event.id and agency_key(e) == agency_key(event)
    ]
    return [m for m in models_in_order(beside) if m is not event.agreement.model]


def _switch(event: Event, telling: Telling) -> list[str]:
    context = event.context
    if event.kind is EventKind.SIGNED and context.switched_from is not None:
        partner = telling.partners.get(event.id)
        return [words.switched_from(context.switched_from, partner.kind if partner else None)]
    if event.kind in _GONE and context.switched_to is not None:
        return [words.switched_to(context.switched_to)]
    return []


def _still(event: Event) -> list[str]:
    if event.list is not ListKind.PARTICIPATING or event.context.switched_to is not None:
        return []
    others = models_in_order(event.context.other_models)
    return [words.still_listed(others)] if others else [words.NO_OTHER]


def _gone_from(event: Event, telling: Telling) -> str:
    names = event.context.missing_from
    observed = event.observed_at.astimezone(telling.zone).date()
    return words.gone_from(list_names(names, observed), len(names))


def _taken_back(event: Event, telling: Telling) -> list[str]:
    told = telling.told or {}
    alerts = [told[wrong] for wrong in event.corrects if wrong in told]
    number = len(event.context.missing_from)
    if not is_correction(event, telling.told):
        return [words.was_missing(number)] if number else []
    alert = alerts[-1] if alerts else None
    when = telling.day_of(alert.observed_at) if alert else None
    if event.kind is EventKind.RETURNED:
        return [words.we_said_gone(when, number, unsure=alert is not None and alert.kind is EventKind.MISSING)]
    return [words.we_said_otherwise(when)]


def _left_open(event: Event, telling: Telling) -> list[str]:
    """The row that this one may be; or what we had left open of it, and what it turned out to be."""
    if event.kind is EventKind.POSSIBLY_RENAMED and event.before is not None:
        old = event.before
        when = words.signed(day(old.signed, telling.year)) if old.signed else None
        return [words.possibly_was(literal(old.agency), literal(old.county, CELL) if old.county else None, when)]
    asked = _asked(event, telling)
    if not asked or asked[-1].before is None or _said_at_signing(event, telling):
        return []
    when, old = telling.day_of(asked[-1].observed_at), asked[-1].before
    return [words.left_open(when, literal(old.agency), literal(asked[-1].agreement.agency), event.kind)]


def _said_at_signing(event: Event, telling: Telling) -> bool:
    """Whether this is the removal of two, and the same news has the signing, which says how they were taken for one."""
    if event.kind is not EventKind.WITHDRAWN:
        return False
    return any(e.kind is EventKind.SIGNED and e.settles == event.settles for e in telling.batch.values())


def _asked(event: Event, telling: Telling) -> list[Event]:
    """What the desk was told, and this event settles."""
    return [told for id_ in event.settles if (told := (telling.told or {}).get(id_)) is not None]


def _changed(change: Change) -> str:
    before, after = (_value(change.field, v) for v in (change.before, change.after))
    return words.field_changed(change.field, before, after)


def _value(name: str, value: str | None) -> str | None:
    """A changed value as a reader should see it; a day with its year; words of ICE's quoted."""
    if not value:
        return None
    if name == "state":
        return state_name(value)
    if name == "model":
        return words.model_words(Model(value))
    if name == "signed":
        try:
            return day(date.fromisoformat(value), 0)
        except ValueError:
            pass
    return words.quoted(literal(value))


def _possibly(other: str, telling: Telling) -> str:
    event = telling.batch.get(other)
    if event is None:
        return words.possibly_event(literal(other, CELL))
    return words.possibly_same(literal(event.agreement.agency), event.agreement.model, event.kind)


def _links(event: Event) -> list[Link]:
    row = event.agreement
    named = [(words.MOA, row.moa), (words.ADDENDUM, row.addendum)]
    if event.kind in _GONE:  # the newest list doesn't have the row: lead to the last one that does
        last = event.before_workbook
        named.append((words.last_listed_in(place_of(_row_before(event))), last.url if last else None))
    else:
        named.append((words.workbook_row(place_of(row)), event.workbook.url))
    if event.kind is EventKind.POSSIBLY_RENAMED and event.before_workbook:
        named.append((words.other_last_listed_in(place_of(_row_before(event))), event.before_workbook.url))
    return [Link(text=text, url=url) for text, address in named if (url := web_url(address))]


def place_of(row: Agreement) -> str:
    """Where it stands in its workbook: "row 12", with the tab where the list stands on several."""
    return place(row.row, literal(row.tab, CELL))


def _row_before(event: Event) -> Agreement:
    return event.before or event.agreement


def _cells(event: Event, telling: Telling, notes: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    row = event.agreement
    shown = event.before_workbook if event.kind in _GONE and event.before_workbook else event.workbook
    at = _row_before(event) if event.kind in _GONE else row
    return (
        ("event", event.id),
        ("kind", event.kind.value),
        ("state", row.state or _printed(row, "state")),
        ("agency", literal(row.agency)),
        ("county", literal(row.county, CELL) if row.county else ""),
        *place_cells(row),
        ("model", words.model_words(row.model) if row.model else _printed(row, "model")),
        ("signed", row.signed.isoformat() if row.signed and "signed" not in row.unclear else _printed(row, "signed")),
        ("seen", event.observed_at.astimezone(telling.zone).isoformat(timespec="minutes")),
        ("notes", " ".join(notes)),
        ("moa", web_url(row.moa) or ""),
        ("workbook", literal(shown.name)),
        ("row", str(at.row)),
        *([("tab", literal(at.tab, CELL))] if at.tab else []),
    )
