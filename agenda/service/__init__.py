"""The use cases, one transaction each: what the command line, the API and the editor all call."""

from agenda.service.editing import Edited, edit, findings_of, redo, undo
from agenda.service.importing import Imported, import_meetings
from agenda.service.publishing import Publication, Publisher, pending, publish
from agenda.service.reading import Feed, draft, edition, feed, latest, listing, news, published_meeting

__all__ = [
    "Edited",
    "Feed",
    "Imported",
    "Publication",
    "Publisher",
    "draft",
    "edit",
    "edition",
    "feed",
    "findings_of",
    "import_meetings",
    "latest",
    "listing",
    "news",
    "pending",
    "publish",
    "published_meeting",
    "redo",
    "undo",
]
