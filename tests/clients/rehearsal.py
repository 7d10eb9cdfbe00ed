"""A served meeting through its publications, and what every client holds after each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clients import meeting
from clients.addresses import OPTIONS, faults_of_feeds, feed_paths
from clients.expected import expected_of
from clients.held import SyncFailed
from clients.roster import Copy
from clients.service import running

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from clients.held import Held
    from clients.roster import Client
    from clients.service import Service

AT_ONCE = 2  # clients that sync side by side


@dataclass(frozen=True)
class Publication:
    """A meeting file as it is published next, the languages its feed is synced in, and words it keeps from the public.

    `removed` are sittings that were published before and that the file no longer has; their feeds go on.
    """

    name: str
    slug: str
    file: Callable[[], str]
    languages: tuple[str, ...] = ("en",)
    removed: tuple[str, ...] = ()
    secrets: tuple[str, ...] = ()

    @property
    def paths(self) -> list[str]:
        """Of every feed that it has for the public."""
        return feed_paths(self.file()) + [f"/m/{self.slug}/sessions/{session}.ics" for session in self.removed]


PUBLICATIONS = [
    Publication("first", "cap-19", meeting.published, ("en", "fr")),
    Publication("changes", "cap-19", meeting.changed, ("en", "fr"), removed=("s3",)),
    Publication("restored", "cap-19", meeting.restored),
    Publication("closed", "cap-19-members", meeting.closed, secrets=(meeting.SECRET,)),
    Publication(
        "closed further", "cap-19-members", meeting.closed_further, secrets=(meeting.SECRET, *meeting.S1_WORDS)
    ),
]


@dataclass(frozen=True)
class Stage:
    """The feed after a publication, in one language, what is to be held of it, and what each client by name holds."""

    publication: Publication
    feed: bytes
    expected: dict[str, Held]
    copies: dict[str, Copy]


@dataclass
class Rehearsal:
    """The stages by publication and language, the faults of feeds, and how many feeds were looked at."""

    stages: dict[tuple[str, str], Stage] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    feeds: int = 0

    def expected(self, publication: Publication, language: str) -> dict[str, Held]:
        """What is to be held after a publication, which goes on from what was held of the same meeting before."""
        before = [stage for (_, own), stage in self.stages.items() if own == language]
        previous = [stage.expected for stage in before if stage.publication.slug == publication.slug]
        return expected_of(publication.file(), previous[-1] if previous else None, language=language)


def rehearse(folder: Path, clients: Sequence[Client]) -> Rehearsal:
    """Every publication in its turn, by a service whose files are in `folder`; after each, every client syncs."""
    rehearsal = Rehearsal()
    with running(folder) as service:
        for publication in PUBLICATIONS:
            _publish(service, publication, folder)
            for language in publication.languages:
                path = f"/m/{publication.slug}.ics?lang={language}"
                feed, expected = service.fetch(path), rehearsal.expected(publication, language)
                copies = _copies(clients, service.address + path, feed, folder / f"{publication.slug}-{language}")
                rehearsal.stages[publication.name, language] = Stage(publication, feed, expected, copies)
            faults = faults_of_feeds(service, publication.paths)
            rehearsal.faults += [f"{publication.name}: {fault}" for fault in faults]
            rehearsal.feeds += len(publication.paths) * len(OPTIONS)
    return rehearsal


def _publish(service: Service, publication: Publication, folder: Path) -> None:
    """Publish a file, and wait until the service shows it."""
    file, feed = folder / "meeting.yaml", folder / f"{publication.slug}.ics"
    file.write_text(publication.file(), "utf-8")
    service.import_and_publish(file)
    since = feed.read_bytes() if feed.exists() else b""
    feed.write_bytes(service.fetch_changed(f"/m/{publication.slug}.ics", since=since))


def _copies(clients: Sequence[Client], address: str, feed: bytes, home: Path) -> dict[str, Copy]:
    """The clients' copies of a feed, each kept in a folder of its own below `home`, where it finds its last one."""
    home.mkdir(exist_ok=True)
    file = home / "feed.ics"
    file.write_bytes(feed)

    def sync(client: Client) -> Copy:
        own = home / client.name.replace("/", "-")
        own.mkdir(exist_ok=True)
        try:
            return client.sync(own, address, file)
        except SyncFailed as failure:
            return Copy([], [str(failure)])

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return dict(zip((client.name for client in clients), pool.map(sync, clients), strict=True))
