"""What the operators hear of the bot's sight: refused, unable to read, blind, or seeing well while ICE is silent.

Four different things: ICE's site refuses us (`Blocked`); something is there that can't be read, which somebody has to
look at; no look at the list has succeeded for hours, whatever the reason; and ICE posts nothing, which is no trouble
of ours. Each is told once when it starts and once when it ends.
"""

from datetime import datetime, timedelta

from bot.config.model import Config
from bot.outgoing.operators import Found, Trouble, ago, begin, end, untold_since
from notifiers.text.ap_style import moment
from state.files.last_poll import FAILED, WELL, LastPoll
from state.store import Store
from watchers.errors import Blocked, Missing, NotAWorkbook, PageChanged, Unsafe, WatchError
from watchers.model.register import Register
from watchers.schedule.business_days import business_days_between

FIRST_TRIES = timedelta(minutes=20)
"""A laptop that wakes up, or a machine that starts, may be without its network for a moment: that is no blindness."""


def last_look(store: Store) -> datetime | None:
    """When ICE's lists were last seen: by a poll that went well, or in a workbook that a backfill took in."""
    last_poll = store.last_poll()
    polled = last_poll.last_good if last_poll is not None else None
    return max((at for at in (polled, *(row.fetched_at for row in store.fetched())) if at is not None), default=None)


def lost(store: Store, error: Exception, *, before: LastPoll | None, at: datetime) -> list[Found]:
    """What a poll that failed begins; `before` is the last one before it.

    What may pass by itself is told by `blind`, once it has lasted; a refusal once it is the second failure in a row, or
    the third of the last six polls: a cache before ICE's site refuses one poll in two for days.
    """
    sentence, recent = sentence_of(error), (before.recent if before else "") + FAILED
    in_a_row, of_six = recent.endswith(FAILED * 2), recent[-_SIX:].count(FAILED)
    comes_and_goes = not in_a_row and of_six >= _OFTEN
    found = [begin(store, Trouble.BLIND, sentence, at=at, tell=False)]
    match error:
        case Blocked():
            said = sentence + _IN_TURNS.format(of_six, len(recent[-_SIX:])) * comes_and_goes
            tell, more = in_a_row or comes_and_goes, comes_and_goes
            found.append(begin(store, Trouble.BLOCKED, said, at=at, tell=tell, says_more=more))
        case PageChanged() | NotAWorkbook() | Unsafe():
            found.append(begin(store, Trouble.SOURCE, sentence, at=at))
        case WatchError():
            pass
        case _:
            found.append(begin(store, Trouble.SOURCE, sentence, at=at))
    return found


_SIX, _OFTEN = 6, 3
_IN_TURNS = (
    " It comes and goes: {} of the last {} polls failed, and those between went well, so that news is late by a poll "
    "at the most. You hear of it again when it is over."
)


def sentence_of(error: Exception) -> str:
    """What a poll that failed ended in, for people."""
    if isinstance(error, WatchError):
        return str(error)
    return (
        f"A poll ended in an unexpected fault ({type(error).__name__}). The lists stay as they were, and the "
        "next poll tries again. Please report it."
    )


def blind(store: Store, last_poll: LastPoll | None, config: Config, *, at: datetime, tries: timedelta) -> list[Found]:
    """Whether it is time to say that the bot is blind: polls have failed for `tries`, and none was good for hours."""
    failing_since = untold_since(store, Trouble.BLIND)
    if failing_since is None or at - failing_since < tries:
        return []
    last_good = (last_poll.last_good if last_poll else None) or failing_since
    if at - last_good < config.health.blind_after:
        return []
    last = (
        "" if last_poll is None else f" The last try ({moment(last_poll.at, config.watch.zone)}): {last_poll.outcome}"
    )
    return [
        begin(
            store,
            Trouble.BLIND,
            f"It has had no good look at ICE's list since {moment(last_good, config.watch.zone)}, {ago(last_good, at)} "
            f"ago. Until it has, it can tell nobody of anything: look at ICE's page yourself.{last}",
            at=at,
        )
    ]


def regained(store: Store, *, before: LastPoll | None, at: datetime) -> list[Found]:
    """What a poll that went well ends. Trouble that comes and goes is over once three polls in a row went well."""
    recent = (before.recent if before else "") + WELL
    comes_and_goes = len(recent.replace(WELL, " ").split()) > 1 and not recent.endswith(WELL * 3)
    over = [
        end(store, name, at=at, how=how)
        for name, how in (
            (Trouble.SOURCE, "ICE's page and lists can be read again."),
            (Trouble.BLOCKED, "ICE's site answers again."),
        )
        if not comes_and_goes or untold_since(store, name) is not None
    ]
    return [
        *over,
        end(store, Trouble.BLIND, at=at, how="The bot had a good look, and goes on from there; what is new is told."),
    ]


def silence(
    store: Store, register: Register, config: Config, *, is_held: bool, looking: datetime, at: datetime
) -> list[Found]:
    """Whether ICE has begun to be silent, or has ended it, by a register that is as ICE's list is now.

    `looking` is when this stretch of looks began: of the time before it nobody knows. `is_held`: ICE has posted a list,
    and it is we who don't take it in.
    """
    state = register.participating
    if state.workbook is None or state.current_since is None:
        return []
    since, zone = state.current_since, config.watch.zone
    days = business_days_between(max(since, looking), at)
    if days < config.health.silent_days or is_held:
        what = "one that is held back" if is_held else f"{state.workbook.name}, seen {moment(since, zone)}"
        return [end(store, Trouble.SILENT, at=at, how=f"It is {what}.")]
    return [
        begin(
            store,
            Trouble.SILENT,
            f"It is ICE that is silent, not the bot: ICE's page can be read, and for {days} business days it has shown "
            f"the same list, {state.workbook.name}, first seen {moment(since, zone)}. The bot goes on looking. If that "
            "is long for ICE, ask ICE.",
            at=at,
        )
    ]


def not_there(store: Store, missing: Missing | None, config: Config, *, at: datetime) -> list[Found]:
    """Whether ICE's link to its pending list leads nowhere. The file may follow within the hour: told after hours."""
    if missing is None:
        return [end(store, Trouble.UNPOSTED, at=at, how="It is taken in again, or ICE links it no more.")]
    since = untold_since(store, Trouble.UNPOSTED) or at
    lasts = at - since >= config.health.blind_after
    how = f"{missing} The list of participating agencies is read as always; news of pending ones has to wait."
    return [begin(store, Trouble.UNPOSTED, how, at=at, tell=lasts)]
