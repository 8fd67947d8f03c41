"""Lighting a plate for one minute: sun with shadows, sky, lamps, lit windows, a camera's own infrared ring.

Light is carried as lux times albedo: what a white surface under one lux sends is 1 in every channel.
"""

import math
from dataclasses import dataclass
from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.ambience import LAMP_CODE
from twin.imaging.noise import chance
from twin.imaging.paint_samples import NO_PANE
from twin.imaging.plate import Plate
from twin.imaging.samples import SAMPLES, sample_ray
from twin.imaging.skylight import LAMP_TINT, SKY_TINT, Colour, mirrored, sky_colour
from twin.imaging.sunshine import LEAST_LUX, sun_seen
from twin.imaging.surfaces import Surfaces
from twin.sky import Sky

BOUNCE = 0.16
# Share of homes with light by the hour of the day.
LIT_SHARE = (
    0.12,
    0.06,
    0.04,
    0.03,
    0.04,
    0.1,
    0.25,
    0.2,
    0.1,
    0.06,
    0.05,
    0.05,
    0.06,
    0.05,
    0.05,
    0.06,
    0.1,
    0.2,
    0.42,
    0.62,
    0.72,
    0.68,
    0.5,
    0.26,
)
DARK_LUX = 300.0
# From nautical twilight on [rad] the moon may be the brightest light in the sky; below this it casts no shadow [lx].
DUSK_RAD, FAINT_LUX = math.radians(-6.0), 0.01


@dataclass(frozen=True)
class Light:
    """The light of one minute: ``sun`` unit vector to the sun, its illuminance and tint, the sky's, what burns.

    After dusk the moon stands in for the sun. ``indoors`` there is neither, and ``sky_lux`` comes from the walls.

    ``extinction`` [1/m] is what the air takes away; rain, snow and wind are the sky's.
    """

    sun: tuple[float, float, float]
    sun_lux: float
    sun_tint: tuple[float, float, float]
    sky_lux: float
    lamps: bool
    lit_share: float
    cloud: float
    infrared_cd: float = 0.0
    rain_mm_h: float = 0.0
    snow_mm_h: float = 0.0
    extinction: float = 0.0
    wind_m_s: tuple[float, float] = (0.0, 0.0)
    indoors: bool = False

    @property
    def ground_lux(self) -> float:
        """Daylight on level ground [lx]."""
        return self.sun_lux * max(self.sun[2], 0.0) + self.sky_lux


def light_at(sky: Sky, time_s: float) -> Light:
    """Return the light of the minute of ``time_s``."""
    sun, sun_lux, tint = brightest(sky, time_s)
    when = sky.start + timedelta(seconds=time_s)
    part, following = when.minute / 60.0, (when.hour + 1) % 24
    share = LIT_SHARE[when.hour] * (1.0 - part) + LIT_SHARE[following] * part
    ground = sky.ground_lux(time_s)
    share *= 1.0 if ground < DARK_LUX else 0.15
    return Light(
        sun,
        sun_lux,
        tint,
        sky.sky_lux(time_s),
        sky.lamps_on(time_s),
        share,
        sky.cloud,
        rain_mm_h=sky.rain_mm_h,
        snow_mm_h=sky.snow_mm_h,
        extinction=sky.extinction,
        wind_m_s=sky.wind_m_s,
    )


def brightest(sky: Sky, time_s: float) -> tuple[Colour, float, Colour]:
    """Unit vector to the sun, or to the moon after dusk when it shines; its illuminance [lx] and its tint."""
    azimuth, elevation = sky.sun(time_s)
    lux = sky.sun_lux(time_s)
    if elevation < DUSK_RAD and (moon_lux := sky.moon_lux(time_s)) > FAINT_LUX:
        (azimuth, elevation), lux = sky.moon(time_s), moon_lux
    flat = math.cos(elevation)
    redness = math.exp(-max(elevation, 0.0) / 0.16)
    tint = (1.0 + 0.12 * redness, 0.95 - 0.25 * redness, 0.86 - 0.5 * redness)
    return (flat * math.cos(azimuth), flat * math.sin(azimuth), math.sin(elevation)), lux, tint


@dataclass(frozen=True)
class LitPlate:
    """One minute's plate: ``lit`` and ``unlit`` (no direct sun) linear (H, W, 3) float32, ``light`` it was lit with.

    Without sun or moon they are one array.
    """

    lit: NDArray[np.float32]
    unlit: NDArray[np.float32]
    light: Light
    mono: bool


