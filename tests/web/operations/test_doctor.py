from __future__ import annotations

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from builders import a_meeting, a_phase, a_session
from served import a_service
from sites import Organiser, a_site
from sqlalchemy import text

from agenda.errors import InvalidInput
from agenda.timespan import zone_data_version
from web.operations import doctor
from web.settings import Settings, read_settings

PLENARY = str(Path(sys.executable).with_name("plenary"))
NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)
MEETING = a_meeting(phases=[a_phase(sessions=[a_session()])])


def faults(*checks: doctor.Check) -> list[str]:
    return [check.words for check in checks if check.fault]


def publish_with_older_zones(organiser: Organiser) -> None:
    """Leaves the database as a release whose zone data had that zone an hour behind would have left it."""
    with organiser.store.writing() as connection:
        connection.execute(text("UPDATE revisions SET zone_data = '2020a'"))
        rows = connection.execute(text("SELECT id, entry FROM entries WHERE kind = 'session'")).all()
        for row in rows:
            older = row.entry.replace("T12:00:00Z", "T13:00:00Z").replace("T09:00:00Z", "T10:00:00Z")
            assert older != row.entry
            connection.execute(text("UPDATE entries SET entry = :entry WHERE id = :id"), {"entry": older, "id": row.id})


def test_published_instants_that_newer_zones_move_are_listed_until_published_again(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        assert faults(*doctor.of_zones(organiser.store)) == []
        publish_with_older_zones(organiser)
        assert faults(*doctor.of_zones(organiser.store)) == [
            "m: session “s” was published for 2022-11-16 10:00 UTC with 2020a (revision 1)"
            f" and is at 2022-11-16 09:00 UTC by {zone_data_version()}; plenary publish m"
        ]
        done = organiser.publish("m")
        assert (done.is_new, done.revision.number) == (True, 2)
        assert faults(*doctor.of_zones(organiser.store)) == []
        assert not organiser.publish("m").is_new
        feed = organiser.client.get("/m/m.ics").text
        assert (feed.count("SEQUENCE:1"), organiser.client.get("/m/m/changes").status_code) == (1, 200)


def test_newer_zones_that_move_nothing_make_no_publication(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        with organiser.store.writing() as connection:
            connection.execute(text("UPDATE revisions SET zone_data = '2020a'"))
        assert not organiser.publish("m").is_new


def test_older_zone_data_than_was_published_with_is_a_fault(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        with organiser.store.writing() as connection:
            connection.execute(text("UPDATE revisions SET zone_data = '2999a'"))
        assert "published with 2999a" in faults(*doctor.of_zones(organiser.store))[0]


def test_clock_is_held_against_what_was_written_and_the_database(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        assert not doctor.of_clock(organiser.store, NOW).fault
        assert "which is over" in doctor.of_clock(organiser.store, NOW - timedelta(days=90)).words
        with organiser.store.writing() as connection:
            connection.execute(text("UPDATE revisions SET published_at = 4000000000"))
        assert "which is to come" in doctor.of_clock(organiser.store, NOW).words


def test_database_that_lacks_a_revision_is_not_whole(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        assert faults(*doctor.of_database(organiser.store)) == []
        with organiser.store.writing() as connection:
            connection.execute(text("DELETE FROM revisions"))
        assert faults(*doctor.of_database(organiser.store)) == ["revision 1 of “m” is not there; restore a backup"]


@pytest.mark.sqlite
def test_damaged_file_is_not_whole(tmp_path: Path) -> None:
    with a_site(tmp_path, MEETING) as organiser:
        with organiser.store.writing() as connection:
            connection.execute(text("PRAGMA writable_schema = ON"))
            connection.execute(
                text(
                    "UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master WHERE name = 'edits')"
                    " WHERE name = 'presences'"
                )
            )
        organiser.store.close()
        assert faults(*doctor.of_database(organiser.store)) != []


def test_configuration_names_variables_that_are_no_settings() -> None:
    variables = {"PLENARY_TRUSTED_PROXY": "127.0.0.1", "PLENARY_XYZZY": "", "PATH": ""}
    assert faults(*doctor.of_configuration(Settings(), variables)) == [
        "PLENARY_TRUSTED_PROXY is no setting; PLENARY_TRUSTED_PROXIES is",
        "PLENARY_XYZZY is no setting; take it out",
    ]
    assert "none is trusted" in faults(*doctor.of_configuration(Settings(url="https://a.example"), {}))[0]
    behind = Settings(url="https://a.example", trusted_proxies="10.0.0.1")
    assert faults(*doctor.of_configuration(behind, {})) == []


def test_short_token_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLENARY_METRICS_TOKEN", "guess")
    with pytest.raises(InvalidInput, match="PLENARY_METRICS_TOKEN: it has fewer than 16 characters"):
        read_settings()


def test_too_few_files_for_the_open_pages_are_a_fault() -> None:
    assert not doctor.of_files(Settings(live_pages=10)).fault
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    assert doctor.of_files(Settings(live_pages=1_000_000)).fault == (hard < 1_333_333)


def test_command_exits_1_with_each_fault_and_its_remedy(tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/none.db"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PLENARY_")}
    environment = kept | {"PLENARY_DATABASE_URL": database, "PLENARY_WORKERS": "2", "PLENARY_PASS": "x"}
    done = subprocess.run([PLENARY, "doctor"], env=environment, capture_output=True, text=True, check=False)
    said = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (1, "")
    assert [line for line in said if line.startswith("FAULT")] == [
        "FAULT  configuration: PLENARY_PASS is no setting; take it out",
        f"FAULT  database: database {database}: it does not exist yet; import a meeting, or name another",
    ]
    assert {"ok     PDF: can be made", "ok     fonts: there are some for en, ar, zh-cn, ru"} < set(said)


def test_service_opens_as_many_files_as_it_may(tmp_path: Path) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with a_service(tmp_path, MEETING) as (running, _):
        assert running.process is not None
        told = Path(f"/proc/{running.process.pid}/limits").read_text("ascii")
    soft = next(line.split()[3] for line in told.splitlines() if line.startswith("Max open files"))
    assert soft == str(min(hard, 1_048_576) if hard != resource.RLIM_INFINITY else 1_048_576)
