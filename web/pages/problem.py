"""The page that says what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.pages.context import ProblemPage
from web.pages.heads import plain_frame
from web.pages.rendering import render

if TYPE_CHECKING:
    from web.pages.context import Reader


def problem_page(status: int, title: str, detail: str, reader: Reader, *, mark: str = "") -> str:
    """The HTML for an HTTP status; `title` and `detail` are already in the reader's language.

    `mark` is the id under which the service's log says more.
    """
    return render("problem.html", ProblemPage(plain_frame(reader, title), status, title, detail, mark), reader)
