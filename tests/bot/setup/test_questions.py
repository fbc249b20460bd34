from collections.abc import Mapping

import pytest

from bot.setup.answers import check_flags, desk_name, gather
from bot.setup.questions import CannotInitError, Dialogue, the_usual
from bot.setup.template import Answers, MailServer, Places
from notifiers.mail.settings import Security
from notifiers.subscriptions.digest_plan import Cadence
from notifiers.text.entry import Unfit
from tests.doubles.somebody import Somebody

TERMINAL = Places(terminal=True)
ENTER = ""
TOKEN = "xoxb-123456-abcdefgh"
WEBHOOK = "https://hooks.slack.com/services/T0/B0/abcdefgh"


class Applicant(Somebody):
    """Somebody who is asked for all that a config needs."""

    def answer(self, given: Mapping[str, str] | None = None) -> Answers:
        check_flags(given or {})
        return gather(given or {}, Dialogue(self.ask, self.said.append), lambda states: "America/Chicago")


def unasked(given: Mapping[str, str]) -> Answers:
    check_flags(given)
    return gather(given, the_usual, lambda states: "America/Chicago")


def test_states_and_enter_are_enough() -> None:
    somebody = Applicant("mo", *[ENTER] * 5)
    assert somebody.answer() == Answers(
        name="missouri",
        states=("MO",),
        news=TERMINAL,
        operators=TERMINAL,
        mail=None,
        digest=None,
        zone="America/Chicago",
    )
    assert len(somebody.asked) == 6


def test_each_place_asks_only_for_what_it_needs() -> None:
    somebody = Applicant("all", "slack", "#a, #b", ENTER, "America/Denver", "#bots", "web@example.org")
    answers = somebody.answer()
    assert answers.news == Places(afar={"slack": ("#a", "#b")})
    assert answers.operators == Places(terminal=True, afar={"slack": ("#bots",)})
    assert (answers.name, answers.states, answers.digest) == ("all-states", ("all",), Cadence.WEEKLY)
    assert (answers.zone, answers.contact, answers.mail) == ("America/Denver", "web@example.org", None)


def test_an_inbox_for_trouble_alone_asks_for_the_mail_server_too() -> None:
    somebody = Applicant(
        "TX", "webhook", "tips", "none", ENTER, "it@example.org, tips", "smtp.example.org:465", ENTER, "a@example.org",
        ENTER, ENTER,
    )  # fmt: skip
    answers = somebody.answer()
    assert answers.operators == Places(terminal=True, afar={"webhook": ("tips",), "email": ("it@example.org",)})
    assert answers.digest is None
    assert answers.mail == MailServer(
        host="smtp.example.org", port=465, security=Security.TLS, sender="a@example.org", user="a@example.org"
    )


@pytest.mark.parametrize(
    ("host", "security", "login", "port", "user"),
    [
        ("smtp.example.org", [ENTER], ["someone"], 587, "someone"),
        ("smtp.example.org", ["tls"], ["none"], 465, None),
        ("smtp.example.org:25", [ENTER], [], 25, None),
        ("localhost:8025", ["plain"], [], 8025, None),
    ],
)
def test_port_protection_and_login_follow_from_one_another(
    host: str, security: list[str], login: list[str], port: int, user: str | None
) -> None:
    somebody = Applicant(
        "TX", "email", "d@example.org", ENTER, ENTER, ENTER, host, *security, "a@example.org", *login, ENTER
    )
    mail = somebody.answer().mail
    assert mail is not None
    assert (mail.port, mail.user) == (port, user)


@pytest.mark.parametrize(
    ("typed", "states"),
    [
        ("MO, Kansas", ("MO", "KS")),
        ("missouri and new york", ("MO", "NY")),
        ("mo ks tx", ("MO", "KS", "TX")),
        ("West Virginia; Virginia", ("WV", "VA")),
        ("MO, Missouri, mo", ("MO",)),
        ("All", ("all",)),
    ],
)
def test_states_may_be_typed_as_people_type_them(typed: str, states: tuple[str, ...]) -> None:
    assert Applicant(typed, *[ENTER] * 5).answer().states == states


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Missuri", '"Missuri" is no state. Did you mean "MO" (Missouri)?'),
        ("all, MO", '"all" has every state already: leave it out, or the others.'),
        (ENTER, "This needs a value."),
        (",", "This needs at least one."),
        ("\x1b[A", "characters that can't be printed"),
        ("M\udcffO", "characters that can't be printed"),
        ("x" * 100_000, "is no state"),
    ],
)
def test_a_wrong_answer_is_explained_and_asked_again(typed: str, said: str) -> None:
    somebody = Applicant(typed, "MO", *[ENTER] * 5)
    assert somebody.answer().states == ("MO",)
    assert said in somebody.said[0]
    assert somebody.asked[1].startswith(somebody.asked[0].removesuffix(": "))
    assert len(somebody.said[0]) < 250


@pytest.mark.parametrize(
    ("typed", "taken"), [("Missuri", ("MO",)), ("TX, Missuri", ("TX", "MO")), ("Missuri, Kansass", ("MO", "KS"))]
)
def test_enter_takes_the_one_word_that_was_suggested(typed: str, taken: tuple[str, ...]) -> None:
    somebody = Applicant(typed, *[ENTER] * 7)
    assert somebody.answer().states == taken


def test_a_channel_without_its_sign_is_suggested_with_it() -> None:
    somebody = Applicant("MO", "slack", "immigration, #b", *[ENTER] * 5)
    assert somebody.answer().news.of("slack") == ("#immigration", "#b")
    assert somebody.asked[3].endswith(" [#immigration, #b]: ")


