"""The words of agencies' names: short forms, numbers, offices, duties, kinds of place; what a typist makes of them."""

from collections.abc import Sequence
from functools import lru_cache

from watchers.names.edit_distance import distance, is_a_slip


def _pairs(table: str) -> dict[str, str]:
    return {form: usual for entry in table.split(";") for form, _, usual in [entry.strip().partition(" ")]}


def _words(table: str) -> frozenset[str]:
    return frozenset(table.split())


SPELT_OUT = _pairs(
    "pd police department; pol police; dept department; depart department; dpt department; deptartment department; "
    "ofc office; sheriffs sheriff; constables constable; attorneys attorney; atty attorney; marshals marshal; pros "
    "prosecuting; prosecutors prosecutor; commonwealths commonwealth; dps department public safety; doc department "
    "corrections; da district attorney; das district attorney; jdc judicial district; jd judicial district; jud "
    "judicial; cir circuit; indep independent; dtf drug task force; bocc board county commissioners; boc board "
    "commissioners; isd independent school district; usd unified school district; sch school; cisd consolidated "
    "independent school district; univ university; coll college; cc community college; med medical; ft fort; st "
    "saint; ste sainte; mt mount; twp township; twsp township; boro borough; bor borough; vlg village; co county; "
    "cnty county; cty county; par parish; pct precinct; prec precinct; prct precinct; const constable; natl national; "
    "hwy highway; comm commission; comn commission; intl international; corr corrections; correction corrections; "
    "correctional corrections; auth authority; bd board; dist district; rgnl regional; metro metropolitan; inv "
    "investigations; enf enforcement; svc service; svcs services; hts heights; bch beach; ctr center; cntr center; "
    "fac facility; det detention; div division; bur bureau; reg regional; jailer jail; jailers jail; narc drug; "
    "narcotics drug; crim criminal; gen general; muni municipal; spgs springs; spg springs; jct junction; n north; e "
    "east; w west; centre center; pub public; ind independent; no; number; marshall marshall"
)
"""Short forms and usual slips, to the words that they stand for; Marshall is a place, and no slip for "marshals"."""

SILENT = frozenset({"of", "the", "and", "for", "a", "at", "s"})
"""Words that say nothing about which agency it is."""

OF_A_STATE = _words(
    "police patrol highway hwy trooper troopers university univ prison constable fire bureau guard attorney"
)
"""Words before which "St." is no saint: Idaho St. Police."""

NUMBERS = _pairs(
    "one 1; i 1; first 1; two 2; ii 2; second 2; three 3; iii 3; third 3; four 4; iv 4; fourth 4; five 5; v 5; "
    "fifth 5; six 6; vi 6; sixth 6; seven 7; vii 7; seventh 7; eight 8; viii 8; eighth 8; nine 9; ix 9; ninth 9; "
    "ten 10; x 10; tenth 10; eleven 11; xi 11; eleventh 11; twelve 12; xii 12; twelfth 12; "
    "thirteenth 13; fourteenth 14; fifteenth 15; sixteenth 16; seventeenth 17; "
    "eighteenth 18; nineteenth 19; twentieth 20"
)
NUMBERED = frozenset({"precinct", "ward", "district", "place", "division", "troop", "zone", "circuit", "judicial"})
"""Words that make a number of a word beside them: precinct one, Ward II."""

LETTERED = NUMBERED - {"judicial"} | {"unit", "company", "region"}
"""Words behind which one letter is a number: Troop A."""

KIND_WORDS = _words(
    "sheriff police constable marshal corrections jail detention attorney prosecutor commissioners guard"
)
"""Words that say what kind of agency it is."""

