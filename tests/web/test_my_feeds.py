"""Personal feeds over HTTP: what they hold through publications, who may read them, and what memory answers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, canary_meeting
from choosers import a_delegate, granted
from feed_lint import lint
from icalendar import Calendar
from sites import ADDRESS, a_site

from agenda.service import choosing, personal, reading, withdraw

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting

OPENING, TOOLS = "Opening session", "Tools for Members"


def closed_meeting(**keys: Any) -> Meeting:
    """The meeting of canaries without the sitting that has no time, which stops a publication."""
    meeting = canary_meeting(**keys)
    phases = tuple(
        phase.model_copy(update={"sessions": tuple(one for one in phase.sessions if one.start)})
        for phase in meeting.phases
    )
    return meeting.model_copy(update={"phases": phases})


def is_silent(text: str) -> bool:
    """Whether an answer holds no canary; the choice of time zones has islands of that name."""
    said = text.replace("\r\n ", "").replace('<option value="Atlantic/Canary">Canary</option>', "")
    return CANARY not in said.lower()


def blocks_of(text: str) -> list[str]:
    return [block.partition("END:VEVENT")[0] for block in text.split("BEGIN:VEVENT\r\n")[1:]]


def test_feed_holds_what_was_ticked_in_the_bytes_of_the_public_feed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1", "cap-19/session/s2")
        assert delegate.summaries() == [OPENING, TOOLS]
        public = blocks_of(organiser.client.get("/m/cap-19.ics").text)
        assert [block in public for block in blocks_of(delegate.get(".ics").text)] == [True, True]
        french = blocks_of(organiser.client.get("/m/cap-19.ics?lang=fr").text)
        assert [block in french for block in blocks_of(delegate.get(".ics?lang=fr").text)] == [True, True]


def test_feed_keeps_every_rule_of_feeds_and_parses(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("sbstta-24")) as organiser:
        delegate = a_delegate(organiser, "cap-19/meeting", "sbstta-24/meeting")
        body = delegate.get(".ics").content
        assert lint(body) == []
        assert len(Calendar.from_ical(body).walk("VEVENT")) == 18
        assert f"SOURCE;VALUE=URI:{ADDRESS}{delegate.path}.ics" in body.decode().replace("\r\n ", "")


def test_feed_follows_moves_cancellations_and_removals(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1", "cap-19/session/s2", "cap-19/session/s3")
        before = delegate.get(".ics")
        organiser.publish(
            "cap-19",
            {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"},
            {"edit": "cancel_session", "session": "s2"},
            {"edit": "remove_session", "session": "s3"},
        )
        moved, *off = blocks_of(delegate.get(".ics").text)
        assert "DTSTART;TZID=Europe/Brussels:20221116T110000" in moved
        assert "SEQUENCE:1" in moved
        assert ["STATUS:CANCELLED" in block for block in off] == [True, True]
        again = delegate.get(".ics", if_none_match=before.headers["etag"])
        assert again.status_code == 200


def test_publication_that_touches_nothing_chosen_changes_no_byte(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        before = delegate.get(".ics")
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        assert delegate.get(".ics", if_none_match=before.headers["etag"]).status_code == 304
        assert delegate.get(".ics").content == before.content


@pytest.mark.parametrize("extension", ["", ".ics", ".json"])
def test_a_publication_is_news_to_who_asks_by_date_alone(tmp_path: Path, extension: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.now = datetime.now(UTC) + timedelta(days=1)
        delegate = a_delegate(organiser, "cap-19/session/s1")
        before = delegate.get(extension).headers["last-modified"]
        assert delegate.get(extension, if_modified_since=before).status_code == 304
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s1"})
        assert delegate.get(extension, if_modified_since=before).status_code == 200


def test_choice_that_is_all_gone_shows_the_phases(tmp_path: Path) -> None:
    session = a_session()
    with a_site(tmp_path, a_meeting(phases=[a_phase(sessions=[session])])) as organiser:
        delegate = a_delegate(organiser, "m/session/s")
        organiser.publish("m", {"edit": "remove_session", "session": "s"})
        organiser.now += timedelta(days=200)
        organiser.publish("m", {"edit": "set_meeting", "title": "Another title"})
        organiser.now += timedelta(days=200)
        organiser.publish("m", {"edit": "set_meeting", "title": "A third title"})
        assert delegate.summaries() == ["Phase p"]


def test_choice_follows_a_meeting_that_is_renamed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        organiser.publish("cap-19", {"edit": "set_meeting", "slug": "cap-2022"})
        assert delegate.summaries() == [OPENING]
        assert f"URL:{ADDRESS}{delegate.path}\r\n" in delegate.get(".ics").text
        assert 'href="/m/cap-2022' in delegate.get().text


def test_options_of_feeds_are_those_of_every_feed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1", "cap-19/session/s2")
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        assert delegate.get(".ics?alarm=15m").text.count("BEGIN:VALARM") == 1
        assert delegate.summaries(".ics?cancelled=hide") == [OPENING]
        assert delegate.get(".ics?alarm=soon").status_code == 400
        assert delegate.get(".ics?utm_source=x").content == delegate.get(".ics").content


def test_name_of_the_calendar_is_in_the_language_of_the_feed_whoever_asks(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        english = delegate.get(".ics", accept_language="fr")
        assert "X-WR-CALNAME:My choice – 19th Meeting" in english.text
        assert "X-WR-CALNAME:Mon choix – 19ème" in delegate.get(".ics?lang=fr").text


@pytest.mark.parametrize("extension", ["", ".ics", ".json", "/qr.svg"])
def test_answers_are_private_unindexed_and_send_no_referer(tmp_path: Path, extension: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        headers = delegate.get(extension).headers
        assert headers["cache-control"] == "private, no-cache"
        assert headers["x-robots-tag"] == "noindex"
        assert headers["referrer-policy"] == "no-referrer"
        again = delegate.get(extension, if_none_match=delegate.get(extension).headers["etag"])
        assert (again.status_code, again.headers["cache-control"]) == (304, "private, no-cache")


@pytest.mark.parametrize("extension", ["", ".ics", ".json", "/qr.svg", "/edit"])
def test_revoked_feed_is_gone_at_once_and_unknown_ones_are_not_found(tmp_path: Path, extension: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        assert delegate.get(extension).status_code == 200
        personal.revoke_feed(organiser.store, delegate.token, now=organiser.now)
        gone = delegate.get(extension)
        assert (gone.status_code, gone.headers["referrer-policy"]) == (410, "no-referrer")
        assert organiser.client.get(f"/my/{'x' * 32}{extension}").status_code == 404


def test_granted_audience_reads_what_is_closed_and_loses_it_when_it_is_taken_away(tmp_path: Path) -> None:
    with a_site(tmp_path, closed_meeting()) as organiser:
        delegate = a_delegate(organiser, "m/meeting")
        public = delegate.get(".ics").content
        assert "Closed sitting" in delegate.summaries()
        granted(organiser, delegate, "canary-members")
        assert "Canary sitting" in delegate.summaries()
        assert "https://video.example.org/canary/join" in delegate.get().text
        granted(organiser, delegate)
        assert delegate.get(".ics").content == public
        assert is_silent(delegate.get().text)


@pytest.mark.parametrize(
    "pick", ["phase/room", "session/first", "item/work", "room/annex", "person/speaker", "meeting"]
)
def test_nothing_closed_is_in_any_form_of_a_choice_of_the_public(tmp_path: Path, pick: str) -> None:
    with a_site(tmp_path, closed_meeting()) as organiser:
        delegate = a_delegate(organiser, f"m/{pick}")
        for path in (".ics", ".ics?lang=fr", "", "?lang=fr", ".json"):
            assert is_silent(delegate.get(path).text)
        assert is_silent(organiser.client.get(delegate.edit).text)


def test_what_is_closed_cannot_be_chosen_and_answers_as_what_is_not_there(tmp_path: Path) -> None:
    with a_site(tmp_path, closed_meeting()) as organiser:
        for field, closed in (("sessions", "canary-sitting"), ("items", "canary-budget"), ("people", "canary-chair")):
            answers = [
                organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": "m", field: [identity]}]})
                for identity in (closed, "nothing")
            ]
            assert [answer.status_code for answer in answers] == [422, 422]
            assert answers[0].text.replace(closed, "nothing") == answers[1].text


def test_json_is_the_view_reduced_to_what_is_chosen_with_its_stamps(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        (meeting,) = a_delegate(organiser, "cap-19/session/s2").get(".json").json()["meetings"]
        assert [session["id"] for phase in meeting["phases"] for session in phase["sessions"]] == ["s2"]
        assert meeting["view"] == []
        assert [stamp["sequence"] for stamp in meeting["stamps"].values()] == [0]


@pytest.mark.sqlite
def test_feed_answers_from_memory_when_the_database_is_gone_but_never_once_revoked(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        known, revoked, unasked = (a_delegate(organiser, "cap-19/session/s1") for _ in range(3))
        kept, page, _ = known.get(".ics"), known.get(), revoked.get(".ics")
        personal.revoke_feed(organiser.store, revoked.token, now=organiser.now)
        assert revoked.get(".ics").status_code == 410
        organiser.lose_database(tmp_path)
        assert known.get(".ics").content == kept.content
        assert known.get(".ics", if_none_match=kept.headers["etag"]).status_code == 304
        assert known.get().content == page.content
        for away in (unasked.get(".ics"), revoked.get(".ics"), known.get("/edit")):
            assert (away.status_code, "retry-after" in away.headers) == (503, True)


@pytest.mark.sqlite
def test_feed_asked_again_is_as_it_last_was_where_the_database_goes_right_after_a_publication(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        often, once = (a_delegate(organiser, "cap-19/session/s1") for _ in range(2))
        before = [often.get(".ics"), often.get(".ics"), once.get(".ics")][0]
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s1"})
        assert "STATUS:CANCELLED" in organiser.client.get("/m/cap-19.ics").text
        organiser.lose_database(tmp_path)
        assert often.get(".ics").content == before.content
        assert often.get(".ics", if_none_match=before.headers["etag"]).status_code == 304
        for never_sent in (once.get(".ics"), often.get(".ics?alarm=15m")):
            assert never_sent.status_code == 503


@pytest.mark.sqlite
def test_what_is_remembered_of_a_choice_asks_nothing_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        delegate.get(".ics")
        organiser.lose_database(tmp_path)
        monkeypatch.setattr(reading, "latest_of", forbidden)
        monkeypatch.setattr(organiser.store, "writing", forbidden)
        assert delegate.get(".ics?alarm=15m").text.count("BEGIN:VALARM") == 1


def forbidden(*_: Any, **__: Any) -> None:
    raise AssertionError("nothing is asked here")


@pytest.mark.sqlite
def test_changed_choice_is_not_answered_as_it_was_before(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        assert [delegate.get(".ics").status_code for _ in range(2)] == [200, 200]
        changed = organiser.client.post(delegate.edit, data={"pick": "cap-19/session/s2"}, headers={"origin": ADDRESS})
        assert changed.status_code in {200, 303}
        page = delegate.get()
        organiser.lose_database(tmp_path)
        assert delegate.summaries() == [TOOLS]
        assert delegate.get().content == page.content


@pytest.mark.sqlite
def test_page_that_was_told_to_be_withdrawn_stays_so_without_the_database(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        assert delegate.get().status_code == 200
        withdraw(
            organiser.store, "cap-19", author="o", now=datetime.now(UTC), publisher=organiser.site.publisher, message=""
        )
        organiser.site.news.look()
        assert delegate.get().status_code == 410
        organiser.lose_database(tmp_path)
        assert delegate.get().status_code == 410


@pytest.mark.sqlite
@pytest.mark.parametrize("extension", [".ics", "/edit"])
def test_choice_seen_to_be_revoked_is_never_answered_again(tmp_path: Path, extension: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        assert [delegate.get(".ics").status_code for _ in range(2)] == [200, 200]
        personal.revoke_feed(organiser.store, delegate.token, now=organiser.now)
        assert delegate.get(extension).status_code == 410
        organiser.lose_database(tmp_path)
        assert delegate.get(".ics").status_code == 503


@pytest.mark.sqlite
def test_choices_are_remembered_within_the_bound_of_the_cache(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), cache_mb=1) as organiser:
        choice = choosing.choose(organiser.store, choosing.read_wanted([{"meeting": "cap-19"}]))
        made = [personal.create_feed(organiser.store, choice, now=organiser.now) for _ in range(60)]
        addresses = [f"/my/{feed.token}.ics" for feed in made]
        held = organiser.service.app.state.personal.choices
        for address in addresses:
            assert organiser.client.get(address).status_code == 200
            assert 0 < held.weight <= held.most
        organiser.lose_database(tmp_path)
        answers = [organiser.client.get(address).status_code for address in addresses]
        kept = answers.count(200)
        assert 20 < kept < 60
        assert answers == [503] * (60 - kept) + [200] * kept


def test_fetch_is_noted_once_a_day_and_spares_the_feed_from_the_sweep(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        fetched, ignored = (a_delegate(organiser, "cap-19/session/s1") for _ in range(2))
        assert [delegate.get().text.count("Nobody has fetched") for delegate in (fetched, ignored)] == [1, 1]
        fetched.get(".ics")
        assert [delegate.get().text.count("Nobody has fetched") for delegate in (fetched, ignored)] == [0, 1]
        noted = personal.feed_of(organiser.store, fetched.token).fetched_at
        assert noted is not None
        fetched.get(".ics")
        assert personal.feed_of(organiser.store, fetched.token).fetched_at == noted
        now = datetime.now(UTC)
        assert personal.drop_unused(organiser.store, now=now + timedelta(days=89)) == 0
        assert personal.drop_unused(organiser.store, now=now + timedelta(days=91)) == 1
        assert [delegate.get(".ics").status_code for delegate in (fetched, ignored)] == [200, 404]


def test_page_says_when_an_unfetched_choice_is_dropped(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        made = personal.create_feed(
            organiser.store,
            choosing.choose(organiser.store, choosing.read_wanted([{"meeting": "cap-19"}])),
            now=datetime(2022, 10, 1, tzinfo=UTC),
        )
        assert "it will be dropped on 30 December 2022." in organiser.client.get(f"/my/{made.token}").text
        assert "supprimé le 30 décembre 2022." in organiser.client.get(f"/my/{made.token}?lang=fr").text


@pytest.mark.sqlite
def test_tokens_and_secrets_are_nowhere_in_the_database(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        delegate.get(".ics")
        secret = delegate.edit.rpartition("/")[2]
        held = b"".join(file.read_bytes() for file in tmp_path.glob("plenary.db*"))
        assert [word in held for word in (delegate.token.encode(), secret.encode())] == [False, False]


@pytest.mark.sqlite
def test_tokens_are_in_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        organiser.lose_database(tmp_path)
        caplog.set_level("INFO", logger="plenary")
        assert delegate.get(".ics").status_code == 503
        assert "GET /my/…" in caplog.text
        assert delegate.token not in caplog.text


def test_address_of_a_feed_fits_what_google_takes(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        assert len(f"{ADDRESS}{delegate.path}.ics?lang=fr&alarm=15m&cancelled=mark") < 256
        assert len(f"{ADDRESS}{delegate.edit}") < 256


def test_meetings_are_seen_each_with_its_own_audiences(tmp_path: Path) -> None:
    other = closed_meeting(slug="other", uid="11111111-2222-4333-8444-555555555555")
    with a_site(tmp_path, closed_meeting(), other) as organiser:
        choice = choosing.choose(organiser.store, choosing.read_wanted([{"meeting": "m"}]), audiences=["canary-bureau"])
        made = personal.create_feed(organiser.store, choice, now=organiser.now)
        wanted = choosing.read_wanted([{"meeting": "m"}, {"meeting": "other"}])
        both = choosing.choose(organiser.store, wanted, before=choice)
        personal.change_feed(organiser.store, made.token, both, now=organiser.now)
        meetings = organiser.client.get(f"/my/{made.token}.json").json()["meetings"]
        assert [(one["slug"], one["view"]) for one in meetings] == [("m", ["canary-bureau"]), ("other", [])]
        assert [CANARY in str(one["phases"]).lower() for one in meetings] == [True, False]
