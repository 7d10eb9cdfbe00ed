"""Files made to hurt who reads them: meeting files, calendars and tables."""

from __future__ import annotations

import io
import zipfile

WORKBOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="sittings" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/sharedStrings.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
RELATION = f'<Relationship Id="rId{{}}" Type="{OFFICE}/{{}}" Target="{{}}"/>'
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
STRINGS = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{}</sst>'
ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    + "".join(f'<!ENTITY {one} "{f"&{before};" * 10}">' for before, one in zip("bcdefg", "cdefgh", strict=True))
    + "]>"
)


def workbook(sheet: str, strings: str = "", **others: bytes) -> bytes:
    """An XLSX file of that sheet and those shared strings."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", TYPES)
        parts.writestr("_rels/.rels", RELATIONS.format(RELATION.format(1, "officeDocument", "xl/workbook.xml")))
        parts.writestr("xl/workbook.xml", WORKBOOK)
        inner = RELATION.format(1, "worksheet", "worksheets/sheet1.xml")
        inner += RELATION.format(2, "sharedStrings", "sharedStrings.xml")
        parts.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format(inner))
        parts.writestr("xl/sharedStrings.xml", strings or STRINGS.format(""))
        parts.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, data in others.items():
            parts.writestr(name, data)
    return written.getvalue()


def calendar(*lines: str) -> bytes:
    """A calendar of one event with these lines."""
    event = ["BEGIN:VEVENT", "UID:x", "SUMMARY:x", "DTSTART:20221116T090000Z", *lines, "END:VEVENT"]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *event, "END:VCALENDAR", ""]).encode()


def laughs(levels: int = 9) -> bytes:
    """YAML whose anchors repeat one another."""
    lines = ["plenary: 1", "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, levels)]
    return "\n".join(lines).encode()


MEETING_FILES: dict[str, bytes] = {
    "deep flow": b"[" * 200_000,
    "deep maps": b"{a: " * 100_000,
    "deep block": "\n".join(" " * depth + "a:" for depth in range(2_000)).encode(),
    "deep JSON": b'{"a":' * 200_000,
    "anchors": laughs(),
    "anchor of itself": b"a: &a [*a]",
    "merge keys": b"a: &a {b: 1}\nc: {<<: *a}",
    "tags": b"!!python/object/apply:os.system ['true']",
    "one long line": b"title: " + b"x" * 10_000_000,
    "one long key": b"x" * 3_000_000 + b": 1",
    "many keys": b"".join(b"k%d: 1\n" % number for number in range(300_000)),
    "many documents": b"---\na: 1\n" * 10_000,
    "huge number": b'{"plenary": 1, "phases": ' + b"9" * 500_000 + b"}",
    "huge exponent": b'{"plenary": 1e999999999}',
    "half a pair": b'{"plenary": 1, "slug": "\\ud800"}',
    "NULs": b"\0" * 1_000_000,
    "UTF-16": "plenary: 1".encode("utf-16"),
    "UTF-32": "plenary: 1".encode("utf-32"),
    "right to left": "plenary: 1\ntitle: \u202etxt.exe\u2066\n".encode(),
    "line separators": "plenary: 1\ntitle: a\u2028b\u2029c\u0085d\n".encode(),
    "quotes open": b'"' + b"\\x41" * 500_000,
    "comments": b"#\n" * 2_000_000,
    "brackets never closed": b'["' * 500_000,
    "colons": b": " * 1_000_000,
    "question marks": b"? " * 100_000,
    "dashes": b"- " * 100_000,
}
CALENDARS: dict[str, bytes] = {
    "huge COUNT": calendar("RRULE:FREQ=SECONDLY;COUNT=999999999999999999999"),
    "huge INTERVAL": calendar("RRULE:FREQ=YEARLY;INTERVAL=99999999999999999999"),
    "INTERVAL of nought": calendar("RRULE:FREQ=DAILY;INTERVAL=0"),
    "every second": calendar("RRULE:FREQ=SECONDLY;BYSECOND=" + ",".join(map(str, range(60)))),
    "every BY": calendar(
        "RRULE:FREQ=YEARLY;BYMONTH=1,2,3;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYHOUR="
        + ",".join(map(str, range(24)))
        + ";BYMINUTE="
        + ",".join(map(str, range(60)))
        + ";BYSECOND="
        + ",".join(map(str, range(60)))
    ),
    "never": calendar("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"),
    "never by the second": calendar("RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30"),
    "BYSETPOS": calendar("RRULE:FREQ=YEARLY;BYDAY=MO;BYSETPOS=" + ",".join(map(str, range(1, 367)))),
    "flood of RDATE": calendar(*["RDATE:" + ",".join(["20221116T090000Z"] * 1_000)] * 100),
    "flood of EXDATE": calendar("RRULE:FREQ=DAILY", *["EXDATE:" + ",".join(["20221116T090000Z"] * 1_000)] * 100),
    "many rules": calendar(*["RRULE:FREQ=MINUTELY"] * 20_000),
    "early": calendar().replace(b"20221116", b"00010101"),
    "late": calendar("RRULE:FREQ=DAILY").replace(b"20221116", b"99991231"),
    "long length": calendar("DURATION:P" + "9" * 300 + "W"),
    "one long line": calendar("DESCRIPTION:" + "x" * 10_000_000),
    "folded": calendar("DESCRIPTION:x" + "\r\n x" * 1_000_000),
    "parameters": calendar("ATTENDEE" + ";X=y" * 500_000 + ":z"),
    "quotes": calendar('ATTENDEE;CN="' + '"' * 500_000 + ":z"),
    "deep": b"BEGIN:VCALENDAR\r\n" * 300_000,
    "events": b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\nEND:VEVENT\r\n" * 200_000,
    "zones": b"BEGIN:VCALENDAR\r\n"
    + b"BEGIN:VTIMEZONE\r\nTZID:x\r\nBEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nRRULE:FREQ=SECONDLY\r\n"
    b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    * 20_000
    + calendar().removeprefix(b"BEGIN:VCALENDAR\r\n").replace(b"DTSTART:", b"DTSTART;TZID=x:").replace(b"0Z", b"0"),
    "line ends": b"\r" * 3_000_000,
    "NULs": b"\0" * 3_000_000,
}
COLUMNS = b"id,title (en),date,start,end\n"
TABLES: dict[str, bytes] = {
    "one long cell": COLUMNS + b"x" * 4_000_000,
    "one long line": b"," * 4_000_000,
    "many rows": COLUMNS + b"a\n" * 2_000_000,
    "quotes": COLUMNS + b'"' * 3_000_001,
    "quote never closed": COLUMNS + b'"' + b"a,\n" * 1_000_000,
    "NULs": COLUMNS + b"\0" * 1_000_000,
    "separators": b"\t;," * 500_000,
    "UTF-16 halves": b"\xff\xfe" + b"\x00\xd8" * 100_000,
    "formulas": COLUMNS + b"=cmd|' /C calc'!A0,@SUM(1),+1,-1,\n",
    "zeros": workbook(SHEET.format("<row><c><v>" + "0" * 60_000_000 + "</v></c></row>")),
    "cells": workbook(SHEET.format("<row>" + "<c/>" * 8_000_000 + "</row>")),
    "rows": workbook(SHEET.format('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')),
    "row of a trillion": workbook(SHEET.format('<row r="999999999999"><c><v>1</v></c></row>')),
    "entities": workbook(ENTITIES + SHEET.format("<row><c><v>&h;</v></c></row>")),
    "entities of strings": workbook(SHEET.format(""), ENTITIES + STRINGS.format("<si><t>&h;</t></si>")),
    "entities in UTF-16": workbook(SHEET.format(""), **{"xl/styles.xml": ENTITIES.encode("utf-16")}),
    "outside": workbook(
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>' + SHEET.format("<row><c>&e;</c></row>")
    ),
    "strings": workbook(SHEET.format(""), STRINGS.format("<si><t>x</t></si>" * 2_000_000)),
    "string that is not there": workbook(SHEET.format('<row><c t="s"><v>99999999999</v></c></row>')),
    "deep": workbook("<a>" * 500_000),
    "path": workbook(SHEET.format(""), **{"../../../../tmp/escaped": b"x"}),
    "no parts": b"PK\x05\x06" + b"\0" * 18,
    "old workbook": b"\xd0\xcf\x11\xe0" + b"\0" * 100_000,
}
