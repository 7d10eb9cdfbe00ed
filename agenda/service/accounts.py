"""Accounts: organisers with a role and a password, and the tokens of their programs."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from agenda.errors import InvalidInput, NotAllowed, NotAuthenticated, NotFound, Problem
from agenda.service.personal import digest_of, mint_secret
from agenda.store import accounts

if TYPE_CHECKING:
    from datetime import datetime

    from argon2 import PasswordHasher

    from agenda.store import Store
    from agenda.store.accounts import LogIn, User

ROLES = ("admin", "owner", "editor", "viewer")
"""From all to least: what each may do is decided where it is done."""
ORGANISERS = frozenset({"admin", "owner", "editor"})
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,185}\Z")
LEAST_PASSWORD, MOST_PASSWORD = 8, 1_000


def add_user(store: Store, email: str, *, role: str, password: str, now: datetime) -> User:
    """Adds an organiser; raises InvalidInput, or NotAllowed where the address has an account already."""
    email = _read_email(email)
    if role not in ROLES:
        raise InvalidInput([Problem("/role", f"“{role}” is not a role; write one of {', '.join(ROLES)}")])
    if not LEAST_PASSWORD <= len(password) <= MOST_PASSWORD:
        message = f"a password has {LEAST_PASSWORD} to {MOST_PASSWORD} characters; this one has {len(password)}"
        raise InvalidInput([Problem("/password", message)])
    hashed = _hasher().hash(password)
    with store.writing() as connection:
        if accounts.user_of(connection, email) is not None:
            raise NotAllowed(f"{email} has an account already")
        return accounts.add_user(connection, email=email, role=role, password=hashed, now=now)


def _read_email(email: str) -> str:
    if not EMAIL.match(email):
        raise InvalidInput([Problem("/email", f"“{email[:80]}” is not an e-mail address")])
    return email.lower()


@cache
def _hasher() -> PasswordHasher:
    """Argon2id at its library's defaults (RFC 9106 §4, second recommendation), imported where it is first needed."""
    from argon2 import PasswordHasher

    return PasswordHasher()


def user_with_password(store: Store, email: str, password: str) -> User | None:
    """The user with that address and password; None where there is none, after as long."""
    from argon2.exceptions import VerifyMismatchError

    with store.reading() as connection:
        user = accounts.user_of(connection, email.lower())
        hashed = accounts.password_of(connection, user) if user else _nobodys()
    try:
        _hasher().verify(hashed, password[:MOST_PASSWORD])
    except VerifyMismatchError:
        return None
    return user


@cache
def _nobodys() -> str:
    return _hasher().hash(mint_secret())


def add_token(store: Store, email: str, *, now: datetime, scope: str = "", expires_at: datetime | None = None) -> str:
    """A new API token of a user, said this once; raises NotFound."""
    token = mint_secret()
    with store.writing() as connection:
        user = accounts.user_of(connection, email.lower())
        if user is None:
            raise NotFound("user", email)
        accounts.add_token(connection, user, digest=digest_of(token), scope=scope, expires_at=expires_at, now=now)
    return token


def user_of_token(store: Store, token: str, *, now: datetime) -> User:
    """Whose API token that is; raises NotAuthenticated where it is nobody's, or its time is over."""
    with store.reading() as connection:
        bearer = accounts.bearer_of(connection, digest_of(token))
    if bearer is None or (bearer.expires_at is not None and bearer.expires_at <= now):
        raise NotAuthenticated("this token is not known, or its time is over; make one with “plenary token add”")
    return bearer.user


def log_in_of(store: Store, secret: str, *, now: datetime) -> LogIn | None:
    """The log-in of a cookie's secret; None where it is nobody's, or over."""
    with store.reading() as connection:
        found = accounts.log_in_of(connection, digest_of(secret))
    return found if found is not None and now < found.expires_at else None
