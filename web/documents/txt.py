"""The agenda as plain text for mail: UTF-8, 76 columns, the zone said at the top, by each day and at each hour.

Words from right to left stand in the order in which they are said; whatever shows the text arranges them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.documents.wording import (
    absolute,
    decided_in,
    heading_of,
    hours_of,
    joined,
    one_line,
    paper_name,
    plain,
    rest_of,
    step_hour,
    who,
)
from web.documents.wrapping import WIDTH, columns_of, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.documents.wording import Told, Words
    from web.pages.parts import Business, Chapter, Due, Event, Paper, Result, Sitting, Stage, Step, Times
    from web.pages.phrases import Prose

MEDIA_TYPE = "text/plain; charset=utf-8"
INDENT = "  "
NO_BREAK = "\u00a0"


def txt_of(told: Told) -> bytes:
    """The text: order of business, then the agenda by item; lines end with a line feed."""
    sheet = _Sheet(told)
    sheet.head()
    sheet.phases()
    sheet.items()
    return "\n".join([*sheet.lines, ""]).encode()


class _Sheet:
    """The lines of one text, from the top."""

    def __init__(self, told: Told) -> None:
        self.told, self.lines = told, list[str]()

    def say(self, text: str, *, indent: str = "", first: str | None = None) -> None:
        """A paragraph, indented; `first` stands before its first line in the place of the indentation."""
        if one_line(text):
            self.lines += wrapped(text, first=indent if first is None else first, rest=indent)

    def blank(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def title(self, text: str, mark: str) -> None:
        """A heading with a line of marks below it."""
        self.blank()
        self.say(text)
        self.lines.append(mark * min(columns_of(self.lines[-1]), WIDTH))

    def prose(self, prose: Prose | None, indent: str = "") -> None:
        """Text of the meeting, whose lines are kept as lines."""
        for paragraph in prose.paragraphs if prose else ():
            self.blank()
            for line in paragraph.splitlines():
                self.say(line, indent=indent)

    def head(self) -> None:
        told, page = self.told, self.told.page
        self.say(plain(told.body))
        self.say(plain(told.reports_to))
        self.title(page.head.title.plain, "=")
        self.say(plain(joined([(page.head.symbol or "",), (page.head.dates,)])))
        self.say(told.publication)
        self.say(page.head.message)
        self.say(told.reader.address)
        self.blank()
        for sentence in (*told.warnings, *told.clock_sentences):
            self.say(sentence)
        self.prose(page.description)
        self.blank()
        for link in page.links:
            self.say(f"{link.label.plain}: {link.href}", indent=INDENT, first="- ")
        if page.contact:
            self.blank()
            self.say(self.told.label(told.gettext("Contact")))
            self.prose(page.contact, INDENT)

    def phases(self) -> None:
        _ = self.told.gettext
        if not self.told.page.phases:
            return
        self.title(_("Order of business"), "=")
        self.say(self.told.legend)
        for stage in self.told.page.phases:
            self._phase(stage)

    def _phase(self, stage: Stage) -> None:
        _ = self.told.gettext
        self.title(_tagged(stage.title.plain, [stage.status]), "-")
        self.say(f"{stage.window} ({stage.length})")
        self.say(stage.kind)
        self.say(stage.warning)
        for label, words, href in self.told.terms(stage):
            address = f" <{absolute(href)}>" if absolute(href) else ""
            self.say(f"{self.told.label(label)} {plain(words)}{address}", indent=INDENT, first="")
        self.prose(stage.description)
        self._opened(stage)
        self._days(stage)
        if stage.results:
            self._list(_("Outcomes"))
        for result in stage.results:
            self._result(result)

    def _opened(self, stage: Stage) -> None:
        """What a phase has throughout: the items that are open in it, and what is due."""
        _ = self.told.gettext
        if stage.items:
            self._list(_("Items open in this phase"))
        for item in stage.items:
            actions = f" – {item.actions}" if item.actions else ""
            self.say(f"{item.title.plain}{actions}", indent=INDENT * 4, first=f"{INDENT}{one_line(item.number):<5} ")
        if stage.deadlines:
            self._list(_("Deadlines"))
        for due in stage.deadlines:
            self._due(due)

    def _days(self, stage: Stage) -> None:
        for day in stage.days:
            self.title(f"{day.title} ({stage.zone.name})", "~")
            for sitting in day.sittings:
                self._sitting(sitting)
        if stage.unscheduled:
            self.title(self.told.gettext("Not yet scheduled"), "~")
        for sitting in stage.unscheduled:
            self._sitting(sitting)

    def _list(self, title: str) -> None:
        self.blank()
        self.say(self.told.label(title))

    def _due(self, due: Due) -> None:
        self.say(f"{due.day}, {self._clocks(due.times)}", indent=INDENT)
        self.say(due.title.plain, indent=INDENT * 2)
        self.say(plain(self.told.due_facts(due)), indent=INDENT * 2)

    def _sitting(self, sitting: Sitting) -> None:
        _ = self.told.gettext
        self.blank()
        when = self._clocks(sitting.times) if sitting.times else ""
        self.say(when)
        self.say(_tagged(sitting.title.plain, sitting.tags), indent=INDENT)
        self.say(plain(self.told.facts(sitting)), indent=INDENT)
        if sitting.notice:
            self.say(f"! {sitting.notice.plain}", indent=INDENT * 2, first=INDENT)
        self.prose(sitting.description, INDENT)
        for join in sitting.join:
            label = plain(joined([(join.label,), (join.features,), (join.audience,)]))
            self._address(label, join.href)
        self._address(_("Recording"), sitting.recording)
        self._address(_("As announced by its organiser"), sitting.source)
        self._steps(sitting)

    def _address(self, label: str, href: str, indent: str = INDENT) -> None:
        """A label and an address, on a line of its own where both do not fit on one."""
        if href:
            self.say(f"{self.told.label(label)} {href}", indent=indent)

    def _steps(self, sitting: Sitting) -> None:
        hours = [self._hour(step) for step in sitting.steps]
        numbers = [one_line(step.item.number) if step.item else "" for step in sitting.steps]
        for step, hour, number in zip(sitting.steps, hours, numbers, strict=True):
            columns = [f"{hour:<{max(map(len, hours))}}"] if any(hours) else []
            columns += [f"{number:<{max(map(len, numbers))}}"] if any(numbers) else []
            self._step(step, INDENT * 2 + "".join(f"{column}  " for column in columns))

    def _hour(self, step: Step) -> str:
        """ "10:00", or with the reader's clock "10:00 / 18:00"."""
        if step.times is None:
            return ""
        second = self.told.second(step.times)
        return " / ".join(step_hour(clock) for clock in (step.times.venue, second) if clock)

    def _step(self, step: Step, first: str) -> None:
        indent = " " * columns_of(first)
        title = step.title if isinstance(step.title, str) else step.title.plain
        item = plain(joined([(step.item.title,), (step.item.actions,)], " – ")) if step.item else ""
        minutes = "" if step.minutes is None else f" ({self.told.minutes(step.minutes).replace(' ', NO_BREAK)})"
        self.say(f"{title or item or '—'}{minutes}", indent=indent, first=first)
        if title and item:
            self.say(item, indent=indent)
        for paper in step.papers:
            self.say(plain(paper_name(paper)), indent=indent)
        for speaker in step.speakers:
            self.say(plain(who(speaker)), indent=indent)

    def _result(self, result: Result) -> None:
        self.say(plain(heading_of(result.item)), indent=INDENT * 2, first=INDENT)
        where = plain(decided_in(result))
        self.say(f"{result.words} ({where})" if where else result.words, indent=INDENT * 2)
        for paragraph in result.note.paragraphs if result.note else ():
            self.say(paragraph, indent=INDENT * 2)

    def items(self) -> None:
        """The agenda by item."""
        if self.told.page.items:
            self.title(self.told.gettext("Agenda by item"), "=")
        for item in self.told.page.items:
            self._item(item)

    def _item(self, item: Business) -> None:
        self.blank()
        number = one_line(item.number)
        self.say(item.title.plain, indent=" " * (len(number) + 2), first=f"{number}  ")
        self.say(plain(self.told.item_facts(item)), indent=INDENT)
        self.prose(item.description, INDENT)
        if item.follows:
            self.say(" ".join([self.told.gettext("Takes up again:"), item.follows.text.plain]), indent=INDENT)
        for paper in item.papers:
            self._paper(paper)
        for chapter in item.story:
            self._chapter(chapter)

    def _paper(self, paper: Paper) -> None:
        self.say(plain(paper_name(paper)), indent=INDENT * 2, first=f"{INDENT}- ")
        for language in paper.languages:
            self._address(language.name, absolute(language.href), INDENT * 2)
        self.say(paper.missing, indent=INDENT * 2)

    def _chapter(self, chapter: Chapter) -> None:
        self.say(chapter.phase.text.plain, indent=INDENT)
        for event in chapter.events:
            self.say(_event(event), indent=INDENT * 3, first=f"{INDENT * 2}- ")
        for result in chapter.results:
            note = " ".join(result.note.paragraphs) if result.note else ""
            said = f"{result.words}. {note}" if note else result.words
            self.say(said, indent=INDENT * 3, first=f"{INDENT * 2}* ")
        if chapter.next:
            again = " ".join([self.told.gettext("Taken up again in:"), chapter.next.text.plain])
            self.say(again, indent=INDENT * 3, first=f"{INDENT * 2}- ")

    def _clocks(self, times: Times) -> str:
        """The hours at the place, then on the reader's clock, each with its zone."""
        clocks = [times.venue, self.told.second(times)]
        return " / ".join(f"{hours_of(clock)}{rest_of(clock)}" for clock in clocks if clock)


def _event(event: Event) -> str:
    words: Words = (event.words,)
    if event.place:
        words = (event.place.text, f" ({event.words})" if event.words else "")
    return _tagged(f"{plain(words)}, {event.when}", [event.tag])


def _tagged(text: str, tags: Iterable[str]) -> str:
    return " ".join([text, *(f"[{tag}]" for tag in tags if tag)])
