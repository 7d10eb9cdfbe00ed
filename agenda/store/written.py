"""Meetings as the canonical JSON that the database holds; those read or written last are kept as objects too."""

from __future__ import annotations

import json
from collections import OrderedDict
from threading import Lock

from agenda.meeting import Meeting

MOST_CHARACTERS = 1_000_000
"""Characters of JSON whose meetings are kept, or one longer than that; as objects they take some fifteen times that."""


class Remembered:
    """Meetings beside their JSON, `most` characters of it and at least one; what was not asked for longest goes first.

    Meetings are immutable, so whoever asks may have the same object. May be asked by several threads.
    """

    def __init__(self, most: int) -> None:
        self.most, self.size = most, 0
        self._lock = Lock()
        self._meetings: OrderedDict[str, Meeting] = OrderedDict()
        self._texts: dict[int, str] = {}

    def meeting_of(self, text: str) -> Meeting | None:
        """The meeting of that JSON, if it is remembered."""
        with self._lock:
            meeting = self._meetings.get(text)
            if meeting is not None:
                self._meetings.move_to_end(text)
            return meeting

    def text_of(self, meeting: Meeting) -> str | None:
        """The JSON of that very object, if it is remembered."""
        with self._lock:
            return self._texts.get(id(meeting))

    def add(self, text: str, meeting: Meeting, *, was_written: bool) -> None:
        """Remembers what was read from that JSON, or `was_written` as it: the former may be of an older release."""
        with self._lock:
            former = self._meetings.pop(text, None)
            self.size += 0 if former else len(text)
            if former is not meeting:
                self._texts.pop(id(former), None)
            self._meetings[text] = meeting
            if was_written:
                self._texts[id(meeting)] = text
            while self.size > self.most and len(self._meetings) > 1:
                oldest, dropped = self._meetings.popitem(last=False)
                self._texts.pop(id(dropped), None)
                self.size -= len(oldest)


_remembered = Remembered(MOST_CHARACTERS)


def written_draft(meeting: Meeting) -> str:
    """The canonical JSON of a meeting: keys in the nouns' order, defaults left out."""
    known = _remembered.text_of(meeting)
    if known is not None:
        return known
    text = meeting.model_dump_json(exclude_defaults=True)
    _remembered.add(text, meeting, was_written=True)
    return text


def read_draft(written: str) -> Meeting:
    """The meeting of canonical JSON."""
    known = _remembered.meeting_of(written)
    if known is not None:
        return known
    meeting = Meeting.model_validate(json.loads(written))
    _remembered.add(written, meeting, was_written=False)
    return meeting
