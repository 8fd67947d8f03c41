"""What a detector remembers, as bytes: JSON of plain values, arrays and records of this package; never code.

Pickle would run whatever a journal contains; this decodes only enums and dataclasses that live under ``detectors``.
"""

import base64
import dataclasses
import importlib
import json
from enum import Enum
from typing import Any, ClassVar

import numpy as np


class StateError(ValueError):
    """The bytes are no state of this detector."""


class Stateful:
    """Gives a detector `state`, `restore` and `reset` from the attributes named in ``KEEPS``.

    A subclass sets those attributes in `_start`, which ``__init__`` and `reset` call. No two kept attributes may
    share a mutable object: they come back as copies.
    """

    KEEPS: ClassVar[tuple[str, ...]] = ()

    def _start(self) -> None:
        """Set every attribute in ``KEEPS`` to what a new detector has."""
        raise NotImplementedError

    def reset(self) -> None:
        """Forget everything seen."""
        self._start()

    def state(self) -> bytes:
        """Return all that was learnt, as bytes that `restore` takes back."""
        return encode({name: getattr(self, name) for name in self.KEEPS})

    def restore(self, state: bytes) -> None:
        """Continue from ``state`` exactly as the detector that made it would have."""
        kept = decode(state)
        if not isinstance(kept, dict) or tuple(kept) != self.KEEPS:
            raise StateError(f"not a state of {type(self).__name__}: expected {', '.join(self.KEEPS)}")
        for name, value in kept.items():
            setattr(self, name, value)


def encode(value: object) -> bytes:
    """Return ``value`` as bytes; floats come back exactly."""
    return json.dumps(_plain(value), separators=(",", ":")).encode()


def decode(data: bytes) -> Any:
    """Return what `encode` was given."""
    try:
        return _lively(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError, ImportError) as error:
        raise StateError(f"unreadable state: {error}") from error


def _plain(value: Any) -> Any:  # noqa: PLR0911  one return per kind of value reads best
    if isinstance(value, Enum):
        return {"e": _name(type(value)), "v": value.value}
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, bytes):
        return {"b": base64.b64encode(value).decode()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, tuple):
        return {"t": [_plain(part) for part in value]}
    if isinstance(value, dict):
        return {"m": [[_plain(key), _plain(part)] for key, part in value.items()]}
    if isinstance(value, np.ndarray):
        return {"a": base64.b64encode(value.tobytes()).decode(), "d": value.dtype.str, "s": list(value.shape)}
    if dataclasses.is_dataclass(value):
        return {"r": _name(type(value)), "v": [_plain(getattr(value, f.name)) for f in dataclasses.fields(value)]}
    raise TypeError(f"cannot keep a {type(value).__name__}")


def _lively(value: Any) -> Any:  # noqa: PLR0911  mirrors `_plain`
    if isinstance(value, list):
        return [_lively(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "t" in value:
        return tuple(_lively(part) for part in value["t"])
    if "m" in value:
        return {_lively(key): _lively(part) for key, part in value["m"]}
    if "b" in value:
        return base64.b64decode(value["b"])
    if "a" in value:
        array = np.frombuffer(base64.b64decode(value["a"]), dtype=np.dtype(value["d"]))
        return array.reshape(value["s"]).copy()
    if "e" in value:
        return _class(value["e"], Enum)(value["v"])
    return _class(value["r"], None)(*[_lively(part) for part in value["v"]])


def _name(kind: type) -> str:
    return f"{kind.__module__}:{kind.__qualname__}"


def _class(name: str, base: type | None) -> Any:
    module, _, attribute = name.partition(":")
    if module.partition(".")[0] != "detectors":
        raise StateError(f"{name} is not a record of the detectors")
    found = getattr(importlib.import_module(module), attribute)
    if not isinstance(found, type) or not (issubclass(found, base) if base else dataclasses.is_dataclass(found)):
        raise StateError(f"{name} is not a record")
    return found
