import contextlib
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.config.load import ConfigError, ConfigMistakesError, ConfigUnreadableError, find_config, load_config
from bot.config.model import Config
from notifiers.console.destination import TerminalDestination
from notifiers.mail.destination import EmailDestination
from notifiers.mail.settings import Login, MailSettings, Security
from notifiers.slack.destination import SlackDestination
from notifiers.slack_webhook.destination import WebhookDestination
from notifiers.subscriptions.model import NEWS
from watchers.model.event import EventKind
from watchers.model.second_look import SecondLook

WORKING = '[[subscription]]\nname = "one"\nstates = ["MO"]\nterminal = true\n'
MAIL = '[mail]\nhost = "smtp.example.org"\nsender = "alerts@example.org"\n'


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


API = "http://localhost:9/api/"


def load(text: str, environ: dict[str, str] | None = None) -> Config:
    Path("config.toml").write_text(text, "utf-8")
    return load_config(Path("config.toml"), environ or {})


def mistakes(text: str) -> list[str]:
    """What the operator reads, line by line, without the count at its end."""
    with pytest.raises(ConfigError) as caught:
        load(text)
    return str(caught.value).split("\n")[:-1]


def mistake(text: str) -> str:
    (only,) = mistakes(text)
    return only


def in_subscription(line: str) -> str:
    """A mistake in one more line of a subscription that works, without the place where it stands."""
    said = mistake(f"{WORKING}{line}\n")
    place = 'config.toml, line 5: subscription "one": '
    assert said.startswith(place)
    return said.removeprefix(place)


def test_a_subscription_is_all_that_a_file_needs() -> None:
    config = load(WORKING)
    assert config.watch.page == "https://www.ice.gov/identify-and-arrest/287g"
    assert config.watch.every == timedelta(minutes=15)
    assert config.watch.contact is None
    assert config.watch.folder == Path.cwd() / "var"
    assert config.second_look == SecondLook()
    assert config.settings["mail"] is None
    assert config.operators == ("terminal",)
    assert config.destinations == {"terminal": TerminalDestination()}
    (one,) = config.subscriptions
    assert (one.states, one.kinds, one.destinations) == (frozenset({"MO"}), NEWS, ("terminal",))
    assert one.zone == ZoneInfo("America/Chicago")


def test_every_key_reaches_its_value() -> None:
    config = load("""
        [watch]
        page = "http://127.0.0.1:8123/287g"
        every_minutes = 0.05
        contact = "desk@Example.org"
        folder = "/somewhere/state"
        zone = "America/Denver"
        [second_look]
        lists = 3
        hours = 1.5
        or_days = 5
        pending_days = 9
        open_days = 6
        [slack]
        workspaces = ["plains-desk"]
        webhooks = ["tips"]
        api = "http://localhost:9/api/"
        [mail]
        host = "smtp.example.org"
        security = "TLS"
        sender = "alerts@example.org"
        sender_name = "Lists"
        user = "me"
        login = "xoauth2"
        token_command = ["/bin/token", "--now"]
        unsubscribe_mailto = "off@example.org"
        unsubscribe_url = "https://example.org/off"
        [operators]
        terminal = false
        slack = "#bots"
        [[subscription]]
        name = "plains"
        states = ["nebraska", "Okla.", "ks"]
        kinds = ["signed", "edits", "missing"]
        slack = ["plains-desk/#news", "C0123ABCDE"]
        webhook = "tips"
        email = ["Desk@EXAMPLE.org", "Desk@example.org"]
        zone = "America/New_York"
        [[subscription]]
        name = "everywhere"
        states = "ALL"
        terminal = true
    """)
    assert config.watch.every == timedelta(seconds=3)
    assert config.watch.contact == "desk@example.org"
    assert config.watch.folder == Path("/somewhere/state")
    assert config.second_look == SecondLook(lists=3, hours=1.5, or_days=5, pending_days=9, open_days=6)
    mail = MailSettings(
        host="smtp.example.org",
        port=465,
        security=Security.TLS,
        sender="alerts@example.org",
        sender_name="Lists",
        user="me",
        login=Login.XOAUTH2,
        token_command=("/bin/token", "--now"),
        unsubscribe_mailto="off@example.org",
        unsubscribe_url="https://example.org/off",
    )
    plains, everywhere = config.subscriptions
    assert plains.states == frozenset({"NE", "OK", "KS"})
    assert plains.kinds == {EventKind.SIGNED, EventKind.AMENDED, EventKind.MISSING, EventKind.POSSIBLY_RENAMED}
    assert plains.zone == ZoneInfo("America/New_York")
    assert plains.destinations == (
        "slack:plains-desk:#news",
        "slack:default:C0123ABCDE",
        "webhook:tips",
        "email:Desk@example.org",
    )
    assert everywhere.states is None
    assert everywhere.zone == ZoneInfo("America/Denver")
    assert config.operators == ("slack:default:#bots",)
    assert dict(config.destinations) == {
        "terminal": TerminalDestination(),
        "slack:plains-desk:#news": SlackDestination(workspace="plains-desk", channel="#news", api=API),
        "slack:default:C0123ABCDE": SlackDestination(workspace="default", channel="C0123ABCDE", api=API),
        "slack:default:#bots": SlackDestination(workspace="default", channel="#bots", api=API),
        "webhook:tips": WebhookDestination(name="tips"),
        "email:Desk@example.org": EmailDestination(address="Desk@example.org", mail=mail),
    }


