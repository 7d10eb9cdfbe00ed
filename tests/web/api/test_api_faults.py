"""What holds whatever is sent to the API, by however many at once, and from wherever."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import TYPE_CHECKING, Any

import pytest
from builders import a_meeting, a_phase, a_session
from callers import Caller, a_caller
from edit_strategies import edits
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sites import a_site, log_in

from agenda.edits import EDITS, apply, read_edits
from agenda.nouns import NOUNS
from agenda.store.engine import BUSY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agenda.meeting import Meeting

RENAME = {"edit": "set_meeting", "title": "T"}
KEYS = sorted(
    {"edit", "before", "parent", "minutes", "from", "to", "ids", "meeting", "changes", "plenary"}
    | {field for model in NOUNS.values() for field in model.model_fields}
    | NOUNS.keys()
)
WORDS = ["", "p", "s", "t", "none", "2022-11-16T10:00", "2022-11-16", "en", "\0", "\U0001f600", "x" * 2_000, *EDITS]


def a_schedule() -> Meeting:
    sessions = [a_session(), a_session("t", start="2022-11-17T09:00", minutes=60, slots=[{"minutes": 5}])]
    return a_meeting(
        items=[{"id": "i", "title": "I", "items": [{"id": "j", "title": "J"}]}],
        people=[{"id": "a", "name": "A"}],
        audiences=[{"id": "x", "name": "X"}],
        phases=[a_phase(sessions=sessions), a_phase("q", start="2022-12-01", end="2022-12-02")],
    )


def values() -> st.SearchStrategy[Any]:
    """JSON that looks like edits now and then."""
    scalars = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    leaves = scalars | st.sampled_from(WORDS) | st.text(max_size=5)
    keys = st.sampled_from(KEYS) | st.text(max_size=5)
    whole = st.recursive(
        leaves,
        lambda held: st.lists(held, max_size=4) | st.dictionaries(keys, held, max_size=4),
        max_leaves=12,
    )
    named = st.fixed_dictionaries({"edit": st.sampled_from(sorted(EDITS))})
    fields = st.dictionaries(st.sampled_from(KEYS), whole, max_size=4)
    edit = st.builds(lambda one, more: {**more, **one}, named, fields)
    return whole | edit | st.lists(edit, max_size=4)


@pytest.fixture(scope="module")
def caller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    with a_site(tmp_path_factory.mktemp("site"), a_schedule()) as organiser:
        yield a_caller(organiser)


OFTEN = settings(
    max_examples=150, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck)
)


@OFTEN
@given(body=values())
def test_any_json_is_applied_whole_or_refused_whole(caller: Caller, body: Any) -> None:
    before, draft, entries = caller.version, caller.get("draft").content, len(caller.written)
    answer = caller.call("POST", "edits", match="*", content=json.dumps(body).encode())
    assert answer.status_code in {200, 404, 409, 422}
    if answer.status_code == 200:
        assert (answer.json()["version"], len(caller.written)) == (caller.version, entries + caller.version - before)
        assert caller.version - before in {0, 1}
    else:
        assert answer.headers["content-type"] == "application/problem+json"
        assert (caller.version, caller.get("draft").content) == (before, draft)


@OFTEN
@given(data=st.data())
def test_what_is_previewed_is_what_is_applied(caller: Caller, data: st.DataObject) -> None:
    from agenda import service

    meeting = service.draft(caller.organiser.store, "m").meeting
    written = data.draw(edits(meeting))
    tried = caller.edit(written, params={"preview": "1"})
    done = caller.edit(written)
    assert tried.status_code == done.status_code
    if done.status_code == 200:
        assert {**tried.json(), "version": 0} == {**done.json(), "version": 0}
        after = meeting
        for edit in read_edits(written):
            after = apply(after, edit)
        assert service.draft(caller.organiser.store, "m").meeting == after
        caller.post("undo")


def test_edits_at_once_are_each_in_the_history_once(tmp_path: Path) -> None:
    with a_site(tmp_path, a_schedule()) as organiser:
        callers = [a_caller(organiser, name=f"o{number}") for number in range(6)]

        def work(one: Caller) -> list[tuple[int, str, str]]:
            done = []
            for number in range(8):
                title = f"{one.email} {number}"
                person = {"id": f"{one.email.partition('@')[0]}-{number}", "name": title}
                answer = one.edit({"edit": "add_person", "person": person}, match="*")
                assert answer.status_code == 200
                done.append((answer.json()["version"], one.email, person["id"]))
            return done

        with ThreadPoolExecutor(len(callers)) as pool:
            acknowledged = sorted(entry for done in pool.map(work, callers) for entry in done)
        kept = [(one.version, one.author, one.edits[0]["person"]["id"]) for one in callers[0].written]
        assert kept == acknowledged
        assert [version for version, _, _ in kept] == list(range(2, 50))
        assert len(callers[0].get("draft").json()["people"]) == 49


def test_writer_that_waits_keeps_no_reader_waiting(tmp_path: Path) -> None:
    with a_site(tmp_path, a_schedule()) as organiser:
        caller = a_caller(organiser)
        with ThreadPoolExecutor(10) as pool:
            with organiser.store.writing():
                waiting = [pool.submit(caller.edit, RENAME, match="*") for _ in range(10)]
                started = monotonic()
                assert organiser.client.get("/m/m.ics", headers={"accept-language": "xx"}).status_code == 200
                assert monotonic() - started < BUSY_SECONDS / 2
                assert not any(one.done() for one in waiting)
            assert [one.result().status_code for one in waiting] == [200] * 10
        assert caller.version == 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
        ({"origin": "https://agenda.example.org"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_cookie_is_good_from_our_own_pages_alone(tmp_path: Path, headers: dict[str, str], status: int) -> None:
    with a_site(tmp_path, a_schedule()) as organiser:
        log_in(organiser)
        done = organiser.client.post("/api/v1/meetings/m/edits", json=RENAME, headers={"if-match": '"1"', **headers})
        assert done.status_code == status
        assert organiser.client.get("/api/v1/meetings/m/draft").headers["etag"] == ('"2"' if status == 200 else '"1"')
