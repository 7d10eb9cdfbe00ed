"""Whose word is taken on who asks: nobody's, unless a proxy is named."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

import pytest
from clients.service import running

from agenda.errors import InvalidInput
from agenda.service.log_ins import MOST_FROM_A_NETWORK
from web.settings import read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}


def guesses(address: str, headers: Iterator[dict[str, str]]) -> list[int]:
    """What wrong passwords for ever other addresses are answered with."""
    statuses = []
    for number, sent in enumerate(headers):
        connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
        body = urlencode({"email": f"nobody-{number}@example.org", "password": "wrong"})
        connection.request("POST", "/login", body, FORM | sent)
        statuses.append(connection.getresponse().status)
        connection.close()
    return statuses


def pretended() -> Iterator[dict[str, str]]:
    for number in range(MOST_FROM_A_NETWORK + 2):
        yield {
            "x-forwarded-for": f"198.51.100.{number}",
            "x-real-ip": f"198.51.100.{number}",
            "forwarded": "for=1.2.3.4",
        }


def test_guessing_is_slowed_whatever_address_a_client_pretends_to_have(tmp_path: Path) -> None:
    with running(tmp_path) as service:
        assert guesses(service.address, pretended()) == [422] * MOST_FROM_A_NETWORK + [429] * 2


def test_named_proxy_says_who_asks_and_what_the_client_wrote_before_it_is_not_believed(tmp_path: Path) -> None:
    with running(tmp_path, trusted_proxies="127.0.0.0/8") as service:
        assert guesses(service.address, pretended()) == [422] * (MOST_FROM_A_NETWORK + 2)
        behind = ({"x-forwarded-for": f"198.51.100.{number}, 203.0.113.9"} for number in range(MOST_FROM_A_NETWORK + 1))
        assert guesses(service.address, behind) == [422] * MOST_FROM_A_NETWORK + [429]


@pytest.mark.parametrize(
    ("written", "read"), [("", ""), ("127.0.0.1", "127.0.0.1"), (" 10.0.0.0/8 , ::1", "10.0.0.0/8,::1")]
)
def test_proxies_are_addresses_or_networks(written: str, read: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLENARY_TRUSTED_PROXIES", written)
    assert read_settings().trusted_proxies == read


@pytest.mark.parametrize("written", ["*", "nginx", "10.0.0.0/33", "127.0.0.1;::1"])
def test_anything_else_is_refused(written: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLENARY_TRUSTED_PROXIES", written)
    with pytest.raises(InvalidInput, match=r"is no address or network; write 127\.0\.0\.1 or 10\.0\.0\.0/8$"):
        read_settings()
