"""Drawing a snapshot's bodies into a camera's picture: nearest last, each with its light and its shadow."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel
from twin.imaging.ambience import LAMP_REACH_M
from twin.imaging.casting import figure_of
from twin.imaging.figure import Figure, greyed
from twin.imaging.plate import SAMPLES
from twin.imaging.raster import NEAR_M, blend, fill, resolve, smear, visible
from twin.imaging.relief import SHADOW_REACH_M, cast, contact, silhouette, vertex_light
from twin.imaging.scene import Scene, View
from twin.legs import Snapshot

Box = tuple[float, float, float, float]
Pixels = tuple[int, int, int, int]
NEAREST_LAMPS = 4
MASK_CELLS = 72
SMEAR_FROM_PX = 0.75


@dataclass(frozen=True)
class Drawn:
    """One body as drawn: the row of the snapshot, its box whole and visible [px], the share of it that shows."""

    row: int
    whole: Box
    visible: Box
    share: float
    distance_m: float


@dataclass
class _Part:
    """A body on its way into the picture."""

    row: int
    figure: Figure
    screen: NDArray[np.float64]
    box: Pixels
    whole: Box
    middle: NDArray[np.float64]
    distance: float
    numbers: NDArray[np.float64]
    lamps: NDArray[np.float64]


class Stage:
    """The working picture of one camera."""

    def __init__(self, scene: Scene, camera: CameraModel) -> None:
        self.scene, self.camera = scene, camera
        self.eye = np.array(camera.position)
        self.picture = np.zeros((camera.height, camera.width, 3), dtype=np.float32)
        self.marks = np.full((camera.height, camera.width), -1, dtype=np.int16)
        self._view: View | None = None
        self._dirty: list[Pixels] = []

    def draw(self, view: View, snapshot: Snapshot) -> tuple[list[Drawn], list[Pixels]]:
        """Draw everybody of ``snapshot``; return who is seen, and the boxes of pixels that are not the plate's."""
        self._restore(view)
        parts = self._parts(view, snapshot)
        for part in parts:
            self._shadows(view, part)
        parts.sort(key=lambda part: -part.distance)
        covered = [self._paint(view, part, snapshot) for part in parts]
        drawn = []
        for part, (pixels, samples) in zip(parts, covered, strict=True):
            left, top, right, bottom, count = visible(self.marks, pixels, part.row)
            if samples > 0 and count > 0:
                share = min(1.0, count * SAMPLES * SAMPLES / samples)
                drawn.append(Drawn(part.row, part.whole, (left, top, right, bottom), share, part.distance))
        return sorted(drawn, key=lambda one: one.row), list(self._dirty)

    def _restore(self, view: View) -> None:
        """Put the plate back where the last frame drew."""
        if self._view is not view:
            self.picture[:] = view.lit.lit
            self._view = view
        for x0, y0, x1, y1 in self._dirty:
            self.picture[y0:y1, x0:x1] = view.lit.lit[y0:y1, x0:x1]
            self.marks[y0:y1, x0:x1] = -1
        self._dirty = []

    def _parts(self, view: View, snapshot: Snapshot) -> list[_Part]:
        """Figures of those bodies that may be in the picture, in the snapshot's order."""
        if len(snapshot.ids) == 0:
            return []
        middles = snapshot.places.astype(np.float64)
        middles[:, 2] += 0.5 * snapshot.sizes[:, 2]
        seen = self.camera.project(middles)
        parts = []
        for row in range(len(snapshot.ids)):
            reach = 0.8 * float(np.max(snapshot.sizes[row])) + 0.5
            if seen[row, 2] < -reach:
                continue
            margin = self.camera.focal_px * (reach + 3.0) / max(float(seen[row, 2]), 0.5)
            u, v = float(seen[row, 0]), float(seen[row, 1])
            if seen[row, 2] > reach and not (
                -margin < u < self.camera.width + margin and -margin < v < self.camera.height + margin
            ):
                continue
            figure = figure_of(snapshot, row)
            part = self._part(greyed(figure) if view.lit.mono else figure, row, middles[row])
            if part is not None:
                parts.append(part)
        self._set_lights(view, parts)
        return parts

    def _part(self, figure: Figure, row: int, middle: NDArray[np.float64]) -> _Part | None:
        screen = self.camera.project(figure.vertices.astype(np.float64))
        ahead = screen[screen[:, 2] >= NEAR_M]
        if len(ahead) == 0:
            return None
        low, high = ahead[:, :2].min(axis=0), ahead[:, :2].max(axis=0)
        whole = (float(low[0]), float(low[1]), float(high[0]), float(high[1]))
        distance = math.sqrt(sum((float(middle[k]) - self.camera.position[k]) ** 2 for k in range(3)))
        screen[:, :2] *= SAMPLES
        box = self._clipped(whole, 1.0)
        return _Part(row, figure, screen, box, whole, middle, distance, np.zeros(11), np.zeros((0, 3)))

    def _clipped(self, box: Box, grow: float) -> Pixels:
        """Whole pixels of a box, a little larger, inside the picture; empty boxes come back with no area."""
        x0 = min(max(0, math.floor(box[0] - grow)), self.camera.width)
        y0 = min(max(0, math.floor(box[1] - grow)), self.camera.height)
        x1 = max(x0, min(self.camera.width, math.ceil(box[2] + grow)))
        y1 = max(y0, min(self.camera.height, math.ceil(box[3] + grow)))
        return x0, y0, x1, y1

    def _set_lights(self, view: View, parts: list[_Part]) -> None:
        """Find for each figure how much sun it stands in and which lamps shine on it, in one go of rays each."""
        light, blockers = view.lit.light, self.scene.surfaces.blockers
        base = [*light.sun, light.sun_lux, *light.sun_tint, light.sky_lux, float(light.lamps)]
        base += [light.ground_lux, light.infrared_cd]
        points = np.array([part.middle for part in parts], dtype=np.float32).reshape(-1, 3)
        shaded = np.ones(len(parts), dtype=np.bool_)
        if light.sun_lux >= 1.0:
            shaded = blockers.blocked(points, points + np.float32(300.0) * np.array(light.sun, dtype=np.float32), 0.3)
        for i, part in enumerate(parts):
            part.numbers = np.array(base)
            part.numbers[3] = 0.0 if shaded[i] else light.sun_lux
        lamps = self.scene.surfaces.lamps
        if light.lamps and len(lamps) > 0:
            for part in parts:
                way = lamps - part.middle
                square = way[:, 0] ** 2 + way[:, 1] ** 2 + way[:, 2] ** 2
                near = np.argsort(square, kind="stable")[:NEAREST_LAMPS]
                near = near[square[near] < LAMP_REACH_M**2]
                ends = np.repeat(part.middle[None].astype(np.float32), len(near), axis=0)
                part.lamps = lamps[near][~blockers.blocked(lamps[near].astype(np.float32), ends, 0.3)]

    def _shadows(self, view: View, part: _Part) -> None:
        """Throw the figure's shadow by the sun, or by its nearest lamp, and darken the ground it stands on."""
        light = view.lit.light
        if part.numbers[3] > 0.02 * light.sky_lux and light.sun[2] > 0.02:
            self._throw(view, part, np.array(light.sun), 1.0)
        elif len(part.lamps) > 0:
            way = part.lamps[0] - part.middle
            length = math.sqrt(float(way[0] ** 2 + way[1] ** 2 + way[2] ** 2))
            self._throw(view, part, way / max(length, 0.1), 0.6)
        low = part.figure.vertices[:, 2].min()
        foot = np.array([part.middle[0], part.middle[1], float(low)])
        size = part.figure.vertices[:, :2].max(axis=0) - part.figure.vertices[:, :2].min(axis=0)
        radius = 0.35 * float(size[0] + size[1])
        box = self._around(foot, 2.0 * radius)
        if box[2] > box[0] and box[3] > box[1]:
            contact(foot, radius, self.eye, self.camera.rotation, view.plate.lens, view.plate.depth, box, self.picture)
            self._dirty.append(box)

    def _around(self, middle: NDArray[np.float64], radius: float) -> Pixels:
        """Pixels of a ball's box; nothing when it reaches behind the camera."""
        steps = np.array([(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], dtype=np.float64)
        seen = self.camera.project(middle + radius * steps)
        if float(seen[:, 2].min()) < NEAR_M:
            return (0, 0, 0, 0)
        return self._clipped(
            (float(seen[:, 0].min()), float(seen[:, 1].min()), float(seen[:, 0].max()), float(seen[:, 1].max())), 1.0
        )

    def _throw(self, view: View, part: _Part, to_light: NDArray[np.float64], strength: float) -> None:
        figure = part.figure
        flat = math.hypot(to_light[0], to_light[1])
        across = np.array([-to_light[1] / flat, to_light[0] / flat, 0.0]) if flat > 1e-6 else np.array([1.0, 0.0, 0.0])
        above = np.array(
            [
                to_light[1] * across[2] - to_light[2] * across[1],
                to_light[2] * across[0] - to_light[0] * across[2],
                to_light[0] * across[1] - to_light[1] * across[0],
            ]
        )
        cells = silhouette(figure.vertices, across, above, np.zeros(2), 1.0)
        low, high = cells[:, :2].min(axis=0), cells[:, :2].max(axis=0)
        step = max(0.02, float((high - low).max()) / (MASK_CELLS - 6))
        corner = low - 2.0 * step
        cells[:, :2] = (cells[:, :2] - corner) / step
        columns, rows = (int(n) + 5 for n in (high - low) / step)
        mask = np.full((rows, columns), -1, dtype=np.int32)
        fill(cells, figure.triangles, 0, 0, mask, np.zeros((rows, columns), dtype=np.float32), False)
        low_z, high_z = float(figure.vertices[:, 2].min()), float(figure.vertices[:, 2].max())
        reach = min(SHADOW_REACH_M, (high_z - min(low_z, 0.0) + 0.5) / max(float(to_light[2]), 0.05))
        corners = figure.vertices[:: max(1, len(figure.vertices) // 60)].astype(np.float64)
        seen = self.camera.project(np.vstack([corners, corners - reach * to_light]))
        ahead = seen[seen[:, 2] > NEAR_M]
        if len(ahead) == 0:
            return
        whole = (
            (-1e9, -1e9, 1e9, 1e9) if len(ahead) < len(seen) else (*ahead[:, :2].min(axis=0), *ahead[:, :2].max(axis=0))
        )
        box = self._clipped((float(whole[0]), float(whole[1]), float(whole[2]), float(whole[3])), 2.0)
        if box[2] <= box[0] or box[3] <= box[1]:
            return
        nearest = sum(float(part.middle[k] * to_light[k]) for k in range(3))
        cast(
            mask,
            across,
            above,
            to_light,
            corner,
            step,
            nearest,
            self.eye,
            self.camera.rotation,
            view.plate.lens,
            view.plate.depth,
            box,
            strength,
            view.lit.lit,
            view.lit.unlit,
            self.picture,
        )
        self._dirty.append(box)

    def _paint(self, view: View, part: _Part, snapshot: Snapshot) -> tuple[Pixels, int]:
        """Draw one figure; return its pixels and how many samples it has."""
        figure = part.figure
        dx, dy = self._motion(view, part, snapshot)
        box = self._clipped(part.whole, 1.0 + 0.5 * max(abs(dx), abs(dy)))
        height, width = box[3] - box[1], box[2] - box[0]
        if height <= 0 or width <= 0:
            return box, 0
        nearest = np.full((height * SAMPLES, width * SAMPLES), -1, dtype=np.int32)
        inverse = np.zeros(nearest.shape, dtype=np.float32)
        fill(part.screen, figure.triangles, box[0] * SAMPLES, box[1] * SAMPLES, nearest, inverse, True)
        light = vertex_light(figure.vertices, figure.triangles, part.numbers, part.lamps, self.eye, view.lit.mono)
        tile = np.zeros((height, width, 4), dtype=np.float32)
        samples = resolve(
            part.screen,
            figure.triangles,
            figure.part,
            figure.palette,
            figure.glow,
            light,
            nearest,
            inverse,
            view.plate.depth,
            box[0],
            box[1],
            tile,
        )
        if max(abs(dx), abs(dy)) > SMEAR_FROM_PX:
            tile = smear(tile, dx, dy)
        blend(tile, box[0], box[1], part.row, self.picture, self.marks)
        self._dirty.append(box)
        return box, samples

    def _motion(self, view: View, part: _Part, snapshot: Snapshot) -> tuple[float, float]:
        """How far the figure moves in the picture during the exposure [px]."""
        step = snapshot.velocities[part.row].astype(np.float64) * (0.5 * view.exposure.time_s)
        ends = self.camera.project(np.stack([part.middle - step, part.middle + step]))
        if float(ends[:, 2].min()) < 2.0 * NEAR_M:
            return 0.0, 0.0
        return float(ends[1, 0] - ends[0, 0]), float(ends[1, 1] - ends[0, 1])
