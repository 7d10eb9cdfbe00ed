"""A Word document (ISO/IEC 29500, WordprocessingML) before anything is written in it, and how it becomes bytes.

The styles, the list and the settings are texts beside this module, in the folder `word`; python-docx has the rest.
"""

from __future__ import annotations

import io
from datetime import UTC, datetime
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.enum.section import WD_SECTION
from docx.oxml import parse_xml
from docx.shared import Twips

from web.documents.tongues import FONT, WIDE_FONTS

if TYPE_CHECKING:
    from docx.document import Document
    from docx.opc.package import OpcPackage
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.section import Section

    from web.documents.tongues import Tongue

PAGE = (11906, 16838)
"""A4 in twentieths of a point."""
MARGIN = 1134
MEASURE = PAGE[0] - 2 * MARGIN
"""The width of the text in twentieths of a point."""
USELESS = ("/docProps/thumbnail.jpeg", "/word/stylesWithEffects.xml", "/word/webSettings.xml", "/word/fontTable.xml")
PROPERTIES = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    b"<Application>Plenary</Application></Properties>"
)
FIRST_MOMENT = datetime(1980, 1, 1, tzinfo=UTC)
"""The earliest time that a ZIP entry can have."""


def blank_document(tongue: Tongue) -> Document:
    """An empty document on A4 with our styles and nothing else, in that language."""
    document = docx.Document()
    values = _values(tongue)
    _fill(document.styles.element, "styles.xml", values)
    _fill(document.part.numbering_part.element, "numbering.xml", values)
    _fill(document.settings.element, "settings.xml", values)
    _leave_out_useless(document.part.package)
    set_up(document.sections[0], tongue)
    return document


def set_up(section: Section, tongue: Tongue) -> None:
    """Makes the pages of a section A4, read from the side that the language is read from."""
    section.page_width, section.page_height = Twips(PAGE[0]), Twips(PAGE[1])
    section.left_margin = section.right_margin = Twips(MARGIN)
    section.top_margin = section.bottom_margin = Twips(MARGIN + 284)
    section.header_distance = section.footer_distance = Twips(680)
    section.gutter = Twips(0)
    section.start_type = WD_SECTION.NEW_PAGE
    if tongue.is_right_to_left:
        grid = section._sectPr.find(_w("docGrid"))
        grid.addprevious(grid.makeelement(_w("bidi")))


def bytes_of(document: Document, *, at: datetime | None) -> bytes:
    """The document as a file, the same bytes each time: `at` (UTC) stands in it in the place of a clock."""
    written = io.BytesIO()
    document.save(written)
    moment = max(at or FIRST_MOMENT, FIRST_MOMENT)
    packed = io.BytesIO()
    with ZipFile(written) as source, ZipFile(packed, "w", ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = ZipInfo(name, moment.timetuple()[:6])
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            target.writestr(entry, source.read(name))
    return packed.getvalue()


def _values(tongue: Tongue) -> dict[str, str]:
    return {
        "font": FONT,
        "wide_font": WIDE_FONTS[tongue.wide_locale],
        "hint": ' w:hint="eastAsia"' if tongue.is_wide else "",
        "complex_size": "22",
        "language": tongue.locale,
        "wide_language": tongue.wide_locale,
        "complex_language": tongue.complex_locale,
        "bidi": "<w:bidi/>" if tongue.is_right_to_left else "",
        "measure": str(MEASURE),
    }


def _fill(root: BaseOxmlElement, name: str, values: dict[str, str]) -> None:
    """Puts what stands in one of our texts into the place of what the element holds."""
    text = files("web.documents").joinpath("word", name).read_text("utf-8")
    root[:] = list(parse_xml(Template(text).substitute(values).encode()))


def _leave_out_useless(package: OpcPackage) -> None:
    """Takes the parts of python-docx's own template out that say something of their own."""
    for rels in (package.rels, package.main_document_part.rels):
        for key, rel in list(rels.items()):
            if not rel.is_external and (
                rel.target_part.partname in USELESS or rel.target_part.partname.startswith("/customXml/")
            ):
                del rels[key]
    for part in package.iter_parts():
        if part.partname == "/docProps/app.xml":
            part._blob = PROPERTIES  # python-docx knows such parts only as bytes


def _w(name: str) -> str:
    return f"{{http://schemas.openxmlformats.org/wordprocessingml/2006/main}}{name}"
