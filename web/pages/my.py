"""The pages of personal feeds: a choice by phase and day, one just made, and the forms that change it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from agenda.personal import MOST_MEETINGS
from agenda.reduction import reduced
from web.pages.choices import (
    Addresses,
    ChoicePage,
    ChosenMeeting,
    EditPage,
    NewChoicePage,
    RevokedPage,
    SecretPage,
)
from web.pages.context import Clocks, LanguageChoice
from web.pages.dates import date_in_words
from web.pages.heads import clocks_of, own_name, plain_frame
from web.pages.live_words import live_words
from web.pages.offers import offer_of
from web.pages.phrases import direction_of, phrase_in
from web.pages.reading import Reading, query_string
from web.pages.rendering import environment, static_address
from web.pages.stages import stage

if TYPE_CHECKING:
    import gettext
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from agenda.audiences import View
    from agenda.personal import Picks
    from agenda.phase import Phase
    from agenda.tree import Key
    from web.pages.context import Frame, ListedMeeting, Reader
    from web.pages.parts import Sitting, Stage

GOOGLE = "https://calendar.google.com/calendar/r"
OUTLOOK = "https://outlook.live.com/calendar/0/addfromweb"


@dataclass(frozen=True)
class SeenMeeting:
    """A meeting of a choice: its view, the absolute address of its page, what is picked of it, and its revision.

    `changed` says of its phases, sittings and deadlines in which revision they last changed.
    """

    view: View
    address: str
    chosen: Picks
    number: int = 0
    changed: Mapping[Key, int] = field(default_factory=dict)


def choice_page(meetings: Sequence[SeenMeeting], reader: Reader, address: str, *, drops_at: datetime | None) -> str:
    """The HTML of a choice; `address` is its absolute address, `drops_at` when it goes if nobody fetches it."""
    path = _path_of(address, reader)
    readings = [_reading(meeting, reader, is_reduced=True) for meeting in meetings]
    title = reader.translations.gettext("Your calendar")
    page = ChoicePage(
        frame=_live(_frame(reader, title, meetings, path, script="agenda.js"), meetings, reader, path),
        addresses=addresses_of(meetings, reader, address),
        clocks=_clocks(readings, path),
        meetings=tuple(_chosen(reading, one.number) for reading, one in zip(readings, meetings, strict=True)),
        drops=_drops(reader, drops_at) if drops_at else "",
        edit_href=f"{path}/edit{_query(reader)}",
    )
    return _render("choice.html", page, reader)


def new_choice_page(meetings: Sequence[SeenMeeting], reader: Reader, address: str, *, edit_address: str) -> str:
    """The HTML of what is said once, when a choice was made."""
    path = _path_of(address, reader)
    page = NewChoicePage(
        frame=replace(
            plain_frame(reader, reader.translations.gettext("Your calendar is ready")),
            script=static_address("agenda.js", reader.home),
        ),
        addresses=addresses_of(meetings, reader, address),
        page_href=path + _query(reader),
        edit_address=edit_address,
    )
    return _render("new.html", page, reader)


def edit_page(
    meetings: Sequence[SeenMeeting],
    added: Sequence[SeenMeeting],
    listed: Sequence[ListedMeeting],
    reader: Reader,
    *,
    address: str,
    edit_path: str,
    was_changed: bool = False,
) -> str:
    """The HTML of a choice opened again; `added` are meetings to be picked from that are not in it yet."""
    held = {meeting.view.meeting.slug for meeting in (*meetings, *added)}
    is_full = len(held) >= MOST_MEETINGS
    page = EditPage(
        frame=_frame(reader, reader.translations.gettext("Change your calendar"), meetings, edit_path),
        action=edit_path + _query(reader),
        keep=tuple(_kept(reader).items()),
        page_href=_path_of(address, reader) + _query(reader),
        offers=(
            *(offer_of(_reading(meeting, reader), meeting.chosen, slug=_slug(meeting)) for meeting in meetings),
            *(offer_of(_reading(meeting, reader), slug=_slug(meeting)) for meeting in added),
        ),
        others=tuple(
            (one.slug, phrase_in(one.title, (reader.language, *one.languages), page_language=reader.interface))
            for one in listed
            if one.slug not in held and not is_full
        ),
        was_changed=was_changed,
    )
    return _render("edit.html", page, reader)


def secret_page(reader: Reader, path: str, *, was_wrong: bool = False) -> str:
    """The HTML of the question for the second secret."""
    frame = plain_frame(reader, reader.translations.gettext("Change your calendar"))
    return _render("secret.html", SecretPage(frame, path, was_wrong), reader)


def revoked_page(reader: Reader) -> str:
    """The HTML of what is said once a choice is revoked."""
    frame = plain_frame(reader, reader.translations.gettext("Your calendar is revoked"))
    return _render("revoked.html", RevokedPage(frame), reader)


def addresses_of(meetings: Sequence[SeenMeeting], reader: Reader, address: str) -> Addresses:
    """The ways to a personal feed at that absolute address, in the reader's language."""
    first = meetings[0].view.meeting.language if meetings else reader.language
    language = {} if reader.language == first else {"lang": reader.language}
    feed = f"{address}.ics{query_string(language)}"
    webcal = "webcal:" + feed.partition(":")[2]
    titles = [one.view.meeting.title.best([reader.language, *one.view.meeting.languages]) for one in meetings]
    name = quote(calendar_name(titles, reader.translations), safe="")
    return Addresses(
        page=address,
        feed=feed,
        webcal=webcal,
        google=f"{GOOGLE}?cid={quote(webcal, safe='')}",
        outlook=f"{OUTLOOK}?url={quote(feed, safe='')}&name={name}",
        qr=f"{_path_of(address, reader)}/qr.svg",
    )


