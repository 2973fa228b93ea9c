"""People of several models in one call: the same as each model by itself."""

import numpy as np
import pytest

from handrail.pharmacology import Covariates, Infusion, Refused, Regimen, concentrations, load, names
from handrail.pharmacology.crowd import Crowd, Group, crowd
from handrail.pharmacology.star import figures, figures_of

RUTH = Covariates(age_years=67, sex="female", weight_kg=80)
DRIP = Regimen((Infusion(rate_mg_per_min=1.0, from_min=0, to_min=40),))
AT_MIN = np.arange(-1.0, 180.0, 3.0)
MODELS = ("kamp_2020", "clements_1981", "simons_2022")
EACH = 20


def group(name: str, places: np.ndarray, *, whole: bool = False) -> Group:
    """Some people of a model; the whole of it has its metabolites as well."""
    model = load(name)
    values = model.sample(RUTH, np.random.default_rng(len(name)), len(places))
    return Group(places, model.structure if whole else model.structure.parent(), values)


def mixed(*, whole: bool = False) -> Crowd:
    """Twenty people of each model, one after the other in turn."""
    people = EACH * len(MODELS)
    places = [np.arange(first, people, len(MODELS)) for first in range(len(MODELS))]
    return crowd([group(name, rows, whole=whole) for name, rows in zip(MODELS, places, strict=True)], people=people)


class TestACrowdOfSeveralModels:
    @pytest.mark.parametrize("whole", [False, True], ids=["closed form", "chains too"])
    def test_is_answered_as_each_model_by_itself(self, whole: bool) -> None:
        """Also those of a model with metabolites, whom the closed form does not serve."""
        found = mixed(whole=whole)
        curves = found.concentrations(DRIP, AT_MIN)
        for part in found.groups:
            system = part.structure.system({name: part.values[name] for name in part.structure.parameters()})
            alone = concentrations(system=system, regimen=DRIP, at_min=AT_MIN)
            for name in ("plasma_ng_per_ml", "effect_site_ng_per_ml"):
                np.testing.assert_allclose(getattr(curves, name)[part.places], getattr(alone, name), rtol=1e-9)

    @pytest.mark.parametrize("impossible", [0.0, np.inf, np.nan])
    @pytest.mark.parametrize("parameter", ["central_volume", "effect_site_rate"])
    def test_is_refused_with_somebody_who_cannot_be(self, parameter: str, impossible: float) -> None:
        """A volume of nothing, a rate beyond all bounds."""
        part = group("kamp_2020", np.arange(3))
        values = {**part.values, parameter: np.array([1.0, impossible, 1.0])}
        with np.errstate(all="ignore"), pytest.raises(Refused):
            crowd([Group(part.places, part.structure, values)], people=3).concentrations(DRIP, AT_MIN)


class TestThePeoplesFigures:
    @pytest.mark.parametrize("name", names())
    def test_are_those_of_the_matrix(self, name: str) -> None:
        """Straight from the parameters, to the rounding of the matrix's sums."""
        part = group(name, np.arange(7))
        values = {each: part.values[each] for each in part.structure.parameters()}
        straight = figures_of(part.structure, values)
        by_matrix = figures(part.structure.system(values))
        assert straight is not None
        assert by_matrix is not None
        np.testing.assert_allclose(straight, by_matrix, rtol=1e-12, atol=1e-15)

    def test_are_none_where_there_are_metabolites(self) -> None:
        """Their chain is no star."""
        part = group("simons_2022", np.arange(2), whole=True)
        assert figures_of(part.structure, part.values) is None
