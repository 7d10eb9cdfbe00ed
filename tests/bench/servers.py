"""Servers in processes of their own, for measuring from outside."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

PLENARY = str(Path(sys.executable).with_name("plenary"))


class Server(NamedTuple):
    """A running server: where it answers, and its process."""

    address: str
    pid: int


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def running(*command: str, port: int, **variables: str) -> Iterator[Server]:
    """A server process, once it answers."""
    process = subprocess.Popen(command, env=os.environ | {"PLENARY_LOG_REQUESTS": "none"} | variables)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(address, timeout=1)
            except urllib.error.HTTPError:
                break
            except OSError:
                time.sleep(0.1)
            else:
                break
        yield Server(address, process.pid)
    finally:
        process.terminate()
        process.wait()


def memory_of(pid: int) -> float:
    """Megabytes that a process holds in memory now (its resident set)."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) / 1_000


def processor_seconds(pid: int) -> float:
    """Seconds of a processor that a process has used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
