"""An estate put together: buildings, edge, ways, bays, greens and small things."""

import math

from scenarios.library.drawing import rectangle, rounded
from scenarios.library.estate.blocks import PILES_PER_SHED, buildings, shed_places
from scenarios.library.estate.order import BAY_AT, BLOCK_AT, FRONT_M, RING_M, Estate
from scenarios.library.estate.ways import STREET_OFF_M, fire_lanes, gates, strips, walls, ways
from twin.site.model import Area, Bay, Point, PointKind, Site, ZoneKind

BAY_M = 2.5
PILE_STEP_M = 1.2
LAMP_STEP_M = 26.0
TREE_STEP_M = 9.0
NORTH = math.pi / 2


def site(estate: Estate) -> Site:
    """Build an estate's site."""
    return Site(
        estate.id,
        estate.name,
        estate.origin,
        buildings(estate),
        walls(estate),
        gates(estate),
        ways(estate),
        bays(estate),
        (*areas(estate), *strips(estate), *fire_lanes(estate)),
        points(estate),
        estate.note,
    )


def bays(estate: Estate) -> tuple[Bay, ...]:
    """Bays beyond the lane before each block, and rows of them on a plot that is a car park."""
    found = []
    for number, plot, _ in estate.built():
        middle = sum(estate.front(plot)) / 2
        y = estate.plot(plot)[1] + BAY_AT
        for k in range(estate.bays):
            x = middle + BAY_M * (k - (estate.bays - 1) / 2)
            found.append(Bay(f"bay/b{number}-{k + 1}", (round(x, 2), round(y, 2)), NORTH))
    for plot, use in estate.open.items():
        if use == "car-park":
            x, y = estate.plot(plot)
            for k in range(int(FRONT_M / BAY_M)):
                at = (round(x + 13.0 + BAY_M * k, 2), round(y + BAY_AT - 10.3, 2))
                found.append(Bay(f"bay/car-park-{k + 1}", at, -NORTH))
    return tuple(found)


def areas(estate: Estate) -> tuple[Area, ...]:
    """Square, garden and playground on open plots, greens, lines to dry clothes on, and fields outside the wall."""
    found = []
    for plot, use in estate.open.items():
        x, y = estate.plot(plot)
        if use == "square":
            ring = rectangle(x + 18.0, y + 6.0, x + estate.pitch_m[0] - 18.0, y + 26.0)
            found.append(Area("square", ZoneKind.SQUARE, ring))
    for number, plot, _ in estate.built():
        west, east = estate.front(plot)
        base = estate.plot(plot)[1]
        ring = rectangle(west, base + 5.4, east - 20.0, base + BLOCK_AT - 1.0)
        found.append(Area(f"green/b{number}", ZoneKind.GREEN, ring))
        # Where people of the ground floors hang their washing.
        drying = rectangle(east - 18.0, base + 5.4, east - 4.0, base + BLOCK_AT - 1.0)
        found.append(Area(f"drying/b{number}", ZoneKind.PRIVATE, drying))
    if estate.fields:
        off, end = 3.0, STREET_OFF_M - 4.0
        for name, low, high in (("west", estate.west - end, estate.west - off), ("east", estate.east + off, 0.0)):
            right = estate.east + end if name == "east" else high
            for k, (south, north) in enumerate(((estate.south, -30.0), (60.0, estate.north)), start=1):
                ring = rounded([(low, south), (right, south), (right, north), (low, north)])
                found.append(Area(f"vegetables/{name}-{k}", ZoneKind.GREEN, ring))
    return tuple(found)


def points(estate: Estate) -> tuple[Point, ...]:
    """Every small thing, ids by kind and number."""
    return tuple(_lamps(estate) + _trees(estate) + _piles(estate) + _posts(estate))


def _lamps(estate: Estate) -> list[Point]:
    doors = {round(float(x), 1) for b in buildings(estate) for x, _ in b.stairs}
    spots = []
    for row in range(estate.plots[1]):
        y = estate.lane(row) - 3.3
        spots += [(x, y, 5.0) for x in _spaced(estate.west + 12.0, estate.east - 12.0, LAMP_STEP_M)]
    for y in (estate.south - STREET_OFF_M + 8.0, estate.north + STREET_OFF_M - 6.0):
        spots += [(x, y, 8.0) for x in _spaced(estate.west, estate.east, LAMP_STEP_M)]
    for x in (estate.west + RING_M - 3.4, estate.east - RING_M + 3.4):
        spots += [(x, y, 5.0) for y in _spaced(estate.south + 12.0, estate.north - 12.0, LAMP_STEP_M)]
    lines = [0.0, *estate.gaps()]
    open_way = [
        (x, y, high)
        for x, y, high in spots
        if all(abs(x - line) > 4.5 for line in lines) and all(abs(x - door) > 1.6 for door in doors)
    ]
    return [
        Point(f"lamp/{n}", PointKind.LAMP, (round(x, 2), round(y, 2)), high)
        for n, (x, y, high) in enumerate(open_way, start=1)
    ]


def _trees(estate: Estate) -> list[Point]:
    spots = []
    for number, plot, _ in estate.built():
        west, east = estate.front(plot)
        y = estate.plot(plot)[1] + 41.5
        spots += [(x, y, 5.5 + (number * 7 + k * 3) % 5 * 0.6) for k, x in enumerate(_spaced(west, east, TREE_STEP_M))]
    return [
        Point(f"tree/{n}", PointKind.TREE, (round(x, 2), round(y, 2)), round(high, 2))
        for n, (x, y, high) in enumerate(spots, start=1)
    ]


def _piles(estate: Estate) -> list[Point]:
    found: list[Point] = []
    for x, y in shed_places(estate):
        for k in range(min(PILES_PER_SHED, estate.piles - len(found))):
            place = (round(x + 0.8 + PILE_STEP_M * k, 2), round(y - 0.5, 2))
            found.append(Point(f"pile/{len(found) + 1}", PointKind.PILE, place, 1.2, -NORTH))
    return found


def _posts(estate: Estate) -> list[Point]:
    built = estate.built()
    plots = [built[k * len(built) // estate.waste_points][1] for k in range(estate.waste_points)]
    found = [
        Point(f"waste/{n}", PointKind.WASTE, (round(estate.front(plot)[1] + 3.0, 2), estate.lane(plot[1]) + 5.0), 1.2)
        for n, plot in enumerate(plots, start=1)
    ]
    found += [
        Point("panic/gate-south", PointKind.PANIC_POST, (-5.6, estate.south + 3.0), 1.4),
        Point("panic/gate-north", PointKind.PANIC_POST, (-5.6, estate.north - 3.0), 1.4),
        Point("guard-post/south", PointKind.GUARD_POST, (5.0, estate.south + 5.4), 0.0),
        Point("guard-post/north", PointKind.GUARD_POST, (5.0, estate.north - 5.4), 0.0),
    ]
    for plot, use in estate.open.items():
        if use in ("square", "garden"):
            x, y = estate.plot(plot)
            found.append(Point(f"panic/{use}", PointKind.PANIC_POST, (round(x + 16.0, 2), round(y + 4.0, 2)), 1.4))
    return found


def _spaced(low: float, high: float, step: float) -> list[float]:
    count = max(1, round((high - low) / step))
    return [low + (high - low) * k / count for k in range(count + 1)]
