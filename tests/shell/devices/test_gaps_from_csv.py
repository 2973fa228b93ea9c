"""The other opinion on gaps, checked by hand on tables small enough for it."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).with_name("gaps_from_csv.py")
HEADER = "minute,HR,RESP,SpO2,NBPSys,NBPDias,NBPMean"


def report(
    tmp_path: Path, *, hr: dict[int, str], minutes: int, cuffs: tuple[int, ...] = ()
) -> dict[str, dict[str, object]]:
    """What the script says of so many minutes with a heart rate of 60, except where `hr` has something else."""
    rows = [
        f"{minute}.0,{hr.get(minute, '60.0')},12.0,97.0,{'120.0,70.0,90.0' if minute in cuffs else ',,'}"
        for minute in range(minutes)
    ]
    table = tmp_path / "table.csv"
    table.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
    done = subprocess.run([sys.executable, "-I", str(SCRIPT), str(table)], check=True, capture_output=True)
    channels: dict[str, dict[str, object]] = json.loads(done.stdout)["channels"]
    return channels


class TestTheScript:
    """It decides whether the screen is right, so it must be right itself."""

    def test_finds_nothing_in_an_unbroken_channel(self, tmp_path: Path) -> None:
        """A value every minute."""
        assert report(tmp_path, hr={}, minutes=10)["hr"] == {"values": 10, "gaps": [], "lost": []}

    def test_takes_a_zero_and_a_blank_for_no_value(self, tmp_path: Path) -> None:
        """One minute missing: values 2 minutes apart, a gap of one minute, no lost signal before 150 s."""
        for nothing in ("0.0", ""):
            found = report(tmp_path, hr={3: nothing}, minutes=10)["hr"]
            assert found == {"values": 9, "gaps": [{"from_s": 180.0, "to_s": 240.0, "length_s": 60.0}], "lost": []}

    def test_raises_and_worsens_a_lost_signal(self, tmp_path: Path) -> None:
        """The last value in minute 2, the next in minute 8."""
        found = report(tmp_path, hr=dict.fromkeys(range(3, 8), "0.0"), minutes=12)["hr"]
        assert found["gaps"] == [{"from_s": 180.0, "to_s": 480.0, "length_s": 300.0}]
        assert found["lost"] == [{"low_at_s": 270.0, "medium_at_s": 420.0, "cleared_at_s": 480.0}]

    def test_lets_a_value_come_first_at_the_moment_a_delay_is_over(self, tmp_path: Path) -> None:
        """Five minutes to the second are not longer than five minutes."""
        found = report(tmp_path, hr=dict.fromkeys(range(3, 7), ""), minutes=12)["hr"]
        assert found["lost"] == [{"low_at_s": 270.0, "medium_at_s": None, "cleared_at_s": 420.0}]

    def test_counts_silence_from_the_first_row_but_no_gap_before_the_first_value(self, tmp_path: Path) -> None:
        """Nothing was there that could have a gap; a watch was."""
        found = report(tmp_path, hr=dict.fromkeys(range(4), "0.0"), minutes=6)["hr"]
        assert found == {
            "values": 2,
            "gaps": [],
            "lost": [{"low_at_s": 150.0, "medium_at_s": None, "cleared_at_s": 240.0}],
        }

    def test_leaves_open_what_has_not_ended(self, tmp_path: Path) -> None:
        """Values stop at minute 2 of 6."""
        found = report(tmp_path, hr=dict.fromkeys(range(3, 6), "0.0"), minutes=6)["hr"]
        assert found["gaps"] == [{"from_s": 180.0, "to_s": None, "length_s": None}]
        assert found["lost"] == [{"low_at_s": 270.0, "medium_at_s": None, "cleared_at_s": None}]

    def test_gives_a_cuff_its_own_cycle(self, tmp_path: Path) -> None:
        """Thirteen minutes: ageing at 19.5, technical at 26, a gap from the cycle's end to the next reading."""
        found = report(tmp_path, hr={}, minutes=60, cuffs=(0, 13, 32, 59))["cuff"]
        assert found["values"] == 4
        assert found["gaps"] == [{"from_s": 45.0 * 60, "to_s": 59.0 * 60, "length_s": 14.0 * 60}]
        assert found["lost"] == [{"ageing_at_s": 51.5 * 60, "technical_at_s": 58.0 * 60, "cleared_at_s": 59.0 * 60}]
