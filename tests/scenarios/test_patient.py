"""A virtual patient gets the drug when the line lets it through, and says what such a concentration feels like."""

from dataclasses import replace
from datetime import timedelta

import pytest

from handrail.pathway.events import InfusionCompleted
from handrail.pharmacology.line import Line
from handrail.units import Milligrams
from handrail.virtual_clinic.devices import VirtualPump
from handrail.virtual_clinic.patient import AT_THE_HUB, GRAIN_MIN, Body, VirtualPatient
from tests.core.pathway.drips import BAG, START, after, running

SALINE = Line(volume_ml=3.0, primed_mg_per_ml=0.0)
DRUG = Line(volume_ml=3.0, primed_mg_per_ml=float(BAG.concentration.value))
LATE = timedelta(minutes=3 / 151 * 60)
BODY = Body(
    name="Ruth Amsel",
    age_years=47,
    sex="female",
    weight_kg=70.0,
    height_cm=168.0,
    systolic=126.0,
    diastolic=78.0,
    heart_rate=72.0,
    breathing=15.0,
    saturation=97.2,
    hypertensive=False,
    seed=12,
)


def at(minute: float) -> timedelta:
    """Minutes from the start."""
    return timedelta(minutes=minute)


class TestAVirtualPatient:
    """Through a line."""

    def test_gets_the_drug_late_through_saline(self) -> None:
        """By the line's volume over the rate, and as much of it."""
        given, patient = running().segments, VirtualPatient(BODY)
        assert patient.effect(START + LATE - at(GRAIN_MIN), given, SALINE) == 0
        hub = patient.effect(START + at(20), given, AT_THE_HUB)
        assert patient.effect(START + at(20) + LATE, given, SALINE) == pytest.approx(hub, rel=1e-3)

    def test_gets_it_at_once_through_a_line_filled_from_the_bag(self) -> None:
        """As if it stood at the hub."""
        given, patient = running().segments, VirtualPatient(BODY)
        hub = patient.effect(START + at(20), given, AT_THE_HUB)
        assert patient.effect(START + at(20), given, DRUG) == pytest.approx(hub, rel=1e-6)

    def test_feels_more_the_more_there_is(self) -> None:
        """From nothing before the start, on the scale that is asked."""
        given, patient = running().segments, VirtualPatient(BODY)
        told = [patient.felt(START + at(minute), given, DRUG) for minute in (0, 5, 15, 35)]
        assert told[0] == 0
        assert told == sorted(told)
        assert 0 < told[-1] <= 10


class TestAVirtualPump:
    """At the end of the dose."""

    @pytest.mark.parametrize(("line", "stretches"), [(SALINE, 2), (DRUG, 1), (AT_THE_HUB, 1)])
    def test_flushes_a_line_that_held_saline(self, line: Line, stretches: int) -> None:
        """At the infusion's own rate, without drug; where the dose was in the line from the start there is nothing to flush."""
        patient = VirtualPatient(BODY)
        pump = VirtualPump("VIRTUAL|HANDRAIL", "PUMP1", patient)
        ended = after(running(), [InfusionCompleted(given=Milligrams(35))], 40)
        pushed = pump.pushes(ended, line)
        assert len(pushed) == stretches
        if stretches == 2:
            flush = pushed[-1]
            assert not flush.drug_rate.positive
            assert flush.rate == pushed[0].rate
            assert flush.to_at is not None
            assert flush.to_at - flush.from_at == pytest.approx(LATE, abs=timedelta(milliseconds=1))

    def test_flushes_nothing_after_a_stop(self) -> None:
        """The line is taken off at the hub."""
        stopped = replace(after(running(), [InfusionCompleted(given=Milligrams(35))], 40), ended_as="stopped")
        pump = VirtualPump("VIRTUAL|HANDRAIL", "PUMP1", VirtualPatient(BODY))
        assert len(pump.pushes(stopped, SALINE)) == 1
