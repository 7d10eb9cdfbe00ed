"""What a page holds that none of ours may: elements and handlers that a text brought, addresses that run, refusals."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from attack.poison import MARK
from browsing import is_complaint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Dialog

WATCH = """
window.refused = [];
addEventListener("securitypolicyviolation", (one) => refused.push(`${one.effectiveDirective} ${one.blockedURI}`));
"""
FIND = """(mark) => {
    const safe = /^(https?|mailto|tel|webcals?|sips?|xmpp|rtmps?|rtsp):$/;
    const found = [...window.refused];
    for (const element of document.querySelectorAll("*")) {
        const told = element.outerHTML.slice(0, 120);
        if (element.localName === mark || element.localName === "iframe") found.push(told);
        if (element.localName === "script" && !element.src && element.type !== "application/ld+json") {
            if (element.type !== "application/json") found.push(told);
        }
        for (const { name, value } of element.attributes) {
            if (name.startsWith("on") || name === "style" || name === "srcdoc") found.push(`${name} in ${told}`);
            if (["href", "src", "action", "formaction", "xlink:href", "data", "poster"].includes(name)) {
                if (!safe.test(new URL(value, "https://own.example.org").protocol)) found.push(`${value} in ${told}`);
            }
        }
    }
    return found;
}"""


class Inspector:
    """A browser's page that goes where it is sent, and keeps all that was found wrong on the way."""

    def __init__(self, context: BrowserContext) -> None:
        self.page, self.wrong, self._heard = context.new_page(), list[str](), list[str]()
        self.speaking: list[str] = []
        self.page.add_init_script(WATCH)
        self.page.on("dialog", self._answer)
        self.page.on("pageerror", lambda error: self._heard.append(str(error)))
        self.page.on("console", lambda message: self._heard.append(message.text) if is_complaint(message) else None)

    def _answer(self, dialog: Dialog) -> None:
        """Leaves a page that asks whether what was typed may be lost; any other dialog is none of ours."""
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self._heard.append(f"dialog {dialog.message}")
            dialog.dismiss()

    def visit(self, address: str) -> int:
        """Goes there and looks; the status."""
        answer = self.page.goto(address)
        self.look(address)
        assert answer is not None
        return answer.status

    def send(self, address: str, fields: list[tuple[str, str]]) -> None:
        """Sends a form from a page of the service, and looks at what it is answered."""
        with self.page.expect_navigation():
            self.page.evaluate(SEND, [address, fields])
        self.look(f"POST {address}")

    def look(self, address: str) -> None:
        """Notes what is wrong with the page that stands there."""
        found = self.page.evaluate(FIND, MARK) + [one for one in self._heard if "the server responded with" not in one]
        self._heard.clear()
        self.wrong += [f"{address}: {one}" for one in found]
        if MARK in self.page.content():
            self.speaking.append(address)


SEND = """([address, fields]) => {
    const form = document.body.appendChild(document.createElement("form"));
    form.method = "post";
    form.action = address;
    for (const [name, value] of fields) {
        const field = form.appendChild(document.createElement(name === "file" ? "input" : "textarea"));
        field.name = name;
        if (name === "file") {
            form.enctype = "multipart/form-data";
            field.type = "file";
            const files = new DataTransfer();
            files.items.add(new File([value], "t.csv"));
            field.files = files.files;
        } else {
            field.value = value;
        }
    }
    form.submit();
}"""


@contextmanager
def inspecting(browser: Browser, **options: Any) -> Iterator[Inspector]:
    """An inspector with a profile of its own."""
    context = browser.new_context(**options)
    try:
        yield Inspector(context)
    finally:
        context.close()