def calendar_name(titles: Sequence[str], translations: gettext.NullTranslations) -> str:
    """What a personal feed is called: after its meetings, of which the first two are named."""
    rest = ["…"] if len(titles) > 2 else []
    return " – ".join([translations.gettext("My choice"), ", ".join([*titles[:2], *rest])])


def _path_of(address: str, reader: Reader) -> str:
    return f"{reader.home}my/{address.rpartition('/')[2]}"


def _kept(reader: Reader) -> dict[str, str]:
    return {"lang": reader.language} | ({"tz": reader.zone} if reader.zone else {})


def _query(reader: Reader) -> str:
    return query_string(_kept(reader))


def _drops(reader: Reader, at: datetime) -> str:
    sentence = reader.translations.gettext(
        "Nobody has fetched this calendar yet. Unless a calendar subscribes to it, it will be dropped on %(date)s."
    )
    return sentence % {"date": date_in_words(at.date(), reader.interface)}


def _slug(meeting: SeenMeeting) -> str:
    return meeting.address.rpartition("/")[2]


def _reading(meeting: SeenMeeting, reader: Reader, *, is_reduced: bool = False) -> Reading:
    view = reduced(meeting.view, meeting.chosen) if is_reduced else meeting.view
    return Reading(view, replace(reader, address=meeting.address), is_whole=False, changed=meeting.changed)


def _frame(
    reader: Reader,
    title: str,
    meetings: Sequence[SeenMeeting],
    path: str,
    *,
    script: str = "",
) -> Frame:
    languages = list(dict.fromkeys(tag for one in meetings for tag in one.view.meeting.languages))
    return replace(
        plain_frame(reader, title),
        script=static_address(script, reader.home) if script else "",
        chosen_zone=reader.zone or "",
        languages=tuple(_language(tag, reader, path) for tag in languages) if len(languages) > 1 else (),
    )


def _live(frame: Frame, meetings: Sequence[SeenMeeting], reader: Reader, path: str) -> Frame:
    """The frame of a page that follows all its meetings; its revision is the sum of theirs, as the stream tells it."""
    number = sum(meeting.number for meeting in meetings)
    words = live_words(reader.translations, reader.interface)
    return replace(frame, revision=str(number), live=f"{path}/live", words=words)


def _language(tag: str, reader: Reader, path: str) -> LanguageChoice:
    return LanguageChoice(
        language=tag,
        name=own_name(tag),
        href=path + _query(replace(reader, language=tag)),
        direction=direction_of(tag),
        is_current=tag == reader.language,
    )


def _clocks(readings: Sequence[Reading], path: str) -> Clocks:
    """The clocks of all the meetings, as if they were of one."""
    each = [clocks_of(reading) for reading in readings]
    zones = dict.fromkeys(zone for clocks in each for zone, _ in clocks.venue)
    return replace(each[0], venue=tuple((zone, ()) for zone in zones), action=path, device="")


def _chosen(reading: Reading, number: int) -> ChosenMeeting:
    meeting = reading.view.meeting
    stages = tuple(_stage(reading, phase) for phase in meeting.phases)
    audiences = tuple(audience.id for audience in meeting.audiences)
    return ChosenMeeting(
        href=reading.page(),
        title=reading.phrase(meeting.title),
        stages=stages,
        has_sittings=any(one.days or one.deadlines or one.unscheduled for one in stages),
        audience=reading.list_of(reading.phrase(audience.name).plain for audience in meeting.audiences)
        if audiences
        else "",
        path=reading.reader.path,
        revision=number,
    )


def _stage(reading: Reading, phase: Phase) -> Stage:
    """The phase under ids that are no other meeting's; a sitting that is not open to all is linked to on this page."""
    prefix = f"{reading.view.meeting.slug}."
    closed = {session.id for session in phase.sessions if session.audience is not None}
    made = stage(reading, phase)

    def own(sitting: Sitting) -> Sitting:
        href = f"#session-{prefix}{sitting.id}" if sitting.id in closed else sitting.href
        return replace(sitting, id=prefix + sitting.id, href=href)

    return replace(
        made,
        id=prefix + made.id,
        deadlines=tuple(replace(due, id=prefix + due.id) for due in made.deadlines),
        days=tuple(replace(day, sittings=tuple(map(own, day.sittings))) for day in made.days),
        unscheduled=tuple(map(own, made.unscheduled)),
    )


def _render(template: str, page: object, reader: Reader) -> str:
    compiled = environment().get_template(f"my/{template}")
    return compiled.render(page=page, _=reader.translations.gettext)
