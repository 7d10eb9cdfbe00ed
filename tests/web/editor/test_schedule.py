"""The schedule page and its forms: what stands where, what each form does, and what becomes of what cannot be kept."""

from __future__ import annotations

import json
import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from bench.meetings import big_meeting
from builders import a_meeting, a_phase, a_session, meeting_file
from sites import a_site, log_in

from agenda import service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sites import Organiser

    from agenda.meeting import Meeting
    from agenda.session import Session

ROOMS = [{"id": "hq", "name": "HQ", "rooms": [{"id": "a", "name": "Room A", "capacity": 80}, {"id": "b", "name": "B"}]}]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Organiser]:
    with a_site(tmp_path, a_plan(), meeting_file("cap-19")) as organiser:
        log_in(organiser)
        yield organiser


def a_plan(**keys: Any) -> Meeting:
    """A hybrid phase of two days and two rooms: one sitting in each."""
    sessions = [
        a_session("one", room="a", chair="ana"),
        a_session("two", room="b", start="2022-11-16T14:00", end="2022-11-16T15:30"),
    ]
    people = [{"id": "ana", "name": "Ana", "time_zone": "Asia/Seoul"}]
    plan = {"venues": ROOMS, "people": people, "phases": [a_phase(venue="hq", sessions=sessions)]}
    return a_meeting(**(plan | keys))


def page(site: Organiser, query: str = "", *, slug: str = "m") -> str:
    answer = site.client.get(f"/organise/{slug}{query}")
    assert answer.status_code == 200
    return answer.text


def cards(html: str) -> dict[str, dict[str, str]]:
    """Each card of the page by its sitting: its classes and what it says to scripts."""
    found = re.findall(r'<li class="card ([^"]*)" id="session-([^"]+)"([^>]*)>', html)
    return {
        identity: {"class": place, **dict(re.findall(r'data-(\w+)="([^"]*)"', rest))} for place, identity, rest in found
    }


def place_of(card: dict[str, str]) -> str:
    return " ".join(re.findall(r"\b(?:[rec]\d+|l\dof\d)\b", card["class"]))


def facts(html: str) -> dict[str, Any]:
    return json.loads(re.findall(r'<script type="application/json" id="schedule-facts">(.*?)</script>', html)[0])


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def session_of(site: Organiser, identity: str, *, slug: str = "m") -> Session:
    phases = service.draft(site.store, slug).meeting.phases
    return next(session for phase in phases for session in phase.sessions if session.id == identity)


def version_of(site: Organiser, slug: str = "m") -> int:
    return service.draft(site.store, slug).version


def send(site: Organiser, *, slug: str = "m", **typed: Any) -> Any:
    fields = {"version": str(version_of(site, slug)), **{key.replace("_", "-"): value for key, value in typed.items()}}
    if "from-" in fields:
        fields["from"] = fields.pop("from-")
    return site.client.post(f"/organise/{slug}/move", data=fields, follow_redirects=False)


def move(site: Organiser, **typed: str) -> Any:
    given = {"session": "one", "date": "2022-11-16", "start": "11:00", "end": "12:30", "room": "b"}
    return send(site, edit="move_session", form="times-one", **(given | typed))


def add(site: Organiser, session: dict[str, Any]) -> None:
    """Adds a sitting to the draft."""
    edit = {"edit": "add_session", "phase": "p", "session": session}
    service.edit(site.store, "m", edit, expected=version_of(site), author="o", now=site.now)


def test_who_is_not_logged_in_sees_no_draft(tmp_path: Path) -> None:
    with a_site(tmp_path, a_plan()) as organiser:
        answer = organiser.client.get("/organise/m", follow_redirects=False)
    assert answer.status_code in {303, 401}
    assert "Session one" not in answer.text


def test_card_stands_at_its_hour_in_the_column_of_its_room(site: Organiser) -> None:
    placed = cards(page(site))
    assert (place_of(placed["one"]), place_of(placed["two"])) == ("r25 e61 c1", "r73 e91 c2")


def test_sitting_without_a_time_is_in_the_tray(site: Organiser) -> None:
    add(site, {"id": "open", "title": "Not yet scheduled"})
    html = page(site)
    tray, _, rest = html.partition("data-tray")[2].partition("</section>")
    assert 'id="session-open"' in tray
    assert 'id="session-open"' not in rest


