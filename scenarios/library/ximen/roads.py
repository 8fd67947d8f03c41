"""Ximen's roads, lanes and paths, to be joined at every crossing so that a routing graph can be built from them."""

import math

from scenarios.library.drawing import Draft
from scenarios.library.ximen.boundary import OPENINGS, on_side
from scenarios.library.ximen.grid import (
    COLUMN,
    EAST_LANE_X,
    GAP_X,
    LANE,
    LANE_WIDTH,
    RING_EAST,
    RING_SOUTH,
    RING_WEST,
    SPINE_X,
    STREET_NORTH,
    STREET_SOUTH,
    WALK_NORTH,
)
from twin.site.model import Building, WayKind, stair_doors

ROAD, PATH = WayKind.ROAD, WayKind.PATH


def streets() -> list[Draft]:
    """Public streets around the compound."""
    west = [(-158.5, STREET_SOUTH), (-168.0, STREET_NORTH), (-168.8, 135.0)]
    return [
        ("street-south", ROAD, [(-230.0, STREET_SOUTH), (220.0, STREET_SOUTH)], 14.0, "西城路"),
        ("street-west", ROAD, west, 10.0, "西门街"),
        ("street-north", ROAD, [(-168.0, STREET_NORTH), (165.0, STREET_NORTH + 1.5)], 6.0, "北塘弄"),
        ("riverside", PATH, [(152.5, STREET_SOUTH), (153.0, -30.0), (155.0, 40.0), (154.0, 117.4)], 2.5, "滨河步道"),
    ]


def inner_roads() -> list[Draft]:
    """Roads inside: the spine from the south gate, the ring, a lane before every row of doors."""
    spine = [(SPINE_X, STREET_SOUTH), (SPINE_X, LANE[5])]
    ring_west = [(RING_WEST, RING_SOUTH), (RING_WEST, LANE[5])]
    ring_east = [(RING_EAST, RING_SOUTH), (RING_EAST, LANE[5])]
    found: list[Draft] = [
        ("ximen-road", ROAD, spine, 7.0, "西门中路"),
        ("ring-south", ROAD, [(RING_WEST, RING_SOUTH), (RING_EAST, RING_SOUTH)], 5.0, "南环路"),
        ("ring-west", ROAD, ring_west, 5.0, "西环路"),
        ("ring-east", ROAD, ring_east, 5.0, "东环路"),
        ("east-lane", ROAD, [(EAST_LANE_X, RING_SOUTH), (EAST_LANE_X, LANE[5])], LANE_WIDTH, "东弄"),
        ("car-park", ROAD, [(RING_WEST, -20.0), (COLUMN["A"][1] - 1.0, -20.0)], 5.5, "停车场"),
    ]
    names = ("和睦一弄", "和睦二弄", "和睦三弄", "和睦四弄", "和睦五弄", "和睦六弄")
    # The first and third lanes meet a canal block, so they end at the east lane; the third one stops for the square.
    ends = (EAST_LANE_X, RING_EAST, SPINE_X, RING_EAST, RING_EAST, RING_EAST)
    for row, (name, end) in enumerate(zip(names, ends, strict=True)):
        start = _west_end(row)
        found.append((f"lane-{row + 1}", ROAD, [(start, LANE[row]), (end, LANE[row])], LANE_WIDTH, name))
    east = [(GAP_X[2], LANE[2]), (EAST_LANE_X, LANE[2])]
    found.append(("lane-3-east", ROAD, east, LANE_WIDTH, "和睦三弄"))
    return found


def _west_end(row: int) -> float:
    """Where a lane begins: at the ring, or out on the street for the vehicle gate's lane."""
    opening = next(o for o in OPENINGS if o.id == "gate-west")
    return street_x(opening.at) if LANE[row] == opening.at else RING_WEST


def street_x(y: float) -> float:
    """Middle of the western street at height ``y`` [m]."""
    return -158.5 - 9.5 * (y - STREET_SOUTH) / (STREET_NORTH - STREET_SOUTH)


def paths(buildings: tuple[Building, ...]) -> list[Draft]:
    """Footpaths: between gable ends, across the square and garden, through the openings, and to every stair's door."""
    found: list[Draft] = [
        ("alley-1", PATH, [(GAP_X[0], RING_SOUTH), (GAP_X[0], STREET_NORTH + 0.35)], 1.8, "第一通道"),
        ("alley-2", PATH, [(GAP_X[1], RING_SOUTH), (GAP_X[1], WALK_NORTH)], 1.8, "第二通道"),
        ("alley-3", PATH, [(GAP_X[2], RING_SOUTH), (GAP_X[2], STREET_NORTH + 1.01)], 2.0, "第三通道"),
        (
            "walk-north",
            PATH,
            [(RING_WEST, LANE[5]), (RING_WEST, WALK_NORTH), (RING_EAST, WALK_NORTH)],
            1.8,
            "北健身步道",
        ),
        ("walk-north-east", PATH, [(RING_EAST, LANE[5]), (RING_EAST, WALK_NORTH)], 1.8, "东健身步道"),
        ("square-walk", PATH, [(SPINE_X, LANE[2]), (GAP_X[2], LANE[2])], 2.4, "广场路"),
        ("square-cross", PATH, [(31.0, LANE[1]), (31.0, LANE[2]), (31.0, 3.0)], 2.4, "广场路"),
        ("garden-walk", PATH, [(GAP_X[1], 8.0), (-22.0, 12.0), (SPINE_X, 4.0)], 1.8, "花园小径"),
        ("garden-cross", PATH, [(-22.0, LANE[2]), (-22.0, LANE[3])], 1.8, "花园小径"),
        ("market-walk", PATH, [(-114.0, RING_SOUTH), (-114.0, -88.0)], 2.5, ""),
    ]
    found += [_through(opening.id) for opening in OPENINGS if opening.side in ("south", "west", "east")][2:]
    for building in buildings:
        for door in stair_doors(building):
            (x, y), name = door.place, f"path-{door.id.replace('/', '-')}"
            end = (EAST_LANE_X, y) if abs(math.cos(door.heading)) > 0.5 else (x, _lane_north_of(y))
            found.append((name, PATH, [(x, y), end], 1.5, ""))
    return found


def _lane_north_of(y: float) -> float:
    return min((lane for lane in LANE if lane > y), default=LANE[-1])


def _through(name: str) -> Draft:
    """Path through a pedestrian opening, from the nearest road inside to the street outside."""
    opening = next(o for o in OPENINGS if o.id == name)
    at, (x, y) = opening.at, on_side(opening.side, opening.at)[0]
    if opening.side == "south":
        corners = [(at, RING_SOUTH), (at, STREET_SOUTH)]
    elif opening.side == "west":
        corners = [(RING_WEST, at), (street_x(at), at)]
    else:
        corners = [(RING_EAST, at), (x, y), (153.0 + 2.0 * (at + 30.0) / 70.0, at)]
    return (f"path-{name}", PATH, corners, 2.0, opening.name)
