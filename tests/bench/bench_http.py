"""Cached answers against a bare ASGI application that sends the same bytes and headers, under the same uvicorn.

wrk with 8 and 64 connections, one worker, both servers in turn, the median of five turns. Needs wrk. Goal: 0.90 of the
floor. At the end it says what the worker's memory came to; at most 150 MB.

Run as `PYTHONPATH=tests python tests/bench/bench_http.py [SECONDS [PICTURE]]`; a picture, such as ratios.png, needs
matplotlib (dependency group "bench").
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
from typing import NamedTuple

from bench.meetings import big_meeting
from bench.servers import PLENARY, free_port, memory_of, running

from agenda.files import write_yaml

GOAL = 0.90
RUNS = 5
CONNECTIONS = (8, 64)
SITTINGS = 136
MOST_MEGABYTES = 150
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


class Measured(NamedTuple):
    """One row of the table: requests a second of ours and of the floor, and the median of their ratios."""

    name: str
    connections: int
    ours: float
    floor: float
    ratio: float


def measure(name: str, address: str, headers: dict[str, str], folder: Path, seconds: int) -> list[Measured]:
    """One row for each number of connections, printed as it is there."""
    answer = answer_of(address, headers)
    file = folder / "floor.json"
    file.write_text(json.dumps(answer), "utf-8")
    port = free_port()
    command = (sys.executable, "-m", "uvicorn", "bench.floor:app", "--port", str(port), *UVICORN)
    rows = []
    with running(*command, port=port, FLOOR=str(file)) as floor:
        for connections in CONNECTIONS:
            pairs = [
                (rate(address, headers, connections, seconds), rate(floor.address, headers, connections, seconds))
                for _ in range(RUNS)
            ]
            ours, theirs = (median(side) for side in zip(*pairs, strict=True))
            row = Measured(name, connections, ours, theirs, median(mine / bare for mine, bare in pairs))
            rows.append(row)
            verdict = "" if row.ratio >= GOAL else "  UNDER"
            size = len(str(answer["body"])) // 2
            sys.stdout.write(
                f"{name:24} {answer['status']}  {size:8,} B  {connections:3}"
                f"  {ours:9,.0f}  {theirs:9,.0f}  {row.ratio:.2f}{verdict}\n"
            )
            sys.stdout.flush()
    return rows


def draw(rows: list[Measured], file: str) -> None:
    """The ratios as bars, with the goal as a line."""
    import matplotlib as mpl

    mpl.use("Agg")
    from matplotlib import pyplot as plt

    names = list(dict.fromkeys(row.name for row in rows))
    figure, axes = plt.subplots(figsize=(9, 0.62 * len(names) + 1.3), layout="constrained")
    for turn, (connections, colour) in enumerate(zip(CONNECTIONS, ("#0b4f8a", "#8db4d6"), strict=True)):
        ratios = [row.ratio for row in rows if row.connections == connections]
        places = [place + (turn - 0.5) * 0.36 for place in range(len(names))]
        bars = axes.barh(places, ratios, height=0.32, color=colour, label=f"{connections} connections")
        axes.bar_label(bars, fmt="%.2f", padding=4, fontsize=9)
    axes.axvline(GOAL, color="#9a3412", linewidth=1.2, label=f"goal {GOAL:.2f}")
    axes.axvline(1, color="#536070", linewidth=0.8, linestyle=":", label="bare ASGI application")
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.set_xlim(0, max(1.2, *(row.ratio + 0.1 for row in rows)))
    axes.set_xlabel("requests a second, as a part of what a bare application answers with the same bytes")
    axes.spines[["top", "right"]].set_visible(False)
    figure.legend(loc="outside upper center", ncols=4, frameon=False, fontsize=9)
    figure.savefig(file, dpi=110)


def main() -> None:
    """Print the table, and draw it."""
    seconds = int(sys.argv[1]) if len(sys.argv) > 1 else 3
    rows: list[Measured] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        meeting = big_meeting(SITTINGS)
        (folder / "m.yaml").write_bytes(write_yaml(meeting))
        database = f"sqlite:///{folder / 'bench.db'}"
        command = [PLENARY, "import", str(folder / "m.yaml"), "--publish", "--database", database]
        subprocess.run(command, check=True, capture_output=True)
        port = free_port()
        sys.stdout.write(f"{'answer':24} status  size     conn   ours/s    floor/s  ratio\n")
        with running(PLENARY, "serve", "--port", str(port), "--database", database, port=port) as server:
            for path, kind in ((f"/m/{meeting.slug}.ics", "feed"), (f"/m/{meeting.slug}", "page")):
                url = server.address + path
                tag = dict(answer_of(url, {})["headers"])["etag"]  # type: ignore[call-overload]
                rows += measure(kind, url, {}, folder, seconds)
                rows += measure(f"{kind}, not modified", url, {"If-None-Match": tag}, folder, seconds)
                rows += measure(f"{kind}, gzip", url, {"Accept-Encoding": "gzip"}, folder, seconds)
            memory = memory_of(server.pid)
    verdict = "" if memory <= MOST_MEGABYTES else "  OVER"
    sys.stdout.write(f"worker's memory: {memory:.0f} MB (most {MOST_MEGABYTES}){verdict}\n")
    if len(sys.argv) > 2:
        draw(rows, sys.argv[2])


if __name__ == "__main__":
    main()
