"""`plenary serve` as a process of its own, which a test may kill, and what it answers over HTTP."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders import meeting_file
from databases import database_url

from agenda import service
from agenda.files import read_meeting, write_yaml
from agenda.service import accounts
from agenda.store import open_store
from agenda.store.migrations import migrate
from web.publisher import CalendarPublisher

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agenda.meeting import Meeting
    from agenda.store import Store

PLENARY = str(Path(sys.executable).with_name("plenary"))
PATIENCE = 60.0
AWAY = (OSError, HTTPException)
"""What a request to a service that is being killed may raise."""
ORGANISER = "ana@example.org"


@dataclass(frozen=True)
class Answer:
    """What a request was answered with; the names of headers are in lower case."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def version(self) -> int:
        """Of the draft that was answered."""
        return int(self.headers["etag"].strip('"'))


@dataclass
class Service:
    """A service that can be started again at the same address after it was killed."""

    folder: Path
    database: str
    port: int
    token: str = ""
    workers: int = 1
    before: Sequence[str] = ()
    variables: Mapping[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None
    seconds: float = 15.0
    """How long an answer is waited for."""

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        return (self.folder / f"serve-{self.port}.log").read_text("utf-8")

    def start(self) -> None:
        """Starts it, and waits until it answers."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PLENARY_")}
        environment = kept | {"PLENARY_URL": self.address, "PLENARY_DATABASE_URL": self.database} | self.variables
        command = [*self.before, PLENARY, "serve", "--port", str(self.port), "--workers", str(self.workers)]
        with (self.folder / f"serve-{self.port}.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        self.wait()

    def wait(self) -> None:
        """Waits until it answers."""
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                self.get("/static/plenary.css")
            except AWAY:
                assert self.process.poll() is None, f"it ended: {self.log}"
                assert time.monotonic() < deadline, f"it does not answer: {self.log}"
                time.sleep(0.02)
            else:
                return

    def kill(self) -> None:
        """Kills every process of it, as a cut of the power would."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> float:
        """Asks it to end; the seconds that it took. Its exit code has to be 0, or the signal's."""
        assert self.process is not None
        since = time.monotonic()
        self.process.terminate()
        code = self.process.wait(timeout=PATIENCE)
        assert code in {0, -signal.SIGTERM}, self.log
        return time.monotonic() - since

    def worker_pids(self) -> list[int]:
        """The processes that answer, where there are several."""
        assert self.process is not None
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text("utf-8").split()
        return [int(child) for child in children if _is_worker(child)]

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """A request over a connection of its own; `if_match` is written If-Match. Raises what is in AWAY."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if path.startswith("/api/"):
            named |= {"authorization": f"Bearer {self.token}", "content-type": "application/json"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=self.seconds)
        try:
            connection.request(method, path, body=None if body is None else json.dumps(body), headers=named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.ask("GET", path, **headers)

    def version(self, slug: str = "cap-19") -> int:
        """The version of a draft."""
        return self.ask("GET", f"/api/v1/meetings/{slug}/draft").version

    def edit(self, *edits: dict[str, Any], on: int, slug: str = "cap-19") -> Answer:
        """Edits of a draft, made on that version."""
        return self.ask("POST", f"/api/v1/meetings/{slug}/edits", list(edits), if_match=f'"{on}"')

    def publish(self, message: str = "", slug: str = "cap-19") -> Answer:
        """A publication of a draft."""
        return self.ask("POST", f"/api/v1/meetings/{slug}/publish", {"message": message})


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def a_database(url: str, address: str, *meetings: Meeting) -> tuple[Store, str]:
    """A new database with these meetings published for a public address; and a token of an organiser's."""
    store = open_store(url)
    migrate(store)
    now = datetime.now(UTC).replace(microsecond=0)
    files = [read_meeting(write_yaml(meeting), source=meeting.slug) for meeting in meetings]
    service.import_meetings(store, files, author=ORGANISER, now=now, publisher=CalendarPublisher(address))
    accounts.add_user(store, ORGANISER, role="admin", now=now)
    return store, accounts.add_token(store, ORGANISER, now=now)


@contextmanager
def a_service(
    folder: Path, *meetings: Meeting, database: str | None = None, workers: int = 1, **variables: str
) -> Iterator[tuple[Service, Store]]:
    """A service that has published the meetings, CAP-19 where none is named, and its database for looking in."""
    port = free_port()
    running = Service(folder, database or database_url(folder), port, workers=workers, variables=variables)
    store, running.token = a_database(running.database, running.address, *(meetings or [meeting_file("cap-19")]))
    try:
        running.start()
        yield running, store
    finally:
        store.close()
        if running.process is not None:
            running.kill()


def _is_worker(pid: str) -> bool:
    """Whether a process that may have ended meanwhile answers requests."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()
    return False
