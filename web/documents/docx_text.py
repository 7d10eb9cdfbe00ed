"""What a Word document is written with: paragraphs of a style, runs in their language, links, fields, and tables."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from docx.opc.constants import RELATIONSHIP_TYPE
from lxml.etree import SubElement

from agenda.text import UNPRINTABLE
from web.documents.docx_package import MEASURE
from web.documents.tongues import tongue_of
from web.pages.phrases import Phrase

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from docx.opc.part import Part
    from lxml.etree import _Element as Element

    from web.documents.tongues import Tongue
    from web.pages.phrases import Prose

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BREAKS = re.compile(r"([\n\t])")
LONGEST_ADDRESS = 2_000
"""Word calls a file with a longer one damaged."""
LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK = "\u200e", "\u200f"


@dataclass(frozen=True)
class Span:
    """Words within a line: of the interface, or of the meeting; with a character style, an address to lead to.

    `runs_left_to_right` is for hours, which do so whatever the language.
    """

    text: Phrase | str
    style: str = ""
    href: str = ""
    runs_left_to_right: bool = False


Piece = Phrase | Span | str


@dataclass(frozen=True)
class Line:
    """A paragraph: the id of its style, and what stands in it; `direction` where that is not the document's."""

    style: str
    pieces: tuple[Piece, ...]
    direction: str = ""


@dataclass(frozen=True)
class Column:
    """A column of a table: its heading, and its part of the width, of which all together have 100."""

    heading: str
    width: int


