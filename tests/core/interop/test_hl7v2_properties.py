"""What holds for every message, not only for those that somebody thought of."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import hl7
import pytest
from hypothesis import given
from hypothesis import strategies as st

from handrail.interop.hl7v2 import (
    NO_VALUE,
    Answer,
    Hl7Error,
    Observation,
    acknowledge,
    oru,
    parse_acknowledgement,
    parse_oru,
    receive,
)
from handrail.pathway.infuse.signals import CHANNELS
from tests.core.interop import captured

AT = datetime(2026, 11, 20, 14, 30, 24, tzinfo=UTC)

printable = st.characters(categories=("L", "N", "P", "S"))
words = st.text(printable, min_size=1, max_size=40).filter('""'.__ne__)
names = words | st.just('""')  # as an identifier, HL7's null must be told from nothing
zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
moments = st.builds(
    lambda after, zone: (datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=after * 100)).astimezone(zone),
    st.integers(0, 200 * 365 * 86400 * 10_000),
    zones,
)
values = st.decimals(-99999, 99999, places=3) | st.integers(0, 999_999_999).map(Decimal)
observed = st.builds(
    lambda channel, value, at: Observation(channel, value, at, NO_VALUE if value is None else None),
    st.sampled_from(sorted(CHANNELS)),
    st.none() | values,
    st.none() | moments,
)
observations = st.lists(observed, max_size=15, unique_by=lambda one: one.channel)
senders = st.builds(lambda app, facility: f"{_usual(app)}|{_usual(facility)}", words, words)


def _usual(name: str) -> str:
    return hl7.parse("MSH|^~\\&|\r").escape(name) if name.isascii() else "".join(filter(str.isalnum, name)) or "X"


def _in_utc(one: Observation) -> Observation:
    at = one.device_at.astimezone(UTC) if one.device_at else None
    return Observation(one.channel, one.value, at, one.absent)


class TestAMessageThatWeWrite:
    """Virtual monitors and replay use the same writer."""

    @given(senders, names, moments, observations, names | st.just(""), names | st.just(""))
    def test_is_read_as_it_was_meant(
        self, sender: str, control_id: str, sent_at: datetime, sent: list[Observation], equipment: str, patient: str
    ) -> None:
        """Every channel, value, time, name and delimiter."""
        raw = oru(
            sender=sender,
            control_id=control_id,
            sent_at=sent_at,
            observations=sent,
            equipment=equipment,
            patient=patient,
        )
        report = parse_oru(raw)
        assert report.observations == tuple(map(_in_utc, sent))
        assert (report.sender, report.control_id, report.sent_at) == (sender, control_id, sent_at)
        assert (report.equipment, report.patients) == ((equipment,) if equipment else (), (patient,) if patient else ())
        assert report.ignored == ()

    @given(observations)
    def test_is_read_by_others_too(self, sent: list[Observation]) -> None:
        """python-hl7 finds every value and status where the standard puts them."""
        raw = oru(sender="MON-3|WARD", control_id="17", sent_at=AT, observations=sent, patient="pat_7")
        other = hl7.parse(raw.decode())
        metrics = [(str(obx[5]), str(obx[11])) for obx in list(other.segments("OBX"))[1:]]
        assert metrics == [("", "X") if one.value is None else (format(one.value, "f"), "R") for one in sent]
        assert str(other.segment("MSH")[9]) == "ORU^R01^ORU_R01"


class TestAnAnswerThatWeWrite:
    """Valid for whoever reads it."""

    @given(
        st.sampled_from(["AA", "AE", "AR"]),
        st.text(printable | st.just(" ")),
        names | st.just(""),
        senders | st.just(""),
    )
    def test_names_the_message_and_says_why(self, code: str, reason: str, control_id: str, to: str) -> None:
        """Read back by us, and segment by segment by python-hl7."""
        answer = Answer(code, reason)  # type: ignore[arg-type] # hypothesis draws plain strings
        raw = acknowledge(answer.code, answer.reason, control_id, to=to, at=AT)
        read = parse_acknowledgement(raw)
        assert (read.code, read.control_id, read.reason, read.at) == (code, control_id, reason, AT)
        other = hl7.parse(raw.decode())
        assert str(other.segment("MSH")[9]) == "ACK^R01^ACK"
        assert str(other.segment("MSA")[1]) == code
        assert str(other.segment("MSH")[18]) == "UNICODE UTF-8"
        assert [str(segment[0]) for segment in other][2:] == ([] if code == "AA" else ["ERR"])

    @pytest.mark.parametrize("raw", [captured.PUMP, b"HTTP/1.1 400", acknowledge("AA", "", "1", to="", at=AT)[:-6]])
    def test_that_is_no_acknowledgement_is_refused_by_the_sender(self, raw: bytes) -> None:
        """Something else listens on that port."""
        with pytest.raises(Hl7Error):
            parse_acknowledgement(raw)


class TestAnyBytes:
    """The port is open to whatever is sent."""

    @given(st.binary())
    def test_are_a_report_or_a_reason(self, raw: bytes) -> None:
        """Nothing else ever comes out."""
        received = receive(raw, AT)
        assert (received.report is None) != (received.refusal is None)
        assert received.raw == raw

    @given(st.binary().map(lambda raw: b"MSH|^~\\&|A|B|||20261120143024+0000||ORU^R01|1|P|2.6\r" + raw))
    def test_after_a_good_header_are_a_report_or_a_reason(self, raw: bytes) -> None:
        """The reader goes as deep as it can."""
        received = receive(raw, AT)
        assert (received.report is None) != (received.refusal is None)

    @given(st.sampled_from(sorted(captured.ALL)), st.data())
    def test_of_a_damaged_message_are_a_report_or_a_reason_without_control_characters(
        self, name: str, data: st.DataObject
    ) -> None:
        """A few bytes of a real message are lost, doubled or turned; whatever is known of it can be stored and shown."""
        raw = bytearray(captured.ALL[name])
        for _ in range(data.draw(st.integers(1, 8))):
            at = data.draw(st.integers(0, len(raw) - 1))
            raw[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
        received = receive(bytes(raw), AT)
        report = received.report
        reason = received.refusal.reason if received.refusal else ""
        texts = [
            received.sender,
            received.control_id,
            reason,
            *(report.equipment + report.patients + report.ignored if report else ()),
        ]
        assert all(text.isprintable() and len(text) <= 600 for text in texts)

    def test_in_great_number_are_read_in_little_memory(self) -> None:
        """A mebibyte of any delimiter is one message like another."""
        header = b"MSH|^~\\&|A|B|||20261120143024+0000||ORU^R01|1|P|2.6\r"
        for mark in (b"|", b"^", b"~", b"\\", b"&", b"\r", b"\n", b" "):
            for segment in (b"OBX|1|NM|", b"PID|||", b"ZZZ|", b""):
                received = receive(header + segment + mark * 1_000_000, AT)
                assert received.control_id == "1"
