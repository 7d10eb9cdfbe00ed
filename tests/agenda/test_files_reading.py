"""Meeting files read: scalars as written, both forms, every key, and what is read leniently."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from builders import DATA, meeting_file
from hypothesis import HealthCheck, given, settings
from strategies import meetings

from agenda.files import read_meeting, write_yaml, yaml_nodes
from agenda.files.nodes import Map, Scalar
from agenda.text import Text

if TYPE_CHECKING:
    from agenda.meeting import Meeting

HEAD = """\
plenary: 1
slug: m
title: A meeting
time_zone: Europe/Brussels
"""
PHASE = """\
phases:
  - {id: p, kind: hybrid, title: Phase, start: 2022-11-16, end: 2022-11-17}
"""


def read(written: str, *, source: str = "m.yaml") -> Meeting:
    return read_meeting(written.encode(), source=source).meeting


def read_item(written: str) -> Any:
    """The item of a meeting whose only item is written so."""
    return read(f"{HEAD}{PHASE}items: [{{id: i, title: I, {written}}}]\n").items[0]


def read_session(written: str) -> Any:
    return read(f"{HEAD}phases:\n  - {{id: p, kind: online, title: P, start: 2022-11-16, end: 2022-11-17,"
                f" sessions: [{{id: s, title: S, {written}}}]}}\n").phases[0].sessions[0]  # fmt: skip


@pytest.mark.parametrize("name", ["cap-19", "sbstta-24", "ptc-227"])
def test_real_files_read_whole(name: str) -> None:
    file = read_meeting((DATA / f"{name}.yaml").read_bytes(), source=name)
    expected = meeting_file(name)
    assert file.meeting == expected.model_copy(update={"uid": None})
    assert (file.is_view, file.notes) == (False, ())


def test_version_may_stand_anywhere() -> None:
    assert read(HEAD.removeprefix("plenary: 1\n") + PHASE + "plenary: 1\n").slug == "m"


def test_norway_is_no_falsehood() -> None:
    assert read(HEAD + PHASE + "people: [{id: p, name: Yes, country: NO}]\n").people[0].country == "NO"


@pytest.mark.parametrize("written", ["1.10", "0x1F", "true", "2022-11-16", "1_000", "Null", "'null'", "010", ".5"])
def test_string_is_as_written(written: str) -> None:
    assert read_item(f"number: {written}").number == written.strip("'")


def test_json_number_is_as_written() -> None:
    item = '{"id": "i", "title": 2022, "number": 1.10}'
    written = f'{{"plenary": 1, "slug": "m", "title": "T", "time_zone": "UTC", "phases": [], "items": [{item}]}}'
    read_as_json = read(written, source="m.json").items[0]
    assert (read_as_json.number, read_as_json.title) == ("1.10", Text(en="2022"))


@pytest.mark.parametrize(
    ("written", "truth"), [("no", False), ("Off", False), ("false", False), ("YES", True), ("'on'", True)]
)
def test_truth_is_read_where_one_is_wanted(written: str, truth: bool) -> None:  # noqa: FBT001
    phase = f"phases: [{{id: p, kind: online, title: P, start: 2022-11-16, end: 2022-11-17, decisions: {written}}}]\n"
    assert read(HEAD + phase).phases[0].decisions is truth


def test_unquoted_dates_and_times_are_read() -> None:
    session = read_session("start: 2022-11-16 10:00, end: 2022-11-16T13:00:30, minutes: , fold: 0")
    phase = read(HEAD + PHASE).phases[0]
    assert (session.start, session.end) == (datetime(2022, 11, 16, 10), datetime(2022, 11, 16, 13, 0, 30))  # noqa: DTZ001
    assert (session.fold, session.minutes) == (0, None)
    assert (phase.start, phase.end) == (date(2022, 11, 16), date(2022, 11, 17))


@pytest.mark.parametrize("written", ["", "~", "null"])
def test_plain_null_means_that_the_key_is_absent(written: str) -> None:
    assert read_item(f"number: {written}").number is None


@pytest.mark.parametrize("written", ["''", '"~"', "'null'", "Null", "NULL"])
def test_quoted_or_capital_null_is_a_string(written: str) -> None:
    assert read_item(f"number: {written}").number == written.strip("'\"")


def test_json_null_means_that_the_key_is_absent() -> None:
    written = {"plenary": 1, "slug": "m", "title": "T", "time_zone": "UTC", "phases": [], "symbol": None, "items": None}
    assert read(json.dumps(written), source="m.json").written() == {
        "slug": "m",
        "title": {"en": "T"},
        "time_zone": "UTC",
        "phases": [],
    }


def test_text_whose_languages_are_all_empty_is_absent() -> None:
    assert read_item("description: {en: , fr: ~}").description is None


def test_plain_string_is_in_the_first_language() -> None:
    meeting = read(HEAD + PHASE + "languages: [fr, en]\n")
    assert (meeting.title, meeting.phases[0].title) == (Text(fr="A meeting"), Text(fr="Phase"))


@pytest.mark.parametrize(("written", "audience"), [("a", ("a",)), ("[a]", ("a",)), ("[a, b]", ("a", "b")), ("[]", ())])
def test_audience_is_one_or_a_list(written: str, audience: tuple[str, ...]) -> None:
    assert read_item(f"audience: {written}").audience == audience


def test_anchor_repeats_a_value() -> None:
    meeting = read(
        HEAD + PHASE + "people:\n  - {id: a, name: &n {en: Ann}, country: &c NO}\n  - {id: b, name: *n, country: *c}\n"
    )
    assert [(person.name, person.country) for person in meeting.people] == [(Text(en="Ann"), "NO")] * 2


def test_yaml_in_braces_is_no_json() -> None:
    assert read("{plenary: 1, slug: m, title: T, time_zone: UTC, phases: []}").slug == "m"


def test_json_with_a_comma_too_many_is_yaml() -> None:
    assert read('{"plenary": 1, "slug": "m", "title": "T", "time_zone": "UTC", "phases": [],}').slug == "m"


def test_byte_order_mark_is_passed_over() -> None:
    assert read("\ufeff" + HEAD + PHASE).slug == "m"


def test_json_escapes_and_pairs_of_surrogates_are_read() -> None:
    written = '{"plenary":1,"slug":"m","title":"\\u00e9 \\ud83d\\ude00\\n\\/","time_zone":"UTC","phases":[]}'
    assert read(written, source="m.json").title == Text(en="é 😀\n/")


@pytest.mark.parametrize("key", ["view", "stamps"])
def test_published_view_is_told_from_a_whole_meeting(key: str) -> None:
    file = read_meeting(f"{HEAD}{PHASE}{key}: {{a: [1, {{b: c}}]}}\n".encode(), source="m")
    assert (file.is_view, file.meeting) == (True, read(HEAD + PHASE))


def test_pointer_leads_to_its_line() -> None:
    file = read_meeting(
        (HEAD + PHASE + "people:\n  - id: a\n    name: {en: Ann,\n      fr: Anne}\n").encode(), source="m"
    )
    lines = {pointer: file.line_of(pointer) for pointer in ("", "/slug", "/phases/0/end", "/people/0/name/fr")}
    assert lines == {"": 1, "/slug": 2, "/phases/0/end": 6, "/people/0/name/fr": 10}


def test_pointer_to_what_is_not_written_leads_above_it() -> None:
    file = read_meeting((HEAD + PHASE).encode(), source="m")
    assert (file.line_of("/phases/0/sessions/3/room"), file.line_of("/venues/0")) == (6, 1)


# texts that commas took apart


def read_title(written: str) -> tuple[Text, tuple[str, ...]]:
    file = read_meeting((HEAD.replace("A meeting", written) + "languages: [en, fr]\n" + PHASE).encode(), source="m")
    return file.meeting.title, file.notes


def note(rest: str) -> str:
    return f"line 3: “{rest}” was read as part of the text before it; quote texts that contain commas"


def test_text_cut_by_an_unquoted_comma_is_whole_again() -> None:
    read_as = read_title('{en: Resumed session, Geneva, fr: "Reprise de la session, Genève"}')
    assert read_as == (Text(en="Resumed session, Geneva", fr="Reprise de la session, Genève"), (note("Geneva"),))


def test_text_cut_twice_is_whole_again() -> None:
    title, notes = read_title("{en: Red, green, blue, fr: X}")
    assert (title, notes) == (Text(en="Red, green, blue", fr="X"), (note("green"), note("blue")))


def test_text_cut_at_the_same_word_twice_is_whole_again() -> None:
    assert read_title("{en: A, Geneva, fr: B, Geneva}")[0] == Text(en="A, Geneva", fr="B, Geneva")


def test_rest_that_looks_like_a_language_is_text() -> None:
    assert read_title("{en: Now, or never, or, fr: X}")[0] == Text(en="Now, or never, or", fr="X")


def test_language_of_the_meeting_without_a_text_is_absent() -> None:
    assert read_title("{en: Title, fr: }") == (Text(en="Title"), ())
    assert read_title("{en: Title, fr}") == (Text(en="Title"), ())


def test_real_file_with_an_unquoted_comma_reads() -> None:
    written = (DATA / "sbstta-24.yaml").read_text("utf-8")
    unquoted = written.replace('{en: "Resumed session, Geneva",', "{en: Resumed session, Geneva,")
    assert unquoted != written
    file = read_meeting(unquoted.encode(), source="sbstta-24.yaml")
    assert file.meeting == read(written)
    assert file.notes == ("line 35: “Geneva” was read as part of the text before it; quote texts that contain commas",)


# the pure Python parser reads alike


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(meetings())
def test_pure_parser_reads_alike(meeting: Meeting) -> None:
    written = write_yaml(meeting)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(yaml_nodes, "LOADER", yaml.SafeLoader)
        assert read_meeting(written, source="m").meeting == meeting


@pytest.mark.parametrize("loader", [yaml.SafeLoader, yaml_nodes.LOADER])
def test_both_parsers_give_the_same_nodes(loader: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yaml_nodes, "LOADER", loader)
    root = yaml_nodes.read_yaml("a: {b: c d, e}\nf:\n  - ~\n")
    assert isinstance(root, Map)
    assert [(entry.key, entry.start) for entry in root.entries] == [("a", (1, 0)), ("f", (2, 0))]
    flow = root.entries[0].node
    assert isinstance(flow, Map)
    assert [(entry.key, entry.node) for entry in flow.entries] == [
        ("b", Scalar("c d", (1, 7), (1, 10), is_plain=True)),
        ("e", Scalar("", (1, 13), (1, 13), is_null=True, is_plain=True)),
    ]