def test_each_destination_is_kept_under_its_own_id() -> None:
    config = load(f'{MAIL}{WORKING}slack = ["#a"]\nemail = ["d@example.org"]\n')
    assert all(destination.id == id_ for id_, destination in config.destinations.items())


@pytest.mark.parametrize(("security", "port"), [("starttls", 587), ("tls", 465), ("plain", 25)])
def test_the_mail_port_follows_from_the_security(security: str, port: int) -> None:
    mail = load(f'{MAIL}security = "{security}"\n{WORKING}').settings["mail"]
    assert mail.port == port


def test_systemds_state_folder_goes_before_the_files() -> None:
    assert load(WORKING, {"STATE_DIRECTORY": "/srv/a:/srv/b"}).watch.folder == Path("/srv/a")


def test_the_state_folder_stands_beside_the_file_wherever_the_bot_is_started() -> None:
    Path("sub").mkdir()
    Path("sub/config.toml").write_text(WORKING, "utf-8")
    assert load_config(Path("sub/config.toml"), {}).watch.folder == Path.cwd() / "sub" / "var"


def test_a_tilde_is_a_home_where_there_is_one_and_else_a_tilde(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/desk")
    assert load('[watch]\nfolder = "~/var"\n' + WORKING).watch.folder == Path("/home/desk/var")
    assert load('[watch]\nfolder = "~nobody-here/var"\n' + WORKING).watch.folder == Path.cwd() / "~nobody-here/var"


def test_all_mistakes_are_told_at_once_in_the_order_of_their_lines_and_counted() -> None:
    with pytest.raises(ConfigMistakesError) as caught:
        load("""[watch]
every_minutes = 2
colour = "red"
[slak]
[[subscription]]
name = "mid-missouri"
states = [
  "MO",   # home
  "Pennslyvania",
]
slack = ["immigration"]
emial = "desk@example.org"
""")
    assert (
        str(caught.value)
        == """\
config.toml, line 2: [watch] every_minutes: 2 is not from 5 to 1440. ICE posts a list or two a day; \
more often would be impolite.
config.toml, line 3: [watch] there is no key "colour". \
There are: page, looks_a_week, every_minutes, folder, contact, zone, language.
config.toml, line 4: there is no section "slak". Did you mean "slack"?
config.toml, line 9: subscription "mid-missouri": states: "Pennslyvania" is no state. \
Did you mean "PA" (Pennsylvania)?
config.toml, line 11: subscription "mid-missouri": slack: channel "immigration" needs a "#" or a channel id. \
Did you mean "#immigration"?
config.toml, line 12: subscription "mid-missouri": there is no key "emial". Did you mean "email"?
6 mistakes, nothing started."""
    )
    assert [m.line for m in caught.value.mistakes] == [2, 3, 4, 9, 11, 12]


def test_one_mistake_is_counted_as_one() -> None:
    with pytest.raises(ConfigError, match=r"\n1 mistake, nothing started\.$"):
        load(f"{WORKING}colour = 1\n")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('kinds = ["singed"]', 'kinds: "singed" is no kind of event. Did you mean "signed"?'),
        ('zone = "EST"', 'zone: "EST" is no time zone. Did you mean "America/New_York"?'),
        ('zone = "Denver"', 'zone: "Denver" is no time zone. Did you mean "America/Denver"?'),
        ('zone = "America/Chicgo"', 'zone: "America/Chicgo" is no time zone. Did you mean "America/Chicago"?'),
        ("zone = 5", "zone: needs a text in quotes; found 5."),
        ("email = true", 'email: needs a list of texts, such as ["…", "…"]; found true.'),
        ('slack = ["#a", 7]', "slack: each one needs to be a text in quotes; found 7."),
        ('slack = "#News"', 'slack: "#News": Slack\'s channels have small letters only. Did you mean "#news"?'),
        ('slack = "@ann"', 'slack: "@ann" is a person. Name a channel, such as "#immigration".'),
        ('slack = "kc/#a"', 'slack: there is no workspace "kc". Name it in [slack] with workspaces = ["…"].'),
        ('webhook = "tips"', 'webhook: there is no webhook "tips". Name it in [slack] with webhooks = ["…"].'),
        (
            'slack = "https://desk.slack.com/archives/C0123ABCDE"',
            """slack: "https://desk.slack.com/archives/C0123ABCDE" is a link. \
Write the channel's id, which is its last part: "C0123ABCDE".""",
        ),
        (
            'email = ["desk@example.org"]',
            'email: "desk@example.org" can\'t be reached: this file has no [mail] section, which names the server.',
        ),
        (
            'email = ["Desk <desk@example.org>"]',
            'email: "Desk <desk@example.org>": write only the address, "desk@example.org".',
        ),
    ],
)
def test_a_wrong_value_in_a_subscription_gets_the_nearest_good_one(line: str, said: str) -> None:
    assert in_subscription(line) == said


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (
            "[watch]\nevery_minutes = '15'",
            "[watch] every_minutes: needs a number from 5 to 1440, without quotes; found ",
        ),
        (
            "[watch]\nevery_minutes = true",
            "[watch] every_minutes: needs a number from 5 to 1440, without quotes; found ",
        ),
        ("[watch]\nevery_minutes = nan", "[watch] every_minutes: nan is not from 5 to 1440."),
        ("[watch]\npage = 'http://www.ice.gov/'", '[watch] page: "http://www.ice.gov/" is not protected.'),
        ("[watch]\npage = 'www.ice.gov'", '[watch] page: "www.ice.gov" is no web address.'),
        ("[watch]\npage = 'https://[x'", '[watch] page: "https://[x" is no web address.'),
        ("[watch]\ncontact = 'desk'", '[watch] contact: "desk" is no mail address.'),
        ("[second_look]\nlists = 1.5", "[second_look] lists: needs a whole number; found 1.5."),
        ("[second_look]\nor_days = 1\nhours = 48", "[second_look] or_days: 1 days are less than the 48 hours."),
        ("[slack]\napi = 'https://slack.com/api/'", '[slack] api: "https://slack.com/api/" is not on this machine.'),
        ("[slack]\nworkspaces = ['default']", '[slack] workspaces: "default" is the one of SLACK_BOT_TOKEN'),
        ("[slack]\nwebhooks = ['a-file']", '[slack] webhooks: "a-file": a name can\'t end in "file"'),
        ("[slack]\nwebhooks = ['Tip Line']", '[slack] webhooks: "Tip Line": a name has small letters, digits and'),
        ("[slack.workspaces.x]", "[slack] workspaces: needs a list of texts"),
        ("[operators]\nterminal = false", "[operators] terminal: trouble has to be told somewhere"),
        (f"{MAIL}port = 99999", "[mail] port: 99999 is not from 1 to 65535."),
        (f"{MAIL}security = 'ssl'", '[mail] security: "ssl" is not "starttls", "tls" or "plain".'),
        (f"{MAIL}security = 'plain'\nuser = 'me'", '[mail] security: with "plain" the login could be read on its way.'),
        (f"{MAIL}login = 'xoauth2'", "[mail] user: is missing."),
        (f"{MAIL}token_command = ['x']", '[mail] token_command: goes with login = "xoauth2" only.'),
        (f"{MAIL}unsubscribe_url = 'http://localhost/'", '[mail] unsubscribe_url: "http://localhost/" can\'t stand in'),
        ("[mail]\nhost = 'a.example.org'", "[mail] sender: is missing."),
        (
            "[mail]\nhost = 'a.org:25'\nsender = 'a@b.org'",
            '[mail] host: "a.org:25": write host = "a.org" and port = 25.',
        ),
    ],
)
def test_a_wrong_value_in_a_section_is_told_with_what_would_do(section: str, said: str) -> None:
    assert said in mistake(f"{section}\n{WORKING}")


