"""Plates from outside: a photograph or a path-traced picture in the place of a camera's drawn plate.

Of the drawn plate its shapes remain: what hides bodies, and which share of a place's light comes straight from the sun.
The picture is turned back into light by the inverse of the tone curve, as bright as the drawn view in the light of the
hour when it was taken; bodies stand in that light, and are exposed as the picture was. A picture without any colour is
one in infrared.
"""

import hashlib
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from twin.deployment import CameraUnit, Photo
from twin.imaging.exposure import ELECTRONS_PER_LUX_S, FULL_WELL, Exposure, expose, response_of, untoned
from twin.imaging.light import Light, LitPlate, light_at, relight, window_glow
from twin.imaging.plate import Plate
from twin.imaging.samples import SAMPLES
from twin.imaging.sunshine import LEAST_LUX
from twin.imaging.surfaces import Surfaces
from twin.sky import Sky

DAY_S = 86_400.0
LARGEST_BYTES = 256 * 1024 * 1024
# Corners of a lens so dark tell nothing of the light there.
_LEAST_FALL = 0.05


class PhotoError(ValueError):
    """A file that is no picture, or not the camera's."""


def read_photo(file: Path, width: int, height: int) -> tuple[NDArray[np.uint8], str]:
    """Read a picture, (H, W, 3) uint8 sRGB, and the hash of its file.

    Raises
    ------
    PhotoError: what is wrong with it.
    """
    try:
        if file.stat().st_size > LARGEST_BYTES:
            raise PhotoError(f"{file} is larger than {LARGEST_BYTES >> 20} MiB")
        data = file.read_bytes()
    except OSError as error:
        raise PhotoError(f"there is no picture {file}" if not file.exists() else f"{file} cannot be read") from error
    found = cv2.imdecode(np.frombuffer(data, dtype=np.uint8), cv2.IMREAD_COLOR) if data else None
    if found is None:
        raise PhotoError(f"{file} is no picture that can be read")
    if found.shape[:2] != (height, width):
        raise PhotoError(f"{file} is {found.shape[1]} x {found.shape[0]} pixels, the camera's are {width} x {height}")
    picture: NDArray[np.uint8] = np.ascontiguousarray(found[..., ::-1]).astype(np.uint8)
    return picture, hashlib.sha256(data).hexdigest()


def nearest(photos: tuple[Photo, ...], sky: Sky, time_s: float) -> Photo:
    """Return the picture whose hour of the day is nearest to that of ``time_s``."""

    def apart(photo: Photo) -> float:
        gap = (taken_s(photo, sky) - time_s) % DAY_S
        return min(gap, DAY_S - gap)

    return min(photos, key=lambda photo: (apart(photo), photo.file))


def taken_s(photo: Photo, sky: Sky) -> float:
    """When a picture was taken [s] from the sky's start."""
    return (datetime.fromisoformat(photo.taken) - sky.start).total_seconds()


def photographed(
    surfaces: Surfaces, plate: Plate, unit: CameraUnit, sky: Sky, fall: NDArray[np.float32], time_s: float
) -> tuple[LitPlate, Exposure]:
    """Return the lit plate that a camera's picture nearest in hour to ``time_s`` makes, and its exposure."""
    photo = nearest(unit.photos, sky, time_s)
    picture, digest = read_photo(Path(photo.file), unit.width, unit.height)
    if digest != photo.digest:
        raise PhotoError(f"{photo.file} is not the picture any more that it was when its deployment was read")
    mono = bool((picture[..., 0] == picture[..., 1]).all() and (picture[..., 1] == picture[..., 2]).all())
    light = photo_light(sky, taken_s(photo, sky), unit.infrared_m if mono else 0.0)
    glow = window_glow(surfaces.facades.households, light.lit_share)
    drawn = relight(surfaces, plate, light, glow, mono)
    linear = np.array([untoned(float(level)) for level in range(256)], dtype=np.float32)[picture]
    lux = brightness(drawn.lit, plate, surfaces) / brightness(linear, plate, surfaces)
    even = np.maximum(fall, np.float32(_LEAST_FALL))[..., None]
    lit: NDArray[np.float32] = (linear * np.float32(lux) / even).astype(np.float32)
    exposure = exposed_like(lit, lux, unit.fps)
    if light.sun_lux < LEAST_LUX:
        return LitPlate(lit, lit, light, mono), exposure
    share = np.minimum(drawn.unlit / np.maximum(drawn.lit, np.float32(1e-6)), np.float32(1.0))
    return LitPlate(lit, (lit * share).astype(np.float32), light, mono), exposure


def photo_light(sky: Sky, time_s: float, infrared_m: float) -> Light:
    """The light in which a picture was taken; what the air and the wind do to it is in the picture already."""
    light = light_at(sky, time_s)
    ring_cd = 0.35 * infrared_m**2
    still = replace(light, rain_mm_h=0.0, snow_mm_h=0.0, extinction=0.0, wind_m_s=(0.0, 0.0))
    return replace(still, infrared_cd=ring_cd)


def brightness(linear: NDArray[np.float32], plate: Plate, surfaces: Surfaces) -> float:
    """Median luminance of what is not sky."""
    solid = plate.triangle.opened()[::SAMPLES, ::SAMPLES] < len(surfaces.mesh.triangles)
    some = linear[solid] if solid.any() else linear.reshape(-1, 3)
    luma = np.sort((0.2126 * some[:, 0] + 0.7152 * some[:, 1] + 0.0722 * some[:, 2]).astype(np.float64))
    return max(float(luma[len(luma) // 2]), 1e-4)


def exposed_like(lit: NDArray[np.float32], lux: float, fps: float) -> Exposure:
    """The exposure that shows ``lux`` as a linear value of one, its time as the lit picture asks for."""
    white = min(FULL_WELL, ELECTRONS_PER_LUX_S * expose(lit, fps).time_s * lux)
    time_s = white / (ELECTRONS_PER_LUX_S * lux)
    return Exposure(time_s, 1.0 / lux, white, response_of(white))
