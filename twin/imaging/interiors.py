"""Rooms as boxes: a lift's car, a corridor, a stairwell, a power room, a hall; their walls, doors, fittings, lamps.

Places are to the right of the front's middle, behind the front, above the floor, in metres, as `Room.local` has them.
"""

import math

import numpy as np
from numpy.typing import NDArray

from twin.imaging.fittings import FACE_COUNT, Fitting, boxes
from twin.site.mesh import Material, Mesh
from twin.site.rooms import LIFT_DOOR_M, STAIRS_BESIDE_M, Room, RoomKind

THICK_M = 0.12
DOOR_M = (0.95, 2.05)
# A lamp shines from a hand's breadth below the ceiling, its panel hangs above that.
LAMP_DROP_M = 0.08
LAMPS_APART_M = 3.2
RISE_M, TREAD_M, LANDING_M = 0.167, 0.28, 1.25
CABINET_M = (0.8, 0.6, 2.1)

Size = tuple[float, float, float]


class Builder:
    """Collects a room's boxes and lamps."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.found: list[Fitting] = []
        self.lamps: list[tuple[float, float, float]] = []
        # Rise per metre inwards of boxes that slope, by their turn.
        self.slopes: dict[int, float] = {}

    def at(self, aside: float, deep: float, up: float) -> tuple[float, float, float]:
        """Return a place of the room in the world [m]."""
        (x, y), h = self.room.front, self.room.heading
        c, s = math.cos(h), math.sin(h)
        return x + deep * c + aside * s, y + deep * s - aside * c, self.room.low_m + up

    def put(self, aside: float, deep: float, up: float, size: Size, material: Material) -> None:
        """Add a box about its middle; ``size`` is across, along and up."""
        self.found.append(Fitting(self.at(aside, deep, up), size, self.room.heading - 0.5 * math.pi, material))

    def beam(
        self,
        aside: float,
        first: tuple[float, float],
        last: tuple[float, float],
        size: tuple[float, float],
        material: Material,
    ) -> None:
        """Lay a sloping box between two places (deep, up) on its axis; ``size`` is across and up."""
        run, rise = last[0] - first[0], last[1] - first[1]
        self.slopes[len(self.found)] = rise / run
        middle = 0.5 * (first[0] + last[0]), 0.5 * (first[1] + last[1])
        self.put(aside, *middle, (size[0], abs(run), size[1]), material)

    def shell(self, floor: Material, wall: Material, ceiling: Material, hole: tuple[float, float] = (0.0, 0.0)) -> None:
        """Enclose the room; ``hole`` is how wide and high its front is open, in the middle."""
        wide, long, high = self.room.width_m, self.room.depth_m, self.room.high_m - self.room.low_m
        out, around = 0.5 * THICK_M, 2.0 * THICK_M
        self.put(0.0, 0.5 * long, -out, (wide + around, long + around, THICK_M), floor)
        self.put(0.0, 0.5 * long, high + out, (wide + around, long + around, THICK_M), ceiling)
        for side in (-1.0, 1.0):
            rest = 0.5 * (wide + around - hole[0])
            self.put(side * 0.5 * (hole[0] + rest), -out, 0.5 * high, (rest, THICK_M, high), wall)
        if hole[0] > 0.0:
            self.put(0.0, -out, 0.5 * (hole[1] + high), (hole[0], THICK_M, high - hole[1]), wall)
        self.put(0.0, long + out, 0.5 * high, (wide + around, THICK_M, high), wall)
        for side in (-0.5 * wide - out, 0.5 * wide + out):
            self.put(side, 0.5 * long, 0.5 * high, (THICK_M, long, high), wall)

    def lamp(self, aside: float, deep: float, under: float, size: tuple[float, float]) -> None:
        """Hang a lamp with a panel of ``size`` under a ceiling at height ``under``."""
        self.put(aside, deep, under - 0.02, (*size, 0.04), Material.GLOW)
        self.lamps.append(self.at(aside, deep, under - LAMP_DROP_M))

    def door(self, aside: float, deep: float, up: float, size: tuple[float, float], leaf: Material) -> None:
        """Hang a door on a wall across the room: frame, leaf, handle."""
        wide, high = size
        self.put(aside, deep, up + 0.5 * high + 0.03, (wide + 0.14, 0.05, high + 0.07), Material.METAL)
        self.put(aside, deep, up + 0.5 * high, (wide, 0.08, high), leaf)
        self.put(aside + 0.38 * wide, deep, up + 1.02, (0.12, 0.16, 0.03), Material.STEEL)

    def side_door(self, side: float, deep: float, leaf: Material) -> None:
        """Hang a door on the wall at ``side``: frame, leaf, handle."""
        wide, high = DOOR_M
        self.put(side, deep, 0.5 * high + 0.03, (0.05, wide + 0.14, high + 0.07), Material.METAL)
        self.put(side, deep, 0.5 * high, (0.08, wide, high), leaf)
        self.put(side, deep + 0.38 * wide, 1.02, (0.16, 0.12, 0.03), Material.STEEL)


def furnished(room: Room) -> tuple[Mesh, NDArray[np.float64]]:
    """Return the mesh and the lamps (n, 3) [m] of a room and of what lies beyond its open door."""
    parts = [_built(room)] + ([] if room.beyond is None else [_built(room.beyond, True)])
    found = [one for part in parts for one in part.found]
    vertices, triangles = boxes(found)
    corners, first = vertices.reshape(-1, 8, 3), 0
    for part in parts:
        inwards = math.cos(part.room.heading), math.sin(part.room.heading)
        for turn, slope in part.slopes.items():
            box, (x, y, _) = corners[first + turn], part.found[turn].middle
            box[:, 2] += np.float32(slope) * ((box[:, 0] - x) * inwards[0] + (box[:, 1] - y) * inwards[1])
        first += len(part.found)
    material = np.repeat(np.array([int(f.material) for f in found], dtype=np.uint8), FACE_COUNT)
    feature = np.repeat(np.arange(len(found), dtype=np.int32), FACE_COUNT)
    names = tuple(f"{room.id}/{i}" for i in range(len(found)))
    lamps = np.array([lamp for part in parts for lamp in part.lamps], dtype=np.float64)
    return Mesh(vertices, triangles, material, feature, names), lamps


def _built(room: Room, passable: bool = False) -> Builder:
    """Build one room; a ``passable`` corridor has its lift's doors open."""
    build = Builder(room)
    if room.kind is RoomKind.CORRIDOR:
        _corridor(build, passable)
    else:
        {
            RoomKind.LIFT: _car,
            RoomKind.STAIRWELL: _stairwell,
            RoomKind.POWER: _power,
            RoomKind.HALL: _hall,
        }[room.kind](build)
    return build


