"""What an agreement says, from the pages of its document. Pure.

Only what was typed is said: a machine's reading of a scan may be wrong in any letter. Every value has to look like what
it is, stand alone in its place, and be the only one that does; else it is left to the eye.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from watchers.documents.pdf import SIGNING, Page, Run
from watchers.model.agreement import Model
from watchers.model.document import Block, Layer, Reading, Said, SaidDay, Signer

READER = 1
"""The version of the reader: documents read by an older one are read again."""

_SIGNED_ON = {14: 9, 12: 7, 11: 7, 10: 7}
"""Where ICE's forms are signed, by their number of pages: for scans without text."""

_TITLES = {
    Model.TFM: re.compile(r"(?<!tribal )task force (?:model|program)", re.IGNORECASE),
    Model.WSO: re.compile(r"warrant service officer (?:program|model)", re.IGNORECASE),
    Model.JEM: re.compile(r"jail enforcement (?:model|program)", re.IGNORECASE),
}
_A_TITLE = 300  # characters at the head of the first page
_PARTIES = re.compile(
    r"Homeland\s+Security\s*\(DHS\)\s*,?\s*and\s+(?:the\s+)?(?P<agency>[^“”\"]{4,140}?)\s*"
    r"(?:\([A-Z&]{2,10}\)\s*)?,?\s*(?:,\s*under\s+the\s+jurisdiction[^.]{0,90}?,?\s*)?"
    r"(?:pursuant\s+to\s+which|hereinafter)"
)
_AGENCY = re.compile(r"[A-Z][\w.,&'’()/ -]{3,}[\w.)]")
_NAMELESS = re.compile(r"(?:County|City|Town|Police|Department|Office|Sheriff['’]?s)\b(?! of )", re.IGNORECASE)
"""What is left of a name whose first word was written by hand."""
_REVISED = re.compile(r"\bRev(?:ised|ision|\.)?\s+(?P<day>\d{1,2}/\d{1,2}/(?:\d{4}|\d{2}))(?!\d)")


def read_pages(pages: Sequence[Page], texts: Sequence[str], *, written: bool) -> Reading:
    """What the document says. `pages` has the first one and those with signatures; `texts` all of them, as plain text.

    `written`: a program in which people write made it, and no scanner.
    """
    first, found = pages[0], Reading(reader=READER, pages=len(texts), layer=_layer(texts, written=written))
    model, model_said = _model(texts[0])
    signed = next((page for page in pages if SIGNING.search(page.text)), None)
    typed = _lines(first.typed) if _is_typed(first, _PARTIES_FORM) else []
    return replace(
        found,
        model=model,
        model_said=model_said,
        agency=Said(words=name, page=first.number) if (name := _agency(" ".join(map(_text, typed)))) else None,
        agency_seen=_agency(" ".join(texts[0].split())),
        revised=next((stamp for page in pages if (stamp := _revised(page)) is not None), None),
        signers=tuple(_signers(signed)) if signed is not None and _is_typed(signed, _SIGNING_FORM) else (),
        block=_block(signed, len(texts)),
    )


_PARTIES_FORM = re.compile(
    r"This Memorandum of Agreement \(MOA\) constitutes an agreement between (?:United States|U\.S\.) Immigration and "
    r"Customs Enforcement \(ICE\), a component of the Department of Homeland Security \(DHS\), and"
)
_SIGNING_FORM = re.compile(
    r"By signing this MOA, each party represents (?:that )?it is fully authorized to (?:enter into|agree to) this MOA, "
    r"(?:and )?accepts the terms, responsibilities, obligations, and limitations of this MOA, and "
    r"(?:agrees|consents) to be bound thereto to the fullest extent allowed by law\."
)


def _is_typed(page: Page, form: re.Pattern[str]) -> bool:
    """Whether the form's own sentence is there letter by letter: Acrobat also makes visible letters of what it read."""
    return not page.is_scan and form.search(" ".join(map(_text, _lines(page.typed)))) is not None


def _layer(texts: Sequence[str], *, written: bool) -> Layer:
    if sum(map(len, texts)) < 40 * len(texts):
        return Layer.NONE
    return Layer.TYPED if written else Layer.SCANNED


def _model(text: str) -> tuple[Model | None, Said | None]:
    """The model by the title; a title that names more than one, or none, says nothing."""
    head = " ".join(text[:_A_TITLE].split())
    found = [(model, match) for model, title in _TITLES.items() if (match := title.search(head))]
    if len(found) != 1:
        return None, None
    model, match = found[0]
    return model, Said(words=match[0], page=1)


