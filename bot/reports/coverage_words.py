"""How much of a state takes part, for `status --state`."""

from collections.abc import Iterator

from notifiers.ap_style import count
from watchers.coverage import Coverage, coverage
from watchers.places import counties, state_name
from watchers.register import Register


def coverage_lines(register: Register, state: str) -> Iterator[str]:
    """A state's agreements by kind of agency and model, then the share of its counties whose sheriffs take part."""
    found = coverage(register.standings.values(), state)
    if not found.agencies:
        return
    yield ""
    yield f"{state_name(state)}, by kind of agency:"
    width = max(map(len, found.agencies))
    for kind, agencies in found.agencies.items():
        rows = found.agreements[kind]
        models = ", ".join(f"{n:,} {model}" for model, n in rows.items())
        yield f"  {kind:<{width}}  {count(agencies, 'agency'):>14}  {models}"
    if found.sheriffs and found.counties:
        yield f"  {share(found, state)}"


def share(found: Coverage, state: str) -> str:
    """For example "sheriffs of 63 of 254 counties"."""
    word = "parishes" if state == "LA" else "counties"
    if any(name.endswith(" city") for name in counties().get(state, ())):
        word = "counties and independent cities"
    return f"sheriffs of {found.sheriffs} of {found.counties} {word}"
