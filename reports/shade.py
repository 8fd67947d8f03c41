"""How well the ground is covered, as a small see-through picture under the plan.

Two depths of one tint: where a person can be detected and where one can be recognised (IEC 62676-4:2014: 25 and
125 px/m). What stays blank outdoors is blind.
"""

import base64
import struct
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

DETECT_PX_PER_M = 25.0
RECOGNISE_PX_PER_M = 125.0
TINT = (0, 114, 178)
# Alpha of what can be detected and of what can be recognised; blind ground has none.
STEPS = ((DETECT_PX_PER_M, 34), (RECOGNISE_PX_PER_M, 78))


@dataclass(frozen=True)
class Coverage:
    """Best pixel density of any camera per cell of the ground: ``density`` (ny, nx) float32 [px/m], row 0 southmost.

    ``steps`` are the densities [px/m] at which the tint ``rgb`` grows deeper, each with its alpha, 0 to 255.
    """

    x0: float
    y0: float
    cell_m: float
    density: NDArray[np.float32]
    outdoor: NDArray[np.bool_]
    steps: tuple[tuple[float, int], ...] = STEPS
    rgb: tuple[int, int, int] = TINT

    def share(self, at_least: float) -> float:
        """Share of the outdoor ground seen at this density or better."""
        return float((self.density[self.outdoor] >= at_least).mean()) if self.outdoor.any() else 0.0


def read_coverage(path: Path) -> Coverage | None:
    """Read ``coverage.npz``; None when the run wrote none."""
    if not path.exists():
        return None
    with np.load(path, allow_pickle=False) as held:
        layers, outdoor = held["px_per_m"], held["outdoor"].astype(bool)
        best = layers.max(axis=0) if len(layers) else np.zeros(outdoor.shape, dtype=np.float32)
        x0, y0, cell_m = (float(v) for v in held["grid"])
        return Coverage(x0, y0, cell_m, best, outdoor)


def tint(coverage: Coverage) -> str:
    """The shading as a PNG data URI, north up, one pixel per cell."""
    levels = np.zeros(coverage.density.shape, dtype=np.uint8)
    for at_least, _ in coverage.steps:
        levels += coverage.density >= at_least
    levels[~coverage.outdoor] = 0
    return "data:image/png;base64," + base64.b64encode(
        png(levels[::-1], (0, *(alpha for _, alpha in coverage.steps)), coverage.rgb)
    ).decode("ascii")


def png(levels: NDArray[np.uint8], alphas: tuple[int, ...], rgb: tuple[int, int, int] = TINT) -> bytes:
    """Encode a picture of indices (ny, nx) uint8 into alphas of one tint (ISO/IEC 15948, PNG)."""
    height, width = levels.shape
    rows = b"".join(b"\x00" + row.tobytes() for row in np.ascontiguousarray(levels))
    return b"".join(
        [
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
            chunk(b"PLTE", bytes(rgb) * len(alphas)),
            chunk(b"tRNS", bytes(alphas)),
            chunk(b"IDAT", zlib.compress(rows, 9)),
            chunk(b"IEND", b""),
        ]
    )


def chunk(kind: bytes, data: bytes) -> bytes:
    """One chunk: length, kind, data, CRC."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
