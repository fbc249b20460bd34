"""`check`: one poll now."""

import sys

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import Voice, remark, say


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "check",
        check,
        "poll once, now",
        "Polls once, records and tells just as `run` does, says what it saw, and ends; for a cron line. Where a bot "
        "runs, that one polls.",
    )
    parser.add_argument("--log", choices=("text", "json"), default="text", help="default: %(default)s")


def check(call: Call, *, log: str) -> Exit:
    """Poll here, or have the running bot do it."""
    return call.order("check", voice=_voice(log, call.config()))


def _voice(form: str, config: Config) -> Voice:
    """What tells the news of a poll, and that something is wrong; inboxes shortened, for it may be cron's mail."""
    from bot.config.redact import discreet
    from bot.service.log import LOG, LogForm, keep_journal

    if form == LogForm.JSON:
        journal = keep_journal(sys.stderr, LogForm.JSON, config.watch.zone)
        return Voice(
            said=lambda line: journal.say(LOG.info, line), remarked=lambda line: journal.say(LOG.warning, line)
        )
    return Voice(said=lambda line: say(discreet(line)), remarked=lambda line: remark(discreet(line)))
