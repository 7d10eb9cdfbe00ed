"""A meeting written as a meeting file: the same bytes for the same meeting, and read back the same meeting."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from agenda.files.shapes import ListShape, ObjectShape, TextShape, shapes_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.files.shapes import Shape
    from agenda.meeting import Meeting
    from agenda.noun import Noun

WIDEST_FLOW = 110
NEVER_PLAIN = re.compile(r"[\s\-?:,\[\]{}#&*!|>'\"%@`=<~.]|(?i:null)\Z")
SEPARATES = re.compile(r": | #|[:\s]\Z|[\t\n\r\x85\u2028\u2029\ufeff]")
SEPARATES_IN_FLOW = re.compile(SEPARATES.pattern + r"|[,\[\]{}?]")
ESCAPES = {"\x85": r"\N", "\u2028": r"\L", "\u2029": r"\P", "\ufeff": r"\uFEFF"}
SAFE_LINE = re.compile(r"(?:[^\s\x85\u2028\u2029\ufeff][^\t\r\x85\u2028\u2029\ufeff]*)?")


def write_json(meeting: Meeting) -> bytes:
    """The meeting as a JSON meeting file: UTF-8, indented by two, a newline at the end."""
    written = json.dumps(written_meeting(meeting), ensure_ascii=False, indent=2)
    return written.encode() + b"\n"


def write_yaml(meeting: Meeting) -> bytes:
    """The meeting as a YAML meeting file: UTF-8, small objects in braces, quotes only where reading needs them."""
    return "\n".join([*_map_lines(written_meeting(meeting), ""), ""]).encode()


def written_meeting(meeting: Meeting) -> dict[str, Any]:
    """The whole meeting file as JSON: version first, defaults left out, plain strings in the first language."""
    return {"plenary": 1, **_object(meeting.written(), type(meeting), meeting.language)}


def _object(written: dict[str, Any], model: type[Noun], language: str) -> dict[str, Any]:
    shapes = shapes_of(model)
    return {key: _simpler(value, shapes[key], language) for key, value in written.items()}


def _simpler(value: Any, shape: Shape, language: str) -> Any:
    """The value with each text that is in the first language only as a plain string."""
    if isinstance(shape, TextShape):
        return value[language] if list(value) == [language] else value
    if isinstance(shape, ObjectShape):
        return _object(value, shape.model, language)
    if isinstance(shape, ListShape) and isinstance(value, list):
        return [_simpler(one, shape.of, language) for one in value]
    return value


def _map_lines(value: dict[str, Any], indent: str) -> Iterator[str]:
    for key, held in value.items():
        yield from _entry_lines(f"{indent}{key}:", held, indent)


def _entry_lines(head: str, held: Any, indent: str) -> Iterator[str]:
    if isinstance(held, str):
        yield from _string_lines(head, held, indent)
    elif (flow := _flow(held)) is not None:
        yield f"{head} {flow}"
    elif isinstance(held, dict):
        yield head
        yield from _map_lines(held, indent + "  ")
    else:
        yield head
        for one in held:
            yield from _list_lines(one, indent + "  ")


def _list_lines(one: Any, indent: str) -> Iterator[str]:
    flow = _flow(one)
    if flow is not None:
        yield f"{indent}- {flow}"
        return
    first, *rest = _map_lines(one, indent + "  ")
    yield f"{indent}- {first[len(indent) + 2 :]}"
    yield from rest


def _string_lines(head: str, string: str, indent: str) -> Iterator[str]:
    lines = string.split("\n")
    if len(lines) > 1 and lines[0] and lines[-1] and all(SAFE_LINE.fullmatch(line) for line in lines):
        yield f"{head} |-"
        yield from (f"{indent}  {line}" if line else "" for line in lines)
    else:
        yield f"{head} {_string(string, SEPARATES)}"


def _flow(value: Any) -> str | None:
    """The value in one line, in brackets or braces; None for a list or map that would be too wide."""
    if isinstance(value, bool | int):
        return json.dumps(value)
    if isinstance(value, str):
        return _string(value, SEPARATES_IN_FLOW)
    parts, width = [], 0
    for key, held in value.items() if isinstance(value, dict) else enumerate(value):
        part = _flow(held)
        width += len(part or "") + 2
        if part is None or width > WIDEST_FLOW:
            return None
        parts.append(f"{key}: {part}" if isinstance(value, dict) else part)
    return f"{{{', '.join(parts)}}}" if isinstance(value, dict) else f"[{', '.join(parts)}]"


def _string(string: str, separates: re.Pattern[str]) -> str:
    """The string plain where YAML then reads it as it stands, else in double quotes (YAML 1.1 §5.6, §7.3)."""
    if string and not NEVER_PLAIN.match(string) and not separates.search(string):
        return string
    return "".join(ESCAPES.get(character, character) for character in json.dumps(string, ensure_ascii=False))
