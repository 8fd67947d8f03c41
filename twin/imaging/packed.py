"""Layers that are asked for once a minute, kept compressed in between."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

# The least effort takes most of what there is to take.
_EFFORT = 1


class Packed:
    """An array, compressed: ``opened`` gives an equal one that nobody else holds."""

    __slots__ = ("_data", "_dtype", "shape")

    def __init__(self, array: NDArray[Any]) -> None:
        self._data = zlib.compress(np.ascontiguousarray(array).data, _EFFORT)
        self._dtype, self.shape = array.dtype, array.shape

    @property
    def nbytes(self) -> int:
        """Bytes that are held."""
        return len(self._data)

    def opened(self) -> NDArray[Any]:
        """Return the array."""
        whole: NDArray[Any] = np.empty(self.shape, dtype=self._dtype)
        whole.reshape(-1).view(np.uint8)[:] = np.frombuffer(zlib.decompress(self._data), dtype=np.uint8)
        return whole
