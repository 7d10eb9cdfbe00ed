"""The agenda as CSV: read back by the csv module, with both clocks, and harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from pathlib import Path

from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, canary_meeting
from documents import a_file, a_reading
from page_builders import EDITION

from agenda.selection import Selection
from web.documents.csv_form import COLUMNS, csv_of

ROOT = Path(__file__).parents[3]


def rows_in(data: bytes) -> list[dict[str, str]]:
    """The rows of a file, as a script reads them."""
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True))


def test_row_says_all_of_a_sitting() -> None:
    meeting = a_meeting(
        venues=[{"id": "hq", "name": "Headquarters", "rooms": [{"id": "a", "name": "Room A"}]}],
        people=[{"id": "kim", "name": "Ms Kim"}],
        items=[{"id": "i", "title": "Opening"}, {"id": "j", "title": "Close", "number": "1.10"}],
        phases=[
            a_phase(
                venue="hq",
                sessions=[
                    a_session(
                        kind="plenary",
                        status="tentative",
                        room="a",
                        chair="kim",
                        interpretation=["en", "fr"],
                        notice="starts 30 minutes late",
                        recording="https://video.example.org/1",
                        join=[{"label": "J", "url": "https://j.example.org"}, {"label": "T", "url": "tel:+3222"}],
                        slots=[{"item": "i"}, {"item": "j"}, {"item": "i"}],
                    )
                ],
            )
        ],
    )
    phase, session = rows_in(a_file("csv", meeting, "en", "Asia/Seoul"))
    assert list(session) == list(COLUMNS)
    assert session.pop("uid") == str(a_reading(meeting).view.uid_of("session", "s"))
    assert session == {
        "meeting": "m",
        "revision": "3",
        "kind": "session",
        "id": "s",
        "title": "Session s",
        "type": "plenary",
        "status": "tentative",
        "zone": "Europe/Brussels",
        "start": "2022-11-16 10:00",
        "end": "2022-11-16 13:00",
        "utc_offset": "UTC+01:00",
        "start_utc": "2022-11-16T09:00:00Z",
        "end_utc": "2022-11-16T12:00:00Z",
        "minutes": "180",
        "other_zone": "Asia/Seoul",
        "other_start": "2022-11-16 18:00",
        "other_end": "2022-11-16 21:00",
        "phase": "p",
        "phase_title": "Phase p",
        "venue": "Headquarters",
        "room": "Room A",
        "chair": "Ms Kim",
        "items": "1; 1.10",
        "item_ids": "i; j",
        "interpretation": "en; fr",
        "audience": "",
        "notice": "starts 30 minutes late",
        "join": "https://j.example.org tel:+3222",
        "recording": "https://video.example.org/1",
        "page": "http://127.0.0.1:8000/m/m/sessions/s",
    }
    assert (phase["kind"], phase["start"], phase["end"]) == ("phase", "2022-11-16", "2022-11-17")
    assert (phase["start_utc"], phase["end_utc"]) == ("2022-11-15T23:00:00Z", "2022-11-17T23:00:00Z")


def test_every_phase_deadline_and_sitting_has_a_row() -> None:
    for slug, counts in (("cap-19", (3, 3, 3)), ("sbstta-24", (2, 0, 7)), ("ptc-227", (2, 2, 0))):
        kinds = [row["kind"] for row in rows_in(a_file("csv", meeting_file(slug)))]
        assert tuple(map(kinds.count, ("phase", "deadline", "session"))) == counts


def test_both_clocks_name_the_same_instant_across_a_clock_change() -> None:
    night = [
        {"id": "a", "title": "A", "start": "2022-10-30T02:30", "minutes": 30, "fold": 0},
        {"id": "b", "title": "B", "start": "2022-10-30T02:30", "minutes": 90, "fold": 1},
    ]
    meeting = a_meeting(phases=[a_phase(start="2022-10-29", end="2022-10-31", sessions=night)])
    rows = rows_in(a_file("csv", meeting))[1:]
    assert [row["start"] for row in rows] == ["2022-10-30 02:30"] * 2
    assert [row["utc_offset"] for row in rows] == ["UTC+02:00", "UTC+01:00"]
    assert [row["start_utc"] for row in rows] == ["2022-10-30T00:30:00Z", "2022-10-30T01:30:00Z"]
    for row in rows:
        local = datetime.fromisoformat(row["start"].replace(" ", "T") + row["utc_offset"].removeprefix("UTC"))
        assert local == datetime.fromisoformat(row["start_utc"])


def test_what_does_not_stand_says_so_and_is_not_joined() -> None:
    off = a_phase(
        "q", status="postponed", sessions=[a_session("u", join=[{"label": "J", "url": "https://j.example.org"}])]
    )
    on = a_phase(sessions=[a_session(status="cancelled"), {"id": "t", "title": "Later"}])
    rows = {row["id"]: row for row in rows_in(a_file("csv", a_meeting(phases=[on, off])))}
    assert [rows[one]["status"] for one in ("s", "t", "q", "u")] == ["cancelled", "confirmed", "postponed", "postponed"]
    assert (rows["u"]["join"], rows["t"]["start"], rows["t"]["start_utc"]) == ("", "", "")


def test_nothing_is_computed_by_a_spreadsheet_and_every_row_is_a_line() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(title='=cmd()|" /C"!A0', notice="-1\n+2\r\n@x;\ty")])])
    data = a_file("csv", meeting)
    assert data.startswith(b"\xef\xbb\xbfmeeting,revision,kind,")
    assert data.count(b"\r\n") == data.count(b"\n") == 3
    row = rows_in(data)[1]
    assert (row["title"], row["notice"]) == ('\'=cmd()|" /C"!A0', "'-1 +2 @x; y")


def test_selection_leaves_the_rest_out() -> None:
    data = csv_of(a_reading(meeting_file("cap-19"), selection=Selection(items=("rilo",))), EDITION)
    assert [(row["kind"], row["id"]) for row in rows_in(data)] == [("phase", "hybrid"), ("session", "s3")]


def test_nothing_closed_is_in_it() -> None:
    assert CANARY not in a_file("csv", canary_meeting()).decode().lower()
    assert CANARY in a_file("csv", canary_meeting(), "en", None, "canary-members").decode().lower()


def test_every_column_is_explained_to_users() -> None:
    explained = re.findall(r"^\| `(\w+)` \| (.+) \|$", (ROOT / "docs" / "csv.md").read_text("utf-8"), re.MULTILINE)
    assert explained == list(COLUMNS.items())
