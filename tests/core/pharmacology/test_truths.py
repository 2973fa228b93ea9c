"""The virtual truths themselves: a crowd as published, built apart from the product, the same for the same seed."""

import ast
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tests.core.pharmacology.truths import Cuff, Truth, truths
from tests.core.pharmacology.truths_bodies import Body, Enantiomer, Floats, Pieces, TwoCompartments

HERE = Path(__file__).parent
MINUTES = np.arange(0.0, 121.0)
# Felt, systolic, diastolic, heart rate at 0, 20, 40 and 80 minutes of 0.5 mg/kg over 40, of 1,000 people, seed 2026
MEANS = [
    [0.0000000, 3.7699197, 5.6888826, 2.6121549],
    [127.6797624, 137.5446700, 139.9365673, 129.1218997],
    [74.8602347, 82.2531403, 84.1259582, 76.3011162],
    [75.8997508, 79.2240275, 79.5286011, 75.8209270],
]
SPREADS = [
    [0.0000000, 2.4435947, 2.7801753, 1.7953609],
    [15.2139860, 19.1329289, 20.0454902, 16.7002014],
    [10.6407171, 13.4327011, 14.2528410, 11.5701941],
    [11.5605649, 12.6605950, 13.1716584, 11.9382319],
]
SYSTOLIC_CUFFS, DIASTOLIC_CUFFS = 140223, 84284  # summed, at 40 minutes
RATINGS = 3774  # summed, at 20 minutes

NAMES = ["enantiomers", "recirculating", "meta_analysis"]


def usual(truth: Truth) -> Pieces:
    """0.5 mg/kg over 40 minutes."""
    return [(0.0, 40.0, 0.5 * truth.covariates.weight_kg / 40)]


@dataclass(frozen=True)
class Crowd:
    people: list[Truth]
    systolic: Floats
    diastolic: Floats
    heart_rate: Floats
    felt: Floats
    cuffs: list[tuple[Cuff, Cuff]]  # at 0 and 40 minutes

    def of(self, which: list[bool]) -> Floats:
        """The systolic rise at 40 minutes of some of them."""
        rise: Floats = (self.systolic[:, 40] - self.systolic[:, 0])[np.array(which)]
        return rise


@pytest.fixture(scope="module")
def crowd() -> Crowd:
    people = truths(1000, seed=2026)
    return Crowd(
        people=people,
        systolic=np.array([one.systolic(MINUTES, usual(one)) for one in people]),
        diastolic=np.array([one.diastolic(MINUTES, usual(one)) for one in people]),
        heart_rate=np.array([one.heart_rate(MINUTES, usual(one)) for one in people]),
        felt=np.array([one.felt(MINUTES, usual(one)) for one in people]),
        cuffs=[(one.cuff(0, usual(one)), one.cuff(40, usual(one))) for one in people],
    )


def first_of(name: str) -> Truth:
    return next(one for one in truths(100, seed=5) if one.body.name == name)


