"""Bad bytes at the device port of a real server: answered with the reason, kept, shown to the right staff, nobody disturbed."""

import html
import json
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

import pytest

from handrail.devices.framing import LONGEST_MESSAGE_BYTES, framed
from handrail.interop.hl7v2 import NO_VALUE, Observation, oru
from tests.faults.browser import Person, at_a_screen
from tests.faults.clinic import Clinic, clinic_in
from tests.faults.server import Server
from tests.faults.waiting import until
from tests.faults.wire import Wire, plugged_in

NUMBERS = count(1)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Ward:
    """A server with Ruth in chair 3, somebody in chair 5, Lena in the other clinic; and their nurses."""

    server: Server
    clinic: Clinic
    mara: Person
    olga: Person

    @property
    def ruth(self) -> str:
        """Ruth's monitor, as it calls itself."""
        return self.clinic.seats[0].sender

    def samples(self, session: str) -> list[dict[str, Any]]:
        """What is on a chart, from outside."""
        return [json.loads(line) for line in self.server.handrail("export", "samples", session).stdout.splitlines()]


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ward]:
    """One server for all bad input: if any of it did harm, what follows would show it."""
    data = tmp_path_factory.mktemp("ward") / "data"
    clinic = clinic_in(data, 2)
    with (
        Server(data) as server,
        at_a_screen(server.start(), "mara") as mara,
        at_a_screen(server, "olga") as olga,
    ):
        yield Ward(server, clinic, mara, olga)
        assert server.interrupt() == 0
        assert server.handrail("verify").returncode == 0
        assert "Traceback" not in server.said
        errors = [line for line in server.said.splitlines() if '"level": "error"' in line]
        assert [line for line in errors if "Service Unavailable: /readyz" not in line] == []  # while it starts


def message(
    sender: str, value: object = 72, *, name: str = "", off: timedelta = timedelta(), patient: str = ""
) -> bytes:
    """A heart rate, told at a time that is so far off."""
    now = datetime.now(UTC) + off
    observations = [Observation("hr", Decimal(str(value)), now)]
    return oru(sender=sender, control_id=name or new_name(), sent_at=now, observations=observations, patient=patient)


def new_name() -> str:
    """A control id that no other message of these tests has."""
    return f"bad-{next(NUMBERS)}"


def spoilt(sender: str, before: bytes, after: bytes) -> bytes:
    """A good message with a part of it replaced."""
    raw = message(sender, 72)
    assert before in raw
    return raw.replace(before, after, 1)


@dataclass(frozen=True)
class Bad:
    """A message that cannot be taken: what is answered, and who is shown it."""

    raw: Callable[[Ward], bytes]
    code: str
    reason: str
    seen_by: str = "riverside"


