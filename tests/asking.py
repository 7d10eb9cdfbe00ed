"""Requests to a service in this process, without a client between."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.hotpath import HotPath


async def ask(service: HotPath, path: str, query: bytes = b"") -> bytes:
    """The body of the answer to one GET."""
    return b"".join(await ask_in_parts(service, path, query))


async def ask_in_parts(service: HotPath, path: str, query: bytes = b"", **headers: str) -> list[bytes]:
    """The body of the answer to one GET as it is handed to the server: what it would copy is not copied here."""
    parts: list[bytes] = []
    told = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]

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
        "headers": [(b"host", b"x"), *told],
        "scheme": "http",
        "server": ("x", 80),
        "client": ("127.0.0.1", 1),
    }
    await service(scope, receive, send)
    return parts
