"""One VEVENT for one entry: the same bytes whenever the same entry, stamp, language and page are given."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from agenda.timespan import zone
from calendars.description import description_of
from calendars.lines import address, one_line, serialised, text, utc
from calendars.places import conference_lines, location_lines
from calendars.times import time_lines
from calendars.wording import CATEGORIES, ENTRY_KINDS, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator
    from gettext import NullTranslations

    from agenda.entries import Entry, Stamp


def render_component(entry: Entry, stamp: Stamp, *, language: str, page: str, translations: NullTranslations) -> bytes:
    """The VEVENT of an entry (RFC 5545 §3.6.1): folded lines in UTF-8 with CRLF.

    `language` (BCP 47) picks among the meeting's texts, `translations` hold its interface words; `page` is
    the absolute address of the meeting's page, without a slash at its end.
    """
    wording = Wording(language, translations)
    return serialised(
        [
            "BEGIN:VEVENT",
            *_stamp_lines(entry, stamp),
            *time_lines(entry),
            f"SUMMARY:{text(summary_of(entry, wording))}",
            *location_lines(entry, wording),
            *conference_lines(entry, wording),
            *_busy_lines(entry),
            f"CLASS:{'PRIVATE' if entry.is_restricted else 'PUBLIC'}",
            f"CATEGORIES:{','.join(text(category) for category in _categories(entry, wording))}",
            f"URL:{address(entry_address(entry, page))}",
            *_relation_lines(entry),
            *_description_lines(entry, wording),
            "END:VEVENT",
        ]
    )


def entry_address(entry: Entry, page: str) -> str:
    """The address of an entry's own page; a deadline is a place on its phase's page."""
    if entry.kind == "session":
        return f"{page}/sessions/{entry.id}"
    if entry.kind == "phase":
        return f"{page}/phases/{entry.id}"
    return f"{page}/phases/{entry.phase}#deadline-{entry.id}"


def summary_of(entry: Entry, wording: Wording) -> str:
    """SUMMARY as plain text: the title, a deadline's time and zone, and a prefix where it is cancelled."""
    summary = one_line(wording.content(entry.title))
    if entry.kind == "deadline" and isinstance(entry.end, datetime):
        due = wording.moment(entry.end.astimezone(zone(entry.zone)))
        summary = wording.gettext("{title} (due {time})", title=summary, time=due)
    return wording.gettext("Cancelled: {title}", title=summary) if entry.is_cancelled else summary


def _stamp_lines(entry: Entry, stamp: Stamp) -> Iterator[str]:
    changed = utc(stamp.last_modified.astimezone(UTC))
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{changed}"
    yield f"CREATED:{utc(stamp.created.astimezone(UTC))}"
    yield f"LAST-MODIFIED:{changed}"
    yield f"SEQUENCE:{stamp.sequence}"
    yield f"STATUS:{entry.status.upper()}"


def _busy_lines(entry: Entry) -> Iterator[str]:
    if entry.kind != "session" or entry.is_cancelled:
        yield "TRANSP:TRANSPARENT"
        yield "X-MICROSOFT-CDO-BUSYSTATUS:FREE"
        return
    yield "TRANSP:OPAQUE"
    yield f"X-MICROSOFT-CDO-BUSYSTATUS:{'TENTATIVE' if entry.status == 'tentative' else 'BUSY'}"


def _categories(entry: Entry, wording: Wording) -> list[str]:
    words = [
        ENTRY_KINDS[entry.kind],
        CATEGORIES[entry.kind].get(entry.category or ""),
        CATEGORIES["phase"].get(entry.phase_kind),
    ]
    return list(dict.fromkeys(wording.gettext(word) for word in words if word))


def _relation_lines(entry: Entry) -> Iterator[str]:
    if entry.kind != "phase":
        yield f"RELATED-TO:{entry.phase_uid}"


def _description_lines(entry: Entry, wording: Wording) -> Iterator[str]:
    if description := description_of(entry, wording):
        yield f"DESCRIPTION:{text(description)}"