BAD = {
    "cut off in the middle": Bad(lambda ward: message(ward.ruth)[:-40], "AE", "it may be cut off"),
    "cut off in its header": Bad(lambda ward: message(ward.ruth)[:30], "AE", "MSH-10 is empty"),
    "of another type": Bad(lambda ward: spoilt(ward.ruth, b"ORU^R01^ORU_R01", b"ADT^A01"), "AE", "send ORU^R01"),
    "of HL7 version 3": Bad(lambda ward: spoilt(ward.ruth, b"|2.6|", b"|3.0|"), "AE", "Send HL7 version 2"),
    "without a number of its own": Bad(
        lambda ward: message(ward.ruth, name="x-one").replace(b"x-one", b""), "AE", "MSH-10 is empty"
    ),
    "from a device that is bound to no chair": Bad(
        lambda ward: message(ward.clinic.unbound), "AE", "is bound to no chair"
    ),
    "from a device that nobody knows": Bad(
        lambda _: message("NOBODY|NOWHERE"), "AE", "No device is known as", "everybody"
    ),
    "from somebody without a name": Bad(lambda _: message("|"), "AE", "MSH-3 and MSH-4 are empty", "everybody"),
    "about another patient": Bad(
        lambda ward: message(ward.ruth, patient=ward.clinic.seats[1].patient), "AE", "names another patient"
    ),
    "about a patient of the other clinic": Bad(
        lambda ward: message(ward.ruth, patient=ward.clinic.hillside.patient), "AE", "names another patient"
    ),
    "a day and an hour ahead": Bad(lambda ward: message(ward.ruth, off=25 * HOUR), "AE", "off by more than a day"),
    "a day and an hour behind": Bad(lambda ward: message(ward.ruth, off=-25 * HOUR), "AE", "off by more than a day"),
    "with a comma in its number": Bad(lambda ward: spoilt(ward.ruth, b"|72|", b"|72,5|"), "AE", "hr"),
    "with a word for a number": Bad(lambda ward: spoilt(ward.ruth, b"|72|", b"|high|"), "AE", "hr"),
    "with a number that is none": Bad(lambda ward: spoilt(ward.ruth, b"|72|", b"|NaN|"), "AE", "hr"),
    "with a number beyond all bounds": Bad(lambda ward: spoilt(ward.ruth, b"|72|", b"|1E999999|"), "AE", "hr"),
    "in another unit": Bad(
        lambda ward: spoilt(ward.ruth, b"264864^MDC_DIM_BEAT_PER_MIN^MDC", b"262688^MDC_DIM_PERCENT^MDC"),
        "AE",
        "comes in",
    ),
    "with a time that is none": Bad(lambda ward: spoilt(ward.ruth, b"|R|||20", b"|R|||soon"), "AE", "OBX-14"),
    "with bytes that are no text": Bad(
        lambda ward: message(ward.ruth, patient="Ruth").replace(b"Ruth", b"\xff\xfe"),
        "AE",
        "is not text in the character set",
    ),
    "of the other clinic, and bad": Bad(
        lambda ward: spoilt(ward.clinic.hillside.sender, b"|72|", b"|low|"), "AE", "hr", "hillside"
    ),
    "not HL7": Bad(lambda _: b"GET / HTTP/1.1\r\nHost: ward\r\n\r\n", "AR", "MSH", "everybody"),
    "nothing but zeros": Bad(lambda _: bytes(200), "AR", "MSH", "everybody"),
    "empty": Bad(lambda _: b"", "AR", "MSH", "everybody"),
}


def newest_of(ward: Ward) -> dict[str, int]:
    """How many samples each chair has."""
    sessions = [seat.session for seat in ward.clinic.seats]
    return {session: ward.mara.view(session)["cursor"] for session in sessions}


NAMELESS = "Somebody who names no clinic"


def says(person: Person, reason: str) -> bool:
    """Whether the page of the devices shows this reason."""
    return reason in html.unescape(person.page("/devices/"))


class TestABadMessage:
    """What no device should send, and one day one does."""

    @pytest.mark.parametrize("kind", BAD)
    def test_is_answered_kept_and_shown_to_whom_it_concerns(self, ward: Ward, kind: str) -> None:
        """With the reason; it is on no chart, and the next good one on the same line is taken."""
        bad = BAD[kind]
        with plugged_in(ward.server.mllp_port) as line, plugged_in(ward.server.mllp_port) as other:
            before = newest_of(ward)
            answer = line.send(bad.raw(ward))
            assert (answer.code, bad.reason in answer.reason) == (bad.code, True), answer.reason
            assert newest_of(ward) == before
            assert says(ward.mara, answer.reason) is (bad.seen_by == "riverside")
            assert says(ward.olga, answer.reason) is (bad.seen_by == "hillside")
            assert bad.seen_by != "everybody" or (says(ward.mara, NAMELESS) and says(ward.olga, NAMELESS))
            assert line.send(message(ward.ruth)).code == "AA"
            assert other.send(message(ward.clinic.seats[1].sender)).code == "AA"
        assert newest_of(ward) == {session: cursor + 1 for session, cursor in before.items()}

    def test_is_shown_whole_only_where_it_can_be_about_nobody_else(self, ward: Ward) -> None:
        """That a message of no known clinic came is told to all staff, what it says to none: it may be another clinic's."""
        with plugged_in(ward.server.mllp_port) as line:
            line.send(message("STRANGER|ELSEWHERE", patient="SECRET-NAME"))
            line.send(message(ward.clinic.unbound, patient="OUR-OWN-NAME"))
        both = (ward.mara, ward.olga)
        assert [who for who in both if says(who, NAMELESS)] == [ward.mara, ward.olga]
        assert [who for who in both if says(who, "STRANGER") or says(who, "SECRET-NAME")] == []
        assert [who for who in both if says(who, "OUR-OWN-NAME")] == [ward.mara]


