"""Reads a story as a reader does, sentence by sentence, and holds each claim against the events that it tells.

Written from what the sentences say, not from how they are made: a sentence that nothing here can read is a fault too.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from notifiers.story.model import Item, Section, Story
from watchers.diff.totals import Tally
from watchers.model.agreement import Model
from watchers.model.event import Event, EventKind
from watchers.names.places import STATES, state_name
from watchers.names.whereabouts import whereabouts

_MONTHS = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
_SMALL = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_NUMBERS = {word: n for n, word in enumerate(_SMALL)}
_MODELS = {
    "Task Force Model": Model.TFM, "Task Force": Model.TFM, "Warrant Service Officer": Model.WSO,
    "Warrant Service": Model.WSO, "Jail Enforcement Model": Model.JEM, "Jail Enforcement": Model.JEM, "Jail": Model.JEM,
}  # fmt: skip
_DAY = r"(?:Jan\.|Feb\.|March|April|May|June|July|Aug\.|Sept\.|Oct\.|Nov\.|Dec\.) \d{1,2}(?:, \d{4})?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What the claims are held against: the story's events, the step of a switch before each, the lists' totals."""

    events: Mapping[str, Event]
    lately: Mapping[str, Event]
    totals: Mapping[str, Tally]


def faults(story: Story, record: Record) -> Iterator[str]:
    """Each sentence that says what the record doesn't, or that can't be read."""
    told = [id_ for s in story.sections for item in s.items for id_ in (item.event_id, *item.also)]
    if sorted(told) != sorted(record.events):
        yield f"told {told}, and the events are {sorted(record.events)}"
    for section in story.sections:
        yield from _of_section(section, record, year=story.observed_at.year)
    yield from (f"total: {line}" for line in story.totals if not _is_true_total(line, record.totals))
    for text in (story.headline, story.summary, story.quote):
        yield from (f"count: {text}" for claim in _COUNTED.finditer(text) if not _is_true_count(claim, record))
    yield from (f"quote: {story.quote}" for sentence in _sentences(story.quote) if not _is_true_quote(sentence, record))


def _of_section(section: Section, record: Record, *, year: int) -> Iterator[str]:
    counted = re.search(r"\((\d+)(?: agencies, (\d+) agreements)?\)$", section.heading)
    agencies, agreements = (int(counted[1]), int(counted[2] or counted[1])) if counted else (1, len(section.agreements))
    if section.heading and (agencies, agreements) != (len(section.items), len(section.agreements)):
        yield f"heading: {section.heading}"
    each = re.fullmatch(r"Each(, unless noted)?: (.+)\.", section.of_each)
    if section.of_each and each is None:
        yield f"unread: {section.of_each}"
    for item in section.items:
        mine = [e for e in _events(item, record) if e.kind is section.kind] or _events(item, record)
        for said in (*item.facts, *item.notes):
            yield from (f"{item.agency}: {said}" for _ in [0] if not _holds(said, mine, record, year))
    for phrase in _phrases(each[2]) if each is not None else []:
        held = [
            _holds(phrase, [e for e in _events(item, record) if e.kind is section.kind], record, year)
            for item in section.items
        ]
        if not (all(held) or (each is not None and each[1] and sum(held) >= len(held) / 2)):
            yield f"of each: {phrase}"


def _phrases(line: str) -> list[str]:
    """The phrases of a line about each agency: parted by semicolons where one of them has commas."""
    is_one = line.startswith("gone from the lists of") and ";" not in line
    return [line] if is_one else line.split("; " if ";" in line else ", ")


def _events(item: Item, record: Record) -> list[Event]:
    return [record.events[id_] for id_ in (item.event_id, *item.also)]


