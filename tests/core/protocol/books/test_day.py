"""One day at the chair, by hand: what stands before the start, when a pause ends, what keeps somebody after the drip."""

from decimal import Decimal

import pytest

from handrail.protocol.rulebook import Facts, gravest, look
from tests.core.protocol.books.casing import BOOK

ON_ARRIVAL: Facts = {
    "systolic": Decimal(128),
    "diastolic": Decimal(78),
    "measured_again": True,
    "pressure_symptoms": False,
    "heart_rate": Decimal(72),
    "spo2": Decimal(98),
    "breathing_rate": Decimal(14),
    "temperature": Decimal("36.6"),
    "acute_illness": False,
    "sedation": Decimal(5),
    "intoxicated": False,
    "psychosis_now": False,
    "mania_now": False,
    "suicide_intent": False,
    "suicide_plan": False,
    "not_safe_now": False,
    "fasting_kept": True,
    "alcohol_time_kept": True,
    "escort_named": True,
    "alone_agreed": False,
    "travels_home_alone": False,
    "consent_signed": True,
    "consent_withdrawn": False,
    "consent_this_series": True,
    "consent_covers_dose": True,
    "consent_covers_route": True,
    "consent_text_current": True,
    "consent_in_own_language": True,
    "due_test_missing": False,
    "weight_holds": True,
    "signals_fresh": True,
    "infused_before": True,
    "in_maintenance": False,
    "days_since_infusion": Decimal(2),
}

AT_THE_DOOR: Facts = {
    "suicide_intent": False,
    "suicide_plan": False,
    "not_safe_now": False,
    "systolic": Decimal(132),
    "diastolic": Decimal(80),
    "recovery_score_met": True,
    "sedation": Decimal(5),
    "oriented": True,
    "can_stand": True,
    "walks_as_on_arrival": True,
    "pain_as_on_arrival": True,
    "heart_rate_as_on_arrival": True,
    "earliest_leaving_reached": True,
    "sedative_given": False,
    "reversal_given": False,
    "companion_present": True,
    "alone_agreed": False,
    "instructions_given": True,
    "iv_out": True,
    "nausea": Decimal(1),
}


def stands(document: str, facts: Facts) -> str | None:
    """The gravest of what holds."""
    book = BOOK.books[document]
    return gravest(book, look(book.rules(), facts))


def holding(document: str, facts: Facts) -> set[str]:
    """Every rule that holds."""
    return {finding.rule.id for finding in look(BOOK.books[document].rules(), facts) if finding.holds}


def open_questions(document: str, facts: Facts) -> set[str]:
    """Every rule that cannot be told."""
    return {finding.rule.id for finding in look(BOOK.books[document].rules(), facts) if finding.holds is None}


