from __future__ import annotations

import re
import subprocess
import sys
import time
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting
from served import a_service
from sites import a_site

from web.operations.clients import FAMILIES, family_of
from web.operations.counts import Counted, Workers

if TYPE_CHECKING:
    from pathlib import Path

    from sites import Organiser

TOKEN = "a-token-for-metrics"  # noqa: S105
BEARER = {"authorization": f"Bearer {TOKEN}"}
GOOGLE = "Google-Calendar-Importer"


def samples(text: str) -> dict[str, float]:
    """Each sample of an exposition by its name and labels."""
    return {name: float(value) for name, value in re.findall(r"^(plenary_\S+) (\S+)$", text, re.MULTILINE)}


def scrape(organiser: Organiser) -> dict[str, float]:
    answer = organiser.client.get("/metrics", headers=BEARER)
    assert answer.status_code == 200
    return samples(answer.text)


def test_requests_are_counted_by_route_status_and_client(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting(), metrics_token=TOKEN) as organiser:
        for agent in (GOOGLE, GOOGLE, "Evolution/3.46.4", ""):
            organiser.client.get("/m/m.ics", headers={"user-agent": agent})
        tag = organiser.client.get("/m/m.ics", headers={"user-agent": GOOGLE}).headers["etag"]
        organiser.client.get("/m/m.ics", headers={"user-agent": GOOGLE, "if-none-match": tag})
        organiser.client.get("/m/other.ics")
        organiser.client.get("/nothing/of/the/kind")
        found = scrape(organiser)
    assert found['plenary_requests_total{ready="no",route="/m/{slug}.ics",status="200"}'] == 1
    assert found['plenary_requests_total{ready="yes",route="/m/{slug}.ics",status="200"}'] == 4
    assert found['plenary_requests_total{ready="yes",route="/m/{slug}.ics",status="304"}'] == 1
    assert found['plenary_requests_total{ready="no",route="/m/{slug}.ics",status="404"}'] == 1
    assert found['plenary_requests_total{ready="no",route="none",status="404"}'] == 1
    assert found['plenary_feed_requests_total{client="google",status="200"}'] == 3
    assert found['plenary_feed_requests_total{client="google",status="304"}'] == 1
    assert found['plenary_feed_requests_total{client="evolution",status="200"}'] == 1
    assert found['plenary_feed_requests_total{client="other",status="200"}'] == 1
    assert (found["plenary_cache_hits_total"], found["plenary_cache_misses_total"]) == (5, 1)
    assert found['plenary_renderings_total{media_type="text/calendar"}'] == 1
    assert found["plenary_cache_bytes"] == organiser.site.shelf.weight > 0


def test_publications_are_counted_whichever_process_makes_them(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting(), metrics_token=TOKEN) as organiser:
        before = scrape(organiser)
        organiser.publish("m", {"edit": "set_meeting", "title": "Another"})
        after = scrape(organiser)
    assert [one["plenary_publications_total"] for one in (before, after)] == [1, 2]
    assert (after["plenary_meetings"], after["plenary_database_up"], after["plenary_workers"]) == (1, 1, 1)


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer a-token-for-metric"}, {"authorization": TOKEN}, {"x-forwarded-for": "127.0.0.1"}],
)
def test_metrics_are_told_to_nobody_without_the_token(tmp_path: Path, headers: dict[str, str]) -> None:
    with a_site(tmp_path, a_meeting(), metrics_token=TOKEN) as organiser:
        refused = organiser.client.get("/metrics", headers=headers)
        assert (refused.status_code, "plenary_" in refused.text) == (403, False)


def test_metrics_are_told_to_nobody_where_no_token_is_set(tmp_path: Path) -> None:
    with a_site(tmp_path, a_meeting()) as organiser:
        for headers in (BEARER, {"authorization": "Bearer "}, {"authorization": "Bearer"}):
            assert organiser.client.get("/metrics", headers=headers).status_code == 403


@pytest.mark.parametrize(
    ("agent", "family"),
    [
        ("Google-Calendar-Importer", "google"),
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "other"),
        ("Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)", "outlook"),
        ("Microsoft.Exchange/15.20 (Windows NT 10.0; Win64; x64)", "outlook"),
        ("iOS/17.4.1 (21E236) dataaccessd/1.0", "apple"),
        ("macOS/14.4 (23E214) CalendarAgent/961.4.2", "apple"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.3.0", "thunderbird"),
        ("Evolution/3.46.4", "evolution"),
        ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36", "other"),
        ("", "other"),
    ],
)
def test_family_of_a_client(agent: str, family: str) -> None:
    assert family_of(agent.encode()) == family
    assert family in FAMILIES


def test_workers_are_added_up(tmp_path: Path) -> None:
    with a_service(tmp_path, a_meeting(), workers=2, PLENARY_METRICS_TOKEN=TOKEN) as (running, _):
        for _ in range(40):
            assert running.get("/m/m.ics", user_agent=GOOGLE).status == 200
        feeds, told, end = 'plenary_feed_requests_total{client="google",status="200"}', set(), time.monotonic() + 20
        while (40.0, 2.0) not in told and time.monotonic() < end:
            told_now = samples(running.get("/metrics", authorization=f"Bearer {TOKEN}").body.decode())
            told.add((told_now[feeds], told_now["plenary_workers"]))
    assert (40.0, 2.0) in told


def test_worker_that_has_ended_is_counted_on_and_holds_nothing(tmp_path: Path) -> None:
    counted = Counted(Counter({("plenary_cache_hits",): 3}), Counter({("plenary_workers",): 1}))
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    Workers(tmp_path, lambda: counted).write()
    (tmp_path / f"{int(ended.stdout)}-x.json").write_text(counted.as_json())
    both = Workers(tmp_path, Counted).together()
    assert (both.counters["plenary_cache_hits",], both.gauges["plenary_workers",]) == (6, 1)
