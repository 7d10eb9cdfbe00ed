"""A database that may only be read is refused in a clear word."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from served import ORGANISER, PLENARY, a_service

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

AS_ANYBODY = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
"""Before a command: root obeys the modes of files too."""


@contextmanager
def sealed(folder: Path, mode: int) -> Iterator[None]:
    """A folder whose database may be read and not written."""
    files = sorted(folder.glob("plenary.db*"))
    for file in files:
        file.chmod(0o444)
    folder.chmod(mode)
    yield
    folder.chmod(0o755)
    for file in files:
        file.chmod(0o644)


def said(command: Sequence[str], database: str) -> tuple[int, str]:
    """The exit code of a command and what it complains of."""
    done = subprocess.run(
        [*AS_ANYBODY, PLENARY, *command, "--database", database],
        env={**os.environ, "PLENARY_URL": "http://127.0.0.1"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return done.returncode, done.stderr.strip()


@pytest.mark.sqlite
@pytest.mark.parametrize("mode", [0o755, 0o555])
def test_database_that_may_only_be_read_is_refused_in_a_clear_word(tmp_path: Path, mode: int) -> None:
    with a_service(tmp_path) as (service, store):
        service.end()
        store.close()
        with sealed(tmp_path, mode):
            for command in [
                ["serve", "--port", str(service.port)],
                ["user", "link", ORGANISER],
            ]:
                code, words = said(command, service.database)
                assert code != 0
                assert words.endswith("it is read-only; give write permission to the file and its folder")
        service.start()
        assert service.get("/m/cap-19").status == 200
