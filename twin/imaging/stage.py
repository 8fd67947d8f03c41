"""Drawing a snapshot's bodies into a camera's picture: nearest last, each with its light and its shadow."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detectors.geometry import CameraModel, FacadeWindow
from twin.bodies import Snapshot
from twin.imaging.canvas import Canvas, Pixels, Still
from twin.imaging.casting import figure_of
from twin.imaging.decals import lay_decals
from twin.imaging.figure import greyed
from twin.imaging.flames import burn
from twin.imaging.framing import Box, Part, clipped, empty, motion, overlap, part_of, rows_in_view
from twin.imaging.plate import SAMPLES
from twin.imaging.raster import blend, fill, resolve, smear, visible
from twin.imaging.relief import vertex_light
from twin.imaging.scene import Scene, View
from twin.imaging.shadows import shadow
from twin.imaging.small import draw_small
from twin.imaging.spotlight import lights
from twin.imaging.standing import InView, Signature, signature, split
from twin.site.facade import site_windows

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
    mark: int
    whole: Box
    box: Pixels
    pixels: float
    distance: float


@dataclass(frozen=True)
class _Setting:
    """The picture with those who stand still in it, what they have of it, and who shows when nobody else is there."""

    view: View
    who: Signature
    still: Still
    claims: tuple[_Claim, ...]
    found: tuple[Drawn | None, ...]


def bare(view: View) -> Still:
    """What stands still where nobody does."""
    marks = np.full(view.fall.shape, -1, dtype=np.int16)
    return Still(view.lit.lit, marks, view.code, view.spread, view.plate.depth)


class Stage:
    """Draws the frames of one camera on a canvas."""

    def __init__(self, scene: Scene, camera: CameraModel) -> None:
        self.scene, self.camera = scene, camera
        self.canvas = Canvas.blank(camera.width, camera.height)
        self._eye = np.array(camera.position)
        self._setting: _Setting | None = None

    def draw(self, view: View, snapshot: Snapshot) -> list[Drawn]:
        """Draw everybody of ``snapshot``; return who is seen, in the snapshot's order."""
        frozen, moving = split(snapshot, rows_in_view(self.camera, snapshot, SHADOW_SPARE_M))
        setting = self._set(view, snapshot, frozen)
        for hazard in snapshot.hazards:
            burn(self.camera, view, hazard, self._home(hazard.id), snapshot.time_s, self.canvas)
        claims = self._draw(view, snapshot, moving, len(frozen), False)
        self._develop(view)
        found = [self._found(claim) for claim in claims]
        drawn_on = [claim.box for claim in claims]
        for claim, alone in zip(setting.claims, setting.found, strict=True):
            row = frozen[claim.mark][0]
            hidden = any(overlap(claim.box, box) for box in drawn_on)
            one = self._found(claim) if hidden else alone
            found.append(None if one is None else replace(one, row=row))
        return sorted((one for one in found if one is not None), key=lambda one: one.row)

    def _set(self, view: View, snapshot: Snapshot, frozen: InView) -> _Setting:
        """Put back what stands still, drawing it anew where it is not what it was in the last frame."""
        who = signature(snapshot, frozen)
        if self._setting is not None and self._setting.view is view and self._setting.who == who:
            self.canvas.restore(self._setting.still)
            return self._setting
        self.canvas.fill(bare(view))
        if not frozen:
            self._setting = _Setting(view, who, bare(view), (), ())
            return self._setting
        self.canvas.depth = view.plate.depth.copy()
        claims = tuple(self._draw(view, snapshot, frozen, 0, True))
        self._develop(view)
        found = tuple(self._found(claim) for claim in claims)
        self._setting = _Setting(view, who, self.canvas.kept(), claims, found)
        self.canvas.fill(self._setting.still)
        return self._setting

    def _develop(self, view: View) -> None:
        setting = view.exposure
        self.canvas.develop(view.fall, setting.scale, setting.tone, setting.sigma)

    def _draw(self, view: View, snapshot: Snapshot, rows: InView, first: int, stays: bool) -> list[_Claim]:
        """Draw bodies with their shadows; their marks are their rows after ``first``, or their turn if they stay."""
        parts, specks = self._parts(view, snapshot, rows)
        marks = {row: turn if stays else first + row for turn, (row, _) in enumerate(rows)}
        for part in parts:
            shadow(self.camera, view, part, self.canvas)
        parts.sort(key=lambda part: (-part.distance, part.row))
        claims = [self._paint(view, part, snapshot, marks[part.row], stays) for part in parts]
        lay_decals(self.camera, view, snapshot, marks, self.scene.surfaces, self.canvas)
        claims += [self._speck(view, row, snapshot, marks[row]) for row in specks]
        return [claim for claim in claims if claim is not None]

    def _parts(self, view: View, snapshot: Snapshot, rows: InView) -> tuple[list[Part], list[int]]:
        """Figures that may be in the picture, lit, and the rows of small things."""
        parts, specks = [], []
        dark = view.lit.light.lamps
        for row, depth in rows:
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
        for part, (numbers, lamps) in zip(parts, lights(self.scene.surfaces, view.lit.light, middles), strict=True):
            part.numbers, part.lamps = numbers, lamps
        return parts, specks

    def _paint(self, view: View, part: Part, snapshot: Snapshot, mark: int, stays: bool) -> _Claim | None:
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
            canvas.depth,
            box[0],
            box[1],
            tile,
            stays,
        )
        if max(abs(dx), abs(dy)) > SMEAR_FROM_PX:
            tile = smear(tile, dx, dy)
        blend(tile, box[0], box[1], mark, canvas.picture, canvas.marks, canvas.touched)
        canvas.boxes.append(box)
        return _Claim(part.row, mark, part.whole, box, samples / (SAMPLES * SAMPLES), part.distance)

    def _speck(self, view: View, row: int, snapshot: Snapshot, mark: int) -> _Claim | None:
        """Draw one small thing."""
        middle = snapshot.places[row].astype(np.float64)
        numbers, lamps = lights(self.scene.surfaces, view.lit.light, middle[None])[0]
        done = draw_small(self.camera, view, snapshot, row, numbers, lamps, self.canvas, mark)
        if done is None:
            return None
        whole, pixels, distance = done
        return _Claim(row, mark, whole, clipped(self.camera, whole, 1.0), pixels, distance)

    def _found(self, claim: _Claim) -> Drawn | None:
        """Look up what is left of a body after everything was drawn."""
        left, top, right, bottom, count = visible(self.canvas.marks, claim.box, claim.mark)
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
