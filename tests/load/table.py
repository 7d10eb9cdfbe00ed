"""The table of what was measured, printed as it grows."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field


@dataclass
class Rows:
    """What was measured, its value, and whether a goal was met ("" where there is none)."""

    missed: list[str] = field(default_factory=list)

    def head(self, text: str) -> None:
        """A part of the table."""
        sys.stdout.write(f"\n{text}\n")
        sys.stdout.flush()

    def add(self, name: str, value: str, *, is_met: bool | None = None) -> None:
        """One row."""
        verdict = "" if is_met is None else "met" if is_met else "MISSED"
        if is_met is False:
            self.missed.append(name)
        sys.stdout.write(f"  {name:<62} {value:<34} {verdict}\n")
        sys.stdout.flush()
