"""A register on its way from one publication to the next: what has changed so far, and the events found."""

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from watchers.diff.align import Alignment
from watchers.matching.exact import Pair, key
from watchers.model.agreement import Agreement, ListKind, Workbook
from watchers.model.event import Change, Context, Event, EventKind
from watchers.model.register import Register, Stand, Standing

_ID_LENGTH = 12  # hex digits: enough that fifty thousand ids don't meet


def make_id(*parts: object) -> str:
    """An id made from content: the same parts give the same id."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:_ID_LENGTH]


class Draft:
    """The register's standings with the changes of one publication aligned over them."""

    def __init__(self, register: Register, observed_at: datetime) -> None:
        self.register = register
        self.at = observed_at
        self.changed: dict[str, Standing] = {}
        self.forgotten: set[str] = set()
        self.events: list[Event] = []
        self._now = dict(register.standings)
        self._related: list[tuple[str, str]] = []

    def standings(self, kind: ListKind, *stands: Stand) -> list[Standing]:
        """The standings on one list that stand so now, in an order that doesn't depend on the workbook's."""
        return [s for s in self._now.values() if s.list is kind and s.stand in stands and s.id not in self.forgotten]

    def all_standings(self) -> Iterable[Standing]:
        """Every standing as it is now."""
        return [s for s in self._now.values() if s.id not in self.forgotten]

    def has(self, id_: str) -> bool:
        """Whether there is such a standing now."""
        return id_ in self._now and id_ not in self.forgotten

    def standing(self, id_: str) -> Standing:
        """One that there is, as it is now."""
        return self._now[id_]

    def put(self, standing: Standing) -> Standing:
        """Lay a new or changed standing over the register's."""
        self.changed[standing.id] = self._now[standing.id] = standing
        return standing

    def forget(self, standing: Standing) -> None:
        """Drop a standing whose story goes on in another."""
        self.forgotten.add(standing.id)
        self.changed.pop(standing.id, None)

    def open(self, kind: ListKind, row: Agreement, workbook: Workbook, stand: Stand = Stand.LISTED) -> Standing:
        """Begin the standing of an agreement that was never seen."""
        number = 0
        while (new := make_id(kind, *key(row), row.county, workbook.sha256, number)) in self.changed:
            number += 1
        return self.put(
            Standing(
                id=new,
                list=kind,
                agreement=row,
                stand=stand,
                workbook=workbook,
                first_seen=self.at,
                last_seen=self.at,
            )
        )

    def refresh(self, standing: Standing, row: Agreement, workbook: Workbook) -> Standing:
        """The row is on the newest list: as it is printed there now, and as it was where that can't be read."""
        lost = [field for field in row.unclear if getattr(row, field) is None]
        lost += ["moa"] if row.is_document_unknown else []
        if lost:
            row = replace(row, **{field: getattr(standing.agreement, field) for field in lost})
        is_open = standing.stand is Stand.OPEN
        return self.put(
            Standing(
                id=standing.id,
                list=standing.list,
                agreement=row,
                stand=Stand.SIGNED if standing.stand is Stand.SIGNED else Stand.OPEN if is_open else Stand.LISTED,
                workbook=workbook,
                first_seen=standing.first_seen,
                last_seen=self.at,
                possibly=standing.possibly if is_open else (),
                asked=standing.asked if is_open else (),
                waited=standing.waited,
            )
        )

    def miss(self, standing: Standing, workbook: Workbook) -> Standing:
        """The row is not on the newest list."""
        return self.put(
            replace(
                standing,
                stand=Stand.MISSING,
                missing_since=standing.missing_since or self.at,
                missing_from=(*standing.missing_from, workbook.name),
            )
        )

    def renew(self, aligned: Alignment) -> list[tuple[Pair, Standing, Standing, tuple[Change, ...]]]:
        """Refresh the standings that the list shows: each with its pair, as it was, as it is, and what ICE changed."""
        known, rows, book = aligned.known, aligned.roll.agreements, aligned.roll.workbook
        return [
            (p, before, self.refresh(before, rows[p.new], book), aligned.changes.get(before.id, ()))
            for p in aligned.found.pairs
            for before in (known[p.old],)
        ]

    def renew_doubles(self, kind: ListKind, rows: Iterable[Agreement], workbook: Workbook) -> None:
        """Put down which rows of the newest list repeat others, in place of those of the list before."""
        for standing in self.standings(kind, Stand.DOUBLED):
            self.forget(standing)
        for row in rows:
            self.open(kind, row, workbook, Stand.DOUBLED)

    def tell(
        self,
        kind: EventKind,
        standing: Standing,
        workbook: Workbook,
        because: str,
        *,
        before: Standing | None = None,
        changes: tuple[Change, ...] = (),
        corrects: tuple[str, ...] = (),
        settles: tuple[str, ...] = (),
        context: Context | None = None,
    ) -> Event:
        """Add an event about a standing as it is after the event."""
        told = Event(
            id=make_id(
                kind,
                standing.id,
                workbook.sha256,
                before.workbook.sha256 if before else "",  # one list can be ICE's word twice, with another in between
                *(f"{c.field}={c.after}" for c in changes),
            ),
            kind=kind,
            list=standing.list,
            subject=standing.id,
            agreement=standing.agreement,
            observed_at=self.at,
            workbook=workbook,
            because=because,
            before=before.agreement if before else None,
            before_workbook=before.workbook if before else None,
            changes=changes,
            corrects=corrects,
            settles=settles,
            context=context or Context(),
        )
        self.events.append(told)
        return told

    def relate(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Note, by their standings' ids, whose going and whose coming may be about one agreement."""
        self._related += pairs

    def told(self) -> list[Event]:
        """The events; those of related standings name each other."""
        by_subject = {e.subject: e.id for e in self.events if e.kind in _GOING_AND_COMING}
        names: dict[str, list[str]] = {}
        for one, other in self._related:
            if one in by_subject and other in by_subject:
                names.setdefault(by_subject[one], []).append(by_subject[other])
                names.setdefault(by_subject[other], []).append(by_subject[one])
        return [
            replace(e, context=replace(e.context, possibly=(*e.context.possibly, *names[e.id]))) if e.id in names else e
            for e in self.events
        ]


_GOING_AND_COMING = frozenset({EventKind.SIGNED, EventKind.MISSING, EventKind.WITHDRAWN})
