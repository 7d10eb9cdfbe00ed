"""The pages from which organisers publish, schedule, take back and withdraw."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import seen_in, text_of
from sites import a_site, log_in

from agenda import service

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sites import Organiser

SAME_SITE = {"sec-fetch-site": "same-origin"}
MOVE = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}
CLOSED = a_meeting(
    audiences=[{"id": "members", "name": "Members"}],
    phases=[a_phase(sessions=[a_session(title="Opening"), a_session("b", title="Budget", audience="members")])],
)


def edit(organiser: Organiser, *written: dict[str, Any], slug: str = "cap-19") -> int:
    version = service.draft(organiser.store, slug).version
    done = service.edit(organiser.store, slug, list(written), expected=version, author="o", now=organiser.now)
    return done.version


def publish(organiser: Organiser, slug: str = "cap-19", **fields: str) -> Any:
    return post(organiser, f"/organise/{slug}/publish", **fields)


def post(organiser: Organiser, path: str, **fields: str) -> Any:
    return organiser.client.post(path, data=fields, headers=SAME_SITE, follow_redirects=False)


def text_at(organiser: Organiser, path: str) -> str:
    return text_of(organiser.client.get(path).text)


class TestReview:
    def test_changes_are_told_by_phase_and_counted_in_calendars(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE, {"edit": "cancel_session", "session": "s2"})
            said = text_at(organiser, "/organise/cap-19/publish")
            assert "What publishing changes The public" in said
            assert (
                "Phase 2: hybrid meeting Opening session moved from Wed 16 Nov 10:00 to 11:00 CET "
                "Tools for Members cancelled"
            ) in said
            assert "1 cancelled" in said

    def test_audience_is_told_what_the_public_is_not(self, tmp_path: Path) -> None:
        with a_site(tmp_path, CLOSED) as organiser:
            log_in(organiser)
            organiser.publish("m")
            edit(organiser, {"edit": "set_session", "session": "b", "title": {"en": "Budget, second"}}, slug="m")
            said = text_at(organiser, "/organise/m/publish")
            assert "The public Nothing changes that they can see." in said
            assert "Members Phase p “Budget” is called “Budget, second” now" in said

    def test_draft_as_published_is_nothing_to_publish(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            answer = organiser.client.get("/organise/cap-19/publish")
            assert "Readers have the draft as it is; there is nothing to publish." in text_of(answer.text)
            assert "Publish now" not in answer.text

    def test_errors_stop_it_and_lead_to_what_they_are_about(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, {"edit": "move_session", "session": "s1", "start": "2022-12-16T11:00"})
            answer = organiser.client.get("/organise/cap-19/publish")
            seen = seen_in(answer.text)
            assert "1 error stops publishing" in seen.text
            assert "/organise/cap-19/edit/session/s1" in seen.attributes("href", of="a")
            assert "Publish now" not in answer.text
            refused = publish(organiser)
            assert (refused.status_code, service.latest(organiser.store, "cap-19").number) == (409, 1)

    def test_viewer_reads_and_may_do_nothing(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="viewer")
            edit(organiser, MOVE)
            page = organiser.client.get("/organise/cap-19/publish")
            assert page.status_code == 200
            assert [tag for tag, _ in seen_in(page.text).elements if tag == "form"] == []
            deeds = ("publish", "schedule", "unschedule", "take-back", "withdraw")
            statuses = [post(organiser, f"/organise/cap-19/{deed}").status_code for deed in deeds]
            assert statuses == [403] * 5


class TestPublish:
    def test_published_page_says_what_readers_have_now(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            version = edit(organiser, MOVE)
            answer = publish(organiser, version=str(version), message="Starts an hour later")
            assert (answer.status_code, answer.headers["location"]) == (303, "/organise/cap-19/publish?said=published")
            page = organiser.client.get(answer.headers["location"])
            said = text_of(page.text)
            assert "Published." in said
            assert "What readers have: revision 2" in said
            assert "Starts an hour later Opening session moved from Wed 16 Nov 10:00 to 11:00 CET" in said
            links = seen_in(page.text).attributes("href", of="a")
            assert {"/m/cap-19", "/m/cap-19/changes"} <= set(links)
            assert "11:00–14:00 CET" in text_at(organiser, "/m/cap-19")

    def test_draft_edited_since_it_was_reviewed_is_shown_again(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            version = edit(organiser, MOVE)
            edit(organiser, {"edit": "cancel_session", "session": "s2"})
            answer = publish(organiser, version=str(version), message="Typed with care")
            seen = seen_in(answer.text)
            assert answer.status_code == 409
            assert "The draft has been edited since you looked." in seen.text
            assert "Typed with care" in seen.attributes("value", of="input")
            assert service.latest(organiser.store, "cap-19").number == 1

    def test_draft_edited_while_the_form_arrives_is_shown_again(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            version = edit(organiser, MOVE)

            def sent() -> Iterator[bytes]:
                yield f"version={version}&".encode()
                edit(organiser, {"edit": "cancel_session", "session": "s2"})
                yield b"message=Typed+with+care"

            headers = SAME_SITE | {"content-type": "application/x-www-form-urlencoded"}
            answer = organiser.client.post("/organise/cap-19/publish", content=sent(), headers=headers)
            assert answer.status_code == 409
            assert "Tools for Members cancelled" in text_of(answer.text)
            assert service.latest(organiser.store, "cap-19").number == 1

    def test_form_sent_twice_publishes_once(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            version = str(edit(organiser, MOVE))
            answers = [publish(organiser, version=version).headers["location"] for _ in range(2)]
            assert [one.partition("said=")[2] for one in answers] == ["published", "unchanged"]
            assert service.latest(organiser.store, "cap-19").number == 2

    def test_long_message_is_refused_with_what_was_typed(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            answer = publish(organiser, message="é" * 1001)
            assert answer.status_code == 422
            assert "é" * 1001 in seen_in(answer.text).attributes("value", of="input")

    @pytest.mark.parametrize("deed", ["publish", "schedule", "take-back", "withdraw"])
    def test_message_that_feeds_and_databases_cannot_hold_is_refused_by_the_field(
        self, tmp_path: Path, deed: str
    ) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="owner")
            organiser.publish("cap-19", MOVE)
            edit(organiser, {"edit": "cancel_session", "session": "s2"})
            typed = {"message": "Starts \0 later", "at": "2999-01-01T10:00", "word": "cap-19"}
            answer = post(organiser, f"/organise/cap-19/{deed}", **typed)
            assert answer.status_code == 422
            assert "Control character U+0000 at position 8; remove it." in text_of(answer.text)
            assert service.latest(organiser.store, "cap-19").number == 2

    def test_form_of_another_site_publishes_nothing(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            headers = {"sec-fetch-site": "cross-site"}
            assert organiser.client.post("/organise/cap-19/publish", headers=headers).status_code == 403
            assert service.latest(organiser.store, "cap-19").number == 1


class TestSchedule:
    def test_time_is_read_on_the_clock_of_the_meeting_and_can_be_given_up(self, tmp_path: Path) -> None:
        at = (datetime.now(ZoneInfo("Europe/Brussels")) + timedelta(days=400)).replace(hour=9, minute=0, second=0)
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            answer = post(organiser, "/organise/cap-19/schedule", at=f"{at:%Y-%m-%dT%H:%M}", message="On the day")
            assert answer.headers["location"] == "/organise/cap-19/publish?said=scheduled"
            found = service.scheduled(organiser.store, "cap-19")
            assert found.at == at.replace(microsecond=0).astimezone(UTC)
            said = text_at(organiser, "/organise/cap-19/publish")
            assert f"09:00 {at.tzname()}" in said
            assert "On the day" in said
            post(organiser, "/organise/cap-19/unschedule")
            assert service.scheduled(organiser.store, "cap-19") is None

    @pytest.mark.parametrize("at", ["", "tomorrow", "2022-11-16T10:00", "2199-02-30T10:00", "9999-01-01T00:00"])
    def test_time_that_is_none_or_over_is_refused_by_the_field(self, tmp_path: Path, at: str) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser)
            edit(organiser, MOVE)
            answer = post(organiser, "/organise/cap-19/schedule", at=at, message="M")
            seen = seen_in(answer.text)
            assert answer.status_code == 422
            assert "at-wrong" in seen.attributes("id")
            assert "M" in seen.attributes("value", of="input")
            assert service.scheduled(organiser.store, "cap-19") is None


class TestTakingBack:
    def test_last_publication_is_shown_backwards_and_taken_back(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="owner")
            edit(organiser, MOVE)
            publish(organiser)
            assert "Opening session moved from Wed 16 Nov 11:00 to 10:00 CET" in text_at(
                organiser, "/organise/cap-19/take-back"
            )
            answer = post(organiser, "/organise/cap-19/take-back", revision="2", message="A mistake")
            assert answer.headers["location"] == "/organise/cap-19/publish?said=taken-back"
            said = text_at(organiser, answer.headers["location"])
            assert "What readers have: revision 3" in said
            assert "10:00–13:00 CET" in text_at(organiser, "/m/cap-19")
            assert "Opening session moved from Wed 16 Nov 10:00 to 11:00 CET" in said

    def test_form_sent_twice_takes_back_once(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="owner")
            edit(organiser, MOVE)
            publish(organiser)
            for _ in range(2):
                post(organiser, "/organise/cap-19/take-back", revision="2")
            assert service.latest(organiser.store, "cap-19").number == 3

    def test_editor_may_not(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="editor")
            edit(organiser, MOVE)
            publish(organiser)
            assert "Taking back" not in text_at(organiser, "/organise/cap-19/publish")
            deeds = ("take-back", "withdraw")
            assert [organiser.client.get(f"/organise/cap-19/{deed}").status_code for deed in deeds] == [403, 403]


class TestWithdraw:
    def test_withdrawn_only_where_the_short_name_is_typed(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="owner")
            refused = post(organiser, "/organise/cap-19/withdraw", word="cap-18", message="Moved")
            assert refused.status_code == 422
            assert "word-wrong" in seen_in(refused.text).attributes("id")
            assert organiser.client.get("/m/cap-19").status_code == 200
            done = post(organiser, "/organise/cap-19/withdraw", word=" cap-19 ")
            assert done.headers["location"] == "/organise/cap-19/publish?said=withdrawn"
            assert organiser.client.get("/m/cap-19").status_code == 410
            assert "Publishing brings it back" in text_at(organiser, "/organise/cap-19/publish")

    def test_publishing_brings_it_back(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as organiser:
            log_in(organiser, role="owner")
            post(organiser, "/organise/cap-19/withdraw", word="cap-19")
            answer = publish(organiser)
            assert answer.headers["location"] == "/organise/cap-19/publish?said=published"
            assert organiser.client.get("/m/cap-19").status_code == 200


def test_phases_lead_to_their_forms_with_what_state_they_are_in(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        log_in(organiser, role="owner")
        edit(organiser, {"edit": "postpone_phase", "phase": "hybrid"})
        page = organiser.client.get("/organise/cap-19/publish")
        assert "Phase 2: hybrid meeting 16–17 November 2022 Postponed" in text_of(page.text)
        assert "/organise/cap-19/edit/phase/hybrid" in seen_in(page.text).attributes("href", of="a")


def test_words_typed_by_organisers_are_shown_as_text(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        log_in(organiser, role="owner")
        edit(organiser, MOVE)
        publish(organiser, message='<script>alert("x")</script>')
        page = organiser.client.get("/organise/cap-19/publish").text
        assert "<script>alert" not in page
        assert '<script>alert("x")</script>' in text_of(page)
