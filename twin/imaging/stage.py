"""Drawing a snapshot's bodies into a camera's picture: nearest last, each with its light and its shadow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from detectors.geometry import FacadeWindow
from twin.bodies import Snapshot
from twin.deployment import CameraUnit
from twin.imaging.beams import shine
from twin.imaging.canvas import NOBODY, Canvas, Pixels, Still
from twin.imaging.casting import figure_of
from twin.imaging.crowd import crowd_of
from twin.imaging.decals import lay_decals
from twin.imaging.drawing import lit_by, paint
from twin.imaging.figure import Figure, greyed
from twin.imaging.flames import burn
from twin.imaging.focus import Focus
from twin.imaging.found import all_visible
from twin.imaging.framing import Box, clipped, empty, overlap, places_of, rows_in_view
from twin.imaging.haze import veiled
from twin.imaging.plate import Plate
from twin.imaging.precipitation import falling
from twin.imaging.samples import SAMPLES
from twin.imaging.scene import Scene, View
from twin.imaging.shadows import shadows
from twin.imaging.small import draw_small
from twin.imaging.spotlight import lights
from twin.imaging.standing import InView, Signature, signature, split
from twin.imaging.swaying import CALM_M_S, Crowns, crowns_of, sway
from twin.site.facade import site_windows
from twin.site.rooms import Room

SHADOW_SPARE_M = 3.0
# What stands on a room's floor may be so far below it: a floor is not quite where a path runs.
STEP_M = 0.2


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
    """What a body has of the picture: where to look for its pixels, and how many it would have if nothing hid it.

    ``distance`` [m] is from the camera, ``depth`` along its axis.
    """

    row: int
    mark: int
    whole: Box
    box: Pixels
    pixels: float
    distance: float
    depth: float


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
    return Still(view.lit.lit, marks, view.codes, view.plate.depth)


def shares(room: Room | None, place: Sequence[float]) -> bool:
    """Tell whether a camera in ``room`` shares it with what stands at ``place`` [m]; out of doors it always may."""
    return room is None or room.holds((place[0], place[1], place[2] + STEP_M))


class Stage:
    """Draws the frames of one camera on a canvas."""

    def __init__(self, scene: Scene, unit: CameraUnit) -> None:
        self.scene, self.unit = scene, unit
        self.camera = camera = unit.calibration()
        self._focus = Focus.of(unit)
        self.canvas = Canvas.blank(camera.width, camera.height)
        self._eye = np.array(camera.position)
        self._setting: _Setting | None = None
        self._crowns: tuple[Plate, Crowns] | None = None

    def draw(self, view: View, snapshot: Snapshot) -> list[Drawn]:
        """Draw everybody of ``snapshot``; return who is seen, in the snapshot's order."""
        frozen, moving = split(snapshot, self.in_view(view, snapshot))
        setting = self._set(view, snapshot, frozen)
        self._sway(view, setting.still, snapshot.time_s)
        near = tuple(hazard for hazard in snapshot.hazards if shares(view.surfaces.room, hazard.place))
        for hazard in near:
            home = self._home(hazard.id) if view.surfaces.room is None else []
            burn(self.camera, view, hazard, home, snapshot.time_s, self.canvas)
        claims = self._draw(view, snapshot, moving, len(frozen), False)
        shine(self.camera, view, replace(snapshot, hazards=near), view.surfaces, self.canvas)
        falling(view, snapshot.time_s, self.scene.seed, self.canvas)
        self._develop(view, [*setting.claims, *claims])
        found = self._found(claims)
        drawn_on = [claim.box for claim in claims]
        hidden = [c for c in setting.claims if any(overlap(c.box, box) for box in drawn_on)]
        anew = dict(zip((claim.mark for claim in hidden), self._found(hidden), strict=True))
        for claim, alone in zip(setting.claims, setting.found, strict=True):
            one = anew.get(claim.mark, alone)
            found.append(None if one is None else replace(one, row=frozen[claim.mark][0]))
        return sorted((one for one in found if one is not None), key=lambda one: one.row)

    def in_view(self, view: View, snapshot: Snapshot) -> InView:
        """Rows of a snapshot whose bodies may show, with their depth [m]: indoors those in the view's own room."""
        rows, places = rows_in_view(self.camera, snapshot, SHADOW_SPARE_M), snapshot.places.astype(np.float64).tolist()
        return [one for one in rows if shares(view.surfaces.room, places[one[0]])]

    def _sway(self, view: View, still: Still, time_s: float) -> None:
        """Move crowns with the wind."""
        east, north = view.lit.light.wind_m_s
        wind_m_s = math.hypot(east, north)
        if wind_m_s < CALM_M_S:
            return
        if self._crowns is None or self._crowns[0] is not view.plate:
            self._crowns = (view.plate, crowns_of(view.plate, view.surfaces))
        right = self.camera.rotation[0]
        across_m_s = float(east * right[0] + north * right[1])
        sway(self._crowns[1], still.picture, wind_m_s, across_m_s, time_s, self.canvas)

    def stand(self, view: View, snapshot: Snapshot, rows: InView) -> None:
        """Draw bodies as if they stood there for good, so that the canvas's depth has them."""
        self._draw(view, snapshot, rows, 0, True)

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
        self._develop(view, claims)
        found = tuple(self._found(claims))
        self._setting = _Setting(view, who, self.canvas.kept(), claims, found)
        self.canvas.fill(self._setting.still)
        return self._setting

    def _develop(self, view: View, claims: Sequence[_Claim]) -> None:
        near = NOBODY
        if self._focus is not None:
            near = np.full(1 + max((claim.mark for claim in claims), default=-1), 1e6, dtype=np.float32)
            for claim in claims:
                near[claim.mark] = claim.depth
        self.canvas.develop(view.fall, view.exposure.scale, view.exposure.response, self._focus, near)

    def _draw(self, view: View, snapshot: Snapshot, rows: InView, first: int, stays: bool) -> list[_Claim]:
        """Draw bodies with their shadows; their marks are their rows after ``first``, or their turn if they stay."""
        figures, specks = self._figures(view, snapshot, rows)
        marks = {row: turn if stays else first + row for turn, (row, _) in enumerate(rows)}
        claims = self._paint(view, snapshot, figures, marks, stays) if figures else []
        readout_s = self.unit.imager.readout_s
        lay_decals(self.camera, view, snapshot, marks, view.surfaces, self.canvas, readout_s)
        small = [self._speck(view, row, snapshot, marks[row]) for row in specks]
        return claims + [claim for claim in small if claim is not None]

    def _figures(self, view: View, snapshot: Snapshot, rows: InView) -> tuple[dict[int, Figure], list[int]]:
        """Figures by their row, and the rows of small things."""
        figures, specks = {}, []
        dark = view.lit.light.lamps
        for row, depth in rows:
            figure = figure_of(snapshot, row, self.camera.focal_px / max(depth, 0.5), dark)
            if figure is None:
                specks.append(row)
            else:
                seen = greyed(figure) if view.lit.mono else figure
                figures[row] = veiled(seen, view.lit.light, max(depth, 0.5))
        return figures, specks

    def _paint(
        self, view: View, snapshot: Snapshot, figures: dict[int, Figure], marks: dict[int, int], stays: bool
    ) -> list[_Claim]:
        """Draw figures, the farthest first, after all their shadows."""
        rows, canvas = np.array(list(figures), dtype=np.int64), self.canvas
        middles = snapshot.places[rows].astype(np.float64)
        middles[:, 2] += 0.5 * snapshot.sizes[rows, 2]
        crowd = crowd_of(list(figures.values()))
        velocities = snapshot.velocities[rows].astype(np.float64)
        readout_s = self.unit.imager.readout_s
        places = places_of(self.camera, crowd, middles, velocities, view.exposure.time_s, readout_s)
        found = lights(view.surfaces, view.lit.light, middles)
        shadows(self.camera, view, crowd, places, middles, found, canvas)
        way = middles - self._eye
        away = np.sqrt(way[:, 0] ** 2 + way[:, 1] ** 2 + way[:, 2] ** 2)
        depths = way @ self.camera.rotation[2]
        order = np.lexsort((rows, -away))
        own = np.array([marks[row] for row in figures], dtype=np.int64)
        samples = paint(crowd, places, order, own, lit_by(found), self._eye, view.lit.mono, stays, canvas)
        boxes = [(a, b, c, d) for a, b, c, d in places.boxes.tolist()]
        canvas.boxes += [box for box in boxes if not empty(box)]
        whole = [(a, b, c, d) for a, b, c, d in places.whole.tolist()]
        return [
            _Claim(
                int(rows[i]),
                int(own[i]),
                whole[i],
                boxes[i],
                samples[i] / (SAMPLES * SAMPLES),
                float(away[i]),
                float(depths[i]),
            )
            for i in order.tolist()
            if not empty(boxes[i])
        ]

    def _speck(self, view: View, row: int, snapshot: Snapshot, mark: int) -> _Claim | None:
        """Draw one small thing."""
        middle = snapshot.places[row].astype(np.float64)
        numbers, lamps = lights(view.surfaces, view.lit.light, middle[None])[0]
        done = draw_small(self.camera, view, snapshot, row, numbers, lamps, self.canvas, mark)
        if done is None:
            return None
        whole, pixels, distance = done
        depth = float((middle - self._eye) @ self.camera.rotation[2])
        return _Claim(row, mark, whole, clipped(self.camera, whole, 1.0), pixels, distance, depth)

    def _found(self, claims: Sequence[_Claim]) -> list[Drawn | None]:
        """Look up what is left of bodies after everything was drawn."""
        if not claims:
            return []
        boxes = np.array([claim.box for claim in claims], dtype=np.int64)
        own = np.array([claim.mark for claim in claims], dtype=np.int64)
        found: list[Drawn | None] = []
        for claim, (left, top, right, bottom, count) in zip(
            claims, all_visible(self.canvas.marks, boxes, own).tolist(), strict=True
        ):
            seen = count > 0 and claim.pixels > 0.0
            share = min(1.0, count / claim.pixels) if seen else 0.0
            box = (left, top, right, bottom)
            found.append(Drawn(claim.row, claim.whole, box, share, claim.distance) if seen else None)
        return found

    @cached_property
    def _windows(self) -> list[tuple[int, FacadeWindow]]:
        return list(enumerate(site_windows(self.scene.site)))

    def _home(self, room: str) -> list[tuple[int, FacadeWindow]]:
        """Numbered windows of the home that a room belongs to."""
        unit = "/".join(room.split("/")[:3])
        return [one for one in self._windows if one[1].unit == unit]
