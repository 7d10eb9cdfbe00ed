"""What libical reads in a feed: `/usr/bin/python3 read_with_libical.py FILE` prints it as JSON.

It runs with Debian's Python, which has the binding (python3-gi, gir1.2-ical-3.0); it imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import gi

gi.require_version("ICalGLib", "3.0")
from gi.repository import ICalGLib  # noqa: E402 - the version is to be required first

UTC = ICalGLib.Timezone.get_utc_timezone()


def main() -> None:
    """Print the entries, and each X-LIC-ERROR that reading it or checking it against RFC 5546 leaves."""
    calendar = ICalGLib.Component.new_from_string(Path(sys.argv[1]).read_text("utf-8"))
    entries = [entry_of(event) for event in events_of(calendar)]
    sys.stdout.write(json.dumps({"entries": entries, "errors": errors_of(calendar)}))


def errors_of(calendar):
    """What libical objects to.

    RFC 5546 §3.2.1 wants an ORGANIZER of what is published, which feeds leave out since clients then show an
    invitation; each event is given one here, without which libical checks nothing else.
    """
    for event in events_of(calendar):
        event.add_property(ICalGLib.Property.new_organizer("mailto:secretariat@example.org"))
    calendar.check_restrictions()
    unfolded = calendar.as_ical_string().replace("\r\n ", "")
    return [line for line in unfolded.splitlines() if line.startswith("X-LIC-ERROR")]


def events_of(calendar):
    """The VEVENTs of a calendar, in its order."""
    event = calendar.get_first_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)
    while event is not None:
        yield event
        event = calendar.get_next_component(ICalGLib.ComponentKind.VEVENT_COMPONENT)


def entry_of(event):
    """What the other clients print too; zones are those that the feed defines."""
    status = event.get_first_property(ICalGLib.PropertyKind.STATUS_PROPERTY)
    return {
        "uid": event.get_uid(),
        "title": event.get_summary(),
        "start": moment(event.get_dtstart()),
        "end": moment(event.get_dtend()),
        "status": status.get_value_as_string(),
        "sequence": event.get_sequence(),
        "location": event.get_location() or "",
        "description": event.get_description() or "",
        "text": event.as_ical_string().replace("\r\n ", ""),
    }


def moment(time):
    """An instant in UTC, or the day itself of an all-day entry."""
    if time.is_date():
        return f"{time.get_year():04}-{time.get_month():02}-{time.get_day():02}"
    instant = time.convert_to_zone(UTC)
    day = f"{instant.get_year():04}-{instant.get_month():02}-{instant.get_day():02}"
    return f"{day}T{instant.get_hour():02}:{instant.get_minute():02}:{instant.get_second():02}Z"


if __name__ == "__main__":
    main()
