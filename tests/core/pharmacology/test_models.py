"""Models as files: complete, consistent, and refused when they are not."""

import re
from pathlib import Path

import numpy as np
import pytest

from handrail.pharmacology import (
    Bolus,
    Covariates,
    ModelFileError,
    OutOfRange,
    Refused,
    Regimen,
    UnknownModel,
    concentrations,
    for_patients,
    load,
    names,
)
from handrail.pharmacology.library import MODELS
from handrail.pharmacology.model_file import read
from tests.core.pharmacology.people import of_weight, usual

KAMP = (MODELS / "kamp_2020.toml").read_text("utf-8")

# A drug that becomes a metabolite by way of a delay: what the models with metabolites are made of.
CHAIN = """
schema = 1
name = "chain"
title = "A drug, a delay and a metabolite"
drug = "S-ketamine"
sampling_site = "venous"
population = "nobody"

[source]
citation = "made for this test"
doi = "10.0000/none"
read_in = "this test"
not_verified = []

[use]
for = "patients"

[valid]
age_years = [18, 90]
weight_kg = [40, 150]
basis = "this test"

[variability]

[parameters]
drug_volume = { value = 20, unit = "L", scaling = "none" }
metabolite_volume = { value = 2, unit = "L/kg", scaling = "per_kg" }
forming = { value = 60, unit = "L/h", scaling = "none" }
step = { value = 0.1, unit = "1/min", scaling = "none" }
leaving = { value = 3, unit = "1/h", scaling = "none" }
effect_rate = { value = 0.114, unit = "1/min", scaling = "none" }

[[compartments]]
name = "drug"
volume = "drug_volume"
[[compartments]]
name = "delay"
[[compartments]]
name = "metabolite"
volume = "metabolite_volume"

[[flows]]
from = "drug"
to = "delay"
clearance = "forming"
[[flows]]
from = "delay"
to = "metabolite"
rate = "step"
[[flows]]
from = "metabolite"
to = "out"
rate = "leaving"

[plasma]
compartment = "drug"
[effect_site]
compartment = "drug"
rate = "effect_rate"
origin = "assumed"
because = "this test"
[[metabolites]]
name = "norketamine"
compartment = "metabolite"
mass_ratio = 0.5
"""


class TestTheFiles:
    """The models that come with Handrail."""

    @pytest.mark.parametrize("name", names())
    def test_say_where_their_numbers_come_from_and_what_nobody_checked(self, name: str) -> None:
        """A number without a source is no number."""
        model = load(name)
        assert model.source.doi or model.source.pmid
        assert model.source.not_verified
        assert model.structure.effect_site.because

    def test_are_found_by_name(self) -> None:
        """An unknown name is answered with the known ones."""
        with pytest.raises(UnknownModel, match=r"There is no model 'kamp'. Known: clements_1981, domino_1982, "):
            load("kamp")

    def test_cannot_be_reached_by_a_path(self) -> None:
        """A name is looked up, never opened."""
        with pytest.raises(UnknownModel):
            load("../models/kamp_2020")

    def test_say_who_may_be_forecast_with_them(self) -> None:
        """Models of children and of intensive care speak about no patient of ours, and say why."""
        assert for_patients() == ("clements_1981", "domino_1982", "kamp_2020", "perez_ruixo_2021", "simons_2022")
        others = [load(name).use for name in names() if name not in for_patients()]
        assert all(use.reason for use in others)

    @pytest.mark.parametrize("name", names())
    def test_say_of_each_variability_whether_somebody_published_it(self, name: str) -> None:
        """What is borrowed says from where."""
        for each in load(name).variability:
            assert each.origin == "published" or re.search("borrowed|placeholder|none is published", each.because)

    def test_carry_the_published_variability(self) -> None:
        """Omega squared of Simons, coefficients of variation of Perez-Ruixo; one of them is a placeholder."""
        simons = {each.parameter: each.omega for each in load("simons_2022").variability if each.origin == "published"}
        assert simons["clearance"] ** 2 == pytest.approx(0.029)
        assert simons["hydroxynorketamine_volume"] ** 2 == pytest.approx(1.22)
        assert len(simons) == 8
        perez = {each.parameter: each for each in load("perez_ruixo_2021").variability}
        assert np.sqrt(np.expm1(perez["elimination"].omega ** 2)) == pytest.approx(1.20)
        assert perez["formation"].origin == "assumed"


