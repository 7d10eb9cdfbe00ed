"""Accounts: organisers with a role, a name and perhaps a password, and the tokens of their programs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agenda.errors import InvalidInput, NotAllowed, NotAuthenticated, NotFound, Problem
from agenda.service import passwords
from agenda.service.access import ROLES
from agenda.service.personal import digest_of, mint_secret
from agenda.service.scopes import limited, read_scope
from agenda.store import accounts, log_ins, meetings, roles, tokens

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.service.scopes import Scope
    from agenda.store import Store
    from agenda.store.accounts import Account, User
    from agenda.store.log_ins import LogIn
    from agenda.store.tokens import ApiToken

ORGANISERS = frozenset({"admin", "owner", "editor"})
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,185}\Z")
MOST_NAME, MOST_LABEL = 200, 100


def add_user(
    store: Store, email: str, *, role: str, now: datetime, password: str | None = None, name: str = ""
) -> User:
    """Adds an organiser, who without a password logs in by a one-time link or an OpenID provider.

    Raises InvalidInput, or NotAllowed where the address has an account already.
    """
    email, name = _read_email(email), _read_line(name, at="/name", most=MOST_NAME)
    _require_role(role)
    kept = passwords.hashed(password) if password is not None else ""
    with store.writing() as connection:
        if accounts.user_of(connection, email) is not None:
            raise NotAllowed(f"{email} has an account already")
        return accounts.add_user(connection, email=email, role=role, password=kept, name=name, now=now)


def _read_email(email: str) -> str:
    email = email.strip()
    if not EMAIL.match(email) or not email.isprintable():
        raise InvalidInput([Problem("/email", f"“{email[:80]}” is not an e-mail address")])
    return email.lower()


def _require_role(role: str) -> None:
    if role not in ROLES:
        raise InvalidInput([Problem("/role", f"“{role[:80]}” is not a role; write one of {', '.join(ROLES)}")])


def _read_line(written: str, *, at: str, most: int) -> str:
    line = " ".join(written.split())
    if len(line) > most or not line.isprintable():
        raise InvalidInput([Problem(at, f"write at most {most} characters, on one line")])
    return line


def find_user(store: Store, email: str) -> User | None:
    """The user with that address; None where there is none."""
    with store.reading() as connection:
        return accounts.user_of(connection, email.strip().lower())


def all_accounts(store: Store) -> list[Account]:
    """Every account, by address."""
    with store.reading() as connection:
        return accounts.all_accounts(connection)


def roles_by_user(store: Store) -> dict[int, list[tuple[str, str]]]:
    """The roles given in meetings, as slug and role, by the ids of users."""
    found: dict[int, list[tuple[str, str]]] = {}
    with store.reading() as connection:
        for identity, slug, role in roles.all_roles(connection):
            found.setdefault(identity, []).append((slug, role))
    return found


def rename_user(store: Store, user: User, name: str) -> None:
    """Sets what a user is called; raises InvalidInput."""
    line = _read_line(name, at="/name", most=MOST_NAME)
    with store.writing() as connection:
        accounts.change_user(connection, user, name=line)


def change_role(store: Store, email: str, role: str) -> User:
    """Gives a user another role in every meeting; raises InvalidInput, NotFound, or NotAllowed for the last admin."""
    _require_role(role)
    with store.writing() as connection:
        user = _known(connection, email)
        if role != "admin":
            _require_another_admin(connection, user)
        accounts.change_user(connection, user, role=role)
    return user


def disable_user(store: Store, email: str, *, now: datetime) -> User:
    """Shuts a user out: log-ins end, tokens and links stop. Raises NotFound, or NotAllowed for the last admin."""
    with store.writing() as connection:
        user = _known(connection, email)
        _require_another_admin(connection, user)
        accounts.change_user(connection, user, disabled_at=now)
        log_ins.drop_log_ins(connection, user)
        log_ins.drop_unused_links(connection, user)
    return user


def enable_user(store: Store, email: str) -> User:
    """Lets a user in again, whose tokens work again too; raises NotFound."""
    with store.writing() as connection:
        user = _known(connection, email)
        accounts.change_user(connection, user, disabled_at=None)
    return user


def _known(connection: Connection, email: str) -> User:
    user = accounts.user_of(connection, email.strip().lower())
    if user is None:
        raise NotFound("user", email)
    return user


def _require_another_admin(connection: Connection, user: User) -> None:
    if (
        user.role == "admin"
        and not accounts.is_disabled(connection, user)
        and not accounts.other_admins(connection, user)
    ):
        raise NotAllowed(f"{user.email} is the last admin; make somebody else admin first")


def change_password(store: Store, log_in: LogIn, *, present: str | None, new: str) -> None:
    """Sets a user's password and ends their other log-ins.

    `present` is the password there is; None where `needs_password` said that it is not asked for. Raises InvalidInput.
    """
    with store.reading() as connection:
        kept = accounts.password_of(connection, log_in.user)
    if present is not None and not passwords.is_right(kept, present):
        raise InvalidInput([Problem("/present", "this is not your present password")])
    made = passwords.hashed(new)
    with store.writing() as connection:
        accounts.change_user(connection, log_in.user, password=made)
        log_ins.drop_log_ins(connection, log_in.user, keep=log_in.id)
        log_ins.drop_unused_links(connection, log_in.user)


def add_token(
    store: Store, email: str, *, now: datetime, scope: str = "", label: str = "", expires_at: datetime | None = None
) -> str:
    """A new API token of a user, said this once; raises NotFound, or InvalidInput for what cannot be its scope."""
    token, limits = mint_secret(), read_scope(scope)
    label = _read_line(label, at="/label", most=MOST_LABEL)
    if expires_at is not None and expires_at <= now:
        raise InvalidInput([Problem("/expires", "this time is over already; name a later one")])
    with store.writing() as connection:
        user = _known(connection, email)
        _require_meetings(connection, limits)
        tokens.add_token(
            connection,
            user,
            digest=digest_of(token),
            scope=str(limits),
            label=label,
            expires_at=expires_at,
            now=now,
        )
    return token


def _require_meetings(connection: Connection, scope: Scope) -> None:
    for slug in scope.slugs:
        if meetings.id_of_holder(connection, slug) is None:
            raise InvalidInput([Problem("/scope", f"there is no meeting “{slug}”")])


def tokens_of(store: Store, user: User) -> list[ApiToken]:
    """The tokens of a user, newest first."""
    with store.reading() as connection:
        return tokens.tokens_of(connection, user)


def revoke_token(store: Store, which: str, *, user: User | None = None) -> None:
    """Takes back a token, known by its id or by itself, of that user alone where one is given; raises NotFound."""
    with store.writing() as connection:
        if which.isascii() and which.isdecimal() and len(which) < 10:
            is_gone = tokens.drop_token(connection, int(which), user=user)
        else:
            is_gone = user is None and tokens.drop_token_of_digest(connection, digest_of(which))
    if not is_gone:
        raise NotFound("token", which if which.isdecimal() else "of that secret")


def user_of_token(store: Store, token: str, *, now: datetime) -> User:
    """Who has that API token, within its scope; raises NotAuthenticated where nobody has, or its time is over."""
    with store.reading() as connection:
        bearer = tokens.bearer_of(connection, digest_of(token))
    if bearer is None or (bearer.expires_at is not None and bearer.expires_at <= now):
        raise NotAuthenticated("this token is not known, or its time is over; make one with “plenary token add”")
    return limited(bearer.user, bearer.scope)
