"""The commands that run the service."""

from __future__ import annotations

import os
import resource
import socket
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from web.commands import AUTHOR, database_option, now, opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.store import Store
    from web.settings import Settings

SAMPLE = "cap-19"
ORGANISER = "organiser@example.org"
GRACE_SECONDS = 5
MOST_FILES = 1_048_576
METRICS_DIR = "PLENARY_METRICS_DIR"
START_SECONDS = 20
"""After which a worker that does not answer its command is replaced: on a busy machine it takes that long to start."""


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True)
@click.option(
    "--trusted-proxies",
    metavar="ADDRESSES",
    help="Addresses or networks of proxies, parted by commas, whose X-Forwarded-For says who asks.",
)
@click.option("--log-format", type=click.Choice(["text", "json"]), help="How the log is written [default: text].")
@click.option(
    "--log-requests",
    type=click.Choice(["none", "uncached", "all"]),
    help="Which requests have a line in the log [default: uncached].",
)
@database_option
def serve_command(
    host: str,
    port: int,
    workers: int,
    trusted_proxies: str | None,
    log_format: str | None,
    log_requests: str | None,
    database: str | None,
) -> None:
    """Run the service; its database is brought to this release's schema first.

    PLENARY_URL is the public address that pages and feeds carry. Behind a proxy name it by --trusted-proxies
    (PLENARY_TRUSTED_PROXIES), or else what is limited by network is limited for all readers together.

    Example: PLENARY_URL=https://agenda.example.org plenary serve --port 8000
    """
    from agenda.service import personal
    from web.accounts.openid import require_installed

    given = {"TRUSTED_PROXIES": trusted_proxies, "LOG_FORMAT": log_format, "LOG_REQUESTS": log_requests}
    os.environ |= {f"PLENARY_{name}": value for name, value in given.items() if value is not None}
    with opened(database, creates=True) as (store, settings):
        require_installed(settings)
        settings.read_client_secret()
        personal.drop_unused(store, now=now())
    _run(host, port, workers, settings)


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65_535), default=8000, show_default=True)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path),
    default=Path("demo"),
    show_default=True,
    help="Where its database is kept.",
)
@database_option
def demo_command(port: int, folder: Path, database: str | None) -> None:
    """Load the CAP-19 meeting into a database of its own, publish it, and serve it on 127.0.0.1.

    Each start prints an address that logs in once, as its organiser.

    Example: plenary demo --port 8080
    """
    _require_free(("127.0.0.1", port))
    url = f"http://127.0.0.1:{port}"
    if database is None:
        folder.mkdir(parents=True, exist_ok=True)
        database = f"sqlite:///{(folder / 'demo.db').resolve()}"
    os.environ["PLENARY_LOG_REQUESTS"] = "none"
    with opened(database, creates=True) as (store, settings):
        _load_sample(store, url)
        lines = [*_addresses(store, url), *_ways_in(store, url), ""]
    click.echo("\n".join(lines))
    _run("127.0.0.1", port, 1, settings.model_copy(update={"url": url, "trusted_proxies": ""}))


def _load_sample(store: Store, url: str) -> None:
    """Imports and publishes the sample, unless this database has it already, perhaps edited."""
    from importlib import resources

    from agenda import service
    from agenda.errors import NotFound
    from agenda.files import read_meeting
    from web.publisher import CalendarPublisher

    try:
        service.latest(store, SAMPLE)
    except NotFound:
        source = resources.files("agenda").joinpath("samples", f"{SAMPLE}.yaml")
        file = read_meeting(source.read_bytes(), source=source.name)
        service.import_meetings(
            store,
            [file],
            author=AUTHOR,
            now=now(),
            publisher=CalendarPublisher(url),
            message="First publication",
        )


def _addresses(store: Store, url: str) -> list[str]:
    from agenda import service

    lines = [f"Plenary serves the CAP-19 meeting; Ctrl-C ends it.\n\n  meetings   {url}/"]
    for listed in service.listing(store):
        page = f"{url}/m/{listed.meeting.slug}"
        lines += [f"  agenda     {page}"]
        lines += [f"  in {language}      {page}?lang={language}" for language in listed.meeting.languages[1:]]
        lines += [f"  calendar   {page}.ics"]
        lines += [f"  calendar   {page}/phases/{phase.id}.ics" for phase in listed.meeting.phases]
    return lines


def _ways_in(store: Store, url: str) -> list[str]:
    """The organisers' room, and a new link that logs in once as the organiser, whose account is made if need be."""
    from agenda.service import accounts, log_ins

    if accounts.find_user(store, ORGANISER) is None:
        accounts.add_user(store, ORGANISER, role="admin", name="Organiser", now=now())
    accounts.enable_user(store, ORGANISER)
    secret = log_ins.add_link(store, ORGANISER, now=now())
    return [f"  organise   {url}/organise", f"  log in     {url}/login/once/{secret}"]


def _require_free(address: tuple[str, int]) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError as error:
            raise click.ClickException(
                f"{address[0]}:{address[1]}: {(error.strerror or str(error)).lower()}; choose another --port"
            ) from None


def _run(host: str, port: int, workers: int, settings: Settings) -> None:
    import uvicorn

    from web.connections import PunctualProtocol
    from web.operations.logs import configuration

    _require_free((host, port))
    _raise_limit_of_files()
    os.environ |= {"PLENARY_DATABASE_URL": settings.database_url, "PLENARY_URL": settings.url}
    proxies = settings.trusted_proxies
    with _metrics_folder(workers):
        uvicorn.run(
            "web.app:from_environment",
            factory=True,
            host=host,
            port=port,
            workers=workers,
            loop="uvloop",
            http=PunctualProtocol,
            ws="none",
            access_log=False,
            log_config=configuration(settings.log_format, requests=settings.log_requests != "none"),
            log_level="warning",
            server_header=False,
            proxy_headers=bool(proxies),
            forwarded_allow_ips=proxies or [],
            timeout_graceful_shutdown=GRACE_SECONDS,
            timeout_worker_healthcheck=START_SECONDS,
        )


def _raise_limit_of_files() -> None:
    """As many open files as this user may have: each open page takes one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


@contextmanager
def _metrics_folder(workers: int) -> Iterator[None]:
    """A folder where several workers add up what they count, for as long as they run."""
    if workers == 1:
        os.environ.pop(METRICS_DIR, None)
        yield
        return
    with TemporaryDirectory(prefix="plenary-metrics-", ignore_cleanup_errors=True) as folder:
        os.environ[METRICS_DIR] = folder
        yield
