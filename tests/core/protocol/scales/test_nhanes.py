"""The PHQ-9 of five thousand people in a national survey, where the survey's file is beside the repository."""

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from handrail.protocol.scale import Score, score
from tests.core.protocol.scales.casing import SCALES

FILE = Path(__file__).resolve().parents[5] / "shared" / "data" / "nhanes_2017_2018" / "DPQ_J.csv"
PHQ_9 = SCALES["phq_9"]
NOT_SAID = {"", "7.0", "9.0"}  # blank, refused, does not know

pytestmark = pytest.mark.skipif(not FILE.is_file(), reason="the survey is not beside the repository, in shared/data")


def people() -> Iterator[tuple[dict[str, Decimal], Score]]:
    """Everybody's answers to items 1 to 9, and what they come to."""
    with FILE.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            given = {str(item): row[f"DPQ0{item}0"] for item in range(1, 10)}
            answers = {item: Decimal(answer).normalize() for item, answer in given.items() if answer not in NOT_SAID}
            yield answers, score(PHQ_9, answers)


class TestTheSurvey:
    """Answers of people, with everything that is missing in them."""

    def test_is_scored_whole_where_it_is_whole(self) -> None:
        """5,068 people answered all nine; each total is the sum of them."""
        whole = [(answers, result) for answers, result in people() if len(answers) == 9]
        assert len(whole) == 5068
        assert all(result.total == sum(answers.values()) for answers, result in whole)

    def test_has_item_9_above_none_as_often_as_the_protocol_says(self) -> None:
        """In 38 of 100 with totals of 15 to 19, and in 65 of 100 from 20: why it asks for a screener, not for an alarm."""
        share = {}
        for band in ("moderately_severe", "severe"):
            asked = [
                bool(one.flags) for _, one in people() if one.applied == "complete" and one.band and one.band.id == band
            ]
            share[band] = round(100 * sum(asked) / len(asked))
        assert share == {"moderately_severe": 38, "severe": 65}

    def test_has_no_total_for_anybody_who_left_out_item_9(self) -> None:
        """They are asked, not made up."""
        assert [one for answers, one in people() if "9" not in answers and one.total is not None] == []
