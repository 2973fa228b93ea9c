"""What the log promises whoever writes a fact: once, in order, and never half."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction

from handrail.pathway.events import Event, EventMarked, Happened
from handrail.pathway.session import Session
from handrail.record import log, notice
from tests.shell.record.makers import AT, JONAS, MARA, Other, at_once, mark, marked, numbers, opened, seconds

FIRST_PREV = "0" * 64


def undone(deed: Callable[[], object]) -> None:
    """Do something in a transaction that is undone afterwards."""
    with transaction.atomic():
        deed()
        transaction.set_rollback(True)


def never(state: Session) -> list[Event]:
    raise AssertionError("Nothing may be decided here.")


@pytest.mark.django_db
class TestAFact:
    def test_gets_the_next_number_and_carries_the_hash_of_the_one_before(self, session: str) -> None:
        """The nurse's second deed is linked to her first."""
        first, second = (marked(session, number).recorded[0] for number in (1, 2))
        assert (first.seq, first.prev) == (1, FIRST_PREV)
        assert (second.seq, second.prev) == (2, first.hash)

    def test_keeps_when_it_happened_apart_from_when_it_was_written(self, session: str) -> None:
        """What Mara charts late has its own time."""
        log.commit(session, lambda _: [Happened(mark(), seconds(-300)), mark(2)], key="late", by=MARA, at=AT)
        late, prompt = log.after(session, 0)
        assert (late.occurred_at, late.recorded_at, late.actor) == (seconds(-300), AT, MARA)
        assert prompt.occurred_at == prompt.recorded_at == AT

    def test_keeps_its_times_to_the_microsecond(self, session: str) -> None:
        """Times come back exactly, from either database."""
        moment = AT + timedelta(microseconds=123_457)
        marked(session, 1, at=moment)
        assert log.after(session, 0)[0].recorded_at == moment

    def test_keeps_the_time_that_the_clock_told_also_when_the_clock_went_back(self, session: str) -> None:
        """Order goes by number; a corrected clock is no reason to write a time that nobody read."""
        marked(session, 1, at=seconds(10))
        marked(session, 2, at=seconds(4))
        assert [event.recorded_at for event in log.after(session, 0)] == [seconds(10), seconds(4)]

    def test_is_read_back_as_it_was_written(self, session: str) -> None:
        """The rules get the very event that was decided."""
        marked(session, 7)
        fact = log.after(session, 0)[0].fact
        assert fact.event == EventMarked(number=7, mark="comfort")
        assert (fact.seq, fact.occurred_at, fact.actor) == (1, AT, MARA)

    def test_is_a_line_as_the_contract_says(self, session: str) -> None:
        """The names of an exported line are those that others rely on."""
        line = marked(session, 1).recorded[0].line()
        promised = {
            "stream",
            "seq",
            "kind",
            "version",
            "occurred_at",
            "recorded_at",
            "actor",
            "payload",
            "prev",
            "hash",
        }
        assert set(line) == promised
        assert line["occurred_at"] == "2026-11-20T14:30:00.000000Z"
        assert line["payload"] == {"mark": "comfort", "number": 1}

    def test_is_found_after_the_number_that_a_reader_has(self, session: str) -> None:
        """A screen that has seen event 1 asks for what came after it, a few at a time."""
        marked(session, 1, 2, 3, 4)
        assert numbers(log.after(session, 1)) == [2, 3, 4]
        assert numbers(log.after(session, 1, limit=2)) == [2, 3]


