"""A channel's subscription in words, and its dialog: what that shows, and what it makes of what was filled in."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from notifiers.language.language import Language, SlackWords
from notifiers.slack.blocks import Block, plain
from notifiers.slack.inside.cards import Card, card_blocks
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.subscriptions.filters import Choice, county_printed
from notifiers.subscriptions.model import NEWS, SETTLED_AS, Subscription
from notifiers.subscriptions.timing import Pace, is_paused
from notifiers.text.tongue import Tongue
from watchers.model.agreement import Model
from watchers.model.event import EventKind
from watchers.names.agency_kinds import AgencyKind
from watchers.names.places import STATES

ALL, NONE = "all", "none"
_ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix", "America/Los_Angeles",
    "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico", "Pacific/Guam", "UTC",
)  # fmt: skip
_SHOWN = (
    "states", "not_states", "counties", "models", "agency_kinds", "kinds", "not_kinds", "alerts", "send", "send_hour",
    "quiet_hours", "zone", "language", "digest", "digest_day", "digest_hour",
)  # fmt: skip
"""The keys that the dialog says all of; every other one stays as it is."""

Filled = Mapping[str, Sequence[str]]


def dialog(s: Subscription, language: Language, *, channel: str, metadata: str, is_new: bool) -> dict[str, Any]:
    """The dialog that shows a subscription of a channel of that name, with `metadata` to carry along."""
    words = language.slack
    return {
        "type": "modal",
        "callback_id": "subscription",
        "private_metadata": metadata,
        "title": plain(words.SUBSCRIBE if is_new else words.CHANGE, 24),
        "submit": plain(words.SAVE, 24),
        "close": plain(words.CANCEL, 24),
        "blocks": [_about(words.about(channel)), *_what(s, language), *_when(s, words)],
    }


def _what(s: Subscription, language: Language) -> list[Block]:
    """The fields that say what comes."""
    words = language.slack
    counties = ", ".join(f"{county_printed(c)} {c[0]}" for c in sorted(s.only.counties))
    kinds = [kind.value for kind in EventKind if kind in s.kinds] if s.alerts else []
    states = [ALL] if s.states is None else sorted(s.states)
    named = [(code, language.state_name(code)) for code in sorted(STATES, key=language.state_order)]
    news = [(kind.value, said) for kind, said in words.KINDS.items() if kind is not EventKind.POSSIBLY_RENAMED]
    models = _several([(model.value, language.model_words(model)) for model in Model], s.only.models, "checkboxes")
    agencies = _several([(kind.value, language.agency_kind(kind)) for kind in AgencyKind], s.only.agency_kinds)
    lines = _line(counties, "Harris County TX, Boone County MO")
    return [
        _input("states", words.STATES, _several([(ALL, words.ALL_STATES), *named], states)),
        _input("kinds", words.KINDS_OF_NEWS, _several(news, kinds), optional=True),
        _input("counties", words.ONLY_COUNTIES, lines, optional=True, hint=words.WITH_STATES),
        _input("models", words.ONLY_MODELS, models, optional=True),
        _input("agency_kinds", words.ONLY_AGENCIES, agencies, optional=True),
    ]


def _when(s: Subscription, words: SlackWords) -> list[Block]:
    """The fields that say when."""
    pace, plan = s.timing.pace, s.digest or DigestPlan()
    hour = s.timing.hour if pace is Pace.DAILY else plan.hour
    quiet = "-".join(f"{at:%H:%M}" for at in s.timing.quiet) if s.timing.quiet else ""
    paces = [(each.value, words.PACES[each]) for each in Pace]
    digests = [(NONE, words.NO_DIGEST), *((each.value, words.CADENCES[each]) for each in Cadence)]
    hours = [(str(each), words.hour(each)) for each in range(24)]
    zones = [(zone, zone.replace("_", " ")) for zone in dict.fromkeys([s.zone.key, *_ZONES])]
    cadence = s.digest.cadence.value if s.digest else NONE
    days = list(zip(_DAYS, words.DAYS, strict=True))
    return [
        _input("send", words.ALERTS_COME, _one(paces, pace.value)),
        _input("digest", words.A_DIGEST, _one(digests, cadence)),
        _input("digest_day", words.DIGEST_DAY, _one(days, _DAYS[plan.weekday])),
        _input("hour", words.HOUR, _one(hours, str(hour))),
        _input("quiet_hours", words.QUIET, _line(quiet, "22:00-07:00"), optional=True),
        _input("zone", words.CLOCK, _one(zones, s.zone.key)),
        _input("language", words.LANGUAGE, _one(_LANGUAGES, s.language.value)),
    ]


def done(card: Card, words: SlackWords) -> dict[str, Any]:
    """The dialog once it has been sent in: what came of it."""
    return {
        "type": "modal",
        "title": plain("287(g)", 24),
        "close": plain(words.CLOSE, 24),
        "blocks": card_blocks(card, words),
    }


def keys_of(filled: Filled, before: Mapping[str, Any], counties: Sequence[str], usual: Tongue) -> dict[str, Any]:
    """The keys of a subscription by what was filled in; those that the dialog doesn't show stay as they were before.

    `counties` are the filled-in ones with their states, as the config has them; `usual` is the language of a desk that
    names none.
    """
    keys = {key: value for key, value in before.items() if key not in _SHOWN}
    states = list(filled.get("states", ()))
    keys["states"] = ALL if ALL in states else states
    if keys["states"] == ALL and before.get("states") == ALL and "not_states" in before:
        keys["not_states"] = before["not_states"]
    if counties:
        keys["counties"] = list(counties)
    for key in ("models", "agency_kinds"):
        if filled.get(key):
            keys[key] = list(filled[key])
    keys |= _kinds(filled.get("kinds", ()), before)
    keys |= _timed(filled)
    for key in ("quiet_hours", "zone"):
        if filled.get(key):
            keys[key] = filled[key][0]
    if (language := _first(filled, "language", usual)) != usual:
        keys["language"] = language
    return keys


def _timed(filled: Filled) -> dict[str, Any]:
    """When alerts and digests come; a key that goes with another one is there with that alone."""
    keys: dict[str, Any] = {}
    send, cadence = _first(filled, "send", Pace.AT_ONCE), _first(filled, "digest", NONE)
    hour = int(_first(filled, "hour", "8"))
    if send != Pace.AT_ONCE:
        keys["send"] = send
    if send == Pace.DAILY:
        keys["send_hour"] = hour
    if cadence != NONE:
        keys |= {"digest": cadence, "digest_hour": hour}
    if cadence == Cadence.WEEKLY:
        keys["digest_day"] = _first(filled, "digest_day", _DAYS[0])
    return keys


def _kinds(chosen: Sequence[str], before: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of the kinds that were chosen. What may be a renaming comes with signings, as in the file."""
    if not chosen:
        return {"alerts": False}
    kinds = {EventKind(each) for each in chosen}
    spared = EventKind.POSSIBLY_RENAMED in before.get("not_kinds", ()) and bool(kinds & SETTLED_AS)
    said = {} if kinds | {EventKind.POSSIBLY_RENAMED} == NEWS else {"kinds": list(chosen)}
    return {**said, **({"not_kinds": [EventKind.POSSIBLY_RENAMED.value]} if spared else {})}