class TestTheCrowd:
    def test_rises_in_pressure_as_clinics_publish(self, crowd: Crowd) -> None:
        """A1: at its peak 9-17 (SD 9-13) systolic and 6-12 (SD 7-10) mmHg diastolic."""
        systolic = crowd.systolic[:, 40] - crowd.systolic[:, 0]
        diastolic = crowd.diastolic[:, 40] - crowd.diastolic[:, 0]
        assert 9 <= systolic.mean() <= 17
        assert 9 <= systolic.std() <= 13
        assert 6 <= diastolic.mean() <= 12
        assert 7 <= diastolic.std() <= 10

    def test_rises_so_by_the_cuff_too_once_artefacts_are_left_out(self, crowd: Crowd) -> None:
        clean = [(first, last) for first, last in crowd.cuffs if not (first.artefact or last.artefact)]
        systolic = np.array([last.systolic - first.systolic for first, last in clean])
        diastolic = np.array([last.diastolic - first.diastolic for first, last in clean])
        assert 9 <= systolic.mean() <= 17
        assert 9 <= systolic.std() <= 13
        assert 6 <= diastolic.mean() <= 12
        assert 7 <= diastolic.std() <= 10

    def test_peaks_towards_the_end_of_the_infusion(self, crowd: Crowd) -> None:
        """A2: the mean curve is highest between 30 and 40 minutes."""
        assert 30 <= MINUTES[crowd.systolic.mean(axis=0).argmax()] <= 40
        assert 30 <= MINUTES[crowd.diastolic.mean(axis=0).argmax()] <= 40

    def test_is_back_near_its_baseline_an_hour_after_the_end(self, crowd: Crowd) -> None:
        assert abs(crowd.systolic[:, 100].mean() - crowd.systolic[:, 0].mean()) < 4

    def test_starts_with_the_pressures_of_depressed_people(self, crowd: Crowd) -> None:
        """NHANES: 124 (17.4) / 72.6 (12.1), heart rate 73 (11.8); nobody is infused at 160/100."""
        systolic = np.array([one.systolic_baseline for one in crowd.people])
        diastolic = np.array([one.diastolic_baseline for one in crowd.people])
        assert systolic.mean() == pytest.approx(124, abs=2)
        assert 13 <= systolic.std() <= 17.4
        assert systolic.max() < 160
        assert diastolic.mean() == pytest.approx(72.6, abs=1.5)
        assert 9.5 <= diastolic.std() <= 12.1
        assert np.mean([one.heart_baseline for one in crowd.people]) == pytest.approx(73, abs=1.5)

    def test_rises_more_where_people_are_older_or_hypertensive(self, crowd: Crowd) -> None:
        hypertensive = [one.covariates.hypertensive for one in crowd.people]
        older = [one.covariates.age_years >= 60 for one in crowd.people]
        assert crowd.of(hypertensive).mean() > crowd.of([not each for each in hypertensive]).mean() + 2
        assert crowd.of(older).mean() > crowd.of([not each for each in older]).mean() + 2

    def test_rises_more_in_them_even_as_a_share_of_their_baseline(self) -> None:
        """Each for itself: age where nobody is hypertensive, hypertension at one age."""
        many = truths(4000, seed=14)
        calm = [one for one in many if not one.covariates.hypertensive]
        older = [one.rises.systolic_fraction for one in calm if one.covariates.age_years >= 58]
        younger = [one.rises.systolic_fraction for one in calm if one.covariates.age_years < 35]
        peers = [one for one in many if 50 <= one.covariates.age_years < 60]
        treated = [one.rises.systolic_fraction for one in peers if one.covariates.hypertensive]
        others = [one.rises.systolic_fraction for one in peers if not one.covariates.hypertensive]
        assert np.median(older) > 1.2 * np.median(younger)
        assert np.median(treated) > 1.15 * np.median(others)

    def test_starts_anxious_and_calms_down(self) -> None:
        """Without any drug, pressure and heart rate are above the person's own at first, and not an hour later."""
        people = truths(300, seed=8)
        above = np.mean([one.systolic([0, 60], []) - one.systolic_baseline for one in people], axis=0)
        faster = np.mean([one.heart_rate([0, 60], []) - one.heart_baseline for one in people], axis=0)
        assert 2 < above[0] < 6
        assert abs(above[1]) < 1.5
        assert 1 < faster[0] < 5
        assert abs(faster[1]) < 1

    def test_wanders_by_three_to_five_and_forgets_within_the_hour(self) -> None:
        """AR(1): the spread as told, alike a minute later, unrelated two hours later."""
        people = truths(400, seed=9)
        late = [120.0, 121.0, 240.0]
        pressures = np.array([one.systolic(late, []) - one.systolic_baseline for one in people])
        assert 3 <= pressures.std() <= 5
        alike = np.corrcoef(pressures.T)
        assert alike[0, 1] > 0.8
        assert abs(alike[0, 2]) < 0.15

    def test_feels_it_moderately_and_very_differently(self, crowd: Crowd) -> None:
        at_the_end = crowd.felt[:, 40]
        assert 3 <= at_the_end.mean() <= 7
        assert at_the_end.std() >= 2
        assert (at_the_end == 10).mean() > 0.03
        assert (at_the_end < 2).mean() > 0.03
        assert crowd.felt.min() >= 0
        assert crowd.felt.max() <= 10

    def test_raises_the_heart_rate_a_little(self, crowd: Crowd) -> None:
        rise = crowd.heart_rate[:, 40] - crowd.heart_rate[:, 0]
        assert 1 <= rise.mean() <= 8
        assert 4 <= rise.std() <= 10

    def test_has_bodies_of_every_kind(self, crowd: Crowd) -> None:
        shares = [np.mean([one.body.name == name for one in crowd.people]) for name in NAMES]
        assert min(shares) > 0.28


