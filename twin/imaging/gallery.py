"""Contact sheets of all that can be drawn: every body and gait, vehicle, thing, sky, hour, lens, nuisance and fire."""

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.geometry import Lens
from twin.bodies import BodyKind, Gait, Hazard, Snapshot
from twin.deployment import Backlight, CameraUnit, Glass, Imager
from twin.faults import CAMERA_FAULTS, NUISANCES, FaultKind
from twin.imaging.capture import NOTHING, still
from twin.imaging.interiors import Builder
from twin.imaging.scene import Scene
from twin.imaging.vehicles import BUILT
from twin.site.facade import site_windows
from twin.site.model import PointKind, Site
from twin.site.rooms import Room, RoomKind, rooms_of
from twin.sky import Sky

Picture = NDArray[np.uint8]
TILE = (320, 240)
COLUMNS = 6
PLATES = ("浙F8K3Q1", "浙FD12345", "沪B77LMW", "粤A0M2X9")
THINGS = {
    BodyKind.BOTTLE: (0.07, 0.07, 0.25),
    BodyKind.BAG: (0.3, 0.3, 0.3),
    BodyKind.FLOWER_POT: (0.2, 0.2, 0.22),
    BodyKind.STUB: (0.03, 0.01, 0.01),
    BodyKind.LEAF: (0.1, 0.06, 0.02),
    BodyKind.BIRD: (0.3, 0.6, 0.15),
    BodyKind.CLOTHES: (0.7, 0.5, 0.1),
    BodyKind.PAPER: (0.3, 0.21, 0.02),
    BodyKind.FILM: (0.5, 0.4, 0.2),
}
ANIMALS = {BodyKind.DOG: (0.8, 0.3, 0.55), BodyKind.CAT: (0.45, 0.18, 0.28)}
GAITS = (Gait.STAND, Gait.WALK, Gait.RUN, Gait.SIT, Gait.CLIMB, Gait.CROUCH, Gait.LIE, Gait.PUSH, Gait.CARRY)
HEIGHTS_M = (1.76, 1.62, 1.7, 1.55, 1.25, 1.42, 0.98, 1.82)
UNIFORMS = ("", "guard", "courier", "workwear", "firefighter")
HOURS = ("05:10", "08:00", "12:30", "17:30", "19:05", "19:25", "22:00")


def one(kind: BodyKind, size: tuple[float, float, float], **more: object) -> Snapshot:
    """A snapshot of a single body at the origin of the stand; ``more`` replaces columns by their name."""
    given: dict[str, object] = {
        "look": 1,
        "gait": Gait.STAND,
        "heading": -0.9,
        "moved": 0.3,
        "at": (0.0, 0.0, 0.0),
    } | more
    column = np.array
    return Snapshot(
        0.0,
        ("one",),
        column([kind], dtype=np.uint8),
        column([given["look"]], dtype=np.int64),
        column([size], dtype=np.float32),
        column([given["at"]], dtype=np.float32),
        column([given["heading"]], dtype=np.float32),
        column([given["gait"]], dtype=np.uint8),
        column([given["moved"]], dtype=np.float32),
        np.zeros((1, 3), dtype=np.float32),
        (str(given.get("uniform", "")),),
        (str(given.get("plate", "")),),
        (str(given.get("carries", "")),),
    )


