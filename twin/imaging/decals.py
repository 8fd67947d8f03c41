"""Number plates on vehicles: flat pictures laid over the pixels that a body already has.

A plate is sampled where the rays of a pixel meet its plane, over the path that it makes while the shutter is open, so
that it is sharp, smeared or a few grey pixels as its distance and speed have it. What hides the body hides its plate:
only pixels that bear the body's mark change.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from twin.bodies import BodyKind, Gait, Snapshot
from twin.imaging.canvas import Canvas
from twin.imaging.framing import clipped, empty
from twin.imaging.noise import chance
from twin.imaging.numberplate import LONG_MM, SHORT_MM, TALL_MM, plate_albedo, plate_kind, valid
from twin.imaging.raster import NEAR_M
from twin.imaging.relief import vertex_light
from twin.imaging.scene import View
from twin.imaging.spotlight import lights
from twin.imaging.surfaces import Surfaces
from twin.imaging.vehicles import BUILT

# Where plates hang on the model as built [m]: how far ahead of the middle the front one is, its height; the rear one's.
MOUNTS = {
    BodyKind.CAR: (2.33, 0.42, -2.26, 0.62),
    BodyKind.VAN: (2.51, 0.42, -2.49, 0.62),
    BodyKind.TRUCK: (3.11, 0.5, -3.01, 0.55),
    BodyKind.FIRE_ENGINE: (3.91, 0.5, -3.8, 0.6),
}
# Widths in px below which a plate is not worth sampling, and factors by which its picture is averaged down.
LEAST_PX = 3.0
FACTORS = (1, 2, 4, 10)
GRID = 3
# Sheeting that throws light back whence it came (GB/T 18833) is that much brighter under a camera's own ring.
RETURNS = 3.0


# A rear plate's own lamp, which burns with the tail lamps: 2.5 cd/m2 of white at least (UNECE R4), commonly twice.
PLATE_LAMP_LUX = 15.0


class Decal(NamedTuple):
    """A flat picture in the world: upper left corner, edges along and down, (3,) [m]; ``ink`` (h, w, 3) albedo.

    ``lamp_lux`` is what a lamp of its own throws on it.
    """

    corner: NDArray[np.float64]
    along: NDArray[np.float64]
    down: NDArray[np.float64]
    ink: NDArray[np.float32]
    lamp_lux: float


@lru_cache(maxsize=256)
def ink_of(text: str, heavy: bool, look: int, factor: int) -> NDArray[np.float32]:
    """A plate's albedo averaged over squares of ``factor`` mm; most are dusty, one in eight is hard to read."""
    dirt = 0.12 + 0.3 * chance(look, 41, 86) + (0.5 if chance(look, 42, 86) < 0.125 else 0.0)
    whole = plate_albedo(text, plate_kind(text, heavy), dirt, look)
    high, wide = whole.shape[0] // factor, whole.shape[1] // factor
    squares = whole.reshape(high, factor, wide, factor, 3)
    total = np.zeros((high, wide, 3), dtype=np.float32)
    for i in range(factor):
        for j in range(factor):
            total += squares[:, i, :, j]
    return total * np.float32(1.0 / (factor * factor))


def decals_of(snapshot: Snapshot, row: int, px_per_m: float) -> list[Decal]:
    """Plates of one body, as fine as ``px_per_m`` asks for; none for bodies without one or too far to matter."""
    kind, text = BodyKind(int(snapshot.kinds[row])), snapshot.plates[row]
    if kind not in MOUNTS or not valid(text):
        return []
    heavy = kind in (BodyKind.TRUCK, BodyKind.FIRE_ENGINE)
    wide = 0.001 * (LONG_MM if len(text) == 8 else SHORT_MM)
    if wide * px_per_m < LEAST_PX:
        return []
    finest = 1000.0 / max(px_per_m, 1e-6)
    factor = max((f for f in FACTORS if f <= finest), default=1)
    ink = ink_of(text, heavy, int(snapshot.looks[row]), factor)
    scale = float(snapshot.sizes[row, 0]) / BUILT[kind][1][0], float(snapshot.sizes[row, 2]) / BUILT[kind][1][2]
    c, s = math.cos(float(snapshot.headings[row])), math.sin(float(snapshot.headings[row]))
    x, y, z = (float(v) for v in snapshot.places[row])
    front, front_z, back, back_z = MOUNTS[kind]
    found = []
    for ahead, height, way in ((front, front_z, 1.0), (back, back_z, -1.0)):
        left = np.array((-s, c, 0.0)) * way
        middle = np.array((x + scale[0] * ahead * c, y + scale[0] * ahead * s, z + scale[1] * height))
        top = middle - 0.5 * wide * left + np.array((0.0, 0.0, 0.0005 * TALL_MM))
        lamp_lux = PLATE_LAMP_LUX if way < 0.0 and int(snapshot.gaits[row]) == Gait.DRIVE else 0.0
        found.append(Decal(top, wide * left, np.array((0.0, 0.0, -0.001 * TALL_MM)), ink, lamp_lux))
    return found