OFFICES: tuple[tuple[str, tuple[str, ...]], ...] = tuple(
    (office, tuple(phrase.split()))
    for office, phrases in (
        ("attorney general", "attorney general"),
        ("district attorney", "district attorney|county detectives"),
        ("state's attorney", "states attorney|state attorney"),
        ("commonwealth's attorney", "commonwealth attorney"),
        ("county attorney", "county attorney|parish attorney"),
        ("city attorney", "city attorney|town attorney|municipal attorney"),
        ("prosecutor", "prosecuting attorney|prosecutor|prosecution"),
        ("solicitor", "solicitor|solicitors"),
        ("attorney", "attorney"),
        ("sheriff", "sheriff"),
        ("constable", "constable"),
        ("fire marshal", "fire marshal"),
        ("marshal", "marshal"),
        ("state guard", "state guard|state defense force|state military reserve"),
        ("national guard", "army national guard|air national guard|national guard|military department|guard"),
        ("national guard", "adjutant general"),
        ("state patrol", "highway patrol|state patrol|state police|state troopers|troopers"),
        ("school", "independent school district|school district|schools|school"),
        ("port", "harbor police|harbor patrol|port police|port of"),
        ("airport", "airport|airports|aviation|port authority"),
        ("transit", "transit authority|area rapid transit|rapid transit|transit"),
        ("housing", "housing authority|public housing|housing"),
        ("corrections", "corrections|jail|detention|prison|prisons|penitentiary|justice center"),
        ("probation", "probation|parole|pardons"),
        ("wildlife", "fish wildlife|game fish|game commission|wildlife|conservation|natural resources"),
        ("tribe", "tribal|tribe|tribes|nation|pueblo of|band of|indian community|indian reservation"),
        ("police", "police|public safety"),
        ("government", "commission|commissioners|board|council|trustees|authority|fiscal court|government|supervisors"),
        ("government", "police jury|quorum court|levy court|commissioners court|selectmen|aldermen"),
        ("government", "mayor|regents|governors|judge executive"),
        ("coroner", "coroner|medical examiner"),
        ("clerk", "clerk"),
    )
    for phrase in phrases.split("|")
)
"""What an office is called. The first that a name says is its office; a phrase stands before the words in it."""

PROSECUTORS = frozenset({o for o, _ in OFFICES if "attorney" in o} | {"prosecutor", "solicitor"}) - {"attorney"}
"""Offices that one county may have side by side, each with its own agreement."""

GENERIC = frozenset({"department", "office", "agency", "bureau", "division", "unit", "service", "services", "police"})
"""Words that an agency of any kind may have in its name."""

DUTIES = GENERIC | _words(
    "adult juvenile metropolitan international regional municipal memorial rescue fire emergency ems medical criminal "
    "crime investigation investigations investigative investigator investigators narcotics drug gang intelligence "
    "special operations task force team section squad detective detectives support administration administrative "
    "facility facilities center complex annex intake work release program law enforcement public safety security "
    "management court courts civil warrant warrants transport traffic patrol k9 training command headquarters joint "
    "immigration prosecutions prosecution inmate custody highway judicial circuit unified consolidated government "
    "urban community charter troop zone municipality district precinct ward state officers officer personnel justice "
    "marine reserve"
)
"""Words for what an agency does, has or is part of: they come and go behind an otherwise equal name."""

FEATURES = _words(
    "north south east west northern southern eastern western northeast northwest southeast southwest northeastern "
    "northwestern southeastern southwestern upper lower new "
    "old beach heights park hills hill springs spring lake lakes island islands isle valley shores shore gardens "
    "harbor bay creek grove ridge view point river falls junction crossing little big great grand middle glen port "
    "mount woods forest meadows mills landing estates plains rock cove branch fork forks bluff bluffs bend cliff "
    "cliffs ferry gap hollow mesa oaks pines pond ponds prairie rapids shoals summit terrace wells farms field fields "
    "flat flats haven highlands knob mound mountain mountains bayou brook butte canyon cape corner corners mill meadow "
    "ridges rivers valleys trail vista acres manor inlet bridge depot station"
)
"""Words that make another place of a place: Melbourne and Melbourne Beach."""

MUNICIPAL = frozenset({"city", "town", "township", "village", "borough"})
"""Kinds of town."""

COUNTIES = frozenset({"county", "parish"})
PLACE_KINDS = MUNICIPAL | COUNTIES
CAMPUS = frozenset({"university", "college", "campus"})
TOWNS_NAMED_SO = frozenset({"park", "station", "place", "city", "heights", "corner", "hill", "grove", "township"})
"""College Station, University Park: towns."""


