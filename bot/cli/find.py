"""`find`: whether an agency is on ICE's list, what it holds, and what became of it."""

import shutil
import sys
from collections.abc import Sequence

from bot.cli.parser import AS_JSON, LIMIT, Call, argument, reading, recorded, verb
from bot.config.values import one_state
from bot.exits import Exit
from bot.terminal import fail, say

_USUAL = 25
_WIDEST = 100


@verb(
    argument(
        "words", nargs="*", metavar="WORDS", help="an agency, a county or a town: boone county, “St. Louis” police"
    ),
    argument("--state", type=reading(one_state), metavar="STATE", help="in this one, by code or name; or say it last"),
    LIMIT,
    AS_JSON,
)
def find(call: Call, *, words: Sequence[str], state: str | None, limit: int | None, as_json: bool) -> Exit:
    """Is our sheriff in it? An agency's agreements and history, by its name, county or town.

    Says what an agency holds, had or applied for, and what happened to it; or that it is not on ICE's list, nor on any
    that the bot has, with names that are near and what the county's other agencies hold. A state alone gives its
    figures and agencies.
    """
    from bot.reports.forms import json_text
    from bot.reports.search import finding_document, found
    from notifiers.console.text import answer_text
    from notifiers.language.english import ENGLISH
    from notifiers.search.compose import answer
    from watchers.search.question import asked

    question = asked(" ".join(words), state)
    if not question.words and question.state is None:
        return fail("Name an agency, a county, a town or a state: watch287g find boone county MO", Exit.USAGE)
    config = call.config()
    with recorded(config) as store:
        finding = found(store, question)
    if as_json:
        say(json_text(finding_document(finding, most=limit)))
        return Exit.FINE
    most = _USUAL if limit is None else limit
    width = min(shutil.get_terminal_size().columns, _WIDEST) if sys.stdout.isatty() else _WIDEST
    say(answer_text(answer(finding, config.watch.zone, ENGLISH, most=most), width=width))
    if limit is None and len(finding.agencies) > most:
        say(f"All of them: --limit {len(finding.agencies)}")
    return Exit.FINE
