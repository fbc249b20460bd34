"""English: each room's words under its name, and what all texts share."""

from notifiers.language.english import terms
from notifiers.language.english.search import SearchWords
from notifiers.language.english.slack import SlackWords
from notifiers.text import ap_style
from notifiers.text.tongue import Tongue
from watchers.names import places


class English:
    """What is said in English, in the Associated Press's style."""

    tongue = Tongue.ENGLISH
    search = SearchWords()
    slack = SlackWords()

    day = staticmethod(ap_style.day)
    state_name = staticmethod(places.state_name)
    listing = staticmethod(ap_style.listing)
    short_model = staticmethod(terms.short_model)
    model_words = staticmethod(terms.model_words)
    agency_kind = staticmethod(terms.agency_kind)
    level = staticmethod(terms.level)
    county_of = staticmethod(terms.county_of)


ENGLISH = English()
