"""Settings from the environment, each overridden by the command line."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from agenda.errors import InvalidInput, Problem
from agenda.service.access import ROLES

ONLY_KNOWN = "known"
SHORTEST_TOKEN = 16


class Settings(BaseSettings):
    """`PLENARY_DATABASE_URL` names the database; `PLENARY_URL` is the public address that pages and feeds carry.

    With `PLENARY_OIDC_ISSUER`, the address of an OpenID provider, people may log in there too. `PLENARY_OIDC_ROLE` is
    what somebody new becomes; "known" lets in those alone who have an account already. `PLENARY_LIVE_PAGES` bounds the
    open pages that a process tells of publications; further ones ask now and then. `PLENARY_PDF_SECONDS` and
    `PLENARY_PDF_MB` are the most processor time and memory that a PDF may take. `PLENARY_TRUSTED_PROXIES` are the
    addresses or networks, parted by commas, whose word on who asks (X-Forwarded-For) is taken; nobody's by default.
    `PLENARY_METRICS_TOKEN` is what /metrics is told for; `PLENARY_METRICS_DIR`, set by `serve`, is where several
    workers add up. `PLENARY_LOG_REQUESTS` are the requests that have a line in the log: `uncached` leaves out what is
    answered from ready bytes.
    """

    model_config = SettingsConfigDict(env_prefix="PLENARY_", extra="ignore", frozen=True)

    database_url: str = "sqlite:///plenary.db"
    url: str = "http://127.0.0.1:8000"
    cache_mb: int = Field(default=64, ge=1, le=65_536)
    live_pages: int = Field(default=5_000, ge=0, le=1_000_000)
    pdf_seconds: int = Field(default=120, ge=1, le=3_600)
    pdf_mb: int = Field(default=2_000, ge=1, le=65_536)
    trusted_proxies: str = ""
    log_format: Literal["text", "json"] = "text"
    log_requests: Literal["none", "uncached", "all"] = "uncached"
    metrics_token: SecretStr = SecretStr("")
    metrics_dir: Path | None = None
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_client_secret_file: Path | None = None
    oidc_role: str = "member"

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

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        named = [one.strip() for one in value.split(",") if one.strip()]
        for one in named:
            try:
                ip_network(one)
            except ValueError:
                raise ValueError(f"“{one}” is no address or network; write 127.0.0.1 or 10.0.0.0/8") from None
        return ",".join(named)

    @field_validator("metrics_token")
    @classmethod
    def _is_no_guess(cls, value: SecretStr) -> SecretStr:
        if value and len(value.get_secret_value()) < SHORTEST_TOKEN:
            raise ValueError(f"it has fewer than {SHORTEST_TOKEN} characters; “openssl rand -hex 24” makes one")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_issuer(cls, value: str) -> str:
        """OpenID Connect Discovery 1.0 §3: an https address without query or fragment; http on this machine alone."""
        parts = urlsplit(value)
        is_safe = parts.scheme == "https" or (parts.scheme == "http" and _is_this_machine(parts.hostname or ""))
        if value and (not is_safe or not parts.netloc or parts.query or parts.fragment):
            raise ValueError(f"“{value}” is not the address of a provider; write it as https://login.example.org")
        return value

    @field_validator("oidc_role")
    @classmethod
    def _is_role(cls, value: str) -> str:
        if value not in {*ROLES, ONLY_KNOWN}:
            raise ValueError(f"“{value}” is not a role; write one of {', '.join(ROLES)}, or {ONLY_KNOWN}")
        return value

    @model_validator(mode="after")
    def _has_client(self) -> Settings:
        if self.oidc_issuer and not self.oidc_client_id:
            raise ValueError("PLENARY_OIDC_CLIENT_ID is missing; it is the name that the provider gave this service")
        return self

    def read_client_secret(self) -> str:
        """What this service shows the provider; "" for a public client. Raises InvalidInput for an unreadable file."""
        if self.oidc_client_secret_file is None:
            return self.oidc_client_secret.get_secret_value()
        try:
            return self.oidc_client_secret_file.read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            message = f"{self.oidc_client_secret_file} cannot be read: {error}"
            raise InvalidInput([Problem("PLENARY_OIDC_CLIENT_SECRET_FILE", message)]) from None


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def read_settings(*, database: str | None = None) -> Settings:
    """The settings in force; raises InvalidInput that names the variable."""
    try:
        settings = Settings()
    except ValidationError as error:
        problems = [Problem(_variable(one["loc"]), one["msg"].removeprefix("Value error, ")) for one in error.errors()]
        raise InvalidInput(problems) from None
    return settings.model_copy(update={"database_url": database}) if database else settings


def _variable(place: tuple[int | str, ...]) -> str:
    """The variable that a fault is about; "" where it is about several."""
    return f"PLENARY_{str(place[0]).upper()}" if place else ""
