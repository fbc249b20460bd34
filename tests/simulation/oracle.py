"""What each desk and each operator must have got by the end of a week, known by how the week was made."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from bot.outgoing.operators import HEADLINES
from notifiers.language.english import ENGLISH
from tests.simulation.newsroom import BEGIN, BLIND_AFTER, HOUR, OPERATORS_CHANNEL, OPERATORS_INBOX, Arrival, Log, Slack
from tests.simulation.week import LEAVING, PART_OF, QUIET, SIGNING, WEEK, Kind, Part, Week


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A reader of alerts: where, of which states, and over what it may be told late."""

    place: str
    states: tuple[str, ...]
    part: Part


DESKS = (
    Desk(place="C0NATION001", states=(*SIGNING, LEAVING), part=Part.SLACK),
    Desk(place=Slack.channel_id("#plains"), states=("KANSAS", LEAVING), part=Part.SLACK),
    Desk(place="desk@paper.test", states=(*SIGNING, LEAVING), part=Part.MAIL),
    Desk(place="webhook", states=("MISSOURI", LEAVING), part=Part.WEBHOOK),
    Desk(place="terminal", states=(*SIGNING, LEAVING), part=Part.OUTPUT),
)
DIGESTS = "C0DIGEST001"
OPERATORS = {OPERATORS_CHANNEL: (Part.SLACK, Part.OPERATORS), OPERATORS_INBOX: (Part.MAIL,)}
PLACES = (*OPERATORS, DIGESTS, "C0NATION001", "#plains", "desk@paper.test", "tips", "terminal", "participating")
"""What a notice may be about."""

CAUSES = {
    "blocked": {Kind.REFUSED, Kind.IN_TURNS, Kind.BLOCK_PAGE},
    "source": {Kind.BROKEN_FILE, Kind.NO_LINK},
    "hold": {Kind.ODD},
    "unposted": {Kind.NO_PENDING},
    "clock": {Kind.AHEAD, Kind.BACK},
    "log": {Kind.UNWRITTEN},
    "disk": {Kind.FULL},
    "blind": set(Kind),  # whatever keeps it from looking for hours
    "delivery": {k for k in Kind if PART_OF[k] in (Part.SLACK, Part.OPERATORS, Part.MAIL, Part.WEBHOOK, Part.OUTPUT)},
}
"""What may be told, and the faults that may be behind it."""
AT_ONCE = {
    Kind.REFUSED: ("blocked", 2),
    Kind.BLOCK_PAGE: ("blocked", 2),
    Kind.IN_TURNS: ("blocked", 4),
    Kind.BROKEN_FILE: ("source", 1),
    Kind.NO_LINK: ("source", 1),
    Kind.ODD: ("hold", 1),
    Kind.AHEAD: ("clock", 1),
    Kind.BACK: ("clock", 1),
    Kind.UNWRITTEN: ("log", 1),
    Kind.FULL: ("disk", 2),
    Kind.REVOKED: ("delivery", 1),
    Kind.ARCHIVED: ("delivery", 1),
    Kind.HOOK_GONE: ("delivery", 1),
    Kind.HELO: ("delivery", 1),
}
"""What must be told once the bot has met a fault that often while it could write that down."""
SOON = 2 * HOUR
LONG = BLIND_AFTER + 2 * HOUR  # polls back off to two hours


def judge(week: Week, log: Log) -> list[str]:
    """Every way in which the week did not end as it must; nothing where all is well."""
    return [
        *log.broken,
        *_news(week, log),
        *_repeats(week, log),
        *_digests(week, log),
        *_troubles(week, log),
        *_silence(week, log),
        *_end(week, log),
    ]


def _news(week: Week, log: Log) -> Iterator[str]:
    """Each agency that signed, applied or left once at each desk that watches its state, and no other one at all."""
    at_place: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in log.arrivals:
        at_place[arrival.place].append(arrival)
    for desk in DESKS:
        told = _told_once(at_place[desk.place])
        for posting in week.postings:
            for state, place in (*posting.signs, *posting.applies, *posting.leaves):
                came = [arrival for arrival in told if f"{place} County Sheriff" in arrival.words]
                wanted = state in desk.states
                if len(came) != wanted:
                    yield f"{desk.place}: {place} of hour {posting.hour} was told {len(came)} times, not {wanted:d}"
                gone = bool(came) and "no longer" in came[0].words
                if came and (state, place) in posting.leaves and not gone:
                    yield f"{desk.place}: {place} left, and was told otherwise"
                if came and (state, place) not in posting.leaves and came[0].at - _at(posting.hour) > SOON:
                    yield from _late(week, desk, came[0], posting.hour)
        stayed = [p for p in week.listed if not any(p in posting.leaves for posting in week.postings)]
        for _, place in stayed:
            if any(f"{place} County Sheriff" in arrival.words for arrival in told):
                yield f"{desk.place}: {place} stayed on the list, and was news"


