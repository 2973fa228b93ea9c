"""Compiling a function for arrays, kept on disk where that can be: imported by the kernels alone, since numba is large."""

from collections.abc import Callable
from typing import TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])


def compiled(function: Function) -> Function:
    """The function for one core, compiled when it is first called."""
    return cast(Function, njit(function, parallel=False))


def njit(function: Callable[..., object], *, parallel: bool) -> object:
    """The function compiled; without the global lock, and with a division by 0 as numpy does it."""
    try:
        return numba.njit(cache=True, nogil=True, error_model="numpy", parallel=parallel)(function)
    except RuntimeError:  # no folder for the compiled code can be written to: it is made anew in each process
        return numba.njit(nogil=True, error_model="numpy", parallel=parallel)(function)
