"""Figures into the picture: lit, drawn into a tile each, smeared if they move, laid over what lies behind."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.canvas import Canvas
from twin.imaging.crowd import Crowd
from twin.imaging.framing import Places
from twin.imaging.raster import blend, fill, resolve, smear
from twin.imaging.relief import vertex_light
from twin.imaging.samples import SAMPLES
from twin.imaging.spotlight import PlaceLight

SMEAR_FROM_PX = 0.75


class Lit(NamedTuple):
    """Light of n places: ``numbers`` (n, 11) and ``lamps`` (l, 3) as `vertex_light` takes them, ``spans`` (n, 2)."""

    numbers: NDArray[np.float64]
    lamps: NDArray[np.float64]
    spans: NDArray[np.int64]


class Scratch(NamedTuple):
    """Room for a tile, `fill`'s layers and `resolve`'s; kept, for fresh memory costs more than use."""

    nearest: NDArray[np.int16]
    inverse: NDArray[np.float32]
    tile: NDArray[np.float32]


_SCRATCH: list[Scratch] = []


def scratch_for(pixels: int) -> Scratch:
    """Return this process's scratch, grown when it is too small."""
    if not _SCRATCH or len(_SCRATCH[0].tile) < 4 * pixels:
        many = SAMPLES * SAMPLES * pixels
        made = Scratch(np.empty(many, np.int16), np.empty(many, np.float32), np.empty(4 * pixels, np.float32))
        _SCRATCH[:] = [made]
    return _SCRATCH[0]


def lit_by(found: list[PlaceLight]) -> Lit:
    """Put the light of several places one after another."""
    counts = np.array([len(lamps) for _, lamps in found], dtype=np.int64)
    ends = counts.cumsum()
    numbers = np.array([numbers for numbers, _ in found])
    return Lit(numbers, np.concatenate([lamps for _, lamps in found]), np.stack([ends - counts, ends], axis=1))


def paint(
    crowd: Crowd,
    places: Places,
    order: NDArray[np.int64],
    own: NDArray[np.int64],
    lit: Lit,
    eye: NDArray[np.float64],
    mono: bool,
    stays: bool,
    canvas: Canvas,
) -> NDArray[np.int64]:
    """Draw a crowd in ``order``, figure i leaving mark ``own[i]``; return how many samples each has, hidden or not.

    Figures that stay add themselves to the canvas's depth.
    """
    samples = np.zeros(len(order), dtype=np.int64)
    canvas_layers = canvas.depth, canvas.picture, canvas.marks, canvas.touched
    sides = places.boxes[:, 2:] - places.boxes[:, :2]
    scratch = scratch_for(int((sides[:, 0] * sides[:, 1]).max()))
    paint_all(crowd, places, order, own, lit, eye, mono, stays, *canvas_layers, samples, scratch)
    return samples


@kernel
def paint_all(
    crowd: Crowd,
    places: Places,
    order: NDArray[np.int64],
    own: NDArray[np.int64],
    lit: Lit,
    eye: NDArray[np.float64],
    mono: bool,
    stays: bool,
    depth: NDArray[np.float32],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
    samples: NDArray[np.int64],
    scratch: Scratch,
) -> None:
    """Draw every figure; see `paint`."""
    for turn in range(order.shape[0]):
        i = order[turn]
        span, box, shift = crowd.spans[i], places.boxes[i], places.shifts[i]
        height, width = box[3] - box[1], box[2] - box[0]
        if height <= 0 or width <= 0:
            continue
        vertices, screen = crowd.vertices[span[0] : span[1]], places.screen[span[0] : span[1]]
        triangles, part = crowd.triangles[span[2] : span[3]], crowd.part[span[2] : span[3]]
        palette, glow = crowd.palette[span[4] : span[5]], crowd.glow[span[4] : span[5]]
        many = height * width * SAMPLES * SAMPLES
        nearest = scratch.nearest[:many].reshape(height * SAMPLES, width * SAMPLES)
        inverse = scratch.inverse[:many].reshape(height * SAMPLES, width * SAMPLES)
        scratch.nearest[:many] = -1
        scratch.inverse[:many] = 0.0
        fill(screen, triangles, box[0] * SAMPLES, box[1] * SAMPLES, nearest, inverse, True)
        lamps = lit.lamps[lit.spans[i, 0] : lit.spans[i, 1]]
        light = vertex_light(vertices, triangles, lit.numbers[i], lamps, eye, mono)
        straight = max(abs(shift[0]), abs(shift[1])) <= SMEAR_FROM_PX
        room = 0 if straight else height * width * 4
        tile = scratch.tile[:room].reshape(height if room else 0, width, 4)
        shade = screen, triangles, part, palette, glow, light, nearest, inverse, depth, box[0], box[1], tile, stays
        samples[i] = resolve(*shade, straight, own[i], picture, marks, touched)
        if not straight:
            blend(smear(tile, shift[0], shift[1]), box[0], box[1], own[i], picture, marks, touched)
