"""A meeting file brought in by hand: sent or pasted, shown with what it would do, and then imported as one edit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda import service
from agenda.errors import Forbidden, InvalidInput, NotAllowed, NotFound, Problem
from agenda.files import LARGEST, read_meeting
from agenda.service import access
from web.accounts.identity import require_identity
from web.accounts.turns import in_turn
from web.editor import beside
from web.editor.home import desk_of, may_create, sentence
from web.editor.room import go, page_response
from web.editor.words import told_findings, whole_reading, whole_view
from web.pages.change_words import words_of
from web.pages.heads import plain_frame
from web.pages.phrases import phrase_in
from web.reader import reader_of
from web.site import site_of
from web.uploads import read_upload

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.files import MeetingFile
    from agenda.service import Foreseen
    from agenda.store import Store
    from web.accounts.identity import Identity
    from web.editor.home import Desk
    from web.editor.words import ToldFinding
    from web.pages.context import Frame, Reader
    from web.pages.phrases import Phrase
    from web.pages.sentences import Sentence
    from web.uploads import Upload

AROUND_A_FILE = 100_000


@dataclass(frozen=True)
class Outlook:
    """What importing would do: to a new meeting or the draft of one, in words, with the findings there would be.

    `version` is that of the draft, 0 of a new meeting.
    """

    title: Phrase
    slug: str
    version: int
    is_new: bool
    is_same: bool
    replaces_edits: bool
    sentences: tuple[Sentence, ...]
    findings: tuple[ToldFinding, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True)
class ImportPage:
    """The form for a meeting file, with what is wrong with one or what it would do; `text` is the file so far."""

    frame: Frame
    desk: Desk
    text: str
    problems: tuple[Problem, ...]
    outlook: Outlook | None
    must_agree: bool


def ask(request: Request) -> Response:
    """`/organise/_import`: the form."""
    identity, reader = require_identity(request), reader_of(request)
    return _answer(identity, reader)


async def bring(request: Request) -> Response:
    """POST to the same: shows what the file would do, or does it where that was seen and agreed to."""
    identity, reader = require_identity(request), reader_of(request)
    text = ""
    try:
        sent = await read_upload(request, most=LARGEST + AROUND_A_FILE)
        data, source = _file_of(sent)
        text = data.decode("utf-8-sig", "replace")
        file, foreseen = await in_turn(partial(_read, site_of(request).store, data, source, identity))
    except InvalidInput as error:
        return _answer(identity, reader, text=text, problems=error.problems)
    except NotAllowed as error:
        return _answer(identity, reader, text=text, problems=[Problem("", sentence(error))])
    if "import" in sent.fields and _is_agreed(sent.fields, foreseen):
        return await beside.run(partial(_import, request, file, identity))
    shown = partial(_shown, file, foreseen, identity, reader, text=text, must_agree="import" in sent.fields)
    return await beside.run(shown)


def _is_agreed(fields: Mapping[str, str], foreseen: Foreseen) -> bool:
    """Whether no edits would be lost but those that were to be seen when it was agreed to."""
    if foreseen.draft is None or not foreseen.replaces_edits:
        return True
    return bool(fields.get("replaces")) and fields.get("version") in {None, str(foreseen.draft.version)}


def _file_of(sent: Upload) -> tuple[bytes, str]:
    """The bytes of the file that was sent, else of what was pasted; raises InvalidInput where there is neither."""
    name, data = sent.files.get("file", ("", b""))
    if data:
        return data, name
    text = sent.fields.get("text", "").strip()
    if not text:
        raise InvalidInput([Problem("", "no file was chosen and nothing was pasted; do one of the two")])
    return text.encode("utf-8", "replace"), ""


def _read(store: Store, data: bytes, source: str, identity: Identity) -> tuple[MeetingFile, Foreseen]:
    """The file and what its import would do; the largest take seconds to read."""
    file = read_meeting(data, source=source)
    return file, _foresee(store, file, identity)


def _foresee(store: Store, file: MeetingFile, identity: Identity) -> Foreseen:
    """What the import would do; raises NotAllowed where it may not be done by who asks."""
    foreseen = service.foresee_import(store, file, now=datetime.now(UTC))
    if foreseen.draft is None:
        if not may_create(identity):
            raise NotAllowed("you may not make meetings here; ask somebody who may")
        return foreseen
    try:
        access.require_role(store, identity.user, foreseen.draft.slug, "editor")
    except (NotFound, Forbidden):
        raise NotAllowed(f"there is a meeting “{foreseen.draft.slug}” already, which you may not edit") from None
    return foreseen


def _import(request: Request, file: MeetingFile, identity: Identity) -> Response:
    [imported] = service.import_meetings(
        site_of(request).store, [file], author=identity.user.email, now=datetime.now(UTC), replaces_draft=True
    )
    return go(f"/organise/{imported.slug}", said="imported" if imported.outcome != "unchanged" else "unchanged")


def _shown(
    file: MeetingFile, foreseen: Foreseen, identity: Identity, reader: Reader, *, text: str, must_agree: bool
) -> Response:
    outlook = _outlook(file, foreseen, reader)
    return _answer(identity, reader, text=text, outlook=outlook, must_agree=must_agree)


def _outlook(file: MeetingFile, foreseen: Foreseen, reader: Reader) -> Outlook:
    meeting, draft = foreseen.meeting, foreseen.draft
    sentences: tuple[Sentence, ...] = ()
    if draft is not None:
        views = whole_view(draft.meeting), whole_view(meeting)
        sentences = words_of(service.compare_views(*views), *views, reader)
    return Outlook(
        title=phrase_in(meeting.title, [reader.language], page_language=reader.interface),
        slug=meeting.slug,
        version=draft.version if draft else 0,
        is_new=draft is None,
        is_same=draft is not None and draft.meeting == meeting,
        replaces_edits=foreseen.replaces_edits,
        sentences=sentences,
        findings=told_findings(whole_reading(meeting, reader), foreseen.findings, ""),
        notes=file.notes,
    )


def _answer(
    identity: Identity,
    reader: Reader,
    *,
    text: str = "",
    problems: Sequence[Problem] = (),
    outlook: Outlook | None = None,
    must_agree: bool = False,
) -> Response:
    page = ImportPage(
        frame=plain_frame(reader, reader.translations.gettext("Import a meeting file")),
        desk=desk_of(identity, reader),
        text=text,
        problems=tuple(problems),
        outlook=outlook,
        must_agree=must_agree,
    )
    return page_response("editor/import.html", page, reader, status=422 if problems or must_agree else 200)


ROUTES = [
    Route("/organise/_import", beside.page(ask), methods=["GET"]),
    Route("/organise/_import", bring, methods=["POST"]),
]
