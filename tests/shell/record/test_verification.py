"""Whoever changes the record behind its guards is found out."""

from collections.abc import Callable

import pytest

from handrail.record import heads, log, models, sealing, telemetry, verification
from handrail.record.recorded import of_row
from tests.databases import tamper
from tests.shell.record.makers import marked, opened, sample, seconds
from tests.shell.record.sealed import seal, written

EVENT = "UPDATE record_event SET"
SAMPLE = "UPDATE record_sample SET"
WHERE = "WHERE stream_id = %s AND seq ="
CHANGES = {
    f"{EVENT} actor = 'per_nobody' {WHERE} 1": "Event 1 was changed: its hash",
    f"{EVENT} kind = 'PatientLeft' {WHERE} 1": "Event 1 was changed: its hash",
    f"{EVENT} version = 2 {WHERE} 1": "Event 1 was changed: its hash",
    f"{EVENT} occurred_at = '2026-11-20 14:00:00+00:00' {WHERE} 1": "Event 1 was changed: its hash",
    f"{EVENT} recorded_at = '2026-11-20 14:00:00+00:00' {WHERE} 1": "Event 1 was changed: its hash",
    f'{EVENT} payload = \'{{"mark":"comfort","number":2}}\' {WHERE} 1': "Event 1 was changed: its hash",
    f'{EVENT} payload = \'{{"number":1,"mark":"comfort"}}\' {WHERE} 1': "Event 1 was changed: its payload is not canonical",
    f"{EVENT} payload = 'nothing' {WHERE} 1": "Event 1 was changed: its payload is not canonical",
    f"{EVENT} hash = prev {WHERE} 1": "Event 1 was changed: its hash",
    f"DELETE FROM record_event {WHERE} 2": "Event 2 is missing",
    f"DELETE FROM record_event {WHERE} 5": "says that its head is event 5; the last one found is event 4",
    "UPDATE record_stream SET head_seq = 3 WHERE id = %s": "says that its head is event 3",
    f"{SAMPLE} value = '91' WHERE session = %s AND cursor = 1": "Samples sealed by event 2 were changed",
    f"{SAMPLE} received_us = received_us + 1 WHERE session = %s AND cursor = 1": "Samples sealed by event 2 were changed",
    f"{SAMPLE} value = '0' WHERE session = %s AND cursor = 62": "Samples sealed by event 3 were changed",
    "DELETE FROM record_sample WHERE session = %s AND cursor = 1": "Event 2 sealed 30 samples of its minute and 29 are there",
    f"{SAMPLE} received_us = received_us - 86400000000 WHERE session = %s AND cursor = 62": "Event 3 sealed 1 samples",
}


