"""What templates of personal feeds get: frozen dataclasses, every word already in the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from web.pages.context import Clocks, Frame
    from web.pages.parts import Stage
    from web.pages.phrases import Phrase


@dataclass(frozen=True)
class Pick:
    """One box that can be ticked: the field's value, what it says, and what tells it from others of its name."""

    value: str
    label: Phrase
    mark: str
    detail: str
    depth: int
    is_ticked: bool


@dataclass(frozen=True)
class PickGroup:
    """Boxes of one kind."""

    legend: str
    picks: tuple[Pick, ...]


@dataclass(frozen=True)
class Offer:
    """All that can be picked from one meeting; `whole` is the field's value for the meeting itself."""

    title: Phrase
    whole: str
    is_whole: bool
    groups: tuple[PickGroup, ...]


@dataclass(frozen=True)
class Addresses:
    """The ways to a personal feed; `page` and `feed` are absolute."""

    page: str
    feed: str
    webcal: str
    google: str
    outlook: str
    qr: str


@dataclass(frozen=True)
class ChosenMeeting:
    """What of a meeting is in a choice; `path` is that of its page, by which a browser remembers what was seen."""

    href: str
    title: Phrase
    stages: tuple[Stage, ...]
    has_sittings: bool
    audience: str
    path: str = ""
    revision: int = 0


@dataclass(frozen=True)
class ChoicePage:
    """A choice: what is in it, by meeting, phase and day; `drops` says when it goes where nobody has fetched it yet."""

    frame: Frame
    addresses: Addresses
    clocks: Clocks
    meetings: tuple[ChosenMeeting, ...]
    drops: str
    edit_href: str


@dataclass(frozen=True)
class NewChoicePage:
    """A choice just made, with the secret address that is shown this once."""

    frame: Frame
    addresses: Addresses
    page_href: str
    edit_address: str


@dataclass(frozen=True)
class EditPage:
    """A choice opened again; `others` are (slug, title) of meetings that can be added."""

    frame: Frame
    action: str
    keep: tuple[tuple[str, str], ...]
    page_href: str
    offers: tuple[Offer, ...]
    others: tuple[tuple[str, Phrase], ...]
    was_changed: bool


@dataclass(frozen=True)
class SecretPage:
    """The question for the second secret; `was_wrong` after one that does not open this choice."""

    frame: Frame
    action: str
    was_wrong: bool


@dataclass(frozen=True)
class RevokedPage:
    """What is said once a choice is revoked."""

    frame: Frame
