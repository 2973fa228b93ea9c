"""Samples are numbered in the order of their commits, and nobody who reads by number misses one."""

from datetime import timedelta
from decimal import Decimal
from itertools import count
from threading import Event
from typing import cast

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from handrail.pathway.infuse.signals import Sample
from handrail.record import notice, telemetry
from handrail.record.messages import Outcome
from handrail.record.telemetry import Stored
from tests.shell.record.makers import AT, Other, at_once, message, opened, sample, seconds, unhurried

moments = st.timedeltas(timedelta(days=-800), timedelta(days=800)).map(lambda span: AT + span)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)
samples = st.builds(
    Sample,
    channel=st.sampled_from(["hr", "spo2", "nibp_sys"]),
    value=st.none() | st.decimals(allow_nan=False, allow_infinity=False),
    received_at=moments,
    device_at=st.none() | moments,
    device=texts,
    absent=st.none() | texts,
)


@pytest.mark.django_db
class TestSamples:
    def test_are_numbered_in_each_session_from_one_on(self, session: str) -> None:
        """Two chairs in one batch have their own numbers."""
        other = opened()
        telemetry.append({session: [sample(0), sample(1)], other: [sample(2)]}, [])
        telemetry.append({session: [sample(3)]}, [])
        assert [one.cursor for one in telemetry.after(session, 0)] == [1, 2, 3]
        assert [one.cursor for one in telemetry.after(other, 0)] == [1]
        assert (telemetry.head(session), telemetry.head(other), telemetry.head("ses_unknown")) == (3, 1, 0)

    def test_are_found_after_a_number_and_since_a_moment(self, session: str) -> None:
        """A screen continues where it was; a rule looks back over its window."""
        telemetry.append({session: [sample(after_s) for after_s in (0, 60, 10, 30)]}, [])
        assert [one.cursor for one in telemetry.after(session, 1)] == [2, 3, 4]
        assert [one.cursor for one in telemetry.after(session, 1, limit=2)] == [2, 3]
        assert [one.cursor for one in telemetry.since(session, seconds(30))] == [2, 4]

    @unhurried
    @given(st.lists(samples, max_size=5))
    def test_come_back_as_the_device_sent_them(self, sent: list[Sample]) -> None:
        """Every digit, every microsecond, and the reason where there is no value."""
        session = opened()
        telemetry.append({session: sent}, [])
        assert telemetry.after(session, 0) == [Stored(number, one) for number, one in enumerate(sent, 1)]
        back = [one.sample.value for one in telemetry.after(session, 0)]
        assert [str(value) for value in back] == [str(one.value) for one in sent]

    def test_keep_the_digits_of_the_device(self, session: str) -> None:
        """36.50 stays 36.50."""
        telemetry.append({session: [sample(value="36.50")]}, [])
        assert str(telemetry.after(session, 0)[0].sample.value) == "36.50"
        assert b'"value":"36.50"' in telemetry.line(session, telemetry.after(session, 0)[0])

    def test_that_no_database_could_hold_are_kept_as_well_as_can_be(self, session: str) -> None:
        """A device that sends a NUL in a reason does not lose its sample, nor anybody else's."""
        odd = Sample("hr", None, AT, None, "dev\0ice", "half \udc80")
        telemetry.append({session: [odd, sample(1)]}, [])
        first, second = telemetry.after(session, 0)
        assert (first.sample.device, second.sample) == ("dev\ufffdice", sample(1))

    def test_are_counted_up_to_a_number_and_a_moment(self, session: str) -> None:
        """What a check of the seals asks."""
        telemetry.append({session: [sample(after_s) for after_s in (0, 70, 10)]}, [])
        assert telemetry.count(session) == 3
        assert telemetry.count(session, through_cursor=2) == 2
        assert telemetry.count(session, received_before=seconds(60)) == 2

    def test_are_a_line_in_canonical_form(self, session: str) -> None:
        """The bytes that a seal digests are the bytes that are exported."""
        telemetry.append({session: [sample(0, None)]}, [])
        assert telemetry.line(session, telemetry.after(session, 0)[0]).decode() == (
            '{"absent":"no value","channel":"hr","cursor":1,"device":"dev_monitor_3",'
            '"device_at":"2026-11-20T14:29:59.750000Z","received_at":"2026-11-20T14:30:00.000000Z",'
            f'"session":"{session}","value":null}}\n'
        )


