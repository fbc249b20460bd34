"""US states and territories: USPS Publication 28, appendix B; the short forms are the Associated Press's."""

from functools import cache

from watchers.frozen import frozen
from watchers.names.edit_distance import distance

UNKNOWN_STATE = "??"
"""Printed where a row's state can't be read."""


@frozen
class State:
    """A state or territory: USPS code, name, and the name as the Associated Press shortens it in text."""

    code: str
    name: str
    ap: str


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
