"""English: each room's words under its name, and what all texts share."""

from notifiers.language.english import terms
from notifiers.language.english.digest import DigestWords
from notifiers.language.english.documents import DocumentWords
from notifiers.language.english.headlines import HeadlineWords
from notifiers.language.english.mail import MailWords
from notifiers.language.english.notes import NoteWords
from notifiers.language.english.notices import NoticeWords
from notifiers.language.english.proof import ProofWords
from notifiers.language.english.quotes import QuoteWords
from notifiers.language.english.search import SearchWords
from notifiers.language.english.site import SiteWords
from notifiers.language.english.slack import SlackWords
from notifiers.language.english.story import StoryWords
from notifiers.text import ap_style
from notifiers.text.tongue import Tongue
from watchers.names.places import state_name as name_of_state


class English:
    """What is said in English, in the Associated Press's style."""

    tongue = Tongue.ENGLISH
    story = StoryWords()
    headlines = HeadlineWords()
    notes = NoteWords()
    documents = DocumentWords()
    quotes = QuoteWords()
    mail = MailWords()
    digest = DigestWords()
    proof = ProofWords()
    notices = NoticeWords()
    search = SearchWords()
    site = SiteWords()
    slack = SlackWords()

    day = staticmethod(ap_style.day)
    clock = staticmethod(ap_style.clock)
    short_agency = staticmethod(ap_style.short_agency)
    state_name = staticmethod(name_of_state)
    state_order = staticmethod(name_of_state)
    listing = staticmethod(ap_style.listing)
    models = staticmethod(terms.models)
    kind_heading = staticmethod(terms.kind_heading)
    short_model = staticmethod(terms.short_model)
    model_words = staticmethod(terms.model_words)
    agency_kind = staticmethod(terms.agency_kind)
    level = staticmethod(terms.level)
    county_of = staticmethod(terms.county_of)

    def rule(self, because: str) -> str:
        """Why an event is taken for what it is; it is recorded in English."""
        return because


ENGLISH = English()
