"""Compiled: the ranks of many twins at each minute, and a table the other way round. Imported by `outlook` on first use.

The compiled code is kept as that of `star_kernel` is.
"""

import numpy as np
from numpy.typing import NDArray

from handrail.pharmacology.compiled import compiled

Singles = NDArray[np.float32]
Floats = NDArray[np.float64]
Places = NDArray[np.int64]

BINS = 1024  # so that few of two thousand twins share one
SIDE = 16  # of the squares in which a table is turned
FEW = 40  # so many are sorted by insertion


@compiled
def turned(values: Floats) -> Singles:
    """The table the other way round and in single precision, square by square, so that both stay in the cache."""
    rows, columns = values.shape
    result = np.empty((columns, rows), np.float32)
    for top in range(0, rows, SIDE):
        for left in range(0, columns, SIDE):
            for column in range(left, min(left + SIDE, columns)):
                for row in range(top, min(top + SIDE, rows)):
                    result[column, row] = values[row, column]
    return result


@compiled
def ranked(values: Singles, ranks: Places) -> Singles:
    """The values of these ranks in each row, (rows, ranks): exactly those that sorting would find there.

    Each row is spread over bins between its ends; only the bins that hold a rank are sorted. Values at an end, of
    which a scale that ends there has many, have bins of their own.

    Args:
        values: (rows, at least one column), no NaN.
        ranks: ascending, from 0 to the number of columns - 1.
    """
    rows, columns = values.shape
    result = np.empty((rows, len(ranks)), np.float32)
    bins, counts, shelf_of = np.empty(columns, np.int16), np.empty(BINS, np.int32), np.empty(BINS, np.int8)
    shelves = np.empty((len(ranks), columns), np.float32)
    held, shelf, before = np.empty(len(ranks), np.int64), np.empty(len(ranks), np.int64), np.empty(len(ranks), np.int64)
    for row in range(rows):
        low, high = _spread_out(values[row], bins, counts)
        if not low < high:  # all are the same
            result[row] = low
            continue
        _find(counts, ranks, shelf_of, shelf, before)
        held[:] = 0
        for column in range(columns):
            chosen = shelf_of[bins[column]]
            if chosen >= 0:
                shelves[chosen, held[chosen]] = values[row, column]
                held[chosen] += 1
        for place in range(len(ranks)):
            chosen = shelf[place]
            if place == 0 or chosen != shelf[place - 1]:
                _sort(shelves[chosen, : held[chosen]])
            result[row, place] = shelves[chosen, ranks[place] - before[place]]
    return result


@compiled
def _spread_out(row: Singles, bins: NDArray[np.int16], counts: NDArray[np.int32]) -> tuple[float, float]:
    """The bin of each value, how many each bin holds, and the ends of the row."""
    low, high = row[0], row[0]
    for value in row:
        low = min(value, low)
        high = max(value, high)
    scale = np.float32(BINS - 3) / (high - low)
    for column in range(len(row)):
        value = row[column]
        bins[column] = np.int32((value - low) * scale) + (value > low) + (value == high)
    counts[:] = 0
    for column in range(len(row)):
        counts[bins[column]] += 1
    return low, high


@compiled
def _find(counts: NDArray[np.int32], ranks: Places, shelf_of: NDArray[np.int8], shelf: Places, before: Places) -> None:
    """The bins that hold a rank, numbered as shelves; for each rank its shelf, and how many values lie before that."""
    shelf_of[:] = -1
    here, passed, found = 0, 0, 0
    for place in range(len(ranks)):
        while passed + counts[here] <= ranks[place]:
            passed += counts[here]
            here += 1
        if shelf_of[here] < 0:
            shelf_of[here] = found
            found += 1
        shelf[place], before[place] = shelf_of[here], passed


@compiled
def _sort(part: Singles) -> None:
    """In place, ascending."""
    if len(part) > FEW:
        if part.min() < part.max():
            part.sort()
        return
    for place in range(1, len(part)):
        value, hole = part[place], place
        while hole > 0 and part[hole - 1] > value:
            part[hole] = part[hole - 1]
            hole -= 1
        part[hole] = value
