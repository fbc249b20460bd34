"""What a value on the command line must be: each function takes the text, or says why it won't do."""

import argparse
from datetime import date, datetime

from watchers.model.event import EventKind
from watchers.names.places import near_states, state_name, state_named


def a_state(text: str) -> str:
    """A state's USPS code, from its code or name. Raises ArgumentTypeError with the nearest one."""
    code = state_named(text)
    if code is not None:
        return code
    near = near_states(text)
    hint = f". Did you mean {' or '.join(f'{c} ({state_name(c)})' for c in near)}?" if near else ""
    raise argparse.ArgumentTypeError(f"“{text}” is no state{hint or ''}")


def a_kind(text: str) -> EventKind:
    """A kind of event. Raises ArgumentTypeError that lists them."""
    try:
        return EventKind(text.casefold().replace("-", "_"))
    except ValueError:
        kinds = ", ".join(kind.value for kind in EventKind)
        raise argparse.ArgumentTypeError(f"“{text}” is no kind of event; there are {kinds}") from None


def a_time(text: str) -> datetime | date:
    """A day or a time, in ISO form; a day stands for its beginning on the config's clock."""
    try:
        return date.fromisoformat(text) if len(text) <= 10 else datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day such as 2025-11-06, nor a time in that form") from None


def an_end(text: str) -> datetime | date:
    """As `a_time`; a day stands for its end."""
    at = a_time(text)
    return at if isinstance(at, datetime) else date.fromordinal(at.toordinal() + 1)


def a_day(text: str) -> date:
    """A day in ISO form."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is no day such as 2025-11-06") from None


def a_pair(text: str) -> tuple[str, str]:
    """A key of the config and its value, "" for none."""
    key, sign, value = text.partition("=")
    if not sign or not key.strip():
        raise argparse.ArgumentTypeError(f"“{text}” is no KEY=VALUE such as states=TX")
    if key.strip() == "name":
        raise argparse.ArgumentTypeError("the name stays: what a desk was told is remembered by it")
    if value.rstrip().endswith(","):  # slack=#a, #b
        hint = f"what came behind it was lost; write it in quotes, such as '{key.strip()}=one, two'"
        raise argparse.ArgumentTypeError(f"“{text}” ends with a comma: {hint}")
    return key.strip(), value.strip()
