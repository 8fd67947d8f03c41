"""Drawing a snapshot's bodies into a camera's picture: nearest last, each with its light and its shadow."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from detectors.geometry import CameraModel, FacadeWindow
from twin.bodies import Snapshot
from twin.imaging.ambience import LAMP_REACH_M
from twin.imaging.canvas import Canvas, Pixels
from twin.imaging.casting import figure_of
from twin.imaging.figure import greyed
from twin.imaging.flames import burn
from twin.imaging.framing import Box, Part, clipped, empty, motion, part_of, rows_in_view
from twin.imaging.plate import SAMPLES
from twin.imaging.raster import blend, fill, resolve, smear, visible
from twin.imaging.relief import vertex_light
from twin.imaging.scene import Scene, View
from twin.imaging.shadows import shadow
from twin.imaging.small import draw_small
from twin.site.facade import site_windows

NEAREST_LAMPS = 4
SHADOW_SPARE_M = 3.0
SMEAR_FROM_PX = 0.75


@dataclass(frozen=True, slots=True)
class Drawn:
    """One body as drawn: the row of the snapshot, its box whole and visible [px], the share of it that shows."""

    row: int
    whole: Box
    visible: Box
    share: float
    distance_m: float


@dataclass(slots=True)
class _Claim:
    """What a body has of the picture: where to look for its pixels, and how many it would have if nothing hid it."""

    row: int
    whole: Box
    box: Pixels
    pixels: float
    distance: float


class Stage:
    """Draws the frames of one camera on a canvas."""

    def __init__(self, scene: Scene, camera: CameraModel) -> None:
        self.scene, self.camera = scene, camera
        self.canvas = Canvas.blank(camera.width, camera.height)
        self._eye = np.array(camera.position)
        self._view: View | None = None

    def draw(self, view: View, snapshot: Snapshot) -> list[Drawn]:
        """Draw everybody of ``snapshot``; return who is seen, in the snapshot's order."""
        if self._view is view:
            self.canvas.restore(view.lit.lit, view.code, view.spread)
        else:
            self.canvas.fill(view.lit.lit, view.code, view.spread)
            self._view = view
        parts, specks = self._parts(view, snapshot)
        for hazard in snapshot.hazards:
            burn(self.camera, view, hazard, self._home(hazard.id), snapshot.time_s, self.canvas)
        for part in parts:
            shadow(self.camera, view, part, self.canvas)
        parts.sort(key=lambda part: (-part.distance, part.row))
        claims = [self._paint(view, part, snapshot) for part in parts]
        claims += [self._speck(view, row, snapshot) for row in specks]
        setting = view.exposure
        self.canvas.develop(view.fall, setting.scale, setting.tone, setting.sigma)
        found = [one for one in (self._found(claim) for claim in claims if claim is not None) if one is not None]
        return sorted(found, key=lambda one: one.row)

    def _parts(self, view: View, snapshot: Snapshot) -> tuple[list[Part], list[int]]:
        """Figures that may be in the picture, lit, and the rows of small things."""
        parts, specks = [], []
        dark = view.lit.light.lamps
        for row, depth in rows_in_view(self.camera, snapshot, SHADOW_SPARE_M):
            figure = figure_of(snapshot, row, self.camera.focal_px / max(depth, 0.5), dark)
            if figure is None:
                specks.append(row)
                continue
            middle = snapshot.places[row].astype(np.float64)
            middle[2] += 0.5 * float(snapshot.sizes[row, 2])
            part = part_of(self.camera, greyed(figure) if view.lit.mono else figure, row, middle)
            if part is not None:
                parts.append(part)
        middles = np.array([part.middle for part in parts], dtype=np.float64).reshape(-1, 3)
        for part, (numbers, lamps) in zip(parts, self._lights(view, middles), strict=True):
            part.numbers, part.lamps = numbers, lamps
        return parts, specks

    def _lights(
        self, view: View, middles: NDArray[np.float64]
    ) -> list[tuple[NDArray[np.float64], NDArray[np.float64]]]:
        """How much sun falls on each place (n, 3), and which lamps shine on it, in one bundle of rays each."""
        light, blockers = view.lit.light, self.scene.surfaces.blockers
        base = np.array(
            [
                *light.sun,
                light.sun_lux,
                *light.sun_tint,
                light.sky_lux,
                float(light.lamps),
                light.ground_lux,
                light.infrared_cd,
            ]
        )
        points = middles.astype(np.float32)
        shaded = np.ones(len(points), dtype=np.bool_)
        if light.sun_lux >= 1.0 and len(points) > 0:
            shaded = blockers.blocked(points, points + np.float32(300.0) * np.array(light.sun, dtype=np.float32), 0.3)
        out = []
        for i, middle in enumerate(middles):
            numbers = base.copy()
            numbers[3] = 0.0 if shaded[i] else light.sun_lux
            out.append((numbers, self._lamps(middle) if light.lamps else np.zeros((0, 3))))
        return out

    def _lamps(self, middle: NDArray[np.float64]) -> NDArray[np.float64]:
        """Street lamps that shine on a place, the nearest first."""
        lamps = self.scene.surfaces.lamps
        way = lamps - middle
        square = way[:, 0] ** 2 + way[:, 1] ** 2 + way[:, 2] ** 2
        near = np.argsort(square, kind="stable")[:NEAREST_LAMPS]
        near = near[square[near] < LAMP_REACH_M**2]
        ends = np.repeat(middle[None].astype(np.float32), len(near), axis=0)
        return lamps[near][~self.scene.surfaces.blockers.blocked(lamps[near].astype(np.float32), ends, 0.3)]

    def _paint(self, view: View, part: Part, snapshot: Snapshot) -> _Claim | None:
        """Draw one figure."""
        figure, canvas = part.figure, self.canvas
        dx, dy = motion(self.camera, part.middle, snapshot.velocities[part.row], view.exposure.time_s)
        box = clipped(self.camera, part.whole, 1.0 + 0.5 * max(abs(dx), abs(dy)))
        if empty(box):
            return None
        height, width = box[3] - box[1], box[2] - box[0]
        nearest = np.full((height * SAMPLES, width * SAMPLES), -1, dtype=np.int32)
        inverse = np.zeros(nearest.shape, dtype=np.float32)
        fill(part.screen, figure.triangles, box[0] * SAMPLES, box[1] * SAMPLES, nearest, inverse, True)
        light = vertex_light(figure.vertices, figure.triangles, part.numbers, part.lamps, self._eye, view.lit.mono)
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
        blend(tile, box[0], box[1], part.row, canvas.picture, canvas.marks, canvas.touched)
        canvas.boxes.append(box)
        return _Claim(part.row, part.whole, box, samples / (SAMPLES * SAMPLES), part.distance)

    def _speck(self, view: View, row: int, snapshot: Snapshot) -> _Claim | None:
        """Draw one small thing."""
        middle = snapshot.places[row].astype(np.float64)
        numbers, lamps = self._lights(view, middle[None])[0]
        done = draw_small(self.camera, view, snapshot, row, numbers, lamps, self.canvas)
        if done is None:
            return None
        whole, pixels, distance = done
        return _Claim(row, whole, clipped(self.camera, whole, 1.0), pixels, distance)

    def _found(self, claim: _Claim) -> Drawn | None:
        """Look up what is left of a body after everything was drawn."""
        left, top, right, bottom, count = visible(self.canvas.marks, claim.box, claim.row)
        if count == 0 or claim.pixels <= 0.0:
            return None
        share = min(1.0, count / claim.pixels)
        return Drawn(claim.row, claim.whole, (left, top, right, bottom), share, claim.distance)

    @cached_property
    def _windows(self) -> list[tuple[int, FacadeWindow]]:
        return list(enumerate(site_windows(self.scene.site)))

    def _home(self, room: str) -> list[tuple[int, FacadeWindow]]:
        """Numbered windows of the home that a room belongs to."""
        unit = "/".join(room.split("/")[:3])
        return [one for one in self._windows if one[1].unit == unit]
