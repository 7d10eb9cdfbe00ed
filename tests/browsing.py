"""Pages in a real browser: Debian's Chromium, and a server of pages under the policy of the service."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

from web.headers import STANDING
from web.pages.rendering import STATIC

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from playwright.sync_api import Browser, ConsoleMessage, Page

QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
AXE = Path(__file__).parent / "clients" / "node_modules" / "axe-core" / "axe.min.js"
TYPES = {".css": "text/css", ".js": "text/javascript"}


@contextmanager
def served(pages: Mapping[str, str]) -> Iterator[str]:
    """Serves HTML by path, and `/static/`, with the headers of the service; gives the address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            if path.endswith("/live"):  # nothing is ever published here: no stream, and no complaint of the browser
                self.send_response(204)
                self.end_headers()
                return
            file = STATIC / path.removeprefix("/static/")
            body = file.read_bytes() if path.startswith("/static/") else pages.get(path, "").encode()
            self.send_response(200 if body else 404)
            self.send_header("content-type", TYPES.get(file.suffix, "text/html; charset=utf-8"))
            for name, value in STANDING.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; fails where Chromium is not installed (CHROMIUM names another than Debian's)."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    assert program, "these tests need Chromium: apt-get install chromium"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=QUIET)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, address: str, *, pardons: str = "\0", **options: Any) -> Iterator[Page]:
    """A page at an address; fails where anything was refused, missing or thrown on the way but what says `pardons`."""
    context = browser.new_context(**options)
    page, complaints = context.new_page(), []
    page.on("console", lambda message: complaints.append(message.text) if is_complaint(message) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    try:
        page.goto(address)
        yield page
        assert [one for one in complaints if pardons not in one] == []
    finally:
        context.close()


def axe_violations(page: Page) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA and its best practices on a page: rule and element, one a line."""
    assert AXE.exists(), "the tests of accessibility need axe-core: run scripts/test-tools"
    page.evaluate(AXE.read_text("utf-8") + "; undefined")
    found = page.evaluate("axe.run(document)")["violations"]
    return [f"{one['id']}: {node['html'][:200]}" for one in found for node in one["nodes"]]


def is_complaint(message: ConsoleMessage) -> bool:
    """Whether the console's message is an error, other than that a site without an icon has none."""
    return message.type == "error" and not message.location.get("url", "").endswith("/favicon.ico")