@pytest.mark.django_db
class TestVerification:
    def test_of_what_was_written_finds_nothing(self, session: str) -> None:
        """And says how much it has looked at."""
        written(session)
        found = log.verify(session)
        assert (found.events, found.samples, found.unsealed, found.problem) == (5, 62, 0, None)
        assert found.head == log.after(session, 4)[0].hash

    def test_of_a_session_that_goes_on_counts_what_no_seal_covers_yet(self, session: str) -> None:
        """The newest minute is no fault."""
        written(session, left=False)
        telemetry.append({session: [sample(130), sample(131)]}, [])
        found = log.verify(session)
        assert (found.unsealed, found.problem) == (2, None)

    def test_of_a_session_that_is_written_meanwhile_finds_nothing(
        self, session: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Between any two of its questions somebody commits events, samples and seals."""
        written(session, left=False)
        moments = iter(range(200, 2000, 60))

        def disturbed(ask: Callable[..., object]) -> Callable[..., object]:
            def asked(*arguments: object, **named: object) -> object:
                answer = ask(*arguments, **named)
                moment = next(moments)
                telemetry.append({session: [sample(moment), sample(moment + 1)]}, [])
                seal(session, seconds(moment + 30))
                return answer

            return asked

        monkeypatch.setattr(heads, "read", disturbed(heads.read))
        for name in ("_head", "_check_chain", "_seals"):
            monkeypatch.setattr(verification, name, disturbed(getattr(verification, name)))
        found = log.verify(session)
        monkeypatch.undo()
        assert (found.problem, next(moments) > 400) == (None, True)
        assert log.verify(session).problem is None

    @pytest.mark.parametrize(("change", "problem"), CHANGES.items())
    def test_finds_a_change_and_says_where(self, session: str, change: str, problem: str) -> None:
        """Each of these was made behind the guards, with everything else left as it was."""
        written(session)
        assert tamper(change, session) == 1
        found = log.verify(session).problem
        assert found is not None
        assert problem in found

    def test_finds_that_a_sample_is_gone_which_no_seal_covers_yet(self, session: str) -> None:
        """Numbers have no holes, also before the seal."""
        written(session)
        telemetry.append({session: [sample(130)]}, [])
        assert log.verify(session).unsealed == 1
        tamper("DELETE FROM record_sample WHERE session = %s AND cursor = 63", session)
        assert log.verify(session).problem == "63 samples were stored and 62 are there."

    def test_finds_an_event_from_another_session(self, session: str) -> None:
        """A chain cannot be patched with a piece of another one."""
        other = opened()
        marked(session, 1, 2)
        marked(other, 1, 2)
        tamper("DELETE FROM record_event WHERE stream_id = %s AND seq = 2", session)
        tamper("UPDATE record_event SET stream_id = %s WHERE stream_id = %s AND seq = 2", session, other)
        assert log.verify(session).problem == "Event 2 does not carry the hash of the one before."

    def test_finds_an_event_beyond_the_head(self, session: str) -> None:
        """What nobody committed does not become true by standing at the end of the table."""
        written(session)
        fourth = log.after(session, 3)[0]
        tamper("UPDATE record_stream SET head_seq = 4, head_hash = %s WHERE id = %s", fourth.hash, session)
        assert log.verify(session).problem == "The stream says that its head is event 4; the last one found is event 5."

    def test_finds_samples_that_were_sealed_twice(self, session: str) -> None:
        """A seal that is written again covers nothing new."""
        written(session)
        again = log.after(session, 1)[0].fact.event
        log.commit(session, lambda _: [again], key="again", by="handrail", at=seconds(150))
        assert log.verify(session).problem == "Event 6 seals samples that were sealed before."

    def test_finds_samples_that_their_seal_left_out(self, session: str) -> None:
        """The second minute was sealed and the first one was passed over."""
        telemetry.append({session: [sample(0), sample(61)]}, [])
        _, second = sealing.due(session, log.state(session)[1], seconds(200))
        log.commit(session, lambda _: [second], key="second", by="handrail", at=seconds(200))
        assert "some are in no seal though their minute is sealed" in str(log.verify(session).problem)

    def test_of_a_stream_that_is_not_there_says_so(self) -> None:
        """Nothing found is not nothing wrong."""
        assert log.verify("ses_unknown").problem == "There is no stream ses_unknown."

    def test_finds_an_event_that_this_version_cannot_read(self, session: str) -> None:
        """A seal of a newer version cannot be checked here, and that is said."""
        written(session)
        _write_anew(session, lambda row: setattr(row, "version", 9), first=2)
        assert "newer Handrail" in str(log.verify(session).problem)


def _write_anew(stream: str, change: Callable[[models.Event], None], *, first: int) -> None:
    """Change an event and compute every hash after it, as somebody would who has the whole program."""
    rows = list(models.Event.objects.filter(stream_id=stream).order_by("seq"))
    for row in rows[first - 1 :]:
        if row.seq == first:
            change(row)
        row.prev = rows[row.seq - 2].hash if row.seq > 1 else models.FIRST_PREV
        row.hash = of_row(row).computed_hash()
        tamper(
            "UPDATE record_event SET actor = %s, version = %s, prev = %s, hash = %s WHERE stream_id = %s AND seq = %s",
            row.actor,
            row.version,
            row.prev,
            row.hash,
            stream,
            row.seq,
        )
    tamper("UPDATE record_stream SET head_hash = %s WHERE id = %s", rows[-1].hash, stream)


def _cut_off(stream: str, last: int) -> None:
    """Take the end of a chain away, and leave everything looking whole."""
    tamper("DELETE FROM record_event WHERE stream_id = %s AND seq > %s", stream, last)
    tamper(
        "UPDATE record_stream SET head_seq = %s, head_hash ="
        " (SELECT hash FROM record_event WHERE stream_id = %s AND seq = %s) WHERE id = %s",
        last,
        stream,
        last,
        stream,
    )


@pytest.mark.django_db
class TestSignedHeads:
    def test_show_that_the_end_was_cut_off(self, session: str) -> None:
        """A bare chain cannot: without the signed head, the shorter chain looks whole."""
        marked(session, 1, 2, 3)
        heads.sign(seconds(60))
        _cut_off(session, 2)
        assert log.verify(session, signed={}).problem is None
        assert log.verify(session).problem == "Event 3 was signed as the head; the chain now ends with event 2."

    def test_show_that_the_chain_was_written_anew(self, session: str) -> None:
        """Also by somebody who computed every hash again and signed no more than the new end."""
        marked(session, 1, 2, 3)
        heads.sign(seconds(60))
        _write_anew(session, lambda row: setattr(row, "actor", "per_nobody"), first=2)
        assert log.verify(session, signed={}).problem is None
        marked(session, 4)
        heads.sign(seconds(120))
        assert log.verify(session).problem == "Event 3 is not the one that was signed: the chain was written anew."

    def test_find_nothing_where_the_chain_went_on(self, session: str) -> None:
        """What was signed is still there, with more after it."""
        marked(session, 1)
        heads.sign(seconds(60))
        marked(session, 2)
        assert log.verify(session).problem is None
