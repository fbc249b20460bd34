"""The mail server: whether it can be reached, is who it says, and knows us. No mail is sent."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from bot.config.destinations import EmailDestination
from bot.doctor.exam import PATIENCE, Patient
from bot.doctor.finding import Finding, failed, ok, warn
from bot.doctor.secret_places import wrong_secrets
from bot.outgoing.channels import mail_server
from notifiers.delivery import DeliveryError
from notifiers.mail.probe import visit
from notifiers.mail.server import MailServer
from notifiers.text.ap_style import count

_SOON = timedelta(days=14)


def mail(patient: Patient) -> Iterator[Finding]:
    """The server of [mail], as far as a mail goes before it is one."""
    settings = patient.config.mail
    has_readers = any(isinstance(place, EmailDestination) for place in patient.config.destinations.values())
    if settings is None or not has_readers or settings.secret in wrong_secrets(patient):
        return
    try:
        server: MailServer = replace(mail_server(settings, patient.secrets), timeout=float(PATIENCE))
        seen = visit(server)
    except (DeliveryError, ValueError) as error:
        yield failed("mail", error, "Run `watch287g doctor` again in a while.")
        return
    login = f"logged in as {server.user}" if server.user else "without a login, as the config says"
    private = f"over {seen.tls}" if seen.tls else "without TLS"
    yield ok("mail", f"{server} reached {private}, {login}; it takes mails from {server.sender.address}")
    if seen.expires is not None:
        yield _certificate(server, seen.expires, patient.now())


def _certificate(server: MailServer, expires: datetime, now: datetime) -> Finding:
    found = f"the certificate of {server.host} holds for {count(max((expires - now).days, 0), 'day')} more"
    if expires - now < _SOON:
        return warn("mail", found, "Ask who runs that server to renew it: from then on no mail goes out.")
    return ok("mail", found)
