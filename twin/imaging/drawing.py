"""Figures into the picture: lit, drawn into a tile each, smeared if they move, laid over what lies behind."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.canvas import Canvas
from twin.imaging.crowd import Crowd
from twin.imaging.framing import Places
from twin.imaging.raster import LANES, fill, tile_for
from twin.imaging.relief import vertex_light
from twin.imaging.samples import SAMPLES
from twin.imaging.shading import PLANE, blend, planes, resolve, smear
from twin.imaging.spotlight import PlaceLight

SMEAR_FROM_PX = 0.75


class Lit(NamedTuple):
    """Light of n places: ``numbers`` (n, 11) and ``lamps`` (l, 3) as `vertex_light` takes them, ``spans`` (n, 2)."""

    numbers: NDArray[np.float64]
    lamps: NDArray[np.float64]
    spans: NDArray[np.int64]


class Scratch(NamedTuple):
    """Room for a tile's keys, its triangles' colours and its pixels; kept, for fresh memory costs more than use."""

    keys: NDArray[np.uint32]
    colours: NDArray[np.float32]
    pixels: NDArray[np.float32]


_SCRATCH: list[Scratch] = []


def scratch_for(pixels: int, keys: int, triangles: int) -> Scratch:
    """Return this process's scratch, grown when it is too small."""
    had = [len(room) for room in _SCRATCH[0]] if _SCRATCH else [0, 0, 0]
    need = [max(a, b) for a, b in zip(had, (keys, PLANE * (triangles + 1), 4 * pixels), strict=True)]
    if need != had:
        made = Scratch(np.empty(need[0], np.uint32), np.empty(need[1], np.float32), np.empty(need[2], np.float32))
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
    keys = SAMPLES * sides[:, 1] * (SAMPLES * sides[:, 0] + LANES)
    triangles = crowd.spans[:, 3] - crowd.spans[:, 2]
    scratch = scratch_for(int((sides[:, 0] * sides[:, 1]).max()), int(keys.max()), int(triangles.max()))
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
        x0, y0 = SAMPLES * box[0], SAMPLES * box[1]
        tile = tile_for(screen, x0, y0, SAMPLES * width, SAMPLES * height, scratch.keys)
        fill(screen, triangles, tile, True)
        lamps = lit.lamps[lit.spans[i, 0] : lit.spans[i, 1]]
        light = vertex_light(vertices, triangles, lit.numbers[i], lamps, eye, mono)
        colours = scratch.colours[: PLANE * (len(triangles) + 1)].reshape(len(triangles) + 1, PLANE)
        planes(screen, triangles, part, palette, glow, light, tile, colours)
        straight = max(abs(shift[0]), abs(shift[1])) <= SMEAR_FROM_PX
        room = 0 if straight else height * width * 4
        pixels = scratch.pixels[:room].reshape(height if room else 0, width, 4)
        samples[i] = resolve(tile, colours, depth, stays, straight, own[i], pixels, picture, marks, touched)
        if not straight:
            blend(smear(pixels, shift[0], shift[1]), box[0], box[1], own[i], picture, marks, touched)
