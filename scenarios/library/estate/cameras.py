"""An estate's cameras, by rule: ways in, roads round it, lanes from the spine, walls, stair doors, fronts.

They follow the published lines of defence: the roads around; gates, walls and public ground; unit doors.
"""

import math

from scenarios.library.estate.order import BLOCK_AT, DEPTH_M, RING_M, Estate
from scenarios.library.estate.ways import STREET_OFF_M, Side, sides
from scenarios.library.ximen.cameras import (
    DOORSTEP,
    FACE_AWAY_M,
    FACE_UP_M,
    HIGH_RISE_WIDE,
    OVERVIEW,
    WIDE,
    Camera,
    Place,
)

PERIMETER_STEP_M = 46.0
PERIMETER_IN_M = 3.0
DOORS, FRONTS = 14, 12


def cameras(estate: Estate) -> tuple[tuple[str, tuple[Camera, ...]], ...]:
    """Every camera after the works, in groups with what each group is for."""
    return (
        ("Faces and plates at the ways in", _ways_in(estate)),
        ("Roads around", roads(estate)),
        ("Lanes, from the spine's corners", _lanes(estate)),
        ("Square, garden, car park", _open(estate)),
        ("Along the walls", _along(estate)),
        ("Unit doors", _doors(estate)),
        ("Fronts that things are thrown from", _fronts(estate)),
    )


def roads(estate: Estate) -> tuple[Camera, ...]:
    """Street cameras at the corners and gates, along the roads around."""
    south, north = estate.south - STREET_OFF_M + 7.0, estate.north + STREET_OFF_M - 5.5
    west, east = estate.west - STREET_OFF_M + 3.0, estate.east + STREET_OFF_M - 3.0
    spots = (
        ((estate.west, south, 5.5), (estate.west + 30.0, south - 7.0, 0.0)),
        ((estate.east, south, 5.5), (estate.east - 30.0, south - 7.0, 0.0)),
        ((estate.west, north, 5.5), (estate.west + 30.0, north + 5.5, 0.0)),
        ((estate.east, north, 5.5), (estate.east - 30.0, north + 5.5, 0.0)),
        ((west, estate.south, 5.5), (west - 3.0, estate.south + 34.0, 0.0)),
        ((east, estate.south, 5.5), (east + 3.0, estate.south + 34.0, 0.0)),
        ((west, 0.0, 5.5), (west - 3.0, 34.0, 0.0)),
        ((east, 0.0, 5.5), (east + 3.0, 34.0, 0.0)),
    )
    return tuple(
        Camera(f"road-{n}", _cm(at), _cm(aim), "ds-2mp-6mm", ("street",)) for n, (at, aim) in enumerate(spots, start=1)
    )


