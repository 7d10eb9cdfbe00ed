"""What every edit is: frozen data with a name, applied to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from agenda.changes import Path, compare, field_values, rebuilt
from agenda.errors import InvalidEdit, Problem
from agenda.tree import Key, Place, keys_of, references, references_in, walk

if TYPE_CHECKING:
    from agenda.meeting import Meeting
    from agenda.noun import Noun

N = TypeVar("N", bound="Noun")


class Edit(BaseModel):
    """One edit. `edit` is its name in the API and in history; further keys are what it takes."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: ClassVar[str]
    selects: ClassVar[bool] = False
    """Whether it writes whatever stands somewhere, so that today that may be more than it was on its base."""

    edit: str

    def apply(self, meeting: Meeting) -> Meeting:
        """The next meeting; raises InvalidEdit or NotFound."""
        raise NotImplementedError

    def names(self) -> set[Key]:
        """The objects that must be the same ones as when the edit was made."""
        return set()

    def writes(self, base: Meeting) -> set[Path]:
        """The paths it writes when applied to `base`, those it would leave as they are included."""
        return {
            change.path
            for change in compare(base, self.apply(base))
            if change.before is not None or not change.is_whole
        }

    def removes(self, meeting: Meeting) -> Place | None:  # noqa: ARG002 - most edits remove nothing
        """The object that goes, with all below it; None for an edit that removes nothing."""
        return None

    def settled(self, meeting: Meeting) -> Edit:  # noqa: ARG002 - most edits mint nothing
        """The edit with the ids it mints on that meeting written out, so that a replay gives the same ones."""
        return self

    def as_json(self) -> dict[str, Any]:
        """The edit as history keeps it; reading it gives the same edit."""
        return self.model_dump(mode="json", exclude_unset=True, by_alias=True) | {"edit": self.edit}


def refuse(pointer: str, message: str) -> InvalidEdit:
    """The error for an edit that is wrong at that pointer into it."""
    return InvalidEdit([Problem(pointer, message)])


def as_invalid_edit(error: ValidationError, prefix: str) -> InvalidEdit:
    """Pydantic's complaints as ours; `prefix` is the pointer of what was read, within the edit."""
    return InvalidEdit(
        [
            Problem(
                prefix + "".join(f"/{step}" for step in problem["loc"]),
                _sentence(problem["type"], problem["msg"]),
            )
            for problem in error.errors()
        ]
    )


def _sentence(kind: str, message: str) -> str:
    return {
        "missing": "required; add it",
        "extra_forbidden": "unknown key; remove it or correct its name",
    }.get(kind, message)


def read_object(model: type[Noun], written: Any, *, language: str, prefix: str) -> Noun:
    """An object of the meeting file from an edit; raises InvalidEdit with pointers into the edit."""
    try:
        return model.model_validate(written, context={"language": language})
    except ValidationError as error:
        raise as_invalid_edit(error, prefix) from None


def revised(value: N, patch: dict[str, Any], language: str) -> N:
    """The object with these fields, as JSON, in place of its own, None for the default; raises InvalidEdit."""
    written = value.model_dump(mode="json", exclude_defaults=True, exclude=set(value.children)) | patch
    kept = {key: given for key, given in written.items() if given is not None}
    try:
        return rebuilt(value, kept, language=language)  # type: ignore[return-value]
    except ValidationError as error:
        raise as_invalid_edit(error, "") from None


def _unknown(meeting: Meeting, wanted: set[Key]) -> set[Key]:
    """Those that the meeting has not; looks no further than to the last of them."""
    for key in keys_of(meeting):
        if not wanted:
            break
        wanted.discard(key)
    return wanted


def require_references(meeting: Meeting, value: Noun, *, prefix: str, below: bool = True) -> None:
    """Raises InvalidEdit (`unknown-reference`) where the object, or what is below it, names what is not there."""
    found: list[tuple[str, Key]] = (
        [(reference.pointer, reference.target) for reference in references(value)]
        if below
        else list(references_in(value))
    )
    unknown = _unknown(meeting, {target for _, target in found})
    problems = [
        Problem(
            prefix + pointer,
            f"unknown-reference: there is no {noun} “{identity}”; add it first or name another",
        )
        for pointer, (noun, identity) in found
        if (noun, identity) in unknown
    ]
    if problems:
        raise InvalidEdit(problems)


def id_pointer(place: Place) -> str:
    """The pointer of what identifies the object: its id, or the whole of an outcome."""
    return place.pointer if place.key[0] == "outcome" else f"{place.pointer}/id"


def require_unused(meeting: Meeting, value: Noun, *, parent: Key, prefix: str) -> None:
    """Raises InvalidEdit (`duplicate-id`) where the object or one below it has a key that is taken."""
    taken = set(keys_of(meeting))
    problems = []
    for place in walk(value, parent=parent):
        if place.key in taken:
            message = f"duplicate-id: there is already a {place.key[0]} “{place.key[1]}”; choose another id"
            problems.append(Problem(prefix + id_pointer(place), message))
        taken.add(place.key)
    if problems:
        raise InvalidEdit(problems)


def cleared_by(meeting: Meeting, edit: Edit) -> tuple[str, ...]:
    """The pointers, in the meeting before the edit, of the references that removing an object clears."""
    going = edit.removes(meeting)
    if going is None:
        return ()
    keys = {place.key for place in walk(going.value, parent=going.parent)}
    return tuple(
        reference.pointer
        for reference in references(meeting)
        if reference.target in keys and reference.holder.key not in keys
    )


def own_paths(place: Place) -> set[Path]:
    """The paths of what an object says of itself."""
    return {(*place.key, *field) for field in field_values(place.value)}
