"""One story as mails to many desks: written once, with blanks for what is each desk's own."""

from dataclasses import replace
from typing import Any

from markupsafe import Markup, escape

from notifiers.header_text import one_line
from notifiers.mail import MOST_BYTES, render_mail
from notifiers.mail_wire import Unsubscribe
from notifiers.story import Story
from notifiers.story_csv import csv_name

# What a template prints has no control characters left, except in what is marked as printed already: nothing that ICE
# writes can look like a blank.
_NAME, _LINK, _FILE = (f"\x02{word}\x03" for word in ("name", "link", "file"))


class Mailing:
    """The mails of one story. `for_desk` gives what `render_mail` gives for the story with that desk's name."""

    def __init__(self, story: Story, *, unsubscribe: Unsubscribe | None = None) -> None:
        self._story = story
        self._unsubscribe = unsubscribe
        self._blank = render_mail(
            replace(story, subscription=Markup(_NAME)),  # noqa: S704 - a blank, no text of anybody's
            unsubscribe=unsubscribe,
            link=Markup(_LINK) if unsubscribe and unsubscribe.link("") else None,  # noqa: S704
            file=Markup(_FILE),  # noqa: S704
        )

    def for_desk(self, name: str) -> dict[str, Any]:
        """The payload for one desk."""
        story = replace(self._story, subscription=name)
        own = {
            _NAME: name,
            _LINK: (self._unsubscribe and self._unsubscribe.link(name)) or "",
            _FILE: csv_name(story),
        }
        html = _filled(self._blank["html"], {blank: str(escape(one_line(text))) for blank, text in own.items()})
        if len(html.encode()) + html.count("\n") > MOST_BYTES:  # a long name, where there was just room for a short one
            return render_mail(story, unsubscribe=self._unsubscribe)
        csv = self._blank["csv"]
        return {
            **self._blank,
            "text": _filled(self._blank["text"], {blank: one_line(text) for blank, text in own.items()}),
            "html": html,
            "subscription": name,
            "csv": csv and {**csv, "name": own[_FILE]},
        }


def _filled(text: str, own: dict[str, str]) -> str:
    for blank, words in own.items():
        text = text.replace(blank, words)
    return text
