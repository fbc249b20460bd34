import threading
from base64 import b64encode
from collections.abc import Callable
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from bot.documents import job
from state.files.kept import DocumentArchive
from tests.bot.documents.desk import DOCS, FETCHING, PETTIS, WEBSTER, Archivist, read_here, said, with_moa
from tests.bot.newsroom import KANSAS
from tests.pdfs import Form, Party, Sheet, agreement, pdf
from watchers.documents import reader
from watchers.model.agreement import Model
from watchers.model.document import Doubt, Layer, Reading, SaidDay

THIRD = pdf(Sheet(lines=[(72, 700, "Third")]))
SENDER = 'sender = "alerts@example.org"\n'
PLACES = ("slack", "webhook", "email")
ONE, OTHER = pdf(Sheet(lines=[(72, 700, "One")])), pdf(Sheet(lines=[(72, 700, "Other")]))


@pytest.fixture
def bot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Archivist:
    """A bot with two rows of which one links a document; what it reads is made up, in no process of its own."""

    def read(content: bytes) -> Reading:
        return Reading(reader=1, pages=1, unreadable="" if content.endswith(b"%%EOF\n") else "It is damaged.")

    monkeypatch.setattr(job, "read_document", read)
    monkeypatch.setattr(job, "differing_pages", lambda *_: (1,))
    bot = Archivist(tmp_path)
    bot.library.files["webster.pdf"] = ONE
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS)
    return bot


def test_what_was_linked_when_fetching_began_is_kept_and_no_news(bot: Archivist) -> None:
    assert bot.steps() == 1
    (kept,) = bot.kept()
    assert kept.sha256 == sha256(ONE).hexdigest()
    assert DocumentArchive(bot.config.watch.folder).read(kept.sha256) == ONE
    assert bot.events() == []


def test_nothing_is_fetched_without_the_wish(tmp_path: Path) -> None:
    bot = Archivist(tmp_path, FETCHING.replace("fetch = true", "fetch = false"))
    bot.sees(with_moa(WEBSTER, "webster.pdf"))
    assert bot.steps() == 0
    assert bot.library.asked == []


def test_a_document_that_is_linked_later_is_posted_and_told_to_nobody_who_did_not_ask(bot: Archivist) -> None:
    bot.steps()
    bot.library.files["pettis.pdf"] = OTHER
    bot.sees(with_moa(WEBSTER, "webster.pdf"), with_moa(PETTIS, "pettis.pdf"))
    told = len(bot.news())
    bot.steps()
    assert said(bot.events()) == [("document_posted", "Pettis")]
    assert len(bot.news()) == told


def test_other_bytes_at_the_same_address_are_told(bot: Archivist) -> None:
    bot.steps()
    bot.library.files["webster.pdf"] = OTHER
    (event,) = bot.days(7)
    assert said([event]) == [("document_replaced", "Webster")]
    assert event.document is not None
    assert (event.document.before, event.document.sha256) == (sha256(ONE).hexdigest(), sha256(OTHER).hexdigest())
    assert event.document.differing == (1,)
    assert "ICE replaced the document of its agreement with Webster" in bot.news()[-1]
    assert len(bot.kept()) == 2


def test_another_address_with_the_same_bytes_is_no_news_and_with_others_a_replacement(bot: Archivist) -> None:
    bot.steps()
    bot.library.files.update({"moved.pdf": ONE, "other.pdf": OTHER})
    bot.sees(with_moa(WEBSTER, "moved.pdf"), PETTIS)
    bot.steps()
    assert bot.events() == []
    bot.sees(with_moa(WEBSTER, "other.pdf"), PETTIS)
    bot.steps()
    (event,) = bot.events()
    assert said([event]) == [("document_replaced", "Webster")]
    assert event.document is not None
    assert event.document.before_url == f"{DOCS}moved.pdf"


def test_a_row_that_goes_back_to_an_address_that_is_kept_is_told_at_once(bot: Archivist) -> None:
    bot.library.files["other.pdf"] = OTHER
    bot.steps()
    bot.sees(with_moa(WEBSTER, "other.pdf"), PETTIS)
    bot.steps()
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS)
    bot.steps()
    assert said(bot.events()) == [("document_replaced", "Webster")] * 2


