"""An organiser's meetings, and the forms that make one: anew, from a meeting file, or from last year's."""

from __future__ import annotations

import re
import unicodedata
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError
from starlette.routing import Route

from agenda import service
from agenda.errors import NotAllowed
from agenda.files import problems_of
from agenda.meeting import Meeting
from agenda.service import access
from agenda.text import DEFAULT_LANGUAGE, LANGUAGE_TAG
from web.accounts.identity import require_identity
from web.editor import beside
from web.editor.room import go, page_response
from web.pages.clocks import zone_groups
from web.pages.dates import dates_in_words
from web.pages.heads import plain_frame
from web.pages.phrases import phrase_in
from web.pages.rendering import static_address
from web.pages.words import words_for
from web.reader import reader_of
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.service import ListedDraft
    from web.accounts.identity import Identity
    from web.pages.context import Frame, Reader, ZoneGroup
    from web.pages.phrases import Phrase

MAY_CREATE = "editor"
PHASE_KINDS = ("online", "hybrid", "in_person", "closing")
NEW_FIELDS = {
    "/slug": "slug",
    "/title": "title",
    "/time_zone": "time_zone",
    "/languages": "languages",
    "/phases/0/title": "phase_title",
    "/phases/0/kind": "phase_kind",
    "/phases/0/start": "phase_start",
    "/phases/0/end": "phase_end",
}
"""Which field of the form for a new meeting a pointer into the meeting is about."""


@dataclass(frozen=True)
class Desk:
    """The head of a page that is about no one meeting: who is here, and what was just done."""

    email: str
    said: str
    stylesheet: str
    is_admin: bool


@dataclass(frozen=True)
class Row:
    """A meeting that somebody may read the draft of."""

    href: str
    title: Phrase
    slug: str
    dates: str
    role: str
    revision: str
    has_changes: bool
    public: str


@dataclass(frozen=True)
class HomePage:
    """The meetings of an organiser."""

    frame: Frame
    desk: Desk
    rows: tuple[Row, ...]
    may_create: bool


@dataclass(frozen=True)
class Typed:
    """A form as it was filled in, and one sentence by each field that cannot stand so; "" is about the whole."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")


@dataclass(frozen=True)
class NewPage:
    """The form for a new meeting."""

    frame: Frame
    desk: Desk
    form: Typed
    zones: tuple[ZoneGroup, ...]
    kinds: tuple[tuple[str, str], ...]


def desk_of(identity: Identity, reader: Reader, *, said: str = "") -> Desk:
    """The head of a page outside any room."""
    return Desk(
        email=identity.user.email,
        said=said,
        stylesheet=static_address("editor.css", reader.home),
        is_admin=identity.user.role == "admin",
    )


def may_create(identity: Identity) -> bool:
    """Whether somebody may make meetings: their account's own role says so."""
    return access.is_at_least(identity.user.role, MAY_CREATE)


def require_creator(request: Request) -> Identity:
    """Who asks, who may make meetings; raises NotAuthenticated or Forbidden."""
    identity = require_identity(request)
    access.require_house_role(identity.user, MAY_CREATE)
    return identity


def home(request: Request) -> Response:
    """`/organise`: the meetings that who asks may read the drafts of."""
    identity, reader = require_identity(request), reader_of(request)
    page = HomePage(
        frame=plain_frame(reader, reader.translations.gettext("Your meetings")),
        desk=desk_of(identity, reader),
        rows=tuple(_row(one, reader) for one in service.drafts(site_of(request).store, identity.user)),
        may_create=may_create(identity),
    )
    return page_response("editor/home.html", page, reader)


def _row(one: ListedDraft, reader: Reader) -> Row:
    _ = reader.translations.gettext
    return Row(
        href=f"/organise/{one.slug}",
        title=phrase_in(one.title, [reader.language], page_language=reader.interface),
        slug=one.slug,
        dates=dates_in_words(one.starts, one.ends, reader.interface) if one.starts and one.ends else "",
        role=role_words(reader)[one.role],
        revision=_revision(one, reader),
        has_changes=one.has_changes,
        public=f"/m/{one.slug}" if one.revision and not one.is_withdrawn else "",
    )


def _revision(one: ListedDraft, reader: Reader) -> str:
    _ = reader.translations.gettext
    if one.is_withdrawn:
        return _("withdrawn")
    return _("Revision %(number)s") % {"number": one.revision} if one.revision else _("never published")


def role_words(reader: Reader) -> dict[str, str]:
    """What each role is called."""
    _ = reader.translations.gettext
    return {
        "member": _("member"),
        "viewer": _("viewer"),
        "editor": _("editor"),
        "owner": _("owner"),
        "admin": _("administrator"),
    }


