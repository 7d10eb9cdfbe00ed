"""The process that sets one document: HTML on standard input, PDF/UA-1 on standard output (ISO 14289-1).

`python -m web.documents.typesetting BASE SECONDS BYTES` ends itself beyond so much processor time or memory. It reads
no file but our stylesheet and fonts, and asks no network. It is a process of its own because typesetting takes long,
takes memory that Python would not give back, and can only be stopped by ending it.
"""

from __future__ import annotations

import gc
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Iterator

STYLESHEET = Path(__file__).with_name("print.css")
MISSING, TOO_LARGE = 3, 4
"""Exit codes: what it needs is not installed; it takes more memory than it may."""
NEARLY = 0.8
ZERO_WIDTH_JOINER = "\u200d"
NICE = 5
"""Whoever reads pages goes before whoever waits for a document."""


def main(base: str, seconds: int, most_bytes: int) -> int:
    """Sets the document; the exit code."""
    os.nice(NICE)
    gc.disable()  # a third of the time; there is no garbage before the end
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_DATA, (most_bytes, most_bytes))
    html = sys.stdin.buffer.read()
    try:
        import weasyprint  # noqa: F401 - it looks for Pango

        pdf = typeset(html, base)
    except (ImportError, OSError) as error:
        sys.stderr.write(str(error))
        return MISSING
    except Exception:
        if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 < most_bytes * NEARLY:
            raise
        return TOO_LARGE  # it shows as a MemoryError or as any other
    sys.stdout.buffer.write(pdf)
    return 0


def typeset(html: bytes, base: str) -> bytes:
    """The PDF of a document, the same bytes for the same HTML; relative addresses in it are below `base`."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    _name_languages()
    _keep_links_in_links()
    _name_every_glyph()
    _count_pages_once()
    fonts, fetcher = FontConfiguration(), _refusing(weasyprint)
    style = weasyprint.CSS(string=STYLESHEET.read_text("utf-8"), url_fetcher=fetcher, font_config=fonts)
    document = weasyprint.HTML(string=html.decode(), base_url=base, url_fetcher=fetcher)
    made = document.write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1", pdf_identifier=b"")
    assert isinstance(made, bytes), "without a target the document is returned"  # noqa: S101
    return made


def _refusing(weasyprint: Any) -> Any:
    """What fetches nothing: a document has all that it needs with it."""

    class Refusing(weasyprint.urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> NoReturn:  # noqa: ARG002
            raise ValueError(f"documents fetch nothing, and not {url[:80]}")

    return Refusing()


def _name_languages() -> None:
    """Makes tags say the languages of elements, which WeasyPrint 70 leaves out (ISO 14289-1 §7.2)."""
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree

    def build_with_language(box: Any, *rest: Any) -> Iterator[Any]:
        element = getattr(getattr(box, "_box", box), "element", None)
        language = element.get("lang") if element is not None and element.tag not in {"html", "body"} else None
        for made in build(box, *rest):
            if language:
                made["Lang"] = pydyf.String(language)
            yield made

    tags._build_box_tree = build_with_language


def _keep_links_in_links() -> None:
    """Makes tags hang what is clicked inside a link on its Link, which WeasyPrint 70 hangs on the inner element.

    Else what stands in an element of its own language within a link is no link to a screen reader (§7.18.5).
    """
    import pydyf
    from weasyprint.pdf import tags

    build = tags._build_box_tree
    around: dict[bytes, Any] = {}

    def build_in_link(
        box: Any, parent: Any, pdf: Any, page: int, nums: Any, annotations: Any, rest: Any
    ) -> Iterator[Any]:
        link = parent if parent["S"] == "/Link" else around.get(parent.get("P"))
        inner = getattr(box, "_box", box)
        if link is not None:
            around[parent.reference] = link
            if inner.link_annotation:
                target = pydyf.Dictionary(
                    {"Type": "/OBJR", "Obj": inner.link_annotation.reference, "Pg": pdf.page_references[page]}
                )
                pdf.add_object(target)
                link["K"].append(target.reference)
                annotations.append((link.reference, inner.link_annotation))
                inner.link_annotation = None
        yield from build(box, parent, pdf, page, nums, annotations, rest)

    tags._build_box_tree = build_in_link


def _name_every_glyph() -> None:
    """Makes a glyph that is the rest of a letter (an Arabic dot) a joiner, where WeasyPrint 70 says that it is nothing.

    A character code has to be some character (ISO 14289-1 §7.21.7).
    """
    from weasyprint import pdf as writer

    build = writer.build_fonts_dictionary

    def build_named(pdf: Any, fonts: Any, *rest: Any) -> Any:
        for font in fonts.values():
            font.to_unicode.update({glyph: ZERO_WIDTH_JOINER for glyph, text in font.to_unicode.items() if not text})
        return build(pdf, fonts, *rest)

    writer.build_fonts_dictionary = build_named


def _count_pages_once() -> None:
    """Makes tags look up their pages in one list, which pydyf 0.13 makes anew for each: that grows with the square."""
    import pydyf

    count = pydyf.PDF.page_references.fget
    assert count is not None, "page_references is a property"  # noqa: S101

    def counted(pdf: Any) -> Any:
        known = pdf.__dict__.get("_counted")
        if known is None or len(known) != pdf.pages["Count"]:
            known = pdf.__dict__["_counted"] = count(pdf)
        return known

    pydyf.PDF.page_references = property(counted)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
