"""The words of agencies' names: usual short forms, numbers, kinds of office, and what a typist does to them."""

from watchers.names.edit_distance import distance

SPELT_OUT = {
    "pd": "police department",
    "dept": "department",
    "depart": "department",
    "dpt": "department",
    "deptartment": "department",
    "ofc": "office",
    "sheriffs": "sheriff",
    "constables": "constable",
    "attorneys": "attorney",
    "marshals": "marshal",
    "marshall": "marshall",  # a place of many states, and no slip for "marshals"
    "dps": "department public safety",
    "doc": "department corrections",
    "da": "district attorney",
    "bocc": "board county commissioners",
    "isd": "independent school district",
    "univ": "university",
    "ft": "fort",
    "st": "saint",
    "ste": "sainte",
    "mt": "mount",
    "twp": "township",
    "boro": "borough",
    "co": "county",
    "cnty": "county",
    "pct": "precinct",
    "prec": "precinct",
    "natl": "national",
    "hwy": "highway",
    "comm": "commission",
    "comn": "commission",
    "intl": "international",
    "corr": "corrections",
    "correction": "corrections",
    "correctional": "corrections",
    "no": "",
    "number": "",
}
"""Short forms and usual slips, to the words that they stand for."""

SILENT = frozenset({"of", "the", "and", "for", "a", "at", "s"})
"""Words that say nothing about which agency it is."""

_NUMBER_WORDS = (
    ("one", "i", "1st", "first"),
    ("two", "ii", "2nd", "second"),
    ("three", "iii", "3rd", "third"),
    ("four", "iv", "4th", "fourth"),
    ("five", "v", "5th", "fifth"),
    ("six", "vi", "6th", "sixth"),
    ("seven", "vii", "7th", "seventh"),
    ("eight", "viii", "8th", "eighth"),
    ("nine", "ix", "9th", "ninth"),
)
NUMBERS = {word: str(n) for n, words in enumerate(_NUMBER_WORDS, 1) for word in words}
NUMBERED = frozenset({"precinct", "ward", "district", "place", "division", "troop", "zone", "circuit"})
"""Words that make a number of a word beside them: precinct one, Ward II."""

KIND_WORDS = {
    "sheriff": "sheriff",
    "police": "police",
    "constable": "constable",
    "marshal": "marshal",
    "corrections": "corrections",
    "jail": "corrections",
    "detention": "corrections",
    "attorney": "prosecutor",
    "prosecutor": "prosecutor",
    "commissioners": "county government",
    "guard": "national guard",
}
"""Words that say what kind of agency it is, to the kind."""

GENERIC = frozenset({"department", "office", "agency", "bureau", "division", "unit", "service", "services", "police"})
"""Words that an agency of any kind may have in its name."""

MUNICIPAL = frozenset({"city", "town", "township", "village", "borough"})
"""Kinds of town."""

PLACE_KINDS = MUNICIPAL | {"county", "parish"}
SOFT = (
    GENERIC
    | KIND_WORDS.keys()
    | PLACE_KINDS
    | NUMBERED
    | {"state", "law", "enforcement", "public", "safety", "board", "special", "criminal"}
    | {"investigations", "investigation", "investigative", "patrol", "highway", "facility", "center", "authority"}
)
"""Words that come and go between two spellings of one agency. Others ("Beach", "West") make another place."""


def slips(one: str, other: str) -> bool:
    """Whether one is the other with a slip: one letter, or two in a long word; another digit is another number.

    The s of a possessive is no slip of its own: "Shriff's" is one letter from "Sheriff".
    """
    longer = max(len(one), len(other))
    if longer < 3 or _digits(one) != _digits(other):
        return False
    allowed = 2 if longer >= 8 else 1
    if abs(len(one) - len(other)) > 2:  # more than any slip: the s of one of them makes up for one letter at most
        return False
    if distance(one, other, score_cutoff=allowed) <= allowed:
        return True
    bare_one, bare_other = one.removesuffix("s"), other.removesuffix("s")
    return min(len(bare_one), len(bare_other)) >= 5 and distance(bare_one, bare_other, score_cutoff=1) <= 1


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))
