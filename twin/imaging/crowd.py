"""A frame's figures one after another in a few arrays, so that kernels take all of them in one call."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.imaging.figure import Figure


class Crowd(NamedTuple):
    """Figures in the order given; ``spans`` (n, 6) int64 are each one's vertices, triangles and palette from, to.

    vertices (v, 3) float32 [m], triangles (t, 3) int32 (into the figure's own vertices), part (t,) uint8 (into its own
    palette), palette (p, 3) and glow (p,) float32 as in a `Figure`.
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]
    palette: NDArray[np.float32]
    glow: NDArray[np.float32]
    spans: NDArray[np.int64]


def crowd_of(figures: Sequence[Figure]) -> Crowd:
    """Put figures, at least one, one after another."""
    counts = np.array([(len(f.vertices), len(f.triangles), len(f.palette)) for f in figures], dtype=np.int64)
    ends = counts.cumsum(axis=0)
    spans = np.stack([ends - counts, ends], axis=2).reshape(len(figures), 6)
    return Crowd(
        np.concatenate([f.vertices for f in figures]),
        np.concatenate([f.triangles for f in figures]),
        np.concatenate([f.part for f in figures]),
        np.concatenate([f.palette for f in figures]),
        np.concatenate([f.glow for f in figures]),
        spans,
    )
