"""The paper is PDF/UA-1 by the word of a validator that is not ours."""

from __future__ import annotations

import functools
import io
from collections import Counter

import page
import pikepdf
import pytest
from bench.meetings import big_meeting
from builders import meeting_file
from papers import a_pdf, opened


def faults(pdf: bytes) -> Counter[str]:
    """The rules of ISO 14289-1 that a PDF breaks, and how often."""
    return Counter(f"{one.rule_id}: {one.message}" for one in page.validate_pdf_bytes(pdf, profile="ua1").failures)


@functools.cache
def paper(slug: str, language: str) -> bytes:
    return a_pdf(meeting_file(slug), language, "Asia/Kathmandu")


@pytest.mark.parametrize(("slug", "language"), [("cap-19", "fr"), ("sbstta-24", "ar"), ("ptc-227", "zh")])
def test_paper_conforms_in_the_languages_of_its_texts_and_in_others(slug: str, language: str) -> None:
    assert faults(paper(slug, language)) == {}


def test_paper_of_many_sittings_conforms() -> None:
    assert faults(a_pdf(big_meeting(30))) == {}


def test_validator_tells_a_link_that_is_none_to_a_screen_reader() -> None:
    pdf, changed = opened(paper("ptc-227", "zh")), io.BytesIO()
    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/Link":
            one.S = pikepdf.Name.Span
    pdf.save(changed)
    assert [rule for rule in faults(changed.getvalue()) if rule.startswith("PDFUA1-LINK")] != []
