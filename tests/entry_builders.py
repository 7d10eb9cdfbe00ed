"""Calendar entries, their stamps and the interface's translations, for tests of what is made of them."""

from __future__ import annotations

import gettext
import io
import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from agenda.entries import Entry, Stamp
from agenda.text import Text
from calendars.component import render_component

LOCALES = Path(__file__).parents[1] / "web" / "locales"
PAGE = "https://agenda.example.org/m/cap-19"
ENGLISH = gettext.NullTranslations()
HYBRID_UID = uuid.UUID(int=0x20)


def utc(*parts: int) -> datetime:
    """An instant in UTC from year, month, day, hour, …"""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


def a_stamp(**keys: Any) -> Stamp:
    """The stamp of an entry published once, 1 October 2022."""
    published = utc(2022, 10, 1, 8, 30)
    return Stamp.model_validate({"created": published, "last_modified": published} | keys)


def a_session_entry(**keys: Any) -> Entry:
    """A sitting in Brussels, 16 November 2022, 10:00 to 13:00 there."""
    written = {
        "uid": uuid.UUID(int=0x31),
        "kind": "session",
        "id": "s1",
        "phase": "hybrid",
        "phase_uid": HYBRID_UID,
        "title": Text(en="Opening session", fr="Séance d'ouverture"),
        "start": utc(2022, 11, 16, 9),
        "end": utc(2022, 11, 16, 12),
        "zone": "Europe/Brussels",
        "phase_kind": "hybrid",
    }
    return Entry.model_validate(written | keys)


def a_phase_entry(**keys: Any) -> Entry:
    """The hybrid phase, 16 and 17 November 2022."""
    written = {
        "uid": HYBRID_UID,
        "kind": "phase",
        "id": "hybrid",
        "phase": "hybrid",
        "phase_uid": HYBRID_UID,
        "title": Text(en="Phase 2: hybrid meeting", fr="Phase 2 : réunion hybride"),
        "start": date(2022, 11, 16),
        "end": date(2022, 11, 17),
        "zone": "",
        "category": "hybrid",
        "phase_kind": "hybrid",
    }
    return Entry.model_validate(written | keys)


def a_deadline_entry(**keys: Any) -> Entry:
    """Comments due 4 November 2022, 23:59 in Brussels."""
    due = keys.get("end", utc(2022, 11, 4, 22, 59))
    written = {
        "uid": uuid.UUID(int=0x41),
        "kind": "deadline",
        "id": "comments-a",
        "phase": "online",
        "phase_uid": uuid.UUID(int=0x10),
        "title": Text(en="Comments on category A items", fr="Commentaires sur les points de catégorie A"),
        "start": due - timedelta(minutes=30),
        "end": due,
        "zone": "Europe/Brussels",
        "category": "comments",
        "phase_kind": "online",
    }
    return Entry.model_validate(written | keys)


def translations(language: str) -> gettext.NullTranslations:
    """The catalogue of calendar words in a language, else English, which needs none."""
    path = LOCALES / language / "LC_MESSAGES" / "calendar.po"
    if not path.exists():
        return ENGLISH
    compiled = io.BytesIO()
    with path.open("rb") as source:
        write_mo(compiled, read_po(source))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def rendered(entry: Entry, stamp: Stamp | None = None, *, language: str = "en", page: str = PAGE) -> bytes:
    """The component of an entry."""
    return render_component(
        entry, stamp or a_stamp(), language=language, page=page, translations=translations(language)
    )


def lines_of(component: bytes) -> list[str]:
    """Its content lines, unfolded."""
    return component.decode().replace("\r\n ", "").splitlines()


def value_of(component: bytes, name: str) -> str:
    """The one line of that property name, without the name."""
    [line] = [line for line in lines_of(component) if line.startswith((f"{name}:", f"{name};"))]
    return line[len(name) :]
