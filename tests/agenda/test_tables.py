"""What rows of sittings and people do to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.edits import read_edits
from agenda.tables import TABLES, plan_table
from agenda.tables.forms import read_csv
from agenda.tree import find

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.session import Session
    from agenda.tables import Plan, PlannedRow

PEOPLE = [{"id": "ann", "name": "Ann"}, {"id": "bob", "name": "Bob"}, {"id": "eve", "name": "Eve (chair)"}]
ITEMS = [{"id": one, "title": one.title()} for one in ("opening", "terms", "report")]
VENUES = [
    {"id": "hq", "name": "HQ", "rooms": [{"id": "a", "name": "Room A, east wing"}, {"id": "b", "name": "Room B"}]}
]
AUDIENCES = [{"id": "members", "name": "Members"}]


def with_sittings(*sessions: dict[str, Any], **keys: Any) -> Meeting:
    """A meeting whose phase p, of 16 and 17 November 2022 in Brussels, has these sittings, and an empty phase q."""
    phases = [a_phase(sessions=list(sessions)), a_phase("q", time_zone="Asia/Seoul")]
    things = {"people": PEOPLE, "items": ITEMS, "venues": VENUES, "audiences": AUDIENCES}
    return a_meeting(**(things | {"phases": phases} | keys))


def plan(meeting: Meeting, *lines: str, table: str = "sittings") -> Plan:
    return plan_table(meeting, read_csv("\n".join(lines).encode()), table=TABLES[table])


def only(made: Plan) -> PlannedRow:
    [row] = made.rows
    return row


def complaint(made: Plan) -> tuple[int, str, str]:
    """The row, the column and the sentence of the one problem of a plan; there are no edits then."""
    [problem] = made.problems
    assert made.edits == []
    return problem.row, problem.column, problem.message


def sitting_after(meeting: Meeting, made: Plan, identity: str = "s") -> Session:
    assert made.problems == ()
    for edit in read_edits(made.edits):
        meeting = edit.apply(meeting)
    return find(meeting, "session", identity).value  # type: ignore[return-value]


def test_row_that_says_what_is_there_is_left() -> None:
    row = only(plan(with_sittings(a_session()), "id,title,date,start,end", "s,Session s,2022-11-16,10:00,13:00"))
    assert (row.step, row.changes, row.edits) == ("leave", (), ())


def test_changed_cell_is_one_edit_of_that_field() -> None:
    made = plan(with_sittings(a_session()), "id,title (en),start", "s,Opening,10:00")
    assert made.edits == [{"edit": "set_session", "session": "s", "title": {"en": "Opening"}}]
    [change] = only(made).changes
    assert (change.column, change.before, change.after) == ("title (en)", "Session s", "Opening")


def test_absent_column_leaves_its_field_and_empty_cell_clears_it() -> None:
    meeting = with_sittings(a_session(room="a", chair="ann", notice="Late"))
    after = sitting_after(meeting, plan(meeting, "id,room", "s,"))
    assert (after.room, after.chair, after.notice) == (None, "ann", {"en": "Late"})


def test_row_shorter_than_the_header_has_empty_cells() -> None:
    meeting = with_sittings(a_session(room="a"))
    assert sitting_after(meeting, plan(meeting, "id,room", "s")).room is None


def test_one_language_is_changed_and_the_others_stay() -> None:
    meeting = with_sittings(a_session(title={"en": "Opening", "fr": "Ouverture"}), languages=["en", "fr"])
    after = sitting_after(meeting, plan(meeting, "id,title (fr)", "s,Séance d'ouverture"))
    assert after.title == {"en": "Opening", "fr": "Séance d'ouverture"}


def test_title_emptied_in_every_language_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,title (en)", "s,")
    assert complaint(made) == (2, "title (en)", "needed here; write it")


def test_row_without_id_is_added_under_one_made_of_its_title() -> None:
    meeting = with_sittings()
    made = plan(meeting, "id,phase,title,date,start,end", ",p,Élection of the Chair,2022-11-16,10:00,13:00")
    row = only(made)
    assert row.step == "add"
    assert row.identity.startswith("election-of-the-chair-")
    after = sitting_after(meeting, made, row.identity)
    assert [str(after.start), str(after.end)] == ["2022-11-16 10:00:00", "2022-11-16 13:00:00"]


def test_two_rows_alike_without_ids_are_two_sittings() -> None:
    made = plan(with_sittings(), "phase,title", "p,Plenary", "p,Plenary")
    assert len({row.identity for row in made.rows}) == 2


def test_row_with_an_unknown_id_is_added_under_it() -> None:
    made = plan(with_sittings(), "id,phase,title", "new-1,p,Plenary")
    assert made.edits == [{"edit": "add_session", "phase": "p", "session": {"id": "new-1", "title": {"en": "Plenary"}}}]


def test_sittings_that_the_file_does_not_name_stay() -> None:
    made = plan(with_sittings(a_session("s"), a_session("t")), "id,title", "s,Session s")
    assert (made.absent, made.edits) == (1, [])


def test_row_of_an_example_is_passed_over() -> None:
    assert plan(with_sittings(), "id,phase,title", "(example),p,Opening").rows == ()


def test_one_id_in_two_rows_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,title", "s,One", "", "s,Two")
    [problem] = made.problems
    assert (problem.row, problem.letters, problem.message) == (4, "A", "row 2 has the id “s” too; keep one of them")


def test_id_that_is_none_is_wrong() -> None:
    row, column, message = complaint(plan(with_sittings(), "id,phase,title", "S 1,p,Opening"))
    assert (row, column) == (2, "id")
    assert message.startswith("“S 1” is not an id")


def test_added_sitting_without_a_phase_is_wrong() -> None:
    assert complaint(plan(with_sittings(), "title", "Opening")) == (
        2,
        "phase",
        "a sitting needs its phase; write its id",
    )


def test_added_sitting_without_a_title_is_wrong() -> None:
    assert complaint(plan(with_sittings(), "phase", "p")) == (2, "title (en)", "needed here; write it")


def test_other_phase_moves_the_sitting_with_its_hours() -> None:
    meeting = with_sittings(a_session())
    made = plan(meeting, "id,phase,title", "s,q,Session s")
    assert made.edits == [{"edit": "reorder_session", "session": "s", "phase": "q"}]
    assert [change.column for change in only(made).changes] == ["phase", "time zone"]


def test_zone_that_is_not_the_phases_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,time zone", "s,Asia/Seoul")
    assert complaint(made) == (
        2,
        "time zone",
        "the times of phase “p” are those of Europe/Brussels; write them so, and that zone here",
    )


def test_unknown_column_names_the_nearest() -> None:
    made = plan(with_sittings(a_session()), "id,titel (en)", "s,X")
    [problem] = made.problems
    assert (problem.row, problem.letters) == (1, "B")
    assert problem.message == "“titel (en)” is not a column of this table; did you mean “title (en)”?"


def test_column_of_a_language_that_the_meeting_has_not_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,title (de)", "s,X")
    assert complaint(made)[2].startswith("the meeting has no language “de”")


def test_column_twice_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,title,Title (EN)", "s,X,Y")
    assert complaint(made)[2] == "the column “title (en)” is here twice; remove one of them"


def test_column_names_count_without_capitals_blanks_and_underscores() -> None:
    made = plan(with_sittings(a_session()), " ID , TIME_ZONE ", "s,Europe/Brussels")
    assert (made.problems, made.columns) == ((), ("id", "time zone"))


def test_cell_under_no_column_name_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,,title", "s,seen,Session s")
    [problem] = made.problems
    assert (problem.letters, problem.message) == ("B", "this cell stands under no column name")


def test_every_wrong_cell_of_a_row_is_told() -> None:
    made = plan(with_sittings(a_session()), "id,kind,room,expected", "s,party,attic,many")
    assert [problem.column for problem in made.problems] == ["kind", "room", "expected"]


def test_more_edits_than_are_made_at_once_are_wrong() -> None:
    made = plan(with_sittings(), "phase,title", *["p,Plenary"] * 1_001)
    assert [problem.message for problem in made.problems] == [
        "the file makes 1,001 edits; at most 1,000 are made at once, so divide it"
    ]


@pytest.mark.parametrize(
    ("cells", "start", "end"),
    [
        ("2022-11-17,10:00,13:00", "2022-11-17 10:00", "2022-11-17 13:00"),
        ("17.11.2022,10.00,13h", "2022-11-17 10:00", "2022-11-17 13:00"),
        ("16/11/2022,3:00 pm,6 pm", "2022-11-16 15:00", "2022-11-16 18:00"),
        ("2022-11-16,22:00,01:30", "2022-11-16 22:00", "2022-11-17 01:30"),
        (",2022-11-17 09:00,2022-11-17T12:30", "2022-11-17 09:00", "2022-11-17 12:30"),
    ],
)
def test_hours_are_read_as_they_are_written(cells: str, start: str, end: str) -> None:
    meeting = with_sittings(a_session())
    after = sitting_after(meeting, plan(meeting, "id,date,start,end", f"s,{cells}"))
    assert (f"{after.start:%Y-%m-%d %H:%M}", f"{after.end:%Y-%m-%d %H:%M}") == (start, end)


@pytest.mark.parametrize(
    ("cells", "column", "message"),
    [
        ("05/11/2022,10:00,13:00", "date", "“05/11/2022” may be 2022-11-05 or 2022-05-11; write the one that is meant"),
        ("16 November,10:00,13:00", "date", "“16 November” is not a date; write it as 2022-11-16"),
        ("2022-11-31,10:00,13:00", "date", "“2022-11-31” is in no calendar"),
        ("2022-11-16,noon,13:00", "start", "“noon” is not a time of day; write it as 14:30"),
        ("2022-11-16,25:00,13:00", "start", "“25:00” is on no clock; write a time from 00:00 to 23:59"),
        ("2022-11-16,,", "start", "a date needs a start, such as 10:00; or empty the date too"),
        (",10:00,13:00", "start", "a start needs its day, such as 2022-11-16, in the column “date”"),
        (",,13:00", "end", "an end needs a start; write one, or empty the end too"),
        (
            "2022-11-16,14:30,13:00",
            "end",
            "13:00 is before the start; if it is meant for another day, write the day before it",
        ),
    ],
)
def test_hours_that_say_nothing_are_wrong(cells: str, column: str, message: str) -> None:
    made = plan(with_sittings(a_session()), "id,date,start,end", f"s,{cells}")
    assert complaint(made) == (2, column, message)


def test_emptied_hours_make_a_sitting_unscheduled() -> None:
    meeting = with_sittings(a_session())
    after = sitting_after(meeting, plan(meeting, "id,date,start,end", "s,,,"))
    assert (after.start, after.end, after.minutes) == (None, None, None)


def test_minutes_stand_instead_of_an_end() -> None:
    meeting = with_sittings(a_session())
    assert complaint(plan(meeting, "id,minutes", "s,90"))[2].startswith("there is an end and a number of minutes")
    after = sitting_after(meeting, plan(meeting, "id,end,minutes", "s,,90"))
    assert (after.end, after.minutes) == (None, 90)


def test_end_on_the_next_day_goes_with_a_start_that_moves() -> None:
    meeting = with_sittings(a_session(start="2022-11-16T22:00", end="2022-11-17T01:00"))
    after = sitting_after(meeting, plan(meeting, "id,date", "s,2022-11-17"))
    assert (str(after.start), str(after.end)) == ("2022-11-17 22:00:00", "2022-11-18 01:00:00")


def test_fold_goes_where_a_start_moves_to_a_clear_hour() -> None:
    meeting = with_sittings(a_session(start="2022-11-16T10:00", fold=1))
    assert sitting_after(meeting, plan(meeting, "id,start", "s,11:00")).fold is None


def test_room_chair_and_items_are_known_by_name_too() -> None:
    meeting = with_sittings(a_session())
    made = plan(meeting, "id;room;chair;items;audience", 's;room a, EAST wing;Ann;"terms, Report";Members')
    after = sitting_after(meeting, made)
    assert (after.room, after.chair, after.audience) == ("a", "ann", ("members",))
    assert [slot.item for slot in after.slots] == ["terms", "report"]


def test_name_of_two_asks_for_an_id() -> None:
    meeting = with_sittings(a_session(), people=[{"id": "x", "name": "Ann"}, {"id": "y", "name": "Ann"}])
    assert complaint(plan(meeting, "id,chair", "s,Ann"))[2] == "“Ann” is the name of 2: write an id, x or y"


def test_unknown_room_names_those_there_are() -> None:
    made = plan(with_sittings(a_session()), "id,room", "s,attic")
    assert complaint(made)[2] == "there is no room “attic”; write one of a, b, or add it first"


def test_emptied_audience_opens_a_sitting_and_the_organisers_can_be_said() -> None:
    meeting = with_sittings(a_session(audience="members"))
    assert sitting_after(meeting, plan(meeting, "id,audience", "s,")).audience is None
    assert sitting_after(meeting, plan(meeting, "id,audience", "s,(organisers)")).audience == ()


ORDER = [
    {"kind": "break", "title": "Coffee"},
    {"item": "opening", "minutes": 10, "speakers": [{"person": "ann", "role": "chair"}]},
    {"kind": "break", "minutes": 15},
    {"item": "terms", "minutes": 60},
]


@pytest.mark.parametrize(
    ("cell", "order"),
    [
        ("opening; terms; report", [None, "opening", None, "terms", "report"]),
        ("terms; opening", [None, "terms", "opening", None]),
        ("terms", [None, None, "terms"]),
        ("", [None, None]),
    ],
)
def test_items_order_the_steps_and_keep_what_is_in_them(cell: str, order: list[str | None]) -> None:
    meeting = with_sittings(a_session(slots=ORDER))
    after = sitting_after(meeting, plan(meeting, "id,items", f"s,{cell}"))
    assert [slot.item for slot in after.slots] == order
    before = {slot.item: slot for slot in meeting.phases[0].sessions[0].slots}
    assert [slot for slot in after.slots if slot.item in before and slot.item] == [
        before[item] for item in order if item in before and item
    ]


def speakers(session: Session) -> list[list[str]]:
    return [[one.person for one in slot.speakers] for slot in session.slots]


def test_speaker_no_longer_named_is_taken_out() -> None:
    meeting = with_sittings(a_session(slots=ORDER))
    assert speakers(sitting_after(meeting, plan(meeting, "id,speakers", "s,"))) == [[], [], [], []]


def test_new_speaker_is_put_on_the_item_that_is_named() -> None:
    meeting = with_sittings(a_session(slots=ORDER))
    made = plan(meeting, "id,speakers", "s,ann; bob (terms); Eve (chair) (terms)")
    assert speakers(sitting_after(meeting, made)) == [[], ["ann"], [], ["bob", "eve"]]


def test_new_speaker_without_an_item_is_wrong_among_several_steps() -> None:
    made = plan(with_sittings(a_session(slots=ORDER)), "id,speakers", "s,ann; bob")
    assert complaint(made)[2] == "the sitting has several steps; write where “bob” speaks, as in bob (opening)"


def test_new_speaker_of_a_sitting_without_steps_makes_one() -> None:
    meeting = with_sittings(a_session())
    assert speakers(sitting_after(meeting, plan(meeting, "id,speakers", "s,bob; ann"))) == [["bob", "ann"]]


def test_join_links_keep_what_stands_beside_their_address() -> None:
    link = {"label": "Watch", "url": "https://video.example.org/1", "audience": "members"}
    meeting = with_sittings(a_session(join=[link]))
    made = plan(meeting, "id,join", "s,https://video.example.org/2 https://video.example.org/3")
    after = sitting_after(meeting, made)
    assert [(one.label["en"], one.url[-1], one.audience) for one in after.join] == [
        ("Watch", "2", ("members",)),
        ("Join", "3", ("members",)),
    ]


def test_address_that_cannot_be_followed_is_wrong() -> None:
    made = plan(with_sittings(a_session()), "id,join", "s,javascript:alert(1)")
    assert complaint(made)[1] == "join"


def test_people_are_changed_added_and_left() -> None:
    meeting = with_sittings()
    made = plan(
        meeting,
        "id,name,affiliation,country,time zone",
        "ann,Ann,WCO,,",
        "bob,Bob,,no,Europe/Oslo",
        ",Zoë Ünal,,,",
        "eve,Eve (chair),,,",
        table="people",
    )
    assert [row.step for row in made.rows] == ["change", "change", "add", "leave"]
    assert made.edits[:2] == [
        {"edit": "set_person", "person": "ann", "affiliation": {"en": "WCO"}},
        {"edit": "set_person", "person": "bob", "country": "NO", "time_zone": "Europe/Oslo"},
    ]
    assert made.rows[2].identity.startswith("zoe-unal-")


@pytest.mark.parametrize(
    ("cells", "column"), [("ann,Ann,Norway,", "country"), ("ann,Ann,,CET+1", "time zone"), ("x,,,", "name (en)")]
)
def test_person_that_breaks_a_rule_is_wrong(cells: str, column: str) -> None:
    made = plan(with_sittings(), "id,name,country,time zone", cells, table="people")
    assert complaint(made)[1] == column


def test_text_that_is_too_long_or_unprintable_is_wrong() -> None:
    made = plan(with_sittings(a_session("s"), a_session("t")), "id,title", f"s,{'x' * 1_001}", "t,a\x07b")
    assert [(one.row, one.column) for one in made.problems] == [(2, "title (en)"), (3, "title (en)")]
    assert made.problems[0].message == "1001 characters; at most 1000 are allowed, shorten it"
