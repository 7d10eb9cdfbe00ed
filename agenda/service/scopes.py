"""What an API token is limited to, in words: `read` or `write`, then the slugs of the only meetings it is good for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from agenda.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from agenda.store.accounts import User

KINDS = ("read", "write")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]*\Z")
MOST_CHARACTERS = 200


@dataclass(frozen=True)
class Scope:
    """Whether more may be done than to read, and in which meetings alone; no slugs are all meetings."""

    may_write: bool = True
    slugs: tuple[str, ...] = ()

    def __str__(self) -> str:
        return " ".join([KINDS[self.may_write], *self.slugs])


def read_scope(written: str) -> Scope:
    """A scope from words such as "read", "write cap-19" or "cap-19"; none are all that the owner may.

    Raises InvalidInput at /scope.
    """
    words = written.split()
    kind = words.pop(0) if words and words[0] in KINDS else "write"
    for word in words:
        if not SLUG.match(word):
            message = (
                f"“{word[:80]}” is not a scope; write read or write, then slugs of meetings, such as “read cap-19”"
            )
            raise InvalidInput([Problem("/scope", message)])
    scope = Scope(kind == "write", tuple(dict.fromkeys(words)))
    if len(str(scope)) > MOST_CHARACTERS:
        raise InvalidInput(
            [Problem("/scope", f"a scope has at most {MOST_CHARACTERS} characters; name fewer meetings")]
        )
    return scope


def limited(user: User, written: str) -> User:
    """The user within a scope: at most a viewer where it is to read, and nothing outside the meetings that it names."""
    scope = read_scope(written)
    role = user.role
    if not scope.may_write and role != "member":
        role = "viewer"
    return replace(user, scope=str(scope), held=user.role, role="member" if scope.slugs else role)
