"""The parts of the config that say who hears what: [[subscription]] and [operators]."""

from zoneinfo import ZoneInfo

from bot import config_values as values
from bot.config_filters import read_kinds, read_never, read_only, read_states
from bot.config_reader import Section, Unfit, quoted
from bot.config_timing import read_timing
from bot.destinations import (
    DEFAULT_WORKSPACE,
    Destination,
    EmailDestination,
    SlackDestination,
    TerminalDestination,
    WebhookDestination,
)
from bot.settings import SlackSettings
from notifiers.digest_plan import Cadence, DigestPlan, Quiet
from notifiers.subscription import Subscription


class Addresses:
    """Reads the four keys that say where something goes, and keeps each destination once."""

    def __init__(self, slack: SlackSettings, *, has_mail: bool) -> None:
        self.found: dict[str, Destination] = {}
        self._slack = slack
        self._has_mail = has_mail

    def read(self, section: Section, *, terminal: bool = False) -> tuple[str, ...]:
        """The ids of a section's destinations, each once; `terminal` is what holds where the file doesn't say."""
        webhook = values.named_among(self._slack.webhooks, "webhook", 'Name it in [slack] with webhooks = ["…"].')
        found: list[Destination] = [TerminalDestination()] if section.flag("terminal", default=terminal) else []
        found += section.each("slack", self._slack_destination)
        found += [WebhookDestination(name=name) for name in section.each("webhook", webhook)]
        found += section.each("email", self._email_destination)
        self.found |= {destination.id: destination for destination in found}
        return tuple(dict.fromkeys(destination.id for destination in found))

    def _slack_destination(self, text: str) -> SlackDestination:
        """A channel, or one with "workspace/" in front."""
        workspace, slash, channel = text.partition("/")
        if not slash or "://" in text:
            return SlackDestination(workspace=DEFAULT_WORKSPACE, channel=values.channel(text))
        known = (DEFAULT_WORKSPACE, *self._slack.workspaces)
        mend = 'Name it in [slack] with workspaces = ["…"].'
        workspace = values.named_among(known, "workspace", mend)(workspace)
        return SlackDestination(workspace=workspace, channel=values.channel(channel))

    def _email_destination(self, text: str) -> EmailDestination:
        address = values.email_address(text)
        if not self._has_mail:
            raise Unfit(f"{quoted(address)} can't be reached: this file has no [mail] section, which names the server.")
        return EmailDestination(address=address)


def read_subscriptions(sections: list[Section], addresses: Addresses, zone: ZoneInfo) -> tuple[Subscription, ...]:
    """All subscriptions, without those whose mistakes leave nothing to hear or nowhere to go."""
    places_of_names: dict[str, int] = {}
    found: list[Subscription] = []
    for place, section in enumerate(sections, start=1):
        subscription = _subscription(section, addresses, zone)
        first = places_of_names.setdefault(subscription.name, place) if subscription.name else place
        if first != place:
            section.wrong("name", f"{quoted(subscription.name)} is taken by subscription {first} of this file.")
        found.append(subscription)
    return tuple(found)


def read_operators(section: Section | None, addresses: Addresses) -> tuple[str, ...]:
    """Where trouble is told; the terminal where the file doesn't say."""
    if section is None:
        addresses.found.setdefault("terminal", TerminalDestination())
        return ("terminal",)
    ids = addresses.read(section, terminal=True)
    if not ids:
        section.wrong("terminal", "trouble has to be told somewhere: leave it true, or add slack, webhook or email.")
    section.close()
    return ids


def _subscription(section: Section, addresses: Addresses, zone: ZoneInfo) -> Subscription:
    name = section.one("name", values.name, "")
    if name:
        section.label = f'subscription "{name}": '
    elif not section.says("name"):
        section.wrong("name", 'is missing. Write one such as name = "missouri".')
    alerts = section.flag("alerts", default=True)
    states = read_states(section)
    subscription = Subscription(
        name=name,
        states=states,
        kinds=read_kinds(section),
        destinations=_destinations(section, addresses),
        zone=section.one("zone", values.zone, zone),
        alerts=alerts,
        digest=_digest(section, alerts=alerts),
        only=read_only(section, states),
        never=read_never(section, states),
        ends=section.one("ends", values.day, None),
        timing=read_timing(section),
    )
    section.close()
    return subscription


def _digest(section: Section, *, alerts: bool) -> DigestPlan | None:
    """The four keys of the digest; those that go with another cadence, or with none, are a mistake."""
    usual = DigestPlan()
    cadence = section.one("digest", values.cadence, None)
    weekday = section.one("digest_day", values.weekday, usual.weekday)
    hour = section.number("digest_hour", default=usual.hour, low=0, high=23, whole=True, why=_HOURS)
    quiet = section.one("digest_quiet", values.one_of(Quiet), usual.quiet)
    if cadence is None:
        for key in ("digest_day", "digest_hour", "digest_quiet"):
            if section.says(key):
                section.wrong(key, 'goes with a digest. Write digest = "weekly", or take this out.')
        if not alerts:
            section.wrong("alerts", 'false leaves nothing to hear. Write digest = "weekly", or alerts = true.')
        return None
    if section.says("digest_day") and cadence is not Cadence.WEEKLY:
        ends = "every day" if cadence is Cadence.DAILY else "on the first of a month"
        section.wrong("digest_day", f'goes with digest = "weekly"; a {cadence.value} one comes {ends}. Take it out.')
    return DigestPlan(cadence=cadence, weekday=weekday, hour=int(hour), quiet=quiet)


_HOURS = "It is the hour of the day, 8 for 8 a.m. and 17 for 5 p.m."


def _destinations(section: Section, addresses: Addresses) -> tuple[str, ...]:
    ids = addresses.read(section)
    if not ids and not any(section.says(key) for key in ("slack", "webhook", "email")):
        section.wrong("terminal", "this goes nowhere. Write terminal = true, or add slack, webhook or email.")
    return ids
