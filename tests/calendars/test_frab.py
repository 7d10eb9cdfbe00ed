"""Schedules of the frab family: their shape, what stays, and what a view keeps out of them."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from builders import UID, a_meeting, a_phase, a_session, meeting_file
from entry_builders import translations
from frab_rules import json_faults, read_xml, xml_faults
from hypothesis import given
from hypothesis import strategies as st

from agenda.audiences import seen_by
from agenda.projection import entries_of
from agenda.text import Text
from calendars.frab import frab_json, frab_schedule
from calendars.frab_xml import frab_xml

if TYPE_CHECKING:
    from agenda.meeting import Meeting

PAGE = "https://agenda.example.org/m/m"


def schedule_of(meeting: Meeting, *audiences: str, language: str = "en", revision: int = 3) -> dict[str, Any]:
    return frab_schedule(
        seen_by(meeting, audiences),
        page=f"https://agenda.example.org/m/{meeting.slug}",
        language=language,
        translations=translations(language),
        published_at=datetime(2022, 10, 1, 8, 30, tzinfo=UTC),
        revision=revision,
    )


def conference_of(meeting: Meeting, *audiences: str, language: str = "en") -> dict[str, Any]:
    conference: dict[str, Any] = schedule_of(meeting, *audiences, language=language)["schedule"]["conference"]
    return conference


def events_of(meeting: Meeting, *audiences: str, language: str = "en") -> list[dict[str, Any]]:
    days = conference_of(meeting, *audiences, language=language)["days"]
    return [event for day in days for events in day["rooms"].values() for event in events]


def with_sessions(*sessions: dict[str, Any], **keys: Any) -> Meeting:
    venue = {"id": "hq", "name": "Headquarters", "rooms": [{"id": "a", "name": "Room A", "capacity": 200}]}
    return a_meeting(**({"venues": [venue], "phases": [a_phase(venue="hq", sessions=list(sessions))]} | keys))


class TestRealMeetings:
    @pytest.mark.parametrize("language", ["en", "fr"])
    @pytest.mark.parametrize("slug", ["cap-19", "ptc-227", "sbstta-24"])
    def test_schedules_are_as_the_validators_want_them(self, slug: str, language: str) -> None:
        schedule = schedule_of(meeting_file(slug), language=language)
        assert json_faults(json.loads(frab_json(schedule))) == []
        assert xml_faults(frab_xml(schedule)) == []

    def test_every_sitting_is_an_event_with_its_uid(self) -> None:
        meeting = meeting_file("cap-19")
        sittings = [entry for entry in entries_of(seen_by(meeting)) if entry.kind == "session"]
        assert {event["guid"] for event in events_of(meeting)} == {str(entry.uid) for entry in sittings}

    def test_join_links_of_members_are_in_no_public_schedule(self) -> None:
        meeting = meeting_file("cap-19")
        assert b"video.example.org" not in frab_json(schedule_of(meeting))
        assert b"video.example.org" in frab_json(schedule_of(meeting, "members"))


class TestConference:
    def test_says_what_the_meeting_is(self) -> None:
        schedule = schedule_of(with_sessions(a_session(room="a", slots=[{"title": "Opening", "minutes": 15}])))
        conference = schedule["schedule"]["conference"]
        assert schedule["schedule"]["version"] == "3 (2022-10-01 08:30 UTC)"
        assert {name: conference[name] for name in conference if name not in {"days", "rooms"}} == {
            "acronym": "meeting_m",
            "title": "A meeting",
            "start": "2022-11-16",
            "end": "2022-11-16",
            "daysCount": 1,
            "timeslot_duration": "00:30",
            "time_zone_name": "Europe/Brussels",
            "url": PAGE,
            "tracks": [{"name": "Phase p"}],
        }
        assert [(room["name"], room["capacity"]) for room in conference["rooms"]] == [("Room A", 200)]

    def test_without_sittings_has_the_first_day_empty(self) -> None:
        schedule = schedule_of(a_meeting(phases=[a_phase(start="2022-12-01", end="2022-12-02"), a_phase("q")]))
        assert (json_faults(schedule), xml_faults(frab_xml(schedule))) == ([], [])
        [day] = schedule["schedule"]["conference"]["days"]
        assert (day["date"], day["rooms"]) == ("2022-11-16", {})

    def test_without_phases_is_dated_as_it_was_published(self) -> None:
        schedule = schedule_of(a_meeting(phases=[]))
        assert (json_faults(schedule), xml_faults(frab_xml(schedule))) == ([], [])
        assert schedule["schedule"]["conference"]["start"] == "2022-10-01"

    def test_zone_that_the_schema_does_not_know_is_left_out(self) -> None:
        schedule = schedule_of(with_sessions(a_session(), time_zone="Etc/GMT+5"))
        assert (json_faults(schedule), xml_faults(frab_xml(schedule))) == ([], [])
        assert "time_zone_name" not in schedule["schedule"]["conference"]

    @pytest.mark.parametrize(
        ("start", "minutes", "step"),
        [("10:00", 180, "00:30"), ("10:15", 180, "00:15"), ("10:00", 50, "00:10"), ("10:00", 7, "00:01")],
    )
    def test_timeslot_divides_every_start_and_length(self, start: str, minutes: int, step: str) -> None:
        meeting = with_sessions(a_session(start=f"2022-11-16T{start}", minutes=minutes), a_session("t", minutes=60))
        assert conference_of(meeting)["timeslot_duration"] == step


class TestDays:
    def test_sitting_past_midnight_is_on_the_day_it_begins(self) -> None:
        meeting = with_sessions(a_session(start="2022-11-16T21:00", end="2022-11-17T01:30"), a_session("t"))
        [day] = conference_of(meeting)["days"]
        assert [event["duration"] for event in day["rooms"]["Headquarters"]] == ["03:00", "04:30"]
        assert (day["day_start"], day["day_end"]) == ("2022-11-16T00:00:00+01:00", "2022-11-17T00:00:00+01:00")

    def test_times_keep_the_offset_of_their_phase(self) -> None:
        there = a_phase(
            "there", time_zone="Asia/Seoul", sessions=[a_session("t", start="2022-11-16T08:00", minutes=60)]
        )
        here = a_phase("here", sessions=[a_session("s", start="2022-11-16T22:00", minutes=60)])
        schedule = schedule_of(a_meeting(phases=[here, there]))
        assert (json_faults(schedule), xml_faults(frab_xml(schedule))) == ([], [])
        [day] = schedule["schedule"]["conference"]["days"]
        assert (day["day_start"], day["day_end"]) == ("2022-11-16T00:00:00+09:00", "2022-11-17T00:00:00+01:00")
        times = [event["date"] for events in day["rooms"].values() for event in events]
        assert times == ["2022-11-16T08:00:00+09:00", "2022-11-16T22:00:00+01:00"]

    def test_second_of_two_equal_hours_says_its_offset(self) -> None:
        days = {"start": "2022-10-30", "end": "2022-10-30"}
        sitting = a_session(start="2022-10-30T02:30", minutes=60, fold=1)
        [event] = events_of(a_meeting(phases=[a_phase(**days, sessions=[sitting])]))
        assert (event["date"], event["start"], event["duration"]) == ("2022-10-30T02:30:00+01:00", "02:30", "01:00")

    def test_day_without_midnight_begins_when_its_clocks_do(self) -> None:
        phase = a_phase(time_zone="Africa/Cairo", start="2024-04-26", end="2024-04-26")
        phase["sessions"] = [a_session(start="2024-04-26T10:00", end="2024-04-26T11:00")]
        schedule = schedule_of(a_meeting(phases=[phase]))
        assert json_faults(schedule) == []
        assert schedule["schedule"]["conference"]["days"][0]["day_start"] == "2024-04-26T01:00:00+03:00"

    def test_offset_with_seconds_is_written_in_utc(self) -> None:
        phase = a_phase(time_zone="Africa/Monrovia", start="1960-01-05", end="1960-01-05")
        phase["sessions"] = [a_session(start="1960-01-05T10:00", end="1960-01-05T11:00")]
        schedule = schedule_of(a_meeting(phases=[phase]))
        assert json_faults(schedule) == []
        assert events_of(a_meeting(phases=[phase]))[0]["date"] == "1960-01-05T10:44:30+00:00"


class TestEvents:
    def test_event_says_what_its_sitting_is(self) -> None:
        sitting = a_session(
            room="a",
            kind="plenary",
            chair="olo",
            notice="starts 30 minutes late",
            description="Opening of the meeting.",
            join=[{"label": "Join online", "url": "https://video.example.org/j/1"}],
        )
        [event] = events_of(with_sessions(sitting, people=[{"id": "olo", "name": "Olo Sib Pale"}]))
        assert event == {
            "id": event["id"],
            "guid": str(uuid.uuid5(uuid.UUID(UID), "session/s")),
            "date": "2022-11-16T10:00:00+01:00",
            "start": "10:00",
            "duration": "03:00",
            "room": "Room A",
            "slug": f"meeting_m-s-{event['id']}",
            "url": f"{PAGE}/sessions/s",
            "title": "Session s",
            "subtitle": "starts 30 minutes late",
            "track": "Phase p",
            "type": "plenary",
            "language": "en",
            "abstract": "Opening of the meeting.",
            "description": (
                "Join online: https://video.example.org/j/1\n\nNotice: starts 30 minutes late\nChair: Olo Sib Pale"
            ),
            "persons": event["persons"],
            "links": [{"url": "https://video.example.org/j/1", "title": "Join online"}],
        }
        assert [person["name"] for person in event["persons"]] == ["Olo Sib Pale"]

    def test_move_changes_no_identifier(self) -> None:
        people = [{"id": "olo", "name": "Olo Sib Pale"}]
        before = with_sessions(a_session(chair="olo", room="a"), people=people)
        moved = a_session(chair="olo", start="2022-11-17T15:00", end="2022-11-17T16:00", title="Moved")
        after = with_sessions(a_session("new"), moved, people=[*people, {"id": "b", "name": "B"}])
        [one] = events_of(before)
        [other] = [event for event in events_of(after) if event["guid"] == one["guid"]]
        assert [one[name] for name in ("id", "slug", "persons")] == [other[name] for name in ("id", "slug", "persons")]

    @pytest.mark.parametrize(
        ("minutes", "in_json", "in_xml"),
        [(0, "00:00", "00:00"), (75, "01:15", "01:15"), (1439, "23:59", "23:59"), (1560, "26:00", "1:02:00")],
    )
    def test_length_of_a_day_or_more_is_days_hours_minutes_in_xml(
        self, minutes: int, in_json: str, in_xml: str
    ) -> None:
        schedule = schedule_of(with_sessions(a_session(minutes=minutes)))
        assert (json_faults(schedule), xml_faults(frab_xml(schedule))) == ([], [])
        [event] = events_of(with_sessions(a_session(minutes=minutes)))
        assert event["duration"] == in_json
        assert read_xml(frab_xml(schedule)).findtext("day/room/event/duration") == in_xml

    def test_cancelled_sitting_is_left_out(self) -> None:
        off = a_phase("off", status="postponed", sessions=[a_session("t")])
        phase = a_phase(sessions=[a_session(status="cancelled"), a_session("u", status="tentative")])
        assert [event["title"] for event in events_of(a_meeting(phases=[off, phase]))] == ["Session u"]

    def test_sitting_without_time_is_left_out(self) -> None:
        assert events_of(with_sessions({"id": "s", "title": "Some day"})) == []

    def test_closed_sitting_shows_its_times_and_room_only(self) -> None:
        audiences = [{"id": "members", "name": "Members"}]
        people = [{"id": "olo", "name": "Olo Sib Pale"}]
        sitting = a_session(title="Budget", room="a", chair="olo", audience="members", notice="late", description="x")
        meeting = with_sessions(sitting, audiences=audiences, people=people)
        [event] = events_of(meeting)
        [whole] = events_of(meeting, "members")
        assert [event[name] for name in ("title", "room", "start")] == ["Closed sitting", "Room A", "10:00"]
        assert [event[name] for name in ("subtitle", "abstract", "description", "persons", "links")] == [
            "",
            "",
            "",
            [],
            [],
        ]
        assert (whole["title"], whole["guid"]) == ("Budget", event["guid"])
        assert b"Olo" not in frab_json(schedule_of(meeting))

    @pytest.mark.parametrize(
        ("keys", "room"),
        [
            ({"venue": "hq"}, "Headquarters"),
            ({"platform": {"name": "CLiKC!"}}, "CLiKC!"),
            ({}, "Phase p"),
        ],
    )
    def test_sitting_without_room_is_held_at_the_venue_or_platform_or_in_its_phase(
        self, keys: dict[str, Any], room: str
    ) -> None:
        meeting = with_sessions(phases=[a_phase(sessions=[a_session()], **keys)])
        assert [event["room"] for event in events_of(meeting)] == [room]

    def test_rooms_of_one_name_are_told_apart_by_venue(self) -> None:
        venues = [
            {"id": identity, "name": name, "rooms": [{"id": f"{identity}-a", "name": "Room A"}]}
            for identity, name in [("x", "Palais"), ("y", "Annex")]
        ]
        meeting = with_sessions(a_session(room="x-a"), a_session("t", room="y-a"), venues=venues, phases=[
            a_phase(sessions=[a_session(room="x-a"), a_session("t", room="y-a")])
        ])  # fmt: skip
        assert {event["room"] for event in events_of(meeting)} == {"Room A, Palais", "Room A, Annex"}

    @pytest.mark.parametrize("identity", ["s", "a-", "9", "x" * 64])
    def test_slug_fits_the_schemas_for_any_id(self, identity: str) -> None:
        schedule = schedule_of(with_sessions(a_session(identity)))
        assert (json_faults(schedule), xml_faults(frab_xml(schedule))) == ([], [])

    def test_words_of_a_description_are_in_the_language_asked_for(self) -> None:
        sitting = a_session(title={"en": "Opening", "fr": "Ouverture"}, interpretation=["en", "fr"])
        [event] = events_of(with_sessions(sitting), language="fr")
        assert (event["title"], event["description"]) == (
            "Ouverture",
            "Interprétation\N{NO-BREAK SPACE}: anglais et français",
        )


@given(st.text(max_size=100))
def test_any_title_is_read_back_from_xml_without_what_xml_forbids(title: str) -> None:
    meeting = with_sessions(a_session())
    phase = meeting.phases[0]
    session = phase.sessions[0].model_copy(update={"title": Text(en=f"a{title}z"), "description": Text(en=title)})
    phase = phase.model_copy(update={"sessions": (session,), "title": Text(en=title)})
    schedule = schedule_of(meeting.model_copy(update={"phases": (phase,), "title": Text(en=f"a{title}z")}))
    root = read_xml(frab_xml(schedule))
    assert root.findtext("day/room/event/title") == schedule["schedule"]["conference"]["title"]
    assert json.loads(frab_json(schedule)) == schedule