def test_a_password_never_crosses_the_network_in_clear() -> None:
    for pretender in ("smtp.example.org", "localhost.example.org", "127.0.0.1.example.org", "0.0.0.0"):
        mail = f"[mail]\nhost = '{pretender}'\nsender = 'a@b.org'\nsecurity = 'plain'\n"
        assert 'with "plain" the login could be read' in mistake(f"{mail}user = 'me'\n{WORKING}")
        load(f"{mail}{WORKING}")
    for near in ("localhost", "127.0.0.1", "::1"):
        load(f"[mail]\nhost = '{near}'\nsender = 'a@b.org'\nsecurity = 'plain'\nuser = 'me'\n{WORKING}")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "there is no [[subscription]], so nobody would hear anything. Add one."),
        ("[subscription]\nname = 'a'", "write [[subscription]], with two pairs."),
        ("mail = 1\n" + WORKING, "mail is a section: write [mail], on a line of its own."),
        ("[[mail]]\n" + WORKING, "mail is a section: write [mail], with one pair of brackets."),
        (WORKING.replace("MO", ""), '"" is no state.'),
        (WORKING.replace('["MO"]', '["all", "MO"]'), '"all" has every state already'),
        (WORKING.replace('["MO"]', "[]"), "states: is missing."),
        (
            WORKING.replace('name = "one"\n', ""),
            'subscription 1: name: is missing. Write one such as name = "missouri".',
        ),
        (WORKING.replace("one", "Mid Missouri"), 'Did you mean "mid-missouri"?'),
        (WORKING.replace("terminal = true", ""), "this goes nowhere."),
    ],
)
def test_a_file_that_would_tell_nobody_anything_is_refused(text: str, said: str) -> None:
    assert said in mistake(text)


