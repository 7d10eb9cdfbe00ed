"""The forms of every object: what they change, what they refuse, and two organisers at one of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import seen_in, text_of
from sent_forms import change, fields_of, post, with_values
from sites import a_site, log_in

from agenda import service
from agenda.changes import own_json
from agenda.tree import find, walk
from web.editor.saving import slug_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sites import Organiser

    from agenda.meeting import Meeting
    from agenda.noun import Noun

ROOM = "/organise/cap-19"
S1 = f"{ROOM}/edit/session/s1"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Organiser]:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("sbstta-24")) as organiser:
        log_in(organiser)
        yield organiser


def draft(site: Organiser, slug: str = "cap-19") -> Meeting:
    return service.draft(site.store, slug).meeting


def version(site: Organiser, slug: str = "cap-19") -> int:
    return service.draft(site.store, slug).version


def held(site: Organiser, noun: str, identity: str) -> Noun:
    return find(draft(site), noun, identity).value


def as_other(site: Organiser, *edits: dict[str, Any]) -> None:
    """Another organiser edits."""
    now = version(site)
    service.edit(site.store, "cap-19", list(edits), expected=now, author="ben@example.org", now=site.now)


def last_edits(site: Organiser) -> tuple[dict[str, Any], ...]:
    return service.history(site.store, "cap-19", most=1)[0].edits


def form_addresses(meeting: Meeting) -> list[str]:
    addresses = []
    for place in walk(meeting):
        noun, identity = place.key
        addresses.append(f"edit/{noun}/{identity}" if noun != "meeting" else "meeting")
    return addresses


class TestShowing:
    @pytest.mark.parametrize("slug", ["cap-19", "sbstta-24"])
    def test_form_sent_as_it_is_shown_changes_nothing(self, site: Organiser, slug: str) -> None:
        before = service.draft(site.store, slug)
        for address in form_addresses(before.meeting):
            path = f"/organise/{slug}/{address}"
            answer = change(site.client, path)
            assert (answer.status_code, answer.headers["location"]) == (
                303,
                f"{path.replace(':', '%3A')}?said=unchanged",
            )
        assert service.draft(site.store, slug).version == before.version

    def test_every_page_is_whole_markup(self, site: Organiser) -> None:
        lists = ["items", "people", "venues", "documents", "remove/item/tor", "add/session", "add/outcome"]
        for address in [*form_addresses(draft(site)), *lists]:
            seen = seen_in(site.client.get(f"{ROOM}/{address}").text)
            assert (address, seen.faults) == (address, [])
            identities = seen.attributes("id")
            assert (address, len(identities)) == (address, len(set(identities)))

    def test_each_language_has_an_input_of_its_own_direction(self, site: Organiser) -> None:
        page = seen_in(site.client.get("/organise/sbstta-24/edit/item/gbf").text)
        inputs = [values for tag, values in page.elements if values.get("name", "").startswith("title.")]
        assert [(one["lang"], one["dir"]) for one in inputs] == [
            ("en", "ltr"),
            ("fr", "ltr"),
            ("es", "ltr"),
            ("ar", "rtl"),
        ]
        assert "French · not translated".replace(" · ", " ") in page.text

    def test_slots_have_their_hours_and_fill_is_told(self, site: Organiser) -> None:
        text = text_of(site.client.get(S1).text)
        assert "Slot 2 10:15–10:30" in text
        assert "180 of 180 minutes: it fits." in text

    def test_hour_that_comes_twice_is_asked_about(self, tmp_path: Path) -> None:
        session = a_session(start="2022-10-30T02:30", end="2022-10-30T04:00")
        meeting = a_meeting(phases=[a_phase(start="2022-10-29", end="2022-10-31", sessions=[session])])
        with a_site(tmp_path, meeting) as site:
            log_in(site)
            path = "/organise/m/edit/session/s"
            assert "Which of two equal hours" in text_of(site.client.get(path).text)
            assert change(site.client, path, fold="1").status_code == 303
            assert find(draft(site, "m"), "session", "s").value.fold == 1
        assert "Which of two" not in text_of(meeting_page(tmp_path / "other"))

    def test_finding_stands_beside_its_object(self, site: Organiser) -> None:
        change(site.client, S1, end="2022-11-16T12:00")
        text = text_of(site.client.get(S1).text)
        assert "180 of 120 minutes: 60 too many." in text
        (finding,) = (
            one for one in service.findings_of(site.store, "cap-19", now=site.now) if one.severity == "warning"
        )
        assert finding.message in text

    def test_viewer_sees_the_form_and_cannot_send_it(self, tmp_path: Path) -> None:
        with a_site(tmp_path, meeting_file("cap-19")) as site:
            log_in(site, role="viewer")
            page = site.client.get(S1).text
            assert "<button" not in page.partition('class="object-form"')[2].partition("data-rows")[0].replace(
                '<button class="hide"', ""
            )
            assert post(site.client, S1, [("version", "1"), ("do", "save")]).status_code == 403


def meeting_page(folder: Path) -> str:
    folder.mkdir()
    with a_site(folder, a_meeting(phases=[a_phase(sessions=[a_session()])])) as site:
        log_in(site)
        return str(site.client.get("/organise/m/edit/session/s").text)


class TestChanging:
    def test_only_what_differs_is_sent(self, site: Organiser) -> None:
        answer = change(site.client, S1, title__fr="Ouverture", room="", expected="120")
        assert answer.headers["location"] == f"{S1}?said=saved"
        assert last_edits(site) == (
            {"edit": "set_session", "session": "s1", "title": {"fr": "Ouverture"}, "room": None, "expected": 120},
        )

    def test_sitting_goes_to_another_phase(self, site: Organiser) -> None:
        change(site.client, S1, parent="closing")
        assert find(draft(site), "session", "s1").parent == ("phase", "closing")

    def test_item_goes_below_another(self, site: Organiser) -> None:
        change(site.client, f"{ROOM}/edit/item/guidelines", parent="compendium")
        assert find(draft(site), "item", "guidelines").parent == ("item", "compendium")
        change(site.client, f"{ROOM}/edit/item/guidelines", parent="")
        assert find(draft(site), "item", "guidelines").parent == ("meeting", "")

    def test_slots_are_replaced_whole_and_blank_ones_left_out(self, site: Organiser) -> None:
        blank = [("slots.6.row", "1"), ("slots.6.item", ""), ("slots.6.kind", "item"), ("slots.6.minutes", "")]
        fields = [*fields_of(site.client.get(S1).text), *blank]
        post(site.client, S1, with_values(fields, do="save", slots__0__minutes="20"))
        assert [slot.minutes for slot in held(site, "session", "s1").slots] == [20, 15, 10, 65, 15, 60]
        assert last_edits(site)[0].keys() == {"edit", "session", "slots"}

    def test_phase_is_postponed_with_items_and_platform(self, site: Organiser) -> None:
        path = f"{ROOM}/edit/phase/hybrid"
        answer = change(
            site.client,
            path,
            status="postponed",
            items=["report", "tor"],
            platform__name__en="Meet",
            platform__url="https://meet.example.org",
            decisions=None,
            time_zone="Asia/Seoul",
        )
        assert answer.status_code == 303
        phase = own_json(held(site, "phase", "hybrid"))
        assert {key: phase[key] for key in ("status", "items", "platform", "decisions", "time_zone")} == {
            "status": "postponed",
            "items": ["report", "tor"],
            "platform": {"name": {"en": "Meet"}, "url": "https://meet.example.org"},
            "decisions": False,
            "time_zone": "Asia/Seoul",
        }

    def test_audience_is_everybody_some_or_nobody(self, site: Organiser) -> None:
        path = f"{ROOM}/edit/item/tor"
        for ticked, audience in (
            (["members"], ("members",)),
            (["members", "observers"], ("members", "observers")),
            (["nobody:"], ()),
            ([], None),
        ):
            assert change(site.client, path, audience=ticked).status_code == 303
            assert held(site, "item", "tor").audience == audience

    def test_deadline_has_a_day_or_a_day_and_an_hour(self, site: Organiser) -> None:
        path = f"{ROOM}/edit/deadline/comments-b"
        change(site.client, path, due__hour="")
        assert own_json(held(site, "deadline", "comments-b"))["due"] == "2022-11-14"
        change(site.client, path, due__hour="09:30")
        assert own_json(held(site, "deadline", "comments-b"))["due"] == "2022-11-14T09:30"

    def test_outcome_of_another_item_takes_its_place(self, site: Organiser) -> None:
        answer = change(
            site.client,
            f"{ROOM}/edit/outcome/hybrid:tor:s1",
            item="report",
            session="",
            result="referred",
            refer_to=["Council"],
        )
        assert answer.headers["location"] == f"{ROOM}/edit/outcome/hybrid%3Areport%3A?said=saved"
        outcomes = {outcome.item: outcome for outcome in held(site, "phase", "hybrid").outcomes}
        assert "tor" not in outcomes
        assert (outcomes["report"].result, outcomes["report"].refer_to) == ("referred", ("Council",))

    def test_outcome_does_not_take_the_place_of_another(self, site: Organiser) -> None:
        answer = change(site.client, f"{ROOM}/edit/outcome/hybrid:tor:s1", item="compendium")
        assert answer.status_code == 422
        assert "is recorded there already" in text_of(answer.text)

    def test_document_gets_a_link_in_one_more_language(self, site: Organiser) -> None:
        path = f"{ROOM}/edit/document/tor"
        change(
            site.client,
            path,
            links__fr="https://x.example/f",
            **{"links.other-tag": "es", "links.other-url": "https://x.example/s"},
        )
        assert held(site, "document", "tor").links == {
            "en": "https://meet.example.org/doc/EP0002E1",
            "fr": "https://x.example/f",
            "es": "https://x.example/s",
        }

    def test_meeting_says_what_it_is(self, site: Organiser) -> None:
        answer = change(site.client, f"{ROOM}/meeting", contact__en="Ann", languages="en, fr, ar", time_zone="UTC")
        assert answer.headers["location"] == f"{ROOM}/meeting?said=saved"
        assert (draft(site).languages, draft(site).time_zone) == (("en", "fr", "ar"), "UTC")
        assert 'lang="ar" dir="rtl"' in site.client.get(S1).text

    def test_meeting_gets_another_short_name_and_a_bad_one_comes_back(self, site: Organiser) -> None:
        bad = change(site.client, f"{ROOM}/meeting", slug="Not a slug")
        assert (bad.status_code, 'value="Not a slug"' in bad.text) == (422, True)
        change(site.client, f"{ROOM}/meeting", slug="cap-nineteen")
        assert draft(site).slug == "cap-nineteen"
        change(site.client, f"{ROOM}/meeting", slug="cap-19")
        assert draft(site).slug == "cap-19"

    def test_emoji_and_right_to_left_and_script_come_back_as_typed(self, site: Organiser) -> None:
        strange = "</textarea><script>alert(1)</script> \u202e مرحبا 🎉 \"'&amp;"
        change(site.client, S1, title__en=strange, description__en=f"{strange}\n\nb", notice__en=strange)
        session = held(site, "session", "s1")
        assert (session.title["en"], session.description["en"]) == (strange, f"{strange}\n\nb")
        for address in (S1, f"{ROOM}/edit/phase/hybrid", f"{ROOM}/remove/session/s1"):
            assert "<script>alert" not in site.client.get(address).text
        assert change(site.client, S1).headers["location"] == f"{S1}?said=unchanged"


class TestAdding:
    def test_id_is_made_from_the_title_and_shown(self, site: Organiser) -> None:
        path = f"{ROOM}/add/session?phase=hybrid&start=2022-11-17T14:30&room=room-a"
        answer = change(site.client, path, title__en="Évaluation & next steps", minutes="90")
        assert answer.headers["location"] == f"{ROOM}/edit/session/evaluation-next-steps?said=added"
        session = find(draft(site), "session", "evaluation-next-steps")
        assert session.parent == ("phase", "hybrid")
        assert (session.value.room, session.value.minutes) == ("room-a", 90)
        assert "evaluation-next-steps" in text_of(site.client.get(answer.headers["location"]).text)

    @pytest.mark.parametrize(
        ("noun", "query", "values", "identity"),
        [
            ("phase", "", {"title__en": "Four", "kind": "online", "start": "2023-01-09", "end": "2023-01-10"}, "four"),
            ("deadline", "phase=closing", {"title__en": "Late", "due__day": "2022-12-01"}, "late"),
            ("item", "parent=tor", {"title__en": "Annex"}, "annex"),
            ("person", "", {"name__en": "Åsa", "country": "se"}, "asa"),
            ("venue", "", {"name__en": "Palais"}, "palais"),
            ("room", "venue=hq", {"name__en": "Room B", "capacity": "40"}, "room-b"),
            ("document", "", {"title__en": "Note"}, "note"),
            ("audience", "", {"name__en": "Press"}, "press"),
        ],
    )
    def test_every_noun_can_be_added_and_removed(
        self, site: Organiser, noun: str, query: str, values: dict[str, str], identity: str
    ) -> None:
        answer = change(site.client, f"{ROOM}/add/{noun}?{query}", **values)
        assert answer.headers["location"] == f"{ROOM}/edit/{noun}/{identity}?said=added"
        asked = site.client.get(f"{ROOM}/remove/{noun}/{identity}")
        assert post(site.client, f"{ROOM}/remove/{noun}/{identity}", fields_of(asked.text)).status_code == 303
        assert (noun, identity) not in {place.key for place in walk(draft(site))}

    def test_outcome_is_recorded_once(self, site: Organiser) -> None:
        path = f"{ROOM}/add/outcome?phase=closing"
        values = {"item": "report", "result": "adopted"}
        for _ in range(2):
            answer = change(site.client, path, **values)
            assert answer.headers["location"] == f"{ROOM}/edit/outcome/closing%3Areport%3A?said=added"
        answer = change(site.client, path, **values | {"result": "noted"})
        assert answer.status_code == 422
        assert "is recorded there already" in text_of(answer.text)
        assert [outcome.result for outcome in held(site, "phase", "closing").outcomes] == ["adopted"]

    def test_same_form_sent_twice_adds_one(self, site: Organiser) -> None:
        path = f"{ROOM}/add/person"
        fields = with_values(fields_of(site.client.get(path).text), do="save", name__en="Opening Speaker")
        answers = [post(site.client, path, fields) for _ in range(3)]
        assert {answer.headers["location"] for answer in answers} == {f"{ROOM}/edit/person/opening-speaker?said=added"}
        assert [person.id for person in draft(site).people].count("opening-speaker") == 1

    def test_another_of_the_same_title_gets_another_id(self, site: Organiser) -> None:
        for identity in ("panel", "panel-2", "panel-3"):
            answer = change(site.client, f"{ROOM}/add/item", title__en="Panel")
            assert answer.headers["location"] == f"{ROOM}/edit/item/{identity}?said=added"

    def test_object_of_another_organiser_with_the_same_title_is_no_double(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(f"{ROOM}/add/person").text)
        as_other(site, {"edit": "add_person", "person": {"id": "jo", "name": "Jo", "country": "NO"}})
        answer = post(site.client, f"{ROOM}/add/person", with_values(fields, do="save", name__en="Jo"))
        assert answer.headers["location"] == f"{ROOM}/edit/person/jo-2?said=added"

    def test_title_without_latin_letters_gives_a_numbered_id(self, site: Organiser) -> None:
        answer = change(site.client, f"{ROOM}/add/item", title__en="الافتتاح")
        assert answer.headers["location"] == f"{ROOM}/edit/item/item-1?said=added"

    @pytest.mark.parametrize(
        ("text", "slug"),
        [
            ({"en": "Opening session"}, "opening-session"),
            ({"ar": "افتتاح", "en": "Opening"}, "opening"),
            ({"fr": "Œuvre d’été"}, "uvre-dete"),
            ({"en": "x" * 70}, "x" * 48),
            ({"en": "word " * 20}, "word-word-word-word-word-word-word-word-word"),
            ({"ar": "افتتاح"}, ""),
        ],
    )
    def test_ids_from_titles(self, text: dict[str, str], slug: str) -> None:
        assert slug_of(text, ("ar", "en")) == slug


class TestRefusing:
    @pytest.mark.parametrize(
        ("values", "name", "message"),
        [
            ({"title__en": "", "title__fr": " "}, "title.en", "This is needed; fill it in."),
            (
                {"start": "10:00"},
                "start",
                "“10:00” is not a date and time. Write it as 2022-11-16T10:00, without a zone.",
            ),
            ({"start": "2022-02-30T10:00"}, "start", "“2022-02-30T10:00” is not a date and time."),
            ({"expected": "many"}, "expected", "“many” is not a whole number from 0 to 1000000."),
            ({"recording": "javascript:alert(1)"}, "recording", "“javascript:alert(1)” is not an address."),
            ({"minutes": "60"}, "", "Both end and minutes are given; keep one of them"),
            ({"slots__2__minutes": "-5"}, "slots.2.minutes", "“-5” is not a whole number"),
            ({"slots__2__speakers__0__person": ""}, "slots.2.speakers.0.person", "This is needed; fill it in."),
            ({"join__0__url": "here"}, "join.0.url", "“here” is not an address."),
            ({"room": "cellar"}, "room", "Unknown-reference: there is no room “cellar”"),
            ({"title__fr": "x" * 1001}, "title.fr", "This has 1001 characters. At most 1000 are allowed; shorten it."),
            (
                {"title__fr": "a\x07b"},
                "title.fr",
                "A character that cannot be printed stands at position 2. Remove it.",
            ),
            ({"interpretation": "en, français"}, "interpretation", "“français” is not the code of a language."),
            ({"audience": ["members", "nobody:"]}, "audience", "Tick audiences, or organisers only, not both."),
            ({"parent": ""}, "parent", "This is needed; choose one."),
        ],
    )
    def test_one_message_by_the_field_and_all_kept_as_typed(
        self, site: Organiser, values: dict[str, Any], name: str, message: str
    ) -> None:
        before = version(site)
        answer = change(site.client, S1, notice__en="kept", **values)
        assert answer.status_code == 422
        page = seen_in(answer.text)
        assert page.text.count(message) == (2 if name else 1)
        identity = "f-" + name.replace(".", "-")
        assert name == "" or f"#{identity}" in page.attributes("href", of="a")
        assert name == "" or identity in page.attributes("id")
        typed = dict(fields_of(answer.text))
        assert typed["notice.en"] == "kept"
        for key, value in values.items():
            assert isinstance(value, list) or typed[key.replace("__", ".")] == value
        assert version(site) == before

    def test_value_of_no_choice_is_refused(self, site: Organiser) -> None:
        answer = change(site.client, S1, kind="party", title__en="Kept")
        assert (answer.status_code, text_of(answer.text).count("“party” is none of this list.")) == (422, 2)

    def test_message_is_bound_to_its_input(self, site: Organiser) -> None:
        page = seen_in(change(site.client, S1, expected="many").text)
        (field,) = [values for _, values in page.elements if values.get("name") == "expected"]
        assert field["aria-invalid"] == "true"
        assert set(field["aria-describedby"].split()) <= set(page.attributes("id"))

    def test_wrong_time_stays_readable_where_a_picker_would_hide_it(self, site: Organiser) -> None:
        page = seen_in(change(site.client, S1, start="tomorrow").text)
        (field,) = [values for _, values in page.elements if values.get("name") == "start"]
        assert (field["type"], field["value"]) == ("text", "tomorrow")

    def test_ten_megabytes_are_refused_as_too_much(self, site: Organiser) -> None:
        answer = change(site.client, S1, description__en="x" * 10_000_000)
        assert answer.status_code == 413
        assert version(site) == 1

    def test_longest_texts_in_six_languages_fit(self, site: Organiser) -> None:
        long = {f"description__{tag}": "会" * 20_000 for tag in ("en", "fr", "es", "ar", "zh", "ru")}
        assert change(site.client, S1, **long).status_code == 303

    def test_name_of_a_million_dots_is_no_burden(self, site: Organiser) -> None:
        fields = [*fields_of(site.client.get(S1).text), ("." * 1_000_000, "x"), ("do", "save")]
        assert post(site.client, S1, fields).headers["location"] == f"{S1}?said=unchanged"

    @pytest.mark.parametrize("written", ["", "x", "0", "99999999999"])
    def test_form_of_no_version_is_refused(self, site: Organiser, written: str) -> None:
        assert change(site.client, S1, version=written).status_code in {404, 422}

    @pytest.mark.parametrize(
        "path", ["edit/session/none", "edit/party/s1", "add/party", "add/meeting", "remove/meeting/x"]
    )
    def test_what_is_not_there_is_not_found(self, site: Organiser, path: str) -> None:
        assert site.client.get(f"{ROOM}/{path}").status_code == 404

    def test_form_of_another_site_is_refused(self, site: Organiser) -> None:
        headers = {"sec-fetch-site": "cross-site"}
        assert site.client.post(S1, data={"version": "1", "do": "save"}, headers=headers).status_code == 403


class TestRows:
    def test_row_is_added_and_nothing_saved(self, site: Organiser) -> None:
        answer = change_with(site, "add:slots", title__en="Typed")
        typed = dict(fields_of(answer.text))
        assert (answer.status_code, typed["slots.6.row"], typed["title.en"]) == (200, "1", "Typed")
        assert version(site) == 1

    def test_inner_row_is_added_to_its_own(self, site: Organiser) -> None:
        typed = dict(fields_of(change_with(site, "add:slots.1.speakers").text))
        assert "slots.1.speakers.1.person" in typed
        assert "slots.2.speakers.1.person" not in typed

    def test_rows_go_up_down_and_out(self, site: Organiser) -> None:
        for do, minutes in (
            ("up:slots.3", ["15", "15", "65", "10", "15", "60"]),
            ("down:slots.3", ["15", "15", "10", "15", "65", "60"]),
            ("drop:slots.3", ["15", "15", "10", "15", "60"]),
            ("up:slots.0", ["15", "15", "10", "65", "15", "60"]),
            ("down:slots.99", ["15", "15", "10", "65", "15", "60"]),
        ):
            typed = dict(fields_of(change_with(site, do).text))
            assert [value for name, value in typed.items() if name.endswith(".minutes")] == minutes

    def test_slots_are_fitted_to_the_times_as_typed(self, site: Organiser) -> None:
        answer = change_with(site, "fit", end="2022-11-16T12:00")
        typed = dict(fields_of(answer.text))
        minutes = [int(value) for name, value in typed.items() if name.endswith(".minutes")]
        assert (sum(minutes), minutes[4]) == (120, 15)
        assert "120 of 120 minutes: it fits." in text_of(answer.text)

    def test_fit_without_times_says_what_is_missing(self, site: Organiser) -> None:
        answer = change_with(site, "fit", start="", end="")
        assert answer.status_code == 422
        assert "Give the sitting a start and an end, or its minutes, first." in text_of(answer.text)


def change_with(site: Organiser, do: str, **values: Any) -> Any:
    fields = fields_of(site.client.get(S1).text)
    return post(site.client, S1, with_values(fields, do=do, **values))


class TestTwoOrganisers:
    def test_edits_of_other_fields_never_clash(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"fr": "À eux"}, "room": None})
        answer = post(site.client, S1, with_values(fields, do="save", title__en="Mine"))
        assert answer.headers["location"] == f"{S1}?said=rebased"
        session = held(site, "session", "s1")
        assert (dict(session.title), session.room) == ({"en": "Mine", "fr": "À eux"}, None)

    def test_same_made_of_a_field_is_no_clash(self, site: Organiser) -> None:
        fields = with_values(fields_of(site.client.get(S1).text), do="save", title__en="Same", expected="7")
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"en": "Same"}})
        assert post(site.client, S1, fields).headers["location"] == f"{S1}?said=rebased"
        assert held(site, "session", "s1").expected == 7

    def test_same_form_sent_twice_changes_once(self, site: Organiser) -> None:
        fields = with_values(fields_of(site.client.get(S1).text), do="save", title__en="Once")
        assert post(site.client, S1, fields).headers["location"] == f"{S1}?said=saved"
        assert post(site.client, S1, fields).headers["location"] == f"{S1}?said=unchanged"
        assert version(site) == 2

    @pytest.mark.parametrize(("take", "title"), [("mine", "Mine"), ("theirs", "Theirs")])
    def test_clash_shows_all_three_and_keeps_what_is_chosen(self, site: Organiser, take: str, title: str) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"en": "Theirs"}, "notice": "New"})
        answer = post(site.client, S1, with_values(fields, do="save", title__en="Mine", expected="40"))
        assert answer.status_code == 409
        assert (
            "Title (English) Theirs It was Opening session Another organiser made it Theirs You would make it Mine"
        ) in text_of(answer.text)
        chosen = [*fields_of(answer.text), ("take.title.en", take), ("do", "save")]
        assert post(site.client, S1, chosen).headers["location"].partition("?")[0] == S1
        session = held(site, "session", "s1")
        assert (session.title["en"], session.expected, session.notice["en"]) == (title, 40, "New")

    def test_choice_that_is_not_made_is_asked_again(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"en": "Theirs"}})
        answer = post(site.client, S1, with_values(fields, do="save", title__en="Mine"))
        assert post(site.client, S1, [*fields_of(answer.text), ("do", "save")]).status_code == 409
        assert held(site, "session", "s1").title["en"] == "Theirs"

    def test_edit_made_while_choosing_is_not_overwritten(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"en": "Theirs"}})
        answer = post(site.client, S1, with_values(fields, do="save", title__en="Mine"))
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"en": "Third"}})
        again = post(site.client, S1, [*fields_of(answer.text), ("take.title.en", "mine"), ("do", "save")])
        assert again.status_code == 409
        assert "Another organiser made it Third" in text_of(again.text)

    def test_running_orders_are_told_slot_by_slot(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "set_session", "session": "s1", "slots": [{"item": "tor", "minutes": 30}]})
        answer = post(site.client, S1, with_values(fields, do="save", slots__0__minutes="20"))
        assert answer.status_code == 409
        assert "Another organiser made it 2 Revised Terms of Reference · 30 minutes You" in text_of(answer.text)

    def test_what_was_typed_comes_back_on_asking(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "set_session", "session": "s1", "title": {"en": "Theirs"}})
        answer = post(site.client, S1, with_values(fields, do="save", title__en="Mine"))
        form = post(site.client, S1, [*fields_of(answer.text), ("do", "show")])
        assert (form.status_code, dict(fields_of(form.text))["title.en"]) == (200, "Mine")

    def test_removed_object_is_told_and_what_was_typed_shown(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "remove_session", "session": "s1"})
        answer = post(site.client, S1, with_values(fields, do="save", title__en="Mine, typed long"))
        assert answer.status_code == 409
        text = text_of(answer.text)
        assert "Another organiser removed this meanwhile" in text
        assert "Mine, typed long" in text

    def test_room_that_was_removed_meanwhile_is_told(self, site: Organiser) -> None:
        change(site.client, f"{ROOM}/add/room", name__en="Room B")
        fields = fields_of(site.client.get(S1).text)
        as_other(site, {"edit": "remove_room", "room": "room-b"})
        answer = post(site.client, S1, with_values(fields, do="save", room="room-b"))
        assert answer.status_code == 409
        assert "removed, or moved elsewhere" in text_of(answer.text)

    def test_outcome_in_which_two_changed_other_fields_has_both(self, site: Organiser) -> None:
        path = f"{ROOM}/edit/outcome/hybrid:tor:s1"
        fields = fields_of(site.client.get(path).text)
        outcome = {"item": "tor", "result": "noted", "session": "s1", "note": {"en": "For final approval"}}
        as_other(site, {"edit": "record_outcome", "phase": "hybrid", "outcome": outcome})
        answer = post(site.client, path, with_values(fields, do="save", note__fr="Pour approbation finale"))
        assert answer.status_code == 303
        kept = own_json(find(draft(site), "outcome", "hybrid:tor:s1").value)
        assert kept == outcome | {"note": {"en": "For final approval", "fr": "Pour approbation finale"}}

    def test_outcome_clashes_by_its_fields(self, site: Organiser) -> None:
        path = f"{ROOM}/edit/outcome/hybrid:tor:s1"
        fields = fields_of(site.client.get(path).text)
        as_other(
            site,
            {
                "edit": "record_outcome",
                "phase": "hybrid",
                "outcome": {"item": "tor", "result": "noted", "session": "s1"},
            },
        )
        answer = post(site.client, path, with_values(fields, do="save", result="adopted"))
        assert answer.status_code == 409
        assert "It was Approved Another organiser made it Noted You would make it Adopted" in text_of(answer.text)
        assert [value for name, value in fields_of(answer.text) if name == "clash"] == ["result"]
        chosen = [*fields_of(answer.text), ("take.result", "mine"), ("do", "save")]
        assert post(site.client, path, chosen).status_code == 303
        assert find(draft(site), "outcome", "hybrid:tor:s1").value.result == "adopted"


class TestRemoving:
    def test_what_names_it_is_told_before(self, site: Organiser) -> None:
        text = text_of(site.client.get(f"{ROOM}/remove/person/pale").text)
        assert "Opening session chair Opening session running order" in text

    def test_what_stands_below_goes_with_it(self, site: Organiser) -> None:
        text = text_of(site.client.get(f"{ROOM}/remove/venue/hq").text)
        assert "With it goes Room A" in text

    def test_nothing_goes_before_the_answer(self, site: Organiser) -> None:
        assert post(site.client, f"{ROOM}/remove/person/pale", []).status_code == 200
        assert version(site) == 1

    def test_object_changed_since_it_was_asked_is_asked_again(self, site: Organiser) -> None:
        fields = fields_of(site.client.get(f"{ROOM}/remove/session/s2").text)
        as_other(site, {"edit": "set_session", "session": "s2", "title": {"en": "New"}})
        answer = post(site.client, f"{ROOM}/remove/session/s2", fields)
        assert answer.status_code == 409
        assert post(site.client, f"{ROOM}/remove/session/s2", fields_of(answer.text)).headers["location"] == (
            f"{ROOM}?phase=hybrid&said=removed"
        )

    def test_outcome_is_removed(self, site: Organiser) -> None:
        path = f"{ROOM}/remove/outcome/hybrid:tor:s1"
        assert post(site.client, path, fields_of(site.client.get(path).text)).status_code == 303
        assert "tor" not in {outcome.item for outcome in held(site, "phase", "hybrid").outcomes}


class TestLists:
    def test_items_stand_in_their_tree_with_what_takes_them_up(self, site: Organiser) -> None:
        text = text_of(site.client.get(f"{ROOM}/items").text)
        assert "1.1 Election of the Chairperson for election · ".replace(" · ", " ") in text
        assert "Phase 1: document-based discussion on CLiKC! and Phase 2: hybrid meeting" in text
        assert "Not in French" in text

    @pytest.mark.parametrize(
        ("item", "do", "order"),
        [
            ("tor", "up", ["tor", "opening", "compendium"]),
            ("opening", "down", ["tor", "opening", "compendium"]),
            ("tor", "in", ["opening", "compendium", "guidelines"]),
            ("adoption", "out", ["opening", "adoption", "tor"]),
            ("opening", "up", ["opening", "tor", "compendium"]),
        ],
    )
    def test_items_change_places(self, site: Organiser, item: str, do: str, order: list[str]) -> None:
        answer = post(site.client, f"{ROOM}/order/item/{item}", [("do", do)])
        assert answer.status_code == 303
        assert answer.headers["location"].endswith(f"#item-{item}")
        assert [one.id for one in draft(site).items][:3] == order

    def test_item_put_in_stands_last_below_the_one_above(self, site: Organiser) -> None:
        post(site.client, f"{ROOM}/order/item/tor", [("do", "in")])
        assert [one.id for one in draft(site).items[0].items] == ["chair", "adoption", "tor"]

    def test_people_venues_and_documents_are_listed(self, site: Organiser) -> None:
        assert "Olo Sib Pale Customs Attaché" in text_of(site.client.get(f"{ROOM}/people").text)
        assert "Room A" in text_of(site.client.get(f"{ROOM}/venues").text)
        assert "EP0001E1 Draft agenda Ready in English and French" in text_of(site.client.get(f"{ROOM}/documents").text)
