"""Components: each line of the profile, and what Hypothesis can find against it."""

from __future__ import annotations

import gettext
import uuid
from datetime import date, timedelta

import pytest
from entry_builders import (
    HYBRID_UID,
    PAGE,
    a_deadline_entry,
    a_phase_entry,
    a_session_entry,
    a_stamp,
    lines_of,
    rendered,
    utc,
    value_of,
)
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event

from agenda.entries import Business, Entry, Place, Step, Voice
from agenda.place import Platform
from agenda.session import JoinLink
from agenda.text import Prose, Text
from calendars.component import render_component
from calendars.lines import one_line, printable


def read_back(component: bytes) -> Event:
    """The event as the icalendar package reads it."""
    [event] = Calendar.from_ical(b"BEGIN:VCALENDAR\r\n" + component + b"END:VCALENDAR\r\n").walk("VEVENT")
    return event


def times_of(entry: Entry) -> list[str]:
    return [line for line in lines_of(rendered(entry)) if line.startswith(("DTSTART", "DTEND"))]


def a_link(url: str = "https://video.example.org/j/1", **keys: object) -> JoinLink:
    return JoinLink.model_validate({"label": Text(en="Join online"), "url": url, "features": ("audio", "video")} | keys)


def description_of(entry: Entry, language: str = "en") -> list[str]:
    return str(read_back(rendered(entry, language=language)).get("DESCRIPTION", "")).split("\n")


class TestStamp:
    def test_dtstamp_is_when_the_entry_last_changed(self) -> None:
        stamp = a_stamp(sequence=3, last_modified=utc(2022, 10, 5, 7, 0, 1))
        names = ("UID", "DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE", "STATUS")
        assert [value_of(rendered(a_session_entry(), stamp), name) for name in names] == [
            f":{uuid.UUID(int=0x31)}",
            ":20221005T070001Z",
            ":20221001T083000Z",
            ":20221005T070001Z",
            ":3",
            ":CONFIRMED",
        ]

    @pytest.mark.parametrize("entry", [a_session_entry(), a_phase_entry(), a_deadline_entry()], ids=lambda e: e.kind)
    def test_component_is_the_same_bytes_each_time(self, entry: Entry) -> None:
        again = Entry.model_validate_json(entry.model_dump_json())
        assert rendered(again) == rendered(entry)


class TestTimes:
    def test_session_is_in_the_zone_of_its_phase(self) -> None:
        assert times_of(a_session_entry()) == [
            "DTSTART;TZID=Europe/Brussels:20221116T100000",
            "DTEND;TZID=Europe/Brussels:20221116T130000",
        ]

    def test_phase_ends_on_the_day_after_its_last(self) -> None:
        assert times_of(a_phase_entry()) == ["DTSTART;VALUE=DATE:20221116", "DTEND;VALUE=DATE:20221118"]

    def test_phase_over_new_year(self) -> None:
        phase = a_phase_entry(start=date(2022, 12, 30), end=date(2022, 12, 31))
        assert times_of(phase) == ["DTSTART;VALUE=DATE:20221230", "DTEND;VALUE=DATE:20230101"]

    def test_deadline_is_half_an_hour_in_utc_that_ends_when_it_is_due(self) -> None:
        assert times_of(a_deadline_entry()) == ["DTSTART:20221104T222900Z", "DTEND:20221104T225900Z"]

    @pytest.mark.parametrize("hour", [0, 1])
    def test_start_in_an_hour_shown_twice_is_in_utc(self, hour: int) -> None:
        """02:30 in Brussels on 30 October 2022, before and after clocks go back."""
        session = a_session_entry(start=utc(2022, 10, 30, hour, 30), end=utc(2022, 10, 30, 4))
        assert times_of(session) == [f"DTSTART:20221030T0{hour}3000Z", "DTEND:20221030T040000Z"]

    def test_end_in_an_hour_shown_twice_is_in_utc(self) -> None:
        session = a_session_entry(start=utc(2022, 10, 29, 22), end=utc(2022, 10, 30, 1, 30))
        assert times_of(session) == ["DTSTART:20221029T220000Z", "DTEND:20221030T013000Z"]

    def test_sitting_across_the_change_of_clocks_keeps_its_zone(self) -> None:
        session = a_session_entry(start=utc(2022, 10, 29, 23), end=utc(2022, 10, 30, 2))
        assert times_of(session) == [
            "DTSTART;TZID=Europe/Brussels:20221030T010000",
            "DTEND;TZID=Europe/Brussels:20221030T030000",
        ]

    def test_offset_with_seconds_is_written_in_utc(self) -> None:
        session = a_session_entry(zone="Africa/Monrovia", start=utc(1971, 5, 3, 10), end=utc(1971, 5, 3, 13))
        assert times_of(session) == ["DTSTART:19710503T100000Z", "DTEND:19710503T130000Z"]

    def test_sitting_of_no_length_has_no_end(self) -> None:
        session = a_session_entry(end=utc(2022, 11, 16, 9))
        assert times_of(session) == ["DTSTART;TZID=Europe/Brussels:20221116T100000"]


