"""Readers are woken when something was recorded, here or in another process, and a lost hint costs a moment."""

from collections.abc import Iterator
from queue import Queue
from threading import enumerate as threads

import pytest
from django.db import DatabaseError, connection

from handrail.record import notice
from handrail.record.notice import EVERYTHING, Notices
from tests.shell.record.makers import WAIT_S, Other, marked, opened


@pytest.fixture
def heard() -> Iterator[Queue[str]]:
    """What a reader of this process hears, also of others."""
    hints: Queue[str] = Queue()
    unsubscribe = notice.subscribe(hints.put)
    notice.start()
    yield hints
    notice.stop()
    unsubscribe()


def _until(hints: Queue[str], wanted: set[str]) -> str:
    while True:
        hint = hints.get(timeout=WAIT_S)
        if hint in wanted:
            return hint


class TestAReader:
    def test_is_woken_until_it_says_that_it_has_enough(self) -> None:
        """And nobody else is unsubscribed with it."""
        notices = Notices()
        one: list[str] = []
        other: list[str] = []
        unsubscribe = notices.subscribe(one.append)
        notices.subscribe(other.append)
        notices.tell("ses_1")
        unsubscribe()
        unsubscribe()
        notices.tell("ses_2")
        assert (one, other) == (["ses_1"], ["ses_1", "ses_2"])

    def test_that_fails_does_not_keep_the_others_asleep(self, caplog: pytest.LogCaptureFixture) -> None:
        """Nor does it reach the writer."""
        notices = Notices()
        woken: list[str] = []

        def fail(_: str) -> None:
            raise LookupError("no such screen")

        notices.subscribe(fail)
        notices.subscribe(woken.append)
        notices.tell("ses_1")
        assert woken == ["ses_1"]
        assert "no such screen" in caplog.text


@pytest.mark.django_db(transaction=True)
class TestNotices:
    def test_are_told_of_a_commit_in_this_process_at_once(self, session: str, heard: Queue[str]) -> None:
        """With the stream's name."""
        marked(session, 1)
        assert _until(heard, {session}) == session

    def test_are_told_of_a_commit_in_another_process(self, session: str, heard: Queue[str]) -> None:
        """On PostgreSQL with the stream's name; SQLite says that something changed."""
        other = Other("commits_in_another_process.py", session, 1)
        assert other.says() == "ready"
        _until(heard, {EVERYTHING})
        other.go_on()
        hint = _until(heard, {session} if connection.vendor == "postgresql" else {EVERYTHING})
        assert hint in {session, EVERYTHING}
        assert other.end() == 0

    def test_begin_with_a_hint_to_read_everything(self, heard: Queue[str]) -> None:
        """What was recorded while nobody listened is found too."""
        assert _until(heard, {EVERYTHING}) == EVERYTHING

    def test_stop_when_they_are_told_to(self) -> None:
        """No thread and no connection is left, and they can begin again."""
        notices = Notices()
        for _ in range(2):
            notices.start()
            notices.start()
            assert [thread.name for thread in threads()].count("record-notice") == 1
            notices.stop()
            assert "record-notice" not in [thread.name for thread in threads()]
        notices.stop()

    def test_begin_again_after_the_database_was_away(
        self, session: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        """The first try fails, the second one listens."""
        monkeypatch.setattr(notice, "PATIENCE_S", 0)
        name = "_listen_postgresql" if connection.vendor == "postgresql" else "_poll_sqlite"
        listen = getattr(notice, name)
        tries: list[object] = []

        def fail_once(*arguments: object) -> None:
            tries.append(arguments)
            if len(tries) == 1:
                raise DatabaseError("gone")
            listen(*arguments)

        monkeypatch.setattr(notice, name, fail_once)
        notices, hints = Notices(), Queue[str]()
        notices.subscribe(hints.put)
        notices.start()
        assert _until(hints, {EVERYTHING}) == EVERYTHING
        notices.stop()
        assert "trying again" in caplog.text

    def test_of_an_own_commit_are_not_told_twice_on_postgresql(self, heard: Queue[str]) -> None:
        """What this process has said to itself does not come back over the wire."""
        if connection.vendor != "postgresql":
            pytest.skip("SQLite cannot say who it was.")
        _until(heard, {EVERYTHING})
        first, last = opened(), opened()
        marked(first, 1)
        other = Other("commits_in_another_process.py", last, 1)
        assert other.says() == "ready"
        other.go_on()
        hints: list[str] = []
        while last not in hints:
            hints.append(heard.get(timeout=WAIT_S))
        assert other.end() == 0
        assert hints.count(first) == 1
