"""A visit to a loopback mail server: what it shows, how it fails, and that no mail goes out."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from notifiers.delivery import DeliveryError
from notifiers.mail.probe import Visit, visit
from notifiers.mail.settings import MailSettings, Security
from tests.doubles.smtp import SmtpDouble, self_signed
from tests.doubles.stands import surroundings


def look(
    double: SmtpDouble, *, security: Security = Security.PLAIN, password: str | None = None, ca_file: Path | None = None
) -> Visit:
    mail = MailSettings(
        host="127.0.0.1",
        port=double.port,
        security=security,
        sender="bot@watch.test",
        sender_name="287(g) watch",
        user=None if password is None else "bot",
        ca_file=str(ca_file) if ca_file else None,
    )
    return visit(mail, surroundings(secret=lambda _: password, timeout=5))


def test_a_visit_without_tls_has_nothing_to_say_of_it() -> None:
    with SmtpDouble() as double:
        seen = look(double)
    assert (seen.tls, seen.expires, double.mails) == (None, None, [])


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_a_visit_over_tls_sees_when_the_certificate_ends(tmp_path: Path, security: Security) -> None:
    made = self_signed(tmp_path)
    with SmtpDouble(certificate=made, implicit_tls=security is Security.TLS) as double:
        seen = look(double, security=security, ca_file=made.chain)
    assert seen.tls is not None
    assert seen.tls.startswith("TLSv1.")
    assert seen.expires is not None
    assert 0 <= (seen.expires - datetime.now(UTC)).days <= 2


def test_a_certificate_of_unknown_make_ends_the_visit_before_the_login(tmp_path: Path) -> None:
    with (
        SmtpDouble(certificate=self_signed(tmp_path), user="bot", password="hush-hush") as double,
        pytest.raises(DeliveryError, match="certificate can't be trusted"),
    ):
        look(double, security=Security.STARTTLS, password="hush-hush")
    assert double.logins == []


def test_a_good_login_is_made_and_no_mail_is_sent() -> None:
    with SmtpDouble(user="bot", password="hush-hush") as double:
        look(double, password="hush-hush")
    assert (len(double.logins), double.mails) == (1, [])


def test_a_wrong_password_is_told_and_not_shown() -> None:
    with (
        SmtpDouble(user="bot", password="hush-hush") as double,
        pytest.raises(DeliveryError, match="wrong password") as refused,
    ):
        look(double, password="open-sesame")
    assert "open-sesame" not in str(refused.value)


def test_a_server_that_wants_a_login_is_found_out_before_the_first_mail() -> None:
    with SmtpDouble(user="bot", password="hush-hush") as double, pytest.raises(DeliveryError, match="wants a login"):
        look(double)


def test_a_sender_that_the_server_refuses_is_found_out_before_the_first_mail() -> None:
    with (
        SmtpDouble(replies={"MAIL": ["550 5.7.1 not yours"]}) as double,
        pytest.raises(DeliveryError, match=r"refused the sender bot@watch.test \(550 5.7.1 not yours\)"),
    ):
        look(double)


def test_a_server_that_is_not_there_is_told() -> None:
    with SmtpDouble() as double:
        pass
    with pytest.raises(DeliveryError, match="can't be reached"):
        look(double)
