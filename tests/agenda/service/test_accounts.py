"""Accounts, roles in meetings, and what the scope of a token leaves of them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting
from offices import an_office

from agenda.errors import Forbidden, InvalidInput, NotAllowed, NotAuthenticated, NotFound
from agenda.service import access, accounts, log_ins
from agenda.service.scopes import Scope, read_scope

if TYPE_CHECKING:
    from pathlib import Path

    from offices import Office

OTHER = "11111111-1111-4111-8111-111111111111"


def the_office(tmp_path: Path) -> Office:
    """An office with the meetings m and n."""
    return an_office(tmp_path, a_meeting(), a_meeting(slug="n", uid=OTHER))


def add(office: Office, name: str, role: str = "member", **options: str) -> accounts.User:
    return accounts.add_user(office.store, f"{name}@example.org", role=role, now=office.now, **options)


def roles_in(office: Office, user: accounts.User) -> list[str]:
    """What the user is in m and n; "" where there is no such meeting for them."""
    found = []
    for slug in ("m", "n"):
        try:
            found.append(access.role_in(office.store, user, slug))
        except NotFound:
            found.append("")
    return found


def by_token(office: Office, name: str, scope: str) -> accounts.User:
    token = accounts.add_token(office.store, f"{name}@example.org", now=office.now, scope=scope)
    return accounts.user_of_token(office.store, token, now=office.now)


class TestUsers:
    @pytest.mark.parametrize("email", ["", "ana", "ana@", "@example.org", "a b@example.org", "a\x00@b.org", "x" * 300])
    def test_address_that_is_none_is_refused(self, tmp_path: Path, email: str) -> None:
        office = the_office(tmp_path)
        with pytest.raises(InvalidInput) as refused:
            accounts.add_user(office.store, email, role="viewer", now=office.now)
        assert [one.pointer for one in refused.value.problems] == ["/email"]

    def test_second_account_of_an_address_is_refused(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "ana")
        with pytest.raises(NotAllowed):
            accounts.add_user(office.store, " ANA@example.org", role="admin", now=office.now)

    def test_last_admin_is_neither_disabled_nor_made_less(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "ana", "admin")
        for deed in (
            lambda: accounts.disable_user(office.store, "ana@example.org", now=office.now),
            lambda: accounts.change_role(office.store, "ana@example.org", "owner"),
        ):
            with pytest.raises(NotAllowed, match="last admin"):
                deed()
        add(office, "bob", "admin")
        accounts.disable_user(office.store, "bob@example.org", now=office.now)
        with pytest.raises(NotAllowed, match="last admin"):
            accounts.change_role(office.store, "ana@example.org", "owner")
        accounts.enable_user(office.store, "bob@example.org")
        accounts.change_role(office.store, "ana@example.org", "owner")
        assert [one.user.role for one in accounts.all_accounts(office.store)] == ["owner", "admin"]

    def test_changed_password_ends_other_log_ins_and_unused_links(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        words = ["correct horse", "battery staple"]
        user = add(office, "ana", password=words[0])
        made = [
            log_ins.log_in(office.store, user, agent="", network="", now=office.now + timedelta(seconds=second))
            for second in range(2)
        ]
        link = log_ins.add_link(office.store, user.email, now=office.now)
        with pytest.raises(InvalidInput, match="present"):
            accounts.change_password(office.store, made[0].log_in, present="wrong horse", new=words[1])
        accounts.change_password(office.store, made[0].log_in, present=words[0], new=words[1])
        assert log_ins.log_ins_of(office.store, user, now=office.now) == [made[0].log_in]
        with pytest.raises(NotFound):
            log_ins.user_of_link(office.store, link, now=office.now)
        opened = [
            log_ins.user_with_password(office.store, user.email, word, network="", now=office.now) for word in words
        ]
        assert opened == [None, user]


class TestRoles:
    def test_role_of_the_account_holds_everywhere_and_one_given_where_it_is_higher(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        viewer, member, owner = add(office, "ana", "viewer"), add(office, "bob"), add(office, "cleo", "owner")
        for user in (viewer, member, owner):
            access.give_role(office.store, "m", user.email, role="editor")
        assert [roles_in(office, user) for user in (viewer, member, owner)] == [
            ["editor", "viewer"],
            ["editor", ""],
            ["owner", "owner"],
        ]

    def test_given_role_replaces_the_one_before_and_is_taken(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        user = add(office, "bob")
        for role in ("owner", "viewer"):
            access.give_role(office.store, "m", "BOB@example.org ", role=role)
        assert [(one.user.email, one.role) for one in access.members(office.store, "m")] == [(user.email, "viewer")]
        access.take_role(office.store, "m", user.email)
        assert (roles_in(office, user), access.members(office.store, "m")) == (["", ""], [])
        with pytest.raises(NotFound):
            access.take_role(office.store, "m", user.email)

    @pytest.mark.parametrize(
        ("email", "role", "pointer"),
        [("nobody@example.org", "editor", "/email"), ("bob@example.org", "admin", "/role")],
    )
    def test_role_that_cannot_be_given_is_pointed_at(self, tmp_path: Path, email: str, role: str, pointer: str) -> None:
        office = the_office(tmp_path)
        add(office, "bob")
        with pytest.raises(InvalidInput) as refused:
            access.give_role(office.store, "m", email, role=role)
        assert [one.pointer for one in refused.value.problems] == [pointer]

    def test_less_than_is_needed_is_forbidden_and_nothing_is_not_found(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        viewer, member = add(office, "ana", "viewer"), add(office, "bob")
        with pytest.raises(Forbidden, match="an editor may do this"):
            access.require_role(office.store, viewer, "m", "editor")
        with pytest.raises(NotFound):
            access.require_role(office.store, member, "m", "viewer")
        with pytest.raises(Forbidden, match="an admin may do this"):
            access.require_house_role(viewer, "admin")


class TestScopes:
    @pytest.mark.parametrize(
        ("written", "scope"),
        [
            ("", Scope()),
            ("write", Scope()),
            (" read ", Scope(may_write=False)),
            ("cap-19", Scope(slugs=("cap-19",))),
            ("read cap-19  m cap-19", Scope(may_write=False, slugs=("cap-19", "m"))),
            ("write read", Scope(slugs=("read",))),
        ],
    )
    def test_words_are_read(self, written: str, scope: Scope) -> None:
        assert read_scope(written) == scope
        assert read_scope(str(scope)) == scope

    @pytest.mark.parametrize("written", ["read,write", "CAP-19", "read /m", "x" * 201, "read é"])
    def test_other_words_are_refused(self, written: str) -> None:
        with pytest.raises(InvalidInput) as refused:
            read_scope(written)
        assert [one.pointer for one in refused.value.problems] == ["/scope"]

    @pytest.mark.parametrize(
        ("scope", "house", "roles"),
        [
            ("", "editor", ["owner", "editor"]),
            ("read", "viewer", ["viewer", "viewer"]),
            ("m", "member", ["owner", ""]),
            ("read n", "member", ["", "viewer"]),
        ],
    )
    def test_token_may_what_its_scope_leaves(self, tmp_path: Path, scope: str, house: str, roles: list[str]) -> None:
        office = the_office(tmp_path)
        add(office, "ana", "editor")
        access.give_role(office.store, "m", "ana@example.org", role="owner")
        user = by_token(office, "ana", scope)
        assert (user.role, roles_in(office, user)) == (house, roles)

    def test_scope_gives_a_member_nothing(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "bob")
        assert [roles_in(office, by_token(office, "bob", scope)) for scope in ("", "read", "write m")] == [["", ""]] * 3

    def test_scope_goes_with_a_meeting_that_is_renamed(self, tmp_path: Path) -> None:
        office = an_office(tmp_path, a_meeting(), publish=True)
        add(office, "ana", "editor")
        user = by_token(office, "ana", "read m")
        office.bring(a_meeting(slug="renamed"), publish=True)
        assert access.role_in(office.store, user, "renamed") == "viewer"

    def test_meeting_that_there_is_not_is_no_scope(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "ana", "editor")
        with pytest.raises(InvalidInput, match="no meeting “x”"):
            by_token(office, "ana", "read x")


class TestTokens:
    def test_token_is_revoked_by_number_by_its_owner_alone(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        ana, bob = add(office, "ana", "editor"), add(office, "bob", "editor")
        token = accounts.add_token(office.store, ana.email, now=office.now, label="  a  program ")
        (kept,) = accounts.tokens_of(office.store, ana)
        assert (kept.label, kept.scope, accounts.tokens_of(office.store, bob)) == ("a program", "write", [])
        with pytest.raises(NotFound):
            accounts.revoke_token(office.store, str(kept.id), user=bob)
        assert accounts.user_of_token(office.store, token, now=office.now).email == ana.email
        accounts.revoke_token(office.store, str(kept.id), user=ana)
        with pytest.raises(NotAuthenticated):
            accounts.user_of_token(office.store, token, now=office.now)

    def test_token_revokes_itself(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "ana", "editor")
        tokens = [accounts.add_token(office.store, "ana@example.org", now=office.now) for _ in range(2)]
        accounts.revoke_token(office.store, tokens[0])
        with pytest.raises(NotAuthenticated):
            accounts.user_of_token(office.store, tokens[0], now=office.now)
        assert accounts.user_of_token(office.store, tokens[1], now=office.now)

    def test_token_of_a_disabled_account_is_nobodys(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "ana", "editor")
        token = accounts.add_token(office.store, "ana@example.org", now=office.now)
        accounts.disable_user(office.store, "ana@example.org", now=office.now)
        with pytest.raises(NotAuthenticated):
            accounts.user_of_token(office.store, token, now=office.now)

    def test_time_that_is_over_is_refused_for_a_new_token(self, tmp_path: Path) -> None:
        office = the_office(tmp_path)
        add(office, "ana", "editor")
        with pytest.raises(InvalidInput):
            accounts.add_token(office.store, "ana@example.org", now=office.now, expires_at=office.now)
