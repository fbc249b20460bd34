"""Lists that are held back, in words: what is held, and what that means."""

from watchers.model.register import Hold


def what_is_held(hold: Hold) -> str:
    """For example "ICE's pending list pending072.xlsx is held back"."""
    what = f"ICE's {hold.suspicion.list} list {hold.suspicion.workbook.name}"
    return f"{what} is held back" if hold.is_whole else f"What {what} lacks is held back"


def hold_sentence(hold: Hold) -> str:
    """Why a list is held, or its losses alone, what that means, and what ends it."""
    if not hold.is_whole:
        return (
            f"{hold.suspicion.reason} What is new in it was taken in and told. What it lacks is missing, unconfirmed, "
            f"until another list lacks it too, or you vouch for it: `watch287g hold accept {hold.suspicion.list}`."
        )
    return (
        f"{hold.suspicion.reason} Nothing was changed and no desk was told. The next good list releases it; "
        "see `watch287g hold list`."
    )
