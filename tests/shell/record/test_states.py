"""What is kept in memory is always what the log says, whoever wrote it and whatever was undone."""

from collections.abc import Callable
from copy import copy
from functools import partial

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.record import log, models, states
from handrail.record.recorded import Recorded
from handrail.record.states import Folded, States
from tests.shell.record.makers import at_once, marked, opened, unhurried

STREAMS = 2
one_stream = st.integers(0, STREAMS - 1)
some_marks = st.integers(1, 2)
Step = tuple[str, int, object]
write = st.tuples(st.just("write"), one_stream, some_marks)
steps = st.recursive(
    st.one_of(
        write,
        st.tuples(st.just("read"), one_stream, st.none()),
        st.tuples(st.just("elsewhere"), one_stream, some_marks),
    ),
    lambda inner: st.tuples(st.sampled_from(["undone", "kept"]), st.just(0), st.lists(inner, max_size=4)),
    max_leaves=8,
)


def _folded_from_the_beginning(stream: str) -> Folded:
    row = models.Stream.objects.get(id=stream)
    return states.current(row, States())


def _elsewhere(write_there: Callable[[], object]) -> None:
    """Write as another process would: nothing that is kept in memory here hears of it."""
    kept = copy(states.STATES._kept)
    write_there()
    states.STATES._kept = kept


def _do(step: Step, streams: list[str]) -> None:
    match step:
        case ("write", stream, int(count)):
            marked(streams[stream], *range(count))
        case ("elsewhere", stream, int(count)):
            _elsewhere(lambda: marked(streams[stream], *range(count)))
        case ("read", stream, _):
            whole = _folded_from_the_beginning(streams[stream])
            assert log.state(streams[stream]) == (whole.seq, whole.state)
        case ("undone" | "kept" as end, _, list(inner)):
            _in_a_transaction(inner, streams, undone=end == "undone")


def _in_a_transaction(inner: list[Step], streams: list[str], *, undone: bool) -> None:
    with transaction.atomic():
        for step in inner:
            _do(step, streams)
        transaction.set_rollback(undone)


@pytest.mark.django_db
class TestTheKeptState:
    @settings(unhurried, max_examples=60)
    @given(st.lists(steps, min_size=1, max_size=10))
    def test_is_what_a_fold_from_the_beginning_gives(self, deeds: list[Step]) -> None:
        """Whatever was written, read, written by others or undone, in whatever order and however deep."""
        streams = [opened() for _ in range(STREAMS)]
        for step in [*deeds, *(("read", stream, None) for stream in range(STREAMS))]:
            _do(step, streams)
        assert [log.verify(stream).problem for stream in streams] == [None] * STREAMS

    def test_of_an_undone_transaction_is_not_taken_for_what_was_written_instead(self, session: str) -> None:
        """Event 1 was undone here, and another process wrote another event 1: the mark of the first is nowhere."""
        _in_a_transaction([("write", 0, 1)], [session], undone=True)
        _elsewhere(lambda: marked(session, 7))
        assert [one.number for one in log.state(session)[1].marks] == [7]

    def test_of_an_undone_transaction_is_not_continued(self, session: str) -> None:
        """The same, and the other process wrote two more."""
        _in_a_transaction([("write", 0, 1)], [session], undone=True)
        _elsewhere(lambda: marked(session, 7, 8, 9))
        assert [one.number for one in log.state(session)[1].marks] == [7, 8, 9]

    def test_is_moved_forward_and_not_folded_anew(self, session: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """A commit to a long session costs its new events, not its length."""
        marked(session, *range(50))
        log.state(session)
        read: list[int] = []
        events = states._events

        def noted(stream: str, from_seq: int) -> list[Recorded]:
            read.append(from_seq)
            return events(stream, from_seq)

        monkeypatch.setattr(states, "_events", noted)
        marked(session, 51)
        log.state(session)
        assert read == []
        _elsewhere(lambda: marked(session, 52))
        log.state(session)
        assert read == [51]

    def test_is_kept_for_so_many_streams_and_no_more(self) -> None:
        """The stream that was asked for longest ago is let go first."""
        kept = States(limit=2)
        for stream in ("a", "b", "a", "c"):
            kept.get(stream)
            kept.keep(stream, Folded(1, stream, None))
        assert [kept.get(stream) is not None for stream in ("a", "b", "c")] == [True, False, True]
        assert len(kept) == 2


@pytest.mark.django_db(transaction=True)
class TestManyThreads:
    def test_see_what_was_written_and_nothing_else(self) -> None:
        """Writers and readers at the same moment, on the same streams, agree with the log at the end."""
        streams = [opened() for _ in range(2)]

        def write_some(stream: str) -> None:
            for number in range(5):
                seen = marked(stream, number)
                assert len(seen.state.marks) == seen.seq

        def read_some(stream: str) -> None:
            for _ in range(10):
                seq, state = log.state(stream)
                assert len(state.marks) == seq

        at_once([partial(deed, stream) for stream in streams for deed in (write_some, read_some)])
        for stream in streams:
            whole = _folded_from_the_beginning(stream)
            assert log.state(stream) == (whole.seq, whole.state) == (5, whole.state)
