from pathlib import Path

import pytest

from bot.config.credentials import Secret, SecretError, Secrets, wrong_secrets
from bot.config.load import load_config
from bot.config.model import Config

TOKEN = "xoxb-1-2-abcdefgh"
WEBHOOK = "https://hooks.slack.com/services/T0/B0/abcdefgh"
FILE = """
[slack]
workspaces = ["plains-desk"]
webhooks = ["tips", "unused"]
[[subscription]]
name = "one"
states = "all"
slack = ["#a", "#b", "plains-desk/#c"]
[[subscription]]
name = "two"
states = "all"
slack = ["#a"]
webhook = ["tips"]
"""


@pytest.fixture
def nowhere(tmp_path: Path) -> Path:
    return tmp_path / "nowhere"


def secrets_of(environ: dict[str, str], run_secrets: Path) -> Secrets:
    return Secrets(environ=environ, own=run_secrets.parent / "secrets", run_secrets=run_secrets)


def config_of(text: str, folder: Path) -> Config:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return load_config(path, {})


def test_a_secret_hides_itself_from_everything_but_reveal() -> None:
    secret = Secret(TOKEN)
    assert "abcdefgh" not in f"{secret} {secret!r} {[secret]}"
    assert secret.reveal() == TOKEN


def test_the_environment_goes_before_the_named_file_then_systemd_ours_and_the_container(
    tmp_path: Path,
) -> None:
    (tmp_path / "named").write_text("from the file\n")
    (tmp_path / "systemd").mkdir()
    (tmp_path / "systemd" / "a_token").write_text("from systemd\r\n")
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "A_TOKEN").write_text("from beside the config")
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "A_TOKEN").write_text("from the container")
    environ = {
        "A_TOKEN": "from the environment\n",
        "A_TOKEN_FILE": str(tmp_path / "named"),
        "CREDENTIALS_DIRECTORY": str(tmp_path / "systemd"),
    }
    found = []
    for gone in ("A_TOKEN", "A_TOKEN_FILE", "CREDENTIALS_DIRECTORY"):
        found.append(secrets_of(environ, tmp_path / "run").find("A_TOKEN").reveal())
        del environ[gone]
    found.append(secrets_of(environ, tmp_path / "run").find("A_TOKEN").reveal())
    (tmp_path / "secrets" / "A_TOKEN").unlink()
    found.append(secrets_of(environ, tmp_path / "run").find("A_TOKEN").reveal())
    places = ["the environment", "the file", "systemd", "beside the config", "the container"]
    assert found == [f"from {place}" for place in places]


def test_an_empty_secret_counts_as_missing_and_every_place_is_named(nowhere: Path) -> None:
    with pytest.raises(SecretError) as caught:
        secrets_of({"A_TOKEN": "\n"}, nowhere).find("A_TOKEN")
    said = str(caught.value)
    assert said.startswith("A_TOKEN is not set. Looked in the environment (A_TOKEN, A_TOKEN_FILE), ")
    assert "systemd" in said
    assert str(nowhere / "A_TOKEN") in said


def test_a_named_file_that_cannot_be_read_is_named(nowhere: Path) -> None:
    with pytest.raises(SecretError, match=r"A_TOKEN_FILE names .*nowhere, which can't be read"):
        secrets_of({"A_TOKEN_FILE": str(nowhere)}, nowhere).find("A_TOKEN")


def test_a_secret_of_several_lines_is_refused_and_not_shown(nowhere: Path) -> None:
    with pytest.raises(SecretError, match="several lines") as caught:
        secrets_of({"A_TOKEN": "hunter2\nhunter3"}, nowhere).find("A_TOKEN")
    assert "hunter" not in str(caught.value)


def test_each_missing_secret_is_told_once_with_those_who_need_it(tmp_path: Path, nowhere: Path) -> None:
    said = tuple(wrong_secrets(config_of(FILE, tmp_path), secrets_of({}, nowhere)).values())
    assert [s.partition(" ")[0] for s in said] == [
        "SLACK_BOT_TOKEN",
        "SLACK_BOT_TOKEN_PLAINS_DESK",
        "SLACK_WEBHOOK_TIPS",
    ]
    assert said[0].endswith('Needed by subscription "one", subscription "two".')
    assert said[1].endswith('Needed by subscription "one".')


