"""Bodies that the product does not hold: how ketamine spreads in the virtual truths that forecasts are held against.

Written before the ensemble of forecasts, and apart from it: nothing here comes from the product's models or its
solution. A body is a linear system in mg and minutes, solved by its eigenvectors (numpy alone): answers to an infusion
are sums of exponentials, possibly complex ones, and pieces of an infusion add up. Eigenvectors lose digits in the first
seconds; the test beside this file shows that seven remain, which is plenty for a truth to be guessed at.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Complexes = NDArray[np.complex128]
Pieces = Sequence[tuple[float, float, float]]
"""A regimen as the pump gives it: (from_min, to_min, mg_per_min) of racemic ketamine. Pieces that overlap add up."""

Name = Literal["enantiomers", "recirculating", "meta_analysis"]

LITRES_PER_H = 1 / 60  # in litres per minute
NANOGRAMS_PER_ML = 1000.0  # of a milligram per litre


@dataclass(frozen=True)
class Enantiomer:
    """One hand of the drug: its share of the dose and its clearance."""

    share: float
    clearance_l_per_min: float


@dataclass(frozen=True)
class TwoCompartments:
    """A central and a peripheral compartment, for each enantiomer the same volumes."""

    enantiomers: tuple[Enantiomer, ...]
    central_l: float
    peripheral_l: float
    exchange_l_per_min: float

    def rates(self, of: Enantiomer) -> Floats:
        leaving = of.clearance_l_per_min + self.exchange_l_per_min
        to_and_fro = self.exchange_l_per_min
        return np.array(
            [
                [-leaving / self.central_l, to_and_fro / self.peripheral_l],
                [to_and_fro / self.central_l, -to_and_fro / self.peripheral_l],
            ]
        )

    def plasma(self) -> Floats:
        return np.array([1 / self.central_l, 0.0])


@dataclass(frozen=True)
class Recirculating:
    """Blood going round: veins, lungs, arteries, then a fast and a slow tissue, the liver, or straight back.

    What is being infused reaches the arteries only partly mixed, so they hold infusion rate / flow more than the
    blood that comes back (Henthorn 2018, Anesthesiology 129:260).
    """

    enantiomers: tuple[Enantiomer, ...]
    flow_l_per_min: float
    fast_flow_l_per_min: float
    slow_flow_l_per_min: float
    blood_l: tuple[float, float, float]  # veins, lungs, arteries
    fast_l: float
    slow_l: float

    def rates(self, of: Enantiomer) -> Floats:
        vein, lung, artery, fast, slow = range(5)
        straight_back = (
            self.flow_l_per_min - of.clearance_l_per_min - self.fast_flow_l_per_min - self.slow_flow_l_per_min
        )
        assert straight_back >= 0, "more blood goes to the tissues than the heart gives"
        volumes = [*self.blood_l, self.fast_l, self.slow_l]
        rates = np.zeros((5, 5))
        for source, target, flow in (
            (vein, lung, self.flow_l_per_min),
            (lung, artery, self.flow_l_per_min),
            (artery, vein, straight_back),
            (artery, fast, self.fast_flow_l_per_min),
            (artery, slow, self.slow_flow_l_per_min),
            (fast, vein, self.fast_flow_l_per_min),
            (slow, vein, self.slow_flow_l_per_min),
        ):
            rates[source, source] -= flow / volumes[source]
            rates[target, source] += flow / volumes[source]
        rates[artery, artery] -= of.clearance_l_per_min / volumes[artery]
        return rates

    def plasma(self) -> Floats:
        return np.array([0.0, 0.0, 1 / self.blood_l[2], 0.0, 0.0])


@dataclass(frozen=True)
class Body:
    """A person's blood and the places where the drug acts, each following the plasma with its own half-life."""

    name: Name
    blood: TwoCompartments | Recirculating
    arrives_after_min: float  # from the pump along the arm to the heart
    follows_with_half_life_min: tuple[float, ...]

    @cached_property
    def system(self) -> tuple[Floats, Floats, Floats]:
        """Rates, where a dose enters, and what is read: total ketamine in plasma, then at each site, in ng/mL."""
        blocks = [(self.blood.rates(each), each.share) for each in self.blood.enantiomers]
        size = len(self.blood.plasma())
        in_blood, sites = size * len(blocks), len(self.follows_with_half_life_min)
        rates, enters = np.zeros((in_blood + sites, in_blood + sites)), np.zeros(in_blood + sites)
        for place, (block, share) in enumerate(blocks):
            here = slice(place * size, (place + 1) * size)
            rates[here, here] = block
            enters[here.start] = share
        plasma = np.concatenate([np.tile(self.blood.plasma(), len(blocks)) * NANOGRAMS_PER_ML, np.zeros(sites)])
        read = np.vstack([plasma, np.eye(in_blood + sites)[in_blood:]])
        for place, half_life_min in enumerate(self.follows_with_half_life_min, start=in_blood):
            follows = math.log(2) / half_life_min
            rates[place] = follows * plasma
            rates[place, place] = -follows
        return rates, enters, read

    @cached_property
    def _exponentials(self) -> tuple[Complexes, Complexes]:
        """What 1 mg at once shows: a weight for each reading and pole, and the poles."""
        rates, enters, read = self.system
        poles, vectors = np.linalg.eig(rates.astype(np.complex128))
        return (read @ vectors) * np.linalg.solve(vectors, enters.astype(np.complex128)), poles

    def concentrations(self, at_min: ArrayLike, regimen: Pieces) -> Floats:
        """Total ketamine in ng/mL: a row for plasma and one for each site, a column for each time."""
        weights, poles = self._exponentials
        times = np.atleast_1d(np.asarray(at_min, dtype=np.float64)) - self.arrives_after_min
        shown = np.zeros((len(poles), len(times)), dtype=np.complex128)
        for from_min, to_min, mg_per_min in regimen:
            since = np.exp(np.outer(poles, np.maximum(times - from_min, 0)))
            after = np.exp(np.outer(poles, np.maximum(times - to_min, 0)))
            shown += mg_per_min * (since - after) / poles[:, np.newaxis]
        seen: Floats = np.maximum((weights @ shown).real, 0)
        return seen