def _car(build: Builder) -> None:
    """A lift's car: steel walls, hand rails, doors of two leaves with the panel beside them, a notice."""
    wide, long, high = build.room.width_m, build.room.depth_m, build.room.high_m - build.room.low_m
    door, tall = LIFT_DOOR_M
    build.shell(Material.TILES, Material.STEEL, Material.BOARD, LIFT_DOOR_M)
    build.lamp(0.0, 0.5 * long, high, (0.9, 1.2))
    for side in (-1.0, 1.0):
        if build.room.beyond is None:
            build.put(side * 0.25 * door, -0.06, 0.5 * tall, (0.5 * door - 0.006, 0.04, tall), Material.STEEL)
        build.put(side * (0.5 * door + 0.03), 0.0, 0.5 * tall, (0.05, 0.09, tall), Material.METAL)
        build.put(side * (0.5 * wide - 0.05), 0.5 * long + 0.15, 0.9, (0.035, long - 0.5, 0.06), Material.METAL)
        build.put(side * 0.5 * wide, 0.5 * long, 0.06, (0.03, long, 0.12), Material.METAL)
    build.put(0.0, 0.0, tall + 0.03, (door + 0.12, 0.09, 0.06), Material.METAL)
    build.put(0.0, 0.02, 0.004, (door, 0.08, 0.008), Material.METAL)
    build.put(0.0, long - 0.05, 0.9, (wide - 0.2, 0.035, 0.06), Material.METAL)
    build.put(0.0, long, 0.06, (wide, 0.03, 0.12), Material.METAL)
    panel = -0.5 * (0.5 * wide + 0.5 * door) - 0.02
    build.put(panel, 0.0, 1.3, (0.2, 0.03, 1.1), Material.DARK)
    build.put(panel, 0.0, 1.72, (0.1, 0.036, 0.12), Material.RED)
    for k in range(2 * 7):
        build.put(panel - 0.04 + 0.08 * (k % 2), 0.0, 0.95 + 0.09 * (k // 2), (0.04, 0.04, 0.04), Material.METAL)
    build.put(-0.5 * wide, 0.55 * long, 1.55, (0.02, 0.5, 0.7), Material.NOTICE)


def _corridor(build: Builder, passable: bool) -> None:
    """A storey's corridor: flats at its ends, the way out in front, lift and stairs behind.

    It has no windows: what comes in by them would change with the hour.
    """
    room = build.room
    wide, long, high = room.width_m, room.depth_m, room.high_m - room.low_m
    _corridor_walls(build, LIFT_DOOR_M if passable else (0.0, 0.0))
    for side in (-0.5 * wide, 0.5 * wide):
        build.side_door(side, 0.5 * long, Material.LEAF)
        build.lamp(0.55 * side, 0.5 * long, high, (0.35, 0.35))
    if room.floor == 1:
        build.door(0.0, 0.0, 0.0, (1.5, 2.2), Material.LEAF)
    stairs = 0.0
    if room.lift:
        door, tall = LIFT_DOOR_M
        build.put(0.0, long, tall + 0.05, (door + 0.24, 0.06, 0.1), Material.METAL)
        for side in (-1.0, 1.0):
            build.put(side * (0.5 * door + 0.06), long, 0.5 * tall, (0.12, 0.06, tall), Material.METAL)
            if not passable:
                build.put(side * 0.25 * door, long, 0.5 * tall, (0.5 * door - 0.006, 0.04, tall), Material.STEEL)
        build.put(0.5 * door + 0.28, long, 1.15, (0.1, 0.05, 0.26), Material.DARK)
        build.put(0.0, long, tall + 0.2, (0.32, 0.05, 0.12), Material.DARK)
        build.put(0.0, long, tall + 0.2, (0.12, 0.06, 0.07), Material.RED)
        stairs = STAIRS_BESIDE_M
    if stairs < 0.5 * wide - 0.5:
        build.door(stairs, long, 0.0, DOOR_M, Material.WOOD)
        build.put(stairs, long, 2.25, (0.36, 0.06, 0.15), Material.SIGN)
    build.put(-0.5 * wide + 0.45, long - 0.12, 0.35, (0.45, 0.22, 0.7), Material.RED)


def _corridor_walls(build: Builder, hole: tuple[float, float]) -> None:
    """Floor, ceiling, plastered walls over a wainscot; the back has a ``hole`` (width, height) in its middle."""
    room, out = build.room, 0.5 * THICK_M
    wide, long, high = room.width_m, room.depth_m, room.high_m - room.low_m
    around = wide + 4.0 * out
    for up, material in ((-out, Material.TILES), (high + out, Material.PLASTER)):
        build.put(0.0, 0.5 * long, up, (around, long + 4.0 * out, THICK_M), material)
    for side in (-0.5 * wide, 0.5 * wide):
        build.put(side + math.copysign(out, side), 0.5 * long, 0.5 * high, (THICK_M, long, high), Material.PLASTER)
        build.put(side, 0.5 * long, 0.55, (0.02, long, 1.1), Material.GLAZED)
    build.put(0.0, -out, 0.5 * high, (around, THICK_M, high), Material.PLASTER)
    build.put(0.0, 0.0, 0.55, (wide, 0.02, 1.1), Material.GLAZED)
    rest = 0.5 * (wide - hole[0])
    for side in (-0.5 * (hole[0] + rest), 0.5 * (hole[0] + rest)):
        build.put(side, long + out, 0.5 * high, (rest, THICK_M, high), Material.PLASTER)
        build.put(side, long, 0.55, (rest, 0.02, 1.1), Material.GLAZED)
    if hole[0] > 0.0:
        build.put(0.0, long + out, 0.5 * (hole[1] + high), (hole[0], THICK_M, high - hole[1]), Material.PLASTER)
        build.put(0.0, long + out, -0.01, (hole[0], 2.0 * THICK_M, 0.02), Material.METAL)


def _stairwell(build: Builder) -> None:
    """Two flights a storey about a rail, with landings, doors to the corridors and lamps; it has no windows."""
    room = build.room
    wide, long, high = room.width_m, room.depth_m, room.high_m - room.low_m
    build.shell(Material.SLAB, Material.PLASTER, Material.PLASTER)
    storey, flight = room.floor_m, 0.5 * (wide - 0.15)
    steps = max(4, round(0.5 * storey / RISE_M))
    rise, tread = 0.5 * storey / steps, (long - 2.0 * LANDING_M) / (steps - 1)
    floors = round((high + 0.5) / storey)
    for floor in range(floors):
        low = floor * storey
        build.door(-0.25 * wide, 0.0, low, DOOR_M, Material.WOOD)
        build.put(-0.25 * wide, 0.0, low + 2.25, (0.36, 0.06, 0.15), Material.SIGN)
        build.lamp(0.0, 0.6, low + storey - 0.15, (0.3, 0.3))
        if floor > 0:
            build.put(0.0, 0.5 * LANDING_M, low - 0.075, (wide, LANDING_M, 0.15), Material.SLAB)
        if floor == floors - 1:
            break
        build.put(0.0, long - 0.5 * LANDING_M, low + 0.5 * storey - 0.075, (wide, LANDING_M, 0.15), Material.SLAB)
        for half in range(2):
            # Up on the right to the landing at the back, then on the left to the next storey.
            side, rail = (0.5 - half) * (wide - flight), 0.09 * (1 - 2 * half)
            start, foot = low + half * 0.5 * storey, (LANDING_M, long - LANDING_M)[half]
            way = (1.0 - 2.0 * half) * tread
            head = foot + (steps - 1) * way
            for k in range(steps - 1):
                top, deep = start + (k + 1) * rise, foot + (k + 0.5) * way
                build.put(side, deep, top - 0.5 * rise, (flight, tread + 0.01, rise), Material.SLAB)
                build.put(rail, deep, top + 0.45, (0.025, 0.025, 0.9), Material.METAL)
            bottom, up = (foot, start), (head, start + 0.5 * storey - rise)
            build.beam(side, (foot, start - 0.08), (head, up[1] - 0.08), (flight, 0.2), Material.SLAB)
            build.beam(rail, (bottom[0], bottom[1] + 0.95), (up[0], up[1] + 1.05), (0.05, 0.06), Material.WOOD)


def _power(build: Builder) -> None:
    """A distribution room: a row of cabinets on a plinth before rubber mats, trays above, warning signs, a panel."""
    room = build.room
    wide, long, high = room.width_m, room.depth_m, room.high_m - room.low_m
    build.shell(Material.EPOXY, Material.PLASTER, Material.PLASTER)
    build.door(-0.5 * wide + 1.0, 0.0, 0.0, (1.4, 2.2), Material.LEAF)
    each, deep, tall = CABINET_M
    many = max(1, int((wide - 1.0) / (each + 0.02)))
    back = long - 0.5 * deep - 0.35
    run = many * (each + 0.02)
    build.put(0.0, back, 0.05, (run + 0.1, deep + 0.1, 0.1), Material.SLAB)
    for k in range(many):
        aside, face = -0.5 * run + (k + 0.5) * (each + 0.02), back - 0.5 * deep
        build.put(aside, back, 0.1 + 0.5 * tall, CABINET_M, Material.CASE)
        build.put(aside, face, tall - 0.15, (0.6, 0.02, 0.26), Material.DARK)
        for lamp, colour in enumerate((Material.RED, Material.SIGN, Material.YELLOW)):
            build.put(aside - 0.15 + 0.15 * lamp, face, tall - 0.42, (0.035, 0.03, 0.035), colour)
        build.put(aside, face, 0.45, (0.5, 0.02, 0.35), Material.LOUVRE)
        build.put(aside, face, 1.35, (0.18, 0.015, 0.16), Material.YELLOW)
        build.put(aside + 0.32, face, 1.1, (0.03, 0.05, 0.2), Material.METAL)
    build.put(0.0, back - 0.5 * deep - 0.55, 0.005, (run, 0.9, 0.01), Material.DARK)
    build.put(0.0, back - 0.5 * deep - 1.05, 0.003, (run, 0.08, 0.006), Material.YELLOW)
    build.put(0.0, back, min(high - 0.3, tall + 0.6), (wide, 0.4, 0.1), Material.METAL)
    build.put(0.5 * wide - 0.3, 0.25, 0.3, (0.18, 0.18, 0.6), Material.RED)
    build.put(0.5 * wide - 0.55, 0.25, 0.3, (0.18, 0.18, 0.6), Material.RED)
    _ceiling_lamps(build)


def _hall(build: Builder) -> None:
    """A plain room with a door and shelves along its back."""
    room = build.room
    build.shell(Material.TILES, Material.PLASTER, Material.BOARD)
    build.door(0.0, 0.0, 0.0, (1.4, min(2.1, room.high_m - 0.1)), Material.LEAF)
    for shelf in range(4):
        build.put(0.0, room.depth_m - 0.2, 0.4 + 0.45 * shelf, (0.7 * room.width_m, 0.38, 0.03), Material.WOOD)
    _ceiling_lamps(build)


def _ceiling_lamps(build: Builder) -> None:
    """Lamps in even rows."""
    room = build.room
    high = room.high_m - room.low_m
    across, along = (max(1, round(side / LAMPS_APART_M)) for side in (room.width_m, room.depth_m))
    for i in range(across):
        for j in range(along):
            aside = ((i + 0.5) / across - 0.5) * room.width_m
            build.lamp(aside, (j + 0.5) / along * room.depth_m, high, (1.2, 0.2))
