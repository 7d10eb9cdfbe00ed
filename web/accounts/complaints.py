"""What is wrong with a form about accounts, one sentence by field, in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.service.passwords import LEAST, MOST

if TYPE_CHECKING:
    from agenda.errors import InvalidInput
    from web.pages.context import Reader

FIELDS = {"scope": "meetings"}
"""Where the field of a form is called otherwise than the pointer says."""


def complaints_of(error: InvalidInput, reader: Reader) -> dict[str, str]:
    """The sentence for each field that is wrong; the service's own where the form has none for it."""
    sentences = _sentences(reader)
    found = {}
    for problem in error.problems:
        name = problem.pointer.strip("/")
        found[FIELDS.get(name, name)] = sentences.get(name, problem.message)
    return found


def _sentences(reader: Reader) -> dict[str, str]:
    _ = reader.translations.gettext
    return {
        "name": _("Write at most 200 characters, on one line."),
        "label": _("Write at most 100 characters, on one line."),
        "password": _("A password has %(least)s to %(most)s characters.") % {"least": LEAST, "most": MOST},
        "present": _("This is not your present password."),
        "repeated": _("This is not what is typed above."),
        "role": _("Choose one of the roles."),
        "scope": _("Write short names of meetings that there are, such as cap-19, with spaces between them."),
    }