def lay_decals(
    camera: CameraModel,
    view: View,
    snapshot: Snapshot,
    marks: dict[int, int],
    surfaces: Surfaces,
    canvas: Canvas,
    readout_s: float = 0.0,
) -> None:
    """Lay the plates of bodies over their pixels; ``marks`` maps rows of ``snapshot`` to their marks in the canvas.

    ``readout_s`` is what passes from the first row's exposure to the last's.
    """
    eye = np.array(camera.position)
    for row, mark in marks.items():
        away = snapshot.places[row].astype(np.float64) - eye
        distance = max(0.5, math.sqrt(float(away[0] ** 2 + away[1] ** 2 + away[2] ** 2)) - 2.0)
        for decal in decals_of(snapshot, row, camera.focal_px / distance):
            _lay(
                camera, view, decal, snapshot.velocities[row].astype(np.float64), mark, surfaces, canvas, eye, readout_s
            )


def _lay(
    camera: CameraModel,
    view: View,
    decal: Decal,
    velocity: NDArray[np.float64],
    mark: int,
    surfaces: Surfaces,
    canvas: Canvas,
    eye: NDArray[np.float64],
    readout_s: float,
) -> None:
    corner, along, down, ink, lamp_lux = decal
    square = np.stack([corner, corner + along, corner + along + down, corner + down])
    step = velocity * (0.5 * view.exposure.time_s)
    roll = readout_s / view.exposure.time_s
    ends = np.vstack([square - (1.0 + roll) * step, square + (1.0 + roll) * step])
    seen = camera.project(ends)
    (ax, ay, az), (bx, by, bz) = along, down
    normal = np.array((by * az - bz * ay, bz * ax - bx * az, bx * ay - by * ax))
    facing = sum(float(normal[k]) * float(eye[k] - corner[k]) for k in range(3))
    if facing <= 0.0 or float(seen[:, 2].min()) < NEAR_M:
        return
    low, high = seen.min(axis=0), seen.max(axis=0)
    box = clipped(camera, (float(low[0]), float(low[1]), float(high[0]), float(high[1])), 1.0)
    if empty(box):
        return
    numbers, lamps = lights(surfaces, view.lit.light, square.mean(axis=0)[None])[0]
    numbers[10] *= RETURNS
    corners = square.astype(np.float32)
    light = vertex_light(corners, np.array([(0, 3, 1), (1, 3, 2)], np.int32), numbers, lamps, eye, view.lit.mono)
    if view.lit.light.lamps:
        light += np.float32(lamp_lux)
    move = max(float(np.abs(seen[:4, k] - seen[4:, k]).max()) for k in (0, 1)) / (1.0 + roll)
    times = min(24, 1 + int(1.5 * move))
    drawn_on = canvas.picture, canvas.marks, canvas.touched
    lens = view.plate.lens
    sheet = np.stack([corner, along, down, normal, step])
    lay(sheet, ink, light, times, roll, view.lit.mono, eye, camera.rotation, lens, box, mark, *drawn_on)


