"""The mail server: whether it can be reached, is who it says, and knows us. No mail is sent."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from notifiers.delivery import DeliveryError
from notifiers.destination import Surroundings
from notifiers.finding import Finding, failed, ok, warn
from notifiers.mail.probe import visit
from notifiers.mail.server import MailServer, mail_server
from notifiers.mail.settings import MailSettings
from notifiers.text.ap_style import count

_SOON = timedelta(days=14)


def server_findings(mail: MailSettings, here: Surroundings) -> Iterator[Finding]:
    """The server, as far as a mail goes before it is one."""
    try:
        server = mail_server(mail, here)
        seen = visit(server)
    except (DeliveryError, ValueError) as error:
        yield failed("mail", error, "Run `watch287g doctor` again in a while.")
        return
    login = f"logged in as {server.user}" if server.user else "without a login, as the config says"
    private = f"over {seen.tls}" if seen.tls else "without TLS"
    yield ok("mail", f"{server} reached {private}, {login}; it takes mails from {server.sender.address}")
    if seen.expires is not None:
        yield _certificate(server, seen.expires, here.now())


def _certificate(server: MailServer, expires: datetime, now: datetime) -> Finding:
    found = f"the certificate of {server.host} holds for {count(max((expires - now).days, 0), 'day')} more"
    if expires - now < _SOON:
        return warn("mail", found, "Ask who runs that server to renew it: from then on no mail goes out.")
    return ok("mail", found)
