"""What the nouns refuse, said in plain sentences with a remedy and a pointer to the place."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from agenda.errors import Problem
from agenda.files.nodes import shortened, step
from agenda.files.shapes import ListShape, ObjectShape, label_of, shapes_of
from agenda.text import UNPRINTABLE

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from agenda.noun import Noun

CHOICE = re.compile(r"'([^']*)'|(-?\d+)")


def problems_of(error: ValidationError, *, model: type[Noun]) -> list[Problem]:
    """The problems of a value that is no `model`, without lines; pointers lead from that value."""
    return [Problem(_pointer(details), _sentence(details, model), None) for details in error.errors(include_url=False)]


def _pointer(details: ErrorDetails) -> str:
    steps = [part for part in details["loc"] if part != "[key]"]
    return "".join(step(part) for part in (*steps, *_language(details)))


def _language(details: ErrorDetails) -> list[str]:
    """The language of the string at fault, where a text in several was refused."""
    strings, context = details["input"], details.get("ctx", {})
    if not isinstance(strings, dict):
        return []
    if "tag" in context:
        return [tag for tag in strings if tag == context["tag"]]
    if "limit" in context:
        return [tag for tag, string in strings.items() if len(str(string)) == context["length"]][:1]
    if details["type"] == "control_character":
        return [tag for tag, string in strings.items() if UNPRINTABLE.search(str(string))][:1]
    return []


def _sentence(details: ErrorDetails, model: type[Noun]) -> str:
    kind, context = details["type"], details.get("ctx", {})
    given = shortened(str(details["input"]))
    if kind == "missing":
        return f"the key “{details['loc'][-1]}” is missing; {label_of(_holder(details, model))} needs it"
    if kind == "extra_forbidden":
        keys = ", ".join(shapes_of(_holder(details, model)))
        return f"{label_of(_holder(details, model))} has no key “{details['loc'][-1]}”; its keys are {keys}"
    if kind == "literal_error":
        return _not_a_choice(given, context)
    if kind == "greater_than_equal":
        return f"{given} is too small; the least is {context['ge']}"
    if kind == "less_than_equal":
        return f"{given} is too large; the most is {context['le']}"
    if kind == "uuid_parsing":
        return f"“{given}” is not a UUID; leave the key out and one will be made"
    if kind in {"too_long", "too_short"} and "actual_length" in context:
        least, most = context.get("min_length"), context.get("max_length")
        return f"{context['actual_length']} are given; {f'at most {most}' if most else f'at least {least}'} can be"
    return details["msg"][:1].lower() + details["msg"][1:]


def _not_a_choice(given: str, context: dict[str, Any]) -> str:
    choices = [word or number for word, number in CHOICE.findall(context["expected"])]
    nearest = get_close_matches(given, choices, 1)
    remedy = f"did you mean “{nearest[0]}”?" if nearest else f"write one of {', '.join(choices)}"
    return f"“{given}” is not known here; {remedy}"


def _holder(details: ErrorDetails, model: type[Noun]) -> type[Noun]:
    """The noun that has, or should have, the key at fault."""
    for part in details["loc"][:-1]:
        shape = shapes_of(model).get(str(part))
        while isinstance(shape, ListShape):
            shape = shape.of
        if isinstance(shape, ObjectShape):
            model = shape.model
    return model