def _holds(said: str, events: Sequence[Event], record: Record, year: int) -> bool:
    """Whether a phrase or sentence is so of all these events of one agency; one about some models, of those."""
    models, colon, rest = said.partition(": ")
    named = _models(models) if colon else None
    if named:
        events = [e for e in events if e.agreement.model in named]
        said = rest[0].upper() + rest[1:]
        if len(events) != len(named):
            return False
    for pattern, is_so in _READ:
        found = re.fullmatch(pattern, said, re.DOTALL)
        if found is not None:
            return all(is_so(found, e, events, record, year) for e in events)
    return False


def _models(text: str) -> set[Model] | None:
    bare = re.sub("[¹²³⁴⁵⁶⁷⁸⁹]", "", text)
    found = [_MODELS.get(part) for part in re.split(r", | and ", bare)]
    return None if None in found else {model for model in found if model}


def _is_day(text: str, when: date | None, year: int) -> bool:
    return when is not None and text in {
        f"{_MONTHS[when.month - 1]} {when.day}" if when.year == year else "",
        f"{_MONTHS[when.month - 1]} {when.day}, {when.year}",
    }


def _number(text: str) -> int:
    return _NUMBERS[text] if text in _NUMBERS else int(text.replace(",", ""))


def _firsts(where: str | None, e: Event, events: Sequence[Event]) -> bool:
    firsts = {what for event in events for what in event.context.first_of}
    if where is None:
        return "agency" in firsts
    county = whereabouts(e.agreement).county
    is_county = county is not None and where == county.name
    return ("state" if where == state_name(e.agreement.state) else "county" if is_county else "") in firsts


_Check = Callable[[re.Match[str], Event, Sequence[Event], Record, int], bool]
_CHANGES = {"agreement": "moa", "addendum": "addendum"}
_READ: tuple[tuple[str, _Check], ...] = (
    (r"[Ss]igned (.+)", lambda m, e, _es, r, y: _is_day(m[1], e.agreement.signed, y) or _is_earlier(m[1], e, r, y)),
    (
        r"(.+?) signed (.+)",
        lambda m, _e, es, _r, y: _of_model(m[1], es, lambda e: _is_day(m[2], e.agreement.signed, y)),
    ),
    (r"MOA not posted\.?", lambda _m, e, _es, _r, _y: e.agreement.moa is None),
    (r"[Ff]irst(?: in (.+))? on our record\.?", lambda m, e, es, _r, _y: _firsts(m[1], e, es)),
    (r"On ICE's list before, by our record\.", lambda _m, e, _es, _r, _y: "agency" not in e.context.first_of),
    (
        r"(?:Adds|Would add) to (.+)\.",
        lambda m, e, _es, _r, _y: bool(_models(m[1])) and (_models(m[1]) or set()) <= set(e.context.other_models),
    ),
    (
        r"(?:Was p|p)ending (\w+) days?(?:\.| before)",
        lambda m, e, _es, _r, _y: e.context.waited_days == _number(m[1]),
    ),
    (r"(?:Was n|n)ewly pending the same day\.?", lambda _m, e, _es, _r, _y: e.context.waited_days == 0),
    (
        r"Still listed for that\.",
        lambda _m, e, _es, r, _y: e.id in r.lately and e.context.other_models == (r.lately[e.id].agreement.model,),
    ),
    (r"Still listed for (.+)\.", lambda m, e, _es, _r, _y: _models(m[1]) == set(e.context.other_models)),
    (r"[Nn]o other agreement listed\.?", lambda _m, e, _es, _r, _y: not e.context.other_models),
    (r"[Gg]one from the lists? of (.+?)(?: \((\d+) lists\))?\.?", lambda m, e, _es, _r, _y: _are_lists(m, e)),
    (
        r"Was listed for (.+?)(?:, which is .+)?\.",
        lambda m, _e, es, _r, _y: any(_models(m[1]) == {e.context.switched_from} for e in es),
    ),
    (r"Now listed for (.+)\.", lambda m, e, _es, _r, _y: _models(m[1]) == {e.context.switched_to}),
    (
        r"Its (.+) agreement was gone from ICE's list as of .+\.",
        lambda m, e, _es, r, _y: e.id in r.lately and _models(m[1]) == {r.lately[e.id].agreement.model},
    ),
    (
        r"(?:It was|Our (?:alert of .+|earlier alert) said it was \w+; it was) missing from (\d+) lists?\.",
        lambda m, e, _es, _r, _y: len(e.context.missing_from) == int(m[1]),
    ),
    (r"Corrects our (?:alert of .+|earlier alert)\.", lambda _m, e, _es, _r, _y: bool(e.corrects)),
    (
        r"ICE (?:changed|added|took away) the link to the (agreement|addendum)\.",
        lambda m, e, _es, _r, _y: any(c.field == _CHANGES[m[1]] for c in e.changes),
    ),
    (r"ICE (?:now gives|no longer gives) .+", lambda _m, e, _es, _r, _y: bool(e.changes)),
    (r"ICE prints “(.+)” too\.", lambda m, _e, es, _r, _y: m[1] in {x.agreement.agency for x in es}),
    (
        r"Possibly .+|Our alert of .+ left open .+",
        lambda _m, e, _es, _r, _y: bool(e.settles or e.context.possibly or e.before),
    ),
    (r"(?:last in )?rows? [\d, and–]+", lambda m, _e, es, _r, _y: _are_rows(m[0], es)),
    (r"so spelled by ICE; (.+)", lambda m, e, _es, _r, _y: m[1].casefold() not in e.agreement.agency.casefold()),
    (r"as ICE spells it|no signing date printed|(?:signing date|model|state) printed by ICE as .+", lambda *_: True),
    (r"(model|state) left blank by ICE", lambda m, _e, es, _r, _y: all(not getattr(x.agreement, m[1]) for x in es)),
    (r"on ICE's (?:pending )?list again as of .+", lambda _m, e, _es, _r, _y: e.kind is EventKind.RETURNED),
    (r"first seen on ICE's list .+", lambda _m, e, _es, _r, _y: bool(e.settles)),
    (r"(?:.+, )?population [\d.,]+(?: million)?", lambda *_: True),
    (r"state agency", lambda _m, e, _es, _r, _y: e.agreement.level is not None),
    (r".+", lambda m, e, es, _r, _y: _is_plain_fact(m[0], e, es)),
)
"""What a sentence or phrase claims; the first pattern that it has is how it is read."""


