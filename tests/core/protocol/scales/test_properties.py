"""What holds for any answers to any scale."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.protocol.scale import AnswerError, Scale, change, score
from tests.core.protocol.scales.casing import SCALES

ALL = sorted(SCALES)
PLAIN = [
    one.id for one in SCALES.values() if one.total and len(one.total.parts) == 1 and one.total.parts[0].take == "sum"
]
JUDGED = [one.id for one in SCALES.values() if one.total and one.direction != "neither"]


@st.composite
def answered(draw: Any, names: list[str], *, whole: bool = False) -> tuple[Scale, dict[str, Decimal]]:
    """A scale and answers to some or all of its items."""
    scale = SCALES[draw(st.sampled_from(names))]
    answers = {item.id: draw(st.sampled_from(item.answers.values)) for item in scale.items.values()}
    if whole:
        return scale, answers
    kept = draw(st.sets(st.sampled_from(sorted(answers))))
    return scale, {item: answer for item, answer in answers.items() if item in kept}


@st.composite
def totals(draw: Any) -> tuple[Scale, Decimal, Decimal]:
    """A scale whose totals can be better or worse, and two of them."""
    scale = SCALES[draw(st.sampled_from(JUDGED))]
    assert scale.total is not None
    one = st.integers(int(scale.total.lowest), int(scale.total.highest)).map(Decimal)
    return scale, draw(one), draw(one)


class TestATotal:
    """What the answers come to."""

    @given(answered(PLAIN, whole=True))
    def test_is_the_sum_of_what_each_answer_is_worth(self, case: tuple[Scale, dict[str, Decimal]]) -> None:
        """Times the scale's factor, and nothing from items that are not scored."""
        scale, answers = case
        assert scale.total is not None
        assert score(scale, answers).total == scale.total.factor * sum(answers[item.id] for item in scale.scored)

    @given(answered(ALL))
    def test_is_possible_and_in_one_band_or_is_none_and_says_why(self, case: tuple[Scale, dict[str, Decimal]]) -> None:
        """Never a number beside the scale, never a blank without a reason."""
        scale, answers = case
        result = score(scale, answers)
        assert (result.total is None) == (result.why_none is not None)
        if result.total is not None:
            assert scale.total is not None
            assert scale.total.lowest <= result.total <= scale.total.highest
            for bands in scale.bands.values():
                assert sum(band.lowest <= result.total <= band.highest for band in bands) == 1

    @given(answered(ALL), st.randoms(use_true_random=False))
    def test_does_not_depend_on_the_order_of_the_answers(self, case: tuple[Scale, dict[str, Decimal]], by: Any) -> None:
        """Nor does anything else of the score."""
        scale, answers = case
        shuffled = list(answers.items())
        by.shuffle(shuffled)
        assert score(scale, dict(shuffled)) == score(scale, answers)

    @given(answered(["phq_9"], whole=True), st.sets(st.sampled_from("123456789")))
    def test_of_the_phq_9_is_made_up_for_two_items_at_most_and_never_for_item_9(
        self, case: tuple[Scale, dict[str, Decimal]], left_out: set[str]
    ) -> None:
        """Item 9 asks about wishing to be dead."""
        scale, answers = case
        result = score(scale, {item: answer for item, answer in answers.items() if item not in left_out})
        assert set(result.missing) == left_out
        assert (result.total is None) == ("9" in left_out or len(left_out) > 2)
        assert result.applied == ("no total" if result.total is None else "prorated" if left_out else "complete")

    @given(answered(["phq_9"], whole=True), st.sets(st.sampled_from("12345678"), max_size=2))
    def test_that_is_made_up_lies_between_the_least_and_the_most_it_could_have_been(
        self, case: tuple[Scale, dict[str, Decimal]], left_out: set[str]
    ) -> None:
        """What is missing is worth 0 to 3 each."""
        scale, answers = case
        known = sum(answers[item.id] for item in scale.scored if item.id not in left_out)
        total = score(scale, {item: answer for item, answer in answers.items() if item not in left_out}).total
        assert total is not None
        assert known <= total <= known + 3 * len(left_out)

    @given(answered(ALL, whole=True))
    def test_never_falls_when_one_answer_rises(self, case: tuple[Scale, dict[str, Decimal]]) -> None:
        """No scale here has an item that counts the other way round."""
        scale, answers = case
        before = score(scale, answers)
        for item in scale.scored:
            raised = score(scale, {**answers, item.id: item.answers.highest})
            assert {flag.id for flag in before.flags} <= {flag.id for flag in raised.flags}
            if before.total is not None:
                assert raised.total is not None
                assert raised.total >= before.total


