"""Ximen's greens, square and canal, and the small things: lamps, trees, charging piles, waste points, posts, poles."""

import math

from scenarios.library.drawing import rectangle, rounded
from scenarios.library.ximen.blocks import SHEDS
from scenarios.library.ximen.boundary import OPENINGS
from scenarios.library.ximen.grid import (
    COLUMN,
    EAST_LANE_X,
    GAP_X,
    LANE,
    RING_EAST,
    RING_SOUTH,
    RING_WEST,
    ROW_SOUTH,
    SLOTS,
    SPINE_X,
    WALK_NORTH,
)
from scenarios.library.ximen.parking import NO_BAYS
from scenarios.library.ximen.roads import street_x
from twin.site.model import Area, Point, PointKind, ZoneKind

PILES = 40
PILE_STEP_M = 1.2
LAMP_STEP_M = 25.5
SQUARE = (10.0, -31.0, 52.0, 3.0)
CANAL = ((158.0, -128.0), (158.5, -30.0), (160.5, 40.0), (159.5, 126.0), (176.0, 126.0), (177.0, 40.0), (174.0, -128.0))

# Grass inside the walls, on the canal's bank and along the streets; the paths to the openings run across it.
BELTS = (
    ("green/north-belt", ((-146.0, 100.6), (141.0, 100.6), (141.0, 107.6), (0.0, 108.6), (-146.0, 106.8))),
    ("green/canal-belt", ((140.6, -101.0), (145.7, -101.0), (149.5, 40.0), (147.8, 107.6), (141.6, 107.6))),
    ("green/west-belt", ((-145.9, -101.0), (-141.0, -101.0), (-141.0, 100.0), (-153.4, 100.0))),
    (
        "green/canal-bank",
        ((154.6, -116.5), (158.1, -116.5), (160.4, 40.0), (159.6, 112.0), (155.6, 112.0), (156.6, 40.0)),
    ),
    ("green/street-south", ((-148.0, -116.2), (148.0, -116.2), (148.0, -112.0), (-148.0, -112.0))),
)


def areas() -> tuple[Area, ...]:
    """The square, greens before every south front and along the walls, and the canal."""
    found = [Area("square", ZoneKind.SQUARE, rectangle(*SQUARE))]
    found.append(Area("canal", ZoneKind.WATER, rounded(list(CANAL)[::-1])))
    for slot in SLOTS:
        west, east = COLUMN[slot.column]
        south = ROW_SOUTH[slot.row]
        ring = rectangle(west, south - 5.0, east, south - 1.2 - slot.step)
        found.append(Area(f"green/b{slot.number}", ZoneKind.GREEN, ring))
    found.append(Area("green/garden", ZoneKind.GREEN, rectangle(-42.0, -4.0, -2.0, 19.0)))
    found.append(Area("green/north", ZoneKind.GREEN, rectangle(-134.0, 92.0, 127.0, 96.6)))
    found.append(Area("green/canal-north", ZoneKind.GREEN, rectangle(109.0, 36.0, 127.5, 50.0)))
    found += [Area(name, ZoneKind.GREEN, rounded(list(ring))) for name, ring in BELTS]
    found.append(Area("green/playground", ZoneKind.GREEN, rectangle(-129.0, 57.5, -99.0, 64.0)))
    return tuple(found)


def points() -> tuple[Point, ...]:
    """Every small thing, ids by kind and number."""
    return tuple(_lamps() + _trees() + _piles() + _posts())


def _lamps() -> list[Point]:
    lines: list[tuple[tuple[float, float], tuple[float, float], float]] = [
        ((-129.5, lane - 2.7), (RING_EAST - 6.0, lane - 2.7), 5.0) for lane in LANE
    ]
    lines += [((SPINE_X - 4.2, -100.0), (SPINE_X - 4.2, 78.0), 7.0)]
    lines += [((-132.0, RING_SOUTH - 3.0), (128.0, RING_SOUTH - 3.0), 5.0)]
    lines += [((RING_WEST - 3.0, -80.0), (RING_WEST - 3.0, 78.0), 5.0)]
    lines += [((RING_EAST + 8.6, -88.0), (RING_EAST + 8.6, 78.0), 5.0)]
    lines += [((-126.0, WALK_NORTH + 1.6), (60.0, WALK_NORTH + 1.6), 4.0)]
    lines += [((-200.0, -115.5), (200.0, -115.5), 9.0)]
    places = [(x, y, height) for a, b, height in lines for x, y in _spaced(a, b)]
    places += [(12.0, -29.0, 4.0), (50.0, -29.0, 4.0), (12.0, 1.0, 4.0), (50.0, 1.0, 4.0)]
    kept = [p for p in places if _clear_of_ways(p[0], p[1])]
    return [
        Point(f"lamp/{n}", PointKind.LAMP, (round(x, 2), round(y, 2)), height)
        for n, (x, y, height) in enumerate(kept, start=1)
    ]


def _spaced(a: tuple[float, float], b: tuple[float, float]) -> list[tuple[float, float]]:
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    count = max(1, round(length / LAMP_STEP_M))
    return [(a[0] + (b[0] - a[0]) * k / count, a[1] + (b[1] - a[1]) * k / count) for k in range(count + 1)]


