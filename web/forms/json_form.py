"""A view of a meeting as a meeting file with the stamps of its entries."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from agenda.files.writer import written_meeting

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from agenda.audiences import View
    from agenda.publishing import Record

MEDIA_TYPE = "application/json"


def view_json(view: View, records: Iterable[Record]) -> bytes:
    """The meeting file of a view as JSON, with `view` (its audiences) and `stamps` by UID, tombstones included."""
    stamps = {str(record.uid): _stamp(record) for record in records}
    written = written_meeting(view.meeting) | {"view": sorted(view.audiences), "stamps": stamps}
    return json.dumps(written, ensure_ascii=False, indent=2).encode() + b"\n"


def _stamp(record: Record) -> dict[str, Any]:
    entry, stamp = record.entry, record.stamp
    return {
        "kind": entry.kind,
        "id": entry.id,
        "status": entry.status,
        "sequence": stamp.sequence,
        "created": written_instant(stamp.created),
        "last_modified": written_instant(stamp.last_modified),
    }


def written_instant(moment: datetime) -> str:
    """An instant in UTC as RFC 3339 writes it: "2022-10-01T12:00:00Z"."""
    return f"{moment:%Y-%m-%dT%H:%M:%S}Z"
