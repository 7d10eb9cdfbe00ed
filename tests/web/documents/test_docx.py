"""The agenda as a Word document: whole, styled by styles, in its language, and the same bytes each time."""

from __future__ import annotations

import io
import re
import subprocess
from dataclasses import replace
from datetime import date
from time import process_time
from typing import TYPE_CHECKING, Any
from zipfile import ZipFile

import docx
import pytest
from bench.meetings import big_meeting
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, canary_meeting
from documents import W, a_document, a_file, a_reading, unpacked, words_of
from docx.oxml.ns import qn
from page_builders import EDITION

from agenda.numbering import numbered
from agenda.selection import Selection
from web.documents.forms import MAKERS

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.meeting import Meeting

MEETINGS = ("cap-19", "sbstta-24", "ptc-227")


def expected_of(meeting: Meeting, language: str) -> list[str]:
    """What no document may leave out: titles, numbers and hours."""
    wanted = [language, *meeting.languages]
    said = [f"{number}\u2002{item.title.best(wanted)}" for number, item in numbered(meeting.items)]
    for phase in meeting.phases:
        said += [phase.title.best(wanted), *(deadline.title.best(wanted) for deadline in phase.deadlines)]
        said += [session.title.best(wanted) for session in phase.sessions]
        said += [f"{one.start:%H:%M}–{one.end:%H:%M}" for one in phase.sessions if one.start and one.end]
    return said


def missing(expected: list[str], text: str) -> list[str]:
    """What is expected and not there, blanks of any kind being alike."""
    plain = re.sub(r"\s+", "", text.replace("\u200e", "").replace("\u200f", ""))
    return [one for one in expected if re.sub(r"\s+", "", one) not in plain]


def attributes(document: Any, name: str) -> list[dict[str, str]]:
    """The attributes of every element of that name in the body."""
    return [{key.removeprefix(W): value for key, value in one.items()} for one in document.element.iter(f"{W}{name}")]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("slug", MEETINGS)
def test_document_holds_every_title_number_and_hour(slug: str, language: str) -> None:
    meeting = meeting_file(slug)
    assert missing(expected_of(meeting, language), words_of(a_document(meeting, language))) == []


def test_headings_and_lists_are_in_the_styles_of_word() -> None:
    meeting = a_meeting(
        body={"name": "A body"},
        symbol="B/1",
        items=[{"id": "i", "title": "Opening", "items": [{"id": "j", "title": "Election"}]}],
        phases=[a_phase(sessions=[a_session(slots=[{"item": "i", "minutes": 30}])], items=["i"])],
    )
    document = a_document(meeting)
    said = [(line.style.name, line.text) for line in document.paragraphs if line.style.name != "Facts"]
    assert said == [
        ("Body Name", "A body"),
        ("Title", "A meeting"),
        ("Subtitle", "B/1 · 16–17 November 2022"),
        ("Heading 1", "The meeting at a glance"),
        ("Heading 1", "Order of business"),
        ("Heading 2", "Phase p"),
        ("Sitting Time", "Wednesday 16 November – Thursday 17 November 2022 (2 days)"),
        ("Heading 3", "Items open in this phase"),
        ("Item Line", "1\tOpening"),
        ("Heading 3", "Wednesday 16 November 2022"),
        ("Heading 4", "Session s"),
        ("Sitting Time", "10:00–13:00 CET"),
        ("Heading 1", "Agenda by item"),
        ("Heading 2", "1\u2002Opening"),
        ("Chapter", "Phase p"),
        ("List Bullet", "Open, Wed 16 Nov – Thu 17 Nov"),
        ("List Bullet", "Session s, Wed 16 Nov, 10:00 CET"),
        ("Heading 3", "1.1\u2002Election"),
    ]
    facts = [line.text for line in document.paragraphs if line.style.name == "Facts"]
    assert facts[1] == "The agenda as it stands now: http://127.0.0.1:8000/m/m"
    assert {table.style.name for table in document.tables} == {"Agenda Table"}


def test_nothing_is_formatted_but_by_styles() -> None:
    document = a_document(meeting_file("cap-19"), "fr", "Asia/Seoul")
    defined = {style.style_id for style in document.styles}
    used = {one["val"] for name in ("pStyle", "rStyle", "tblStyle") for one in attributes(document, name)}
    formatted = {
        child.tag.removeprefix(W)
        for properties in ("pPr", "rPr")
        for one in document.element.iter(f"{W}{properties}")
        for child in one
    }
    assert used - defined == set()
    assert formatted == {"pStyle", "pageBreakBefore", "rStyle", "lang"}


def test_tables_repeat_their_headings_and_divide_no_row() -> None:
    tables = a_document(meeting_file("cap-19")).tables
    rows = [[[child.tag.removeprefix(W) for child in row._tr.trPr] for row in table.rows] for table in tables]
    assert len(rows) > 5
    assert {tuple(table[0]) for table in rows} == {("cantSplit", "tblHeader")}
    assert {tuple(row) for table in rows for row in table[1:]} == {("cantSplit",)}


