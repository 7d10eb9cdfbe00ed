"""The agenda as CSV (RFC 4180) for spreadsheets and scripts: a row for each phase, deadline and sitting.

It is in UTF-8 with a byte order mark, without which Excel takes it for another encoding (Python reads it as
"utf-8-sig"); every row is one line; lines end with CR LF. A cell that a spreadsheet would compute begins with an
apostrophe. Times stand on the clock of their place as a spreadsheet reads them, and in UTC as a script does.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from agenda.schedule import due_of, zone_of
from agenda.selection import selected
from agenda.tables.csv_form import write_cells
from agenda.timespan import zone
from web.documents.wording import one_line
from web.forms.json_form import written_instant
from web.pages.sittings import bounds_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agenda.phase import Deadline, Phase
    from agenda.session import Session
    from agenda.tables.grid import Cell
    from agenda.text import Text
    from web.pages.context import Edition
    from web.pages.reading import Reading

MEDIA_TYPE = "text/csv; charset=utf-8; header=present"
COLUMNS = {
    "meeting": "the slug of the meeting",
    "revision": "the number of the publication",
    "kind": "what the row is: phase, deadline or session",
    "id": "its id, which stays for as long as it is there",
    "uid": "its UID in calendars",
    "title": "its title in the language of the file",
    "type": "phase: online, hybrid, in_person, closing; deadline: comments, silence, …; session: plenary, …",
    "status": "confirmed, tentative, postponed or cancelled; of a phase that does not stand, for all that is in it",
    "zone": "the IANA time zone of the place",
    "start": "when it starts, or a deadline is due, at the place: 2022-11-16 10:00; of a phase the first day",
    "end": "when it ends, at the place; of a phase the last day; empty for a deadline",
    "utc_offset": "how far the place is from UTC at the start: UTC+01:00",
    "start_utc": "the start in UTC: 2022-11-16T09:00:00Z; of a phase the first moment of its first day",
    "end_utc": "the end in UTC; of a phase the first moment after its last day",
    "minutes": "how long a sitting lasts",
    "other_zone": "the zone that was asked for with ?tz=; it and the next two are empty without",
    "other_start": "the start on the clock of that zone",
    "other_end": "the end on the clock of that zone",
    "phase": "the id of the phase that it is in",
    "phase_title": "the title of that phase",
    "venue": "the name of the venue",
    "room": "the name of the room",
    "chair": "who chairs",
    "items": "the numbers of the agenda items that it is about, separated by “; ”",
    "item_ids": "their ids, in the same order",
    "interpretation": "the languages of interpretation (BCP 47), separated by “; ”",
    "audience": "whom it is for, where that is not everybody",
    "notice": "what was announced last: “starts 30 minutes late”",
    "join": "addresses to take part at, separated by blanks",
    "recording": "the address of the recording",
    "page": "the address of its page",
}
"""Every column, in their order, with what stands in it. New ones may be added at the end."""

Row = dict[str, "Cell"]


def csv_of(reading: Reading, edition: Edition) -> bytes:
    """The file of what a reader selected of a meeting; the same publication gives the same bytes."""
    shown = replace(reading, view=selected(reading.view, reading.selection))
    head: Row = {"meeting": reading.view.meeting.slug, "revision": edition.number}
    rows = (head | row for phase in shown.view.meeting.phases for row in _rows_of(shown, phase))
    return write_cells(list(COLUMNS), ([row.get(column) for column in COLUMNS] for row in rows))


def _rows_of(reading: Reading, phase: Phase) -> Iterator[Row]:
    """The phase, then its deadlines and then its sittings, each by time; a sitting without one comes last."""
    zone_name = zone_of(reading.view.meeting, phase)
    inside: Row = {
        "zone": zone_name,
        "other_zone": reading.reader.zone,
        "phase": phase.id,
        "phase_title": _line(reading, phase.title),
    }
    yield inside | _phase(reading, phase, zone_name)
    for deadline in sorted(phase.deadlines, key=lambda one: due_of(one, zone_name).timestamp()):
        yield inside | _deadline(reading, phase, deadline)
    for session in sorted(phase.sessions, key=lambda one: _moment(reading, phase, one)):
        yield inside | _session(reading, phase, session)


def _moment(reading: Reading, phase: Phase, session: Session) -> float:
    start, _ = bounds_of(reading, phase, session)
    return start.timestamp() if start else float("inf")


def _phase(reading: Reading, phase: Phase, zone_name: str) -> Row:
    first = datetime.combine(phase.start, time(), tzinfo=zone(zone_name))
    after = datetime.combine(phase.end + timedelta(days=1), time(), tzinfo=zone(zone_name))
    venue = reading.venues.get(phase.venue or "")
    return {
        **_named(reading, "phase", phase.id),
        "title": _line(reading, phase.title),
        "type": phase.kind,
        "status": phase.status,
        "start": phase.start,
        "end": phase.end,
        "utc_offset": _offset(first),
        "start_utc": _utc(first),
        "end_utc": _utc(after),
        "venue": _line(reading, venue.name if venue else None),
        **_items(reading, phase.items),
        "join": (phase.platform and phase.platform.url) or "",
    }


def _deadline(reading: Reading, phase: Phase, deadline: Deadline) -> Row:
    due = due_of(deadline, zone_of(reading.view.meeting, phase))
    return {
        **_named(reading, "deadline", deadline.id),
        "title": _line(reading, deadline.title),
        "type": deadline.kind,
        "status": phase.status,
        **_times(reading, due, None),
        **_items(reading, deadline.items),
        "audience": one_line(reading.audience_names(deadline.audience)),
    }


def _session(reading: Reading, phase: Phase, session: Session) -> Row:
    start, end = bounds_of(reading, phase, session)
    room, venue = reading.rooms.get(session.room or "", (None, None))
    is_off = phase.is_off or session.is_cancelled
    return {
        **_named(reading, "session", session.id),
        "title": _line(reading, session.title),
        "type": session.kind or "",
        "status": phase.status if phase.is_off and not session.is_cancelled else session.status,
        **_times(reading, start, end),
        "minutes": int((end.astimezone(UTC) - start.astimezone(UTC)).total_seconds() // 60)
        if start and end
        else session.minutes,
        "venue": _line(reading, venue.name if venue else None),
        "room": _line(reading, room.name if room else None),
        "chair": _line(reading, chair.name if (chair := reading.people.get(session.chair or "")) else None),
        **_items(reading, dict.fromkeys(slot.item for slot in session.slots if slot.item)),
        "interpretation": "; ".join(session.interpretation),
        "audience": one_line(reading.audience_names(session.audience)),
        "notice": _line(reading, session.notice),
        "join": "" if is_off else " ".join(link.url for link in session.join),
        "recording": session.recording or "",
    }


def _named(reading: Reading, kind: str, identity: str) -> Row:
    fragment = f"#{kind}-{identity}" if kind == "deadline" else f"/{kind}s/{identity}"
    page = "" if reading.is_alone else reading.reader.address + fragment
    return {"kind": kind, "id": identity, "uid": str(reading.view.uid_of(kind, identity)), "page": page}


def _times(reading: Reading, start: datetime | None, end: datetime | None) -> Row:
    other = zone(reading.reader.zone) if reading.reader.zone else None
    return {
        "start": _local(start),
        "end": _local(end),
        "utc_offset": _offset(start),
        "start_utc": _utc(start),
        "end_utc": _utc(end),
        "other_start": _local(start.astimezone(other)) if start and other else None,
        "other_end": _local(end.astimezone(other)) if end and other else None,
    }


def _items(reading: Reading, identities: Iterable[str]) -> Row:
    known = [identity for identity in identities if identity in reading.items]
    return {
        "items": "; ".join(reading.items[identity][0] for identity in known),
        "item_ids": "; ".join(known),
    }


def _line(reading: Reading, text: Text | None) -> str:
    return one_line(reading.phrase(text).text)


def _local(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=None) if moment else None


def _offset(moment: datetime | None) -> str:
    """ "UTC+01:00": a spreadsheet would compute "+01:00"."""
    return f"UTC{moment.isoformat()[-6:]}" if moment else ""


def _utc(moment: datetime | None) -> str:
    return written_instant(moment.astimezone(UTC)) if moment else ""
