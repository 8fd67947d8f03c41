"""Ximen's parking bays, beside the carriageways, and the fire lanes that must stay free of cars."""

import math

from scenarios.library.drawing import rectangle
from scenarios.library.ximen.grid import (
    BAY_OFF,
    COLUMN,
    EAST_LANE_X,
    LANE,
    LANE_WIDTH,
    RING_EAST,
    RING_WEST,
    SLOTS,
    SPINE_X,
)
from twin.site.model import Area, Bay, ZoneKind

BAY_M = 2.5
PARALLEL_M = 6.0
NORTH, SOUTH = math.pi / 2, -math.pi / 2
# Bays before each block, west and east of the middle tree; none where square, garden or school lie across the lane.
PER_HALF = 4
NO_BAYS = (7, 12, 18)
TOWER_MIDDLES = ((25, -68.0), (26, 80.0))
MARKED = (1, 4, 8, 10, 13, 16, 18, 20, 22, 23)


def bays() -> tuple[Bay, ...]:
    """Every bay, numbered by where it lies: before a block, in the car park, along the spine, along the canal."""
    found: list[Bay] = []
    for slot in SLOTS:
        west, east = COLUMN[slot.column]
        middle, y = (west + east) / 2, LANE[slot.row] + BAY_OFF
        if slot.number in NO_BAYS:
            continue
        offs = [-2.0 - BAY_M * (k + 0.5) for k in range(PER_HALF)] + [2.0 + BAY_M * (k + 0.5) for k in range(PER_HALF)]
        found += [Bay(f"bay/b{slot.number}-{n}", (middle + off, y), NORTH) for n, off in enumerate(offs, start=1)]
    tower, middle = TOWER_MIDDLES[0]
    offs = [BAY_M * (k - 3.5) for k in range(2 * PER_HALF)]
    found += [Bay(f"bay/b{tower}-{n}", (middle + off, LANE[5] + BAY_OFF), NORTH) for n, off in enumerate(offs, start=1)]
    found += _car_park() + _kerbs()
    return tuple(found)


def _car_park() -> list[Bay]:
    """Two rows either side of the car park's aisle."""
    west, y = COLUMN["A"][0] + 2.5, -20.0
    rows = [(y + 5.5, NORTH), (y - 5.5, SOUTH)]
    places = [(west + BAY_M * k, row, heading) for row, heading in rows for k in range(14)]
    return [Bay(f"bay/car-park-{n}", (x, row), heading) for n, (x, row, heading) in enumerate(places, start=1)]


def _kerbs() -> list[Bay]:
    """Bays end to end along the west ring, and square to the kerb by the canal and on the east lane."""
    spots = [(RING_WEST + 3.65, -3.0 + PARALLEL_M * k, NORTH) for k in range(4)]
    spots += [(RING_WEST + 3.65, 27.0 + PARALLEL_M * k, NORTH) for k in range(4)]
    spots += [(RING_EAST + 5.4, -84.0 + BAY_M * k, 0.0) for k in range(17) if k != 8]
    spots += [(RING_EAST + 5.4, -26.0 + BAY_M * k, 0.0) for k in range(17) if k != 8]
    spots += [(EAST_LANE_X + 5.0, 57.0 + BAY_M * k, 0.0) for k in range(9)]
    return [
        Bay(f"bay/kerb-{n}", (round(x, 2), round(y, 2)), heading) for n, (x, y, heading) in enumerate(spots, start=1)
    ]


def fire_lanes() -> tuple[Area, ...]:
    """Marked stretches of lane before blocks, and the turning place before the towers."""
    found = []
    for slot in SLOTS:
        if slot.number in MARKED:
            west, east = COLUMN[slot.column]
            y = LANE[slot.row]
            ring = rectangle(west + 4.0, y - LANE_WIDTH / 2, east - 4.0, y + LANE_WIDTH / 2)
            found.append(Area(f"fire-lane/b{slot.number}", ZoneKind.FIRE_LANE, ring))
    for number, middle in TOWER_MIDDLES:
        ring = rectangle(middle - 12.0, LANE[5] - LANE_WIDTH / 2, middle + 12.0, LANE[5] + LANE_WIDTH / 2)
        found.append(Area(f"fire-lane/b{number}", ZoneKind.FIRE_LANE, ring))
    spine = rectangle(SPINE_X - 3.5, -88.0, SPINE_X + 3.5, -72.0)
    return (*found, Area("fire-lane/south", ZoneKind.FIRE_LANE, spine))
