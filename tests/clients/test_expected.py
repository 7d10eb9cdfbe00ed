"""What the matrix expects, beside times of day that were worked out by hand."""

from __future__ import annotations

from clients.expected import expected_of
from clients.meeting import changed, closed_further, published, restored

UNTOUCHED = {
    "phase/online": ("2022-10-22", "2022-11-15", "CONFIRMED", 0),
    "deadline/comments-a": ("2022-11-04T22:29:00Z", "2022-11-04T22:59:00Z", "CONFIRMED", 0),
    "deadline/comments-b": ("2022-11-14T16:30:00Z", "2022-11-14T17:00:00Z", "CONFIRMED", 0),
    "phase/hybrid": ("2022-11-16", "2022-11-18", "CONFIRMED", 0),
    "phase/closing": ("2022-11-18", "2022-12-16", "CONFIRMED", 0),
    "deadline/report-comments": ("2022-12-15T15:30:00Z", "2022-12-15T16:00:00Z", "CONFIRMED", 0),
}
BEFORE = UNTOUCHED | {
    "session/s1": ("2022-11-16T09:00:00Z", "2022-11-16T12:00:00Z", "CONFIRMED", 0),
    "session/s2": ("2022-11-16T13:30:00Z", "2022-11-16T16:30:00Z", "CONFIRMED", 0),
    "session/s3": ("2022-11-17T09:00:00Z", "2022-11-17T12:00:00Z", "CONFIRMED", 0),
}
AFTER = UNTOUCHED | {
    "session/s1": ("2022-11-16T10:00:00Z", "2022-11-16T13:00:00Z", "CONFIRMED", 1),
    "session/s2": ("2022-11-16T13:30:00Z", "2022-11-16T16:30:00Z", "CANCELLED", 1),
    "session/s3": ("2022-11-17T09:00:00Z", "2022-11-17T12:00:00Z", "CANCELLED", 1),
    "session/s4": ("2022-11-17T13:30:00Z", "2022-11-17T16:30:00Z", "CONFIRMED", 0),
}
RESTORED = AFTER | {
    "session/s2": ("2022-11-16T13:30:00Z", "2022-11-16T16:30:00Z", "CONFIRMED", 2),
    "session/s3": ("2022-11-17T09:00:00Z", "2022-11-17T12:00:00Z", "CONFIRMED", 2),
}


def facts(entries):
    return {key: (held.start, held.end, held.status, held.sequence) for key, held in entries.items()}


def test_instants_status_and_sequence_through_the_publications():
    first = expected_of(published())
    second = expected_of(changed(), first)
    assert [facts(first), facts(second), facts(expected_of(restored(), second))] == [BEFORE, AFTER, RESTORED]


def test_titles_of_cancelled_removed_and_due_entries_in_french():
    entries = expected_of(changed(), expected_of(published(), language="fr"), language="fr")
    assert [entries[key].title.replace("\xa0", "~") for key in ("session/s2", "session/s3", "deadline/comments-a")] == [
        "Annulé~: Outils destinés aux Membres",
        "Annulé~: Activités et opérations",
        "Commentaires sur les points de catégorie A (date limite~: 4 nov. 2022 23:59 CET)",
    ]


def test_closed_sitting_has_its_times_and_room_and_no_word_of_its_own():
    closed = expected_of(closed_further())["session/s2"]
    assert (closed.title, closed.start, closed.location, closed.description) == (
        "Closed sitting",
        "2022-11-16T14:30:00Z",
        "Room A, WCO Headquarters + online",
        "Venue: WCO Headquarters, Rue du Marché 30, 1210 Brussels, Belgium",
    )
