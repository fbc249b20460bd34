"""The English of the public record: its pages, feeds, pictures and maps."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from notifiers.language.english.terms import SHORTEST_MODELS, agency_kind, model_words, short_model
from notifiers.text.ap_style import areas, clock, count, day, listing
from watchers.model.agreement import ListKind, Model
from watchers.model.event import EventKind
from watchers.model.register import Stand
from watchers.names.agency_kinds import AgencyKind
from watchers.names.places import STATES, state_name
from watchers.names.whereabouts import Basis

_WATCHED = (
    "ICE posts two lists of state and local agencies in its 287(g) program: those that participate, and those that are "
    "pending. A program looks at ICE’s page several times an hour, keeps every file it finds there, and compares each "
    "list with the one before."
)
_SAID = (
    "Each page says only what the lists show. ICE’s lists don’t say why a row comes or goes: “no longer listed” is all "
    "that can be said of one that is gone, and it is said only after a second look at a later list. A list that is cut "
    "short, mixed up or stale is held back and changes nothing."
)
_MAPPED = (
    "An agreement is put into a county by the county that ICE prints, or by the name of a sheriff’s office. For many "
    "city agencies ICE prints no county: they are listed beside the map and not guessed at. An agency of the state "
    "belongs to no county. Connecticut is drawn in its planning regions of 2022; the shapes are the Census Bureau’s of "
    "2023."
)
_CORRECTED = (
    "When a later list shows that an earlier page was wrong, the earlier page says so and links to the correction, and "
    "the feeds carry both. Nothing is deleted; the hash chain on the downloads page lets anybody check that."
)
_KINDS = {
    EventKind.SIGNED: "signed",
    EventKind.MISSING: "missing",
    EventKind.WITHDRAWN: "no longer listed",
    EventKind.POSSIBLY_RENAMED: "possibly renamed",
    EventKind.RETURNED: "listed again",
    EventKind.PENDING: "pending",
    EventKind.PENDING_DROPPED: "off the pending list",
    EventKind.AMENDED: "edited by ICE",
    EventKind.MOA_POSTED: "document posted",
    EventKind.DOCUMENT_REPLACED: "document replaced",
    EventKind.DOCUMENT_REMOVED: "document taken away",
    EventKind.DOCUMENT_POSTED: "copy of the document kept",
}
_STANDS = {
    Stand.LISTED: "on ICE’s list",
    Stand.OPEN: "on ICE’s list, and perhaps another one renamed",
    Stand.MISSING: "missing from ICE’s newest list; a second look will tell",
    Stand.GONE: "no longer on ICE’s list",
    Stand.SIGNED: "has signed",
    Stand.DOUBLED: "printed twice",
}
_BASIS = {
    Basis.NOT_PRINTED: "ICE prints no county",
    Basis.SEVERAL: "ICE’s cell names more than one county",
    Basis.TWO_OF_THE_NAME: "the state has two counties of that name",
    Basis.NO_SUCH_COUNTY: "ICE’s cell names no county of the state",
    Basis.NO_STATE: "the row’s state is unclear",
    Basis.STATEWIDE: "statewide",
    Basis.CELL: "no shape of this county",
    Basis.NAME: "no shape of this county",
}
_ALLOWS = {
    Model.TFM: "Officers may question and arrest for immigration violations on patrol, under ICE’s supervision.",
    Model.JEM: "Jail staff may question people in custody about their status and start deportation cases.",
    Model.WSO: "Jail staff may serve ICE’s warrants on people in custody, and not question them about status.",
}
_FILES = {
    "agreements": "Every agreement that the record knows, with how it stands now",
    "events": "Every event, oldest first",
    "lists": "Every list that ICE posted, with its hash",
    "chain": "The hash chain: an event a line",
    "head": "The newest hash of the chain",
}


class SiteWords:
    """What the record says around the news, which has its own words in the other rooms."""

    SITE = "287(g) agreements: the public record"
    SITE_SHORT = "287(g) record"
    TAGLINE = "The changes to ICE’s list of agencies in its 287(g) program that we saw, with the evidence for each."
    LANGUAGE = "English"
    SKIP = "Skip to the content"
    HOME = "Nation"
    CHANGES = "Changes"
    SEARCH = "Search"
    DOWNLOADS = "Downloads"
    ABOUT = "About"
    MAIN_MENU = "Main menu"
    FIND = "Find an agency, county or state"
    FIND_HINT = "Agency, county or state"
    FIND_BUTTON = "Search"
    FOOT = (
        "Made by watch287g from the lists that ICE posts. It says what those lists show, and not why: an agency that "
        "is no longer listed may or may not have ended its agreement."
    )
    WRITE_US = "Something wrong? Write to"
    NATION = "the United States"
    OTHER_MODEL = "another model"
    NO_AGREEMENT = "no agreement known of"
    STATEWIDE_REACH = "a state agency takes part"
    MODELS_HEADING = "Agreements by model"
    TOTAL = "All agreements"
    NOW = "Now"
    WEEK = "In a week"
    MONTH = "In a month"
    MODEL = "Model"
    MAP_HEADING = "Where"
    MAP_NOT_TO_SCALE = "Alaska, Hawaii and the territories are drawn at scales of their own."
    TREND_HEADING = "Since the record began"
    TREND_ALSO = "The numbers behind the chart"
    MONTH_END = "Month"
    NEWEST = "Newest changes"
    ALL_CHANGES = "All changes"
    STATES_HEADING = "States and territories"
    STATE = "State"
    AGENCIES = "Agencies"
    AGREEMENTS = "Agreements"
    PENDING = "Pending"
    LAST_CHANGE = "Last change"
    AGENCY = "Agency"
    COUNTY = "County"
    KIND = "Kind of agency"
    SIGNED = "Signed"
    DOCUMENT = "Document"
    MOA = "MOA"
    SINCE = "On the list since"
    STATUS = "Status"
    WHAT = "What"
    WHEN = "When"
    NONE = "none"
    NOT_PRINTED = "not printed"
    UNKNOWN = "unclear"
    AGREEMENTS_HEADING = "Agreements"
    PENDING_HEADING = "Waiting on ICE’s pending list"
    GONE_HEADING = "No longer listed"
    LAW_HEADING = "State law"
    LAW_READ = "Read it"
    FEEDS = "Follow"
    FEEDS_WORDS = "New entries and corrections by feed:"
    STORY_HEADING = "What happened"
    AGREEMENTS_NOW = "Its agreements"
    FORMER_NAMES = "ICE has also printed it as"
    STATEWIDE_HEADING = "Agencies of statewide reach"
    UNPLACED_HEADING = "Agencies that are on no map"
    EVIDENCE = "The evidence"
    CELL = "Cell"
    BEFORE = "Before"
    AFTER = "Now"
    AS_PRINTED = "As ICE printed it"
    QUOTE = "To quote"
    COPY = "Copy"
    COPIED = "Copied"
    RULE = "Why we say so"
    WORKBOOK = "ICE’s file"
    BOOK_BEFORE = "ICE’s file before"
    HASH = "SHA-256"
    ICES_TIME = "ICE saved it"
    OUR_TIME = "We saw it"
    NO_ICE_TIME = "ICE’s server didn’t say"
    WHERE_IN_FILE = "Where in it"
    AT_ICE = "at ICE"
    KEPT_COPY = "our copy"
    AFTERWARDS = "What came of it"
    NOTHING_AFTER = "Nothing that came later corrects this."
    TAKES_BACK = "Takes back"
    SETTLES = "Settles what was left open"
    PERMALINK = "Permanent address"
    AS_JSON = "as JSON"
    THE_AGENCY = "The agency’s page"
    MOVED = "This page has moved"
    MOVED_TO = "ICE now prints this agency as"
    NOT_FOUND = "There is no page at this address"
    NOT_FOUND_WORDS = "It may be mistyped. Every agency, state and change can be found from here:"
    CHANGES_HEADING = "Changes to ICE’s lists, day by day"
    DAYS = "Days"
    LISTS_HEADING = "The lists that ICE posted"
    LIST = "List"
    HELD_HEADING = "Held back now"
    SHOWS_NOTHING = "Nothing changed with this list."
    ROWS_CHANGED = "Changes"
    DOWNLOADS_HEADING = "Downloads"
    DATA_HEADING = "The data"
    DICTIONARY = "What the columns mean"
    COLUMN = "Column"
    TYPE = "Type"
    MEANING = "Meaning"
    LICENCE_HEADING = "Licence"
    LICENCE = (
        "ICE’s lists are works of the United States government and in the public domain (17 U.S.C. 105). What this "
        "site adds to them (what changed, when, and the rule behind it) may be used by anybody for anything under CC "
        "BY 4.0: name the source and link to the page."
    )
    CHAIN_HEADING = "The hash chain"
    CHAIN = (
        "Each event is a line, and each line has the SHA-256 of the line before. Whoever has noted the newest hash "
        "can tell later whether anything before it was edited. “watch287g site --verify” checks it; so does any "
        "SHA-256 tool."
    )
    CHAIN_HEAD = "Newest hash"
    BOOKS_HEADING = "The kept workbooks"
    API_HEADING = "For programs"
    API = "The JSON files are the same for good under these addresses, and described as an OpenAPI document."
    FILE = "File"
    SIZE = "What it is"
    SEARCH_HEADING = "Agencies by state"
    SEARCH_WORDS = "Type a part of a name: of an agency, a county or a state."
    ABOUT_HEADING = "How this record is made"
    FILTER = "Filter"
    ALL = "all"
    SHOWN = "shown"
    SHOWN_OF = "{} of {} shown"
    ABOUT_TEXT = (
        ("What is watched", _WATCHED),
        ("What is said, and what is not", _SAID),
        ("What the map can’t show", _MAPPED),
        ("Corrections", _CORRECTED),
    )
    NO_LIST = "No list has been read yet."
    NO_CHANGES = "No change has been recorded yet."
    THE_DOCUMENT = "The document, as it was fetched"
    DOCUMENT_BEFORE = "The document before"

    def columns(self, _file: str, fields: Mapping[str, tuple[str, str]]) -> Mapping[str, tuple[str, str]]:
        """The columns of a file with their types and meanings, which are defined in English."""
        return fields

    def kind(self, found: EventKind) -> str:
        """A kind of event as a label."""
        return _KINDS[found]

    def stand(self, found: Stand, on: ListKind) -> str:
        """How an agreement stands."""
        if on is ListKind.PENDING and found in (Stand.LISTED, Stand.OPEN):
            return "on ICE’s pending list"
        if on is ListKind.PENDING and found is Stand.GONE:
            return "left ICE’s pending list"
        return _STANDS[found]

    def allows(self, found: Model | None) -> str:
        """What a model allows; "" of one that isn't known."""
        return _ALLOWS.get(found, "") if found else ""

    def file(self, kind: str) -> str:
        """What a file has."""
        return _FILES[kind]

    def agency_kind(self, found: AgencyKind) -> str:
        """A kind of agency."""
        return agency_kind(found)

    def county(self, name: str) -> str:
        """A county, as in a list of facts."""
        return name

    def county_cell(self, name: str) -> str:
        """A county under the heading "County"."""
        return name

    def month(self, day_: date) -> str:
        """A month under a chart."""
        return f"{day_:%b}"

    def the_list(self, found: ListKind) -> str:
        """One of ICE's lists as a label."""
        return "Participating" if found is ListKind.PARTICIPATING else "Pending"

    def model(self, found: Model | None) -> str:
        """A model for a cell."""
        return model_words(found) if found is not None else self.UNKNOWN

    def model_cell(self, found: Model | None) -> str:
        """A model in a table of agreements."""
        return self.model(found)

    def line(self, found: Model | None) -> str:
        """A line of a chart: in the fewest words."""
        return SHORTEST_MODELS.get(found) or short_model(found) if found is not None else self.ALL

    def models(self, found: Sequence[Model]) -> str:
        """As in "Task Force and Jail Enforcement"."""
        return listing([short_model(m) for m in found]) if found else self.NONE

    def state(self, code: str | None) -> str:
        """A state's name, begun as a title is."""
        return state_name(code) if code in STATES else "State unclear"

    def date_of(self, when: date) -> str:
        """A day, with its year."""
        return day(when, 0)

    def moment(self, at: datetime, zone: ZoneInfo) -> str:
        """A time on the site's clock."""
        local = at.astimezone(zone)
        return f"{day(local.date(), 0)}, {clock(local)}"

    def since(self, when: date, *, is_first_sight: bool) -> str:
        """Since when an agreement is on the list; of those of the record's first sight it isn't known."""
        return f"{day(when, 0)} or before" if is_first_sight else day(when, 0)

    def as_of(self, name: str, when: str) -> str:
        """By which list the figures are."""
        return f"As of ICE’s list {name}, seen {when}."

    def nation_totals(self, agreements: int, agencies: int, states: int) -> str:
        """The nation in a sentence."""
        return f"{count(agreements, 'agreement')} of {count(agencies, 'agency')} in {areas(states)}."

    def state_totals(self, code: str, agreements: int, agencies: int, pending: int) -> str:
        """A state in a sentence."""
        if not agreements and not pending:
            return f"No agency in {self.state(code)} is on ICE’s lists."
        waiting = f"; {count(pending, 'agreement')} pending" if pending else ""
        return f"{count(agreements, 'agreement')} of {count(agencies, 'agency')} in {self.state(code)}{waiting}."

    def coverage(self, sheriffs: int, counties: int) -> str:
        """How many of a state's counties have a sheriff with an agreement."""
        return f"The sheriffs of {sheriffs:,} of {count(counties, 'county')} and county equivalents have an agreement."

    def statewide(self, number: int) -> str:
        """Who reaches beyond a county."""
        if number == 1:
            return "1 agency with an agreement is a state’s own, and reaches the whole state."
        return f"{number:,} agencies with an agreement are states’ own, and reach the whole state."

    def unplaced(self, number: int) -> str:
        """Who is not on the map."""
        verb = "is" if number == 1 else "are"
        return (
            f"{count(number, 'agency')} with an agreement {verb} not shaded on the map, because ICE’s list doesn’t say "
            f"in which county."
        )

    def no_county(self, basis: Basis) -> str:
        """Why an agency is in no county."""
        return _BASIS[basis]

    def map_title(self, place: str) -> str:
        """What a map shows, for those who can't see it."""
        return (
            f"Map of {place}: counties with an agreement, shaded by the strongest model. The table below has the same."
        )

    def chart_title(self, place: str) -> str:
        """What a chart shows."""
        return f"Agreements in {place} by model since the record began. The table below has the same."

    def area_title(self, county: str, agencies: Sequence[str], found: Sequence[Model]) -> str:
        """A county's words on the map."""
        named = listing(list(agencies)) if len(agencies) < 4 else count(len(agencies), "agency")
        return f"{county}: {named} ({self.models(found)})"

    def quote(self, said: str, name: str, place: str, saved: str | None, address: str | None) -> str:
        """What a reporter may copy, with its source."""
        source = f"{name}, {place}{f', saved by ICE {saved}' if saved else ''}"
        return f"{said} Source: ICE’s 287(g) list, {source}.{f' {address}' if address else ''}"

    def page_title(self, *parts: str) -> str:
        """A page's title for a window's bar."""
        return " · ".join([*parts, self.SITE_SHORT])

    def list_title(self, found: ListKind, when: str) -> str:
        """A list's page."""
        return f"ICE’s {found.value} list, seen {when}"

    def by_kind(self, numbers: Mapping[EventKind, int]) -> str:
        """As in "3 signed, 1 no longer listed"."""
        return ", ".join(f"{number:,} {self.kind(found)}" for found, number in numbers.items())

    def corrected_on(self, when: str) -> str:
        """What stands over an entry that was corrected."""
        return f"Corrected or settled {when}:"

    def feed_title(self, place: str) -> str:
        """A feed's title."""
        return f"287(g) agreements: {place}"

    def feed_subtitle(self, place: str) -> str:
        """What a feed has."""
        return (
            f"Changes to ICE’s list of 287(g) agreements, {place}, each with its evidence. Corrections are entries too."
        )

    def also_in(self, county: str) -> str:
        """The other agencies of a county."""
        return f"Other agencies of {county}"

    def kept_since(self, number: int, events: int) -> str:
        """How much the record holds."""
        return f"{count(number, 'list')} of ICE’s kept, {count(events, 'change')} recorded."

    def agency_now(self, name: str, place: str, taking_part: Sequence[Model], is_pending: bool) -> str:
        """An agency in a sentence."""
        if taking_part:
            more = " Another agreement is on ICE’s pending list." if is_pending else ""
            under = listing([short_model(m) for m in taking_part])
            return f"{name}, {place}, is on ICE’s 287(g) list: {under}.{more}"
        if is_pending:
            return f"{name}, {place}, is on ICE’s pending list."
        return f"{name}, {place}, is on neither of ICE’s 287(g) lists now."

    def signed(self, when: date | None, printed: str, *, is_pending: bool) -> str:
        """The day of ICE's signature, as far as it can be read."""
        if when is not None:
            return day(when, 0)
        if is_pending:
            return "not yet"
        return f"unclear: “{printed}”" if printed else self.NOT_PRINTED

    def day_title(self, when: str) -> str:
        """A day's page."""
        return f"Changes to ICE’s lists seen on {when}"

    def day_lede(self, numbers: Mapping[EventKind, int]) -> str:
        """A day or a list in a sentence."""
        total = sum(numbers.values())
        return f"{count(total, 'change')}: {self.by_kind(numbers)}."

    def kind_heading(self, found: EventKind) -> str:
        """What stands over events of one kind."""
        said = _KINDS[found]
        return f"{said[:1].upper()}{said[1:]}"
