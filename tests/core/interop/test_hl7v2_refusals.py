"""What is not taken from a device, and what it is told."""

from datetime import UTC, datetime

import pytest

from handrail.interop.hl7v2 import NO_VALUE, Hl7Error, parse_oru, receive, receive_broken
from tests.core.interop import captured

AT = datetime(2026, 11, 20, 14, 30, 24, tzinfo=UTC)
MSH = r"MSH|^~\&|MON-3|WARD|||20261120143024+0000||ORU^R01^ORU_R01|17|P|2.6||||||UNICODE UTF-8"
PID = "PID|||pat_7"
OBR = "OBR|1||||||20261120143024+0000"
SPO2 = "OBX|2|NM|150456^MDC_PULS_OXIM_SAT_O2^MDC|1.0.0.1|98|262688^MDC_DIM_PERCENT^MDC|||||R"


def message(*segments: str, header: str = MSH) -> bytes:
    """The segments as a device sends them."""
    return "".join(f"{segment}\r" for segment in (header, *segments)).encode()


def refusal(raw: bytes) -> tuple[str, str]:
    """The code and the words with which a message is refused."""
    with pytest.raises(Hl7Error) as caught:
        parse_oru(raw)
    return caught.value.code, caught.value.reason


def spo2(**changed: str) -> bytes:
    """A message with one SpO2, some of its fields changed: `spo2(f5="98,5")`."""
    fields = SPO2.split("|") + [""] * 8
    for field, text in changed.items():
        fields[int(field[1:])] = text
    return message(PID, OBR, "|".join(fields))


class TestWhatIsNotHl7:
    """Answered with AR."""

    @pytest.mark.parametrize(
        "raw",
        [b"", b"\r\n", b"GET / HTTP/1.1\r\n\r\n", b"MSH", b"MSHMSHMSH", b"PID|||pat_7\rMSH|^~\\&|", b"\xff\xfe\x00M"],
    )
    def test_is_told_that_it_does_not_begin_as_a_message(self, raw: bytes) -> None:
        """Another protocol, an empty frame, half a header."""
        assert refusal(raw)[0] == "AR"

    @pytest.mark.parametrize("encoding", ["^~", "^^^^", "^~\\a", "^~\\&#&", "", "^~\\& "])
    def test_must_name_delimiters_that_can_be_told_apart(self, encoding: str) -> None:
        """MSH-2 with four or five different marks."""
        code, reason = refusal(message(OBR, SPO2, header=MSH.replace(r"^~\&", encoding, 1)))
        assert (code, "delimiters" in reason) == ("AR", True)


class TestAMessageOfAnotherKind:
    """HL7, but nothing that this port can use: AE."""

    @pytest.mark.parametrize("kind", ["ADT^A01^ADT_A01", "ORU^R40^ORU_R40", "ORU", "", "ORM^O01"])
    def test_is_told_to_send_observations(self, kind: str) -> None:
        """An admission, an alarm, an order."""
        code, reason = refusal(message(OBR, SPO2, header=MSH.replace("ORU^R01^ORU_R01", kind)))
        assert code == "AE"
        assert "ORU^R01" in reason

    def test_is_refused_in_another_version_of_the_standard(self) -> None:
        """Version 3 is not HL7 v2."""
        assert "version 2" in refusal(message(OBR, SPO2, header=MSH.replace("|2.6|", "|3.0|")))[1]

    def test_is_refused_when_two_share_a_frame(self) -> None:
        """One message, one frame, one answer."""
        assert "frame of its own" in refusal(message(OBR, SPO2, MSH, OBR, SPO2))[1]