class TestACrowd:
    """People drawn from what a model says of the variability between them."""

    @pytest.mark.parametrize("name", names())
    def test_has_the_typical_person_in_its_middle(self, name: str) -> None:
        """Medians as published, logarithms as wide as the file says, and what does not vary the same for all."""
        model = load(name)
        typical = model.values(of_weight(70))
        people = model.sample(of_weight(70), np.random.default_rng(1), 20_000)
        omegas = {each.parameter: each.omega for each in model.variability}
        assert set(people) == set(typical)
        for parameter, values in people.items():
            logarithms = np.log(values / typical[parameter])
            assert np.median(logarithms) == pytest.approx(0, abs=0.03)
            assert logarithms.std() == pytest.approx(omegas.get(parameter, 0), rel=0.03, abs=1e-12)

    @pytest.mark.parametrize("name", names())
    def test_has_the_same_people_for_the_same_numbers(self, name: str) -> None:
        """Drawing again from the same seed, or handing in the numbers."""
        model = load(name)
        drawn = model.sample(of_weight(70), np.random.default_rng(5), 7)
        normals = np.random.default_rng(5).standard_normal((7, len(model.varying)))
        again = model.varied(of_weight(70), normals)
        assert {name: values.tolist() for name, values in drawn.items()} == {
            name: values.tolist() for name, values in again.items()
        }

    def test_needs_a_number_for_everything_that_varies(self) -> None:
        """Too few columns would leave somebody without a clearance."""
        with pytest.raises(ValueError, match=r"normals must have the shape \(people, 5 or more\)"):
            load("kamp_2020").varied(of_weight(70), np.zeros((3, 4)))


class TestTheDrugAlone:
    """A model without its metabolites."""

    @pytest.mark.parametrize("name", names())
    def test_has_the_same_plasma_and_effect_site(self, name: str) -> None:
        """What has gone to a metabolite never comes back."""
        model = load(name)
        values = model.values(of_weight(70))
        at_min = [0.1, 40.0, 300.0, 5000.0]
        whole, alone = (
            concentrations(system=system, regimen=usual(), at_min=at_min)
            for system in (model.system(values), model.parent_system(values))
        )
        np.testing.assert_allclose(alone.plasma_ng_per_ml, whole.plasma_ng_per_ml, rtol=1e-11)
        np.testing.assert_allclose(alone.effect_site_ng_per_ml, whole.effect_site_ng_per_ml, rtol=1e-11)
        assert alone.metabolites_ng_per_ml == {}

    def test_may_have_another_effect_site_for_each_person(self) -> None:
        """Each effect has its own delay, and each person theirs; plasma does not feel it."""
        model = load("simons_2022")
        values = model.sample(of_weight(70), np.random.default_rng(2), 3)
        rates = np.array([0.05, 0.114, 0.5])
        system = model.parent_system(values, effect_site_rate_per_min=rates)
        curves = concentrations(system=system, regimen=usual(), at_min=[5.0])
        np.testing.assert_array_equal(-system.rates_per_min[:, -1, -1], rates)
        own = concentrations(system=model.parent_system(values), regimen=usual(), at_min=[5.0])
        np.testing.assert_allclose(curves.plasma_ng_per_ml, own.plasma_ng_per_ml, rtol=1e-14)
        assert curves.effect_site_ng_per_ml[0, 0] < curves.effect_site_ng_per_ml[2, 0]


