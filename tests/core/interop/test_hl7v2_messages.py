"""What is read from the messages of devices on the market."""

from datetime import UTC, datetime
from decimal import Decimal

import hl7
import pytest

from handrail.interop.hl7v2 import NO_VALUE, Observation, parse_oru
from tests.core.interop import captured

AT = datetime(2026, 11, 20, 14, 30, 24, tzinfo=UTC)
CUFF_AT = datetime(2026, 11, 20, 14, 28, 11, tzinfo=UTC)


class TestAMonitorInPcd01Form:
    """The form that the standard asks for."""

    report = parse_oru(captured.PCD_MONITOR)

    def test_is_known_by_its_sender_and_its_equipment(self) -> None:
        """MSH-3 with all its components, and OBX-18 once however often it stands there."""
        assert self.report.sender == "VSP^080019FFFE134535^EUI-64|GE Healthcare"
        assert self.report.equipment == ("080019FFFE134535",)

    def test_names_every_identifier_of_its_patient(self) -> None:
        """PID-3 repeats."""
        assert self.report.patients == ("HED12", "pat_7")

    def test_gives_each_value_in_its_channel(self) -> None:
        """By the code, never by the position."""
        values = {one.channel: one.value for one in self.report.observations}
        assert values == {
            "hr": Decimal(80),
            "spo2": Decimal(98),
            "pulse": None,
            "resp": Decimal(14),
            "nibp_sys": Decimal(132),
            "nibp_dia": Decimal(84),
            "nibp_mean": Decimal(100),
        }

    def test_says_that_an_unplugged_sensor_has_no_value(self) -> None:
        """Status X is heard, and is not a zero."""
        assert Observation("pulse", None, AT, NO_VALUE) in self.report.observations

    def test_gives_a_cuff_the_time_at_which_it_was_inflated(self) -> None:
        """OBX-14 where there is one, else the time of its group; both in UTC."""
        at = {one.channel: one.device_at for one in self.report.observations}
        assert (at["hr"], at["nibp_sys"]) == (AT, CUFF_AT)

    def test_tells_what_was_left_out(self) -> None:
        """Premature beats have no channel here; the parts of the device are no measurements."""
        assert self.report.ignored == ("148066 MDC_ECG_V_P_C_RATE",)


class TestAPhilipsMonitor:
    """Codes in hexadecimal, Latin-1, no zone."""

    report = parse_oru(captured.PHILIPS)

    def test_is_read_by_the_same_codes(self) -> None:
        """0002-4bb8 is 150456, SpO2."""
        values = {one.channel: one.value for one in self.report.observations}
        assert values == {"spo2": 95, "resp": 15, "hr": None, "nibp_sys": 122, "nibp_dia": 85}

    def test_has_no_device_time_without_a_zone(self) -> None:
        """A local time could be any of two dozen; the receipt counts instead."""
        assert {one.device_at for one in self.report.observations} == {None}
        assert self.report.sent_at is None


class TestASpotCheckMonitor:
    """Two sensors on one channel."""

    report = parse_oru(captured.SPOT_CHECK)

    def test_counts_a_value_once_that_two_sensors_agree_on(self) -> None:
        """The same channel, moment and value."""
        assert self.report.observations == (Observation("spo2", Decimal(97), AT),)

    def test_keeps_the_names_of_everything_it_measures_besides(self) -> None:
        """Also codes of the vendor's own."""
        assert "2453 COMEN_POS_BODY" in self.report.ignored
        assert "188740 MDC_LEN_BODY_ACTUAL" in self.report.ignored


class TestAMonitorWithPlainUnits:
    """Older dialects that say the same."""

    report = parse_oru(captured.PLAIN_UNITS)

    def test_is_understood_where_nothing_can_be_confused(self) -> None:
        """A second coding, a 16-bit term, UCUM, units in words, numbers as SN and ST."""
        values = {one.channel: one.value for one in self.report.observations}
        assert values == {"hr": 71, "nibp_sys": 118, "pulse": 72, "spo2": 97}


class TestAPump:
    """What was delivered is as much a signal as a pulse."""

    report = parse_oru(captured.PUMP)

    def test_tells_rate_and_volumes(self) -> None:
        """In mL/h and mL, as exact decimals."""
        values = {one.channel: one.value for one in self.report.observations}
        assert values == {"pump_rate": Decimal(151), "pump_volume": Decimal("61.4"), "pump_remaining": Decimal("39.3")}

    def test_is_known_by_its_serial_number(self) -> None:
        """The rack sends for several; OBX-18 says which."""
        assert self.report.equipment == ("20847731",)


class TestTheReader:
    """Our reader beside one that others wrote."""

    @pytest.mark.parametrize("name", captured.ALL)
    def test_agrees_with_another_on_who_and_which(self, name: str) -> None:
        """Control id and every number of our channels, as python-hl7 takes the message apart."""
        raw = captured.ALL[name]
        report = parse_oru(raw)
        other = hl7.parse(raw.decode("latin-1"))
        numbers = {str(obx[5]).lstrip("^") for obx in other.segments("OBX")}
        assert report.control_id == str(other.segment("MSH")[10])
        assert {format(one.value, "f") for one in report.observations if one.value is not None} <= numbers
