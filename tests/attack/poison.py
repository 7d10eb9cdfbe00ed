"""A meeting that sets every field there is, and says in each text of it what would run if a page or file let it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from builders import a_meeting

if TYPE_CHECKING:
    from agenda.meeting import Meeting

MARK = "x-injected"
ENDS = "'\"`></title></textarea></script></style></option></select></svg></template></noscript>--></details>]]>"
RUNS = f"<{MARK}></{MARK}><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)></svg>"
POISON = f"javascript:alert(1)//{ENDS}{RUNS}{{{{7*7}}}}${{7*7}}{{% raw %}}&lt;{MARK}&gt;"
"""Ends whatever it may stand in, then brings elements and scripts; and is a template, and escaped already."""
NEW_LINES = "\r\nX-INJECTED:1\nEND:VEVENT\n\x85X-INJECTED:1\u2028X-INJECTED:1\u2029"
FORMULAS = ("=1+1", "+1", "-1+1", "@SUM(1)", "\t=1+1", "＝1+1")
URL = f"https://papers.example.org/'onclick='alert(1)'?<{MARK}>".replace("<", "%3C").replace(">", "&gt;&quot;onclick=")
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh")
SECOND = {"id": "q", "start": "2022-11-18", "end": "2022-11-18", "sessions": [], "outcomes": [], "deadlines": []}
CLOSED = {
    "id": "t",
    "audience": ["u"],
    "start": "2022-11-17T10:00",
    "end": "2022-11-17T11:00",
    "minutes": None,
    "fold": 1,
}


def told(number: int) -> dict[str, str]:
    """The text in every language; each begins as another formula would."""
    return {tag: f"{FORMULAS[(number + at) % 6]} {POISON}{NEW_LINES}" for at, tag in enumerate(LANGUAGES)}


def line(number: int) -> str:
    """The text of a field that is not said in several languages."""
    return told(number)["en"]


def poisoned_meeting(**keys: Any) -> Meeting:
    """The meeting m, with the ids that `doors` leads to."""
    body = {"name": told(0), "acronym": line(1), "reports_to": [{"acronym": line(2), "name": told(3)}]}
    room = {"id": "r", "name": told(4), "capacity": 20}
    venue = {"id": "v", "name": told(5), "address": line(0), "time_zone": "Europe/Brussels", "rooms": [room]}
    person = {"id": "a", "name": told(1), "title": told(2), "affiliation": told(3), "country": "NO"}
    paper = {"id": "d", "symbol": told(4), "title": told(5), "revision": line(0), "living": True}
    written: dict[str, Any] = {
        "title": told(0),
        "symbol": told(1),
        "languages": LANGUAGES,
        "body": body,
        "description": told(2),
        "contact": told(3),
        "links": [{"label": told(4), "url": URL}],
        "audiences": [{"id": "u", "name": told(5)}],
        "venues": [venue],
        "people": [person | {"time_zone": "Asia/Seoul"}],
        "documents": [paper | {"links": dict.fromkeys(LANGUAGES, URL)}],
        "items": [_item(items=[_item(id="j", audience=["u"])])],
        "phases": [_phase(), _phase(**SECOND)],
    }
    return a_meeting(**(written | keys))


def _item(**keys: Any) -> dict[str, Any]:
    written = {
        "id": "i",
        "title": told(0),
        "number": line(1),
        "action": ["decision"],
        "description": told(2),
        "category": told(3),
        "documents": ["d"],
        "follows": {"meeting": "n", "item": "i"},
    }
    return written | keys


def _phase(**keys: Any) -> dict[str, Any]:
    deadline = {"id": "e", "title": told(0), "due": "2022-11-16", "kind": "comments", "items": ["i"]}
    outcome = {"item": "i", "result": "adopted", "refer_to": [line(1)], "note": told(2), "session": "s"}
    written = {
        "id": "p",
        "kind": "hybrid",
        "title": told(3),
        "start": "2022-11-16",
        "end": "2022-11-17",
        "status": "tentative",
        "time_zone": "Europe/Brussels",
        "venue": "v",
        "platform": {"name": told(4), "url": URL},
        "decisions": False,
        "description": told(5),
        "items": ["i"],
        "deadlines": [deadline, deadline | {"id": "f", "audience": ["u"]}],
        "sessions": [_session(), _session(**CLOSED)],
        "outcomes": [outcome | {"on": "2022-11-16"}],
    }
    return written | keys


def _session(**keys: Any) -> dict[str, Any]:
    join = {"label": told(0), "url": URL, "features": ["video"]}
    slot = {"item": "i", "title": told(1), "kind": "statement", "minutes": 10}
    written = {
        "id": "s",
        "title": told(2),
        "start": "2022-11-16T10:00",
        "minutes": 60,
        "fold": 0,
        "kind": "plenary",
        "status": "tentative",
        "room": "r",
        "expected": 12,
        "join": [join, join | {"audience": ["u"]}],
        "recording": URL,
        "interpretation": ["fr"],
        "chair": "a",
        "description": told(3),
        "notice": told(4),
        "source": {"uid": line(5), "url": URL},
        "slots": [slot | {"speakers": [{"person": "a", "role": told(0)}]}],
    }
    return written | keys
