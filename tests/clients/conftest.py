"""One rehearsal for all tests of the clients: it takes a quarter of a minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from clients.rehearsal import rehearse
from clients.roster import CLIENTS

if TYPE_CHECKING:
    from clients.rehearsal import Rehearsal


@pytest.fixture(scope="session")
def rehearsal(tmp_path_factory: pytest.TempPathFactory) -> Rehearsal:
    """Every publication, and the copies of those clients that are installed."""
    return rehearse(tmp_path_factory.mktemp("rehearsal"), [client for client in CLIENTS if not client.missing()])
