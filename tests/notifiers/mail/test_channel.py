import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from notifiers.delivery import Channel, DeliveryError, Retry
from notifiers.mail.channel import SmtpChannel, SmtpLine
from notifiers.mail.mime import Sender, Unsubscribe, mail_bytes
from notifiers.mail.render import render_mail
from notifiers.mail.settings import Login, MailSettings, Security
from tests.doubles.proxy import ProxyDouble
from tests.doubles.smtp import After, Certificate, SmtpDouble, self_signed
from tests.doubles.stands import surroundings
from tests.factories import NOON
from tests.notifiers.mail_stories import message, named, story
from watchers.fetch.route import Route

DESK = "desk@example.org"
SENDER = Sender(address="alerts@news.example.org", name="287(g) watch")
PASSWORD = "correct-horse-battery"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return self_signed(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def server() -> Iterator[SmtpDouble]:
    with SmtpDouble() as double:
        yield double


def line_to(
    double: SmtpDouble,
    *,
    password: Callable[[], str] = lambda: PASSWORD,
    token: Callable[[], str] | None = None,
    timeout: float = 5,
    route: Route | None = None,
    **over: Any,
) -> SmtpLine:
    """A line to the double. Where a `user` logs in, the secret is what `token` or `password` gives."""
    settings: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": double.port,
        "security": Security.PLAIN,
        "sender": SENDER.address,
        "sender_name": SENDER.name,
        "helo": "bot.example.org",
        "login": Login.XOAUTH2 if token else Login.PASSWORD,
    }
    ask = {"SMTP_PASSWORD": password, "SMTP_TOKEN": token or password}
    here = surroundings(secret=lambda name: ask[name](), timeout=timeout, route=route or Route())
    return SmtpLine(MailSettings(**{**settings, **over}), here)


def noon() -> datetime:
    return NOON


def channel(double: SmtpDouble, *, recipient: str = DESK, line: SmtpLine | None = None, **over: Any) -> SmtpChannel:
    return SmtpChannel(line=line or line_to(double, **over), recipient=recipient, now=noon)


def failure(double: SmtpDouble, **over: Any) -> DeliveryError:
    """Deliver once, in vain."""
    mail: Channel = channel(double, **over)
    with pytest.raises(DeliveryError) as caught:
        mail.deliver(message(), unsure=False)
    mail.close()
    return caught.value


def test_what_the_server_took_is_what_was_written(server: SmtpDouble) -> None:
    told = named('Office of "The Sheriff", Doña Ana\u2028\r\nBcc: victim@example.org\r\n.\r\n' + "W" * 300)
    mail: Channel = channel(server)
    receipt = mail.deliver(message(told), unsure=False)
    mail.close()
    (taken,) = server.mails
    assert (taken.sender, taken.recipients) == (SENDER.address, (DESK,))
    assert taken.raw == mail_bytes(message(told), recipient=DESK, sender=SENDER, date=NOON)
    assert receipt.details == {"message_id": "<mid-missouri-7f3a81c2-0@news.example.org>"}
    assert taken.parsed["Message-ID"] == receipt.details["message_id"]
    assert taken.parsed["Subject"] == render_mail(told)["subject"]
    assert "Bcc" not in taken.parsed
    assert not taken.parsed.defects


def test_a_one_click_link_reaches_the_server_unfolded(server: SmtpDouble) -> None:
    link = "https://news.example.org/unsubscribe/" + "0123456789abcdef" * 10
    mail = channel(server)
    mail.deliver(message(payload=render_mail(story(), unsubscribe=Unsubscribe(one_click=link))), unsure=False)
    mail.close()
    assert f"List-Unsubscribe: <{link}>".encode() in server.mails[0].headers
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in server.mails[0].headers


def test_an_answer_comes_in_the_thread_of_the_mail_it_answers(server: SmtpDouble) -> None:
    mail = channel(server)
    first = mail.deliver(message(id="a"), unsure=False)
    second = mail.deliver(message(id="b", reply_to=first.details), unsure=False)
    mail.deliver(message(id="c", reply_to=second.details), unsure=False)
    mail.close()
    assert [taken.parsed["In-Reply-To"] for taken in server.mails] == [
        *(None, "<a@news.example.org>", "<b@news.example.org>")
    ]
    assert server.mails[2].parsed["References"] == "<a@news.example.org> <b@news.example.org>"


