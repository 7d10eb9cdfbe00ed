"""The agenda on paper: whole, tagged, the same bytes each time, and bounded in what it takes to make it."""

from __future__ import annotations

import asyncio
import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pikepdf
import pytest
from bench.meetings import big_meeting
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, dated_canary_meeting
from commands import said
from deadlines import eventually, join
from documents import a_reading
from page_builders import EDITION
from papers import BASE, a_pdf, a_press, a_sheet, heights_of_paint, opened, squeezed, tags_of, text_of, unmarked
from sites import a_site

from agenda.numbering import numbered
from agenda.service import choosing, personal
from web.documents.press import MOST_WAITING, PRESSES, WEIGHT_OF_THE_LAST, Busy, NotInstalled, Stopped, TooLong
from web.documents.sheet import sheet_html

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting
    from web.making import Maker


@pytest.fixture(scope="module")
def cap_19() -> bytes:
    return a_pdf(meeting_file("cap-19"), "fr", "Asia/Seoul")


def expected_of(meeting: Meeting, language: str) -> list[str]:
    """What no paper may leave out: titles and numbers."""
    wanted = [language, *meeting.languages]
    said = [f"{number}{item.title.best(wanted)}" for number, item in numbered(meeting.items)]
    for phase in meeting.phases:
        said += [phase.title.best(wanted), *(deadline.title.best(wanted) for deadline in phase.deadlines)]
        said += [session.title.best(wanted) for session in phase.sessions]
    return [squeezed(one) for one in [*said, *(document.title.best(wanted) for document in meeting.documents)]]


def test_paper_holds_every_title_and_hour_on_both_clocks(cap_19: bytes) -> None:
    text = text_of(cap_19)
    assert [one for one in expected_of(meeting_file("cap-19"), "fr") if one not in text] == []
    hours = ["10:00–13:00CET18:00–21:00KST", "14:30–17:30CET22:30–01:30(+1jour)KST", "23:59CET07:59KST,+1jour"]
    assert [one for one in hours if one not in text] == []
    assert text.count("10:0018:00") == 2, "each running order begins at ten, on either clock"
    assert "Page1sur" in text


@pytest.mark.parametrize(("slug", "language"), [("sbstta-24", "es"), ("ptc-227", "en")])
def test_paper_holds_every_title(slug: str, language: str) -> None:
    text = text_of(a_pdf(meeting_file(slug), language))
    assert [one for one in expected_of(meeting_file(slug), language) if one not in text] == []


def test_paper_is_tagged_for_screen_readers(cap_19: bytes) -> None:
    pdf = opened(cap_19)
    with pdf.open_metadata() as about:
        assert about["pdfuaid:part"] == "1"
        assert about["dc:title"] == "19ème réunion du Groupe Contrefaçon et Piratage (CAP)"
        assert about["dc:creator"] == ["Groupe Contrefaçon et Piratage"]
    root = pdf.Root
    assert (str(root.Lang), bool(root.MarkInfo.Marked), bool(root.ViewerPreferences.DisplayDocTitle)) == (
        "fr",
        True,
        True,
    )
    tags = list(tags_of(pdf))
    names = [str(tag.S) for _, tag in tags]
    assert {name: names.count(name) for name in ("/H1", "/Figure")} == {"/H1": 1, "/Figure": 2}
    headings = [int(name[2]) for name in names if name in {f"/H{level}" for level in range(1, 7)}]
    assert [(one, two) for one, two in pairwise(headings) if two > one + 1] == []
    code, timeline = (str(tag.get("/Alt", "")) for _, tag in tags if tag.S == "/Figure")
    assert (code.endswith("/m/cap-19"), timeline.startswith("Chronologie")) == (True, True), timeline
    nested = {(above, str(tag.S)) for above, tag in tags}
    assert [pair for pair in nested if pair[0] == pair[1] and pair[0][1] in "HL"] == [], "no heading in a heading"
    assert {above for above, tag in tags if tag.S in {"/TD", "/TH"}} == {"/TR"}
    assert {str(tag.Lang) for _, tag in tags if "/Lang" in tag} == {"en"}, "what is not in French says so"
    assert unmarked(pdf) == {}


