"""Who may do what: one line for each method of each address of the service. A route that is not here fails a test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from agenda.service.access import is_at_least

if TYPE_CHECKING:
    from attack.callers_of_all_kinds import Knocking

OPEN = "open"  # whoever asks, with whatever cookie or token, gets the same
ASKED = "asked"  # nobody has to be known, but a token that is no good is refused
KNOWN = "known"  # whoever has an account
PERSON = "person"  # whoever is logged in, by cookie; no program
VIEWER, EDITOR, OWNER = "viewer", "editor", "owner"  # at least that in the meeting
HOUSE_EDITOR, HOUSE_ADMIN = "house editor", "house admin"  # at least that in every meeting
COPIER = "viewer here and house editor"
MACHINE = "machine"  # who sends PLENARY_METRICS_TOKEN, which is no caller's


@dataclass(frozen=True)
class Denied:
    """The statuses that a caller is turned away with; none where it may."""

    statuses: frozenset[int]

    def __bool__(self) -> bool:
        return bool(self.statuses)


def denied(caller: Knocking, rule: str, method: str, path: str) -> Denied:
    """How a caller is turned away from an address."""
    return Denied(frozenset(_statuses(caller, rule, method, path)))


def _statuses(caller: Knocking, rule: str, method: str, path: str) -> set[int]:
    if rule == OPEN or (rule == ASKED and caller.way != "refused"):
        return set()
    if rule == MACHINE:
        return {403}
    if caller.here == "nobody" or (rule == PERSON and caller.way != "cookie"):
        is_asked_to_log_in = caller.way == "cookie" and method == "GET" and not path.startswith("/api/")
        return {303} if is_asked_to_log_in else {401}
    if rule in {VIEWER, EDITOR, OWNER, COPIER} and caller.here == "member":
        return {403, 404} if rule == COPIER else {404}
    if rule.startswith("house") or rule == COPIER:
        return set() if is_at_least(caller.house, rule.rpartition(" ")[2]) else {403}
    return {403} if rule in {EDITOR, OWNER} and not is_at_least(caller.here, rule) else set()


FILES = (".ics", ".frab.xml", ".frab.json", ".json", ".docx", ".txt", ".csv", ".pdf")
PARTS = ("phases", "sessions", "items", "people", "rooms")
API, MEETING, ROOM = "/api/v1", "/api/v1/meetings/{slug}", "/organise/{slug}"

READ: dict[str, str] = {
    **dict.fromkeys(("/healthz", "/readyz"), OPEN),
    "/metrics": MACHINE,
    **dict.fromkeys(("/static", "/", "/calendar.ics", "/api", f"{API}/openapi.json"), OPEN),
    **dict.fromkeys(("/m/{slug}", "/m/{slug}.atom", "/m/{slug}/changes", "/m/{slug}/live"), OPEN),
    **dict.fromkeys(("/m/{slug}/deadlines.ics", "/m/{slug}/{nouns}/{id}.ics", "/m/{slug}/revisions/{number}"), OPEN),
    **{f"/m/{{slug}}{form}": OPEN for form in FILES},
    **{f"/m/{{slug}}/revisions/{{number}}{form}": OPEN for form in FILES},
    **{f"/m/{{slug}}/{part}/{{id}}": OPEN for part in PARTS},
    **{f"/my/{{token}}{form}": OPEN for form in ("", ".ics", ".json", ".pdf", "/qr.svg", "/live", "/edit")},
    "/my/{token}/edit/{secret}": OPEN,
    **dict.fromkeys(("/login/once/{secret}", "/login/oidc", "/login/oidc/callback"), OPEN),
    **dict.fromkeys(("/login", "/logout"), ASKED),
    "/account": PERSON,
    "/organise/_assets/{mark}/{name}": OPEN,
    f"{ROOM}/preview/print.css": OPEN,
    "/organise": KNOWN,
    "/organise/_import": KNOWN,
    "/organise/_new": HOUSE_EDITOR,
    "/organise/_accounts": HOUSE_ADMIN,
    **{f"{ROOM}{path}": VIEWER for path in ("", "/live", "/meeting", "/items", "/people", "/venues", "/documents")},
    **{f"{ROOM}{path}": VIEWER for path in ("/history", "/history/{version}", "/preview", "/preview/print")},
    **{f"{ROOM}{path}": VIEWER for path in ("/publish", "/roles", "/tables", "/tables/{name}.{form}")},
    f"{ROOM}/edit/{{noun}}/{{id}}": VIEWER,
    f"{ROOM}/copy": COPIER,
    **{f"{ROOM}{path}": EDITOR for path in ("/add/{noun}", "/remove/{noun}/{id}", "/notice/{id}")},
    f"{ROOM}/history/{{version}}/restore": EDITOR,
    **{f"{ROOM}{path}": OWNER for path in ("/take-back", "/withdraw")},
    f"{API}/meetings": KNOWN,
    **{f"{MEETING}/{path}": VIEWER for path in ("draft", "findings", "changes", "history", "review", "roles")},
    **{f"{MEETING}/{path}": VIEWER for path in ("history/{version}", "schedule", "tables/{table}")},
}
SENT: dict[str, str] = {
    **dict.fromkeys(("/my", "/my/{token}/edit", "/my/{token}/edit/{secret}", "/login/once/{secret}", "/login"), OPEN),
    "/logout": ASKED,
    **{f"/account/{path}": PERSON for path in ("name", "password", "log-ins", "tokens", "tokens/revoke")},
    **dict.fromkeys(("/organise/_accounts", "/organise/_accounts/change"), HOUSE_ADMIN),
    "/organise/_import": KNOWN,
    "/organise/_new": HOUSE_EDITOR,
    f"{ROOM}/copy": COPIER,
    f"{ROOM}/here": VIEWER,
    **{f"{ROOM}/{path}": EDITOR for path in ("meeting", "move", "tables", "undo", "redo", "publish", "schedule")},
    **{f"{ROOM}/{path}": EDITOR for path in ("unschedule", "notice/{id}", "history/{version}/restore", "add/{noun}")},
    **{f"{ROOM}/{path}/{{noun}}/{{id}}": EDITOR for path in ("edit", "order", "remove")},
    **{f"{ROOM}/{path}": OWNER for path in ("roles", "take-back", "withdraw")},
    f"{API}/meetings": HOUSE_EDITOR,
    f"{API}/feeds": ASKED,
    f"{MEETING}/copy": COPIER,
    **{f"{MEETING}/{path}": EDITOR for path in ("edits", "undo", "redo", "restore", "publish", "tables/{table}")},
    f"{MEETING}/sessions/{{session}}/notice": EDITOR,
    **{f"{MEETING}/{path}": OWNER for path in ("take-back", "withdraw")},
}
OTHER: dict[tuple[str, str], str] = {
    ("PUT", f"{MEETING}/schedule"): EDITOR,
    ("DELETE", f"{MEETING}/schedule"): EDITOR,
    ("PUT", f"{MEETING}/roles/{{email}}"): OWNER,
    ("DELETE", f"{MEETING}/roles/{{email}}"): OWNER,
    ("DELETE", f"{API}/feeds/{{id}}"): HOUSE_EDITOR,
}
PERMISSIONS: dict[tuple[str, str], str] = (
    {("GET", path): rule for path, rule in READ.items()} | {("POST", path): rule for path, rule in SENT.items()} | OTHER
)