class TestABody:
    @pytest.mark.parametrize("name", NAMES)
    def test_is_solved_as_small_steps_solve_it(self, name: str) -> None:
        """Runge-Kutta of the fourth order over an infusion with a pause, in seven digits."""
        body = first_of(name).body
        regimen = [(0.0, 20.0, 0.9), (25.0, 45.0, 0.6)]
        times = np.array([1.0, 10.0, 20.0, 24.0, 40.0, 60.0])
        solved = body.concentrations(times + body.arrives_after_min, regimen)
        assert solved == pytest.approx(stepped(*body.system, regimen, times), rel=1e-7)

    @pytest.mark.parametrize("name", NAMES)
    def test_clears_in_the_end_what_it_was_given(self, name: str) -> None:
        """The area under the curve is each enantiomer's dose over its clearance."""
        body = first_of(name).body
        times = np.arange(0.0, 20_000.0, 0.25)
        plasma = body.concentrations(times, [(0.0, 40.0, 1.0)])[0]
        area = np.trapezoid(plasma, times)
        assert area == pytest.approx(
            sum(40_000 * each.share / each.clearance_l_per_min for each in body.blood.enantiomers), rel=1e-4
        )

    @pytest.mark.parametrize("name", NAMES)
    def test_holds_plausible_concentrations_at_the_end_of_the_infusion(self, name: str) -> None:
        """Models of adults span 177-253 ng/mL, samples 100-250; the arteries of the recirculating hold more."""
        people = [one for one in truths(300, seed=11) if one.body.name == name]
        assert 170 <= np.median([one.plasma(40, usual(one))[0] for one in people]) <= 320

    def test_adds_pieces_up_and_knows_nothing_of_the_future(self) -> None:
        one = first_of("recirculating")
        whole, halves = [(0.0, 40.0, 0.9)], [(0.0, 15.0, 0.9), (15.0, 40.0, 0.9)]
        assert one.plasma(MINUTES, whole) == pytest.approx(one.plasma(MINUTES, halves), rel=1e-9)
        assert one.plasma(MINUTES[:16], whole) == pytest.approx(one.plasma(MINUTES[:16], halves[:1]), rel=1e-9)
        assert one.plasma([-5.0, 0.0, one.body.arrives_after_min], whole) == pytest.approx(0, abs=1e-9)


class TestEffects:
    def test_are_felt_in_proportion_to_the_drug_until_the_ceiling(self) -> None:
        """Linear, as Bowdle found: twice the rate is twice the feeling, wherever that is below 10."""
        for one in truths(30, seed=13):
            once, twice = (one.felt(MINUTES, [(0.0, 40.0, rate)]) for rate in (0.4, 0.8))
            assert twice == pytest.approx(np.minimum(2 * once, 10), rel=1e-9)

    def test_saturate_in_the_circulation(self) -> None:
        """Twice the rate is a higher pressure, but not twice the rise."""
        for one in truths(30, seed=13):
            none, once, twice = (one.systolic(40, [(0.0, 40.0, rate)])[0] for rate in (0.0, 0.8, 1.6))
            assert once - none < twice - none < 1.95 * (once - none)

    def test_follow_the_blood_with_delays_of_their_own(self, crowd: Crowd) -> None:
        """Olofsen 2012: half-lives up to 11.8 minutes, mean 6.1, for what is felt; pressure is faster (assumed)."""
        felt, pressure, _ = np.array([one.body.follows_with_half_life_min for one in crowd.people]).T
        assert 0.5 <= felt.min() <= felt.max() <= 11.8
        assert felt.mean() == pytest.approx(6.1, abs=0.4)
        assert pressure.max() <= 3

    @pytest.mark.parametrize("half_life_min", [0.5, 6.1, 11.8])
    def test_are_halfway_after_their_half_life(self, half_life_min: float) -> None:
        """Where the blood is held steady, a site is half there after its half-life."""
        blood = TwoCompartments((Enantiomer(1.0, 1e5),), central_l=1.0, peripheral_l=1.0, exchange_l_per_min=1e-6)
        body = Body("meta_analysis", blood, 0.0, (half_life_min,))
        plasma, site = body.concentrations(half_life_min, [(0.0, 60.0, 1.0)])[:, 0]
        assert site == pytest.approx(plasma / 2, rel=1e-3)