class TestAMessageThatCannotBePlaced:
    """Whose it is must be beyond doubt."""

    def test_needs_a_control_id(self) -> None:
        """Else nobody could tell whether it came twice."""
        assert "control id" in refusal(message(OBR, SPO2, header=MSH.replace("|17|", "||")))[1]

    def test_must_not_name_two_patients(self) -> None:
        """One of them would get the other's pulse."""
        assert "more than one patient" in refusal(message(PID, OBR, SPO2, "PID|||pat_8", OBR, SPO2))[1]

    def test_may_name_the_same_patient_again(self) -> None:
        """Several groups, each with its PID."""
        assert parse_oru(message(PID, OBR, SPO2, PID, OBR)).patients == ("pat_7",)

    def test_needs_a_device_with_a_name(self) -> None:
        """Neither sender nor equipment: it could be any."""
        assert "MSH-3" in refusal(message(OBR, SPO2, header=MSH.replace("MON-3|WARD", "|")))[1]

    def test_is_known_by_its_one_equipment_where_the_sender_is_empty(self) -> None:
        """So that the numbers of two nameless monitors are never taken for each other."""
        obx = SPO2 + "|||||||E-9^MON"
        assert parse_oru(message(OBR, obx, header=MSH.replace("MON-3|WARD", "|"))).sender == "E-9"

    @pytest.mark.parametrize("field", ["MON-3", "|17|"])
    @pytest.mark.parametrize("text", ["A" * 200, "a\x00b", "a\\X07\\b", "a\\XFF\\b"])
    def test_cannot_have_an_endless_or_unprintable_name(self, field: str, text: str) -> None:
        """A name is for people to read, and for a database to find."""
        assert refusal(message(OBR, SPO2, header=MSH.replace(field.strip("|"), text, 1)))[0] == "AE"


class TestAValue:
    """Charted as it was sent, or not at all."""

    @pytest.mark.parametrize("text", ["98,5", "1.234,5", ",5"])
    def test_with_a_comma_is_not_guessed_at(self, text: str) -> None:
        """98,5 could be 98.5 or 985."""
        assert "comma" in refusal(spo2(f5=text))[1]

    @pytest.mark.parametrize(
        "text", ["1e400", "NaN", "inf", "-", ".", "0x62", "98%", "١٢", "9 8", "1" * 16, "1" * 100_000, "98&1", "--1"]
    )
    def test_that_is_no_plain_number_is_refused(self, text: str) -> None:
        """Exponents, words, other digits, endless ones."""
        assert "not a number" in refusal(spo2(f5=text))[1]

    @pytest.mark.parametrize(
        ("text", "value"), [("98", "98"), ("98.50", "98.50"), ("+7", "7"), ("-100", "-100"), (".5", "0.5")]
    )
    def test_keeps_every_digit(self, text: str, value: str) -> None:
        """Exact decimals; whether a value is possible is for the alarms to say."""
        assert str(parse_oru(spo2(f5=text)).observations[0].value) == value

    @pytest.mark.parametrize("text", ["", '""', "  "])
    def test_that_is_missing_needs_status_x(self, text: str) -> None:
        """An empty field may also be a fault of the sender."""
        assert "no value" in refusal(spo2(f5=text))[1]

    @pytest.mark.parametrize("status", ["", "D", "W", "C", "N", "r", "RX"])
    def test_needs_a_status_that_lets_it_stand(self, status: str) -> None:
        """Deleted, wrong, corrected, or cut off before it: no fresh reading."""
        assert "status" in refusal(spo2(f11=status))[1]

    def test_of_status_x_is_no_value_even_where_a_number_stands(self) -> None:
        """The device takes it back."""
        observation = parse_oru(spo2(f11="X")).observations[0]
        assert (observation.value, observation.absent) == (None, NO_VALUE)

    @pytest.mark.parametrize(
        ("flag", "absent"), [("INV", "invalid"), ("H~DEMO", "demonstration data"), ("TEST", "test data")]
    )
    def test_that_its_flags_take_back_is_no_value(self, flag: str, absent: str) -> None:
        """A monitor in its demonstration mode is nobody's pulse."""
        observation = parse_oru(spo2(f8=flag)).observations[0]
        assert (observation.value, observation.absent) == (None, absent)

    @pytest.mark.parametrize("kind", ["CE", "NA", "ED", "CWE"])
    def test_of_another_type_is_refused(self, kind: str) -> None:
        """An array or a picture is no number."""
        assert "NM" in refusal(spo2(f2=kind))[1]

    @pytest.mark.parametrize("text", [">^98", "^98^-^99", "<^1"])
    def test_with_a_comparison_is_refused(self, text: str) -> None:
        """More than 98 is not 98."""
        assert "NM" in refusal(spo2(f2="SN", f5=text))[1]

    def test_given_twice_in_one_field_is_refused(self) -> None:
        """Which one?"""
        assert "more than one value" in refusal(spo2(f5="98~97"))[1]

    def test_contradicted_by_another_at_the_same_moment_is_refused(self) -> None:
        """Two sensors, two numbers: which one counts is for the monitor to say."""
        assert "two values" in refusal(message(OBR, SPO2, SPO2.replace("|98|", "|91|")))[1]

    def test_speaks_before_a_second_sensor_that_has_none(self) -> None:
        """The unplugged one beside the one on the finger, in either order."""
        unplugged = SPO2.replace("|98|", "||").replace("||R", "||X")
        both = [parse_oru(message(OBR, *pair)).observations for pair in ((SPO2, unplugged), (unplugged, SPO2))]
        assert [[one.value for one in observations] for observations in both] == [[98], [98]]


