"""One finding: its code, how severe it is, a sentence, and the places it speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agenda.findings.sentence import Sentence

Severity = Literal["error", "warning", "info"]

CODES: dict[Severity, tuple[str, ...]] = {
    "error": (
        "unknown-reference",
        "duplicate-id",
        "local-time-does-not-exist",
        "session-ends-before-start",
        "session-outside-phase",
        "session-without-time",
        "phase-ends-before-start",
    ),
    "warning": (
        "local-time-ambiguous",
        "person-double-booked",
        "room-double-booked",
        "phases-overlap",
        "slots-exceed-session",
        "item-not-scheduled",
        "hybrid-session-without-room",
        "session-without-join-link",
        "deadline-outside-phase",
        "decision-in-phase-without-decisions",
        "room-over-capacity",
        "outcome-missing",
    ),
    "info": ("unsocial-hour", "interpretation-over-three-hours", "text-not-translated"),
}
SEVERITIES: dict[str, Severity] = {code: severity for severity, codes in CODES.items() for code in codes}
"""Every code with its severity: errors stop a publish, warnings and information do not."""

RANKS = {severity: rank for rank, severity in enumerate(CODES)}


@dataclass(frozen=True)
class Finding:
    """Something found in a meeting; `subjects` are JSON Pointers (RFC 6901) into its file, main one first."""

    code: str
    severity: Severity
    sentence: Sentence
    subjects: tuple[str, ...]

    @cached_property
    def message(self) -> str:
        """The sentence in English."""
        return str(self.sentence)

    def as_json(self) -> dict[str, Any]:
        """The finding as the API and `plenary check --json` give it."""
        return {
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
            "subjects": list(self.subjects),
        }


def found(code: str, sentence: Sentence, *subjects: str) -> Finding:
    """A finding of that code, with the severity that belongs to it."""
    return Finding(code, SEVERITIES[code], sentence, subjects)


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Errors first, then warnings, then information; each by its first subject, indexes as numbers."""
    return sorted(findings, key=lambda finding: (RANKS[finding.severity], _position(finding.subjects), finding.code))


STEP = re.compile(r"/(?:(\d+)(?=/|\Z)|([^/]*))")


def _position(subjects: Sequence[str]) -> list[tuple[int, int, str]]:
    pointer = subjects[0] if subjects else ""
    return [(0, int(number), "") if number else (1, 0, name) for number, name in STEP.findall(pointer)]
