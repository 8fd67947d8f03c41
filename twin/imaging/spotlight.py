"""What light falls on a place where a body is: whether the sun reaches it, and which street lamps do."""

import numpy as np
from numpy.typing import NDArray

from twin.imaging.ambience import LAMP_REACH_M
from twin.imaging.light import Light
from twin.imaging.sunshine import LEAST_LUX
from twin.imaging.surfaces import Surfaces

NEAREST_LAMPS = 4
SUN_REACH_M = 300.0

PlaceLight = tuple[NDArray[np.float64], NDArray[np.float64]]


def lights(surfaces: Surfaces, light: Light, middles: NDArray[np.float64]) -> list[PlaceLight]:
    """Return for each place (n, 3) [m] the numbers that `relief.vertex_light` takes, and the lamps that shine there."""
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
    if light.sun_lux >= LEAST_LUX and len(points) > 0:
        far = points + np.float32(SUN_REACH_M) * np.array(light.sun, dtype=np.float32)
        shaded = surfaces.blockers.blocked(points, far, 0.3)
    found = []
    for i, middle in enumerate(middles):
        numbers = base.copy()
        numbers[3] = 0.0 if shaded[i] else light.sun_lux
        found.append((numbers, lamps_near(surfaces, middle) if light.lamps else np.zeros((0, 3))))
    return found


def lamps_near(surfaces: Surfaces, middle: NDArray[np.float64]) -> NDArray[np.float64]:
    """Street lamps that shine on a place, the nearest first."""
    lamps = surfaces.lamps
    way = lamps - middle
    square = way[:, 0] ** 2 + way[:, 1] ** 2 + way[:, 2] ** 2
    near = np.argsort(square, kind="stable")[:NEAREST_LAMPS]
    near = near[square[near] < LAMP_REACH_M**2]
    ends = np.repeat(middle[None].astype(np.float32), len(near), axis=0)
    chosen: NDArray[np.float64] = lamps[near][~surfaces.blockers.blocked(lamps[near].astype(np.float32), ends, 0.3)]
    return chosen
