"""The pages of personal feeds: the form on the agenda page, what is said once, and changing, revoking, refusing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from choosers import Delegate, a_delegate, granted, made_by
from page_builders import seen_in, text_of
from sites import ADDRESS, a_site
from starlette.requests import Request

from web.problems import loggable
from web.protection import network_of

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser


def boxes_of(html: str) -> dict[str, bool]:
    """The boxes of a form in order, and whether they are ticked."""
    return {
        values["value"]: "checked" in values
        for tag, values in seen_in(html).elements
        if tag == "input" and values.get("name") == "pick"
    }


def ticked(organiser: Organiser, delegate: Delegate) -> list[str]:
    page = organiser.client.get(delegate.edit)
    return [value for value, is_ticked in boxes_of(page.text).items() if is_ticked]


def test_agenda_page_offers_all_that_can_be_chosen(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        boxes = boxes_of(organiser.client.get("/m/cap-19").text)
        nouns = [value.split("/")[1] for value in boxes]
        assert list(dict.fromkeys(nouns)) == ["meeting", "phase", "session", "item", "room", "person"]
        assert [nouns.count(noun) for noun in ("meeting", "phase", "session", "room")] == [1, 3, 3, 1]
        assert not any(boxes.values())


def test_form_goes_on_in_the_language_of_the_page(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        actions = seen_in(organiser.client.get("/m/cap-19?lang=fr").text).attributes("action", of="form")
        assert "/my?lang=fr" in actions
        made = organiser.client.post("/my?lang=fr", data={"pick": "cap-19/meeting"})
        assert "Votre calendrier est prêt" in made.text
        assert f"{made_by(organiser.client, made).path}.ics?lang=fr" in made.text


def test_new_choice_says_every_address_and_is_kept_by_no_cache(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        made = organiser.client.post("/my", data={"pick": "cap-19/session/s1"})
        path = made_by(organiser.client, made).path
        assert made.headers["cache-control"] == "no-store"
        assert made.headers["referrer-policy"] == "no-referrer"
        assert made.headers["location"] == ADDRESS + path
        links = seen_in(made.text).attributes("href", of="a")
        feed = f"agenda.example.org{path}.ics"
        coded = feed.replace("/", "%2F")
        assert f"webcal://{feed}" in links
        assert f"https://calendar.google.com/calendar/r?cid=webcal%3A%2F%2F{coded}" in links
        (outlook,) = [link for link in links if "outlook" in link]
        assert outlook.startswith(
            f"https://outlook.live.com/calendar/0/addfromweb?url=https%3A%2F%2F{coded}&name=My%20choice"
        )
        assert seen_in(made.text).attributes("src", of="img") == [f"{path}/qr.svg"]


def test_secret_address_is_on_no_later_page(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        secret = delegate.edit.rpartition("/")[2]
        assert [secret in delegate.get(path).text for path in ("", "/edit", ".ics", ".json")] == [False] * 4


def test_boxes_are_ticked_as_they_were_and_can_be_changed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1", "cap-19/item/tor")
        assert ticked(organiser, delegate) == ["cap-19/session/s1", "cap-19/item/tor"]
        before = delegate.get(".ics").content
        data = {"pick": ["cap-19/phase/online"], "do": "change"}
        answer = organiser.client.post(delegate.edit, data=data, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, f"{delegate.edit}?changed=1")
        assert "has been changed" in organiser.client.get(answer.headers["location"]).text
        assert ticked(organiser, delegate) == ["cap-19/phase/online"]
        assert delegate.get(".ics").content != before


def test_another_meeting_can_be_added_to_a_choice(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        assert "ptc-227" in seen_in(organiser.client.get(delegate.edit).text).attributes("value", of="option")
        added = organiser.client.get(f"{delegate.edit}?add=ptc-227").text
        assert "ptc-227/meeting" in boxes_of(added)
        organiser.client.post(delegate.edit, data={"pick": ["cap-19/session/s1", "ptc-227/meeting"]})
        assert [one["slug"] for one in delegate.get(".json").json()["meetings"]] == ["cap-19", "ptc-227"]
        page = seen_in(delegate.get().text)
        ids = page.attributes("id")
        assert (page.faults, len(ids)) == ([], len(set(ids)))


def test_what_is_gone_stays_held_through_a_change(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1", "cap-19/session/s3")
        organiser.publish("cap-19", {"edit": "remove_session", "session": "s3"})
        organiser.client.post(delegate.edit, data={"pick": ["cap-19/session/s1", "cap-19/session/s2"]})
        assert delegate.summaries() == ["Opening session", "Tools for Members", "Cancelled: Activities and operations"]


def test_change_keeps_the_audiences_of_a_choice(tmp_path: Path) -> None:
    phase = a_phase(sessions=[a_session(audience="members"), a_session("open")])
    meeting = a_meeting(audiences=[{"id": "members", "name": "Members"}], phases=[phase])
    with a_site(tmp_path, meeting) as organiser:
        delegate = a_delegate(organiser, "m/session/open")
        granted(organiser, delegate, "members")
        assert "m/session/s" in boxes_of(organiser.client.get(delegate.edit).text)
        organiser.client.post(delegate.edit, data={"pick": ["m/session/s"]})
        assert delegate.summaries() == ["Session s"]
        assert "as seen by Members" in text_of(delegate.get().text)


def test_revoke_button_ends_it_for_good(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        said = organiser.client.post(delegate.edit, data={"do": "revoke"})
        assert (said.status_code, "Your calendar is revoked" in said.text) == (200, True)
        assert [delegate.get(path).status_code for path in ("", ".ics", "/edit")] == [410, 410, 410]
        assert organiser.client.get(delegate.edit).status_code == 410
        assert organiser.client.post(delegate.edit, data={"do": "revoke"}).status_code == 410


def test_secret_is_asked_for_and_leads_to_the_form(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        secret = delegate.edit.rpartition("/")[2]
        assert "Secret" in delegate.get("/edit").text
        for given in (secret, f" {ADDRESS}{delegate.edit}\n"):
            answer = organiser.client.post(f"{delegate.path}/edit", data={"secret": given}, follow_redirects=False)
            assert (answer.status_code, answer.headers["location"]) == (303, delegate.edit)
        wrong = organiser.client.post(f"{delegate.path}/edit", data={"secret": "wrong"})
        assert (wrong.status_code, "does not open this calendar" in wrong.text) == (403, True)


@pytest.mark.parametrize("method", ["get", "post"])
def test_wrong_secret_finds_nothing_and_changes_nothing(tmp_path: Path, method: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        other = a_delegate(organiser, "cap-19/session/s2").edit.rpartition("/")[2]
        for secret in (other, delegate.token, "x"):
            assert getattr(organiser.client, method)(f"{delegate.path}/edit/{secret}").status_code == 404
        assert delegate.summaries() == ["Opening session"]


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"pick": []},
        {"pick": ["cap-19/session/none"]},
        {"pick": ["none/meeting"]},
        {"pick": ["cap-19"]},
        {"pick": ["cap-19/body/x"]},
        {"pick": ["cap-19/session/<script>"]},
        {"pick": [f"cap-19/session/s{n}" for n in range(3_000)]},
    ],
)
def test_form_that_chooses_nothing_that_is_there_is_refused_in_words(tmp_path: Path, data: dict) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        refused = organiser.client.post("/my", data=data)
        assert (refused.status_code, "choose at least one thing" in refused.text) == (422, True)
        french = organiser.client.post("/my", data=data, headers={"accept-language": "fr"})
        assert "choisissez au moins une chose" in french.text


def test_huge_form_is_refused(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        assert organiser.client.post("/my", content=b"pick=" + b"x" * 300_000).status_code == 413


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site", "origin": ADDRESS}, 403),
        ({"sec-fetch-site": "same-origin"}, 201),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 201),
        ({"sec-fetch-site": "none"}, 201),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "http://[::1"}, 403),
        ({"origin": ADDRESS}, 201),
        ({"origin": "null"}, 201),
        ({}, 201),
    ],
)
def test_forms_of_other_sites_are_refused(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        assert organiser.client.post("/my", data={"pick": "cap-19/meeting"}, headers=headers).status_code == status


def test_form_of_another_site_cannot_revoke(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        delegate = a_delegate(organiser, "cap-19/session/s1")
        foreign = {"sec-fetch-site": "cross-site"}
        assert organiser.client.post(delegate.edit, data={"do": "revoke"}, headers=foreign).status_code == 403
        assert delegate.get(".ics").status_code == 200


def test_twenty_first_choice_of_an_hour_is_too_many_and_is_said_in_words(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for _ in range(20):
            delegate = a_delegate(organiser, "cap-19/session/s1")
        refused = organiser.client.post("/my", data={"pick": "cap-19/meeting"})
        assert (refused.status_code, "Too much at once from your network" in refused.text) == (429, True)
        assert 3_500 < int(refused.headers["retry-after"]) <= 3_600
        assert delegate.get(".ics").status_code == 200
        api = organiser.client.post("/api/v1/feeds", json={"meetings": [{"meeting": "cap-19"}]})
        assert (api.status_code, api.headers["content-type"]) == (429, "application/problem+json")


def test_refused_choices_take_nothing_of_the_allowance(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for _ in range(25):
            assert organiser.client.post("/my", data={"pick": "cap-19/session/none"}).status_code == 422
        assert organiser.client.post("/my", data={"pick": "cap-19/meeting"}).status_code == 201


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
    ],
)
def test_network_is_an_ipv4_address_or_the_64_of_an_ipv6_one(host: str, network: str) -> None:
    assert network_of(Request({"type": "http", "client": (host, 1), "headers": []})) == network


def test_pages_are_sound_and_hold_no_inline_code(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        made = organiser.client.post("/my", data={"pick": ["cap-19/item/tor", "cap-19/room/room-a"]})
        delegate = made_by(organiser.client, made)
        pages = [made.text, *(delegate.get(path).text for path in ("", "?lang=fr", "/edit"))]
        pages += [organiser.client.get(delegate.edit).text, organiser.client.get("/m/cap-19").text]
        for html in pages:
            seen = seen_in(html)
            ids = seen.attributes("id")
            labels = {*seen.attributes("aria-labelledby"), *seen.attributes("for")}
            levels = [int(tag[1]) for tag, _ in seen.elements if re.fullmatch("h[1-6]", tag)]
            assert seen.faults == []
            assert len(ids) == len(set(ids))
            assert labels <= set(ids)
            assert levels[0] == 1
            assert [name for _, values in seen.elements for name in values if name == "style" or name[:2] == "on"] == []


def test_page_shows_the_chosen_sittings_and_deadlines_and_no_other(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        said = text_of(a_delegate(organiser, "cap-19/item/tor").get().text)
        assert "Opening session" in said
        assert "Comments on category A items" in said
        assert "Activities and operations" not in said


@pytest.mark.parametrize(
    ("path", "logged"),
    [("/my/secret.ics", "/my/…"), ("/my/secret/edit/secret", "/my/…"), ("/my", "/my"), ("/m/my/x", "/m/my/x")],
)
def test_logs_hold_no_path_of_a_personal_feed(path: str, logged: str) -> None:
    assert loggable(path) == logged
