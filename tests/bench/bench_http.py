"""Cached answers against a bare ASGI application that sends the same bytes and headers, under the same uvicorn.

wrk with 8 and 64 connections, one worker, median of three, both servers in turn. Needs wrk. Goal: 0.90 of the floor.

Run as `PYTHONPATH=tests python tests/bench/bench_http.py [SECONDS]`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median

from bench.meetings import big_meeting
from bench.servers import PLENARY, free_port, running

from agenda.files import write_yaml

GOAL = 0.90
RUNS = 3
CONNECTIONS = (8, 64)
SITTINGS = 120
UVICORN = ["--loop", "uvloop", "--http", "httptools", "--no-access-log", "--no-server-header", "--log-level", "warning"]


def answer_of(address: str, headers: dict[str, str]) -> dict[str, object]:
    """What a server answers, as the floor is to send it."""
    try:
        with urllib.request.urlopen(urllib.request.Request(address, headers=headers)) as response:
            return _as_floor(response.status, response.headers.items(), response.read())
    except urllib.error.HTTPError as error:
        return _as_floor(error.code, error.headers.items(), b"")


def _as_floor(status: int, headers: object, body: bytes) -> dict[str, object]:
    kept = [[name, value] for name, value in headers if name.lower() not in {"connection", "date", "server"}]  # type: ignore[attr-defined]
    return {"status": status, "headers": kept, "body": body.hex()}


def rate(address: str, headers: dict[str, str], connections: int, seconds: int) -> float:
    """Requests a second, by wrk."""
    options = [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", *options, address],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Requests/sec:\s+([0-9.]+)", done.stdout)
    assert found, done.stdout
    return float(found[1])


def measure(name: str, address: str, headers: dict[str, str], folder: Path, seconds: int) -> None:
    """One line for each number of connections."""
    answer = answer_of(address, headers)
    file = folder / "floor.json"
    file.write_text(json.dumps(answer), "utf-8")
    port = free_port()
    command = (sys.executable, "-m", "uvicorn", "bench.floor:app", "--port", str(port), *UVICORN)
    with running(*command, port=port, FLOOR=str(file)) as floor:
        for connections in CONNECTIONS:
            pairs = [
                (rate(address, headers, connections, seconds), rate(floor, headers, connections, seconds))
                for _ in range(RUNS)
            ]
            ours, theirs = (median(side) for side in zip(*pairs, strict=True))
            ratio = median(mine / bare for mine, bare in pairs)
            verdict = "" if ratio >= GOAL else "  UNDER"
            size = len(str(answer["body"])) // 2
            sys.stdout.write(
                f"{name:24} {answer['status']}  {size:8,} B  {connections:3}"
                f"  {ours:9,.0f}  {theirs:9,.0f}  {ratio:.2f}{verdict}\n"
            )
            sys.stdout.flush()


def main() -> None:
    """Print the table."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        meeting = big_meeting(SITTINGS)
        (folder / "m.yaml").write_bytes(write_yaml(meeting))
        database = f"sqlite:///{folder / 'bench.db'}"
        subprocess.run(
            [PLENARY, "import", str(folder / "m.yaml"), "--publish", "--database", database],
            check=True,
            capture_output=True,
        )
        port = free_port()
        sys.stdout.write(f"{'answer':24} status  size     conn   ours/s    floor/s  ratio\n")
        with running(PLENARY, "serve", "--port", str(port), "--database", database, port=port) as address:
            for path, kind in ((f"/m/{meeting.slug}.ics", "feed"), (f"/m/{meeting.slug}", "page")):
                url = address + path
                tag = dict(answer_of(url, {})["headers"])["etag"]  # type: ignore[call-overload]
                measure(kind, url, {}, folder, seconds)
                measure(f"{kind}, not modified", url, {"If-None-Match": tag}, folder, seconds)
                measure(f"{kind}, gzip", url, {"Accept-Encoding": "gzip"}, folder, seconds)


if __name__ == "__main__":
    main()
