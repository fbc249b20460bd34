"""Why an event is taken for what it is, and why a list is held: each ground with its English sentence.

What is recorded is English text (`Event.because`, `Suspicion.reason`); `grounds_of` makes of it the grounds and their
values again, so that any language can say them, also of what an earlier version recorded.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Ground(Enum):
    """A ground, with its English words and the names of its values."""

    NEW = "It is on the list, {place}, and on no earlier one that we have."
    WAS_PENDING = (
        "It is on the list, {place}, and on no earlier one that we have; until now it was pending, as “{agency}”."
    )
    NOT_SHOWN_AS_ONE = (
        "It is on the list, row {row}, and on no earlier one that we have; no list has shown that it is one that went "
        "missing."
    )
    NONE_OF_THE_MISSING = (
        "It is on the list, row {row}, and on no earlier one that we have; it is none of those that went missing."
    )
    SIGNED_ANEW = "It is on the list again under a new signing date, after it had been gone."
    BACK = "It is on the list again, after it was missing from {lists}."
    NO_ROW = "No row of this list is this agreement, nor one that could be it under another spelling."
    LEFT_OPEN = (
        "No row of this list is “{agency}” any more, and row {row} is on no earlier one. What the two rows share "
        "leaves open whether they are one agreement."
    )
    GONE_SINCE = (
        "It is missing from {first}, which has been ICE's list since, and no row there could be it under another "
        "spelling."
    )
    GONE_FROM = (
        "It is missing from {number} lists in a row, {first} to {last}, and no row there could be it under another "
        "spelling."
    )
    GONE_SINCE_UNSHOWN = (
        "It is missing from {first}, which has been ICE's list since, and no list has shown that a new row is it."
    )
    GONE_FROM_UNSHOWN = (
        "It is missing from {number} lists in a row, {first} to {last}, and no list has shown that a new row is it."
    )
    PENDING = "It is on the pending list, {place}, and was not before."
    PENDING_AGAIN = "It is on the pending list again, after it had left it without signing."
    DROPPED = "It left the pending list {number} days ago and has not turned up on the participating list."
    DOCUMENT_LINKED = "The row links its agreement document now, and did not before."
    NO_DOCUMENT = "Its address leads to no document."
    DOCUMENT_AGAIN = "Its address leads to the document again."
    OTHER_DOCUMENT = "The same address gives another document."
    FIRST_COPY = "It is the first copy of the document that the row links."
    OTHER_LINK = "The row links another document than before."
    UNLINKED = "The row is listed and no longer links it."
    PRINTED_OTHERWISE = "It is the same agreement, printed with another {fields}."
    PENDING_OTHERWISE = "It is the same pending agency, printed otherwise."
    ONE_AFTER_ALL = "It is one agreement, printed otherwise."
    EXACT = "It is listed under the same state, agency and model."
    ONLY_SIGNING = "It left the pending list as its county's only signing came."
    PENDING_LIST = (
        "ICE's participating link leads to {file}, a table of {table} without a SIGNED column, which is the "
        "pending list's."
    )
    PARTICIPATING_LIST = (
        "ICE's pending link leads to {file}, a table of {table} with a SIGNED column, which is the participating "
        "list's."
    )
    EMPTY = "{file} is a participating list without a single agency."
    OLD = "{file} is, byte for byte, a list that ICE had already replaced by a newer one."
    NO_COLUMN = "{file} lacks {columns}, which the list before it had."
    SECOND_LIST = (
        "{file} is linked on ICE's page as a second {list} list beside the one that is taken in, and {rows} of its "
        "{of} {are}n't in that one (“{agency}”)."
    )
    UNLIKE_ANY = (
        "{file} has {rows} rows that were on no list before, too many of them of one state. No list of ICE's was ever "
        "like that, and comparing it would take hours."
    )
    NAMELESS = (
        "{file} has neither a state nor a model that can be read for {rows} of the agencies of the list before "
        "(“{agency}”)."
    )
    END_CUT_OFF = "{file} has {table}; of the {all} agencies of the list before, {gone} are gone (all from its end)."
    CUT_SHORT = "{file} has {table}; of the {all} agencies of the list before, {gone} are gone ({states})."
    OLDER = (
        "{file} lacks {gone} agreements ({states}), which are the newest, and has no new one: it looks like an older "
        "list."
    )
    MANY_GONE = "{file} lacks {gone} agreements of {number} states ({states}). So many have never gone at once."
    CHANGED_ALIKE = "{file} has another {fields} in {rows} of {all} rows."
    SWOLLEN = "{file} has {rows} agencies that the list before, of {all}, did not."
    UNCLEAR_TABS = "{file} can't be taken as one list: {doubts}."
    PAGE_SAYS = "ICE's page states {agreements}; {rows} can be read in this list."
    TWO_LISTS = "its tabs “{tab}” and “{other_tab}” are two lists, of which one has no dates"
    TAB_REPEATS = "its tab “{tab}” repeats {rows} rows of another tab and has {others}"
    UNREAD_TAB = "its tab “{tab}” may hold agencies, and can't be understood"
    SAME_NAME = "the names say the same"
    SAME_IN_OTHER_WORDS = "the names say the same in other words"
    BEHIND = "one is the other with something behind it"
    ONE_LETTER = "the names differ by one letter"
    ONE_COLLEGE = "both are names of one college"
    INITIALS = "one is the initials of the other's name"
    BOTH_ARE = "both are names of the {known}"
    BOTH_NAME = "both name the {known}"
    OWN_DIVISION = "{known} are a department and its own division"
    COLLEGES_ON_RECORD = "the colleges' names differ by “{words}”, and only one is on record"  # of earlier versions
    COLLEGES_DIFFER = "the colleges' names differ by “{words}”"
    COLLEGE_SPELT = "the college's name is spelt or ordered otherwise"
    POLICE_AND_SIGNER = "one is named as the police, the other as who signs for it"
    AIRPORTS_AUTHORITY = "only one says that the port authority is an airport's"
    AIRPORTS_SHARE = "{places} share a word, and no two airports are called so"
    AIRPORTS_OF_ONE = "both are airports of one county"
    ONE_NUMBER = "only one says number {numbers}"
    KINDS_OF_AGENCY = "{offices} are two kinds of agency"
    OF_A_STATE = "{offices} of a state are two agencies"
    SHARED_OFFICE = "they share {offices}"
    TWO_FORCES = "one place may have {one} and {other}, two forces"
    NAMED_AS = "one is named as {one}, the other as {other}"
    ONE_KIND = "{kinds} of one name cannot be two in this state"
    COUNTY_AND_TOWN = "only one says it is the county's, and the state has a town of the name"
    DIFFERING_WORDS = "they differ by “{words}”"
    MORE_OF_ITS_KIND = "only one says “{words}”, and a county has one {one}"
    MORE_WORDS = "only one says “{words}”"
    ONE_SAYS = "only one says {offices}"
    ONE_PLACE = "only one names its place"
    OTHER_ORDER = "{places} are the same words in another order"
    SLIP = "{places} differ by a slip of the pen"
    ANOTHER_PLACE = "“{words}” makes another place"
    BOTH_PLACES = "{places} are both names of places"
    BEGIN_ALIKE = "{places} begin alike, and no more than one is on record in the state"
    NEAREST = "{places} are nearer than any other place of the state"  # of earlier versions
    BEGIN_SO = "{places} begin so, and only one is on record in the state"
    UNLIKE = "{places} are unlike"
    SAME_DATE = "same signing date"
    DAY_APART = "the signing dates are a day apart"
    DATE_SLIP = "the signing dates differ by one digit or by day and month"
    NO_DATE = "one of the rows has no date, or both"
    NO_READABLE_DATE = "one date is unreadable"
    SAME_DOCUMENT = "same MOA file"
    DOCUMENT_AND_DATE = "one document and one date belong to one row"
    SAME_COUNTY = "same county"
    COUNTY_CELL = "one COUNTY cell names no county of the state, and begins like the other"  # of earlier versions
    NO_OTHERS = "no other row of this state, model and date went or came"
    NOTHING_AGAINST = "nothing else speaks against it"

    def says(self, **values: object) -> str:
        """Its English words."""
        return self.value.format(**values)


def counted(number: int, noun: str) -> str:
    """A value that counts: "1 row", "1,153 rows"."""
    return f"{number:,} {noun}{'s' * (number != 1)}"


@dataclass(frozen=True, slots=True)
class Grounded:
    """A ground with its values, as they were printed."""

    ground: Ground
    values: Mapping[str, str]


def grounds_of(because: str) -> tuple[tuple[Grounded, ...], ...]:
    """The recorded sentences' grounds: of each, one, or the findings it lists; none where any can't be read back."""
    for ground in _SENTENCES:
        found = re.fullmatch(f"{_pattern(ground)}(?: (?P<more>.+))?", because, re.DOTALL)
        if found is None:
            continue
        values = found.groupdict()
        more = values.pop("more")
        if more is None:
            return ((Grounded(ground, values),),)
        if rest := grounds_of(more) or _listed(more):
            return ((Grounded(ground, values),), *rest)
    return ()


def _listed(text: str) -> tuple[tuple[Grounded, ...], ...]:
    """The findings of one sentence: "Names say the same; same signing date, same county."."""
    found = findings_of(text) or findings_of(text[:1].lower() + text[1:])
    return (found,) if found else ()


def findings_of(text: str) -> tuple[Grounded, ...]:
    """The findings that a text lists up to its full stop; none where any can't be read back."""
    for ground in _FINDINGS:
        found = re.match(rf"{_pattern(ground)}(?P<more>[;,] |\.$)", text)
        if found is None:
            continue
        values = found.groupdict()
        one = Grounded(ground, values)
        if values.pop("more") == ".":
            return (one,)
        if rest := findings_of(text[found.end() :]):
            return (one, *rest)
    return ()


