"""One tree of errors; each carries data and never a status code or markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agenda.findings import Finding


class AgendaError(Exception):
    """Anything that stops a use case; `str()` of it is one sentence that names the place and the remedy."""


class NotFound(AgendaError):
    """Something was asked for that does not exist, or does not exist for whom asks."""

    def __init__(self, noun: str, identity: str, *, place: str = "") -> None:
        self.noun, self.identity, self.place = noun, identity, place
        super().__init__(f"no {noun} “{identity}”{f' in {place}' if place else ''}")


@dataclass(frozen=True)
class Problem:
    """One thing wrong with an input: a JSON Pointer (RFC 6901) into it, a sentence, and its line where it has lines."""

    pointer: str
    message: str
    line: int | None = None


class InvalidInput(AgendaError):
    """An input that cannot be read as what it should be; `problems` lists every place."""

    def __init__(self, problems: Sequence[Problem], *, source: str = "") -> None:
        self.problems, self.source = tuple(problems), source
        super().__init__("; ".join(self._sentence(problem) for problem in self.problems))

    def _sentence(self, problem: Problem) -> str:
        place = [self.source] if self.source else []
        place += [f"line {problem.line}"] if problem.line else []
        place += [problem.pointer] if problem.pointer else []
        return f"{', '.join(place)}: {problem.message}" if place else problem.message


class InvalidEdit(InvalidInput):
    """An edit that cannot be applied to the meeting it is meant for."""


class RuleViolation(AgendaError):
    """A meeting that breaks a rule which stops the use case; `findings` are the errors found."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(f"{finding.code}: {finding.message}" for finding in self.findings))


@dataclass(frozen=True)
class Conflict:
    """One place that two edits wrote: its pointer in the present draft and the three values."""

    pointer: str
    base: Any
    theirs: Any
    yours: Any


class EditConflict(AgendaError):
    """An edit made on an older draft touches what has changed since, or an undo finds its effect changed."""

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        places = ", ".join(conflict.pointer for conflict in self.conflicts)
        super().__init__(f"changed since by another edit: {places}")


class NotAllowed(AgendaError):
    """The use case is refused as things stand; the sentence says what would allow it."""


class Outdated(NotAllowed):
    """What was to be done with a version of a draft, which is at another by now."""


class StoreUnavailable(AgendaError):
    """The database cannot be used; the sentence says which, why and what to do."""


class Revoked(AgendaError):
    """What was asked for was given up or taken back, for good."""


class Withdrawn(Revoked):
    """A published meeting that its organisers took back; it is only back once they publish it again."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(f"the meeting “{slug}” was withdrawn; it is back once its organisers publish it again")


class Pruned(Revoked):
    """An old revision that is kept no more."""

    def __init__(self, slug: str, number: int, first: int) -> None:
        self.slug, self.number, self.first = slug, number, first
        super().__init__(f"revision {number} of “{slug}” is kept no more; the first that is kept is revision {first}")


class TooMany(AgendaError):
    """More was asked for than one may in a time; it may be asked again after `wait` seconds."""

    def __init__(self, message: str, *, wait: int) -> None:
        self.wait = wait
        super().__init__(message)


class NotAuthenticated(AgendaError):
    """Nobody is known to ask, and this is not for everybody; the sentence says how to be known."""


class Forbidden(AgendaError):
    """Whoever asks may not do this; the sentence says who may."""
