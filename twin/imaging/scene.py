"""What all cameras of a process share: the site's surfaces, the sky, plates and their lit versions, kept and cached."""

import hashlib
import inspect
import os
import zipfile
import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors import geometry, lens
from twin import rays
from twin.deployment import CameraUnit
from twin.imaging.exposure import Codes, Exposure, develop, expose, vignette
from twin.imaging.focus import Focus
from twin.imaging.haze import weathered
from twin.imaging.light import LitPlate, light_at, relight, window_glow
from twin.imaging.packed import Packed
from twin.imaging.plate import Layers, Plate, bake, bare_plate, plate_of
from twin.imaging.surfaces import Surfaces
from twin.site.model import Site
from twin.sky import Sky

# An open feed holds on to its own view; these are for those that open and close again.
PLATES_KEPT, VIEWS_KEPT = 4, 3
# A camera swings its infrared filter away when the middle pixel gets less than this [lx times albedo].
MONO_BELOW = 0.12
_RING_LUX_AT_REACH = 0.35


@dataclass(frozen=True)
class View:
    """A camera's picture of one minute before anybody walks into it: light, exposure, codes for the encoder.

    ``soft`` is what a lens with a focus makes of the lit plate.
    """

    plate: Plate
    lit: LitPlate
    exposure: Exposure
    fall: NDArray[np.float32]
    codes: Codes
    soft: NDArray[np.float32] | None = None

    def at(self, exposure: Exposure) -> "View":
        """Return the view as another exposure shows it."""
        picture = self.lit.lit if self.soft is None else self.soft
        return replace(self, exposure=exposure, codes=developed(picture, self.fall, exposure))


