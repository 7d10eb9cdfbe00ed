"""What a selection shows of a view: no more than meets it, all that it names, and nothing of what is closed."""

from __future__ import annotations

from datetime import date

import pytest
from bench.meetings import big_meeting
from builders import a_meeting, a_phase, a_session, meeting_file
from canaries import CANARY, canary_meeting
from hypothesis import given, settings
from hypothesis import strategies as st

from agenda.audiences import seen_by
from agenda.edits.whole import flaws
from agenda.numbering import family, numbered
from agenda.personal import Picks, offered
from agenda.selection import EVERYTHING, Selection, items_met, picks_of, selected

CAP = seen_by(meeting_file("cap-19"))
SBSTTA = seen_by(meeting_file("sbstta-24"))


def sessions_in(view):
    return [session.id for phase in view.meeting.phases for session in phase.sessions]


def deadlines_in(view):
    return [deadline.id for phase in view.meeting.phases for deadline in phase.deadlines]


def phases_in(view):
    return [phase.id for phase in view.meeting.phases]


def found(view, **wanted):
    return selected(view, Selection(**wanted))


# What each option asks.


def test_a_phase_is_shown_with_all_that_is_in_it():
    shown = found(CAP, phases=("hybrid",))
    assert shown.meeting.phases == (CAP.meeting.phases[1],)


def test_an_item_is_shown_with_its_children_wherever_it_comes_up():
    shown = found(CAP, items=("activities",))
    assert (sessions_in(shown), deadlines_in(shown)) == (["s2", "s3"], ["comments-b"])
    assert [outcome.item for phase in shown.meeting.phases for outcome in phase.outcomes] == [
        "guidelines",
        "activities",
    ]


def test_a_day_is_that_of_the_phase_and_shows_the_phases_that_are_open_on_it():
    assert sessions_in(found(CAP, days=(date(2022, 11, 17),))) == ["s3"]
    open_then = found(CAP, days=(date(2022, 11, 4),))
    assert (phases_in(open_then), deadlines_in(open_then)) == (["online"], ["comments-a"])


def test_somebody_is_shown_where_they_chair_or_speak_and_without_deadlines():
    shown = found(CAP, people=("rilo-ap",))
    assert (sessions_in(shown), deadlines_in(shown), phases_in(shown)) == (["s3"], [], ["hybrid"])
    assert sessions_in(found(CAP, people=("pale",))) == ["s1", "s2", "s3"]


def test_within_an_option_any_will_do_and_between_options_all_must():
    assert sessions_in(found(CAP, items=("tor", "rilo"))) == ["s1", "s3"]
    assert sessions_in(found(CAP, items=("tor", "rilo"), days=(date(2022, 11, 17),))) == ["s3"]


def test_numbers_of_items_stay_and_what_is_above_them_too():
    shown = found(CAP, items=("rilo",))
    assert [number for number, _ in numbered(shown.meeting.items)] == ["5", "5.2", "5.3"]


def test_an_outcome_of_a_sitting_that_is_not_shown_says_no_more_in_which_it_was():
    meeting = a_meeting(
        items=[{"id": "budget", "title": "Budget"}],
        phases=[
            a_phase(
                sessions=[a_session("silent")],
                outcomes=[{"item": "budget", "result": "noted", "session": "silent"}],
            )
        ],
    )
    shown = found(seen_by(meeting), items=("budget",))
    assert [outcome.session for outcome in shown.meeting.phases[0].outcomes] == [None]


def test_what_is_not_there_finds_nothing():
    assert phases_in(found(CAP, items=("no-such-item",))) == []


# Words.


@pytest.mark.parametrize(
    ("words", "sessions"),
    [
        ("COMPENDIUM", ["s1"]),
        ("election", []),
        ("adoption  agenda", ["s1"]),
        ("seance ouverture", ["s1"]),
        ("Séance d'ouverture", ["s1"]),
        ("Séance d’ouverture", ["s1"]),
        ("EP0004E1", ["s2"]),
        ("room kirsch", ["s1"]),
        ("kirsch rilo", []),
    ],
)
def test_every_word_must_occur_in_some_language_whatever_its_case_and_accents(words, sessions):
    assert sessions_in(found(CAP, words=words)) == sessions


@pytest.mark.parametrize(
    ("title", "words"),
    [
        ({"ar": "الجلسةُ الإفتتاحيّة"}, "الافتتاحية"),
        ({"ar": "الجلســـة العامة"}, "جلسة"),
        ({"zh": "工作组会议"}, "工作组"),
        ({"zh": "第１次会议"}, "第1次"),
        ({"ru": "Утверждение отчёта"}, "ОТЧЕТА"),
        ({"es": "Sesión de clausura"}, "sesion clausura"),
    ],
)
def test_words_are_found_in_arabic_chinese_and_russian(title, words):
    view = seen_by(a_meeting(languages=[*title], phases=[a_phase(sessions=[a_session("one", title=title)])]))
    assert sessions_in(found(view, words=words)) == ["one"]


def test_a_phase_is_found_by_its_own_words_and_by_the_items_open_in_it():
    assert phases_in(found(CAP, words="clikc document-based")) == ["online"]
    shown = found(CAP, words="guidelines destruction")
    assert next((phase.id, phase.items) for phase in shown.meeting.phases) == ("online", ("guidelines",))