def test_nothing_is_missing_where_all_is_set(tmp_path: Path, nowhere: Path) -> None:
    environ = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_BOT_TOKEN_PLAINS_DESK": TOKEN, "SLACK_WEBHOOK_TIPS": WEBHOOK}
    assert tuple(wrong_secrets(config_of(FILE, tmp_path), secrets_of(environ, nowhere)).values()) == ()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SLACK_BOT_TOKEN", "xoxp-1-2-abcdefgh", "starts with xoxb-, and is a user token"),
        ("SLACK_BOT_TOKEN", "xapp-1-2-abcdefgh", "is an app-level token"),
        ("SLACK_BOT_TOKEN", WEBHOOK, "is a web address"),
        ("SLACK_BOT_TOKEN", "abcdefgh", "is something else"),
        ("SLACK_BOT_TOKEN", "xoxb-1 abcdefgh", "should be a Slack bot token"),
        ("SLACK_WEBHOOK_TIPS", "https://hooks.slack.com/triggers/T0/abcdefgh", "is a workflow's address"),
        ("SLACK_WEBHOOK_TIPS", "https://example.org/services/abcdefgh", "should be an incoming webhook's address"),
        ("SLACK_WEBHOOK_TIPS", "http://hooks.slack.com/services/abcdefgh", "should be an incoming webhook's address"),
    ],
)
def test_a_secret_of_the_wrong_kind_is_told_and_not_shown(
    tmp_path: Path, nowhere: Path, name: str, value: str, said: str
) -> None:
    environ = {"SLACK_BOT_TOKEN": TOKEN, "SLACK_BOT_TOKEN_PLAINS_DESK": TOKEN, "SLACK_WEBHOOK_TIPS": WEBHOOK}
    (told,) = wrong_secrets(config_of(FILE, tmp_path), secrets_of({**environ, name: value}, nowhere)).values()
    assert told.startswith(name)
    assert said in told
    assert "abcdefgh" not in told


def test_a_rehearsals_webhook_may_lead_to_this_machine(tmp_path: Path, nowhere: Path) -> None:
    environ = {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_BOT_TOKEN_PLAINS_DESK": TOKEN,
        "SLACK_WEBHOOK_TIPS": "http://127.0.0.1:9/",
    }
    assert tuple(wrong_secrets(config_of(FILE, tmp_path), secrets_of(environ, nowhere)).values()) == ()


@pytest.mark.parametrize(
    ("login", "needed"),
    [
        ("", []),
        ('user = "me"', ["SMTP_PASSWORD"]),
        ('user = "me"\nlogin = "xoauth2"', ["SMTP_TOKEN"]),
        ('user = "me"\nlogin = "xoauth2"\ntoken_command = ["token"]', []),
    ],
)
def test_a_mail_server_needs_the_secret_of_its_login(
    tmp_path: Path, nowhere: Path, login: str, needed: list[str]
) -> None:
    subscription = '[[subscription]]\nname = "one"\nstates = "all"\nemail = ["desk@example.org"]\n'
    text = f'[mail]\nhost = "smtp.example.org"\nsender = "a@example.org"\n{login}\n{subscription}'
    said = tuple(wrong_secrets(config_of(text, tmp_path), secrets_of({}, nowhere)).values())
    assert [s.partition(" ")[0] for s in said] == needed


def test_a_secret_that_many_need_names_only_a_few_of_them(tmp_path: Path, nowhere: Path) -> None:
    text = "".join(f'[[subscription]]\nname = "s{n}"\nstates = "all"\nslack = "#a"\n' for n in range(9))
    (told,) = wrong_secrets(config_of(text, tmp_path), secrets_of({}, nowhere)).values()
    assert told.endswith('subscription "s3" and 5 more.')