def new(request: Request) -> Response:
    """`/organise/_new`: the form for a new meeting."""
    identity, reader = require_creator(request), reader_of(request)
    return _new_page(identity, reader, Typed({"languages": reader.interface, "phase_kind": "hybrid"}))


def _new_page(identity: Identity, reader: Reader, form: Typed, *, status: int = 200) -> Response:
    kinds = words_for(reader.translations).phase_kinds
    page = NewPage(
        frame=plain_frame(reader, reader.translations.gettext("New meeting")),
        desk=desk_of(identity, reader),
        form=form,
        zones=zone_groups(reader.translations),
        kinds=tuple((kind, kinds[kind]) for kind in PHASE_KINDS),
    )
    return page_response("editor/new.html", page, reader, status=status)


def create(request: Request, sent: beside.Form) -> Response:
    """POST `/organise/_new`: makes the meeting and goes to its schedule; the form again where it cannot be made."""
    identity, reader = require_creator(request), reader_of(request)
    values = {name: value.strip() for name, value in sent}
    try:
        meeting = Meeting.model_validate(_written(values), context={"language": _first_language(values)})
    except ValidationError as error:
        return _new_page(identity, reader, Typed(values, _complaints(error, values, reader)), status=422)
    if meeting.phases[0].end < meeting.phases[0].start:
        complaint = reader.translations.gettext("It ends before it starts; choose a later day.")
        return _new_page(identity, reader, Typed(values, {"phase_end": complaint}), status=422)
    try:
        slug = made(request, meeting, identity)
    except NotAllowed as error:
        return _new_page(identity, reader, Typed(values, {"slug": sentence(error)}), status=422)
    return go(f"/organise/{slug}", said="added")


def made(request: Request, meeting: Meeting, identity: Identity) -> str:
    """Makes a meeting, and gives its slug; one sent twice is made once. Raises NotAllowed where the slug is taken."""
    store, author = site_of(request).store, identity.user.email
    try:
        draft = service.create_meeting(store, meeting, author=author, now=datetime.now(UTC))
    except NotAllowed:
        same = [one for one in service.drafts(store, identity.user) if one.slug == meeting.slug and one.version == 1]
        if same and service.draft(store, meeting.slug).meeting.model_copy(update={"uid": meeting.uid}) == meeting:
            return meeting.slug
        raise
    return draft.slug


def _written(values: Mapping[str, str]) -> dict[str, Any]:
    """The meeting that the form says, as a meeting file would."""
    phase = {key: values.get(f"phase_{key}", "") for key in ("title", "kind", "start", "end")}
    return {
        "slug": values.get("slug") or slug_of(values.get("title", "")),
        "uid": str(uuid.uuid4()),
        "title": values.get("title", ""),
        "time_zone": values.get("time_zone", ""),
        "languages": _languages(values),
        "phases": [{"id": "phase-1", **phase}],
    }


def _languages(values: Mapping[str, str]) -> list[str]:
    return re.split(r"[\s,;]+", values.get("languages", "")) if values.get("languages") else ["en"]


def _first_language(values: Mapping[str, str]) -> str:
    """The language of what was typed; English where the form names none that there may be."""
    first = _languages(values)[0]
    return first if LANGUAGE_TAG.match(first) else DEFAULT_LANGUAGE


def slug_of(title: str) -> str:
    """A slug made of a title: its Latin letters and digits; "" where it has none."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:60].strip("-")


def _complaints(error: ValidationError, values: Mapping[str, str], reader: Reader) -> dict[str, str]:
    """One sentence by field: that it is to be filled in, or what is wrong with it."""
    _ = reader.translations.gettext
    found: dict[str, str] = {}
    for problem in problems_of(error, model=Meeting):
        name = next((NEW_FIELDS[one] for one in NEW_FIELDS if problem.pointer.startswith(one)), "")
        is_empty = bool(name) and not values.get(name)
        found.setdefault(
            name, _("Fill this in.") if is_empty else f"{problem.message[:1].upper()}{problem.message[1:]}."
        )
    return found


def sentence(error: Exception | str) -> str:
    """What an error or its message says, as a sentence."""
    words = str(error)
    return f"{words[:1].upper()}{words[1:]}{'' if words.endswith('.') else '.'}"


ROUTES = [
    Route("/organise", beside.page(home)),
    Route("/organise/_new", beside.page(new), methods=["GET"]),
    Route("/organise/_new", beside.form(create), methods=["POST"]),
]