def enantiomers_of(weight_kg: float, chance: np.random.Generator) -> TwoCompartments:
    """The two-compartment model of S- and R-ketamine with CYP2B6.

    V1 49.7, V2 234 L, Q 75.5, clearance 92.7 (S) and 87.5 (R) L/h, fitted by others to curves digitised from Kamp
    (BJA 2020); carriers of one or two *6 alleles clear 0.60 and 0.32 times as much (Li 2015). Assumed: scaling with
    weight (0.75 and 1), one allele in four is *6, coefficients of variation of 25-35%.
    """
    alleles = chance.binomial(2, 0.25)
    clears = (1.0, 0.60, 0.32)[alleles] * flow_size(weight_kg) * varied(chance, 0.25) * LITRES_PER_H
    return TwoCompartments(
        enantiomers=(Enantiomer(0.5, 92.7 * clears), Enantiomer(0.5, 87.5 * clears)),
        central_l=49.7 * weight_kg / 70 * varied(chance, 0.28),
        peripheral_l=234 * weight_kg / 70 * varied(chance, 0.35),
        exchange_l_per_min=75.5 * LITRES_PER_H * flow_size(weight_kg) * varied(chance, 0.30),
    )


def recirculating_of(weight_kg: float, chance: np.random.Generator) -> Recirculating:
    """A recirculating body after Henthorn 2018: flow 7.59 L/min, clearance 1.23 (S) and 1.06 (R) L/min.

    Of these, R's clearance is recalled, not read. Assumed throughout: the volumes of blood (1.5 L each), the tissues
    (70 and 180 L) with their flows (3.2 and 1.5 L/min), scaling with weight, coefficients of variation of 15-30%.
    """
    scale = flow_size(weight_kg)
    flow = scale * varied(chance, 0.15)
    clears = min(varied(chance, 0.25), 1.7) * flow
    return Recirculating(
        enantiomers=(Enantiomer(0.5, 1.23 * clears), Enantiomer(0.5, 1.06 * clears)),
        flow_l_per_min=7.59 * flow,
        fast_flow_l_per_min=3.2 * flow,
        slow_flow_l_per_min=1.5 * flow,
        blood_l=(1.5 * weight_kg / 70, 1.5 * weight_kg / 70, 1.5 * weight_kg / 70),
        fast_l=70 * weight_kg / 70 * varied(chance, 0.30),
        slow_l=180 * weight_kg / 70 * varied(chance, 0.30),
    )


def meta_analysis_of(weight_kg: float, chance: np.random.Generator) -> TwoCompartments:
    """The weighted means of 18 studies (Kamp 2020, Anesthesiology 133:1192): 252 L and 79 L/h for 70 kg.

    Both in proportion to weight, as the paper states them, without other covariates, as its regression found.
    Assumed: a central volume of 70 L, exchange of 3.5 L/min with the rest, coefficients of variation of 25-35%.
    """
    size = weight_kg / 70
    return TwoCompartments(
        enantiomers=(Enantiomer(1.0, 79 * LITRES_PER_H * size * varied(chance, 0.30)),),
        central_l=70 * size * varied(chance, 0.30),
        peripheral_l=(252 - 70) * size * varied(chance, 0.35),
        exchange_l_per_min=3.5 * size * varied(chance, 0.25),
    )


def flow_size(weight_kg: float) -> float:
    """How flows grow with weight (assumed: the power 0.75)."""
    return float((weight_kg / 70) ** 0.75)


def varied(chance: np.random.Generator, variation: float) -> float:
    """A log-normal factor with median 1 and this coefficient of variation."""
    return math.exp(chance.normal(0, math.sqrt(math.log1p(variation**2))))


MODELS: tuple[tuple[Name, Callable[[float, np.random.Generator], TwoCompartments | Recirculating]], ...] = (
    ("enantiomers", enantiomers_of),
    ("recirculating", recirculating_of),
    ("meta_analysis", meta_analysis_of),
)
