"""Agendas on paper for tests: a meeting as a PDF, its text, and the tags that a screen reader follows."""

from __future__ import annotations

import io
import re
import subprocess
from collections import Counter
from typing import TYPE_CHECKING, Any

import pikepdf
from documents import a_reading
from page_builders import EDITION

from web.documents.press import Press
from web.documents.sheet import sheet_html

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.meeting import Meeting

BASE = "http://127.0.0.1:8000"
PAINTS = frozenset({"Tj", "TJ", "f", "f*", "B", "B*", "b", "b*", "S", "s", "Do", "sh"})


def a_press(*, seconds: int = 120, megabytes: int = 2_000) -> Press:
    """A press of its own, with these bounds."""
    return Press(seconds=seconds, most_bytes=megabytes * 1_000_000)


def a_sheet(meeting: Meeting, language: str = "en", zone: str | None = None, *audiences: str) -> str:
    """The HTML of which the PDF is made."""
    reading = a_reading(meeting, language, zone, *audiences)
    return sheet_html([(reading, EDITION)], reading.reader)


def a_pdf(meeting: Meeting, language: str = "en", zone: str | None = None, *audiences: str) -> bytes:
    """The meeting as a PDF, as the public or those audiences get it."""
    return a_press().typeset(a_sheet(meeting, language, zone, *audiences), base=BASE)


def text_of(pdf: bytes) -> str:
    """Its words in the order in which they are set, without blanks, which say nothing about where a line ends."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=pdf, capture_output=True, check=True)
    return squeezed(done.stdout.decode())


def squeezed(text: str) -> str:
    """Text without blanks."""
    return re.sub(r"\s", "", text)


def opened(pdf: bytes) -> pikepdf.Pdf:
    """The PDF's objects."""
    return pikepdf.open(io.BytesIO(pdf))


def tags_of(pdf: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    """Each tag with the name of the one it is in, in reading order."""
    yield from _tags(pdf.Root.StructTreeRoot.K[0], "")


def _tags(tag: Any, above: str) -> Iterator[tuple[str, pikepdf.Dictionary]]:
    yield above, tag
    kids = tag.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _tags(kid, str(tag.S))


def unmarked(pdf: pikepdf.Pdf) -> Counter[str]:
    """What is painted outside tags and artifacts (ISO 14289-1 §7.1), by operator."""
    found: Counter[str] = Counter()
    for page in pdf.pages:
        depth = 0
        for _, operator in pikepdf.parse_content_stream(page):
            name = str(operator)
            depth += (name in {"BDC", "BMC"}) - (name == "EMC")
            if name in PAINTS and not depth:
                found[name] += 1
    return found


def heights_of_paint(page: pikepdf.Page, red: str) -> list[float]:
    """How far below the top of the page each shape begins that is filled in a colour of so much red."""
    matrix, kept, found, colour, begun = pikepdf.Matrix(), [], [], "", 0.0
    for operands, operator in pikepdf.parse_content_stream(page):
        name, given = str(operator), [str(one) for one in operands]
        if name == "q":
            kept.append((matrix, colour))
        elif name == "Q":
            matrix, colour = kept.pop()
        elif name == "cm":
            matrix = pikepdf.Matrix(*(float(one) for one in given)) @ matrix
        elif name == "rg":
            colour = given[0]
        elif name in {"m", "re"}:
            begun = matrix.transform((float(given[0]), float(given[1])))[1]
        elif name in PAINTS and colour == red:
            found.append(float(page.mediabox[3]) - begun)
    return found
