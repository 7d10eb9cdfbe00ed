"""The use cases, one transaction each: what the command line, the API and the editor all call."""

from agenda.service.announcing import Announced, announce
from agenda.service.drafts import ListedDraft, create_meeting, drafts
from agenda.service.editing import Edited, edit, findings_of, redo, try_edit, undo
from agenda.service.forgetting import Forgotten, forget_person
from agenda.service.history import Turns, history, restore, turns, version
from agenda.service.importing import Foreseen, Imported, foresee_import, import_meetings
from agenda.service.moved_by_zones import MovedInstant, moved_by_zones
from agenda.service.pruning import Pruned as PrunedMeeting
from agenda.service.pruning import prune
from agenda.service.publishing import Publication, Publisher, pending, publish
from agenda.service.reading import (
    Edition,
    Feed,
    census,
    draft,
    earliest_withdrawal,
    edition,
    feed,
    latest,
    listing,
    news,
    published_meeting,
    require_standing,
)
from agenda.service.rereading import (
    ChangedRevision,
    Comparison,
    changed,
    compare_views,
    comparison,
    reread_edition,
    reread_records,
    revision_list,
)
from agenda.service.reviewing import Review, ReviewedView, review
from agenda.service.scheduling import publish_due, schedule, scheduled, unschedule
from agenda.service.tabling import TablePreview, preview_table, take_table
from agenda.service.taking import preview_sittings, take_sittings
from agenda.service.withdrawing import WITHDRAWN_SHOWN, take_back, taken_back_to, withdraw
from agenda.store.past import Published as PublishedRevision
from agenda.store.schedule import Scheduled

__all__ = [
    "WITHDRAWN_SHOWN",
    "Announced",
    "ChangedRevision",
    "Comparison",
    "Edited",
    "Edition",
    "Feed",
    "Foreseen",
    "Forgotten",
    "Imported",
    "ListedDraft",
    "MovedInstant",
    "PrunedMeeting",
    "Publication",
    "PublishedRevision",
    "Publisher",
    "Review",
    "ReviewedView",
    "Scheduled",
    "TablePreview",
    "Turns",
    "announce",
    "census",
    "changed",
    "compare_views",
    "comparison",
    "create_meeting",
    "draft",
    "drafts",
    "earliest_withdrawal",
    "edit",
    "edition",
    "feed",
    "findings_of",
    "foresee_import",
    "forget_person",
    "history",
    "import_meetings",
    "latest",
    "listing",
    "moved_by_zones",
    "news",
    "pending",
    "preview_sittings",
    "preview_table",
    "prune",
    "publish",
    "publish_due",
    "published_meeting",
    "redo",
    "require_standing",
    "reread_edition",
    "reread_records",
    "restore",
    "review",
    "revision_list",
    "schedule",
    "scheduled",
    "take_back",
    "take_sittings",
    "take_table",
    "taken_back_to",
    "try_edit",
    "turns",
    "undo",
    "unschedule",
    "version",
    "withdraw",
]
