"""An estate's edge and ways: a wall in sections with two gates for cars and two wickets, ring, lanes, footpaths."""

import math
from dataclasses import dataclass

from scenarios.library.drawing import Corner, Draft, joined, rectangle, rounded
from scenarios.library.estate.blocks import slabs
from scenarios.library.estate.order import LANE_M, RING_M, Estate
from twin.site.model import Area, Gate, Wall, WallKind, Way, WayKind, ZoneKind, stair_doors

WALL_M = 2.2
SECTION_M = 45.0
STRIP_M = (0.2, 2.7)
STRIP_CLEAR_M = 2.0
STREET_OFF_M = 16.0
BEYOND_M = 60.0
ROAD, PATH = WayKind.ROAD, WayKind.PATH


@dataclass(frozen=True, slots=True)
class Side:
    """One side of the wall: from ``start`` clockwise to ``end``, with openings as (distance along it, width) [m]."""

    name: str
    start: Corner
    end: Corner
    openings: tuple[tuple[float, float], ...]


def gates(estate: Estate) -> tuple[Gate, ...]:
    """Two gates with barriers on the spine, and a wicket on either side."""
    y = estate.lane(estate.plots[1] // 2)
    return (
        Gate("gate-south", (0.0, estate.south), 8.0, -math.pi / 2, True, True, "南大门"),
        Gate("gate-north", (0.0, estate.north), 8.0, math.pi / 2, True, True, "北大门"),
        Gate("wicket-west", (estate.west, y), 2.5, math.pi, False, False, "西便门"),
        Gate("wicket-east", (estate.east, y), 2.5, 0.0, False, False, "东便门"),
    )


def sides(estate: Estate) -> tuple[Side, ...]:
    """The four sides of the wall, clockwise, so that the inside lies on the right hand."""
    west, east, south, north = estate.west, estate.east, estate.south, estate.north
    y = estate.lane(estate.plots[1] // 2)
    return (
        Side("north", (west, north), (east, north), ((-west, 8.0),)),
        Side("east", (east, north), (east, south), ((north - y, 2.5),)),
        Side("south", (east, south), (west, south), ((east, 8.0),)),
        Side("west", (west, south), (west, north), ((y - south, 2.5),)),
    )


def walls(estate: Estate) -> tuple[Wall, ...]:
    """Brick between the openings."""
    return tuple(
        Wall(f"wall/{side.name}-{n}", WallKind.WALL, rounded([_on(side, low), _on(side, high)]), WALL_M)
        for side in sides(estate)
        for n, (low, high, _, _) in enumerate(_sections(side), start=1)
    )


def strips(estate: Estate) -> tuple[Area, ...]:
    """Perimeter zones inside each section of wall, clear of the openings."""
    found = []
    for side in sides(estate):
        for n, (_, _, low, high) in enumerate(_sections(side), start=1):
            outer = [_on(side, low, STRIP_M[0]), _on(side, high, STRIP_M[0])]
            inner = [_on(side, low, STRIP_M[1]), _on(side, high, STRIP_M[1])]
            found.append(Area(f"perimeter/{side.name}-{n}", ZoneKind.PERIMETER, rounded(outer[::-1] + inner)))
    return tuple(found)


def _sections(side: Side) -> list[tuple[float, float, float, float]]:
    """Stretches of a side as (from, to, and what of it is clear of openings: from, to) [m]."""
    length = math.dist(side.start, side.end)
    found, start = [], 0.0
    for at, width in [*side.openings, (length, 0.0)]:
        end = at - width / 2
        count = math.ceil((end - start) / SECTION_M)
        marks = [start + (end - start) * k / count for k in range(count + 1)]
        for k in range(count):
            low = marks[k] + (STRIP_CLEAR_M if k == 0 else 0.0)
            high = marks[k + 1] - (STRIP_CLEAR_M if k == count - 1 else 0.0)
            found.append((marks[k], marks[k + 1], low, high))
        start = at + width / 2
    return found


def _on(side: Side, along: float, inside: float = 0.0) -> Corner:
    """The point so far along a side, and so far inside of it."""
    length = math.dist(side.start, side.end)
    ux, uy = (side.end[0] - side.start[0]) / length, (side.end[1] - side.start[1]) / length
    return side.start[0] + along * ux + inside * uy, side.start[1] + along * uy - inside * ux


def ways(estate: Estate) -> tuple[Way, ...]:
    """Streets outside, the spine, ring and lanes inside, footpaths in the gaps and to every door."""
    west, east, south, north = estate.west, estate.east, estate.south, estate.north
    ring = (west + RING_M, south + RING_M, east - RING_M, north - RING_M)
    street_s, street_n = south - STREET_OFF_M, north + STREET_OFF_M
    out_w, out_e = west - STREET_OFF_M, east + STREET_OFF_M
    y = estate.lane(estate.plots[1] // 2)
    found: list[Draft] = [
        ("street-south", ROAD, [(out_w - BEYOND_M, street_s), (out_e + BEYOND_M, street_s)], 12.0, "南街"),
        ("street-north", ROAD, [(out_w - BEYOND_M, street_n), (out_e + BEYOND_M, street_n)], 9.0, "北街"),
        ("street-west", PATH, [(out_w, street_s - BEYOND_M), (out_w, street_n + BEYOND_M)], 3.0, "西侧路"),
        ("street-east", PATH, [(out_e, street_s - BEYOND_M), (out_e, street_n + BEYOND_M)], 3.0, "东侧路"),
        ("spine", ROAD, [(0.0, street_s), (0.0, street_n)], 7.0, "中心路"),
        ("path-wicket-west", PATH, [(ring[0], y), (out_w, y)], 2.0, "西便门"),
        ("path-wicket-east", PATH, [(ring[2], y), (out_e, y)], 2.0, "东便门"),
    ]
    corners = [(ring[0], ring[1]), (ring[2], ring[1]), (ring[2], ring[3]), (ring[0], ring[3])]
    for k, name in enumerate(("south", "east", "north", "west")):
        found.append((f"ring-{name}", ROAD, [corners[k], corners[(k + 1) % 4]], LANE_M, "环路"))
    for row in range(estate.plots[1]):
        lane = estate.lane(row)
        found.append((f"lane-{row + 1}", ROAD, [(ring[0], lane), (ring[2], lane)], LANE_M, f"第{row + 1}巷"))
    found += [(f"alley-{n}", PATH, [(x, ring[1]), (x, ring[3])], 1.8, "") for n, x in enumerate(estate.gaps(), start=1)]
    lanes = [estate.lane(row) for row in range(estate.plots[1])]
    for building in slabs(estate):
        for door in stair_doors(building):
            x, at = door.place
            end = (x, min(lane for lane in lanes if lane > at))
            found.append((f"path-{door.id.replace('/', '-')}", PATH, [(x, at), end], 1.5, ""))
    return joined(found)


def fire_lanes(estate: Estate) -> tuple[Area, ...]:
    """Marked stretches of lane before every other block, and the spine before the south gate."""
    found = []
    for number, plot, _ in estate.built()[::2]:
        west, east = estate.front(plot)
        y = estate.lane(plot[1])
        ring = rectangle(west + 4.0, y - LANE_M / 2, east - 4.0, y + LANE_M / 2)
        found.append(Area(f"fire-lane/b{number}", ZoneKind.FIRE_LANE, ring))
    y = estate.south + RING_M + 5.0
    return (*found, Area("fire-lane/south", ZoneKind.FIRE_LANE, rectangle(-3.5, y, 3.5, y + 14.0)))
