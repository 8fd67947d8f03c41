"""What ails a camera, as its picture shows it: a covered lens, paint, dirt, drops or a web, a shove, a lost focus.

Dirt and paint lie on the front glass, far out of focus: they hide a share of the light of each pixel, softly, and add
what they scatter themselves. They are laid over codes before the noise, which they dim with the rest.
"""

import math
from collections.abc import Set
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.deployment import CameraUnit
from twin.faults import FaultKind
from twin.imaging.droplets import Lenses, drops_on, refracted, spin
from twin.imaging.exposure import Codes
from twin.imaging.graininess import FIXED
from twin.imaging.noise import chance, cloudy, seed_of

# Luma of what lies on the glass, lit from outside; blobs' size, shares of the picture's height.
PAINT_LUMA, DIRT_LUMA, BLACK_LUMA = 34, 112, 16
PAINT_REACH, DIRT_REACH = 1.05, 0.3
HAZE, BLOTCH = 0.22, 0.7
# A web is faint by day and lit by the ring at night; what a trembling pole does; where a lost focus lies.
WEB_SHARE, WEB_LUMA = (0.3, 0.85), (120, 226)
SHAKING_RAD = math.radians(0.15)
TURNED_TO_M = 0.15
# A shove turns a camera by this much [rad], to either side, and tips it down.
TURN, TIP = (math.radians(14.0), math.radians(38.0)), (math.radians(3.0), math.radians(14.0))


class Veil(NamedTuple):
    """What hides the view: ``share`` (H, W) uint8 of 255 that is hidden, and the luma in its place."""

    share: NDArray[np.uint8]
    luma: int


def veils(kinds: Set[FaultKind], unit: CameraUnit, mono: bool = False) -> list[Veil | Lenses]:
    """Return what lies before a camera's lens, in the order in which it is laid; ``mono`` with its infrared on."""
    seed = seed_of(unit.id)
    found: list[Veil | Lenses] = []
    if FaultKind.DROPS in kinds:
        found.append(drops_on(seed, unit.width, unit.height))
    if FaultKind.WEB in kinds:
        share = np.zeros((unit.height, unit.width), dtype=np.uint8)
        spin(seed, WEB_SHARE[mono], share)
        found.append(Veil(share, WEB_LUMA[mono]))
    for kind, luma in ((FaultKind.DIRTY, DIRT_LUMA), (FaultKind.SPRAYED, PAINT_LUMA), (FaultKind.DARK, BLACK_LUMA)):
        if kind in kinds:
            share = np.full((unit.height, unit.width), 255, dtype=np.uint8)
            if kind is FaultKind.DIRTY:
                blotch(seed, HAZE, BLOTCH, DIRT_REACH, share)
            elif kind is FaultKind.SPRAYED:
                blob(seed, PAINT_REACH, share)
            found.append(Veil(share, luma))
    return found


def shoved(unit: CameraUnit) -> CameraUnit:
    """Return a camera turned aside and down by as much as its id says."""
    seed = seed_of(unit.id)
    side = 1.0 if chance(seed, 1, 61) < 0.5 else -1.0
    turn = side * (TURN[0] + (TURN[1] - TURN[0]) * chance(seed, 2, 61))
    tip = TIP[0] + (TIP[1] - TIP[0]) * chance(seed, 3, 61)
    model = unit.calibration()
    yaw, pitch = model.yaw + turn, max(model.pitch - tip, -1.5)
    x, y, z = unit.at
    flat = math.cos(pitch)
    ahead = (x + 10.0 * flat * math.cos(yaw), y + 10.0 * flat * math.sin(yaw), z + 10.0 * math.sin(pitch))
    return replace(unit, look_at=ahead)


@kernel
def blob(seed: int, reach: float, share: NDArray[np.uint8]) -> None:
    """A sprayed blob about the middle, ragged and soft at its edge, with a few runs."""
    height, width = share.shape
    for r in range(height):
        for c in range(width):
            u, v = (c - 0.5 * width) / (0.5 * width), (r - 0.5 * height) / (0.5 * height)
            ragged = 0.22 * cloudy(2.3 * u + 7.0, 2.3 * v, seed)
            runs = 0.25 * max(0.0, cloudy(6.0 * u, 0.4 * v, seed + 9)) * max(0.0, v)
            inner = (reach + ragged + runs - math.sqrt(u * u + v * v)) / 0.22
            share[r, c] = int(252.0 * min(1.0, max(0.0, inner)) + 0.5)


@kernel
def blotch(seed: int, haze: float, strength: float, reach: float, share: NDArray[np.uint8]) -> None:
    """Haze all over, and blotches of dust and dried drops."""
    height, width = share.shape
    for r in range(height):
        for c in range(width):
            u, v = c / (reach * height), r / (reach * height)
            dust = min(1.0, max(0.0, 1.9 * cloudy(u, v, seed + 3) + 0.15))
            share[r, c] = int(255.0 * min(0.95, haze + strength * dust) + 0.5)


def defocused(unit: CameraUnit) -> CameraUnit:
    """Return a camera whose focus somebody or the cold has turned to just before its glass."""
    return replace(unit, glass=replace(unit.glass, focus_m=TURNED_TO_M))


def veiled(codes: Codes, veil: Veil | Lenses, out: Codes) -> None:
    """Lay a veil or drops over codes into ``out``, which may be ``codes``."""
    if isinstance(veil, Lenses):
        refracted(codes, veil, out)
        return
    cover(codes, veil.share, np.int32(veil.luma * FIXED), np.int32(128 * FIXED), out)


@kernel
def cover(codes: Codes, share: NDArray[np.uint8], luma: np.int32, grey: np.int32, out: Codes) -> None:
    """Mix codes with even luma and no colour; noise shrinks with what is left of the light."""
    height, width = share.shape
    for r in range(height):
        for c in range(width):
            hidden = np.int32(share[r, c])
            y = np.int32(codes.y[r, c])
            out.y[r, c] = y + (((luma - y) * hidden) // np.int32(255))
            out.y_spread[r, c] = np.int32(codes.y_spread[r, c]) * (np.int32(320) - hidden) // np.int32(320)
    for r in range(height // 2):
        for c in range(width // 2):
            hidden = np.int32(share[2 * r, 2 * c])
            u, v = np.int32(codes.u[r, c]), np.int32(codes.v[r, c])
            out.u[r, c] = u + (((grey - u) * hidden) // np.int32(255))
            out.v[r, c] = v + (((grey - v) * hidden) // np.int32(255))
            out.c_spread[r, c] = np.int32(codes.c_spread[r, c]) * (np.int32(320) - hidden) // np.int32(320)