def _first(filled: Filled, key: str, usual: str) -> str:
    return next(iter(filled.get(key, ())), usual)


Option = tuple[str, str]
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""The days as the config has them."""
_LANGUAGES = [(Tongue.ENGLISH.value, "English"), (Tongue.SPANISH.value, "Español")]
"""Each by its own name, whoever reads."""


def _about(said: str) -> Block:
    return {"type": "context", "elements": [plain(said, 2000)]}


def _input(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    element = {"type": element["type"], "action_id": name, **element}
    found = {"type": "input", "block_id": name, "label": plain(label, 2000), "element": element, "optional": optional}
    return {**found, **({"hint": plain(hint, 2000)} if hint else {})}


def _options(options: Sequence[Option]) -> list[Block]:
    return [{"text": plain(words, 75), "value": value} for value, words in options]


def _several(options: Sequence[Option], chosen: Collection[str], kind: str = "multi_static_select") -> Block:
    found = _options(options)
    initial = [option for option in found if option["value"] in chosen]
    return {"type": kind, "options": found, **({"initial_options": initial} if initial else {})}


def _one(options: Sequence[Option], chosen: str) -> Block:
    found = _options(options)
    initial = next(option for option in found if option["value"] == chosen)
    return {"type": "static_select", "options": found, "initial_option": initial}


def _line(text: str, example: str) -> Block:
    element = {"type": "plain_text_input", "placeholder": plain(example, 150), "max_length": 1000}
    return {**element, **({"initial_value": text[:1000]} if text else {})}


def rows_of(s: Subscription, at: datetime, language: Language) -> Iterator[tuple[str, str]]:
    """A subscription as labels with their words, in reading order; `at` is now."""
    words = language.slack
    yield words.WHERE, places_of(s, language)
    if narrowed := [*_narrowed(s.only, language)]:
        yield words.ONLY, "; ".join(narrowed)
    if never := [*_narrowed(s.never, language)]:
        yield words.NEVER, "; ".join(never)
    if s.alerts:
        yield words.COMES, " · ".join(_coming(s, language))
        if missing := [words.KINDS[kind] for kind in EventKind if kind not in s.kinds]:
            yield words.COMES_NOT, " · ".join(missing)
        yield words.WHEN, words.when(s.timing)
    yield words.DIGEST, words.digest(s.digest, s.zone, at)
    if s.timing.paused_until is not None and is_paused(s.timing, s.zone, at):
        yield words.PAUSED, words.until(s.timing.paused_until, at.astimezone(s.zone).date())


def places_of(s: Subscription, language: Language) -> str:
    """The states, in words."""
    return language.slack.places(s.states, s.never.states)


def _narrowed(choice: Choice, language: Language) -> Iterator[str]:
    parts = (
        [language.county_of(county_printed(county), county[0]) for county in sorted(choice.counties)],
        [name.title() for name in sorted(choice.agencies)],
        [language.model_words(model) for model in sorted(choice.models)],
        [language.level(level) for level in sorted(choice.levels)],
        [language.agency_kind(kind) for kind in sorted(choice.agency_kinds)],
    )
    return (language.listing(part) for part in parts if part)


def _coming(s: Subscription, language: Language) -> list[str]:
    beside = {EventKind.POSSIBLY_RENAMED} if s.kinds & SETTLED_AS else set()
    said = [language.slack.KINDS[kind] for kind in EventKind if kind in s.kinds - beside]
    return said + [language.slack.also(kind) for kind in sorted(beside & s.kinds)]
