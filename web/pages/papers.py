"""Papers as the pages print them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.parts import DocumentLanguage, Paper

if TYPE_CHECKING:
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
    )


def papers_of(reading: Reading) -> tuple[Paper, ...]:
    """Every paper of the meeting, in the order of its file."""
    return tuple(paper(reading, identity) for identity in reading.documents)


def edition_of(reading: Reading, document: Document) -> str:
    """Which edition a paper is in: "Rev. 2, living document"; "" where nothing is said."""
    revision = document.revision or ""
    if revision.isdigit():
        revision = reading.gettext("Rev. %(number)s") % {"number": revision}
    living = reading.gettext("living document") if document.living else ""
    return ", ".join(part for part in (revision, living) if part)
