"""The short phrases behind an agency's name: where, which model, signed and seen when, which row; and its links."""

from collections.abc import Iterable

from notifiers.language.said import Said, Spot
from notifiers.story.model import Link
from notifiers.story.notes import GONE, asked_before
from notifiers.story.telling import Telling
from notifiers.text.safe import CELL, literal, web_url
from watchers.model.agreement import Agreement, Level, ListKind, Model
from watchers.model.event import Event, EventKind
from watchers.names.gazetteer import fold
from watchers.names.served import served, slip
from watchers.names.whereabouts import Basis, whereabouts


def facts_of(found: list[Event], telling: Telling) -> list[Said]:
    """The facts about one agency's events of one kind, in reading order."""
    row = found[0].agreement
    state = [telling.language.story.unclear("state", printed(row, "state"))] if row.state is None else []
    seen = dict.fromkeys(fact for e in found for fact in _seen(e, telling))
    plain = [*spelling(row, telling), *state, *_where(row, telling)]
    return [*map(_said, plain), *_models(found, telling), *map(_said, (*seen, *_rows(found, telling)))]


def quoted_of(found: list[Event], telling: Telling) -> tuple[str, ...]:
    """Those of the facts that the sentence to quote says as well, where the news is of this agency alone."""
    kind = found[0].kind
    signed = dict.fromkeys(tuple(said.text for said in _signed(e, telling)) for e in found)
    if kind in _UNQUOTED_MODEL or len(signed) > 1 or any(e.agreement.model is None for e in found):
        return ()
    is_dated = kind is EventKind.SIGNED and all(e.signed_on and not e.agreement.unclear for e in found)
    again = [fact for e in found if kind is EventKind.RETURNED for fact in _seen(e, telling)]
    dated = next(iter(signed)) if is_dated else ()
    return (telling.language.listing([_model(e.agreement, telling) for e in found]), *dated, *again)


_UNQUOTED_MODEL = frozenset({EventKind.AMENDED, EventKind.POSSIBLY_RENAMED})


def _said(text: str) -> Said:
    return Said(text=text)


def spelling(row: Agreement, telling: Telling) -> list[str]:
    """What is to be said of how ICE spells the agency's name."""
    found = slip(row)
    return [telling.language.story.so_spelled(found.word if found.right else "")] if found else []


def _where(row: Agreement, telling: Telling) -> list[str]:
    """The county, where the name doesn't say it; and how many live in the county or town that it serves."""
    found = served(row)
    people = telling.language.story.population(found.people) if found and found.people else ""
    spelled = slip(row)
    is_said = found and (fold(found.name.split(" ")[0]) in fold(row.agency) or (spelled and spelled.word == found.name))
    if found and not is_said:
        return [telling.language.story.place_with_population(found.name, people)]
    if people:
        return [people]
    if whereabouts(row).basis is Basis.STATEWIDE:  # ICE may print the county where it has its seat
        return [telling.language.story.STATE_AGENCY]
    if row.county and fold(row.county) not in fold(row.agency):
        return [telling.language.story.county(literal(row.county, CELL))]
    return [telling.language.story.STATE_AGENCY] if row.level is Level.STATE else []


def _models(found: list[Event], telling: Telling) -> list[Said]:
    """The models, and when they were signed: once where it was on one day."""
    said = {e.id: _model(e.agreement, telling) for e in found}
    dates = {e.id: _signed(e, telling) for e in found}
    if len(set(map(tuple, dates.values()))) == 1:
        under = telling.language.listing(list(said.values()))
        return [Said(text=under, of_each=under, is_noted_otherwise=True), *dates[found[0].id]]
    return [Said(text=" ".join([said[e.id], *(on.text for on in dates[e.id])])) for e in found]


def _model(row: Agreement, telling: Telling) -> str:
    if row.model is None:
        return telling.language.story.unclear("model", printed(row, "model"))
    return telling.language.short_model(row.model) + telling.marks.get(row.model, "")


