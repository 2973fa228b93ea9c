"""/sessions/<id>/stream and /board/stream, served as they are in a clinic."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session as LogIn

from handrail.care import recover
from handrail.care.clock import SteppedClock
from handrail.web.stream import feeds, views
from tests.people import NOW, World, small_world
from tests.screens.browser import log_in
from tests.shell.web.streaming import Stream, close_the_clinics, serving
from tests.shell.web.telling import events, marked, sampled


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Ruth sits in chair 3."""
    yield small_world()
    close_the_clinics()


class TestTheAddress:
    """/sessions/<id>/stream and /board/stream, served as they are in a clinic."""

    def test_says_what_proxies_and_browsers_need_to_know(self, world: World) -> None:
        """An event stream that nobody keeps, packs or gathers."""
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, f"/sessions/{world.ruths_visit.pk}/stream", cookie=log_in(world.mara))
            assert stream.response.status == 200
            assert stream.response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
            assert stream.response.headers["Cache-Control"] == "no-store, no-transform"
            assert stream.hears().name == "session"
            stream.close()

    @pytest.mark.parametrize("wrong", ["none", "7", "9.9.9", "99999.1", "1.99999", "-1.0"])
    def test_answers_a_number_that_is_not_its_own_with_everything(self, world: World, wrong: str) -> None:
        """A malformed or foreign Last-Event-ID is no fault: the whole state comes."""
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(
                server, f"/sessions/{world.ruths_visit.pk}/stream", cookie=log_in(world.mara), last_id=wrong
            )
            assert stream.hears("session").data["whole"] is not None
            stream.close()

    def test_misses_nothing_while_the_server_was_down(self, world: World) -> None:
        """A restart between two looks leaves no gap and nothing twice."""
        session, cookie = world.ruths_visit.pk, log_in(world.mara)
        path = f"/sessions/{session}/stream"
        with serving(SteppedClock(NOW)) as server:
            sampled(session, 80)
            stream = Stream(server, f"{path}?after=1.0", cookie=cookie)
            last = stream.hears("session")
            stream.close()
        sampled(session, 81, 82, start=1)
        marked(session, 1, world.mara.pk)
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, path, cookie=cookie, last_id=last.id)
            heard = stream.hears("session")
            stream.close()
        assert [value for _, value in heard.data["samples"]["hr"]] == [81, 82]
        assert events(heard) == [2]
        assert heard.id == "2.3"

    def test_is_shut_to_who_has_not_logged_in(self, world: World) -> None:
        """A program is told so, and not sent to a page."""
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, f"/sessions/{world.ruths_visit.pk}/stream")
            assert stream.response.status == 401
            assert "error" in json.loads(stream.response.read())
            stream.close()

    def test_is_not_there_for_another_clinic(self, world: World) -> None:
        """A nurse of Hillside finds nothing at Riverside's addresses."""
        with serving(SteppedClock(NOW)) as server:
            for path in (f"/sessions/{world.ruths_visit.pk}/stream", f"/board/stream?clinic={world.riverside.pk}"):
                stream = Stream(server, path, cookie=log_in(world.olga))
                assert stream.response.status == 404
                stream.close()

    def test_shows_each_clinic_its_own_board(self, world: World) -> None:
        """The same address, two clinics, two boards."""
        with serving(SteppedClock(NOW)) as server:
            boards = {}
            for person in (world.mara, world.olga):
                stream = Stream(server, "/board/stream", cookie=log_in(person))
                boards[person.username] = stream.hears("board").data
                stream.close()
        assert [chair["session"] for chair in boards["mara"]["chairs"]] == [world.ruths_visit.pk, None]
        assert [chair["session"] for chair in boards["olga"]["chairs"]] == [world.lenas_visit.pk]

    def test_ends_when_the_log_in_ends(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Who logs out elsewhere sees no more of anybody here."""
        monkeypatch.setattr(views, "CHECK_EVERY_S", 0.0)
        monkeypatch.setattr(feeds, "BEAT_S", 0.05)
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, f"/sessions/{world.ruths_visit.pk}/stream", cookie=log_in(world.mara))
            stream.hears("session")
            LogIn.objects.all().delete()
            assert stream.hears_the_end()[-1].data == {"why": "login"}
            stream.close()

    def test_ends_when_somebody_no_longer_works_there(self, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
        """Access that is taken away ends an open page too."""
        monkeypatch.setattr(views, "CHECK_EVERY_S", 0.0)
        monkeypatch.setattr(feeds, "BEAT_S", 0.05)
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, "/board/stream", cookie=log_in(world.mara))
            stream.hears("board")
            world.mara.memberships.all().delete()
            assert stream.hears_the_end()[-1].data == {"why": "gone"}
            stream.close()

    def test_goes_on_until_the_patient_has_left(self, world: World) -> None:
        """Somebody goes home: the chair is free on the board."""
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, "/board/stream", cookie=log_in(world.mara))
            stream.hears("board")
            recover.leave(visit=world.ruths_visit, key="home", by=world.mara.pk, at=NOW)
            free = stream.hears("board").data["chairs"][0]
            assert (free["session"], free["empty_since"]) == (None, "2026-03-12T13:30:00.000000Z")
            stream.close()

    def test_lets_the_server_stop_while_pages_are_open(self, world: World) -> None:
        """Ctrl-C does not hang on who still looks."""
        with serving(SteppedClock(NOW)) as server:
            stream = Stream(server, "/board/stream", cookie=log_in(world.mara))
            stream.hears("board")
        stream.hears_the_end()
        stream.close()