def test_sittings_that_overlap_in_a_room_stand_beside_one_another(tmp_path: Path) -> None:
    sessions = [a_session(name, room="a") for name in ("x", "y")]
    with a_site(tmp_path, a_plan(phases=[a_phase(venue="hq", sessions=sessions)])) as organiser:
        log_in(organiser)
        placed = cards(page(organiser))
    assert [place_of(placed[name]) for name in ("x", "y")] == ["r25 e61 c1 l1of2", "r25 e61 c1 l2of2"]


def test_sitting_past_midnight_stands_on_the_day_it_starts(tmp_path: Path) -> None:
    late = a_session("late", start="2022-11-16T22:00", end="2022-11-17T01:00")
    with a_site(tmp_path, a_plan(phases=[a_phase(sessions=[late])])) as organiser:
        log_in(organiser)
        html = page(organiser)
    assert (cards(html)["late"]["day"], cards(html)["late"]["first"], cards(html)["late"]["last"]) == (
        "2022-11-16",
        "1320",
        "1500",
    )
    assert "22:00–01:00 +1 day" in text(html)


def test_clash_stands_on_both_cards_and_in_the_list(tmp_path: Path) -> None:
    sessions = [a_session(name, room="a", join=[{"label": "J", "url": "https://e.org"}]) for name in ("x", "y")]
    with a_site(tmp_path, a_plan(phases=[a_phase(venue="hq", sessions=sessions)])) as organiser:
        log_in(organiser)
        html = page(organiser)
    assert html.count('title="Room “Room A” (a) is booked twice') == 2
    listed = html.partition('id="findings"')[2]
    assert "Room booked twice" in listed
    assert "/organise/m?phase=p&amp;session=x#session-x" in listed


def test_second_clock_is_named_on_axis_and_cards(site: Organiser) -> None:
    said = text(page(site, "?tz=Asia/Seoul"))
    assert "10:00–13:00 18:00–21:00 KST" in said
    assert "CET KST" in said


def test_hours_of_another_day_on_the_second_clock_say_so(site: Organiser) -> None:
    assert "22:00–23:30 HST −1 day" not in text(page(site, "?tz=Pacific/Honolulu"))
    assert "23:00–02:00 HST −1 day" in text(page(site, "?tz=Pacific/Honolulu"))


def test_chosen_sitting_shows_the_hours_it_is_for_who_chairs(site: Organiser) -> None:
    said = text(page(site, "?session=one"))
    assert "Ana 18:00–21:00 KST" in said


def test_unsocial_hour_of_a_speaker_is_marked(site: Organiser) -> None:
    move(site, start="15:00", end="17:00")
    assert "Ana 23:00–01:00 +1 day KST unsocial" in text(page(site, "?session=one"))


def test_first_phase_with_sittings_is_shown_unless_another_is_asked_for(site: Organiser) -> None:
    assert facts(page(site, slug="cap-19"))["phase"] == "hybrid"
    assert facts(page(site, "?phase=online", slug="cap-19"))["phase"] == "online"
    assert site.client.get("/organise/cap-19?phase=none").status_code == 404


def test_meeting_without_phases_offers_to_add_one(site: Organiser) -> None:
    edit = {"edit": "remove_phase", "phase": "p"}
    service.edit(site.store, "m", edit, expected=1, author="o", now=site.now)
    assert 'href="/organise/m/add/phase"' in page(site)


def test_long_phase_shows_fourteen_days_at_once_and_links_to_the_others(tmp_path: Path) -> None:
    sessions = [
        a_session(f"s{day}", start=f"2022-11-{day:02}T10:00", end=f"2022-11-{day:02}T11:00") for day in range(1, 21)
    ]
    phase = a_phase(start="2022-11-01", end="2022-11-30", sessions=sessions)
    with a_site(tmp_path, a_meeting(phases=[phase])) as organiser:
        log_in(organiser)
        first, second = page(organiser), page(organiser, "?day=2022-11-15")
    assert len(cards(first)) == 14
    assert sorted(cards(second)) == [f"s{day}" for day in range(15, 21)]
    assert "phase=p&amp;day=2022-11-15" in first


