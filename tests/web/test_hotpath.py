from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from asking import ask
from bench.meetings import big_meeting
from builders import DATA, meeting_file
from databases import database_url
from icalendar import Calendar
from sites import a_site

from web.news import INTERVAL
from web.options import recognised

PLENARY = str(Path(sys.executable).with_name("plenary"))


def test_a_thousand_who_arrive_together_cause_one_rendering(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        kept: set[int] = set()

        async def subscriber() -> None:
            await ask(organiser.service, "/m/cap-19.ics")
            kept.update(id(one.representation) for one in organiser.site.shelf.asked.values())

        async def all_together() -> None:
            await asyncio.gather(*(subscriber() for _ in range(1_000)))

        asyncio.run(all_together())
        assert (len(kept), len(organiser.site.shelf)) == (1, 1)


def test_feed_from_memory_does_not_wait_for_a_page_that_is_being_made(tmp_path: Path) -> None:
    with a_site(tmp_path, big_meeting(400)) as organiser:

        async def follow() -> list[str]:
            done = []
            await ask(organiser.service, "/m/big-400.ics")
            page = asyncio.create_task(ask(organiser.service, "/m/big-400"))
            page.add_done_callback(lambda _: done.append("page"))
            while not page.done():
                await ask(organiser.service, "/m/big-400.ics")
                done.append("feed")
                await asyncio.sleep(0)
            return done

        done = asyncio.run(follow())
        assert (done[:5], done.count("page")) == (["feed"] * 5, 1)


def test_unknown_options_neither_change_nor_evict(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), cache_mb=1) as organiser:
        first = organiser.client.get("/m/cap-19.ics")
        for number in range(200):
            assert organiser.client.get(f"/m/cap-19.ics?x={number}&y").content == first.content
        assert (len(organiser.site.shelf), len(organiser.site.shelf.asked)) == (1, 1)


def test_recognised_options_are_sorted_and_the_last_of_each() -> None:
    assert recognised(b"tz=UTC&x=1&lang=fr&lang=en&alarm=") == (("lang", "en"), ("tz", "UTC"))
    assert recognised(b"tz=UTC&lang=fr&lang=") == (("tz", "UTC"),)
    assert recognised(b"q=b&q=a&item=y&item=x&item=y&room=") == (("item", "x"), ("item", "y"), ("q", "a"))
    assert recognised(b"%ff=%ff&&==;") == ()