def test_links_bookmarks_and_fonts_are_in_the_file(cap_19: bytes) -> None:
    pdf = opened(cap_19)
    links = [note for page in pdf.pages for note in page.get("/Annots", [])]
    assert {(str(note.Subtype), "/Contents" in note, "/StructParent" in note) for note in links} == {
        ("/Link", True, True)
    }
    addresses = {str(note.A.URI) for note in links if "/A" in note and "/URI" in note.A}
    assert f"{BASE}/m/cap-19" in addresses
    with pdf.open_outline() as outline:
        titles = [one.title for one in outline.root[0].children]
    assert "Documents" in titles
    embedded = {
        "/FontFile2" in font or "/FontFile3" in font
        for font in pdf.objects
        if isinstance(font, pikepdf.Dictionary) and font.get("/Type") == "/FontDescriptor"
    }
    assert embedded == {True}


def test_right_to_left_paper_is_set_in_a_font_that_has_its_letters() -> None:
    meeting = a_meeting(languages=["en", "ar"], title={"en": "A meeting", "ar": "اجتماع"})
    pdf = opened(a_pdf(meeting, "ar"))
    names = {str(font.BaseFont) for font in pdf.pages[0].Resources.Font.values()}
    assert any("Arabic" in name for name in names)


def test_same_revision_gives_the_same_bytes_in_every_process(cap_19: bytes) -> None:
    assert a_pdf(meeting_file("cap-19"), "fr", "Asia/Seoul") == cap_19


def test_document_fetches_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text('<svg xmlns="http://www.w3.org/2000/svg"><text y="9">SECRET</text></svg>')
    html = f'<html lang="en"><title>t</title><img alt="a" src="{secret.as_uri()}"><p>Nothing else</p></html>'
    text = text_of(a_press().typeset(html, base=BASE))
    assert ("Nothingelse" in text, "SECRET" in text) == (True, False)


def test_drawing_stays_with_its_words_where_it_begins_a_page() -> None:
    months = [f"2026-0{number}" for number in range(1, 9)]
    phases = [a_phase(f"p{month}", start=f"{month}-01", end=f"{month}-09") for month in months]
    pdf = opened(a_pdf(a_meeting(phases=phases)))
    bars = heights_of_paint(pdf.pages[1], "0.890196")
    assert (len(bars), min(bars) > 50, max(bars) < 560) == (8, True, True), "the order of business begins at 580 points"


def test_what_takes_too_long_is_a_problem_and_the_service_goes_on(tmp_path: Path) -> None:
    with a_site(tmp_path, big_meeting(200), pdf_seconds=1) as at:
        answer = at.client.get("/m/big-200.pdf")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "600")
        assert "PLENARY_PDF_SECONDS" in answer.json()["detail"]
        page = at.client.get("/m/big-200.pdf", headers={"accept": "text/html"})
        assert (page.status_code, "PLENARY_PDF_SECONDS" in page.text) == (503, True)
        assert at.client.get("/m/big-200").status_code == 200


def test_what_takes_too_much_memory_is_a_problem() -> None:
    with pytest.raises(TooLong):
        a_press(megabytes=120).typeset(a_sheet(big_meeting(60)), base=BASE)


def test_missing_libraries_are_named_with_their_remedy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "weasyprint.py").write_text("raise OSError(\"cannot load library 'libpango-1.0-0'\")")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NotInstalled) as raised:
        a_press().typeset("<p>x</p>", base=BASE)
    assert "apt-get install libpango-1.0-0" in str(raised.value)


def test_flood_of_documents_is_refused_while_pages_are_served(tmp_path: Path) -> None:
    may_end = threading.Event()

    async def fill(maker: Maker) -> None:
        await asyncio.gather(*(maker.make(number, lambda: may_end.wait(20)) for number in range(MOST_WAITING)))

    with a_site(tmp_path, a_meeting()) as at:
        flood = threading.Thread(target=lambda: asyncio.run(fill(at.site.press.maker)))
        flood.start()
        eventually(lambda: at.site.press.maker.under_way == MOST_WAITING, "the flood does not come", within=15)
        answers = [at.client.get(path) for path in ("/m/m.pdf", "/m/m")]
        may_end.set()
        join(flood)
        assert [(one.status_code, one.headers.get("retry-after")) for one in answers] == [(503, "10"), (200, None)]


def test_who_would_wait_longer_than_a_proxy_does_is_told_when_to_come_back() -> None:
    press = a_press()
    press.admit(MOST_WAITING - 1)
    press.took(100)
    press.admit(PRESSES - 1)
    with pytest.raises(Busy) as raised:
        press.admit(2 * PRESSES)
    assert raised.value.wait == 2 * 100 * WEIGHT_OF_THE_LAST