def _late(week: Week, desk: Desk, came: Arrival, hour: int) -> Iterator[str]:
    if _is_clean(week, (Part.ICE, Part.MACHINE, Part.CLOCK, desk.part), hour - 14, (came.at - BEGIN) / HOUR):
        yield f"{desk.place}: news of hour {hour} came {came.at - _at(hour)} later, and nothing was in its way"


def _is_clean(week: Week, parts: tuple[Part, ...], start: float, end: float) -> bool:
    return not any(PART_OF[f.kind] in parts and f.start < end and f.end > start for f in week.faults)


def _at(hour: float) -> datetime:
    return BEGIN + hour * HOUR


def _told_once(arrivals: list[Arrival]) -> list[Arrival]:
    """Without what a reader can know for a repeat: a mail's Message-ID again, a post marked as one."""
    seen: set[str] = set()
    kept: list[Arrival] = []
    for arrival in arrivals:
        if any(mark in arrival.words for mark in (ENGLISH.slack.MAYBE_A_REPEAT, ENGLISH.story.MAYBE_PRINTED)) and any(
            _headline(arrival) == _headline(k) for k in kept
        ):
            continue
        if arrival.id is not None and arrival.id in seen:
            continue
        seen |= {arrival.id} if arrival.id is not None else set()
        kept.append(arrival)
    return kept


def _headline(arrival: Arrival) -> str:
    """What stands over it: Slack's text, or a terminal's first line."""
    return arrival.words.partition('"text": "')[2].partition('", "')[0] or arrival.words.partition("\n")[0]


def _repeats(week: Week, log: Log) -> Iterator[str]:
    """Nothing twice where the channel can tell; a mail again only where its server left it open."""
    may_repeat = {Kind.MAIL_CLOSES, Kind.KILLED_AFTER, Kind.KILLED_BEFORE, Kind.FULL}
    for (place, id_), times in Counter((a.place, a.id) for a in log.arrivals if a.id is not None).items():
        if times == 1 or ("@" in place and any(f.kind in may_repeat for f in week.faults)):
            continue
        yield f"{place}: one message {times} times ({id_})"


def _digests(week: Week, log: Log) -> Iterator[str]:
    """One a day, but for days on which there was no bot, or another clock."""
    first = {
        _headline(a).partition(":")[0]: a.at for a in reversed(log.arrivals) if a.place == DIGESTS and a.id is not None
    }
    came = list(first.values())  # its second message, which belongs into its thread, has the same period
    last = [at for at in came if at > _at(WEEK + QUIET - 26)]
    if len(last) not in {1, 2}:
        yield f"{len(last)} digests in the last 26 hours"
    days, clocks = (WEEK + QUIET) // 24, sum(PART_OF[f.kind] is Part.CLOCK for f in week.faults)
    if len(came) > days + clocks:
        yield f"{len(came)} digests in {days} days"
    if not clocks and _is_clean(week, (Part.MACHINE, Part.SLACK), 0, WEEK) and len(came) < days - 1:
        yield f"only {len(came)} digests in {days} days"


def _troubles(week: Week, log: Log) -> Iterator[str]:
    """Each told once when it starts and once when it ends, to every operator; none that there was not."""
    for place in OPERATORS:
        told = _told_once([a for a in log.arrivals if a.place == place])
        by_kind: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
        for arrival in told:
            kind, edge, about = _read(arrival.words)
            if kind == "other":
                yield f"{place}: an unexpected notice: {arrival.words[:150]}"
            by_kind[f"{kind} {about}".strip()].append((edge, arrival.at))
        for name, edges in by_kind.items():
            yield from _alternates(week, place, name, [edge for edge, _ in edges])
            yield from _called_for(week, place, name, sum(edge == "start" for edge, _ in edges))
        yield from _untold(week, log, place, by_kind)


def _read(words: str) -> tuple[str, str, str]:
    """Which trouble a notice is about, whether it starts or ends, and what it is about."""
    if "clock of watch287g's machine was ahead" in words:
        return "ahead", "once", ""
    for kind, (start, over) in (HEADLINES | _UNRECORDED).items():
        for edge, headline in (("over", f"Over: {over}"), ("start", start)):
            before, _, after = headline.partition("{}")
            at = words.find(before)
            if at >= 0 and after in words[at:]:
                about = words[at + len(before) : at + len(before) + 60] if "{}" in headline else ""
                return kind, edge, next((place for place in PLACES if place in about), "")
    return "other", "", ""


