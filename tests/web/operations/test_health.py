from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import a_meeting
from sites import a_site
from sqlalchemy import text

from web.operations import health

if TYPE_CHECKING:
    from pathlib import Path


def test_ready_with_its_database_and_alive_in_any_case(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        ready = organiser.client.get("/readyz")
        assert (ready.status_code, ready.text, ready.headers["cache-control"]) == (200, "ready\n", "no-store")
        with organiser.store.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
        older = organiser.client.get("/readyz")
        assert (older.status_code, older.text) == (503, health.OTHER_SCHEMA)
        alive = organiser.client.get("/healthz")
        assert (alive.status_code, alive.text) == (200, "ok\n")


@pytest.mark.sqlite
def test_not_ready_without_its_file_which_is_not_made_anew(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        organiser.store.close()
        file = next(tmp_path.glob("*.db"))
        file.rename(tmp_path / "elsewhere")
        away = organiser.client.get("/readyz")
        assert (away.status_code, away.text) == (503, health.AWAY)
        assert str(tmp_path) not in away.text
        assert not file.exists()
        assert organiser.client.get("/healthz").status_code == 200
