"""A kind of destination that the bot has never heard of: a pager, which shows a headline."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Self

from notifiers.delivery import Channel, Message, Receipt
from notifiers.destination import Destination, Document, NeededSecret, Payloads, Surroundings
from notifiers.finding import Checks, ok
from notifiers.text.entry import Unfit, quoted
from notifiers.text.section import Section


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager(Destination):
    """One pager, by its number; `prefix` is that of the newsroom's, as [pager] says."""

    key = "pager"
    section = "pager"
    offer = "pagers: the headline alone"
    question = "Pagers, such as 4711"
    flag = ("NUMBER", "a pager; repeatable")

    number: str
    prefix: str = ""

    @property
    def id(self) -> str:
        return f"pager:{self.number}"

    @property
    def words(self) -> str:
        return f"pager {self.number}"

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        complaint = lambda key: "" if key.startswith("beep-") else "should begin with beep-."  # noqa: E731
        return (NeededSecret(name="PAGER_KEY", explained=("It is on the back of the pager.",), complaint=complaint),)

    @classmethod
    def settings(cls, section: Section | None) -> str:
        return section.one("prefix", str, "") if section is not None else ""

    @classmethod
    def form(cls, text: str) -> str:
        if not text.isdecimal():
            raise Unfit(f"{quoted(text)} is no pager's number.")
        return text

    @classmethod
    def named(cls, text: str, settings: str) -> Self:
        return cls(number=cls.form(text), prefix=settings)

    @classmethod
    def example(cls, settings: Any) -> Self:
        return cls(number="0", prefix=settings or "")

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        return lambda desk: [{"text": f"{desk}: {document.headline}"}]

    def open(self, here: Surroundings) -> Channel:
        return _Line(self, here)

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        for place in places:
            yield Checks(about=place.words, run=lambda: [ok(place.words, f"{here.secret('PAGER_KEY')} fits")])  # noqa: B023


class _Line:
    def __init__(self, pager: Pager, here: Surroundings) -> None:
        self._pager, self._here = pager, here

    def deliver(self, message: Message, *, unsure: bool) -> Receipt:
        self._here.write(f"{self._pager.prefix}{self._pager.number} beeps {message.payload['text']}\n")
        return Receipt()

    def close(self) -> None: ...


KIND = Pager
