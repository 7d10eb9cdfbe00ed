"""The commands about personal feeds, accounts and tokens, beside a running service."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import meeting_file
from commands import last_word, run
from sites import ADDRESS, a_site

if TYPE_CHECKING:
    from pathlib import Path


def refused(folder: Path, *words: str, stdin: str = "") -> str:
    done = run(folder, *words, stdin=stdin)
    assert (done.returncode, done.stdout) == (2, ""), done
    (line,) = done.stderr.splitlines()
    return line


def test_feed_is_made_granted_and_revoked_beside_a_running_service(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        address = last_word(tmp_path, "feed", "add", "--meeting", "cap-19", "--session", "s1", "--room", "room-a")
        assert address.startswith(f"{ADDRESS}/my/")
        feed = organiser.client.get(address)
        assert (feed.status_code, "video.example.org" in feed.text.replace("\r\n ", "")) == (200, False)
        assert run(tmp_path, "feed", "grant", address, "--audience", "members").returncode == 0
        assert "/j/" in organiser.client.get(address).text.replace("\r\n ", "")
        assert run(tmp_path, "feed", "grant", address, "--none").returncode == 0
        assert organiser.client.get(address).content == feed.content
        assert run(tmp_path, "feed", "revoke", address).stdout == "revoked\n"
        assert organiser.client.get(address).status_code == 410
        assert "revoked" in refused(tmp_path, "feed", "revoke", address)


def test_feed_with_an_audience_shows_what_members_join_by(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        address = last_word(tmp_path, "feed", "add", "--meeting", "cap-19", "--audience", "members")
        assert "/j/" in organiser.client.get(address).text.replace("\r\n ", "")
        assert "as seen by" in organiser.client.get(address.removesuffix(".ics")).text


@pytest.mark.parametrize("form", ["{0}.ics", "{0}", "{0}/edit", "webcal://x/my/{1}.ics", "/my/{1}.json?lang=fr", "{1}"])
def test_any_address_of_a_feed_revokes_it(tmp_path: Path, form: str) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        page = last_word(tmp_path, "feed", "add", "--meeting", "cap-19").removesuffix(".ics")
        assert run(tmp_path, "feed", "revoke", form.format(page, page.rpartition("/")[2])).returncode == 0
        assert organiser.client.get(page).status_code == 410


def test_faults_of_feed_commands_are_one_line(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")):
        assert "no phase “none”" in refused(tmp_path, "feed", "add", "--meeting", "cap-19", "--phase", "none")
        assert "“none”" in refused(tmp_path, "feed", "add", "--meeting", "none")
        assert "audience “none”" in refused(tmp_path, "feed", "add", "--meeting", "cap-19", "--audience", "none")
        assert "not the address" in refused(tmp_path, "feed", "revoke", "https://agenda.example.org/m/cap-19")
        assert "no calendar" in refused(tmp_path, "feed", "revoke", "x" * 32)
        address = last_word(tmp_path, "feed", "add", "--meeting", "cap-19")
        assert "--none" in refused(tmp_path, "feed", "grant", address)
        assert "“none”" in refused(tmp_path, "feed", "grant", address, "--audience", "none")


def test_account_and_its_token_are_made_before_there_is_a_database(tmp_path: Path) -> None:
    done = run(tmp_path, "user", "add", "Ana@example.org", "--role", "editor", stdin="correct horse battery\n")
    assert done.stdout == "ana@example.org: added as editor\n"
    token = last_word(tmp_path, "token", "add", "ana@example.org")
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        headers = {"authorization": f"Bearer {token}"}
        body = {"meetings": [{"meeting": "cap-19"}], "audiences": ["members"]}
        assert organiser.client.post("/api/v1/feeds", json=body, headers=headers).status_code == 201


def test_faults_of_account_commands_are_one_line(tmp_path: Path) -> None:
    run(tmp_path, "user", "add", "ana@example.org", "--role", "editor", stdin="correct horse battery\n")
    good = ("ana@example.org", "--role", "admin")
    assert "already" in refused(tmp_path, "user", "add", *good, stdin="correct horse battery\n")
    assert "no password" in refused(tmp_path, "user", "add", "b@example.org", "--role", "admin")
    assert "characters" in refused(tmp_path, "user", "add", "b@example.org", "--role", "admin", stdin="short\n")
    assert "e-mail" in refused(tmp_path, "user", "add", "nobody", "--role", "admin", stdin="correct horse\n")
    assert "king" in refused(tmp_path, "user", "add", "b@example.org", "--role", "king", stdin="correct horse\n")
    assert "no user" in refused(tmp_path, "token", "add", "c@example.org")


@pytest.mark.parametrize(
    "words",
    [
        ("feed", "add"),
        ("feed", "grant"),
        ("feed", "revoke"),
        ("user", "add"),
        ("token", "add"),
        ("feed",),
        ("user",),
        ("token",),
    ],
)
def test_help_gives_an_example_and_a_database(tmp_path: Path, words: tuple[str, ...]) -> None:
    text = run(tmp_path, *words, "--help").stdout
    assert ("Example:" in text, "--database" in text) == (True, True)