def test_page_has_no_inline_style_or_handler(site: Organiser) -> None:
    html = page(site, "?session=one") + page(site, slug="cap-19")
    assert re.findall(r"\s(?:style|on\w+)=", html) == []


def test_script_in_a_title_stays_text(tmp_path: Path) -> None:
    nasty = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    session = a_session("x", title=nasty, room="a")
    venues = [{"id": "hq", "name": nasty, "rooms": [{"id": "a", "name": nasty}]}]
    phase = a_phase(venue="hq", title=nasty, sessions=[session])
    with a_site(tmp_path, a_meeting(venues=venues, phases=[phase])) as organiser:
        log_in(organiser)
        html = page(organiser, "?session=x")
    assert html.count("<script>") == 0
    assert "<img" not in html
    assert facts(html)["columns"][0]["name"] == nasty


def test_form_moves_a_sitting_and_comes_back_to_the_page(site: Organiser) -> None:
    answer = move(site, view_phase="p", tz="Asia/Seoul")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/organise/m?phase=p&tz=Asia%2FSeoul&said=saved#session-one"
    moved = session_of(site, "one")
    assert (str(moved.start), str(moved.end), moved.room) == ("2022-11-16 11:00:00", "2022-11-16 12:30:00", "b")


def test_move_without_an_end_keeps_the_length(site: Organiser) -> None:
    move(site, end="")
    assert str(session_of(site, "one").end) == "2022-11-16 14:00:00"


def test_end_before_the_start_is_on_the_next_day(site: Organiser) -> None:
    move(site, start="22:00", end="01:00")
    assert str(session_of(site, "one").end) == "2022-11-17 01:00:00"


def test_empty_room_takes_the_sitting_out_of_its_room(site: Organiser) -> None:
    move(site, room="")
    assert session_of(site, "one").room is None


@pytest.mark.parametrize(
    ("typed", "field", "message"),
    [
        ({"start": "25:00"}, "start", "“25:00” is no hour; write it as 10:00"),
        ({"end": "noon"}, "end", "“noon” is no hour; write it as 10:00"),
        ({"date": "16/11/2022"}, "date", "“16/11/2022” is no date; write it as 2022-11-16"),
        ({"date": "1800-01-01", "end": ""}, "start", "“1800-01-01T11:00” is not a date and time that calendars have"),
        ({"date": "9999-12-31", "end": "08:00"}, "date", "9999-12-31 is the last day there is; give an earlier one"),
        ({"room": "none"}, "room", "unknown-reference: there is no room “none”; add it first or name another"),
    ],
)
def test_wrong_field_is_answered_with_the_form_as_typed(
    site: Organiser, typed: dict[str, str], field: str, message: str
) -> None:
    answer = move(site, **typed)
    assert answer.status_code == 422
    errors = re.findall(r'<span class="error" id="times-one-(\w+)-error">(.*?)</span>', answer.text)
    assert [(name, unescape(said)) for name, said in errors] == [(field, message)]
    if field != "room" and "date" not in typed:
        assert f'name="{field}" type="time" value="{typed[field]}"' in answer.text
    assert version_of(site) == 1


def test_form_of_an_older_version_is_kept_where_nobody_touched_the_same(site: Organiser) -> None:
    send(site, edit="move_session", session="two", date="2022-11-17", start="10:00", end="11:00", room="a")
    answer = move(site, version="1")
    assert answer.headers["location"] == "/organise/m?said=rebased#session-one"


def test_room_and_times_of_one_sitting_typed_at_once_are_both_kept(site: Organiser) -> None:
    times = {"start": "10:00", "end": "13:00"}
    move(site, room="a", start="11:00", end="14:00")
    assert move(site, version="1", **times).headers["location"] == "/organise/m?said=rebased#session-one"
    moved = session_of(site, "one")
    assert (str(moved.start), str(moved.end), moved.room) == ("2022-11-16 11:00:00", "2022-11-16 14:00:00", "b")
    assert move(site, room="a", version="1", start="12:00").status_code == 409


