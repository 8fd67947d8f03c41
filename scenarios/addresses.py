"""What a file can point at on a site: every address by what it is, patterns, and the place [m] a device hangs."""

import math
from fnmatch import fnmatchcase

from detectors.stream import DeviceKind
from twin.problems import nearest
from twin.site.facade import windows
from twin.site.model import ROOMS, PointKind, Site

Place = tuple[float, float, float]
# How high each kind of device is mounted [m] above the ground, where no room says so.
MOUNTED_M = {
    DeviceKind.DOOR_CONTACT: 2.0,
    DeviceKind.BADGE_READER: 1.3,
    DeviceKind.BARRIER: 1.0,
    DeviceKind.PANIC: 1.3,
    DeviceKind.CHARGING_PILE: 1.2,
    DeviceKind.WASTE_PIR: 2.0,
}
WATCHES = {
    DeviceKind.SMOKE: "room",
    DeviceKind.GAS: "room",
    DeviceKind.DOOR_CONTACT: "door",
    DeviceKind.BADGE_READER: "door",
    DeviceKind.BARRIER: "gate",
    DeviceKind.PANIC: "post",
    DeviceKind.CHARGING_PILE: "pile",
    DeviceKind.WASTE_PIR: "point",
}


class Addresses:
    """Every address of a site."""

    def __init__(self, site: Site) -> None:
        self.site = site
        units = list(site.units())
        points = {kind: [point.id for point in site.of_kind(kind)] for kind in PointKind}
        self.kinds: dict[str, list[str]] = {
            "room": [f"{unit}/{room}" for unit in units for room in ROOMS],
            "door": [door.id for door in site.doors()],
            "gate": [gate.id for gate in site.gates],
            "pile": points[PointKind.PILE],
            "post": points[PointKind.PANIC_POST],
            "point": points[PointKind.WASTE],
            "guard-post": points[PointKind.GUARD_POST],
            "other": [
                *units,
                *(thing.id for group in (site.buildings, site.walls, site.ways) for thing in group),
                *(thing.id for group in (site.bays, site.areas, site.points) for thing in group),
            ],
        }
        self._grounds = {gate.id: gate.place for gate in site.gates}
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
        """Tell whether an id, a window's id or a pattern means anything here."""
        if pattern == "any" or pattern in self._every:
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
        if WATCHES[kind] == "room":
            return self.site.room_place(address)
        return (*self.ground(address), MOUNTED_M[kind])

    def ground(self, address: str) -> tuple[float, float]:
        """Return the place on the ground of a door, gate or point."""
        return self._grounds[address]

    def _window(self, pattern: str) -> bool:
        building = next((b for b in self.site.buildings if pattern.startswith(f"{b.id}/e")), None)
        return building is not None and any(fnmatchcase(window.id, pattern) for window in windows(building))


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
