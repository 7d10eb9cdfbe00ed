"""What pages say of errors, in words for readers and in others for organisers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda.errors import AgendaError, Withdrawn
from web.documents.press import NotPrinted
from web.options import InvalidOption
from web.protection import ForeignForm

if TYPE_CHECKING:
    import gettext


def title_of(error: Exception, status: int, translations: gettext.NullTranslations) -> str:
    """The heading of the page."""
    _ = translations.gettext
    if isinstance(error, ForeignForm):
        return _("This was not sent from here")
    if isinstance(error, Withdrawn):
        return _("This meeting was withdrawn")
    titles = {
        400: _("This address cannot be read"),
        401: _("Log in first"),
        403: _("You may not do this"),
        404: _("There is nothing at this address"),
        405: _("This cannot be done here"),
        409: _("This cannot be done as things stand"),
        410: _("This is no longer here"),
        412: _("This has changed meanwhile"),
        413: _("This is too large"),
        422: _("This could not be kept"),
        429: _("Too much at once from your network"),
        503: _("Not available just now"),
    }
    return titles.get(status, _("Something went wrong"))


def detail_of(error: Exception, status: int, translations: gettext.NullTranslations, *, is_organiser: bool) -> str:
    """What to do; `is_organiser` is whether it happened in the organisers' room."""
    _ = translations.gettext
    if isinstance(error, ForeignForm):
        return _("The form came from another site. Open the page here and send it again.")
    if isinstance(error, InvalidOption | NotPrinted):
        return str(error)
    if isinstance(error, Withdrawn):
        return _(
            "Its organisers have taken it back. Calendars that follow it show its entries as cancelled. "
            "If it is published again, it will be at this address."
        )
    if is_organiser and status in {409, 422} and isinstance(error, AgendaError):
        told = _("Go back; what you typed is still there. What is wrong: %(sentence)s")
        return told % {"sentence": str(error)[:1_000]}
    organisers = {
        404: _("There is no such meeting or page, or you have no role in the meeting. Its owner can give you one."),
        429: _("Try again in a few minutes."),
    }
    found = organisers.get(status) if is_organiser else None
    return found or _details(translations).get(
        status, _("The fault is on our side and has been noted. Try again in a few minutes.")
    )


def _details(translations: gettext.NullTranslations) -> dict[int, str]:
    _ = translations.gettext
    return {
        401: _("This is for those who have an account here."),
        403: _("Your role does not allow it. An owner of the meeting or an administrator can give you another."),
        404: _("The meeting, phase or sitting may have been renamed or removed, or it is not open to the public."),
        405: _("Go back, and use the links and buttons of the page."),
        409: _("Go back, open the page again, and try once more."),
        410: _("What was at this address was revoked or taken back, and the address will not come back."),
        412: _("Go back, open the page again, and try once more."),
        413: _("Go back, and send less at once."),
        422: _("Go back, choose at least one thing, and send it again. What has left the meeting cannot be chosen."),
        429: _("What has been made goes on working. Try again in an hour."),
        503: _("The agenda cannot be read at the moment. Try again in a few minutes."),
    }
