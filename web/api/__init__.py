"""The API: `/api/v1/…`, JSON in and out, errors as RFC 9457, its OpenAPI document, and `/api`, which explains it."""

from __future__ import annotations

from web.api import edits, feeds, history, meetings, notices, publication, reference, roles, tables
from web.api.operations import routes

OPERATIONS = (
    *meetings.OPERATIONS,
    *edits.OPERATIONS,
    *history.OPERATIONS,
    *publication.OPERATIONS,
    *notices.OPERATIONS,
    *tables.OPERATIONS,
    *roles.OPERATIONS,
    *feeds.OPERATIONS,
)
"""All that the API can do, in the order of its document."""
ROUTES = [*routes(OPERATIONS), *reference.ROUTES]
