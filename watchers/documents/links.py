"""Which rows link which documents, from when to when. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from watchers.diff.draft import make_id
from watchers.frozen import frozen
from watchers.model.document import DocumentKind, DocumentLink
from watchers.model.register import ON_LIST, Register, Stand, Standing
from watchers.model.second_look import SecondLook


@frozen
class Followed:
    """What became of the links: those that are new or changed; of these, those that a listed row has lost for good."""

    changed: tuple[DocumentLink, ...] = ()
    lost: tuple[DocumentLink, ...] = ()


def follow(links: Iterable[DocumentLink], register: Register, rules: SecondLook, at: datetime) -> Followed:
    """The links as the register has them now. One that a listed row lacks gets a second look, as a row does."""
    known = {(link.standing, link.kind): link for link in links if link.until is None}
    changed: list[DocumentLink] = []
    lost: list[DocumentLink] = []
    for link in known.values():
        standing = register.standings.get(link.standing)
        after = _after(link, standing, register, rules, at)
        if after != link:
            changed.append(after)
        if after.until is not None and standing is not None and _is_bare(standing, link.kind):
            lost.append(after)
    begun = [new for standing in register.standings.values() for new in _begun(standing, known, at)]
    return Followed(changed=(*changed, *begun), lost=tuple(lost))


def _is_bare(standing: Standing, kind: DocumentKind) -> bool:
    return standing.stand in ON_LIST and address_of(standing, kind) is None


def address_of(standing: Standing, kind: DocumentKind) -> str | None:
    """The address that a row links."""
    return standing.agreement.moa if kind is DocumentKind.MOA else standing.agreement.addendum


def _after(
    link: DocumentLink, standing: Standing | None, register: Register, rules: SecondLook, at: datetime
) -> DocumentLink:
    if standing is None or standing.stand in {Stand.GONE, Stand.SIGNED, Stand.DOUBLED}:
        return replace(link, until=at)
    if standing.stand is Stand.MISSING:
        return link
    now = address_of(standing, link.kind)
    if now == link.url:
        return replace(link, missing_since=None, missing_from="") if link.missing_since is not None else link
    if now is not None:
        return replace(link, until=at)
    newest = register.state_of(standing.list).workbook
    book = newest.sha256 if newest is not None else standing.workbook.sha256
    if link.missing_since is None:
        return replace(link, missing_since=at, missing_from=book)
    waited = at - link.missing_since
    is_gone = waited >= rules.longest or (waited >= rules.least and book != link.missing_from)
    return replace(link, until=at) if is_gone else link


def _begun(
    standing: Standing, known: Mapping[tuple[str, DocumentKind], DocumentLink], at: datetime
) -> Iterator[DocumentLink]:
    """The links of a row that are not on record, where it is on a list."""
    if standing.stand not in ON_LIST:
        return
    for kind in DocumentKind:
        url, before = address_of(standing, kind), known.get((standing.id, kind))
        if url is None or (before is not None and before.url == url):
            continue
        yield DocumentLink(
            id=make_id(standing.id, kind, url, at.isoformat()),
            standing=standing.id,
            kind=kind,
            url=url,
            since=at,
            instead_of=before.url if before is not None else "",
        )
