"""Passwords: how long, how they are kept, and whether one is right."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING
from unicodedata import normalize

from agenda.errors import InvalidInput, Problem
from agenda.service.personal import mint_secret

if TYPE_CHECKING:
    from argon2 import PasswordHasher

LEAST, MOST = 8, 1_000


def hashed(password: str) -> str:
    """What is kept of a new password; raises InvalidInput at /password for one too short or long."""
    if not LEAST <= len(password) <= MOST:
        message = f"a password has {LEAST} to {MOST} characters; this one has {len(password)}"
        raise InvalidInput([Problem("/password", message)])
    return _hasher().hash(_same(password))


def is_right(kept: str, password: str) -> bool:
    """Whether that is the password kept; it takes as long where none is, and nothing is then right."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        _hasher().verify(kept or _nobodys(), _same(password[: MOST + 1]))
    except (VerificationError, InvalidHashError):
        return False
    return bool(kept)


def is_old(kept: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher().check_needs_rehash(kept)


def _same(password: str) -> str:
    """Keyboards differ in how they compose letters; a surrogate that is half of one has no bytes."""
    return normalize("NFC", password).encode("utf-8", "replace").decode()


@cache
def _hasher() -> PasswordHasher:
    """Argon2id at its library's defaults (RFC 9106 §4, second recommendation), imported where it is first needed."""
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def _nobodys() -> str:
    return _hasher().hash(mint_secret())
