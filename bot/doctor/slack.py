"""Slack: each workspace's token and permissions, each channel, each webhook. Nothing is posted."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import assert_never

from bot.config.destinations import DEFAULT_WORKSPACE, SlackDestination, WebhookDestination
from bot.doctor.exam import PATIENCE, Family, Patient
from bot.doctor.finding import Finding, fail, failed, ok, warn
from bot.doctor.secret_places import wrong_secrets
from bot.outgoing.channels import secret_asker
from notifiers.delivery import DeliveryError, Retry
from notifiers.slack.channel import SCOPES
from notifiers.slack.probe import Identity, Seat, SlackProbe, check_webhook

_POST = "chat:write"
_REINSTALL = (
    "At api.slack.com/apps, in the app's settings, put notifiers/slack/app-manifest.yaml in under App Manifest, and "
    "reinstall the app to the workspace. If its token is another one then, put that where the old one is."
)


def slack_families(patient: Patient) -> Iterator[Family]:
    """One for each workspace, and one for each webhook; those whose secret is missing or wrong have had their line."""
    wrong = wrong_secrets(patient)
    workspaces: dict[str, list[SlackDestination]] = {}
    for destination in patient.config.destinations.values():
        if isinstance(destination, SlackDestination) and destination.secret not in wrong:
            workspaces.setdefault(destination.workspace, []).append(destination)
    for name, channels in workspaces.items():
        yield Family(about=f"Slack workspace {name}", check=partial(_workspace, name, channels, patient))
    for destination in patient.config.destinations.values():
        if isinstance(destination, WebhookDestination) and destination.secret not in wrong:
            yield Family(about=destination.words, check=partial(_webhook, destination, patient))


def _workspace(name: str, channels: list[SlackDestination], patient: Patient) -> Iterator[Finding]:
    what = "Slack" if name == DEFAULT_WORKSPACE else f"Slack {name}"
    probe = SlackProbe(
        token=secret_asker(channels[0].secret, patient.secrets),
        where=channels[0].secret,
        base_url=patient.config.slack.api or "https://slack.com/api/",
        timeout=PATIENCE,
    )
    try:
        identity = probe.identity()
    except DeliveryError as error:
        yield _refused(what, error)
        return
    yield ok(what, f"the token is @{identity.bot}'s, in the workspace {identity.workspace}")
    yield from _permissions(what, identity)
    for channel in channels:
        try:
            yield _seated(channel, probe.seat(channel.channel), identity)
        except DeliveryError as error:
            yield _refused(channel.words, error)
            if error.retry is Retry.LATER:  # no answer, or too many questions: the next would fare no better
                return


def _permissions(what: str, identity: Identity) -> Iterator[Finding]:
    if identity.scopes is None:
        yield warn(what, "Slack doesn't say what the token may do", "`watch287g doctor --send` tries it.")
        return
    missing = [scope for scope in SCOPES if scope not in identity.scopes]
    if not missing:
        yield ok(what, f"the token may do all that is needed ({', '.join(SCOPES)})")
        return
    words = ", ".join(f"{scope} ({SCOPES[scope]})" for scope in missing)
    mark: Callable[[str, str, str], Finding] = fail if _POST in missing else warn
    yield mark(what, f"the token lacks {words}", _REINSTALL)


def _seated(channel: SlackDestination, seat: Seat, identity: Identity) -> Finding:
    """How the bot stands to a channel, and what to do about it."""
    invite = f"In Slack, in that channel: /invite @{identity.bot}"
    match seat:
        case Seat.MEMBER:
            return ok(channel.words, f"@{identity.bot} is in the channel")
        case Seat.OUTSIDE:
            return fail(channel.words, f"@{identity.bot} is not in the channel, and can't post there", invite)
        case Seat.ARCHIVED:
            return fail(
                channel.words, "the channel is archived", "Unarchive it in Slack, or name another in the config."
            )
        case Seat.NOWHERE:
            found = "there is no such channel, or it is private and the bot isn't in it"
            return fail(channel.words, found, f"Check the id in the config. If it is private: {_lower(invite)}")
        case Seat.UNLISTED:
            found = "no public channel has this name; a private one can't be looked up by its name"
            cure = (
                "Check the name. For a private channel write its id into the config: it stands at the end of the "
                f"channel's details in Slack. {invite}. Or see whether `watch287g doctor --send` arrives there."
            )
            return warn(channel.words, found, cure)
        case Seat.UNTOLD:
            return warn(channel.words, "the token may not look there, so nobody can tell", _REINSTALL)
        case _:
            assert_never(seat)


def _webhook(destination: WebhookDestination, patient: Patient) -> Iterator[Finding]:
    try:
        url = secret_asker(destination.secret, patient.secrets)()
        check_webhook(url, name=destination.name, timeout=PATIENCE)
    except DeliveryError as error:
        yield _refused(destination.words, error)
    else:
        yield ok(destination.words, "alive: it refused an empty message, as a living one does; nothing was posted")


def _refused(what: str, error: DeliveryError) -> Finding:
    """Without Slack's name and the place's, which the line begins with."""
    sentence = str(error)
    said = sentence.partition(": ")[2] if sentence.startswith("Slack, ") else sentence
    return failed(what, said, "Run `watch287g doctor` again in a while.")


def _lower(sentence: str) -> str:
    return sentence[0].lower() + sentence[1:]
