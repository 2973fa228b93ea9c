"""What must hold for every linear model, whatever its numbers."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from handrail.pharmacology import Bolus, Concentrations, Infusion, Regimen, amounts, concentrations, names
from handrail.pharmacology.system import Floats
from tests.core.pharmacology.people import crowd_of, infusions, regimens, system_of, usual, weights_kg

AT_MIN = np.array([0.0, 0.001, 0.5, 7.0, 39.9, 40.0, 41.3, 90.0, 240.0, 1441.0, 30000.5])


class Asked(NamedTuple):
    """A model, asked about one person by the series, or about the first of a crowd by the closed form."""

    name: str
    in_a_crowd: bool

    def __str__(self) -> str:
        return f"{self.name} {'in a crowd' if self.in_a_crowd else 'alone'}"

    def curves(self, regimen: Regimen, at_min: Floats, weight_kg: float) -> Concentrations:
        """The curves of that person."""
        if not self.in_a_crowd:
            return concentrations(system=system_of(self.name, weight_kg), regimen=regimen, at_min=at_min)
        crowd = concentrations(system=crowd_of(self.name, [weight_kg, 99.0]), regimen=regimen, at_min=at_min)
        return Concentrations(crowd.plasma_ng_per_ml[0], crowd.effect_site_ng_per_ml[0])


EVERY_WAY = [Asked(name, in_a_crowd) for name in names() for in_a_crowd in (False, True)]
models = st.sampled_from(EVERY_WAY)
ROUNDING = 1e-10


def plasma(model: Asked, regimen: Regimen, at_min: Floats = AT_MIN, weight_kg: float = 70.0) -> Floats:
    return model.curves(regimen, at_min, weight_kg).plasma_ng_per_ml


def effect_site(model: Asked, regimen: Regimen, at_min: Floats = AT_MIN) -> Floats:
    return model.curves(regimen, at_min, 70.0).effect_site_ng_per_ml


def scaled(regimen: Regimen, factor: float) -> Regimen:
    return Regimen(
        tuple(
            Bolus(dose_mg=item.dose_mg * factor, at_min=item.at_min)
            if isinstance(item, Bolus)
            else Infusion(rate_mg_per_min=item.rate_mg_per_min * factor, from_min=item.from_min, to_min=item.to_min)
            for item in regimen.items
        )
    )


def shifted(regimen: Regimen, by_min: float) -> Regimen:
    return Regimen(
        tuple(
            Bolus(dose_mg=item.dose_mg, at_min=item.at_min + by_min)
            if isinstance(item, Bolus)
            else Infusion(
                rate_mg_per_min=item.rate_mg_per_min, from_min=item.from_min + by_min, to_min=item.to_min + by_min
            )
            for item in regimen.items
        )
    )


class TestDoses:
    """How curves answer to doses."""

    @settings(max_examples=40, deadline=None)
    @given(model=models, one=regimens, other=regimens)
    def test_add_up(self, model: Asked, one: Regimen, other: Regimen) -> None:
        """What two regimens do together is the sum of what each does alone."""
        together = Regimen(one.items + other.items)
        apart = plasma(model, one) + plasma(model, other)
        np.testing.assert_allclose(plasma(model, together), apart, rtol=ROUNDING)
        apart = effect_site(model, one) + effect_site(model, other)
        np.testing.assert_allclose(effect_site(model, together), apart, rtol=ROUNDING)

    @settings(max_examples=40, deadline=None)
    @given(model=models, regimen=regimens, factor=st.floats(0.01, 100))
    def test_are_answered_in_proportion(self, model: Asked, regimen: Regimen, factor: float) -> None:
        """Twice the dose, twice the concentration."""
        np.testing.assert_allclose(
            plasma(model, scaled(regimen, factor)), factor * plasma(model, regimen), rtol=ROUNDING
        )

    @settings(max_examples=40, deadline=None)
    @given(model=models, regimen=regimens, more=infusions())
    def test_never_lower_a_curve_and_never_make_it_negative(
        self, model: Asked, regimen: Regimen, more: Infusion
    ) -> None:
        """More drug is never less concentration."""
        less = plasma(model, regimen)
        assert (less >= 0).all()
        assert (plasma(model, Regimen((*regimen.items, more))) >= less * (1 - ROUNDING)).all()

    @settings(max_examples=25, deadline=None)
    @given(model=models, regimen=regimens, data=st.data())
    def test_may_be_written_in_any_order(self, model: Asked, regimen: Regimen, data: st.DataObject) -> None:
        """The same items in another order give the same curve to the last bit."""
        other = Regimen(tuple(data.draw(st.permutations(regimen.items))))
        assert plasma(model, other).tolist() == plasma(model, regimen).tolist()

    @pytest.mark.parametrize("model", EVERY_WAY, ids=str)
    def test_may_be_cut_without_a_trace(self, model: Asked) -> None:
        """One infusion, or the same in pieces, one of them split into two overlapping halves."""
        pieces = Regimen(
            (
                Infusion(rate_mg_per_min=0.875, from_min=0, to_min=13.7),
                Infusion(rate_mg_per_min=0.4375, from_min=13.7, to_min=40),
                Infusion(rate_mg_per_min=0.4375, from_min=13.7, to_min=40),
            )
        )
        np.testing.assert_allclose(plasma(model, pieces), plasma(model, usual()), rtol=1e-12)


class TestTime:
    """How curves answer to time."""

    @settings(max_examples=40, deadline=None)
    @given(model=models, regimen=regimens, by_min=st.integers(-4096, 4096).map(lambda ticks: ticks / 4))
    def test_has_no_origin(self, model: Asked, regimen: Regimen, by_min: float) -> None:
        """The same regimen an hour later gives the same curve an hour later."""
        later = plasma(model, shifted(regimen, by_min), AT_MIN + by_min)
        np.testing.assert_allclose(later, plasma(model, regimen), rtol=1e-8)

    @settings(max_examples=40, deadline=None)
    @given(model=models, regimen=regimens, now=st.floats(0, 300), dose_mg=st.floats(0.1, 50))
    def test_does_not_let_the_future_touch_the_past(
        self, model: Asked, regimen: Regimen, now: float, dose_mg: float
    ) -> None:
        """What is given from now on leaves every earlier value as it was."""
        later = (Bolus(dose_mg=dose_mg, at_min=now), Infusion(rate_mg_per_min=1, from_min=now, to_min=now + 30))
        before = AT_MIN[now > AT_MIN]
        changed = plasma(model, Regimen(regimen.items + later), before)
        np.testing.assert_allclose(changed, plasma(model, regimen, before), rtol=1e-13)

    @pytest.mark.parametrize("model", EVERY_WAY, ids=str)
    def test_brings_the_peak_at_the_end_of_a_steady_infusion(self, model: Asked) -> None:
        """Plasma rises for as long as the rate runs; the effect site turns where the two curves cross."""
        at_min = np.arange(0, 128 * 60) / 128
        in_plasma, at_effect_site = plasma(model, usual(), at_min), effect_site(model, usual(), at_min)
        assert at_min[in_plasma.argmax()] == 40
        turning = at_effect_site.argmax()
        assert at_min[turning] > 40
        assert in_plasma[turning - 2] > at_effect_site[turning - 2]
        assert in_plasma[turning + 2] < at_effect_site[turning + 2]

    @pytest.mark.parametrize("model", EVERY_WAY, ids=str)
    def test_makes_short_infusions_a_bolus(self, model: Asked) -> None:
        """Half the length, half the difference: a bolus is what shorter and shorter infusions come to."""
        bolus = plasma(model, Regimen((Bolus(dose_mg=7, at_min=0),)), np.array([5.0]))
        differences = [
            abs(
                plasma(
                    model,
                    Regimen((Infusion(rate_mg_per_min=7 / length, from_min=0, to_min=length),)),
                    np.array([5.0]),
                )
                - bolus
            )[0]
            for length in (2.0**-8, 2.0**-9, 2.0**-10)
        ]
        assert differences[0] / differences[1] == pytest.approx(2, rel=0.01)
        assert differences[1] / differences[2] == pytest.approx(2, rel=0.01)


class TestBalance:
    """What comes in goes out."""

    @pytest.mark.parametrize("model", EVERY_WAY, ids=str)
    @pytest.mark.parametrize("weight_kg", [45.0, 70.0, 130.0])
    def test_settles_at_rate_over_clearance(self, model: Asked, weight_kg: float) -> None:
        """After days at one rate, plasma and effect site stand at rate / clearance."""
        weeks = 60_000.0
        steady = Regimen((Infusion(rate_mg_per_min=0.5, from_min=0, to_min=weeks),))
        curves = model.curves(steady, np.array([weeks]), weight_kg)
        expected = 1000 * 0.5 / clearance_l_per_min(model.name, weight_kg)
        assert curves.plasma_ng_per_ml[0] == pytest.approx(expected, rel=1e-11)
        assert curves.effect_site_ng_per_ml[0] == pytest.approx(expected, rel=1e-11)

    @settings(max_examples=15, deadline=None)
    @given(
        model=st.sampled_from(names()),
        weight_kg=weights_kg,
        until_min=st.sampled_from((1.0, 40.0, 55.0, 600.0, 6000.0)),
    )
    def test_accounts_for_every_milligram(self, model: str, weight_kg: float, until_min: float) -> None:
        """Given = still in the body, metabolites included, + what has left it, by quadrature."""
        regimen = Regimen((Bolus(dose_mg=7, at_min=0), *usual().items))
        system = system_of(model, weight_kg)
        leaving_per_min = -system.rates_per_min[:-1, :-1].sum(
            axis=0
        )  # the last is the effect site, which takes nothing

        def left_mg_per_min(at_min: Floats) -> Floats:
            held: Floats = leaving_per_min @ amounts(system=system, regimen=regimen, at_min=at_min)[:-1]
            return held

        held = amounts(system=system, regimen=regimen, at_min=[until_min])[:-1].sum()
        cleared = integral(left_mg_per_min, until_min)
        given = 7 + 0.875 * min(until_min, 40)
        assert held + cleared == pytest.approx(given, rel=1e-9)

    @pytest.mark.parametrize("model", EVERY_WAY, ids=str)
    def test_has_an_area_of_dose_over_clearance(self, model: Asked) -> None:
        """The whole area under the curve, when next to nothing is left."""
        whole = area(model, usual(), 20_000, 70)
        assert whole == pytest.approx(1000 * 35 / clearance_l_per_min(model.name, 70), rel=1e-9)

    def test_makes_the_dose_by_weight_in_domino_the_same_for_everybody(self) -> None:
        """A model that is linear in weight gives one curve for one dose in mg/kg."""
        light, heavy = (
            plasma(Asked("domino_1982", in_a_crowd=True), usual(weight_kg=kg), AT_MIN, weight_kg=kg)
            for kg in (45.0, 130.0)
        )
        np.testing.assert_allclose(light, heavy, rtol=1e-12)


def clearance_l_per_min(model: str, weight_kg: float) -> float:
    """From the equations; in perez_ruixo_2021 what the liver takes out of what flows through it."""
    power = (weight_kg / 70) ** 0.75
    taken = 101 * (1.11 + 2.77)
    by_model: dict[str, float] = {
        "clements_1981": 0.0109 * 1.7522 * weight_kg,
        "domino_1982": 0.4381 * 0.063 * weight_kg,
        "herd_2007": 90 / 60 * power,
        "hijazi_2003": 0.0333 * 1.08 * weight_kg,
        "hornik_2018": 38.9 / 60 * power,
        "kamp_2020": 84 / 60 * power,
        "perez_ruixo_2021": 151 * taken / (151 + taken) / 60,
        "simons_2022": 1.48 * power,
    }
    return by_model[model]


def area(model: Asked, regimen: Regimen, until_min: float, weight_kg: float) -> float:
    """ng/mL x min under the curve of plasma."""
    return integral(lambda at_min: plasma(model, regimen, at_min, weight_kg), until_min)


def integral(curve: Callable[[Floats], Floats], until_min: float) -> float:
    """By Gauss's rule on pieces that are shortest after a change."""
    nodes, weights = np.polynomial.legendre.leggauss(24)
    pieces = [0.0, *(2.0**power for power in range(-4, 5)), 40.0, *(40 + 2.0**power for power in range(-4, 15))]
    edges = np.unique([edge for edge in pieces if edge < until_min] + [until_min])
    half = np.diff(edges)[:, np.newaxis] / 2
    at_min = edges[:-1, np.newaxis] + half * (nodes + 1)
    return float((half * weights * curve(at_min.ravel()).reshape(at_min.shape)).sum())
