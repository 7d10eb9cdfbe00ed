"""The use cases, one transaction each: what the command line, the API and the editor all call."""

from agenda.service.editing import Edited, edit, findings_of, redo, undo
from agenda.service.importing import Foreseen, Imported, foresee_import, import_meetings
from agenda.service.publishing import Publication, Publisher, pending, publish
from agenda.service.reading import Feed, draft, edition, feed, latest, listing, news, published_meeting
from agenda.service.rereading import (
    ChangedRevision,
    changed,
    compare_views,
    reread_edition,
    reread_records,
    revision_list,
)
from agenda.service.tabling import TablePreview, preview_table, take_table
from agenda.service.taking import preview_sittings, take_sittings

__all__ = [
    "ChangedRevision",
    "Edited",
    "Feed",
    "Foreseen",
    "Imported",
    "Publication",
    "Publisher",
    "TablePreview",
    "changed",
    "compare_views",
    "draft",
    "edit",
    "edition",
    "feed",
    "findings_of",
    "foresee_import",
    "import_meetings",
    "latest",
    "listing",
    "news",
    "pending",
    "preview_sittings",
    "preview_table",
    "publish",
    "published_meeting",
    "redo",
    "reread_edition",
    "reread_records",
    "revision_list",
    "take_sittings",
    "take_table",
    "undo",
]
