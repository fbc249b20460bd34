"""What came out at the desks, counted where it arrived, and held against an undisturbed run."""

from collections import Counter
from dataclasses import dataclass, field, fields
from typing import Any, Self

from bot.outgoing.operators import HEADLINES
from notifiers.language.english import ENGLISH
from state.outbox import Owed
from tests.doubles.slack import Post
from tests.faults.newsroom import OPERATORS, Newsroom
from watchers.model.register import Register

Key = tuple[str, ...]


@dataclass(kw_only=True)
class Arrived:
    """Messages by what makes each one itself: a post's delivery id, a file's name and channel, a mail's Message-ID.

    `slack` has Google Chat's and Mastodon's too, which tell a repeat by its id; `mail` what programs are posted, which
    have the id as a mail has. A post by a webhook, to Teams or Discord carries no id; its words stand for it, and
    `marked` are those that say that they may be repeats.
    """

    slack: Counter[Key] = field(default_factory=Counter)
    webhook: Counter[Key] = field(default_factory=Counter)
    mail: Counter[Key] = field(default_factory=Counter)
    marked: int = 0
    to_operators: int = 0

    @classmethod
    def at(cls, room: Newsroom) -> Self:
        """What the doubles of a newsroom have by now."""
        arrived = cls()
        for post in room.slack.posts:
            arrived._take(post)
        services = room.services
        for asked in (*services.google_chat.taken, *services.mastodon.taken):
            arrived.slack[(asked.query.get("requestId") or asked.headers["idempotency-key"],)] += 1
        for asked in services.program.taken:
            arrived.mail[(asked.headers["webhook-id"], "cms")] += 1
        for asked in (*services.teams.taken, *services.discord.taken):
            arrived.marked += ENGLISH.story.MAYBE_A_REPEAT in asked.body.decode()
            arrived.webhook[(asked.path[:5], _headline(asked.json))] += 1
        for mail in room.smtp.mails:
            arrived.mail[(str(mail.parsed["Message-ID"]).strip("<>").partition("@")[0], *mail.recipients)] += 1
        return arrived

    def _take(self, post: Post) -> None:
        if post.via == "webhook":
            self.marked += ENGLISH.slack.MAYBE_A_REPEAT in str(post.body)
            self.webhook[(post.text,)] += 1
        elif post.channel == OPERATORS:
            self.to_operators += HEADLINES["killed"][0] not in str(post.body)  # which is so, and said once a day
        elif post.via == "file":
            self.slack[("file", post.channel, *(str(file["name"]) for file in post.files))] += 1
        else:
            self.slack[(str(post.body["metadata"]["event_payload"]["delivery_id"]),)] += 1


def _headline(body: dict[str, Any]) -> str:
    """What a card or a message of Discord's begins with."""
    if "attachments" in body:
        return str(body["attachments"][0]["content"]["body"][0]["inlines"][0]["text"])
    return str(body["content"])


@dataclass(kw_only=True)
class Tally:
    """One or more disturbed runs against the undisturbed one. All but the first few must be 0."""

    slack_messages: int = 0
    webhook_messages: int = 0
    mails: int = 0
    mails_again_same_id: int = 0
    webhook_again_marked: int = 0
    pairs: int = 0
    missing: int = 0
    missing_pairs: int = 0
    slack_twice: int = 0
    mails_other_id: int = 0
    webhook_unmarked: int = 0
    uncalled_for: int = 0
    to_operators: int = 0
    rolls_that_differ: int = 0

    FAULTS = (
        *("missing", "missing_pairs", "slack_twice", "mails_other_id", "webhook_unmarked", "uncalled_for"),
        *("to_operators", "rolls_that_differ"),
    )

    def __add__(self, other: Self) -> Self:
        return type(self)(**{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)})

    @property
    def faults(self) -> dict[str, int]:
        """What must not be, where it is."""
        return {name: getattr(self, name) for name in self.FAULTS if getattr(self, name)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: what arrived, what the outbox says was owed, and the roll."""

    arrived: Arrived
    owed: tuple[Owed, ...]
    roll: dict[str, Any]

    @classmethod
    def of(cls, room: Newsroom) -> Self:
        """A newsroom's, at the end of its run."""
        with room.store() as store:
            return cls(arrived=Arrived.at(room), owed=tuple(store.owed()), roll=roll(store.register()))


def roll(register: Register) -> dict[str, Any]:
    """Every standing without its times, which two runs can't share, and both lists' workbooks."""
    standings = {
        s.id: (s.list, s.stand, s.agreement, s.workbook.sha256, s.missing_from, s.told)
        for s in register.standings.values()
    }
    lists = {f"{n}": (s.rows, s.seen) for n, s in enumerate((register.participating, register.pending))}
    return standings | lists


def compare(undisturbed: Outcome, disturbed: Outcome) -> Tally:
    """Hold one run against the other."""
    wanted, got = undisturbed.arrived, disturbed.arrived
    both = [(wanted.slack, got.slack), (wanted.webhook, got.webhook), (wanted.mail, got.mail)]
    webhook_again = sum((got.webhook - wanted.webhook).values())
    return Tally(
        slack_messages=got.slack.total(),
        webhook_messages=got.webhook.total(),
        mails=got.mail.total(),
        mails_again_same_id=sum(n - 1 for key, n in got.mail.items() if key in wanted.mail),
        webhook_again_marked=min(got.marked, webhook_again),
        pairs=len(_pairs(undisturbed)),
        missing=sum((a - b).total() for a, b in both),
        missing_pairs=len(_pairs(undisturbed) - _pairs(disturbed)),
        slack_twice=sum((got.slack - wanted.slack).values()),
        mails_other_id=sum(n for key, n in got.mail.items() if key not in wanted.mail),
        webhook_unmarked=max(0, webhook_again - got.marked),
        uncalled_for=sum(1 for a, b in both for key in b if key not in a),
        to_operators=got.to_operators - wanted.to_operators,  # a recorded list may have hidden rows to tell of
        rolls_that_differ=int(undisturbed.roll != disturbed.roll),
    )


def _pairs(outcome: Outcome) -> set[tuple[str, str, str]]:
    """Who heard of what: (subscription, destination, event), for messages that did arrive where arrival can be told."""
    ids = {key[0] for key in [*outcome.arrived.slack, *outcome.arrived.mail]}
    return {
        (row.subscription, row.destination, event) for row in outcome.owed if row.id in ids for event in row.event_ids
    }