class TestAUnit:
    """The channel's own, or none."""

    @pytest.mark.parametrize(
        "unit",
        ["265987^MDC_DIM_KILO_PASCAL^MDC", "kPa", "", "262688", "0004-0220", "1^^UCUM", "262688^MDC_DIM_PERCENT^LN"],
    )
    def test_that_is_not_the_channels_is_refused_and_never_converted(self, unit: str) -> None:
        """Also a code whose system nobody names, unless it is whole."""
        if unit == "262688":
            assert parse_oru(spo2(f6=unit)).observations
        else:
            assert "nothing is converted" in refusal(spo2(f6=unit))[1]

    @pytest.mark.parametrize(
        "unit", ["262688^MDC_DIM_PERCENT^MDC", "544^^MDC", "0004-0220^%^MDIL", "%^%^UCUM", "%", "x^y^L^262688^^MDC"]
    )
    def test_is_known_in_each_of_its_spellings(self, unit: str) -> None:
        """MDC whole or as its term, MDIL, UCUM, in words, as a second coding."""
        assert parse_oru(spo2(f6=unit)).observations[0].value == 98


class TestACode:
    """Which channel a number belongs to."""

    def test_that_says_one_thing_and_names_another_is_refused(self) -> None:
        """A misconfigured gateway would chart a pulse as a saturation."""
        assert "Mend the device's codes" in refusal(spo2(f3="150456^MDC_ECG_HEART_RATE^MDC"))[1]

    @pytest.mark.parametrize(
        "code", ["150344^MDC_TEMP^MDC", "8867-4^Heart rate^LN", "19384", "150456^X^L", "", "^^^^^^^^^"]
    )
    def test_that_is_none_of_ours_is_left_out_and_named(self, code: str) -> None:
        """Nothing else of the message is disturbed; a term alone is too little to go by."""
        report = parse_oru(message(OBR, SPO2.replace("150456^MDC_PULS_OXIM_SAT_O2^MDC", code), SPO2))
        assert [one.value for one in report.observations] == [98]
        assert len(report.ignored) == (1 if code.strip("^") else 0)


