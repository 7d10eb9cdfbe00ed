"""Log-ins, accounts and API tokens of organisers, as pages; and who asks, for every route that needs to know."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

PARTS: tuple[str, ...] = ("log_in", "openid_pages", "account", "admin", "roles")
"""The modules of this package that have `ROUTES`."""


def routes() -> list[BaseRoute]:
    """Every route about accounts."""
    return [route for part in PARTS for route in import_module(f"web.accounts.{part}").ROUTES]
