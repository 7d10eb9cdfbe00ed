"""How each noun of a meeting is told that was added, removed or changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.change_business import tell_document, tell_item, tell_meeting, tell_outcome
from web.pages.change_phases import tell_deadline, tell_phase
from web.pages.change_sittings import tell_session
from web.pages.change_telling import tell_plainly

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.pages.change_telling import Tell

NOUNS_TOLD: Mapping[str, Tell] = {
    "meeting": tell_meeting,
    "phase": tell_phase,
    "session": tell_session,
    "deadline": tell_deadline,
    "outcome": tell_outcome,
    "item": tell_item,
    "document": tell_document,
    "person": tell_plainly,
    "venue": tell_plainly,
    "room": tell_plainly,
    "audience": tell_plainly,
}
"""How each noun is told, in the order in which they are."""
