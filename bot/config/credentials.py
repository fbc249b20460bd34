"""Secrets: where they come from, what they must look like, and a type that doesn't show them.

A secret NAME is looked for, in this order, in the environment as NAME; in the file that NAME_FILE names; in systemd's
credentials ($CREDENTIALS_DIRECTORY/NAME); in the folder "secrets" beside the config, where `watch287g init` puts it; in
a container's (/run/secrets/NAME); the last three in either case. It never stands in the config file.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, Self

from bot.config.file import ConfigError
from bot.config.model import Config
from notifiers.delivery import DeliveryError, Retry
from notifiers.destination import NeededSecret
from notifiers.text.entry import is_loopback
from watchers.frozen import frozen

RUN_SECRETS = Path("/run/secrets")
OWN_FOLDER = "secrets"
_LONGEST = 16_384  # bytes of a secret; OAuth tokens have up to some 4,000
HEARTBEAT = "HEARTBEAT_URL"
"""The secret that holds the address of the heartbeat: whoever knows it can feign that the bot is well."""


class SecretError(Exception):
    """A secret is missing, can't be read, or is plainly not the right one; the message says where to put it."""


@dataclass(frozen=True, slots=True, repr=False)
class Secret:
    """A token, password or webhook address, which shows itself only to `reveal`."""

    _value: str

    def reveal(self) -> str:
        """The secret itself: for the channel that must send it, never for a message or a log."""
        return self._value

    def __repr__(self) -> str:
        return "Secret(hidden)"

    def __str__(self) -> str:
        return "(hidden)"


@frozen
class Secrets:
    """Where secrets are looked for: the environment, and folders with a file for each. `own` is beside the config."""

    environ: Mapping[str, str] = field(repr=False)
    own: Path
    run_secrets: Path = RUN_SECRETS

    @classmethod
    def beside(cls, config: Path, environ: Mapping[str, str]) -> Self:
        """Those of the config at this path."""
        return cls(environ=environ, own=config.absolute().parent / OWN_FOLDER)

    def find(self, name: str) -> Secret:
        """The secret of this name, without the newline at its end. An empty one counts as not there.

        Raises `SecretError` that names the places where it was looked for.
        """
        value = self.environ.get(name, "").rstrip("\r\n")
        for file in self.files(name):
            value = value or _content(file)
        named = self.environ.get(f"{name}_FILE", "")
        if not value and named:
            raise SecretError(
                f"{name}_FILE names {named}, which can't be read, is empty, or is no plain file with one secret in it. "
                "Mend the file or the name."
            )
        if not value:
            systemd = self.environ.get("CREDENTIALS_DIRECTORY", "")
            credentials = f"{systemd}/{name}" if systemd else "systemd's credentials (none here)"
            files = f"{credentials}, {self.own / name}, {self.run_secrets / name}"
            raise SecretError(f"{name} is not set. Looked in the environment ({name}, {name}_FILE), {files}.")
        return one_line(name, value)

    def has(self, name: str) -> bool:
        """Whether `find` finds it."""
        try:
            self.find(name)
        except SecretError:
            return False
        return True

    def files(self, name: str) -> list[Path]:
        """The files that may hold it, whether they are there or not, in the order in which they are asked."""
        named = [Path(self.environ[f"{name}_FILE"])] if self.environ.get(f"{name}_FILE") else []
        systemd = self.environ.get("CREDENTIALS_DIRECTORY", "")
        folders = [*([Path(systemd)] if systemd else []), self.own, self.run_secrets]
        return named + [folder / case for folder in folders for case in (name, name.lower())]


def one_line(name: str, value: str) -> Secret:
    """The secret of a text. Raises `SecretError` where it has what no token, password or address has."""
    if any(not c.isprintable() for c in value):
        raise SecretError(f"{name} has several lines, or characters that can't be printed. It must be one line.")
    return Secret(value)


class Needed(NamedTuple):
    """A secret that the config needs, and the words for each who needs it."""

    secret: NeededSecret
    users: list[str]


def needed_secrets(config: Config) -> dict[str, Needed]:
    """What the config's destinations and the heartbeat need, by name."""
    found: dict[str, Needed] = {}
    wishes = [(f'subscription "{s.name}"', s.destinations) for s in config.subscriptions]
    for who, ids in [*wishes, ("the operators", config.operators)]:
        needed = {secret.name: secret for id_ in ids for secret in config.destinations[id_].secrets}
        for name, secret in needed.items():
            found.setdefault(name, Needed(secret, [])).users.append(who)
    if config.health.heartbeat:
        found[HEARTBEAT] = Needed(_HEARTBEAT, ["the heartbeat"])
    return found


def check_looks(needed: NeededSecret, secret: Secret) -> None:
    """Raise `SecretError` where a secret is plainly not what is needed under its name."""
    if complaint := needed.complaint(secret.reveal()):
        raise SecretError(f"{needed.name} {complaint}")


def complaint(needed: NeededSecret, secrets: Secrets) -> str:
    """What is wrong with a secret that is needed: that it is missing, or how it looks; "" for nothing."""
    try:
        check_looks(needed, secrets.find(needed.name))
    except SecretError as error:
        return str(error)
    return ""


def wrong_secrets(config: Config, secrets: Secrets) -> dict[str, str]:
    """A sentence for each secret that the config needs and that is missing or plainly wrong, by the secret's name."""
    return {
        name: f"{said} Needed by {listed(needed.users)}."
        for name, needed in needed_secrets(config).items()
        if (said := complaint(needed.secret, secrets))
    }


def require_secrets(config: Config, environ: Mapping[str, str]) -> None:
    """Raise `ConfigError` unless every secret that the config needs is there."""
    wrong = wrong_secrets(config, Secrets.beside(config.path, environ))
    if wrong:
        raise ConfigError("\n".join(wrong.values()))


def _content(file: Path) -> str:
    """A small plain file's text, else "". A pipe would be waited for, and /dev/zero read, for ever."""
    try:
        if not file.is_file():
            return ""
        with file.open("rb") as opened:
            content = opened.read(_LONGEST + 1)
        return content.decode("utf-8").rstrip("\r\n") if len(content) <= _LONGEST else ""
    except (OSError, UnicodeDecodeError):
        return ""


def heartbeat_address(secrets: Secrets) -> str:
    """Where the heartbeat goes. Raises `SecretError` where it is missing, or no address."""
    secret = secrets.find(HEARTBEAT)
    check_looks(_HEARTBEAT, secret)
    return secret.reveal()


def _no_web_address(url: str) -> str:
    is_web = url.startswith("https://") or (url.startswith("http://") and is_loopback(url))
    return "" if is_web and url.isascii() and " " not in url else "should be a web address that begins with https://."


_HEARTBEAT = NeededSecret(
    name=HEARTBEAT,
    explained=("The address that waits for the heartbeat: the service that watches over the bot shows it.",),
    complaint=_no_web_address,
)


def secret_asker(secrets: Secrets) -> Callable[[str], str]:
    """What a channel asks for a secret when it needs it; a missing one pauses the destination, not the bot."""

    def ask(name: str) -> str:
        try:
            return secrets.find(name).reveal()
        except SecretError as error:
            raise DeliveryError(str(error), retry=Retry.PAUSE) from error

    return ask


def listed(users: list[str]) -> str:
    """A few of them by name, and how many more."""
    return ", ".join(users[:4]) + (f" and {len(users) - 4} more" if len(users) > 4 else "")
