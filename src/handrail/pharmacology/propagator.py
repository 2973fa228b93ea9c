"""The exact movement of a linear compartment system over any length of time, without a step size.

Amounts obey dx/dt = A x with A's entries off the diagonal at 0 or more (a Metzler matrix). With q the fastest
exit rate, B = A + q I has no negative entry at all, and

    exp(A t) = exp(-q t) * sum over k of (B t)^k / k!

adds positive terms only: nothing cancels, so every entry is right to rounding, the effect site a millisecond
after the start included, where sums of exponentials lose all their digits. Long times are reached by squaring: a
power of two as the unit h, exp(A h 2^m) for the bits of t / h, and the series for what remains. The products, too,
are sums of positive terms. Squaring doubles the relative error of what it squares; after a time t it is
about q t times the rounding of one operation: 2e-11 after six weeks at q = 1.6 per minute.

See Moler and Van Loan, SIAM Review 2003;45:3-49 (methods 3 and 5), and for the shift Sidje, "Expokit", 1998, on
uniformisation.
"""

import math

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.refused import Refused
from handrail.pharmacology.system import Floats

MOST_UNITS = 2.0**62  # what whole numbers count
TERMS_BEYOND_PATH = 18  # 1/18! is below the rounding of a float, when q times the longest remainder is at most 1


class Propagator:
    """exp(A t) applied to a state, for many lengths of time at once and for one matrix or a batch of them.

    The last state is the input: a rate that stays as it is.
    """

    def __init__(self, rates_per_min: Floats) -> None:
        """Take matrices of the shape (..., states, states), the input's column and its empty row included."""
        self._fastest = float(np.max(-np.diagonal(rates_per_min, axis1=-2, axis2=-1)))
        self._unit_min = 2.0 ** math.floor(-math.log2(self._fastest))
        self._terms = _series(rates_per_min * self._unit_min, self._fastest * self._unit_min)
        self._powers = np.arange(len(self._terms))
        self._squares = [self._one_unit()]

    def after(self, start: Floats, lengths_min: Floats) -> Floats:
        """The state after each length of time, the input unchanged.

        Args:
            start: (..., states).
            lengths_min: (times,), 0 or more, in any order.

        Returns:
            (..., states, times).

        Raises:
            Refused: when the rates are so fast that the lengths cannot be counted in their unit.
        """
        units = np.floor(lengths_min / self._unit_min)
        if units.max(initial=0) >= MOST_UNITS:
            raise Refused("The rates are too fast for times this far apart: check the weight.")
        states = self._short(start, lengths_min - units * self._unit_min)
        return self._long(states, units.astype(np.int64))

    def _short(self, start: Floats, lengths_min: Floats) -> Floats:
        """By the series: less than one unit of time."""
        summands = np.stack(list(self._terms @ start[..., np.newaxis]), axis=-1)[..., 0, :]
        weights = np.exp(-self._fastest * lengths_min) * (lengths_min / self._unit_min) ** self._powers[:, np.newaxis]
        states: Floats = summands @ weights
        states[..., -1, :] = start[..., -1:]
        return states

    def _long(self, states: Floats, units: NDArray[np.int64]) -> Floats:
        """By repeated squares: whole units of time, bit by bit."""
        for bit in range(int(units.max(initial=0)).bit_length()):
            chosen = np.flatnonzero((units >> bit) & 1)
            if len(chosen):
                states[..., chosen] = self._square(bit) @ states[..., chosen]
        return states

    def _square(self, bit: int) -> Floats:
        while len(self._squares) <= bit:
            self._squares.append(self._squares[-1] @ self._squares[-1])
        return self._squares[bit]

    def _one_unit(self) -> Floats:
        smallest_first = self._terms[::-1]  # squaring doubles every rounding made here
        unit: Floats = math.exp(-self._fastest * self._unit_min) * smallest_first.sum(axis=0)
        unit[..., -1, -1] = 1.0
        return unit


def _series(rates: Floats, fastest: float) -> Floats:
    """B^k / k!, time counted in units: as many as a float can tell, beyond the longest path through the states."""
    size = rates.shape[-1]
    shifted = rates + fastest * np.eye(size)
    terms = np.empty((size + TERMS_BEYOND_PATH, *rates.shape))
    terms[0] = np.eye(size)
    for order in range(1, len(terms)):
        terms[order] = shifted @ terms[order - 1] / order
    return terms