# The items that a selection is about.


def test_agenda_by_item_holds_the_items_that_were_looked_for_alone():
    assert items_met(CAP, Selection(items=("opening",))) == {"opening", "chair", "adoption"}
    assert items_met(CAP, Selection(words="compendium")) == {"compendium"}
    assert items_met(CAP, Selection(phases=("closing",))) == {"report"}
    assert len(items_met(CAP, EVERYTHING)) == 11


# A personal feed of it.


def test_one_lasting_thing_is_followed_itself():
    assert picks_of(CAP, Selection(items=("tor", "gone"))) == Picks(items=("tor",))
    assert picks_of(CAP, Selection(phases=("hybrid",))) == Picks(phases=("hybrid",))


def test_anything_else_is_followed_by_its_sittings():
    assert picks_of(CAP, Selection(days=(date(2022, 11, 16),))) == Picks(sessions=("s1", "s2"))
    assert picks_of(CAP, Selection(items=("tor",), people=("pale",))) == Picks(sessions=("s1",))


def test_nothing_can_be_followed_where_nothing_is_shown():
    assert picks_of(CAP, Selection(words="nothing of the kind")) is None
    assert picks_of(CAP, Selection(rooms=("no-room",))) is None


# What is closed.


@pytest.mark.parametrize("word", [CANARY, "salaries", "figures", "drafting", "decision", "islands", "agreement"])
def test_words_of_what_is_closed_find_nothing(word):
    assert phases_in(found(seen_by(canary_meeting()), words=word)) == []


def test_a_closed_sitting_is_found_by_day_phase_and_room_alone():
    view = seen_by(canary_meeting())
    [opaque] = view.closed
    assert sessions_in(found(view, rooms=("annex",))) == [opaque]
    assert opaque in sessions_in(found(view, days=(date(2022, 11, 16),)))
    assert opaque not in sessions_in(found(view, audiences=("public",)))
    hidden = [
        Selection(people=("canary-chair",)),
        Selection(items=("canary-budget",)),
        Selection(audiences=("canary-members",)),
    ]
    assert [phases_in(selected(view, one)) for one in hidden] == [[], [], []]


def test_members_find_what_is_theirs_by_audience():
    view = seen_by(canary_meeting(), ["canary-members"])
    assert sessions_in(found(view, audiences=("canary-members",))) == ["canary-sitting"]
    assert "canary-sitting" not in sessions_in(found(view, audiences=("public",)))


# Laws.


@st.composite
def selections(draw, view):
    """Ids that the view holds and one that it does not, days around its sittings, and words of its titles."""
    ids = offered(view.meeting)
    days = [session.start.date() for phase in view.meeting.phases for session in phase.sessions if session.start]
    words = [
        word
        for phase in view.meeting.phases
        for one in phase.sessions
        for word in next(iter(one.title.values())).split()
    ]

    def some(values):
        return draw(st.lists(st.sampled_from(values), max_size=2, unique=True).map(tuple)) if values else ()

    return Selection(
        phases=some([*ids["phases"], "none"]),
        days=some(days),
        items=some([*ids["items"]]),
        people=some([*ids["people"]]),
        rooms=some([*ids["rooms"]]),
        audiences=some(["public", *(one.id for one in view.meeting.audiences)]),
        words=draw(st.sampled_from(["", "", *words])),
    )


def meets(view, phase, session, wanted):
    """Whether a sitting meets all but the words of a selection, as the text of the task says it."""
    families = {below.id for _, one in numbered(view.meeting.items) if one.id in wanted.items for below in family(one)}
    people = {session.chair, *(speaker.person for slot in session.slots for speaker in slot.speakers)}
    groups = (
        set(session.audience)
        if session.audience is not None
        else {"public"} - ({"public"} if session.id in view.closed else set())
    )
    return (
        (not wanted.phases or phase.id in wanted.phases)
        and (not wanted.days or (session.start is not None and session.start.date() in wanted.days))
        and (not wanted.items or any(slot.item in families for slot in session.slots))
        and (not wanted.people or bool(people & set(wanted.people)))
        and (not wanted.rooms or session.room in wanted.rooms)
        and (not wanted.audiences or bool(groups & set(wanted.audiences)))
    )


VIEWS = [
    CAP,
    SBSTTA,
    seen_by(big_meeting(60)),
    seen_by(canary_meeting()),
    seen_by(canary_meeting(), ["canary-members"]),
    seen_by(canary_meeting(), ["canary-members", "canary-bureau"]),
]


@settings(max_examples=150)
@given(st.sampled_from(VIEWS).flatmap(lambda view: st.tuples(st.just(view), selections(view))))
def test_what_is_shown_meets_the_selection_and_all_that_meets_it_is_shown(asked):
    view, wanted = asked
    shown = selected(view, wanted)
    expected = [one.id for phase in view.meeting.phases for one in phase.sessions if meets(view, phase, one, wanted)]
    found_by_words = sessions_in(selected(view, Selection(words=wanted.words)))
    assert sessions_in(shown) == [one for one in expected if one in found_by_words]
    assert selected(shown, wanted).meeting.phases == shown.meeting.phases
    assert list(flaws(shown.meeting)) == []


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_selected_is_the_view_itself(view):
    assert selected(view, EVERYTHING) is view