def test_address_with_an_option_taken_back_answers_for_no_other(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        whole = organiser.client.get("/m/cap-19").text
        for option in ("lang=fr", "tz=Asia/Seoul", "view=items", "since=1", "q=agenda"):
            taken_back = f"{option}&{option.partition('=')[0]}="
            assert organiser.client.get(f"/m/cap-19?{taken_back}").text == whole
            assert organiser.client.get(f"/m/cap-19?{option}").text != whole


def test_what_is_remembered_of_a_question_is_short_whatever_was_sent(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        first = organiser.client.get("/m/cap-19")
        for number in range(3):
            headers = {"accept-language": f"en, x{number}" + 90_000 * "a", "accept-encoding": "gzip" + 90_000 * " "}
            assert organiser.client.get(f"/m/cap-19?body={number}{50_000 * 'a'}", headers=headers).text == first.text
        assert len(repr(list(organiser.site.shelf.asked))) < 2_000


def test_languages_on_several_lines_are_those_of_one_line(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for line in ([("accept-language", "en;q=0.1"), ("accept-language", "fr")], {"accept-language": "en;q=0.1, fr"}):
            assert '<html lang="fr"' in organiser.client.get("/m/cap-19", headers=line).text


def test_hot_and_first_answers_are_the_same_to_the_header(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path in ("/m/cap-19.ics", "/m/cap-19", "/m/cap-19?tz=Asia/Seoul&lang=fr", "/calendar.ics"):
            for headers in ({}, {"accept-encoding": "identity"}, {"if-none-match": "*"}):
                organiser.site.shelf.asked.clear()
                first = organiser.client.get(path, headers=headers)
                hot = organiser.client.get(path, headers=headers)
                assert hot.content == first.content
                assert (hot.status_code, dict(hot.headers)) == (first.status_code, dict(first.headers))


def test_language_header_changes_the_page_and_not_the_feed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for _ in range(2):
            assert '<html lang="fr"' in organiser.client.get("/m/cap-19", headers={"accept-language": "fr"}).text
            assert '<html lang="en"' in organiser.client.get("/m/cap-19", headers={"accept-language": "en"}).text
            french = organiser.client.get("/m/cap-19.ics", headers={"accept-language": "fr"})
            assert french.content == organiser.client.get("/m/cap-19.ics").content


def test_head_is_get_without_its_body(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path in ("/m/cap-19.ics", "/m/cap-19"):
            for _ in range(2):
                get, head = organiser.client.get(path), organiser.client.head(path)
                assert (head.content, dict(head.headers)) == (b"", dict(get.headers))


def test_a_publication_shows_at_once_in_its_own_process(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for hour in (11, 12, 14):
            move = {"edit": "move_session", "session": "s1", "start": f"2022-11-16T{hour}:00"}
            organiser.publish("cap-19", move)
            assert f"T{hour}0000" in organiser.client.get("/m/cap-19.ics").text
            assert f"{hour}:00" in organiser.client.get("/m/cap-19").text


def test_a_publication_of_another_process_shows_within_a_second(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.client.get("/m/cap-19.ics")
        text = (DATA / "cap-19.yaml").read_text("utf-8").replace("Opening session", "Session that another opened")
        (tmp_path / "edited.yaml").write_text(text, "utf-8")
        database = database_url(tmp_path)
        subprocess.run(
            [PLENARY, "import", "edited.yaml", "--publish", "--database", database],
            cwd=tmp_path,
            check=True,
            capture_output=True,
            env=os.environ | {"PLENARY_URL": organiser.site.publisher.address},
        )
        time.sleep(INTERVAL)
        assert "Session that another opened" in organiser.client.get("/m/cap-19.ics").text


@pytest.mark.parametrize(
    ("path", "entries"),
    [
        ("/calendar.ics", 13),
        ("/calendar.ics?year=2020", 4),
        ("/calendar.ics?body=CAP", 9),
        ("/m/cap-19/deadlines.ics", 3),
        ("/m/ptc-227/deadlines.ics", 2),
        ("/m/cap-19/items/tor.ics", 3),
        ("/m/cap-19/items/opening.ics", 2),
        ("/m/cap-19/people/kirsch.ics", 4),
        ("/m/cap-19/rooms/room-a.ics", 6),
        ("/m/cap-19/sessions/s2.ics", 1),
    ],
)
def test_each_feed_holds_what_it_is_about(tmp_path: Path, path: str, entries: int) -> None:
    with a_site(tmp_path, meeting_file("cap-19"), meeting_file("ptc-227")) as organiser:
        calendar = Calendar.from_ical(organiser.client.get(path).content)
        assert len(calendar.walk("VEVENT")) == entries


def test_a_component_is_the_same_bytes_in_every_feed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        (one,) = organiser.client.get("/m/cap-19/sessions/s1.ics").content.split(b"BEGIN:VEVENT")[1:]
        component = one.removesuffix(b"END:VCALENDAR\r\n")
        for path in ("/m/cap-19.ics", "/calendar.ics", "/m/cap-19/items/tor.ics", "/m/cap-19/rooms/room-a.ics"):
            assert component in organiser.client.get(path).content


def test_alarm_and_cancelled_options(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        feeds = {
            name: organiser.client.get(f"/m/cap-19.ics?{name}").text
            for name in ("", "cancelled=hide", "cancelled=mark", "alarm=15m")
        }
        assert feeds[""].count("STATUS:CANCELLED") == 1
        assert feeds["cancelled=hide"].count("BEGIN:VEVENT") == 8
        assert (
            feeds["cancelled=mark"].count("STATUS:CANCELLED"),
            "SUMMARY:Cancelled: " in feeds["cancelled=mark"],
        ) == (0, True)
        assert feeds["alarm=15m"].count("BEGIN:VALARM") == 5
        tags = {organiser.client.get(f"/m/cap-19.ics?{name}").headers["etag"] for name in feeds}
        assert len(tags) == 4


@pytest.mark.parametrize("query", ["alarm=0m", "alarm=29d", "alarm=soon", "cancelled=yes", "lang=@", "year=22"])
def test_a_bad_option_is_400_and_named(tmp_path: Path, query: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        path = "/calendar.ics" if query.startswith("year") else "/m/cap-19.ics"
        answer = organiser.client.get(f"{path}?{query}")
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"?{query.partition('=')[0]}=")


def test_what_does_not_exist_has_no_feed(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        for path in ("items/none", "people/none", "rooms/none", "sessions/none", "phases/none", "venues/hq"):
            assert organiser.client.get(f"/m/cap-19/{path}.ics").status_code == 404


def test_feed_of_an_old_revision_is_as_it_was(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        first = organiser.client.get("/m/cap-19.ics").text
        organiser.publish("cap-19", {"edit": "cancel_session", "session": "s2"})
        old = organiser.client.get("/m/cap-19/revisions/1.ics")
        assert old.headers["x-robots-tag"] == "noindex"
        assert old.text.split("BEGIN:VEVENT")[1:] == first.split("BEGIN:VEVENT")[1:]
        now = organiser.client.get("/m/cap-19/revisions/2.ics").text
        assert now.split("BEGIN:VEVENT")[1:] == organiser.client.get("/m/cap-19.ics").text.split("BEGIN:VEVENT")[1:]
        for number in ("0", "3", "x"):
            assert organiser.client.get(f"/m/cap-19/revisions/{number}.ics").status_code == 404
