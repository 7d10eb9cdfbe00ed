"""Between publishing and calendars: entries rendered with the service's address and the interface's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from calendars.component import render_component
from web.translations import translations_for

if TYPE_CHECKING:
    from agenda.entries import Entry, Stamp


@dataclass(frozen=True)
class CalendarPublisher:
    """Renders components that carry the public address `address`."""

    address: str

    def page(self, slug: str) -> str:
        """The absolute address of a meeting's page."""
        return f"{self.address}/m/{slug}"

    def render(self, entry: Entry, stamp: Stamp, *, slug: str, language: str) -> bytes:
        """The component of an entry in a language."""
        return render_component(
            entry, stamp, language=language, page=self.page(slug), translations=translations_for(language)
        )
