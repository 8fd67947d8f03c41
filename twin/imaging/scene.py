"""What all cameras of a process share: the site's surfaces, the sky, plates and their lit versions, kept and cached."""

import hashlib
import inspect
import os
import zipfile
import zlib
from collections import OrderedDict
from dataclasses import dataclass, replace
from functools import cache, cached_property
from importlib.metadata import version
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from detectors import geometry, lens
from twin import rays
from twin.bodies import Snapshot
from twin.deployment import Backlight, CameraUnit
from twin.imaging.exposure import Codes, Exposure, develop, expose, vignette
from twin.imaging.focus import Focus
from twin.imaging.haze import weathered
from twin.imaging.light import LitPlate, light_at, relight, window_glow
from twin.imaging.packed import Packed
from twin.imaging.photo import photographed
from twin.imaging.plate import Layers, Plate, bake, bare_plate, plate_of
from twin.imaging.roomlight import room_glow, room_light
from twin.imaging.surfaces import Surfaces
from twin.imaging.widerange import expose_wide
from twin.site.model import Site
from twin.site.rooms import LIFT_DOOR_M, Room, opened, room_at
from twin.sky import Sky

# An open feed holds on to its own view; these are for those that open and close again.
PLATES_KEPT, VIEWS_KEPT = 4, 3
# A camera swings its infrared filter away when the middle pixel gets less than this [lx times albedo].
MONO_BELOW = 0.12
_RING_LUX_AT_REACH = 0.35
# A lift's doors open for what is so near before them, in line with them or a little beside, and shut behind it [m].
BEFORE_M, BESIDE_M, PAST_M = 0.5, 0.2, 0.1


@dataclass(frozen=True)
class View:
    """A camera's picture of one minute before anybody walks into it: light, exposure, codes for the encoder.

    ``soft`` is what a lens with a focus makes of the lit plate.
    """

    surfaces: Surfaces
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
    """The drawn side of a site, or of a ``room`` of it.

    ``cache`` is a folder that keeps plates between processes, or None.
    """

    def __init__(self, site: Site, sky: Sky, seed: int, cache: Path | None, room: Room | None = None) -> None:
        self.site, self.sky, self.seed, self.cache, self.room = site, sky, seed, cache, room
        self._rooms: dict[Room, Scene] = {}
        self._where: dict[tuple[float, float, float], Scene] = {}
        self._ajar: Scene | None = None
        self._plates: OrderedDict[str, Plate] = OrderedDict()
        self._views: OrderedDict[tuple[CameraUnit, int], View] = OrderedDict()

    def under(self, sky: Sky) -> "Scene":
        """Return the same site under another sky, sharing what does not depend on it."""
        other = Scene(self.site, sky, self.seed, self.cache)
        other.surfaces, other._plates = self.surfaces, self._plates
        # No weather comes indoors.
        other._rooms, other._where = self._rooms, {}
        return other

    def around(self, place: tuple[float, float, float]) -> "Scene":
        """Return the scene that a camera at ``place`` [m] looks into: that of its room, or this."""
        if self.room is None and place not in self._where:
            room = room_at(self.site, place)
            if room is not None and room not in self._rooms:
                self._rooms[room] = made = Scene(self.site, self.sky, self.seed, self.cache, room)
                wide = opened(self.site, room)
                made._ajar = None if wide is None else Scene(self.site, self.sky, self.seed, self.cache, wide)
            self._where[place] = self if room is None else self._rooms[room]
        return self._where.get(place, self)

    def passed(self, snapshot: Snapshot | None) -> bool:
        """Tell whether somebody is in the doors of this lift's car, so that they stand open."""
        if self._ajar is None or self.room is None or snapshot is None:
            return False
        return in_doorway(self.room, snapshot)

    @cached_property
    def surfaces(self) -> Surfaces:
        """The site's or the room's surfaces, built when first asked for."""
        return Surfaces.of(self.site) if self.room is None else Surfaces.inside(self.site, self.room)

    def plate(self, unit: CameraUnit) -> Plate:
        """Return a camera's plate: from memory, from the cache folder, or drawn now."""
        inside = self.around(unit.at)
        if inside is not self:
            return inside.plate(unit)
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
        inside = self.around(unit.at)
        inside._plates[inside._key(unit)] = bare_plate(inside.surfaces, unit.calibration())

    def view(self, unit: CameraUnit, time_s: float, snapshot: Snapshot | None = None) -> View:
        """Return a camera's empty picture in the light of the minute nearest to ``time_s``.

        Those whom ``snapshot`` has in a lift's doors keep them open.
        """
        inside = self.around(unit.at)
        if inside is not self:
            return inside.view(unit, time_s, snapshot)
        if self._ajar is not None and self.passed(snapshot):
            return self._ajar.view(unit, time_s)
        key = (unit, nearest_minute(time_s) if self.room is None else 0)
        if key in self._views:
            self._views.move_to_end(key)
            return self._views[key]
        plate = self.plate(unit)
        fall = vignette(plate.lens, plate.camera)
        if unit.photos:
            lit, exposure = photographed(self.surfaces, plate, unit, self.sky, fall, 60.0 * key[1])
        else:
            lit = weathered(self.surfaces, plate, self._light(plate, unit, 60.0 * key[1]))
            meter = expose_wide if unit.imager.backlight is Backlight.WDR else expose
            exposure = meter(lit.lit, unit.fps)
        soft = blurred(Focus.of(unit), plate, lit.lit)
        codes = developed(lit.lit if soft is None else soft, fall, exposure)
        made = View(self.surfaces, plate, lit, exposure, fall, codes, soft)
        self._views[key] = made
        if len(self._views) > VIEWS_KEPT:
            self._views.popitem(last=False)
        return made

    def _light(self, plate: Plate, unit: CameraUnit, time_s: float) -> LitPlate:
        """Light a plate in colour, or in infrared where that is too dark, as one pixel in sixteen tells."""
        if self.room is not None:
            lamps = room_light(self.room, len(self.surfaces.lamps))
            return relight(self.surfaces, plate, lamps, room_glow(), False)
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


def in_doorway(room: Room, snapshot: Snapshot) -> bool:
    """Tell whether a body of a snapshot reaches into a room's doorway, or is half a metre before it."""
    for place, size in zip(snapshot.places.tolist(), snapshot.sizes.tolist(), strict=True):
        aside, deep, up = room.local((place[0], place[1], place[2]))
        half = 0.5 * max(size[0], size[1])
        if abs(aside) < 0.5 * LIFT_DOOR_M[0] + BESIDE_M and -half - BEFORE_M < deep < half + PAST_M and abs(up) < 1.0:
            return True
    return False


def nearest_minute(time_s: float) -> int:
    """The full minute whose light is the light of ``time_s`` [s]."""
    # What begins just before the minute and goes on after it is lit once.
    return int((time_s + 30.0) // 60.0)


@cache
def _craft() -> bytes:
    """Return a hash of the modules that plates are made with, and of the ray tracer: others would make other plates."""
    made = hashlib.blake2b(version("embreex").encode())
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
