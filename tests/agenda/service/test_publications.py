"""Publishing and what readers then get, over a real database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, dated_canary_meeting
from offices import Office, PlainPublisher, an_office
from sqlalchemy import func, select

from agenda import service
from agenda.audiences import PUBLIC
from agenda.errors import NotAllowed, NotFound, RuleViolation
from agenda.store.meetings import draft_of
from agenda.store.revisions import last_revision
from agenda.store.schema import components, entries

if TYPE_CHECKING:
    from pathlib import Path

    from agenda.publishing import Revision
    from agenda.service import Feed

MEMBERS, BUREAU = "canary-members", "canary-bureau"
CANCELLED = {"edit": "cancel_session", "session": "s"}


def the_office(tmp_path: Path) -> Office:
    phase = a_phase(sessions=[a_session(), a_session("t", start="2022-11-17T10:00", end="2022-11-17T11:00")])
    return an_office(tmp_path, a_meeting(languages=["en", "fr"], phases=[phase]), publish=True)


def kept(desk: Office) -> Revision:
    """The last revision as the database gives it back."""
    with desk.store.reading() as connection:
        found = last_revision(connection, draft_of(connection, desk.slug))
    assert found is not None
    return found


def feed_of(desk: Office, number: int | None = None, *, audiences: tuple[str, ...] = ()) -> Feed:
    of = service.latest(desk.store, desk.slug)
    of = of if number is None else type(of)(of.meeting_id, of.slug, number, of.languages)
    return service.feed(desk.store, of, language="en", publisher=desk.publisher, audiences=audiences)


def test_feed_made_from_any_former_one_is_the_feed_made_anew(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    readers, languages = ((), (MEMBERS,), (MEMBERS, BUREAU)), ("en", "fr")
    former: list[tuple[tuple[str, ...], str, Feed]] = []

    def feed(audiences: tuple[str, ...], language: str, **options: Feed) -> Feed:
        of = service.latest(desk.store, desk.slug)
        return service.feed(desk.store, of, language=language, publisher=desk.publisher, audiences=audiences, **options)

    for edit in (
        {"edit": "set_meeting", "title": "First"},
        {"edit": "cancel_session", "session": "second"},
        {"edit": "remove_deadline", "deadline": "comments"},
        {"edit": "set_item", "item": "plan", "audience": MEMBERS},
        {"edit": "remove_session", "session": "canary-sitting"},
        {"edit": "remove_audience", "audience": BUREAU},
        {"edit": "set_meeting", "slug": "another-slug"},
    ):
        former += [(audiences, language, feed(audiences, language)) for audiences in readers for language in languages]
        desk.edit(edit)
        desk.publish("words")
        for audiences, language, known in former:
            assert feed(audiences, language, former=known) == feed(audiences, language)


def test_revision_reads_back_as_it_was_made(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting())
    for edit in (
        {"edit": "set_meeting", "title": "First"},
        {"edit": "cancel_session", "session": "second"},
        {"edit": "remove_deadline", "deadline": "comments"},
        {"edit": "set_item", "item": "plan", "audience": MEMBERS},
        {"edit": "remove_session", "session": "canary-sitting"},
    ):
        desk.edit(edit)
        made = desk.publish("words").revision
        found = kept(desk)
        assert (found.number, found.published_at, found.message) == (made.number, made.published_at, "words")
        assert (found.meeting, found.changes, found.zone_data) == (made.meeting, made.changes, made.zone_data)
        for view in made.records:
            assert {one.uid: one for one in found.records[view]} == {one.uid: one for one in made.records[view]}
            assert found.withheld.get(view, frozenset()) == made.withheld[view]


def test_unchanged_draft_is_not_published_again(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    again = desk.publish()
    assert (again.is_new, again.revision.number, again.changes) == (False, 1, ())


def test_draft_with_errors_is_not_published(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "set_session", "session": "s", "start": None, "end": None})
    with pytest.raises(RuleViolation, match="session-without-time"):
        desk.publish()
    assert service.latest(desk.store, "m").number == 1


def test_draft_without_phases_is_not_published(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "remove_phase", "phase": "p"})
    with pytest.raises(NotAllowed, match="has no phase; add one"):
        desk.publish()


def test_pending_changes_are_those_since_the_publication(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    assert service.pending(desk.store, "m") == ()
    desk.edit(CANCELLED)
    assert [change.path for change in service.pending(desk.store, "m")] == [("session", "s", "status")]


def test_publication_adds_rows_for_what_it_changed_alone(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    count = select(func.count()).select_from(entries)
    with desk.store.reading() as connection:
        before = connection.execute(count).scalar_one()
    desk.edit(CANCELLED)
    desk.publish()
    with desk.store.reading() as connection:
        assert connection.execute(count).scalar_one() == before + 1


def test_feed_is_in_order_of_time_and_keeps_bytes_of_what_stayed(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    before = feed_of(desk)
    assert [entry.kind for entry in before.entries] == ["phase", "session", "session"]
    desk.edit(CANCELLED)
    desk.publish()
    after = feed_of(desk)
    assert after.entries[0] == before.entries[0]
    assert after.entries[2] == before.entries[2]
    assert (after.entries[1].sequence, before.entries[1].sequence) == (1, 0)
    assert feed_of(desk, 1) == before


def test_public_components_are_made_when_published_and_others_on_first_use(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    count = select(func.count()).select_from(components)

    def made() -> int:
        with desk.store.reading() as connection:
            return connection.execute(count).scalar_one()

    public = made()
    assert (len(desk.lines()), len(desk.lines(language="fr")), made()) == (7, 7, public)
    first = desk.lines(audiences=[MEMBERS])
    assert made() == public + 9
    assert desk.lines(audiences=[MEMBERS]) == first
    desk.lines(language="de")
    assert made() == public + 9 + 7


def test_component_once_made_is_kept_though_another_release_would_write_another(tmp_path: Path) -> None:
    class Later(PlainPublisher):
        def render(self, *args: object, **keys: object) -> bytes:
            return b"other"

    desk = the_office(tmp_path)
    before = desk.lines()
    desk.publisher = Later()
    assert desk.lines() == before


def test_other_public_address_has_its_own_components(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    before = desk.lines()
    desk.publisher = PlainPublisher("https://other.example.org")
    assert desk.lines() == before
    with desk.store.reading() as connection:
        addresses = set(connection.execute(select(components.c.address)).scalars())
    assert addresses == {"https://agenda.example.org", "https://other.example.org"}


def test_nothing_closed_is_in_a_public_feed_or_edition_ever(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    for edits in (
        [{"edit": "set_session", "session": "second", "audience": BUREAU, "title": "Canary second"}],
        [{"edit": "move_session", "session": "second", "start": "2022-11-17T15:00"}],
        [{"edit": "set_deadline", "deadline": "comments", "audience": MEMBERS, "title": "Canary comments"}],
        [{"edit": "remove_deadline", "deadline": "comments"}],
        [{"edit": "remove_session", "session": "second"}],
        [{"edit": "remove_session", "session": "canary-sitting"}],
        [{"edit": "remove_item", "item": "canary-budget"}],
        [{"edit": "remove_audience", "audience": MEMBERS}, {"edit": "remove_audience", "audience": BUREAU}],
    ):
        desk.edit(*edits)
        desk.publish()
        for language in ("en", "fr", "de"):
            assert CANARY not in "\n".join(desk.lines(language=language)).lower()
        for audiences in ((), ("strangers",)):
            edition = service.edition(desk.store, service.latest(desk.store, "m"), audiences=audiences)
            assert CANARY not in edition.view.meeting.model_dump_json().lower()
    gone = service.edition(desk.store, service.latest(desk.store, "m"), audiences=[MEMBERS, BUREAU])
    assert CANARY not in gone.view.meeting.model_dump_json().lower()


def test_reader_of_a_removed_audience_gets_the_public_feed(tmp_path: Path) -> None:
    desk = an_office(tmp_path, dated_canary_meeting(), publish=True)
    desk.edit({"edit": "remove_audience", "audience": MEMBERS})
    desk.publish()
    assert desk.lines(audiences=[MEMBERS]) == desk.lines()


def test_tombstone_leaves_the_feed_after_its_retention(tmp_path: Path) -> None:
    desk = the_office(tmp_path)
    desk.edit({"edit": "remove_session", "session": "s"})
    desk.publish()
    assert len(desk.lines()) == 3
    desk.now += timedelta(days=200)
    desk.publish()
    assert len(desk.lines()) == 3
    desk.edit({"edit": "set_session", "session": "t", "title": "Other"})
    desk.publish()
    assert len(desk.lines()) == 2
    desk.edit({"edit": "add_session", "phase": "p", "session": a_session()})
    desk.publish()
    assert [record.stamp.sequence for record in kept(desk).records[PUBLIC] if record.entry.id == "s"] == [2]


def test_meeting_that_was_never_published_is_not_found(tmp_path: Path) -> None:
    desk = an_office(tmp_path, a_meeting())
    for slug in ("m", "nowhere"):
        with pytest.raises(NotFound, match="published meeting"):
            service.latest(desk.store, slug)
    assert service.listing(desk.store) == []


def test_listing_is_latest_ending_first(tmp_path: Path) -> None:
    real = [meeting_file(name) for name in ("ptc-227", "cap-19", "sbstta-24")]
    desk = an_office(tmp_path, *real, publish=True)
    assert [one.slug for one in service.listing(desk.store)] == ["cap-19", "sbstta-24", "ptc-227"]
    assert [one.slug for one in service.listing(desk.store, most=1)] == ["cap-19"]


def test_publication_that_fails_half_way_leaves_nothing(tmp_path: Path) -> None:
    class Broken(PlainPublisher):
        def render(self, *args: object, **keys: object) -> bytes:
            raise OSError("the pen broke")

    desk = the_office(tmp_path)
    before = feed_of(desk)
    desk.edit(CANCELLED)
    desk.publisher = Broken()
    with pytest.raises(OSError, match="the pen broke"):
        desk.publish()
    desk.publisher = PlainPublisher()
    assert (feed_of(desk), kept(desk).number) == (before, 1)
    assert desk.publish().revision.number == 2