def _of_model(text: str, events: Sequence[Event], is_so: Callable[[Event], bool]) -> bool:
    named = _models(text)
    return bool(named) and all(any(e.agreement.model is model and is_so(e) for e in events) for model in named or ())


def _is_earlier(text: str, e: Event, record: Record, year: int) -> bool:
    """Whether "Signed Warrant Service Officer Sept. 22." is so of the signing some weeks before."""
    found = re.fullmatch(rf"(.+) ({_DAY})\.", text)
    earlier = record.lately.get(e.id)
    return bool(
        found
        and earlier
        and _models(found[1]) == {earlier.agreement.model}
        and _is_day(found[2], earlier.agreement.signed, year)
    )


def _are_lists(found: re.Match[str], e: Event) -> bool:
    if found[2]:
        return len(e.context.missing_from) == int(found[2])
    halves = re.findall(r"morning|afternoon", found[1])
    return len(halves) <= len(e.context.missing_from) <= len(re.findall(rf"{_DAY}|morning|afternoon|\.xlsx", found[1]))


def _are_rows(text: str, events: Sequence[Event]) -> bool:
    rows = {(e.before or e.agreement).row if text.startswith("last") else e.agreement.row for e in events}
    said = [(int(first), int(last or first)) for first, last in re.findall(r"(\d+)(?:–(\d+))?", text)]
    return {row for first, last in said for row in range(first, last + 1)} == rows


def _is_plain_fact(text: str, e: Event, events: Sequence[Event]) -> bool:
    """A county, a state or the models, of which each has its own."""
    under = _models(text)
    return text in {e.agreement.county, state_name(e.agreement.state)} or under == {x.agreement.model for x in events}