@pytest.mark.django_db
class TestADecision:
    def test_is_taken_on_what_the_others_have_left(self, session: str) -> None:
        """Jonas decides on a session in which Mara's mark stands."""
        marked(session, 1)
        seen: list[int] = []

        def decide(state: Session) -> list[Event]:
            seen.append(len(state.marks))
            return [mark(2)]

        committed = log.commit(session, decide, key="jonas", by=JONAS, at=AT)
        assert seen == [1]
        assert len(committed.state.marks) == committed.seq == 2

    def test_for_nothing_writes_nothing_and_leaves_the_key_free(self, session: str) -> None:
        """A deed that has nothing to say may be tried again under its key."""
        nothing = log.commit(session, lambda _: [], key="once", by=MARA, at=AT)
        assert (nothing.recorded, nothing.seq, nothing.repeated) == ((), 0, False)
        assert not marked(session, 1, key="once").repeated
        assert log.head(session) == 1

    def test_that_fails_leaves_no_trace(self, session: str) -> None:
        """An error in the rules writes nothing and uses no key up."""
        with pytest.raises(AssertionError):
            log.commit(session, never, key="once", by=MARA, at=AT)
        assert log.head(session) == 0
        assert not marked(session, 1, key="once").repeated

    def test_needs_a_stream_that_was_opened(self) -> None:
        """Nothing is recorded about a session that nobody opened."""
        with pytest.raises(log.NoSuchStream):
            log.commit("ses_unknown", never, key="k", by=MARA, at=AT)

    @pytest.mark.parametrize("key", ["", "k" * 201, "tab\t", "null\0", "half\ud800"])
    def test_refuses_a_key_that_a_database_could_not_hold(self, session: str, key: str) -> None:
        """What a browser sends as a key is looked at before anything is decided."""
        with pytest.raises(log.BadKey, match="1 to 200"):
            log.commit(session, never, key=key, by=MARA, at=AT)

    def test_needs_a_time_with_its_zone(self, session: str) -> None:
        """A time without a zone is a mistake of the caller, not a fact."""
        with pytest.raises(ValueError, match="zone"):
            marked(session, 1, at=AT.replace(tzinfo=None))


@pytest.mark.django_db
class TestTheSameKey:
    def test_gives_the_first_answer_and_decides_nothing(self, session: str) -> None:
        """A double click slows the drip once."""
        first = marked(session, 1, 2, key="click")
        marked(session, 3)
        again = log.commit(session, never, key="click", by=MARA, at=seconds(1))
        assert again.recorded == first.recorded
        assert (first.repeated, again.repeated) == (False, True)
        assert (again.seq, len(again.state.marks)) == (3, 3)

    def test_on_another_stream_is_another_key(self, session: str) -> None:
        """Keys are unique in a stream, not in the clinic."""
        marked(session, 1, key="click")
        assert not marked(opened(), 1, key="click").repeated


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    def test_with_the_same_key_are_one_deed(self, session: str) -> None:
        """The same click arrives on two threads, and one of them decides."""
        answers = at_once([lambda: marked(session, 1, key="click")] * 4)
        assert sorted(answer.repeated for answer in answers) == [False, True, True, True]
        assert {answer.recorded for answer in answers} == {tuple(log.after(session, 0))}
        assert log.head(session) == 1

    def test_with_their_own_keys_come_one_after_the_other(self, session: str) -> None:
        """Eight deeds at the same moment are eight numbers in one chain."""
        at_once([lambda: marked(session, 1, 2)] * 8)
        assert numbers(log.after(session, 0)) == list(range(1, 17))
        assert log.verify(session).problem is None

    def test_in_two_processes_with_the_same_keys_are_one_deed_each(self, session: str) -> None:
        """Two servers get the same twenty clicks; each click is recorded once, and both give the same answers."""
        others = [Other("commits_in_another_process.py", session, 20) for _ in range(2)]
        assert [other.says() for other in others] == ["ready", "ready"]
        for other in others:
            other.go_on()
        answers = [[other.says() for _ in range(20)] for other in others]
        assert [other.end() for other in others] == [0, 0]
        hashes = [[answer.split()[0] for answer in one] for one in answers]
        assert hashes[0] == hashes[1] == [event.hash for event in log.after(session, 0)]
        assert sum(answer.endswith("first") for one in answers for answer in one) == 20
        assert log.verify(session).problem is None

    def test_on_the_same_two_streams_do_not_wait_for_each_other(self) -> None:
        """Streams are locked in the order of their ids, whichever order they are named in."""
        one, other = opened(), opened()

        def both(first: str, second: str, key: str) -> None:
            log.commit_many({first: lambda _: [mark()], second: lambda _: [mark()]}, key=key, by=MARA, at=AT)

        at_once([lambda: both(one, other, "a"), lambda: both(other, one, "b")] * 3)
        assert (log.head(one), log.head(other)) == (2, 2)


