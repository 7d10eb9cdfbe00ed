"""A bare ASGI application that sends the bytes and headers of one file: the floor that feeds are measured against."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

answer = json.loads(Path(os.environ["FLOOR"]).read_text("utf-8"))
START = {
    "type": "http.response.start",
    "status": answer["status"],
    "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in answer["headers"]],
}
BODY = {"type": "http.response.body", "body": bytes.fromhex(answer["body"])}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Sends the same two messages to everyone."""
    if scope["type"] == "http":
        await send(START)
        await send(BODY)
