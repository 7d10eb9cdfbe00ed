"""Meeting files: YAML or JSON to a Meeting and back, and the schema of both."""

from __future__ import annotations

from agenda.files.complaints import problems_of
from agenda.files.reader import LARGEST, MeetingFile, read_limited, read_meeting
from agenda.files.schema import meeting_schema
from agenda.files.writer import write_json, write_yaml

__all__ = [
    "LARGEST",
    "MeetingFile",
    "meeting_schema",
    "problems_of",
    "read_limited",
    "read_meeting",
    "write_json",
    "write_yaml",
]
