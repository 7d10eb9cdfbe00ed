"""The page of what each revision changed, newest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.change_words import words_of
from web.pages.context import ChangedEdition, ChangesPage
from web.pages.heads import frame_of, head_of, moment_in_words
from web.pages.parts import Hour
from web.pages.reading import Reading
from web.pages.rendering import render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.audiences import View
    from agenda.service import ChangedRevision
    from web.pages.context import Edition, Reader
    from web.pages.sentences import Sentence


def changes_page(view: View, edition: Edition, reader: Reader, changed: Sequence[ChangedRevision]) -> str:
    """The HTML of some revisions' changes, newest first; `view` and `edition` are of the last revision of all."""
    reading = Reading(view, reader, is_whole=False)
    first, last = (changed[-1].number, changed[0].number) if changed else (1, edition.number)
    page = ChangesPage(
        frame=frame_of(reading, edition, path=("changes",), title=reading.gettext("What changed")),
        head=head_of(reading, edition),
        editions=tuple(_edition(reading, one) for one in changed),
        older=reading.page("changes", before=str(first)) if first > 1 else "",
        newer=reading.page("changes") if last < edition.number else "",
        atom=reading.form("atom"),
    )
    return render("changes.html", page, reader)


def sentences_of(one: ChangedRevision, reader: Reader) -> tuple[Sentence, ...]:
    """What a revision changed, in words; nothing for the first one."""
    return words_of(one.changes, one.before, one.after, reader) if one.before else ()


def note_of(one: ChangedRevision, sentences: Sequence[Sentence], reader: Reader) -> str:
    """What is said of a revision without sentences; "" of one that has some."""
    _ = reader.translations.gettext
    if one.before is None:
        return _("The agenda was published for the first time.")
    return "" if sentences else _("Nothing changed that is shown here.")


def _edition(reading: Reading, one: ChangedRevision) -> ChangedEdition:
    sentences = sentences_of(one, reading.reader)
    return ChangedEdition(
        number=one.number,
        title=reading.gettext("Revision %(number)s") % {"number": one.number},
        published=Hour(one.published_at.isoformat(), moment_in_words(reading, one.published_at)),
        message=one.message,
        href=reading.page("revisions", str(one.number)),
        sentences=sentences,
        note=note_of(one, sentences, reading.reader),
    )