class TestReadings:
    def test_scatter_around_the_truth_as_told(self, crowd: Crowd) -> None:
        """A cuff is off by SD 4-5; in one of fourteen it is 25-60 off, to either side."""
        off = np.array([last.systolic for _, last in crowd.cuffs]) - crowd.systolic[:, 40]
        artefact = np.array([last.artefact for _, last in crowd.cuffs])
        assert abs(off[~artefact].mean()) < 0.5
        assert 4 <= off[~artefact].std() <= 5
        assert 0.05 <= artefact.mean() <= 0.10
        assert np.abs(off[artefact]).min() > 10
        assert np.abs(off[artefact]).max() < 75
        assert 0.25 < (off[artefact] > 0).mean() < 0.75
        assert all(cuff.diastolic <= cuff.systolic - 9 for pair in crowd.cuffs for cuff in pair)

    def test_are_whole_numbers_near_what_is_felt(self, crowd: Crowd) -> None:
        said = np.array([one.rating(20, usual(one)) for one in crowd.people])
        off = said - crowd.felt[:, 20]
        inside = (crowd.felt[:, 20] > 2) & (crowd.felt[:, 20] < 8)
        assert set(said) <= set(range(11))
        assert 0.7 <= off[inside].std() <= 1.0
        assert abs(off[inside].mean()) < 0.15

    def test_of_the_pulse_are_near_the_heart_rate(self, crowd: Crowd) -> None:
        off = np.array([one.pulse(20, usual(one)) for one in crowd.people]) - crowd.heart_rate[:, 20]
        assert abs(off.mean()) < 0.3
        assert 1.8 <= off.std() <= 2.3

    def test_are_the_same_when_asked_again_and_others_at_another_minute(self) -> None:
        one = truths(1, seed=4)[0]
        off = [one.cuff(minute, []).systolic - one.systolic(minute, [])[0] for minute in (10, 20, 30, 40)]
        assert one.cuff(20, usual(one)) == one.cuff(20, usual(one))
        assert one.rating(20, usual(one)) == one.rating(20, usual(one))
        assert len({round(each, 3) for each in off}) == 4


class TestATruth:
    def test_is_the_same_for_the_same_seed_and_fewer_are_the_first_of_more(self) -> None:
        assert truths(5, seed=3) == truths(20, seed=3)[:5]
        assert truths(5, seed=3) != truths(5, seed=4)
        one, again = truths(1, seed=3)[0], truths(1, seed=3)[0]
        assert np.array_equal(one.systolic(MINUTES, usual(one)), again.systolic(MINUTES, usual(one)))

    def test_meets_the_same_wandering_whatever_is_infused(self) -> None:
        """What slowing would have done is the drug's difference alone: none at the start, less pressure at the end."""
        for one in truths(30, seed=12):
            full, half = usual(one), [(0.0, 40.0, usual(one)[0][2] / 2)]
            saved = one.systolic(MINUTES, full) - one.systolic(MINUTES, half)
            assert saved[0] == pytest.approx(0, abs=1e-9)
            assert saved[40] > 0
            assert (one.felt(MINUTES, full) >= one.felt(MINUTES, half) - 1e-9).all()

    @pytest.mark.parametrize("minute", [-61, 481, np.nan])
    def test_refuses_minutes_it_knows_nothing_of(self, minute: float) -> None:
        one = truths(1, seed=3)[0]
        with pytest.raises(ValueError, match="ask within"):
            one.systolic([0, minute], [])


class TestTheGenerator:
    def test_takes_nothing_from_the_product(self) -> None:
        for path in (HERE / "truths.py", HERE / "truths_bodies.py"):
            tree = ast.walk(ast.parse(path.read_text(encoding="utf-8")))
            modules = [node.module or "" for node in tree if isinstance(node, ast.ImportFrom)]
            assert all("handrail" not in module for module in modules)
            assert "import handrail" not in path.read_text(encoding="utf-8")

    def test_is_frozen(self, crowd: Crowd) -> None:
        """These numbers were written down before there was a forecast; a truth that is changed afterwards is none."""
        latent = (crowd.felt, crowd.systolic, crowd.diastolic, crowd.heart_rate)
        means = np.array([[each[:, minute].mean() for minute in (0, 20, 40, 80)] for each in latent])
        spreads = np.array([[each[:, minute].std() for minute in (0, 20, 40, 80)] for each in latent])
        assert means == pytest.approx(np.array(MEANS), abs=1e-6)
        assert spreads == pytest.approx(np.array(SPREADS), abs=1e-6)
        assert sum(last.systolic for _, last in crowd.cuffs) == SYSTOLIC_CUFFS
        assert sum(last.diastolic for _, last in crowd.cuffs) == DIASTOLIC_CUFFS
        assert sum(one.rating(20, usual(one)) for one in crowd.people) == RATINGS


def stepped(rates: Floats, enters: Floats, read: Floats, regimen: Pieces, at_min: Floats) -> Floats:
    """The readings by small steps; every change of rate falls on a step."""
    step = 0.01
    amounts, seen = np.zeros(len(enters)), []
    wanted = {round(time / step) for time in at_min}
    for place in range(max(wanted) + 1):
        if place in wanted:
            seen.append(read @ amounts)
        middle = (place + 0.5) * step
        given = enters * sum(rate for start, end, rate in regimen if start < middle < end)
        one = rates @ amounts + given
        two = rates @ (amounts + step / 2 * one) + given
        three = rates @ (amounts + step / 2 * two) + given
        four = rates @ (amounts + step * three) + given
        amounts = amounts + step / 6 * (one + 2 * two + 2 * three + four)
    return np.array(seen).T
