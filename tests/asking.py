"""Requests to a service in this process, without a client between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.hotpath import HotPath


async def ask(service: HotPath, path: str, query: bytes = b"") -> bytes:
    """The body of the answer to one GET."""
    parts: list[bytes] = []

    async def send(message: Any) -> None:
        parts.append(message.get("body", b""))

    async def receive() -> Any:
        return {"type": "http.request"}

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "raw_path": path.encode(),
        "query_string": query,
        "headers": [(b"host", b"x")],
        "scheme": "http",
        "server": ("x", 80),
        "client": ("127.0.0.1", 1),
    }
    await service(scope, receive, send)
    return b"".join(parts)
