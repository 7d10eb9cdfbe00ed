"""Bodies of requests, read up to a limit: forms as browsers send them, and JSON."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn
from urllib.parse import parse_qsl

from agenda.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from starlette.requests import Request

JSON = "application/json"
MOST_BYTES = 256_000
MOST_FIELDS = 2_000
DEEPEST = 40
"""How many lists and maps of a JSON body may stand in one another; a meeting file needs fewer."""
HALF_A_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")
SURROGATE = re.compile("[\ud800-\udfff]")


class TooLarge(InvalidInput):
    """A body of more bytes than may be sent there."""


class WrongMediaType(InvalidInput):
    """A body that says to be something else than what is read there."""


async def read_form(
    request: Request, *, most: int = MOST_BYTES, most_fields: int = MOST_FIELDS
) -> list[tuple[str, str]]:
    """The fields of a form sent as application/x-www-form-urlencoded, in order; raises InvalidInput or TooLarge."""
    body = await read_bytes(request, most=most)
    try:
        return parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most_fields)
    except ValueError:
        raise InvalidInput([Problem("", "this is no form, or one of too many fields")]) from None


async def read_json(request: Request, *, most: int = MOST_BYTES) -> object:
    """The JSON of a body; raises InvalidInput, TooLarge, or WrongMediaType."""
    require_media(request, JSON)
    return parse_json(await read_bytes(request, most=most))


def require_media(request: Request, *kinds: str) -> None:
    """Raises WrongMediaType for a body that says to be none of these kinds; one that says nothing is read."""
    header = request.headers.get("content-type")
    kind = (header or "").partition(";")[0].strip().lower()
    if header is not None and kind not in kinds:
        raise WrongMediaType([Problem("", f"send it as Content-Type: {' or '.join(kinds)}; this is “{kind[:80]}”")])


async def read_bytes(request: Request, *, most: int = MOST_BYTES) -> bytes:
    """The bytes of a body; raises TooLarge, having read no further, where they are more than `most`."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > most:
        _refuse_large(most)
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            _refuse_large(most)
    return bytes(body)


def _refuse_large(most: int) -> NoReturn:
    raise TooLarge([Problem("", f"the body has more than {most} bytes; send less at once")])


def parse_json(body: bytes) -> object:
    """The value of a JSON text (RFC 8259) in UTF-8, not in what else json reads; raises InvalidInput, as for
    NaN, a key given twice, or half a character."""
    try:
        value = json.loads(body.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse_constant)
    except RecursionError:
        raise _too_deep() from None
    except json.JSONDecodeError as error:
        message = f"the body is not JSON: {error.msg[:1].lower()}{error.msg[1:]}, line {error.lineno}"
        raise InvalidInput([Problem("", message)]) from None
    except ValueError:
        raise InvalidInput([Problem("", "the body is not JSON in UTF-8")]) from None
    _require_sound(value, looks_for_halves=HALF_A_PAIR.search(body) is not None)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        known: set[str] = set()
        twice = next(key for key, _ in pairs if key in known or known.add(key))  # type: ignore[func-returns-value]
        raise InvalidInput([Problem("", f"the key “{shown(twice)}” is given twice in one map; remove one")])
    return found


def shown(string: str) -> str:
    """The start of a string from outside, as a sentence may hold it."""
    return SURROGATE.sub("\ufffd", string[:80])


def _refuse_constant(word: str) -> NoReturn:
    raise InvalidInput([Problem("", f"{word} is not JSON; write a number, or leave the key out")])


def _too_deep() -> InvalidInput:
    return InvalidInput([Problem("", f"lists and maps stand in one another more than {DEEPEST} deep")])


def _require_sound(value: object, *, looks_for_halves: bool) -> None:
    """Raises InvalidInput for what is nested too deep, or holds half of a surrogate pair, which nothing can write."""
    level: list[object] = [value]
    for _ in range(DEEPEST + 1):
        if looks_for_halves and any(SURROGATE.search(string) for one in level for string in _strings(one)):
            raise InvalidInput([Problem("", "half of a surrogate pair stands in a text; write the character itself")])
        level = [inner for one in level for inner in _within(one)]
        if not level:
            return
    raise _too_deep()


def _within(value: object) -> list[object]:
    """What stands in a list or map, scalars left out where that spares a look."""
    held = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [one for one in held if isinstance(one, dict | list | str)]


def _strings(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return list(value) if isinstance(value, dict) else []
