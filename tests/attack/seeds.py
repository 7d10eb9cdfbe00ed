"""Good files, one of each kind that the service reads, for tests and fuzzers to hurt."""

from __future__ import annotations

from builders import a_meeting, a_phase, a_session

from agenda.files import write_yaml
from agenda.tables import TABLES, rows_of
from agenda.tables.forms import write_csv, write_xlsx
from web.editor.table_words import headings_of, meanings_of
from web.translations import translations_for

MEETING = a_meeting(
    venues=[{"id": "hq", "name": "HQ", "rooms": [{"id": "r", "name": "Room"}]}],
    people=[{"id": "a", "name": "Ana", "time_zone": "Asia/Seoul"}],
    items=[{"id": "i", "title": "Item", "action": ["decision"]}],
    phases=[a_phase(venue="hq", items=["i"], sessions=[a_session(room="r", chair="a", slots=[{"item": "i"}])])],
)
MEETING_SEED = write_yaml(MEETING)
CALENDAR_SEED = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
BEGIN:VTIMEZONE\r
TZID:Here\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
END:VTIMEZONE\r
BEGIN:VEVENT\r
UID:one\r
DTSTART;TZID=Here:20221116T090000\r
DURATION:PT1H\r
RRULE:FREQ=WEEKLY;COUNT=9;BYDAY=MO,WE\r
EXDATE;TZID=Here:20221123T090000\r
RDATE;TZID=Here:20221125T090000\r
SUMMARY:A sitting\r
LOCATION:Room\r
END:VEVENT\r
END:VCALENDAR\r
"""
SITTINGS = TABLES["sittings"]
TABLE_SEED = write_csv(SITTINGS.columns(MEETING), rows_of(SITTINGS, MEETING))
ENGLISH = translations_for("en")
WORKBOOK_SEED = write_xlsx(
    SITTINGS,
    MEETING,
    rows_of(SITTINGS, MEETING),
    meanings=meanings_of(SITTINGS.name, ENGLISH),
    headings=headings_of(ENGLISH),
)
