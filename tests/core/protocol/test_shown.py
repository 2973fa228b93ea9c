"""What stands beside a value on the screens is the limit that it alarms at."""

import pytest

from handrail.protocol import ProtocolError, load
from handrail.protocol.changes import Change, applied
from handrail.protocol.checks import check_shown
from handrail.protocol.loader import contents, read_tables, tables

TABLES = tables(contents())


class TestWhatIsShownOfALimit:
    def test_is_the_limit_in_the_shipped_protocol(self) -> None:
        """Every level of every alarm."""
        check_shown(load().alarms)

    @pytest.mark.parametrize(
        ("entry", "keys", "value"),
        [
            ("pressure_high", ("level", "0", "shown"), '"161/100"'),
            ("pressure_high", ("level", "0", "change", "shown"), '"+20%"'),
            ("pressure_low", ("level", "0", "shown"), '"90"'),
            ("spo2_low", ("level", "0", "shown"), '"95"'),
            ("spo2_low", ("level", "0", "limit", "below"), "93.5"),
        ],
    )
    def test_is_refused_where_it_is_another(self, entry: str, keys: tuple[str, ...], value: str) -> None:
        """By its entry and with both."""
        protocol = read_tables(applied(TABLES, [Change("alarms.toml", entry, keys, value)]))
        with pytest.raises(ProtocolError, match=f"{entry}: a level shows .* but its limit is .* change 'shown' too"):
            check_shown(protocol.alarms)
