"""A real PostgreSQL server: one for a whole test run, or one of a test's own to stop and start.

It is reached by a unix socket without a password, and on 127.0.0.1 with one. It is fast at the price that what it
acknowledged outlives an end of the server, but not of the machine. Text is ordered as in English, not by bytes.
"""

from __future__ import annotations

import atexit
import ctypes
import os
import pwd
import shutil
import signal
import socket
import subprocess
import time
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import psycopg

from agenda.store import open_store
from agenda.store.migrations import migrate

ROLE, PASSWORD = "plenary", "correct horse"
PATIENCE = 30.0
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "max_wal_size": "128MB",
    "min_wal_size": "32MB",
    "listen_addresses": "127.0.0.1",
    "log_min_messages": "panic",
}
LOCALE = ("--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US")
MEMORY, ROOM = Path("/dev/shm"), 2_000_000_000  # noqa: S108 - a folder of its own is made there
STOPS = {"smart": signal.SIGTERM, "fast": signal.SIGINT, "immediate": signal.SIGQUIT}
PR_SET_PDEATHSIG = 1


class Server:
    """A cluster in a folder, and the process that serves it; `start` it, and `stop` it at the end."""

    is_shared = False

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder, self.settings = folder, SETTINGS | settings
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._keeper: psycopg.Connection | None = None
        _initialise(folder)
        self.start()
        self.execute(f"CREATE ROLE {ROLE} LOGIN PASSWORD '{PASSWORD}'")

    def start(self) -> None:
        """Returns once it takes connections."""
        options = [word for name, value in self.settings.items() for word in ("-c", f"{name}={value}")]
        command = [str(_programs() / "postgres"), "-D", str(self.folder), "-k", str(self.folder), "-p", str(self.port)]
        with (self.folder / "server.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, *options],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                preexec_fn=_end_with_the_tests,  # noqa: PLW1509 - one system call
                **_as_postgres(),
            )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self._process.poll() is None, f"postgres ended: {self.log()}"
            assert time.monotonic() < deadline, f"postgres does not answer: {self.log()}"
            time.sleep(0.05)

    def stop(self, how: str = "fast") -> None:
        """Ends it: `fast` ends sessions in order, `immediate` is a crash. Does nothing where it has ended."""
        if self._keeper is not None:
            self._keeper.close()
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(STOPS[how])
            self._process.wait(timeout=PATIENCE)

    def log(self) -> str:
        """What it wrote."""
        return (self.folder / "server.log").read_text("utf-8")

    def execute(self, statement: str, *, database: str = "postgres") -> list[tuple[object, ...]]:
        """The rows that a statement of the superuser gives, each statement in a transaction of its own."""
        with self._connected(database) as connection:
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []

    def url(self, database: str, *, role: str = ROLE) -> str:
        """A database's address by the socket."""
        return f"postgresql://{role}@/{database}?host={self.folder}&port={self.port}"

    def address(self, database: str, *, role: str = ROLE, password: str = PASSWORD) -> str:
        """A database's address by TCP, with a password."""
        return f"postgresql://{role}:{password.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def create(self, database: str, *, template: str = "template0") -> None:
        """Makes a database that the role owns."""
        self._keep(f"CREATE DATABASE {database} OWNER {ROLE} TEMPLATE {template} STRATEGY file_copy")

    def drop(self, database: str) -> None:
        """Removes a database, and ends who is at it."""
        self._keep(f"DROP DATABASE {database} WITH (FORCE)")

    def remove(self) -> None:
        """Ends it and removes its folder."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _connected(self, database: str) -> psycopg.Connection:
        address = f"host={self.folder} port={self.port} user=postgres dbname={database}"
        return psycopg.connect(address, autocommit=True)

    def _keep(self, statement: str) -> None:
        """By a connection that stands where the server is shared: every test has a database made and dropped."""
        if not self.is_shared:
            self.execute(statement)
            return
        if self._keeper is None or self._keeper.closed:
            self._keeper = self._connected("postgres")
        self._keeper.execute(statement)

    def _answers(self) -> bool:
        try:
            self.execute("SELECT 1")
        except psycopg.OperationalError:
            return False
        return True


@cache
def shared_server() -> Server:
    """The server of this test run."""
    server = Server(make_folder())
    server.is_shared = True
    atexit.register(server.remove)
    return server


@cache
def template() -> str:
    """A database of the shared server at the present schema, to be copied."""
    server = shared_server()
    server.create("migrated")
    store = open_store(server.url("migrated"))
    migrate(store)
    store.close()
    return "migrated"


def make_folder() -> Path:
    """A folder whose path is short enough for a socket, and which the server's account may enter; in memory if it fits.

    What is made and dropped there would have each test wait for the disk.
    """
    has_room = MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM
    folder = Path(mkdtemp(prefix="plenary-postgres-", dir=MEMORY if has_room else None))
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def _initialise(folder: Path) -> None:
    login = ["--username=postgres", "--auth-local=trust", "--auth-host=scram-sha-256"]
    command = [str(_programs() / "initdb"), "-D", str(folder), "--no-sync", *login, *LOCALE]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **_as_postgres())
    assert done.returncode == 0, done.stderr


@cache
def _programs() -> Path:
    """Debian keeps each version's programs in a folder of its own, outside PATH."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    assert found or on_path, "PostgreSQL is not installed; run scripts/test-tools"
    return found[-1].parent if found else Path(str(on_path)).parent


def _as_postgres() -> dict[str, object]:
    """The server refuses to run as root."""
    if os.getuid() != 0:
        return {}
    account = pwd.getpwnam("postgres")
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _end_with_the_tests() -> None:
    """Have the system end the server when what started it ends, however that was."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(signal.SIGQUIT))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
