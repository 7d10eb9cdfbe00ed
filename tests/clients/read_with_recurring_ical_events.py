"""What recurring-ical-events reads in a feed: `python read_with_recurring_ical_events.py FILE` prints it as JSON.

It runs in the environment of the clients, over x-wr-timezone as that project recommends, and imports nothing of ours.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import recurring_ical_events
import x_wr_timezone
from icalendar import Calendar

YEARS = (2022, 2024)


def main() -> None:
    """Print the occurrences."""
    calendar = x_wr_timezone.to_standard(Calendar.from_ical(Path(sys.argv[1]).read_bytes()))
    entries = [entry_of(event) for event in recurring_ical_events.of(calendar).between(*YEARS)]
    sys.stdout.write(json.dumps({"entries": entries, "errors": []}))


def entry_of(event):
    """What the other clients print too."""
    return {
        "uid": str(event["UID"]),
        "title": str(event["SUMMARY"]),
        "start": moment(event.start),
        "end": moment(event.end),
        "status": str(event["STATUS"]),
        "sequence": int(event["SEQUENCE"]),
        "location": str(event.get("LOCATION", "")),
        "description": str(event.get("DESCRIPTION", "")),
        "text": event.to_ical().decode().replace("\r\n ", ""),
    }


def moment(time):
    """An instant in UTC, or the day itself of an all-day entry."""
    return f"{time.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if isinstance(time, datetime) else time.isoformat()


if __name__ == "__main__":
    main()
