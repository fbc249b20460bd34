"""How we know: what a digest says of the checks, the lists, and what it could not see, line by line."""

from zoneinfo import ZoneInfo

from notifiers.digest.model import Proof
from notifiers.language.language import Language


def how_we_know(proof: Proof, zone: ZoneInfo, year: int, language: Language) -> list[str]:
    """The lines of proof, each a sentence or two. `year` is that of the period: others are printed."""
    words, pending = language.proof, proof.pending
    lines = [
        words.checks(proof.polls, proof.failed),
        words.looks_next(proof.next_look, zone, year),
        words.ends(proof.seen_until, zone, year),
        words.lists(proof.lists, proof.newest_seen, zone, year),
        words.pending(pending.agreements, pending.since, pending.absent_since, zone, year)
        if pending is not None
        else words.no_pending_list(),
    ]
    lines += [words.held(at, why, zone, year) for at, why in proof.held]
    if proof.stated is not None and proof.rows is not None:
        lines.append(words.stated(proof.stated.agreements, proof.stated.as_of or "", proof.rows))
    lines += [words.undelivered(entry.messages, entry.where, entry.since, zone, year) for entry in proof.undelivered]
    return [line for line in lines if line]