def test_of_several_suggestions_enter_takes_none() -> None:
    somebody = Applicant("Nouth Dakota", ENTER, "ND", *[ENTER] * 5)
    assert somebody.answer().states == ("ND",)
    assert " or " in somebody.said[0]
    assert somebody.said[1] == "  This needs a value."


def test_what_cannot_be_read_at_all_is_asked_again() -> None:
    somebody = Applicant("MO", *[ENTER] * 5)
    broken = [True]

    def ask(prompt: str) -> str:
        if broken.pop() if broken else False:
            raise Unfit("That can't be read.")
        return somebody.ask(prompt)

    assert gather({}, Dialogue(ask, somebody.said.append), lambda states: "UTC").states == ("MO",)
    assert somebody.said[0] == "  That can't be read."


@pytest.mark.parametrize(("place", "good"), [("slack", "#a"), ("webhook", "tips"), ("email", "d@example.org")])
@pytest.mark.parametrize("secret", [TOKEN, f"#{TOKEN}", WEBHOOK, f"#a, {TOKEN}", "https://me:pass1word@example.org/"])
def test_a_secret_at_the_wrong_question_is_refused_and_never_shown(place: str, good: str, secret: str) -> None:
    somebody = Applicant("MO", place, secret, good)
    with pytest.raises(EOFError):
        somebody.answer()
    assert somebody.asked[2] == somebody.asked[3]
    assert "a secret, and doesn't belong here" in "".join(somebody.said)
    assert not any(word in "".join([*somebody.said, *somebody.asked]) for word in ("abcdefgh", "pass1word"))


@pytest.mark.parametrize(
    ("typed", "said"), [("#immigration", "Say slack here"), ("d@example.org", "Say email here"), ("slak", '"slack"?')]
)
def test_an_answer_that_comes_a_question_too_early_is_understood_as_such(typed: str, said: str) -> None:
    somebody = Applicant("MO", typed)
    with pytest.raises(EOFError):
        somebody.answer()
    assert said in somebody.said[-1]


def test_flags_are_not_asked_for_again() -> None:
    given = {"--state": "MO, KS", "--slack": "#a", "--zone": "America/Denver", "--operator": "terminal"}
    somebody = Applicant("daily", ENTER)
    answers = somebody.answer(given)
    assert (answers.states, answers.digest, answers.zone) == (("MO", "KS"), Cadence.DAILY, "America/Denver")
    assert answers.news == Places(afar={"slack": ("#a",)})
    assert len(somebody.asked) == 2


def test_without_anybody_to_ask_flags_and_the_usual_make_the_answers() -> None:
    given = {
        "--state": "MO", "--email": "d@example.org", "--terminal": "", "--mail-host": "smtp.example.org",
        "--sender": "a@example.org", "--mail-port": "2525", "--mail-user": "none", "--name": "desk", "--folder": "x y",
    }  # fmt: skip
    answers = unasked(given)
    assert answers.news == Places(terminal=True, afar={"email": ("d@example.org",)})
    assert answers.mail == MailServer(
        host="smtp.example.org", port=2525, security=Security.STARTTLS, sender="a@example.org", user=None
    )
    assert (answers.name, answers.folder, answers.digest) == ("desk", "x y", Cadence.WEEKLY)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "--state is needed"),
        ({"--state": "MO", "--email": "d@example.org"}, "--mail-host is needed"),
        ({"--state": "MO", "--operator": "d@example.org", "--mail-host": "smtp.example.org"}, "--sender is needed"),
        ({"--state": "Missuri"}, '--state: "Missuri" is no state. Did you mean "MO" (Missouri)?'),
        ({"--state": "MO", "--mail-port": "99999"}, '--mail-port: "99999" is no port.'),
        ({"--state": "MO", "--webhook": "Tips!"}, 'Did you mean "tips"?'),
        ({"--state": "MO", "--webhook": "tips", "--operator": "tops"}, 'channel "tops" needs a "#"'),
        ({"--state": "MO", "--name": ""}, "--name: This needs a value."),
        ({"--state": "MO", "--digest": "wekly"}, 'Did you mean "weekly"?'),
        ({"--state": "MO", "--mail-host": "smtp example"}, "is no server's name"),
        ({"--state": "MO", "--slack": TOKEN}, "--slack: This is a Slack token"),
    ],
)
def test_a_flag_that_is_wrong_or_wanting_is_named(given: dict[str, str], said: str) -> None:
    with pytest.raises(CannotInitError) as caught:
        unasked(given)
    assert said in str(caught.value)
    assert TOKEN not in str(caught.value)


def test_all_wrong_flags_are_named_before_anybody_is_asked() -> None:
    somebody = Applicant()
    with pytest.raises(CannotInitError) as caught:
        somebody.answer({"--sender": "nobody", "--zone": "EST"})
    assert str(caught.value).split("\n")[0].startswith('--sender: "nobody" is no mail address.')
    assert str(caught.value).split("\n")[1] == '--zone: "EST" is no time zone. Did you mean "America/New_York"?'
    assert somebody.asked == []


@pytest.mark.parametrize(
    ("states", "name"),
    [
        (("MO", "KS"), "missouri-kansas"),
        (("DC",), "district-of-columbia"),
        (("VI",), "us-virgin-islands"),
        (("NC", "SC", "ND", "SD"), "our-states"),
        (("all",), "all-states"),
    ],
)
def test_a_desk_is_called_after_its_states_while_that_is_short(states: tuple[str, ...], name: str) -> None:
    assert desk_name(states) == name
