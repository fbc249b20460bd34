"""Spanish: each room's words under its name, and what all texts share. docs/glossary-es.md fixes the terms."""

from notifiers.language.spanish import style, terms
from notifiers.language.spanish.search import SearchWords
from notifiers.language.spanish.slack import SlackWords
from notifiers.text.tongue import Tongue


class Spanish:
    """What is said in Spanish, for Spanish-language newsrooms of the United States."""

    tongue = Tongue.SPANISH
    search = SearchWords()
    slack = SlackWords()

    day = staticmethod(style.day)
    state_name = staticmethod(style.state_name)
    listing = staticmethod(style.listing)
    short_model = staticmethod(terms.short_model)
    model_words = staticmethod(terms.model_words)
    agency_kind = staticmethod(terms.agency_kind)
    level = staticmethod(terms.level)
    county_of = staticmethod(terms.county_of)


SPANISH = Spanish()
