"""Personal feeds through the API: made for anybody, with audiences by organisers alone, and revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from agenda.errors import Forbidden, InvalidInput, Problem
from agenda.personal import MOST_MEETINGS, WantedMeeting
from agenda.service import access, accounts, choosing
from agenda.service import personal as service
from web.api.answers import MadeFeed
from web.api.calls import Answer
from web.api.operations import ANYBODY, NOBODY, Operation, Returns
from web.choices import my_address
from web.protection import network_of
from web.site import site_of

if TYPE_CHECKING:
    from web.api.calls import Call

FEED_KEYS = ("meetings", "audiences")
MOST_AUDIENCES = 100


class WantedFeed(BaseModel):
    """What a personal feed is to hold, and what it may be read as."""

    model_config = ConfigDict(extra="forbid")

    meetings: list[WantedMeeting] = Field(min_length=1, max_length=MOST_MEETINGS)
    audiences: list[str] | None = Field(None, max_length=MOST_AUDIENCES, description="Needs an organiser.")


def require_organiser(call: Call) -> None:
    """Raises NotAuthenticated or Forbidden where no organiser makes the call."""
    user = call.known_user
    if user.role not in accounts.ORGANISERS:
        raise Forbidden(f"{user.email} may only read; an editor, owner or admin may do this")


def add_feed(call: Call) -> Answer:
    """Makes a personal feed."""
    meetings, audiences = _read_feed(call.body)
    user = call.known_user if audiences else call.user
    wanted = choosing.read_wanted(meetings, at="/meetings")
    for one in wanted if user and audiences else ():
        access.require_role(call.store, call.known_user, one.meeting, "editor")
    choice = choosing.choose(call.store, wanted, audiences=audiences, at="/meetings")
    author, network = (user.email, None) if user else ("", network_of(call.request))
    made = service.create_feed(call.store, choice, now=call.now, author=author, network=network)
    address = my_address(site_of(call.request), made.token)
    answer = MadeFeed(id=made.id, address=f"{address}.ics", edit_address=f"{address}/edit/{made.secret}")
    return Answer(answer, 201, {"location": f"{address}.ics"})


def _read_feed(body: object) -> tuple[object, list[str]]:
    """What is wanted, still to be read, and the audiences; raises InvalidInput."""
    if not isinstance(body, dict):
        raise InvalidInput([Problem("", "a JSON object with the key “meetings” is wanted here")])
    problems = [
        Problem(f"/{key}", f"there is no such key; the keys are {', '.join(FEED_KEYS)}")
        for key in body
        if key not in FEED_KEYS
    ]
    audiences = [] if body.get("audiences") is None else body["audiences"]
    if not _is_list_of_strings(audiences):
        problems.append(Problem("/audiences", "a list of ids of audiences is wanted here"))
    if problems:
        raise InvalidInput(problems)
    return body.get("meetings"), audiences


def _is_list_of_strings(value: object) -> bool:
    return isinstance(value, list) and len(value) <= MOST_AUDIENCES and all(isinstance(one, str) for one in value)


def revoke_feed(call: Call) -> Answer:
    """Takes a personal feed back for good."""
    require_organiser(call)
    service.revoke_by_id(call.store, str(call.request.path_params["id"]), now=call.now)
    return Answer(status=204)


OPERATIONS = (
    Operation(
        "POST",
        "/feeds",
        add_feed,
        "Make a personal feed",
        "A feed of what somebody chose: whole meetings, or phases, items, people, rooms and sessions of them. Without "
        "audiences it needs no log-in; whoever knows its address may read it. It is dropped where nobody fetches it "
        "within 90 days.",
        {201: Returns("The feed.", MadeFeed, ("Location",))},
        tag="Personal feeds",
        needs=NOBODY,
        takes=WantedFeed,
        refuses={
            404: "Audiences are asked for, and one of the meetings does not exist for whoever asks.",
            429: "This network has made many feeds in the last hour; `Retry-After` says when to go on.",
        },
        example={"meetings": [{"meeting": "cap-19", "phases": ["hybrid"], "people": ["kirsch"]}]},
    ),
    Operation(
        "DELETE",
        "/feeds/{id}",
        revoke_feed,
        "Revoke a personal feed",
        "For good: its address answers 410 from then on. By the id that its making answered.",
        {204: Returns("It is revoked.")},
        tag="Personal feeds",
        needs=ANYBODY,
        refuses={410: "It was revoked before."},
    ),
)
