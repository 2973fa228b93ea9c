"""Ranks and times of many twins: exactly those that sorting would find."""

import numpy as np
import pytest

from handrail.pharmacology import outlook_kernel
from handrail.pharmacology.outlook import LEVELS, quantiles, settled_at

CHANCE = np.random.default_rng(3)
TABLES = {
    "bell": CHANCE.standard_normal((21, 2000)),
    "long tail": CHANCE.lognormal(4, 2, (21, 2000)),
    "ends of a scale": np.clip(CHANCE.normal(5, 6, (21, 2000)), 0, 10),
    "nearly all at one end": np.where(CHANCE.random((21, 2000)) < 0.99, 0.0, CHANCE.random((21, 2000))),
    "whole numbers": CHANCE.integers(0, 11, (21, 2000)),
    "two heaps far apart": np.where(CHANCE.random((21, 2000)) < 0.5, 1e-6, 1.0) * CHANCE.random((21, 2000)),
    "all alike": np.full((3, 50), 7.0),
    "one twin": CHANCE.standard_normal((3, 1)),
}


class TestTheLevels:
    @pytest.mark.parametrize("name", TABLES)
    @pytest.mark.parametrize("levels", [LEVELS, (0.9, 0.0, 1.0, 0.5, 0.5)], ids=["usual", "in any order"])
    def test_are_the_values_that_sorting_finds(self, name: str, levels: tuple[float, ...]) -> None:
        """Each is the value of one twin."""
        values = TABLES[name].astype(np.float32)
        count = values.shape[-1]
        places = [min(count - 1, int(level * count)) for level in levels]
        assert np.array_equal(quantiles(values, levels), np.sort(values, axis=-1)[:, places].T)

    def test_keep_the_shape_of_what_is_asked(self) -> None:
        """One time, or many."""
        assert quantiles(CHANCE.random(9), [0.5]).shape == (1,)
        assert quantiles(CHANCE.random((4, 3, 9))).shape == (len(LEVELS), 4, 3)


class TestATable:
    @pytest.mark.parametrize("shape", [(1, 1), (16, 16), (33, 121), (2000, 7)])
    def test_is_turned_whole(self, shape: tuple[int, int]) -> None:
        """Also where the squares do not fit."""
        values = CHANCE.random(shape)
        assert np.array_equal(outlook_kernel.turned(values), values.T.astype(np.float32))


class TestSettling:
    def test_is_the_first_minute_from_which_it_stays(self) -> None:
        """At once, after a relapse, or never within what was looked at."""
        below = np.array([[True, True, True], [True, False, True], [True, True, False]])
        assert settled_at(below, np.array([0.0, 5.0, 10.0])).tolist() == [0.0, 10.0, np.inf]
