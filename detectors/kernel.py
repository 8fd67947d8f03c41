"""The one door to numba: compiled kernels, cached, without fast maths or parallel reductions.

numba's cache on disk notices when the file of a kernel changes, but not when a kernel that it calls, or a constant
that it takes from another module, does. `KernelCache` asks for the same `fingerprint` too, so nothing stale is run.
"""

import fcntl
import gc
import hashlib
import inspect
import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from enum import EnumType
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType, ModuleType
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from numba.core.caching import FunctionCache
from numba.core.dispatcher import Dispatcher
from numba.core.types.misc import unliteral

P = ParamSpec("P")
R = TypeVar("R")
LOCK = "kernels.lock"


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile ``function`` with numba in nopython mode.

    The result is the same bytes on every x86-64 machine: no ``fastmath``, no ``prange``, ``math`` functions from
    the C library rather than NumPy's per-instruction-set ones. Compiled code is cached beside the module, or in the
    user's cache folder when that place is read-only; where neither can be written, every process compiles anew.
    """
    # Nobody calls a kernel from C, and the wrapper for it takes an eighth of compiling.
    compiled = numba.njit(nogil=True, fastmath=False, no_cfunc_wrapper=True)(function)
    resolve = compiled.get_call_template
    compiled.get_call_template = lambda args, kws: resolve(
        plain(args), dict(zip(kws, plain(kws.values()), strict=True))
    )
    try:
        compiled._cache = KernelCache(function)
    except RuntimeError:  # numba found no folder that it may write to: slower, not wrong
        return cast("Callable[P, R]", compiled)
    build, lock = compiled.compile, Path(compiled._cache.cache_path) / LOCK
    name = zlib.crc32(f"{function.__module__}.{function.__qualname__}".encode())

    def compile_in_turn(signature: Any) -> Any:
        with in_turn(lock, name), uncollected():
            return build(signature)

    compiled.compile = compile_in_turn
    return cast("Callable[P, R]", compiled)


@contextmanager
def in_turn(lock: Path, name: int) -> Iterator[None]:
    """Let no other process compile the kernel of this name meanwhile: it waits, and finds the result in the cache.

    Kernels call each other in one direction, so processes cannot come to wait in a ring, unless two names fall
    together; the system notices that, and the kernel is compiled twice.
    """
    held = lock_file(lock)
    try:
        if held is not None:
            with suppress(OSError):
                fcntl.lockf(held, fcntl.LOCK_EX, 1, name)
        yield
    finally:
        if held is not None:
            with suppress(OSError):
                fcntl.lockf(held, fcntl.LOCK_UN, 1, name)


@cache
def lock_file(path: Path) -> int | None:
    """Open a folder's lock for good: closing any handle of a file lets go of all that the process has locked in it."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError:
        return None


@contextmanager
def uncollected() -> Iterator[None]:
    """Collect no garbage meanwhile: a seventh of compiling would go into looking for some."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def plain(given: Iterable[Any]) -> tuple[Any, ...]:
    """Types of arguments without the values of literals: else numba compiles a callee anew for every constant."""
    return tuple(unliteral(one) for one in given)


class KernelCache(FunctionCache):  # type: ignore[misc]  # numba has no types
    """Compiled code on disk, found again only while all that went into it is the same."""

    def _index_key(self, sig: Any, codegen: Any) -> tuple[Any, ...]:
        return (*super()._index_key(sig, codegen), fingerprint(self._py_func))


def fingerprint(function: FunctionType) -> str:
    """Digest what is compiled into ``function``: its code, its constants, and those of the kernels it calls.

    Taken from what is loaded, not from files, for they may have been edited since.
    """
    found: dict[str, str] = {}
    waiting = [function]
    while waiting:
        one = waiting.pop()
        name = f"{one.__module__}.{one.__qualname__}"
        if name not in found:
            found[name] = own_part(one)
            waiting += [value.py_func for value in outside(one).values() if isinstance(value, Dispatcher)]
    return hashlib.sha256(repr(sorted(found.items())).encode()).hexdigest()


@cache
def own_part(function: FunctionType) -> str:
    """Spell one function's code and the values it takes from outside; called kernels by name only."""
    values = {name: spelled(value) for name, value in sorted(outside(function).items())}
    return f"{spelled(function.__code__)} {spelled(function.__defaults__)} {values}"


def outside(function: FunctionType) -> dict[str, Any]:
    """Return what ``function`` takes from its module, from modules named there, and from around it, by name."""
    seen = inspect.getclosurevars(function)
    values = {**seen.globals, **seen.nonlocals}
    for module_name, module in list(values.items()):
        if isinstance(module, ModuleType):
            names = [name for name in function.__code__.co_names if hasattr(module, name)]
            values |= {f"{module_name}.{name}": getattr(module, name) for name in names}
    return values


def spelled(value: Any) -> str:
    """Write a value in a way that is the same in every process and differs when the value does."""
    if isinstance(value, CodeType):
        return f"{value.co_code.hex()} {value.co_names} {spelled(value.co_consts)}"
    if isinstance(value, tuple):
        return f"({', '.join(map(spelled, value))})"
    if isinstance(value, frozenset):
        return f"{{{', '.join(sorted(map(spelled, value)))}}}"
    if isinstance(value, np.ndarray):
        return f"{value.dtype} {value.shape} {hashlib.sha256(value.tobytes()).hexdigest()}"
    if isinstance(value, EnumType):
        return repr(list(value))
    return str(getattr(value, "__qualname__", None) or getattr(value, "__name__", None) or repr(value))
