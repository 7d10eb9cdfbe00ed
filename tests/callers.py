"""Programs that call the API of a running service with a token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda import service
from agenda.service import accounts

if TYPE_CHECKING:
    from httpx2 import Response
    from sites import Organiser

    from agenda.store.meetings import HistoryEntry


@dataclass
class Caller:
    """A program with the token of an account; paths are below that of the meeting `slug`, or start with a slash."""

    organiser: Organiser
    email: str
    token: str
    slug: str = "m"

    def call(self, method: str, path: str, *, match: int | str | None = None, **sent: Any) -> Response:
        """A request; `match` is the version of If-Match, or the whole header."""
        headers = {"authorization": f"Bearer {self.token}"} | sent.pop("headers", {})
        if match is not None:
            headers["if-match"] = f'"{match}"' if isinstance(match, int) else match
        at = f"/api/v1{path}" if path.startswith("/") else f"/api/v1/meetings/{self.slug}/{path}"
        return self.organiser.client.request(method, at, headers=headers, **sent)

    def get(self, path: str, **sent: Any) -> Response:
        """GET."""
        return self.call("GET", path, **sent)

    def post(self, path: str, body: Any = None, **sent: Any) -> Response:
        """POST of JSON."""
        return self.call("POST", path, **({} if body is None else {"json": body}), **sent)

    def edit(self, *edits: dict[str, Any], match: int | str | None = None, **sent: Any) -> Response:
        """POST of edits, of one as it is, on the present version unless another is named."""
        match = self.version if match is None else match
        return self.post("edits", list(edits) if len(edits) > 1 else edits[0], match=match, **sent)

    @property
    def version(self) -> int:
        """The version of the draft."""
        return service.draft(self.organiser.store, self.slug).version

    @property
    def written(self) -> list[HistoryEntry]:
        """The history as it is kept, oldest first."""
        from agenda.store import meetings

        with self.organiser.store.reading() as connection:
            return list(meetings.history(connection, meetings.draft_of(connection, self.slug).meeting_id))


def a_caller(organiser: Organiser, role: str = "editor", *, name: str = "", slug: str = "m") -> Caller:
    """A program with the token of a new account of that role."""
    email = f"{name or role}@example.org"
    accounts.add_user(organiser.store, email, role=role, now=organiser.now)
    return Caller(organiser, email, accounts.add_token(organiser.store, email, now=organiser.now), slug)
