"""Which files of tests can depend on the kind of database: those that reach `databases` by what they import."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).parent
SOURCES = {TESTS / "databases.py", TESTS / "postgres.py"}
"""Every database of a test is made by one of these."""


def reaches_a_database(file: Path) -> bool:
    """Whether a test in the file may open a database: by an import of its own, of its fixtures' file, or of those."""
    found: set[Path] = set()
    left = [file, *_conftest(file)]
    while left:
        new = _imported(left.pop()) - found
        found |= new
        left += new
    return bool(SOURCES & found)


def _conftest(file: Path) -> list[Path]:
    """The conftest of its folder where it asks for a fixture of it."""
    conftest = file.with_name("conftest.py")
    if conftest.parent == TESTS or not conftest.exists():
        return []
    made = {node.name for node in ast.walk(_parsed(conftest)) if isinstance(node, ast.FunctionDef)}
    return [conftest] if made & {node.arg for node in ast.walk(_parsed(file)) if isinstance(node, ast.arg)} else []


@cache
def _imported(file: Path) -> set[Path]:
    """The files of tests that a file imports itself."""
    paths = (TESTS.joinpath(*name.split(".")).with_suffix(".py") for name in _names(file))
    return {path for path in paths if path.exists()}


def _names(file: Path) -> Iterator[str]:
    for node in ast.walk(_parsed(file)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _parsed(file: Path) -> ast.Module:
    return ast.parse(file.read_bytes())
