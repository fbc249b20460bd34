"""ICE's 287(g) page: which of its links lead to the lists, and what totals its text states. No I/O.

The page has changed its ways often (capital letters, prefixes, `/doclib/….xlsx` and `/file-download/…/208496` in turn,
labels in `alt`, then in `aria-label`), so a link is known by its words and by where it leads, never by one pattern.
"""

import re
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import PurePosixPath
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

from watchers.fetch.validators import Link, StatedTotals
from watchers.model.agreement import ListKind, Model

_BREAKS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "p", "br", "ul", "ol", "li", "dl", "dt", "dd")) | frozenset(
    ("address", "article", "aside", "div", "header", "main", "nav", "section", "tr", "th", "td")
)
_LABELS = ("aria-label", "title", "alt", "download")
_NO_OFFERS = frozenset(("src", "srcset", "style", "class", "id", *_LABELS))
_VOID = frozenset(("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"))
_FILE = re.compile(r"\.(?:xls[xmb]?|ods|csv)(?:[?#]|$)|/file-download/", re.IGNORECASE)


@dataclass(slots=True)
class Anchor:
    """One link: where it leads as written, and its words: text, and the labels on it and in it."""

    href: str
    words: list[str]


class Reader(HTMLParser):
    """Collects anchors, text and `<base>` as it is fed; an anchor that is never closed ends where the next begins.

    `offers` are files that other attributes and elements lead to (`<button data-href>`, `onclick`), `scripted` those
    that scripts name.
    """

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.base = ""
        self.anchors: list[Anchor] = []
        self.offers: list[Anchor] = []
        self.scripted: list[Anchor] = []
        self._open: Anchor | None = None
        self._open_tag = ""
        self._text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Called by the parser."""
        given = {name: value or "" for name, value in reversed(attrs)}  # of a doubled attribute the first counts
        if tag in _BREAKS:
            self._text.append("\n")
        if tag == "base" and not self.base:
            self.base = given.get("href", "")
        if tag == "a":
            self._open, self._open_tag = (Anchor(href=given["href"], words=[]) if "href" in given else None), tag
            if self._open is not None:
                self.anchors.append(self._open)
        for name, value in given.items():
            if name not in _NO_OFFERS and (tag, name) != ("a", "href"):
                self._offer(tag, value)
        if self._open is not None:
            self._open.words += [given[name] for name in _LABELS if given.get(name)]

    def handle_endtag(self, tag: str) -> None:
        """Called by the parser."""
        if tag in _BREAKS:
            self._text.append("\n")
        if tag == self._open_tag:
            self._open = None

    def _offer(self, tag: str, value: str) -> None:
        """Note the files that an attribute names; inside an anchor they have its words."""
        for href in _files_in(value):
            offer = Anchor(href=href, words=[] if self._open is None else self._open.words)
            self.offers.append(offer)
            if self._open is None and tag not in _VOID:
                self._open, self._open_tag = offer, tag

    def handle_data(self, data: str) -> None:
        """Called by the parser."""
        if self.cdata_elem is not None:  # inside <script> or <style>
            if self.cdata_elem == "script":
                self.scripted += [Anchor(href=href, words=[]) for href in _files_in(data)]
            return
        self._text.append(data.replace("\n", " "))
        if self._open is not None:
            self._open.words.append(data)

    def blocks(self) -> list[str]:
        """The page's text, one paragraph, list item or cell a string."""
        return [tidy for block in "".join(self._text).split("\n") if (tidy := " ".join(block.split()))]


def _files_in(text: str) -> list[str]:
    """The addresses of files in an attribute or a script, bare or quoted, also with JSON's escaped slashes."""
    if not _FILE.search(text) and not _SHEET.search(text):
        return []
    text = re.sub(r"\\(?:/|u002f)", "/", text, flags=re.IGNORECASE).strip()
    found = [text] if not re.search(r"[\"'()<>\\\n]", text) else re.split(r"[\s\"'()<>\\]+", text)
    return [each for each in found if _FILE.search(each)]


