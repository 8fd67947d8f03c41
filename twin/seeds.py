"""One seed tree: every consumer draws from a stream of its own, keyed by (seed, kind, name, purpose).

Adding a camera or a resident therefore changes nobody else's draws (common random numbers between paired runs).
"""

import hashlib
from typing import Any, cast

import numpy as np
from numpy.random.bit_generator import ISeedSequence
from numpy.typing import DTypeLike, NDArray

START = np.zeros(4, np.uint64)
WORDS = np.dtype("<u8")


class Key(ISeedSequence):
    """A stream's key where NumPy looks for one: else it would ask the system for randomness first, and drop it."""

    __slots__ = ("words",)

    def __init__(self, words: NDArray[np.uint64]) -> None:
        self.words = words

    def generate_state(self, n_words: int, dtype: DTypeLike = np.uint64) -> NDArray[np.uint64]:  # noqa: ARG002
        """Return the key's two words, which are all that Philox asks for."""
        return self.words


class Seeds:
    """The root of the tree for one run."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        # A part as it is hashed, behind its length; kinds and purposes are few and come again and again.
        self._head: dict[str, bytes] = {}
        self._tail: dict[str, bytes] = {}

    def key(self, kind: str, name: str, purpose: str) -> int:
        """Return the 128-bit key of one stream: BLAKE2b over the four parts, length-prefixed."""
        return int.from_bytes(self._digest(kind, name, purpose), "little")

    def stream(self, kind: str, name: str, purpose: str) -> np.random.Generator:
        """Return a fresh generator at the start of its stream (Philox 4x64, Salmon et al. 2011)."""
        words = np.frombuffer(self._digest(kind, name, purpose), WORDS)
        return np.random.Generator(np.random.Philox(cast(Any, Key(words)), counter=START))

    def _digest(self, kind: str, name: str, purpose: str) -> bytes:
        head, tail = self._head.get(kind), self._tail.get(purpose)
        if head is None:
            head = self._head[kind] = measured(str(self.seed)) + measured(kind)
        if tail is None:
            tail = self._tail[purpose] = measured(purpose)
        return hashlib.blake2b(head + measured(name) + tail, digest_size=16).digest()


def measured(part: str) -> bytes:
    """Return a part's bytes behind their number, so that parts never run together."""
    text = part.encode()
    return len(text).to_bytes(4, "little") + text
