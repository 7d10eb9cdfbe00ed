"""Settings from the environment, each overridden by the command line."""

from __future__ import annotations

from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agenda.errors import InvalidInput, Problem


class Settings(BaseSettings):
    """`PLENARY_DATABASE_URL` names the database; `PLENARY_URL` is the public address that pages and feeds carry."""

    model_config = SettingsConfigDict(env_prefix="PLENARY_", extra="ignore", frozen=True)

    database_url: str = "sqlite:///plenary.db"
    url: str = "http://127.0.0.1:8000"
    cache_mb: int = Field(default=64, ge=1, le=65_536)

    @field_validator("url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.query or parts.fragment:
            raise ValueError(
                f"“{value}” is not the public address of a service; write it as https://agenda.example.org"
            )
        if path := parts.path.strip("/"):
            raise ValueError(
                f"“{value}” has the path “/{path}”, but the service answers at the root of a host;"
                f" write {parts.scheme}://{parts.netloc}"
            )
        return value.rstrip("/")


def read_settings(*, database: str | None = None) -> Settings:
    """The settings in force; raises InvalidInput that names the variable."""
    try:
        settings = Settings()
    except ValidationError as error:
        problems = [
            Problem(f"PLENARY_{str(one['loc'][0]).upper()}", one["msg"].removeprefix("Value error, "))
            for one in error.errors()
        ]
        raise InvalidInput(problems) from None
    return settings.model_copy(update={"database_url": database}) if database else settings