def _agency(text: str) -> str:
    """What a text has in the agency's place, whoever read it; "" where that is no whole name."""
    match = _PARTIES.search(text)
    if match is None:
        return ""
    name = re.sub(r"\s*\([A-Z&]{2,10}\).*$|,? under the jurisdiction.*$", "", match["agency"]).strip(" ,")
    return name if _AGENCY.fullmatch(name) and not _NAMELESS.match(name) else ""


def _revised(page: Page) -> SaidDay | None:
    if page.is_scan:
        return None
    for line in _lines(page.typed):
        match = _REVISED.search(_text(line))
        if match is not None:
            return SaidDay(words=match["day"], page=page.number, day=day_of(match["day"]))
    return None


def _lines(runs: Iterable[Run]) -> list[list[Run]]:
    """The runs by lines from the top, each from the left; what was typed into a form stands a little off its line."""
    lines: list[list[Run]] = []
    for run in sorted(runs, key=lambda r: -r.middle):
        if lines and abs(lines[-1][0].middle - run.middle) < 5:
            lines[-1].append(run)
        else:
            lines.append([run])
    return [sorted(line, key=lambda r: r.left) for line in lines]


def _text(line: Iterable[Run]) -> str:
    return " ".join(run.text for run in line if not _is_rule(run.text))


def _is_rule(text: str) -> bool:
    """A line to write on, in a font whose letters have no names: "BBBBBB"."""
    return re.fullmatch(r"B{4,}|[\x00-\x1f ]*", text) is not None


@dataclass(frozen=True, slots=True)
class _Label:
    """A word of the form, such as "Date:", the run it stands in, and what stands behind it there."""

    word: str
    run: Run
    rest: str


_LABELS = re.compile(r"(Date|Signature|Name|Title|Agency)\s*:\s*(.*)")
_HEADING = re.compile(r"For\s+(?:the\s+)?([A-Z]{2,10})\s*:\s*(.*)")
_OFF = 29
"""By how much letters are off in fonts that have no names for them: they then are numbers of TrueType's usual order."""
_ROW = 9.0  # points by which what was typed may be off its label
_COLUMN = 60.0  # points by which labels may be off their heading


def _signers(page: Page) -> Iterator[Signer]:
    """Who signs, column by column: under "For the LEA:" and "For ICE:", whatever stands behind each label."""
    runs = [run for run in page.typed if not _is_rule(run.text)]
    headings = [label for run in runs if (label := _label(run, _HEADING)) is not None]
    labels = [label for run in runs if (label := _label(run, _LABELS)) is not None]
    for heading in headings:
        mine = [label for label in labels if _heading_of(label, headings) is heading]
        until = min((h.run.left for h in headings if h.run.left > heading.run.left + _COLUMN), default=page.width)
        rows = [heading, *mine]
        values = {word: _values(label, rows, runs, until) for word, label in _by_word(mine).items()}
        beside = _values(heading, rows, runs, until)
        names = [name for name in (*values.get("Name", ()), *beside) if is_name(name)]
        signer = Signer(
            party=heading.word,
            name=_only(names, page),
            title=_only([title for title in values.get("Title", ()) if _is_title(title)], page),
            signed=_day(values.get("Date", ()), page),
        )
        if signer != Signer(party=heading.word):
            yield signer


def _label(run: Run, form: re.Pattern[str]) -> _Label | None:
    """The label that a run begins with, in plain letters or in a font without names for them."""
    plain = form.fullmatch(run.text)
    if plain is not None:
        return _Label(plain[1], run, plain[2])
    shifted = form.fullmatch("".join(c if c in " :" or ord(c) > 0x70 else chr(ord(c) + _OFF) for c in run.text))
    # What stands behind such a label is in that font too: it is left to the eye.
    return _Label(shifted[1], run, "") if shifted is not None else None


def _heading_of(label: _Label, headings: Sequence[_Label]) -> _Label | None:
    over = [h for h in headings if h.run.middle > label.run.middle and abs(h.run.left - label.run.left) < _COLUMN]
    return min(over, key=lambda h: h.run.middle, default=None)


def _by_word(labels: Iterable[_Label]) -> dict[str, _Label]:
    """The labels by their words; one that stands there twice says nothing."""
    found: dict[str, list[_Label]] = {}
    for label in labels:
        found.setdefault(label.word, []).append(label)
    return {word: same[0] for word, same in found.items() if len(same) == 1}


