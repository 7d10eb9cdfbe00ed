"""The draft as its readers would have it, before they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from page_builders import a_page, seen_in, text_of
from sites import a_site, log_in

from agenda import service
from web.editor.previews import paper_styles

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

CLOSED = a_meeting(
    audiences=[{"id": "members", "name": "Members"}, {"id": "press", "name": "Press"}],
    phases=[
        a_phase(
            sessions=[
                a_session(title="Budget", audience="members"),
                a_session("t", title="Briefing", audience="press"),
            ]
        )
    ],
)


def text_at(organiser: Organiser, path: str) -> str:
    return text_of(organiser.client.get(path).text)


def part_of(page: str, part: str) -> str:
    found = page.partition(f'<section class="part" id="{part}"')[2].partition("</section>")[0]
    return text_of(f"<section{found}</section>")


def edit(organiser: Organiser, slug: str, **written: object) -> None:
    version = service.draft(organiser.store, slug).version
    service.edit(organiser.store, slug, written, expected=version, author="o", now=organiser.now)


def test_preview_shows_what_is_not_published_and_the_public_page_does_not(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        log_in(organiser)
        edit(organiser, "cap-19", edit="set_session", session="s1", title={"en": "Grand opening"})
        assert "Grand opening" in text_at(organiser, "/organise/cap-19/preview")
        assert "Grand opening" not in text_at(organiser, "/m/cap-19")


def test_every_audience_gets_the_words_of_its_own_page(tmp_path: Path) -> None:
    meeting = meeting_file("cap-19")
    with a_site(tmp_path, meeting) as organiser:
        log_in(organiser)
        for audience in (audience.id for audience in meeting.audiences):
            draft = organiser.client.get(f"/organise/cap-19/preview?lang=en&audience={audience}").text
            page = a_page(meeting, "en", None, audience)
            for part in ("items", "people"):
                assert part_of(draft, part) == part_of(page, part)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", []),
        ("?audience=members", ["Budget"]),
        ("?audience=press", ["Briefing"]),
        ("?audience=members&audience=press", ["Budget", "Briefing"]),
        ("?audience=members,press", ["Budget", "Briefing"]),
        ("?audience=nobody", []),
    ],
)
def test_audience_decides_what_is_shown(tmp_path: Path, query: str, shown: list[str]) -> None:
    with a_site(tmp_path, CLOSED) as organiser:
        log_in(organiser)
        said = text_at(organiser, f"/organise/m/preview{query}")
        assert [title for title in ("Budget", "Briefing") if title in said] == shown


def test_chosen_audience_is_kept_by_language_and_clock(tmp_path: Path) -> None:
    meeting = CLOSED.model_copy(update={"languages": ("en", "fr")})
    with a_site(tmp_path, meeting) as organiser:
        log_in(organiser)
        seen = seen_in(organiser.client.get("/organise/m/preview?audience=members").text)
        assert "/organise/m/preview?lang=fr&audience=members" in seen.attributes("href", of="a")
        hidden = [values for tag, values in seen.elements if tag == "input" and values.get("type") == "hidden"]
        assert {"type": "hidden", "name": "audience", "value": "members"} in hidden


def test_links_stay_on_the_page_or_in_the_room(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        log_in(organiser)
        for path in ("preview", "preview/print"):
            seen = seen_in(organiser.client.get(f"/organise/cap-19/{path}").text)
            links = [
                link for link in seen.attributes("href", of="a") if not link.startswith(("http", "tel:", "mailto:"))
            ]
            inside = {link.partition("#")[2] for link in links if link.startswith("#")}
            assert inside - set(seen.attributes("id")) == set()
            left = [link for link in links if not link.startswith(("#", "/organise/cap-19"))]
            assert left == ["/"]
            assert seen.faults == []
            assert [link for link in links if "ics" in link] == []


def test_nothing_of_it_is_kept_indexed_or_offered_as_a_feed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        log_in(organiser)
        answer = organiser.client.get("/organise/cap-19/preview")
        assert (answer.headers["cache-control"], answer.headers["x-robots-tag"]) == ("no-store", "noindex")
        relations = [values for tag, values in seen_in(answer.text).elements if tag == "link"]
        assert {one["rel"] for one in relations} == {"stylesheet", "alternate"}
        assert [one for one in relations if "type" in one] == []
        assert "application/ld+json" not in answer.text


def test_stranger_is_sent_away(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        answer = organiser.client.get("/organise/cap-19/preview", follow_redirects=False)
        assert "Opening session" not in answer.text


def test_person_withheld_by_the_last_publication_stays_withheld(tmp_path: Path) -> None:
    people = [{"id": "ann", "name": "Ann Secret"}]
    phases = [a_phase(sessions=[a_session(title="Budget", audience="members", chair="ann")])]
    meeting = CLOSED.model_copy(update=vars(a_meeting(people=people, phases=phases)) | {"audiences": CLOSED.audiences})
    with a_site(tmp_path, meeting) as organiser:
        log_in(organiser)
        edit(organiser, "m", edit="remove_session", session="s")
        assert "Ann Secret" not in text_at(organiser, "/organise/m/preview")
        assert "Ann Secret" in text_at(organiser, "/organise/m/preview?audience=members")


def test_paper_has_the_rules_of_print_on_a_screen() -> None:
    styles = paper_styles()
    assert "@media screen and" not in styles
    assert styles.count("@media print") == 1
    assert ".contents, .buttons" in styles.partition("@media all")[2]