def test_form_sent_as_it_came_changes_nothing(site: Organiser) -> None:
    answer = move(site, room="a", start="10:00", end="13:00")
    assert (answer.headers["location"], version_of(site)) == ("/organise/m?said=unchanged#session-one", 1)


def test_two_edits_of_one_thing_show_theirs_mine_and_the_original(site: Organiser) -> None:
    move(site, start="09:00", end="10:00")
    answer = move(site, version="1")
    assert answer.status_code == 409
    said = text(answer.text)
    assert (
        "start It was Wed 16 Nov 10:00 Another organiser made it Wed 16 Nov 09:00 You would make it Wed 16 Nov 11:00"
        in said
    )
    hidden = dict(
        re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', answer.text.partition("clashes")[2])
    )
    assert site.client.post("/organise/m/move", data=hidden, follow_redirects=False).status_code == 303
    assert str(session_of(site, "one").start) == "2022-11-16 11:00:00"


def test_form_sent_twice_is_kept_once(site: Organiser) -> None:
    assert [move(site, version="1").status_code for _ in range(2)] == [303, 303]
    assert version_of(site) == 2


def test_viewer_sees_the_schedule_without_forms_and_may_not_move(tmp_path: Path) -> None:
    with a_site(tmp_path, a_plan()) as organiser:
        log_in(organiser, email="vi@example.org", role="viewer")
        html = page(organiser, "?session=one")
        assert "/organise/m/move" not in html
        assert facts(html)["canEdit"] is False
        assert move(organiser).status_code == 403


