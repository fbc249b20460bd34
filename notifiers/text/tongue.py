"""The languages in which a desk can read, by their codes."""

from enum import StrEnum


class Tongue(StrEnum):
    """A language that readers are told in: its code in the config and in pages (BCP 47)."""

    ENGLISH = "en"
    SPANISH = "es"