def test_one_connection_serves_many_mails_to_many_readers(server: SmtpDouble) -> None:
    line = line_to(server)
    for number in range(3):
        for recipient in (DESK, "editor@example.org"):
            channel(server, line=line, recipient=recipient).deliver(message(id=f"m{number}"), unsure=False)
    line.close()
    assert server.connections == 1
    assert [taken.recipients for taken in server.mails] == [(DESK,), ("editor@example.org",)] * 3


def test_a_connection_that_the_server_cut_is_made_again(server: SmtpDouble) -> None:
    mail = channel(server)
    mail.deliver(message(id="a"), unsure=False)
    server.hang_up()
    mail.deliver(message(id="b"), unsure=False)
    mail.close()
    mail.close()
    assert server.connections == 2
    assert len(server.mails) == 2


def test_a_refused_mail_does_not_spoil_the_next_on_its_line(server: SmtpDouble) -> None:
    server.refuse["gone@example.org"] = "550 5.1.1 No such user"
    line = line_to(server)
    with pytest.raises(DeliveryError):
        channel(server, line=line, recipient="gone@example.org").deliver(message(), unsure=False)
    channel(server, line=line).deliver(message(), unsure=False)
    line.close()
    assert [taken.recipients for taken in server.mails] == [(DESK,)]
    assert server.connections == 1


@pytest.mark.parametrize(
    ("command", "reply", "retry", "words"),
    [
        ("MAIL", "451 4.3.0 Busy", Retry.LATER, "did not take the sender alerts@news.example.org for now (451 4.3.0"),
        ("MAIL", "550 5.7.1 Not yours", Retry.PAUSE, "Use a sender address that this server may send from"),
        ("MAIL", "530 5.7.0 Log in", Retry.PAUSE, "It wants a login"),
        ("MAIL", "552 5.3.4 Too big", Retry.NEVER, "too large"),
        ("RCPT", "450 4.2.1 Slow down", Retry.LATER, "did not take the address desk@example.org for now"),
        (
            "RCPT",
            "550 5.1.1 No such user",
            Retry.PAUSE,
            "refused the address desk@example.org (550 5.1.1 No such user)",
        ),
        ("RCPT", "552 5.2.2 Mailbox full", Retry.LATER, "for now (552 5.2.2 Mailbox full)"),
        ("DATA", "452 4.3.1 Disk full", Retry.LATER, "did not take a mail to desk@example.org for now (452"),
        ("DATA", "554 5.7.1 Spam", Retry.NEVER, "refused a mail to desk@example.org (554 5.7.1 Spam)"),
        ("DATA", "421 4.3.2 Shutting down", Retry.LATER, "421"),
    ],
)
def test_each_refusal_says_whether_to_try_again_and_what_to_do(
    server: SmtpDouble, command: str, reply: str, retry: Retry, words: str
) -> None:
    server.replies[command] = [reply]
    error = failure(server)
    assert (error.retry, error.wait) == (retry, None)
    assert words in str(error)
    assert f"127.0.0.1:{server.port}" in str(error)
    assert server.mails == []


def test_a_greylisting_server_takes_the_mail_in_the_end(server: SmtpDouble) -> None:
    server.greylist(2)
    assert [failure(server).retry for _ in range(2)] == [Retry.LATER, Retry.LATER]
    mail = channel(server)
    mail.deliver(message(), unsure=False)
    mail.close()
    assert len(server.mails) == 1


def test_a_mail_over_the_servers_limit_is_refused_before_it_is_sent() -> None:
    with SmtpDouble(size_limit=2_000) as small:
        error = failure(small)
    assert error.retry is Retry.NEVER
    assert "too large" in str(error)


@pytest.mark.parametrize("after", [After.DIE, After.HANG, After.BABBLE])
def test_silence_after_the_text_leaves_it_unknown_and_the_second_copy_has_the_same_id(after: After) -> None:
    with SmtpDouble(after=after) as server:
        error = failure(server, timeout=0.5)
        assert error.retry is Retry.UNKNOWN
        assert "same Message-ID" in str(error)
        server.after = After.ANSWER
        again = channel(server)
        again.deliver(message(), unsure=True)
        again.close()
    first, second = server.mails
    assert first.raw == second.raw


def test_a_server_that_is_not_there_is_tried_again_later(server: SmtpDouble) -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        refused = failure(server, port=bound.getsockname()[1])
    assert refused.retry is Retry.LATER
    assert "can't be reached or broke off (the connection was refused)" in str(refused)


