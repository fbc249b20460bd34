import io
import json
import logging
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.service.log import LOG, LogForm, keep_journal
from notifiers.text.redact import discreet

ZONE = ZoneInfo("America/Chicago")
TOKEN = "xoxb-123456-abcdefgh"


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


def lines(stream: io.StringIO) -> list[dict[str, str]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_screen_gets_text_on_the_desks_clock_and_a_pipe_gets_json_in_utc() -> None:
    screen, pipe = Screen(), io.StringIO()
    for stream in (screen, pipe):
        keep_journal(stream, LogForm.AUTO, ZONE)
        LOG.info("Nothing new.")
    text, (record,) = screen.getvalue(), lines(pipe)
    assert text.endswith("  Nothing new.\n")
    assert (record["level"], record["said"]) == ("info", "Nothing new.")
    at, utc = datetime.fromisoformat(text[:19]).replace(tzinfo=ZONE), datetime.fromisoformat(record["time"])
    assert text[19:] == f" {at:%Z}  Nothing new.\n"
    assert abs((utc - at).total_seconds()) <= 2
    assert utc.utcoffset() is not None


def test_the_form_can_be_named() -> None:
    screen, pipe = Screen(), io.StringIO()
    keep_journal(screen, LogForm.JSON, ZONE)
    LOG.warning("Trouble.")
    keep_journal(pipe, LogForm.TEXT, ZONE)
    LOG.warning("Trouble.")
    assert lines(screen)[0]["level"] == "warning"
    assert pipe.getvalue().endswith("  warning: Trouble.\n")


@pytest.mark.parametrize("form", [LogForm.TEXT, LogForm.JSON])
def test_no_secret_and_no_whole_address_gets_into_it(form: LogForm) -> None:
    pipe = io.StringIO()
    keep_journal(pipe, form, ZONE)
    LOG.info("Told desk (mail to night.desk@example.org) with %s", TOKEN)
    fault = OSError(f"https://hooks.slack.com/services/T0/B0/x9x9x9 said no to boss@example.org with {TOKEN}")
    LOG.error("A poll ended in a fault.", exc_info=fault)
    said = pipe.getvalue()
    assert "n…@example.org" in said or "n\\u2026@example.org" in said
    for secret in ("night.desk", "boss@", "abcdefgh", "x9x9x9"):
        assert secret not in said
    assert "OSError" in said


def test_a_verbose_log_names_addresses_and_still_no_secrets() -> None:
    quiet, verbose = io.StringIO(), io.StringIO()
    for stream, is_verbose in ((quiet, False), (verbose, True)):
        keep_journal(stream, LogForm.JSON, ZONE, verbose=is_verbose)
        LOG.debug("Delivered to email:desk@example.org by %s", TOKEN)
    assert quiet.getvalue() == ""
    assert "desk@example.org" in verbose.getvalue()
    assert "abcdefgh" not in verbose.getvalue()


def test_libraries_that_log_addresses_are_silent_even_where_it_is_verbose() -> None:
    pipe = io.StringIO()
    keep_journal(pipe, LogForm.JSON, ZONE, verbose=True)
    for name in ("httpx", "httpcore.connection", "slack_sdk.web", "apscheduler.scheduler"):
        logging.getLogger(name).info('HTTP Request: GET https://hc.example/ping/4d9f "200 OK"')
    assert pipe.getvalue() == ""


def test_words_from_outside_can_neither_feign_a_line_nor_steer_a_screen() -> None:
    text, pipe = io.StringIO(), io.StringIO()
    hostile = 'ICE\'s page\n2026-01-05 09:15:02  All is well.\x1b[2J\r{"level": "info"}'
    keep_journal(text, LogForm.TEXT, ZONE)
    LOG.warning(hostile)
    keep_journal(pipe, LogForm.JSON, ZONE)
    LOG.warning(hostile)
    assert "\x1b" not in text.getvalue()
    assert "\r" not in text.getvalue()
    assert all(line.startswith("   ") for line in text.getvalue().splitlines()[1:])
    assert len(lines(pipe)) == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("mail to desk@example.org: full", "mail to d…@example.org: full"),
        ("a+b.c@sub.example.co.uk", "a…@sub.example.co.uk"),
        ("<x@example.org>, <y@example.org>", "<x…@example.org>, <y…@example.org>"),
        ("/invite @watch287g in #a", "/invite @watch287g in #a"),
        ("bot at localhost", "bot at localhost"),
    ],
)
def test_a_mailbox_is_shortened_to_its_first_letter_and_its_server(text: str, shown: str) -> None:
    assert discreet(text) == shown
