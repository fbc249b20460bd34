"""The sentences under an agency: what is new about it, what ICE changed, what we said before, what it may be."""

import re
from collections.abc import Iterable
from datetime import date
from itertools import groupby

from notifiers.language.language import Language
from notifiers.language.said import Said
from notifiers.story.document_notes import document_notes
from notifiers.story.telling import Telling, agency_key, is_correction
from notifiers.text.safe import CELL, literal
from watchers.model.agreement import Level, ListKind, Model, models_in_order
from watchers.model.event import Change, Event, EventKind
from watchers.names.whereabouts import whereabouts

GONE = frozenset({EventKind.MISSING, EventKind.WITHDRAWN, EventKind.PENDING_DROPPED})
_DAY_IN_NAME = re.compile(r"(?<!\d)(\d\d)(\d\d)(20\d\d)(am|pm)?", re.IGNORECASE)
_STALE_DAYS = 120


def list_names(names: tuple[str, ...], observed: date, language: Language) -> str:
    """As in "Nov. 6 morning and afternoon, and Nov. 7" for workbooks' names; many by number, first and last.

    ICE has typed wrong days and years into these names, so one that is far from the day of the news stays a name.
    """
    words = language.notes
    dated = [(day_named(name, observed), name) for name in names]
    if len(names) > 4 and (first := dated[0][0]) and (last := dated[-1][0]):
        return words.many_lists(len(names), language.day(first[0], observed.year), language.day(last[0], observed.year))
    said: list[str] = []
    for when, group in groupby(dated, key=lambda d: d[0][0] if d[0] else None):
        found = list(group)
        if when is None:
            said += [literal(name, CELL) for _, name in found]
        else:
            halves = [named[1] for named, _ in found if named and named[1]]
            said.append(words.day_halves(language.day(when, observed.year), halves))
    return words.listing_of_lists(said)


def day_named(name: str, observed: date) -> tuple[date, str] | None:
    """The day and the half of it ("am", "") in a workbook's name; None where there is none that can be."""
    match = _DAY_IN_NAME.search(name)
    if match is None:
        return None
    try:
        when = date(int(match[3]), int(match[1]), int(match[2]))
    except ValueError:
        return None
    return (when, (match[4] or "").casefold()) if -2 <= (observed - when).days <= _STALE_DAYS else None


def notes_of(found: list[Event], telling: Telling) -> list[Said]:
    """The sentences about one agency's events of one kind, in reading order.

    What is so of one of its models alone begins with the model.
    """
    words = telling.language.notes
    by_event = [(e, _notes(e, telling)) for e in found]
    said = _novelty(found, telling)
    for note in dict.fromkeys(note for _, notes in by_event for note in notes):
        mine = [e.agreement.model for e, notes in by_event if note in notes]
        is_of_all = len(mine) == len(found)
        said.append(note if is_of_all else Said(text=words.of_models(models_in_order(mine), note.text)))
    return said


def _novelty(found: list[Event], telling: Telling) -> list[Said]:
    """What signings are the first of, or what they add to."""
    event = found[0]
    if event.kind not in {EventKind.SIGNED, EventKind.PENDING}:
        return []
    of_now = _signed_now(event, telling)
    county = whereabouts(event.agreement).county
    firsts = tuple(dict.fromkeys(what for e in found for what in e.context.first_of))
    state = event.agreement.state
    said = telling.language.notes.first_of(firsts, county.name if county else None, state) if firsts else []
    older = models_in_order(m for e in found for m in e.context.other_models if m not in of_now)
    is_switch = any(e.context.switched_from is not None for e in found)
    if older and any(e.agreement.model for e in found) and not is_switch:
        said.append(Said(text=telling.language.notes.adds_to(older, event.list)))
    elif not said and not is_switch and event.kind is EventKind.SIGNED:
        said.append(Said(text=telling.language.notes.NOT_ITS_FIRST))
    return said


def _signed_now(event: Event, telling: Telling) -> list[Model]:
    """The models that the same agency newly signed (or waits for) in the same news."""
    return models_in_order(
        e.agreement.model for e in telling.batch.values() if e.kind is event.kind and agency_key(e) == agency_key(event)
    )


def _notes(event: Event, telling: Telling) -> list[Said]:
    words = telling.language.notes
    if event.document is not None:
        observed = event.observed_at.astimezone(telling.zone).date()
        said = [Said(text=text) for text in document_notes(event.kind, event.document, observed, telling.language)]
        return [*(_taken_back(event, telling) if is_correction(event, telling.told) else []), *said]
    context = event.context
    notes = _switch(event, telling)
    if context.waited_days is not None and event.kind in {EventKind.SIGNED, EventKind.PENDING_DROPPED}:
        notes.append(words.waited(context.waited_days))
    if event.kind in GONE:
        notes += _still(event, telling)
        notes += [_gone_from(event, telling)] if context.missing_from else []
    if event.kind is EventKind.RETURNED or is_correction(event, telling.told):
        notes += _taken_back(event, telling)
    left_open = _left_open(event, telling)
    notes += left_open
    if event.kind is not EventKind.POSSIBLY_RENAMED:  # names that were just said aren't said again
        notes += [
            _changed(change, telling.language)
            for change in event.changes
            if not (left_open and change.field == "agency")
        ]
    if not event.settles:  # what is settled is no longer possibly the other one
        notes += [_possibly(other, telling) for other in context.possibly]
    if event.kind is EventKind.SIGNED and event.agreement.moa is None:
        notes.append(
            Said(text=words.MOA_UNREAD) if event.agreement.is_document_unknown else telling.language.story.NO_MOA
        )
    return notes


