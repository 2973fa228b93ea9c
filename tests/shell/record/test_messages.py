"""A device's message is kept with its answer, once, however often and wherever it arrives."""

from dataclasses import replace

import pytest

from handrail.record import telemetry
from handrail.record.messages import RAW_LIMIT_BYTES
from tests.shell.record.makers import Other, at_once, message, sample

SENDER = "MONITOR|RIVERSIDE"


@pytest.mark.django_db
class TestAMessage:
    def test_is_kept_with_its_answer(self, session: str) -> None:
        """What came and what was answered stand side by side."""
        sent = message("4711", session=session, raw=b"MSH|^~\\&|\xff\x00")
        telemetry.append({session: [sample()]}, [sent])
        assert telemetry.answered(SENDER, "4711") == sent

    def test_that_never_came_has_no_answer(self) -> None:
        """Neither an unknown number nor an empty one."""
        assert telemetry.answered(SENDER, "4711") is None
        assert telemetry.answered(SENDER, "") is None

    def test_that_comes_again_is_not_stored_again_and_names_itself(self, session: str) -> None:
        """Of a batch in which the second message is known, nothing is stored; the others can be appended again."""
        telemetry.append({session: [sample()]}, [message("1", session=session)])
        with pytest.raises(telemetry.Redelivered) as again:
            telemetry.append({session: [sample(1), sample(2)]}, [message("2"), message("1"), message("3")])
        assert again.value.positions == {1}
        assert telemetry.head(session) == 1
        telemetry.append({session: [sample(2)]}, [message("2"), message("3")])
        assert telemetry.head(session) == 2

    def test_that_comes_twice_in_one_batch_is_named_the_second_time(self, session: str) -> None:
        """A monitor that repeats itself within a tenth of a second."""
        with pytest.raises(telemetry.Redelivered) as again:
            telemetry.append({}, [message("1"), message("2"), message("1"), message("1")])
        assert again.value.positions == {2, 3}

    def test_with_the_number_of_another_sender_s_is_another_message(self) -> None:
        """Every device counts for itself."""
        telemetry.append({}, [message("1"), replace(message("1"), sender="PUMP|RIVERSIDE")])
        assert telemetry.answered("PUMP|RIVERSIDE", "1") is not None

    def test_without_a_number_is_kept_each_time(self) -> None:
        """What could not be read is never taken for a repetition."""
        unread = [message("", outcome="AR", raw=raw) for raw in (b"noise", b"noise", b"other noise")]
        telemetry.append({}, unread)
        telemetry.append({}, unread[:1])
        assert len(telemetry.unplaced("cli_riverside", 10)) == 4

    def test_is_known_again_however_long_its_number_is(self) -> None:
        """Neither an index nor a chair breaks over what somebody sends."""
        endless = "9" * 100_000
        telemetry.append({}, [replace(message(endless), sender=endless)])
        with pytest.raises(telemetry.Redelivered):
            telemetry.append({}, [replace(message(endless), sender=endless)])
        assert telemetry.answered(endless, endless) is not None
        assert telemetry.answered(endless, endless + "8") is None

    def test_that_holds_what_is_no_character_is_kept(self) -> None:
        """A NUL in a number, half a character in a reason."""
        odd = replace(message("nu\0ll", outcome="AE"), reason="half \udc80", device="\0")
        telemetry.append({}, [odd])
        kept = telemetry.answered(SENDER, "nu\0ll")
        assert kept is not None
        assert kept.outcome == "AE"

    def test_that_is_huge_is_cut_and_says_so(self) -> None:
        """Its beginning is kept for staff to see."""
        telemetry.append({}, [message("1", outcome="AE", raw=b"x" * (RAW_LIMIT_BYTES + 1)), message("2", outcome="AE")])
        kept, whole = (telemetry.answered(SENDER, number) for number in ("1", "2"))
        assert kept is not None
        assert whole is not None
        assert (len(kept.raw), kept.cut, whole.cut) == (RAW_LIMIT_BYTES, True, False)


@pytest.mark.django_db
class TestUnplacedMessages:
    def test_are_shown_newest_first_to_the_clinic_they_concern(self) -> None:
        """What was taken is not among them, and the other clinic's are not either."""
        elsewhere = replace(message("3", outcome="AE"), clinic_id="cli_hillside")
        nobody_s = replace(message("4", outcome="AE"), clinic_id=None)
        telemetry.append({}, [message("1", outcome="AE"), elsewhere, nobody_s, message("5")])
        telemetry.append({}, [message("6", outcome="AR")])
        assert [one.control_id for one in telemetry.unplaced("cli_riverside", 10)] == ["6", "1"]
        assert [one.control_id for one in telemetry.unplaced("cli_riverside", 1)] == ["6"]
        assert [one.control_id for one in telemetry.unplaced(None, 10)] == ["4"]


@pytest.mark.django_db(transaction=True)
class TestTheSameMessageAtTheSameMoment:
    def test_on_several_connections_is_stored_once(self, session: str) -> None:
        """One wins, the others are told that it came before, and there is one sample."""

        def deliver() -> bool:
            try:
                telemetry.append({session: [sample()]}, [message("1", session=session)])
            except telemetry.Redelivered:
                return False
            return True

        assert sorted(at_once([deliver] * 4)) == [False, False, False, True]
        assert telemetry.head(session) == 1

    def test_in_two_processes_is_stored_once(self, session: str) -> None:
        """Fifty messages are delivered to two servers at once: fifty samples."""
        others = [Other("delivers_in_another_process.py", session, 50) for _ in range(2)]
        assert [other.says() for other in others] == ["ready", "ready"]
        for other in others:
            other.go_on()
        said = [[other.says() for _ in range(50)] for other in others]
        assert [other.end() for other in others] == [0, 0]
        assert [sorted(pair) for pair in zip(*said, strict=True)] == [["known", "stored"]] * 50
        assert telemetry.head(session) == 50
