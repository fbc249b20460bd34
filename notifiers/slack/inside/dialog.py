"""The dialog of a channel's subscription: what it shows of one, and what it makes of what was filled in."""

from collections.abc import Mapping, Sequence
from typing import Any

from notifiers.slack.blocks import Block
from notifiers.slack.inside.cards import Card, card_blocks, plain
from notifiers.slack.inside.words import DAYS, KINDS, hours
from notifiers.story.words import model_words
from notifiers.subscriptions.digest_plan import Cadence, DigestPlan
from notifiers.subscriptions.filters import county_printed
from notifiers.subscriptions.model import NEWS, SETTLED_AS, Subscription
from notifiers.subscriptions.timing import Pace
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
    "quiet_hours", "zone", "digest", "digest_day", "digest_hour",
)  # fmt: skip
"""The keys that the dialog says all of; every other one stays as it is."""

Filled = Mapping[str, Sequence[str]]


def dialog(s: Subscription, *, channel: str, metadata: str, is_new: bool) -> dict[str, Any]:
    """The dialog that shows a subscription of a channel of that name, with `metadata` to carry along."""
    return {
        "type": "modal",
        "callback_id": "subscription",
        "private_metadata": metadata,
        "title": plain("Subscribe" if is_new else "Change", 24),
        "submit": plain("Save", 24),
        "close": plain("Cancel", 24),
        "blocks": [_about(channel), *_what(s), *_when(s)],
    }


def _what(s: Subscription) -> list[Block]:
    """The fields that say what comes."""
    counties = ", ".join(f"{county_printed(c)} {c[0]}" for c in sorted(s.only.counties))
    kinds = [kind.value for kind in EventKind if kind in s.kinds] if s.alerts else []
    agencies = sorted(s.only.agency_kinds)
    states = [ALL] if s.states is None else sorted(s.states)
    return [
        _input("states", "States", _several("states", _state_options(), states)),
        _input("kinds", "Kinds of news", _several("kinds", _kind_options(), kinds), optional=True),
        _input(
            "counties",
            "Only these counties",
            _line("counties", counties, "Harris County TX, Boone County MO"),
            optional=True,
            hint="With their states. Leave it empty for whole states.",
        ),
        _input("models", "Only these models", _boxes("models", _model_options(), sorted(s.only.models)), optional=True),
        _input(
            "agency_kinds",
            "Only these kinds of agency",
            _several("agency_kinds", _agency_options(), agencies),
            optional=True,
        ),
    ]


def _when(s: Subscription) -> list[Block]:
    """The fields that say when."""
    pace, plan = s.timing.pace, s.digest or DigestPlan()
    hour = s.timing.hour if pace is Pace.DAILY else plan.hour
    quiet = hours(*s.timing.quiet) if s.timing.quiet else ""
    zones = [(zone, zone.replace("_", " ")) for zone in dict.fromkeys([s.zone.key, *_ZONES])]
    cadence = s.digest.cadence.value if s.digest else NONE
    return [
        _input("send", "Alerts come", _one("send", _PACES, pace.value)),
        _input("digest", "A digest with all that happened", _one("digest", _DIGESTS, cadence)),
        _input(
            "digest_day",
            "Day of a weekly digest",
            _one("digest_day", [(each, each) for each in DAYS], DAYS[plan.weekday]),
        ),
        _input("hour", "Hour of the digest, and of a daily bundle", _one("hour", _HOURS, str(hour))),
        _input("quiet_hours", "Nothing rings from – to", _line("quiet_hours", quiet, "22:00-07:00"), optional=True),
        _input("zone", "This channel's clock", _one("zone", zones, s.zone.key)),
    ]


def done(card: Card) -> dict[str, Any]:
    """The dialog once it has been sent in: what came of it."""
    return {"type": "modal", "title": plain("287(g)", 24), "close": plain("Close", 24), "blocks": card_blocks(card)}


def keys_of(filled: Filled, before: Mapping[str, Any], counties: Sequence[str]) -> dict[str, Any]:
    """The keys of a subscription by what was filled in; those that the dialog doesn't show stay as they were before.

    `counties` are the filled-in ones with their states, as the config has them.
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
        keys["digest_day"] = _first(filled, "digest_day", DAYS[0])
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
_PACES = [
    (Pace.AT_ONCE.value, "at once"),
    (Pace.HOURLY.value, "in one bundle each hour"),
    (Pace.DAILY.value, "in one bundle a day"),
]
_DIGESTS = [(NONE, "none"), *((cadence.value, cadence.value) for cadence in Cadence)]
_HOURS = [(str(hour), f"{hour % 12 or 12} {'a.m.' if hour < 12 else 'p.m.'}") for hour in range(24)]


def _state_options() -> list[Option]:
    return [
        (ALL, "All states"),
        *((code, state.name) for code, state in sorted(STATES.items(), key=lambda s: s[1].name)),
    ]


def _kind_options() -> list[Option]:
    return [(kind.value, words) for kind, words in KINDS.items() if kind is not EventKind.POSSIBLY_RENAMED]


def _model_options() -> list[Option]:
    return [(model.value, model_words(model)) for model in Model]


def _agency_options() -> list[Option]:
    return [(kind.value, kind.value) for kind in AgencyKind]


def _about(channel: str) -> Block:
    said = f"What comes to {channel}. What is chosen here of a state replaces what the channel had of it."
    return {"type": "context", "elements": [plain(said, 2000)]}


def _input(name: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    found = {"type": "input", "block_id": name, "label": plain(label, 2000), "element": element, "optional": optional}
    return {**found, **({"hint": plain(hint, 2000)} if hint else {})}


def _options(options: Sequence[Option]) -> list[Block]:
    return [{"text": plain(words, 75), "value": value} for value, words in options]


def _several(name: str, options: Sequence[Option], chosen: Sequence[str]) -> Block:
    return _chosen({"type": "multi_static_select", "action_id": name, "options": _options(options)}, chosen)


def _boxes(name: str, options: Sequence[Option], chosen: Sequence[str]) -> Block:
    return _chosen({"type": "checkboxes", "action_id": name, "options": _options(options)}, chosen)


def _chosen(element: Block, chosen: Sequence[str]) -> Block:
    initial = [option for option in element["options"] if option["value"] in chosen]
    return {**element, **({"initial_options": initial} if initial else {})}


def _one(name: str, options: Sequence[Option], chosen: str) -> Block:
    found = _options(options)
    initial = next(option for option in found if option["value"] == chosen)
    return {"type": "static_select", "action_id": name, "options": found, "initial_option": initial}


def _line(name: str, text: str, example: str) -> Block:
    element = {"type": "plain_text_input", "action_id": name, "placeholder": plain(example, 150), "max_length": 1000}
    return {**element, **({"initial_value": text[:1000]} if text else {})}
