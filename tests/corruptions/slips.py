"""What ICE gets wrong in one row. Each slip changes one thing that tells the agreement, and leaves the others.

A slip is a function of chance and a line; None where the line has nothing to get wrong in that way.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta
from random import Random

from tests.corruptions.lines import Line, day_of, pick, state_words
from watchers.model.agreement import ListKind, Model
from watchers.names.normalise import is_blank
from watchers.names.places import STATES, counties, county_names, county_words, state_meant, state_named

Slip = Callable[[Random, Line], Line | None]


def mistyped(rng: Random, text: str) -> str | None:
    """A letter left out, doubled, swapped with the next, or another in its place; never in a word of one or two."""
    places = [n for m in re.finditer(r"[A-Za-z]{3,}", text) for n in range(m.start(), m.end())]
    if not places:
        return None
    at = rng.choice(places)
    before, letter, after = text[:at], text[at], text[at + 1 :]
    wrong = rng.choice("abcdefghiklmnoprstuwy")
    made = rng.choice(
        (
            before + after,
            before + letter + letter.lower() + after,
            before + (after[:1] + letter + after[1:] if after[:1].isalpha() else after),
            before + (wrong.upper() if letter.isupper() else wrong) + after,
        )
    )
    return made if made.casefold() != text.casefold() else None


def name_mistyped(rng: Random, line: Line) -> Line | None:
    """A typo in the agency's name. Where no county stands beside it, it must not make another county's name."""
    made = mistyped(rng, line.cells["agency"])
    if made is None:
        return None
    code = state_named(line.cells["state"]) or ""
    names = county_names(code)
    if county_words(line.cells.get("county", "")).replace(" ", "") not in names:
        place = re.split(r" (?:County|Parish)", made)[0]
        if county_words(place).replace(" ", "") in names:
            return None
    return line.printed(agency=made)


def state_mistyped(rng: Random, line: Line) -> Line | None:
    """`PENNSLYVANIA`: still nearest to the state that it is."""
    made = mistyped(rng, line.cells["state"])
    meant = state_named(line.cells["state"])
    return line.printed(state=made) if made and meant and state_meant(made) == meant else None


def state_wrong(rng: Random, line: Line) -> Line | None:
    """Another state's name altogether; the date must be there to tell by."""
    code = state_named(line.cells["state"])
    if code is None or _signed(line) is None:
        return None
    other = rng.choice([c for c in ("TX", "KS", "MN", "MT", "OK", "MA", "NY", "FL", "KY", "MD") if c != code])
    return line.printed(state=state_words(other))


def county_wrong(rng: Random, line: Line) -> Line | None:
    """A typo, a blank, an error value, or another county."""
    printed = line.cells.get("county", "")
    code = state_named(line.cells["state"]) or ""
    made = rng.choice((mistyped(rng, printed), "#N/A", "", "N/A", pick(rng, sorted(counties().get(code, ())))))
    return line.printed(county=made) if made is not None and made != printed else None


def model_mistyped(rng: Random, line: Line) -> Line | None:
    """A typo, one of ICE's other words for it, its letters, or nothing."""
    model = _model(line)
    if model is None:
        return None
    others = {
        Model.JEM: ["Jail Enforcment Model", "JEM", "Jail Model"],
        Model.TFM: ["Task Force Officer", "TFM", "Task Force"],
        Model.WSO: ["Warrant Services Officer", "Warrant Service Office", "WSO"],
    }[model]
    made = rng.choice([*others, mistyped(rng, model.words) or "", ""])
    return line.printed(model=made)


def model_wrong(rng: Random, line: Line) -> Line | None:
    """Another model's name over the same document and date."""
    model = _model(line)
    if model is None or "moa" not in line.links or is_blank(line.cells.get("signed", "")):
        return None
    return line.printed(model=rng.choice([m for m in Model if m is not model]).words)


def _model(line: Line) -> Model | None:
    return next((m for m in Model if m.words.casefold() == line.cells["model"].strip().casefold()), None)


def date_wrong(rng: Random, line: Line) -> Line | None:
    """A day off, a digit off, a year like 5025 or 20026, a slash left out, nothing."""
    if (signed := _signed(line)) is None:
        return None
    text = signed.isoformat()
    at = rng.choice([n for n, c in enumerate(text) if c.isdigit()])
    return line.printed(
        signed=rng.choice(
            (
                (signed - timedelta(days=1)).isoformat(),
                text[:at] + rng.choice("0123456789") + text[at + 1 :],
                f"{rng.choice('345')}0{text[2:]}",
                f"{signed.month}/{signed.day}/2{text[:2]}{text[2:4]}",
                f"{signed.month:02}/{signed.day:02}{signed.year}",
                "",
                "TBD",
            )
        )
    )


