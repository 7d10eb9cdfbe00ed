"""Drafts written or read last are kept as objects: the same meeting, a bounded number of them, and canonical JSON."""

from __future__ import annotations

import json

from builders import a_meeting, a_phase, meeting_file

from agenda.store.written import Remembered, read_draft, written_draft


def test_what_was_written_or_read_is_read_as_the_same_object() -> None:
    meeting = meeting_file("cap-19")
    text = written_draft(meeting)
    assert read_draft(text) is meeting
    other = json.dumps(json.loads(text) | {"slug": "another"})
    assert read_draft(other) is read_draft(other)
    assert read_draft(other) == meeting.model_copy(update={"slug": "another"})


def test_what_was_read_from_other_json_is_written_in_ours() -> None:
    ours = written_draft(a_meeting(slug="elsewhere"))
    theirs = json.dumps(json.loads(ours), indent=1)
    assert written_draft(read_draft(theirs)) == ours


def test_as_much_is_kept_as_was_said_and_the_last_in_any_case() -> None:
    meetings = [a_meeting(slug=f"meeting-{number}", phases=[a_phase("p")]) for number in range(6)]
    memory = Remembered(25)
    for number, meeting in enumerate(meetings[:4]):
        memory.add(str(number) * 10, meeting, was_written=True)
    assert [memory.meeting_of(str(number) * 10) for number in range(4)] == [None, None, *meetings[2:4]]
    assert [memory.text_of(meeting) for meeting in meetings[:4]] == [None, None, "2" * 10, "3" * 10]
    memory.meeting_of("2" * 10)
    memory.add("4" * 10, meetings[4], was_written=False)
    assert memory.meeting_of("2" * 10) is meetings[2]
    assert memory.meeting_of("3" * 10) is None
    assert memory.text_of(meetings[4]) is None
    memory.add("5" * 100, meetings[5], was_written=True)
    assert memory.meeting_of("5" * 100) is meetings[5]
    assert memory.size == 100


def test_another_object_of_the_same_json_takes_the_place_of_the_former() -> None:
    one, other = (a_meeting() for _ in range(2))
    memory = Remembered(100)
    memory.add("x", one, was_written=True)
    memory.add("x", other, was_written=False)
    assert memory.meeting_of("x") is other
    assert (memory.text_of(one), memory.text_of(other)) == (None, None)
    assert memory.size == 1
