"""One look at a session: what it tells those who listen, and those who just came."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from handrail.pathway.events import CuffCharted
from handrail.pathway.infuse.signals import Sample
from handrail.record import log, telemetry
from handrail.units import MillimetresOfMercury
from handrail.web.stream import Position
from handrail.web.stream.reading import LogSources
from handrail.web.stream.turn import session_turn
from tests.people import NOW, World, small_world
from tests.shell.web.streaming import close_the_clinics
from tests.shell.web.telling import marked, sampled


@pytest.fixture
def world(transactional_db: None) -> Iterator[World]:
    """Ruth sits in chair 3."""
    yield small_world()
    close_the_clinics()


class TestAPosition:
    """Where a browser says it is."""

    @given(seq=st.integers(0, 10**12), cursor=st.integers(0, 10**15))
    def test_is_read_as_it_was_written(self, seq: int, cursor: int) -> None:
        """What the server named comes back as it was."""
        assert Position.parse(str(Position(seq, cursor))) == Position(seq, cursor)

    @pytest.mark.parametrize(
        "text", [None, "", "42", "42.", ".7", "1.2.3", "-1.2", "a.b", "1.²", "1 .2", "0x1.1", f"{'9' * 40}.1"]
    )
    def test_that_is_none_of_ours_is_no_position(self, text: str | None) -> None:
        """A broken number is answered with the whole picture, never with a guess."""
        assert Position.parse(text) is None

    @given(st.text())
    def test_is_never_a_fault(self, text: str) -> None:
        """Whatever somebody sends as a position can be read or is none."""
        Position.parse(text)


class TestALookAtASession:
    """What one look tells those who listen."""

    def test_tells_everything_since_the_last_once(self, world: World) -> None:
        """Facts and samples of any number of looks, put together, are the log and the samples: in order, each once."""
        session, sources = world.ruths_visit.pk, LogSources()
        turn = session_turn(sources, session, NOW, known=None)
        assert turn is not None
        seqs: list[int] = []
        values: list[float] = []
        for step in range(1, 6):
            marked(session, step, world.mara.pk)
            sampled(session, 60 + step, 70 + step, start=10 * step)
            turn = session_turn(sources, session, NOW, known=turn.known)
            assert turn is not None
            assert turn.news is not None
            told = data_of(turn.news)
            seqs += [event["seq"] for event in told["events"]]
            values += [value for _, value in told["samples"]["hr"]]
        assert seqs == [fact.seq for fact in log.after(session, 1)]
        assert values == [float(one.sample.value or 0) for one in telemetry.after(session, 0)]

    def test_names_a_charted_cuff_and_who_did_it(self, world: World) -> None:
        """A cuff reading comes as the curve draws it, with the number of its event."""
        session, sources = world.ruths_visit.pk, LogSources()
        before = session_turn(sources, session, NOW, known=None)
        assert before is not None
        cuff = CuffCharted(
            systolic=MillimetresOfMercury(164),
            diastolic=MillimetresOfMercury(98),
            mean=None,
            source="manual",
            device=None,
            measured_at=None,
            cursor=None,
        )
        log.commit(session, lambda _: [cuff], key="cuff", by=world.mara.pk, at=NOW)
        turn = session_turn(sources, session, NOW, known=before.known)
        assert turn is not None
        assert turn.news is not None
        told = data_of(turn.news)
        assert told["cuffs"] == [[NOW.timestamp(), 164, 98, None]]
        assert told["numbers"]["cuffs"] == [2]
        assert told["events"][0] == {
            "seq": 2,
            "kind": "CuffCharted",
            "at": "2026-03-12T13:30:00.000000Z",
            "by": "Mara Lind",
        }

    def test_says_that_a_device_sent_no_value(self, world: World) -> None:
        """No value is told as none, so that the curve breaks there."""
        session, sources = world.ruths_visit.pk, LogSources()
        turn = session_turn(sources, session, NOW, known=None)
        assert turn is not None
        telemetry.append({session: [Sample("spo2", None, NOW, None, "dev_monitor", "no value")]}, [])
        later = session_turn(sources, session, NOW, known=turn.known)
        assert later is not None
        assert later.news is not None
        assert data_of(later.news)["samples"] == {"spo2": [[NOW.timestamp(), None]]}

    @pytest.mark.parametrize("start", [None, Position(99, 0), Position(1, 99)])
    def test_hands_the_whole_picture_to_whoever_is_nowhere(self, world: World, start: Position | None) -> None:
        """Somebody without a number, or with one that this log has not reached, is told everything."""
        session = world.ruths_visit.pk
        sampled(session, 88)
        turn = session_turn(LogSources(), session, NOW, known=None, newcomers=[start])
        assert turn is not None
        told = data_of(turn.first[start])
        assert told["whole"]["trends"]["hr"] == [[NOW.timestamp(), 88]]
        assert told["view"]["session"] == session

    def test_hands_the_whole_picture_to_whoever_missed_hours(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A tablet that slept all morning is not told every sample of it."""
        monkeypatch.setattr("handrail.web.stream.turn.WHOLE_AFTER_SAMPLES", 3)
        session = world.ruths_visit.pk
        sampled(session, *range(60, 65))
        turn = session_turn(LogSources(), session, NOW, known=None, newcomers=[Position(1, 0), Position(1, 3)])
        assert turn is not None
        assert data_of(turn.first[Position(1, 0)])["whole"] is not None
        assert data_of(turn.first[Position(1, 3)])["samples"]["hr"] == [
            [(NOW + timedelta(seconds=s)).timestamp(), 60 + s] for s in (3, 4)
        ]

    def test_after_a_needless_hint_costs_two_small_questions(
        self, world: World, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        """Another process wrote something about somebody else: that is found out cheaply."""
        session, sources = world.ruths_visit.pk, LogSources()
        turn = session_turn(sources, session, NOW, known=None)
        assert turn is not None
        with django_assert_num_queries(2):
            assert session_turn(sources, session, NOW, known=turn.known, hinted=True) is None

    def test_is_silent_where_nothing_but_the_time_has_changed(self, world: World) -> None:
        """A chair where nothing happens says nothing."""
        session, sources = world.ruths_visit.pk, LogSources()
        turn = session_turn(sources, session, NOW, known=None)
        assert turn is not None
        later = session_turn(sources, session, NOW + timedelta(seconds=1), known=turn.known)
        assert later is not None
        assert later.news is None
        assert later.chair is None


def data_of(said: bytes) -> dict[str, Any]:
    """The data of one message."""
    lines = said.decode().splitlines()
    return dict(json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: ")))
