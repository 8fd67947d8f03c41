"""What weather does to a lit plate: air that pales with distance, wet ground that mirrors, snow that lies.

Air takes light away by the law of Beer and Lambert and gives back what it scatters (Koschmieder 1924): at night mostly
the halos of lamps, whose light scattered into a ray is the closed integral of the inverse square along it.
"""

import math

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.imaging.ambience import LAMP_CANDELA
from twin.imaging.figure import Figure
from twin.imaging.light import Light, LitPlate
from twin.imaging.noise import cloudy, value_noise
from twin.imaging.plate import Plate
from twin.imaging.samples import FAR_M, SAMPLES, sample_ray
from twin.imaging.skylight import LAMP_TINT, SKY_TINT, skylight
from twin.imaging.surfaces import Surfaces
from twin.site.mesh import Material

# Air that takes less than this per metre is left out: a hundredth over a hundred metres.
LEAST_PER_M = 2.5e-4
SKY_AT_M = 2500.0
WET_ALBEDO, SNOW_ALBEDO = 0.55, 0.72
HALO_CD = 60.0
_CROWN = int(Material.CROWN)


def air_lux(light: Light) -> float:
    """What far air sends in fog [lux times albedo]: the light around it, scattered."""
    return 0.85 * light.sky_lux + 0.35 * light.sun_lux * max(light.sun[2], 0.0) + 0.03


def veiled(figure: Figure, light: Light, distance_m: float) -> Figure:
    """A figure as seen through ``distance_m`` of air."""
    if light.extinction < LEAST_PER_M:
        return figure
    through = np.float32(math.exp(-light.extinction * distance_m))
    given = np.float32((1.0 - through) * air_lux(light))
    return figure._replace(palette=figure.palette * through, glow=figure.glow * through + given)


def weathered(surfaces: Surfaces, plate: Plate, lit: LitPlate) -> LitPlate:
    """Return a lit plate in the weather of its light; itself when the air is clear and nothing falls."""
    light = lit.light
    if light.extinction < LEAST_PER_M and light.rain_mm_h == 0.0 and light.snow_mm_h == 0.0:
        return lit
    numbers = np.array(
        [
            *(*light.sun, light.sun_lux, *light.sun_tint, light.sky_lux, float(light.lamps), light.ground_lux),
            *(light.infrared_cd, light.cloud, min(1.0, light.rain_mm_h / 2.0), min(1.0, light.snow_mm_h)),
            *(light.extinction, air_lux(light)),
        ]
    )
    lamps = surfaces.lamps if light.lamps and light.infrared_cd == 0.0 else surfaces.lamps[:0]
    eye = np.array(plate.camera.position)
    near = lamps[((lamps - eye) ** 2).sum(axis=1) < 90.0**2]
    drawn = lit.lit.copy(), lit.unlit.copy()
    put_weather(
        plate.triangle.opened(),
        plate.depth,
        plate.albedo.opened(),
        plate.lens,
        plate.camera.rotation,
        eye,
        surfaces.normals,
        surfaces.skin.material,
        numbers,
        near,
        *drawn,
    )
    return LitPlate(drawn[0], drawn[0] if lit.unlit is lit.lit else drawn[1], light, lit.mono)


@kernel
def halo(eye: NDArray[np.float64], dx: float, dy: float, dz: float, reach: float, lamp: NDArray[np.float64]) -> float:
    """Integral of 1 / r^2 about a lamp along a ray (dx, dy, dz) of length ``reach`` from the eye [1/m]."""
    ox, oy, oz = lamp[0] - eye[0], lamp[1] - eye[1], lamp[2] - eye[2]
    along = ox * dx + oy * dy + oz * dz
    beside = math.sqrt(max(ox * ox + oy * oy + oz * oz - along * along, 0.02))
    return (math.atan((reach - along) / beside) + math.atan(along / beside)) / beside


@kernel
def glare(x: float, y: float, z: float, dx: float, dy: float, dz: float, lamp: NDArray[np.float64]) -> float:
    """What a lamp sends along a mirrored ray from wet ground: a lobe that is long towards the eye."""
    ox, oy, oz = lamp[0] - x, lamp[1] - y, lamp[2] - z
    square = ox * ox + oy * oy + oz * oz + 0.25
    away = math.sqrt(square)
    flat = math.sqrt((ox * ox + oy * oy) * (dx * dx + dy * dy)) + 1e-9
    aside = 1.0 - (ox * dx + oy * dy) / flat
    rise = oz / away - dz
    return float(LAMP_CANDELA / square * 40.0 * math.exp(-900.0 * aside - 18.0 * rise * rise))


