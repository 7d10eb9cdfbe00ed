"""A name is forgotten by one process while another serves: then it is in no byte of the database and of no answer."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from builders import a_meeting, a_phase, a_session
from canary_walk import addresses_of, answers
from databases import database_url
from sites import ADDRESS, Organiser, a_site, log_in

from agenda import service
from agenda.errors import NotAllowed, NotFound
from agenda.store.compaction import compact
from agenda.store.forgetting import Forgetting
from web.news import INTERVAL

PLENARY = str(Path(sys.executable).with_name("plenary"))
NAMES = ("Zélie Quennevat", "Zelie Qvennevat", "Z. Quennevat-Draft", "泽莉·凯内瓦", "Dr Zélie Q.")
SHOWN = "[name removed]"
PERSON = {"id": "zq", "name": {"en": NAMES[0], "zh": NAMES[3]}, "affiliation": "University"}
SLOTS = [{"title": f"A word by {NAMES[0]}", "speakers": [{"person": "zq", "role": f"for {NAMES[0]}’s group"}]}]
MEETING = a_meeting(
    languages=["en", "zh"],
    audiences=[{"id": "members", "name": "Members"}],
    people=[PERSON, {"id": "other", "name": "Zélie Other"}],
    items=[{"id": "i", "title": f"The report of {NAMES[0]}"}],
    description=f"Led by {NAMES[0]} and {NAMES[4]}.",
    phases=[
        a_phase(
            items=["i"],
            sessions=[
                a_session(chair="zq", slots=SLOTS),
                a_session("closed", title=f"{NAMES[0]} in private", audience="members"),
                a_session("gone", title={"en": f"Talk by {NAMES[0]}", "zh": f"{NAMES[3]}的演讲"}),
            ],
        )
    ],
)


def edit(organiser: Organiser, *edits: dict[str, Any], author: str = "o") -> None:
    version = service.draft(organiser.store, "m").version
    service.edit(organiser.store, "m", list(edits), expected=version, author=author, now=organiser.now)


def four_revisions_and_a_draft(organiser: Organiser) -> None:
    organiser.publish("m", {"edit": "set_person", "person": "zq", "name": NAMES[1]})
    organiser.publish("m", {"edit": "remove_session", "session": "gone"})
    organiser.publish("m", {"edit": "set_person", "person": "zq", "name": NAMES[0]})
    edit(organiser, {"edit": "set_person", "person": "zq", "name": NAMES[2]})
    edit(organiser, {"edit": "set_meeting", "title": "Not published yet"}, author="other")


def forget(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PLENARY_DATABASE_URL": database_url(folder), "PLENARY_URL": ADDRESS}
    command = [PLENARY, "forget", "m", "zq", "--also", NAMES[4], *more]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def named(text: str) -> list[str]:
    return [name for name in NAMES if name in text]


def heard(organiser: Organiser, revisions: int) -> dict[str, list[str]]:
    addresses = addresses_of([MEETING], revisions=revisions)
    return {address: names for address, text in answers(organiser.client, addresses) if (names := named(text))}


def bytes_of(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.glob("*.db*")))


@pytest.mark.sqlite
def test_name_is_in_no_byte_of_the_file_and_in_no_answer_of_another_process(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        four_revisions_and_a_draft(organiser)
        before = heard(organiser, 4)
        assert {"/m/m", "/m/m.ics", "/m/m/changes", "/m/m/revisions/1.docx", "/m/m/people/zq"} < before.keys()
        feed = organiser.client.get("/m/m.ics")
        assert [name for name in NAMES if name.encode() in bytes_of(tmp_path)] == list(NAMES)
        done = forget(tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
        organiser.site.news.next_look -= INTERVAL
        assert heard(organiser, 5) == {}
        assert [name for name in NAMES if name.encode() in bytes_of(tmp_path)] == []
        after = organiser.client.get("/m/m.ics", headers={"if-none-match": feed.headers["etag"]})
        assert (after.status_code, SHOWN in after.text.replace("\r\n ", "")) == (200, True)
        assert "Zélie Other" in organiser.client.get("/m/m/people/other").text
        assert "Not published yet" not in organiser.client.get("/m/m").text


def test_history_goes_on_without_it(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        four_revisions_and_a_draft(organiser)
        last = service.draft(organiser.store, "m").version
        told = forgotten(organiser)
        assert (set(told.names), told.revision) == ({*NAMES[:4]}, 5)
        assert compact(organiser.store)
        versions = [service.version(organiser.store, "m", number) for number in range(1, last + 2)]
        assert [named(one.model_dump_json()) for one in versions] == [list(NAMES[4:])] * len(versions)
        assert [one.id for one in versions[0].phases[0].sessions] == ["s", "closed", "gone"]
        organiser.site.news.look()
        feed = organiser.client.get("/m/m.ics").text.replace("\r\n ", "")
        assert (named(feed), feed.count(f"Talk by {SHOWN}"), feed.count("STATUS:CANCELLED")) == ([], 1, 1)
        history = service.history(organiser.store, "m")
        assert named(repr(history)) == list(NAMES[4:])
        log_in(organiser, role="admin")
        room = ["/organise/m/history", "/organise/m/publish", "/organise/m/people", "/api/v1/meetings/m/history"]
        pages = [
            organiser.client.get(path) for path in [*room, *(f"/organise/m/history/{n}" for n in range(1, last + 2))]
        ]
        assert {page.status_code for page in pages} == {200}
        assert {name for page in pages for name in named(page.text)} <= {NAMES[4]}
        assert service.pending(organiser.store, "m")[0].after == "Not published yet"
        service.undo(organiser.store, "m", author="other", now=organiser.now)
        assert service.draft(organiser.store, "m").meeting.title.best(["en"]) == "A meeting"


def forgotten(organiser: Organiser, person: str = "zq", **more: Any) -> service.Forgotten:
    publisher = organiser.site.publisher
    settings = {"instead": SHOWN, "author": "o", "now": organiser.now, "publisher": publisher} | more
    return service.forget_person(organiser.store, "m", person, **settings)


def test_form_that_was_open_meanwhile_does_not_bring_it_back(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        seen = service.draft(organiser.store, "m").version
        forgotten(organiser)
        again = {"edit": "set_person", "person": "zq", "name": NAMES[0]}
        with pytest.raises(NotAllowed, match="a name was forgotten since version 1"):
            service.edit(organiser.store, "m", [again], expected=seen, author="o", now=organiser.now)


def test_meeting_that_is_withdrawn_stays_so_and_one_never_published_is_not_published(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        publisher, now = organiser.site.publisher, organiser.now
        done = service.withdraw(organiser.store, "m", author="o", now=now, publisher=publisher, message="")
        assert forgotten(organiser).revision == 3
        organiser.site.news.look()
        of = service.latest(organiser.store, "m")
        assert of.withdrawn_at == done.revision.published_at
        assert organiser.client.get("/m/m").status_code == 410
        assert organiser.publish("m").revision.number == 4
        assert named(organiser.client.get("/m/m").text) == [NAMES[4]]


def test_person_whom_the_meeting_never_had_is_named(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        with pytest.raises(NotFound, match="no person “nobody” in “m”"):
            forgotten(organiser, "nobody")
        assert service.draft(organiser.store, "m").version == 1


@pytest.mark.parametrize(
    ("name", "text", "without"),
    [
        ("Li", "Li spoke of Liberty; Li’s words", "… spoke of Liberty; …’s words"),
        ("李明", "由李明主持", "由…主持"),
        ("Ana (Bo)", "Ana (Bo), chair", "…, chair"),
        ("Éve", "Èvelyne, Éve", "Èvelyne, …"),
    ],
)
def test_names_are_found_as_words_of_their_own(name: str, text: str, without: str) -> None:
    assert Forgetting([name], "…").in_words(text) == without


def test_ids_stay_where_a_name_looks_like_one() -> None:
    written = {"people": [{"id": "ana", "name": {"en": "ana"}}], "chair": "ana", "description": "ana", "items": ["ana"]}
    assert Forgetting(["ana"], "…").in_value(written) == {
        "people": [{"id": "ana", "name": {"en": "…"}}],
        "chair": "ana",
        "description": "…",
        "items": ["ana"],
    }
