"""What each revision of a meeting changed, as an Atom feed (RFC 4287): an entry a revision, in one language."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from markupsafe import Markup

from agenda.text import UNPRINTABLE
from web.forms.json_form import written_instant
from web.pages.changes import note_of, sentences_of
from web.pages.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.audiences import View
    from agenda.service import ChangedRevision
    from web.pages.context import Reader

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"


def changes_atom(view: View, reader: Reader, changed: Sequence[ChangedRevision]) -> bytes:
    """The feed of some revisions, newest first and at least one; `view` is of the last revision."""
    reading = Reading(view, reader, is_whole=False)
    meeting = view.meeting
    feed = Element("feed", {"xmlns": NAMESPACE, "xml:lang": reading.interface})
    title = reading.phrase(meeting.title).plain
    body = reading.phrase(meeting.body.name).plain if meeting.body else title
    _add(feed, "id", _name(view, "changes"))
    _add(feed, "title", reading.gettext("Changes to %(meeting)s") % {"meeting": title})
    _add(feed, "updated", written_instant(changed[0].published_at))
    SubElement(SubElement(feed, "author"), "name").text = body
    _add(feed, "generator", "Plenary")
    SubElement(feed, "link", {"rel": "self", "type": "application/atom+xml", "href": reading.form("atom")})
    SubElement(feed, "link", {"rel": "alternate", "type": "text/html", "href": f"{reader.address}/changes"})
    for one in changed:
        _add_entry(feed, one, reading)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + tostring(feed, encoding="unicode").encode() + b"\n"


def _add_entry(feed: Element, one: ChangedRevision, reading: Reading) -> None:
    entry = SubElement(feed, "entry")
    title = reading.gettext("Revision %(number)s") % {"number": one.number}
    _add(entry, "id", _name(reading.view, f"revision/{one.number}"))
    _add(entry, "title", f"{title}: {one.message}" if one.message else title)
    _add(entry, "updated", written_instant(one.published_at))
    _add(entry, "published", written_instant(one.published_at))
    href = f"{reading.reader.address}/changes?before={one.number + 1}#revision-{one.number}"
    SubElement(entry, "link", {"rel": "alternate", "type": "text/html", "href": href})
    _add(entry, "content", _content(one, reading.reader), type="html")


def _content(one: ChangedRevision, reader: Reader) -> str:
    sentences = sentences_of(one, reader)
    lines = Markup("").join(Markup("<li>{}</li>").format(sentence) for sentence in sentences)
    note = note_of(one, sentences, reader)
    return str(Markup("<ul>{}</ul>").format(lines) if sentences else Markup("<p>{}</p>").format(note))


def _add(parent: Element, name: str, text: str, **attributes: str) -> None:
    SubElement(parent, name, attributes).text = UNPRINTABLE.sub("", text)


def _name(view: View, what: str) -> str:
    """An address that stays whatever the meeting's slug becomes (RFC 4287 §4.2.6)."""
    assert view.meeting.uid is not None, "a meeting has its uid from creation on"  # noqa: S101
    return f"urn:uuid:{uuid.uuid5(view.meeting.uid, what)}"
