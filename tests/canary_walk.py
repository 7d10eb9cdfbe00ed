"""Walks every public address of a meeting, old revisions and changes included, and says where a canary is heard.

To put another kind of address under watch, add it to `FORMS`, `PARTS` or `addresses_of`; links of pages are followed.
PDFs take a second each: tests/web/documents/test_pdf.py reads one of each kind.
"""

from __future__ import annotations

import re
from itertools import permutations
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from canaries import CANARY
from documents import unpacked

from agenda.tree import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from starlette.testclient import TestClient

    from agenda.meeting import Meeting

FORMS = ("", ".ics", ".json", ".atom", ".frab.xml", ".frab.json", ".docx", ".txt", ".csv")
PARTS = {"phase": "phases", "session": "sessions", "item": "items", "person": "people", "room": "rooms"}
LANGUAGES = ("", "?lang=fr")
ZONE = re.compile(r'<option value="Atlantic/Canary"[^<]*</option>')  # a place that may be read of anywhere
IN_OTHER_WORDS = re.compile(r"[?&]lang=(ar|es|ru|zh)\b")  # the same view, said in another language of the interface
LINK = re.compile(r'(?:href|src|action)="([^"#]*)')


def addresses_of(meetings: Iterable[Meeting], *, revisions: int) -> list[str]:
    """The addresses of a meeting under one slug, and of every part that any of its publications had, open or not."""
    meetings = list(meetings)
    page = f"/m/{meetings[0].slug}"
    parts = dict.fromkeys(
        f"{page}/{PARTS[place.key[0]]}/{place.key[1]}"
        for meeting in meetings
        for place in walk(meeting)
        if place.key[0] in PARTS
    )
    old = [f"{page}/revisions/{number}" for number in range(1, revisions + 2)]
    paths = [path + form for path in (page, *old) for form in FORMS]
    paths += [path + form for path in parts for form in ("", ".ics")]
    paths += [f"{page}/changes", f"{page}/deadlines.ics", "/", "/calendar.ics"]
    paths += [f"{page}/changes?before={number}" for number in range(2, revisions + 2)]
    paths += [f"{page}?since={number}" for number in range(1, revisions + 1)]
    paths += [f"{page}/changes?from={one}&to={two}" for one, two in permutations(range(1, revisions + 1), 2)]
    return [path + language for path in paths for language in LANGUAGES if "?" not in path or not language]


def canaries_heard(client: TestClient, addresses: Iterable[str]) -> list[str]:
    """Where "canary" is read: each address, or page that one links to, with the words around it."""
    return [f"{address}: {heard}" for address, text in answers(client, addresses) for heard in _heard(text)]


def answers(client: TestClient, addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """What each address answers, and each of ours that their pages link to: status, headers and unfolded body.

    A refusal may repeat the address that it refuses, which is taken out.
    """
    waiting, seen = list(addresses), set()
    while waiting:
        address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = client.get(address)
        headers = " ".join(f"{name}: {value}" for name, value in answer.headers.items())
        said = unpacked(answer.content) if answer.content.startswith(b"PK") else answer.text
        text = ZONE.sub("", said.replace("\r\n ", ""))
        if answer.status_code != 200:
            text = _without_address(text, address)
        elif "html" in answer.headers["content-type"]:
            waiting += _links(text, str(client.base_url))
        yield address, f"{answer.status_code} {headers}\n{text}"


def _without_address(text: str, address: str) -> str:
    path = unquote(urlsplit(address).path)
    for said in (path, path.removeprefix("/m/").removesuffix(".ics"), re.sub(r"\.ics\Z", "", path.rpartition("/")[2])):
        text = text.replace(said, "…")
    return text


def _links(html: str, base: str) -> list[str]:
    found = (link.replace("&amp;", "&").removeprefix(base) for link in LINK.findall(html))
    return [link for link in found if _is_followed(link)]


def _is_followed(link: str) -> bool:
    is_ours = link.startswith("/") and not link.startswith(("/static/", "//"))
    return is_ours and ".pdf" not in link and not IN_OTHER_WORDS.search(link)


def _heard(text: str) -> list[str]:
    return [text[max(0, one.start() - 40) : one.end() + 40] for one in re.finditer(CANARY, text, re.IGNORECASE)]
