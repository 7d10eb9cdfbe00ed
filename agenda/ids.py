"""Ids as written in a meeting file, and the UIDs that follow from them."""

from __future__ import annotations

import re
import uuid
from functools import lru_cache
from typing import Annotated

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

PATTERN = re.compile(r"[a-z0-9][a-z0-9-]{0,63}\Z")


def read_identifier(value: str) -> str:
    """`value` itself; raises PydanticCustomError unless it is 1 to 64 of a-z, 0-9 and hyphen, no hyphen first."""
    if not PATTERN.match(value):
        raise PydanticCustomError(
            "identifier",
            "“{value}” is not an id; use up to 64 of a-z, 0-9 and hyphen, starting with a letter or digit",
            {"value": value[:80]},
        )
    return value


Identifier = Annotated[
    str,
    AfterValidator(read_identifier),
    WithJsonSchema({"type": "string", "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"}),
]


@lru_cache(maxsize=8_192)
def entry_uid(meeting: uuid.UUID, kind: str, identity: str) -> uuid.UUID:
    """The UID of a calendar entry: uuid5(meeting uid, "kind/id"), so that the same id is the same entry for ever."""
    return uuid.uuid5(meeting, f"{kind}/{identity}")


def closed_id(uid: uuid.UUID) -> str:
    """The opaque id under which a view shows what is closed to its readers, made of the entry's UID."""
    return f"closed-{uid.hex[:12]}"
