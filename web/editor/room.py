"""What every page of the organisers' room has around its contents, and how its routes begin and end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, RedirectResponse, Response

from agenda import service
from agenda.service import access
from web.accounts.identity import require_role
from web.editor.assets import asset_address
from web.pages.heads import plain_frame
from web.pages.phrases import phrase_in
from web.pages.rendering import environment, static_address
from web.reader import reader_of
from web.site import site_of
from web.translations import interface_languages

if TYPE_CHECKING:
    from typing import Any

    from starlette.requests import Request

    from agenda.meeting import Meeting
    from agenda.store.meetings import Draft
    from web.accounts.identity import Identity
    from web.pages.context import Frame, Reader
    from web.pages.phrases import Phrase

PRIVATE = {"cache-control": "no-store", "x-robots-tag": "noindex"}
"""The headers of every answer of the room: a draft is nobody else's to keep."""


@dataclass(frozen=True)
class Tab:
    """A link of the room's navigation."""

    key: str
    title: str
    href: str
    is_current: bool


@dataclass(frozen=True)
class Room:
    """The head of a page about one meeting: `version` is the draft's, `said` a sentence on what was just done.

    `live` is the address of the events of this draft; `public` the agenda page, "" before the first publication.
    """

    slug: str
    home: str
    title: Phrase
    version: int
    revision: int
    role: str
    email: str
    tabs: tuple[Tab, ...]
    public: str
    said: str
    can_edit: bool
    has_changes: bool
    stylesheet: str
    live: str
    live_script: str

    def at(self, *steps: str) -> str:
        """The path of a page of this room."""
        return "/".join((self.home, *steps))


@dataclass(frozen=True)
class Entered:
    """A request that may be here: who asks, the draft, and the reader of the page."""

    request: Request
    identity: Identity
    role: str
    draft: Draft
    reader: Reader

    @property
    def meeting(self) -> Meeting:
        """The draft's meeting."""
        return self.draft.meeting

    @property
    def slug(self) -> str:
        """The slug by which the room is addressed: the meeting's present one."""
        return self.draft.slug

    @property
    def author(self) -> str:
        """Who edits, as history has it."""
        return self.identity.user.email

    @property
    def can_edit(self) -> bool:
        """Whether who asks may edit and publish."""
        return access.ROLES.index(self.role) >= access.ROLES.index("editor")

    @property
    def path(self) -> str:
        """The path of the room."""
        return f"/organise/{self.slug}"


def enter(request: Request, *, at_least: str = "viewer") -> Entered:
    """Lets a request into the room of the meeting in its path; raises NotAuthenticated, NotFound or Forbidden."""
    slug = request.path_params["slug"]
    identity = require_role(request, slug, at_least)
    store = site_of(request).store
    draft = service.draft(store, slug)
    role = access.role_in(store, identity.user, slug)
    languages = dict.fromkeys((*interface_languages(), *draft.meeting.languages))
    return Entered(request, identity, role, draft, reader_of(request, slug=draft.slug, languages=tuple(languages)))


def room_of(entered: Entered, current: str) -> Room:
    """The head of a page; `current` is the key of its tab."""
    draft, reader = entered.draft, entered.reader
    return Room(
        slug=draft.slug,
        home=entered.path,
        title=phrase_in(draft.meeting.title, [reader.language], page_language=reader.interface),
        version=draft.version,
        revision=draft.revision,
        role=entered.role,
        email=entered.author,
        tabs=_tabs(entered, current),
        public=f"/m/{draft.slug}" if draft.revision else "",
        said=said_in(entered),
        can_edit=entered.can_edit,
        has_changes=draft.version != draft.published_version,
        stylesheet=static_address("editor.css", reader.home),
        live=f"{entered.path}/live",
        live_script=asset_address("live.js"),
    )


def _tabs(entered: Entered, current: str) -> tuple[Tab, ...]:
    _ = entered.reader.translations.gettext
    tabs = {
        "": _("Schedule"),
        "items": _("Agenda items"),
        "people": _("People"),
        "venues": _("Venues"),
        "documents": _("Documents"),
        "meeting": _("Meeting"),
        "tables": _("Tables"),
        "roles": _("Roles"),
        "history": _("History"),
        "publish": _("Publish"),
    }
    return tuple(Tab(key, title, f"{entered.path}/{key}".rstrip("/"), key == current) for key, title in tabs.items())


def frame_in(entered: Entered, title: str, *, script: str = "") -> Frame:
    """The frame of a page of the room; `script` is a module of `web/static`."""
    frame = plain_frame(entered.reader, f"{title} – {entered.slug}")
    return replace(frame, script=static_address(script, entered.reader.home) if script else "")


def said_in(entered: Entered) -> str:
    """The sentence for `?said=`, which a redirect after a deed carries; "" for one that is not known."""
    _ = entered.reader.translations.gettext
    sentences = {
        "saved": _("Saved."),
        "added": _("Added."),
        "removed": _("Removed."),
        "moved": _("Moved."),
        "rebased": _("Saved, together with what another organiser changed meanwhile."),
        "unchanged": _("Nothing was to be changed."),
        "undone": _("Undone."),
        "redone": _("Done again."),
        "nothing-to-undo": _("There is nothing of yours left to undo."),
        "nothing-to-redo": _("There is nothing of yours to do again."),
        "restored": _("The earlier version is restored; what came after it is in the history."),
        "published": _("Published."),
        "scheduled": _("The publication is scheduled."),
        "unscheduled": _("The publication will not take place."),
        "taken-back": _("The publication is taken back; readers have the earlier agenda again."),
        "withdrawn": _("The meeting is withdrawn."),
        "told": _("Readers have the notice now."),
        "silent": _("Readers see no notice any more."),
        "imported": _("Imported."),
    }
    return sentences.get(entered.request.query_params.get("said", ""), "")


def page_response(template: str, page: Any, reader: Reader, *, status: int = 200) -> HTMLResponse:
    """A page of `web/templates`, which nobody may keep."""
    translations = reader.translations
    html = (
        environment().get_template(template).render(page=page, _=translations.gettext, ngettext=translations.ngettext)
    )
    return HTMLResponse(html, status, PRIVATE)


def go(path: str, *, said: str = "", **query: str) -> Response:
    """303 to a page, which then says what was done."""
    fields = {key: value for key, value in (query | {"said": said}).items() if value}
    return RedirectResponse(f"{path}?{urlencode(fields)}" if fields else path, 303, PRIVATE)