def read_html(html: str) -> Reader:
    """Read a whole page, however broken; never raises."""
    reader = Reader()
    # "<![" of any word is a comment up to ">" to a browser, and an AssertionError to the parser.
    # No close(): at the end of a page with an unclosed comment it searches again from every character (minutes for
    # a few MB). The end tags push out the text that the parser holds back instead.
    reader.feed(html.replace("<![", "<! [") + "\n</a></p>")
    return reader


def find_links(html: str, base_url: str) -> tuple[Link, ...]:
    """The links that may lead to the lists, in the page's order, each address once; empty where there are none.

    Links to files (`.xlsx`, `/file-download/`) come first in rank, then a list that they lack and another attribute
    offers, then what scripts name. Only where there is none of these, links are taken that name a list and don't
    betray what they lead to.
    """
    reader = read_html(html)
    links, offers, scripted = (
        _once(_links_of(anchors, reader, base_url)) for anchors in (reader.anchors, reader.offers, reader.scripted)
    )
    files = _best_format(tuple(filter(_leads_to_list, links)))
    there = {link.expected for link in files}
    if None not in there:
        files += _best_format(tuple(o for o in offers if _leads_to_list(o) and o.expected not in there))
    files = files or _best_format(tuple(filter(_leads_to_list, scripted)))
    return files or tuple(link for link in links if _names_list(link) and _is_mute(link) and _names_agencies(link))


def _best_format(files: tuple[Link, ...]) -> tuple[Link, ...]:
    """The links without those that lead to a list in another format, where an Excel workbook of it is there too."""
    excel = {link.expected for link in files if _suffix(link) not in _WORKBOOKS[2:]}
    return tuple(link for link in files if _suffix(link) not in _WORKBOOKS[2:] or link.expected not in excel)


def all_links(html: str, base_url: str) -> tuple[Link, ...]:
    """Every link of the page that leads to another http address, in the page's order; what is no anchor comes last."""
    reader = read_html(html)
    return _links_of([*reader.anchors, *reader.offers, *reader.scripted], reader, base_url)


def _links_of(anchors: list[Anchor], reader: Reader, base_url: str) -> tuple[Link, ...]:
    base = _resolved(base_url, reader.base) or base_url
    found = []
    for anchor in anchors:
        url = _resolved(base, anchor.href)
        if url is not None and url != base:
            words = " ".join(" ".join(anchor.words).split())
            found.append(Link(url=url, text=words, expected=_claimed(words) or _claimed(_target(url))))
    return tuple(found)


def nearest_links(links: tuple[Link, ...], most: int) -> tuple[Link, ...]:
    """The few of a page's links that an operator wants to see when no list is among them: files and 287(g) first."""

    def rank(link: Link) -> int:
        words = f"{link.text} {link.url}"
        hints = (_is_workbook(link), _is_download(link), link.expected is not None, _ABOUT.search(words) is not None)
        return -sum(hints)

    return tuple(sorted(_once(links), key=rank)[:most])


def stated_totals(html: str) -> StatedTotals | None:
    """The totals in the page's text ("As of …, ICE has signed 2,382 Memorandums of Agreement …"), or None."""
    blocks = read_html(html).blocks()
    said = next((m for block in blocks if (m := _SIGNED.search(block))), None)
    if said is None:
        return None
    return StatedTotals(
        agreements=_number(said["agreements"]),
        states=_number(said["states"]) if said["states"] else None,
        territories=_number(said["territories"]) if said["territories"] else None,
        as_of=said["as_of"],
        models={model: n for model in Model if (n := _stated_of(model, blocks)) is not None},
    )


