"""A case of `handrail simulate`, whatever stands on its line."""

import json
import math
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.pharmacology import Refused, case

CASE: dict[str, Any] = {
    "model": "domino_1982",
    "age_years": 40,
    "sex": "female",
    "weight_kg": 70,
    "height_cm": 170,
    "asian": False,
    "regimen": [{"bolus_mg": 7, "at_min": 0}, {"rate_mg_per_min": 0.875, "from_min": 0, "to_min": 40}],
    "at_min": [0, 10, 40, 80],
    "allow_out_of_range": True,
}
numbers = st.one_of(st.integers(), st.floats(), st.sampled_from([0, -0.0, 1e-320, 1e-300, 1e300, 1e308, 10**40]))
anything = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.sampled_from(list(CASE)), inner, max_size=4)
    ),
    max_leaves=8,
)
item_names = ["bolus_mg", "at_min", "rate_mg_per_min", "from_min", "to_min"]
items = st.dictionaries(st.sampled_from(item_names), st.one_of(numbers, anything), max_size=4)


class TestWhateverStandsOnTheLine:
    """There are two outcomes: finite numbers, or a sentence that says what to mend."""

    @settings(max_examples=150, deadline=None)
    @given(line=st.one_of(st.binary(max_size=60), anything.map(lambda value: json.dumps(value).encode())))
    def test_is_refused_when_it_is_no_case(self, line: bytes) -> None:
        """Any bytes, any JSON."""
        assert outcome(line) == "refused"

    @settings(max_examples=150, deadline=None)
    @given(name=st.sampled_from(list(CASE)), value=st.one_of(numbers, anything))
    def test_is_answered_or_refused_when_one_value_is_strange(self, name: str, value: object) -> None:
        """A good case with one value replaced by anything; the model's range is no protection here."""
        outcome(json.dumps({**CASE, name: value}).encode())

    @settings(max_examples=150, deadline=None)
    @given(regimen=st.lists(st.one_of(items, anything), max_size=4), at_min=st.lists(numbers, max_size=4))
    def test_is_answered_or_refused_when_the_regimen_is_strange(
        self, regimen: list[object], at_min: list[object]
    ) -> None:
        """Any items at any times."""
        outcome(json.dumps({**CASE, "regimen": regimen, "at_min": at_min}).encode())


def outcome(line: bytes) -> str:
    """What came of a line; anything but these two is a defect."""
    try:
        answer = case.answer(case.read(line))
    except Refused:
        return "refused"
    json.dumps(answer, allow_nan=False)
    plasma = answer["plasma_ng_per_ml"]
    assert isinstance(plasma, list)
    assert all(math.isfinite(value) and value >= 0 for value in plasma)
    return "answered"