def campus_word(words: Sequence[str]) -> str:
    """The word that says that a name is a campus's, and not a town's; "" where none does."""
    for n, word in enumerate(words):
        # State College, Pa., is a borough.
        if word in CAMPUS and TOWNS_NAMED_SO.isdisjoint(words[n + 1 : n + 2]) and not (n == 1 and words[0] == "state"):
            return word
    return ""


USUAL = sorted(
    word
    for word in {word for _, phrase in OFFICES for word in phrase}
    | {*GENERIC, *CAMPUS, *MUNICIPAL, "county", "judicial", "circuit", "international", "investigations", "precinct"}
    | {"enforcement", "facility", "metropolitan", "regional"}
    if len(word) > 5
)
_NO_SLIP = _words(
    "marshall country villages boroughs constance constantine constantia sherrill paris parsons independence staten "
    "trial parle parshall slate"
)
"""Words of places' names: Marshall, Country Club Hills, The Villages, Sherrill, Paris."""


@lru_cache(maxsize=20_000)
def usual(word: str, before: str = "", after: str = "") -> str:
    """The word of this vocabulary that a misspelt one stands for ("Coutny", "Shriff"); others as they are.

    What stands before it and after it may say which word is meant, were it farther off: Ploicie Department.
    """
    meant = "safety" if before == "public" else "police" if after == "department" else ""
    if meant and len(word) > 4 and word[0] == meant[0] and distance(word, meant, score_cutoff=2) <= 2:
        return meant
    if after in OF_A_STATE and word[:1] == "s" and len(word) > 3 and distance(word, "state", score_cutoff=1) == 1:
        return word if word in _NO_SLIP else "state"
    if len(word) > 3 and not _VOWELS & set(word[1:]):  # of three letters it is initials
        return next((known for known in USUAL if known[-1] == word[-1] and is_without(word, known)), word)
    if len(word) < 5 or word in _NO_SLIP or word in USUAL or word in DUTIES or word in FEATURES:
        return word
    return next((known for known in USUAL if _misspells(word, known)), word)


_VOWELS = frozenset("aeiou")


def is_without(short: str, long: str) -> bool:
    """Whether a word is another with vowels, and what else, left out: Vly, Intnl."""
    letters = iter(long)
    return short[0] == long[0] and not _VOWELS & set(short[1:]) and all(letter in letters for letter in short)


_LONG = _words(
    "sheriff constable attorney corrections detention commission commissioners prosecutor prosecuting township"
)
"""Words of offices in which even two slips leave no other word."""


def _misspells(word: str, known: str) -> bool:
    allowed = 2 if known in _LONG or len(known) > 9 else 1
    forms = (word, word.removesuffix("s")) if known in _LONG else (word,)
    if len(known) > len(word) + 2 and known.startswith(word):  # Conserv.
        return True
    return word[:1] == known[:1] and any(distance(form, known, score_cutoff=allowed) <= allowed for form in forms)


def slips(one: str, other: str) -> bool:
    """Whether one is the other with a slip: one letter, or two in a long word; another digit is another number.

    Northeast is no slip for northwest. The s of a possessive is no slip of its own: "Shriff's" is one letter from
    "Sheriff".
    """
    longer = max(len(one), len(other))
    if longer < 3 or _digits(one) != _digits(other):
        return False
    if one in FEATURES and other in FEATURES and one.rstrip("s") != other.rstrip("s"):
        return False
    allowed = 2 if longer >= 8 else 1
    if abs(len(one) - len(other)) > 2:  # more than any slip: the s of one of them makes up for one letter at most
        return False
    if distance(one, other, score_cutoff=allowed) <= allowed or _is_shuffled(one, other):
        return True
    bare_one, bare_other = one.removesuffix("s"), other.removesuffix("s")
    return min(len(bare_one), len(bare_other)) >= 5 and is_a_slip(bare_one, bare_other)


def _is_shuffled(one: str, other: str) -> bool:
    """Whether they are the same letters in another order: Souix, Sioux."""
    return len(one) > 4 and one[0] == other[0] and sorted(one) == sorted(other)


def _digits(word: str) -> str:
    return "".join(filter(str.isdigit, word))
