"""Forms with files (multipart/form-data, RFC 7578), read up to a limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from agenda.errors import InvalidInput, Problem
from web.bodies import read_form

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Mapping

    from starlette.requests import Request

MOST_FIELDS = 50


@dataclass(frozen=True)
class Upload:
    """A form as sent: its fields, the last of each name, and its files by the name of their field, (name, bytes)."""

    fields: Mapping[str, str]
    files: Mapping[str, tuple[str, bytes]]


async def read_upload(request: Request, *, most: int) -> Upload:
    """A form of at most so many bytes, with one file at most; raises InvalidInput. One without files may be plain."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return Upload(dict(await read_form(request)), {})
    body = _limited(request.stream(), most)
    parser = MultiPartParser(request.headers, body, max_files=1, max_fields=MOST_FIELDS, max_part_size=most)
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise InvalidInput([Problem("", error.message)]) from None
    try:
        sent = form.multi_items()
        files = [(name, value) for name, value in sent if isinstance(value, UploadFile)]
        return Upload(
            fields={name: value for name, value in sent if isinstance(value, str)},
            files={name: (file.filename or "", await file.read()) for name, file in files},
        )
    finally:
        await form.close()


async def _limited(stream: AsyncIterator[bytes], most: int) -> AsyncGenerator[bytes, None]:
    size = 0
    async for chunk in stream:
        size += len(chunk)
        if size > most:
            raise InvalidInput([Problem("", f"this has more than {most // 1_000_000} MB; send less")])
        yield chunk
