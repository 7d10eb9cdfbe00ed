"""A form of a page as a browser would send it, with some of its fields changed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

SAME_SITE = {"sec-fetch-site": "same-origin", "content-type": "application/x-www-form-urlencoded"}


class _Fields(HTMLParser):
    """The successful controls of the form that has a button of value "save", or of the last one (HTML §4.10.21.4)."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str, str]] = []
        self.select: str | None = None
        self.options: list[tuple[str, bool]] = []
        self.area: str | None = None
        self.text = ""

    def handle_starttag(self, tag, attributes):
        values = dict(attributes)
        if tag == "form":
            self.pairs = []
        if tag == "input" and values.get("name"):
            is_box = values.get("type") in {"checkbox", "radio"}
            if not is_box or "checked" in values:
                self.pairs.append((values["name"], values.get("value") or ""))
        if tag == "select":
            self.select, self.options = values["name"], []
        if tag == "option" and self.select:
            self.options.append((values.get("value") or "", "selected" in values))
        if tag == "textarea":
            self.area, self.text = values["name"], ""

    def handle_endtag(self, tag):
        if tag == "select" and self.select:
            chosen = [value for value, is_selected in self.options if is_selected] or [self.options[0][0]]
            self.pairs.append((self.select, chosen[-1]))
            self.select = None
        if tag == "textarea" and self.area:
            # The first line break belongs to the markup, and browsers send the others as CRLF.
            self.pairs.append((self.area, self.text.removeprefix("\n").replace("\n", "\r\n")))
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.text += data


def fields_of(html: str) -> list[tuple[str, str]]:
    """The names and values that the last form of a page sends as it stands."""
    reader = _Fields()
    reader.feed(html)
    return reader.pairs


def with_values(fields: list[tuple[str, str]], **values: Any) -> list[tuple[str, str]]:
    """The fields with other values: a list for boxes, None to leave a name out; `__` in a name stands for a dot."""
    given = {name.replace("__", "."): value for name, value in values.items()}
    kept = [(name, value) for name, value in fields if name not in given]
    for name, value in given.items():
        kept += [(name, one) for one in ([] if value is None else value if isinstance(value, list) else [value])]
    return kept


def post(client: Any, path: str, fields: list[tuple[str, str]]) -> Any:
    """The answer to a form sent from a page of ours."""
    return client.post(path, content=urlencode(fields), headers=SAME_SITE, follow_redirects=False)


def change(client: Any, path: str, **values: Any) -> Any:
    """Opens a form, changes some fields and saves it."""
    fields = fields_of(client.get(path).text)
    return post(client, path.partition("?")[0], with_values(fields, do="save", **values))
