"""Where somebody goes on after logging in: to the page that asked for it, or with the form that was being sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from web.bodies import MOST_BYTES, MOST_FIELDS, TooLarge, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from starlette.requests import Request

HOME = "/organise"
PREFIX = "kept."
"""Before the name of a field that is carried through a log-in, so that it is never taken for one of the log-in's."""
FORM = "application/x-www-form-urlencoded"
MOST_PATH = 2_000


def path_here(written: str, *, otherwise: str = HOME) -> str:
    """A path of this site with its query, such as "/organise/cap-19"; any other address becomes `otherwise`.

    Browsers take "//host", "/\\host" and paths with line ends in them for addresses of other hosts.
    """
    is_path = written.startswith("/") and not written.startswith("//") and len(written) <= MOST_PATH
    if not is_path or "\\" in written or not written.isprintable() or " " in written:
        return otherwise
    parts = urlsplit(written)
    return otherwise if parts.scheme or parts.netloc or is_about_logging_in(parts.path) else written


def is_about_logging_in(path: str) -> bool:
    """Whether it makes no sense to go on there."""
    return path in {"/login", "/logout"} or path.startswith(("/login/", "/logout/"))


@dataclass(frozen=True)
class Carried:
    """A form that was sent without a log-in: where to, and its fields in order."""

    action: str
    fields: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> bytes:
        """The fields as browsers send them."""
        return urlencode(self.fields).encode()


def may_be_carried(path: str) -> bool:
    """Whether forms sent there are carried: those of the organisers' room, and none that is about accounts."""
    within = (path == HOME or path.startswith(f"{HOME}/")) and ".." not in unquote(path)
    return within and not (path == f"{HOME}/_accounts" or path.startswith(f"{HOME}/_accounts/"))


async def carried_from(request: Request) -> Carried | None:
    """The form that a request sends; None for what cannot be carried: files, what is too large or read already."""
    path = request.url.path
    kind = request.headers.get("content-type", FORM).partition(";")[0].strip().lower()
    if request.method != "POST" or not may_be_carried(path) or kind != FORM:
        return None
    try:
        body = await read_bytes(request)
        fields = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS)
    except (TooLarge, ValueError, RuntimeError):
        return None
    return Carried(path_and_query(request), tuple(fields))


def path_and_query(request: Request) -> str:
    """The address of a request without its host."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


async def read_log_in(request: Request) -> tuple[dict[str, str], Carried | None]:
    """The fields of a log-in and the form that it carries; raises InvalidInput or TooLarge.

    The prefix makes a carried form longer than it was; it may take twice as much room as a form.
    """
    body = await read_bytes(request, most=2 * MOST_BYTES)
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=2 * MOST_FIELDS)
    except ValueError:
        pairs = []
    own = {name: value for name, value in pairs if not name.startswith(PREFIX)}
    return own, _carried_in(own.get("again", ""), pairs)


def _carried_in(action: str, pairs: Iterable[tuple[str, str]]) -> Carried | None:
    if not action or path_here(action, otherwise="") != action or not may_be_carried(urlsplit(action).path):
        return None
    fields = [(name.removeprefix(PREFIX), value) for name, value in pairs if name.startswith(PREFIX)]
    return Carried(action, tuple(fields))
