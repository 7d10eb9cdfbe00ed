"""Where an entry takes place: LOCATION, CONFERENCE, and the addresses to join at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from calendars.lines import address, one_line, parameter, text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agenda.entries import Entry, Place
    from agenda.session import JoinLink
    from calendars.wording import Wording


def location_lines(entry: Entry, wording: Wording) -> Iterator[str]:
    """LOCATION (RFC 5545 §3.8.1.7): "Room, Venue", "Room, Venue + online" or "online"; else none."""
    held_at = _room_and_venue(entry.place, wording)
    if entry.is_online:
        online = wording.gettext("online")
        held_at = wording.gettext("{place} + online", place=held_at) if held_at else online
    if held_at:
        yield f"LOCATION:{text(held_at)}"


def _room_and_venue(place: Place | None, wording: Wording) -> str:
    if place is None:
        return ""
    names = (one_line(wording.content(name)) for name in (place.room, place.venue))
    return ", ".join(name for name in names if name)


def conference_lines(entry: Entry, wording: Wording) -> Iterator[str]:
    """The one CONFERENCE (RFC 7986 §5.11): the first link with video, else the first of all.

    Only one, since Thunderbird keeps the last of several; DESCRIPTION names them all.
    """
    if not entry.join:
        return
    link = next((link for link in entry.join if "video" in link.features), entry.join[0])
    features = ",".join(dict.fromkeys(feature.upper() for feature in link.features))
    parameters = ["VALUE=URI"]
    parameters += [f"FEATURE={features}"] if features else []
    parameters += [f"LABEL={parameter(_label(link, wording))}"]
    yield f"CONFERENCE;{';'.join(parameters)}:{address(link.url)}"


def join_lines(join: Sequence[JoinLink], wording: Wording) -> list[str]:
    """A line of DESCRIPTION for each link, such as "Join online: https://…"."""
    return [
        wording.gettext("{label}: {address}", label=_label(link, wording), address=address(link.url)) for link in join
    ]


def _label(link: JoinLink, wording: Wording) -> str:
    return one_line(wording.content(link.label)) or wording.gettext("Join")


def platform_lines(entry: Entry, wording: Wording) -> list[str]:
    """The line of DESCRIPTION that names the platform of an online phase, with its address if it has one."""
    if entry.platform is None:
        return []
    name = one_line(wording.content(entry.platform.name))
    url = address(entry.platform.url) if entry.platform.url else ""
    return [wording.gettext("Platform: {platform}", platform=f"{name} {url}".strip())]


def venue_lines(entry: Entry, wording: Wording) -> list[str]:
    """The line of DESCRIPTION with the postal address of the venue, where it has one."""
    if entry.place is None or not entry.place.address:
        return []
    names = [one_line(wording.content(entry.place.venue)), one_line(entry.place.address)]
    return [wording.gettext("Venue: {venue}", venue=", ".join(name for name in names if name))]
