"""What a mail server's refusal means: for now, for this mail, for this reader, or for us."""

import pytest

from notifiers.delivery import Retry
from notifiers.mail.errors import Stage, refusal
from notifiers.mail.settings import MailSettings, Security

SERVER = MailSettings(
    host="smtp.example.org", port=587, security=Security.STARTTLS, sender="alerts@example.org", sender_name="watch287g"
)


def refused(reply: str, stage: Stage = Stage.RCPT) -> tuple[Retry, str]:
    code, _, words = reply.partition(" ")
    error = refusal(stage, int(code), words.encode(), mail=SERVER, recipient="desk@example.com")
    return error.retry, str(error)


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT, Stage.DATA])
@pytest.mark.parametrize(
    "reply",
    [
        "552 5.2.2 The mailbox is over its quota",
        "552 Requested mail action aborted: exceeded storage allocation",
        "552 5.2.2 The recipient's inbox is out of storage space",
        "550 5.4.5 Daily user sending limit exceeded",
        "550 5.7.1 Rate limit reached, come back in an hour",
        "550 Too many messages per hour from this account",
        "554 5.7.0 Your message could not be sent. The limit on the number of allowed outgoing messages was exceeded",
        "554 5.3.1 Mail system full",
        "550 4.2.1 The user you are trying to contact is receiving mail too quickly",
        "550 Requested action not taken: temporarily deferred, try again later",
        "554 Service busy",
        "550 5.2.2 Mailbox size limit exceeded",
    ],
)
def test_a_refusal_for_good_that_passes_is_tried_again_with_the_servers_words(reply: str, stage: Stage) -> None:
    retry, said = refused(reply, stage)
    assert retry is Retry.LATER
    assert reply[10:40] in said


@pytest.mark.parametrize(
    "reply",
    [
        "552 5.3.4 Message size exceeds fixed limit",
        "552 Message too large",
        "550 Message size exceeds the limit of 10 MB",
    ],
)
def test_a_mail_that_is_too_large_is_never_smaller(reply: str) -> None:
    assert refused(reply, Stage.DATA)[0] is Retry.NEVER


@pytest.mark.parametrize(
    "reply",
    [
        "550 5.1.1 The email account that you tried to reach does not exist",
        "550 No such user here",
        "551 5.7.1 User not local",
        "553 5.1.3 Invalid address, do not retry",
    ],
)
def test_a_reader_that_is_not_there_is_told_as_one(reply: str) -> None:
    retry, said = refused(reply)
    assert retry is Retry.PAUSE
    assert "Check the address" in said


@pytest.mark.parametrize("stage", [Stage.MAIL, Stage.RCPT])
@pytest.mark.parametrize(
    "reply",
    [
        "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
        "550 5.7.1 <bot>: Helo command rejected: Host not found",
        "554 5.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.7]",
        "554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using zen.spamhaus.org",
        "550 5.7.25 The IP address sending this message does not have a PTR record",
        "550 5.7.54 Unable to relay recipient in non-accepted domain",
        "554 5.7.1 <desk@example.com>: Relay access denied",
    ],
)
def test_a_refusal_of_us_blames_no_reader(reply: str, stage: Stage) -> None:
    retry, said = refused(reply, stage)
    assert retry is Retry.PAUSE
    assert "about this machine and not about the reader" in said
    assert "Check the address" not in said
