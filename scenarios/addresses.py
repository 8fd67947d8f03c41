"""What a file can point at on a site: every address by what it is, patterns, and the place [m] a device hangs."""

import itertools
import math
from fnmatch import fnmatchcase

from detectors.stream import DeviceKind
from twin.problems import nearest
from twin.site.facade import windows
from twin.site.model import FLOOR_M, ROOMS, PointKind, Site

Place = tuple[float, float, float]
# How high each kind of device is mounted [m] above the ground, where no room says so.
MOUNTED_M = {
    DeviceKind.DOOR_CONTACT: 2.0,
    DeviceKind.BADGE_READER: 1.3,
    DeviceKind.HANDLE_CONTACT: 1.05,
    DeviceKind.BARRIER: 1.0,
    DeviceKind.PANIC: 1.3,
    DeviceKind.CHARGING_PILE: 1.2,
    DeviceKind.WASTE_PIR: 2.0,
    DeviceKind.BEAM: 2.0,
    DeviceKind.VIBRATION: 1.6,
    DeviceKind.BAY_SENSOR: 0.05,
    DeviceKind.BREAKER: 1.6,
}
# An indoor hydrant's outlet stands 1.1 m above its floor (GB 50974-2014 7.4.8); a tank's sensor on the roof.
HYDRANT_M = 1.1
ON_ROOF_M = 0.5
WATCHES = {
    DeviceKind.SMOKE: "room",
    DeviceKind.GAS: "room",
    DeviceKind.DOOR_CONTACT: "door",
    DeviceKind.BADGE_READER: "door",
    DeviceKind.HANDLE_CONTACT: "door",
    DeviceKind.BARRIER: "gate",
    DeviceKind.PANIC: "post",
    DeviceKind.CHARGING_PILE: "pile",
    DeviceKind.WASTE_PIR: "point",
    DeviceKind.BEAM: "wall",
    DeviceKind.VIBRATION: "wall",
    DeviceKind.BAY_SENSOR: "bay",
    DeviceKind.BREAKER: "door",
    DeviceKind.METER: "home",
    DeviceKind.PIR: "room",
    DeviceKind.TANK_LEVEL: "building",
    DeviceKind.HYDRANT_PRESSURE: "door",
    DeviceKind.HEAT: "room",
}


