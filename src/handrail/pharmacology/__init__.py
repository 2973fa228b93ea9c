"""Published models of ketamine in the body, and what they say after any bolus and infusion.

    system = load("kamp_2020").for_person(Covariates(age_years=40, sex="male", weight_kg=70))
    regimen = Regimen((Infusion(rate_mg_per_min=0.875, from_min=0, to_min=40),))
    curve = concentrations(system=system, regimen=regimen, at_min=numpy.array([10.0, 40.0, 80.0]))
    curve.plasma_ng_per_ml

Many people are one system, and one call:

    model = load("simons_2022")
    people = model.sample(Covariates(age_years=40, sex="male", weight_kg=70), numpy.random.default_rng(1), 2000)
    concentrations(system=model.parent_system(people), regimen=regimen, at_min=numpy.arange(121.0))

Doses are ketamine base. Times are minutes from any one moment that the caller chooses. Floats live here only;
`quantities` turns typed units into them.
"""

from handrail.pharmacology.covariates import Covariates
from handrail.pharmacology.exact import Concentrations, amounts, concentrations
from handrail.pharmacology.library import UnknownModel, for_patients, load, names
from handrail.pharmacology.model import Model, OutOfRange
from handrail.pharmacology.model_file import ModelFileError
from handrail.pharmacology.refused import Refused
from handrail.pharmacology.regimen import Bolus, Infusion, Regimen
from handrail.pharmacology.system import System
from handrail.pharmacology.warming import warm

__all__ = [
    "Bolus",
    "Concentrations",
    "Covariates",
    "Infusion",
    "Model",
    "ModelFileError",
    "OutOfRange",
    "Refused",
    "Regimen",
    "System",
    "UnknownModel",
    "amounts",
    "concentrations",
    "for_patients",
    "load",
    "names",
    "warm",
]
