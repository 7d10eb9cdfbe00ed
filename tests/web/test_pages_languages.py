"""Languages told apart: what a paper is not in, and what a sitting is not interpreted into."""

from __future__ import annotations

import pytest
from builders import a_meeting, a_phase, a_session
from page_builders import a_page, text_of


def with_paper(languages: list[str], *tags: str) -> str:
    """What the page of a meeting in these languages says, with a paper in those."""
    links = {tag: f"https://docs.example.org/{tag}" for tag in tags}
    return text_of(a_page(a_meeting(languages=languages, documents=[{"id": "d", "title": "Paper", "links": links}])))


@pytest.mark.parametrize(
    ("languages", "tags", "said"),
    [
        (["en", "fr"], ["en"], "English not in French"),
        (["en", "fr", "es"], ["en", "fr"], "English French not in Spanish"),
        (["en", "fr", "es", "ar"], ["en"], "English only in English"),
        (["en", "fr", "es"], ["pt"], "Portuguese not in English, French and Spanish"),
        (["en", "fr"], [], "Paper not available yet"),
    ],
)
def test_paper_says_which_languages_of_the_meeting_it_is_not_in(languages, tags, said):
    assert with_paper(languages, *tags).count(said) == 1


@pytest.mark.parametrize(
    ("languages", "tags"), [(["en", "fr"], ["en", "fr"]), (["pt-BR"], ["pt"]), (["en"], ["en-GB"])]
)
def test_paper_in_every_language_of_the_meeting_says_nothing(languages, tags):
    text = with_paper(languages, *tags)
    assert [word for word in ("not in", "only in", "not available") if word in text] == []


@pytest.mark.parametrize(
    ("tags", "said"),
    [
        (["en"], "Interpretation: English (not into French)"),
        (["en", "fr", "ar"], "Interpretation: English, French and Arabic"),
        ([], None),
    ],
)
def test_sitting_says_what_it_is_interpreted_into_and_what_not(tags, said):
    session = a_session(interpretation=tags)
    text = text_of(a_page(a_meeting(languages=["en", "fr"], phases=[a_phase(sessions=[session])])))
    assert ("Interpretation:" in text, "not into" in text) == (said is not None, bool(said and "not into" in said))
    assert said is None or text.count(said) == 1