class TestTheRange:
    """For whom a model may be used."""

    @pytest.mark.parametrize(
        ("age_years", "weight_kg", "words"),
        [
            (40, 20, "a weight of 20 kg"),
            (12, 70, "an age of 12 years"),
            (95, 200, "an age of 95 years .* and a weight of 200 kg"),
        ],
    )
    def test_is_kept_with_a_reason(self, age_years: float, weight_kg: float, words: str) -> None:
        """Who is outside is named, with the limits and the way round."""
        person = Covariates(age_years=age_years, sex="male", weight_kg=weight_kg)
        with pytest.raises(OutOfRange, match=f"kamp_2020 is not meant for {words}.*allow_out_of_range"):
            load("kamp_2020").for_person(person)

    def test_holds_no_clinic_where_the_model_is_of_intensive_care(self) -> None:
        """Whoever it is, unless it is asked for."""
        with pytest.raises(OutOfRange, match="hijazi_2003 is not meant for anybody who comes to a clinic"):
            load("hijazi_2003").for_person(of_weight(70))

    def test_may_be_left_knowingly(self) -> None:
        """Whoever asks for it sees what the equations say."""
        person = Covariates(age_years=12, sex="male", weight_kg=20)
        assert load("kamp_2020").for_person(person, allow_out_of_range=True).people == ()

    def test_ends_where_a_formula_gives_nonsense(self) -> None:
        """A weight at which the effect site's rate would be below 0 is refused even so."""
        person = Covariates(age_years=40, sex="male", weight_kg=0.01)
        with pytest.raises(Refused, match="effect_site_rate comes out at 0, below it"):
            load("kamp_2020").for_person(person, allow_out_of_range=True)


class TestAnotherModel:
    """Adding a model is adding a file."""

    def test_may_have_a_delay_and_a_metabolite(self, tmp_path: Path) -> None:
        """A chain with one rate twice, whose curve can be written by hand."""
        path = tmp_path / "chain.toml"
        path.write_text(CHAIN, "utf-8")
        system = read(path).for_person(of_weight(70))
        at_min = np.array([0.0, 1.0, 30.0, 300.0])
        curves = concentrations(system=system, regimen=Regimen((Bolus(dose_mg=20, at_min=0),)), at_min=at_min)
        a, b = 0.05, 0.1  # per minute: 60 L/h over 20 L as well as 3/h; the delay's step
        held_mg = (
            20
            * a
            * b
            * (at_min * np.exp(-a * at_min) / (b - a) + (np.exp(-b * at_min) - np.exp(-a * at_min)) / (b - a) ** 2)
        )
        np.testing.assert_allclose(curves.plasma_ng_per_ml, 1000 * np.exp(-at_min / 20), rtol=1e-12)
        norketamine = curves.metabolites_ng_per_ml["norketamine"]
        np.testing.assert_allclose(norketamine, 1000 * 0.5 * held_mg / 140, rtol=1e-10, atol=1e-12)


