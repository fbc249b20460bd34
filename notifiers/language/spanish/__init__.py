"""Spanish: each room's words under its name, and what all texts share. docs/glossary-es.md fixes the terms."""

from notifiers.language.spanish import style, terms
from notifiers.language.spanish.digest import DigestWords
from notifiers.language.spanish.documents import DocumentWords
from notifiers.language.spanish.grounds import rule
from notifiers.language.spanish.headlines import HeadlineWords
from notifiers.language.spanish.mail import MailWords
from notifiers.language.spanish.notes import NoteWords
from notifiers.language.spanish.notices import NoticeWords
from notifiers.language.spanish.proof import ProofWords
from notifiers.language.spanish.quotes import QuoteWords
from notifiers.language.spanish.search import SearchWords
from notifiers.language.spanish.site import SiteWords
from notifiers.language.spanish.slack import SlackWords
from notifiers.language.spanish.story import StoryWords
from notifiers.text.tongue import Tongue


class Spanish:
    """What is said in Spanish, for Spanish-language newsrooms of the United States."""

    tongue = Tongue.SPANISH
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

    day = staticmethod(style.day)
    clock = staticmethod(style.clock)
    short_agency = staticmethod(style.short_agency)
    state_name = staticmethod(style.state_name)
    state_order = staticmethod(style.state_order)
    listing = staticmethod(style.listing)
    models = staticmethod(terms.models)
    kind_heading = staticmethod(terms.kind_heading)
    short_model = staticmethod(terms.short_model)
    model_words = staticmethod(terms.model_words)
    agency_kind = staticmethod(terms.agency_kind)
    level = staticmethod(terms.level)
    county_of = staticmethod(terms.county_of)
    rule = staticmethod(rule)


SPANISH = Spanish()