class Scene:
    """The drawn side of a site: ``cache`` is a folder that keeps plates between processes, or None."""

    def __init__(self, site: Site, sky: Sky, seed: int, cache: Path | None) -> None:
        self.site, self.sky, self.seed, self.cache = site, sky, seed, cache
        self._plates: OrderedDict[str, Plate] = OrderedDict()
        self._views: OrderedDict[tuple[CameraUnit, int], View] = OrderedDict()

    def under(self, sky: Sky) -> "Scene":
        """Return the same site under another sky, sharing what does not depend on it."""
        other = Scene(self.site, sky, self.seed, self.cache)
        other.surfaces, other._plates = self.surfaces, self._plates
        return other

    @cached_property
    def surfaces(self) -> Surfaces:
        """The site's surfaces, built when first asked for."""
        return Surfaces.of(self.site)

    def plate(self, unit: CameraUnit) -> Plate:
        """Return a camera's plate: from memory, from the cache folder, or drawn now."""
        key = self._key(unit)
        if key in self._plates:
            self._plates.move_to_end(key)
            return self._plates[key]
        file = self.cache / f"plate-{key}.npz" if self.cache is not None else None
        found = _load(file, self.surfaces, unit) if file is not None and file.exists() else None
        if found is None:
            found = bake(self.surfaces, unit.calibration())
            if file is not None:
                _save(file, found)
        self._plates[key] = found
        if len(self._plates) > PLATES_KEPT:
            self._plates.popitem(last=False)
        return found

    def hide(self, unit: CameraUnit) -> None:
        """Let a camera see nothing but sky and bodies before it."""
        self._plates[self._key(unit)] = bare_plate(self.surfaces, unit.calibration())

    def view(self, unit: CameraUnit, time_s: float) -> View:
        """Return a camera's empty picture in the light of the minute nearest to ``time_s``."""
        key = (unit, nearest_minute(time_s))
        if key in self._views:
            self._views.move_to_end(key)
            return self._views[key]
        plate = self.plate(unit)
        lit = weathered(self.surfaces, plate, self._light(plate, unit, 60.0 * key[1]))
        exposure, fall = expose(lit.lit, unit.fps), vignette(plate.lens, plate.camera)
        soft = blurred(Focus.of(unit), plate, lit.lit)
        codes = developed(lit.lit if soft is None else soft, fall, exposure)
        made = View(plate, lit, exposure, fall, codes, soft)
        self._views[key] = made
        if len(self._views) > VIEWS_KEPT:
            self._views.popitem(last=False)
        return made

    def _light(self, plate: Plate, unit: CameraUnit, time_s: float) -> LitPlate:
        """Light a plate in colour, or in infrared where that is too dark, as one pixel in sixteen tells."""
        light = light_at(self.sky, time_s)
        glow = window_glow(self.surfaces.facades.households, light.lit_share)
        if unit.infrared_m > 0.0:
            some = np.sort(relight(self.surfaces, plate.quick, light, glow, False).lit[..., 1].ravel())
            if some[some.size // 2] <= MONO_BELOW:
                ring = replace(light, infrared_cd=_RING_LUX_AT_REACH * unit.infrared_m**2)
                return relight(self.surfaces, plate, ring, glow, True)
        return relight(self.surfaces, plate, light, glow, False)

    def _key(self, unit: CameraUnit) -> str:
        """Name of a plate: everything it depends on."""
        camera = repr(unit.calibration())
        return hashlib.blake2b(_craft() + self.surfaces.digest + camera.encode(), digest_size=16).hexdigest()


def blurred(focus: Focus | None, plate: Plate, picture: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return a plate's whole picture (H, W, 3) as a lens with ``focus`` shows it."""
    if focus is None:
        return None
    size, out = picture.shape[:2], np.empty_like(picture)
    nobody, touched = np.full(size, -1, dtype=np.int16), np.zeros(size, dtype=np.uint8)
    blocks = np.ones((-(-size[0] // 16), -(-size[1] // 16)), dtype=np.uint8)
    focus.softened(picture, plate.depth, nobody, np.zeros(0, dtype=np.float32), blocks, 16, touched, out)
    return out


def developed(picture: NDArray[np.float32], fall: NDArray[np.float32], exposure: Exposure) -> Codes:
    """Return the codes of a whole picture (H, W, 3) [lx times albedo]."""
    height, width = fall.shape
    codes, whole = Codes.blank(width, height), (0, 0, width // 2 * 2, height // 2 * 2)
    everywhere = np.ones(fall.shape, dtype=np.uint8)
    develop(picture, fall, exposure.scale, exposure.response, everywhere, whole, codes)
    return codes


def nearest_minute(time_s: float) -> int:
    """The full minute whose light is the light of ``time_s`` [s]."""
    # What begins just before the minute and goes on after it is lit once.
    return int((time_s + 30.0) // 60.0)


@cache
def _craft() -> bytes:
    """Return a hash of the modules that plates are made with: others would make other plates."""
    made = hashlib.blake2b()
    here = Path(__file__).parent
    for path in (*sorted(here.glob("*.py")), *(Path(inspect.getfile(module)) for module in (rays, geometry, lens))):
        made.update(path.read_bytes())
    return made.digest()


def _save(file: Path, plate: Plate) -> None:
    """Write a plate beside its place and move it there, so that no process ever reads half of one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    part = file.with_suffix(f".{os.getpid()}.part")
    # The least effort of compression takes most of what there is to take.
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name in Layers._fields:
            with archive.open(f"{name}.npy", "w", force_zip64=True) as stream:
                layer = getattr(plate, name)
                np.lib.format.write_array(stream, layer.opened() if isinstance(layer, Packed) else layer)
    part.replace(file)


def _load(file: Path, surfaces: Surfaces, unit: CameraUnit) -> Plate | None:
    """Read a plate; a file that another version or a full disk left broken is drawn anew."""
    try:
        with np.load(file) as layers:
            kept = Layers(*(layers[name] for name in Layers._fields))
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error):
        return None
    return plate_of(surfaces, unit.calibration(), kept)
