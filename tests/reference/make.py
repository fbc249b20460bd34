"""`make reference` writes docs/reference.md and docs/messages.md from the code; a test holds the pages against it."""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.cli.main import parser
from bot.config.credentials import HEARTBEAT
from bot.config.destinations import AFAR
from bot.config.state import PASSWORD
from bot.exits import EXITS
from bot.reports.events import event_document
from bot.service.metrics import figures
from bot.terminal import say
from notifiers.language.english.terms import kind_heading
from state.files.last_poll import LastPoll
from state.store import open_store
from tests.factories import NOON, event
from tests.reference import messages
from tests.reference.config_keys import Key, explained, keys_asked_for
from watchers.model.event import MEANINGS, EventKind

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"

_SECTIONS = {
    "watch": "[watch]",
    "subscription": "[[subscription]]",
    "slack": "[slack]",
    "mail": "[mail]",
    "mastodon": "[mastodon]",
    "apprise": "[apprise]",
    "http": "[http]",
    "network": "[network]",
    "operators": "[operators]",
    "second_look": "[second_look]",
    "documents": "[documents]",
    "state": "[state]",
    "health": "[health]",
}
_UNSAID = {  # keys that the shipped file names in a comment of another one
    ("slack", "api"): "Only for rehearsals: a stand-in for Slack on this machine.",
    ("mail", "token_command"): "A program and its arguments, which prints the token of `xoauth2`; no shell.",
    ("subscription", "webhook"): "Incoming webhooks, by their names in [slack].",
    ("operators", "terminal"): "Who hears of trouble. The error output, whatever else is named, unless false.",
    **{("operators", key): "As in a subscription." for key in AFAR},
    ("subscription", "not_states"): 'Leaves these states out of "all".',
    **{("subscription", f"not_{key}"): f"As `{key}`, to leave out." for key in (
        "kinds", "counties", "agencies", "models", "levels", "agency_kinds"
    )},
}  # fmt: skip


def page() -> str:
    """The whole page."""
    return "\n".join([*_head(), *_config(), *_secrets(), *_commands(), *_events(), *_exits(), *_metrics()]) + "\n"


def _head() -> Iterator[str]:
    yield "# Reference"
    yield ""
    yield "Made from the code by `make reference`; a test holds it against the code."
    yield ""
    yield "[Config](#config) · [Secrets](#secrets) · [Commands](#commands) · [Events](#events) ·"
    yield "[Exit statuses](#exit-statuses) · [Figures for Prometheus](#figures-for-prometheus)"


def _config() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        keys = keys_asked_for(Path(folder))
    said = explained()
    yield ""
    yield "## Config"
    yield ""
    yield "The words are those of the shipped [config.toml](../config.toml). A key without goes with the one above it."
    for section, heading in _SECTIONS.items():
        yield ""
        yield f"### `{heading}`"
        yield ""
        yield "| key | takes | if left out | |"
        yield "|---|---|---|---|"
        for key in keys:
            if key.section == section:
                words = _UNSAID.get((section, key.name)) or said.get((section, key.name), "")
                yield _row(key, words)


def _row(key: Key, words: str) -> str:
    usual = f"`{key.usual}`" if key.usual else ""
    return f"| `{key.name}` | {key.takes} | {usual} | {words.replace('|', '·')} |"


