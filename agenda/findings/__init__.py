"""Findings: what is wrong, doubtful or worth knowing about a meeting, one small function per code."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

from agenda.findings.business import BUSINESS
from agenda.findings.clashes import CLASHES
from agenda.findings.clocks import CLOCKS
from agenda.findings.finding import SEVERITIES, Finding, in_order
from agenda.findings.identity import IDENTITY
from agenda.findings.languages import LANGUAGES
from agenda.findings.plan import plan_of
from agenda.findings.sittings import SITTINGS

if TYPE_CHECKING:
    from datetime import date

    from agenda.meeting import Meeting

__all__ = ["SEVERITIES", "Finding", "check"]

CHECKS = (*IDENTITY, *CLOCKS, *CLASHES, *SITTINGS, *BUSINESS, *LANGUAGES)


def check(meeting: Meeting, *, today: date) -> tuple[Finding, ...]:
    """Every finding of a meeting: errors first, then warnings, then information, each in pointer order.

    `today` decides which phases are over. Takes O(n log n) for n objects; the number of findings is linear
    in n, however many sittings overlap. Those of the meetings looked at last are kept: a draft is checked when it is
    edited, looked at and published.
    """
    return _checked(_Same(meeting), today)


class _Same:
    """A meeting that equals itself alone: comparing its content would take as long as checking it."""

    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    def __hash__(self) -> int:
        return id(self.meeting)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.meeting is other.meeting


@lru_cache(maxsize=4)
def _checked(same: _Same, today: date) -> tuple[Finding, ...]:
    plan = plan_of(same.meeting, today=today)
    return tuple(in_order(chain.from_iterable(rule(plan) for rule in CHECKS)))
