#!/usr/bin/env python3
"""Takes the README's pictures of a meeting that a running service shows.

    plenary demo &
    scripts/screenshots.py http://127.0.0.1:8000/m/cap-19 docs/pictures
    scripts/screenshots.py http://127.0.0.1:8000/m/cap-19 docs/pictures http://127.0.0.1:8000/login/once/…

With the link that the demo prints to log in, also those of the organisers' room; the draft is as before afterwards.
Needs Chromium (CHROMIUM names another than Debian's), poppler's pdftoppm and the test dependencies.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PICTURES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 1000}},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
}
A_CLASH = [{"edit": "move_session", "session": "s1", "start": "2022-11-16T13:30"}]
A_WEEK_LATER = [
    {"edit": "move_phase", "phase": "hybrid", "start": "2022-11-23"},
    {"edit": "stretch_phase", "phase": "closing", "start": "2022-11-25"},
    {"edit": "move_session", "session": "s1", "start": "2022-11-23T14:30"},
    {"edit": "move_session", "session": "s2", "start": "2022-11-23T10:00"},
]
"""What the draft of the sample is for a picture of what publishing changes."""
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main(address: str, folder: Path, link: str = "") -> None:
    """Writes wide.png, dark.png, phone.png, sitting.png and paper.png, and with a link organise.png and publish.png."""
    folder.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, options in PICTURES.items():
            picture(browser, address, folder / f"{name}.png", **options)
        picture(browser, address, folder / "sitting.png", part="section.day >> nth=0", **PICTURES["wide"])
        paper(browser, address, folder / "paper")
        if link:
            organisers_room(browser, address, link, folder)
        browser.close()


def picture(browser: Browser, address: str, file: Path, *, part: str = "", **options: Any) -> None:
    """A picture of the top of the page, or of one part of it."""
    context = browser.new_context(timezone_id="Asia/Seoul", **options)
    page = context.new_page()
    page.goto(address)
    (page.locator(part) if part else page).screenshot(path=str(file))
    context.close()


def paper(browser: Browser, address: str, file: Path) -> None:
    """A picture of the second printed page, the one with margins that say what it is."""
    page = browser.new_page()
    page.goto(address)
    with tempfile.TemporaryDirectory() as folder:
        sheet = Path(folder) / "sheet.pdf"
        page.pdf(path=str(sheet), prefer_css_page_size=True)
        subprocess.run(["pdftoppm", "-r", "90", "-f", "2", "-singlefile", "-png", str(sheet), str(file)], check=True)
    page.close()


def organisers_room(browser: Browser, address: str, link: str, folder: Path) -> None:
    """Pictures of the schedule with a clash, and of the review before a publication."""
    meeting = urlsplit(address)
    origin, slug = f"{meeting.scheme}://{meeting.netloc}", meeting.path.rpartition("/")[2]
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
    if len(sys.argv) not in {3, 4}:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
