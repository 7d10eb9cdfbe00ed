"""`/m/{slug}/changes`: what each revision changed, and what lies between any two of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.routing import Route

from agenda import service
from web.hotpath import stale_when_away
from web.meetings import UNINDEXED, Compared, answer_of_meeting, published_edition, read_number, require_revision
from web.options import option
from web.pages.changes import changes_page, comparison_page

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from web.meetings import Asked
    from web.representation import Representation

REVISIONS_A_PAGE = 20


@stale_when_away
async def changes(request: Request) -> Response:
    """`/m/{slug}/changes`: what each revision changed, newest first; `?before=` is the number to go on below.

    `?from=` and `?to=` are two revisions to compare instead; of one alone the other is the present one, or the one
    before it.
    """
    first, second = (option(request.query_params, name, read_number) for name in ("from", "to"))
    if first is not None or second is not None:
        return await _comparison(request, first, second)
    before = option(request.query_params, "before", read_number)

    def make(asked: Asked) -> Representation:
        last = min(asked.of.number, (before or asked.of.number + 1) - 1)
        store = asked.site.store
        steps = service.changed(store, asked.of, last=last, most=REVISIONS_A_PAGE)
        found = asked.site.views.edition(asked.of).edition
        listed = service.revision_list(store, asked.of)
        html = changes_page(found.view, published_edition(found), asked.reader, listed, steps)
        return asked.page(html, found.published_at)

    return await answer_of_meeting(request, make, before)


async def _comparison(request: Request, first: int | None, second: int | None) -> Response:
    def make(asked: Asked) -> Representation:
        for name, number in (("from", first), ("to", second)):
            require_revision(asked, name, number)
        start = first if first is not None else max((second or 1) - 1, asked.of.first)
        end = second if second is not None else asked.of.number
        store = asked.site.store
        compared = service.comparison(store, asked.of, start, end)
        found = asked.site.views.edition(asked.of).edition
        listed = service.revision_list(store, asked.of)
        html = comparison_page(found.view, published_edition(found), asked.reader, listed, compared)
        return asked.page(html, found.published_at, UNINDEXED)

    return await answer_of_meeting(request, make, Compared(first, second))


ROUTES = [Route("/m/{slug}/changes", changes)]
