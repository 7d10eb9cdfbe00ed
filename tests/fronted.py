"""A real nginx under docs/deployment/nginx.conf, with only its addresses and paths put in place."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPSConnection
from pathlib import Path
from typing import TYPE_CHECKING

from served import PATIENCE, Answer, free_port

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHIPPED = Path(__file__).parent.parent / "docs/deployment/nginx.conf"
NAME = "localhost"
READER = "127.0.0.2"
"""Where readers ask from: another address than that of nginx itself, which is on 127.0.0.1."""


@dataclass
class Front:
    """A running nginx: its ports for https and http, and what trusts its certificate."""

    port: int
    plain_port: int
    tls: ssl.SSLContext

    @property
    def address(self) -> str:
        return f"https://{NAME}:{self.port}"

    def ask(self, method: str, path: str, body: str | bytes | None = None, **headers: str) -> Answer:
        """A request over a connection of its own; `if_none_match` is written If-None-Match."""
        source = (READER, 0)
        connection = HTTPSConnection(NAME, self.port, timeout=15, context=self.tls, source_address=source)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body=body, headers=named)
            answer = connection.getresponse()
            told = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, told, answer.read())
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Answer:
        """GET."""
        return self.ask("GET", path, **headers)


@contextmanager
def a_front(folder: Path, hosts: Sequence[int], port: int) -> Iterator[Front]:
    """An nginx on that port before hosts on these ports of 127.0.0.1, until it is left."""
    _make_certificate(folder)
    plain_port = free_port()
    conf = folder / "nginx.conf"
    conf.write_text(_in_place(folder, hosts, port, plain_port), "utf-8")
    nginx = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    assert nginx is not None, "nginx is not installed; run scripts/test-tools"
    command = [nginx, "-p", str(folder), "-c", str(conf), "-e", str(folder / "error.log"), "-g", "daemon off;"]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
    tls = ssl.create_default_context(cafile=str(folder / "fullchain.pem"))
    front = Front(port, plain_port, tls)
    try:
        _wait(front, process)
        yield front
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _wait(front: Front, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            front.get("/metrics")
        except OSError:
            assert process.poll() is None, "nginx ended"
            assert time.monotonic() < deadline, "nginx does not answer"
            time.sleep(0.02)
        else:
            return


def _in_place(folder: Path, hosts: Sequence[int], port: int, plain_port: int) -> str:
    """The shipped file for this machine. Each replacement has to find what it replaces."""
    text = SHIPPED.read_text("utf-8")
    replacements = {
        r"10\.0\.0\.11:8000": f"127.0.0.1:{hosts[0]}",
        r"10\.0\.0\.12:8000": f"127.0.0.1:{hosts[1]}",
        r"listen 80;": f"listen 127.0.0.1:{plain_port};",
        r"listen \[::\]:80;": "",
        r"listen 443 ": f"listen 127.0.0.1:{port} ",
        r"listen \[::\]:443 [^;]*;": "",
        r"agenda\.example\.org": NAME,
        r"/etc/ssl/plenary/": f"{folder}/",
        r"/var/cache/nginx/plenary": f"{folder}/cache",
        r"/var/log/nginx/": f"{folder}/",
        r"/run/nginx\.pid": f"{folder}/nginx.pid",
        r"user www-data;": "user root;",
    }
    for pattern, value in replacements.items():
        text, found = re.subn(pattern, value, text)
        assert found, f"{SHIPPED} says nothing of {pattern}"
    return text


def _make_certificate(folder: Path) -> None:
    request = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    files = ["-keyout", str(folder / "privkey.pem"), "-out", str(folder / "fullchain.pem")]
    named = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
    subprocess.run(["openssl", *request, *files, *named], check=True, capture_output=True)
