"""A row of the table of sittings: what its cells say of a sitting, and the fields that they change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from agenda.schedule import zone_of
from agenda.session import Session, SessionKind, SessionStatus
from agenda.tables.cells import CellError, choice_in, number_in, parts_in, words_in
from agenda.tables.columns import Column, text_columns
from agenda.tables.hours import hour_cells, read_hours
from agenda.tables.steps import items_of, read_speakers, speakers_of, with_items, with_speakers

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.phase import Phase
    from agenda.tables.grid import Cell
    from agenda.tables.reading import RowReader

ORGANISERS_ALONE = "(organisers)"
"""What the column “audience” says of a sitting that is closed to everybody but the organisers."""


def sitting_columns(meeting: Meeting) -> tuple[Column, ...]:
    """The columns of the table of sittings, texts in each language of the meeting."""
    languages = meeting.languages
    return (
        Column("id", "id", "id"),
        Column("phase", "phase", "object", noun="phase"),
        *text_columns("title", languages),
        Column("date", "start", "date"),
        Column("start", "start", "clock"),
        Column("end", "end", "clock"),
        Column("minutes", "minutes", "number"),
        Column("time zone", "time_zone"),
        Column("kind", "kind", "choice", choices=get_args(SessionKind)),
        Column("status", "status", "choice", choices=get_args(SessionStatus)),
        Column("room", "room", "object", noun="room"),
        Column("chair", "chair", "object", noun="person"),
        Column("items", "items", "list", noun="item"),
        Column("speakers", "speakers", "list", noun="person"),
        Column("expected", "expected", "number"),
        Column("interpretation", "interpretation"),
        Column("join", "join"),
        Column("recording", "recording"),
        Column("audience", "audience", "list", noun="audience"),
        *text_columns("notice", languages),
        *text_columns("description", languages),
    )


def sitting_cells(meeting: Meeting, phase: Phase, session: Session) -> dict[str, Cell]:
    """The cells of a sitting, by column."""
    slots = session.written().get("slots", [])
    texts = {"title": session.title, "notice": session.notice, "description": session.description}
    closed = "" if session.audience is None else "; ".join(session.audience) or ORGANISERS_ALONE
    return {
        "id": session.id,
        "phase": phase.id,
        **hour_cells(session),
        "time zone": zone_of(meeting, phase),
        "kind": session.kind,
        "status": session.status,
        "room": session.room,
        "chair": session.chair,
        "items": "; ".join(items_of(slots)),
        "speakers": "; ".join(speakers_of(slots)),
        "expected": session.expected,
        "interpretation": "; ".join(session.interpretation),
        "join": "\n".join(link.url for link in session.join),
        "recording": session.recording,
        "audience": closed,
        **{f"{field} ({tag})": text.get(tag) for field, text in texts.items() if text for tag in meeting.languages},
    }


def read_sitting(row: RowReader, session: Session | None, phase: Phase) -> dict[str, Any]:
    """The fields that a row changes, as a merge patch; complaints stay with the row."""
    zone = zone_of(row.meeting, phase)
    if "time zone" in row.given:
        row.take("time zone", lambda cell: _same_zone(cell, zone, phase))
    patch = read_hours(row, session, zone=zone)
    for field in ("title", "notice", "description"):
        row.put_text(patch, field)
    row.put(patch, "kind", lambda cell: choice_in(cell, get_args(SessionKind)))
    row.put(patch, "status", lambda cell: choice_in(cell, get_args(SessionStatus)))
    row.put(patch, "room", lambda cell: row.names.one("room", cell))
    row.put(patch, "chair", lambda cell: row.names.one("person", cell))
    row.put(patch, "expected", number_in)
    row.put(patch, "interpretation", lambda cell: parts_in(cell, r"[;,\s]") or None)
    row.put(patch, "recording", lambda cell: words_in(cell) or None)
    row.put(patch, "audience", lambda cell: _audience(cell, row))
    written = session.written() if session else {}
    row.put(patch, "join", lambda cell: _joined(written.get("join", []), parts_in(cell, r"\s"), row.meeting))
    _read_steps(row, patch, written.get("slots", []))
    return patch


def _same_zone(cell: Cell, zone: str, phase: Phase) -> None:
    words = words_in(cell)
    if words and words != zone:
        raise CellError(f"the times of phase “{phase.id}” are those of {zone}; write them so, and that zone here")


def _audience(cell: Cell, row: RowReader) -> list[str] | None:
    words = words_in(cell)
    if words == ORGANISERS_ALONE:
        return []
    return row.names.some("audience", cell) or None


def _joined(links: list[dict[str, Any]], addresses: list[str], meeting: Meeting) -> list[dict[str, Any]] | None:
    """The join links at these addresses: each keeps label, features and audience of the one in its place.

    One that is new is closed to whom the last one is closed.
    """
    last = links[-1] if links else {}
    new = {"label": {meeting.language: "Join"}} | {key: last[key] for key in ("audience",) if key in last}
    places = [*links, *([new] * len(addresses))]
    return [place | {"url": address} for place, address in zip(places, addresses, strict=False)] or None


def _read_steps(row: RowReader, patch: dict[str, Any], slots: list[dict[str, Any]]) -> None:
    steps = slots
    if row.differs("items"):
        wanted = row.take("items", lambda cell: row.names.some("item", cell))
        steps = with_items(steps, wanted or [])
    if row.differs("speakers"):
        found = row.take("speakers", lambda cell: with_speakers(steps, read_speakers(cell, row.names)))
        steps = steps if found is None else found
    if steps != slots:
        patch["slots"] = steps or None