class TestATime:
    """What the device's clock says."""

    @pytest.mark.parametrize(
        "text", ["20261320143024+0000", "now", "20260229000000+0000", "20261120143024+9900", "00010101000000+1400"]
    )
    def test_that_does_not_exist_is_refused(self, text: str) -> None:
        """A thirteenth month, a 29th of February in 2026."""
        assert "not a time" in refusal(spo2(f14=text))[1]

    @pytest.mark.parametrize("text", ["2026", "20261120", "202611201430+0000"])
    def test_without_a_second_is_no_time_of_the_device(self, text: str) -> None:
        """It would look like a clock that is wrong by up to a minute, or a year."""
        assert parse_oru(spo2(f14=text)).observations[0].device_at is None

    def test_without_a_zone_takes_the_one_of_the_message(self) -> None:
        """MSH-7 says it for all."""
        report = parse_oru(message(OBR, SPO2 + "|||20261120163024", header=MSH.replace("3024+0000", "3024+0200")))
        assert report.observations[0].device_at == AT


class TestTextInAMessage:
    """Character sets, delimiters, escapes."""

    def test_may_come_with_other_delimiters(self) -> None:
        """The same facts, and the same sender."""
        raw = spo2().translate(bytes.maketrans(b"|^~\\&", b"$%*!@"))
        assert parse_oru(raw) == parse_oru(spo2())

    def test_may_hold_delimiters_as_escapes(self) -> None:
        """A ward called B|C is not two fields."""
        report = parse_oru(message(OBR, SPO2, header=MSH.replace("WARD", r"B\F\C\S\D\E\E\X41\\H\F\N\ ")))
        assert report.sender == r"MON-3|B\F\C\S\D\E\EAF"

    def test_that_nobody_uses_may_be_in_any_character_set(self) -> None:
        """A name in Latin-1 that MSH-18 does not announce costs no heartbeat."""
        raw = message("PID|||pat_7||Muñoz", OBR, SPO2).decode().encode("latin-1")
        assert parse_oru(raw).observations

    def test_that_is_used_must_be_in_the_announced_one(self) -> None:
        """An identifier that could be read in two ways is none."""
        raw = message("PID|||Muñoz", OBR, SPO2).decode().encode("latin-1")
        assert "MSH-18" in refusal(raw)[1]
        assert parse_oru(raw.replace(b"UNICODE UTF-8", b"8859/1")).patients == ("Muñoz",)

    def test_in_an_unknown_character_set_is_refused(self) -> None:
        """With the ones that are read."""
        assert "8859/1" in refusal(spo2().replace(b"UNICODE UTF-8", b"KS X 1001"))[1]

    @pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r\r"])
    def test_may_end_its_lines_in_any_way(self, end: bytes) -> None:
        """Not as the standard says, but without any doubt."""
        assert parse_oru(spo2().replace(b"\r", end)) == parse_oru(spo2())


class TestARefusedMessage:
    """Kept with what is known of it."""

    def test_still_says_who_sent_it_and_which_it_was(self) -> None:
        """So that the answer names it, and the same again gets the same answer."""
        received = receive(spo2(f5="98,5"), AT)
        assert (received.sender, received.control_id, received.report) == ("MON-3|WARD", "17", None)

    def test_without_a_sender_has_no_number_that_counts(self) -> None:
        """Number 17 of nobody is not number 17 of somebody else."""
        received = receive(spo2().replace(b"MON-3|WARD", b"|"), AT)
        assert (received.sender, received.control_id) == ("", "")

    def test_that_was_cut_off_leaves_its_number_to_the_whole_one(self) -> None:
        """It will be sent again, and must not be taken for a repetition."""
        received = receive_broken(spo2()[:-20], AT, "no end", whole=False)
        assert (received.sender, received.control_id) == ("MON-3|WARD", "")
        assert received.refusal is not None
        assert (received.refusal.code, received.refusal.reason) == ("AE", "no end")

    def test_cut_off_at_any_byte_never_gives_a_wrong_value(self) -> None:
        """98 is never charted as 9."""
        for end in range(len(captured.PUMP)):
            received = receive(captured.PUMP[:end], AT)
            values = {one.value for one in received.report.observations} if received.report else set()
            assert {str(value) for value in values} <= {"151", "61.4", "39.3"}