def test_headings_stay_with_what_follows() -> None:
    styles = a_document(a_meeting()).styles
    assert all(styles[f"Heading {level}"].paragraph_format.keep_with_next for level in range(1, 5))
    assert [styles[name].paragraph_format.keep_with_next for name in ("Facts", "Table Heading")] == [True, True]


def test_same_edition_gives_the_same_bytes() -> None:
    data = a_file("docx", meeting_file("cap-19"), "fr")
    assert a_file("docx", meeting_file("cap-19"), "fr") == data
    with ZipFile(io.BytesIO(data)) as packed:
        assert {entry.date_time for entry in packed.infolist()} == {(2022, 11, 1, 10, 12, 0)}


def test_properties_say_what_it_is() -> None:
    core = a_document(a_meeting(body={"name": "A body"}, symbol="B/1", languages=["fr"]), "fr").core_properties
    assert (core.title, core.subject, core.author, core.language) == ("A meeting", "B/1", "A body", "fr-FR")
    assert (core.created, core.modified, core.comments) == (EDITION.published_at, EDITION.published_at, "")
    assert core.identifier == "http://127.0.0.1:8000/m/m"


def test_margins_hold_the_head_the_revision_and_the_number_of_the_page() -> None:
    section = a_document(meeting_file("cap-19")).sections[0]
    assert (section.page_width.mm, section.page_height.mm) == (pytest.approx(210, abs=0.1), pytest.approx(297, abs=0.1))
    assert [line.text for line in section.header.paragraphs] == [
        "CAP · 19th Meeting of the Counterfeiting and Piracy (CAP) Group"
    ]
    (foot,) = section.footer.paragraphs
    assert [one.get(f"{W}instr") for one in foot._p.iter(f"{W}fldSimple")] == ["PAGE", "NUMPAGES"]
    assert (
        "".join(one.text for one in foot._p.iter(f"{W}t"))
        == "Revision 3, published 1 November 2022, 10:12 UTCPage 1 of 1"
    )


def test_second_clock_stands_beside_the_first_where_one_was_chosen() -> None:
    meeting = a_meeting(phases=[a_phase(sessions=[a_session(slots=[{"title": "Talk", "minutes": 30}])])])
    said = words_of(a_document(meeting, "en", "Asia/Seoul"))
    assert "10:00–13:00 CET · 18:00–21:00 KST" in said
    assert "CET\nKST\nItem\nBusiness\nMin.\n10:00\n18:00\n\nTalk\n30" in said
    assert "KST" not in words_of(a_document(meeting, "en", "Europe/Paris"))
    assert "UTC" not in words_of(a_document(meeting)).replace("10:12 UTC", "")


def test_arabic_document_runs_from_right_to_left() -> None:
    document = a_document(meeting_file("sbstta-24"), "ar")
    assert document.styles["Normal"].element.pPr.find(f"{W}bidi") is not None
    assert len(attributes(document, "bidiVisual")) == len(document.tables)
    assert document.element.body.sectPr.find(f"{W}bidi") is not None
    runs = {"".join(one.text for one in run.iter(f"{W}t")): run for run in document.element.iter(f"{W}r")}
    arabic, english = runs["افتتاح الاجتماع"], runs["Virtual plenary 1"]
    assert [child.tag.removeprefix(W) for child in arabic.rPr] == ["rtl"]
    assert english.rPr.find(f"{W}rtl") is None
    assert english.rPr.find(f"{W}lang").get(f"{W}val") == "en-GB"
    assert any(text.startswith("\u200e07:00\u200e–\u200e10:00") for text in runs)


def test_chinese_words_get_a_font_and_a_language_of_their_own() -> None:
    meeting = a_meeting(languages=["en", "zh"], title={"en": "A meeting", "zh": "会议"}, description={"zh": "说明"})
    (run,) = [one for one in a_document(meeting).element.iter(f"{W}r") if "说明" in "".join(one.itertext())]
    assert run.rPr.find(f"{W}lang").get(f"{W}eastAsia") == "zh-CN"
    assert run.rPr.find(f"{W}rFonts").get(f"{W}hint") == "eastAsia"
    fonts = a_document(meeting, "zh").styles.element.find(f"{W}docDefaults").find(f".//{W}rFonts")
    assert fonts.get(f"{W}eastAsia") == "Microsoft YaHei"


def test_links_are_those_that_the_view_may_see() -> None:
    meeting = a_meeting(
        audiences=[{"id": "members", "name": "Members"}],
        documents=[
            {"id": "d", "title": "Paper", "links": {"en": "https://papers.example.org/a", "fr": "https://b.org"}}
        ],
        items=[{"id": "i", "title": "Item", "documents": ["d"]}],
        phases=[
            a_phase(
                sessions=[
                    a_session(
                        join=[
                            {"label": "Stream", "url": "https://open.example.org"},
                            {"label": "Room", "url": "https://closed.example.org", "audience": "members"},
                        ]
                    )
                ]
            )
        ],
    )
    public = {"http://127.0.0.1:8000/m/m", "https://open.example.org", "https://papers.example.org/a", "https://b.org"}
    assert targets(a_document(meeting)) == public
    assert targets(a_document(meeting, "en", None, "members")) == {*public, "https://closed.example.org"}


