"""What every kind of destination is: one class, in a folder of its own; `notifiers.registry` names them all.

A kind says how the config writes it, which secrets it needs, how a document becomes its messages, how they get there,
and how the doctor looks at it. Its module loads quickly: what renders, posts or probes is imported when it is needed.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeAlias

from notifiers.delivery import Channel
from notifiers.finding import Checks, Finding
from notifiers.text.section import Section
from watchers.frozen import frozen

if TYPE_CHECKING:
    from notifiers.digest.model import Digest
    from notifiers.story.model import Story
    from notifiers.text.marked import Piece
    from watchers.fetch.route import Route

Payloads = list[dict[str, Any]]
"""Messages as plain JSON, in the order of their delivery: later ones answer the first."""
Document: TypeAlias = "Story | Digest"
"""What there is to tell."""


@frozen
class NeededSecret:
    """A secret that a destination needs: its name, what it is and where its owner finds it, and who needs to know.

    `complaint` says what is plainly wrong with its looks, "" for nothing. A password may begin or end with a blank.
    """

    name: str
    explained: tuple[str, ...]
    complaint: Callable[[str], str] = lambda _: ""
    is_password: bool = False


@frozen
class Surroundings:
    """What a channel or a probe may ask of the world.

    `secret` gives the secret of a name, and `printed_by` the one word that a command prints; both raise
    `DeliveryError`. `has` says whether there is a secret that not everybody has. `write` is the terminal. `now` is
    aware, `clock` seconds since the epoch. `timeout` is in seconds, None for what is usual with the kind; `route` is
    the way out of this machine.
    """

    secret: Callable[[str], str]
    printed_by: Callable[[tuple[str, ...]], str]
    write: Callable[[str], None]
    now: Callable[[], datetime]
    clock: Callable[[], float]
    sleep: Callable[[float], None]
    route: "Route"
    timeout: int | None = None
    has: Callable[[str], bool] = lambda _: False


class Destination(ABC):
    """One place where messages go."""

    __slots__ = ()

    key: ClassVar[str]
    """The config's key for it, in a subscription and under [operators]; `init` has a flag of that name."""
    section: ClassVar[str] = ""
    """The config's section for what all of this kind share; "" for none."""
    offer: ClassVar[str]
    """What it is, for whom `init` asks."""
    question: ClassVar[str] = ""
    """What `init` asks then; "" for nothing."""
    usual: ClassVar[str | None] = None
    """What is taken where the answer is empty."""
    flag: ClassVar[tuple[str, str]] = ("", "")
    """What `init --help` calls the flag's value, and says of it."""
    service: ClassVar[str] = ""
    """The service's name, where previews show its messages by `shown`."""
    delivered: ClassVar[str] = "arrived"
    """What is known of a message that was delivered."""

    @property
    @abstractmethod
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""

    @property
    @abstractmethod
    def words(self) -> str:
        """How a sentence calls it."""

    @property
    def variant(self) -> str:
        """What of the config its messages depend on; those of one kind and variant are rendered once for all."""
        return ""

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """What it needs."""
        return ()

    @property
    def invite_to(self) -> str:
        """The channel to which somebody must invite the bot before it can post; "" for none."""
        return ""

    @classmethod
    def settings(cls, section: Section | None) -> Any:
        """What the config's section says, with every mistake noted; `section` None where the file has none."""
        return section and None

    @classmethod
    @abstractmethod
    def form(cls, text: str) -> str:
        """One entry of the config as `init` may take it. Raises `Unfit`."""

    @classmethod
    @abstractmethod
    def named(cls, text: str, settings: Any) -> Self:
        """The destination of one entry in the config. Raises `Unfit`."""

    @classmethod
    @abstractmethod
    def example(cls, settings: Any) -> Self:
        """One to render for where a desk has none of this kind."""

    @abstractmethod
    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """Render the document once for all of this kind and variant; what is returned gives a desk's own payloads.

        It takes the desk's name, which may stand in a file's name or a link. A digest is one desk's as it is.
        """

    def render(self, document: Document) -> Payloads:
        """The document as this destination is given it."""
        return self.rendering(document)(document.subscription)

    @classmethod
    def shown(cls, payload: dict[str, Any]) -> "tuple[Piece, ...]":  # noqa: ARG003 - those that have no other preview
        """A payload as a reader sees it, for kinds with a `service`."""
        return ()

    @classmethod
    def sent(cls, payload: dict[str, Any]) -> dict[str, Any]:
        """A payload as it is sent."""
        return payload

    @abstractmethod
    def open(self, here: Surroundings) -> Channel:
        """The channel that delivers there. Asks nobody yet."""

    def examined(self, here: Surroundings) -> Iterator[Finding]:  # noqa: ARG002 - those who look
        """What the doctor finds of it, posting nothing. Its secrets look right."""
        yield from ()

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        """How the doctor looks at destinations of this kind: at each by itself, where they have nothing in common."""
        for place in places:
            yield Checks(about=place.words, run=partial(place.examined, here))
