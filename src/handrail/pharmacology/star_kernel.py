"""The closed form of a drug that meets one centre, compiled: roots, steps, and a walk along a schedule of steps.

Imported by `star` when it is first needed, because compiling and importing the compiler take their time. All
compiled functions stand in this one file: the compiled code is kept on disk beside it, or where the user's caches
are when the package cannot be written to, and is renewed when this file changes.

A person is a row of figures: see `star.FIGURES`. A schedule is a row of operations: see `plan`.
"""

import math

import numba
import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.compiled import compiled, njit

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Steps = tuple[NDArray[np.float64], NDArray[np.int64], NDArray[np.float64], NDArray[np.int64], NDArray[np.int64]]

SPOKES = 3  # the most compartments around a centre
MODES = SPOKES + 1
ROUNDING = 2.0**-52
RELATIVE = 1e-9  # how far apart two quadratically converging approximations may be: the next is exact
MOST_ROUNDS = 60
ROOT_ALLOWED = 1e-12  # of a root's distance from its pole: the error that weights may inherit
DECAY_ALLOWED = 2e-13  # of a root: over the 700 time constants that a float can count this is 1.4e-10
SHORT = 0.5  # below it a second difference of exponentials is summed as a series
SERIES = 16
STEP_WITHIN = 1e-13  # of the time since the last change: a step that fits this well is used again
STEPS_KEPT = 16
ONCE, STAY = -1, -2  # instead of a kept step: one of its own length, and none at all
CHUNK = 64


@compiled
def plan(times: Floats, starts: Floats) -> Steps:
    """The steps that lead through ascending times and changes, the same for everybody.

    Returns:
        The lengths that are used again; then for each operation its place among them (or ONCE, STAY), its own
        length, the first column that it fills (or -1), and how many such steps follow each other. A count of 0 is
        the next change of what is given.

    A step that is used n times in a row brings half of n roundings: 1e-9 after nine million.
    """
    most = len(times) + 2 * len(starts)
    kept = np.empty(STEPS_KEPT)
    known = 0
    slot, column, count = np.empty(most, np.int64), np.empty(most, np.int64), np.empty(most, np.int64)
    length = np.zeros(most)
    done, place = 0, 0
    while place < len(times) and times[place] < starts[0]:
        place += 1
    for change in range(len(starts)):
        slot[done], column[done], count[done] = STAY, -1, 0
        done += 1
        last = change + 1 == len(starts)
        reached, lost = 0.0, 0.0  # minutes since the change, and what adding them up has lost
        while place < len(times) and (last or times[place] < starts[change + 1]):
            since = times[place] - starts[change]
            which, step = _step(since - reached + lost, STEP_WITHIN * since, kept, known)
            known = max(known, which + 1)
            gained = step - lost
            after = reached + gained
            lost = (after - reached) - gained
            reached = after
            if which >= 0 and slot[done - 1] == which and count[done - 1] > 0:
                count[done - 1] += 1
            else:
                slot[done], length[done], column[done], count[done] = which, step, place, 1
                done += 1
            place += 1
        if last or place == len(times):
            break
        rest = starts[change + 1] - starts[change] - reached + lost
        which, step = _step(rest, 0.0, kept, known)
        known = max(known, which + 1)
        slot[done], length[done], column[done], count[done] = which, step, -1, 1
        done += 1
    return kept[:known], slot[:done], length[:done], column[:done], count[:done]


@compiled
def _step(wanted: float, within: float, kept: Floats, known: int) -> tuple[int, float]:
    """A kept step that fits, a new one that is kept from now on, one that is used once, or none."""
    if wanted <= 0.0:
        return STAY, 0.0
    for place in range(known):
        if abs(kept[place] - wanted) <= within:
            return place, kept[place]
    if known == len(kept):
        return ONCE, wanted
    kept[known] = wanted
    return known, wanted


@compiled
def _gather(person: Floats, poles: Floats) -> tuple[int, float]:
    """The poles in ascending order, equal ones as one: rows of exit, strength, out, out x lost. And what leaves the centre."""
    leaving = person[0]
    found = 0
    for spoke in range(SPOKES):
        out, back, lost = person[4 + spoke], person[4 + SPOKES + spoke], person[4 + 2 * SPOKES + spoke]
        if out == 0.0:
            continue
        if back == 0.0:
            leaving += out
            continue
        exits = back + lost
        place = 0
        while place < found and poles[0, place] < exits:
            place += 1
        if place == found or poles[0, place] != exits:
            for later in range(found, place, -1):
                poles[:, later] = poles[:, later - 1]
            poles[:, place] = 0.0
            poles[0, place] = exits
            found += 1
        poles[1, place] += out * back
        poles[2, place] += out
        poles[3, place] += out * lost
    return found, leaving


