"""What `plenary doctor` looks at, one check each: how things are, and what to do where they are not well."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

from agenda import service
from agenda.store import soundness
from agenda.store.migrations import HEAD, require_schema
from agenda.timespan import zone_data_version
from web.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agenda.store import Store

MOST_APART = timedelta(seconds=2)
NO_EARLIER = datetime(2026, 11, 1, tzinfo=UTC)
"""This release is younger than any clock before this."""
LEAST_FREE = 100_000_000
LANGUAGES = ("en", "ar", "zh-cn", "ru")
"""One for each script of the interface, as fontconfig names them."""
PACKAGES = "fonts-noto-core fonts-noto-cjk"
SHARE_OF_FILES = 3, 4
OF_THE_UNIT = {"PLENARY_HOST", "PLENARY_WORKERS"}
"""Read by the systemd unit of docs/deployment, from the same file."""


@dataclass(frozen=True)
class Check:
    """One thing looked at: `fault` says that something has to be done, which `words` name."""

    subject: str
    words: str
    fault: bool = False

    def __str__(self) -> str:
        return f"{'FAULT' if self.fault else 'ok   '}  {self.subject}: {self.words}"


def of_configuration(settings: Settings, variables: Mapping[str, str]) -> Iterator[Check]:
    """The settings, which were read already; and variables that look like one and are none."""
    known = {f"PLENARY_{name.upper()}" for name in Settings.model_fields} | OF_THE_UNIT
    for name in sorted(set(variables) - known):
        if name.startswith("PLENARY_"):
            near = get_close_matches(name, known, 1, cutoff=0.85)
            words = f"{name} is no setting{f'; {near[0]} is' if near else '; take it out'}"
            yield Check("configuration", words, fault=True)
    settings.read_client_secret()
    is_local = "//127." in settings.url or "//localhost" in settings.url
    told = "; feeds carry it, so readers elsewhere need PLENARY_URL" if is_local else ""
    yield Check("configuration", f"the public address is {settings.url}{told}")
    yield of_proxies(settings)


def of_proxies(settings: Settings) -> Check:
    """Whose word on who asks is taken."""
    if settings.trusted_proxies:
        return Check("proxies", f"X-Forwarded-For is taken from {settings.trusted_proxies}")
    if settings.url.startswith("https:"):
        words = (
            "https needs a proxy, and none is trusted: all readers count as one network; set PLENARY_TRUSTED_PROXIES"
        )
        return Check("proxies", words, fault=True)
    return Check("proxies", "none is trusted; who connects is who asks")


def of_database(store: Store) -> Iterator[Check]:
    """That it answers, is at this release's schema and whole, and has room; raises StoreUnavailable."""
    require_schema(store)
    with store.reading() as connection:
        faults = list(soundness.faults_of(connection))
    yield Check("database", f"{store.name} answers, at schema {HEAD}")
    for fault in faults:
        yield Check("database", f"{fault}; restore a backup", fault=True)
    if not faults:
        yield Check("database", "it is whole")
    if store.url.get_backend_name() == "sqlite" and store.url.database:
        yield _of_room(Path(store.url.database))


def _of_room(file: Path) -> Check:
    folder = file.resolve().parent
    if not (os.access(file, os.W_OK) and os.access(folder, os.W_OK)):
        return Check("disk", f"{file} or its folder may not be written; give this user permission", fault=True)
    free, needed = shutil.disk_usage(folder).free, max(LEAST_FREE, file.stat().st_size)
    words = f"{free // 1_000_000} MB are free beside a database of {file.stat().st_size // 1_000_000} MB"
    return Check("disk", words if free >= needed else f"{words}; make room", fault=free < needed)


def of_clock(store: Store, now: datetime) -> Check:
    """Against the clock of the database's host, and what was written last."""
    with store.reading() as connection:
        theirs, last = soundness.clock_of(connection), soundness.last_written(connection)
    apart = abs(theirs - datetime.now(UTC)) if theirs else timedelta()
    if now < NO_EARLIER:
        return Check(
            "clock", f"it says {now:%Y-%m-%d %H:%M} UTC, which is over; set it, and keep it by NTP", fault=True
        )
    if apart > MOST_APART:
        return Check(
            "clock", f"it is {apart.total_seconds():.0f} s apart from the database's; keep both by NTP", fault=True
        )
    if last and last > now + MOST_APART:
        words = f"the database was last written at {last:%Y-%m-%d %H:%M} UTC, which is to come; set the clock, by NTP"
        return Check("clock", words, fault=True)
    return Check("clock", f"{now:%Y-%m-%d %H:%M:%S} UTC" + (", as the database's" if theirs else ""))


def of_zones(store: Store) -> Iterator[Check]:
    """The version of zone data, and what it moves of what is published."""
    here = zone_data_version()
    with store.reading() as connection:
        newer = max(soundness.zone_data_in(connection), default=here)
    if newer > here:
        words = f"{here}, but something was published with {newer}; install its release of tzdata here too"
        yield Check("zone data", words, fault=True)
    else:
        yield Check("zone data", here)
    for moved in service.moved_by_zones(store):
        words = (
            f"{moved.slug}: {moved.noun} “{moved.identity}” was published for {moved.published:%Y-%m-%d %H:%M} UTC with"
            f" {moved.zone_data} (revision {moved.revision}) and is at {moved.by_now:%Y-%m-%d %H:%M} UTC by {here};"
            f" plenary publish {moved.slug}"
        )
        yield Check("zone data", words, fault=True)


def of_documents(settings: Settings) -> Iterator[Check]:
    """That a PDF can be made, and that there are letters for every script of the interface."""
    command = [sys.executable, "-m", "web.documents.typesetting", settings.url, "60", "2000000000"]
    trial = subprocess.run(command, input=b"<html lang=en><title>x</title><p>x", capture_output=True, check=False)  # noqa: S603
    is_pdf = trial.stdout.startswith(b"%PDF")
    last = trial.stderr.decode(errors="replace").strip().splitlines()[-1:] or ["it says nothing"]
    yield Check(
        "PDF",
        "can be made" if is_pdf else f"cannot be made ({last[0]}); install .[documents] and Pango",
        fault=not is_pdf,
    )
    if (program := shutil.which("fc-list")) is None:
        yield Check("fonts", f"fc-list is missing; install fontconfig {PACKAGES}", fault=True)
        return
    without = [one for one in LANGUAGES if not _has_font(program, one)]
    words = (
        f"none for {', '.join(without)}; install {PACKAGES}"
        if without
        else f"there are some for {', '.join(LANGUAGES)}"
    )
    yield Check("fonts", words, fault=bool(without))


def _has_font(program: str, language: str) -> bool:
    told = subprocess.run([program, f":lang={language}", "family"], capture_output=True, check=False)  # noqa: S603
    return bool(told.stdout.strip())


def of_files(settings: Settings) -> Check:
    """How many files a process may have open, which bounds the open pages that it tells of publications."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    part, whole = SHARE_OF_FILES
    if hard == resource.RLIM_INFINITY or hard * part // whole >= settings.live_pages:
        return Check("files", f"“serve” may open {'any number' if hard == resource.RLIM_INFINITY else hard}")
    words = (
        f"“serve” may open {hard}, too few for {settings.live_pages} open pages; raise the hard limit (LimitNOFILE=) to"
    )
    return Check("files", f"{words} {settings.live_pages * whole // part + 1}, or lower PLENARY_LIVE_PAGES", fault=True)
