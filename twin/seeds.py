"""One seed tree: every consumer draws from a stream of its own, keyed by (seed, kind, name, purpose).

Adding a camera or a resident therefore changes nobody else's draws (common random numbers between paired runs).
"""

import hashlib

import numpy as np


class Seeds:
    """The root of the tree for one run."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def key(self, kind: str, name: str, purpose: str) -> int:
        """Return the 128-bit key of one stream: BLAKE2b over the four parts, length-prefixed."""
        digest = hashlib.blake2b(digest_size=16)
        for part in (str(self.seed), kind, name, purpose):
            data = part.encode()
            digest.update(len(data).to_bytes(4, "little"))
            digest.update(data)
        return int.from_bytes(digest.digest(), "little")

    def stream(self, kind: str, name: str, purpose: str) -> np.random.Generator:
        """Return a fresh generator at the start of its stream (Philox 4x64, Salmon et al. 2011)."""
        return np.random.Generator(np.random.Philox(key=self.key(kind, name, purpose)))
