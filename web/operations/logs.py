"""What the service says of itself: one line a record, for people or as JSON, with the request that it is about.

Nothing that opens anything is in a log: paths are shown as `loggable` has them, queries and headers not at all.
"""

from __future__ import annotations

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime
from secrets import token_hex
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from starlette.types import Scope

REQUESTS = "plenary.requests"
SECRET = ("/my/", "/login/once/")
"""What stands after these in an address is a secret."""
LONG = re.compile(r"[A-Za-z0-9_-]{24,}")
"""As long as a token, perhaps one that was pasted elsewhere; in small letters alone it is a slug or an id."""
TAKEN_OVER = re.compile(rb"[A-Za-z0-9._-]{8,64}")
ID_HEADER = b"x-request-id"
current: ContextVar[str] = ContextVar("request_id", default="")
"""The id of the request that is being answered; "" outside of any."""


def loggable(path: str) -> str:
    """A path as logs may hold it: whoever reads a log must not get at anybody's feed or log-in."""
    shown = next((f"{start}…" for start in SECRET if path.startswith(start)), path)
    return LONG.sub(lambda long: long[0] if long[0] == long[0].lower() else "…", shown)


def begin_request(scope: Scope) -> str:
    """The id of a request: what a proxy calls it (X-Request-Id) if that is harmless to write down, else a new one."""
    given = next((value for name, value in scope["headers"] if name == ID_HEADER), b"")
    identity = given.decode("ascii") if TAKEN_OVER.fullmatch(given) else token_hex(8)
    current.set(identity)
    return identity


class Lines(logging.Formatter):
    """For people: time, level, request, message; a traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback where there is one."""
        said = " ".join(_shown(record.getMessage())[1:-1].replace('\\"', '"').split())
        request = f" [{identity}]" if (identity := current.get()) else ""
        line = f"{_time(record)} {record.levelname.lower()}{request} {said}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


class JsonLines(logging.Formatter):
    """For programs: one JSON object a line."""

    def format(self, record: logging.LogRecord) -> str:
        """`time`, `level`, `logger`, `message`; `request`, what is known of it and `traceback` where there are such."""
        known: dict[str, Any] = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        known |= {"request": current.get()} if current.get() else {}
        known |= getattr(record, "known", {})
        known |= {"traceback": self.formatException(record.exc_info)} if record.exc_info else {}
        return _shown(known)


def _shown(value: object) -> str:
    """Its JSON, where what moves a cursor, turns a line round or begins a new one in some viewer is escaped."""
    written = json.dumps(value, ensure_ascii=False)
    if written.isprintable():
        return written
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in written)


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


FORMATS = {"text": Lines, "json": JsonLines}


def configuration(form: str, *, requests: bool) -> dict[str, Any]:
    """For logging.config.dictConfig: everything to standard error, requests only if they are wanted."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"ours": {"()": FORMATS[form]}},
        "handlers": {"errors": {"class": "logging.StreamHandler", "formatter": "ours", "stream": "ext://sys.stderr"}},
        "root": {"handlers": ["errors"], "level": "WARNING"},
        "loggers": {REQUESTS: {"level": "INFO" if requests else "WARNING"}},
    }
