from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session

from agenda.findings import SEVERITIES, check
from web.finding_words import Told
from web.translations import interface_languages

if TYPE_CHECKING:
    from agenda.meeting import Meeting

TODAY = date(2023, 1, 1)


def with_clash() -> Meeting:
    rooms = [{"id": "a", "name": {"en": "Room A", "fr": "Salle A"}}]
    sessions = [
        a_session("s1", title={"en": "Opening", "fr": "Ouverture"}, room="a"),
        a_session("s2", title="Closing", room="a"),
    ]
    return a_meeting(
        languages=["en", "fr"],
        venues=[{"id": "v", "name": "V", "rooms": rooms}],
        items=[{"id": "i", "title": "I", "action": ["decision", "endorsement"]}],
        phases=[a_phase(venue="v", items=["i"], sessions=sessions)],
    )


def told(meeting: Meeting, code: str, language: str) -> list[str]:
    return [Told.to(language).message(one) for one in check(meeting, today=TODAY) if one.code == code]


def test_finding_is_told_in_the_language_with_the_titles_of_that_language() -> None:
    assert told(with_clash(), "room-double-booked", "fr") == [
        "Salle «\u00a0Salle A\u00a0» (a)\u00a0: réservée deux fois en même temps,"
        " pour séance «\u00a0Ouverture\u00a0» (s1)"
        " et séance «\u00a0Closing\u00a0» (s2)\u202f; déplacez l’une d’elles"
    ]


def test_dates_actions_and_fields_are_told_in_words() -> None:
    assert told(with_clash(), "outcome-missing", "en") == [
        "Item “I” (i) asks for decision and endorsement and its last phase ended on 17 November 2022,"
        " but it has no outcome; record one"
    ]
    assert told(with_clash(), "text-not-translated", "es")[0] == "Tema «I» (i), título: falta en francés; tradúzcalo"


@pytest.mark.parametrize("language", interface_languages())
def test_every_finding_of_a_faulty_meeting_is_told_without_a_place_left_open(language: str) -> None:
    findings = check(with_clash(), today=TODAY)
    assert {one.code for one in findings} <= set(SEVERITIES)
    messages = [Told.to(language).message(one) for one in findings]
    assert [message for message in messages if "%(" in message or "<" in message] == []
    assert language == "en" or not {one.message for one in findings} & set(messages)