_SENTENCES = tuple(ground for ground in Ground if ground.value.endswith("."))
_FINDINGS = tuple(ground for ground in Ground if not ground.value.endswith("."))
_VALUES = {
    "number": r"\d+",
    "row": r"\d+",
    "lists": r"\d+ lists?",
    "place": r"row \d+(?: of tab “.+”)?",
    "fields": r"[a-z, ]+",
    "agency": r".+",
    "known": r"[^;]+",
    "words": r"[^“”]+",
    "places": r"[^;,“”]+",
    "first": r"\S.*",
    "last": r"\S.*",
    "file": r"\S.*",
    "rows": r"[\d,]+",
    "all": r"[\d,]+",
    "gone": r"[\d,]+",
    "table": r"[\d,]+ rows?",
    "of": r"[\d,]+ rows?",
    "are": "is|are",
    "agreements": r"[\d,]+ agreements?",
    "others": r"[\d,]+ others?",
    "list": "participating|pending",
    "columns": r"the columns? [A-Z]+(?: and [A-Z]+)*",
    "states": r"\S\S \d+(?:, \S\S \d+)*(?:, …)?",
    "doubts": r"its .+",
    "tab": r"[^“”]*",
    "other_tab": r"[^“”]*",
}
_ANY_VALUE = r"[a-z\d][^;,]*?"


@cache
def _pattern(ground: Ground) -> str:
    """The ground's words as a pattern, with a group for each value."""
    words = re.split(r"\{(\w+)\}", ground.value)
    said = [re.escape(text) for text in words[::2]]
    values = [f"(?P<{name}>{_VALUES.get(name, _ANY_VALUE)})" for name in words[1::2]]
    return "".join(part for pair in zip(said, [*values, ""], strict=True) for part in pair)