@pytest.mark.parametrize(
    "gone", [lambda _: httpx.Response(404), lambda _: httpx.Response(200, html="<html><title>Not found</title>")]
)
def test_an_address_that_leads_nowhere_is_told_at_the_second_look_and_our_copy_remains(
    bot: Archivist, gone: Callable[[httpx.Request], httpx.Response]
) -> None:
    bot.steps()
    bot.library.files["webster.pdf"] = gone
    assert bot.days(7) == []
    (event,) = bot.days(1)
    assert said([event]) == [("document_removed", "Webster")]
    assert "ICE took away the document" in bot.news()[-1]
    assert "We keep the last copy." in " ".join(bot.news()[-1].split())
    assert DocumentArchive(bot.config.watch.folder).has(sha256(ONE).hexdigest())
    bot.library.files["webster.pdf"] = ONE
    back = bot.days(8)[-1]
    assert said([back]) == [("document_posted", "Webster")]
    assert back.corrects == (event.id,)
    assert "Correction" in bot.news()[-1]


def test_a_link_that_a_row_has_lost_is_told_at_the_second_look(bot: Archivist) -> None:
    bot.steps()
    bot.sees(WEBSTER, PETTIS)
    bot.steps()
    assert bot.events() == []
    bot.sees(WEBSTER, PETTIS, *KANSAS, after=timedelta(hours=30))
    bot.steps()
    assert said(bot.events()) == [("document_removed", "Webster")]
    assert len(bot.days(9)) == 1


def test_a_row_that_leaves_the_list_says_nothing_of_its_document(bot: Archivist) -> None:
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS, *KANSAS)
    bot.steps()
    bot.sees(PETTIS, *KANSAS)
    bot.sees(PETTIS, *KANSAS[1:], after=timedelta(hours=30))
    bot.steps()
    assert bot.events() == []
    asked = len(bot.library.asked)
    bot.days(9)
    assert len(bot.library.asked) == asked


def test_one_document_of_two_rows_of_an_agency_is_kept_once_and_told_once(bot: Archivist) -> None:
    jail = (*WEBSTER[:4], "Jail Enforcement Model", *WEBSTER[5:])
    bot.sees(with_moa(WEBSTER, "webster.pdf"), with_moa(jail, "webster.pdf"), PETTIS)
    bot.steps()
    bot.library.files["webster.pdf"] = OTHER
    assert said(bot.days(7)) == [("document_replaced", "Webster")]
    assert len(bot.kept()) == 2


def test_documents_are_asked_for_conditionally(bot: Archivist) -> None:
    bot.steps()
    bot.days(21)
    assert bot.library.asked.count("webster.pdf") == 4
    assert bot.library.whole == ["webster.pdf"]


def test_the_days_requests_are_counted_and_no_more_are_made(bot: Archivist) -> None:
    names = [f"{n}.pdf" for n in range(7)]
    bot.library.files.update(dict.fromkeys(names, ONE))
    rows = [with_moa((*WEBSTER[:1], f"{name} Police Department", *WEBSTER[2:]), name) for name in names]
    bot.sees(*rows)
    bot.rules(a_day=3)
    assert bot.steps() == 3
    assert bot.steps() == 0
    bot.at += timedelta(days=1)
    assert bot.steps() == 3
    assert len(bot.kept()) == 1  # each distinct document once


def test_a_server_that_sends_us_away_is_left_alone_as_long_as_it_says(bot: Archivist) -> None:
    bot.library.files["webster.pdf"] = lambda _: httpx.Response(429, headers={"Retry-After": "7200"})
    assert bot.steps() == 1
    at = bot.at
    fetching = bot.fetching()
    assert fetching is not None
    assert fetching.not_before is not None
    assert fetching.not_before - at >= timedelta(minutes=110)
    bot.library.files["webster.pdf"] = ONE
    assert bot.steps() == 0
    bot.at += timedelta(hours=3)
    assert bot.steps() == 1
    assert len(bot.kept()) == 1


