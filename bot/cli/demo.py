"""`demo`: what a desk would get, on a rehearsal of ICE's page."""

from pathlib import Path

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.exits import Exit
from bot.terminal import write


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "demo",
        demo,
        "see what a desk would get, on a rehearsal of ICE's page",
        "Runs the same code against a small rehearsal of ICE's page on this machine, built from known facts of 2025. "
        "Prints the alerts and writes an email and a Slack message to look at. Nothing is sent.",
    )
    parser.add_argument(
        "--folder", type=Path, default=Path("demo-output"), help="where the files go (default: %(default)s)"
    )


def demo(call: Call, *, folder: Path) -> Exit:
    """The rehearsal."""
    from bot.demo.run import demo

    demo(folder, write=write, program=call.program())
    return Exit.FINE
