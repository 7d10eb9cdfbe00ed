"""Papers as the pages print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.parts import DocumentLanguage, Paper

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agenda.document import Document
    from web.pages.reading import Reading


def paper(reading: Reading, identity: str) -> Paper:
    """A paper that the view holds, by id."""
    document = reading.documents[identity]
    languages = tuple(DocumentLanguage(href, tag, reading.language_name(tag)) for tag, href in document.links.items())
    return Paper(
        id=document.id,
        symbol=reading.phrase(document.symbol),
        title=reading.phrase(document.title),
        edition=edition_of(reading, document),
        languages=languages,
        missing=_missing(reading, document),
    )


def _missing(reading: Reading, document: Document) -> str:
    """Which of the meeting's languages a paper is not in, or which alone it is in, whichever is shorter said."""
    _ = reading.gettext
    without, within = _languages_apart(reading, document.links)
    if not without:
        return ""
    if not document.links:
        return _("not available yet")
    if len(within) < len(without) and len(within) == len(document.links):
        return _("only in %(languages)s") % {"languages": _named(reading, within)}
    return _("not in %(languages)s") % {"languages": _named(reading, without)}


def languages_without(reading: Reading, tags: Iterable[str]) -> str:
    """The languages of the meeting that none of these are, by name; "en-GB" is English for this."""
    return _named(reading, _languages_apart(reading, tags)[0])


def _languages_apart(reading: Reading, tags: Iterable[str]) -> tuple[list[str], list[str]]:
    spoken = {tag.partition("-")[0].lower() for tag in tags}
    languages = reading.view.meeting.languages
    within = [tag for tag in languages if tag.partition("-")[0].lower() in spoken]
    return [tag for tag in languages if tag not in within], within


def _named(reading: Reading, tags: Iterable[str]) -> str:
    return reading.list_of(reading.language_name(tag) for tag in tags)


def papers_of(reading: Reading) -> tuple[Paper, ...]:
    """Every paper of the meeting, in the order of its file."""
    return tuple(paper(reading, identity) for identity in reading.documents)


def edition_of(reading: Reading, document: Document) -> str:
    """Which edition a paper is in: "Rev. 2, living document"; "" where nothing is said."""
    revision = document.revision or ""
    if revision.isdigit():
        revision = reading.gettext("Rev. %(number)s") % {"number": revision}
    living = reading.gettext("living document") if document.living else ""
    return reading.gettext(", ").join(part for part in (revision, living) if part)
