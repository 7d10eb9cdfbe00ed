"""The edits that every noun has alike: add, set, remove and reorder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from pydantic import ConfigDict, ValidationError

from agenda.changes import Path, rebuilt
from agenda.edits.base import Edit, as_invalid_edit, read_object, refuse, require_references, require_unused
from agenda.edits.clearing import readers_of, with_clocks_kept, without_references
from agenda.meeting import MOST_AUDIENCES
from agenda.noun import Noun
from agenda.nouns import NOUNS
from agenda.text import Text
from agenda.tree import Key, Place, altered, field_of, find, walk, with_child, without

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agenda.meeting import Meeting

PARENTS = {"room": "venue", "deadline": "phase", "session": "phase", "item": "item"}
"""The key that names an object's parent in an edit; items stand in the meeting where it is absent."""


class ObjectEdit(Edit):
    """An edit of one object of `noun`; its keys beyond those declared are the noun's own."""

    model_config = ConfigDict(extra="allow")
    noun: ClassVar[str]

    @property
    def given(self) -> Mapping[str, Any]:
        """The keys of the edit other than its name."""
        return self.model_extra or {}

    @property
    def identity(self) -> str:
        """The id of the object, given under the noun's name."""
        identity = self.given.get(self.noun)
        if not isinstance(identity, str):
            raise refuse(f"/{self.noun}", f"required: the id of a {self.noun}")
        return identity

    def only(self, *keys: str) -> None:
        """Raises InvalidEdit where a key is given that the edit does not take."""
        for key in self.given:
            if key not in keys:
                raise refuse(f"/{key}", f"unknown key; {self.edit} takes {', '.join(keys)}")

    def parent_key(self, key: str = "") -> Key:
        """The object under which the edit puts its own: the one named by the noun's parent key, else the meeting."""
        noun = PARENTS.get(self.noun)
        name = key or noun or ""
        identity = self.given.get(name)
        if noun is None or (identity is None and noun == self.noun):
            return ("meeting", "")
        if not isinstance(identity, str):
            raise refuse(f"/{name}", f"required: the id of a {noun}")
        return (noun, identity)


class Add(ObjectEdit):
    """Adds an object, given whole under the noun's name: `add_session {phase, session: {…}, before?}`."""

    @property
    def _parent_name(self) -> str:
        return "parent" if self.noun == "item" else PARENTS.get(self.noun, "")

    def apply(self, meeting: Meeting) -> Meeting:
        self.only(*filter(None, (self._parent_name, self.noun, "before")))
        parent = find(meeting, *self.parent_key(self._parent_name))
        value = read_object(
            NOUNS[self.noun], self.given.get(self.noun), language=meeting.language, prefix=f"/{self.noun}"
        )
        require_unused(meeting, value, parent=parent.key, prefix=f"/{self.noun}")
        field = field_of(parent.value, self.noun)
        position = _position_before(parent, field, self.given.get("before"))
        added = with_child(meeting, parent.steps, field, value, position=position)
        require_references(added, value, prefix=f"/{self.noun}")
        return _within_limits(added, self.noun)

    def names(self) -> set[Key]:
        return {self.parent_key(self._parent_name)} - {("meeting", "")}

    def writes(self, base: Meeting) -> set[Path]:  # noqa: ARG002 - an add writes what nobody else can
        return set()


def _within_limits(meeting: Meeting, noun: str) -> Meeting:
    if noun == "audience" and len(meeting.audiences) > MOST_AUDIENCES:
        raise refuse("/audience", f"a meeting has at most {MOST_AUDIENCES} audiences; remove one first")
    return meeting


def _position_before(parent: Place, field: str, before: str | None) -> int | None:
    if before is None:
        return None
    for position, sibling in enumerate(getattr(parent.value, field)):
        if sibling.identity == before:
            return position
    raise refuse("/before", f"“{before}” does not stand among its siblings; name one that does, or null for last")


