"""Models as files: complete, consistent, and refused when they are not."""

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
    load,
    names,
)
from handrail.pharmacology.library import MODELS
from handrail.pharmacology.model_file import read
from tests.core.pharmacology.people import of_weight

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

[valid]
age_years = [18, 90]
weight_kg = [40, 150]
basis = "this test"

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
        with pytest.raises(UnknownModel, match=r"There is no model 'kamp'. Known: domino_1982, kamp_2020."):
            load("kamp")

    def test_cannot_be_reached_by_a_path(self) -> None:
        """A name is looked up, never opened."""
        with pytest.raises(UnknownModel):
            load("../models/kamp_2020")


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
            ('name = "fast"\nvolume = "fast_volume"', 'name = "fast"', "fast needs a volume"),
            ('[plasma]\ncompartment = "central"', "", "plasma is missing"),
            ('origin = "assumed"', 'origin = "guessed"', "effect_site: origin must be one of published, assumed"),
            ("schema = 1", "schema = ", "kamp_2020.toml: Invalid value"),
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
