"""The forms of every object at `/organise/{slug}/add/{noun}` and `/edit/{noun}/{id}`; the meeting's is `/meeting`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from agenda import service
from agenda.changes import own_json
from agenda.errors import Conflict, EditConflict, InvalidEdit, InvalidInput, NotAllowed, NotFound, Problem
from agenda.schedule import zone_of
from agenda.tree import find, index
from web.editor import beside
from web.editor.conflicts import WHOLE, agreed, clash_response, clashing, decided_in
from web.editor.fields.form import PARENT
from web.editor.fields.forms import forms_for
from web.editor.fields.rows import ROW_DEEDS, row_to_show
from web.editor.fields.running import fit
from web.editor.fields.typed import Complaints, Typed
from web.editor.form_pages import MOST_BYTES, Shown, address_of, form_response
from web.editor.outcome_edits import is_same_outcome, merged_outcome
from web.editor.room import enter, go
from web.editor.saving import Sent, adding, changing, keep, meeting_at, nouns_of, version_in, without_paths
from web.site import site_of

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from agenda.store.meetings import Draft
    from agenda.tree import Key, Place
    from web.editor.fields.form import NounForm
    from web.editor.room import Entered

MOST_FIELDS = 20_000
MOST_TRIES = 4
IN_PHASES = frozenset({"session", "deadline", "outcome"})


def add(request: Request) -> Response:
    """GET `/organise/{slug}/add/{noun}`: an empty form; the query may fill fields, `?phase=`, `?venue=` say where."""
    entered = enter(request, at_least="editor")
    form = form_of(entered, _noun(request))
    typed = _asked(entered, form, Typed(request.query_params.multi_items()))
    return form_response(entered, form, Shown(typed, entered.draft.version, {}))


def _asked(entered: Entered, form: NounForm, query: Typed) -> Typed:
    """The form as the query fills it, in the first phase or venue where it names none."""
    above = {"room": "venue"}.get(form.noun, "phase")
    first = {"room": entered.meeting.venues}.get(form.noun, entered.meeting.phases if form.noun in IN_PHASES else ())
    parent = query.one(PARENT) or query.one(above) or (first[0].id if first else "")
    keys = {field.key for field in form.fields}
    kept = [pair for pair in query.pairs if pair[0].partition(".")[0] in keys]
    given = {name for name, _ in kept}
    defaults = Typed([("decisions", "yes")] if form.noun == "phase" and not given else [])
    return Typed([(PARENT, parent), *defaults.pairs, *kept])


def edit(request: Request) -> Response:
    """GET `/organise/{slug}/edit/{noun}/{id}`, and `/meeting`: the form of an object as it is."""
    entered = enter(request)
    form, key = form_of(entered, _noun(request)), _key(request)
    place = find(entered.meeting, *key)
    typed = form.filled(place.value, place.parent[1])
    return form_response(entered, form, Shown(typed, entered.draft.version, {}, place=place, is_as_kept=True))


def send(request: Request, fields: beside.Form) -> Response:
    """POST to the same: saves, or shows the form as typed with another row, or with what is wrong.

    Answers 303 once it is kept; 422 with what is wrong, 409 with what another organiser changed, 413 where it is too
    much.
    """
    entered = enter(request, at_least="editor")
    typed = Typed(fields)
    form, key, version = form_of(entered, _noun(request)), _key(request), version_in(typed)
    sent = Sent(entered, form, typed, version, meeting_at(entered, version))
    do, _, name = typed.one("do").partition(":")
    if do in ROW_DEEDS and name:
        return _shown(sent, key, typed=ROW_DEEDS[do](typed, name), focus=row_to_show(do, name, typed))
    if do == "show":
        return _shown(sent, key)
    if do == "fit":
        return _fitted(sent, key)
    return _kept(sent, key)


def form_of(entered: Entered, noun: str) -> NounForm:
    """The form of a noun; raises NotFound for one that has none."""
    forms = forms_for(entered.reader.translations)
    if noun not in forms:
        raise NotFound("form", noun)
    return forms[noun]


def _noun(request: Request) -> str:
    noun = str(request.path_params.get("noun", "meeting"))
    if noun == request.path_params.get("noun") == "meeting":
        raise NotFound("form", noun)
    return noun


def _key(request: Request) -> Key:
    """The key of the object in the path; its id is "" for the meeting, and for one that is to be added."""
    return _noun(request), str(request.path_params.get("id", ""))


# What comes of it.


def _shown(
    sent: Sent,
    key: Key,
    *,
    typed: Typed | None = None,
    complaints: Complaints | None = None,
    focus: str = "",
) -> Response:
    """The form as it was typed."""
    place = _place(sent, key)
    errors = complaints.found if complaints else {}
    shown = Shown(typed or sent.typed, sent.version, errors, focus=focus, place=place, is_typed=True)
    return form_response(sent.entered, sent.form, shown, status=422 if errors else 200)


def _place(sent: Sent, key: Key) -> Place | None:
    """The object as it was when the form was opened; None for one that is to be added."""
    return find(sent.base, *key) if key[1] or key[0] == "meeting" else None


def _fitted(sent: Sent, key: Key) -> Response:
    complaints = sent.complaints()
    zone = _zone_of_slots(sent)
    nothing = sent.entered.reader.translations.gettext("Give the sitting a start and an end, or its minutes, first.")
    try:
        return _shown(sent, key, typed=fit(sent.typed, "slots", zone, nothing=nothing), focus="slots")
    except InvalidEdit as error:
        complaints.add("slots", error.problems[0].message)
        return _shown(sent, key, complaints=complaints)


def _zone_of_slots(sent: Sent) -> str:
    phases = sent.entered.meeting.phases
    phase = next((phase for phase in phases if phase.id == sent.parent), None)
    return zone_of(sent.entered.meeting, phase) if phase else sent.entered.meeting.time_zone


def _kept(sent: Sent, key: Key) -> Response:
    complaints = sent.complaints()
    read = sent.form.read(sent.typed, complaints)
    if sent.form.parent and sent.form.parent.is_required and not sent.parent:
        complaints.add(PARENT, sent.entered.reader.translations.gettext("This is needed; choose one."))
    if complaints:
        return _shown(sent, key, complaints=complaints)
    try:
        place = _place(sent, key)
        return _changed(sent, place, read) if place else _added(sent, read)
    except InvalidInput as error:
        complaints.take(error.problems, nouns=nouns_of(sent.form))
    except (NotAllowed, NotFound) as error:
        complaints.add("", str(error))
    return _shown(sent, key, complaints=complaints)


def _changed(sent: Sent, place: Place, read: dict[str, Any]) -> Response:
    """Keeps what differs from what the form showed; where both made the same of a field, it is so already."""
    if is_same_outcome(place, read):
        return _outcome_changed(sent, place, read)
    edits, expected, key = changing(sent, place, read), sent.version, place.key
    _require_one_outcome(sent, key, read)
    if decided := _decided(sent):
        if (WHOLE,) in decided.theirs:
            return go(address_of(sent.entered, *key), said="unchanged")
        edits, expected = without_paths(edits, set(decided.theirs)), decided.against
    address = address_of(sent.entered, *_key_after(key, read))
    for _ in range(MOST_TRIES):
        if not edits:
            return go(address, said="unchanged")
        try:
            done = keep(sent.entered, edits, expected=expected)
        except EditConflict:
            draft = _draft(sent)
            found = clashing(sent, edits, draft.meeting)
            same = agreed(found, draft.meeting, key)
            if found and not same:
                return clash_response(sent, draft, found, key)
            edits = without_paths(edits, same)
        else:
            return go(address, said=_said(sent, done))
    raise EditConflict([])


def _said(sent: Sent, done: service.Edited) -> str:
    if done.version == sent.entered.draft.version:
        return "unchanged"
    return "rebased" if done.version > sent.version + 1 else "saved"


def _draft(sent: Sent) -> Draft:
    return service.draft(site_of(sent.entered.request).store, sent.entered.slug)


def _outcome_changed(sent: Sent, place: Place, read: dict[str, Any]) -> Response:
    """Keeps what differs from what the form of an outcome showed, upon the outcome as it is now."""
    for _ in range(MOST_TRIES):
        draft = _draft(sent)
        if place.key not in index(draft.meeting):
            gone = Conflict(f"/outcome/{place.key[1]}", own_json(place.value), None, read)
            return clash_response(sent, draft, (gone,), place.key)
        edits, found = merged_outcome(sent, place, read, draft.meeting, _decided(sent))
        if found:
            return clash_response(sent, draft, found, place.key)
        if not edits:
            return go(address_of(sent.entered, *place.key), said="unchanged")
        try:
            done = keep(sent.entered, edits, expected=draft.version)
        except EditConflict:
            continue
        return go(address_of(sent.entered, *place.key), said=_said(sent, done))
    raise EditConflict([])


def _decided(sent: Sent) -> Any:
    return decided_in(sent.typed, version_in(sent.typed, "against")) if sent.typed.one("against") else None


def _require_one_outcome(sent: Sent, key: Key, read: dict[str, Any]) -> None:
    """Raises InvalidInput where an outcome would take the place of another one."""
    after = _key_after(key, read)
    if after != key and after in index(_draft(sent).meeting):
        _ = sent.entered.reader.translations.gettext
        raise InvalidInput([Problem("/item", _("An outcome of this item is recorded there already; change that one."))])


def _key_after(key: Key, read: dict[str, Any]) -> Key:
    if key[0] != "outcome":
        return key
    return "outcome", f"{key[1].partition(':')[0]}:{read['item']}:{read.get('session') or ''}"


def _added(sent: Sent, read: dict[str, Any]) -> Response:
    """Adds the object once, however often the form is sent."""
    for _ in range(MOST_TRIES):
        draft = _draft(sent)
        new = adding(sent, read, draft.meeting)
        if new.is_there:
            return go(address_of(sent.entered, sent.form.noun, new.identity), said="added")
        try:
            keep(sent.entered, [new.edit], expected=sent.version)
        except InvalidEdit as error:
            if not _is_taken(error.problems):
                raise
        except EditConflict:
            draft = _draft(sent)
            if found := clashing(sent, [new.edit], draft.meeting):
                return clash_response(sent, draft, found, (sent.form.noun, ""))
        else:
            return go(address_of(sent.entered, sent.form.noun, new.identity), said="added")
    raise EditConflict([])


def _is_taken(problems: tuple[Problem, ...]) -> bool:
    return any(problem.message.startswith("duplicate-id") for problem in problems)


SEND = beside.form(send, most=MOST_BYTES, most_fields=MOST_FIELDS)
ROUTES = [
    Route("/organise/{slug}/add/{noun}", beside.page(add)),
    Route("/organise/{slug}/add/{noun}", SEND, methods=["POST"]),
    Route("/organise/{slug}/edit/{noun}/{id}", beside.page(edit)),
    Route("/organise/{slug}/edit/{noun}/{id}", SEND, methods=["POST"]),
    Route("/organise/{slug}/meeting", beside.page(edit)),
    Route("/organise/{slug}/meeting", SEND, methods=["POST"]),
]
