"""Mail: inboxes, by the newsroom's own mail server."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Self

from notifiers.delivery import Channel, DeliveryError, Retry
from notifiers.destination import Destination, Document, NeededSecret, Payloads, Surroundings
from notifiers.finding import Checks
from notifiers.mail.settings import MailSettings, read_settings
from notifiers.text.entry import Unfit, email_address, quoted
from notifiers.text.section import Section
from watchers.frozen import frozen

if TYPE_CHECKING:
    from notifiers.mail.mime import Unsubscribe


@frozen
class EmailDestination(Destination):
    """One person's or desk's inbox. `mail` is the server on the way there; None only for an example."""

    key = "email"
    section = "mail"
    offer = "inboxes, by your mail server"
    question = "Inboxes, such as desk@example.org"
    flag = ("ADDRESS", "an inbox; repeatable")
    delivered = "taken by the mail server; look into the inbox, and its spam folder"

    address: str
    mail: MailSettings | None = None

    @property
    def id(self) -> str:
        """The id under which subscriptions and the outbox know it."""
        return f"email:{self.address}"

    @property
    def words(self) -> str:
        """How a sentence calls it."""
        return f"mail to {self.address}"

    @property
    def secrets(self) -> tuple[NeededSecret, ...]:
        """What logging in at the server needs; it may look like anything."""
        if self.mail is None or self.mail.secret is None:
            return ()
        explained = (f"The password of {self.mail.user} at {self.mail.host}.",)
        return (NeededSecret(name=self.mail.secret, explained=explained, is_password=True),)

    @classmethod
    def settings(cls, section: Section | None) -> MailSettings | None:
        """[mail]; None where the file has none."""
        return read_settings(section) if section is not None else None

    @classmethod
    def form(cls, text: str) -> str:
        """A plain mail address."""
        return email_address(text)

    @classmethod
    def named(cls, text: str, settings: MailSettings | None) -> Self:
        """An inbox, which some server must lead to."""
        address = email_address(text)
        if settings is None:
            raise Unfit(f"{quoted(address)} can't be reached: this file has no [mail] section, which names the server.")
        return cls(address=address, mail=settings)

    @classmethod
    def example(cls, settings: MailSettings | None) -> Self:
        """An inbox that nobody has."""
        return cls(address="desk@example.org", mail=settings)

    def rendering(self, document: Document) -> Callable[[str], Payloads]:
        """A mail; its last line, its list and its CSV bear each desk's own name."""
        from notifiers.story.model import Story

        unsubscribe = self._unsubscribe()
        if isinstance(document, Story):
            from notifiers.mail.render import mail_rendering

            return mail_rendering(document, unsubscribe=unsubscribe)
        from notifiers.mail.digest import render_digest_mail

        payloads = [render_digest_mail(document, unsubscribe=unsubscribe)]
        return lambda _: payloads

    def _unsubscribe(self) -> "Unsubscribe | None":
        """How readers ask to be taken off; None where the config has no way."""
        from notifiers.mail.mime import Unsubscribe

        mail = self.mail
        if mail is None or not (mail.unsubscribe_mailto or mail.unsubscribe_url):
            return None
        return Unsubscribe(mailto=mail.unsubscribe_mailto, one_click=mail.unsubscribe_url)

    def open(self, here: Surroundings) -> Channel:
        """One connection for each reader: readers are served side by side, and a line is for one at a time."""
        from notifiers.mail.channel import SmtpChannel, SmtpLine

        if self.mail is None:
            raise DeliveryError("The config has no [mail]. Put it back.", retry=Retry.NEVER)
        return SmtpChannel(line=SmtpLine(self.mail, here), recipient=self.address, now=here.now)

    @classmethod
    def checks(cls, places: Sequence[Self], here: Surroundings) -> Iterator[Checks]:
        """The server, once for all inboxes."""
        from notifiers.mail.probe import server_findings

        for mail in {place.mail: None for place in places if place.mail is not None}:
            yield Checks(about="mail", run=partial(server_findings, mail, here))


KIND = EmailDestination
