import sqlite3

import pytest

from pipeline.errors import UsageError
from pipeline.review.web.passwords import (
    MOST_FAILURES,
    WINDOW,
    Attempts,
    has_password,
    is_password,
    set_password,
)
from pipeline.review.web.sessions import HOURS, Sessions, csrf_of
from pipeline.review.web.wording import LANGUAGES, preferred, wording


class Ticks:
    def __init__(self):
        self.now = 1000.0

    def __call__(self):
        return self.now


def test_a_password_is_kept_as_a_hash_alone(desk):
    database = desk.database
    assert not has_password(database)
    assert not is_password(database, "")
    set_password(database, "a good long password")
    assert has_password(database)
    assert is_password(database, "a good long password")
    assert not is_password(database, "a good long passwort")
    with sqlite3.connect(database.path) as db:
        [(kept,)] = db.execute("SELECT value FROM secrets").fetchall()
    assert kept.startswith("$argon2id$")
    with pytest.raises(UsageError, match="at least 12"):
        set_password(database, "short")


def test_a_new_password_ends_the_sessions_of_the_old(desk):
    sessions = Sessions(desk.database)
    token = sessions.begin("Ada").token
    set_password(desk.database, "a good long password")
    assert sessions.find(token) is None


def test_sessions_last_while_they_are_used(desk):
    clock = Ticks()
    sessions = Sessions(desk.database, clock)
    session = sessions.begin("Ada")
    for _ in range(4):
        clock.now += HOURS * 3600 * 0.7
        assert sessions.find(session.token) == session
    clock.now += HOURS * 3600 + 1
    assert sessions.find(session.token) is None
    sessions.begin("Bo")
    with sqlite3.connect(desk.database.path) as db:
        rows = db.execute("SELECT token, name FROM sessions").fetchall()
    assert [name for _, name in rows] == ["Bo"]


def test_sessions_end_and_do_not_give_their_token_away(desk):
    sessions = Sessions(desk.database)
    one, other = sessions.begin("Ada"), sessions.begin("Ada")
    assert one.csrf != other.csrf
    assert one.token not in one.csrf
    assert csrf_of(one.token) == one.csrf
    with sqlite3.connect(desk.database.path) as db:
        assert (one.token,) not in db.execute("SELECT token FROM sessions").fetchall()
    sessions.end(one.token)
    assert sessions.find(one.token) is None
    assert sessions.find(other.token) == other
    assert sessions.find("") is None


def test_an_address_waits_after_too_many_wrong_passwords():
    clock = Ticks()
    attempts = Attempts(clock)
    for _ in range(MOST_FAILURES):
        assert attempts.wait("a") == 0
        attempts.failed("a")
        clock.now += 1
    assert 0 < attempts.wait("a") <= WINDOW
    assert attempts.wait("b") == 0
    clock.now += attempts.wait("a")
    assert attempts.wait("a") == 0


def test_many_addresses_together_wait_too():
    attempts = Attempts(Ticks())
    for number in range(50):
        attempts.failed(str(number))
    assert attempts.wait("new") > 0


def test_both_languages_say_the_same():
    one, other = (wording(language) for language in LANGUAGES)
    assert one.keys() == other.keys()
    for key, text in one.items():
        assert text.strip()
        assert sorted(part for part in ("{n}", "{total}", "{title}") if part in text) == sorted(
            part for part in ("{n}", "{total}", "{title}") if part in other[key]
        )


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr;q=1, en;q=0.5, de;q=0.7", "de"),
        ("en, de;q=0.9", "en"),
        ("", "en"),
        ("de;q=x, *;q=0.1", "en"),
    ],
)
def test_the_browsers_language_is_taken(header, language):
    assert preferred(header) == language