class Addresses:
    """Every address of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        units = list(site.units())
        points = {kind: [point.id for point in site.of_kind(kind)] for kind in PointKind}
        homeless = [building.id for building in site.buildings if len(building.stairs) == 0]
        self.kinds: dict[str, list[str]] = {
            "room": [f"{unit}/{room}" for unit in units for room in ROOMS] + homeless,
            "home": units,
            "building": [building.id for building in site.buildings],
            "wall": [wall.id for wall in site.walls],
            "bay": [bay.id for bay in site.bays],
            "door": [door.id for door in site.doors()],
            "gate": [gate.id for gate in site.gates],
            "pile": points[PointKind.PILE],
            "post": points[PointKind.PANIC_POST],
            "point": points[PointKind.WASTE],
            "guard-post": points[PointKind.GUARD_POST],
            "other": [thing.id for group in (site.ways, site.areas, site.points) for thing in group],
        }
        self._grounds = {gate.id: gate.place for gate in site.gates}
        self._grounds |= {bay.id: bay.place for bay in site.bays}
        self._grounds |= {wall.id: _middle(wall.path.tolist()) for wall in site.walls}
        self._grounds |= {point.id: point.place for point in site.points}
        self._grounds |= {door.id: door.place for door in site.doors()}
        self._sets = {kind: frozenset(names) for kind, names in self.kinds.items()}
        self._every = {name for names in self.kinds.values() for name in names}

    def matching(self, kind: str, pattern: str) -> list[str]:
        """Return the addresses of a kind that match an id or a pattern, in the site's order."""
        if pattern in self._sets[kind]:
            return [pattern]
        if not any(sign in pattern for sign in "*?["):
            return []
        return [name for name in self.kinds[kind] if fnmatchcase(name, pattern)]

    def known(self, pattern: str) -> bool:
        """Tell whether an id, a window's id, a spot along a wall ("w-north@10") or a pattern means anything here."""
        wall, _, spot = pattern.partition("@")
        if pattern == "any" or pattern in self._every or (spot.isdecimal() and wall in self._every):
            return True
        if any(sign in pattern for sign in "*?["):
            return any(fnmatchcase(name, pattern) for name in self._every) or self._window(pattern)
        return self._window(pattern)

    def likely(self, kind: str, word: str) -> str:
        """Say which addresses of a kind would be accepted; a likely misspelling first, a long list cut."""
        names = self.kinds[kind]
        if len(names) <= 12:
            return nearest(word, names) if names else f"this site has none of kind {kind}"
        close = nearest(word, names).split("? one of ")
        return f"{close[0]}? " * (len(close) > 1) + f"one of {len(names)} from {names[0]} to {names[-1]}"

    def place(self, kind: DeviceKind, address: str) -> Place:
        """Return where a device of a kind hangs that watches ``address``, which must exist."""
        building = next((b for b in self.site.buildings if b.id in (address, address.split("/", maxsplit=1)[0])), None)
        if kind == DeviceKind.HYDRANT_PRESSURE and building is not None:
            # The worst hydrant of a stair is its topmost.
            return (*self.ground(address), (building.floors - 1) * building.floor_m + HYDRANT_M)
        if (WATCHES[kind] in ("room", "home") and address in self.site.units()) or address.count("/") == 3:
            return self.site.room_place(address)
        if WATCHES[kind] in ("room", "building") and building is not None:
            x, y = building.footprint.mean(axis=0)
            roof = kind == DeviceKind.TANK_LEVEL
            return (float(x), float(y), building.height_m + ON_ROOF_M if roof else min(building.floor_m, FLOOR_M) - 0.3)
        return (*self.ground(address), MOUNTED_M[kind])

    def ground(self, address: str) -> tuple[float, float]:
        """Return the place on the ground of a door, gate or point."""
        return self._grounds[address]

    def _window(self, pattern: str) -> bool:
        building = next((b for b in self.site.buildings if pattern.startswith(f"{b.id}/e")), None)
        return building is not None and any(fnmatchcase(window.id, pattern) for window in windows(building))


def _middle(path: list[list[float]]) -> tuple[float, float]:
    """Return the place half-way along a polyline."""
    steps = [math.dist(a, b) for a, b in itertools.pairwise(path)]
    left = sum(steps) / 2.0
    for (ax, ay), (bx, by), step in zip(path[:-1], path[1:], steps, strict=True):
        if step >= left > 0.0:
            return (ax + left / step * (bx - ax), ay + left / step * (by - ay))
        left -= step
    return (path[0][0], path[0][1])


def walled_in(site: Site, place: Place) -> str | None:
    """Name the building that a point lies inside of, if any; on a wall's face is outside."""
    x, y, z = place
    for building in site.buildings:
        if z < building.height_m and _deep_inside(building.footprint.tolist(), x, y):
            return building.id
    return None


def _deep_inside(ring: list[list[float]], x: float, y: float, skin_m: float = 0.05) -> bool:
    """Even-odd test, points within ``skin_m`` of the outline being outside."""
    odd = False
    for (ax, ay), (bx, by) in zip(ring, ring[1:] + ring[:1], strict=True):
        ex, ey = bx - ax, by - ay
        part = min(1.0, max(0.0, ((x - ax) * ex + (y - ay) * ey) / max(ex * ex + ey * ey, 1e-12)))
        if math.hypot(x - ax - part * ex, y - ay - part * ey) <= skin_m:
            return False
        if (ay > y) != (by > y) and x < ex * (y - ay) / ey + ax:
            odd = not odd
    return odd
