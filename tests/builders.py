"""Small meetings for tests, built from what a meeting file would say."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import yaml

from agenda.meeting import Meeting

DATA = Path(__file__).parent / "data"
UID = "5f0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e8f"


def a_meeting(**keys: Any) -> Meeting:
    """A valid meeting in Brussels; keys replace or add to those of the smallest one."""
    written: dict[str, Any] = {
        "slug": "m",
        "uid": UID,
        "title": "A meeting",
        "time_zone": "Europe/Brussels",
        "phases": [a_phase()],
    }
    written |= keys
    languages = written.get("languages") or ["en"]
    return Meeting.model_validate(written, context={"language": languages[0]})


def a_phase(identity: str = "p", **keys: Any) -> dict[str, Any]:
    """A phase as a meeting file writes it: hybrid, 16 and 17 November 2022."""
    window = {"start": "2022-11-16", "end": "2022-11-17"}
    return {"id": identity, "kind": "hybrid", "title": f"Phase {identity}"} | window | keys


def a_session(identity: str = "s", **keys: Any) -> dict[str, Any]:
    """A sitting as a meeting file writes it: 16 November 2022, 10:00 to 13:00."""
    times = {} if "minutes" in keys else {"end": "2022-11-16T13:00"}
    return {"id": identity, "title": f"Session {identity}", "start": "2022-11-16T10:00"} | times | keys


def meeting_file(name: str) -> Meeting:
    """One of the real meetings under tests/data, by slug, with a fixed uid."""
    written = yaml.load((DATA / f"{name}.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    written.pop("plenary")
    written.setdefault("uid", str(uuid.uuid5(uuid.NAMESPACE_URL, name)))
    return Meeting.model_validate(written, context={"language": written["languages"][0]})