class TestBusy:
    @pytest.mark.parametrize(
        ("entry", "shown"),
        [
            (a_session_entry(), ("CONFIRMED", "OPAQUE", "BUSY")),
            (a_session_entry(status="tentative"), ("TENTATIVE", "OPAQUE", "TENTATIVE")),
            (a_session_entry(status="cancelled"), ("CANCELLED", "TRANSPARENT", "FREE")),
            (a_phase_entry(), ("CONFIRMED", "TRANSPARENT", "FREE")),
            (a_phase_entry(status="tentative"), ("TENTATIVE", "TRANSPARENT", "FREE")),
            (a_phase_entry(status="cancelled"), ("CANCELLED", "TRANSPARENT", "FREE")),
            (a_deadline_entry(), ("CONFIRMED", "TRANSPARENT", "FREE")),
        ],
    )
    def test_only_a_sitting_that_takes_place_is_busy(self, entry: Entry, shown: tuple[str, ...]) -> None:
        names = ("STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS")
        assert tuple(value_of(rendered(entry), name)[1:] for name in names) == shown


class TestSummary:
    @pytest.mark.parametrize(
        ("entry", "english", "french"),
        [
            (a_session_entry(), "Opening session", "Séance d'ouverture"),
            (a_session_entry(status="cancelled"), "Cancelled: Opening session", "Annulé : Séance d'ouverture"),
            (
                a_deadline_entry(),
                "Comments on category A items (due 4 Nov 2022 23:59 CET)",
                "Commentaires sur les points de catégorie A (date limite : 4 nov. 2022 23:59 CET)",
            ),
            (
                a_deadline_entry(status="cancelled"),
                "Cancelled: Comments on category A items (due 4 Nov 2022 23:59 CET)",
                "Annulé : Commentaires sur les points de catégorie A (date limite : 4 nov. 2022 23:59 CET)",
            ),
        ],
    )
    def test_summary_in_both_languages(self, entry: Entry, english: str, french: str) -> None:
        read = [str(read_back(rendered(entry, language=language))["SUMMARY"]) for language in ("en", "fr")]
        assert read == [english, french.replace(" : 4", "\u00a0: 4").replace("Annulé ", "Annulé\u00a0")]

    @pytest.mark.parametrize(
        ("zone", "due"),
        [
            ("Europe/Brussels", "(due 4 Sept 2022 23:59 CEST)"),
            ("Asia/Kathmandu", "(due 5 Sept 2022 03:44 UTC+05:45)"),
            ("America/Sao_Paulo", "(due 4 Sept 2022 18:59 UTC-03:00)"),
            ("UTC", "(due 4 Sept 2022 21:59 UTC)"),
        ],
    )
    def test_due_time_names_the_zone_as_it_is_that_day(self, zone: str, due: str) -> None:
        summary = value_of(rendered(a_deadline_entry(end=utc(2022, 9, 4, 21, 59), zone=zone)), "SUMMARY")
        assert summary == f":Comments on category A items {due}"

    def test_language_without_a_text_gets_the_first_written(self) -> None:
        session = a_session_entry(title=Text(fr="Séance", ar="جلسة"))
        assert value_of(rendered(session, language="en"), "SUMMARY") == ":Séance"