@pytest.mark.parametrize(
    ("answer", "doubt", "words"),
    [
        (lambda _: httpx.Response(200, html="<h1>Access Denied</h1>"), Doubt.NOT_A_DOCUMENT, "a web page in place"),
        (lambda _: httpx.Response(200, content=b""), Doubt.NOT_A_DOCUMENT, "an empty file"),
        (lambda _: httpx.Response(200, content=b"PK\x03\x04word"), Doubt.NOT_A_DOCUMENT, "no PDF, but a file"),
        (lambda _: httpx.Response(500), Doubt.UNREACHED, "status 500."),
        (lambda _: httpx.Response(404), Doubt.GONE, "is not there (status 404)."),
        (lambda _: httpx.Response(200, headers={"Content-Length": str(31 << 20)}), Doubt.REFUSED, "bytes long"),
        (
            lambda _: httpx.Response(302, headers={"Location": "https://elsewhere.example/a.pdf"}),
            Doubt.REFUSED,
            "isn't on",
        ),
    ],
)
def test_whatever_comes_instead_of_a_document_is_a_sentence(
    bot: Archivist, answer: Callable[[httpx.Request], httpx.Response], doubt: Doubt, words: str
) -> None:
    bot.library.files["webster.pdf"] = answer
    bot.steps()
    address = bot.address("webster.pdf")
    assert address.doubt is doubt
    assert words in address.why
    assert "lists" not in address.why
    assert bot.kept() == []


def test_a_broken_document_is_kept_with_its_sentence(bot: Archivist) -> None:
    bot.library.files["webster.pdf"] = b"%PDF-1.7 and then nothing"
    bot.steps()
    (kept,) = bot.kept()
    assert kept.reading is not None
    assert kept.reading.unreadable == "It is damaged."


def test_a_bot_that_dies_between_keeping_and_recording_asks_for_nothing_twice(
    bot: Archivist, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as dying:
        dying.setattr(job.Documents, "_keep", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt()))
        with pytest.raises(KeyboardInterrupt):
            bot.steps()
    assert bot.kept() == []
    bot.steps()
    assert len(bot.kept()) == 1
    assert bot.library.asked == ["webster.pdf"]


def test_a_disk_that_is_nearly_full_is_left_to_the_record(bot: Archivist, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "_LEAST_ROOM", 1 << 60)
    assert bot.steps() == 0
    assert bot.library.asked == []


def test_a_document_that_an_older_version_read_is_read_again_without_asking_for_it(
    bot: Archivist, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.steps()
    monkeypatch.setattr(job, "READER", 2)
    monkeypatch.setattr(job, "read_document", lambda _: Reading(reader=2, pages=9))
    bot.steps()
    assert [kept.reading and kept.reading.pages for kept in bot.kept()] == [9]
    assert bot.library.asked == ["webster.pdf"]


def test_what_is_typed_is_told_with_the_event_and_what_the_row_says_otherwise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_here(monkeypatch)
    bot = Archivist(tmp_path, FETCHING.replace("terminal", 'kinds = ["document_posted"]\nterminal', 1))
    bot.sees(WEBSTER, PETTIS)
    bot.steps()
    form = Form(
        agency="Pettis County Sheriff's Office",
        title="287(g) Jail Enforcement Model",
        lea=Party(date="02/28/2028", name="Ann B. Smith", title="Sheriff"),
    )
    bot.library.files["webster.pdf"] = agreement(form)
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS)
    bot.steps()
    text = " ".join(bot.news()[-1].split())
    assert "It names “Pettis County Sheriff's Office” (page 1)." in text
    assert "for the agency, Ann B. Smith, Sheriff, dated “02/28/2028” (sic); for ICE, Todd M. Lyons" in text
    assert "ICE's row says “Task Force Model”; the document, on page 1, “Jail Enforcement Model”." in text
    assert "ICE's row says “Webster County Sheriff's Office”; the document, on page 1, “Pettis" in text


