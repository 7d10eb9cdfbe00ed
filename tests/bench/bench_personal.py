"""Personal feeds, each asked for once by its own token: requests a second, and what the worker's memory comes to.

Run as `PYTHONPATH=tests python tests/bench/bench_personal.py [FEEDS]`. Needs wrk. Goals: 2,000 requests a second; no
more memory than the cache's bound above what the worker had before; 150 MB in all.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from bench.meetings import big_meeting
from bench.servers import PLENARY, free_port, memory_of, running

from agenda.files import write_yaml
from agenda.personal import Choice, ChosenMeeting
from agenda.service.personal import digest_of, mint_secret
from agenda.store import open_store
from agenda.store import personal as kept

if TYPE_CHECKING:
    from agenda.meeting import Meeting

FEEDS = 100_000
SITTINGS = 120
GOAL = 2_000
MOST_MEGABYTES = 150
CONNECTIONS = 8
MOST_SECONDS = 300
SCRIPT = """
local tokens, asked, answered, wrong = {}, 0, 0, 0
for line in io.lines(os.getenv("TOKENS")) do tokens[#tokens + 1] = line end
request = function()
  asked = asked + 1
  return wrk.format("GET", "/my/" .. tokens[math.min(asked, #tokens)] .. ".ics")
end
response = function(status)
  answered = answered + 1
  if status ~= 200 then wrong = wrong + 1 end
  if answered == #tokens then
    local file = io.open(os.getenv("TOKENS") .. ".part", "w")
    file:write(wrong)
    file:close()
    os.rename(os.getenv("TOKENS") .. ".part", os.getenv("TOKENS") .. ".done")
  end
end
"""


def choices(meeting: Meeting, random: Random) -> Choice:
    """What one delegate follows: a few sittings, a person, an item or two."""
    sittings = [session.id for phase in meeting.phases for session in phase.sessions]
    picks = {
        "sessions": tuple(random.sample(sittings, random.randint(1, 6))),
        "people": tuple(random.sample([person.id for person in meeting.people], random.randint(0, 2))),
        "items": tuple(random.sample([item.id for item in meeting.items], random.randint(0, 2))),
    }
    assert meeting.uid is not None
    return Choice(meetings=(ChosenMeeting(meeting=meeting.uid, audiences=(), **picks),))


def add_feeds(database: str, meeting: Meeting, feeds: int) -> list[str]:
    """Keeps that many choices; their tokens."""
    random, now = Random(19), datetime.now(UTC)  # noqa: S311 - the same choices in every run
    tokens = [mint_secret() for _ in range(feeds)]
    store = open_store(database)
    with store.writing() as connection:
        for number, token in enumerate(tokens):
            kept.add(
                connection,
                choices(meeting, random),
                identity=f"{number:016x}",
                digest=digest_of(token),
                edit_digest=digest_of(token[::-1]),
                author="",
                now=now,
            )
    store.close()
    return tokens


def ask_for_each(address: str, tokens: list[str], folder: Path) -> tuple[float, int]:
    """Requests a second, and how many were answered otherwise than by 200."""
    asked, script = folder / "tokens", folder / "each.lua"
    asked.write_text("\n".join(tokens) + "\n", "utf-8")
    script.write_text(SCRIPT, "utf-8")
    done = folder / "tokens.done"
    begin = time.perf_counter()
    wrk = subprocess.Popen(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{MOST_SECONDS}s", "-s", str(script), address],
        stdout=subprocess.DEVNULL,
        env=os.environ | {"TOKENS": str(asked)},
    )
    while not done.exists() and wrk.poll() is None:
        time.sleep(0.02)
    elapsed = time.perf_counter() - begin
    wrk.kill()
    wrk.wait()
    return len(tokens) / elapsed, int(done.read_text("utf-8"))


def main() -> None:
    """Print what was measured."""
    feeds = int(sys.argv[1]) if len(sys.argv) > 1 else FEEDS
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        meeting = big_meeting(SITTINGS)
        (folder / "m.yaml").write_bytes(write_yaml(meeting))
        database = f"sqlite:///{folder / 'bench.db'}"
        command = [PLENARY, "import", str(folder / "m.yaml"), "--publish", "--database", database]
        subprocess.run(command, check=True, capture_output=True)
        tokens = add_feeds(database, meeting, feeds)
        port = free_port()
        with running(PLENARY, "serve", "--port", str(port), "--database", database, port=port) as server:
            before = memory_of(server.pid)
            speed, wrong = ask_for_each(server.address, tokens, folder)
            after = memory_of(server.pid)
    verdict = "" if speed >= GOAL else "  UNDER"
    said = f"{feeds:,} personal feeds, each once: {speed:,.0f} requests/s (goal {GOAL:,}){verdict}; {wrong} not 200"
    sys.stdout.write(f"{said}\n")
    verdict = "" if after <= MOST_MEGABYTES else "  OVER"
    said = f"worker's memory: {before:.0f} MB before, {after:.0f} MB after (most {MOST_MEGABYTES}){verdict}"
    sys.stdout.write(f"{said}\n")


if __name__ == "__main__":
    main()
