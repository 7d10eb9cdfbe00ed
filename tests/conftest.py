"""Rules of every test run: `--database` says on which kind of database; where CI is set, nothing is skipped."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import databases
import deadlines
import pytest
from reaching import reaches_a_database

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

MARKERS = {
    "sqlite": "is about a SQLite file, and left out of a run on another database",
    "postgresql": "is about a PostgreSQL server, and left out of a run on another database",
}

FOLDERS = {"tmp_path", "tmp_path_factory"}
"""Without one of these, of its own or for what it is given, a test has no place for a database."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """`pytest --database=postgresql`."""
    words = "run on a SQLite file (default) or on a real PostgreSQL server, which is started for the run"
    parser.addoption("--database", choices=databases.KINDS, default=databases.KINDS[0], help=words)


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the database, and tells of the markers."""
    databases.choose(config.getoption("--database"))
    for name, words in MARKERS.items():
        config.addinivalue_line("markers", f"{name}: {words}")


def pytest_unconfigure() -> None:
    """Leaves no connection open."""
    databases.close_connections()


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """Leaves out files of tests that need no database, which a run on SQLite has seen to."""
    is_left_out = databases.chosen_kind() != "sqlite" and collection_path.match("test_*.py")
    return True if is_left_out and not reaches_a_database(collection_path) else None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves out what is about the other database, and on a server what has no database at all."""
    left_out = [item for item in items if not _is_of(item, databases.chosen_kind())]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


def _is_of(item: pytest.Item, kind: str) -> bool:
    marks = {marker.name for marker in item.iter_markers()}.intersection(MARKERS)
    has_a_folder = FOLDERS.intersection(getattr(item, "fixturenames", ()))
    return kind in marks or not (marks or (kind != "sqlite" and not has_a_folder))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item: pytest.Item) -> Generator[None, object, object]:
    """Gives what is made ready for a test a deadline."""
    with deadlines.deadline(f"what {item.nodeid} needs"):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Generator[None, object, object]:
    """Gives a test a deadline."""
    with deadlines.deadline(item.nodeid):
        return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Generator[None, None, None]:
    """Drops a server's databases that a test made for its folder; has a deadline too."""
    folder = getattr(item, "funcargs", {}).get("tmp_path")
    with deadlines.deadline(f"what {item.nodeid} leaves"):
        yield
    if folder is not None and databases.chosen_kind() != "sqlite":
        databases.drop_databases(folder)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a test that skips itself in CI; one that is expected to fail is no skip."""
    return _without_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Fail a module that skips itself in CI."""
    return _without_skip((yield))


def _without_skip(report):
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        _, _, reason = report.longrepr
        report.outcome, report.longrepr = "failed", f"nothing may be skipped in CI: {reason}"
    return report
