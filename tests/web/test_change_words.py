"""What changed between two views, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import a_reader

from agenda.audiences import seen_by
from agenda.changes import compare
from agenda.edits import read_edit
from agenda.nouns import NOUNS
from agenda.service import compare_views
from web.pages.change_fields import field_words
from web.pages.change_sentences import NOUNS_TOLD
from web.pages.change_words import words_of
from web.translations import translations_for

if TYPE_CHECKING:
    from agenda.meeting import Meeting

ROOMS = [{"id": "v", "name": "House", "rooms": [{"id": "a", "name": "Room A"}, {"id": "b", "name": "Room B"}]}]


def told(before: Meeting, after: Meeting, language: str = "en") -> list[str]:
    views = (seen_by(before), seen_by(after))
    return [str(one) for one in words_of(compare_views(*views), *views, a_reader(language))]


def edited(meeting: Meeting, *edits: dict[str, Any]) -> Meeting:
    for written in edits:
        meeting = read_edit(written).apply(meeting)
    return meeting


def after_edits(*edits: dict[str, Any], language: str = "en", slug: str = "cap-19") -> list[str]:
    meeting = meeting_file(slug)
    return told(meeting, edited(meeting, *edits), language)


def sessions(**keys: Any) -> Meeting:
    return a_meeting(venues=ROOMS, phases=[a_phase(sessions=[a_session(title="Opening", **keys)])])


class TestSittings:
    def test_move_within_a_day_names_the_day_and_the_zone_once(self) -> None:
        move = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}
        assert after_edits(move) == ["Opening session moved from Wed 16 Nov 10:00 to 11:00 CET"]
        assert after_edits(move, language="fr") == ["Séance d'ouverture passe de mer. 16 nov. 10:00 à 11:00 CET"]

    def test_move_to_another_day_names_both(self) -> None:
        after = sessions(start="2022-11-17T09:00", end="2022-11-17T12:00")
        assert told(sessions(), after) == ["Opening moved from Wed 16 Nov 10:00 CET to Thu 17 Nov 09:00 CET"]

    def test_move_that_changes_the_length_names_the_ends(self) -> None:
        after = sessions(start="2022-11-16T11:00", end="2022-11-16T12:30")
        assert told(sessions(), after) == ["Opening moved from Wed 16 Nov 10:00–13:00 to 11:00–12:30 CET"]

    def test_later_end_alone_is_no_move(self) -> None:
        assert told(sessions(), sessions(end="2022-11-16T13:30")) == ["Opening ends at 13:30 CET now, not at 13:00 CET"]

    def test_length_written_in_another_way_is_no_change_of_hours(self) -> None:
        before = a_meeting(phases=[a_phase(sessions=[a_session(title="Opening", minutes=180)])])
        assert told(before, sessions().model_copy(update={"venues": ()})) == []

    @pytest.mark.parametrize(
        ("before", "after", "sentence"),
        [
            ({}, {"status": "cancelled"}, "Opening cancelled"),
            ({"status": "cancelled"}, {}, "Opening takes place after all"),
            ({"status": "tentative"}, {}, "Opening is confirmed"),
            ({}, {"status": "tentative"}, "Opening is tentative now"),
            ({"room": "a"}, {"room": "b"}, "Opening moved from Room A to Room B"),
            ({}, {"room": "b"}, "Opening is held in Room B"),
            ({"room": "a"}, {}, "Opening has no room any more"),
            ({}, {"notice": "Starts late"}, "Opening: Starts late"),
            ({"notice": "Starts late"}, {}, "Opening: changed notice"),
            ({}, {"description": "A", "recording": "https://e.org"}, "Opening: changed description and recording"),
            ({}, {"join": [{"label": "V", "url": "https://e.org"}]}, "Opening: changed ways to join"),
        ],
    )
    def test_each_change_has_its_sentence(self, before: dict[str, Any], after: dict[str, Any], sentence: str) -> None:
        assert told(sessions(**before), sessions(**after)) == [sentence]

    def test_added_and_removed_sittings_say_when(self) -> None:
        without = a_meeting(venues=ROOMS)
        assert told(without, sessions()) == ["Opening added: Wed 16 Nov 10:00–13:00 CET"]
        assert told(sessions(), without) == ["Opening removed: Wed 16 Nov 10:00–13:00 CET"]

    def test_items_that_come_to_and_leave_a_running_order_are_named(self) -> None:
        slots = [{"item": "tor"}, {"item": "opening"}]
        meeting = edited(meeting_file("cap-19"), {"edit": "set_session", "session": "s3", "slots": slots})
        after = edited(meeting, {"edit": "set_session", "session": "s3", "slots": slots[1:]})
        assert told(meeting, after) == ["Item 2, Revised Terms of Reference taken off Activities and operations"]

    def test_sitting_in_another_phase_is_not_one_removed_and_one_added(self) -> None:
        phases = [a_phase("p", sessions=[a_session(title="Opening")]), a_phase("q")]
        moved = [a_phase("p"), a_phase("q", sessions=[a_session(title="Opening")])]
        assert told(a_meeting(phases=phases), a_meeting(phases=moved)) == ["Opening belongs to Phase q now"]

    def test_closed_sitting_that_is_opened_is_told_as_one(self) -> None:
        audiences = [{"id": "members", "name": "Members"}]
        before = sessions(audience="members").model_copy(update={"audiences": a_meeting(audiences=audiences).audiences})
        after = sessions().model_copy(update={"audiences": before.audiences})
        views = [seen_by(before), seen_by(after)]
        sentences = [str(one) for one in words_of(compare_views(*views), *views, a_reader())]
        assert sentences == ["Opening is open now: Wed 16 Nov 10:00–13:00 CET"]


class TestOtherObjects:
    def test_phase_that_slips_takes_its_deadlines_along(self) -> None:
        assert after_edits({"edit": "move_phase", "phase": "closing", "start": "2022-11-21"}) == [
            "Phase 3: closing moved from 18 November – 15 December 2022 to 21 November – 18 December 2022",
            "Comments on the draft report moved from Thu 15 Dec 17:00 CET to Sun 18 Dec 17:00 CET",
        ]

    def test_postponed_phase(self) -> None:
        edit = {"edit": "set_phase", "phase": "hybrid", "status": "postponed"}
        assert after_edits(edit) == ["Phase 2: hybrid meeting postponed"]

    def test_added_item_renumbers_those_after_it_in_one_sentence(self) -> None:
        meeting = meeting_file("cap-19")
        added = edited(meeting, {"edit": "add_item", "item": {"id": "new", "title": "News"}, "before": "opening"})
        assert told(meeting, added) == ["Item 1, News added", "The agenda items have other numbers now"]

    def test_items_numbered_by_position_are_told_apart_while_they_are_few(self) -> None:
        before = a_meeting(items=[{"id": "a", "title": "A"}, {"id": "b", "title": "B"}])
        views = [seen_by(before), seen_by(a_meeting(items=[{"id": "b", "title": "B"}]))]
        assert [str(one) for one in words_of(compare_views(*views), *views, a_reader())] == [
            "Item 1, A removed",
            "Item 2 is item 1 now: B",
        ]

    def test_outcome_whose_sitting_goes_is_no_other_outcome(self) -> None:
        sentences = after_edits({"edit": "remove_session", "session": "s1"})
        assert sentences == ["Opening session removed: Wed 16 Nov 10:00–13:00 CET"]

    def test_new_outcome_says_what_was_done(self) -> None:
        outcome = {"item": "tor", "result": "adopted", "refer_to": ["PTC"]}
        edit = {"edit": "record_outcome", "phase": "closing", "outcome": outcome}
        assert after_edits(edit) == ["Outcome: Item 2, Revised Terms of Reference, Adopted; referred to PTC"]

    def test_renaming_quotes_both_names(self) -> None:
        edit = {"edit": "set_phase", "phase": "hybrid", "title": {"en": "Plenary week", "fr": "Semaine plénière"}}
        assert after_edits(edit) == ["“Phase 2: hybrid meeting” is called “Plenary week” now"]

    def test_renaming_in_another_language_is_told_as_a_translation(self) -> None:
        edit = {"edit": "set_phase", "phase": "hybrid", "title": {"fr": "Semaine plénière"}}
        assert after_edits(edit) == ["Phase 2: hybrid meeting: changed translations"]

    def test_order_of_people_is_not_told(self) -> None:
        meeting = meeting_file("cap-19")
        person = meeting.people[-1].id
        before = meeting.people[0].id
        assert told(meeting, edited(meeting, {"edit": "reorder_person", "person": person, "before": before})) == []

    def test_unknown_field_falls_back_to_its_word(self) -> None:
        edit = {"edit": "set_meeting", "contact": "secretariat@example.org", "description": "Words"}
        assert after_edits(edit) == ["The meeting: changed contact and description"]

    def test_every_field_that_may_be_told_has_a_word(self) -> None:
        told_apart = {"status", "start", "end", "minutes", "fold", "room", "due", "result", "refer_to", "item", "id"}
        told_apart |= {"uid", "number"}
        assert NOUNS_TOLD.keys() == NOUNS.keys()
        for model in NOUNS.values():
            fields = model.model_fields.keys() - model.children.keys() - told_apart
            assert fields - field_words(translations_for("en")).keys() == set()


def test_texts_of_a_meeting_are_escaped_on_pages_and_plain_elsewhere() -> None:
    before = a_meeting(phases=[a_phase(sessions=[a_session(title="<b>A & B</b>")])])
    [sentence] = words_of(compare(before, a_meeting()), seen_by(before), seen_by(a_meeting()), a_reader())
    assert sentence.__html__() == "<bdi>&lt;b&gt;A &amp; B&lt;/b&gt;</bdi> removed: Wed 16 Nov 10:00–13:00 CET"
    assert str(sentence) == "<b>A & B</b> removed: Wed 16 Nov 10:00–13:00 CET"


def test_right_to_left_titles_are_isolated_in_plain_text() -> None:
    before = a_meeting(phases=[a_phase(sessions=[a_session(title={"ar": "الافتتاح"})])], languages=["ar"])
    after = a_meeting(languages=["ar"])
    [sentence] = words_of(compare(before, after), seen_by(before), seen_by(after), a_reader())
    assert str(sentence).startswith("\u2068الافتتاح\u2069 removed")