def test_two_subscriptions_of_one_name_are_refused_at_the_second() -> None:
    assert mistake(WORKING + WORKING).startswith(
        'config.toml, line 6: subscription "one": name: "one" is taken by subscription 1 of this file.'
    )


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[watch]\nzone = America/Chicago\n", 2, "is a text without quotes"),
        ("[watch]\nzone = “America/Chicago”\n", 2, "curly"),
        ("[watch]\nevery_minutes 5\n", 2, 'a key needs "=" and a value'),
        ("[watch]\nzone = \n", 2, "a value is missing"),
        ("[watch]\nfolder = 'var\n", 2, "no closing quote"),
        ('[watch]\nfolder = "var\nzone = "UTC"\n', 2, "no closing quote"),
        ('[watch]\nfolder = "C:\\watch"\n', 2, "a backslash in double quotes has to be doubled"),
        ("[watch\n", 1, 'no "]" behind it'),
        ("[watch]\n<<<<<<< Updated upstream\nzone = 'UTC'\n=======\n", 2, "git found two versions of these lines"),
        ("[watch]\n[watch]\n", 2, "this section is there for the second time"),
        ("[watch]\nzone = 'UTC'\nzone = 'UTC'\nfolder = 'x'\n", 3, "this key is set for the second time"),
        ("[watch]\nzone = 'UTC' folder = 'x'\n", 2, "there is more behind the value"),
        ("[a]\nb = ['x'\nc = 1\n", 3, 'a list here or above has no "]"'),
    ],
)
def test_what_is_no_toml_is_one_sentence_with_its_line(text: str, line: int, said: str) -> None:
    told = mistake(text)
    assert told.startswith(f"config.toml, line {line}: ")
    assert said in told


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    Path("config.toml").write_bytes(b"\xef\xbb\xbf" + WORKING.replace("\n", "\r\n").encode())
    assert load_config(Path("config.toml"), {}).subscriptions[0].name == "one"


def test_a_file_in_another_encoding_is_refused_with_the_one_to_choose() -> None:
    Path("config.toml").write_bytes(WORKING.encode("utf-16"))
    with pytest.raises(ConfigUnreadableError, match="UTF-8"):
        load_config(Path("config.toml"), {})


