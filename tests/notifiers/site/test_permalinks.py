from notifiers.language.english import ENGLISH
from notifiers.site.addresses import event_page
from notifiers.site.permalinks import linked
from notifiers.story.model import Link
from tests.factories import event
from tests.notifiers.stories import told


def test_each_item_leads_to_the_page_of_its_event() -> None:
    before = told(event()).sections
    (section,) = linked(before, "https://record.example.org/287g", ENGLISH)
    address = f"https://record.example.org/287g/{event_page(event().id)}"
    assert section.items[0].links == (*before[0].items[0].links, Link(text="evidence", url=address))


def test_without_a_site_nothing_is_added() -> None:
    before = told(event()).sections
    assert linked(before, None, ENGLISH) == before
