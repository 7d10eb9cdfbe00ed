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

MISSING = "the key “{key}” is missing; {holder} needs it"
SENTENCES = {
    "missing": MISSING,
    "extra_forbidden": "{holder} has no key “{key}”; its keys are {keys}",
    "greater_than_equal": "{given} is too small; the least is {ge}",
    "less_than_equal": "{given} is too large; the most is {le}",
    "uuid_parsing": "“{given}” is not a UUID; leave the key out and one will be made",
    "string_type": "a string is wanted here",
    "model_type": "a map of keys is wanted here",
    "tuple_type": "a list is wanted here",
}
MOST_READ = 200
CHOICE = re.compile(r"'([^']*)'|(-?\d+)")


def problems_of(error: ValidationError, *, model: type[Noun]) -> list[Problem]:
    """Up to two hundred problems of a value that is no `model`, without lines; pointers lead from that value.

    Of a thing and what is in it, only the innermost problems are told.
    """
    found = error.errors(include_url=False)[:MOST_READ]
    problems = [Problem(_pointer(details), _sentence(details, model)) for details in found]
    within = {above for problem in problems for above in _above(problem.pointer)}
    return [problem for problem in problems if problem.pointer not in within]


def _above(pointer: str) -> list[str]:
    steps = pointer.split("/")
    return ["/".join(steps[:length]) for length in range(1, len(steps))]


def missing(key: str, model: type[Noun]) -> str:
    """The complaint about a `model` without that key."""
    return MISSING.format(key=key, holder=label_of(model))


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
    context = details.get("ctx", {})
    given = shortened(str(details["input"])) if isinstance(details["input"], str | int) else ""
    if details["type"] == "literal_error":
        return _not_a_choice(given, context)
    if details["type"] in {"too_long", "too_short"} and "actual_length" in context:
        bound = f"at most {context['max_length']}" if "max_length" in context else f"at least {context['min_length']}"
        return f"{context['actual_length']} are given; {bound} can be"
    if details["type"] in SENTENCES:
        holder = _holder(details, model)
        keys, key = ", ".join(shapes_of(holder)), details["loc"][-1] if details["loc"] else ""
        facts = {"given": given, "key": key, "keys": keys, "holder": label_of(holder)}
        return SENTENCES[details["type"]].format_map({**context, **facts})
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