@compiled
def _slowest(poles: Floats, found: int, leaving: float) -> tuple[float, float]:
    """The smallest root, counted from 0, from sums of positive terms; and its error by rounding. Between 0 and half the first pole."""
    root = 0.0  # the function is concave: the first of Newton's steps goes too far, and from there none does
    error = math.inf
    for _ in range(MOST_ROUNDS):
        gain, mass, slope = leaving, 1.0, 1.0
        for place in range(found):
            away = 1.0 / (poles[0, place] - root)
            gain += poles[3, place] * away
            mass += poles[2, place] * away
            slope += poles[1, place] * away * away
        step = (gain - root * mass) / slope
        root = min(root + step, 0.5 * poles[0, 0])
        error = 4 * ROUNDING * gain / slope
        if abs(step) <= RELATIVE * root:
            break
    return root, error


@compiled
def _beside(poles: Floats, found: int, total: float, origin: int, side: float) -> tuple[float, float]:
    """A root by its distance from the nearest pole, on one side of it; and that distance's error by rounding.

    The nearest pole is kept exact and the rest is replaced by its tangent: a quadratic, with one root on each side.
    """
    centre = poles[0, origin]
    strength = poles[1, origin]
    away = 0.0
    error = math.inf
    for _ in range(MOST_ROUNDS):
        rest, tangent, size = total - centre - away, -1.0, total + centre + abs(away)
        for place in range(found):
            if place != origin:
                inverse = 1.0 / (poles[0, place] - centre - away)
                term = poles[1, place] * inverse
                rest -= term
                tangent -= term * inverse
                size += abs(term)
        linear = rest - tangent * away
        spread = math.sqrt(linear * linear - 4.0 * tangent * strength)
        if side * linear >= 0.0:
            after = side * (abs(linear) + spread) / (-2.0 * tangent)
        else:
            after = side * 2.0 * strength / (abs(linear) + spread)
        step = after - away
        away = after
        error = ROUNDING * (size + strength / abs(away)) / (strength / (away * away) - tangent)
        if abs(step) <= RELATIVE * abs(away):
            return away, error
    return away, math.inf


@compiled
def _modes(person: Floats, poles: Floats, decays: Floats, weights: Floats) -> bool:
    """The decays and their parts of one milligram in the centre; False where rounding would show."""
    found, leaving = _gather(person, poles)
    total = leaving
    for place in range(found):
        total += poles[2, place]
    decays[:] = 0.0
    weights[:] = 0.0
    if found == 0:
        decays[0], weights[0] = total, 1.0
        return 0.0 < total < math.inf
    fine = True
    for mode in range(found + 1):
        origin, side = _nearest(poles, found, total, mode)
        if origin < 0:
            decay, error = _slowest(poles, found, leaving)
            away, centre = decay, 0.0
        else:
            away, error = _beside(poles, found, total, origin, side)
            centre = poles[0, origin]
            decay = centre + away
            fine &= error <= ROOT_ALLOWED * abs(away)
        slope = 1.0
        for place in range(found):
            distance = (poles[0, place] - centre) - away
            slope += poles[1, place] / (distance * distance)
        decays[mode] = decay
        weights[mode] = 1.0 / slope
        below = poles[0, mode - 1] if mode else 0.0
        fine &= below <= decay < math.inf and decay > 0.0 and error <= DECAY_ALLOWED * decay
        fine &= mode == found or decay <= poles[0, mode]
    return fine


@compiled
def _nearest(poles: Floats, found: int, total: float, mode: int) -> tuple[int, float]:
    """The pole (or -1 for 0) from which a root is counted, and on which side of it the root lies."""
    if mode == found:
        return found - 1, 1.0
    below = poles[0, mode - 1] if mode else 0.0
    half = 0.5 * (poles[0, mode] - below)
    value = total - below - half
    for place in range(found):
        value -= poles[1, place] / (poles[0, place] - below - half)
    if value > 0.0:
        return mode, -1.0
    return mode - 1, 1.0


@compiled
def _second(low: float, high: float, low_mean: float, low_part: float, apart_mean: float) -> float:
    """The second divided difference of exp at 0, -low, -high: positive, and without cancellation."""
    if high >= SHORT:
        return (low_mean - low_part * apart_mean) / high
    symmetric, power, factorial, total = 1.0, 1.0, 2.0, 0.5
    for order in range(1, SERIES):
        power *= -high
        symmetric = power - low * symmetric
        factorial *= order + 2.0
        total += symmetric / factorial
    return total


