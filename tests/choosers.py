"""Delegates with personal feeds on a running service, for tests."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.service import personal

if TYPE_CHECKING:
    from httpx2 import Response
    from sites import Organiser
    from starlette.testclient import TestClient


@dataclass(frozen=True)
class Delegate:
    """Somebody who made a personal feed: `path` is its page, `edit` the path of its secret address."""

    client: TestClient
    path: str
    edit: str

    @property
    def token(self) -> str:
        """What the feed is known by."""
        return self.path.rpartition("/")[2]

    def get(self, extension: str = "", **headers: str) -> Response:
        """What an address of the feed answers."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.get(self.path + extension, headers=named)

    def summaries(self, extension: str = ".ics") -> list[str]:
        """The SUMMARY of each entry, in order."""
        text = self.get(extension).text.replace("\r\n ", "")
        return re.findall(r"^SUMMARY:(.*)\r$", text, re.MULTILINE)


def a_delegate(organiser: Organiser, *picks: str) -> Delegate:
    """Somebody who ticked these boxes of the form."""
    return made_by(organiser.client, organiser.client.post("/my", data={"pick": list(picks)}))


def made_by(client: TestClient, answer: Response) -> Delegate:
    """The delegate who got that answer to the form."""
    assert answer.status_code == 201, answer.text
    found = re.search(r'value="https?://[^/"]+(/my/[\w-]+)(/edit/[\w-]+)"', answer.text)
    assert found, answer.text
    return Delegate(client, found[1], found[1] + found[2])


def granted(organiser: Organiser, delegate: Delegate, *audiences: str) -> None:
    """Lets the delegate read as these audiences."""
    personal.grant(organiser.store, delegate.token, audiences, now=organiser.now)
