"""US states, territories and their counties: reference facts that tell a typo from another place.

States: USPS Publication 28, appendix B; the short forms are the Associated Press's. Counties: the U.S. Census
Bureau's national county list of 2020, with Connecticut's planning regions of 2022 beside its old counties.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from watchers.names.edit_distance import distance

UNKNOWN_STATE = "??"
"""Printed where a row's state can't be read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A state or territory: USPS code, name, and the name as the Associated Press shortens it in text."""

    code: str
    name: str
    ap: str


CITY_COUNTIES = {
    "FL jacksonville": "duval", "GA athens": "clarke", "GA augusta": "richmond", "GA columbus": "muscogee",
    "GA macon": "bibb", "IN indianapolis": "marion", "KS kansascity": "wyandotte", "KY lexington": "fayette",
    "KY louisville": "jefferson", "LA houma": "terrebonne", "LA neworleans": "orleans", "MT butte": "silverbow",
    "TN nashville": "davidson",
}  # fmt: skip
"""Cities that are one government with their county of another name (the Census Bureau's consolidated cities)."""


def _states() -> dict[str, State]:
    table = """
        AL Alabama|Ala.; AK Alaska|Alaska; AZ Arizona|Ariz.; AR Arkansas|Ark.; CA California|Calif.; CO Colorado|Colo.;
        CT Connecticut|Conn.; DE Delaware|Del.; DC District of Columbia|D.C.; FL Florida|Fla.; GA Georgia|Ga.;
        HI Hawaii|Hawaii; ID Idaho|Idaho; IL Illinois|Ill.; IN Indiana|Ind.; IA Iowa|Iowa; KS Kansas|Kan.;
        KY Kentucky|Ky.; LA Louisiana|La.; ME Maine|Maine; MD Maryland|Md.; MA Massachusetts|Mass.; MI Michigan|Mich.;
        MN Minnesota|Minn.; MS Mississippi|Miss.; MO Missouri|Mo.; MT Montana|Mont.; NE Nebraska|Neb.; NV Nevada|Nev.;
        NH New Hampshire|N.H.; NJ New Jersey|N.J.; NM New Mexico|N.M.; NY New York|N.Y.; NC North Carolina|N.C.;
        ND North Dakota|N.D.; OH Ohio|Ohio; OK Oklahoma|Okla.; OR Oregon|Ore.; PA Pennsylvania|Pa.;
        RI Rhode Island|R.I.;
        SC South Carolina|S.C.; SD South Dakota|S.D.; TN Tennessee|Tenn.; TX Texas|Texas; UT Utah|Utah; VT Vermont|Vt.;
        VA Virginia|Va.; WA Washington|Wash.; WV West Virginia|W.Va.; WI Wisconsin|Wis.; WY Wyoming|Wyo.;
        AS American Samoa|American Samoa; GU Guam|Guam; MP Northern Mariana Islands|Northern Mariana Islands;
        PR Puerto Rico|Puerto Rico; VI U.S. Virgin Islands|U.S. Virgin Islands
    """
    found: dict[str, State] = {}
    for entry in table.split(";"):
        code, _, names = entry.strip().partition(" ")
        name, _, ap = names.partition("|")
        found[code] = State(code=code, name=name, ap=ap)
    return found


STATES: dict[str, State] = _states()
"""Every state, the District of Columbia and the territories, by USPS code."""

_OTHER_NAMES = {
    "VIRGIN ISLANDS": "VI",
    "US VIRGIN ISLANDS": "VI",
    "CNMI": "MP",
    "COMMONWEALTH OF THE NORTHERN MARIANA ISLANDS": "MP",
    "NORTHERN MARIANAS": "MP",
    "WASHINGTON DC": "DC",
}


def _plain(text: str) -> str:
    return " ".join("".join(c if c.isalpha() else " " for c in text.upper().replace(".", "")).split())


@cache
def _by_name() -> dict[str, str]:
    names = {_plain(s.name): s.code for s in STATES.values()}
    names |= {_plain(s.ap): s.code for s in STATES.values()}
    return names | _OTHER_NAMES | {code: code for code in STATES}


def state_named(text: str) -> str | None:
    """The USPS code of a state's code, name or AP short form, in any case; None where it is none of these."""
    return _by_name().get(_plain(text))


def state_name(code: str | None) -> str:
    """A state's name for print; "state unclear" for None and codes we don't know."""
    return STATES[code].name if code in STATES else "state unclear"


@cache
def state_meant(text: str) -> str | None:
    """The state that a printed word stands for, typos allowed: PENNSLYVANIA, UTAHJ, WEST VIRIGINIA.

    None where it is too far from every state, or as near to another: then the row's state is unclear.
    """
    exact = state_named(text)
    if exact is not None:
        return exact
    near = near_states(text)
    return near[0] if len(near) == 1 else None


@cache
def near_states(text: str) -> tuple[str, ...]:
    """The codes of the states whose name is nearest to a misspelt one: one or two slips, fewer in short names."""
    word = _plain(text)
    if len(word) < 4:
        return ()
    slips = {
        s.code: distance(word.replace(" ", ""), _plain(s.name).replace(" ", ""), score_cutoff=3)
        for s in STATES.values()
    }
    least = min(slips.values())
    allowed = 1 if len(word) <= 5 else 2 if len(word) <= 9 else 3
    return tuple(code for code, n in slips.items() if n == least) if least <= allowed else ()


@cache
def counties() -> dict[str, frozenset[str]]:
    """County names by USPS code, as the Census Bureau writes them ("Webster County", "Acadia Parish")."""
    return {code: frozenset(names) for code, names in _county_lists(former=False).items()}


@cache
def _county_lists(*, former: bool) -> dict[str, list[str]]:
    from importlib.resources import files

    found: dict[str, list[str]] = {}
    for line in files("watchers.names").joinpath("data/counties.txt").read_text("utf-8").splitlines():
        code, _, entries = line.partition(": ")
        parts = [entry.partition(" ") for entry in entries.split(", ")]
        found[code] = [name for fips, _, name in parts if former or not fips.endswith("*")]
    return found


_COUNTY_WORDS = frozenset(
    {
        "county",
        "counties",
        "co",
        "cnty",
        "parish",
        "borough",
        "city",
        "municipality",
        "census",
        "area",
        "municipio",
        "planning",
        "region",
    }
)


@cache
def county_words(printed: str) -> str:
    """A county's name without "County", "Parish" and the like, folded: "St. Johns County" to "saint johns"."""
    letters = unicodedata.normalize("NFKD", printed.casefold())
    words = re.sub(r"[^a-z0-9]+", " ", re.sub(r"['’.\u0300-\u036f]", "", letters)).split()
    spelt = ["saint" if word == "st" else "sainte" if word == "ste" else word for word in words]
    kept = [word for word in spelt if word not in _COUNTY_WORDS]
    return " ".join(kept or spelt)


@cache
def county_names(state: str) -> dict[str, str]:
    """The Census Bureau's county names of a state, by folded name without spaces ("desoto", "lasalle").

    Names that a county had before are among them, where it is not the one of now spelt otherwise.
    """
    found: dict[str, str] = {}
    names = [name for former in (False, True) for name in _county_lists(former=former).get(state, ())]
    for name in sorted(names, key=lambda n: n.endswith(" city")):
        found.setdefault(county_words(name).replace(" ", ""), name)
    return found


def county_meant(printed: str, state: str | None) -> str | None:
    """The county that a word stands for, one slip allowed ("Lampass"); None where it is none, or two are as near."""
    names = county_names(state or "")
    word = county_words(printed).replace(" ", "")
    if word in names:
        return names[word]
    if len(word) < 5:
        return None
    near = [key for key in names if distance(word, key, score_cutoff=1) <= 1]
    return names[near[0]] if len(near) == 1 else None
