"""The agreements' own documents: `documents` with `list`, `show`, `diff`, `export` and `fetch`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.parser import KNOWN, STATES, TABLE, Call, Verb, argument, reading, recorded, verb
from bot.config.values import one_state
from bot.exits import Exit
from bot.terminal import fail, say, write_lines

if TYPE_CHECKING:
    from bot.documents.holdings import Holding
    from state.store import Store

_NONE = "No document is on record. They are fetched with [documents] fetch = true; see `watch287g status`."

KNOWN["documents"] = Verb(
    name="documents",
    words="the agreements' own documents: what is kept, what it says, what ICE changed",
    about="The MOAs and addenda that ICE links, fetched and kept where [documents] fetch is true.",
)


@verb(
    STATES,
    argument("--failing", action="store_true", help="only those whose address gives no document now"),
    argument("--odd", action="store_true", help="only those where ICE's row says otherwise than the document"),
    *TABLE,
    of="documents",
    name="list",
)
def list_(call: Call, *, states: Sequence[str] | None, failing: bool, odd: bool, form: str) -> Exit:
    """Every document that a row links or linked, with its copies."""
    from bot.documents.holdings import holdings
    from bot.reports.documents import printed

    with recorded(call.config()) as store:
        found = holdings(store, states=frozenset(states) if states else None)
    if failing:
        found = [holding for holding in found if holding.address.doubt is not None and holding.link.until is None]
    if odd:
        found = [holding for holding in found if holding.contradicts]
    if not found and form == "table":
        say(_NONE if not (failing or odd) else "There are none.")
    write_lines(printed(found, form))
    return Exit.FINE


_AGENCY = argument("words", nargs="+", metavar="AGENCY", help="an agency, as `find` takes it: boone county MO")
_STATE = argument("--state", type=reading(one_state), metavar="STATE", help="in this state, by code or name")


@verb(
    _AGENCY,
    _STATE,
    argument("--picture", type=Path, metavar="FILE", help="write the signatures of the newest copy there, as a PNG"),
    of="documents",
)
def show(call: Call, *, words: Sequence[str], state: str | None, picture: Path | None) -> Exit:
    """What is known of an agency's documents: who linked them when, each copy, what is typed in it and where."""
    from bot.reports.documents import shown

    config = call.config()
    with recorded(config) as store:
        found = _of_agency(store, words, state)
        archive = store.documents
    for holding in found:
        write_lines(shown(holding, config.watch.zone))
    if not found:
        return fail(_NONE, Exit.USAGE)
    if picture is not None:
        kept = next((holding.newest for holding in found if holding.newest is not None), None)
        source = archive.picture(kept.sha256) if kept is not None else None
        if source is None or not source.is_file():
            return fail("There is no picture of its signatures: it could not be read.", Exit.FAULT)
        picture.write_bytes(source.read_bytes())
        say(f"{picture} is written.")
    return Exit.FINE


@verb(
    _AGENCY,
    _STATE,
    argument("--pictures", type=Path, metavar="FOLDER", help="write the pages that differ there, side by side"),
    of="documents",
)
def diff(call: Call, *, words: Sequence[str], state: str | None, pictures: Path | None) -> Exit:
    """What differs between the last two copies of an agency's document: sizes, pages, the form's stamp, its look."""
    from bot.reports.document_diff import compared, drawn

    config = call.config()
    with recorded(config) as store:
        found = [holding for holding in _of_agency(store, words, state) if len(holding.copies) > 1]
        archive = store.documents
    if not found:
        say("There is one copy of each document at most: nothing to compare.")
    for holding in found:
        (_, before), (_, after) = holding.copies[-2:]
        write_lines(compared(holding, archive, config.watch.zone))
        for path in drawn(before, after, archive, pictures) if pictures is not None else ():
            say(f"{path} is written.")
    return Exit.FINE


def _of_agency(store: "Store", words: Sequence[str], state: str | None) -> "list[Holding]":
    """The documents of the agencies that the words may mean."""
    from bot.documents.holdings import holdings
    from bot.reports.search import found
    from watchers.search.question import asked

    meant = found(store, asked(" ".join(words), state)).agencies
    return holdings(store, standings={standing.id for agency in meant for standing in agency.standings})


@verb(argument("folder", type=Path, help="a new or empty folder"), STATES, of="documents")
def export(call: Call, *, folder: Path, states: Sequence[str] | None) -> Exit:
    """Every kept document under a name for people, with a table of them, documents.csv."""
    from bot.documents.holdings import holdings
    from bot.reports.document_diff import exported
    from notifiers.text.ap_style import count

    with recorded(call.config()) as store:
        found = holdings(store, states=frozenset(states) if states else None)
        archive = store.documents
    if folder.exists() and any(folder.iterdir()):
        return fail(f"{folder} is not empty. Name a new folder, so that nothing of yours is replaced.", Exit.USAGE)
    say(f"{count(exported(found, archive, folder), 'document')} in {folder}, and documents.csv beside them.")
    return Exit.FINE


@verb(
    argument("--most", type=int, default=60, metavar="N", help="at most so many requests (default: 60, 5 minutes)"),
    of="documents",
)
def fetch(call: Call, *, most: int) -> Exit:
    """Fetch what is due, one document every 5 seconds, for those who poll by cron. A running bot does it by itself."""
    from bot.service.fetching import fetch_due

    return fetch_due(call.config(), call.environ, most=most)