@pytest.mark.django_db
class TestADeedThatTouchesTwoStreams:
    def test_is_recorded_in_both(self, session: str) -> None:
        """A draw stands in the session and in the stock."""
        stock = opened()
        done = log.commit_many({session: lambda _: [mark(1)], stock: lambda _: [mark(2)]}, key="draw", by=MARA, at=AT)
        assert {stream: numbers(one.recorded) for stream, one in done.items()} == {session: [1], stock: [1]}

    def test_is_recorded_in_neither_when_one_fails(self, session: str) -> None:
        """Half a draw does not exist."""
        stock = opened()
        with pytest.raises(AssertionError):
            log.commit_many({session: lambda _: [mark()], stock: never}, key="draw", by=MARA, at=AT)
        assert (log.head(session), log.head(stock)) == (0, 0)

    def test_is_answered_as_a_whole_also_where_one_had_nothing_to_say(self, session: str) -> None:
        """The key of a deed that wrote in one stream answers for the other too."""
        stock = opened()
        first = log.commit_many({session: lambda _: [], stock: lambda _: [mark()]}, key="draw", by=MARA, at=AT)
        again = log.commit_many({session: never, stock: never}, key="draw", by=MARA, at=AT)
        assert [again[stream].recorded for stream in (session, stock)] == [(), first[stock].recorded]
        assert all(one.repeated for one in again.values())


@pytest.mark.django_db(transaction=True)
class TestInsideAnotherTransaction:
    def test_what_is_undone_outside_is_undone_here(self, session: str) -> None:
        """A visit that could not be closed has not been left."""
        marked(session, 1)
        undone(lambda: marked(session, 2, key="undone"))
        assert log.head(session) == 1
        assert numbers(marked(session, 3, key="undone").recorded) == [2]
        assert [one.number for one in log.state(session)[1].marks] == [1, 3]

    def test_readers_are_woken_when_the_outer_one_commits_and_not_before(self, session: str) -> None:
        """Nobody is told of a fact that may still be undone."""
        woken: list[str] = []
        unsubscribe = notice.subscribe(woken.append)
        try:
            with transaction.atomic():
                marked(session, 1)
                assert woken == []
            assert woken == [session]
            undone(lambda: marked(session, 2))
            assert woken == [session]
        finally:
            unsubscribe()


@pytest.mark.django_db
class TestAStream:
    def test_is_opened_once(self, session: str) -> None:
        """Opening it again changes nothing."""
        log.open_stream("session", clinic_id="cli_riverside", subject_id="pat_ruth", stream_id=session)
        assert [stream.id for stream in log.streams("session")].count(session) == 1

    def test_is_about_one_patient_of_one_clinic_for_ever(self, session: str) -> None:
        """An id that is taken cannot be opened for somebody else."""
        with pytest.raises(log.StreamDiffers):
            log.open_stream("session", clinic_id="cli_hillside", subject_id="pat_ruth", stream_id=session)

    def test_is_listed_for_its_own_clinic_only(self, session: str) -> None:
        """Two clinics in one installation never meet."""
        marked(session, 1, 2)
        other = opened(clinic_id="cli_hillside", subject_id=None)
        assert [(one.id, one.head_seq) for one in log.streams("session", clinic_id="cli_riverside")] == [(session, 2)]
        assert {session, other} == {one.id for one in log.streams("session")} == set(log.all_streams())

    def test_that_nobody_opened_has_no_state(self) -> None:
        """Asking for it is answered with a sentence."""
        with pytest.raises(log.NoSuchStream, match="ses_unknown"):
            log.state("ses_unknown")

    def test_of_an_unknown_kind_is_not_opened(self) -> None:
        """A kind without a fold could be written and never understood."""
        with pytest.raises(KeyError):
            log.open_stream("dream", clinic_id="cli_riverside", subject_id=None, stream_id="dre_1")


@pytest.mark.django_db(transaction=True)
class TestAPowerCut:
    def test_in_the_middle_of_a_transaction_leaves_whole_facts_only(self, session: str) -> None:
        """The process is killed after it has written and before it has committed."""
        marked(session, 1, 2)
        other = Other("killed_in_a_transaction.py", session)
        assert other.says() == "written"
        other.kill()
        assert numbers(log.after(session, 0)) == [1, 2]
        assert numbers(marked(session, 3, key="half").recorded) == [3]
        assert log.verify(session).problem is None

    def test_right_after_an_answer_loses_nothing(self, session: str) -> None:
        """What was answered before the kill is there afterwards, and nothing else is."""
        other = Other("commits_in_another_process.py", session, 1000)
        assert other.says() == "ready"
        other.go_on()
        answered = [other.says().split()[0] for _ in range(5)]
        other.kill()
        kept = [event.hash for event in log.after(session, 0)]
        assert kept[:5] == answered
        assert log.verify(session).problem is None
