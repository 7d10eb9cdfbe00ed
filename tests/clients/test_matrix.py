"""The client matrix as tests: one for each client, one for the feeds, and proofs that a fault would be seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from clients.addresses import feed_paths, option_faults
from clients.components import components
from clients.held import Held, paired
from clients.matrix import STEPS, cells, table
from clients.meeting import SECRET, closed_further
from clients.rehearsal import Rehearsal
from clients.roster import CLIENTS, Copy

VALIDATORS = {"libical": (b"\r\nLOCATION:", b"\r\nDTSTAMP:"), "sabre/vobject": (b"\r\nLOCATION:", b"\r\nLOCATION:\xff")}
by_name = pytest.mark.parametrize("client", CLIENTS, ids=lambda client: client.name)


def faults(rehearsal, client):
    return [f"{cell.step}: {fault}" for cell in cells(rehearsal, client) for fault in cell.differences]


def tampered(rehearsal, client, publication, change):
    """The rehearsal as it were if the client's entries after a publication in English were what `change` makes."""
    stage = rehearsal.stages[publication, "en"]
    copy = Copy([change(held) for held in stage.copies[client.name].entries], [])
    changed = replace(stage, copies=stage.copies | {client.name: copy})
    return Rehearsal(rehearsal.stages | {(publication, "en"): changed})


@pytest.fixture
def an_installed(rehearsal):
    """A function that skips the test where that client is not installed."""

    def require(client):
        if client.missing():
            pytest.skip(f"no {client.name}: run scripts/test-tools")
        return client

    return require


@by_name
def test_client_stores_at_every_step_what_the_meeting_file_says(rehearsal, an_installed, client):
    assert faults(rehearsal, an_installed(client)) == []


@by_name
def test_entries_that_no_publication_touches_stay_as_they_are_stored(rehearsal, an_installed, client):
    copies = [
        rehearsal.stages[name, "en"].copies[an_installed(client).name] for name in ("first", "changes", "restored")
    ]
    untouched = [{held for held in copy.entries if not held.location} for copy in copies]
    assert len(untouched[0]) == 6
    assert untouched[0] == untouched[1] == untouched[2]


def test_every_feed_keeps_the_rules_of_the_clients_that_cannot_run_here(rehearsal):
    assert rehearsal.faults == []
    assert rehearsal.feeds > 700


@by_name
def test_each_field_that_a_client_keeps_is_compared(rehearsal, an_installed, client):
    kept = an_installed(client).keeps - {"uid", "description"}
    for name in kept:
        wrong = 7 if name == "sequence" else "wrong"
        changed = tampered(
            rehearsal, client, "restored", lambda held, name=name, wrong=wrong: replace(held, **{name: wrong})
        )
        assert len(faults(changed, client)) >= 10, name


@by_name
def test_word_of_a_closed_sitting_anywhere_in_a_copy_is_a_fault(rehearsal, an_installed, client):
    changed = tampered(
        rehearsal, an_installed(client), "closed", lambda held: replace(held, text=held.text + SECRET.title())
    )
    assert len(faults(changed, client)) == 9


def test_entry_that_is_held_twice_is_a_fault_and_shown(rehearsal, an_installed):
    client = an_installed(CLIENTS[1])
    stage = rehearsal.stages["changes", "en"]
    copy = stage.copies[client.name]
    twice = replace(stage, copies={client.name: Copy([*copy.entries, copy.entries[4]], [])})
    rows = cells(Rehearsal(rehearsal.stages | {("changes", "en"): twice}), client)
    [wrong] = [cell for cell in rows if cell.differences]
    assert wrong.step == "add"
    assert "| and 10 more" in table(rows)


@pytest.mark.parametrize("name", VALIDATORS)
def test_validating_client_objects_to_each_fault(rehearsal, an_installed, name, tmp_path):
    client = an_installed(next(client for client in CLIENTS if client.name == name))
    feed = tmp_path / "feed.ics"
    feed.write_bytes(rehearsal.stages["first", "en"].feed.replace(*VALIDATORS[name]))
    assert len(client.sync(tmp_path, "", feed).objections) == 3


def test_entries_of_one_title_are_told_apart_by_their_starts():
    expected = {"a": Held("Closed", "1", "2", uid="a"), "b": Held("Closed", "3", "4", uid="b")}
    stored = [Held("Closed", "3", "4"), Held("Closed", "1", "2"), Held("Other", "1", "2")]
    assert paired(stored, expected) == ({"a": stored[1], "b": stored[0]}, [stored[2]])


def test_feeds_of_what_is_closed_are_not_among_those_of_the_public():
    paths = feed_paths(closed_further())
    names = {path.rpartition("/")[2] for path in paths}
    assert names.isdisjoint({"canary.ics", "s1.ics", "s2.ics", "kirsch.ics", "das.ics"})
    assert names >= {"s3.ics", "pale.ics", "secretariat.ics", "rilo-ap.ics", "cap-19-members.ics", "deadlines.ics"}


@pytest.mark.parametrize("option", ["cancelled=mark", "cancelled=hide", "alarm=15m"])
def test_feed_that_ignores_an_option_is_a_fault(rehearsal, option):
    feed = rehearsal.stages["changes", "en"].feed
    assert [fault for component in components(feed) for fault in option_faults(component, "")] == []
    found = [fault for component in components(feed) for fault in option_faults(component, option)]
    assert len(found) == (5 if option == "alarm=15m" else 2)


def test_steps_are_about_every_publication(rehearsal):
    assert {(step.publication, step.language) for step in STEPS if step.and_all_others} == rehearsal.stages.keys()
