"""Meeting files that cannot be read: one clear problem for each thing wrong, with its line, and in good time."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest

from agenda.errors import InvalidInput, Problem
from agenda.files import LARGEST, read_limited, read_meeting

if TYPE_CHECKING:
    from collections.abc import Sequence

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
WHOLE = HEAD + PHASE  # six lines


def problems(data: bytes | str, *, source: str = "m.yaml") -> Sequence[Problem]:
    written = data.encode() if isinstance(data, str) else data
    with pytest.raises(InvalidInput) as caught:
        read_meeting(written, source=source)
    return caught.value.problems


def problem(data: bytes | str, *, source: str = "m.yaml") -> Problem:
    found = problems(data, source=source)
    assert len(found) == 1
    return found[0]


# no YAML, no JSON, no text


@pytest.mark.parametrize("data", ["", "  \n", "# nothing\n", "---\n"])
def test_empty_file_is_refused(data: str) -> None:
    assert problem(data) == Problem("", "the file is empty; write a meeting")


@pytest.mark.parametrize(("data", "kind"), [("- a\n", "a list"), ("word\n", "“word”")])
def test_file_that_is_no_map_is_refused(data: str, kind: str) -> None:
    message = f"a meeting file is a map of keys such as plenary, slug and title; this is {kind}"
    assert problem(data) == Problem("", message, 1)


@pytest.mark.parametrize(
    ("data", "line", "remedy"),
    [
        (HEAD + "description: Phase 1: online\n", 5, "quote a text that contains “: ”, and check the indentation"),
        (HEAD + "body:\n\tname: B\n", 6, "tabs cannot indent YAML; use spaces"),
        (HEAD + "body:\n  name: B\n\tacronym: B\n", 7, "tabs cannot indent YAML; use spaces"),
        (HEAD + "description: |\n\tA meeting\n", 6, "tabs cannot indent YAML; use spaces"),
        (HEAD + "symbol: @M\n", 5, "quote a text that starts with @, ` or %"),
        (HEAD + "links: [a\n", 6, "check the quotes and brackets here and above"),
        (HEAD + 'symbol: "M\n', 6, "a quote or bracket is not closed"),
    ],
)
def test_unreadable_yaml_names_line_and_remedy(data: str, line: int, remedy: str) -> None:
    found = problem(data)
    assert (found.line, found.message.partition("): ")[2]) == (line, remedy)


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        ('{\n"plenary": 1,\n}', 3, "a comma before “}” is one too many; remove it"),
        ('{"a" 1}', 1, "a “:” is missing behind the key “a”"),
        ('{"a": 1\n"b": 2}', 2, "a “,” is missing or a “}”"),
        ('{"a": [1, 2}', 1, "a “,” is missing or a “]”"),
        ('{"a": tru}', 1, "a value is missing here; texts stand in double quotes"),
        ('{"a": 01}', 1, "a value is missing here; texts stand in double quotes"),
        ('{"a": NaN}', 1, "a value is missing here; texts stand in double quotes"),
        ("{a: 1}", 1, "a key in double quotes is missing here"),
        ('{"a": "b', 1, "unterminated string starting at; correct this text"),
        ('{"a": "\\x"}', 1, "invalid \\escape; correct this text"),
        ('{"a": "\\ud800"}', 1, "half of a surrogate pair stands in this text; write the character itself"),
        ("{} {}", 1, "there is something behind the end of the meeting; remove it"),
    ],
)
def test_unreadable_json_names_line_and_remedy(data: str, line: int, message: str) -> None:
    assert problem(data, source="m.json") == Problem("", f"this is not JSON: {message}", line)


def test_json_error_is_told_where_the_file_looks_like_json() -> None:
    assert (
        problem('{"plenary": 1,\n "slug" "m"}', source="-").message
        == "this is not JSON: a “:” is missing behind the key “slug”"
    )


def test_yaml_error_is_told_where_the_file_does_not_look_like_json() -> None:
    assert problem("{plenary: 1, slug: [m}", source="-").message.startswith("this is not YAML")


def test_bytes_that_are_not_utf8_are_named_with_their_place() -> None:
    data = (HEAD + "symbol: Élan\n").encode("latin-1")
    offset = len((HEAD + "symbol: ").encode())
    assert problem(data) == Problem("", f"byte {offset} (0xC9) is not UTF-8; save the file as UTF-8", 5)


@pytest.mark.parametrize(
    ("character", "code"), [("\x07", "0007"), ("\x00", "0000"), ("\x9f", "009F"), ("\uffff", "FFFF")]
)
def test_control_character_is_named_with_its_line(character: str, code: str) -> None:
    assert problem(f"{HEAD}symbol: a{character}b\n") == Problem("", f"control character U+{code}; remove it", 5)


def test_escaped_control_character_is_named_with_its_line() -> None:
    found = problem(WHOLE + 'description: {en: fine,\n  fr: "a\\ab"}\n')
    assert found == Problem("/description/fr", "control character U+0007 at position 2; remove it", 8)


# too large, too deep, too much


def test_file_over_ten_mebibytes_is_refused_before_it_is_parsed() -> None:
    message = "larger than 10 MiB, which no meeting file is; split the meeting"
    assert problem(b"[" * (LARGEST + 1)) == Problem("", message)


def test_stream_over_ten_mebibytes_is_not_read_whole() -> None:
    stream = io.BytesIO(b" " * (5 * LARGEST))
    with pytest.raises(InvalidInput) as caught:
        read_limited(stream, source="large.yaml")
    assert str(caught.value) == "large.yaml: larger than 10 MiB, which no meeting file is; split the meeting"
    assert stream.tell() == LARGEST + 1


def test_stream_of_ten_mebibytes_is_read() -> None:
    assert len(read_limited(io.BytesIO(b" " * LARGEST), source="m")) == LARGEST


@pytest.mark.parametrize(
    ("opening", "source"),
    [
        *((opening, "m.yaml") for opening in ("[", "{", "- ", "? ", '{"a":', '{"a":[', "[{a: ")),
        *((opening, "m.json") for opening in ("[", '{"a":', '{"a":[')),
    ],
)
def test_deep_nesting_is_refused(opening: str, source: str) -> None:
    message = "nested more than 40 levels deep; a meeting file needs fewer"
    assert problem(opening * 50_000, source=source) == Problem("", message, 1)


def test_deep_nesting_through_anchors_is_refused() -> None:
    data = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 60))
    assert problem(data) == Problem("", "nested more than 40 levels deep; a meeting file needs fewer", 40)


def test_anchors_that_blow_up_are_refused() -> None:
    data = "a0: &a0 [lol, lol]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 30))
    found = problem(data)
    assert found == Problem("", "*a5 repeats too much; write the meeting out without anchors", 7)


def test_long_text_repeated_by_anchors_is_refused() -> None:
    data = f"a: &a {'x' * 900_000}\nb: [*a, *a,\n *a]\n"
    assert problem(data) == Problem("", "*a repeats too much; write the meeting out without anchors", 3)


def test_anchor_inside_itself_is_refused() -> None:
    assert problem("a: &a [*a]\n") == Problem("", "*a stands inside the very thing that it repeats; write it out", 1)


def test_alias_of_nothing_is_refused() -> None:
    assert problem("a: *b\n") == Problem("", "*b repeats nothing; write &b before what it is to repeat", 1)


def test_more_values_than_a_meeting_has_are_refused() -> None:
    found = problem("[" + "1," * 1_000_001 + "1]", source="m.json")
    assert found == Problem("", "more than 1,000,000 values up to here; split the meeting", 1)


@pytest.mark.parametrize("tag", ["!!python/object:os.system", "!!binary", "!!str", "!mine", "!!set"])
@pytest.mark.parametrize("value", ["x", "[x]", "{x: y}"])
def test_tag_is_refused(tag: str, value: str) -> None:
    assert problem(f"a: 1\nb: {tag} {value}\n") == Problem("", f"the tag {tag} is not allowed; remove it", 2)


def test_second_document_is_refused() -> None:
    message = "a second document starts here; give each meeting a file of its own"
    assert problem(WHOLE + "---\n" + WHOLE) == Problem("", message, 7)


def test_merge_key_is_refused() -> None:
    assert problem("a: &a {b: c}\nd:\n  <<: *a\n") == Problem("", "the merge key << is not read; write the keys out", 3)


def test_key_that_is_no_word_is_refused() -> None:
    assert problem("? [a]\n: b\n") == Problem("", "a list or a map cannot be a key; write a word", 1)


# the version


def test_missing_version_is_named() -> None:
    message = "the key “plenary” is missing; write “plenary: 1”, the version of the file format"
    assert problem(WHOLE.removeprefix("plenary: 1\n")) == Problem("/plenary", message, 1)


@pytest.mark.parametrize(("version", "said"), [("2", "“2”"), ("1.0", "“1.0”"), ("[1]", "a list")])
def test_other_version_is_all_that_is_said(version: str, said: str) -> None:
    message = f"this file is of version {said}; this program reads “plenary: 1” only"
    assert problem(f"plenary: {version}\nnews: 1\n") == Problem("/plenary", message, 1)


# keys


def test_unknown_key_names_its_line_and_the_nearest_key() -> None:
    found = problem(WHOLE + "lnguages: [en]\n")
    assert found == Problem("/lnguages", "the meeting has no key “lnguages”; did you mean “languages”?", 7)


def test_unknown_key_in_place_of_a_required_one_is_one_problem() -> None:
    data = HEAD + "phases:\n  - {id: p, kind: hybrid,\n     titel: P, start: 2022-11-16, end: 2022-11-17}\n"
    assert problem(data) == Problem("/phases/0/titel", "a phase has no key “titel”; did you mean “title”?", 7)


def test_unknown_key_beside_its_nearest_hides_no_other_problem() -> None:
    found = problems(WHOLE.replace("slug: m", "slug: M\nslugs: m"))
    assert [one.pointer for one in found] == ["/slug", "/slugs"]


def test_required_text_that_is_wrong_within_is_not_missing() -> None:
    found = problem(WHOLE.replace("A meeting", "{en: [a]}"))
    assert found == Problem("/title/en", "a single value is wanted here, not a list", 3)


def test_key_of_another_object_is_said_to_be_its() -> None:
    found = problem(WHOLE + "venues:\n  - id: v\n    name: V\n    capacity: 3\n")
    assert found == Problem("/venues/0/capacity", "a venue has no key “capacity”; it is a key of a room", 10)


def test_key_like_no_other_is_answered_with_all_of_them() -> None:
    found = problem(WHOLE + "people: [{id: a, name: A, xyzzy: 1}]\n")
    message = "a person has no key “xyzzy”; its keys are id, name, title, affiliation, country, time_zone"
    assert found == Problem("/people/0/xyzzy", message, 7)


def test_empty_unknown_key_is_still_unknown() -> None:
    assert problem(WHOLE + "lnguages:\n").pointer == "/lnguages"


def test_address_cut_by_an_unquoted_comma_is_explained() -> None:
    found = problem(WHOLE + "venues: [{id: v, name: V, address: Rue de Varembé 17, 1211 Geneva}]\n")
    message = (
        "a venue has no key “1211 Geneva”; if it belongs to the text before it, quote that text, as it contains a comma"
    )
    assert found == Problem("/venues/0/1211 Geneva", message, 7)


@pytest.mark.parametrize(
    "title", ["{en: Opening, of the day: x}", "{en: 'Opening', of the day}", "{de: A, of the day}"]
)
def test_text_cut_by_a_comma_in_no_clear_way_is_explained(title: str) -> None:
    found = problem(HEAD.replace("A meeting", title) + PHASE)
    assert (found.pointer, found.line) == ("/title/of the day", 3)


def test_repeated_key_names_both_lines() -> None:
    assert problem(WHOLE + "slug: n\n") == Problem(
        "/slug", "the key “slug” is here twice, on lines 2 and 7; keep one of them", 7
    )


def test_repeated_version_names_both_lines() -> None:
    message = "the key “plenary” is here twice, on lines 1 and 7; keep one of them"
    assert problem(WHOLE + "plenary: 1\n") == Problem("/plenary", message, 7)


def test_repeated_language_is_named() -> None:
    found = problem(HEAD.replace("A meeting", "{en: A, en: B}") + PHASE)
    assert found == Problem("/title/en", "the key “en” is here twice, both on line 3; keep one of them", 3)


def test_repeated_key_of_json_is_named() -> None:
    data = '{"plenary": 1, "slug": "m",\n"title": "T", "time_zone": "UTC", "phases": [],\n"slug": "n"}'
    assert problem(data) == Problem("/slug", "the key “slug” is here twice, on lines 1 and 3; keep one of them", 3)


def test_key_with_slash_and_tilde_is_escaped_in_its_pointer() -> None:
    assert problem(WHOLE + "a/b~c: 1\n").pointer == "/a~1b~0c"


@pytest.mark.parametrize("absent", ["", "slug: \n", "slug: ~\n", "slug: null\n"])
def test_missing_key_is_named_with_its_object(absent: str) -> None:
    found = problem(WHOLE.replace("slug: m\n", absent))
    assert (found.pointer, found.message) == ("/slug", "the key “slug” is missing; the meeting needs it")
    assert found.line == (2 if absent else 1)


def test_missing_key_below_has_the_line_of_its_object() -> None:
    found = problem(WHOLE + "people:\n  - id: a\n    name: A\n  - id: b\n")
    assert found == Problem("/people/1/name", "the key “name” is missing; a person needs it", 10)


# values


@pytest.mark.parametrize(
    ("written", "pointer", "message"),
    [
        ("items: {a: b}", "/items", "a list is wanted here, not a map of keys; write one"),
        ("languages: fr", "/languages", "a list is wanted here, not “fr”; write [fr]"),
        ("languages: []", "/languages", "0 are given; at least 1 can be"),
        (f"languages: [{', '.join(['zh-Hant-TW'] * 40)}]", "/languages",
         "its language tags have 439 characters in all; at most 400 are allowed, leave some out"),
        ("languages: [en-latn-gb-oxendict-x1]", "/languages/0",
         "“en-latn-gb-oxendict-x1” is not a language tag; write one such as en, fr or pt-BR"),
        ("languages: [e!]", "/languages/0", "“e!” is not a language tag; write one such as en, fr or pt-BR"),
        ("body: WCO", "/body", "a body is a map of keys such as name, acronym, reports_to; this is “WCO”"),
        ("people: [ann]", "/people/0", "a person is a map of keys such as id, name, title, affiliation; this is “ann”"),
        ("people: [~]", "/people/0", "this entry of the list is empty; write it or remove it"),
        ("symbol: [a]", "/symbol", "a text is wanted here, or one per language such as {en: …, fr: …}, not a list"),
        ("symbol: {en: [a]}", "/symbol/en", "a single value is wanted here, not a list"),
        ("symbol: {words: a}", "/symbol/words", "“words” is not a language tag; write one such as en, fr or pt-BR"),
        ("uid: nope", "/uid", "“nope” is not a UUID; leave the key out and one will be made"),
        ("uid: {a: b}", "/uid", "a single value is wanted here, not a map of keys"),
        ("people: [{id: A, name: A}]", "/people/0/id",
         "“A” is not an id; use up to 64 of a-z, 0-9 and hyphen, starting with a letter or digit"),
        ("people: [{id: a, name: A, country: Norway}]", "/people/0/country",
         "“Norway” is not a country code; write two capitals such as NO"),
        ("people: [{id: a, name: A, time_zone: CET1}]", "/people/0/time_zone",
         "“CET1” is not an IANA time zone; write one such as Europe/Brussels"),
        ("venues: [{id: v, name: V, rooms: [{id: r, name: R, capacity: many}]}]", "/venues/0/rooms/0/capacity",
         "a whole number is wanted here, not “many”"),
        ("venues: [{id: v, name: V, rooms: [{id: r, name: R, capacity: 60.0}]}]", "/venues/0/rooms/0/capacity",
         "a whole number is wanted here, not “60.0”"),
        ("venues: [{id: v, name: V, rooms: [{id: r, name: R, capacity: -1}]}]", "/venues/0/rooms/0/capacity",
         "-1 is too small; the least is 0"),
        ("venues: [{id: v, name: V, rooms: [{id: r, name: R, capacity: 9999999}]}]", "/venues/0/rooms/0/capacity",
         "9999999 is too large; the most is 1000000"),
        ("documents: [{id: d, title: D, living: maybe}]", "/documents/0/living",
         "true or false (or yes or no) is wanted here, not “maybe”"),
        ("documents: [{id: d, title: D, links: {en: nowhere}}]", "/documents/0/links/en",
         "“nowhere” is not an address; write one that starts with https:// (or tel:, sip:, mailto:)"),
        ("documents: [{id: d, title: D, links: {e!: 'https://example.org'}}]", "/documents/0/links/e!",
         "“e!” is not a language tag; write one such as en, fr or pt-BR"),
        ("documents: [{id: d, title: D, links: https://example.org}]", "/documents/0/links",
         "one value per language is wanted here, such as {en: …}, not “https://example.org”"),
        ("items: [{id: i, title: I, action: decision}]", "/items/0/action",
         "a list is wanted here, not “decision”; write [decision]"),
        ("items: [{id: i, title: I, action: [decisions]}]", "/items/0/action/0",
         "“decisions” is not known here; did you mean “decision”?"),
        ("items: [{id: i, title: I, audience: A}]", "/items/0/audience",
         "“A” is not an id; use up to 64 of a-z, 0-9 and hyphen, starting with a letter or digit"),
        ("audiences: [" + ", ".join(f"{{id: a{n}, name: A}}" for n in range(7)) + "]", "/audiences",
         "7 are given; at most 6 can be"),
    ],
)  # fmt: skip
def test_value_that_does_not_fit_is_named_with_what_would(written: str, pointer: str, message: str) -> None:
    assert problem(f"{WHOLE}{written}\n") == Problem(pointer, message, 7)


@pytest.mark.parametrize(
    ("written", "key", "message"),
    [
        ("start: 10:00", "/start",
         "“10:00” is not a local date and time; write it as 2022-11-16T10:00, without a zone"),
        ("start: 2022-11-16T10:00Z", "/start",
         "“2022-11-16T10:00Z” is not a local date and time; write it as 2022-11-16T10:00, without a zone"),
        ("start: 2022-11-31T10:00", "/start", "“2022-11-31T10:00” is not a date and time that calendars have"),
        ("start: 2022-11-16T10:00, end: 2022-11-16T11:00, minutes: 60", "",
         "both end and minutes are given; keep one of them"),
        ("fold: 2", "/fold", "“2” is not known here; write one of 0, 1"),
        ("status: canceled", "/status", "“canceled” is not known here; did you mean “cancelled”?"),
    ],
)  # fmt: skip
def test_sitting_that_does_not_fit_is_named_with_what_would(written: str, key: str, message: str) -> None:
    phase = PHASE.replace("}", f",\n     sessions: [{{id: s, title: S, {written}}}]}}")
    assert problem(HEAD + phase) == Problem(f"/phases/0/sessions/0{key}", message, 7)


def test_title_of_ten_thousand_characters_is_too_long() -> None:
    found = problem(WHOLE.replace("A meeting", "x" * 10_000))
    assert found == Problem("/title", "10000 characters; at most 1000 are allowed, shorten it", 3)


def test_title_too_long_in_one_language_is_named_with_its_line() -> None:
    found = problem(WHOLE.replace("A meeting", f"\n  en: A\n  fr: {'x' * 1_001}"))
    assert found == Problem("/title/fr", "1001 characters; at most 1000 are allowed, shorten it", 5)


def test_zone_that_does_not_exist_is_named() -> None:
    found = problem(WHOLE.replace("Europe/Brussels", "Europe/Bruxelles"))
    message = "“Europe/Bruxelles” is not an IANA time zone; write one such as Europe/Brussels"
    assert found == Problem("/time_zone", message, 4)


# many at once


def test_several_problems_are_told_in_the_order_of_their_lines() -> None:
    data = "plenary: 1\nslug: M\ntitel: T\ntime_zone: Mars\nphases:\n  - {id: p, kind: hybrd, title: [], end: 2022}\n"
    assert [(found.line, found.pointer) for found in problems(data)] == [
        (2, "/slug"),
        (3, "/titel"),
        (4, "/time_zone"),
        (6, "/phases/0/title"),
        (6, "/phases/0/start"),
        (6, "/phases/0/kind"),
        (6, "/phases/0/end"),
    ]


def test_no_more_than_twenty_problems_are_listed() -> None:
    found = problems(WHOLE + "".join(f"x{number}: 1\n" for number in range(1_000)))
    assert [one.line for one in found] == [*range(7, 27), None]
    assert found[-1].message == "there may be more; only 20 problems are listed"


def test_long_key_is_cut_in_its_complaint() -> None:
    found = problem(WHOLE + f"{'k' * 900}: 1\n")
    assert (len(found.pointer), found.message.split("”")[0]) == (61, f"the meeting has no key “{'k' * 59}…")


def test_error_names_file_line_and_pointer() -> None:
    with pytest.raises(InvalidInput) as caught:
        read_meeting((WHOLE + "titel: x\n").encode(), source="m.yaml")
    assert str(caught.value) == "m.yaml, line 7, /titel: the meeting has no key “titel”; did you mean “title”?"


@pytest.mark.parametrize(
    ("written", "pointer"),
    [("''", "/title"), ("'  '", "/title"), ('"\\u200B"', "/title"), ("{en: A, fr: ''}", "/title/fr")],
)
def test_blank_text_is_refused(written: str, pointer: str) -> None:
    found = problem(WHOLE.replace("title: A meeting", f"title: {written}"))
    assert found == Problem(pointer, "is empty; write it, or leave the key out", 3)