def test_a_server_that_says_nothing_is_tried_again_later(server: SmtpDouble) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        error = failure(server, port=silent.getsockname()[1], timeout=0.3)
    assert error.retry is Retry.LATER
    assert "no answer in time" in str(error)


def test_a_name_that_dns_does_not_know_is_tried_again_later(
    server: SmtpDouble, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unknown(*args: object, **kwargs: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    error = failure(server, host="smtp.invalid")
    assert error.retry is Retry.LATER
    assert "its name can't be looked up" in str(error)


@pytest.mark.parametrize("implicit", [True, False])
def test_tls_is_used_and_its_certificate_verified(certificate: Certificate, implicit: bool) -> None:
    security = Security.TLS if implicit else Security.STARTTLS
    with SmtpDouble(certificate=certificate, implicit_tls=implicit) as server:
        mail = channel(server, security=security, ca_file=certificate.chain)
        mail.deliver(message(), unsure=False)
        mail.close()
        assert len(server.mails) == 1
        stranger = failure(server, security=security)
        assert stranger.retry is Retry.PAUSE
        assert "certificate can't be trusted" in str(stranger)
        assert "set ca_file" in str(stranger)
        assert len(server.mails) == 1


def test_a_certificate_for_another_host_is_not_trusted(tmp_path: Path) -> None:
    other = self_signed(tmp_path, "DNS:mail.example.net")
    with SmtpDouble(certificate=other) as server:
        error = failure(server, security=Security.STARTTLS, ca_file=other.chain)
    assert error.retry is Retry.PAUSE
    assert "certificate is not valid for '127.0.0.1'" in str(error)
    assert server.mails == []


def test_a_server_that_wants_tls_first_is_told_to_the_operator(certificate: Certificate) -> None:
    with SmtpDouble(certificate=certificate) as server:
        error = failure(server)
    assert error.retry is Retry.PAUSE
    assert "TLS before it" in str(error)


def test_a_server_without_starttls_gets_nothing_in_clear(server: SmtpDouble) -> None:
    error = failure(server, security=Security.STARTTLS, user="bot")
    assert error.retry is Retry.PAUSE
    assert "does not offer what the config asks for (STARTTLS" in str(error)
    assert server.mails == []


def test_tls_spoken_to_a_port_that_begins_in_clear_is_a_mistake_in_the_config(server: SmtpDouble) -> None:
    error = failure(server, security=Security.TLS)
    assert error.retry is Retry.PAUSE
    assert 'set security = "starttls"' in str(error)


def test_a_ca_file_that_is_not_there_is_named(server: SmtpDouble, tmp_path: Path, certificate: Certificate) -> None:
    with SmtpDouble(certificate=certificate) as private:
        error = failure(private, security=Security.STARTTLS, ca_file=tmp_path / "none.pem")
    assert error.retry is Retry.PAUSE
    assert "none.pem" in str(error)


def test_a_login_goes_by_password_over_tls(certificate: Certificate) -> None:
    with SmtpDouble(certificate=certificate, user="bot", password=PASSWORD) as server:
        mail = channel(
            server,
            security=Security.STARTTLS,
            ca_file=certificate.chain,
            user="bot",
        )
        mail.deliver(message(), unsure=False)
        mail.close()
    assert len(server.mails) == 1
    assert len(server.logins) == 1


def test_a_login_goes_by_token_and_a_stale_token_is_refused() -> None:
    with SmtpDouble(user="bot@example.org", token="ya29.fresh") as server:
        mail = channel(server, user="bot@example.org", token=lambda: "ya29.fresh")
        mail.deliver(message(), unsure=False)
        mail.close()
        error = failure(server, user="bot@example.org", token=lambda: "ya29.stale")
    assert server.logins == ["XOAUTH2"]
    assert len(server.mails) == 1
    assert error.retry is Retry.PAUSE
    assert "login of bot@example.org: wrong password" in str(error)
    assert "ya29" not in str(error)


def test_a_wrong_password_is_told_to_the_operator_and_never_shown() -> None:
    echo = f"535 5.7.8 no: {PASSWORD} AGJvdABjb3JyZWN0LWhvcnNlLWJhdHRlcnk= see https://example.org/help"
    with SmtpDouble(user="bot", password="other") as server:
        server.replies["AUTH"] = [echo] * 3
        error = failure(server, user="bot")
    assert error.retry is Retry.PAUSE
    assert "login of bot: wrong password" in str(error)
    assert "https://example.org/help" in str(error)
    assert PASSWORD not in str(error)
    assert "AGJvdAB" not in str(error)
    assert error.__cause__ is None


def test_a_login_that_can_not_be_checked_now_is_tried_again_later() -> None:
    with SmtpDouble(user="bot", password=PASSWORD) as server:
        server.replies["AUTH"] = ["454 4.7.0 Temporary authentication failure"] * 3
        error = failure(server, user="bot")
    assert error.retry is Retry.LATER


def test_a_server_that_offers_no_fitting_login_is_a_mistake_in_the_config(server: SmtpDouble) -> None:
    by_password = failure(server, user="bot")
    by_token = failure(server, user="bot", token=lambda: "ya29.fresh")
    assert (by_password.retry, by_token.retry) == (Retry.PAUSE, Retry.PAUSE)
    assert "offers no way to log in that fits the config" in str(by_password)
    assert "XOAUTH2" in str(by_token)


def test_a_secret_that_can_not_be_had_is_the_providers_own_error(server: SmtpDouble) -> None:
    def broken() -> str:
        raise DeliveryError("The token command failed (exit 1).", retry=Retry.LATER)

    error = failure(server, user="bot", token=broken)
    assert str(error) == "The token command failed (exit 1)."


def test_a_password_of_other_letters_is_refused_with_a_sentence_and_not_shown(server: SmtpDouble) -> None:
    error = failure(server, user="bot", password=lambda: "pässword")
    assert error.retry is Retry.PAUSE
    assert "outside ASCII" in str(error)
    assert "ssword;" not in str(error)


GREETINGS = {  # what a server does after it has said hello, by the bytes that it is sent
    "refuses the name and hangs up": {b"EHLO": b"550 5.7.1 [127.0.0.1]: give a real name", b"HELO": None},
    "refuses the name twice": {b"EHLO": b"550 no", b"HELO": b"550 5.7.1 give a real name"},
}


@pytest.mark.parametrize("answers", GREETINGS.values(), ids=GREETINGS)
def test_a_server_that_minds_our_name_is_quoted_and_the_key_named(
    server: SmtpDouble, answers: dict[bytes, bytes | None]
) -> None:
    with greeter(answers) as port:
        error = failure(server, port=port)
    assert error.retry is Retry.PAUSE
    assert "give a real name" in str(error)
    assert "Set helo in [mail]" in str(error)


@contextmanager
def greeter(answers: dict[bytes, bytes | None]) -> Iterator[int]:
    """A server on loopback that answers each greeting as it is told; None hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with line, line.makefile("rb") as said:
                line.sendall(b"220 mail.example.org\r\n")
                for word in said:
                    answer = answers.get(word[:4].upper(), b"221 bye")
                    if answer is None:
                        return
                    line.sendall(answer + b"\r\n")

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        thread.join(timeout=5)


@pytest.mark.parametrize("implicit", [True, False, None])
def test_mails_go_through_the_proxy_where_there_is_one(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch, implicit: bool | None
) -> None:
    security = {True: Security.TLS, False: Security.STARTTLS, None: Security.PLAIN}[implicit]
    monkeypatch.setattr("watchers.fetch.route.is_this_machine", lambda host: False)
    double = SmtpDouble() if implicit is None else SmtpDouble(certificate=certificate, implicit_tls=implicit)
    with double as server, ProxyDouble() as proxy:
        route = Route(proxy=f"http://desk:p%40ss@127.0.0.1:{proxy.port}")
        mail = channel(server, security=security, ca_file=certificate.chain, route=route)
        mail.deliver(message(), unsure=False)
        mail.close()
        assert len(server.mails) == 1
        assert proxy.asked == [(f"127.0.0.1:{server.port}", "Basic ZGVzazpwQHNz")]


def test_a_proxy_that_refuses_is_named_with_its_words(server: SmtpDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchers.fetch.route.is_this_machine", lambda host: False)
    with ProxyDouble(status="407 Proxy Authentication Required") as proxy:
        error = failure(server, route=Route(proxy=f"http://127.0.0.1:{proxy.port}"))
    assert error.retry is Retry.LATER
    assert "407 Proxy Authentication Required" in str(error)
