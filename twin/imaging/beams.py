"""Light that moving things throw: headlamps on the road ahead, glare into a lens, fire on the walls around it.

A headlamp's beam is a lobe with a cut-off (UNECE R112: the dipped beam stays below the horizontal, above it at most
0.7 lx at 25 m are let through, which fade with height); a lens veils with the inverse square of the angle from a source
(CIE 146), a thirtieth as much as an eye.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from detectors.kernel import kernel
from twin.bodies import BodyKind, Gait, Snapshot
from twin.imaging.canvas import Canvas
from twin.imaging.framing import clipped, empty
from twin.imaging.raster import NEAR_M
from twin.imaging.samples import SAMPLES, sample_ray
from twin.imaging.scene import View
from twin.imaging.surfaces import Surfaces

# Candela of a dipped pair, how far ahead it is followed [m], where lamps sit as a share of a vehicle's height.
BEAMS = {BodyKind.CAR: 3500.0, BodyKind.VAN: 3500.0, BodyKind.TRUCK: 4500.0, BodyKind.FIRE_ENGINE: 5000.0}
SMALL_BEAMS = {BodyKind.EBIKE: 700.0, BodyKind.MOTORCYCLE: 2000.0}
REACH_M, HALF_M, LAMP_AT = 22.0, 6.0, 0.44
# A pair sits this share of a width to either side; one lamp's candela above the cut-off, and high above it.
PAIR_AT, STRAY_CD, HIGH_CD = 0.33, 437.0, 40.0
VEIL, VEIL_PX, LEAST_LUX = 1.0, 90, 0.4
# A fire's light is followed to where it is this faint, and so far at most; it fades to nothing there.
FIRE_CD_KW, FAINT_LUX, FIRE_M = 9.0, 0.5, 40.0


def shine(camera: CameraModel, view: View, snapshot: Snapshot, surfaces: Surfaces, canvas: Canvas) -> None:
    """Add what vehicles that drive in the dark, and fires, throw on what stands still, and the glare of lamps."""
    if not view.lit.light.lamps:
        return
    every = BEAMS | SMALL_BEAMS
    # What is pushed along indoors has its lamps off.
    for row in range(0 if view.lit.light.indoors else len(snapshot.ids)):
        kind, gait = BodyKind(int(snapshot.kinds[row])), int(snapshot.gaits[row])
        if kind not in every or gait not in (Gait.DRIVE, Gait.RIDE):
            continue
        x, y, z = (float(v) for v in snapshot.places[row])
        length, width, height = (float(v) for v in snapshot.sizes[row])
        c, s = math.cos(float(snapshot.headings[row])), math.sin(float(snapshot.headings[row]))
        lamp = np.array((x + 0.5 * length * c, y + 0.5 * length * s, z + LAMP_AT * height))
        ends = [(a, b) for a in (0.5, REACH_M) for b in (-HALF_M, HALF_M)]
        corners = [(lamp[0] + a * c - b * s, lamp[1] + a * s + b * c, z) for a, b in ends]
        _throw(camera, view, surfaces, canvas, lamp, np.array((c, s, -0.035)), every[kind], np.array(corners))
        pair = (-PAIR_AT * width, PAIR_AT * width) if kind in BEAMS else (0.0,)
        for aside in pair:
            own = lamp + aside * np.array((-s, c, 0.0))
            _veil(camera, canvas, own, (c, s), every[kind] / len(pair))
    for hazard in snapshot.hazards:
        middle = np.array(hazard.place) + np.array((0.0, 0.0, 0.8))
        candela = FIRE_CD_KW * hazard.power_kw
        reach = min(FIRE_M, math.sqrt(candela / FAINT_LUX))
        around = [middle + reach * np.array((a, b, h)) for a in (-1, 1) for b in (-1, 1) for h in (-1, 1)]
        if hazard.power_kw > 5.0:
            _throw(camera, view, surfaces, canvas, middle, np.zeros(3), candela, np.array(around), reach)


def _throw(
    camera: CameraModel,
    view: View,
    surfaces: Surfaces,
    canvas: Canvas,
    lamp: NDArray[np.float64],
    way: NDArray[np.float64],
    candela: float,
    around: NDArray[np.float64],
    reach_m: float = 0.0,
) -> None:
    """Light what lies between the corners ``around`` (n, 3); no ``way`` is light to all sides, to ``reach_m``."""
    seen = camera.project(around)
    ahead = seen[seen[:, 2] > NEAR_M]
    if len(ahead) == 0:
        return
    low, high = ahead.min(axis=0), ahead.max(axis=0)
    whole = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
    box = clipped(camera, whole if len(ahead) == len(seen) else (0.0, 0.0, camera.width, camera.height), 1.0)
    if empty(box):
        return
    plate, eye = view.plate, np.array(camera.position)
    still = plate.faces, canvas.depth, plate.paint, plate.lens, camera.rotation, eye, surfaces.normals
    pool(*still, lamp, way, candela, reach_m, view.lit.mono, box, canvas.picture, canvas.marks, canvas.touched)
    canvas.boxes.append(box)


@kernel
def pool(
    triangle: NDArray[np.int32],
    depth: NDArray[np.float32],
    albedo: NDArray[np.uint8],
    lens: NDArray[np.float32],
    rotation: NDArray[np.float64],
    eye: NDArray[np.float64],
    normals: NDArray[np.float32],
    lamp: NDArray[np.float64],
    way: NDArray[np.float64],
    candela: float,
    reach_m: float,
    mono: bool,
    box: tuple[int, int, int, int],
    picture: NDArray[np.float32],
    marks: NDArray[np.int16],
    touched: NDArray[np.uint8],
) -> None:
    """Add a lamp's light to the pixels of what stands still inside ``box``."""
    directed = way[0] != 0.0 or way[1] != 0.0
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            t = triangle[r, c]
            if t >= normals.shape[0] - 1 or marks[r, c] >= 0:
                continue
            far = float(depth[r * SAMPLES, c * SAMPLES])
            dx, dy, dz = sample_ray(lens, rotation, r * SAMPLES, c * SAMPLES)
            ox, oy, oz = eye[0] + far * dx - lamp[0], eye[1] + far * dy - lamp[1], eye[2] + far * dz - lamp[2]
            square = ox * ox + oy * oy + oz * oz + 0.2
            cosine = -(ox * normals[t, 0] + oy * normals[t, 1] + oz * normals[t, 2]) / math.sqrt(square)
            if cosine <= 0.0 or candela * cosine < 0.05 * square:
                continue
            lux = candela * cosine / square
            if reach_m > 0.0:
                lux *= max(0.0, 1.0 - square / (reach_m * reach_m))
            if directed:
                ahead = ox * way[0] + oy * way[1]
                if ahead <= 0.0:
                    continue
                aside, rise = (oy * way[0] - ox * way[1]) / ahead, oz / ahead - way[2]
                lux *= math.exp(-8.0 * aside * aside - (900.0 if rise > 0.0 else 30.0) * rise * rise)
            if lux < 0.02:
                continue
            touched[r, c] = 1
            for k in range(3):
                code = albedo[r, c, k] / 255.0
                tint = 1.0 if directed or mono or k == 0 else (0.5 if k == 1 else 0.12)
                picture[r, c, k] += np.float32(code * code * lux * tint)


