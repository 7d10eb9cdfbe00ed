"""The order of business in a Word document: each phase with its deadlines, days, sittings and outcomes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.documents.docx_text import Column, Line, Span, lines_of
from web.documents.wording import (
    absolute,
    decided_in,
    heading_of,
    hours_of,
    joined,
    paper_name,
    rest_of,
    step_hour,
    who,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from web.documents.docx_text import Piece, Writer
    from web.documents.wording import Told
    from web.pages.parts import Due, Paper, Result, Sitting, Stage, Step, Times
    from web.pages.phrases import Phrase


def write_phases(body: Writer, told: Told) -> None:
    """Every phase, in the order of the meeting file."""
    _ = told.gettext
    if told.page.phases:
        body.line("Heading1", _("Order of business"))
        body.line(
            "Facts", _("The order of business is an advance indication; outcomes are the record of what was done.")
        )
    for stage in told.page.phases:
        _write_phase(body, told, stage)


def _write_phase(body: Writer, told: Told, stage: Stage) -> None:
    _ = told.gettext
    body.line("Heading2", stage.title, *_tags([stage.status]))
    window = Span(stage.window, "Fallen") if stage.is_off else stage.window
    body.line("SittingTime", window, f" ({stage.length})")
    body.line("Facts", stage.kind)
    body.line("Notice", stage.warning)
    for label, words, href in told.terms(stage):
        body.line(
            "Facts", Span(_("%(label)s:") % {"label": label}, "Strong"), " ", *(_linked(word, href) for word in words)
        )
    body.prose("Annotation", stage.description)
    if stage.items:
        body.line("Heading3", _("Items open in this phase"))
        for item in stage.items:
            body.line("ItemLine", f"{item.number}\t", item.title, f" – {item.actions}" if item.actions else "")
    if stage.deadlines:
        _write_deadlines(body, told, stage)
    for day in stage.days:
        body.line("Heading3", day.title)
        for sitting in day.sittings:
            write_sitting(body, told, sitting)
    if stage.unscheduled:
        body.line("Heading3", _("Not yet scheduled"))
        for sitting in stage.unscheduled:
            write_sitting(body, told, sitting)
    if stage.results:
        body.line("Heading3", _("Outcomes"))
        _write_results(body, told, stage.results)


def _write_deadlines(body: Writer, told: Told, stage: Stage) -> None:
    title = told.gettext("Deadlines")
    body.line("Heading3", title)
    columns = [Column(told.gettext("Due"), 38), Column(told.gettext("Deadline"), 62)]
    body.table(title, columns, [_due_row(told, due, is_off=stage.is_off) for due in stage.deadlines])


def _due_row(told: Told, due: Due, *, is_off: bool) -> list[list[Line]]:
    fallen = "Fallen" if is_off else ""
    day = Line("TableText", (Span(due.day, fallen or "Strong"),))
    return [
        [day, Line("TableText", _clocks(told, due.times))],
        [Line("TableText", (Span(due.title, fallen),)), Line("TableFacts", told.due_facts(due))],
    ]


def write_sitting(body: Writer, told: Told, sitting: Sitting) -> None:
    """One sitting: when and where, how to take part, and its running order."""
    _ = told.gettext
    body.line("Heading4", sitting.title, *_tags(sitting.tags))
    body.line("SittingTime", *(_clocks(told, sitting.times, is_off=sitting.is_off) if sitting.times else ()))
    body.line("Facts", *told.facts(sitting))
    if sitting.notice:
        body.line("Notice", sitting.notice)
    body.prose("Annotation", sitting.description)
    for join in sitting.join:
        more = joined([(join.features,), (join.audience,)])
        body.line("Joining", *addressed(join.label, join.href), *((" · ", *more) if more else ()))
    for label, href in ((_("Recording"), sitting.recording), (_("As announced by its organiser"), sitting.source)):
        if href:
            body.line("Joining", *addressed(label, href))
    if sitting.steps:
        _write_steps(body, told, sitting)


def addressed(label: Phrase | str, href: str) -> tuple[Piece, ...]:
    """A link, with its address behind it for whoever has it on paper."""
    return (
        Span(label, href=href),
        " – ",
        Span(href.removeprefix("tel:").removeprefix("mailto:"), runs_left_to_right=True),
    )


def _write_steps(body: Writer, told: Told, sitting: Sitting) -> None:
    _ = told.gettext
    clocks = _zones_of(told, sitting)
    width = 10 if all(len(zone) < 6 for zone in clocks) else 13
    columns = [
        *(Column(zone, width) for zone in clocks),
        Column(_("Item"), 8),
        Column(_("Business"), 82 - width * len(clocks)),
        Column(_("Min."), 10),
    ]
    rows = [_step_row(step, clocks=len(clocks)) for step in sitting.steps]
    body.table(" ".join([told.label(_("Running order")), sitting.title.plain]), columns, rows)


def _zones_of(told: Told, sitting: Sitting) -> list[str]:
    """The names of the clocks that tell the hours of a running order; none where it has no hours."""
    if sitting.times is None or not sitting.has_hours:
        return []
    second = told.second(sitting.times)
    return [sitting.times.venue.zone, *([second.zone] if second else [])]


def _step_row(step: Step, *, clocks: int) -> list[list[Line]]:
    hours = [step_hour(step.times.venue), step_hour(step.times.reader)] if step.times else ["", ""]
    return [
        *([Line("TableText", (Span(hour, runs_left_to_right=True),))] for hour in hours[:clocks]),
        [Line("TableText", (step.item.number if step.item else "",))],
        list(_business_of(step)),
        [Line("TableText", ("" if step.minutes is None else str(step.minutes),))],
    ]


def _business_of(step: Step) -> Iterator[Line]:
    if step.title:
        yield Line("TableText", (step.title,))
    if step.item:
        actions = f" – {step.item.actions}" if step.item.actions else ""
        yield Line("TableFacts" if step.title else "TableText", (step.item.title, actions))
    for paper in step.papers:
        yield Line("TableFacts", paper_pieces(paper))
    for speaker in step.speakers:
        yield Line("TableFacts", who(speaker))


def _write_results(body: Writer, told: Told, results: Sequence[Result]) -> None:
    _ = told.gettext
    columns = [Column(_("Item"), 45), Column(_("Outcome"), 55)]
    body.table(_("Outcomes"), columns, [_result_row(result) for result in results])


def _result_row(result: Result) -> list[list[Line]]:
    notes = lines_of("TableText", result.note)
    return [
        [Line("TableText", heading_of(result.item))],
        [Line("TableText", (Span(result.words, "Strong"),)), *notes, Line("TableFacts", decided_in(result))],
    ]


def paper_pieces(paper: Paper) -> tuple[Piece, ...]:
    """A paper with each of its languages as a link: "PC0602E1, Draft report – English, French"."""
    languages: list[Piece] = []
    for language in paper.languages:
        languages += [", " if languages else " – ", Span(language.name, href=absolute(language.href))]
    return (*paper_name(paper), *languages, *([f" ({paper.missing})"] if paper.missing else []))


def _clocks(told: Told, times: Times, *, is_off: bool = False) -> tuple[Piece, ...]:
    """The hours at the place, then on the reader's clock, each with its zone."""
    fallen = "Fallen" if is_off else ""
    said: list[Piece] = [Span(hours_of(times.venue), fallen, runs_left_to_right=True), rest_of(times.venue)]
    if second := told.second(times):
        said += [" · ", Span(hours_of(second), "SecondClock", runs_left_to_right=True)]
        said.append(Span(rest_of(second), "SecondClock"))
    return tuple(said)


def _tags(tags: Sequence[str]) -> Iterator[Piece]:
    for tag in tags:
        if tag:
            yield " "
            yield Span(f"[{tag}]", "Tag")


def _linked(word: Piece, href: str) -> Piece:
    return Span(word, href=absolute(href)) if absolute(href) and not isinstance(word, Span) else word
