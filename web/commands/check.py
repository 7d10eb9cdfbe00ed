"""The command that says what is wrong with a meeting."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from web.commands import database_option, now, opened, print_findings

if TYPE_CHECKING:
    from agenda.findings import Finding


@click.command("check")
@click.argument("subject", metavar="FILE|SLUG")
@click.option("--json", "as_json", is_flag=True, help="A list of findings as JSON, on standard output.")
@database_option
@click.pass_context
def check_command(ctx: click.Context, subject: str, as_json: bool, database: str | None) -> None:
    """Print the findings of a meeting file, or of the draft of a meeting in the database; - is standard input.

    Exit code 0: none, or only warnings; 1: errors; 2: it cannot be read.

    Example: plenary check meeting.yaml
    """
    findings = _findings(subject, database)
    if as_json:
        click.echo(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=2))
    else:
        print_findings(findings, err=False)
        click.echo(f"{subject}: {_count(findings)}", err=True)
    ctx.exit(1 if any(finding.severity == "error" for finding in findings) else 0)


def _findings(subject: str, database: str | None) -> tuple[Finding, ...]:
    from agenda import service
    from agenda.findings import check
    from web.commands.files import read_file

    if subject == "-" or Path(subject).exists() or not _may_be_slug(subject):
        return check(read_file(subject).meeting, today=now().date())
    with opened(database) as (store, _):
        return service.findings_of(store, subject, now=now())


def _may_be_slug(subject: str) -> bool:
    from agenda.ids import PATTERN

    return bool(PATTERN.match(subject))


def _count(findings: tuple[Finding, ...]) -> str:
    numbers = [sum(finding.severity == severity for finding in findings) for severity in ("error", "warning", "info")]
    return "{} errors, {} warnings, {} notes".format(*numbers)
