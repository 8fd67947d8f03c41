"""Light indoors: lamps that burn at every hour, and what the walls throw to and fro of it."""

import math

import numpy as np
from numpy.typing import NDArray

from twin.imaging.ambience import LAMP_CANDELA
from twin.imaging.light import Light
from twin.imaging.paint_samples import LAMP_PANE, SIGN_PANE
from twin.site.rooms import Room

# Mean albedo of a room's walls; flux of a lamp whose intensity falls as `ambience.lamp_lux` says [lm].
WALLS_ALBEDO = 0.5
LAMP_LM = 2.0 * math.pi * LAMP_CANDELA * (0.0375 + 0.16875 + 0.625)
# How bright the panels of lamps, and signs, are [lx that a white surface would need].
PANEL_LUX, SIGN_LUX = 3000.0, 60.0


def room_light(room: Room, lamps: int) -> Light:
    """Return the light of a room, and of what lies beyond its open door, with so many lamps in all.

    Light that walls have thrown back is everywhere alike, as in an integrating sphere: E = F r / (A (1 - r)) of flux F,
    albedo r and inner surface A (DIN 5032-1). It stands for the sky's.
    """
    inner = inner_m2(room) + (0.0 if room.beyond is None else inner_m2(room.beyond))
    thrown = lamps * LAMP_LM * WALLS_ALBEDO / (inner * (1.0 - WALLS_ALBEDO))
    return Light((0.0, 0.0, 1.0), 0.0, (1.0, 1.0, 1.0), thrown, True, 1.0, 0.0, indoors=True)


def inner_m2(room: Room) -> float:
    """Surface of a room's walls, floor and ceiling [m2]."""
    wide, long, high = room.width_m, room.depth_m, room.high_m - room.low_m
    return 2.0 * (wide * long + wide * high + long * high)


def room_glow() -> NDArray[np.float32]:
    """Return how bright lamps and signs are, as a window's glow [lx]."""
    glow = np.zeros(2, dtype=np.float32)
    glow[LAMP_PANE], glow[SIGN_PANE] = PANEL_LUX, SIGN_LUX
    return glow
