"""What the running service holds: its store, settings, publisher and shelf, as every route gets it."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, cast

from web.documents.press import Press
from web.making import Maker
from web.news import News
from web.operations.counts import Tally
from web.publisher import CalendarPublisher
from web.shelf import Shelf
from web.views import Views

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

    from agenda.store import Store
    from web.settings import Settings

RELEASE = version("plenary-agenda")
MEGABYTE = 1_000_000
SHARE_OF_VIEWS = 4
"""The part of the cache's bytes that the views which answers are made of may take beside the answers."""
SHARE_OF_SELECTIONS = 8
"""The part that answers to what single readers look for take: on a shelf of their own they evict no others."""


@dataclass(frozen=True)
class Site:
    """One running service."""

    store: Store
    publisher: CalendarPublisher
    shelf: Shelf
    news: News
    views: Views
    maker: Maker
    settings: Settings
    selections: Shelf
    press: Press
    tally: Tally

    @staticmethod
    def of(store: Store, settings: Settings) -> Site:
        """The service for these settings."""
        most, publisher = settings.cache_mb * MEGABYTE, CalendarPublisher(settings.url)
        views = Views(store, publisher, most // SHARE_OF_VIEWS)
        selections = Shelf(most // SHARE_OF_SELECTIONS)
        press = Press.of(settings)
        return Site(store, publisher, Shelf(most), News(store), views, Maker(), settings, selections, press, Tally())


def site_of(request: HTTPConnection) -> Site:
    """The service that a request came to."""
    return cast("Site", request.app.state.site)