class TestABrokenFrame:
    """Bytes that do not even come as messages."""

    def test_that_is_huge_is_skipped_to_its_end(self, ward: Ward) -> None:
        """Answered, and the next message of the same line is taken."""
        huge = message(ward.ruth, name="huge").rstrip(b"\r") + b" " * (LONGEST_MESSAGE_BYTES + 1)
        with plugged_in(ward.server.mllp_port) as line:
            answer = line.send(huge)
            assert (answer.code, answer.control_id) == ("AE", "huge")
            assert "longer than this port reads" in answer.reason
            assert says(ward.mara, answer.reason)
            assert not says(ward.olga, answer.reason)
            assert line.send(message(ward.ruth)).code == "AA"

    @pytest.mark.parametrize("ending", ["begins again", "hangs up"])
    def test_that_has_no_end_is_kept(self, ward: Ward, ending: str) -> None:
        """Whether the sender begins again, or is gone; and what it sends whole afterwards is taken."""
        name = new_name()
        whole = message(ward.ruth, name=name)
        with plugged_in(ward.server.mllp_port) as line:
            line.put(framed(whole)[:-60])
            if ending == "begins again":
                line.put(framed(whole))
            else:
                line.hang_up()
            answer = line.answer()
            assert (answer.code, "has no end" in answer.reason) == ("AE", True)
            assert says(ward.mara, answer.reason)
        with plugged_in(ward.server.mllp_port) as line:
            assert line.send(whole).code == "AA"

    def test_of_bytes_outside_any_frame_is_told_so(self, ward: Ward) -> None:
        """And the frame behind them is read."""
        with plugged_in(ward.server.mllp_port) as line:
            line.put(b"hello, is anybody there?\r\n" + framed(message(ward.ruth)))
            first, second = line.answer(), line.answer()
        assert (first.code, "outside of an MLLP frame" in first.reason) == ("AR", True)
        assert second.code == "AA"
        assert says(ward.mara, NAMELESS)

    def test_that_comes_a_byte_at_a_time_is_read(self, ward: Ward) -> None:
        """A slow line is no bad one."""
        with plugged_in(ward.server.mllp_port) as line:
            for byte in framed(message(ward.ruth)):
                line.put(bytes([byte]))
            assert line.answer().code == "AA"


class TestIdleConnections:
    """Somebody who connects and says nothing."""

    def test_do_not_put_out_the_clinic(self, ward: Ward) -> None:
        """However many there are, monitors old and new are answered, and screens work."""
        with plugged_in(ward.server.mllp_port) as old, ExitStack() as crowd:
            assert old.send(message(ward.ruth)).code == "AA"
            for _ in range(500):
                crowd.enter_context(socket.create_connection(("127.0.0.1", ward.server.mllp_port)))
            with plugged_in(ward.server.mllp_port) as new:
                assert new.send(message(ward.clinic.seats[1].sender)).code == "AA"
            assert old.send(message(ward.ruth)).code == "AA"
            assert ward.mara.page("/board/")


class TestAMessageThatComesAgain:
    """The same number from the same sender."""

    def test_is_stored_once_and_answered_as_before(self, ward: Ward) -> None:
        """On the same line, on another one, and twice at once; also when it was refused."""
        session = ward.clinic.seats[0].session
        good, bad = message(ward.ruth, 61), message(ward.clinic.unbound)
        before = ward.mara.view(session)["cursor"]
        with plugged_in(ward.server.mllp_port) as line, plugged_in(ward.server.mllp_port) as other:
            line.put(framed(good) * 2)
            answers = [line.answer(), line.answer(), other.send(good)]
            refused = [line.send(bad), other.send(bad)]
        assert {(answer.code, answer.control_id) for answer in answers} == {("AA", answers[0].control_id)}
        assert {(answer.code, answer.reason) for answer in refused} == {("AE", refused[0].reason)}
        assert ward.mara.view(session)["cursor"] == before + 1

    def test_is_placed_anew_where_it_was_refused(self, ward: Ward) -> None:
        """A refusal rests on what staff had done until then: once the device is bound, the same bytes are taken, once."""
        session, name = ward.clinic.seats[0].session, new_name()
        raw = message(ward.ruth, 63, name=name)
        wrong = message(ward.ruth, 64, name=name, patient=ward.clinic.seats[1].patient)
        before = ward.mara.view(session)["cursor"]
        with plugged_in(ward.server.mllp_port) as line:
            assert [line.send(one).code for one in (wrong, raw, raw)] == ["AE", "AA", "AA"]
        assert ward.mara.view(session)["cursor"] == before + 1

    def test_with_other_bytes_is_another_message(self, ward: Ward) -> None:
        """No value is thrown away under an AA; staff are told that the device gives numbers out twice."""
        session, name = ward.clinic.seats[0].session, new_name()
        with plugged_in(ward.server.mllp_port) as line:
            answers = [line.send(message(ward.ruth, value, name=name)) for value in (65, 66)]
        assert {answer.code for answer in answers} == {"AA"}
        assert [one["value"] for one in ward.samples(session)[-2:]] == ["65", "66"]
        assert says(ward.mara, "gives different messages the same number")
        assert not says(ward.olga, "gives different messages the same number")

    def test_is_another_one_where_another_device_sent_it(self, ward: Ward) -> None:
        """Each device counts for itself."""
        name = new_name()
        with plugged_in(ward.server.mllp_port) as line:
            assert [line.send(message(seat.sender, name=name)).code for seat in ward.clinic.seats] == ["AA", "AA"]