def says_refused(html: str) -> bool:
    """Whether the page is that of a firewall which refuses or tries a visitor, whatever its status said.

    Such a page has few links and little text; a notice on a whole page that names a captcha is no refusal.
    """
    reader = read_html(html)
    blocks = reader.blocks()
    if any(_REFUSED.search(block) for block in blocks):
        return True
    is_bare = len(reader.anchors) <= _FEW_LINKS and sum(map(len, blocks)) <= _LITTLE_TEXT
    return is_bare and (any(_CHALLENGE.search(block) for block in blocks) or _CHALLENGE_CODE.search(html) is not None)


# Begun in one place only and bounded: "1,1,1,…" over a whole page would else be tried from each of its digits.
_FIGURE = r"(?<![\d,])\d[\d,]{0,11}"
_SIGNED = re.compile(
    r"(?:As of (?P<as_of>.{4,60}?),? )?ICE has (?:now )?signed (?P<agreements>\d[\d,]{0,11}) "
    r"(?:Memorand(?:um|ums|a) of Agreement|MOAs?|agreements)\b"
    r"(?:[^.]{0,80}?\b(?:covering|in) (?P<states>\d{1,3}) states?"
    r"(?:,? and (?P<territories>\d{1,3}) (?:U\.?S\.? )?territor(?:y|ies))?)?",
    re.IGNORECASE,
)
_MODEL_NAMES = {
    Model.JEM: r"(?:Jail Enforcement(?: Model)?|JEM)\b",
    Model.TFM: r"(?:Task Force(?: Model)?|TFM)\b",
    Model.WSO: r"(?:Warrant Services? Officers?(?: Model| Program)?|WSO)\b",
}
_COUNTED = r"(?:Memorand(?:um|ums|a) of Agreement|MOAs?|agreements|law enforcement agencies|agencies)\b"
_REFUSED = re.compile(
    r"access denied|request (?:was |has been )?blocked|verify (?:that )?you are (?:a )?human", re.IGNORECASE
)
_CHALLENGE = re.compile(
    r"just a moment|checking (?:if the site connection is secure|your browser)|attention required|captcha|"
    r"enable javascript and cookies|request unsuccessful|incapsula incident|pardon our interruption|"
    r"(?:are|you're|you are) (?:not )?a (?:ro)?bot|unusual traffic|performing security verification|"
    r"you have been blocked|you don.t have permission to access|reference #\d+\.[0-9a-f]|press (?:and|&) hold|"
    r"security check|ddos protection|web application firewall",
    re.IGNORECASE,
)
_CHALLENGE_CODE = re.compile(
    r"_Incapsula_Resource|/cdn-cgi/challenge-platform|cf[-_]chl|__cf_chl|/_sec/cp_challenge|sec-if-cpt|ak-challenge|"
    r"errors\.edgesuite\.net|px-captcha|_pxAppId|awsWafCookie|challenge\.js",
    re.IGNORECASE,
)
_FEW_LINKS, _LITTLE_TEXT = 12, 3_000
_ABOUT = re.compile(r"287\s*\(?g|agenc|particip|pending", re.IGNORECASE)
_PARTICIPATING = re.compile(r"parti[a-z]{0,4}p[a-z]{0,3}t", re.IGNORECASE)  # ICE misspells; not "particular"
_PENDING = re.compile(r"(?<!de)(?<!s)(?<!ex)(?<!ap)pending", re.IGNORECASE)  # not "depending", "spending"
_SHEET = re.compile(r"\b(?:xlsx?|excel|spreadsheet|csv|ods)\b", re.IGNORECASE)
_PDF = re.compile(r"\bpdf\b", re.IGNORECASE)
_PAPER = re.compile(r"fact ?sheet|template|\bmoas?\b|memorand|\bfaqs?\b|brochure|\bform\b", re.IGNORECASE)
_FOIA = re.compile(r"\bfoia\b|freedom of information", re.IGNORECASE)
_MODEL_SENTENCE = re.compile(r"[;.]\s")


