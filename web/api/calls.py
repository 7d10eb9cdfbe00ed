"""A call of the API as its operation gets it, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel, ValidationError

from agenda import service
from agenda.errors import InvalidInput, NotAuthenticated, Problem
from web.bodies import JSON, parse_json
from web.conditions import version_in
from web.finding_words import Told
from web.options import InvalidOption
from web.reader import plain_reader
from web.site import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pydantic_core import ErrorDetails
    from starlette.requests import Request

    from agenda.store import Store
    from agenda.store.accounts import User
    from web.publisher import CalendarPublisher

ROOT = "/api/v1"
Read = TypeVar("Read", bound=BaseModel)
SENTENCES = {
    "missing": "required; add it",
    "extra_forbidden": "there is no such key; remove it or correct its name",
    "model_type": "a JSON object is wanted here",
    "string_type": "a string is wanted here",
    "int_type": "a whole number is wanted here",
    "bool_type": "true or false is wanted here",
}


@dataclass(frozen=True)
class Answer:
    """What a call came to: a model, bytes of a media type, or nothing."""

    content: BaseModel | bytes | None = None
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    media: str = JSON


@dataclass(frozen=True)
class Call:
    """One call: who makes it (None where nobody is known to), the bytes of its body, and when it came."""

    request: Request
    user: User | None
    raw: bytes
    now: datetime

    @property
    def store(self) -> Store:
        """The database."""
        return site_of(self.request).store

    @property
    def publisher(self) -> CalendarPublisher:
        """Who renders what is published."""
        return site_of(self.request).publisher

    @property
    def slug(self) -> str:
        """The slug in the path."""
        return str(self.request.path_params["slug"])

    @property
    def known_user(self) -> User:
        """Who makes it; raises NotAuthenticated where nobody is known to."""
        if self.user is None:
            raise NotAuthenticated("this needs an organiser: log in, or send Authorization: Bearer TOKEN")
        return self.user

    @property
    def author(self) -> str:
        """Who makes it, as the history has it."""
        return self.known_user.email

    @cached_property
    def told(self) -> Told:
        """How findings are told: in the language of Accept-Language, in English without it."""
        return Told.to(plain_reader(self.request).language)

    @cached_property
    def body(self) -> object:
        """The JSON of the body; raises InvalidInput."""
        return parse_json(self.raw)

    def read(self, model: type[Read]) -> Read:
        """The body as that model, which may be left out where no key is required; raises InvalidInput with pointers."""
        may_be_absent = not any(field.is_required() for field in model.model_fields.values())
        written = {} if may_be_absent and not self.raw else self.body
        try:
            return model.model_validate(written)
        except ValidationError as error:
            raise InvalidInput([_problem(one) for one in error.errors(include_url=False)]) from None

    def header(self, name: str) -> str | None:
        """A header, several lines of it being one list (RFC 9110 §5.3); None where it is absent."""
        lines = self.request.headers.getlist(name)
        return ", ".join(lines) if lines else None

    @property
    def has_condition(self) -> bool:
        """Whether If-Match is given."""
        return self.header("if-match") is not None

    @cached_property
    def expected(self) -> int | None:
        """The version that If-Match names; None for `*`, whichever it is. Raises NotFound, or as `version_in`."""
        present = service.draft(self.store, self.slug).version
        return version_in(self.header("if-match"), present=present)

    def number(self, name: str, *, least: int, most: int) -> int | None:
        """A whole number of the query; None where it is absent. Raises InvalidOption."""
        written = self.request.query_params.get(name)
        if written is None:
            return None
        if not (written.isascii() and written.isdecimal() and len(written) < 12 and least <= int(written) <= most):
            raise InvalidOption([Problem(f"?{name}=", f"a whole number from {least} to {most} is wanted here")])
        return int(written)

    def truth(self, name: str) -> bool:
        """A truth of the query, 1 or 0; raises InvalidOption."""
        return self.number(name, least=0, most=1) == 1

    def choice(self, name: str, words: tuple[str, ...]) -> str:
        """One of these words of the query, the first where it is absent; raises InvalidOption."""
        written = self.request.query_params.get(name, words[0])
        if written not in words:
            raise InvalidOption([Problem(f"?{name}=", f"one of {', '.join(words)} is wanted here")])
        return written


def _problem(details: ErrorDetails) -> Problem:
    pointer = "".join(f"/{step}" for step in details["loc"])
    message = details["msg"]
    return Problem(pointer, SENTENCES.get(details["type"], message[:1].lower() + message[1:]))


def path_of(slug: str, *steps: str | int) -> str:
    """The path of a meeting in the API, or of something below it."""
    return "/".join([ROOT, "meetings", slug, *map(str, steps)])
