"""What docs/deployment says of settings against what the service reads."""

from __future__ import annotations

import re
from pathlib import Path

from web.settings import Settings

DOCS = Path(__file__).parents[2] / "docs"
OF_THE_UNIT = {"PLENARY_HOST", "PLENARY_WORKERS"}


def read_environment() -> dict[str, str]:
    lines = (DOCS / "deployment/environment").read_text("utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_document_tells_of_every_setting_and_of_no_other() -> None:
    table = [
        line for line in (DOCS / "deployment.md").read_text("utf-8").splitlines() if line.startswith("| `PLENARY_")
    ]
    told = {name for line in table for name in re.findall(r"PLENARY_[A-Z_]+", line.split("|")[1])}
    assert told == {f"PLENARY_{name.upper()}" for name in Settings.model_fields}


def test_shipped_environment_is_one_that_the_service_takes() -> None:
    written = read_environment()
    fields = {name.removeprefix("PLENARY_").lower(): value for name, value in written.items()}
    settings = Settings.model_validate({name: value for name, value in fields.items() if name in Settings.model_fields})
    assert {f"PLENARY_{name.upper()}" for name in settings.model_fields_set} | OF_THE_UNIT == set(written)


def test_unit_reads_the_shipped_environment() -> None:
    unit = (DOCS / "deployment/plenary.service").read_text("utf-8")
    assert set(re.findall(r"\$\{(\w+)\}", unit)) == OF_THE_UNIT
    assert "EnvironmentFile=/etc/plenary/environment\n" in unit
