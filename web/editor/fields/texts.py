"""Texts side by side in each of the meeting's languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agenda.text import Prose, Text, is_visible, plain
from web.editor.fields.controls import TextInput, TextsControl, id_of
from web.pages.phrases import direction_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from web.editor.fields.controls import Control
    from web.editor.fields.kinds import Drawing, Field
    from web.editor.fields.typed import Complaints, Typed
    from web.pages.reading import Reading


def cleaned(string: str) -> str:
    """What was typed, with the line ends that forms send turned into ours and no blanks around it."""
    return string.replace("\r\n", "\n").replace("\r", "\n").strip()


@dataclass(frozen=True)
class Texts:
    """A text; one of several `lines` may run to paragraphs. `is_name` where one language will do for all."""

    lines: int = 1
    is_name: bool = False

    def fill(self, name: str, value: Any) -> Iterator[tuple[str, str]]:
        """One value for each language."""
        yield from ((f"{name}.{language}", string) for language, string in (value or {}).items())

    def read(self, typed: Typed, name: str, complaints: Complaints) -> Any:
        """The strings by language; blank ones are none."""
        limit = (Prose if self.lines > 1 else Text).limit
        strings = {}
        for language in typed.below(name):
            string = cleaned(typed.one(f"{name}.{language}"))
            if is_visible(string):
                complaints.checked(f"{name}.{language}", lambda said: plain(said, limit=limit), string)
                strings[language] = string
        return strings or None

    def control(self, of: Field, name: str, drawing: Drawing) -> Control:
        """An input for each language of the meeting, and for others that the text has."""
        typed, own = drawing.typed, drawing.reading.view.meeting.languages
        tags = (*own, *(tag for tag in typed.below(name) if tag not in own))
        values = {tag: typed.one(f"{name}.{tag}") for tag in tags}
        written = sum(is_visible(value) for value in values.values())
        is_wanted = written > (1 if self.is_name else 0)
        inputs = (
            TextInput(
                id=id_of(f"{name}.{tag}"),
                name=f"{name}.{tag}",
                value=value,
                language=tag,
                direction=direction_of(tag),
                caption=drawing.reading.language_name(tag) if len(tags) > 1 else "",
                is_missing=is_wanted and not is_visible(value),
                error=drawing.errors.get(f"{name}.{tag}", ""),
            )
            for tag, value in values.items()
        )
        return TextsControl(inputs=tuple(inputs), lines=self.lines, **drawing.common(of, name))

    def words(self, value: Any, reading: Reading) -> tuple[str, ...]:
        """A line for each language."""
        if isinstance(value, str):
            return (value,)
        strings = value or {}
        if len(strings) == 1:
            return tuple(strings.values())
        return tuple(f"{reading.language_name(tag)}: {string}" for tag, string in strings.items())
