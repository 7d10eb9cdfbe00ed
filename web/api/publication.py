"""Publishing through the API: now, at a set time, taken back, and a meeting withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agenda import service
from web.api.answers import (
    MovingFeed,
    PublishedMeeting,
    Review,
    ReviewedView,
    Schedule,
    ScheduledPublication,
    changes_as_read,
    findings_as_read,
)
from web.api.calls import Answer, Call
from web.api.operations import Operation, Returns
from web.api.wanted import WantedPublication, WantedSchedule

if TYPE_CHECKING:
    from agenda.service import Publication, Scheduled

REFUSED = "The meeting has findings that are errors, listed as `findings`, or no phase."


def publish_draft(call: Call) -> Answer:
    """Publishes the draft."""
    message = call.read(WantedPublication).message
    expected = call.expected if call.has_condition else None
    done = service.publish(
        call.store,
        call.slug,
        message=message,
        author=call.author,
        now=call.now,
        publisher=call.publisher,
        expected=expected,
    )
    return _answer(done)


def _answer(done: Publication) -> Answer:
    return Answer(PublishedMeeting(revision=done.revision.number, changes=changes_as_read(done.changes)))


def review_draft(call: Call) -> Answer:
    """What publishing the draft would come to."""
    found = service.review(call.store, call.slug, now=call.now)
    review = Review(
        findings=findings_as_read(found.findings, call.told),
        changes=changes_as_read(found.changes),
        is_withdrawn=found.is_withdrawn,
        views=[_view(one) for one in found.views],
    )
    return Answer(review)


def _view(one: service.ReviewedView) -> ReviewedView:
    return ReviewedView(
        audiences=sorted(one.audiences),
        changes=changes_as_read(one.changes),
        added=one.added,
        changed=one.changed,
        cancelled=one.cancelled,
        feeds=[MovingFeed(kind=noun, id=identity) for noun, identity in one.feeds],
    )


def take_back_publication(call: Call) -> Answer:
    """Publishes the meeting of the revision before the last one anew."""
    message = call.read(WantedPublication).message
    done = service.take_back(
        call.store, call.slug, author=call.author, now=call.now, publisher=call.publisher, message=message
    )
    return _answer(done)


def withdraw_meeting(call: Call) -> Answer:
    """Takes the whole meeting back from its readers."""
    message = call.read(WantedPublication).message
    done = service.withdraw(
        call.store, call.slug, author=call.author, now=call.now, publisher=call.publisher, message=message
    )
    return _answer(done)


def read_schedule(call: Call) -> Answer:
    """The publication that is to come."""
    return Answer(Schedule(scheduled=_scheduled(service.scheduled(call.store, call.slug))))


def _scheduled(found: Scheduled | None) -> ScheduledPublication | None:
    if found is None:
        return None
    return ScheduledPublication(at=found.at, message=found.message, author=found.author, problem=found.problem)


def schedule_publication(call: Call) -> Answer:
    """Sets when the draft is to be published."""
    wanted = call.read(WantedSchedule)
    service.schedule(call.store, call.slug, at=wanted.at, message=wanted.message, author=call.author, now=call.now)
    return read_schedule(call)


def unschedule_publication(call: Call) -> Answer:
    """Gives up the publication that was to come."""
    service.unschedule(call.store, call.slug)
    return Answer(status=204)


PUBLISHED = Returns("What readers have now.", PublishedMeeting)
MESSAGE = {"message": "The opening session starts at 10:30"}
OPERATIONS = (
    Operation(
        "GET",
        "/meetings/{slug}/review",
        review_draft,
        "Review what publishing would come to",
        "Findings, and what would change for the public and for each audience: which feeds move, and how many entries "
        "come, change or are cancelled.",
        {200: Returns("The review.", Review)},
        tag="Publishing",
    ),
    Operation(
        "POST",
        "/meetings/{slug}/publish",
        publish_draft,
        "Publish the draft",
        "Answers 200 whether or not there was something to publish; where there was not, `revision` is the present one "
        "and `changes` is empty. With `If-Match` it is refused where the draft has gone on since that version.",
        {200: PUBLISHED},
        tag="Publishing",
        needs="editor",
        takes=WantedPublication,
        parameters=("If-Match, optional",),
        refuses={409: REFUSED, 412: "The draft is at another version than `If-Match` names."},
        example=MESSAGE,
        publishes=True,
    ),
    Operation(
        "GET",
        "/meetings/{slug}/schedule",
        read_schedule,
        "Read the scheduled publication",
        "And why it did not take place, where it did not.",
        {200: Returns("The publication to come, or null.", Schedule)},
        tag="Publishing",
    ),
    Operation(
        "PUT",
        "/meetings/{slug}/schedule",
        schedule_publication,
        "Schedule a publication",
        "The draft as it will be then is published at that time; there is one such time, and setting another takes its "
        "place.",
        {200: Returns("The publication to come.", Schedule)},
        tag="Publishing",
        needs="editor",
        takes=WantedSchedule,
        refuses={409: "That time is over."},
        example={"at": "2027-01-15T18:00:00+01:00"} | MESSAGE,
    ),
    Operation(
        "DELETE",
        "/meetings/{slug}/schedule",
        unschedule_publication,
        "Give up the scheduled publication",
        "Nothing is said where there is none.",
        {204: Returns("None is scheduled.")},
        tag="Publishing",
        needs="editor",
    ),
    Operation(
        "POST",
        "/meetings/{slug}/take-back",
        take_back_publication,
        "Take back the last publication",
        "Readers get the meeting of the revision before the last one again, as a new revision; the draft stays as it "
        "is.",
        {200: PUBLISHED},
        tag="Publishing",
        needs="owner",
        takes=WantedPublication,
        refuses={409: "There is no revision before the last one, or it has findings that are errors."},
        example={"message": "Phase 2 is on its former dates"},
        publishes=True,
    ),
    Operation(
        "POST",
        "/meetings/{slug}/withdraw",
        withdraw_meeting,
        "Withdraw the meeting",
        "Its pages answer 410 and its feeds have every entry cancelled for 90 days, then 410. Publishing brings it "
        "back.",
        {200: PUBLISHED},
        tag="Publishing",
        needs="owner",
        takes=WantedPublication,
        refuses={409: "It is not published."},
        example={"message": "The meeting will not take place"},
        publishes=True,
    ),
)