def _secrets() -> Iterator[str]:
    yield ""
    yield "## Secrets"
    yield ""
    yield "Each is looked for under its NAME, in this order: the environment; the file that NAME_FILE names; systemd's"
    yield "credentials; the file `secrets/NAME` beside the config; `/run/secrets/NAME`."
    yield ""
    yield "| secret | for |"
    yield "|---|---|"
    yield "| `SLACK_BOT_TOKEN` | the Slack workspace; `SLACK_BOT_TOKEN_PLAINS_DESK` for one named plains-desk |"
    yield "| `SLACK_APP_TOKEN` | hearing `/287g` there; `SLACK_APP_TOKEN_PLAINS_DESK` for that one |"
    yield "| `SLACK_WEBHOOK_TIPS` | the address of the incoming webhook named tips |"
    yield "| `TEAMS_WEBHOOK_NEWSROOM` | the address of the workflow named newsroom |"
    yield "| `DISCORD_WEBHOOK_NEWSROOM`, `GOOGLE_CHAT_WEBHOOK_NEWSROOM` | the address of the webhook named newsroom |"
    yield "| `MASTODON_TOKEN_WATCH287G_NEWSIE_SOCIAL` | the token of watch287g@newsie.social |"
    yield "| `APPRISE_URL_TELEGRAM` | the address of the place named telegram, as Apprise writes it |"
    yield "| `HTTP_URL_CMS`, `HTTP_SECRET_CMS` | the address of the program named cms, and the key that signs for it |"
    yield "| `SMTP_PASSWORD` | the mail server's login |"
    yield '| `SMTP_TOKEN` | the same with `login = "xoauth2"`, unless `token_command` prints it |'
    yield f"| `{HEARTBEAT}` | the address of the heartbeat |"
    yield f"| `{PASSWORD}` | the database's user, where that needs a password |"


def _commands() -> Iterator[str]:
    top = parser()
    yield ""
    yield "## Commands"
    yield ""
    yield from _options(top)
    for name, verb in _verbs(top):
        yield from _command(f"watch287g {name}", verb)


def _command(name: str, verb: argparse.ArgumentParser) -> Iterator[str]:
    yield ""
    yield f"### `{name}`"
    yield ""
    yield verb.description or ""
    options = list(_options(verb))
    if options:
        yield ""
        yield from options
    for way, each in _verbs(verb):
        yield from _command(f"{name} {way}", each)


def _verbs(of: argparse.ArgumentParser) -> list[tuple[str, argparse.ArgumentParser]]:
    found = [a for a in of._actions if isinstance(a, argparse._SubParsersAction)]
    return [pair for action in found for pair in action.choices.items()]


def _options(of: argparse.ArgumentParser) -> Iterator[str]:
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction | argparse._HelpAction) or action.help == argparse.SUPPRESS:
            continue
        choices = "|".join(map(str, action.choices or ()))
        shown = ", ".join(action.option_strings) or str(action.metavar or choices or action.dest)
        value = ""
        if action.option_strings and action.nargs != 0:
            value = f" {action.metavar or choices or action.dest.upper()}"
        words = (action.help or "") % {"default": action.default, "prog": of.prog}
        yield f"- `{shown}{value}`: {words}"


def _events() -> Iterator[str]:
    yield ""
    yield "## Events"
    yield ""
    yield "| kind | reads as | means |"
    yield "|---|---|---|"
    for kind in EventKind:
        yield f"| `{kind.value}` | {kind_heading(kind)} | {MEANINGS[kind]} |"
    yield ""
    yield "What `events --format jsonl` and `export events` print of each, a line an event; times in UTC:"
    yield ""
    yield ", ".join(f"`{name}`" for name in event_document(event())) + "."


def _exits() -> Iterator[str]:
    yield ""
    yield "## Exit statuses"
    yield ""
    yield "| status | means |"
    yield "|---:|---|"
    for status, words in EXITS.items():
        yield f"| {status.value} | {words} |"


def _metrics() -> Iterator[str]:
    yield ""
    yield "## Figures for Prometheus"
    yield ""
    yield "With `metrics_port` or `metrics_file` in `[health]`. All are gauges; times are seconds since 1970."
    yield ""
    yield "| figure | label | |"
    yield "|---|---|---|"
    last_poll = LastPoll(at=NOON, outcome="", polls=1, good=1, failed=0, last_good=NOON)
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder), holder="the reference") as store:
        for figure in figures(store, last_poll):
            yield f"| `watch287g_{figure.name}` | {figure.label and f'`{figure.label}`'} | {figure.words} |"


def main() -> int:
    """Write the pages."""
    for file, text in ((PAGE, page()), (messages.PAGE, messages.messages())):
        file.write_text(text, "utf-8")
        say(f"{file.relative_to(file.parents[1])} is written.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
