"""Made-up yards to learn in: a road, houses, walls, trees and lamps, another one for every number.

They are no copies of any bundled compound, so that what is learnt in them can be examined there. Numbers from
`EXAM_FROM` on are never learnt from.
"""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone

import numpy as np
from numpy.typing import NDArray

from twin.seeds import Seeds
from twin.site.model import (
    Area,
    Building,
    BuildingKind,
    Point,
    PointKind,
    Site,
    Wall,
    WallKind,
    Way,
    WayKind,
    ZoneKind,
)
from twin.sky import Sky

EXAM_FROM = 10_000
# Half the yard's extent [m] and where the road runs.
HALF_X_M, HALF_Y_M = 38.0, 26.0
CHINA = timezone(timedelta(hours=8))


def rectangle(x: float, y: float, w: float, d: float) -> NDArray[np.float64]:
    """Corners of a rectangle from its least corner, counter-clockwise."""
    return np.array([(x, y), (x + w, y), (x + w, y + d), (x, y + d)])


def yard(number: int) -> Site:
    """Build the yard of a number."""
    rng = Seeds(number).stream("lessons", "yard", "site")
    road_y = float(rng.uniform(-12.0, 4.0))
    width = float(rng.uniform(4.5, 7.5))
    houses = tuple(_houses(rng, road_y + width))
    walls = tuple(_walls(rng))
    ways = [Way("r1", WayKind.ROAD, np.array([(-90.0, road_y), (90.0, road_y + float(rng.uniform(-4, 4)))]), width)]
    x = float(rng.uniform(-20.0, 20.0))
    ways.append(Way("p1", WayKind.PATH, np.array([(x, -26.0), (x + 3.0, 26.0)]), float(rng.uniform(1.5, 3.5))))
    green = rectangle(float(rng.uniform(-34, -8)), road_y - width - 12.0, float(rng.uniform(8, 22)), 9.0)
    areas = [Area("g1", ZoneKind.GREEN, green)]
    if rng.random() < 0.5:
        areas.append(
            Area("s1", ZoneKind.SQUARE, rectangle(float(rng.uniform(0, 14)), road_y - width - 13.0, 16.0, 10.0))
        )
    return Site(
        f"yard-{number}",
        f"Yard {number}",
        (float(rng.uniform(105.0, 122.0)), float(rng.uniform(22.0, 40.0))),
        buildings=houses,
        walls=walls,
        ways=tuple(ways),
        areas=tuple(areas),
        points=tuple(_points(rng, houses, road_y, width)),
    )


def _houses(rng: np.random.Generator, front: float) -> Iterator[Building]:
    """Houses along the far side of the road, one or two across the ends."""
    x, number = -HALF_X_M - float(rng.uniform(0, 12)), 0
    while x < HALF_X_M:
        number += 1
        wide, deep = float(rng.uniform(9.0, 34.0)), float(rng.uniform(8.0, 13.0))
        floors = int(rng.integers(1, 12))
        kind = BuildingKind.HOUSING if floors > 2 else (BuildingKind.SHOP, BuildingKind.SHED)[int(rng.integers(2))]
        y = front + float(rng.uniform(1.5, 9.0))
        stairs = np.array([(x + wide / 2.0, y)]) if kind == BuildingKind.HOUSING else np.zeros((0, 2))
        yield Building(f"b{number}", kind, rectangle(x, y, wide, deep), 3.0 * floors, floors, stairs)
        x += wide + float(rng.uniform(3.0, 12.0))
    if rng.random() < 0.5:
        floors = int(rng.integers(1, 7))
        deep = float(rng.uniform(10.0, 20.0))
        place = rectangle(-HALF_X_M - 12.0, front - 40.0, 10.0, deep)
        yield Building("side", BuildingKind.OFFICE, place, 3.0 * floors, floors, np.zeros((0, 2)))


def _walls(rng: np.random.Generator) -> Iterator[Wall]:
    """The boundary on some sides, a wall or a fence."""
    corners = [(-HALF_X_M, -HALF_Y_M), (HALF_X_M, -HALF_Y_M), (HALF_X_M, HALF_Y_M), (-HALF_X_M, HALF_Y_M)]
    for side in range(4):
        kind = (WallKind.WALL, WallKind.FENCE)[int(rng.integers(2))]
        height = float(rng.uniform(1.1, 2.6))
        if rng.random() < 0.6:
            yield Wall(f"w{side}", kind, np.array([corners[side], corners[(side + 1) % 4]]), height)


def _points(rng: np.random.Generator, houses: tuple[Building, ...], road_y: float, width: float) -> Iterator[Point]:
    """Trees, lamps, charging piles and waste points where no house stands."""
    wanted = [(PointKind.TREE, int(rng.integers(1, 9))), (PointKind.LAMP, int(rng.integers(2, 6)))]
    wanted += [(PointKind.PILE, int(rng.integers(0, 3))), (PointKind.WASTE, int(rng.integers(0, 2)))]
    heights = {PointKind.TREE: (3.0, 9.0), PointKind.LAMP: (3.5, 7.0), PointKind.PILE: (1.4, 1.6)}
    for kind, count in wanted:
        for k in range(count):
            x, y = float(rng.uniform(-34, 34)), float(rng.uniform(-24, 20))
            if abs(y - road_y) < width / 2.0 + 0.8 or any(within(house, x, y, 1.5) for house in houses):
                continue
            yield Point(f"{kind.value}-{k}", kind, (x, y), float(rng.uniform(*heights.get(kind, (1.1, 1.3)))))


def within(house: Building, x: float, y: float, spare: float = 0.0) -> bool:
    """Whether a place lies inside a house's extent, ``spare`` [m] around it included."""
    low, high = house.footprint.min(axis=0) - spare, house.footprint.max(axis=0) + spare
    return bool(low[0] <= x <= high[0] and low[1] <= y <= high[1])


def hour(number: int, turn: int, origin: tuple[float, float]) -> tuple[Sky, bool]:
    """A sky over a yard, and whether it is night there: days and nights of all seasons, clear to overcast."""
    rng = Seeds(number).stream("lessons", f"turn-{turn}", "sky")
    night = turn % 3 == 2
    clock = float(rng.uniform(19.8, 28.5)) if night else float(rng.uniform(7.0, 17.8))
    start = datetime(2021, 1, 1, tzinfo=CHINA) + timedelta(days=int(rng.integers(365)), hours=clock)
    sky = Sky(origin, start, float(rng.random()) if rng.random() < 0.7 else 0.0)
    return sky, sky.ground_lux(0.0) < 50.0


def looking(
    number: int, turn: int, houses: tuple[Building, ...]
) -> tuple[tuple[float, float, float], tuple[float, float, float], float]:
    """A camera's place, what it looks at, and its horizontal field of view [rad]."""
    rng = Seeds(number).stream("lessons", f"camera-{turn // 3}", "pose")
    while True:
        x, y, z = float(rng.uniform(-34, 34)), float(rng.uniform(-24, 12)), float(rng.uniform(2.3, 6.5))
        way, away = float(rng.uniform(0, 2 * math.pi)), float(rng.uniform(5.0, 22.0))
        tx, ty = x + away * math.cos(way), y + away * math.sin(way)
        clear = not any(within(house, x, y, 0.5) or within(house, tx, ty, 0.5) for house in houses)
        if clear and abs(tx) < HALF_X_M and abs(ty) < HALF_Y_M:
            return (x, y, z), (tx, ty, float(rng.uniform(0.3, 1.5))), math.radians(float(rng.uniform(30.0, 105.0)))
