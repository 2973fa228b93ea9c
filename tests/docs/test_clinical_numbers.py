"""No clinical number stands in code: whoever looks for the number behind an alarm finds it in the protocol, with its source."""

import tomllib
from pathlib import Path

import pytest

from tests.docs.clinical_numbers import any_number, in_a_page, in_python, lengths_of_time

PRODUCT = Path(__file__).resolve().parents[2] / "src" / "handrail"
RULES = ("pathway", "protocol", "care", "interop")
DECIDING = ("pathway", "protocol", "care", "jobs")
"""Where it is decided what holds for a patient, and when."""

LISTED = tomllib.loads((Path(__file__).parent / "numbers_in_code.toml").read_text("utf-8"))["listed"]
NO_LIMIT = {
    "LARGEST_MG = 1000000000.0": "a tonne: where floating point ends, not where a dose does",
    "NANOGRAMS_PER_ML_IN_MG_PER_L = 1000.0": "a conversion of units",
    "AGE_OF_SLOPE = 45.0": 'from where the effect\'s file counts: its unit says "a year from 45"',
}
"""What looks like a clinical number and is none, each with its reason."""


class TestTheCode:
    def test_holds_no_clinical_number(self) -> None:
        """Not as a quantity, not in a comparison, not under a clinical name."""
        found = [
            f"{file.relative_to(PRODUCT)}:{line}: {said}"
            for file in sorted(PRODUCT.rglob("*.py"))
            for line, said in in_python(file.read_text("utf-8"))
            if said not in NO_LIMIT
        ]
        assert found == []

    def test_that_holds_rules_holds_no_length_of_time(self) -> None:
        """When something is due, and how long it lasts, stands in the protocol."""
        found = [
            f"{file.relative_to(PRODUCT)}:{line}: {said}"
            for folder in RULES
            for file in sorted((PRODUCT / folder).rglob("*.py"))
            for line, said in lengths_of_time(file.read_text("utf-8"))
        ]
        assert found == []

    def test_that_holds_rules_holds_only_numbers_that_are_listed_with_their_reason(self) -> None:
        """Under whatever name: a limit behind a neutral word is found too, and so is a reason whose number has gone."""
        found = {
            (str(file.relative_to(PRODUCT)), number)
            for folder in DECIDING
            for file in sorted((PRODUCT / folder).rglob("*.py"))
            for _, number in any_number(file.read_text("utf-8"))
        }
        assert found == {(one["file"], number) for one in LISTED for number in one["numbers"]}
        assert all(one["is"].strip() for one in LISTED)

    def test_of_the_pages_holds_none_either(self) -> None:
        """What a browser compares comes from the server."""
        scripts = [file for file in PRODUCT.rglob("*.js") if "vendor" not in file.parts]
        found = [f"{file.name}:{line}: {said}" for file in scripts for line, said in in_a_page(file.read_text("utf-8"))]
        assert found == []


class TestTheSearch:
    """It must find what it is there for."""

    @pytest.mark.parametrize(
        "line",
        [
            "if systolic > 180: pass",
            "high = reading.diastolic >= 110",
            "if 90 > spo2: pass",
            "HIGHEST_DOSE_MG = 100",
            "limit = MillimetresOfMercury(160)",
            "cap = Milligrams('150')",
            "if age_years >= 65: pass",
            "ready = rating.felt <= 3",
            "if heart_rate > Decimal('120'): pass",
            "fasting_h: int = 6",
            "if sbp > 180: pass",
            "if hr > 140: pass",
            "if age < 18: pass",
            "asked = item_9 >= 2",
            "if months_since_stroke < 6: pass",
        ],
    )
    def test_finds_one_in_python(self, line: str) -> None:
        """As somebody in a hurry would write it."""
        assert len(list(in_python(line))) == 1

    @pytest.mark.parametrize(
        "line",
        [
            "if (systolic >= 180) {",
            "const low = view.spo2 < 90;",
            "dose > 100",
            "180 < view.systolic",
            "nibp.sys >= 180",
        ],
    )
    def test_finds_one_in_a_page(self, line: str) -> None:
        """In the browser as well."""
        assert len(list(in_a_page(line))) == 1

    def test_finds_a_length_of_time(self) -> None:
        """Minutes, hours, days."""
        assert len(list(lengths_of_time("AGAIN_AFTER = timedelta(minutes=60)"))) == 1
        assert list(lengths_of_time("SECOND = timedelta(seconds=1)")) == []

    @pytest.mark.parametrize(
        "line", ["BEFORE_ASKING = 6", "late = count >= 2", "due = Decimal('1.5') * every", "wait(90)"]
    )
    def test_finds_any_number_where_it_is_decided(self, line: str) -> None:
        """Behind a name that tells nothing."""
        assert len(list(any_number(line))) == 1

    @pytest.mark.parametrize("line", ["last = parts[2]", "if len(parts) < 2: pass", "rate.quantize(Decimal('0.1'))"])
    def test_leaves_alone_places_and_counts(self, line: str) -> None:
        """Where something stands in a list is no amount."""
        assert list(any_number(line)) == []

    @pytest.mark.parametrize(
        "line", ["if systolic > limit: pass", "if dose.value > 0: pass", "rate.rounded(MillilitresPerHour('0.1'))"]
    )
    def test_leaves_alone_what_decides_nothing(self, line: str) -> None:
        """A limit from the protocol, nothing at all, how finely a number is written."""
        assert list(in_python(line)) == []
