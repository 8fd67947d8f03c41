"""The one door to numba: compiled kernels, cached, without fast maths or parallel reductions."""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` with numba in nopython mode.

    The result is the same bytes on every x86-64 machine: no ``fastmath``, no ``prange``, ``math`` functions from
    the C library rather than NumPy's per-instruction-set ones. Compiled code is cached on disk.
    """
    return cast("Callable[P, R]", numba.njit(cache=True, nogil=True, fastmath=False)(function))
