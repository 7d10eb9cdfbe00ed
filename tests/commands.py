"""The command `plenary` as a process of its own, in a folder where its database is."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from databases import settings_of
from sites import ADDRESS

PLENARY = str(Path(sys.executable).with_name("plenary"))


def run(folder: Path, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """What became of a command."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(folder), "PLENARY_URL": ADDRESS} | settings_of(folder)
    return subprocess.run(
        [PLENARY, *words],
        cwd=folder,
        input=stdin,
        capture_output=True,
        check=False,
        env=environment,
        text=True,
        timeout=180,
    )


def said(folder: Path, *words: str, stdin: str = "") -> str:
    """What a command says that does what it is to do, and complains of nothing."""
    done = run(folder, *words, stdin=stdin)
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def last_word(folder: Path, *words: str, stdin: str = "") -> str:
    """The last word that it says."""
    return said(folder, *words, stdin=stdin).split()[-1]