def test_end_of_the_service_ends_what_is_being_typeset() -> None:
    press, raised = a_press(), []

    def typeset() -> None:
        with pytest.raises(Stopped):
            press.typeset(a_sheet(big_meeting(100)), base=BASE)
        raised.append(True)

    with press.working():
        worker = threading.Thread(target=typeset)
        worker.start()
        eventually(lambda: press.is_working, "nothing is typeset")
    worker.join(10)
    assert raised == [True]


def test_service_that_is_asked_to_end_finishes_what_runs_and_begins_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.documents.press.SECONDS_AT_THE_END", 60)
    press, made = a_press(), []
    with press.working():
        worker = threading.Thread(target=lambda: made.append(press.typeset(a_sheet(a_meeting()), base=BASE)))
        worker.start()
        eventually(lambda: press.is_working, "nothing is typeset")
        press.end()
        with pytest.raises(Stopped):
            press.typeset(a_sheet(big_meeting(100)), base=BASE)
        worker.join(60)
    assert [one[:5] for one in made] == [b"%PDF-"]


def test_hundreds_of_sittings_are_printed_whole() -> None:
    meeting = big_meeting(100)
    text = text_of(a_pdf(meeting))
    assert [one for one in expected_of(meeting, "en") if one not in text] == []


def test_addresses_answer_at_once_and_are_kept(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as at:
        answer = at.client.get("/m/cap-19.pdf?lang=fr&day=2022-11-17")
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf")
        assert answer.headers["content-disposition"] == 'inline; filename="cap-19-fr.pdf"'
        assert "content-encoding" not in answer.headers
        text = text_of(answer.content)
        assert [squeezed(day) in text for day in ("jeudi 17 novembre 2022", "mercredi 16 novembre 2022")] == [
            True,
            False,
        ]
        tag = answer.headers["etag"]
        again = at.client.get("/m/cap-19.pdf?day=2022-11-17&lang=fr", headers={"if-none-match": tag})
        assert again.status_code == 304
        assert at.client.get("/m/cap-19/revisions/7.pdf").status_code == 404
        assert at.client.get("/m/cap-19.pdf?tz=Nowhere").status_code == 400


def test_old_revision_says_that_it_is_one(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting(phases=[a_phase(sessions=[a_session(title="Before")])])) as at:
        at.publish("m", {"edit": "set_session", "session": "s", "title": {"en": "After"}})
        text = text_of(at.client.get("/m/m/revisions/1.pdf").content)
        assert [word in text for word in ("Before", "After", squeezed("This is not the agenda as it stands now"))] == [
            True,
            False,
            True,
        ]


def test_closed_things_are_on_no_public_paper(tmp_path: Path) -> None:
    with a_site(tmp_path, dated_canary_meeting()) as at:
        at.publish("m", {"edit": "remove_session", "session": "canary-sitting"})
        for path in ("/m/m.pdf", "/m/m/revisions/1.pdf"):
            pdf = at.client.get(path).content
            with opened(pdf) as found, found.open_outline() as outline:
                words = text_of(pdf) + str(outline.root) + str(found.docinfo)
                targets = str([note.get("/A") for page in found.pages for note in page.get("/Annots", [])])
            assert CANARY not in (words + targets).lower()


def test_choice_is_printed_with_what_its_audiences_may_join(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as at:
        wanted = choosing.read_wanted([{"meeting": "cap-19", "sessions": ["s2"]}])
        choice = choosing.choose(at.store, wanted, audiences=["members"])
        made = personal.create_feed(at.store, choice, now=at.now)
        answer = at.client.get(f"/my/{made.token}.pdf")
        text = text_of(answer.content)
        assert [one in text for one in ("video.example.org/j/19002", "video.example.org/j/19001")] == [True, False]
        assert (answer.headers["cache-control"], made.token in text) == ("private, no-cache", False)


def test_paper_of_several_meetings_keeps_their_places_apart() -> None:
    readings = [(a_reading(meeting_file(slug)), EDITION) for slug in ("cap-19", "ptc-227")]
    html = sheet_html(readings, readings[0][0].reader, title="My choice")
    assert ('id="1-phase-online"' in html, 'id="2-phase-comments"' in html, 'href="#2-item-covid"' in html) == (
        True,
        True,
        True,
    )


def test_command_line_prints_what_the_named_audiences_may_read(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")):
        said(tmp_path, "export", "cap-19", "--format", "pdf", "--audience", "members", "-o", "members.pdf")
    assert "video.example.org/j/19001" in text_of((tmp_path / "members.pdf").read_bytes())
