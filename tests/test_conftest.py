"""The rules of a test run, each seen in a test run of its own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from reaching import reaches_a_database

pytest_plugins = ["pytester"]

SKIPPED_TEST = "import pytest\ndef test_it():\n    pytest.skip('no browser')\n"
MARKED_TEST = "import pytest\n@pytest.mark.skip(reason='no browser')\ndef test_it():\n    pass\n"
SKIPPED_MODULE = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"
WAITING_TEST = """
import deadlines, subprocess, threading
deadlines.SECONDS = deadlines.SECONDS_TO_END = 0.5
def test_it():
    thread = threading.Thread(target=threading.Event().wait, name="stuck", daemon=True)
    thread.start()
    with subprocess.Popen(["sleep", "60"]):
        thread.join()
def test_next():
    pass
"""
HOUSED_TESTS = "def test_housed(tmp_path):\n    pass\ndef test_not():\n    pass\n"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail\ndef test_it():\n    raise OSError\n"


@pytest.fixture
def run(pytester, monkeypatch):
    """Run modules, by name, under the project's conftest, with CI set to a value."""
    tests = Path(__file__).parent
    pytester.makeconftest((tests / "conftest.py").read_text("utf-8"))
    monkeypatch.setenv("PYTHONPATH", str(tests))
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")

    def run_modules(*, ci: str, options=(), **sources: str) -> pytest.RunResult:
        monkeypatch.setenv("CI", ci)
        pytester.makepyfile(**sources)
        return pytester.runpytest_subprocess(*options)

    return run_modules


def test_skip_in_ci_fails_with_its_reason(run):
    result = run(ci="true", test_a=SKIPPED_TEST, test_b=MARKED_TEST)
    result.assert_outcomes(failed=1, errors=1)  # the mark stops a test before it is run
    result.stdout.fnmatch_lines(["*nothing may be skipped in CI: *no browser*"] * 2)


def test_skipped_module_in_ci_fails_with_its_reason(run):
    result = run(ci="true", test_a=SKIPPED_MODULE)
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*nothing may be skipped in CI: *no browser*"])


def test_skip_at_a_desk_is_a_skip(run):
    run(ci="", test_a=SKIPPED_TEST).assert_outcomes(skipped=1)


def test_expected_failure_in_ci_is_no_skip(run):
    run(ci="true", test_a=EXPECTED_FAILURE).assert_outcomes(xfailed=1)


def test_test_that_waits_for_ever_fails_in_words_and_the_next_is_run(run):
    result = run(ci="true", test_a=WAITING_TEST)
    result.assert_outcomes(failed=1, passed=1)
    result.stdout.fnmatch_lines(["*test_it has waited for 0.5 seconds:", "thread MainThread:", "thread stuck:"])


def test_run_on_a_server_leaves_out_what_reaches_no_database(run):
    result = run(
        ci="true",
        options=["--database=postgresql", "-v"],
        test_a=f"from databases import database_url\n{HOUSED_TESTS}",
        test_b=f"import builders\n{HOUSED_TESTS}",
    )
    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["test_a.py::test_housed PASSED*"])


def test_every_file_that_opens_a_store_reaches_a_database():
    opening = re.compile(r"open_store\(|create_service\(|\"serve\"|\bmigrate\(|def \w+\(.*\brehearsal\b")
    files = [file for file in Path(__file__).parent.rglob("test_*.py") if opening.search(file.read_text("utf-8"))]
    assert len(files) > 20
    assert [file.name for file in files if not reaches_a_database(file)] == []
