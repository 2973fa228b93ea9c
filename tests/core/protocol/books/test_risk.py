"""People whose answers were worked out by hand, through the whole risk document: what stands at the end, and what a person is told to do."""

from decimal import Decimal

import pytest

from handrail.protocol.rulebook import Facts, gravest, look
from tests.core.protocol.books.casing import BOOK

RISK = BOOK.books["risk"]
STEADY: Facts = {
    "thoughts_worse": False,
    "not_safe_now": False,
    "suicide_plan": False,
    "suicide_intent": False,
    "covered_now": True,
}
ITEM_9: Facts = {**STEADY, "item_9": Decimal(1), "screener_loaded": True}


def stands(facts: Facts) -> str | None:
    """The gravest of what holds."""
    return gravest(RISK, look(RISK.rules(), facts))


class TestAnAnswerAboutSuicide:
    """From the answer to who hears of it."""

    def test_above_nothing_opens_the_screener_and_pages_nobody(self) -> None:
        """More than a third of people with severe depression answer so every time."""
        assert stands(ITEM_9) == "ask_on"

    def test_of_nothing_leads_to_nothing(self) -> None:
        """Item 9 at 0, nothing worse, no call for help."""
        assert stands({**ITEM_9, "item_9": Decimal(0)}) is None

    def test_of_stable_passing_thoughts_waits_for_the_next_working_day(self) -> None:
        """The screener is low and it is as it was at the beginning."""
        assert stands({**ITEM_9, "screener_answered": True, "screener_level": "low"}) == "next_day"

    @pytest.mark.parametrize("turned", ["thoughts_worse", "not_safe_now", "suicide_plan", "suicide_intent"])
    def test_pages_a_person_once_one_thing_is_urgent(self, turned: str) -> None:
        """However low the screener came out."""
        assert stands({**ITEM_9, "screener_answered": True, "screener_level": "low", turned: True}) == "page"

    def test_left_half_way_pages_a_person(self) -> None:
        """Yes to item 9, then silence."""
        assert stands({**ITEM_9, "screener_answered": False}) == "page"

    def test_of_a_method_without_intent_is_for_today(self) -> None:
        """Moderate: a clinician the same day."""
        assert stands({**ITEM_9, "screener_answered": True, "screener_level": "moderate"}) == "same_day"

    def test_that_is_high_keeps_somebody_with_the_patient(self) -> None:
        """High stands above every page."""
        assert stands({**ITEM_9, "screener_answered": True, "screener_level": "high", "suicide_plan": True}) == "stay"

    def test_in_an_hour_that_nobody_covers_still_pages(self) -> None:
        """That nobody covers the hour was said before; the page goes out all the same."""
        assert stands({**ITEM_9, "covered_now": False, "not_safe_now": True}) == "page"

    def test_is_not_asked_for_before_it_is_said_that_nobody_reads_it(self) -> None:
        """Before the question there is only this."""
        assert stands({"covered_now": False}) == "say_first"


class TestAnAlert:
    """What ends it."""

    def test_neither_closes_nor_stays_open_by_both_rules_at_once(self) -> None:
        """Whatever was done, one of the two holds, and only one."""
        for deed in BOOK.facts["alert_deed"].choices:
            for named in (True, False):
                for next_step in (True, False):
                    found = look(
                        RISK.rules(), {"alert_deed": deed, "taken_over_by_name": named, "next_step_set": next_step}
                    )
                    assert len([finding for finding in found if finding.holds]) == 1
