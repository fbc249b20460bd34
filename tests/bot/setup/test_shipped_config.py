import re
from pathlib import Path

import certifi
import pytest

from bot.config.credentials import Secrets, wrong_secrets
from bot.config.load import load_config
from bot.config.model import Config

SHIPPED = Path(__file__).parents[3] / "bot" / "setup" / "shipped_config.toml"


def load(text: str, folder: Path) -> Config:
    path = folder / "config.toml"
    path.write_text(text.replace("/etc/ssl/certs/newsroom.pem", certifi.where()), "utf-8")  # the one file that is read
    return load_config(path, {})


def without_hash(text: str) -> str:
    """The examples are the lines with "#" and no space behind it; explanations have one."""
    return re.sub(r"^#(?=\S)", "", text, flags=re.MULTILINE)


def test_the_shipped_config_watches_and_needs_no_secret() -> None:
    config = load_config(SHIPPED, {})
    assert [s.states for s in config.subscriptions] == [frozenset({"MO", "KS"})]
    assert list(config.destinations) == ["terminal"]
    assert wrong_secrets(config, Secrets.beside(config.path, {})) == {}


def test_the_shipped_config_says_what_the_bot_does_without_it(tmp_path: Path) -> None:
    shipped = load_config(SHIPPED, {})
    bare = load('[[subscription]]\nname = "x"\nstates = "all"\nterminal = true\n', tmp_path)
    assert shipped.second_look == bare.second_look
    assert (shipped.watch.page, shipped.watch.every, shipped.watch.zone) == (
        bare.watch.page,
        bare.watch.every,
        bare.watch.zone,
    )


def test_every_example_in_the_shipped_config_works_once_its_hash_is_taken_away(tmp_path: Path) -> None:
    config = load(without_hash(SHIPPED.read_text("utf-8")), tmp_path)
    assert [s.name for s in config.subscriptions] == ["my-states", "plains"]
    assert set(config.destinations) == {
        "terminal",
        "slack:default:#immigration",
        "slack:plains-desk:#newsroom",
        "webhook:tips",
        "email:desk@example.org",
        "email:it@example.org",
        "http:cms",
        "apprise:telegram",
        "teams:newsroom",
        "discord:newsroom",
        "google_chat:newsroom",
        "mastodon:watch287g@newsie.social",
    }
    assert config.settings["mail"] is not None
    assert len(wrong_secrets(config, Secrets.beside(config.path, {}))) == 12


@pytest.mark.parametrize("example", ["#kinds =", "#slack =", "#zone ="])
def test_a_single_line_example_works_alone(tmp_path: Path, example: str) -> None:
    text = SHIPPED.read_text("utf-8")
    assert text.count(f"\n{example}") >= 1
    load(text.replace(f"\n{example}", f"\n{example[1:]}", 1), tmp_path)


def test_the_secrets_that_the_shipped_config_names_are_those_that_its_examples_need(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    config = load(without_hash(text), tmp_path)
    needed = set(wrong_secrets(config, Secrets.beside(config.path, {})))
    assert needed == {
        "SLACK_BOT_TOKEN",
        "SLACK_BOT_TOKEN_PLAINS_DESK",
        "SLACK_WEBHOOK_TIPS",
        "SMTP_PASSWORD",
        "HEARTBEAT_URL",
        "TEAMS_WEBHOOK_NEWSROOM",
        "DISCORD_WEBHOOK_NEWSROOM",
        "GOOGLE_CHAT_WEBHOOK_NEWSROOM",
        "MASTODON_TOKEN_WATCH287G_NEWSIE_SOCIAL",
        "APPRISE_URL_TELEGRAM",
        "HTTP_URL_CMS",
        "HTTP_SECRET_CMS",
    }
    assert needed <= set(re.findall(r"[A-Z0-9_]{8,}", text))