class TestPlace:
    ROOM = Place(room_id="a", room=Text(en="Room A", fr="Salle A"), venue=Text(en="WCO Headquarters"))

    @pytest.mark.parametrize(
        ("keys", "location"),
        [
            ({"place": ROOM}, "Room A, WCO Headquarters"),
            ({"place": ROOM, "is_online": True}, "Room A, WCO Headquarters + online"),
            ({"is_online": True}, "online"),
            ({"place": Place(venue=Text(en="WCO Headquarters"))}, "WCO Headquarters"),
        ],
    )
    def test_location(self, keys: dict[str, object], location: str) -> None:
        assert str(read_back(rendered(a_session_entry(**keys)))["LOCATION"]) == location

    def test_unknown_place_has_no_location(self) -> None:
        assert "LOCATION" not in read_back(rendered(a_session_entry()))

    def test_conference_is_the_one_link_with_video(self) -> None:
        phone = a_link("tel:+3225550123", label=Text(en="Phone"), features=("phone",))
        assert value_of(rendered(a_session_entry(join=(phone, a_link()))), "CONFERENCE") == (
            ";VALUE=URI;FEATURE=AUDIO,VIDEO;LABEL=Join online:https://video.example.org/j/1"
        )

    def test_conference_without_features_or_label(self) -> None:
        link = a_link(label=Text(), features=())
        assert value_of(rendered(a_session_entry(join=(link,))), "CONFERENCE") == (
            ";VALUE=URI;LABEL=Join:https://video.example.org/j/1"
        )

    def test_every_join_link_stands_first_in_the_description(self) -> None:
        phone = a_link("tel:+3225550123", label=Text(en="Phone", fr="Téléphone"), features=("phone",))
        session = a_session_entry(join=(a_link(), phone), notice=Text(en="Late"))
        assert description_of(session) == [
            "Join online: https://video.example.org/j/1",
            "Phone: tel:+3225550123",
            "",
            "Notice: Late",
        ]

    def test_address_with_other_letters_is_percent_encoded_in_both_places(self) -> None:
        session = a_session_entry(join=(a_link("https://video.example.org/séance;1,2"),))
        sent = "https://video.example.org/s%C3%A9ance;1,2"
        assert value_of(rendered(session), "CONFERENCE").endswith(f":{sent}")
        assert description_of(session) == [f"Join online: {sent}"]


class TestDescription:
    SESSION = a_session_entry(
        place=Place(room=Text(en="Room A"), venue=Text(en="WCO Headquarters"), address="Rue du Marché 30, Brussels"),
        chair=Voice(name=Text(en="Olo Sib Pale"), affiliation=Text(en="Côte d'Ivoire")),
        interpretation=("en", "fr"),
        notice=Text(en="starts 30 minutes late", fr="commence avec 30 minutes de retard"),
        description=Prose(en="Bring your papers.\r\n\r\nAll of them."),
        recording="https://video.example.org/r/1",
        steps=(
            Step(
                start=utc(2022, 11, 16, 9),
                minutes=65,
                item=Business(number="2", title=Text(en="Terms", fr="Mandat"), action=("discussion", "approval")),
                speakers=(
                    Voice(name=Text(en="Das"), affiliation=Text(en="WCO"), role=Text(en="opening")),
                    Voice(name=Text(en="RILO AP")),
                ),
            ),
            Step(kind="break", start=utc(2022, 11, 16, 10, 5), minutes=15),
            Step(minutes=20),
            Step(item=Business(number="3", title=Text(en="Tools")), title=Text(en="Remarks")),
        ),
    )

    def test_everything_a_sitting_says(self) -> None:
        assert description_of(self.SESSION) == [
            "Notice: starts 30 minutes late",
            "Chair: Olo Sib Pale (Côte d'Ivoire)",
            "Interpretation: English and French",
            "Venue: WCO Headquarters, Rue du Marché 30, Brussels",
            "Recording: https://video.example.org/r/1",
            "",
            "Bring your papers.",
            "",
            "All of them.",
            "",
            "Running order:",
            "10:00 CET · 2 Terms (for discussion and for approval) · 65 min · Das (WCO), opening; RILO AP",
            "11:05 CET · Break · 15 min",
            "20 min",
            "3 Tools – Remarks",
        ]

    def test_the_same_in_french(self) -> None:
        french = [line.replace("\u00a0", " ") for line in description_of(self.SESSION, "fr")]
        assert [french[index] for index in (0, 1, 2, 4, 10, 11, 12)] == [
            "Avis : commence avec 30 minutes de retard",
            "Présidence : Olo Sib Pale (Côte d'Ivoire)",
            "Interprétation : anglais et français",
            "Enregistrement : https://video.example.org/r/1",
            "Déroulement :",
            "10:00 CET · 2 Mandat (pour discussion et pour approbation) · 65 min · Das (WCO), opening; RILO AP",
            "11:05 CET · Pause · 15 min",
        ]

    def test_phase_says_its_platform_and_what_is_open(self) -> None:
        phase = a_phase_entry(
            platform=Platform(name=Text(en="CLiKC!"), url="https://clikc.example.org/cap-19"),
            business=(Business(number="2", title=Text(en="Terms"), action=("approval",)),),
        )
        assert description_of(phase) == [
            "Platform: CLiKC! https://clikc.example.org/cap-19",
            "",
            "Agenda items:",
            "2 Terms (for approval)",
        ]

    def test_nothing_to_say_is_no_description(self) -> None:
        assert "DESCRIPTION" not in read_back(rendered(a_session_entry()))

    def test_braces_in_a_title_are_no_placeholder(self) -> None:
        session = a_session_entry(title=Text(en="{title} {0}"), status="cancelled")
        assert value_of(rendered(session), "SUMMARY") == ":Cancelled: {title} {0}"


