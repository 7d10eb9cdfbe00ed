#!/usr/bin/env python3
"""Takes the README's pictures of a meeting that a running service shows.

    plenary demo &
    scripts/screenshots.py http://127.0.0.1:8000/m/cap-19 docs/pictures

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

from playwright.sync_api import sync_playwright

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PICTURES: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 1000}},
    "dark": {"viewport": {"width": 1440, "height": 1000}, "color_scheme": "dark"},
    "phone": {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2},
}
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync"]


def main(address: str, folder: Path) -> None:
    """Writes wide.png, dark.png, phone.png, sitting.png and paper.png."""
    folder.mkdir(parents=True, exist_ok=True)
    program = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        for name, options in PICTURES.items():
            picture(browser, address, folder / f"{name}.png", **options)
        picture(browser, address, folder / "sitting.png", part="section.day >> nth=0", **PICTURES["wide"])
        paper(browser, address, folder / "paper")
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


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], Path(sys.argv[2]))
