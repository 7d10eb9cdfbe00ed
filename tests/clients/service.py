"""A `plenary serve` of one's own: on a free port, with a temporary database, fed through the command line."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from databases import database_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PLENARY = Path(sys.executable).with_name("plenary")
PATIENCE = 60.0  # seconds; a start takes one, and twenty on a busy machine


@dataclass(frozen=True)
class Service:
    """A running service: its address without a slash at the end, and the URL of its database."""

    address: str
    database: str

    def import_and_publish(self, file: Path) -> None:
        """Create or update the meeting of a file and publish it, as one does beside a running service."""
        self.plenary("import", str(file), "--publish")

    def plenary(self, command: str, *arguments: str) -> str:
        """What a command prints, run on the service's database; raises AssertionError with its complaint."""
        done = subprocess.run(
            [PLENARY, command, *arguments, "--database", self.database],
            env=_environment(self.address, self.database),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, f"plenary {command} exits {done.returncode}: {done.stderr}"
        return done.stdout

    def fetch(self, path: str) -> bytes:
        """The body that a path answers with; raises HTTPError for any status but 200."""
        with urlopen(Request(self.address + path), timeout=PATIENCE) as response:
            return response.read()

    def fetch_changed(self, path: str, *, since: bytes = b"") -> bytes:
        """The body once it is another than `since`, or there at all: news of a publication takes a second."""
        deadline = time.monotonic() + PATIENCE
        while (body := self._fetch_if_there(path)) == since:
            assert time.monotonic() < deadline, f"{path} does not change"
            time.sleep(0.1)
        return body

    def _fetch_if_there(self, path: str) -> bytes:
        try:
            return self.fetch(path)
        except HTTPError as error:
            error.close()
            if error.code != HTTPStatus.NOT_FOUND:
                raise
            return b""


@contextmanager
def running(
    directory: Path, *, database: str | None = None, data: Iterable[Path] = (), **settings: object
) -> Iterator[Service]:
    """A service whose database and log are in `directory`, with the meetings of these files published."""
    database = database or database_url(directory)
    port = _free_port()
    service = Service(f"http://127.0.0.1:{port}", database)
    with (directory / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [PLENARY, "serve", "--port", str(port), "--database", database],
            env=_environment(service.address, database)
            | {f"PLENARY_{name.upper()}": str(value) for name, value in settings.items()},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        _wait_for(process, port, directory / "serve.log")
        for file in data:
            service.import_and_publish(file)
        yield service
    finally:
        _stop(process)


def _environment(address: str, database: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLENARY_")}
    return kept | {"PLENARY_URL": address, "PLENARY_DATABASE_URL": database}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _wait_for(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not _listens(port):
        assert process.poll() is None, f"plenary serve ended: {log.read_text('utf-8')}"
        assert time.monotonic() < deadline, f"plenary serve does not answer: {log.read_text('utf-8')}"
        time.sleep(0.05)


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