def relight(surfaces: Surfaces, plate: Plate, light: Light, windows: NDArray[np.float32], mono: bool) -> LitPlate:
    """Light a plate; ``windows`` (w,) float32 is each window's own glow [lx]."""
    height, width = plate.triangle.shape[0] // SAMPLES, plate.triangle.shape[1] // SAMPLES
    lit = np.zeros((height, width, 3), dtype=np.float32)
    unlit = np.zeros((height, width, 3), dtype=np.float32)
    numbers = np.array(
        [
            *light.sun,
            light.sun_lux,
            *light.sun_tint,
            light.sky_lux,
            float(light.lamps),
            light.ground_lux,
            light.infrared_cd,
            light.cloud,
        ]
    )
    shade(
        plate.triangle.opened(),
        plate.depth,
        plate.lens,
        plate.camera.rotation,
        sun_seen(surfaces, plate, light.sun, light.sun_lux),
        plate.albedo.opened(),
        plate.pane.opened(),
        plate.sky.opened(),
        plate.lamp.opened(),
        surfaces.normals,
        windows,
        numbers,
        lit,
        unlit,
    )
    # Without direct light they are the same.
    unlit = lit if light.sun_lux < LEAST_LUX else unlit
    if mono:
        unlit = grey(lit) if unlit is lit else grey(unlit)
        lit = unlit if light.sun_lux < LEAST_LUX else grey(lit)
    return LitPlate(lit, unlit, light, mono)


def grey(linear: NDArray[np.float32]) -> NDArray[np.float32]:
    """Replace colour by the mean of the channels, as a sensor without its infrared filter sees."""
    mean = (linear[..., 0] + linear[..., 1] + linear[..., 2]) * np.float32(1.0 / 3.0)
    return np.repeat(mean[..., None], 3, axis=2)


@kernel
def ambient(open_: float, lamp: float, numbers: NDArray[np.float64]) -> tuple[float, float, float]:
    """Lux of a place from the share ``open_`` of the sky it sees, from lamps (given as its root), and from neither."""
    return numbers[7] * open_ + numbers[9] * BOUNCE * (1.0 - 0.7 * open_), lamp**2 * numbers[8], 0.04


@kernel
def shade(
    triangle: NDArray[np.int32],
    depth: NDArray[np.float32],
    lens: NDArray[np.float32],
    rotation: NDArray[np.float64],
    sunny: NDArray[np.uint8],
    albedo: NDArray[np.uint8],
    pane: NDArray[np.uint16],
    sky: NDArray[np.uint8],
    lamp: NDArray[np.uint16],
    normals: NDArray[np.float32],
    windows: NDArray[np.float32],
    numbers: NDArray[np.float64],
    lit: NDArray[np.float32],
    unlit: NDArray[np.float32],
) -> None:
    """Add all samples' light to their pixels; ``numbers`` are the light as `relight` lists it."""
    share = 1.0 / (SAMPLES * SAMPLES)
    for row in range(triangle.shape[0]):
        for column in range(triangle.shape[1]):
            r, c, t = row // SAMPLES, column // SAMPLES, triangle[row, column]
            outside, glass = t == normals.shape[0] - 1, pane[row, column] != NO_PANE
            dx = dy = dz = length = 1.0
            if outside or glass or numbers[10] > 0.0:
                wx, wy, wz = sample_ray(lens, rotation, row, column)
                length = math.sqrt(wx * wx + wy * wy + wz * wz)
                dx, dy, dz = wx / length, wy / length, wz / length
            if outside:
                colours = sky_colour(dx, dy, dz, numbers)
                for k in range(3):
                    lit[r, c, k] += share * (colours[k] + 0.02)
                    unlit[r, c, k] += share * (colours[k] + 0.02)
                continue
            n, direct = normals[t], 0.0
            if sunny[row, column]:
                direct = max(0.0, n[0] * numbers[0] + n[1] * numbers[1] + n[2] * numbers[2]) * numbers[3]
            around, burning, ring = ambient(sky[row, column] / 255.0, lamp[row, column] / LAMP_CODE, numbers)
            if numbers[10] > 0.0:
                reach = depth[row, column] * length
                ring += numbers[10] * max(0.0, -(dx * n[0] + dy * n[1] + dz * n[2])) / (reach * reach + 1.0)
            colours, shine = (0.0, 0.0, 0.0), 0.0
            if glass:
                colours, shine = mirrored(dx, dy, dz, n, int(pane[row, column]), numbers), windows[pane[row, column]]
            for k in range(3):
                code = albedo[row, column, k] / 255.0
                colour = code * code
                value = colour * (around * SKY_TINT[k] + burning * LAMP_TINT[k] + ring) + colours[k]
                value += shine * (0.25 + 2.4 * colour) * LAMP_TINT[k]
                unlit[r, c, k] += share * value
                lit[r, c, k] += share * (value + colour * direct * numbers[4 + k])


@kernel
def window_glow(households: NDArray[np.int64], lit_share: float) -> NDArray[np.float32]:
    """Each window's own light [lx]: a home is up or it is not, and lights some of its rooms."""
    out = np.zeros(households.shape[0], dtype=np.float32)
    for i in range(households.shape[0]):
        home = chance(households[i], 0, 71)
        room = chance(i, 1, 71)
        if home < lit_share * 1.15 and room < 0.62:
            out[i] = 3.0 + 14.0 * chance(i, 2, 71)
    return out