@kernel
def underfoot(x: float, y: float, dz: float, flat: float, wet: float, snow: float) -> tuple[float, float, float]:
    """What a surface mirrors, how dark it is wet, how white with snow; ``flat`` is its normal's upward part."""
    mirror, dark, white = 0.0, 1.0, 0.0
    if wet > 0.0:
        dark = 1.0 - (1.0 - WET_ALBEDO) * wet * (1.0 if flat > 0.5 else 0.35)
        if flat > 0.9 and dz < -0.01:
            puddle = min(1.0, max(0.0, 6.0 * (cloudy(0.17 * x, 0.17 * y, 91) - 0.22)))
            mirror = wet * (0.18 + 0.82 * puddle) * (0.02 + 0.98 * (1.0 + dz) ** 5)
            dark *= 1.0 - 0.35 * wet * puddle
    if snow > 0.0 and flat > 0.3:
        patch = value_noise(0.9 * x, 0.9 * y, 92) + 0.5 * value_noise(3.1 * x, 3.1 * y, 93)
        white = snow * min(1.0, max(0.0, 1.25 + 0.6 * patch)) * min(1.0, (flat - 0.3) / 0.4)
    return mirror, dark, white


@kernel
def by_lamps(
    eye: NDArray[np.float64],
    dx: float,
    dy: float,
    dz: float,
    reach: float,
    lost: float,
    mirror: float,
    lamps: NDArray[np.float64],
) -> tuple[float, float]:
    """What lamps scatter into a ray from the air, and what the ground at its end mirrors of them."""
    glow, glint = 0.0, 0.0
    x, y, z = eye[0] + dx * reach, eye[1] + dy * reach, eye[2] + dz * reach
    for k in range(lamps.shape[0]):
        glow += HALO_CD * lost * halo(eye, dx, dy, dz, reach, lamps[k])
        if mirror > 0.0:
            glint += mirror * glare(x, y, z, dx, dy, -dz, lamps[k])
    return glow, glint


@kernel
def put_weather(
    triangle: NDArray[np.int32],
    depth: NDArray[np.float32],
    albedo: NDArray[np.uint8],
    lens: NDArray[np.float32],
    rotation: NDArray[np.float64],
    eye: NDArray[np.float64],
    normals: NDArray[np.float32],
    material: NDArray[np.uint8],
    numbers: NDArray[np.float64],
    lamps: NDArray[np.float64],
    lit: NDArray[np.float32],
    unlit: NDArray[np.float32],
) -> None:
    """Change every pixel of ``lit`` and ``unlit`` (H, W, 3); ``numbers``: the light's, wet 12, snow 13, air 14-15."""
    wet, snow, lost, air = numbers[12], numbers[13], numbers[14], numbers[15]
    mono = numbers[10] > 0.0
    for r in range(lit.shape[0]):
        for c in range(lit.shape[1]):
            t = triangle[r * SAMPLES, c * SAMPLES]
            wx, wy, wz = sample_ray(lens, rotation, r * SAMPLES, c * SAMPLES)
            length = math.sqrt(wx * wx + wy * wy + wz * wz)
            dx, dy, dz = wx / length, wy / length, wz / length
            sky = t == normals.shape[0] - 1
            reach = SKY_AT_M if sky else min(float(depth[r * SAMPLES, c * SAMPLES]), FAR_M) * length
            x, y = eye[0] + dx * reach, eye[1] + dy * reach
            flat = 0.0 if sky else float(normals[t, 2])
            if not sky and material[t] == _CROWN:
                # Leaves wet through, but no water stands on them.
                flat = min(flat, 0.85)
            mirror, dark, white = underfoot(x, y, dz, flat, 0.0 if sky else wet, snow)
            through = math.exp(-lost * reach)
            glow, glint = by_lamps(eye, dx, dy, dz, reach, lost, mirror, lamps)
            above = skylight(dx, dy, -dz, numbers) if mirror > 0.0 else (0.0, 0.0, 0.0)
            for k in range(3):
                tint = 1.0 if mono else SKY_TINT[k]
                scattered = air * tint * (1.0 - through) + glow * LAMP_TINT[k]
                shine = (above[1] if mono else above[k]) * mirror
                shine += glint * LAMP_TINT[k]
                code = albedo[r * SAMPLES, c * SAMPLES, k] / 255.0
                keeps = (1.0 + (SNOW_ALBEDO / max(code * code, 0.02) - 1.0) * white) * dark * (1.0 - mirror) * through
                given = shine * through + scattered
                lit[r, c, k] = lit[r, c, k] * keeps + given
                unlit[r, c, k] = unlit[r, c, k] * keeps + given