def targets(document: Any) -> set[str]:
    """Where the links of a document lead."""
    rels = {key: rel.target_ref for key, rel in document.part.rels.items() if rel.is_external}
    named = [one.get(qn("r:id")) for one in document.element.iter(f"{W}hyperlink")]
    assert {*named} == {*rels}
    return {rels[name] for name in named}


def test_paper_says_which_languages_are_missing() -> None:
    meeting = meeting_file("cap-19")
    assert "EP0002E1, Revised Terms of Reference (Rev. 2) – English (not in French)" in words_of(a_document(meeting))


def test_old_revision_and_part_of_the_agenda_say_so() -> None:
    reading = a_reading(meeting_file("cap-19"), selection=Selection(days=(date(2022, 11, 17),)), revision=3)
    document = docx.Document(io.BytesIO(MAKERS["docx"](reading, replace(EDITION, present=7))))
    notices = [line.text for line in document.paragraphs if line.style.name == "Notice"]
    assert notices == [
        "Revision 3, as published 1 November 2022, 10:12 UTC. This is not the agenda as it stands now.",
        "This is a part of the agenda: Day: Thu 17 Nov.",
        "Shown: 1 of 3 sittings and 0 of 3 deadlines",
    ]
    titles = [line.text for line in document.paragraphs if line.style.name == "Heading 4"]
    assert titles == ["Activities and operations"]


def test_nothing_closed_is_in_any_part_of_the_file() -> None:
    data = a_file("docx", canary_meeting())
    assert CANARY not in unpacked(data).lower()
    assert "Closed sitting" in unpacked(data)
    assert CANARY in unpacked(a_file("docx", canary_meeting(), "en", None, "canary-members")).lower()


def test_hostile_texts_stay_texts() -> None:
    title = "=cmd()|' /C calc'!A0 <w:br/> &amp; \u202eevil\u2028 " + "x" * 900
    address = "https://example.org/" + "a" * 1_900
    meeting = a_meeting(
        title=title,
        links=[{"label": "L", "url": "https://example.org/%zz?a=[b]&c='é'"}, {"label": "Long", "url": address}],
        phases=[a_phase(sessions=[a_session(title="a\tb\nc", description="One\ntwo\n\nthree")])],
    )
    data = MAKERS["docx"](a_reading(meeting), replace(EDITION, message="m\x00\x1b[31m\ufffe"))
    document = docx.Document(io.BytesIO(data))
    said = words_of(document)
    assert title.replace("\u202e", "") in said
    assert "m[31m" in said
    assert [line.text for line in document.paragraphs if line.style.name == "Annotation"] == ["One\ntwo", "three"]
    assert targets(document) == {"http://127.0.0.1:8000/m/m", "https://example.org/%zz?a=[b]&c='%C3%A9'", address}
    assert len(document.core_properties.title) == 255


def test_meeting_without_sittings_or_hours_is_a_document() -> None:
    later = a_phase(sessions=[{"id": "s", "title": "Later"}])
    assert "Not yet scheduled\nLater" in words_of(a_document(a_meeting(phases=[later])))
    assert words_of(a_document(a_meeting())).startswith("A meeting\n")


def test_part_of_the_agenda_that_holds_nothing_says_so() -> None:
    reading = a_reading(meeting_file("cap-19"), selection=Selection(words="no such words"))
    said = words_of(docx.Document(io.BytesIO(MAKERS["docx"](reading, EDITION))))
    assert "Nothing in this agenda meets all that you chose." in said
    assert "Order of business" not in said


def test_thousand_sittings_are_a_document_in_seconds() -> None:
    meeting = big_meeting(1_000)
    began = process_time()
    document = a_document(meeting, "fr", "Asia/Seoul")
    assert process_time() - began < 15
    assert sum(line.style.name == "Heading 4" for line in document.paragraphs) == 1_000


def test_office_program_prints_it_whole(tmp_path: Path) -> None:
    """LibreOffice, which reads the file as strictly as a program does, loses nothing of it."""
    for slug, language in (("cap-19", "en"), ("sbstta-24", "ar")):
        (tmp_path / f"{slug}.docx").write_bytes(a_file("docx", meeting_file(slug), language, "Asia/Seoul"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *map(str, tmp_path.glob("*.docx"))], check=True, capture_output=True, timeout=120)
    assert missing(expected_of(meeting_file("cap-19"), "en"), printed(tmp_path / "cap-19.pdf")) == []
    numbers = re.findall(r"Page (\d+) of (\d+)", printed(tmp_path / "cap-19.pdf"))
    assert numbers == [(str(number), str(len(numbers))) for number in range(1, len(numbers) + 1)]
    titles = [one for one in expected_of(meeting_file("sbstta-24"), "ar") if one.isascii()]
    assert missing(titles, printed(tmp_path / "sbstta-24.pdf")) == []


def printed(path: Path) -> str:
    """The text of a PDF file."""
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=60)
    return done.stdout.decode()
