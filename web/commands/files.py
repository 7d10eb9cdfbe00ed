"""The commands about meeting files: import, export, schema."""

from __future__ import annotations

import json
import os
import secrets
import stat
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands import AUTHOR, database_option, now, opened, print_findings
from web.commands.calendars import import_calendar
from web.commands.documents import DOCUMENTS, document, language, zone
from web.commands.publish import publication_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agenda.files import MeetingFile
    from agenda.service import Imported
    from agenda.store import Store
    from web.publisher import CalendarPublisher
    from web.settings import Settings


def read_file(name: str) -> MeetingFile:
    """The meeting file of that name, `-` being standard input; raises InvalidInput or OSError."""
    from agenda.files import read_limited, read_meeting

    if name == "-":
        with _named("standard input"):
            data = read_limited(sys.stdin.buffer, source="standard input")
        return read_meeting(data, source="standard input")
    with Path(name).open("rb") as stream:
        return read_meeting(read_limited(stream, source=name), source=name)


@click.command("import")
@click.argument("names", metavar="FILE…", nargs=-1, required=True)
@click.option("--publish", is_flag=True, help="Publish each meeting as well.")
@click.option("-m", "--message", default="", help="With --publish: what changed, in words.")
@click.option("--replace-draft", is_flag=True, help="Put the file in the place of edits that are not published.")
@click.option("--into", metavar="SLUG", help="Take the sittings of a calendar file (.ics) into this meeting's draft.")
@click.option("--phase", metavar="ID", help="With --into: the phase they go into.")
@click.option("--floating", metavar="ZONE", help="With --into: the zone of times that name none.")
@click.option("--preview", is_flag=True, help="With --into: say what would be added, changed and left alone.")
@database_option
def import_command(
    names: tuple[str, ...],
    publish: bool,
    message: str,
    replace_draft: bool,
    into: str | None,
    phase: str | None,
    floating: str | None,
    preview: bool,
    database: str | None,
) -> None:
    """Create or update meetings from meeting files (YAML or JSON); - is standard input. All files or none.

    A meeting is known by its uid, else by its slug. An import is one edit, which organisers can undo. Sittings that
    other programs keep come from their calendar file, matched by UID: --into SLUG --phase ID.

    Example: plenary import cap-19.yaml --publish
    """
    if into or phase or floating or preview or any(name.endswith(".ics") for name in names):
        if not into or not phase or len(names) != 1 or publish or replace_draft:
            raise click.UsageError("a calendar file goes alone, with --into SLUG and --phase ID; publish it afterwards")
        import_calendar(names[0], into=into, phase=phase, floating=floating, preview=preview, database=database)
        return
    from agenda import service
    from web.publisher import CalendarPublisher

    files = [read_file(name) for name in names]
    with opened(database, creates=True) as (store, settings):
        publisher = CalendarPublisher(settings.url)
        done = service.import_meetings(
            store,
            files,
            author=AUTHOR,
            now=now(),
            publisher=publisher if publish else None,
            message=message,
            replaces_draft=replace_draft,
        )
    for file, imported in zip(files, done, strict=True):
        _report(file.notes, imported, publisher)


def _report(notes: Iterable[str], imported: Imported, publisher: CalendarPublisher) -> None:
    for note in notes:
        click.echo(f"note: {note}", err=True)
    print_findings(finding for finding in imported.findings if finding.severity != "info")
    click.echo(f"{imported.slug}: {imported.outcome}")
    if done := imported.publication:
        page = publisher.page(imported.slug)
        click.echo(publication_line(imported.slug, number=done.revision.number, is_new=done.is_new, page=page))


WHOLE = ("yaml", "json")
FORMATS = (*WHOLE, "ics", *DOCUMENTS)


