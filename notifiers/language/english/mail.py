"""The English around an alert and a digest in a mail."""


class MailWords:
    """What stands around the news."""

    WATCH = "287(g) watch"
    """What a subscription's name stands behind."""
    LONG_LIST = "A long list:"
    STOP = "Stop these mails"
    ASK_TO_STOP = "To stop, ask who runs watch287g."
    STANDING = "Where it stands"
    STATE = "State"
    ALL = "All"
    PENDING = "Pending"
    HOW_WE_KNOW = "How we know"

    def first_of_all(self, shown: int, total: int) -> str:
        """What a long list begins with, behind its label and before the CSV's name."""
        return f"the first {shown} of {total:,} are below; all of them are in the attached"

    def in_csv(self, hidden: int, *, are_others: bool) -> str:
        """How many of a section are in the CSV alone; `are_others`: some of it stand above."""
        return f"{'And ' if are_others else ''}{hidden:,}{' more' if are_others else ''} in the attached CSV."

    def pending(self, number: str) -> str:
        """As in "2 pending"."""
        return f"{number} pending"