def test_a_new_form_of_ices_is_told_to_every_desk_and_once(bot: Archivist, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(content: bytes) -> Reading:
        day = date(2025, 3, 7) if content != ONE else date(2025, 2, 12)
        stamp = SaidDay(words=f"{day:%m/%d/%Y}", page=1, day=day)
        return Reading(reader=1, pages=1, layer=Layer.TYPED, model=Model.TFM, revised=stamp)

    monkeypatch.setattr(job, "read_document", read)
    bot.steps()
    bot.library.files.update({"pettis.pdf": OTHER, "ellis.pdf": THIRD})
    bot.sees(with_moa(WEBSTER, "webster.pdf"), with_moa(PETTIS, "pettis.pdf"), with_moa(KANSAS[0], "ellis.pdf"))
    told = len(bot.news())
    bot.steps()
    headline = "ICE has a new form for Task Force agreements, revised 03/07/2025, first seen with "
    assert [headline in " ".join(text.split()) for text in bot.news()[told:]] == [True, True]  # Missouri's, Kansas'
    assert [event.document and event.document.is_new_template for event in bot.events()] == [True, False]


def test_without_the_package_documents_are_kept_and_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "can_read", lambda: False)
    monkeypatch.setattr(job, "can_read", lambda: False)
    bot = Archivist(tmp_path)
    bot.library.files["webster.pdf"] = ONE
    bot.sees(with_moa(WEBSTER, "webster.pdf"))
    assert bot.steps() == 1
    assert [kept.reading for kept in bot.kept()] == [None]


def test_the_picture_of_the_signatures_goes_with_the_news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """To Slack as a file in the thread, to inboxes as a part of the mail; incoming webhooks take none."""
    read_here(monkeypatch)
    places = 'slack = ["#moa"]\nwebhook = ["tips"]\nemail = ["desk@example.org"]\n\n[[subscription]]\nname = "plains"'
    config = FETCHING.replace('terminal = true\n\n[[subscription]]\nname = "plains"', places, 1)
    bot = Archivist(tmp_path, f'{config}\n[slack]\nwebhooks = ["tips"]\n[mail]\nhost = "smtp.example.org"\n{SENDER}')
    bot.library.files["webster.pdf"] = agreement()
    bot.sees(with_moa(WEBSTER, "webster.pdf"), PETTIS)
    bot.steps(deliver=False)
    bot.library.files["webster.pdf"] = agreement(Form(pages=4))
    for _ in range(8):
        bot.at += timedelta(days=1)
        bot.steps(deliver=False)
    with bot.record() as store:
        rows = store.owed(subscription="missouri")
        by_place = {place: [row.payload for row in rows if row.destination.startswith(place)] for place in PLACES}
    (event,) = bot.events()
    assert event.document is not None
    shown = b64encode(DocumentArchive(bot.config.watch.folder).picture(event.document.sha256).read_bytes()).decode()
    parent, file = by_place["slack"]
    assert "blocks" in parent
    words = "Page 4 of the document of Webster County Sheriff's Office, where it is signed."
    assert file == {"file": {"name": f"signatures-{event.id}.png", "base64": shown, "alt": words}, "text": words}
    assert len(by_place["webhook"]) == 1
    (mail,) = by_place["email"]
    assert f'src="data:image/png;base64,{shown}"' in mail["html"]


def test_nothing_else_of_the_bot_waits_while_a_document_is_asked_for_and_read(
    bot: Archivist, monkeypatch: pytest.MonkeyPatch
) -> None:
    guard, free = threading.Lock(), list[str]()

    def note(what: str) -> None:
        assert guard.acquire(blocking=False), f"the lock is held over {what}"
        guard.release()
        free.append(what)

    def slow(_: httpx.Request) -> httpx.Response:
        note("the answer")
        return httpx.Response(200, content=ONE)

    def read(_: bytes) -> Reading:
        note("the reading")
        return Reading(reader=1)

    bot.library.files["webster.pdf"] = slow
    monkeypatch.setattr(job, "read_document", read)
    with bot.app() as app:
        source, now = app.checker.source, lambda: bot.at
        assert job.Documents(config=bot.config, store=app.store, source=source, now=now, guard=guard).step()
    assert free == ["the answer", "the reading"]