class TestKinds:
    @pytest.mark.parametrize(
        ("entry", "address"),
        [
            (a_session_entry(), f"{PAGE}/sessions/s1"),
            (a_phase_entry(), f"{PAGE}/phases/hybrid"),
            (a_deadline_entry(), f"{PAGE}/phases/online#deadline-comments-a"),
        ],
    )
    def test_url_is_the_page_of_the_entry(self, entry: Entry, address: str) -> None:
        assert value_of(rendered(entry), "URL") == f":{address}"

    @pytest.mark.parametrize(
        ("entry", "english", "french"),
        [
            (a_session_entry(category="plenary"), "Session,Plenary,Hybrid", "Séance,Séance plénière,Hybride"),
            (a_session_entry(), "Session,Hybrid", "Séance,Hybride"),
            (a_phase_entry(), "Phase,Hybrid", "Phase,Hybride"),
            (a_deadline_entry(), "Deadline,Comments,Online", "Date limite,Observations,En ligne"),
        ],
    )
    def test_categories_are_the_kinds(self, entry: Entry, english: str, french: str) -> None:
        read = [value_of(rendered(entry, language=language), "CATEGORIES") for language in ("en", "fr")]
        assert read == [f":{english}", f":{french}"]

    def test_what_is_not_for_all_is_private(self) -> None:
        read = [value_of(rendered(a_session_entry(is_restricted=closed)), "CLASS") for closed in (False, True)]
        assert read == [":PUBLIC", ":PRIVATE"]

    def test_sitting_and_deadline_are_related_to_their_phase(self) -> None:
        assert value_of(rendered(a_session_entry()), "RELATED-TO") == f":{HYBRID_UID}"
        assert "RELATED-TO" not in read_back(rendered(a_phase_entry()))


ANY_TEXT = st.builds(lambda string: Text(en=string), st.text(max_size=200))


LABEL = st.builds(lambda string: Text(en=string), st.text(alphabet=st.characters(exclude_characters="\\"), max_size=80))


@given(title=ANY_TEXT, notice=ANY_TEXT, prose=st.text(max_size=400), label=LABEL)
def test_any_text_survives(title: Text, notice: Text, prose: str, label: Text) -> None:
    session = a_session_entry(title=title, notice=notice, description=Prose(en=prose), join=(a_link(label=label),))
    component = rendered(session)
    read = read_back(component)
    assert str(read["SUMMARY"]) == one_line(title["en"])
    assert read["CONFERENCE"].params["LABEL"] == (one_line(label["en"]) or "Join")
    assert printable(prose).strip() in str(read["DESCRIPTION"])
    assert one_line(notice["en"]) in str(read["DESCRIPTION"])
    assert [line for line in component.split(b"\r\n") if len(line) > 75] == []


@given(
    start=st.datetimes(min_value=utc(1900, 1, 2).replace(tzinfo=None), max_value=utc(2200, 12, 1).replace(tzinfo=None)),
    minutes=st.integers(min_value=1, max_value=2_000),
    zone=st.sampled_from(
        ["Europe/Brussels", "America/New_York", "Australia/Lord_Howe", "Africa/Monrovia", "Asia/Tokyo"]
    ),
)
def test_any_instant_is_read_back(start: object, minutes: int, zone: str) -> None:
    begin = start.replace(second=0, microsecond=0, tzinfo=utc(2022, 1, 1).tzinfo)  # type: ignore[attr-defined]
    end = begin + timedelta(minutes=minutes)
    read = read_back(rendered(a_session_entry(start=begin, end=end, zone=zone)))
    assert [read["DTSTART"].dt.timestamp(), read["DTEND"].dt.timestamp()] == [begin.timestamp(), end.timestamp()]


def test_unknown_language_is_written_as_english_dates() -> None:
    component = render_component(
        a_deadline_entry(), a_stamp(), language="qqq-x-test", page=PAGE, translations=gettext.NullTranslations()
    )
    assert value_of(component, "SUMMARY") == ":Comments on category A items (due 4 Nov 2022 23:59 CET)"


class TestDirections:
    def test_title_that_turns_direction_leaves_the_words_behind_it_alone(self) -> None:
        title = Text(en="Comments\u202e")
        assert summary_of_deadline(title).startswith("Comments\u202e\u202c (due ")

    def test_notice_and_business_leave_their_lines_alone(self) -> None:
        business = (Business(number="1", title=Text(en="Budget\u2067"), action=("decision",)),)
        lines = description_of(a_session_entry(notice=Text(en="Late\u202e"), business=business))
        assert "Notice: Late\u202e\u202c" in lines
        assert "1 Budget\u2067\u2069 (for decision)" in lines


def summary_of_deadline(title: Text) -> str:
    return str(read_back(rendered(a_deadline_entry(title=title)))["SUMMARY"])
