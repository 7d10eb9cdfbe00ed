"""Documents for tests: a meeting as a reader gets it in a file, and what a Word document holds."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import docx
from page_builders import EDITION, a_reader

from agenda.audiences import seen_by
from agenda.selection import EVERYTHING
from web.documents.forms import MAKERS
from web.pages.reading import Reading

if TYPE_CHECKING:
    from docx.document import Document

    from agenda.meeting import Meeting

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def a_reading(meeting: Meeting, language: str = "en", zone: str | None = None, *audiences: str, **keys: Any) -> Reading:
    """A meeting as the public, or those audiences, read it."""
    keys = {"selection": EVERYTHING} | keys
    return Reading(seen_by(meeting, audiences), a_reader(language, zone, meeting.slug), **keys)


def a_file(form: str, meeting: Meeting, language: str = "en", zone: str | None = None, *audiences: str) -> bytes:
    """The meeting in the form of that extension."""
    return MAKERS[form](a_reading(meeting, language, zone, *audiences), EDITION)


def a_document(meeting: Meeting, language: str = "en", zone: str | None = None, *audiences: str) -> Document:
    """The meeting as a Word document, opened."""
    return docx.Document(io.BytesIO(a_file("docx", meeting, language, zone, *audiences)))


def words_of(document: Document) -> str:
    """All text of a document's body, a line a paragraph, tables included."""
    return "\n".join(_words(paragraph) for paragraph in document.element.body.iter(f"{W}p"))


def _words(paragraph: Any) -> str:
    said = {f"{W}t": lambda one: one.text or "", f"{W}tab": lambda _: "\t", f"{W}br": lambda _: "\n"}
    return "".join(said[one.tag](one) for one in paragraph.iter(*said) if one.getparent().tag == f"{W}r")


def unpacked(data: bytes) -> str:
    """Every part of a ZIP file as text."""
    with ZipFile(io.BytesIO(data)) as packed:
        return "\n".join(f"{name}\n{packed.read(name).decode('utf-8', 'replace')}" for name in packed.namelist())
