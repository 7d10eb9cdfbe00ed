"""Pages for tests: a meeting as a reader gets it, and what can be seen in the HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

from agenda.audiences import seen_by
from web.pages.agenda import agenda_page
from web.pages.context import Edition, Reader
from web.translations import translations_for

if TYPE_CHECKING:
    from agenda.meeting import Meeting

EDITION = Edition(3, datetime(2022, 11, 1, 10, 12, tzinfo=UTC), "Room confirmed")
VOID = {"meta", "link", "input", "br", "hr", "img", "wbr", "col"}
INLINE = {"a", "abbr", "bdi", "s", "span", "strong", "time"}
BLOCKS = frozenset(
    {"article", "div", "dl", "footer", "form", "header", "main", "nav", "ol", "p", "section", "table", "ul"}
    | {f"h{level}" for level in range(1, 7)}
)


def a_reader(language: str = "en", zone: str | None = None, slug: str = "m") -> Reader:
    """A reader of a meeting's page on 127.0.0.1."""
    return Reader(language, zone, f"http://127.0.0.1:8000/m/{slug}", translations_for(language))


def a_page(meeting: Meeting, language: str = "en", zone: str | None = None, *audiences: str) -> str:
    """The agenda page as the public, or those audiences, get it."""
    return agenda_page(seen_by(meeting, audiences), EDITION, a_reader(language, zone, meeting.slug))


@dataclass
class Seen:
    """What a page says: its elements in order, its text with single spaces, and faults of nesting."""

    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    text: str = ""
    faults: list[str] = field(default_factory=list)

    def attributes(self, name: str, *, of: str = "") -> list[str]:
        """Every value of an attribute, of all elements or of those with one tag."""
        return [values[name] for tag, values in self.elements if name in values and of in {"", tag}]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen, self.open, self.words = Seen(), [], []

    def handle_starttag(self, tag, attributes):
        self.seen.elements.append((tag, {name: value or "" for name, value in attributes}))
        if tag in BLOCKS and "p" in self.open:
            self.seen.faults.append(f"<{tag}> inside <p>")
        if tag == "a" and "a" in self.open:
            self.seen.faults.append("<a> inside <a>")
        if tag not in INLINE:
            self.words.append(" ")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in INLINE:
            self.words.append(" ")
        if not self.open or self.open.pop() != tag:
            self.seen.faults.append(f"</{tag}> out of place at {self.getpos()}")

    def handle_data(self, data):
        if self.open and self.open[-1] not in {"option", "script", "title"}:
            self.words.append(data)


def seen_in(html: str) -> Seen:
    """Reads a page."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    reader.seen.faults += [f"<{tag}> left open" for tag in reader.open]
    reader.seen.text = re.sub(r"\s+", " ", "".join(reader.words)).strip()
    return reader.seen


def text_of(html: str) -> str:
    """All that a page says, with single spaces, without the choices of forms."""
    return seen_in(html).text