class TestTheStart:
    """What the gate says of a whole arrival."""

    def test_of_a_calm_arrival_is_go_with_nothing_left_open(self) -> None:
        """One clear day after the last infusion, everything there."""
        assert stands("gate", ON_ARRIVAL) == "go"
        assert open_questions("gate", ON_ARRIVAL) == set()

    def test_of_a_first_infusion_asks_for_no_day_since_the_last(self) -> None:
        """There was none."""
        first = {name: value for name, value in ON_ARRIVAL.items() if name != "days_since_infusion"}
        assert open_questions("gate", {**first, "infused_before": False}) == set()

    @pytest.mark.parametrize(
        ("changed", "outcome"),
        [
            ({"systolic": Decimal(152), "measured_again": False}, "recheck"),
            ({"systolic": Decimal(152)}, "hold"),
            ({"systolic": Decimal(172), "measured_again": False}, "recheck"),
            ({"systolic": Decimal(172)}, "no_go"),
            ({"systolic": Decimal(184), "measured_again": False}, "emergency"),
            ({"systolic": Decimal(146), "pressure_symptoms": True}, "emergency"),
            ({"pressure_symptoms": True}, "hold"),
            ({"spo2": Decimal(93)}, "hold"),
            ({"spo2": Decimal(91)}, "no_go"),
            ({"fasting_kept": False}, "later"),
            ({"consent_signed": False}, "later"),
            ({"escort_named": False}, "no_go"),
            ({"escort_named": False, "alone_agreed": True}, "go"),
            ({"days_since_infusion": Decimal(1)}, "no_go"),
            ({"temperature": Decimal("38.2")}, "no_go"),
        ],
    )
    def test_of_one_thing_otherwise(self, changed: Facts, outcome: str) -> None:
        """Each alone, everything else as on a calm arrival."""
        assert stands("gate", {**ON_ARRIVAL, **changed}) == outcome

    def test_with_a_plan_for_suicide_calls_a_clinician_and_blocks_nothing(self) -> None:
        """The pressure still says go."""
        facts = {**ON_ARRIVAL, "suicide_plan": True}
        assert stands("gate", facts) == "clinician"
        assert holding("gate", facts) == {"start_suicidal_today", "start_pressure_calm"}

    def test_with_a_plan_for_suicide_and_a_fever_still_calls_a_clinician(self) -> None:
        """Not today is no answer to it."""
        facts = {**ON_ARRIVAL, "suicide_plan": True, "temperature": Decimal("38.2")}
        assert stands("gate", facts) == "no_go"
        assert "start_suicidal_today" in holding("gate", facts)


class TestAPause:
    """How a drip goes on."""

    @pytest.mark.parametrize(
        ("pause_for", "counted", "outcome"),
        [
            ("distress", 1, "slower"),
            ("distress", 2, "ask"),
            ("high_alarm", 1, "ask"),
            ("toilet", 0, "as_before"),
            ("toilet", 2, "as_before"),
            ("vomiting", 1, "as_before"),
        ],
    )
    def test_ends_by_what_it_was_for(self, pause_for: str, counted: int, outcome: str) -> None:
        """Only distress and high alarms count, and even a second asks and does not end."""
        assert stands("signs", {"pause_for": pause_for, "pauses_that_count": Decimal(counted)}) == outcome


class TestLeaving:
    """When no rule keeps somebody, and none is left open."""

    def test_of_somebody_as_on_arrival_is_kept_by_nothing(self) -> None:
        """Every rule is known, and none holds."""
        assert holding("recovery", AT_THE_DOOR) == set()
        assert open_questions("recovery", AT_THE_DOOR) == set()

    @pytest.mark.parametrize("unasked", sorted(AT_THE_DOOR.keys() - {"alone_agreed"}))
    def test_waits_for_whatever_nobody_has_asked(self, unasked: str) -> None:
        """What is not known is never taken as well."""
        facts = {name: value for name, value in AT_THE_DOOR.items() if name != unasked}
        assert len(open_questions("recovery", facts)) == 1

    def test_is_kept_by_the_clock_however_well_somebody_feels(self) -> None:
        """Everything met, too early."""
        assert holding("recovery", {**AT_THE_DOOR, "earliest_leaving_reached": False}) == {"stay_too_early"}

    def test_of_somebody_who_is_sick_is_their_own_choice(self) -> None:
        """Help first, and no rule that keeps them."""
        assert stands("recovery", {**AT_THE_DOOR, "nausea": Decimal(6)}) == "ease"

    def test_after_midazolam_waits_for_its_hour(self) -> None:
        """Half an hour after the dose, awake and cheerful."""
        facts = {**AT_THE_DOOR, "sedative_given": True, "minutes_since_sedative": Decimal(30)}
        assert holding("recovery", facts) == {"stay_after_sedative"}

    def test_alone_is_the_physicians_word_with_somebody_at_home(self) -> None:
        """Nobody came."""
        alone = {**AT_THE_DOOR, "companion_present": False}
        assert holding("recovery", alone) == {"stay_no_companion"}
        assert holding("recovery", {**alone, "alone_agreed": True}) == set()