def _clear_of_ways(x: float, y: float) -> bool:
    """Tell whether a post may stand here: off the roads that run north-south and out of the square and canal blocks."""
    crossing = [(SPINE_X, 4.0), (EAST_LANE_X, 2.5), (RING_WEST, 2.7), *((gap, 1.4) for gap in GAP_X)]
    if any(abs(x - line) < half for line, half in crossing):
        return False
    in_square = SQUARE[0] + 3.0 < x < SQUARE[2] - 3.0 and SQUARE[1] < y < SQUARE[3] - 3.0
    in_block = 110.5 < x < 124.5 and (-85.0 < y < -43.0 or -29.0 < y < 13.0)
    in_lane = abs(x - SPINE_X) < 5.0 and any(abs(y - lane) < 2.4 for lane in LANE)
    on_path = any(abs((y if o.side in ("west", "east") else x) - o.at) < 1.6 and _outer(x, y) for o in OPENINGS)
    return not (in_square or in_block or in_lane or on_path)


def _outer(x: float, y: float) -> bool:
    """Tell whether (x, y) lies in the belt between the ring and the boundary, which the paths to the openings cross."""
    return not (RING_WEST < x < RING_EAST and RING_SOUTH < y < WALK_NORTH)


def _trees() -> list[Point]:
    spots: list[tuple[float, float, float]] = []
    for slot in SLOTS:
        west, east = COLUMN[slot.column]
        y = ROW_SOUTH[slot.row] - 3.4
        spots += [(west + 3.0 + 6.8 * k, y, 4.2 + 0.5 * ((slot.number + k) % 3)) for k in range(6)]
        if slot.number not in NO_BAYS:
            spots.append(((west + east) / 2, LANE[slot.row] + 4.6, 6.0))
    spots += [
        (-38.0 + 9.0 * i, 0.0 + 15.5 * j, 6.5 + 0.7 * ((i + j) % 2))
        for i in range(5)
        for j in range(2)
        if i in (0, 4) or not j
    ]
    spots += [(-130.0 + 12.9 * k, 94.4, 5.5 + 0.6 * (k % 3)) for k in range(21) if abs(-130.0 + 12.9 * k - 55.5) > 3.0]
    spots += [(12.5 + 9.25 * k, -32.3, 6.2) for k in range(5) if k != 2]
    spots += [(112.0 + 5.0 * k, 43.0, 5.0) for k in range(4)]
    spots += [(street_x(y) + 6.6, y, 6.4) for y in (-100.0 + 16.0 * k for k in range(13)) if _off_openings(y)]
    spots += [(x, -114.0, 7.5) for x in (-190.0 + 19.0 * k for k in range(18)) if _off_street(x)]
    spots += [(156.9, -112.0 + 15.0 * k, 5.6) for k in range(15)]
    spots += [(-126.0 + 6.0 * k, 60.5, 5.2) for k in range(5)]
    return [
        Point(f"tree/{n}", PointKind.TREE, (round(x, 2), round(y, 2)), round(height, 2))
        for n, (x, y, height) in enumerate(spots, start=1)
    ]


def _off_openings(y: float) -> bool:
    return all(abs(y - opening.at) > 6.0 for opening in OPENINGS if opening.side == "west")


def _off_street(x: float) -> bool:
    south = [opening.at for opening in OPENINGS if opening.side == "south"]
    return abs(x - street_x(-114.0)) > 6.0 and all(abs(x - at) > 4.0 for at in south)


def _piles() -> list[Point]:
    """Charging piles before the open side of the sheds, `PILE_STEP_M` apart."""
    found: list[Point] = []
    for (_, (west, south)), count in zip(SHEDS, (14, 13, 13), strict=True):
        for k in range(count):
            place = (round(west + 0.7 + PILE_STEP_M * k, 2), round(south - 0.5, 2))
            found.append(Point(f"pile/{len(found) + 1}", PointKind.PILE, place, 1.2, -math.pi / 2))
    if len(found) != PILES:
        raise ValueError(f"{len(found)} piles stand in the sheds, {PILES} are published")
    return found


def _posts() -> list[Point]:
    poles = ((-150.0, -108.0), (-12.0, -113.0), (120.0, -113.0), (-174.0, 108.0))
    return [
        Point("waste/1", PointKind.WASTE, (-60.0, -89.3), 1.2),
        Point("waste/2", PointKind.WASTE, (92.0, 88.6), 1.2),
        Point("panic/square", PointKind.PANIC_POST, (11.0, -14.0), 1.4),
        Point("panic/garden", PointKind.PANIC_POST, (-36.0, 7.2), 1.4),
        Point("panic/gate-south", PointKind.PANIC_POST, (9.4, -99.8), 1.4),
        Point("panic/gate-west", PointKind.PANIC_POST, (-142.6, -34.4), 1.4),
        Point("panic/canal", PointKind.PANIC_POST, (143.0, 25.6), 1.4),
        Point("guard-post/south", PointKind.GUARD_POST, (9.2, -101.6), 0.0),
        Point("guard-post/west", PointKind.GUARD_POST, (-142.2, -32.6), 0.0),
        *(Point(f"pole/street-{n}", PointKind.POLE, place, 6.0) for n, place in enumerate(poles, start=1)),
    ]