class Writer:
    """Writes into one part of a document: its body, or the margin of its pages."""

    def __init__(self, part: Part, root: Element, tongue: Tongue) -> None:
        self.part, self.root, self.tongue = part, root, tongue
        self._links: dict[str, str] = {}

    def line(self, style: str, *pieces: Piece) -> Element | None:
        """A paragraph; nothing where there is nothing to say."""
        if not any(_text_of(piece) for piece in pieces):
            return None
        return self._paragraph(self.root, Line(style, pieces))

    def on_new_page(self, line: Element | None) -> None:
        """Begins a page with the line."""
        if line is not None:
            style = line.find(f"{W}pPr/{W}pStyle")
            style.addnext(style.makeelement(W + "pageBreakBefore"))

    def prose(self, style: str, prose: Prose | None) -> None:
        """Text of the meeting, each of its paragraphs one of the document."""
        for line in lines_of(style, prose):
            self._paragraph(self.root, line)

    def table(self, caption: str, columns: Sequence[Column], rows: Iterable[Sequence[Sequence[Line]]]) -> None:
        """A table whose headings stand again on each page that it runs to, and whose rows are not divided.

        A row has a cell for each column, of any number of lines. `caption` is read out, not printed.
        """
        table = SubElement(self.root, W + "tbl")
        widths = [column.width * MEASURE // 100 for column in columns]
        self._table_head(table, caption, widths)
        self._row(table, widths, [[Line("TableHeading", (column.heading,))] for column in columns], is_heading=True)
        for row in rows:
            self._row(table, widths, row)

    def pages(self, line: Element, pattern: str) -> None:
        """ "Page 3 of 12" in a paragraph, of a pattern with %(page)s and %(pages)s, as fields that Word fills in."""
        for text in re.split(r"(%\(pages?\)s)", pattern):
            if text in {"%(page)s", "%(pages)s"}:
                field = SubElement(line, W + "fldSimple")
                field.set(W + "instr", "PAGE" if text == "%(page)s" else "NUMPAGES")
                self._run(field, Span("1"))
            elif text:
                self._run(line, Span(text))

    def _table_head(self, table: Element, caption: str, widths: Sequence[int]) -> None:
        properties = SubElement(table, W + "tblPr")
        _add(properties, "tblStyle", val="AgendaTable")
        if self.tongue.is_right_to_left:
            _add(properties, "bidiVisual")
        _add(properties, "tblW", w=str(sum(widths)), type="dxa")
        _add(properties, "tblLayout", type="fixed")
        _add(properties, "tblLook", val="0020", firstRow="1", lastRow="0", firstColumn="0", lastColumn="0",
             noHBand="1", noVBand="1")  # fmt: skip
        _add(properties, "tblCaption", val=printable(caption)[:250])
        grid = SubElement(table, W + "tblGrid")
        for width in widths:
            _add(grid, "gridCol", w=str(width))

    def _row(
        self, table: Element, widths: Sequence[int], cells: Sequence[Sequence[Line]], *, is_heading: bool = False
    ) -> None:
        row = SubElement(table, W + "tr")
        properties = SubElement(row, W + "trPr")
        _add(properties, "cantSplit")
        if is_heading:
            _add(properties, "tblHeader")
        for width, lines in zip(widths, cells, strict=True):
            cell = SubElement(row, W + "tc")
            _add(SubElement(cell, W + "tcPr"), "tcW", w=str(width), type="dxa")
            said = [line for line in lines if any(map(_text_of, line.pieces))]
            for line in said or [Line("TableText", ())]:
                self._paragraph(cell, line)

    def _paragraph(self, parent: Element, line: Line) -> Element:
        paragraph = SubElement(parent, W + "p")
        properties = SubElement(paragraph, W + "pPr")
        _add(properties, "pStyle", val=line.style)
        if line.direction and (line.direction == "rtl") is not self.tongue.is_right_to_left:
            _add(properties, "bidi", val="1" if line.direction == "rtl" else "0")
        for piece in line.pieces:
            self._piece(paragraph, piece if isinstance(piece, Span) else Span(piece))
        return paragraph

    def _piece(self, paragraph: Element, span: Span) -> None:
        target = _target(span.href)
        if not target:
            self._run(paragraph, span)
            return
        link = SubElement(paragraph, W + "hyperlink")
        if target not in self._links:
            name = self._links[target] = f"link{len(self._links) + 1}"
            self.part.rels.add_relationship(RELATIONSHIP_TYPE.HYPERLINK, target, name, is_external=True)
        link.set(R_ID, self._links[target])
        self._run(link, Span(span.text, span.style or "Hyperlink"))

    def _run(self, parent: Element, span: Span) -> None:
        text = printable(_text_of(span))
        if not text:
            return
        run = SubElement(parent, W + "r")
        self._properties(run, span)
        if self.tongue.is_right_to_left:
            text = _directed(text, span)
        for part in BREAKS.split(text):
            if part == "\n":
                SubElement(run, W + "br")
            elif part == "\t":
                SubElement(run, W + "tab")
            elif part:
                words = SubElement(run, W + "t")
                words.text = part
                words.set(SPACE, "preserve")

    def _properties(self, run: Element, span: Span) -> None:
        """The style of a run; and its language, where that is not the document's."""
        foreign = span.text.language if isinstance(span.text, Phrase) else ""
        tongue = tongue_of(foreign) if foreign else self.tongue
        is_right_to_left = tongue.is_right_to_left and not span.runs_left_to_right
        if not (span.style or foreign or is_right_to_left):
            return
        properties = SubElement(run, W + "rPr")
        if span.style:
            _add(properties, "rStyle", val=span.style)
        if foreign and tongue.is_wide:
            _add(properties, "rFonts", hint="eastAsia")
        if is_right_to_left:
            _add(properties, "rtl")
        if foreign:
            _add(properties, "lang", val=tongue.locale, eastAsia=tongue.wide_locale, bidi=tongue.complex_locale)


def lines_of(style: str, prose: Prose | None) -> list[Line]:
    """Text of the meeting as paragraphs of a style; none for None."""
    if prose is None:
        return []
    said = [Phrase(text, prose.language, prose.direction) for text in prose.paragraphs]
    return [Line(style, (phrase,), prose.direction) for phrase in said]


def printable(text: str) -> str:
    """The text without characters that XML 1.0 §2.2 cannot hold."""
    return UNPRINTABLE.sub("", text)


def _text_of(piece: Piece) -> str:
    if isinstance(piece, Span):
        return _text_of(piece.text)
    return piece.plain if isinstance(piece, Phrase) else piece


def _directed(text: str, span: Span) -> str:
    """Text of a right-to-left document with marks (Unicode UAX #9 §2.6) for programs that do not heed w:rtl.

    A span of hours runs from left to right; a separator between two things in Latin letters does not join them.
    """
    if span.runs_left_to_right:
        return LEFT_TO_RIGHT_MARK + text.replace("–", f"{LEFT_TO_RIGHT_MARK}–{LEFT_TO_RIGHT_MARK}")
    return f"{RIGHT_TO_LEFT_MARK}{text}{RIGHT_TO_LEFT_MARK}" if text.strip() == "·" else text


def _target(href: str) -> str:
    """An address as Word takes it, with what no address may hold encoded; "" where it cannot."""
    if ":" not in href:
        return ""
    target = quote(href, safe="!#$%&'()*+,/:;=?@[]~")
    return target if len(target) <= LONGEST_ADDRESS else ""


def _add(parent: Element, name: str, **attributes: str) -> None:
    element = SubElement(parent, W + name)
    for key, value in attributes.items():
        element.set(W + key, value)
