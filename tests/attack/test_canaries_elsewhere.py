"""What is closed is not heard by searching, filtering, listening or reading PDFs, nor by a feed of other audiences."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from canaries import CANARY, canary_meeting, dated_canary_meeting
from canary_walk import ZONE
from choosers import a_delegate, granted
from documents import unpacked
from listening import listening
from papers import text_of
from served import a_service
from sites import a_site

from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from choosers import Delegate
    from sites import Organiser

CLOSED_TO_MEMBERS = ("canary-staff", "Canary staff", "Canary agreement")
"""Of the bureau alone."""
MEMBERS_HEAR = ("Canary sitting", "Canary budget", "Canary due")
TOKEN = "a-token-for-metrics-alone"  # noqa: S105 - made up
SEARCHES = ("q", "item", "person", "room", "phase", "audience", "day")
FORMS = (".ics", ".json", ".pdf", "", "/qr.svg")


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Organiser]:
    with a_site(tmp_path, dated_canary_meeting()) as organiser:
        organiser.publish("m", {"edit": "set_session", "session": "first", "title": {"en": "First sitting, renamed"}})
        yield organiser


def said(organiser: Organiser, path: str) -> str:
    """Headers and words of an answer, whatever it is packed in."""
    answer = organiser.client.get(path)
    body = answer.content
    if body.startswith(b"%PDF"):
        text = text_of(body)
    else:
        text = unpacked(body) if body.startswith(b"PK") else ZONE.sub("", answer.text.replace("\r\n ", ""))
    kept = " ".join(
        f"{name}: {value}" for name, value in answer.headers.items() if name not in {"etag", "date", "content-length"}
    )
    return f"{answer.status_code} {kept} {text}".replace(answer.headers.get("x-request-id", "\0"), "its-id")


def test_searching_for_what_is_closed_is_searching_for_nothing(site: Organiser) -> None:
    """The same answer as for words and ids of the same length that nothing has: no oracle."""
    words = {"Canary", "canary-sitting", "canary-due", "CANARY1", "Canary Islands", "canary-source"}
    words |= {place.key[1] for place in walk(canary_meeting()) if place.key[1].startswith(CANARY)}
    for name in SEARCHES:
        for word in sorted(words):
            nothing = re.sub("canary", "zqxjkw", word, flags=re.IGNORECASE)
            for path in ("/m/m", "/m/m.ics", "/m/m.csv"):
                closed, none = (said(site, f"{path}?{name}={one}") for one in (word, nothing))
                assert re.sub(CANARY, "zqxjkw", closed, flags=re.IGNORECASE) == none, (path, name, word)


def test_paper_says_nothing_closed(site: Organiser) -> None:
    for path in ("/m/m.pdf", "/m/m/revisions/1.pdf?lang=fr"):
        heard = said(site, path)
        assert "Firstsitting" in heard
        assert CANARY not in heard.lower()


def heard_in(delegate: Delegate, site: Organiser) -> dict[str, str]:
    return {form: said(site, delegate.path + form) for form in FORMS} | {"edit": said(site, delegate.edit)}


def test_personal_feed_without_an_audience_hears_nothing_closed(site: Organiser) -> None:
    for picks in (["m/meeting"], ["m/phase/room", "m/item/work"]):
        for form, text in heard_in(a_delegate(site, *picks), site).items():
            assert text.startswith("200 "), form
            assert CANARY not in text.lower(), form


def test_personal_feed_of_an_audience_hears_that_alone(site: Organiser) -> None:
    delegate = a_delegate(site, "m/meeting")
    granted(site, delegate, "canary-members")
    for form, text in heard_in(delegate, site).items():
        spoken = text.replace(" ", "") if form == ".pdf" else text
        for one in CLOSED_TO_MEMBERS:
            assert one.replace(" ", "" if form == ".pdf" else " ") not in spoken, form
        if form in {".ics", ".json", ""}:
            assert [one for one in MEMBERS_HEAR if one not in text] == [], form
    granted(site, delegate)
    for form, text in heard_in(delegate, site).items():
        assert CANARY not in text.lower(), form


def test_closed_thing_cannot_be_picked_for_a_feed(site: Organiser) -> None:
    for pick in ("m/session/canary-sitting", "m/item/canary-budget", "m/person/canary-chair"):
        closed, none = (site.client.post("/my", data={"pick": one}) for one in (pick, pick.replace(CANARY, "zqxjkw")))
        assert closed.status_code == none.status_code != 201
        assert closed.text.replace(CANARY, "zqxjkw") == none.text


def test_live_stream_tells_a_number_and_metrics_tell_no_words(tmp_path: Path) -> None:
    running = a_service(tmp_path, dated_canary_meeting(), PLENARY_METRICS_TOKEN=TOKEN)
    with running as (service, _), listening(f"{service.address}/m/m/live", {}) as stream:
        for number in (2, 3):
            title = {"en": f"Canary sitting {number}"}
            edit = {"edit": "set_session", "session": "canary-sitting", "title": title}
            assert service.edit(edit, on=service.version("m"), slug="m").status == 200
            assert service.publish("Canary message", slug="m").status == 200
            event = stream.next("revision")
            while event.data["revision"] < number:
                event = stream.next("revision")
            assert event.data == {"revision": number}
        for path in ("/m/m.ics", "/m/m/sessions/canary-sitting"):
            service.get(path)
        figures = service.get("/metrics", authorization=f"Bearer {TOKEN}")
        assert figures.status == 200
        assert CANARY not in figures.body.decode().lower()
