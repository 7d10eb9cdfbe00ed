"""The page of what each revision changed, newest first, and of what lies between any two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.change_groups import brought_back, groups_of, published_words
from web.pages.comparing import Compare, CompareChoice, Compared, Side
from web.pages.context import ChangedEdition, ChangesPage
from web.pages.dates import date_in_words
from web.pages.heads import frame_of, head_of, moment_in_words
from web.pages.parts import Hour
from web.pages.reading import Reading
from web.pages.rendering import render
from web.pages.since import address_in

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from agenda.audiences import View
    from agenda.service import ChangedRevision, Comparison
    from agenda.service import PublishedRevision as Published
    from agenda.service.reading import Edition as Kept
    from web.pages.change_groups import Group
    from web.pages.context import Edition, Reader
    from web.pages.sentences import Sentence


def changes_page(
    view: View, edition: Edition, reader: Reader, revisions: Sequence[Published], changed: Sequence[ChangedRevision]
) -> str:
    """The HTML of some revisions' changes, newest first.

    `view` and `edition` are of the last revision of all, `revisions` the list of all.
    """
    reading = Reading(view, reader, is_whole=False)
    first, last = (changed[-1].number, changed[0].number) if changed else (1, edition.number)
    oldest = revisions[-1].number
    page = ChangesPage(
        frame=frame_of(reading, edition, path=("changes",), title=reading.gettext("What changed")),
        head=head_of(reading, edition),
        compare=_compare(reading, revisions, max(edition.number - 1, oldest), edition.number),
        comparison=None,
        editions=tuple(_edition(reading, one, edition.number) for one in changed),
        older=reading.page("changes", before=str(first)) if first > oldest + (oldest > 1) else "",
        newer=reading.page("changes") if last < edition.number else "",
        atom=reading.form("atom"),
    )
    return render("changes.html", page, reader)


def comparison_page(
    view: View, edition: Edition, reader: Reader, revisions: Sequence[Published], compared: Comparison
) -> str:
    """The HTML of what lies between two revisions; `view`, `edition` and `revisions` as for `changes_page`."""
    reading = Reading(view, reader, is_whole=False)
    numbers = compared.before.number, compared.after.number
    page = ChangesPage(
        frame=frame_of(reading, edition, path=("changes",), title=_comparison_title(reading, *numbers)),
        head=head_of(reading, edition),
        compare=_compare(reading, revisions, *numbers),
        comparison=_compared(reading, edition, compared),
        editions=(),
        older="",
        newer=reading.page("changes"),
        atom=reading.form("atom"),
    )
    return render("changes.html", page, reader)


def sentences_of(one: ChangedRevision, reader: Reader) -> tuple[Sentence, ...]:
    """What a revision changed, in words; nothing for the first one."""
    if one.before is None:
        return ()
    before, after = (Reading(view, reader, is_whole=False) for view in (one.before, one.after))
    words = published_words(one.changes, before, after)
    return (brought_back(after), *words) if _says_that_it_is_back(one) else words


def _says_that_it_is_back(one: ChangedRevision) -> bool:
    """Whether that has to be said: where it is compared with the withdrawn one itself, comparing says it."""
    return one.brings_back and one.before is not None and bool(one.before.meeting.phases)


def note_of(one: ChangedRevision, sentences: Sequence[Sentence], reader: Reader) -> str:
    """What is said of a revision without sentences; "" of one that has some."""
    _ = reader.translations.gettext
    if one.before is None:
        return _("The agenda was published for the first time.")
    return "" if sentences else _("Nothing changed that is shown here.")


def _edition(reading: Reading, one: ChangedRevision, present: int) -> ChangedEdition:
    _ = reading.gettext
    groups = _groups(reading, one)
    sentences = [sentence for group in groups for sentence in group.sentences]
    is_present = one.number == present
    return ChangedEdition(
        number=one.number,
        title=_revision(reading, one.number),
        tag=_("present") if is_present else "",
        published=_hour(reading, one.published_at),
        message=one.message,
        href=reading.page() if is_present else reading.page("revisions", str(one.number)),
        page=_("The present agenda") if is_present else _("The agenda as it was in revision %(number)s") % vars(one),
        since="" if is_present else reading.page(since=str(one.number)),
        groups=groups,
        note=note_of(one, sentences, reading.reader),
    )


def _groups(reading: Reading, one: ChangedRevision) -> tuple[Group, ...]:
    if one.before is None:
        return ()
    before, after = (Reading(view, reading.reader, is_whole=False) for view in (one.before, one.after))
    also = [brought_back(after)] if _says_that_it_is_back(one) else []
    return groups_of(one.changes, before, after, link=lambda key: address_in(reading, key), also=also)


def _compare(reading: Reading, revisions: Sequence[Published], first: int, second: int) -> Compare | None:
    """The form that compares two revisions, with those two chosen; None where there is one alone."""
    _ = reading.gettext
    if len(revisions) < 2:
        return None
    return Compare(
        action="/".join([reading.reader.path, "changes"]),
        keep=tuple(reading.keep.items()),
        choices=(CompareChoice("from", _("From revision"), first), CompareChoice("to", _("to revision"), second)),
        revisions=tuple((one.number, _named(reading, one)) for one in revisions),
    )


def _named(reading: Reading, one: Published) -> str:
    """ "7 – 1 November 2022, 10:12"."""
    return f"{one.number} – {date_in_words(one.published_at.date(), reading.interface)}, {one.published_at:%H:%M}"


def _compared(reading: Reading, edition: Edition, compared: Comparison) -> Compared:
    _ = reading.gettext
    first, second = compared.before.number, compared.after.number
    before, after = (Reading(one.view, reading.reader, is_whole=False) for one in (compared.before, compared.after))
    groups = groups_of(compared.changes, before, after, link=lambda key: address_in(reading, key))
    is_same = first == second
    nothing = _("This is one and the same revision: nothing changed.") if is_same else ""
    return Compared(
        title=_comparison_title(reading, first, second),
        sides=(
            _side(reading, _("From"), compared.before, edition.number),
            _side(reading, _("To"), compared.after, edition.number),
        ),
        groups=groups,
        note="" if groups else nothing or _("Nothing changed that is shown here."),
        marked=reading.page(since=str(first)) if first < second == edition.number else "",
        turned=reading.page("changes", **{"from": str(second), "to": str(first)}),
    )


def _comparison_title(reading: Reading, first: int, second: int) -> str:
    _ = reading.gettext
    pattern = _("From revision %(first)s back to revision %(second)s")
    if first <= second:
        pattern = _("From revision %(first)s to revision %(second)s")
    return pattern % {"first": first, "second": second}


def _side(reading: Reading, label: str, one: Kept, present: int) -> Side:
    is_present = one.number == present
    return Side(
        label=label,
        title=_revision(reading, one.number),
        href=reading.page() if is_present else reading.page("revisions", str(one.number)),
        published=_hour(reading, one.published_at),
        message=one.message,
    )


def _revision(reading: Reading, number: int) -> str:
    return reading.gettext("Revision %(number)s") % {"number": number}


def _hour(reading: Reading, moment: datetime) -> Hour:
    return Hour(moment.isoformat(), moment_in_words(reading, moment))
