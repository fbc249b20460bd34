"""The words of the verbs that set it up and look after it: `init`, `doctor`, `health`."""

from bot.command_verbs import Parser, Verbs


def add_setup_verbs(verbs: "Verbs[Parser]") -> None:
    """Add them."""
    _add_init(verbs)
    doctor = verbs.add_parser(
        "doctor",
        help="check everything that it needs, a line each, with the cure",
        description="Checks the config, secrets, state, disk, clock, ICE's page and lists, each Slack workspace and "
        "channel, each webhook and the mail server; a line each, with the cure where there is something to mend. "
        "Nothing is posted and nothing recorded.",
    )
    doctor.add_argument("--send", action="store_true", help="also send a marked test to every destination")
    doctor.add_argument("--offline", action="store_true", help="only what can be told without the network")
    health = verbs.add_parser(
        "health",
        help="whether it is alive, and sees ICE's list; for containers and cron",
        description="Whether the bot polls and sees ICE's list, how long ICE has been silent, and which destinations "
        "take no messages; a line each. Reads what the bot noted, and asks nobody.",
    )
    health.add_argument("--alive", action="store_true", help="only whether it polls: a restart can mend nothing else")


def _add_init(verbs: "Verbs[Parser]") -> None:
    init = verbs.add_parser(
        "init",
        help="write a config: asks, or takes flags",
        description="Writes a commented config.toml for one desk, and puts secrets that you type into files that only "
        "you can read. Asks for what no flag gives; with --yes it asks nothing. Never overwrites a config of yours.",
    )
    init.add_argument("--yes", action="store_true", help="ask nothing: flags, and the usual for the rest")
    init.add_argument("--state", action="append", metavar="STATE", help="watch it, by code or name; repeatable")
    init.add_argument("--all-states", action="store_true", help="watch every state")
    init.add_argument("--name", metavar="NAME", help="the first subscription's name (default: from its states)")
    init.add_argument("--slack", action="append", metavar="CHANNEL", help="#channel or id; repeatable")
    init.add_argument("--webhook", action="append", metavar="NAME", help="a name for an incoming webhook; repeatable")
    init.add_argument("--email", action="append", metavar="ADDRESS", help="an inbox; repeatable")
    init.add_argument(
        "--terminal", action="store_true", help="print the news where the bot runs (default: if no other)"
    )
    init.add_argument(
        "--operator",
        action="append",
        metavar="WHO",
        help="who hears of trouble: inbox, #channel or webhook; repeatable",
    )
    init.add_argument(
        "--digest", metavar="HOW_OFTEN", help="weekly, daily, monthly, none (default: none to a terminal, else weekly)"
    )
    init.add_argument("--mail-host", metavar="HOST", help="the server that takes mails")
    init.add_argument("--mail-security", metavar="KIND", help="starttls, tls or plain (default: by the port)")
    init.add_argument("--mail-port", metavar="PORT", help="default: 587, 465 or 25, by the security")
    init.add_argument("--mail-user", metavar="USER", help="the login, or none (default: the sender)")
    init.add_argument("--sender", metavar="ADDRESS", help="the address that mails come from")
    init.add_argument("--contact", metavar="ADDRESS", help="a mail or web address for ICE's web people")
    init.add_argument("--zone", metavar="ZONE", help="such as America/Denver (default: this machine's, or by state)")
    init.add_argument("--folder", metavar="FOLDER", help="where the bot keeps its state (default: var)")
