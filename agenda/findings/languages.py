"""Findings about languages: texts that are not written in every language of the meeting."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from agenda.document import Document
from agenda.findings.finding import Finding, found
from agenda.findings.sentence import Codes, Field, said
from agenda.meeting import Meeting
from agenda.noun import Noun
from agenda.people import Person
from agenda.place import Platform
from agenda.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agenda.findings.plan import Plan

MAY_BE_IN_ONE_LANGUAGE: frozenset[tuple[type[Noun], str]] = frozenset(
    {
        (Person, "name"),
        (Person, "affiliation"),
        (Meeting, "symbol"),
        (Document, "symbol"),
        (Platform, "name"),
    }
)


def text_not_translated(plan: Plan) -> Iterator[Finding]:
    """A text is lacking in one or more of the meeting's languages: one finding per text.

    A name, affiliation, symbol or platform written in one language only is the same in all.
    """
    languages = plan.meeting.languages
    if len(languages) < 2:
        return
    for place in plan.places:
        for within, noun, field, text in _texts_in(place.value):
            missing = [language for language in languages if not text.get(language)]
            if not missing or (len(text) == 1 and (type(noun), field) in MAY_BE_IN_ONE_LANGUAGE):
                continue
            sentence = said(
                "the %(field)s of %(what)s is not written in %(languages)s; translate it",
                field=Field(within),
                what=plan.name(place.value),
                languages=Codes("language", tuple(missing)),
            )
            yield found("text-not-translated", sentence, place.pointer + within)


def _texts_in(noun: Noun) -> Iterator[tuple[str, Noun, str, Text]]:
    """The texts of an object and of its parts without identity: (pointer within it, holder, field, text)."""
    texts, parts = _fields_of(type(noun))
    for field in texts:
        text = getattr(noun, field)
        if text is not None:
            yield f"/{field}", noun, field, text
    for field in parts:
        held = getattr(noun, field)
        if isinstance(held, tuple):
            for position, part in enumerate(held):
                yield from _below(f"/{field}/{position}", part)
        elif held is not None:
            yield from _below(f"/{field}", held)


def _below(prefix: str, part: Noun) -> Iterator[tuple[str, Noun, str, Text]]:
    for within, holder, field, text in _texts_in(part):
        yield prefix + within, holder, field, text


@cache
def _fields_of(model: type[Noun]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that hold a text, and those that hold parts: nouns without an identity."""
    fields = {name: info.annotation for name, info in model.model_fields.items() if name not in model.children}
    return (
        tuple(name for name, annotation in fields.items() if _speaks_of(annotation, Text)),
        tuple(name for name, annotation in fields.items() if _speaks_of(annotation, Noun)),
    )


def _speaks_of(annotation: Any, kind: type) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, kind):
        return True
    return any(_speaks_of(part, kind) for part in get_args(annotation))


LANGUAGES = (text_not_translated,)
