"""What stands at the top and around a meeting's pages: frame, head, and how its times are to be read."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError

from agenda.schedule import zone_of
from web.pages.clocks import zone_groups
from web.pages.context import Banner, Clocks, Form, Frame, Head, LanguageChoice, ZoneGroup
from web.pages.dates import date_in_words, dates_in_words
from web.pages.live_words import live_words
from web.pages.parts import Hour, Parent
from web.pages.phrases import Phrase, direction_of
from web.pages.reading import query_string
from web.pages.rendering import static_address
from web.translations import interface_languages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from markupsafe import Markup

    from web.pages.context import Edition, Reader
    from web.pages.reading import Reading

WITH_FEEDS = frozenset({"phases", "sessions", "items", "people", "rooms"})
FORMS = (
    ("application/json", "JSON", "json"),
    ("application/xml", "frab XML", "frab.xml"),
    ("application/json", "frab JSON", "frab.json"),
    ("application/pdf", "PDF", "pdf"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "DOCX", "docx"),
    ("text/plain", "TXT", "txt"),
    ("text/csv", "CSV", "csv"),
)
"""Media type, title and extension of the forms that the agenda has beside its page and calendar."""


def plain_frame(reader: Reader, title: str) -> Frame:
    """The frame of a page that is about no one meeting."""
    return Frame(
        language=reader.interface,
        direction=direction_of(reader.interface),
        title=title,
        home=reader.home,
        stylesheet=static_address("plenary.css", reader.home),
        running_head=title,
        place=place_of(reader),
    )


def frame_of(
    reading: Reading,
    edition: Edition,
    *,
    path: tuple[str, ...] = (),
    title: str = "",
    data: Markup | str = "",
) -> Frame:
    """The frame of a page of a meeting: the agenda itself, or the one at `path` below it with a `title` of its own."""
    reader, meeting = reading.reader, reading.view.meeting
    name = reading.phrase(meeting.title).plain
    feeds = [path] if path[0:1] and path[0] in WITH_FEEDS else []
    return Frame(
        language=reader.interface,
        direction=direction_of(reader.interface),
        title=f"{title} – {name}" if title else name,
        home=reader.home,
        stylesheet=static_address("plenary.css", reader.home),
        script=static_address("agenda.js", reader.home),
        languages=_language_choices(reading, path),
        others=() if reading.is_draft else _other_languages(reading, path),
        canonical="" if reading.is_draft else "/".join([reader.address, *reading.root, *path]),
        calendars=()
        if reading.is_draft
        else tuple((reading.calendar(*feed), title if feed else name) for feed in [*feeds, ()]),
        forms=() if reading.is_draft else tuple(_forms(reading, is_agenda=not path)),
        data=data,
        running_head=_running_head(reading),
        running_note=_revision(reading, edition),
        place=place_of(reader),
        chosen_zone=reader.zone or "",
        revision="" if reading.is_alone else str(edition.number),
        live="" if reading.is_alone else f"{reader.path}/live",
        words=() if reading.is_alone else live_words(reader.translations, reader.interface),
        changes="" if reading.is_alone else reading.present("changes"),
    )


def head_of(reading: Reading, edition: Edition) -> Head:
    """The head of a meeting's pages."""
    meeting = reading.view.meeting
    body = meeting.body
    published = edition.published_at
    return Head(
        title=reading.phrase(meeting.title),
        symbol=reading.optional(meeting.symbol),
        body=reading.phrase(body.name) if body else None,
        acronym=(body and body.acronym) or "",
        parents=tuple(
            Parent(reading.body_name(parent.acronym), reading.phrase(parent.name))
            for parent in (body.reports_to if body else ())
        ),
        dates=dates_in_words(
            min(phase.start for phase in meeting.phases),
            max(phase.end for phase in meeting.phases),
            reading.interface,
        )
        if meeting.phases
        else "",
        revision=_revision(reading, edition),
        published=Hour(published.isoformat(), moment_in_words(reading, published)) if published else None,
        message=edition.message,
        href=reading.page(),
        webcal=reading.webcal(),
        download=reading.calendar(),
        changes="" if reading.is_draft else reading.present("changes"),
    )


def banner_of(reading: Reading, edition: Edition) -> Banner | None:
    """What stands over a revision that is shown as it was; None over the present one's own page."""
    if edition.present is None or edition.published_at is None:
        return None
    _ = reading.gettext
    place = {"number": edition.number, "date": moment_in_words(reading, edition.published_at)}
    is_last = edition.number == edition.present
    return Banner(
        title=_("Revision %(number)s, as published %(date)s") % place,
        detail=_("This is still the present one.") if is_last else _("This is not the agenda as it stands now."),
        present=reading.present(),
        link=_("The present agenda: revision %(number)s") % {"number": edition.present},
    )


