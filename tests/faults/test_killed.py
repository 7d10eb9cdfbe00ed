"""The service killed at random moments while it edits and publishes: what it acknowledged is kept, and kept whole."""

from __future__ import annotations

import random
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from icalendar import Calendar
from replaying import history_of, publishings_of, require_replayable
from served import AWAY, a_service

if TYPE_CHECKING:
    from pathlib import Path

    from served import Answer, Service

ACTS = 200
KILLS = 12
PUBLISH_EVERY = 5
SEED = 20221116


@dataclass
class Organiser:
    """Edits and publishes by the API, each act once; keeps what was acknowledged, and what nobody can know."""

    service: Service
    about_to: dict[int, threading.Event]
    edits: dict[int, int] = field(default_factory=dict)
    publications: dict[int, int] = field(default_factory=dict)
    unsure: set[int] = field(default_factory=set)
    refused: Answer | None = None

    def work(self) -> None:
        """All the acts."""
        version = self.service.version()
        for number in range(ACTS):
            if number in self.about_to:
                self.about_to[number].set()
            try:
                version = self._act(number, version)
            except AWAY:
                self.unsure.add(number)
                version = self._version_when_back()

    def _act(self, number: int, version: int) -> int:
        if number % PUBLISH_EVERY == PUBLISH_EVERY - 1:
            answer = self.service.publish(f"act {number}")
            self._require_done(answer)
            self.publications[number] = answer.json["revision"]
            return version
        answer = self.service.edit(*edits_of(number), on=version)
        self._require_done(answer)
        self.edits[number] = int(answer.json["version"])
        return self.edits[number]

    def _require_done(self, answer: Answer) -> None:
        if answer.status != 200:
            self.refused = answer
            raise AssertionError(answer)

    def _version_when_back(self) -> int:
        while True:
            try:
                return self.service.version()
            except AWAY:
                time.sleep(0.02)


def edits_of(number: int) -> list[dict[str, Any]]:
    """Edits that no other act makes, and that always may be published."""
    chance = random.Random(number)  # noqa: S311
    sitting = chance.choice(["s1", "s2", "s3"])
    other = [
        {"edit": "set_session", "session": sitting, "notice": f"notice {number}"},
        {"edit": "set_phase", "phase": "hybrid", "description": f"description {number}"},
        {"edit": "add_phase", "phase": {"id": f"x-{number}", "kind": "online", "title": f"Phase {number}"} | DAYS},
    ]
    return [{"edit": "set_meeting", "symbol": f"act {number}"}, chance.choice(other)]


DAYS = {"start": "2031-03-03", "end": "2031-03-07"}


class Reader:
    """Asks for the feed again and again, and keeps every body that it got whole."""

    def __init__(self, service: Service) -> None:
        self.service = service
        self.bodies: dict[bytes, None] = {}
        self.wrong: list[Answer] = []
        self.is_over = threading.Event()

    def read(self) -> None:
        while not self.is_over.wait(0.01):
            try:
                answer = self.service.get("/m/cap-19.ics")
            except AWAY:
                continue
            if answer.status == 200:
                self.bodies[answer.body] = None
            else:
                self.wrong.append(answer)


def test_nothing_acknowledged_is_lost_and_nothing_is_by_halves(tmp_path: Path) -> None:
    chance = random.Random(SEED)  # noqa: S311
    moments = sorted(chance.sample(range(2, ACTS - 1), KILLS))
    with a_service(tmp_path) as (service, store):
        organiser = Organiser(service, {number: threading.Event() for number in moments})
        reader = Reader(service)
        threads = [threading.Thread(target=work, daemon=True) for work in (organiser.work, reader.read)]
        for thread in threads:
            thread.start()
        for number in moments:
            assert organiser.about_to[number].wait(20), f"act {number} never came: {organiser.refused}"
            time.sleep(chance.uniform(0, 0.03))
            service.kill()
            service.start()
        threads[0].join(60)
        reader.is_over.set()
        threads[1].join(60)
        assert organiser.refused is None, organiser.refused
        assert len(organiser.edits) + len(organiser.publications) + len(organiser.unsure) == ACTS
        assert not reader.wrong

        by_act = {entry.edits[0]["symbol"]: entry.version for entry in history_of(store, "cap-19")}
        assert len(by_act) == len(history_of(store, "cap-19")), "an act was kept twice"
        for number, version in organiser.edits.items():
            assert by_act[f"act {number}"] == version
        told = {one.message: one.number for one in publishings_of(store, "cap-19")}
        for number, revision in organiser.publications.items():
            message = next(one.message for one in publishings_of(store, "cap-19") if one.number == revision)
            assert told[message] == revision
            assert message in {f"act {number}", *(f"act {one}" for one in organiser.unsure)}
        feeds = require_replayable(store, "cap-19", tmp_path, service.address)
        assert service.get("/m/cap-19.ics").body == feeds[-1]
        for body in reader.bodies:
            assert body in feeds, "a feed that no publication made"
            assert Calendar.from_ical(body).walk("VEVENT")
        assert len(organiser.unsure) > KILLS / 4, "too few acts were cut off for this to say anything"
