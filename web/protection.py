"""What keeps strangers from misusing what needs no log-in: an allowance for each network, and our own forms alone."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from math import ceil
from time import time
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from limits import RateLimitItemPerHour
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from agenda.errors import Forbidden, TooMany
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection, Request

PREFIX_OF_A_NETWORK = 64
MOST_NETWORKS = 10_000


class Allowance:
    """So many times an hour for each network address, in a window that moves; kept in this process alone."""

    def __init__(self, an_hour: int) -> None:
        self._most = RateLimitItemPerHour(an_hour)
        self._storage = MemoryStorage()
        self._limiter = MovingWindowRateLimiter(self._storage)

    def take(self, who: str) -> None:
        """Takes one; raises TooMany where that network has had all it may."""
        if len(self._storage.events) >= MOST_NETWORKS:
            self._forget()
        if not self._limiter.hit(self._most, who):
            wait = self._limiter.get_window_stats(self._most, who).reset_time - time()
            raise TooMany("this network has made many calendars in the last hour", wait=max(1, ceil(wait)))

    def _forget(self) -> None:
        """Drops networks whose hour is over, or all where none is: the library keeps their names for ever."""
        for who in [who for who, events in self._storage.events.items() if not events]:
            del self._storage.events[who]
        if len(self._storage.events) >= MOST_NETWORKS:
            self._storage.reset()


def network_of(request: Request) -> str:
    """The network that a request comes from: an IPv4 address, or the /64 of an IPv6 one, which is one household's."""
    host = request.client.host if request.client else ""
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(IPv6Address(int(address) >> PREFIX_OF_A_NETWORK << PREFIX_OF_A_NETWORK))
    return str(address)


class ForeignForm(Forbidden):
    """Something that a page of another site sent, in the name of whoever looks at that page."""


def host_in(address: str) -> str:
    """The host and port of an address that a browser sends, such as Origin; "" where it is none that can be read."""
    try:
        return urlsplit(address).netloc
    except ValueError:
        return ""


def require_own_form(request: HTTPConnection, *, takes_null: bool = True) -> None:
    """Raises ForeignForm for what a page of another site sent: Sec-Fetch-Site says so, or else Origin.

    A site beside ours under the same domain is another one. Origin is "null" from pages that send no Referer, such as
    those of personal feeds; whoever sends such a form knows the secret in its address, which is more than a cookie
    would show, and with `takes_null` it is taken. What has neither header is no browser's.
    """
    if (site := request.headers.get("sec-fetch-site")) is not None:
        is_own = site in {"same-origin", "none"}
    elif (origin := request.headers.get("origin")) is None or origin == "null":
        is_own = origin is None or takes_null
    else:
        host = host_in(origin)
        is_own = host != "" and host in {request.url.netloc, host_in(site_of(request).publisher.address)}
    if not is_own:
        raise ForeignForm("this form came from another site; open the page here and send it again")