def _signed(event: Event, telling: Telling) -> list[Said]:
    row = event.agreement
    if "signed" in row.unclear:
        probably = telling.language.day(row.signed, telling.year) if row.signed else None
        return [Said(text=telling.language.story.signing_date_unclear(printed(row, "signed"), probably))]
    if row.signed is not None and event.kind is EventKind.SIGNED and event.signed_on is None:
        return [Said(text=telling.language.story.signing_date_unclear(printed(row, "signed"), None))]
    if row.signed is not None:
        return [telling.language.story.signed(telling.language.day(row.signed, telling.year))]
    return [Said(text=telling.language.story.NO_SIGNING_DATE)] if event.list is ListKind.PARTICIPATING else []


def _seen(event: Event, telling: Telling) -> list[str]:
    """When it was first seen, where that isn't the day of the news, which the story says once."""
    asked = asked_before(event, telling)
    if event.kind is EventKind.SIGNED and asked:  # it was there before it was told as signed
        return [telling.language.story.on_list_since(event.list, telling.day_of(asked[0].observed_at))]
    if event.kind is EventKind.RETURNED:
        return [telling.language.story.on_list_again(event.list, telling.day_of(event.observed_at))]
    return []


def _rows(found: list[Event], telling: Telling) -> list[str]:
    """The rows to check it by in the workbooks that the story names; those of others have links of their own."""
    words = telling.language.story
    if found[0].kind in GONE:
        return words.last_in_rows([place_of(row_before(e)) for e in found if _before_is_named(e, telling)])
    return words.in_rows([place_of(e.agreement) for e in found if e.workbook.url in telling.named])


def _before_is_named(event: Event, telling: Telling) -> bool:
    return event.before_workbook is not None and event.before_workbook.url in telling.named


def document(name: str, model: Model | None, telling: Telling) -> str:
    """As in "MOA", or "MOA (Task Force)" where the agency has several."""
    return f"{name} ({telling.language.short_model(model)})" if model else name


def links_of(found: list[Event], telling: Telling) -> tuple[Link, ...]:
    """The documents; and the workbooks that the story doesn't name, with the row."""
    words = telling.language.story
    named: list[tuple[str, str | None]] = []
    for event in found:
        row = event.agreement
        model = row.model if len(found) > 1 else None
        kinds = ((words.MOA, row.moa), (words.ADDENDUM, row.addendum))
        named += [(document(name, model, telling), address) for name, address in kinds]
        if event.document is not None:
            named.append((telling.language.documents.link(event.document.kind), event.document.url))
    for event in found:
        last = event.before_workbook
        if event.kind in GONE:  # the newest list doesn't have the row: lead to the last one that does
            if last is not None and last.url not in telling.named:
                named.append((words.last_listed_in(place_of(row_before(event)), literal(last.name)), last.url))
        elif event.workbook.url not in telling.named:
            named.append(
                (words.workbook_row(place_of(event.agreement), literal(event.workbook.name)), event.workbook.url)
            )
        if event.kind is EventKind.POSSIBLY_RENAMED and last:
            named.append((words.other_last_listed_in(place_of(row_before(event)), literal(last.name)), last.url))
    return tuple(Link(text=text, url=url) for text, address in _once(named) if (url := web_url(address)))


def _once(named: Iterable[tuple[str, str | None]]) -> list[tuple[str, str | None]]:
    """Each address once, under the first of its names."""
    by_address: dict[str | None, str] = {}
    for text, address in named:
        by_address.setdefault(address, text)
    return [(text, address) for address, text in by_address.items()]


def place_of(row: Agreement) -> Spot:
    """Where it stands in its workbook: its row, and the tab where the list stands on several."""
    return row.row, literal(row.tab, CELL)


def row_before(event: Event) -> Agreement:
    """The row as it last was."""
    return event.before or event.agreement


def printed(row: Agreement, column: str) -> str:
    """What ICE printed in a column, literal."""
    return literal(getattr(row.printed, column), CELL)
