"""The agenda by item in a Word document, annotated: papers, what is asked, and what each phase did with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.documents.docx_phases import paper_pieces
from web.documents.docx_text import Column, Line, Span, lines_of
from web.documents.wording import heading_of, joined

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.documents.docx_text import Piece, Writer
    from web.documents.wording import Told
    from web.pages.parts import Business, Chapter, Event, Participant, Result


def write_business(body: Writer, told: Told) -> None:
    """Every item, parents before children; then all papers, and the people."""
    _ = told.gettext
    if told.page.items:
        body.on_new_page(body.line("Heading1", _("Agenda by item")))
    for item in told.page.items:
        _write_item(body, told, item)
    if told.page.papers:
        body.line("Heading1", _("Documents"))
        for paper in told.page.papers:
            body.line("ListBullet", *paper_pieces(paper))
    if told.page.people:
        body.line("Heading1", _("People"))
        columns = [Column(_("Name"), 45), Column(_("Office"), 55)]
        body.table(_("People"), columns, [_person_row(person) for person in told.page.people])


def _write_item(body: Writer, told: Told, item: Business) -> None:
    body.line(f"Heading{min(item.level - 1, 6)}", *heading_of(item))
    body.line("Facts", *told.item_facts(item))
    body.prose("Annotation", item.description)
    if item.follows:
        body.line("Facts", told.gettext("Takes up again:"), " ", item.follows.text)
    for paper in item.papers:
        body.line("ListBullet", *paper_pieces(paper))
    for chapter in item.story:
        _write_chapter(body, told, chapter)


def _write_chapter(body: Writer, told: Told, chapter: Chapter) -> None:
    body.line("Chapter", chapter.phase.text)
    for event in chapter.events:
        body.line("ListBullet", *_event(event))
    for result in chapter.results:
        body.line("ListBullet", *_result(result))
    if chapter.next:
        body.line("ListBullet", told.gettext("Taken up again in:"), " ", chapter.next.text)


def _event(event: Event) -> Iterator[Piece]:
    if event.place:
        yield event.place.text
        yield f" ({event.words})" if event.words else ""
    else:
        yield event.words
    yield f", {event.when}"
    if event.tag:
        yield " "
        yield Span(f"[{event.tag}]", "Tag")


def _result(result: Result) -> Iterator[Piece]:
    yield Span(result.words, "Strong")
    for line in lines_of("", result.note):
        yield ". "
        yield from line.pieces


def _person_row(person: Participant) -> list[list[Line]]:
    office: tuple[Piece, ...] = joined([(person.title,), (person.affiliation,), (person.country,)], ", ")
    return [[Line("TableText", (person.name,))], [Line("TableText", office)]]
