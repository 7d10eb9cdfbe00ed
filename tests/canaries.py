"""A meeting in which every id, word and address that is closed to the public says so: it contains "canary"."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import a_meeting

if TYPE_CHECKING:
    from agenda.meeting import Meeting

CANARY = "canary"


def canary_meeting(**keys: Any) -> Meeting:
    """A meeting of two phases with something closed of every kind, to members, to the bureau, to both or to nobody."""
    written: dict[str, Any] = {
        "languages": ["en", "fr"],
        "audiences": [
            {"id": "canary-members", "name": "Canary members"},
            {"id": "canary-bureau", "name": {"en": "Canary bureau", "fr": "Bureau canary"}},
        ],
        "venues": [
            {
                "id": "hq",
                "name": "Headquarters",
                "address": "1 Main Street",
                "time_zone": "Europe/Brussels",
                "rooms": [
                    {"id": "hall", "name": "Hall", "capacity": 200},
                    {"id": "annex", "name": "Annex", "capacity": 20},
                ],
            }
        ],
        "people": [
            {"id": "chair", "name": "The Chair", "time_zone": "Asia/Seoul"},
            {"id": "speaker", "name": "A Speaker", "affiliation": "Norway"},
            {"id": "canary-chair", "name": "Canary Chair"},
            {"id": "canary-voice", "name": "Canary Voice", "affiliation": "Canary Islands"},
            {"id": "canary-presenter", "name": "Canary Presenter"},
        ],
        "documents": [
            {"id": "paper", "symbol": "PC1", "title": "A paper", "links": {"en": "https://papers.example.org/1"}},
            {"id": "canary-paper", "symbol": "CANARY1", "title": "Canary paper"},
            {"id": "canary-annex", "title": "Canary annex", "links": {"fr": "https://papers.example.org/canary"}},
        ],
        "items": [
            {"id": "opening", "title": "Opening", "documents": ["paper"]},
            {
                "id": "canary-budget",
                "title": "Canary budget",
                "audience": "canary-members",
                "description": "Canary words",
                "documents": ["canary-paper", "paper"],
                "items": [{"id": "canary-salaries", "title": "Canary salaries", "documents": ["canary-annex"]}],
            },
            {
                "id": "work",
                "title": "Work programme",
                "action": ["decision"],
                "items": [
                    {"id": "plan", "title": "Plan"},
                    {"id": "canary-staff", "title": "Canary staff", "audience": ["canary-bureau"]},
                ],
            },
        ],
        "phases": [_online(), _in_person()],
    }
    return a_meeting(**(written | keys))


def dated_canary_meeting() -> Meeting:
    """The same meeting without its sitting that has no time yet, so that it can be published."""
    room = _in_person()
    room["sessions"] = [sitting for sitting in room["sessions"] if "start" in sitting]
    return canary_meeting(phases=[_online(), room])


def _online() -> dict[str, Any]:
    return {
        "id": "online",
        "kind": "online",
        "title": "Online phase",
        "start": "2022-10-17",
        "end": "2022-11-04",
        "platform": {"name": "CLiKC!", "url": "https://clikc.example.org"},
        "items": ["opening", "canary-budget", "work"],
        "deadlines": [
            {"id": "comments", "title": "Comments", "due": "2022-10-30", "kind": "comments", "items": ["work"]},
            {"id": "canary-due", "title": "Canary due", "due": "2022-10-28T18:00", "audience": "canary-members"},
            {"id": "canary-due-items", "title": "Canary figures", "due": "2022-10-29", "items": ["canary-budget"]},
            {"id": "shared", "title": "All papers", "due": "2022-10-31", "items": ["opening", "canary-staff"]},
        ],
    }


def _in_person() -> dict[str, Any]:
    return {
        "id": "room",
        "kind": "hybrid",
        "title": "Phase in the room",
        "start": "2022-11-16",
        "end": "2022-11-17",
        "venue": "hq",
        "items": ["work"],
        "sessions": [_open_sitting(), _closed_sitting(), _drafting(), _second_sitting()],
        "outcomes": [
            {"item": "opening", "result": "adopted", "session": "first"},
            {"item": "canary-budget", "result": "approved", "note": "Canary decision", "refer_to": ["CANARY"]},
            {"item": "canary-staff", "result": "agreed", "session": "first", "note": "Canary agreement"},
            {"item": "work", "result": "continued", "session": "canary-sitting", "note": "Canary record"},
        ],
    }


def _open_sitting() -> dict[str, Any]:
    return {
        "id": "first",
        "title": "First sitting",
        "start": "2022-11-16T10:00",
        "end": "2022-11-16T13:00",
        "kind": "plenary",
        "room": "hall",
        "chair": "chair",
        "join": [
            {"label": "Stream", "url": "https://video.example.org/open", "features": ["feed"]},
            {
                "label": "Canary link",
                "url": "https://video.example.org/canary",
                "features": ["audio", "video"],
                "audience": ["canary-members", "canary-bureau"],
            },
        ],
        "slots": [
            {"item": "opening", "minutes": 30, "speakers": [{"person": "speaker", "role": "for Norway"}]},
            {
                "item": "canary-salaries",
                "title": "Canary slot",
                "minutes": 60,
                "speakers": [{"person": "canary-voice", "role": "Canary role"}],
            },
            {"title": "Coffee", "kind": "break", "minutes": 15},
            {"item": "plan", "minutes": 30},
        ],
    }


def _closed_sitting() -> dict[str, Any]:
    return {
        "id": "canary-sitting",
        "title": {"en": "Canary sitting", "fr": "Séance canary"},
        "start": "2022-11-16T15:00",
        "minutes": 120,
        "kind": "working_group",
        "room": "annex",
        "expected": 12,
        "chair": "canary-chair",
        "audience": ["canary-members", "canary-bureau"],
        "description": "Canary description",
        "notice": "Canary notice",
        "recording": "https://video.example.org/canary/recording",
        "source": {"uid": "canary-source", "url": "https://calendar.example.org/canary"},
        "join": [{"label": "Canary join", "url": "https://video.example.org/canary/join"}],
        "slots": [{"title": "Canary step", "minutes": 10, "speakers": [{"person": "canary-presenter"}]}],
    }


def _drafting() -> dict[str, Any]:
    return {"id": "canary-unscheduled", "title": "Canary drafting", "audience": "canary-bureau"}


def _second_sitting() -> dict[str, Any]:
    return {"id": "second", "title": "Second sitting", "start": "2022-11-17T10:00", "end": "2022-11-17T13:00"}
