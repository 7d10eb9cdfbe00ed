"""Logging in: passwords within limits on guessing, links that are good once, OpenID subjects, and how long it lasts."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING

import pytest
from builders import a_meeting
from offices import an_office

from agenda.errors import InvalidInput, NotAllowed, NotFound, Revoked, TooMany
from agenda.service import accounts, log_ins

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from agenda.service.log_ins import NewLogIn
    from agenda.store import Store
    from agenda.store.accounts import User

ANA, PASSWORD, NETWORK = "ana@example.org", "correct horse", "192.0.2.1"
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


def a_user(tmp_path: Path, *, password: str | None = None, role: str = "editor") -> tuple[Store, User, datetime]:
    """A database, somebody with an account in it, and the time."""
    office = an_office(tmp_path, a_meeting())
    user = accounts.add_user(office.store, ANA, role=role, password=password, now=office.now)
    return office.store, user, office.now


def guess(store: Store, email: str, password: str, now: datetime, network: str = NETWORK) -> User | None:
    return log_ins.user_with_password(store, email, password, network=network, now=now)


def logged_in(store: Store, user: User, now: datetime, **options: str) -> NewLogIn:
    return log_ins.log_in(store, user, agent="a browser", network=NETWORK, now=now, **options)


class TestPasswords:
    def test_password_opens_its_own_account_and_no_other(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        found = guess(store, " Ana@Example.org ", PASSWORD, now)
        assert (found.email, found.role) == (ANA, "editor")
        assert [guess(store, ANA, wrong, now) for wrong in (PASSWORD + "!", "", PASSWORD.upper())] == [None] * 3
        assert guess(store, "b@example.org", PASSWORD, now) is None

    def test_account_without_a_password_is_opened_by_none(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        assert [guess(store, ANA, word, now) for word in ("", "x", PASSWORD)] == [None] * 3

    def test_disabled_account_is_opened_by_none(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        accounts.disable_user(store, ANA, now=now)
        assert guess(store, ANA, PASSWORD, now) is None
        accounts.enable_user(store, ANA)
        assert guess(store, ANA, PASSWORD, now) is not None

    def test_letter_is_the_same_however_the_keyboard_composes_it(self, tmp_path: Path) -> None:
        composed, decomposed = "caf\u00e9 au lait", "cafe\u0301 au lait"
        store, _, now = a_user(tmp_path, password=composed)
        assert guess(store, ANA, decomposed, now) is not None

    def test_half_a_character_is_wrong_and_no_fault(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        assert guess(store, ANA, "\ud800" * 10, now) is None

    @pytest.mark.parametrize("password", ["", "seven77", "x" * 1_001])
    def test_password_too_short_or_long_is_refused(self, tmp_path: Path, password: str) -> None:
        with pytest.raises(InvalidInput, match="8 to 1000"):
            a_user(tmp_path, password=password)


class TestGuessing:
    @pytest.mark.parametrize("email", [ANA, "nobody@example.org"])
    def test_sixth_guess_for_an_address_is_refused_whether_it_has_an_account_or_not(
        self, tmp_path: Path, email: str
    ) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        for number in range(5):
            assert guess(store, email, "wrong horse", now + number * MINUTE, network=f"192.0.2.{number}") is None
        with pytest.raises(TooMany) as refused:
            guess(store, email, PASSWORD, now + 5 * MINUTE, network="198.51.100.1")
        assert (str(refused.value), refused.value.wait) == (
            "too many wrong passwords; try again later, or use a one-time link",
            600,
        )

    def test_right_password_opens_again_once_the_first_guess_is_a_quarter_of_an_hour_old(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        for number in range(5):
            guess(store, ANA, "wrong horse", now + number * MINUTE)
        with pytest.raises(TooMany):
            guess(store, ANA, PASSWORD, now + 15 * MINUTE - timedelta(seconds=1))
        assert guess(store, ANA, PASSWORD, now + 15 * MINUTE) is not None

    def test_refused_guesses_do_not_lengthen_the_wait(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        for _ in range(5):
            guess(store, ANA, "wrong horse", now)
        for second in range(100):
            with pytest.raises(TooMany):
                guess(store, ANA, "wrong horse", now + timedelta(seconds=second))
        assert guess(store, ANA, PASSWORD, now + 15 * MINUTE) is not None

    def test_twenty_first_guess_from_a_network_is_refused_for_any_address(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        for number in range(20):
            assert guess(store, f"{number}@example.org", "wrong horse", now) is None
        with pytest.raises(TooMany):
            guess(store, ANA, PASSWORD, now)
        assert guess(store, ANA, PASSWORD, now, network="198.51.100.1") is not None

    def test_right_password_clears_what_its_owner_mistyped_and_no_more(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)
        for _ in range(4):
            guess(store, ANA, "wrong horse", now)
        guess(store, "b@example.org", "wrong horse", now)
        assert guess(store, ANA, PASSWORD, now) is not None
        for _ in range(4):
            assert guess(store, ANA, "wrong horse", now) is None
            assert guess(store, "b@example.org", "wrong horse", now) is None
        with pytest.raises(TooMany):
            guess(store, "b@example.org", "wrong horse", now)

    def test_guesses_at_once_are_counted_each(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path, password=PASSWORD)

        def is_refused(number: int) -> bool:
            try:
                guess(store, ANA, f"wrong horse {number}", now)
            except TooMany:
                return True
            return False

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(is_refused, range(12))) == [False] * 5 + [True] * 7

    def test_standing_log_ins_go_on_while_guesses_are_refused(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path, password=PASSWORD)
        made = logged_in(store, user, now)
        for _ in range(5):
            guess(store, ANA, "wrong horse", now)
        assert log_ins.log_in_of(store, made.secret, now=now).user == user


class TestLasting:
    def test_log_in_is_over_after_thirty_days(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        made = logged_in(store, user, now)
        for day in range(1, 30):
            found = log_ins.log_in_of(store, made.secret, now=now + day * DAY)
            log_ins.note_seen(store, found, now=now + day * DAY)
        assert log_ins.log_in_of(store, made.secret, now=now + 30 * DAY) is None

    def test_log_in_is_over_after_a_week_without_use(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        made = logged_in(store, user, now)
        assert log_ins.log_in_of(store, made.secret, now=now + 7 * DAY) is not None
        assert log_ins.log_in_of(store, made.secret, now=now + 7 * DAY + MINUTE) is None

    def test_use_is_written_every_few_minutes_alone(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        made = logged_in(store, user, now)
        seen = []
        for minute in range(12):
            found = log_ins.log_in_of(store, made.secret, now=now + minute * MINUTE)
            log_ins.note_seen(store, found, now=now + minute * MINUTE)
            seen.append(log_ins.log_ins_of(store, user, now=now)[0].seen_at - now)
        assert seen == [0 * MINUTE] * 5 + [5 * MINUTE] * 5 + [10 * MINUTE] * 2

    def test_secret_is_new_each_time_and_kept_as_a_digest(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        secrets = [logged_in(store, user, now).secret for _ in range(3)]
        assert (len(set(secrets)), min(map(len, secrets))) == (3, 32)
        held = b"".join(file.read_bytes() for file in tmp_path.glob("*.db*"))
        assert [secret.encode() in held for secret in secrets] == [False] * 3
        assert log_ins.log_in_of(store, secrets[0] + "x", now=now) is None

    def test_log_in_ends_the_one_that_the_browser_had(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        bob = accounts.add_user(store, "bob@example.org", role="viewer", now=now)
        first, other = logged_in(store, bob, now), logged_in(store, user, now)
        second = logged_in(store, user, now, instead_of=first.secret)
        found = [log_ins.log_in_of(store, one.secret, now=now) for one in (first, other, second)]
        assert [one and one.user.email for one in found] == [None, ANA, ANA]

    def test_one_is_ended_by_its_owner_alone(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        bob = accounts.add_user(store, "bob@example.org", role="viewer", now=now)
        mine, his = logged_in(store, user, now), logged_in(store, bob, now)
        log_ins.end_log_in(store, user, his.log_in.id)
        assert log_ins.log_in_of(store, his.secret, now=now) is not None
        log_ins.end_log_in(store, user, mine.log_in.id)
        assert log_ins.log_in_of(store, mine.secret, now=now) is None

    def test_others_end_and_this_one_stays(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        made = [logged_in(store, user, now) for _ in range(3)]
        assert log_ins.end_others(store, made[1].log_in) == 2
        assert log_ins.log_ins_of(store, user, now=now) == [made[1].log_in]

    def test_disabling_ends_log_ins_for_good(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        made = logged_in(store, user, now)
        accounts.disable_user(store, ANA, now=now)
        assert log_ins.log_in_of(store, made.secret, now=now) is None
        accounts.enable_user(store, ANA)
        assert log_ins.log_in_of(store, made.secret, now=now) is None


class TestLinks:
    def by_link(self, store: Store, secret: str, now: datetime) -> NewLogIn:
        return log_ins.log_in_by_link(store, secret, agent="a browser", network=NETWORK, now=now)

    def test_link_logs_in_once(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        secret = log_ins.add_link(store, ANA, now=now)
        assert [log_ins.user_of_link(store, secret, now=now) for _ in range(2)] == [user, user]
        assert self.by_link(store, secret, now).log_in.user == user
        with pytest.raises(Revoked):
            self.by_link(store, secret, now)
        with pytest.raises(Revoked):
            log_ins.user_of_link(store, secret, now=now)

    def test_link_is_over_after_a_day(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        secret = log_ins.add_link(store, ANA, now=now)
        with pytest.raises(Revoked):
            self.by_link(store, secret, now + DAY)
        assert self.by_link(store, secret, now + DAY - MINUTE)

    def test_of_several_uses_at_once_one_succeeds(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        secret = log_ins.add_link(store, ANA, now=now)

        def succeeds(_: int) -> bool:
            try:
                return bool(self.by_link(store, secret, now))
            except Revoked:
                return False

        with ThreadPoolExecutor(8) as pool:
            assert sorted(pool.map(succeeds, range(8))) == [False] * 7 + [True]

    def test_link_that_there_is_not_logs_nobody_in(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        with pytest.raises(NotFound):
            self.by_link(store, "x" * 32, now)
        with pytest.raises(NotFound):
            log_ins.add_link(store, "nobody@example.org", now=now)

    def test_link_of_a_disabled_account_is_good_for_nothing(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        secret = log_ins.add_link(store, ANA, now=now)
        accounts.disable_user(store, ANA, now=now)
        with pytest.raises(NotFound):
            self.by_link(store, secret, now)
        with pytest.raises(NotAllowed):
            log_ins.add_link(store, ANA, now=now)

    def test_password_is_asked_for_unless_there_is_none_or_a_link_was_just_used(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path, password=PASSWORD)
        by_password = logged_in(store, user, now - MINUTE).log_in
        by_link = self.by_link(store, log_ins.add_link(store, ANA, now=now), now).log_in
        bob = accounts.add_user(store, "bob@example.org", role="viewer", now=now)
        without = logged_in(store, bob, now).log_in
        asks = partial(log_ins.needs_password, store)
        assert [asks(one, now=now) for one in (by_password, by_link, without)] == [True, False, False]
        assert asks(by_link, now=now + 60 * MINUTE) is True


class TestSubjects:
    def subject(self, store: Store, now: datetime, **changes: str | None) -> User:
        said = {"issuer": "https://login.example.org", "subject": "7", "email": ANA, "name": "Ana", "role": "member"}
        return log_ins.user_of_subject(store, **(said | changes), now=now)

    def test_subject_is_who_has_the_verified_address_and_stays_so(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        assert self.subject(store, now) == user
        assert self.subject(store, now, email="ana.new@example.org") == user

    def test_subject_that_nobody_is_gets_an_account(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        bob = self.subject(store, now, email="Bob@example.org", name=" Bob  B ")
        assert (bob.email, bob.role, bob.name) == ("bob@example.org", "member", "Bob B")
        assert guess(store, "bob@example.org", "", now) is None

    def test_subject_that_nobody_is_is_refused_where_only_known_ones_may(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        with pytest.raises(NotAllowed):
            self.subject(store, now, email="bob@example.org", role=None)
        assert self.subject(store, now, role=None) == user

    def test_address_of_somebody_known_there_under_another_subject_is_refused(self, tmp_path: Path) -> None:
        store, user, now = a_user(tmp_path)
        self.subject(store, now)
        with pytest.raises(NotAllowed):
            self.subject(store, now, subject="8")
        assert self.subject(store, now, subject="8", issuer="https://other.example.org") == user

    def test_disabled_account_is_refused(self, tmp_path: Path) -> None:
        store, _, now = a_user(tmp_path)
        self.subject(store, now)
        accounts.disable_user(store, ANA, now=now)
        with pytest.raises(NotAllowed):
            self.subject(store, now)
