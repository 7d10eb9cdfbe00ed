from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from builders import DATA
from databases import settings_of

PLENARY = str(Path(sys.executable).with_name("plenary"))
MINIMAL = """\
plenary: 1
slug: m
title: A meeting
time_zone: Europe/Brussels
phases:
  - {id: p, kind: online, title: Phase, start: 2022-11-16, end: 2022-11-17}
"""
MOST_KILOBYTES = 800_000
"""Of address space: what the command maps at rest, and some more."""
PHASE = "  - {id: p, kind: online, title: Another, start: 2022-01-01, end: 2022-01-02}"


class Desk:
    """A folder with a database in it, and the command run there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = folder / "plenary.db"

    def run(self, *words: str, stdin: bytes | None = None, **variables: str) -> subprocess.CompletedProcess[str]:
        environment = {"PATH": os.environ["PATH"], "HOME": str(self.folder), **settings_of(self.folder), **variables}
        done = subprocess.run(
            [PLENARY, *words],
            cwd=self.folder,
            input=stdin,
            capture_output=True,
            check=False,
            env=environment,
            timeout=120,
        )
        return subprocess.CompletedProcess(words, done.returncode, done.stdout.decode(), done.stderr.decode())

    def file(self, text: str | bytes, name: str = "m.yaml") -> str:
        data = text if isinstance(text, bytes) else text.encode()
        (self.folder / name).write_bytes(data)
        return name

    def refused(self, *words: str, **variables: str) -> str:
        """The one line on standard error of a command that must fail with exit code 2, without its prefix."""
        done = self.run(*words, **variables)
        assert (done.returncode, done.stdout) == (2, ""), done
        (line,) = done.stderr.splitlines()
        assert line.startswith("plenary: ")
        return line.removeprefix("plenary: ")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_help_of_every_command_gives_an_example_and_a_database(desk: Desk) -> None:
    commands = (
        "check",
        "demo",
        "doctor",
        "export",
        "forget",
        "import",
        "migrate",
        "prune",
        "publish",
        "schema",
        "serve",
    )
    listed = desk.run("--help").stdout
    for command in commands:
        text = desk.run(command, "--help").stdout
        assert command in listed
        assert "Example:" in text
        assert "--database" in text


def test_real_meetings_import_publish_and_export_unchanged(desk: Desk) -> None:
    names = [str(path) for path in sorted(DATA.glob("*.yaml"))]
    assert desk.run("import", *names, "--publish").returncode == 0
    for slug in ("cap-19", "ptc-227", "sbstta-24"):
        assert desk.run("export", slug, "-o", f"{slug}.yaml").returncode == 0
        assert desk.run("export", slug, "--format", "json", "-o", f"{slug}.json").returncode == 0
        for form in ("yaml", "json"):
            again = desk.run("import", f"{slug}.{form}", "--publish")
            assert f"{slug}: unchanged\n" in again.stdout
            assert "revision 1" in again.stdout


def test_standard_input_is_a_file_called_dash(desk: Desk) -> None:
    assert desk.run("import", "-", stdin=MINIMAL.encode()).stdout == "m: created\n"
    assert desk.run("check", "-", stdin=MINIMAL.encode()).returncode == 0


@pytest.mark.sqlite
def test_all_files_of_a_call_or_none(desk: Desk) -> None:
    good, bad = desk.file(MINIMAL), desk.file(MINIMAL.replace("Brussels", "Brusels"), "bad.yaml")
    desk.refused("import", good, bad)
    assert "does not exist yet" in desk.refused("check", "m")
    desk.run("migrate")
    desk.refused("import", good, bad)
    assert "no meeting “m”" in desk.refused("check", "m")


def test_near_miss_key_is_named_with_its_line(desk: Desk) -> None:
    text = MINIMAL.replace("time_zone:", "timezone:")
    said = desk.refused("import", desk.file(text))
    assert "m.yaml" in said
    assert "line 4" in said
    assert "time_zone" in said


@pytest.mark.parametrize(
    ("find", "put", "word"),
    [
        ("Europe/Brussels", "Mars/Olympus", "Mars/Olympus"),
        ("title: A meeting", "title: 'A \x01 meeting'", "control character"),
        ("title: A meeting", f"title: {'x' * 10_000}", "characters"),
        ("plenary: 1\n", "", "plenary"),
        ("plenary: 1", "plenary: 2", "plenary"),
        ("id: p,", "id: p, items: [nothing],", "unknown-reference"),
        ("phases:\n", f"phases:\n{PHASE}\n", "duplicate-id"),
        ("title: A meeting", "title: [", ""),
        ("title: A meeting", "title: " + "[" * 5_000, ""),
        ("slug: m", "slug: M!", "M!"),
        ("start: 2022-11-16", "start: 2022-13-16", "2022-13-16"),
    ],
)
def test_bad_file_is_one_clear_error_and_nothing_is_written(desk: Desk, find: str, put: str, word: str) -> None:
    said = desk.refused("import", desk.file(MINIMAL.replace(find, put)), "--publish")
    assert "m.yaml" in said
    assert word in said
    assert len(said) < 2_000


def test_a_bomb_of_anchors_and_a_huge_file_are_refused_in_little_memory(desk: Desk) -> None:
    laughs = "a0: &a0 [x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))
    bomb = desk.file(MINIMAL + laughs)
    huge = desk.file(MINIMAL.encode() + b"# padding\n" * 5_000_000, "huge.yaml")
    for name in (bomb, huge):
        done = subprocess.run(
            ["bash", "-c", f"ulimit -v {MOST_KILOBYTES}; exec {PLENARY} import {name}"],
            cwd=desk.folder,
            capture_output=True,
            check=False,
            text=True,
            env={"PATH": os.environ["PATH"]} | settings_of(desk.folder),
        )
        assert (done.returncode, len(done.stderr.splitlines()), name in done.stderr) == (2, 1, True), done.stderr


def test_what_is_no_text_or_no_file_is_named(desk: Desk) -> None:
    assert "m.yaml" in desk.refused("import", desk.file(b"\xff\xfe\x00nonsense"))
    assert "missing.yaml" in desk.refused("import", "missing.yaml")
    assert str(desk.folder) in desk.refused("import", str(desk.folder))


@pytest.mark.parametrize(
    ("session", "code"),
    [
        ("start: 2022-11-16T10:00, end: 2022-11-16T09:00", "session-ends-before-start"),
        ("start: 2022-11-18T10:00, end: 2022-11-18T11:00", "session-outside-phase"),
        ("kind: plenary", "session-without-time"),
    ],
)
def test_finding_that_is_an_error_stops_a_publication_and_its_import(desk: Desk, session: str, code: str) -> None:
    text = MINIMAL.replace("end: 2022-11-17", f"end: 2022-11-17, sessions: [{{id: s, title: S, {session}}}]")
    done = desk.run("import", desk.file(text), "--publish")
    assert (done.returncode, code in done.stderr) == (1, True)
    assert desk.run("check", "m").returncode == 2
    assert desk.run("check", "m.yaml").returncode == 1
    found = json.loads(desk.run("check", "m.yaml", "--json").stdout)
    assert [one["code"] for one in found if one["severity"] == "error"] == [code]


def test_an_hour_that_does_not_exist_is_an_error_finding(desk: Desk) -> None:
    text = MINIMAL.replace(
        "start: 2022-11-16, end: 2022-11-17",
        "start: 2022-03-26, end: 2022-03-28, sessions: [{id: s, title: S, start: 2022-03-27T02:30, minutes: 60}]",
    )
    found = json.loads(desk.run("check", desk.file(text), "--json").stdout)
    assert [one["code"] for one in found if one["severity"] == "error"] == ["local-time-does-not-exist"]


def test_import_over_unpublished_edits_needs_replace_draft(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    assert desk.run("import", desk.file(MINIMAL.replace("A meeting", "Second"))).returncode == 0
    third = desk.file(MINIMAL.replace("A meeting", "Third"))
    assert "--replace-draft" in desk.refused("import", third)
    assert "title: Second" in desk.run("export", "m", "--draft").stdout
    assert desk.run("import", third, "--replace-draft").stdout == "m: updated\n"
    assert "title: A meeting" in desk.run("export", "m").stdout


def test_withdrawn_meeting_is_read_as_its_draft_alone_until_it_is_published_again(desk: Desk) -> None:
    name = desk.file(MINIMAL)
    desk.run("import", name)
    assert desk.run("withdraw", "m").stderr == "plenary: “m” is not published; there is nothing to withdraw\n"
    desk.run("publish", "m", "-m", "First")
    assert desk.run("withdraw", "m", "-m", "Not this year").stdout == "m: withdrawn, revision 2\n"
    again = desk.run("withdraw", "m")
    assert (again.returncode, again.stderr) == (
        2,
        "plenary: “m” is withdrawn already; publishing it brings it back\n",
    )
    for form in ("yaml", "json", "ics"):
        refused = desk.run("export", "m", "--format", form)
        assert (refused.returncode, "was withdrawn" in refused.stderr, refused.stdout) == (2, True, "")
    assert desk.run("export", "m", "--draft").returncode == 0
    assert desk.run("import", name, "--publish").stdout.count("revision 3") == 1
    assert desk.run("export", "m", "--format", "ics").returncode == 0


def test_publish_says_revision_and_address(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL))
    done = desk.run("publish", "m", "-m", "First", PLENARY_URL="https://agenda.example.org/")
    assert done.stdout == "m: published, revision 1: https://agenda.example.org/m/m\n"
    assert "URL:https://agenda.example.org/m/m\n" in desk.run(
        "export", "m", "--format", "ics", PLENARY_URL="https://agenda.example.org"
    ).stdout.replace("\r\n", "\n")


def test_known_uid_with_a_new_slug_renames(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    exported = yaml.safe_load(desk.run("export", "m", "--format", "json").stdout)
    desk.run("import", desk.file(json.dumps(exported | {"slug": "renamed"}), "r.json"), "--publish")
    assert yaml.safe_load(desk.run("export", "renamed", "--format", "json").stdout)["uid"] == exported["uid"]


def test_slug_of_another_meeting_is_refused(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    other = desk.file(MINIMAL + "uid: 5f0c1f5e-8a51-4d0e-9f6b-3a2b1c0d9e8f\n", "other.yaml")
    assert "another meeting" in desk.refused("import", other)


def test_bad_settings_name_their_variable(desk: Desk) -> None:
    name = desk.file(MINIMAL)
    assert "PLENARY_URL" in desk.refused("import", name, PLENARY_URL="agenda.example.org")
    assert "database" in desk.refused("import", name, "--database", "nonsense")


@pytest.mark.sqlite
def test_read_only_database_is_one_error(desk: Desk) -> None:
    name = desk.file(MINIMAL)
    desk.run("import", name)
    with sqlite3.connect(desk.database) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    url = f"sqlite:///file:{desk.database}?mode=ro&uri=true"
    assert "read-only" in desk.refused("import", desk.file(MINIMAL.replace("A meeting", "X")), "--database", url)


@pytest.mark.sqlite
def test_full_database_is_one_error_and_nothing_half_written(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    before = desk.run("export", "m").stdout
    larger = MINIMAL.replace("A meeting", "Full").replace("phases:", f"description: {'x' * 15_000}\nphases:")
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 40; exec {PLENARY} import {desk.file(larger)} --publish"],
        cwd=desk.folder,
        capture_output=True,
        check=False,
        text=True,
        env={"PATH": os.environ["PATH"]} | settings_of(desk.folder),
    )
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert desk.run("export", "m").stdout == before


@pytest.mark.sqlite
def test_database_of_a_newer_schema_is_refused_by_every_command(desk: Desk) -> None:
    name = desk.file(MINIMAL)
    desk.run("import", name)
    with sqlite3.connect(desk.database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    commands = (f"import {name}", "migrate", "check m", "publish m -m x", "serve", "export m")
    for words in map(str.split, commands):
        assert "newer" in desk.refused(*words)


@pytest.mark.sqlite
def test_locked_database_is_one_error(desk: Desk) -> None:
    name = desk.file(MINIMAL)
    desk.run("migrate")
    holder = sqlite3.connect(desk.database, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    assert "another process" in desk.refused("import", name)
    holder.execute("ROLLBACK")
    holder.close()
    assert desk.run("import", name).returncode == 0


@pytest.mark.sqlite
def test_file_that_is_no_database_is_left_alone(desk: Desk) -> None:
    desk.file(b"these are my notes, keep them\n" * 100, "notes.db")
    assert "not a database" in desk.refused("migrate", "--database", "sqlite:///notes.db")
    assert (desk.folder / "notes.db").read_bytes().startswith(b"these are my notes")


def test_export_never_leaves_half_a_file(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    desk.refused("export", "m", "-o", "nowhere/m.yaml")
    desk.refused("export", "unknown", "-o", "unknown.yaml")
    assert not (desk.folder / "unknown.yaml").exists()


def test_command_alone_is_its_help(desk: Desk) -> None:
    alone = desk.run()
    assert (alone.returncode, alone.stdout, alone.stderr) == (0, desk.run("--help").stdout, "")
    assert desk.refused("export") == "Missing argument 'SLUG'."


def test_export_follows_a_link_and_keeps_the_mode_of_a_file(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    target, link = desk.folder / desk.file("old", "target.yaml"), desk.folder / "link.yaml"
    target.chmod(0o640)
    link.symlink_to(target.name)
    assert desk.run("export", "m", "-o", "link.yaml").returncode == 0
    assert (link.is_symlink(), target.stat().st_mode & 0o777) == (True, 0o640)
    assert target.read_text() == desk.run("export", "m").stdout
    assert list(desk.folder.glob(".*partial")) == []


def standard_output(folder: Path) -> str:
    """The name of what /dev/stdout is, as a link that may be spoilt: a fault here must not cost root the device."""
    (folder / "stdout").symlink_to("/proc/self/fd/1")
    return "stdout"


def test_export_writes_straight_to_a_pipe(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    whole = desk.run("export", "m").stdout
    assert desk.run("export", "m", "-o", standard_output(desk.folder)).stdout == whole
    pipe = desk.folder / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["timeout", "150", "cat", str(pipe)], stdout=subprocess.PIPE, text=True) as reader:
        assert desk.run("export", "m", "-o", "pipe").returncode == 0
        assert reader.communicate(timeout=20)[0] == whole
    assert pipe.is_fifo()


def test_export_to_standard_output_by_name_goes_on_where_it_stands(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    log = desk.folder / desk.file("kept\n", "log")
    shell = f"{PLENARY} export m -o {standard_output(desk.folder)} >> log"
    subprocess.run(
        ["bash", "-c", shell], cwd=desk.folder, check=True, env={"PATH": os.environ["PATH"]} | settings_of(desk.folder)
    )
    assert log.read_text() == "kept\n" + desk.run("export", "m").stdout


@pytest.mark.sqlite
def test_export_that_fails_names_what_it_was_to_write(desk: Desk) -> None:
    long = dict.fromkeys(("en", "fr", "es"), "x" * 19000)
    desk.run("import", desk.file(MINIMAL + f"languages: [en, fr, es]\ndescription: {json.dumps(long)}\n"), "--publish")
    assert desk.refused("export", "m", "-o", "nowhere/m.yaml") == "nowhere/m.yaml: no such file or directory"
    done = subprocess.run(
        ["bash", "-c", f"ulimit -f 40; exec {PLENARY} export m -o out.yaml"],
        cwd=desk.folder,
        capture_output=True,
        check=False,
        text=True,
        env={"PATH": os.environ["PATH"]} | settings_of(desk.folder),
    )
    assert (done.returncode, done.stderr) == (2, "plenary: out.yaml: file too large\n")
    assert {path.name for path in desk.folder.glob("*out*")} == set()


@pytest.mark.parametrize("words", ["export m", "schema", "check m.yaml --json"])
def test_full_disk_behind_standard_output_is_one_error(desk: Desk, words: str) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    shell = f"{PLENARY} {words} > /dev/full"
    done = subprocess.run(
        ["bash", "-c", shell],
        cwd=desk.folder,
        capture_output=True,
        check=False,
        text=True,
        env={"PATH": os.environ["PATH"]} | settings_of(desk.folder),
    )
    assert (done.returncode, done.stderr) == (2, "plenary: standard output: no space left on device\n")


def test_calendar_for_an_unknown_audience_is_refused(desk: Desk) -> None:
    desk.run("import", desk.file(MINIMAL), "--publish")
    asked = ("export", "m", "--format", "ics", "--audience", "nosuch")
    assert desk.refused(*asked) == "meeting “m” has no audience “nosuch”; it has none; leave --audience out"
    audiences = "audiences: [{id: members, name: Members}, {id: bureau, name: Bureau}]\n"
    desk.run("import", desk.file(MINIMAL + audiences), "--publish")
    assert desk.refused(*asked) == "meeting “m” has no audience “nosuch”; its audiences are members, bureau"
    assert desk.run("export", "m", "--format", "ics", "--audience", "members").returncode == 0