class TestAFlag:
    """What an answer shows by itself."""

    @given(answered(ALL, whole=True), st.data())
    def test_stands_whatever_else_is_left_unanswered(
        self, case: tuple[Scale, dict[str, Decimal]], data: st.DataObject
    ) -> None:
        """A yes to thoughts of death is not lost because the form was not finished."""
        scale, answers = case
        for flag in score(scale, answers).flags:
            needed = {item for condition in flag.all_of for item in condition.items}
            others = data.draw(st.sets(st.sampled_from([*sorted(set(answers) - needed), "-"])))
            left = {item: answer for item, answer in answers.items() if item not in others}
            assert flag in score(scale, left).flags


class TestAChange:
    """Two totals of one scale."""

    @given(totals())
    def test_the_other_way_round_is_as_much_worse_as_it_was_better(self, case: tuple[Scale, Decimal, Decimal]) -> None:
        """And is never both a response and worse."""
        scale, before, after = case
        there, back = change(scale, before, after), change(scale, after, before)
        assert there.points == -back.points
        assert not (there.response and there.important == "worse")
        assert not (there.response and back.response)

    @given(totals())
    def test_is_a_response_or_a_partial_one_and_never_both(self, case: tuple[Scale, Decimal, Decimal]) -> None:
        """And where the scale has no rule for it, neither is said."""
        scale, before, after = case
        came = change(scale, before, after)
        assert not (came.response and came.partial)
        assert (came.response is None) == (came.partial is None) == (scale.response is None)
        assert (came.remission is None) == (scale.remission is None)


class TestAnAnswer:
    """What may be given to a scale."""

    @settings(max_examples=50)
    @given(st.sampled_from(ALL), st.decimals(-100, 100, allow_nan=False, places=1))
    def test_outside_its_values_is_refused_with_the_values(self, name: str, answer: Decimal) -> None:
        """A 7 in NHANES means refused, and would be the worst total ever seen."""
        scale = SCALES[name]
        item = next(iter(scale.items.values()))
        if answer in item.answers.values:
            return
        with pytest.raises(AnswerError, match="its answers are"):
            score(scale, {item.id: answer})

    @pytest.mark.parametrize("name", ALL)
    def test_to_an_item_of_another_scale_is_refused_with_the_items(self, name: str) -> None:
        """An answer that belongs nowhere is not dropped."""
        with pytest.raises(AnswerError, match="has no item 'elsewhere'; its items are"):
            score(SCALES[name], {"elsewhere": Decimal(0)})


class TestAComparison:
    """What cannot be compared."""

    def test_of_how_strongly_it_is_felt_is_refused(self) -> None:
        """More is neither better nor worse: it is what the medicine does."""
        with pytest.raises(AnswerError, match="neither better nor worse"):
            change(SCALES["felt"], Decimal(2), Decimal(4))

    def test_of_a_total_that_the_scale_cannot_have_is_refused(self) -> None:
        """28 of 27 is a slip."""
        with pytest.raises(AnswerError, match="28 is not a total of this scale; it goes from 0 to 27"):
            change(SCALES["phq_9"], Decimal(28), Decimal(4))

    def test_of_a_screener_is_refused(self) -> None:
        """A level of risk is no number."""
        with pytest.raises(AnswerError, match="nothing adds up in this scale"):
            change(SCALES["c_ssrs"], Decimal(1), Decimal(0))
