"""Tables of sittings and people, out of a draft and back into it: a preview, then one undoable edit or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda.edits import read_edits
from agenda.errors import InvalidEdit, Problem
from agenda.findings import check
from agenda.service.editing import applied, edit
from agenda.store import meetings
from agenda.tables import plan_table

if TYPE_CHECKING:
    from datetime import datetime

    from agenda.findings import Finding
    from agenda.meeting import Meeting
    from agenda.service.editing import Edited
    from agenda.store import Store
    from agenda.store.meetings import Draft
    from agenda.tables import Grid, Plan, Table

OF_TABLES = frozenset({"add_session", "set_session", "reorder_session", "add_person", "set_person"})
"""The edits that a table makes."""


@dataclass(frozen=True)
class TablePreview:
    """What taking a table would do to a draft; `findings` are those that it would bring, () where a row is wrong."""

    draft: Draft
    plan: Plan
    findings: tuple[Finding, ...]


def preview_table(store: Store, slug: str, grid: Grid, *, table: Table, now: datetime) -> TablePreview:
    """What `take_table` would do with the file on the draft as it is now; raises NotFound."""
    with store.reading() as connection:
        draft = meetings.draft_of(connection, slug)
    plan = plan_table(draft.meeting, grid, table=table)
    findings = () if plan.problems or not plan.edits else _brought(draft.meeting, plan, now)
    return TablePreview(draft, plan, findings)


def _brought(meeting: Meeting, plan: Plan, now: datetime) -> tuple[Finding, ...]:
    """The findings after the edits that were not there before, in the same words or about the same places."""
    after, _ = applied(meeting, read_edits(plan.edits))
    before = check(meeting, today=now.date())
    words = {(one.code, one.message) for one in before}
    places = {(one.code, one.subjects) for one in before}
    found = check(after, today=now.date())
    return tuple(
        one for one in found if (one.code, one.message) not in words and (one.code, one.subjects) not in places
    )


def take_table(
    store: Store, slug: str, written: list[dict[str, Any]], *, expected: int, author: str, now: datetime
) -> Edited:
    """Makes the edits of a previewed table, which was planned on version `expected`, as one edit.

    Raises InvalidEdit for edits that no table makes, and as `edit` does.
    """
    strange = [at for at, one in enumerate(written) if not isinstance(one, dict) or one.get("edit") not in OF_TABLES]
    if strange:
        raise InvalidEdit([Problem(f"/{at}/edit", "no table makes this edit") for at in strange])
    return edit(store, slug, written, expected=expected, author=author, now=now)