@click.command("export")
@click.argument("slug")
@click.option("--format", "form", type=click.Choice(FORMATS), default="yaml", show_default=True)
@click.option("--draft", is_flag=True, help="The draft instead of the published meeting (yaml and json).")
@click.option("--audience", "audiences", multiple=True, metavar="ID", help="Read as this audience; repeatable.")
@click.option("--lang", metavar="TAG", callback=language, help="The language of a document; else the meeting's first.")
@click.option("--tz", metavar="ZONE", callback=zone, help="A zone whose times a document tells beside the place's.")
@click.option("-o", "--output", metavar="FILE", help="Write to this file instead of standard output.")
@database_option
def export_command(
    slug: str,
    form: str,
    draft: bool,
    audiences: tuple[str, ...],
    lang: str | None,
    tz: str | None,
    output: str | None,
    database: str | None,
) -> None:
    """Write a meeting as a file.

    yaml and json are whole; ics, pdf, docx, txt and csv are what the public, or the audiences named, may read.

    Example: plenary export cap-19 --format docx --lang fr -o cap-19-fr.docx
    """
    if draft and form not in WHOLE:
        raise click.UsageError("a draft is exported as yaml or json; publish it for anything else")
    if audiences and form in WHOLE:
        raise click.UsageError(f"--audience goes with what is read; {form} is the whole meeting")
    if (lang or tz) and form not in DOCUMENTS:
        raise click.UsageError(f"--lang and --tz go with {', '.join(DOCUMENTS)}")
    with opened(database) as (store, settings):
        if form in WHOLE:
            data = _whole(store, slug, form, draft=draft)
        else:
            _require_audiences(audiences, store, slug)
            data = (
                _calendar(store, slug, settings, audiences)
                if form == "ics"
                else document(store, slug, form, settings, audiences=audiences, lang=lang, tz=tz)
            )
    _write(data, output)


def _whole(store: Store, slug: str, form: str, *, draft: bool) -> bytes:
    from agenda import service
    from agenda.files import write_json, write_yaml

    meeting = service.draft(store, slug).meeting if draft else service.published_meeting(store, slug)
    return write_json(meeting) if form == "json" else write_yaml(meeting)


def _calendar(store: Store, slug: str, settings: Settings, audiences: Iterable[str]) -> bytes:
    from agenda import service
    from web.feeds import whole_calendar
    from web.publisher import CalendarPublisher

    of = service.latest(store, slug)
    return whole_calendar(store, of, CalendarPublisher(settings.url), audiences=audiences)


def _require_audiences(asked: Iterable[str], store: Store, slug: str) -> None:
    from agenda import service

    known = [audience.id for audience in service.published_meeting(store, slug).audiences]
    for audience in asked:
        if audience not in known:
            has = f"its audiences are {', '.join(known)}" if known else "it has none; leave --audience out"
            raise click.UsageError(f"meeting “{slug}” has no audience “{audience}”; {has}")


def _write(data: bytes, output: str | None) -> None:
    """All of a regular file or nothing, symbolic links followed; a pipe or device is written straight to."""
    with _named(output or "standard output"):
        found = _status_of(output)
        if output is None or (found and os.path.samestat(found, os.fstat(sys.stdout.fileno()))):
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        elif found and not stat.S_ISREG(found.st_mode):
            Path(output).write_bytes(data)
        else:
            _replace(Path(os.path.realpath(output)), data, mode=stat.S_IMODE(found.st_mode) if found else None)


def _status_of(output: str | None) -> os.stat_result | None:
    try:
        return os.stat(output) if output is not None else None
    except FileNotFoundError:
        return None


def _replace(target: Path, data: bytes, *, mode: int | None) -> None:
    """Writes beside the target, and then puts that in its place."""
    partial = target.with_name(f".plenary-{secrets.token_hex(6)}.partial")
    try:
        with partial.open("xb") as stream:
            stream.write(data)
        if mode is not None:
            partial.chmod(mode)
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _named(name: str) -> Iterator[None]:
    """Lets an OSError name what the user named: a full disk names nothing, a partial file itself."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, name) from None


@click.command("schema")
@database_option
def schema_command(database: str | None) -> None:  # noqa: ARG001 - every command takes it
    """Write the JSON Schema of the meeting file; it is the same for every database.

    Example: plenary schema > meeting.schema.json
    """
    from agenda.files import meeting_schema

    click.echo(json.dumps(meeting_schema(), ensure_ascii=False, indent=2))