class Gallery:
    """Draws the sheets of a site round a stand, an open place at ``stand`` [m] seen from the south."""

    def __init__(self, site: Site, stand: tuple[float, float], start: datetime, cache: Path | None) -> None:
        self.site, self.stand, self.cache = site, stand, cache
        self.sky = Sky(site.origin, start, 0.1)
        self.scene = Scene(site, self.sky, 0, cache)

    def sheets(self) -> Iterator[tuple[str, Picture]]:
        """Yield every sheet's name and picture."""
        for draw in (
            self._people,
            self._gaits,
            self._vehicles,
            self._things,
            self._skies,
            self._hours,
            self._lenses,
            self._nuisances,
            self._fires,
            self._rooms,
            self._backlights,
        ):
            yield draw.__name__.strip("_"), sheet(draw())

    def _unit(self, reach_m: float, high_m: float = 0.9) -> CameraUnit:
        """A camera that looks at the stand from ``reach_m`` away."""
        (x, y), up = self.stand, 0.5 * high_m
        at = (x, y - reach_m, up + 0.35 * reach_m)
        return CameraUnit("gallery", at, (x, y, up), "", *TILE, math.radians(40.0), 12.0, 0)

    def _still(
        self, unit: CameraUnit, snapshot: Snapshot, scene: Scene | None = None, faults: frozenset[FaultKind] = NOTHING
    ) -> Picture:
        x, y = self.stand
        places = snapshot.places + np.array([(x, y, 0.0)], dtype=np.float32)
        return still(scene or self.scene, unit, replace(snapshot, places=places), faults)

    def _people(self) -> Iterator[tuple[str, Picture]]:
        unit = self._unit(4.2, 1.7)
        for look in range(30):
            height, uniform = HEIGHTS_M[look % len(HEIGHTS_M)], UNIFORMS[look % len(UNIFORMS)] if look % 3 == 0 else ""
            body = one(BodyKind.PERSON, (0.4, 0.5, height), look=7919 * look + 3, uniform=uniform, heading=-1.2)
            yield f"{uniform or 'person'} {height:.2f} m", self._still(unit, body)

    def _gaits(self) -> Iterator[tuple[str, Picture]]:
        unit = self._unit(4.2, 1.5)
        for gait in (*GAITS, Gait.FALL, Gait.SWIM, Gait.RIDE):
            body = one(BodyKind.PERSON, (0.4, 0.5, 1.7), look=41, gait=gait, carries="bag" if gait == Gait.WALK else "")
            yield gait.name.lower(), self._still(unit, body)

    def _vehicles(self) -> Iterator[tuple[str, Picture]]:
        for kind, (_, size) in BUILT.items():
            unit = self._unit(1.3 * max(size) + 1.2, size[2])
            for look in (5, 17):
                plate = PLATES[look % len(PLATES)] if kind in (BodyKind.CAR, BodyKind.VAN, BodyKind.TRUCK) else ""
                body = one(kind, size, look=look, gait=Gait.PARK, plate=plate, heading=-0.9 if look == 5 else 2.2)
                yield kind.name.lower(), self._still(unit, body)

    def _things(self) -> Iterator[tuple[str, Picture]]:
        for kind, size in (THINGS | ANIMALS).items():
            unit = self._unit(3.2 * max(size) + 0.8, 1.2 if kind in THINGS else size[2])
            body = one(kind, size, look=23, at=(0.0, 0.0, 0.6 if kind in THINGS else 0.0))
            yield kind.name.lower(), self._still(unit, body)

    def _wide(self) -> tuple[CameraUnit, Snapshot]:
        unit = replace(self._unit(14.0, 2.0), look_at=(self.stand[0], self.stand[1], 2.5), hfov=math.radians(70.0))
        return unit, one(BodyKind.CAR, BUILT[BodyKind.CAR][1], look=9, gait=Gait.DRIVE, plate=PLATES[0], heading=-1.2)

    def _skies(self) -> Iterator[tuple[str, Picture]]:
        unit, body = self._wide()
        skies: dict[str, Callable[[Sky], Sky]] = {
            "clear": lambda sky: sky,
            "cloudy": lambda sky: replace(sky, cloud=0.5),
            "overcast": lambda sky: replace(sky, cloud=0.9),
            "rain": lambda sky: replace(sky, cloud=0.95, rain_mm_h=10.0, wind_m_s=(2.0, 0.0)),
            "fog": lambda sky: replace(sky, cloud=0.8, visibility_m=70.0),
            "snow": lambda sky: replace(sky, cloud=0.95, snow_mm_h=2.0),
        }
        for hour in ("16:00", "21:00"):
            for name, change in skies.items():
                yield f"{name} {hour}", self._still(unit, body, self._at(hour, change(self.sky)))

    def _at(self, hour: str, sky: Sky) -> Scene:
        clock = datetime.strptime(hour, "%H:%M").replace(tzinfo=sky.start.tzinfo)
        start = sky.start.replace(hour=clock.hour, minute=clock.minute)
        return self.scene.under(replace(sky, start=start))

    def _hours(self) -> Iterator[tuple[str, Picture]]:
        unit, body = self._wide()
        for hour in HOURS:
            yield hour, self._still(unit, body, self._at(hour, self.sky))
        yield "infrared", self._still(replace(unit, infrared_m=40.0), body, self._unlit("23:30"))

    def _unlit(self, hour: str) -> Scene:
        """The site without its street lamps and under clouds: where lamps or a moon shine no camera uses infrared."""
        points = tuple(point for point in self.site.points if point.kind is not PointKind.LAMP)
        start = self._at(hour, self.sky).sky.start
        return Scene(replace(self.site, points=points), replace(self.sky, start=start, cloud=0.9), 0, self.cache)

    def _lenses(self) -> Iterator[tuple[str, Picture]]:
        unit, body = self._wide()
        for degrees in (12.0, 30.0, 60.0, 90.0, 110.0):
            yield f"{degrees:.0f} deg", self._still(replace(unit, hfov=math.radians(degrees)), body)
        yield "90 deg, k1 -0.25", self._still(replace(unit, hfov=math.radians(90.0), k1=-0.25), body)
        brown = replace(unit, k1=-0.2, glass=Glass(k2=0.05, p1=0.02, p2=0.01))
        yield "k1 k2 p1 p2", self._still(brown, body)
        yield "fisheye 178 deg", self._still(replace(unit, hfov=math.radians(178.0), glass=Glass(Lens.FISHEYE)), body)
        tele = replace(unit, hfov=math.radians(12.0))
        for focus_m in (14.5, 4.0):
            yield f"f/1.4 at {focus_m} m", self._still(replace(tele, glass=Glass(focus_m=focus_m, aperture=1.4)), body)

    def _nuisances(self) -> Iterator[tuple[str, Picture]]:
        unit, body = self._wide()
        dark = self._at("23:30", self.sky)
        for kind in (*CAMERA_FAULTS, *NUISANCES):
            if kind != "frozen":
                yield kind, self._still(unit, body, None, frozenset({FaultKind(kind)}))
        webbed = replace(unit, infrared_m=40.0)
        yield "web in infrared", self._still(webbed, body, self._unlit("23:30"), frozenset({FaultKind.WEB}))
        yield "500 ppm of bad pixels", self._still(replace(unit, imager=Imager(defects=5e-4)), body, dark)
        fast = replace(body, velocities=np.array([(4.0, -11.0, 0.0)], dtype=np.float32))
        yield "readout 60 ms", self._still(replace(unit, imager=Imager(readout_s=0.06)), fast)

    def _fires(self) -> Iterator[tuple[str, Picture]]:
        homes = [w for w in site_windows(self.site) if w.floor == 3 and w.unit.count("/") == 2]
        window = min(homes, key=lambda w: (math.dist(w.centre[:2], self.stand), w.id))
        x, y, z = window.centre
        nx, ny = window.normal
        unit = replace(self._unit(10.0), at=(x + 16.0 * nx, y + 16.0 * ny, 3.0), look_at=(x, y, z + 1.0))
        nobody = replace(one(BodyKind.CAT, ANIMALS[BodyKind.CAT]), places=np.array([(900.0, 900.0, -50.0)], np.float32))
        for hour in ("15:00", "21:30"):
            for power, smoke in ((60.0, 0.3), (700.0, 0.7), (2500.0, 0.95)):
                burning = (Hazard(f"{window.unit}/kitchen", (x - nx, y - ny, z), power, smoke),)
                picture = still(self._at(hour, self.sky), unit, replace(nobody, hazards=burning, time_s=12.3))
                yield f"{power:.0f} kW {hour}", picture

    def _rooms(self) -> Iterator[tuple[str, Picture]]:
        """One room of each kind, with somebody in it."""
        found: dict[RoomKind, Room] = {}
        for building in self.site.buildings:
            for room in rooms_of(building):
                if room.floor != 1 or room.kind is not RoomKind.CORRIDOR or building.floors == 1:
                    found.setdefault(room.kind, room)
        for kind in sorted(found):
            room, build = found[kind], Builder(found[kind])
            up = 2.3 if kind is not RoomKind.STAIRWELL else 2.3 + room.floor_m
            back = kind is RoomKind.LIFT
            deep, ahead = (room.depth_m - 0.2, 0.3) if back else (0.2, min(4.0, 0.7 * room.depth_m))
            at, to = build.at(0.42 * room.width_m, deep, up), build.at(-0.3 * room.width_m, ahead, up - 1.3)
            unit = CameraUnit("gallery", at, to, "", *TILE, math.radians(95.0), 12.0, 0)
            place = build.at(0.0, 0.5 * room.depth_m, up - 2.3)
            if kind is RoomKind.STAIRWELL:
                place = build.at(-0.25 * room.width_m, 0.7, up - 2.3)
            someone = one(BodyKind.PERSON, (0.4, 0.5, 1.7), look=41, at=place)
            yield kind.value, still(self.scene, unit, someone)

    def _backlights(self) -> Iterator[tuple[str, Picture]]:
        """Somebody before the evening's sky, by what the camera does about it."""
        x, y = self.stand
        unit = replace(self._unit(4.0), at=(x + 2.6, y - 0.4, 1.6), look_at=(x - 9.0, y, 2.0), hfov=math.radians(70.0))
        body = one(BodyKind.PERSON, (0.4, 0.5, 1.7), look=41, heading=0.0)
        for backlight in Backlight:
            told = replace(unit, imager=Imager(backlight=backlight))
            yield f"backlight {backlight.value}", self._still(told, body, self._at("17:40", self.sky))


def sheet(tiles: Iterator[tuple[str, Picture]]) -> Picture:
    """Lay tiles out in rows of `COLUMNS`, each with its name."""
    width, height = TILE
    rows: list[Picture] = []
    for number, (name, picture) in enumerate(tiles):
        if number % COLUMNS == 0:
            rows.append(np.full((height + 22, width * COLUMNS, 3), 255, dtype=np.uint8))
        left = (number % COLUMNS) * width
        rows[-1][:height, left : left + width] = picture
        cv2.putText(
            rows[-1], name, (left + 6, height + 16), cv2.FONT_HERSHEY_SIMPLEX, 0.45, (20, 20, 20), 1, cv2.LINE_AA
        )
    return np.vstack(rows)