def moment_in_words(reading: Reading, moment: datetime) -> str:
    """ "1 November 2022, 10:12 UTC"."""
    return f"{date_in_words(moment.date(), reading.interface)}, {moment:%H:%M} UTC"


def _forms(reading: Reading, *, is_agenda: bool) -> Iterator[Form]:
    """The other forms of a page: those of the meeting where it is the agenda, and what changed in it."""
    if is_agenda:
        for media_type, title, extension in FORMS:
            yield Form(media_type, title, reading.form(extension))
    if reading.revision is None:
        title = reading.gettext("Changes to %(meeting)s") % {
            "meeting": reading.phrase(reading.view.meeting.title).plain
        }
        yield Form("application/atom+xml", title, reading.form("atom"))


def clocks_of(reading: Reading, *, path: tuple[str, ...] = ()) -> Clocks:
    """Whose clocks the page shows, and which others may be chosen; a zone that all phases share is named once."""
    by_zone: defaultdict[str, list[Phrase]] = defaultdict(list)
    for phase in reading.view.meeting.phases:
        by_zone[zone_of(reading.view.meeting, phase)].append(reading.phrase(phase.title))
    kept = {key: value for key, value in reading.keep.items() if key != "tz"}
    keep = (*kept.items(), *(() if path else reading.looking()))
    action = "/".join([reading.reader.path, *reading.root, *path])
    return Clocks(
        venue=tuple((name, tuple(phases) if len(by_zone) > 1 else ()) for name, phases in by_zone.items()),
        reader=reading.zone,
        is_chosen=reading.reader.zone is not None,
        action=action,
        keep=keep,
        groups=_groups(reading),
        device=action + query_string(keep) if reading.reader.zone else "",
    )


def _groups(reading: Reading) -> tuple[ZoneGroup, ...]:
    groups = zone_groups(reading.reader.translations)
    if any(reading.zone == name for group in groups for name, _ in group.zones):
        return groups
    return (*groups, ZoneGroup(reading.gettext("Other"), ((reading.zone, reading.zone),)))


def own_name(language: str) -> str:
    """A language's name in that language: "français"; the tag where it has none."""
    try:
        return Locale.parse(language, sep="-").get_display_name() or language
    except (UnknownLocaleError, ValueError):
        return language


def _language_choices(reading: Reading, path: tuple[str, ...]) -> tuple[LanguageChoice, ...]:
    languages = reading.view.meeting.languages
    if len(languages) < 2 and reading.reader.language in languages:
        return ()
    return tuple(_language_choice(reading, path, tag) for tag in languages)


def _other_languages(reading: Reading, path: tuple[str, ...]) -> tuple[LanguageChoice, ...]:
    """The languages of the interface in which the meeting itself is not written."""
    written = {tag.partition("-")[0] for tag in reading.view.meeting.languages}
    others = (tag for tag in interface_languages() if tag.partition("-")[0] not in written)
    return tuple(_language_choice(reading, path, tag) for tag in others)


def _language_choice(reading: Reading, path: tuple[str, ...], tag: str) -> LanguageChoice:
    return LanguageChoice(
        language=tag,
        name=own_name(tag),
        href=reading.page(*path, lang=tag) if path else reading.agenda(lang=tag),
        direction=direction_of(tag),
        is_current=tag == reading.reader.language,
    )


def _running_head(reading: Reading) -> str:
    meeting = reading.view.meeting
    body = meeting.body
    parts = [
        (body and (body.acronym or reading.phrase(body.name).plain)) or "",
        reading.phrase(meeting.symbol).plain,
        reading.phrase(meeting.title).plain,
    ]
    return shortened(" · ".join(part for part in parts if part), 90)


def _revision(reading: Reading, edition: Edition) -> str:
    pattern = reading.gettext("Revision %(number)s") if edition.published_at else reading.gettext("Draft %(number)s")
    return pattern % {"number": edition.number}


def place_of(reader: Reader) -> tuple[str, str, str]:
    """How "Page 2 of 9" is said: what stands before, between and after the numbers."""
    sentence = reader.translations.gettext("Page %(page)s of %(pages)s") % {"page": "\0", "pages": "\0"}
    before, between, after = sentence.split("\0")
    return before, between, after


def shortened(text: str, limit: int) -> str:
    """`text`, or its first `limit` characters and an ellipsis."""
    return text if len(text) <= limit else f"{text[: limit - 1].rstrip()}…"