def _is_true_total(line: str, totals: Mapping[str, Tally]) -> bool:
    one = re.fullmatch(r"(.+) now: ([\d,]+|no) agreements?(?: \((.+)\))?(?: · ([\d,]+) pending)?", line)
    if one and one[1] != "Agreements":
        tallies = list(totals.values()) if one[1] == "Nationwide" else [totals.get(_code(one[1]), Tally())]
        models = {m: sum(t.models.get(m, 0) for t in tallies) for m in Model}
        said = [part.partition(" ") for part in one[3].split(", ")] if one[3] else []
        of_models = all(models[_MODELS[name]] == _number(n) for n, _, name in said if name in _MODELS)
        return of_models and sum(t.agreements for t in tallies) == _number(one[2])
    many = re.fullmatch(r"Agreements now: (.+)", line)
    pairs = [part.rsplit("\u00a0", 1) for part in re.split(r", (?=[A-Z])", many[1])] if many else []
    return bool(pairs) and all(totals.get(_code(name), Tally()).agreements == _number(n) for name, n in pairs)


def _code(name: str) -> str:
    return next(code for code, state in STATES.items() if state.name == name)


_COUNTED = re.compile(
    rf"(?P<n>[\d,]+|\b(?:{'|'.join(_SMALL[1:])})) (?:law enforcement )?(?P<what>agenc(?:y|ies)|agreements?) "
    r"(?P<did>newly signed|newly pending|missing from|no longer on|off the pending|back on)",
    re.IGNORECASE,
)
_DID = {
    "newly signed": EventKind.SIGNED, "newly pending": EventKind.PENDING, "missing from": EventKind.MISSING,
    "no longer on": EventKind.WITHDRAWN, "off the pending": EventKind.PENDING_DROPPED, "back on": EventKind.RETURNED,
}  # fmt: skip


def _is_true_count(claim: re.Match[str], record: Record) -> bool:
    """Whether no more are counted than there are of the kind; a count by state or by sort is a part of them."""
    mine = [e for e in record.events.values() if e.kind is _DID[claim["did"].casefold()]]
    number = (
        len({(e.agreement.state, e.agreement.agency) for e in mine}) if claim["what"].startswith("agenc") else len(mine)
    )
    return 0 < _number(claim["n"].casefold()) <= number


def _sentences(quote: str) -> list[str]:
    ends = "|".join(rf"(?<={end}\.)" for end in ("Enforcement", "ICE", "ended", "signed", "name", "list", r"\d"))
    return re.split(rf"(?:{ends}) (?=[A-Z0-9])", quote) if quote else []


def _is_true_quote(sentence: str, record: Record) -> bool:
    """Whether a sentence to print names only agencies and days of its kind, or carries nothing but caution."""
    if sentence.strip().startswith(("The list does not say why", "That may be a slip")):
        return True
    kind = next((kind for words, kind in _VERBS.items() if words in sentence), None)
    mine = [e for e in record.events.values() if e.kind is kind]
    on = re.search(rf"agreements? ({_DAY}), according", sentence)
    if on and not all(_is_day(on[1] or on[2], e.agreement.signed, e.observed_at.year) for e in mine):
        return False
    counted = re.search(r"(\w+) law enforcement agencies", sentence)
    if counted:
        return _number(counted[1].casefold()) <= len({(e.agreement.state, e.agreement.agency) for e in mine})
    return bool(mine)


_VERBS = {
    "among its pending": EventKind.PENDING_DROPPED,
    " signed ": EventKind.SIGNED,
    "no longer lists": EventKind.WITHDRAWN,
    "missing from": EventKind.MISSING,
    "list again": EventKind.RETURNED,
    " pending, as of": EventKind.PENDING,
    "perhaps under a new name": EventKind.POSSIBLY_RENAMED,
    "edited": EventKind.AMENDED,
    "has posted": EventKind.MOA_POSTED,
}