def signed_again(rng: Random, line: Line) -> Line | None:
    """A new date over the same agency and model: an amendment or a renewal, and no news of either kind."""
    if (signed := _signed(line)) is None:
        return None
    return line.printed(signed=(signed + timedelta(days=rng.randint(1, 3))).isoformat())


def _signed(line: Line) -> date | None:
    return day_of(line.cells.get("signed", ""))


_SPELLINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"Police Department", ("PD", "Police Dept.", "Police Dept", "Police", "Department of Police")),
    (r"Sheriff['’]?s? Office", ("Sheriff's Department", "Sheriff's Dept.", "Sheriffs Office", "Sheriff Office", "SO")),
    (r"\bFort ", ("Ft. ", "Ft ")),
    (r"\bFt\. ", ("Fort ",)),
    (r"\bSt\. ", ("Saint ", "St ")),
    (r"\bSaint ", ("St. ",)),
    (r"\bMount ", ("Mt. ",)),
    (r"Township", ("Twp.", "Twp")),
    (r"\bCounty\b", ("Co.",)),
    (r"Department of", ("Dept. of",)),
    (r"Precinct (\d)", (r"Pct. \1", r"Precinct \1 Office", r"Pct \1")),
    (r" and ", (" & ",)),
    (r"^(City|Town) of ", ("",)),
    (r"-", (" ",)),
)


def name_respelt(rng: Random, line: Line) -> Line | None:
    """The same name in ICE's other habits."""
    name = line.cells["agency"].strip()
    made = [re.sub(old, new, name, count=1) for old, news in _SPELLINGS for new in news]
    made += _turned(name, STATES[code].name if (code := state_named(line.cells["state"])) else "")
    other = pick(rng, [m for m in made if m.strip() != name])
    return line.printed(agency=other) if other else None


def _turned(name: str, state: str) -> list[str]:
    """Words put in front, behind, or in another order."""
    made = [f"{name} - Investigations Division", f"{name} Detention Division", f"{name} (Criminal Investigations)"]
    if state and state.split(maxsplit=1)[0] not in name:
        made.append(f"{state} {name}")
    town = re.fullmatch(r"(?!City of |Town of )(.+) Police Department", name)
    if town and not re.search(r"Township|Borough|Village|County|University|College|School|District|City", town[1]):
        made += [f"{kind} of {town[1]} Police Department" for kind in ("City", "Town")]
        made += [f"Police Department of {town[1]}", f"{town[1]}, City of, Police Department"]
    sheriff = re.fullmatch(r"(.+ (?:County|Parish)) (Sheriff['’]?s Office)", name)
    if sheriff:
        made += [f"{sheriff[2]} of {sheriff[1]}", f"{sheriff[2]}, {sheriff[1]}", f"{sheriff[1]} Office of the Sheriff"]
    return made


def relabelled(rng: Random, line: Line) -> Line | None:
    """The sheriff's row becomes the county commission's, over the same document and date."""
    county = re.match(r"(.+ (?:County|Parish)) Sheriff", line.cells["agency"])
    if county is None or "moa" not in line.links or _signed(line) is None:
        return None
    titles = ("Board of County Commissioners", "Commission", "Fiscal Court", "Department of Corrections", "Jail")
    return line.printed(agency=f"{county[1]} {rng.choice(titles)}")


SLIPS: dict[str, Slip] = {
    "name mistyped": name_mistyped,
    "name re-spelt": name_respelt,
    "relabelled, same document": relabelled,
    "state mistyped": state_mistyped,
    "state wrong": state_wrong,
    "county wrong": county_wrong,
    "model mistyped or blank": model_mistyped,
    "model wrong, same document": model_wrong,
    "date wrong": date_wrong,
    "signed again": signed_again,
}
_NOT_ON_PENDING = {
    "state wrong",
    "relabelled, same document",
    "date wrong",
    "model wrong, same document",
    "signed again",
}


def slip_for(rng: Random, kind: ListKind) -> str:
    """The name of a slip, names and dates most often."""
    names = [name for name in SLIPS if kind is ListKind.PARTICIPATING or name not in _NOT_ON_PENDING]
    weights = [{"name mistyped": 5, "name re-spelt": 6, "date wrong": 3}.get(name, 2) for name in names]
    return rng.choices(names, weights)[0]
