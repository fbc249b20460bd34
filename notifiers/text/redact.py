"""Secrets where they don't belong: in the config file, or on their way into a message."""

import re

_SHAPES = {
    "a Slack token": re.compile(r"xox[a-z]-[\w.-]{6,}|xapp-[\w-]{6,}"),
    "a Slack webhook's address": re.compile(
        r"(?:https?://)?hooks\.slack(?:-gov)?\.com/(?:services|workflows|triggers)/\w[\w/-]*"
    ),
    "a webhook's address": re.compile(
        r"https?://(?:[\w.-]+\.)?(?:discord(?:app)?\.com/api/(?:v\d+/)?webhooks/\d+/[\w-]+"
        r"|(?:logic\.azure|environment\.api\.powerplatform)\.\w+\S*[?&]sig=[\w%-]+"
        r"|chat\.googleapis\.com/\S*[?&](?:key|token)=[\w%-]+)\S*"
    ),
    "a key that signs webhooks": re.compile(r"whsec_[A-Za-z0-9+/=]{6,}"),
    "a password in a web address": re.compile(r"(?<=://)[^/\s@\"']+:[^/\s@\"']+(?=@)"),
}
_NAMES = re.compile(r"(?:^|_)(?:token|tokens|password|passwd|passphrase|pass|secret|secrets|api_?key)$")


def secret_in(text: str) -> str | None:
    """What kind of secret a text shows by its looks ("a Slack token"); None where it shows none."""
    return next((kind for kind, shape in _SHAPES.items() if shape.search(text)), None)


def hidden(text: str) -> str:
    """The text with everything that looks like a secret taken out."""
    for shape in _SHAPES.values():
        text = shape.sub("(hidden)", text)
    return text


_MAILBOX = re.compile(r"([\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]*@([\w-]+(?:\.[\w-]+)+)")


def discreet(text: str) -> str:
    """The text with every mailbox shortened to its first letter and its server: d…@example.org."""
    return _MAILBOX.sub(r"\1…@\2", text)


def names_a_secret(key: str) -> bool:
    """Whether a key is one under which people write a secret: token, smtp_password, client-secret."""
    return _NAMES.search(key.casefold().replace("-", "_")) is not None