class TestADeviceWhoseClockIsOff:
    """Receipt counts; the device's own time is kept beside it."""

    def test_is_charted_in_the_order_of_receipt(self, ward: Ward) -> None:
        """Also when its own times run backwards."""
        seat = ward.clinic.seats[1]
        before = ward.mara.view(seat.session)["cursor"]
        with plugged_in(ward.server.mllp_port) as line:
            for seconds, value in ((0, 81), (-3, 82), (-1, 83), (-4, 84)):
                assert line.send(message(seat.sender, value, off=timedelta(seconds=seconds))).code == "AA"
        stored = ward.samples(seat.session)[before:]
        assert [one["value"] for one in stored] == ["81", "82", "83", "84"]
        assert [one["received_at"] for one in stored] == sorted(one["received_at"] for one in stored)
        assert [one["device_at"] for one in stored] != sorted(one["device_at"] for one in stored)
        assert ward.mara.view(seat.session)["numerics"]["hr"]["value"] == "84"

    @pytest.mark.parametrize("off", [23 * HOUR, -23 * HOUR], ids=["ahead", "behind"])
    def test_by_less_than_a_day_is_believed_but_for_its_clock(self, ward: Ward, off: timedelta) -> None:
        """The value is on the chart at the moment it came, and a condition of its own says that the clock is off."""
        seat = ward.clinic.seats[0]
        with plugged_in(ward.server.mllp_port) as line:
            values = count(100)
            until(lambda: keeps_saying(line, ward, seat.sender, next(values), off), "the skew is told")
            figure = ward.mara.view(seat.session)["numerics"]["hr"]
            assert int(figure["value"]) >= 100
            assert datetime.now(UTC) - datetime.fromisoformat(figure["at"]) < HOUR
            until(lambda: not keeps_saying(line, ward, seat.sender, 72, timedelta()), "the skew is over")
        others = [ward.mara.view(ward.clinic.seats[1].session), ward.olga.view(ward.clinic.hillside.session)]
        assert [alarm for view in others for alarm in view["alarms"] if "clock" in alarm["condition"]] == []


def keeps_saying(line: Wire, ward: Ward, sender: str, value: int, off: timedelta) -> bool:
    """Say it once more; whether the chair's screen shows a clock that is off."""
    assert line.send(message(sender, value, off=off)).code == "AA"
    alarms = ward.mara.view(ward.clinic.seats[0].session)["alarms"]
    return any(alarm["condition"].startswith("clock_skew") for alarm in alarms)


class TestAValueThatIsNone:
    """A sensor that is off."""

    def test_is_kept_as_none(self, ward: Ward) -> None:
        """Status X is an answer, no fault, and no figure."""
        seat = ward.clinic.seats[1]
        now = datetime.now(UTC)
        observation = Observation("spo2", None, now, NO_VALUE)
        with plugged_in(ward.server.mllp_port) as line:
            raw = oru(sender=seat.sender, control_id=new_name(), sent_at=now, observations=[observation])
            assert line.send(raw).code == "AA"
        assert ward.samples(seat.session)[-1]["value"] is None
        assert ward.mara.view(seat.session)["numerics"]["spo2"]["value"] is None