def candela_towards(to_eye: NDArray[np.float64], way: tuple[float, float], candela: float) -> float:
    """What one dipped lamp of ``candela``, turned along ``way``, sends towards ``to_eye`` (3,) [m]."""
    x, y, z = (float(value) for value in to_eye)
    flat = math.hypot(x, y) + 1e-9
    rise, facing = z / flat + 0.035, (x * way[0] + y * way[1]) / flat
    lobe = math.exp(-6.0 * (1.0 - facing))
    if rise <= 0.0:
        return candela * lobe * math.exp(-30.0 * rise * rise)
    return lobe * min(candela, STRAY_CD * math.exp(-rise / 0.12) + HIGH_CD)


def _veil(
    camera: CameraModel, canvas: Canvas, lamp: NDArray[np.float64], way: tuple[float, float], candela: float
) -> None:
    """Spread a headlamp's glare over the picture about it, where it points to the camera and nothing stands between."""
    to_eye = np.array(camera.position) - lamp
    away = math.sqrt(float(to_eye[0] ** 2 + to_eye[1] ** 2 + to_eye[2] ** 2))
    facing = (float(to_eye[0]) * way[0] + float(to_eye[1]) * way[1]) / max(away, 0.1)
    seen = camera.project(lamp[None])[0]
    u, v, depth = float(seen[0]), float(seen[1]), float(seen[2])
    if facing <= 0.1 or depth < 1.0 or not (0.0 <= u < camera.width and 0.0 <= v < camera.height):
        return
    if canvas.depth[int(v) * SAMPLES, int(u) * SAMPLES] < depth - 1.0:
        return
    lux = candela_towards(to_eye, way, candela) / (away * away)
    degree_px = camera.focal_px * math.pi / 180.0
    radius = min(VEIL_PX * camera.width // 640, int(degree_px * math.sqrt(VEIL * lux / LEAST_LUX)) + 1)
    box = clipped(camera, (u - radius, v - radius, u + radius, v + radius), 0.0)
    if not empty(box):
        spill(u, v, VEIL * lux, degree_px, float(radius), box, canvas.picture, canvas.touched)
        canvas.boxes.append(box)


@kernel
def spill(
    u: float,
    v: float,
    strength: float,
    degree_px: float,
    radius: float,
    box: tuple[int, int, int, int],
    picture: NDArray[np.float32],
    touched: NDArray[np.uint8],
) -> None:
    """Add ``strength`` over the squared angle in degrees about (u, v) [px], to nothing at ``radius``."""
    for r in range(box[1], box[3]):
        for c in range(box[0], box[2]):
            x, y = c + 0.5 - u, r + 0.5 - v
            square = x * x + y * y
            edge = 1.0 - square / (radius * radius)
            if edge > 0.0:
                touched[r, c] = 1
                for k in range(3):
                    picture[r, c, k] += np.float32(strength * edge * edge / (square / (degree_px * degree_px) + 0.02))
