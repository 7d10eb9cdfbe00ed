#!/usr/bin/env python3
"""Takes the README's pictures: of a demo that it starts, with a second meeting beside it, and ends again.

    .venv/bin/python scripts/screenshots.py docs/pictures

Needs Chromium (CHROMIUM names another than Debian's), poppler's pdftoppm and the test dependencies. PORT (8000) is
where the demo listens, and what pictures show as its address.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

WIDE = {"width": 1440, "height": 1000}
BEFORE_IT, DURING_A_SITTING = "2022-11-01T09:30:00Z", "2022-11-16T09:30:00Z"
PICTURES: dict[str, dict[str, Any]] = {
    "wide": {"address": "/m/cap-19", "viewport": WIDE, "at": DURING_A_SITTING},
    "dark": {"address": "/m/cap-19", "viewport": WIDE, "color_scheme": "dark", "at": DURING_A_SITTING},
    "phone": {
        "address": "/m/cap-19",
        "viewport": {"width": 390, "height": 1000},
        "device_scale_factor": 2,
        "at": DURING_A_SITTING,
    },
    "sitting": {"address": "/m/cap-19", "viewport": WIDE, "part": "section.day >> nth=0", "at": BEFORE_IT},
    "timeline": {
        "address": "/m/cap-19?view=timeline",
        "viewport": WIDE,
        "part": ".timeline .wide",
        "at": DURING_A_SITTING,
    },
    "arabic": {"address": "/m/sbstta-24?lang=ar", "viewport": WIDE, "timezone_id": "America/Mexico_City"},
}
"""What each picture is of; with `part` that part of the page, else what a window shows of it; `at` a moment in UTC."""
BESIDE = Path(__file__).parents[1] / "tests" / "data" / "sbstta-24.yaml"
A_CLASH = [{"edit": "move_session", "session": "s1", "start": "2022-11-16T13:30"}]
A_WEEK_LATER = [
    {"edit": "move_phase", "phase": "hybrid", "start": "2022-11-23"},
    {"edit": "stretch_phase", "phase": "closing", "start": "2022-11-25"},
    {"edit": "move_session", "session": "s1", "start": "2022-11-23T14:30"},
    {"edit": "move_session", "session": "s2", "start": "2022-11-23T10:00"},
]
"""What the draft of the sample is for a picture of what publishing changes."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main(folder: Path) -> None:
    """Writes every picture of the README into a folder, other than the one that `make bench` draws."""
    folder.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with a_demo() as (origin, link), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, options in PICTURES.items():
            picture(browser, origin, folder / f"{name}.png", **options)
        paper(browser, f"{origin}/m/cap-19", folder / "paper")
        pdf(browser, f"{origin}/m/cap-19.pdf", folder / "pdf")
        organisers_room(browser, f"{origin}/m/cap-19", link, folder)
        browser.close()


@contextmanager
def a_demo() -> Iterator[tuple[str, str]]:
    """A demo that holds two meetings: its address, and one that logs in once."""
    program, port = str(Path(sys.executable).with_name("plenary")), os.environ.get("PORT", "8000")
    with tempfile.TemporaryDirectory() as folder:
        command = [program, "demo", "--port", port, "--dir", folder]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
            try:
                assert demo.stdout is not None  # noqa: S101 - it is a pipe
                link = next(found[0] for line in demo.stdout if (found := re.search(r"http\S+/login/once/\S+", line)))
                database = f"sqlite:///{folder}/demo.db"
                subprocess.run([program, "import", "--publish", "--database", database, BESIDE], check=True)
                yield f"http://127.0.0.1:{port}", link
            finally:
                demo.terminate()


def picture(
    browser: Browser, origin: str, file: Path, *, address: str, part: str = "", at: str = "", **is_: Any
) -> None:
    """A picture of the top of a page, or of one part of it, at a moment."""
    context = browser.new_context(**{"timezone_id": "Asia/Seoul", **is_})
    page = context.new_page()
    if at:
        page.clock.set_fixed_time(at)
    page.goto(origin + address)
    (page.locator(part) if part else page).screenshot(path=str(file))
    context.close()


def paper(browser: Browser, address: str, file: Path) -> None:
    """A picture of the third page that a browser prints, one with a day of sittings."""
    page = browser.new_page()
    page.goto(address)
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.pdf"
        page.pdf(path=str(sheet), prefer_css_page_size=True)
        page_of(sheet, 3, file)
    page.close()


def pdf(browser: Browser, address: str, file: Path) -> None:
    """A picture of the first page of the PDF."""
    page = browser.new_page()
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.pdf"
        sheet.write_bytes(page.request.get(address).body())
        page_of(sheet, 1, file)
    page.close()


def page_of(sheet: Path, number: int, file: Path) -> None:
    """Writes a page of a PDF as file.png."""
    one = ["-f", str(number), "-l", str(number), "-singlefile"]
    subprocess.run(["pdftoppm", "-r", "90", *one, "-png", str(sheet), str(file)], check=True)


def organisers_room(browser: Browser, meeting: str, link: str, folder: Path) -> None:
    """Pictures of the schedule with a clash, and of the review before a publication; the draft is as before then."""
    origin, _, slug = meeting.rpartition("/m/")
    page = browser.new_page(viewport={"width": 1440, "height": 1180}, locale="en-GB")
    page.goto(link)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/organise")
    drafts = f"{origin}/api/v1/meetings/{slug}"
    with_draft(page, drafts, A_CLASH, f"{origin}/organise/{slug}?session=s1&tz=Asia/Seoul", folder / "organise.png")
    with_draft(page, drafts, A_WEEK_LATER, f"{origin}/organise/{slug}/publish", folder / "publish.png")
    page.close()


def with_draft(page: Page, drafts: str, edits: list[dict[str, str]], address: str, file: Path) -> None:
    """A picture of an organiser's page while these edits stand; they are undone then."""
    version = page.request.get(f"{drafts}/draft").headers["etag"]
    answer = page.request.post(f"{drafts}/edits", data=edits, headers={"if-match": version})
    assert answer.ok, answer.text()  # noqa: S101 - its text says what to do
    page.goto(address)
    page.screenshot(path=str(file))
    page.request.post(f"{drafts}/undo", data={})


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
