"""The commands that publish a draft, and take a meeting back."""

from __future__ import annotations

import click

from web.commands import AUTHOR, database_option, now, opened, print_findings


@click.command("publish")
@click.argument("slug")
@click.option("-m", "--message", required=True, help="What changed, in words for those who follow the meeting.")
@database_option
def publish_command(slug: str, message: str, database: str | None) -> None:
    """Publish the draft of a meeting: pages and feeds show it within a second.

    Findings that are errors stop it with exit code 1; warnings are printed.

    Example: plenary publish cap-19 -m "Opening session starts an hour later"
    """
    from agenda import service
    from web.publisher import CalendarPublisher

    with opened(database) as (store, settings):
        publisher = CalendarPublisher(settings.url)
        done = service.publish(store, slug, message=message, author=AUTHOR, now=now(), publisher=publisher)
    print_findings(finding for finding in done.findings if finding.severity == "warning")
    now_at = done.revision.meeting.slug
    click.echo(publication_line(now_at, number=done.revision.number, is_new=done.is_new, page=publisher.page(now_at)))


def publication_line(slug: str, *, number: int, is_new: bool, page: str) -> str:
    """What is said of a publication."""
    state = "published" if is_new else "unchanged since it was published"
    return f"{slug}: {state}, revision {number}: {page}"


@click.command("withdraw")
@click.argument("slug")
@click.option("-m", "--message", default="", help="Why, in words for those who follow the meeting.")
@database_option
def withdraw_command(slug: str, message: str, database: str | None) -> None:
    """Take a meeting back: its pages are gone, its calendars show every entry as cancelled for 90 days.

    Publishing it brings it back.

    Example: plenary withdraw cap-19 -m "The meeting will not take place"
    """
    from agenda import service
    from web.publisher import CalendarPublisher

    with opened(database) as (store, settings):
        publisher = CalendarPublisher(settings.url)
        done = service.withdraw(store, slug, message=message, author=AUTHOR, now=now(), publisher=publisher)
    click.echo(f"{slug}: withdrawn, revision {done.revision.number}")
