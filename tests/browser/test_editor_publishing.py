"""The pages around the schedule in Chromium: from an edit to what readers get, and back; each page for everybody."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from browsing import axe_violations, chromium, is_complaint
from builders import DATA
from clients.service import running
from sites import log_in_secret

from agenda import service
from agenda.store import open_store

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from clients.service import Service
    from playwright.sync_api import Browser, Page

    from agenda.store import Store

WIDTH = "document.documentElement.scrollWidth"
EMAIL = "ana@example.org"
ROOM = "/organise/cap-19"
PAGES = (
    "/organise",
    "/organise/_new",
    "/organise/_import",
    f"{ROOM}/copy",
    f"{ROOM}/history",
    f"{ROOM}/history/2",
    f"{ROOM}/history/2/restore",
    f"{ROOM}/publish",
    f"{ROOM}/withdraw",
    f"{ROOM}/preview",
    f"{ROOM}/preview/print",
)
