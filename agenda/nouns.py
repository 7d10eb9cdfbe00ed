"""The nouns that have an identity, by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.document import Document
from agenda.item import AgendaItem
from agenda.meeting import Audience, Meeting
from agenda.people import Person
from agenda.phase import Deadline, Outcome, Phase
from agenda.place import Room, Venue
from agenda.session import Session

if TYPE_CHECKING:
    from agenda.noun import Noun

NOUNS: dict[str, type[Noun]] = {
    model.noun: model
    for model in (
        Meeting,
        Audience,
        Venue,
        Room,
        Person,
        Document,
        AgendaItem,
        Phase,
        Deadline,
        Session,
        Outcome,
    )
}