class TestAnIncompleteFile:
    """What the loader refuses, and how it says so."""

    @pytest.mark.parametrize(
        ("there", "instead", "words"),
        [
            ('doi = "10.1097/ALN.0000000000003577"\n', "", "source: doi is missing"),
            ('read_in = "SimTIVA', 'read = "SimTIVA', "source: 'read' is not known here. Give read_in instead"),
            ('drug = "racemic ketamine"', 'drug = "ketamine"', "drug must be one of racemic ketamine, S-ketamine"),
            ('sampling_site = "arterial"', "", "sampling_site is missing"),
            ("schema = 1", "schema = 2", "schema must be 1"),
            ('name = "kamp_2020"', 'name = "kamp"', "name must be 'kamp_2020', as the file is called"),
            ("age_years = [18, 90]", "age_years = [90, 18]", "valid: age_years must be two numbers, the smaller first"),
            ("value = 84", 'value = "84"', "parameters.clearance: value must be a number, not the text '84'"),
            ("value = 84", "value = true", "parameters.clearance: value must be a number, not true"),
            ("value = 84", "value = inf", "parameters.clearance: value must be a finite number"),
            ("value = 84", "value = -84", "parameters.clearance: value must be above 0"),
            ("value = 84\nunit", "unit", "parameters.clearance: value is missing"),
            ('value = 84\nunit = "L/h"', 'value = 84\nunit = "mL/h"', "parameters.clearance: unit must be one of L, "),
            ('value = 84\nunit = "L/h"', 'value = 84\nunit = "L"', "clearance: its unit makes it a volume, and it is"),
            ('value = 25\nunit = "L"', 'value = 25\nunit = "L/kg"', "a unit per kg and the scaling per_kg belong"),
            ("[scaling]\nreference_weight_kg = 70\nexponent = 0.75\n", "", "by_weight needs the table"),
            ("reference_weight_kg = 70", "reference_weight_kg = 0", "reference_weight_kg must be above 0"),
            ('form = "plus_logarithm"', 'form = "magic"', "adjustments item 1: form must be one of plus_logarithm"),
            ('covariate = "weight_kg"', 'covariate = "mood"', "adjustments item 1: covariate must be one of age_years"),
            ('clearance = "slow_exchange"', 'clearance = "fast_exchange"', "nothing uses slow_exchange"),
            ('clearance = "slow_exchange"', 'clearance = "slow"', "slow is used but not given"),
            ('between = ["central", "slow"]', 'between = ["central", "deep"]', "deep is named but not given"),
            ('between = ["central", "slow"]', 'between = ["central", "fast"]', "nothing ever leaves slow"),
            ('between = ["central", "slow"]', 'between = ["slow"]', "exchanges item 2: between must name two"),
            ('between = ["central", "slow"]', 'between = ["slow", "slow"]', "slow flows into itself"),
            ('to = "out"\nclearance = "clearance"', 'to = "out"', "flows item 1: give either rate or clearance"),
            ('name = "slow"', 'name = "fast"', "the name 'fast' is taken already"),
            ("[source]", '[[metabolites]]\nname = "nor"\ncompartment = "slow"\n[source]', "give either mass_ratio or"),
            ('name = "fast"\nvolume = "fast_volume"', 'name = "fast"', "fast needs a volume"),
            ('[plasma]\ncompartment = "central"', "", "plasma is missing"),
            (
                'origin = "assumed"\nbecause = "SimTIVA',
                'origin = "guessed"\nbecause = "SimTIVA',
                "effect_site: origin must be one of published, assumed",
            ),
            ("schema = 1", "schema = ", "kamp_2020.toml: Invalid value"),
            ('for = "patients"', 'for = "anybody"', "use: for must be one of patients, simulate_only"),
            ('for = "patients"', 'for = "simulate_only"', "use: reason is missing"),
            ('for = "patients"', 'for = "patients"\nreason = "none"', "use: a model for patients has no reason"),
            ("omega_squared = 0.029", "omega_squared = 0", "variability.clearance: the variability must be above 0"),
            ("omega_squared = 0.029", "", "variability.clearance: give either omega_squared or cv_percent"),
            ("[variability.clearance]", "[variability.mood]", "variability: 'mood' is not known here"),
            ('scaling = "none"\n', 'scaling = "none"\nsteps = 2\n', "a mean time in min and the number of its steps"),
            (
                'unit = "1/min"\nscaling = "none"',
                'unit = "min"\nscaling = "none"\nsteps = 0.5',
                "steps must be a whole",
            ),
            (
                'form = "plus_logarithm"',
                'form = "plus_logarithm", beyond = 60',
                "beyond belongs to plus_per_unit_beyond",
            ),
            (
                'clearance = "clearance"',
                'clearance = "clearance"\nfraction = 1.5',
                "fraction must be above 0 and at most 1",
            ),
            ("[source]", "[souce]", "'souce' is not known here. Give source instead"),
        ],
    )
    def test_is_refused_with_the_place_and_the_remedy(
        self, tmp_path: Path, there: str, instead: str, words: str
    ) -> None:
        """One thing wrong at a time."""
        assert there in KAMP
        path = tmp_path / "kamp_2020.toml"
        path.write_text(KAMP.replace(there, instead, 1), "utf-8")
        with pytest.raises(ModelFileError, match=r"kamp_2020\.toml: ") as refusal:
            read(path)
        assert words in str(refusal.value)