@compiled
def _mean(decay: float) -> float:
    """(1 - exp(-decay)) / decay: the mean of the decay over a step."""
    return 1.0 if decay == 0.0 else -math.expm1(-decay) / decay


@compiled
def _factors(step: float, person: Floats, decays: Floats, inputs: Floats, factors: Floats) -> None:
    """What a step does: by mode what is kept, what 1 mg/min adds and what reaches the effect site; for the site as well."""
    towards, site = person[2], person[1] * step
    site_kept, site_mean = math.exp(-site), _mean(site)
    added = 0.0
    for mode in range(MODES):
        if inputs[mode] == 0.0:
            factors[mode] = factors[MODES + mode] = factors[2 * MODES + mode] = 0.0
            continue
        decay = decays[mode] * step
        mean = _mean(decay)
        kept = math.exp(-decay)
        if decay < site:
            low, high, low_mean, low_kept = decay, site, mean, kept
        else:
            low, high, low_mean, low_kept = site, decay, site_mean, site_kept
        apart = _mean(high - low)
        factors[mode] = kept
        factors[MODES + mode] = inputs[mode] * step * mean
        factors[2 * MODES + mode] = towards * step * low_kept * apart
        added += inputs[mode] * _second(low, high, low_mean, low_kept, apart)
    factors[3 * MODES] = site_kept
    factors[3 * MODES + 1] = towards * step * step * added


@compiled
def _walk(
    person: Floats,
    decays: Floats,
    inputs: Floats,
    table: Floats,
    steps: Steps,
    changes: Floats,
    plasma: Floats,
    site: Floats,
) -> None:
    """One person along the schedule; columns before the first change are left as they are."""
    kept, slot, length, column, count = steps
    for place in range(len(kept)):
        _factors(kept[place], person, decays, inputs, table[place])
    a, b, c, d, effect, rate = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    change = 0
    for operation in range(len(slot)):
        if count[operation] == 0:
            bolus, rate = changes[change, 0], changes[change, 1]
            change += 1
            a, b, c, d = a + inputs[0] * bolus, b + inputs[1] * bolus, c + inputs[2] * bolus, d + inputs[3] * bolus
            continue
        first = column[operation]
        if slot[operation] == STAY:
            if first >= 0:
                plasma[first], site[first] = (a + b) + (c + d), effect
            continue
        row = slot[operation]
        if row == ONCE:
            row = STEPS_KEPT
            _factors(length[operation], person, decays, inputs, table[row])
        f = table[row]
        ka, kb, kc, kd = f[0], f[1], f[2], f[3]
        ra, rb, rc, rd = f[4] * rate, f[5] * rate, f[6] * rate, f[7] * rate
        ea, eb, ec, ed = f[8], f[9], f[10], f[11]
        ke, re = f[12], f[13] * rate
        for index in range(count[operation]):
            effect = effect * ke + (((ea * a + eb * b) + (ec * c + ed * d)) + re)
            a, b, c, d = a * ka + ra, b * kb + rb, c * kc + rc, d * kd + rd
            if first >= 0:
                plasma[first + index], site[first + index] = (a + b) + (c + d), effect


@compiled
def _some(
    people: Floats,
    since: int,
    until: int,
    steps: Steps,
    changes: Floats,
    plasma: Floats,
    site: Floats,
    fine: NDArray[np.bool_],
) -> None:
    poles = np.empty((4, SPOKES))
    decays, weights, inputs = np.empty(MODES), np.empty(MODES), np.empty(MODES)
    table = np.empty((STEPS_KEPT + 1, 3 * MODES + 2))
    for each in range(since, until):
        person = people[each]
        fine[each] = _modes(person, poles, decays, weights)
        if fine[each]:
            for mode in range(MODES):
                inputs[mode] = person[3] * weights[mode]
            _walk(person, decays, inputs, table, steps, changes, plasma[each], site[each])


@compiled
def on_one_core(
    people: Floats,
    steps: Steps,
    changes: Floats,
    plasma: Floats,
    site: Floats,
    fine: NDArray[np.bool_],
) -> None:
    """Everybody, one after the other."""
    _some(people, 0, len(people), steps, changes, plasma, site, fine)


def _side_by_side(
    people: Floats,
    steps: Steps,
    changes: Floats,
    plasma: Floats,
    site: Floats,
    fine: NDArray[np.bool_],
) -> None:
    for chunk in numba.prange((len(people) + CHUNK - 1) // CHUNK):
        _some(people, chunk * CHUNK, min(len(people), (chunk + 1) * CHUNK), steps, changes, plasma, site, fine)


on_all_cores = njit(_side_by_side, parallel=True)  # compiled when it is first called, which a server never does
