"""Examples of edits, by name, as they could be sent for the bundled meeting “cap-19”."""

from __future__ import annotations

from typing import Any

KEYS: dict[str, dict[str, Any]] = {
    "add_audience": {"audience": {"id": "press", "name": {"en": "Press", "fr": "Presse"}}},
    "add_deadline": {
        "phase": "closing",
        "deadline": {"id": "late", "title": "Late comments", "due": "2022-12-09T18:00", "kind": "comments"},
    },
    "add_document": {
        "document": {
            "id": "summary",
            "symbol": "EP0010E1",
            "title": "Summary",
            "links": {"en": "https://meet.example.org/doc/EP0010E1"},
        }
    },
    "add_item": {
        "item": {"id": "tools", "title": "Detection tools", "action": ["information"]},
        "parent": "activities",
        "before": "rilo",
    },
    "add_person": {"person": {"id": "diop", "name": "Awa Diop", "country": "SN", "time_zone": "Africa/Dakar"}},
    "add_phase": {
        "phase": {
            "id": "follow-up",
            "kind": "online",
            "title": "Follow-up",
            "start": "2022-12-19",
            "end": "2022-12-20",
        }
    },
    "add_room": {"venue": "hq", "room": {"id": "room-b", "name": "Room B", "capacity": 60}},
    "add_session": {
        "phase": "hybrid",
        "session": {
            "id": "s5",
            "title": "Drafting group",
            "start": "2022-11-17T08:30",
            "minutes": 45,
            "room": "room-a",
            "slots": [{"item": "tor", "minutes": 45, "speakers": [{"person": "kirsch"}]}],
        },
    },
    "add_venue": {
        "venue": {"id": "annex", "name": "Annex", "rooms": [{"id": "annex-1", "name": "Annex 1", "capacity": 40}]}
    },
    "cancel_phase": {"phase": "closing"},
    "cancel_session": {"session": "s2"},
    "copy_day": {"phase": "hybrid", "from": "2022-11-17", "to": "2022-11-16"},
    "fit_slots": {"session": "s2"},
    "move_phase": {"phase": "hybrid", "start": "2022-11-23"},
    "move_session": {"session": "s1", "start": "2022-11-16T14:30", "end": "2022-11-16T17:30", "room": "room-a"},
    "postpone_phase": {"phase": "hybrid"},
    "record_outcome": {
        "phase": "hybrid",
        "outcome": {"item": "report", "result": "referred", "refer_to": ["PTC"], "on": "2022-11-17"},
    },
    "redate_phase": {"phase": "hybrid", "start": "2022-11-23"},
    "remove_audience": {"audience": "observers"},
    "remove_deadline": {"deadline": "comments-b"},
    "remove_document": {"document": "report"},
    "remove_item": {"item": "stop-iii"},
    "remove_outcome": {"phase": "online", "item": "tor"},
    "remove_person": {"person": "das"},
    "remove_phase": {"phase": "closing"},
    "remove_room": {"room": "room-a"},
    "remove_session": {"session": "s2"},
    "remove_venue": {"venue": "hq"},
    "reorder_audience": {"audience": "observers", "before": "members"},
    "reorder_deadline": {"deadline": "comments-b", "before": "comments-a"},
    "reorder_document": {"document": "report", "before": "agenda"},
    "reorder_item": {"item": "stop-iii", "parent": None, "before": "report"},
    "reorder_person": {"person": "das", "before": None},
    "reorder_phase": {"phase": "closing", "before": "hybrid"},
    "reorder_room": {"room": "room-a", "venue": "hq", "before": None},
    "reorder_session": {"session": "s2", "before": "s1"},
    "reorder_venue": {"venue": "hq", "before": None},
    "replace_meeting": {
        "meeting": {"slug": "cap-19", "title": "19th Meeting", "time_zone": "Europe/Brussels", "phases": []}
    },
    "set_audience": {"audience": "members", "name": {"fr": "Les Membres"}},
    "set_deadline": {"deadline": "comments-a", "due": "2022-11-05"},
    "set_document": {"document": "tor", "revision": "3", "links": {"fr": "https://meet.example.org/doc/EP0002F1"}},
    "set_item": {"item": "tor", "action": ["approval"], "description": {"en": "As revised in phase 1."}},
    "set_meeting": {"symbol": "EP0019", "title": {"fr": None}},
    "set_person": {"person": "kirsch", "affiliation": None, "time_zone": "Europe/London"},
    "set_phase": {"phase": "closing", "status": "tentative"},
    "set_room": {"room": "room-a", "capacity": 200},
    "set_session": {
        "session": "s1",
        "notice": {"en": "Starts 30 minutes late"},
        "join": [{"label": "Webcast", "url": "https://video.example.org/s1", "features": ["audio", "video"]}],
    },
    "set_venue": {"venue": "hq", "address": "Rue du Marché 30, 1210 Brussels"},
    "shift_sessions": {"phase": "hybrid", "from": "2022-11-16T14:30", "minutes": 30},
    "stretch_phase": {"phase": "hybrid", "end": "2022-11-18"},
    "unschedule_session": {"session": "s2"},
}
EXAMPLES = {name: [{"edit": name, **keys}] for name, keys in KEYS.items()}
"""Whole edits."""