def _values(label: _Label, rows: Sequence[_Label], runs: Sequence[Run], until: float) -> list[str]:
    """What stands behind a label, up to the next column, and nearer to it than to any other of its `rows`."""
    found = [label.rest] if label.rest else []
    for run in runs:
        nearest = min(rows, key=lambda row: abs(row.run.middle - run.middle))
        if nearest is not label:
            continue
        beside = label.run.left + 8 < run.left < until - 12 and abs(run.middle - label.run.middle) <= _ROW
        if beside and run is not label.run and _label(run, _LABELS) is None and _label(run, _HEADING) is None:
            found.append(run.text)
    return found


def _only(values: Sequence[str], page: Page) -> Said | None:
    distinct = list(dict.fromkeys(values))
    return Said(words=distinct[0], page=page.number) if len(distinct) == 1 else None


def _day(values: Sequence[str], page: Page) -> SaidDay | None:
    days = [value for value in values if _DATE.fullmatch(value)]
    said = _only(days, page)
    return SaidDay(words=said.words, page=said.page, day=day_of(said.words)) if said is not None else None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>January|February|March|April|May|June|July|August|September|October|November|December|[A-Z][a-z]{{2}}\.?)"
)
_DATE = re.compile(
    r"(?P<m>\d{1,2})[/.-](?P<d>\d{1,2})[/.-](?P<y>\d{4}|\d{2})"
    rf"|{_MONTH.format('month')}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})"
    rf"|(?P<day2>\d{{1,2}})\s+{_MONTH.format('month2')}\s+(?P<year2>\d{{4}})"
)


def day_of(words: str) -> date | None:
    """The day that such words mean, as Americans write them; None for no day of the calendar."""
    match = _DATE.fullmatch(words)
    if match is None:
        return None
    found = match.groupdict()
    if found["m"]:
        month, day, year = int(found["m"]), int(found["d"]), int(found["y"])
    else:
        name, of_month, of_year = (found[k] or found[f"{k}2"] or "" for k in ("month", "day", "year"))
        month = _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
        day, year = int(of_month), int(of_year)
    try:
        return date(year + 2000 if year < 100 else year, month, day)
    except ValueError:
        return None


_NAME_WORD = r"(?:[A-Z][a-z'’-]+(?:[A-Z][a-z'’-]+)?|[A-Z][A-Z'’-]+|[A-Z]\.|[A-Z](?:\.[A-Z]\.?)?)"
_NAME = re.compile(
    rf"{_NAME_WORD}(?:\s+(?:de|la|del|van|von|der|St\.|“{_NAME_WORD}”|\"{_NAME_WORD}\"|{_NAME_WORD}))*"
    rf"\s+{_NAME_WORD}(?:,?\s+(?:Jr\.?|Sr\.?|II|III|IV|V))?"
)
_OF_OFFICE = re.compile(
    "acting|administrator|agency|agent|assistant|associate|attorney|board|captain|chair|chairman|"
    "chairwoman|chief|city|clerk|colonel|commission|commissioner|constable|corrections|council|"
    "county|customs|date|department|deputy|designee|director|division|enforcement|executive|field|"
    "general|governor|immigration|interim|jail|judge|law|lieutenant|major|manager|marshal|mayor|"
    "name|of|office|officer|officers|police|president|principal|public|regional|safety|secretary|"
    "senior|sergeant|service|sheriff|signature|signed|special|state|superintendent|the|title|town|"
    "undersheriff|village|warden",
    re.IGNORECASE,
)
"""Words of office, which are no names."""


def is_name(text: str) -> bool:
    """Whether a text has the form of a person's name, and isn't made of words of office alone."""
    words = re.findall(r"[A-Za-z]+", text)
    return _NAME.fullmatch(text) is not None and any(len(w) > 1 and not _OF_OFFICE.fullmatch(w) for w in words)


def _is_title(text: str) -> bool:
    """Whether a text has the form of a title, and doesn't go on in the next line."""
    is_whole = re.search(r"(?:,|&|\b(?:and|of|the|for))$", text) is None
    return is_whole and re.fullmatch(r"[A-Z][A-Za-z.,&'’()/ -]{3,79}", text) is not None


def _block(signed: Page | None, pages: int) -> Block | None:
    if signed is not None:
        top = round(1000 * (1 - signed.signing / signed.height)) if signed.signing is not None else 0
        return Block(page=signed.number, top=max(0, min(top - 10, 900)))
    number = _SIGNED_ON.get(pages)
    return Block(page=number, is_found=False) if number is not None else None