def _resolved(base: str, href: str) -> str | None:
    """The absolute address without its fragment, spaces and the like quoted; None for mailto, `#` and nonsense."""
    try:
        url = urldefrag(urljoin(base, re.sub(r"[\t\r\n]", "", href).strip())).url
        scheme = urlsplit(url).scheme
    except ValueError:
        return None
    return quote(url, safe="%/:=&?~+!$,;'@()*[]") if scheme in ("http", "https") else None


def _once(links: tuple[Link, ...]) -> tuple[Link, ...]:
    """Each address once, where it stands first; of several labels the first that claims a list."""
    found: dict[str, Link] = {}
    for link in links:
        first = found.setdefault(link.url, link)
        if first.expected is None and link.expected is not None:
            found[link.url] = link
    return tuple(found.values())


def _target(url: str) -> str:
    """The last part of an address with its query, unquoted: where a file's name may stand."""
    parts = urlsplit(url)
    return unquote(f"{parts.path.rsplit('/', 1)[-1]} {parts.query}")


def _claimed(words: str) -> ListKind | None:
    """Which list the words name; None for neither and for both."""
    participating, pending = _PARTICIPATING.search(words), _PENDING.search(words)
    if bool(participating) is bool(pending):
        return None
    return ListKind.PARTICIPATING if participating else ListKind.PENDING


def _leads_to_list(link: Link) -> bool:
    path = unquote(urlsplit(link.url).path)
    if _FOIA.search(path) or _FOIA.search(link.text):
        return False
    if _is_workbook(link):
        return link.expected is not None or "/287g/" in path.lower() or _names_agencies(link)
    if not (_is_download(link) and _is_mute(link)):
        return False
    if _SHEET.search(link.text):
        return _ABOUT.search(link.text) is not None
    return _names_list(link)


def _names_list(link: Link) -> bool:
    """Whether the link's words name one of the lists, rather than a paper about them."""
    return link.expected is not None and not _PAPER.search(link.text) and not _FOIA.search(link.text)


def _names_agencies(link: Link) -> bool:
    return "agenc" in f"{link.text} {_target(link.url)}".lower()


def _is_workbook(link: Link) -> bool:
    return _suffix(link) in _WORKBOOKS


_WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv")
"""By rank: of one list in several formats the first is read. Those that can't be read are told by their format."""


def _is_download(link: Link) -> bool:
    return "/file-download/" in urlsplit(link.url).path.lower()


def _is_mute(link: Link) -> bool:
    """Whether the address doesn't say what kind of thing it leads to (`/…/208496`), unlike `.pdf` or `.html`."""
    return not re.fullmatch(r"\.[a-z][a-z0-9]{1,4}", _suffix(link)) and _PDF.search(link.text) is None


def _suffix(link: Link) -> str:
    return PurePosixPath(unquote(urlsplit(link.url).path)).suffix.lower()


def _stated_of(model: Model, blocks: list[str]) -> int | None:
    """The figure for one model: "182 Jail Enforcement Model …", "… Model: 182", or the only count in its sentence."""
    name, others = _MODEL_NAMES[model], [n for m, n in _MODEL_NAMES.items() if m is not model]
    for sentence in (s for block in blocks for s in _MODEL_SENTENCE.split(block)):
        near = re.search(
            rf"(?i)\b({_FIGURE}) (?:signed )?{name}|{name}(?: \(\w{{1,20}}\))?: (\d[\d,]{{0,11}})\b", sentence
        )
        if near:
            return _number(near[1] or near[2])
        alone = re.search(f"(?i){name}", sentence) and not re.search(f"(?i){'|'.join(others)}", sentence)
        counts = re.findall(rf"(?i)\b({_FIGURE}) (?:[a-z()]+ ){{0,3}}{_COUNTED}", sentence)
        if alone and len(counts) == 1:
            return _number(counts[0])
    return None


def _number(text: str) -> int:
    return int(text.replace(",", ""))
