"""What may run again after a pause, at what rate, and on whose word."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handrail.pathway.events import (
    AlarmCleared,
    CuffCharted,
    CuffSetAside,
    InfusionPaused,
    InfusionResumed,
    ReasonGiven,
    ResumeRefused,
)
from handrail.pathway.infuse import rate as rates
from handrail.pathway.session import Phase, Session
from handrail.units import (
    MilligramsPerHour,
    MillilitresPerHour,
    MillimetresOfMercury,
)
from tests.core.pathway.drips import BAG, FULL, HIGH, RULES, START, after, running


class TestResuming:
    """After a pause for distress or a high alarm at three quarters or less; after others as before."""

    def paused_for(self, reason: str | None) -> Session:
        """A drip paused at minute 10."""
        return after(running(), [InfusionPaused(pause_for=reason)], 10)  # type: ignore[arg-type]  # a PauseFor in words

    def test_after_the_toilet_as_before(self) -> None:
        """What had nothing to do with the drug does not lower it."""
        assert rates.resume(self.paused_for("toilet"), FULL, prescriber=False, rules=RULES) == [
            InfusionResumed(rate=FULL, drug_rate=BAG.drug_rate)
        ]

    @pytest.mark.parametrize("reason", ["distress", None])
    def test_after_distress_at_three_quarters_or_less(self, reason: str | None) -> None:
        """Also where nobody has said yet what the pause was for."""
        paused = self.paused_for(reason)
        assert isinstance(rates.resume(paused, FULL, prescriber=False, rules=RULES)[0], ResumeRefused)
        lower = rates.slowed(FULL, RULES.resume_factor, RULES)
        assert lower == MillilitresPerHour("113.2")
        assert isinstance(rates.resume(paused, lower, prescriber=False, rules=RULES)[0], InfusionResumed)
        assert isinstance(rates.resume(paused, FULL, prescriber=True, rules=RULES)[0], InfusionResumed)

    def test_after_a_high_alarm_by_the_prescriber(self) -> None:
        """A pause under a high alarm is one for that alarm, said or not."""
        session = after(running(), [HIGH], 9)
        paused = after(session, rates.pause(session, None), 10)
        assert paused.pause is not None
        assert paused.pause.why == "high"
        assert rates.resume(paused, MillilitresPerHour(50), prescriber=False, rules=RULES) == [
            ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_high")
        ]
        assert isinstance(
            rates.resume(paused, MillilitresPerHour(50), prescriber=True, rules=RULES)[0], InfusionResumed
        )

    @pytest.mark.parametrize("reason", ["nausea", "distress", "pressure", "toilet", "other"])
    def test_no_word_said_afterwards_unlocks_a_pause_for_a_high_alarm(self, reason: str) -> None:
        """What the alarm said is not talked away, and it is counted once."""
        session = after(running(), [HIGH], 9)
        paused = after(session, rates.pause(session, None), 10)
        told = after(paused, [ReasonGiven(about=paused.seq, reason=reason, words=None)], 11)
        assert sum(pause.counts for pause in told.pauses) == 1
        (refused,) = rates.resume(told, MillilitresPerHour(50), prescriber=False, rules=RULES)
        assert refused == ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_high")

    @pytest.mark.parametrize("when", ["before", "during"])
    def test_after_the_toilet_under_a_high_alarm_by_the_prescriber(self, when: str) -> None:
        """What the pause is called takes nothing from the alarm, whether it stood before or came meanwhile."""
        session = after(running(), [HIGH], 9) if when == "before" else running()
        paused = after(session, rates.pause(session, "toilet"), 10)
        if when == "during":
            paused = after(paused, [HIGH], 11)
        eased = after(paused, [AlarmCleared(condition=HIGH.condition, cleared_at=START, value="150/90")], 14)
        for state in (paused, eased):
            assert rates.resume(state, MillilitresPerHour(50), prescriber=False, rules=RULES) == [
                ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_high")
            ]
            (resumed,) = rates.resume(state, MillilitresPerHour(50), prescriber=True, rules=RULES)
            assert isinstance(resumed, InfusionResumed)

    def test_two_pauses_that_nobody_explained_ask_the_prescriber(self) -> None:
        """While nobody has said what for, a pause counts."""
        once = after(
            self.paused_for(None),
            [InfusionResumed(rate=MillilitresPerHour(100), drug_rate=MilligramsPerHour(34))],
            15,
        )
        twice = after(once, [InfusionPaused(pause_for=None)], 20)
        (refused,) = rates.resume(twice, MillilitresPerHour(50), prescriber=False, rules=RULES)
        assert refused == ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_second_pause")

    def test_a_second_pause_for_distress_asks_the_prescriber(self) -> None:
        """It never ends by itself."""
        once = after(
            self.paused_for("distress"),
            [InfusionResumed(rate=MillilitresPerHour(100), drug_rate=MilligramsPerHour(34))],
            15,
        )
        twice = after(once, [InfusionPaused(pause_for="distress")], 20)
        assert twice.phase is Phase.PAUSED
        (refused,) = rates.resume(twice, MillilitresPerHour(50), prescriber=False, rules=RULES)
        assert refused == ResumeRefused(rate=MillilitresPerHour(50), because="prescriber_after_second_pause")

    def test_a_reason_said_afterwards_counts_as_if_said_at_once(self) -> None:
        """Reason after, never before: and then it holds."""
        paused = self.paused_for(None)
        told = after(paused, [ReasonGiven(about=paused.seq, reason="toilet", words=None)], 11)
        assert isinstance(rates.resume(told, FULL, prescriber=False, rules=RULES)[0], InfusionResumed)


class TestAReadingThatWasNone:
    """Entered in error, or artefact: the high alarm that stood on it takes nothing from whoever may resume."""

    def misread(self, *readings: tuple[float, str]) -> Session:
        """Paused, then cuffs by hand of which the first is high, with its alarm."""
        paused = after(running(), [InfusionPaused(pause_for=None)], 10)
        for minute, reading in readings:
            paused = after(paused, [by_hand(reading)], minute)
            if minute == readings[0][0]:
                at = START + timedelta(minutes=minute)
                paused = after(paused, [replace(HIGH, since=at, raised_at=at)], minute)
        return paused

    def test_gives_resuming_back_once_it_is_set_aside(self) -> None:
        """Before and after its alarm has cleared."""
        typed = self.misread((11, "204/121"), (12, "128/82"))
        cleared = after(typed, [AlarmCleared(condition=HIGH.condition, cleared_at=START, value="128/82")], 12)
        wrong = typed.cuffs[0].seq
        assert because(cleared) == "prescriber_after_high"
        assert because(after(cleared, [CuffSetAside(about=wrong)], 13)) is None
        aside = after(typed, [CuffSetAside(about=wrong)], 13)
        assert because(aside) == "prescriber_after_high"  # while the alarm itself still stands
        assert because(after(aside, [AlarmCleared(condition=HIGH.condition, cleared_at=START, value="")], 13)) is None

    def test_that_was_another_one_changes_nothing(self) -> None:
        """Setting aside the good reading talks no high alarm away."""
        typed = self.misread((11, "204/121"), (12, "128/82"))
        cleared = after(typed, [AlarmCleared(condition=HIGH.condition, cleared_at=START, value="128/82")], 12)
        assert because(after(cleared, [CuffSetAside(about=typed.cuffs[1].seq)], 13)) == "prescriber_after_high"


def by_hand(reading: str) -> CuffCharted:
    """A pressure that somebody typed."""
    systolic, _, diastolic = reading.partition("/")
    return CuffCharted(
        systolic=MillimetresOfMercury(systolic),
        diastolic=MillimetresOfMercury(diastolic),
        mean=None,
        source="manual",
        device=None,
        measured_at=None,
        cursor=None,
    )


def because(session: Session) -> str | None:
    """Why a nurse may not resume at a third."""
    return rates.against_resuming(session, MillilitresPerHour(50), RULES, prescriber=False)