class Set(ObjectEdit):
    """Merges fields into an object (RFC 7396): null clears, texts merge by language: `set_session {session, …}`."""

    @property
    def _fields(self) -> dict[str, Any]:
        return {key: value for key, value in self.given.items() if key != self.noun or self.noun == "meeting"}

    def _place(self, meeting: Meeting) -> Place:
        return find(meeting, self.noun, "" if self.noun == "meeting" else self.identity)

    def apply(self, meeting: Meeting) -> Meeting:
        model = NOUNS[self.noun]
        for key in self._fields:
            if key in {"id", "uid"} or key not in model.model_fields:
                raise refuse(
                    f"/{key}",
                    "is never changed" if key in {"id", "uid"} else f"unknown key for a {self.noun}",
                )
            if key in model.children:
                raise refuse(f"/{key}", f"is not set whole; use add_{model.children[key]} and its like")
        place = self._place(meeting)
        revised = self._revised(place.value, meeting.language)
        after = altered(meeting, place.steps, lambda _: revised)
        require_references(after, revised, prefix="", below=False)
        return after

    def _revised(self, value: Noun, language: str) -> Noun:
        written = value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children))
        try:
            return rebuilt(
                value, merged(written, _texts_by_language(type(value), self._fields, language)), language=language
            )
        except ValidationError as error:
            raise as_invalid_edit(error, "") from None

    def names(self) -> set[Key]:
        return set() if self.noun == "meeting" else {(self.noun, self.identity)}

    def writes(self, base: Meeting) -> set[Path]:
        place = self._place(base)
        paths: set[Path] = set()
        for field, value in self._fields.items():
            texts = _texts_by_language(type(place.value), {field: value}, base.language)[field]
            if _class_of(type(place.value), field, Text) and isinstance(texts, dict):
                paths |= {(*place.key, field, language) for language in texts}
            else:
                paths.add((*place.key, field))
        return paths


def _class_of(model: type[Noun], field: str, kind: type) -> type | None:
    """The class of that kind which a field holds; None where it holds none."""
    annotation = model.model_fields[field].annotation if field in model.model_fields else None
    candidates = [annotation, *getattr(annotation, "__args__", ())]
    return next((one for one in candidates if isinstance(one, type) and issubclass(one, kind)), None)


def _texts_by_language(model: type[Noun], fields: Mapping[str, Any], language: str) -> dict[str, Any]:
    """The fields with plain strings for texts put under that language, in parts such as a platform too."""

    def by_language(field: str, given: Any) -> Any:
        if isinstance(given, str) and _class_of(model, field, Text):
            return {language: given}
        part = _class_of(model, field, Noun)
        return _texts_by_language(part, given, language) if part and isinstance(given, dict) else given

    return {field: by_language(field, given) for field, given in fields.items()}


def merged(target: Any, patch: Any) -> Any:
    """The JSON merge patch of RFC 7396 §2: null removes, objects merge, all else replaces."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), value)
    return {key: value for key, value in result.items() if value != {}}


class Remove(ObjectEdit):
    """Removes an object and all below it, and clears what refers to them: `remove_session {session}`."""

    selects = True

    def removes(self, meeting: Meeting) -> Place:
        return find(meeting, self.noun, self.identity)

    def apply(self, meeting: Meeting) -> Meeting:
        self.only(self.noun)
        going = self.removes(meeting)
        remaining = with_clocks_kept(without(meeting, going.steps), going.value)
        return without_references(remaining, readers_of(meeting, going))

    def names(self) -> set[Key]:
        return {(self.noun, self.identity)}

    def writes(self, base: Meeting) -> set[Path]:
        going = self.removes(base)
        return super().writes(base) | {place.key for place in walk(going.value, parent=going.parent)}


class Reorder(ObjectEdit):
    """Puts an object before a sibling (null: last), under another parent if one is named: `reorder_item {item, …}`."""

    @property
    def _parent_name(self) -> str:
        return "parent" if self.noun == "item" else PARENTS.get(self.noun, "")

    def apply(self, meeting: Meeting) -> Meeting:
        self.only(*filter(None, (self.noun, self._parent_name, "before")))
        place = find(meeting, self.noun, self.identity)
        parent_key = self.parent_key(self._parent_name) if self._parent_name in self.given else place.parent
        if parent_key in {inner.key for inner in walk(place.value, parent=place.parent)}:
            raise refuse(f"/{self._parent_name}", "an object cannot stand below itself; name another")
        remaining = without(meeting, place.steps)
        parent = find(remaining, *parent_key)
        field = field_of(parent.value, self.noun)
        position = _position_before(parent, field, self.given.get("before"))
        return with_child(remaining, parent.steps, field, place.value, position=position)

    def names(self) -> set[Key]:
        parent = {self.parent_key(self._parent_name)} if self._parent_name in self.given else set()
        before = self.given.get("before")
        siblings = {(self.noun, before)} if isinstance(before, str) else set()
        return {(self.noun, self.identity)} | parent | siblings

    def writes(self, base: Meeting) -> set[Path]:
        place = find(base, self.noun, self.identity)
        parent = find(base, *place.parent)
        return {(*parent.key, field_of(parent.value, self.noun))} | super().writes(base) - {place.key}
