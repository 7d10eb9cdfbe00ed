"""Logging in: by password, within limits on guessing, by a link that is good once, or as an OpenID provider says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import TYPE_CHECKING

from agenda.errors import NotAllowed, NotFound, Revoked, TooMany
from agenda.service import passwords
from agenda.service.personal import digest_of, mint_secret
from agenda.store import accounts, log_ins

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from agenda.store import Store
    from agenda.store.accounts import User
    from agenda.store.log_ins import LogIn

LASTS, IDLES = timedelta(days=30), timedelta(days=7)
"""How long a log-in is good, and how long without being used."""
SEEN_EVERY = timedelta(minutes=5)
LINK_LASTS = timedelta(hours=24)
WINDOW = timedelta(minutes=15)
MOST_FOR_AN_EMAIL, MOST_FROM_A_NETWORK = 5, 20
KEPT_FAILURES = timedelta(hours=1)
NEW_PASSWORD_AFTER_LINK = timedelta(hours=1)
MOST_EMAIL, MOST_AGENT, MOST_NETWORK = 254, 200, 64


@dataclass(frozen=True)
class NewLogIn:
    """A log-in just made, and its secret, said this once."""

    secret: str
    log_in: LogIn


def user_with_password(store: Store, email: str, password: str, *, network: str, now: datetime) -> User | None:
    """The user with that address and password; None where there is none, after as long and with as little said.

    Each try is kept as a failure before the password is looked at, so that several at once are counted too. Raises
    TooMany after five wrong ones for an address, or twenty from a network, in a quarter of an hour.
    """
    email, network = email.strip().lower()[:MOST_EMAIL], network[:MOST_NETWORK]
    _take_try(store, email, network, now=now)
    with store.reading() as connection:
        user = accounts.user_of(connection, email)
        may = user is not None and not accounts.is_disabled(connection, user)
        kept = accounts.password_of(connection, user) if user is not None and may else ""
    if not passwords.is_right(kept, password) or user is None:
        return None
    renewed = passwords.hashed(password) if passwords.is_old(kept) else ""
    with store.writing() as connection:
        log_ins.drop_failures(connection, email=email, network=network)
        if renewed:
            accounts.change_user(connection, user, password=renewed)
    return user


def _take_try(store: Store, email: str, network: str, *, now: datetime) -> None:
    with store.writing() as connection:
        log_ins.drop_failures_before(connection, now - KEPT_FAILURES)
        since, until = now - WINDOW, now + WINDOW  # what is later was kept before a clock was set back
        of_email = log_ins.failures(connection, since=since, until=until, email=email) if email else []
        of_network = log_ins.failures(connection, since=since, until=until, network=network) if network else []
        waits = [_wait(of_email, MOST_FOR_AN_EMAIL, now), _wait(of_network, MOST_FROM_A_NETWORK, now)]
        if any(waits):
            raise TooMany("too many wrong passwords; try again later, or use a one-time link", wait=max(waits))
        log_ins.add_failure(connection, email=email, network=network, now=now)


def _wait(failed: list[datetime], most: int, now: datetime) -> int:
    """Seconds until fewer than `most` of the failures lie in the window; 0 where fewer do already."""
    if len(failed) < most:
        return 0
    return max(1, ceil((failed[-most] + WINDOW - now).total_seconds()))


def log_in(store: Store, user: User, *, agent: str, network: str, now: datetime, instead_of: str = "") -> NewLogIn:
    """Logs a user in under a new secret; the log-in of the secret `instead_of` ends, whosever it is."""
    with store.writing() as connection:
        return _log_in(connection, user, agent=agent, network=network, now=now, instead_of=instead_of)


def _log_in(
    connection: Connection, user: User, *, agent: str, network: str, now: datetime, instead_of: str
) -> NewLogIn:
    log_ins.drop_over(connection, now=now, idle_since=now - IDLES)
    if instead_of and (former := log_ins.log_in_of(connection, digest_of(instead_of))):
        log_ins.drop_log_ins(connection, former.user, only=[former.id])
    secret = mint_secret()
    made = log_ins.add_log_in(
        connection,
        user,
        digest=digest_of(secret),
        expires_at=now + LASTS,
        agent=agent[:MOST_AGENT],
        network=network[:MOST_NETWORK],
        now=now,
    )
    return NewLogIn(secret, made)


def log_in_of(store: Store, secret: str, *, now: datetime) -> LogIn | None:
    """The log-in of a cookie's secret; None where it is nobody's, or over."""
    with store.reading() as connection:
        found = log_ins.log_in_of(connection, digest_of(secret))
    return found if found is not None and is_good(found, now) else None


def is_good(log_in: LogIn, now: datetime) -> bool:
    """Whether a log-in is neither over nor left unused for too long."""
    return now < log_in.expires_at and now - log_in.seen_at <= IDLES


def note_seen(store: Store, log_in: LogIn, *, now: datetime) -> None:
    """Keeps that a log-in was used, at most every few minutes."""
    if now - log_in.seen_at >= SEEN_EVERY:
        with store.writing(waits=False) as connection:
            log_ins.note_seen(connection, log_in, now=now)


def log_ins_of(store: Store, user: User, *, now: datetime) -> list[LogIn]:
    """The log-ins of a user that are good, the one last used first."""
    with store.reading() as connection:
        return [one for one in log_ins.log_ins_of(connection, user) if is_good(one, now)]


def end_log_in(store: Store, user: User, identity: int) -> None:
    """Ends a log-in of a user; one that there is not is ended already."""
    with store.writing() as connection:
        log_ins.drop_log_ins(connection, user, only=[identity])


def end_others(store: Store, log_in: LogIn) -> int:
    """Ends all log-ins of a user but this one; how many."""
    with store.writing() as connection:
        return log_ins.drop_log_ins(connection, log_in.user, keep=log_in.id)


def add_link(store: Store, email: str, *, now: datetime) -> str:
    """The secret of a new link that logs a user in once within 24 hours; raises NotFound, or NotAllowed if disabled."""
    secret = mint_secret()
    with store.writing() as connection:
        user = accounts.user_of(connection, email.strip().lower())
        if user is None:
            raise NotFound("user", email)
        if accounts.is_disabled(connection, user):
            raise NotAllowed(f"{user.email} is disabled; enable the account first")
        log_ins.drop_links(connection, before=now - LASTS)
        log_ins.add_link(connection, user, digest=digest_of(secret), expires_at=now + LINK_LASTS)
    return secret


def user_of_link(store: Store, secret: str, *, now: datetime) -> User:
    """Whom a one-time link would log in, without using it; raises NotFound, or Revoked where it is used or over."""
    with store.reading() as connection:
        found = log_ins.link_of(connection, digest_of(secret))
    if found is None:
        raise NotFound("one-time link", "of this address")
    if found.used_at is not None or found.expires_at <= now:
        raise Revoked("this link was used already, or its 24 hours are over; ask for another")
    return found.user


def log_in_by_link(
    store: Store, secret: str, *, agent: str, network: str, now: datetime, instead_of: str = ""
) -> NewLogIn:
    """Uses a one-time link; raises as `user_of_link`. Of several uses at once one alone succeeds."""
    user = user_of_link(store, secret, now=now)
    with store.writing() as connection:
        if not log_ins.use_link(connection, digest_of(secret), now=now):
            raise Revoked("this link was used already; ask for another")
        return _log_in(connection, user, agent=agent, network=network, now=now, instead_of=instead_of)


def needs_password(store: Store, log_in: LogIn, *, now: datetime) -> bool:
    """Whether the present password is asked for before another is set.

    It is not where there is none, and not in the hour after a one-time link, which is how a forgotten one is replaced.
    """
    with store.reading() as connection:
        if not accounts.password_of(connection, log_in.user):
            return False
        is_fresh = now - log_in.created_at < NEW_PASSWORD_AFTER_LINK
        return not (is_fresh and log_ins.was_by_link(connection, log_in))


def user_of_subject(
    store: Store, *, issuer: str, subject: str, email: str, name: str, role: str | None, now: datetime
) -> User:
    """Who somebody at an OpenID provider is here: known already, else by the address that the provider has verified.

    Somebody new gets an account with `role`; None is for accounts that there are alone. Raises NotAllowed.
    """
    email = email.strip().lower()
    with store.writing() as connection:
        user = accounts.user_of_subject(connection, issuer, subject)
        if user is None:
            user = _user_by_email(connection, email, name=name, role=role, issuer=issuer, now=now)
            accounts.add_subject(connection, user, issuer=issuer, subject=subject)
        if accounts.is_disabled(connection, user):
            raise NotAllowed(f"the account of {email} is disabled; ask an admin")
    return user


def _user_by_email(
    connection: Connection, email: str, *, name: str, role: str | None, issuer: str, now: datetime
) -> User:
    user = accounts.user_of(connection, email)
    if user is None and role is None:
        raise NotAllowed(f"{email} has no account here; ask an admin")
    if user is not None and accounts.is_known_at(connection, user, issuer):
        raise NotAllowed(f"{email} is somebody else at this provider already; ask an admin")
    return user or accounts.add_user(
        connection, email=email, role=role or "member", password="", name=" ".join(name.split())[:200], now=now
    )
