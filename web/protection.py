"""What keeps strangers from misusing what needs no log-in: which network asks, and our own forms alone."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from agenda.errors import Forbidden
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection, Request

PREFIX_OF_A_NETWORK = 64


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
