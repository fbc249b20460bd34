"""The languages that readers can be told in, and what is asked of one."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeAlias, assert_never

from notifiers.language.english import ENGLISH
from notifiers.text.tongue import Tongue

if TYPE_CHECKING:
    from notifiers.language import english, spanish

Language: TypeAlias = "english.English | spanish.Spanish"
"""What renderers call. Whatever they ask of it, each of these has to have, taking the same and giving the same kind of
thing: mypy says at the call which language lacks it. So no list of sentences stands beside the sentences."""

DigestWords: TypeAlias = "english.digest.DigestWords | spanish.digest.DigestWords"
DocumentWords: TypeAlias = "english.documents.DocumentWords | spanish.documents.DocumentWords"
HeadlineWords: TypeAlias = "english.headlines.HeadlineWords | spanish.headlines.HeadlineWords"
StoryWords: TypeAlias = "english.story.StoryWords | spanish.story.StoryWords"
SiteWords: TypeAlias = "english.site.SiteWords | spanish.site.SiteWords"
SlackWords: TypeAlias = "english.slack.SlackWords | spanish.slack.SlackWords"

LANGUAGE = "language"
"""The key of a payload that says what it is written in, where that is not English."""


def language_of_payload(payload: Mapping[str, Any]) -> Language:
    """What a message is written in, for what its channel has to add."""
    return language_of(Tongue(payload.get(LANGUAGE, Tongue.ENGLISH)))


def marked(payloads: Iterable[dict[str, Any]], tongue: Tongue) -> list[dict[str, Any]]:
    """The payloads with what they are written in, where that is not English."""
    mark = {} if tongue is Tongue.ENGLISH else {LANGUAGE: tongue.value}
    return [{**payload, **mark} for payload in payloads]


def language_of(tongue: Tongue) -> Language:
    """The words of a language."""
    match tongue:
        case Tongue.ENGLISH:
            return ENGLISH
        case Tongue.SPANISH:
            from notifiers.language.spanish import SPANISH  # where a desk reads it

            return SPANISH
        case _:
            assert_never(tongue)
