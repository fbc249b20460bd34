"""The secrets that a new config needs: asked for unseen, and kept in files that only their owner can read."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.config import credentials
from bot.config.credentials import Secret, SecretError, Secrets
from bot.config.model import Config
from notifiers.destination import NeededSecret
from notifiers.text.entry import Unfit
from state.files.atomic import make_folder, replace_file
from watchers.frozen import frozen


@frozen
class Asked:
    """What came of asking: the secrets that were typed, by name, and a sentence for each that still has to come."""

    typed: Mapping[str, Secret]
    wanting: tuple[str, ...]


def ask_for_secrets(
    config: Config, secrets: Secrets, ask_secret: Callable[[str], str] | None, say: Callable[[str], None]
) -> Asked:
    """Ask for each secret that the config needs. `ask_secret` takes a prompt and shows nothing; None asks nobody.

    One that is set outside our own folder would go before a file of ours, so it is only looked at.
    """
    typed: dict[str, Secret] = {}
    wanting: list[str] = []
    for name, (needed, _) in credentials.needed_secrets(config).items():
        if replace(secrets, own=secrets.run_secrets).has(name):
            if said := credentials.complaint(needed, secrets):
                wanting.append(f"{said} It is set outside {secrets.own}: mend it there.")
            else:
                say(f"{name} is set already.")
            continue
        secret = _ask_for(needed, secrets, ask_secret, say) if ask_secret else None
        if secret is not None:
            typed[name] = secret
        elif not secrets.has(name):
            wanting.append(f"{name} is still needed: in the environment, or in the file {secrets.own / name}.")
        elif said := credentials.complaint(needed, secrets):
            wanting.append(said)
    return Asked(typed=typed, wanting=tuple(wanting))


def keep_secrets(folder: Path, typed: Mapping[str, Secret]) -> None:
    """Put each into a file of its name, which nobody but its owner can read at any moment. Raises OSError."""
    if not typed:
        return
    make_folder(folder)
    ignore = folder / ".gitignore"
    if not ignore.exists():  # a newsroom may keep its config under git
        ignore.write_text("*\n", "utf-8")
    for name, secret in typed.items():
        replace_file(folder / name, [f"{secret.reveal()}\n".encode()])


def _ask_for(
    needed: NeededSecret, secrets: Secrets, ask_secret: Callable[[str], str], say: Callable[[str], None]
) -> Secret | None:
    """One secret, asked for until it looks right; None for "later", or for keeping the one that is there."""
    name = needed.name
    for line in ("", *needed.explained):
        say(line)
    way_out = f"keeps the one in {secrets.own.name}" if secrets.has(name) else "to do it later"
    while True:
        try:
            text = ask_secret(f"{name} (what you paste isn't shown; Enter {way_out}): ")
            if not text.strip():
                return None
            secret = credentials.one_line(name, text if needed.is_password else text.strip())
            credentials.check_looks(needed, secret)
        except (SecretError, Unfit) as error:
            say(f"  {error}")
        else:
            say("  Taken." if needed.is_password else "  It looks right.")
            return secret