def _switch(event: Event, telling: Telling) -> list[Said]:
    words = telling.language.notes
    context, lately = event.context, telling.lately.get(event.id)
    if event.kind is EventKind.SIGNED and context.switched_from is not None:
        partner = telling.partners.get(event.id)
        return [Said(text=words.switched_from(context.switched_from, partner.kind if partner else None))]
    if event.kind in GONE and context.switched_to is not None:
        return [Said(text=words.switched_to(context.switched_to))]
    if lately is None or lately.agreement.model is None:
        return []
    if lately.kind is EventKind.SIGNED:
        on = telling.language.day(lately.signed_on, telling.year) if lately.signed_on else None
        return [Said(text=words.signed_lately(lately.agreement.model, on, telling.day_of(lately.observed_at)))]
    return [Said(text=words.left_lately(lately.agreement.model, telling.day_of(lately.observed_at)))]


def _still(event: Event, telling: Telling) -> list[Said]:
    if event.list is not ListKind.PARTICIPATING or event.context.switched_to is not None:
        return []
    others = models_in_order(event.context.other_models)
    lately = telling.lately.get(event.id)
    if lately is not None and others == [lately.agreement.model]:
        return [Said(text=telling.language.notes.STILL_LISTED_FOR_THAT)]
    return [Said(text=telling.language.notes.still_listed(others))] if others else [telling.language.notes.NO_OTHER]


def _gone_from(event: Event, telling: Telling) -> Said:
    names = event.context.missing_from
    observed = event.observed_at.astimezone(telling.zone).date()
    return telling.language.notes.gone_from(list_names(names, observed, telling.language), len(names))


def _taken_back(event: Event, telling: Telling) -> list[Said]:
    told = telling.told or {}
    alerts = [told[wrong] for wrong in event.corrects if wrong in told]
    number = len(event.context.missing_from)
    if not is_correction(event, telling.told):
        return [Said(text=telling.language.notes.was_missing(number))] if number else []
    alert = alerts[-1] if alerts else None
    when = telling.day_of(alert.observed_at) if alert else None
    if event.kind is EventKind.RETURNED:
        unsure = alert is not None and alert.kind is EventKind.MISSING
        return [Said(text=telling.language.notes.we_said_gone(when, number, unsure=unsure))]
    return [Said(text=telling.language.notes.we_said_otherwise(when))]


def _left_open(event: Event, telling: Telling) -> list[Said]:
    """The row that this one may be; or what we had left open of it, and what it turned out to be."""
    words = telling.language.notes
    if event.kind is EventKind.POSSIBLY_RENAMED and event.before is not None:
        old = event.before
        when = (
            telling.language.story.signed(telling.language.day(old.signed, telling.year)).text if old.signed else None
        )
        county = literal(old.county, CELL) if old.county else None
        return [Said(text=words.possibly_was(literal(old.agency), county, when))]
    asked = asked_before(event, telling)
    if not asked or asked[-1].before is None or _said_at_signing(event, telling):
        return []
    when, old = telling.day_of(asked[-1].observed_at), asked[-1].before
    said = words.left_open(when, literal(old.agency), literal(asked[-1].agreement.agency), event.kind)
    return [Said(text=said)]


def _said_at_signing(event: Event, telling: Telling) -> bool:
    """Whether this is the removal of two, and the same news has the signing, which says how they were taken for one."""
    if event.kind is not EventKind.WITHDRAWN:
        return False
    return any(e.kind is EventKind.SIGNED and e.settles == event.settles for e in telling.batch.values())


def asked_before(event: Event, telling: Telling) -> list[Event]:
    """What the desk was told, and this event settles."""
    return [told for id_ in event.settles if (told := (telling.told or {}).get(id_)) is not None]


def _changed(change: Change, language: Language) -> Said:
    before, after = (_value(change.field, v, language) for v in (change.before, change.after))
    return Said(text=language.notes.field_changed(change.field, before, after))


def _value(name: str, value: str | None, language: Language) -> str | None:
    """A changed value as a reader should see it; a day with its year; words of ICE's quoted."""
    if not value:
        return None
    if name == "state":
        return language.state_name(value)
    if name == "model":
        return language.model_words(Model(value))
    if name == "level" and value in set(Level):
        return language.notes.quoted(language.level(Level(value)))
    if name == "signed":
        try:
            return language.day(date.fromisoformat(value), 0)
        except ValueError:
            pass
    return language.notes.quoted(literal(value))


def _possibly(other: str, telling: Telling) -> Said:
    event = telling.batch.get(other)
    if event is None:
        return Said(text=telling.language.notes.possibly_event(literal(other, CELL)))
    row = event.agreement
    return Said(text=telling.language.notes.possibly_same(literal(row.agency), row.model, event.kind))


def texts(said: Iterable[Said]) -> tuple[str, ...]:
    """The sentences as text."""
    return tuple(one.text for one in said)
