"""What a channel's subscriptions become by a word of somebody in it. Arithmetic on values.

What was said last of a state counts, and it alone: whoever subscribes to the signings of a state gets no more than
those, whatever the channel had of that state before.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

from bot.config.made_in_slack import PREFIX
from bot.config.values import ALL_STATES
from state.entries import ChannelSubscription
from watchers.frozen import frozen

Keys = Mapping[str, Any]


@frozen
class Place:
    """A channel of a workspace, and what people call it."""

    workspace: str
    channel: str
    called: str


@frozen
class Hand:
    """Who says so, and when."""

    by: str
    at: datetime


def subscribed(
    mine: Sequence[ChannelSubscription], wish: Keys, place: Place, hand: Hand, *, taken: Collection[str], name: str = ""
) -> tuple[ChannelSubscription, ...]:
    """The channel's subscriptions once it wishes for this; those of the same form become one.

    `name` is that of the one that is changed, "" for a new one; `taken` are all names that there are.
    """
    others = [each for each in mine if each.name != name]
    if not name and any(_has(each.keys, wish) for each in others):
        return tuple(mine)
    left = unsubscribed(others, wish["states"], hand, left_out=wish.get("not_states", ()))
    twin = next((each for each in left if not name and _form(each.keys) == _form(wish)), None)
    if twin is not None and (joined := _joined(twin.keys, wish)) is not None:
        return tuple(replace(each, keys=joined, by=hand.by, at=hand.at) if each is twin else each for each in left)
    # One that is replaced gives its name on: by that it is known who was told what, and so hears what corrects it.
    replaced = [each.name for each in others if each.name not in {still.name for still in left}]
    new = ChannelSubscription(
        name=name or next(iter(replaced), None) or _free(place, taken),
        workspace=place.workspace,
        channel=place.channel,
        called=place.called,
        keys=wish,
        by=hand.by,
        at=hand.at,
    )
    return (*left, new)


def paused(mine: Iterable[ChannelSubscription], until: str, hand: Hand) -> tuple[ChannelSubscription, ...]:
    """All of them paused until a day in ISO's form; "" resumes them."""
    end = {"paused_until": until} if until else {}
    return tuple(_with(each, _but(each.keys, "paused_until") | end, hand) for each in mine)


def unsubscribed(
    mine: Iterable[ChannelSubscription], states: Sequence[str] | str, hand: Hand, *, left_out: Sequence[str] = ()
) -> tuple[ChannelSubscription, ...]:
    """What is left without these states, as `less` has them; nothing without `ALL_STATES`."""
    left = ((each, less(each.keys, states, left_out=left_out)) for each in mine)
    return tuple(_with(each, keys, hand) for each, keys in left if keys is not None)


def _with(each: ChannelSubscription, keys: Keys, hand: Hand) -> ChannelSubscription:
    return each if keys == each.keys else replace(each, keys=keys, by=hand.by, at=hand.at)


def _but(keys: Keys, *without: str) -> dict[str, Any]:
    return {key: value for key, value in keys.items() if key not in without}


def less(keys: Keys, states: Sequence[str] | str, *, left_out: Sequence[str] = ()) -> dict[str, Any] | None:
    """The keys without these states; of all states but those `left_out`. None where nothing is left to hear."""
    if keys["states"] == ALL_STATES:
        if states == ALL_STATES:
            return {**keys, "states": list(left_out)} if left_out else None
        return {**keys, "not_states": sorted({*keys.get("not_states", ()), *states})}
    gone = set(keys["states"]) - set(left_out) if states == ALL_STATES else set(states)
    counties = [each for each in keys.get("counties", ()) if _state_of(each) not in gone]
    kept = [code for code in keys["states"] if code not in gone]
    if "counties" in keys:
        kept = [code for code in kept if code in map(_state_of, counties)]
    if not kept:
        return None
    others = [each for each in keys.get("not_counties", ()) if _state_of(each) not in gone]
    places = {"counties": counties, "not_counties": others}
    return _but(keys, *places) | {"states": kept} | {key: found for key, found in places.items() if found}


def _state_of(county: str) -> str:
    return county.rpartition(",")[2].strip()


def _has(keys: Keys, wish: Keys) -> bool:
    """Whether a subscription is all that is wished for already."""
    if _form(keys) != _form(wish) or keys.get("counties") != wish.get("counties"):
        return False
    if ALL_STATES in (keys["states"], wish["states"]):
        out = keys.get("not_states", ())
        if wish["states"] == ALL_STATES:
            return keys["states"] == ALL_STATES and set(out) == set(wish.get("not_states", ()))
        return not set(out) & set(wish["states"])
    return set(wish["states"]) <= set(keys["states"])


def _form(keys: Keys) -> dict[str, Any]:
    """All but the places: two that are alike in this may be one."""
    return _but(keys, "states", "counties", "not_states")


def _joined(one: Keys, more: Keys) -> dict[str, Any] | None:
    """Two of one form as one; None where a county of the one would narrow the other."""
    if ("counties" in one) != ("counties" in more):
        return None
    if one["states"] == ALL_STATES and more["states"] != ALL_STATES:
        out = [code for code in one.get("not_states", ()) if code not in more["states"]]
        return _but(one, "not_states") | ({"not_states": out} if out else {})
    if more["states"] == ALL_STATES:
        return dict(more)
    counties = [*one.get("counties", ()), *more.get("counties", ())]
    return {**one, "states": [*one["states"], *more["states"]], **({"counties": counties} if counties else {})}


def _free(place: Place, taken: Collection[str]) -> str:
    """A name that is free, made of the channel's id, which stays whatever the channel is called."""
    own = f"{PREFIX}{place.channel.lower()}"[:36]
    return next(name for n in count(1) if (name := own if n == 1 else f"{own}-{n}") not in taken)
