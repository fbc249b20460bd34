"""Who wants to hear what."""

from datetime import date
from zoneinfo import ZoneInfo

from notifiers.subscriptions.digest_plan import DigestPlan
from notifiers.subscriptions.filters import NOTHING, Choice
from notifiers.subscriptions.timing import AT_ONCE, Timing
from notifiers.text.tongue import Tongue
from watchers.frozen import frozen
from watchers.model.event import EventKind

NEWS = frozenset(
    {EventKind.SIGNED, EventKind.WITHDRAWN, EventKind.POSSIBLY_RENAMED, EventKind.RETURNED, EventKind.PENDING}
    | {EventKind.PENDING_DROPPED, EventKind.DOCUMENT_REPLACED, EventKind.DOCUMENT_REMOVED}
)
"""What a subscription hears of unless it says otherwise."""

SETTLED_AS = frozenset({EventKind.SIGNED, EventKind.WITHDRAWN})
"""What one that is possibly renamed may turn out to be: who wants either, is told of it."""


@frozen
class Subscription:
    """One desk's wish: which states' news, of which kinds, goes to which destinations.

    `states` holds USPS codes; None stands for every state, and for rows whose state can't be read.
    `destinations` are ids as `bot.config.load` makes them ("terminal", "slack:default:#immigration", "webhook:tips",
    "email:desk@example.org"). `zone` is the desk's clock for printed times. A desk without `alerts` hears by its
    `digest` alone, which has every kind of event in its states.

    `only` and `never` narrow both: a row must meet each part of `only`, and no part of `never`. After the day `ends`,
    on the desk's clock, it hears nothing more. `timing` says when alerts may ring; all of it is written in `language`.
    """

    name: str
    states: frozenset[str] | None
    kinds: frozenset[EventKind]
    destinations: tuple[str, ...]
    zone: ZoneInfo
    alerts: bool = True
    digest: DigestPlan | None = None
    only: Choice = NOTHING
    never: Choice = NOTHING
    ends: date | None = None
    timing: Timing = AT_ONCE
    language: Tongue = Tongue.ENGLISH
