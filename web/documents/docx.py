"""The agenda as a Word document that a secretariat can edit on: order of business, then the annotated agenda."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.documents.docx_business import write_business
from web.documents.docx_package import FIRST_MOMENT, blank_document, bytes_of
from web.documents.docx_phases import addressed, write_phases
from web.documents.docx_text import Column, Line, Span, Writer, printable
from web.documents.tongues import tongue_of
from web.documents.wording import joined

if TYPE_CHECKING:
    from docx.document import Document
    from lxml.etree import _Element as Element

    from web.documents.tongues import Tongue
    from web.documents.wording import Told
    from web.pages.context import Edition
    from web.pages.parts import Stage

LONGEST_PROPERTY = 255


def docx_of(told: Told, edition: Edition) -> bytes:
    """The document; the same agenda gives the same bytes."""
    tongue = tongue_of(told.reader.interface)
    document = blank_document(tongue)
    _write_margins(document, told, tongue)
    _write_properties(document, told, edition, tongue)
    end = document.element.body.sectPr
    document.element.body.remove(end)
    body = Writer(document.part, document.element.body, tongue)
    _write_head(body, told)
    write_phases(body, told)
    write_business(body, told)
    body.root.append(end)
    return bytes_of(document, at=edition.published_at)


def _write_head(body: Writer, told: Told) -> None:
    page, head = told.page, told.page.head
    body.line("BodyName", *told.body)
    body.line("Facts", *told.reports_to)
    body.line("Title", head.title)
    body.line("Subtitle", *joined([(head.symbol or "",), (head.dates,)]))
    body.line("Facts", *joined([(told.publication,), (head.message,)]))
    address = told.reader.address
    body.line("Facts", told.gettext("The agenda as it stands now:"), " ", Span(address, href=address))
    for sentence in told.clock_sentences:
        body.line("Facts", sentence)
    for warning in told.warnings:
        body.line("Notice", warning)
    body.prose("Annotation", page.description)
    for link in page.links:
        body.line("ListBullet", *addressed(link.label, link.href))
    if page.contact:
        body.line("Facts", Span(told.gettext("Contact"), "Strong"))
        body.prose("Annotation", page.contact)
    if page.phases:
        _write_overview(body, told)


def _write_overview(body: Writer, told: Told) -> None:
    _ = told.gettext
    title = _("The meeting at a glance")
    body.line("Heading1", title)
    columns = [Column(_("Phase"), 40), Column(_("Dates"), 30), Column(_("Place"), 30)]
    body.table(title, columns, [_overview_row(stage) for stage in told.page.phases])


def _overview_row(stage: Stage) -> list[list[Line]]:
    places = joined([(part,) for part in (stage.site.name if stage.site else None, stage.platform) if part], ", ")
    dates = Span(stage.dates, "Fallen") if stage.is_off else stage.dates
    return [
        [Line("TableText", (stage.title,)), Line("TableFacts", joined([(stage.kind,), (stage.contents,)]))],
        [Line("TableText", (dates, *((" ", Span(stage.status, "Tag")) if stage.status else ())))],
        [Line("TableText", places)],
    ]


def _write_margins(document: Document, told: Told, tongue: Tongue) -> None:
    """The running head, and the revision with the number of the page."""
    section, frame = document.sections[0], told.page.frame
    head = Writer(section.header.part, _emptied(section.header._element), tongue)
    head.line("Header", frame.running_head)
    foot = Writer(section.footer.part, _emptied(section.footer._element), tongue)
    foot.pages(foot.line("Footer", f"{told.publication}\t"), told.gettext("Page %(page)s of %(pages)s"))


def _emptied(element: Element) -> Element:
    element[:] = []
    return element


def _write_properties(document: Document, told: Told, edition: Edition, tongue: Tongue) -> None:
    """What a catalogue reads (ECMA-376 part 2 §11); the moment of publication stands for every time."""
    head, core = told.page.head, document.core_properties
    core.title = _property(head.title.plain)
    core.subject = _property(head.symbol.plain if head.symbol else "")
    core.author = core.last_modified_by = _property(head.body.plain if head.body else "")
    core.language = tongue.locale
    core.identifier = _property(told.reader.address)
    core.version = _property(head.revision)
    core.revision = max(edition.number, 1)
    core.comments = core.keywords = core.category = ""
    core.created = core.modified = edition.published_at or FIRST_MOMENT


def _property(text: str) -> str:
    return printable(text)[:LONGEST_PROPERTY]
