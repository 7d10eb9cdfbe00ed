"""PostgreSQL through psycopg 3: one writer at a time by an advisory lock, readers beside it in a snapshot.

What writes reads first and decides by what it read, so writers take turns here as on SQLite. The lock belongs to the
transaction: the server frees it at its end, also where the process or its host is gone.
"""

from __future__ import annotations

from functools import partial
from select import POLLIN, poll
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, event
from sqlalchemy.exc import InvalidatePoolError, OperationalError

from agenda.store.engines.listener import CHANNEL, Listener

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine
    from sqlalchemy.exc import DBAPIError

DRIVER = "postgresql+psycopg"
WRITERS = 0x504C_454E
"""The key of the writers' lock, in the database's own space of advisory locks."""
DEFAULTS: dict[str, Any] = {
    "application_name": "plenary",
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""What libpq is told unless the address says otherwise: a server that is gone without a word is noticed in a minute."""
STALLED_SECONDS = 60
"""After which the server ends a transaction that asks for nothing, so that one who stands still holds no lock."""
SECRETS = ("password", "sslpassword")

SERVER_IS_AWAY = "the server does not answer; start it, or check the host and port"
REMEDIES = {
    "08": SERVER_IS_AWAY,
    "57P": "the server is stopping or starting; try again",
    "53100": "the disk is full; make room and try again",
    "53200": "the server is out of memory; free some and try again",
    "53300": "it has no connection left; raise max_connections, or run fewer processes",
    "55P03": "another process is writing to it; try again, or end that process",
    "25006": "it is read-only; name the primary server, or a role that may write",
    "25P03": "a transaction stood still for too long and was ended; try again",
    "42501": "the role may not do that; grant it the rights, or make it the owner of the database",
    "42P01": "it has no tables of ours; run “plenary migrate”",
    "3D000": "it does not exist; make it with createdb",
    "28": "the role or its password is refused; check both, and pg_hba.conf",
}
"""By the start of the error's SQLSTATE (PostgreSQL manual, appendix A)."""
SIGNS = {
    "password authentication failed": "28",
    "no password supplied": "28",
    "no pg_hba.conf entry": "28",
    "peer authentication failed": "28",
    '" does not exist': "28",
    "too many clients": "53300",
    "too many connections": "53300",
    "remaining connection slots": "53300",
    "the database system is": "57P",
    "terminating connection": "57P",
}
"""For what is refused while connecting, which comes without a code."""


class PostgreSQL:
    """Kept by a server; many hosts may share it."""

    name = "postgresql"
    has_one_writer = False

    def accepts(self, url: URL) -> bool:
        """`postgresql://…`, with or without the name of the driver; also `postgres://…`, which libpq knows too."""
        return url.drivername in {"postgresql", "postgres", DRIVER}

    def open(self, url: URL, *, busy_seconds: float) -> Engine:
        """An engine whose transactions are begun here, with a writer's lock in the same message."""
        defaults = {key: value for key, value in DEFAULTS.items() if key not in url.query}
        engine = create_engine(url.set(drivername=DRIVER), connect_args=defaults | {"autocommit": True})
        event.listen(engine, "connect", _have_text_without_nul)
        event.listen(engine, "checkout", _require_alive)
        event.listen(engine, "begin", partial(_begin, busy_seconds=busy_seconds))
        return engine

    def shown(self, url: URL) -> str:
        """The address without passwords."""
        plain = url.set(drivername="postgresql").difference_update_query(SECRETS)
        return plain.render_as_string(hide_password=True)

    def is_missing(self, url: URL) -> bool:  # noqa: ARG002
        """No: it is no file."""
        return False

    def listener(self, engine: Engine) -> Listener:
        """One of its own connections."""
        return Listener(engine)

    def remedy(self, error: DBAPIError) -> str:
        """By the error's code, else by the words of its message."""
        reason = str(error.orig or error).strip()
        code = getattr(error.orig, "sqlstate", None) or _code_of(reason, is_failure=isinstance(error, OperationalError))
        words = next((words for start, words in REMEDIES.items() if code.startswith(start)), None)
        return words or reason.splitlines()[0]


def _code_of(reason: str, *, is_failure: bool) -> str:
    """What the server would say by a code; without a word of the server's, that it does not answer."""
    if 'FATAL:  database "' in reason and "does not exist" in reason:
        return "3D000"
    known = next((code for sign, code in SIGNS.items() if sign in reason), "")
    return known or ("08" if is_failure and "FATAL:" not in reason else "")


def _have_text_without_nul(connection: Any, record: Any) -> None:  # noqa: ARG001 - the signature is SQLAlchemy's
    """Has U+0000, which PostgreSQL cannot keep, sent as U+FFFD: what is looked for by it is not found, and no fault."""
    from psycopg.types.string import StrDumperUnknown

    class WithoutNul(StrDumperUnknown):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    connection.adapters.register_dumper(str, WithoutNul)


def _require_alive(connection: Any, record: Any, proxy: Any) -> None:  # noqa: ARG001 - the signature is SQLAlchemy's
    """Has a connection that the server closed, and all that are as old, replaced by new ones.

    A server says goodbye before it closes, and an idle connection has nothing else to read, so this costs no question.
    """
    waiting = poll()
    waiting.register(connection.fileno(), POLLIN)
    if waiting.poll(0):
        raise InvalidatePoolError


def _begin(connection: Connection, *, busy_seconds: float) -> None:
    """A writer says in one message that it begins, how long it waits, takes its turn, and has its end told."""
    options = connection.get_execution_options()
    if options.get("asks"):
        return
    if not options.get("writes"):
        connection.exec_driver_sql("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        return
    milliseconds = int(busy_seconds * 1_000) if options.get("waits", True) else 0
    connection.exec_driver_sql(
        f"BEGIN; SET LOCAL idle_in_transaction_session_timeout = '{STALLED_SECONDS}s'; "
        f"SET LOCAL lock_timeout = '{max(1, milliseconds)}ms'; SELECT pg_advisory_xact_lock({WRITERS}); "
        f"NOTIFY {CHANNEL}",
        execution_options={"no_parameters": True},
    )