SECRETS = [
    "xoxb-1111-2222-abcdefghijkl",
    "xapp-1-A0-22-abcdef",
    "https://hooks.slack.com/services/T000/B000/abcdefgh",
    "https://discord.com/api/webhooks/12345/abcdefgh",
    "https://x.environment.api.powerplatform.com:443/workflows/1/triggers/manual/paths/invoke?sv=1&sig=abcdefgh",
    "https://chat.googleapis.com/v1/spaces/A/messages?key=abcdef1&token=abcdefgh",
    "whsec_abcdefghabcdefghabcdefghabcdefgh",
]


@pytest.mark.parametrize("secret", SECRETS)
@pytest.mark.parametrize(
    "line", ["slack = ['{}']", "webhook = '{}'", "# {}", "{}", "name = '{}'", "token = '{}'", "'{}' = 1", "zone = '{}"]
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(secret: str, line: str) -> None:
    said = mistakes(f"{WORKING}{line.format(secret)}\n")
    assert [s for s in said if "line 5: this line holds a" in s] == said[:1]
    assert "abcdef" not in "".join(said)


@pytest.mark.parametrize("key", ["password", "smtp_password", "token", "client-secret", "SLACK_BOT_TOKEN", "api_key"])
def test_a_key_that_names_a_secret_is_refused_without_its_value(key: str) -> None:
    said = mistake(f"{MAIL}{key} = 'hunter2'\n{WORKING}")
    assert said.startswith(f"config.toml, line 4: [mail] {key}: this looks like a secret.")
    assert "SMTP_PASSWORD" in said
    assert "hunter2" not in said


def test_a_password_in_the_pages_address_is_refused_without_it() -> None:
    said = mistake(f"[watch]\npage = 'https://me:hunter2@www.ice.gov/'\n{WORKING}")
    assert "a password in a web address" in said
    assert "hunter2" not in said


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_whatever_the_bytes_the_only_error_is_the_configs_own(content: bytes) -> None:
    Path("config.toml").write_bytes(WORKING.encode() + content)
    with contextlib.suppress(ConfigError):
        load_config(Path("config.toml"), {})


def test_the_config_named_on_the_command_line_goes_first_then_the_environments_then_the_folders() -> None:
    for name in ("a.toml", "b.toml", "config.toml"):
        Path(name).write_text(WORKING, "utf-8")
    assert find_config("a.toml", {"WATCH287G_CONFIG": "b.toml"}) == Path("a.toml")
    assert find_config(None, {"WATCH287G_CONFIG": "b.toml"}) == Path("b.toml")
    assert find_config(None, {"WATCH287G_CONFIG": ""}) == Path("config.toml")


@pytest.mark.parametrize(
    ("named", "environ", "said"),
    [
        (None, {}, "There is no config.toml in {here}."),
        ("x.toml", {}, "--config names x.toml, and there is no such file."),
        (None, {"WATCH287G_CONFIG": "y.toml"}, "$WATCH287G_CONFIG names y.toml, and there is no such file."),
    ],
)
def test_a_missing_config_is_told_with_where_it_was_sought(
    named: str | None, environ: dict[str, str], said: str
) -> None:
    with pytest.raises(ConfigUnreadableError) as caught:
        find_config(named, environ)
    assert str(caught.value).startswith(said.format(here=Path.cwd()))
    assert "--config FILE" in str(caught.value)


def test_reading_the_config_loads_none_of_the_slow_libraries() -> None:
    project = Path(__file__).parents[3]
    slow = "{'httpx', 'slack_sdk', 'jinja2', 'apscheduler', 'deepdiff', 'tinydb', 'email', 'asyncio'}"
    code = f"import bot.config.load, bot.config.credentials, sys; print(sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=project, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("rule", "end"),
    [('private = ["csm"]', 'Did you mean "cms"?'), ('one_event_each = "map"', "Take it out, or send something there.")],
)
def test_a_rule_for_a_receiver_that_is_sent_nothing_is_a_mistake(rule: str, end: str) -> None:
    key, name = rule.partition(" ")[0], rule.split('"')[1]
    said = mistake(f'{WORKING}http = ["cms"]\n[http]\n{rule}\n')
    assert said == f'config.toml, line 7: [http] {key}: nothing is sent to "{name}". {end}'


def test_a_receiver_of_the_operators_alone_may_have_rules() -> None:
    rules = '[http]\nprivate = ["cms"]\n'
    assert load(f'{WORKING}[operators]\nhttp = ["cms"]\n{rules}').operators == ("terminal", "http:cms")
