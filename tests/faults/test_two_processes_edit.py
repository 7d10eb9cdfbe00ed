"""Two processes at once on one meeting: what was acknowledged is kept, once, and the history leads to the draft."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builders import meeting_file
from offices import an_office

from agenda.edits import read_edit

if TYPE_CHECKING:
    from offices import Office

    from agenda.meeting import Meeting

TESTS = Path(__file__).parents[1]
EDITS = 500


@dataclass(frozen=True)
class AtWork:
    """An organiser's process, and the files that it writes to: a pipe would have it wait until it is read."""

    process: subprocess.Popen[bytes]
    told: Path
    complaint: Path

    def acknowledged(self) -> dict[int, Any]:
        """The edits that it was told are kept, by the version each made; None for an undo."""
        assert self.process.wait(timeout=300) == 0, self.complaint.read_text()
        lines = [json.loads(line) for line in self.told.read_text().splitlines()]
        by_version = {line["version"]: line["edits"] for line in lines}
        assert len(by_version) == len(lines), "two edits were told to have made one version"
        return by_version


def at_work(office: Office, folder: Path, author: str, *, field: str, seed: int) -> AtWork:
    arguments = [str(office.store.url), "cap-19", author, field, str(seed), str(EDITS)]
    command = [sys.executable, "-W", "error", str(TESTS / "random_organiser.py"), *arguments]
    told, complaint = folder / f"{author}.jsonl", folder / f"{author}.log"
    with told.open("wb") as out, complaint.open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, cwd=TESTS.parent, env={"PYTHONPATH": "."})
    return AtWork(process, told, complaint)


def replayed(meeting: Meeting, office: Office) -> Meeting:
    for entry in office.history():
        for edit in entry.edits:
            meeting = read_edit(edit).apply(meeting)
    return meeting


def test_edits_of_two_processes_are_all_kept_once(tmp_path: Path) -> None:
    office = an_office(tmp_path, meeting_file("cap-19"))
    start = office.draft.meeting
    one = at_work(office, tmp_path, "ann", field="symbol", seed=0)
    other = at_work(office, tmp_path, "ben", field="contact", seed=10_000)
    kept = {"ann": one.acknowledged(), "ben": other.acknowledged()}
    history = office.history()
    assert [entry.version for entry in history] == list(range(2, len(history) + 2))
    for author, edits in kept.items():
        entries = {entry.version: entry for entry in history if entry.author == author}
        assert entries.keys() == edits.keys()
        assert len(edits) > EDITS / 4, "too few edits were kept for this to say anything"
        for version, written in edits.items():
            entry = entries[version]
            assert (entry.takes_back is not None) == (written is None)
            if written is not None:
                assert [edit["edit"] for edit in entry.edits] == [edit["edit"] for edit in written]
                assert entry.edits[-1] == written[-1]
    assert office.draft.version == len(history) + 1
    assert replayed(start, office) == office.draft.meeting
