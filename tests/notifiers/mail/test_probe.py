"""A visit to a loopback mail server: what it shows, how it fails, and that no mail goes out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifiers.delivery import DeliveryError
from notifiers.mail.mime import Sender
from notifiers.mail.probe import visit
from notifiers.mail.server import MailServer
from notifiers.mail.settings import Security
from tests.doubles.smtp import SmtpDouble, self_signed


def server(
    double: SmtpDouble, *, security: Security = Security.PLAIN, password: str | None = None, ca_file: Path | None = None
) -> MailServer:
    return MailServer(
        host="127.0.0.1",
        port=double.port,
        security=security,
        sender=Sender(address="bot@watch.test", name="287(g) watch"),
        user=None if password is None else "bot",
        password=None if password is None else lambda: password,
        timeout=5,
        ca_file=ca_file,
    )


def test_a_visit_without_tls_has_nothing_to_say_of_it() -> None:
    with SmtpDouble() as double:
        seen = visit(server(double))
    assert (seen.tls, seen.expires, double.mails) == (None, None, [])


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_visit_over_tls_sees_when_the_certificate_ends(tmp_path: Path, security: Security) -> None:
    made = self_signed(tmp_path)
    with SmtpDouble(certificate=made, implicit_tls=security is Security.TLS) as double:
        seen = visit(server(double, security=security, ca_file=made.chain))
    assert seen.tls is not None
    assert seen.tls.startswith("TLSv1.")
    assert seen.expires is not None
    assert 0 <= (seen.expires - datetime.now(UTC)).days <= 2


def test_a_certificate_of_unknown_make_ends_the_visit_before_the_login(tmp_path: Path) -> None:
    with (
        SmtpDouble(certificate=self_signed(tmp_path), user="bot", password="hush-hush") as double,
        pytest.raises(DeliveryError, match="certificate can't be trusted"),
    ):
        visit(server(double, security=Security.STARTTLS, password="hush-hush"))
    assert double.logins == []


def test_a_good_login_is_made_and_no_mail_is_sent() -> None:
    with SmtpDouble(user="bot", password="hush-hush") as double:
        visit(server(double, password="hush-hush"))
    assert (len(double.logins), double.mails) == (1, [])


def test_a_wrong_password_is_told_and_not_shown() -> None:
    with (
        SmtpDouble(user="bot", password="hush-hush") as double,
        pytest.raises(DeliveryError, match="wrong password") as refused,
    ):
        visit(server(double, password="open-sesame"))
    assert "open-sesame" not in str(refused.value)


def test_a_server_that_wants_a_login_is_found_out_before_the_first_mail() -> None:
    with SmtpDouble(user="bot", password="hush-hush") as double, pytest.raises(DeliveryError, match="wants a login"):
        visit(server(double))


def test_a_sender_that_the_server_refuses_is_found_out_before_the_first_mail() -> None:
    with (
        SmtpDouble(replies={"MAIL": ["550 5.7.1 not yours"]}) as double,
        pytest.raises(DeliveryError, match=r"refused the sender bot@watch.test \(550 5.7.1 not yours\)"),
    ):
        visit(server(double))


def test_a_server_that_is_not_there_is_told() -> None:
    with SmtpDouble() as double:
        gone = server(double)
    with pytest.raises(DeliveryError, match="can't be reached"):
        visit(gone)