@kernel
def lay(
    sheet: NDArray[np.float64],
    ink: NDArray[np.float32],
    light: NDArray[np.float32],
    times: int,
    roll: float,
    mono: bool,
    eye: NDArray[np.float64],
    rotation: NDArray[np.float64],
    lens: NDArray[np.float32],
    box: tuple[int, int, int, int],
    mark: int,
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Blend ``ink`` over the body's pixels; ``sheet`` (5, 3): corner, along, down, normal, half the way it moves.

    It is sampled at ``times`` moments of the exposure, which ``roll`` exposures' time shifts from first to last row.
    """
    share = 1.0 / (GRID * GRID * times)
    colour, places = np.empty(3), np.empty((times, 3))
    wide, tall = square_of(sheet[1]), square_of(sheet[2])
    for r in range(box[1], box[3]):
        late = 2.0 * roll * ((r + 0.5) / lens.shape[0] - 0.5)
        for m in range(times):
            places[m, 0], places[m, 1], places[m, 2] = moved(sheet, eye, late + 2.0 * (m + 0.5) / times - 1.0)
        for c in range(box[0], box[2]):
            if marks[r, c] != mark:
                continue
            cover, colour[:] = 0.0, 0.0
            for s in range(GRID * GRID):
                over, under = (s % GRID + 0.5) / GRID - 0.5, (s // GRID + 0.5) / GRID - 0.5
                x, y = pinhole_at(lens, r, c, over, under)
                slope, ua, va = crossed(sheet, rotation, x, y)
                if slope >= -1e-12:
                    continue
                for m in range(times):
                    reach = places[m, 0] / slope
                    u, v = (places[m, 1] + reach * ua) / wide, (places[m, 2] + reach * va) / tall
                    if 0.0 <= u < 1.0 and 0.0 <= v < 1.0:
                        cover += share
                        sampled(ink, light, u, v, mono, share, colour)
            if cover > 0.0:
                touched[r, c] = 1
                for k in range(3):
                    picture[r, c, k] = picture[r, c, k] * (1.0 - cover) + colour[k]


@kernel
def pinhole_at(lens: NDArray[np.float32], r: int, c: int, over: float, under: float) -> tuple[float, float]:
    """Pinhole coordinates beside a pixel's middle, ``over`` to the right and ``under`` it [px]."""
    r0, c0 = min(r, lens.shape[0] - 2), min(c, lens.shape[1] - 2)
    x = lens[r, c, 0] + over * (lens[r, c0 + 1, 0] - lens[r, c0, 0]) + under * (lens[r0 + 1, c, 0] - lens[r0, c, 0])
    y = lens[r, c, 1] + over * (lens[r, c0 + 1, 1] - lens[r, c0, 1]) + under * (lens[r0 + 1, c, 1] - lens[r0, c, 1])
    return x, y


@kernel
def moved(sheet: NDArray[np.float64], eye: NDArray[np.float64], part: float) -> tuple[float, float, float]:
    """The eye from the sheet moved by ``part`` of its half way: how far along its normal, and along its edges."""
    gap, u0, v0 = 0.0, 0.0, 0.0
    for k in range(3):
        off = sheet[0, k] + part * sheet[4, k] - eye[k]
        gap += sheet[3, k] * off
        u0 -= off * sheet[1, k]
        v0 -= off * sheet[2, k]
    return gap, u0, v0


@kernel
def crossed(
    sheet: NDArray[np.float64], rotation: NDArray[np.float64], x: float, y: float
) -> tuple[float, float, float]:
    """A ray's share along the sheet's normal, negative towards its face, and along its edges."""
    slope, ua, va = 0.0, 0.0, 0.0
    for k in range(3):
        way = rotation[0, k] * x + rotation[1, k] * y + rotation[2, k]
        slope += sheet[3, k] * way
        ua += way * sheet[1, k]
        va += way * sheet[2, k]
    return slope, ua, va


@kernel
def square_of(edge: NDArray[np.float64]) -> float:
    """An edge's length squared."""
    return float(1e-12 + edge[0] * edge[0] + edge[1] * edge[1] + edge[2] * edge[2])


@kernel
def sampled(
    ink: NDArray[np.float32],
    light: NDArray[np.float32],
    u: float,
    v: float,
    mono: bool,
    share: float,
    out: NDArray[np.float64],
) -> None:
    """Add ``share`` of the lit picture at (u, v) in 0..1 to ``out`` (3,), between its pixels."""
    high, wide, _ = ink.shape
    x, y = min(max(u * wide - 0.5, 0.0), wide - 1.001), min(max(v * high - 0.5, 0.0), high - 1.001)
    i, j = int(x), int(y)
    fx, fy = x - i, y - j
    grey = 0.0
    for k in range(3):
        above = ink[j, i, k] * (1.0 - fx) + ink[j, i + 1, k] * fx
        below = ink[j + 1, i, k] * (1.0 - fx) + ink[j + 1, i + 1, k] * fx
        tint = above * (1.0 - fy) + below * fy
        grey += tint / 3.0
        if not mono:
            out[k] += share * tint * lux_at(light, u, v, k)
    if mono:
        for k in range(3):
            out[k] += share * grey * lux_at(light, u, v, k)


@kernel
def lux_at(light: NDArray[np.float32], u: float, v: float, k: int) -> float:
    """Light between the corners of a sheet."""
    upper, lower = light[0, k] * (1.0 - u) + light[1, k] * u, light[3, k] * (1.0 - u) + light[2, k] * u
    return float(upper * (1.0 - v) + lower * v)
