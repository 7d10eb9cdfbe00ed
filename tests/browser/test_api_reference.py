"""The reference of the API in Chromium: for everybody, on every screen, without a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from browsing import axe_violations, chromium, opened, served
from sites import a_site

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with (
        a_site(tmp_path_factory.mktemp("site")) as organiser,
        served({"/api": organiser.client.get("/api").text}) as at,
    ):
        yield f"{at}/api"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 1440])
def test_page_is_for_everybody(browser: Browser, address: str, scheme: str, width: int) -> None:
    with opened(browser, address, color_scheme=scheme, viewport={"width": width, "height": 800}) as page:
        assert axe_violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_links_lead_to_what_they_name(browser: Browser, address: str) -> None:
    with opened(browser, address, java_script_enabled=False) as page:
        page.get_by_role("link", name="Edit the draft").click()
        assert page.url.endswith("#edit_meeting")
        page.locator("section", has=page.locator("#edit_meeting")).last.get_by_role("link", name="Edits").click()
        assert page.url.endswith("#schema-Edits")
