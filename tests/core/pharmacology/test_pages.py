"""What the documentation and the benchmark say of the pharmacology, held against the pharmacology."""

from pathlib import Path

import pytest

from benchmarks import independent
from benchmarks.simulate import measure
from docs.pharmacology import validate
from handrail.pharmacology import names

PAGES = Path(validate.__file__).parent


class TestTheValidationPage:
    """The tables and drawings in the documentation."""

    @pytest.mark.parametrize("name", ["validation.md", "side-by-side.svg", "measured.svg"])
    def test_is_what_the_models_say_today(self, name: str) -> None:
        """A changed model changes the page: `python docs/pharmacology/validate.py` writes it."""
        assert validate.pages()[name] == (PAGES / name).read_text("utf-8")


class TestTheBenchmark:
    """The figures that `handrail bench` prints."""

    def test_holds_the_promise_of_nine_digits(self) -> None:
        """The largest relative error of a small sample; the figures of time are only looked at."""
        error, *times = measure(cases=5, people=20)
        assert 0 < error.value <= 1e-9
        assert all(row.value > 0 and row.unit in {"ms", "s"} for row in times)

    def test_knows_every_model(self) -> None:
        """A model without an independent solution would go unmeasured."""
        assert set(independent.MODELS) == set(names())
