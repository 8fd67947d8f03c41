"""Ximen's edge: brick walls to the north lane and the canal, fences to the streets, and the many ways in."""

import math
from dataclasses import dataclass
from itertools import pairwise

from scenarios.library.drawing import rounded
from scenarios.library.ximen.blocks import SHOPS
from scenarios.library.ximen.grid import GAP_X, LANE, SOUTH_LINE, SPINE_X
from twin.site.model import Area, Gate, Wall, WallKind, ZoneKind

WALL_M, FENCE_M = 2.2, 1.6
STRIP_M = (0.2, 2.7)
STRIP_CLEAR_M = 2.0
SECTION_M = 45.0
GUARD_HOUSE = (10.5, 14.5)
Corner = tuple[float, float]
SOUTH_WEST, NORTH_WEST, NORTH_EAST, SOUTH_EAST = (
    (-146.0, SOUTH_LINE),
    (-154.0, 107.0),
    (148.0, 108.0),
    (146.0, SOUTH_LINE),
)


@dataclass(frozen=True, slots=True)
class Opening:
    """A way in: ``at`` is the coordinate along its side (x on north and south, y on west and east) [m]."""

    id: str
    side: str
    at: float
    width: float
    name: str
    vehicles: bool = False


OPENINGS = (
    Opening("gate-south", "south", SPINE_X, 8.0, "南大门", vehicles=True),
    Opening("gate-west", "west", LANE[1], 7.0, "西大门", vehicles=True),
    Opening("way-in-south-west", "south", -68.0, 3.0, "菜场口"),
    Opening("way-in-south-east", "south", 70.0, 3.0, "驿站口"),
    Opening("way-in-corner", "south", 118.0, 2.5, "河埠口"),
    Opening("way-in-west-market", "west", LANE[0], 3.0, "菜场西口"),
    Opening("way-in-west-north", "west", LANE[4], 2.5, "西北便门"),
    Opening("way-in-north-west", "north", GAP_X[0], 2.5, "北塘弄西口"),
    Opening("way-in-north-east", "north", GAP_X[2], 2.5, "北塘弄东口"),
    Opening("way-in-canal", "east", LANE[3], 2.5, "滨河口"),
)

# Each side runs clockwise, so that the inside lies on the right hand.
SIDES: dict[str, tuple[WallKind, float, tuple[Corner, ...]]] = {
    "north": (WallKind.WALL, WALL_M, (NORTH_WEST, (0.0, 109.0), NORTH_EAST)),
    "east": (WallKind.WALL, WALL_M, (NORTH_EAST, (150.0, 40.0), (147.5, -30.0), SOUTH_EAST)),
    "south": (WallKind.FENCE, FENCE_M, (SOUTH_EAST, SOUTH_WEST)),
    "west": (WallKind.FENCE, FENCE_M, (SOUTH_WEST, NORTH_WEST)),
}


def on_side(side: str, at: float) -> tuple[Corner, float, float]:
    """Return the place at coordinate ``at`` of a side, its distance along it [m] and the outward heading [rad]."""
    path, axis = SIDES[side][2], 0 if side in ("north", "south") else 1
    walked = 0.0
    for a, b in pairwise(path):
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        part = (at - a[axis]) / (b[axis] - a[axis])
        if 0.0 <= part <= 1.0:
            place = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
            return place, walked + part * length, math.atan2(b[0] - a[0], -(b[1] - a[1]))
        walked += length
    raise ValueError(f"{at} lies beyond the {side} side")


def gates() -> tuple[Gate, ...]:
    """Every way in, vehicle gates first."""
    made = []
    for opening in OPENINGS:
        (x, y), _, heading = on_side(opening.side, opening.at)
        place = (round(x, 2), round(y, 2))
        made.append(Gate(opening.id, place, opening.width, heading, opening.vehicles, opening.vehicles, opening.name))
    return tuple(made)


def walls() -> tuple[Wall, ...]:
    """Walls and fences between the openings, in sections; in the south the shops stand in the line and close it."""
    return tuple(
        Wall(f"{kind.value}/{side}-{number}", kind, rounded(_cut(path, *section.ends)), height)
        for side, (kind, height, path) in SIDES.items()
        for number, section in enumerate(_sections(side), start=1)
    )


def strips() -> tuple[Area, ...]:
    """Perimeter zones: a strip inside each section, clear of openings and shops by `STRIP_CLEAR_M`."""
    found = []
    for side, (_, _, path) in SIDES.items():
        for number, section in enumerate(_sections(side), start=1):
            low, high = section.clear
            if high - low > STRIP_CLEAR_M:
                line = _cut(path, low, high)
                outer, inner = _beside(line, STRIP_M[0]), _beside(line, STRIP_M[1])
                found.append(Area(f"perimeter/{side}-{number}", ZoneKind.PERIMETER, rounded(outer[::-1] + inner)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Section:
    """A piece of a side between two distances along it, and what of that is clear of openings [m]."""

    ends: tuple[float, float]
    clear: tuple[float, float]


def _sections(side: str) -> list[_Section]:
    found = []
    for start, end in _stretches(side):
        count = math.ceil((end - start) / SECTION_M)
        marks = [start + (end - start) * k / count for k in range(count + 1)]
        for low, high in pairwise(marks):
            clear = (max(low, start + STRIP_CLEAR_M), min(high, end - STRIP_CLEAR_M))
            found.append(_Section((low, high), clear))
    return found


def _stretches(side: str) -> list[tuple[float, float]]:
    """Unbroken stretches of a side, as distances along it [m]."""
    gaps = [
        (along - opening.width / 2, along + opening.width / 2)
        for opening in OPENINGS
        if opening.side == side
        for along in (on_side(side, opening.at)[1],)
    ]
    if side == "south":
        gaps += [(SOUTH_EAST[0] - east, SOUTH_EAST[0] - west) for _, _, west, east in SHOPS]
        gaps.append((SOUTH_EAST[0] - GUARD_HOUSE[1], SOUTH_EAST[0] - GUARD_HOUSE[0]))
    gaps.sort()
    starts, ends = [0.0] + [gap[1] for gap in gaps], [gap[0] for gap in gaps] + [_length(SIDES[side][2])]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if b - a > 0.5]


def _length(path: tuple[Corner, ...]) -> float:
    return sum(math.hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(path))


def _cut(path: tuple[Corner, ...], start: float, end: float) -> list[Corner]:
    """Return the part of a path between two distances along it."""
    found: list[Corner] = []
    walked = 0.0
    for a, b in pairwise(path):
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        low, high = max(start, walked), min(end, walked + length)
        if low < high:
            for distance in (low, high):
                part = (distance - walked) / length
                corner = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
                if not found or math.hypot(corner[0] - found[-1][0], corner[1] - found[-1][1]) > 1e-6:
                    found.append(corner)
        walked += length
    return found


def _beside(path: list[Corner], off: float) -> list[Corner]:
    """Return the path moved ``off`` metres to its right, the inside; bends here are too slight to need mitres."""
    moved = []
    for i, (x, y) in enumerate(path):
        a, b = path[max(i - 1, 0)], path[min(i + 1, len(path) - 1)]
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        moved.append((x + off * (b[1] - a[1]) / length, y - off * (b[0] - a[0]) / length))
    return moved
