"""Everybody who may knock at the service, and what each is worth: in the meeting asked for, and in the house."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from agenda.service import access, accounts, log_ins

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agenda.store import Store
    from agenda.store.accounts import User

NOBODY = "nobody"


@dataclass(frozen=True)
class Knocking:
    """A caller: `here` is the role in the meeting m, `house` that in all; `way` is "cookie", "token" or "refused".

    NOBODY as both is a caller who is not known; by the way "refused" it shows a token that is good no more.
    """

    name: str
    here: str
    house: str
    way: str
    headers: Mapping[str, str]


def everybody(store: Store, *, cookie: str) -> list[Knocking]:
    """The callers, their accounts made in the store, which has the meetings m and n."""
    return _Arrivals(store, cookie).all()


class _Arrivals:
    def __init__(self, store: Store, cookie: str) -> None:
        self.store, self.cookie, self.now = store, cookie, datetime.now(UTC)

    def all(self) -> list[Knocking]:
        house = [self._person(role, role, role) for role in access.ROLES]
        given = [self._person(f"{role}-here", role, "member", m=role) for role in access.GIVEN]
        elsewhere = [self._person(f"{role}-elsewhere", "member", "member", n=role) for role in access.GIVEN]
        return [
            *house,
            *given,
            *elsewhere,
            self._token("admin token", "admin", "admin"),
            self._token("editor token", "editor", "editor", role="editor"),
            self._token("token to read", "viewer", "viewer", scope="read"),
            self._token("token for m", "admin", "member", scope="write m"),
            self._token("token to read m", "viewer", "member", scope="read m"),
            self._token("token for n", "member", "member", scope="write n"),
            Knocking("nobody", NOBODY, NOBODY, "cookie", {}),
            Knocking("made-up cookie", NOBODY, NOBODY, "cookie", {"cookie": f"{self.cookie}=made-up"}),
            self._over("log-in of 31 days", made=timedelta(days=31)),
            self._disabled("log-in of a disabled account", "cookie"),
            self._disabled("token of a disabled account", "refused"),
            self._token("expired token", NOBODY, NOBODY, way="refused", lasts=timedelta(seconds=1)),
            self._revoked(),
            Knocking("made-up token", NOBODY, NOBODY, "refused", {"authorization": "Bearer made-up"}),
        ]

    def _user(self, name: str, role: str) -> User:
        return accounts.add_user(self.store, f"{name.replace(' ', '-')}@example.org", role=role, now=self.now)

    def _log_in(self, user: User, now: datetime) -> dict[str, str]:
        return {"cookie": f"{self.cookie}={log_ins.log_in(self.store, user, agent='', network='', now=now).secret}"}

    def _person(self, name: str, here: str, house: str, **given: str) -> Knocking:
        user = self._user(name, house)
        for slug, role in given.items():
            access.give_role(self.store, slug, user.email, role=role)
        return Knocking(f"{name}, by cookie", here, house, "cookie", self._log_in(user, self.now))

    def _over(self, name: str, *, made: timedelta) -> Knocking:
        user = self._user(name, "admin")
        return Knocking(name, NOBODY, NOBODY, "cookie", self._log_in(user, self.now - made))

    def _disabled(self, name: str, way: str) -> Knocking:
        user = self._user(name, "admin")
        token = {"authorization": f"Bearer {accounts.add_token(self.store, user.email, now=self.now)}"}
        headers = self._log_in(user, self.now) if way == "cookie" else token
        accounts.disable_user(self.store, user.email, now=self.now)
        return Knocking(name, NOBODY, NOBODY, way, headers)

    def _token(
        self,
        name: str,
        here: str,
        house: str,
        *,
        role: str = "admin",
        scope: str = "",
        way: str = "token",
        lasts: timedelta | None = None,
    ) -> Knocking:
        user = self._user(name, role)
        made = self.now - timedelta(days=1) if lasts else self.now
        ends = made + lasts if lasts else None
        token = accounts.add_token(self.store, user.email, now=made, scope=scope, expires_at=ends)
        return Knocking(name, here, house, way, {"authorization": f"Bearer {token}"})

    def _revoked(self) -> Knocking:
        knocking = self._token("revoked token", NOBODY, NOBODY, way="refused")
        accounts.revoke_token(self.store, knocking.headers["authorization"].removeprefix("Bearer "))
        return knocking