def _ways_in(estate: Estate) -> tuple[Camera, ...]:
    found = []
    y = estate.lane(estate.plots[1] // 2)
    ends = (("wicket-west", estate.west, y, -1.0, 0.0), ("wicket-east", estate.east, y, 1.0, 0.0))
    for name, x, at, ox, oy in (
        ("gate-south", 2.8, estate.south, 0.0, -1.0),
        ("gate-north", -2.8, estate.north, 0.0, 1.0),
        *ends,
    ):
        target = (x, at, 1.6)
        lens = (x - FACE_AWAY_M * ox - 0.7 * oy, at - FACE_AWAY_M * oy + 0.7 * ox, FACE_UP_M)
        found.append(Camera(f"face-{name}", _cm(lens), _cm(target), "ds-4mp-face-8mm", ("face", "gate")))
    for name, at, out in (("south", estate.south, -1.0), ("north", estate.north, 1.0)):
        model, roles = "ds-4mp-plate-8mm", ("plate", "gate")
        inner, outer = (4.8, at - 8.0 * out, 2.0), (-4.8, at + 8.0 * out, 2.0)
        found.append(Camera(f"plate-{name}-in", _cm(inner), (0.6, round(at, 2), 0.7), model, roles, 24.0))
        found.append(Camera(f"plate-{name}-out", _cm(outer), (-0.6, round(at, 2), 0.7), model, roles, 24.0))
        view = (-5.2, at - 5.0 * out, 4.2)
        found.append(Camera(f"over-gate-{name}", _cm(view), (0.0, round(at + 6.0 * out, 2), 0.5), WIDE, ("overview",)))
    return tuple(found)


def _lanes(estate: Estate) -> tuple[Camera, ...]:
    """Two cameras in every row, on the first block's corner east and west of the spine, looking along the lane."""
    found = []
    for row in range(estate.plots[1]):
        lane = estate.lane(row)
        for name, side in (("west", -1.0), ("east", 1.0)):
            at, aim = (side * 6.6, lane - 3.6, 4.6), (side * 58.0, lane + 1.0, 0.5)
            found.append(Camera(f"over-lane-{row + 1}-{name}", _cm(at), _cm(aim), OVERVIEW, ("overview", "lane")))
    return tuple(found)


def _open(estate: Estate) -> tuple[Camera, ...]:
    found = []
    for (column, row), use in estate.open.items():
        x, y = estate.plot((column, row))
        at, aim = (x + 4.0, y + 2.0, 5.0), (x + 42.0, y + 18.0, 0.5)
        found.append(Camera(f"over-{use}", _cm(at), _cm(aim), WIDE, ("overview",)))
    return tuple(found)


def _along(estate: Estate) -> tuple[Camera, ...]:
    """Cameras inside the walls, each looking along its stretch."""
    found = []
    for side in sides(estate):
        length = math.dist(side.start, side.end)
        count = max(1, round(length / PERIMETER_STEP_M))
        for k in range(count):
            along = (k + 0.08) * length / count
            at, aim = _inside(side, along, PERIMETER_IN_M), _inside(side, min(along + 22.0, length - 1.0), 1.2)
            found.append(
                Camera(f"perim-{side.name}-{k + 1}", _cm((*at, 4.0)), _cm((*aim, 1.0)), "ds-2mp-6mm", ("perimeter",))
            )
    return tuple(found)


def _inside(side: Side, along: float, off: float) -> tuple[float, float]:
    length = math.dist(side.start, side.end)
    ux, uy = (side.end[0] - side.start[0]) / length, (side.end[1] - side.start[1]) / length
    return side.start[0] + along * ux + off * uy, side.start[1] + along * uy - off * ux


def _doors(estate: Estate) -> tuple[Camera, ...]:
    """Cameras beside the first door of some blocks, looking along the front at whoever walks up."""
    built = estate.built()
    found = []
    for number, plot, block in built[:: max(1, len(built) // DOORS)][:DOORS]:
        west, east = estate.front(plot)
        x, y = west + (east - west) / block.stairs / 2, estate.plot(plot)[1] + BLOCK_AT + DEPTH_M
        at, aim = (x + 3.9, y + 2.6, 3.0), (x - 0.9, y + 2.6, 1.0)
        found.append(Camera(f"door-b{number}-1", _cm(at), _cm(aim), DOORSTEP, ("door",)))
    return tuple(found)


def _fronts(estate: Estate) -> tuple[Camera, ...]:
    """Cameras beyond the bays, looking up at the doors' side of some blocks."""
    built = estate.built()
    found = []
    for number, plot, block in built[1 :: max(1, len(built) // FRONTS)][:FRONTS]:
        middle, y = sum(estate.front(plot)) / 2, estate.plot(plot)[1] + BLOCK_AT + DEPTH_M
        at, aim = (middle, min(y + 19.0, estate.north - RING_M + 3.0), 4.0), (middle, y, 1.5 * block.floors + 1.0)
        found.append(Camera(f"hr-b{number}-n", _cm(at), _cm(aim), HIGH_RISE_WIDE, ("high-rise",)))
    return tuple(found)


def _cm(place: Place) -> Place:
    return (round(place[0], 2), round(place[1], 2), round(place[2], 2))
