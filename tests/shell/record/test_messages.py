"""A device's message is stored once, however often and wherever it arrives; alike refusals are kept as one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handrail.record import aside, telemetry
from handrail.record.messages import RAW_LIMIT_BYTES
from tests.shell.record.makers import AT, Other, at_once, message, sample

SENDER = "MONITOR|RIVERSIDE"
SECOND = timedelta(seconds=1)


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
        (kept,) = telemetry.told("cli_riverside", 10)
        assert (kept.times, kept.first.raw, kept.last.raw) == (4, b"noise", b"noise")

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
        (kept,) = telemetry.unplaced("cli_riverside", 2)
        assert (kept.control_id, kept.outcome) == ("nu\ufffdll", "AE")

    def test_that_is_huge_is_cut_and_says_so(self) -> None:
        """Its beginning is kept for staff to see."""
        telemetry.append({}, [message("1", raw=b"x" * (RAW_LIMIT_BYTES + 1)), message("2")])
        kept, whole = (telemetry.answered(SENDER, number) for number in ("1", "2"))
        assert kept is not None
        assert whole is not None
        assert (len(kept.raw), kept.cut, whole.cut) == (RAW_LIMIT_BYTES, True, False)


@pytest.mark.django_db
class TestANumberThatIsUsedTwice:
    def test_with_other_bytes_is_another_message_and_staff_are_told(self, session: str) -> None:
        """No value is thrown away; what comes again byte by byte is still known, either of the two."""
        first, second = (replace(message("1", session=session), digest=digest) for digest in ("aa", "bb"))
        telemetry.append({session: [sample()]}, [first])
        telemetry.append({session: [sample(1)]}, [second])
        assert telemetry.head(session) == 2
        for again in (first, second):
            with pytest.raises(telemetry.Redelivered):
                telemetry.append({session: [sample(2)]}, [again])
        (told,) = telemetry.told("cli_riverside", 9)
        assert (told.about, told.times, told.last.reason) == ("number", 1, aside.NUMBER_TWICE)
        assert telemetry.unplaced("cli_riverside", 9) == []

    def test_within_a_tenth_of_a_second_is_told_too(self, session: str) -> None:
        """Both come in one batch."""
        both = [replace(message("1", session=session), digest=digest) for digest in ("aa", "bb")]
        telemetry.append({session: [sample(), sample(1)]}, both)
        assert [one.about for one in telemetry.told("cli_riverside", 9)] == ["number"]


@pytest.mark.django_db
class TestARefusal:
    def test_is_not_final(self, session: str) -> None:
        """The same message is taken once its device is bound."""
        telemetry.append({}, [replace(message("1", outcome="AE"), digest="aa")])
        telemetry.append({session: [sample()]}, [replace(message("1", session=session), digest="aa")])
        assert telemetry.head(session) == 1

    def test_that_comes_again_and_again_is_one_row(self) -> None:
        """How many, from when to when, with the first and the last; the same one sent again is not counted again."""
        each = [
            replace(message(str(n), outcome="AE", raw=str(n).encode()), digest=str(n), received_at=AT + n * SECOND)
            for n in range(9)
        ]
        telemetry.append({}, each[:1])
        for one in each[:1] + each[1:4]:
            telemetry.append({}, [one])
        telemetry.append({}, each[4:] + each[-1:])
        (kept,) = telemetry.told("cli_riverside", 9)
        assert (kept.times, kept.first.raw, kept.last.raw) == (9, b"0", b"8")
        assert kept.last.received_at - kept.first.received_at == 8 * SECOND

    def test_of_many_kinds_is_told_as_one_from_some_number_on(self) -> None:
        """A sender whose reasons never end takes no room from others."""
        many = [replace(message(str(n), outcome="AE"), reason=f"why {n}") for n in range(aside.KINDS_OF_ONE_SENDER + 9)]
        telemetry.append({}, many)
        telemetry.append({}, [replace(message("x", outcome="AE"), sender="OTHER|ONE")])
        told = telemetry.told("cli_riverside", 500)
        assert len(told) == aside.KINDS_OF_ONE_SENDER + 2
        assert [one.times for one in told if one.last.reason == aside.MANY_KINDS] == [9]
        assert [one.times for one in told if one.last.sender == "OTHER|ONE"] == [1]

    def test_of_many_senders_is_told_as_one_from_some_number_on(self) -> None:
        """Whoever invents a new name for each message fills no disk."""
        many = [replace(message("1", outcome="AE"), sender=f"NOISE{n}|X") for n in range(aside.KINDS_OF_ONE_CLINIC + 9)]
        telemetry.append({}, many)
        told = telemetry.told("cli_riverside", 1000)
        assert len(told) == aside.KINDS_OF_ONE_CLINIC + 1
        assert [one.times for one in told if one.last.reason == aside.MANY_SENDERS] == [9]


@pytest.mark.django_db
class TestUnplacedMessages:
    def test_are_shown_newest_first_to_the_clinic_they_concern(self) -> None:
        """What was taken is not among them, and the other clinic's are not either."""
        elsewhere = replace(message("3", outcome="AE"), clinic_id="cli_hillside")
        nobody_s = replace(message("4", outcome="AE"), clinic_id=None)
        telemetry.append({}, [message("1", outcome="AE"), elsewhere, nobody_s, message("5")])
        telemetry.append({}, [replace(message("6", outcome="AR"), received_at=AT + SECOND)])
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
