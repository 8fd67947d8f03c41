"""Ximen's cameras after the works: where each stands, what it looks at, and why."""

import math
from dataclasses import dataclass

from scenarios.library.ximen.boundary import OPENINGS, on_side

Place = tuple[float, float, float]
FACE_AWAY_M = 3.4
FACE_UP_M = 2.3
PERIMETER_IN_M = 3.4
PERIMETER_AHEAD_M = 20.0


@dataclass(frozen=True, slots=True)
class Camera:
    """One row of the table; ``hfov`` [deg] where the lens is not the model's usual one."""

    id: str
    at: Place
    look_at: Place
    model: str
    roles: tuple[str, ...]
    hfov: float | None = None


OVERVIEW, DOORSTEP = "ds-2mp-8mm", "ds-2mp-2.8mm"
WIDE = "ds-4mp-4mm"
HIGH_RISE, HIGH_RISE_WIDE = "ds-4mp-highrise-8mm", "ds-4mp-highrise-4mm"

# Overview cameras on walls and poles; those at the spine's corners look along a lane, its doors and its fire lane.
OVERVIEWS = (
    Camera("over-gate-south", (9.8, -100.2, 4.2), (4.0, -110.0, 0.5), WIDE, ("overview", "gate")),
    Camera("over-gate-west", (-143.4, -43.2, 4.2), (-150.5, -36.0, 0.5), WIDE, ("overview", "gate")),
    Camera("over-square-north", (15.6, 5.1, 5.0), (33.0, -17.0, 0.5), WIDE, ("overview",)),
    Camera("over-square-south", (53.0, -26.0, 5.0), (29.0, -9.0, 0.5), WIDE, ("overview",)),
    Camera("over-garden", (-48.1, 5.6, 5.0), (-20.0, 9.0, 0.5), WIDE, ("overview",)),
    Camera("over-car-park", (-86.9, -12.6, 5.5), (-113.0, -20.0, 0.5), WIDE, ("overview", "parking")),
    Camera("over-ring-south", (-44.0, -90.2, 4.5), (-76.0, -92.5, 0.5), OVERVIEW, ("overview", "waste")),
    Camera("over-lane-1-east", (9.7, -72.7, 4.5), (52.0, -67.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-2-west", (-1.7, -42.7, 4.5), (-44.0, -37.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-3-east", (58.7, -12.7, 4.5), (95.0, -7.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-4-west", (-48.2, 17.3, 4.5), (-82.0, 22.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-5-west", (-1.7, 47.3, 4.5), (-44.0, 52.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-5-east", (58.7, 46.1, 4.5), (97.0, 52.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-6-west", (-1.7, 77.3, 4.5), (-44.0, 82.5, 0.5), OVERVIEW, ("overview", "lane")),
    Camera("over-lane-6-east", (52.3, 77.3, 4.5), (86.0, 82.5, 0.5), OVERVIEW, ("overview", "lane", "waste")),
)

# High points: long lenses on the towers' roofs, over the square, the western edge and the canal side.
EAGLE_EYES = (
    Camera("eagle-square", (-59.3, 63.3, 34.6), (30.0, -14.0, 0.0), "ds-4mp-eagle-eye-16mm", ("eagle-eye",)),
    Camera("eagle-west", (-76.7, 78.7, 34.6), (-140.0, 58.0, 0.0), "ds-4mp-eagle-eye-16mm", ("eagle-eye",)),
    Camera("eagle-canal", (88.7, 63.3, 34.6), (143.0, 5.0, 0.0), "ds-4mp-eagle-eye-16mm", ("eagle-eye",)),
)

# Facade cameras, level or upward, each with one front from ground to eaves; n, s and w say which front of which block.
HIGH_RISES = (
    Camera("hr-b7-n", (31.0, 5.1, 4.2), (31.0, -43.0, 8.0), HIGH_RISE, ("high-rise",), 46.0),
    Camera("hr-b3-n", (-1.6, -54.5, 4.0), (33.0, -73.0, 8.5), HIGH_RISE, ("high-rise",), 60.0),
    Camera("hr-b10-n", (-86.9, -24.5, 4.0), (-116.0, -43.0, 8.5), HIGH_RISE, ("high-rise",), 60.0),
    Camera("hr-b16-n", (-42.4, 35.6, 4.0), (-72.0, 17.0, 9.4), HIGH_RISE, ("high-rise",), 60.0),
    Camera("hr-b14-w", (101.4, 5.6, 4.0), (112.0, -17.0, 8.5), HIGH_RISE, ("high-rise",), 66.0),
    Camera("hr-b20-s", (-22.0, 3.4, 4.2), (-22.0, 36.0, 9.5), HIGH_RISE, ("high-rise",), 62.0),
    Camera("hr-b21-s", (31.0, 15.9, 4.0), (31.0, 36.0, 9.2), HIGH_RISE_WIDE, ("high-rise",)),
    Camera("hr-b22-s", (46.6, 15.8, 4.2), (78.0, 35.5, 10.0), HIGH_RISE, ("high-rise",), 60.0),
    Camera("hr-b19-n", (-42.4, 65.6, 4.0), (-72.0, 46.5, 10.0), HIGH_RISE, ("high-rise",), 60.0),
    Camera("hr-b26-s", (104.0, 49.6, 4.2), (80.0, 63.0, 13.4), HIGH_RISE_WIDE, ("high-rise",)),
)

# In the towers' lifts, high in a corner of the car.
LIFTS = (
    Camera("lift-b25-1", (-68.7, 75.2, 2.4), (-67.9, 76.3, 0.5), WIDE, ("lift",), 100.0),
    Camera("lift-b26-1", (79.3, 75.2, 2.4), (80.1, 76.3, 0.5), WIDE, ("lift",), 100.0),
)

# Stair doors with a camera of their own: door, and on which side of it the camera hangs (+1 is to the east).
DOORS = (
    ("b8-1", (-32.0, -43.0), 1),
    ("b8-2", (-12.0, -43.0), -1),
    ("b11-2", (-58.0, -13.0), -1),
    ("b15-1", (69.5, 17.0), 1),
    ("b20-1", (-32.0, 47.0), 1),
)

# Perimeter cameras: side and the coordinate along it; they look along the wall, clockwise round the compound.
NORTH_WALL = (-152.0, -125.0, -88.0, -53.0, -17.0, 18.0, 57.0, 85.0)
EAST_WALL = (63.0, 19.0, -22.0, -64.0)


def face_cameras() -> tuple[Camera, ...]:
    """One face camera inside every opening, looking out through it, tilted by less than 13 degrees.

    At `FACE_AWAY_M` the lens gives 508 px/m and more at 1.6 m above the ground, 32 px between the pupils.
    """
    found = []
    for opening in OPENINGS:
        (x, y), _, outward = on_side(opening.side, opening.at)
        # Beside a carriageway the camera watches the kerb where people on foot pass.
        aside = opening.width / 2 - 1.2 if opening.vehicles else 0.0
        ox, oy = math.cos(outward), math.sin(outward)
        target = (x - aside * oy, y + aside * ox, 1.6)
        at = (target[0] - FACE_AWAY_M * ox - 0.7 * oy, target[1] - FACE_AWAY_M * oy + 0.7 * ox, FACE_UP_M)
        found.append(Camera(f"face-{opening.id}", _cm(at), _cm(target), "ds-4mp-face-8mm", ("face", "gate")))
    return tuple(found)


def plate_cameras() -> tuple[Camera, ...]:
    """Plate cameras at the vehicle gates, one for each direction, at most 30 degrees off the way."""
    model, roles, lens = "ds-4mp-plate-8mm", ("plate", "gate"), 24.0
    return (
        Camera("plate-south-in", (8.3, -96.4, 2.0), (4.4, -104.6, 0.7), model, roles, lens),
        Camera("plate-south-out", (-0.4, -112.4, 2.0), (3.6, -104.2, 0.7), model, roles, lens),
        Camera("plate-west-in", (-140.2, -41.2, 2.0), (-148.4, -37.8, 0.7), model, roles, lens),
        Camera("plate-west-out", (-156.2, -33.9, 2.0), (-148.2, -37.2, 0.7), model, roles, lens),
    )


def door_cameras() -> tuple[Camera, ...]:
    """Cameras on brackets beside stair doors, looking along the front, so that who walks up with whom can be told."""
    return tuple(
        Camera(f"door-{door}", (x + 3.9 * side, y + 2.6, 3.0), (x - 0.9 * side, y + 2.6, 1.0), DOORSTEP, ("door",))
        for door, (x, y), side in DOORS
    )


def perimeter_cameras() -> tuple[Camera, ...]:
    """Cameras along the brick walls; each sees the strip from 9 m to some 34 m ahead at 25 px/m and more."""
    found = []
    for side, marks in (("north", NORTH_WALL), ("east", EAST_WALL)):
        for number, mark in enumerate(marks, start=1):
            step = PERIMETER_AHEAD_M if side == "north" else -PERIMETER_AHEAD_M
            (x, y), _, heading = on_side(side, mark)
            (tx, ty), _, _ = on_side(side, mark + step)
            ix, iy = -math.cos(heading), -math.sin(heading)
            at = (x + PERIMETER_IN_M * ix, y + PERIMETER_IN_M * iy, 4.0)
            target = (tx + 1.2 * ix, ty + 1.2 * iy, 1.0)
            found.append(Camera(f"perim-{side}-{number}", _cm(at), _cm(target), OVERVIEW, ("perimeter",)))
    return tuple(found)


def after() -> tuple[tuple[str, tuple[Camera, ...]], ...]:
    """Every camera of the deployment, in groups with what each group is for."""
    return (
        ("Faces at every opening", face_cameras()),
        ("Plates at the vehicle gates", plate_cameras()),
        ("Overview: gates, square, garden, car park, lanes", OVERVIEWS),
        ("Stair doors", door_cameras()),
        ("Along the brick walls", perimeter_cameras()),
        ("Fronts that things are thrown from", HIGH_RISES),
        ("Eagle eyes on the towers' roofs", EAGLE_EYES),
        ("In the lifts", LIFTS),
    )


def before() -> tuple[Camera, ...]:
    """The four street cameras there were."""
    model = "ds-2mp-street-8mm"
    return (
        Camera("street-1", (-150.0, -108.4, 5.5), (-128.0, -121.0, 0.0), model, ("street",)),
        Camera("street-2", (-12.0, -113.4, 5.5), (16.0, -120.0, 0.0), model, ("street",)),
        Camera("street-3", (120.0, -113.4, 5.5), (92.0, -120.0, 0.0), model, ("street",)),
        Camera("street-4", (-173.7, 107.6, 5.5), (-164.5, 76.0, 0.0), model, ("street",)),
    )


def _cm(place: Place) -> Place:
    return (round(place[0], 2), round(place[1], 2), round(place[2], 2))