_UNRECORDED = {"disk": ("watch287g can't write to its disk", "watch287g can write to its disk again")}


def _alternates(week: Week, place: str, name: str, edges: list[str]) -> Iterator[str]:
    """A message that has failed for hours holds back nothing: then an end may overtake its start."""
    if name == "ahead":
        return
    if not _is_clean(week, OPERATORS[place], 0, WEEK):
        if name == "disk":  # told unrecorded, and so to whoever takes it then
            return
        balanced = edges.count("start") == edges.count("over")
        edges = ["start", "over"] * (len(edges) // 2) if balanced else edges
    if edges != ["start", "over"] * (len(edges) // 2):
        yield f"{place}: {name} was told as {', '.join(edges)}"


def _called_for(week: Week, place: str, name: str, starts: int) -> Iterator[str]:
    kind = name.partition(" ")[0]
    causes = [f for f in week.faults if f.kind in CAUSES.get(kind, ())]
    if starts > len(causes):
        yield f"{place}: {name} was told {starts} times, over {len(causes)} faults"


def _untold(week: Week, log: Log, place: str, by_kind: Mapping[str, list[tuple[str, datetime]]]) -> Iterator[str]:
    for fault, met in log.seen.items():
        if fault.kind not in AT_ONCE:
            continue
        trouble, often = AT_ONCE[fault.kind]
        if len(met) < often:
            continue
        starts = [
            at for name, edges in by_kind.items() if name.startswith(trouble) for edge, at in edges if edge == "start"
        ]
        due = met[often - 1]
        in_time = [at for at in starts if at >= _at(fault.start)]
        if trouble == "disk" and not _is_clean(week, OPERATORS[place], fault.start - 14, fault.end):
            continue
        if not in_time:
            yield f"{place}: {fault} was met {len(met)} times, and never told"
        elif min(in_time) - due > SOON and _can_hear(week, place, due, min(in_time)):
            yield f"{place}: {fault} was told {min(in_time) - due} after it was met"


def _can_hear(week: Week, place: str, since: datetime, until: datetime) -> bool:
    parts = (*OPERATORS[place], Part.MACHINE, Part.CLOCK)
    return _is_clean(week, parts, (since - BEGIN) / HOUR - 14, (until - BEGIN) / HOUR)


def _silence(week: Week, log: Log) -> Iterator[str]:
    """Blindness is told in time, and what is undelivered for hours fails `health` while it is."""
    for hour in log.hours:
        at = (hour.at - BEGIN) / HOUR
        is_late = hour.oldest is not None and hour.at - hour.oldest > BLIND_AFTER + HOUR
        if is_late and not hour.failing and _is_clean(week, (Part.CLOCK,), at - 48, at + 1):
            yield f"hour {at:.0f}: undelivered since {hour.oldest}, and health is content"
            return
    good = [at for at, is_good in log.polls if is_good] + [log.hours[-1].at if log.hours else BEGIN]
    for before, after in pairwise(good):
        start, end = (before - BEGIN) / HOUR, (after - BEGIN) / HOUR
        if after - before <= LONG or not _is_clean(week, (Part.MACHINE, Part.CLOCK), start - 1, end):
            continue
        for place, parts in OPERATORS.items():
            if _is_clean(week, parts, start - 14, start + 9) and not any(
                a.place == place and before < a.at <= before + LONG and _read(a.words)[:2] == ("blind", "start")
                for a in log.arrivals
            ):
                yield f"{place}: blind from hour {start:.2f} to {end:.2f}, and not told within {LONG}"


def _end(week: Week, log: Log) -> Iterator[str]:
    """Two quiet days later nothing waits, `health` is content, and the record is as ICE's list."""
    if log.undelivered:
        yield f"{log.undelivered} messages still undelivered"
    if log.record != listed_at_end(week):
        yield f"the record differs from ICE's list in {sorted(log.record ^ listed_at_end(week))}"
    last = log.hours[-1] if log.hours else None
    if last is None or last.failing:
        yield f"health fails at the end: {last.failing if last else 'nobody asked'}"


def listed_at_end(week: Week) -> frozenset[str]:
    """The agencies on ICE's list once all is posted."""
    gone = {place for posting in week.postings for place in posting.leaves}
    there = [*week.listed, *(place for posting in week.postings for place in posting.signs)]
    return frozenset(f"{place} County Sheriff's Office" for state, place in there if (state, place) not in gone)
