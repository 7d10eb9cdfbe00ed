"""Who takes part: people, delegations and offices that speak or chair."""

from __future__ import annotations

import re
from typing import Annotated, ClassVar

from pydantic import AfterValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from agenda.ids import Identifier
from agenda.noun import Noun, ZoneName
from agenda.text import Text


def read_country(value: str) -> str:
    """An ISO 3166-1 alpha-2 code; raises PydanticCustomError on anything else."""
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise PydanticCustomError(
            "country", "“{value}” is not a country code; write two capitals such as NO", {"value": value[:80]}
        )
    return value


Country = Annotated[str, AfterValidator(read_country), WithJsonSchema({"type": "string", "pattern": "^[A-Z]{2}$"})]


class Person(Noun):
    """A person, a delegation or an office; `country` is ISO 3166-1 alpha-2."""

    noun: ClassVar[str] = "person"

    id: Identifier
    name: Text
    title: Text | None = None
    affiliation: Text | None = None
    country: Country | None = None
    time_zone: ZoneName | None = None
