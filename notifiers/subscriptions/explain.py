"""Why an event reaches a subscription, or doesn't, in a sentence: the same decision that routing makes, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from notifiers.subscriptions.filters import Choice, Facts, county_printed, missed_by
from notifiers.subscriptions.model import Subscription
from notifiers.subscriptions.routing import has_ended, held_by, rows_of, states_of
from watchers.frozen import frozen
from watchers.model.event import Event

CHOICES = ("counties", "agencies", "models", "levels", "agency_kinds")


@frozen
class Verdict:
    """Whether an event is let through; `key`, the key of the config that decided; and the rule in a sentence."""

    admitted: bool
    key: str
    rule: str


def why_routed(
    event: Event,
    subscription: Subscription,
    *,
    told: Mapping[str, frozenset[str]] | None = None,
    earlier: Mapping[str, Event] | None = None,
) -> Verdict:
    """The rule that lets the event through to the subscription's alerts, or holds it back. Arguments as in `route`."""
    if not subscription.alerts:
        return Verdict(admitted=False, key="alerts", rule="alerts = false: this desk hears by its digest alone.")
    if any(subscription.name in (told or {}).get(before, ()) for before in event.follows) and not has_ended(
        subscription, event
    ):
        what = "corrects" if event.corrects else "settles"
        rule = f"it {what} what this desk was told, so the desk hears of it whatever it watches now."
        return Verdict(admitted=True, key="corrects", rule=rule)
    rows = rows_of(event)
    key = held_by(event, rows, subscription, earlier or {})
    if key is not None:
        return Verdict(admitted=False, key=key, rule=_held(key, event, rows[0], subscription))
    return Verdict(admitted=True, key="", rule="; ".join(_passed(event, rows, subscription)) + ".")


def _held(key: str, event: Event, row: Facts, s: Subscription) -> str:
    match key:
        case "kinds":
            return f"kinds: this is “{event.kind}”, and the desk asks for {_listed(s.kinds)}."
        case "states":
            return f"states: this is in {_listed(states_of(event)) or 'no state that can be read'}, not in {_where(s)}."
        case "ends":
            return f"ends: {s.ends} was the subscription's last day."
        case "missing":
            return "kinds: the row was only missing for a while, and the desk does not ask for “missing”."
        case _ if key.startswith("not_"):
            part = key.removeprefix("not_")
            return f"{key}: {_shown(part, row)}, and the desk does not want that."
        case _:
            return f"{key}: {_shown(key, row)}, and the desk asks for {_asked(key, s.only)}."


def _passed(event: Event, rows: Sequence[Facts], s: Subscription) -> Iterator[str]:
    wanted = "" if event.kind in s.kinds else ", for what it means to the desk"
    yield f"kinds: this is “{event.kind}”{wanted}"
    yield f"states: {_where(s)}" + (
        f" (this is in {_listed(states_of(event))})" if s.states != states_of(event) else ""
    )
    row = next((r for r in rows if missed_by(r, s.only) is None), rows[0])
    for part in CHOICES:
        if getattr(s.only, part):
            yield f"{part}: {_shown(part, row, s.only)}"
    unwanted = [f"not_{part}" for part in ("states", *CHOICES) if getattr(s.never, part)]
    if unwanted:
        yield f"nothing of {', '.join(unwanted)} is in it"


def _where(s: Subscription) -> str:
    return "all" if s.states is None else _listed(s.states)


def _shown(part: str, row: Facts, only: Choice | None = None) -> str:
    """What the row shows for one part of a filter, and how we know."""
    if part == "counties":
        fits = [county for county in row.counties if only is None or county[0] in only.counties]
        return f"{county_printed(fits[0][0])} ({fits[0][1]})" if fits else _NO_COUNTY
    shown = {
        "states": f"it is in {row.state}",
        "agencies": f"the name, in its plain form, is “{row.agency}”",
        "models": f"the model is {row.model}" if row.model else "the model can't be read, so it is not missed",
        "levels": f"the TYPE is {row.level}" if row.level else "the TYPE can't be read, so it is not missed",
        "agency_kinds": f"{row.kind.kind} ({row.kind.rule})",
    }
    return shown[part]


_NO_COUNTY = "ICE's COUNTY cell says no county, nor does the agency's name"


def _asked(part: str, only: Choice) -> str:
    if part == "counties":
        return _listed(county_printed(county) for county in only.counties)
    return _listed(getattr(only, part))


def _listed(names: Iterable[str]) -> str:
    found = sorted(names)
    return ", ".join(found[:8]) + (f" and {len(found) - 8} more" if len(found) > 8 else "")
