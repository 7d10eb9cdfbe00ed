"""Addresses that a person may safely follow, and those refused."""

from __future__ import annotations

import pytest
from pydantic_core import PydanticCustomError

from agenda.noun import read_url


@pytest.mark.parametrize(
    "url",
    [
        "https://video.example.org:8443/j/1?a=b#c",
        "HTTP://example.org",
        "https://[::1]/",
        "rtmps://example.org/live",
        "tel:+41-22-000",
        "sip:x@y",
        "mailto:a@example.org",
    ],
)
def test_address_is_kept_as_written(url: str) -> None:
    assert read_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "https:evil",
        "https:/evil",
        "https:///evil",
        "https://:80/",
        "http://[::1",
        "https://example.org:port/",
        "https://example.org:70000/",
        "rtmp:live",
        "rtsp:/live",
        "javascript:alert(1)",
        "example.org",
        "https://example.org/\u202egro.live",
        "https://exam\u200bple.org/",
        "https://example.org/\x9b",
    ],
)
def test_address_without_a_host_that_can_be_read_is_refused(url: str) -> None:
    with pytest.raises(PydanticCustomError, match="is not an address"):
        read_url(url)
