"""The commands about accounts, links and tokens, beside a running service."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import httpx2
import pytest
from builders import meeting_file
from click import UsageError
from commands import PLENARY, run, said
from sites import ADDRESS, a_site

from agenda.service import access, accounts
from web.commands.accounts import read_expiry

if TYPE_CHECKING:
    from pathlib import Path

WORD = "correct horse battery\n"


def refused(folder: Path, *words: str, stdin: str = "") -> str:
    done = run(folder, *words, stdin=stdin)
    assert (done.returncode, done.stdout) == (2, ""), done
    (line,) = done.stderr.splitlines()
    return line


def test_account_for_one_meeting_is_a_member_with_a_role_there(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        add = ("user", "add", "ana@example.org", "--meeting", "cap-19")
        assert said(tmp_path, *add, "--role", "editor", stdin=WORD) == "ana@example.org: added as editor of cap-19\n"
        user = accounts.find_user(organiser.store, "ana@example.org")
        assert (user.role, access.role_in(organiser.store, user, "cap-19")) == ("member", "editor")
        assert said(tmp_path, *add, "--role", "owner") == "ana@example.org: added as owner of cap-19\n"
        assert access.role_in(organiser.store, user, "cap-19") == "owner"


def test_link_logs_in_once_and_is_the_last_word(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        said(tmp_path, "user", "add", "ana@example.org", "--role", "viewer", stdin=WORD)
        link = said(tmp_path, "user", "link", "Ana@example.org").split()[-1]
        assert link.startswith(f"{ADDRESS}/login/once/")
        answers = [organiser.client.post(link, follow_redirects=False).status_code for _ in range(2)]
        assert answers == [303, 410]


def test_disabled_account_is_shut_out_and_let_in_again(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        said(tmp_path, "user", "add", "ana@example.org", "--role", "viewer", stdin=WORD)
        token = said(tmp_path, "token", "add", "ana@example.org").split()[-1]
        headers = {"authorization": f"Bearer {token}"}
        statuses = []
        for deed in ("disable", "enable"):
            assert said(tmp_path, "user", deed, "ana@example.org") == f"ana@example.org: {deed}d\n"
            statuses.append(organiser.client.get("/api/v1/meetings/cap-19/draft", headers=headers).status_code)
        assert statuses == [401, 200]
        assert said(tmp_path, "user", "list") == "ana@example.org: viewer\n"


def test_token_has_scope_label_and_time_is_listed_and_revoked(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")) as organiser:
        said(tmp_path, "user", "add", "ana@example.org", "--role", "editor", stdin=WORD)
        options = ("--scope", "read cap-19", "--label", "Screens", "--expires", "2100-01-31")
        token = said(tmp_path, "token", "add", "ana@example.org", *options).split()[-1]
        assert said(tmp_path, "token", "list", "ana@example.org") == (
            "1: read cap-19 “Screens” until 2100-01-31 00:00 UTC\n"
        )
        headers = {"authorization": f"Bearer {token}"}
        assert organiser.client.get("/api/v1/meetings/cap-19/draft", headers=headers).status_code == 200
        assert said(tmp_path, "token", "revoke", "1") == "revoked\n"
        assert organiser.client.get("/api/v1/meetings/cap-19/draft", headers=headers).status_code == 401
        other = said(tmp_path, "token", "add", "ana@example.org").split()[-1]
        assert said(tmp_path, "token", "revoke", other) == "revoked\n"
        assert other not in refused(tmp_path, "token", "revoke", other)


def test_faults_are_one_line(tmp_path: Path) -> None:
    with a_site(tmp_path, meeting_file("cap-19")):
        said(tmp_path, "user", "add", "ana@example.org", "--role", "admin", stdin=WORD)
        assert "last admin" in refused(tmp_path, "user", "disable", "ana@example.org")
        assert "no user" in refused(tmp_path, "user", "link", "bob@example.org")
        add = ("user", "add", "bob@example.org")
        assert "no meeting “x”" in refused(tmp_path, *add, "--role", "editor", "--meeting", "x", stdin=WORD)
        assert "every meeting" in refused(tmp_path, *add, "--role", "admin", "--meeting", "cap-19", stdin=WORD)
        assert "no user" in refused(tmp_path, "token", "list", "bob@example.org")
        assert "no token “9”" in refused(tmp_path, "token", "revoke", "9")
        token = ("token", "add", "ana@example.org")
        assert "not a scope" in refused(tmp_path, *token, "--scope", "All")
        assert "no meeting “x”" in refused(tmp_path, *token, "--scope", "read x")
        assert "90d" in refused(tmp_path, *token, "--expires", "soon")
        assert "over already" in refused(tmp_path, *token, "--expires", "2001-01-01")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PLENARY_OIDC_CLIENT_SECRET_FILE", "/nowhere/secret"),
        ("PLENARY_OIDC_ISSUER", "http://login.example.org"),
        ("PLENARY_OIDC_ROLE", "king"),
    ],
)
def test_service_does_not_start_with_a_provider_that_is_set_wrongly(tmp_path: Path, name: str, value: str) -> None:
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), name: value}
    done = subprocess.run(
        [PLENARY, "serve"], cwd=tmp_path, capture_output=True, check=False, env=environment, text=True, timeout=60
    )
    (line,) = done.stderr.splitlines()
    assert (done.returncode, name in line) == (2, True)


NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "at"), [("90d", NOON + timedelta(days=90)), ("2027-01-31", datetime(2027, 1, 31, tzinfo=UTC))]
)
def test_time_of_a_token_is_days_or_a_date(written: str, at: datetime) -> None:
    assert read_expiry(written, NOON) == at


@pytest.mark.parametrize("written", ["", "d", "90", "31.1.2027", "9" * 30 + "d", "2027-13-01"])
def test_other_times_are_refused(written: str) -> None:
    with pytest.raises(UsageError):
        read_expiry(written, NOON)


def test_demo_prints_an_address_that_logs_its_organiser_in(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path)}
    links = []
    for _ in range(2):
        command = [PLENARY, "demo", "--port", str(port)]
        with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, env=environment, text=True) as demo:
            try:
                assert demo.stdout is not None
                lines = iter(demo.stdout.readline, "")
                links.append(next(line.split()[-1] for line in lines if re.match(r"  log in +http", line)))
                with httpx2.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
                    transport = httpx2.HTTPTransport(retries=10)
                    with httpx2.Client(transport=transport) as knocking:
                        knocking.get(links[-1])
                    assert client.post(links[-1]).headers["location"] == "/organise"
                    assert "organiser@example.org" in client.get("/organise/_accounts").text
            finally:
                demo.send_signal(signal.SIGTERM)
                demo.wait(60)
    assert len(set(links)) == 2
