"""Settings from the environment."""

from __future__ import annotations

import pytest

from agenda.errors import InvalidInput
from web.settings import read_settings


@pytest.mark.parametrize("url", ["https://a.example", "https://a.example/", "http://127.0.0.1:8000"])
def test_public_address_is_the_root_of_a_host(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLENARY_URL", url)
    assert read_settings().url == url.rstrip("/")


@pytest.mark.parametrize("url", ["https://a.example/plenary/", "https://a.example/plenary", "https://a.example/a/b"])
def test_public_address_with_a_path_is_refused(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLENARY_URL", url)
    with pytest.raises(InvalidInput, match=r"answers at the root of a host; write https://a\.example$") as caught:
        read_settings()
    assert [problem.pointer for problem in caught.value.problems] == ["PLENARY_URL"]