def test_form_from_another_site_is_refused(site: Organiser) -> None:
    answer = site.client.post("/organise/m/move", data={}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403


def test_later_sittings_of_a_day_are_shifted(site: Organiser) -> None:
    shift = {"phase": "p", "day": "2022-11-16", "from-": "14:00", "minutes": "30", "room": "*"}
    assert send(site, edit="shift_sessions", form="shift-2022-11-16", **shift).status_code == 303
    assert str(session_of(site, "two").start) == "2022-11-16 14:30:00"
    assert str(session_of(site, "one").start) == "2022-11-16 10:00:00"


def test_shift_of_words_is_answered_at_its_field(site: Organiser) -> None:
    shift = {"phase": "p", "day": "2022-11-16", "from-": "14:00", "minutes": "half", "room": "*"}
    answer = send(site, edit="shift_sessions", form="shift-2022-11-16", **shift)
    assert answer.status_code == 422
    assert 'id="shift-2022-11-16-minutes-error">“half” is no number' in answer.text
    assert 'name="minutes" type="number" value="half"' in answer.text


def test_day_is_copied(site: Organiser) -> None:
    assert send(site, edit="copy_day", phase="p", day="2022-11-16", to="2022-11-17").status_code == 303
    starts = [str(session.start) for session in service.draft(site.store, "m").meeting.phases[0].sessions]
    assert sorted(starts) == [
        "2022-11-16 10:00:00",
        "2022-11-16 14:00:00",
        "2022-11-17 10:00:00",
        "2022-11-17 14:00:00",
    ]


def test_running_order_is_fitted(site: Organiser) -> None:
    assert send(site, slug="cap-19", edit="fit_slots", session="s2").status_code == 303
    assert sum(slot.minutes or 0 for slot in session_of(site, "s2", slug="cap-19").slots) == 180


def test_sitting_is_taken_off_the_timetable_and_waits_in_the_tray(site: Organiser) -> None:
    form = page(site, "?session=one").partition('id="off-one"')[2].partition("</form>")[0]
    assert '<button class="button" type="submit" name="edit" value="unschedule_session">Take off the timetable' in form
    answer = send(site, edit="unschedule_session", session="one", form="off-one", view_session="one")
    assert answer.headers["location"] == "/organise/m?session=one&said=saved#session-one"
    taken = session_of(site, "one")
    assert (taken.start, taken.end, taken.minutes, taken.room) == (None, None, 180, "a")
    html = page(site, "?session=one")
    assert 'id="session-one"' in html.partition("data-tray")[2].partition("</section>")[0]
    assert "off-one" not in html
    assert "Session one Close No time yet" in text(html.partition('id="chosen"')[2])


def test_sitting_taken_off_is_told_in_the_history(site: Organiser) -> None:
    send(site, edit="unschedule_session", session="one")
    told = text(page(site, slug="m/history").partition("<main")[2])
    assert "Session one is no longer scheduled Version 2" in told


def test_sitting_that_another_removed_is_not_taken_off(site: Organiser) -> None:
    service.edit(site.store, "m", {"edit": "remove_session", "session": "one"}, expected=1, author="o", now=site.now)
    assert send(site, edit="unschedule_session", session="one", form="off-one", version="1").status_code == 409
    assert version_of(site) == 2


def test_strip_to_drop_on_is_there_for_those_who_may_edit(tmp_path: Path) -> None:
    with a_site(tmp_path, a_plan()) as organiser:
        log_in(organiser)
        assert page(organiser).count('<div class="untimed" aria-hidden="true">') == 1
        log_in(organiser, email="vi@example.org", role="viewer")
        assert "untimed" not in page(organiser)


@pytest.mark.parametrize(
    ("edit", "start", "end", "sitting"),
    [
        ("move_phase", "2022-11-23", "2022-11-24", "2022-11-23 10:00:00"),
        ("stretch_phase", "2022-11-14", "2022-11-20", "2022-11-16 10:00:00"),
    ],
)
def test_phase_is_moved_with_its_sittings_or_stretched_without(
    site: Organiser, edit: str, start: str, end: str, sitting: str
) -> None:
    assert send(site, edit=edit, phase="p", start=start, end=end).status_code == 303
    phase = service.draft(site.store, "m").meeting.phases[0]
    assert (str(phase.start), str(phase.end), str(session_of(site, "one").start)) == (start, end, sitting)


def test_postponed_phase_is_struck_through_until_it_is_dated_anew(site: Organiser) -> None:
    send(site, edit="postpone_phase", phase="p")
    html = page(site)
    assert 'class="phase current off"' in html
    assert 'value="redate_phase"' in html
    assert 'value="move_phase"' not in html
    send(site, edit="redate_phase", phase="p", start="2023-01-11")
    assert service.draft(site.store, "m").meeting.phases[0].status == "confirmed"
    assert 'class="phase current"' in page(site)


def test_form_that_is_none_is_no_edit(site: Organiser) -> None:
    assert send(site, edit="replace_meeting", meeting="{}").status_code == 422
    assert send(site, edit="fit_slots", session="one", version="x").status_code == 422


def test_scripts_and_places_are_kept_for_ever_at_an_address_of_their_own(site: Organiser) -> None:
    html = page(site)
    addresses = re.findall(r'(?:src|href)="(/organise/_assets/[^"]+)"', html)
    assert {address.rpartition("/")[2] for address in addresses} >= {"places.css", "schedule.js"}
    for address in addresses:
        answer = site.client.get(address)
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "public, max-age=31536000, immutable")
    assert site.client.get("/organise/_assets/old/schedule.js").headers["cache-control"] == "no-store"
    assert site.client.get("/organise/_assets/old/..%2Feditor.css").status_code == 404


def test_every_place_on_the_page_is_one_of_the_stylesheet(tmp_path: Path) -> None:
    with a_site(tmp_path, big_meeting(240), a_plan()) as organiser:
        log_in(organiser)
        html = page(organiser, slug="big-240") + page(organiser)
        sheet = organiser.client.get("/organise/_assets/x/places.css").text
    used = {name for names in re.findall(r'class="([^"]*)"', html) for name in names.split()}
    places = {name for name in used if re.fullmatch(r"[rexwc]\d+|(rows|cols)\d+|l\dof\d", name)}
    assert {name for name in places if f".{name}{{" not in sheet} == set()
    assert {name[0] for name in places} >= {"r", "e", "x", "w", "c"}


def test_part_about_a_sitting_comes_alone(site: Organiser) -> None:
    part = page(site, "?session=one&part=chosen")
    assert part.lstrip().startswith('<section class="chosen"')
    assert "data-phase" not in part


def test_who_edits_in_french_reads_french(site: Organiser) -> None:
    said = text(page(site, "?lang=fr", slug="cap-19"))
    assert "Séance d'ouverture" in said
