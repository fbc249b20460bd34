"""What is owed of a post, and what an older version has owed."""

from notifiers.discord.embed import message
from notifiers.posts.post import body_of


def test_what_the_version_before_has_owed_is_posted_as_it_is() -> None:
    body = {"content": "**Newly signed**", "allowed_mentions": {"parse": []}}
    assert body_of({"body": body, "repeat": "This may be a repeat."}, message) == body