@pytest.mark.django_db(transaction=True)
class TestABatch:
    def test_may_not_hide_in_a_transaction_that_could_still_be_undone(self, session: str) -> None:
        """An acknowledgement that is sent after it must be true."""
        with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
            telemetry.append({session: [sample()]}, [])
        assert telemetry.head(session) == 0

    def test_is_stored_whole_or_not_at_all(self, session: str) -> None:
        """A batch that fails at its last message leaves no sample and uses up no number."""
        with pytest.raises(IntegrityError, match=r"(?i)check"):
            telemetry.append({session: [sample()]}, [message("1"), message("2", outcome=cast(Outcome, "??"))])
        assert (telemetry.head(session), telemetry.answered("MONITOR|RIVERSIDE", "1")) == (0, None)
        telemetry.append({session: [sample()]}, [message("1")])
        assert telemetry.head(session) == 1

    def test_wakes_the_readers_of_its_sessions(self, session: str) -> None:
        """Once it is stored, and each of them."""
        woken: list[str] = []
        unsubscribe = notice.subscribe(woken.append)
        try:
            telemetry.append({session: [sample()], "ses_b": [sample()], "ses_c": []}, [])
        finally:
            unsubscribe()
        assert sorted(woken) == sorted([session, "ses_b"])


@pytest.mark.django_db(transaction=True)
class TestAReader:
    def test_never_misses_a_sample_while_others_write(self, session: str) -> None:
        """Three connections write to the same chair while a reader follows by number: it sees 1, 2, 3 ... without a hole."""
        batches, per_batch, writers = 12, 5, 3
        written = Event()
        done = count(1)

        def write() -> None:
            for _ in range(batches):
                telemetry.append({session: [sample(number) for number in range(per_batch)]}, [])
            if next(done) == writers:
                written.set()

        def read() -> list[int]:
            seen: list[int] = []
            last_look = False
            while not last_look:
                last_look = written.is_set()
                seen.extend(one.cursor for one in telemetry.after(session, seen[-1] if seen else 0))
            return seen

        *_, seen = at_once([write, write, write, read])
        assert seen == list(range(1, batches * per_batch * writers + 1))

    def test_never_misses_a_sample_while_another_process_writes(self, session: str) -> None:
        """Two servers append to the same two chairs, named in opposite order; every number is there once."""
        other_session = opened()
        others = [
            Other("appends_in_another_process.py", *chairs)
            for chairs in ((session, other_session), (other_session, session))
        ]
        assert [other.says() for other in others] == ["ready", "ready"]
        for other in others:
            other.go_on()
        seen: list[int] = []
        while telemetry.head(session) < 200 and all(other.process.poll() is None for other in others):
            seen.extend(one.cursor for one in telemetry.after(session, seen[-1] if seen else 0))
        assert [other.end() for other in others] == [0, 0]
        seen.extend(one.cursor for one in telemetry.after(session, seen[-1] if seen else 0))
        assert seen == list(range(1, 201))
        assert [one.cursor for one in telemetry.after(other_session, 0)] == list(range(1, 201))


@pytest.mark.django_db
def test_a_value_that_is_no_number_is_not_stored_as_one(session: str) -> None:
    """No value is None, and the reason beside it."""
    telemetry.append({session: [sample(0, None), sample(1, "0")]}, [])
    assert [one.sample.value for one in telemetry.after(session, 0)] == [None, Decimal(0)]
