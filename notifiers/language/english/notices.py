"""The English of what desks are told beside the news: of the pending list itself, and in a test."""


class NoticeWords:
    """Headlines, and what stands below them. `last` is the name of the last pending list, `since` its first day."""

    ABSENT_HEADLINE = "ICE no longer links a list of pending agencies"
    FROZEN_HEADLINE = "ICE has stopped renewing its list of pending agencies"
    RENEWED_HEADLINE = "ICE has renewed its list of pending agencies"
    BACK_HEADLINE = "ICE's list of pending agencies is back"
    TEST = "This is a test."
    TEST_HEADLINE = "Test, not news: an example sheriff signs with ICE"
    TEST_SAID = (
        "This is a test from watch287g. It shows what an alert looks like. Nobody signed anything, and there is no "
        "such agency."
    )
    TEST_AGENCY = "Example County Sheriff's Office (made up)"
    TEST_SOURCE = "A sample; no list shows it"

    def absent(self, last: str, since: str) -> str:
        """That the list is gone."""
        return (
            f"The last one was {last}, first seen {since}. Until there is a new one, nobody can tell from ICE's page "
            "who is pending. Agencies on the last list are not told as dropped; if they sign, you will hear of it."
        )

    def frozen(self, last: str, since: str) -> str:
        """That the list grows old."""
        return (
            f"It has been {last} since {since}, while the list of participating agencies has been renewed. Who is "
            "pending may be out of date."
        )

    def present(self, last: str, since: str) -> str:
        """That the list is there again."""
        return f"It is {last}, first seen {since}. You will hear of newly pending agencies again."

    def seen(self, when: str) -> str:
        """When all this was seen."""
        return f"Seen {when}."

    def test_heading(self, title: str) -> str:
        """What stands over the made-up agency."""
        return f"Test · {title}"
