"""Conditions on versions of a draft: its entity tag, If-Match and If-None-Match (RFC 9110 §8.8.3, §13.1)."""

from __future__ import annotations

import re

from agenda.errors import AgendaError, Problem
from web.options import InvalidOption

TAG = re.compile(r'\s*(?:W/)?"([\x21\x23-\x7e\x80-\xff]*)"\s*(?:,|\Z)')
VERSION = re.compile(r"[0-9]{1,9}\Z")
ANY = "*"


class VersionMissing(AgendaError):
    """A request that changes a draft does not say which version it was made on."""


class VersionUnknown(AgendaError):
    """A request names a version that the draft does not have, or had."""


def tag_of(version: int) -> str:
    """The entity tag of a version of a draft."""
    return f'"{version}"'


def read_tags(header: str, *, name: str) -> list[str]:
    """The opaque tags of a list of entity tags, or ["*"]; raises InvalidOption where it is neither.

    A weak tag counts as its strong one: what compresses an answer on its way may make it so, and a version names what
    a draft says, not the bytes of an answer.
    """
    if header.strip() == ANY:
        return [ANY]
    tags, at = [], 0
    while found := TAG.match(header, at):
        tags.append(found[1])
        at = found.end()
    if not tags or header[at:].strip():
        raise InvalidOption([Problem(name, f'write {name}: "VERSION", the version in quotes as ETag gave it')])
    return tags


def version_in(header: str | None, *, present: int) -> int | None:
    """The version that If-Match names, None for `*`, whichever it is; of several the latest that the draft has had.

    Raises VersionMissing without a header, InvalidOption for one that cannot be read, else VersionUnknown.
    """
    if header is None:
        raise VersionMissing('send If-Match: "VERSION", the version that this was made on, as ETag gave it')
    tags = read_tags(header, name="If-Match")
    if tags == [ANY]:
        return None
    versions = [version for version in map(int, filter(VERSION.match, tags)) if 0 < version <= present]
    if not versions:
        raise VersionUnknown(f"If-Match names no version of this draft, which is at {present}; read it again")
    return max(versions)


def is_known(header: str | None, version: int) -> bool:
    """Whether If-None-Match says that this version is held already; one that cannot be read says nothing."""
    if header is None:
        return False
    try:
        tags = read_tags(header, name="If-None-Match")
    except InvalidOption:
        return False
    return tags == [ANY] or str(version) in tags
