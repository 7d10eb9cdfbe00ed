"""Meeting files written: what is written reads as the same meeting, and looks as a person would write it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from builders import UID, a_meeting, a_phase, a_session, meeting_file
from hypothesis import HealthCheck, given, settings
from strategies import meetings

from agenda.files import read_meeting, write_json, write_yaml

if TYPE_CHECKING:
    from agenda.meeting import Meeting

few = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


@few
@given(meetings())
def test_yaml_written_then_read_is_the_same_meeting(meeting: Meeting) -> None:
    file = read_meeting(write_yaml(meeting), source="m.yaml")
    assert file.meeting == meeting
    assert (json.dumps(file.meeting.written()), file.notes) == (json.dumps(meeting.written()), ())


@few
@given(meetings())
def test_json_written_then_read_is_the_same_meeting(meeting: Meeting) -> None:
    read = read_meeting(write_json(meeting), source="m.json").meeting
    assert (read, json.dumps(read.written())) == (meeting, json.dumps(meeting.written()))


@few
@given(meetings())
def test_meeting_read_from_a_file_is_written_to_the_same_bytes(meeting: Meeting) -> None:
    written = write_yaml(meeting)
    assert write_yaml(read_meeting(written, source="m").meeting) == written


@pytest.mark.parametrize("name", ["cap-19", "sbstta-24", "ptc-227"])
@pytest.mark.parametrize(("write", "source"), [(write_yaml, "m.yaml"), (write_json, "m.json")])
def test_real_meeting_is_written_and_read_the_same(name: str, write: Any, source: str) -> None:
    meeting = meeting_file(name)
    assert read_meeting(write(meeting), source=source).meeting == meeting


def test_yaml_is_what_a_person_would_write() -> None:
    slots = [
        {"item": "tor", "minutes": 60, "speakers": [{"person": "ann", "role": {"en": "Chair", "fr": "Présidente"}}]}
    ]
    long = {"en": "A title that is " + "long, " * 12, "fr": "Un titre qui est " + "long " * 12}
    meeting = a_meeting(
        title={"en": "Meeting: 1", "fr": "Réunion"},
        languages=["en", "fr"],
        people=[{"id": "ann", "name": "Ann", "country": "NO"}],
        items=[{"id": "tor", "number": "1.10", "title": long, "description": "One\n\nTwo", "audience": ["x", "y"]}],
        audiences=[],
        phases=[
            a_phase(decisions=False, sessions=[a_session(minutes=90, fold=0, audience=["x"], slots=slots)]),
            a_phase("q", title="null", items=["tor"]),
        ],
    )
    assert (
        write_yaml(meeting).decode()
        == f"""\
plenary: 1
slug: m
uid: {UID}
title: {{en: "Meeting: 1", fr: Réunion}}
time_zone: Europe/Brussels
languages: [en, fr]
people: [{{id: ann, name: Ann, country: NO}}]
items:
  - id: tor
    title:
      en: "{long["en"]}"
      fr: "{long["fr"]}"
    number: 1.10
    description: |-
      One

      Two
    audience: [x, y]
phases:
  - id: p
    kind: hybrid
    title: Phase p
    start: 2022-11-16
    end: 2022-11-17
    decisions: false
    sessions:
      - id: s
        title: Session s
        start: 2022-11-16T10:00
        minutes: 90
        fold: 0
        audience: x
        slots: [{{item: tor, minutes: 60, speakers: [{{person: ann, role: {{en: Chair, fr: Présidente}}}}]}}]
  - {{id: q, kind: hybrid, title: "null", start: 2022-11-16, end: 2022-11-17, items: [tor]}}
"""
    )


def test_json_is_indented_and_keeps_letters() -> None:
    meeting = a_meeting(title={"en": "É", "fr": "É"}, languages=["en", "fr"], phases=[])
    assert (
        write_json(meeting).decode()
        == f"""\
{{
  "plenary": 1,
  "slug": "m",
  "uid": "{UID}",
  "title": {{
    "en": "É",
    "fr": "É"
  }},
  "time_zone": "Europe/Brussels",
  "languages": [
    "en",
    "fr"
  ],
  "phases": []
}}
"""
    )


def test_text_in_another_than_the_first_language_keeps_its_language() -> None:
    meeting = a_meeting(title={"fr": "Réunion"}, symbol={"en": "M/1"}, phases=[])
    assert json.loads(write_json(meeting)) == {
        "plenary": 1,
        "slug": "m",
        "uid": UID,
        "title": {"fr": "Réunion"},
        "symbol": "M/1",
        "time_zone": "Europe/Brussels",
        "phases": [],
    }
