"""The addresses of an agenda's documents: their headers, options, old revisions and selections; and the command."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import docx
import pytest
from builders import meeting_file
from canaries import dated_canary_meeting
from commands import run, said
from documents import words_of
from sites import a_site

from agenda.files import write_yaml

if TYPE_CHECKING:
    from pathlib import Path

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MOVE = {"edit": "move_session", "session": "s1", "start": "2022-11-16T11:00"}


def test_documents_are_named_and_typed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for form, media_type, disposition in (
            ("docx", WORD, "attachment"),
            ("txt", "text/plain; charset=utf-8", "inline"),
            ("csv", "text/csv; charset=utf-8; header=present", "attachment"),
        ):
            answer = organiser.client.get(f"/m/cap-19.{form}")
            assert (answer.status_code, answer.headers["content-type"]) == (200, media_type)
            assert answer.headers["content-disposition"] == f'{disposition}; filename="cap-19.{form}"'
            tag = {"if-none-match": answer.headers["etag"]}
            assert organiser.client.get(f"/m/cap-19.{form}", headers=tag).status_code == 304
            french = organiser.client.get(f"/m/cap-19.{form}?lang=fr")
            assert french.headers["content-disposition"] == f'{disposition}; filename="cap-19-fr.{form}"'
            assert organiser.client.get(f"/m/cap-19.{form}?tz=Mars").status_code == 400
            assert organiser.client.get("/m/none." + form).status_code == 404


def test_language_is_the_meetings_first_whoever_asks(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        plain = organiser.client.get("/m/cap-19.txt", headers={"accept-language": "fr"}).text
        assert "Opening session" in plain
        assert "Séance d'ouverture" in organiser.client.get("/m/cap-19.txt?lang=fr").text
        assert "10:00–13:00 CET / 18:00–21:00 KST" in organiser.client.get("/m/cap-19.txt?tz=Asia/Seoul").text


def test_old_revision_is_as_it_was_and_says_so(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", MOVE)
        assert "11:00–14:00 CET" in organiser.client.get("/m/cap-19.txt").text
        old = organiser.client.get("/m/cap-19/revisions/1.txt")
        assert "10:00–13:00 CET" in old.text
        assert "This is not the agenda as it stands now." in " ".join(old.text.split())
        assert old.headers["content-disposition"] == 'inline; filename="cap-19-1.txt"'
        assert old.headers["x-robots-tag"] == "noindex"
        document = docx.Document(io.BytesIO(organiser.client.get("/m/cap-19/revisions/1.docx").content))
        assert "10:00–13:00 CET" in words_of(document)
        assert organiser.client.get("/m/cap-19/revisions/9.docx").status_code == 404


def test_selection_is_that_of_the_page(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        part = organiser.client.get("/m/cap-19.txt?day=2022-11-17&phase=hybrid")
        chosen = "Phase: Phase 2: hybrid meeting; Day: Thu 17 Nov."
        assert f"This is a part of the agenda: {chosen}" in " ".join(part.text.split())
        assert ("Activities and operations" in part.text, "Opening session\n" in part.text) == (True, False)
        assert organiser.client.get("/m/cap-19.csv?day=2022-11-17").text.count("session,s") == 1
        assert organiser.client.get("/m/cap-19.docx?day=tomorrow").status_code == 400


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "m.yaml").write_bytes(write_yaml(dated_canary_meeting()))
    assert run(tmp_path, "import", "m.yaml", "--publish").returncode == 0
    return tmp_path


def test_export_writes_what_the_public_or_an_audience_reads(desk: Path) -> None:
    assert "canary" not in said(desk, "export", "m", "--format", "txt").lower()
    assert "Canary sitting" in said(desk, "export", "m", "--format", "txt", "--audience", "canary-members")
    table = said(desk, "export", "m", "--format", "csv", "--lang", "fr", "--tz", "Asia/Seoul")
    assert "Séance privée,,confirmed,Europe/Brussels,2022-11-16 15:00" in table
    assert said(desk, "export", "m", "--format", "docx", "-o", "m.docx") == ""
    assert "First sitting" in words_of(docx.Document(str(desk / "m.docx")))


def test_export_refuses_what_a_document_cannot_be(desk: Path) -> None:
    for words, reason in (
        (("--draft", "--format", "docx"), "a draft is exported as yaml or json"),
        (("--lang", "fr"), "--lang and --tz go with pdf, docx, txt, csv"),
        (("--format", "txt", "--tz", "Mars"), "Mars"),
        (("--format", "txt", "--audience", "nobody"), "has no audience “nobody”"),
    ):
        done = run(desk, "export", "m", *words)
        assert (done.returncode, reason in done.stderr, done.stdout) == (2, True, "")
