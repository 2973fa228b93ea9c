"""What is read from an exported table of a monitor's values."""

from datetime import timedelta
from decimal import Decimal

import pytest

from handrail.interop import csv

HEADER = "minute,HR,SpO2,NBPSys,NBPDias,NBPMean\n"


def rows(*lines: str) -> list[csv.Row]:
    """The rows below a usual header."""
    return list(csv.read([HEADER, *(f"{line}\n" for line in lines)]).rows)


class TestARow:
    """One moment of the recording."""

    def test_tells_a_zero_from_a_blank(self) -> None:
        """A zero is a sensor that had no value; a blank was never asked."""
        assert rows("14.0,55.6,0.0,,,") == [csv.Row(timedelta(minutes=14), {"hr": Decimal("55.6"), "spo2": None})]

    def test_may_be_of_seconds(self) -> None:
        """The time column says which."""
        assert csv.read(["second,HR\n", "2.5,60\n"]).rows == (csv.Row(timedelta(seconds=2.5), {"hr": Decimal(60)}),)

    def test_may_end_early(self) -> None:
        """What is not there was not measured."""
        assert rows("0,60") == [csv.Row(timedelta(0), {"hr": Decimal(60)})]


class TestATable:
    """Read whole, or not at all."""

    def test_names_the_columns_that_no_channel_stands_for(self) -> None:
        """Somebody is told what is left out."""
        assert csv.read(["minute,HR,CVP\n", "0,60,4\n"]).unknown == ("CVP",)

    @pytest.mark.parametrize("header", ["", "HR,SpO2\n", "minute;HR\n", "minute,second,HR\n", "minute,CVP\n"])
    def test_needs_a_time_and_a_channel(self, header: str) -> None:
        """Semicolons and nameless columns are told what is expected."""
        with pytest.raises(csv.CsvError, match="separated by commas"):
            csv.read([header, "0,60\n"])

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            ('0,"62,8",,,,', "Line 2, HR: .*62.8"),
            ("0,sixty,,,,", "Line 2, HR: .*not a number"),
            ("0,1e400,,,,", "not a number"),
            (",60,,,,", "Line 2, minute"),
            ("0,60,,,,,,7", "more cells"),
            ("0,6\x000,,,,", "Line 2"),
        ],
    )
    def test_with_a_cell_that_cannot_be_read_is_refused_by_its_line(self, line: str, why: str) -> None:
        """Nobody searches two thousand lines."""
        with pytest.raises(csv.CsvError, match=why):
            rows(line)

    @pytest.mark.parametrize("second", ["1,61", "0,61"])
    def test_goes_forward_in_time(self, second: str) -> None:
        """A table sorted by something else would be replayed as nonsense."""
        with pytest.raises(csv.CsvError, match=r"Line 3 .* Sort the table by time"):
            rows("1,60", second)
