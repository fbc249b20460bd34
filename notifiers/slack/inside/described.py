"""A channel's subscription as labels with their words."""

from collections.abc import Iterator
from datetime import datetime

from notifiers.language.language import Language
from notifiers.subscriptions.filters import Choice, county_printed
from notifiers.subscriptions.model import SETTLED_AS, Subscription
from notifiers.subscriptions.timing import is_paused
from watchers.model.event import EventKind


def rows_of(s: Subscription, at: datetime, language: Language) -> Iterator[tuple[str, str]]:
    """A subscription as labels with their words, in reading order; `at` is now."""
    words = language.slack
    yield words.WHERE, places_of(s, language)
    if narrowed := [*_narrowed(s.only, language)]:
        yield words.ONLY, "; ".join(narrowed)
    if never := [*_narrowed(s.never, language)]:
        yield words.NEVER, "; ".join(never)
    if s.alerts:
        yield words.COMES, " · ".join(_coming(s, language))
        if missing := [words.KINDS[kind] for kind in EventKind if kind not in s.kinds]:
            yield words.COMES_NOT, " · ".join(missing)
        yield words.WHEN, words.when(s.timing)
    yield words.DIGEST, words.digest(s.digest, s.zone, at)
    if s.timing.paused_until is not None and is_paused(s.timing, s.zone, at):
        yield words.PAUSED, words.until(s.timing.paused_until, at.astimezone(s.zone).date())


def places_of(s: Subscription, language: Language) -> str:
    """The states, in words."""
    return language.slack.places(s.states, s.never.states)


def _narrowed(choice: Choice, language: Language) -> Iterator[str]:
    parts = (
        [language.county_of(county_printed(county), county[0]) for county in sorted(choice.counties)],
        [name.title() for name in sorted(choice.agencies)],
        [language.model_words(model) for model in sorted(choice.models)],
        [language.level(level) for level in sorted(choice.levels)],
        [language.agency_kind(kind) for kind in sorted(choice.agency_kinds)],
    )
    return (language.listing(part) for part in parts if part)


def _coming(s: Subscription, language: Language) -> list[str]:
    beside = {EventKind.POSSIBLY_RENAMED} if s.kinds & SETTLED_AS else set()
    said = [language.slack.KINDS[kind] for kind in EventKind if kind in s.kinds - beside]
    return said + [language.slack.also(kind) for kind in sorted(beside & s.kinds)]
