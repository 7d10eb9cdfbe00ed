"""The page for a form that came after the log-in had ended: nothing typed is lost, with or without a script."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from web.editor.room import page_response
from web.pages.heads import plain_frame
from web.reader import plain_reader

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from web.editor.fields.typed import Typed
    from web.pages.context import Frame


@dataclass(frozen=True)
class ExpiredPage:
    """What was typed, to be sent once more when the organiser is known again."""

    frame: Frame
    action: str
    fields: tuple[tuple[str, str], ...]


def expired_response(request: Request, typed: Typed) -> Response:
    """401, with all that was typed in a form of its own; it came from the same browser and from a page of ours."""
    reader = plain_reader(request)
    page = ExpiredPage(
        frame=plain_frame(reader, reader.translations.gettext("Log in again")),
        action=request.url.path,
        fields=typed.pairs,
    )
    return page_response("editor/expired.html", page, reader, status=401)
