import stat
from pathlib import Path

import pytest

from bot.config.credentials import Secret, Secrets, wrong_secrets
from bot.config.load import load_config
from bot.config.model import Config
from bot.setup.secrets_dialogue import Asked, ask_for_secrets, keep_secrets
from tests.doubles.somebody import Somebody

TOKEN = "xoxb-1-2-abcdefgh"
OTHER = "xoxb-3-4-ijklmnop"
WEBHOOK = "https://hooks.slack.com/services/T0/B0/abcdefgh"
FILE = """
[slack]
webhooks = ["tips"]
[mail]
host = "smtp.example.org"
sender = "a@example.org"
user = "a@example.org"
[[subscription]]
name = "one"
states = "all"
slack = ["#a"]
webhook = ["tips"]
email = ["d@example.org"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Config:
    path = tmp_path / "config.toml"
    path.write_text(FILE, "utf-8")
    return load_config(path, {})


def names(somebody: Somebody) -> list[str]:
    """The secrets that were asked for."""
    return [prompt.split(maxsplit=1)[0] for prompt in somebody.asked]


def secrets_of(folder: Path, environ: dict[str, str] | None = None) -> Secrets:
    return Secrets(environ=environ or {}, own=folder / "secrets", run_secrets=folder / "run-secrets")


def ask(config: Config, folder: Path, somebody: Somebody, environ: dict[str, str] | None = None) -> Asked:
    return ask_for_secrets(config, secrets_of(folder, environ), somebody.ask, somebody.said.append)


def mode(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_what_is_typed_is_kept_where_the_bot_finds_it(config: Config, tmp_path: Path) -> None:
    somebody = Somebody(TOKEN, f" {WEBHOOK}\t", " pass word ")
    asked = ask(config, tmp_path, somebody)
    keep_secrets(tmp_path / "secrets", asked.typed)
    secrets = secrets_of(tmp_path)
    assert tuple(wrong_secrets(config, secrets).values()) == ()
    found = [secrets.find(name).reveal() for name in ("SLACK_BOT_TOKEN", "SLACK_WEBHOOK_TIPS", "SMTP_PASSWORD")]
    assert found == [TOKEN, WEBHOOK, " pass word "]
    assert asked.wanting == ()


def test_only_their_owner_can_read_them_from_the_first_byte_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before: list[int] = []
    real = Path.replace

    def watched(self: Path, to: Path) -> Path:
        before.append(mode(self))
        return real(self, to)

    monkeypatch.setattr(Path, "replace", watched)
    keep_secrets(tmp_path / "secrets", {"A": Secret(TOKEN)})
    assert before == [0o600]
    assert mode(tmp_path / "secrets" / "A") == 0o600
    assert mode(tmp_path / "secrets") == 0o700
    assert (tmp_path / "secrets" / ".gitignore").read_text() == "*\n"


def test_nothing_typed_leaves_no_folder(tmp_path: Path) -> None:
    keep_secrets(tmp_path / "secrets", {})
    assert list(tmp_path.iterdir()) == []


def test_enter_is_for_later_and_every_secret_that_is_wanting_is_named_with_its_place(
    config: Config, tmp_path: Path
) -> None:
    asked = ask(config, tmp_path, Somebody("", " ", ""))
    assert asked.typed == {}
    assert [said.split()[0] for said in asked.wanting] == ["SLACK_BOT_TOKEN", "SLACK_WEBHOOK_TIPS", "SMTP_PASSWORD"]
    assert asked.wanting[0].endswith(f"or in the file {tmp_path / 'secrets' / 'SLACK_BOT_TOKEN'}.")


def test_with_nobody_to_ask_all_that_is_wanting_is_named(config: Config, tmp_path: Path) -> None:
    said: list[str] = []
    assert len(ask_for_secrets(config, secrets_of(tmp_path), None, said.append).wanting) == 3
    assert said == []


@pytest.mark.parametrize("wrong", ["xoxp-1-2-abcdefgh", WEBHOOK, "xoxb-1\x1b[200~abcdefgh", "abcdefgh"])
def test_one_that_looks_wrong_is_asked_for_again_and_not_shown(config: Config, tmp_path: Path, wrong: str) -> None:
    somebody = Somebody(wrong, TOKEN, "", "")
    asked = ask(config, tmp_path, somebody)
    assert asked.typed["SLACK_BOT_TOKEN"].reveal() == TOKEN
    assert names(somebody)[:2] == ["SLACK_BOT_TOKEN"] * 2
    assert "abcdefgh" not in "".join(somebody.said)


def test_one_that_is_set_elsewhere_is_not_asked_for(config: Config, tmp_path: Path) -> None:
    somebody = Somebody("", "")
    asked = ask(config, tmp_path, somebody, {"SLACK_BOT_TOKEN": TOKEN})
    assert names(somebody) == ["SLACK_WEBHOOK_TIPS", "SMTP_PASSWORD"]
    assert "SLACK_BOT_TOKEN is set already." in somebody.said
    assert len(asked.wanting) == 2


def test_a_wrong_one_elsewhere_would_go_before_ours_and_has_to_be_mended_there(config: Config, tmp_path: Path) -> None:
    asked = ask(config, tmp_path, Somebody("", ""), {"SLACK_BOT_TOKEN": "xoxp-1-2-abcdefgh"})
    assert "is a user token" in asked.wanting[0]
    assert asked.wanting[0].endswith(f"It is set outside {tmp_path / 'secrets'}: mend it there.")


def test_one_of_ours_is_replaced_only_by_another_that_somebody_types(config: Config, tmp_path: Path) -> None:
    keep_secrets(tmp_path / "secrets", {"SLACK_BOT_TOKEN": Secret(TOKEN), "SMTP_PASSWORD": Secret("old")})
    somebody = Somebody("", "", "new")
    asked = ask(config, tmp_path, somebody)
    assert names(somebody) == ["SLACK_BOT_TOKEN", "SLACK_WEBHOOK_TIPS", "SMTP_PASSWORD"]
    assert [said.split()[0] for said in asked.wanting] == ["SLACK_WEBHOOK_TIPS"]
    keep_secrets(tmp_path / "secrets", asked.typed)
    found = [secrets_of(tmp_path).find(name).reveal() for name in ("SLACK_BOT_TOKEN", "SMTP_PASSWORD")]
    assert found == [TOKEN, "new"]


def test_one_of_ours_that_is_kept_though_it_looks_wrong_is_named(config: Config, tmp_path: Path) -> None:
    keep_secrets(tmp_path / "secrets", {"SLACK_BOT_TOKEN": Secret("xapp-1-abcdefgh")})
    asked = ask(config, tmp_path, Somebody("", "", ""))
    assert "is an app-level token" in asked.wanting[0]
