"""Pixel density as coverage predicts it, beside what a rendered target of known width measures."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from ringfence.benches.figure import Figure
from twin.deployment import CameraUnit
from twin.imaging.capture import still
from twin.imaging.scene import Scene
from twin.legs import Legs
from twin.planning.views import density_at
from twin.sighting import camera_rows
from twin.site.model import Building, BuildingKind, Site
from twin.sky import Sky

OFF_GOAL = 0.01
WIDTH_M, DEEP_M, HIGH_M = 4.0, 3.0, 9.0
# The camera looks level, so that the target is square to its axis, at the middle of the target's height.
EYE_M = 4.5
# The edge of a target lies where its difference from the empty scene passes half of what it is inside.
HALF = 0.5
# Rows that are measured, above the horizon where nothing but sky stands behind, as shares of the picture's height.
TOP, BOTTOM = 0.40, 0.49


@dataclass(frozen=True, slots=True)
class Case:
    """A lens in front of a target: field of view [deg], picture [px], distance [m]."""

    field_deg: float
    width: int
    height: int
    away_m: float


CASES = (
    Case(106.0, 1920, 1080, 6.0),
    Case(84.0, 1920, 1080, 8.0),
    Case(84.0, 2560, 1440, 20.0),
    Case(54.0, 1920, 1080, 15.0),
    Case(39.0, 2560, 1440, 12.0),
    Case(24.0, 1920, 1080, 40.0),
    Case(20.0, 2560, 1440, 60.0),
)


def density_figures(*, quick: bool) -> Iterator[Figure]:
    """Predicted against measured px/m of every case, and the largest difference; one small case only if ``quick``."""
    worst = 0.0
    for case in (Case(84.0, 640, 360, 8.0),) if quick else CASES:
        predicted, measured = predicted_px_per_m(case), measured_px_per_m(case)
        off = abs(predicted / measured - 1.0)
        worst = max(worst, off)
        name = f"px/m measured at {case.away_m:g} m, {case.field_deg:g} deg, {case.width} x {case.height}"
        note = f"peer: predicted; {100.0 * off:.2f}% off, a wall of {WIDTH_M:g} m rendered"
        yield figure(name, measured, "px/m", None, None, predicted, note)
    note = "of predicted from measured in rendered frames"
    yield figure("px/m, largest difference", worst, "share", OFF_GOAL, worst <= OFF_GOAL, None, note)


def camera_of(case: Case) -> CameraUnit:
    """The camera of a case, south of the target, looking north and level."""
    at, aim = (0.0, -case.away_m, EYE_M), (0.0, 0.0, EYE_M)
    field = math.radians(case.field_deg)
    return CameraUnit("c", at, aim, "", case.width, case.height, field, 12.0, 1, infrared_m=0.0)


def predicted_px_per_m(case: Case) -> float:
    """Density at the target's front as coverage works it out [px/m]."""
    row = camera_rows((camera_of(case),))[0]
    return float(density_at(row, 0.0, case.away_m, 0.0, 1.0))


def measured_px_per_m(case: Case) -> float:
    """Width of the target in a rendered picture [px], edges to parts of a pixel, over its width [m]."""
    ring = np.array([[-0.5, 0.0], [0.5, 0.0], [0.5, 0.0], [-0.5, 0.0]]) * WIDTH_M
    ring[2:, 1] = DEEP_M
    target = Building("target", BuildingKind.SHED, ring, HIGH_M, 3, np.zeros((0, 2)))
    shown, empty = picture(case, (target,)), picture(case, ())
    rows = slice(round(TOP * case.height), round(BOTTOM * case.height))
    apart = np.abs(shown[rows].astype(np.float64) - empty[rows]).sum(axis=2).mean(axis=0)
    return width_px(apart) / WIDTH_M


def width_px(apart: NDArray[np.float64]) -> float:
    """Width of the one hump of ``apart`` (w,), its edges at half of the level just inside, between pixels' middles."""
    inside = np.flatnonzero(apart > HALF * np.median(apart[apart > 0.25 * apart.max()]))
    first, last = int(inside[0]), int(inside[-1])
    left = apart[first + 2 : first + 8].mean() * HALF
    right = apart[last - 7 : last - 1].mean() * HALF
    a = first - (apart[first] - left) / max(apart[first] - apart[first - 1], 1e-9)
    b = last + (apart[last] - right) / max(apart[last] - apart[last + 1], 1e-9)
    return float(b - a)


def picture(case: Case, buildings: tuple[Building, ...]) -> NDArray[np.uint8]:
    """What the camera of a case would film at noon, (H, W, 3) uint8."""
    site = Site("target", "target", (114.0, 30.0), buildings=buildings)
    scene = Scene(site, Sky(site.origin, datetime.fromisoformat("2021-08-14T12:30:00+08:00"), 0.9), 0, None)
    (snapshot,) = Legs().snapshots([0.0])
    return still(scene, camera_of(case), snapshot)


def figure(
    name: str, value: float, unit: str, goal: float | None, met: bool | None, peer: float | None, note: str
) -> Figure:
    """One figure; its ratio to the prediction where there is one."""
    ratio = None if peer is None else value / peer
    return Figure(figure=name, value=value, unit=unit, goal=goal, met=met, peer=peer, ratio=ratio, note=note)
