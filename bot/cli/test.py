"""`test`: a marked sample to every destination of a subscription."""

from collections.abc import Sequence
from datetime import UTC, datetime

from bot.cli.parser import Call, Parser, Verbs, add_verb
from bot.config.model import Config
from bot.exits import Exit
from bot.terminal import say, write


def add(verbs: "Verbs[Parser]") -> None:
    """Describe it."""
    parser = add_verb(
        verbs,
        "test",
        test,
        "send a marked sample to a subscription's destinations",
        "Sends a sample, marked as a test, to every destination of a subscription, and says of each one whether it "
        "took it, and what to do where it didn't. Where a destination was paused and takes it, what waits there is "
        "sent too.",
    )
    parser.add_argument("name", metavar="NAME", help="a subscription's name, or “operators”")


def test(call: Call, *, name: str) -> Exit:
    """Send the sample; where a destination was paused and takes it, what waits there too."""
    from bot.config.lookup import known
    from bot.outgoing.channels import Channels
    from bot.outgoing.sample import sample_story, send_sample

    config = call.config()
    subscription = known(name, config, operators=True)
    story = sample_story(subscription, config, at=datetime.now(UTC))
    channels = Channels(config, call.environ, write=write, now=lambda: datetime.now(UTC))
    results = []
    for result in send_sample(story, subscription, config, channels):
        say(result.sentence)
        results.append(result)
    channels.close()
    _resume([r.destination for r in results if r.arrived], config, call)
    return Exit.FINE if all(r.arrived for r in results) else Exit.UNDELIVERED


def _resume(destinations: Sequence[str], config: Config, call: Call) -> None:
    """Send what waits at destinations that were paused, now that they take messages again."""
    from state.entries import Pause
    from state.store import read_store

    with read_store(config.watch.folder) as store:
        mended = [id_ for id_ in destinations if id_ in store.entries(Pause)]
    if mended:
        places = " and ".join(config.destinations[id_].words for id_ in mended)
        say(f"{places} was paused; what waits there is sent now.")
        call.order("outbox resume", *mended)
