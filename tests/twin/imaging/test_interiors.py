"""Cameras indoors: closed rooms, lit at every hour, with those who are in them and nobody else, pixel for pixel."""

import hashlib
import math

import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, rectangle, sky_at
from tests.twin.imaging.test_capture import overlap
from twin.bodies import BodyKind, Gait, Hazard
from twin.imaging.capture import Exposer, Scene, still
from twin.imaging.segments import Segmenter
from twin.site.lifts import lift_place
from twin.site.model import Building, BuildingKind, Site
from twin.site.rooms import RoomKind, rooms_of

TOWER = Building("t1", BuildingKind.HOUSING, rectangle(-10, 0, 20, 14), 33.0, 11, np.array([(0.0, 0.0)]), lifts=1)
SHED = Building("power-room", BuildingKind.OFFICE, rectangle(30, 0, 7, 5), 4.0, 1, np.zeros((0, 2)))
SITE = Site("indoors", "Indoors", (114.3, 30.6), buildings=(TOWER, SHED))
# Where cameras hang and look, and a place on the floor before them.
VIEWS = {
    "lift": ((-0.7, 3.8, 2.4), (0.1, 2.9, 0.7), (*lift_place(SITE, "t1/1"), 0.0)),
    "corridor": ((-3.0, 0.4, 8.5), (1.5, 1.2, 6.6), (0.2, 1.1, 6.0)),
    "stairwell": ((1.3, 2.1, 11.4), (3.3, 6.4, 9.9), (2.9, 3.9, 9.5)),
    "power": ((36.5, 0.4, 3.4), (32.5, 4.0, 0.8), (33.0, 2.0, 0.0)),
}
GOLDEN = {
    "lift": "9c4d838cdbe5125c",
    "open lift": "cd35f9e687d153f4",
    "corridor": "7cb36c55100cf1c7",
    "stairwell": "7b1d19996d3a74f1",
    "power": "dee8b14ce9a31bc4",
}


def unit(name, width=320, height=180):
    at, to, _ = VIEWS[name]
    return camera(name, width, height, at, to, 95.0)


@pytest.fixture(scope="module")
def scene():
    return Scene(SITE, sky_at("23:30"), 7, None)


def someone(place, **more):
    return (BodyKind.PERSON, place, more.get("heading", 0.7), more.get("gait", Gait.STAND), 5)


def ebike(place):
    return (BodyKind.EBIKE, place, -0.5 * math.pi, Gait.DRIVE, 5, (0.0, 0.0, 0.0), (1.75, 0.6, 1.1))


@pytest.mark.parametrize("name", VIEWS)
def test_a_room_is_closed_and_lit_at_every_hour(scene, name):
    """No ray gets out into the sky; noon and midnight are the same picture, in colour, neither black nor burnt."""
    inside = scene.view(unit(name), 0.0)
    assert (inside.plate.triangle.opened() < len(inside.surfaces.mesh.triangles)).all()
    night = still(scene, unit(name), crowd(0.0))
    noon = still(scene.under(sky_at("12:00")), unit(name), crowd(0.0))
    assert np.array_equal(night, noon)
    assert not inside.lit.mono
    assert 40.0 < night.mean() < 180.0
    assert ((night < 8).mean(), (night > 250).mean()) < (0.1, 0.1)


def test_every_bundled_kind_of_room_is_closed():
    """From the middle of each room of a tower and a shed nothing but its own surfaces is seen."""
    kinds = set()
    for room in (*rooms_of(TOWER), *rooms_of(SHED)):
        if room.floor > 2:
            continue
        kinds.add(room.kind)
        x, y = room.middle
        for side in (-1.0, 1.0):
            look = camera(f"{room.id}", 64, 36, (x, y, room.low_m + 1.9), (x + side, y + 0.6, room.low_m + 1.4), 120.0)
            view = Scene(SITE, sky_at("12:00"), 7, None).view(look, 0.0)
            assert view.surfaces.room == room
            assert (view.plate.triangle.opened() < len(view.surfaces.mesh.triangles)).all()
    assert kinds == {RoomKind.LIFT, RoomKind.CORRIDOR, RoomKind.STAIRWELL, RoomKind.POWER}


@pytest.mark.parametrize("name", VIEWS)
def test_only_those_in_the_room_are_seen(scene, name):
    """Who stands next door, a storey higher or out of doors is not there, though nothing else would hide them."""
    x, y, z = VIEWS[name][2]
    over = {"stairwell": 30.0, "power": 6.0}.get(name, 3.0)
    others = [someone((x, y, z + over)), someone((x, y - 14.0, z)), someone((x - 30.0, y, z))]
    seen = Exposer(unit(name), scene).take(0, crowd(0.0, *others, someone((x, y, z))))
    assert [one.row for one in seen] == [3]
    fire = (Hazard("elsewhere", (x, y, z + over), 500.0, 0.6),)
    quiet, burning = (still(scene, unit(name), crowd(0.0, hazards=h)) for h in ((), fire))
    assert np.array_equal(quiet, burning)


@pytest.mark.parametrize("name", VIEWS)
def test_boxes_fit_masks_indoors(scene, name):
    """A true box and the pixels of the body agree: intersection over union of at least 0.95 above 40 px."""
    look = unit(name, 640, 360)
    body = ebike(VIEWS[name][2]) if name == "lift" else someone(VIEWS[name][2])
    exposer = Exposer(look, scene)
    (drawn,) = exposer.take(0, crowd(1.0, body))
    rows, columns = np.nonzero(exposer.stage.canvas.marks == 0)
    mask = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    x0, y0, x1, y1 = drawn.whole
    whole = max(x0, 0.0), max(y0, 0.0), min(x1, 640.0), min(y1, 360.0)
    assert whole[3] - whole[1] > 40
    assert overlap(whole, mask) >= 0.95
    assert drawn.share > 0.9
    assert np.array_equal(Segmenter(scene, look).look(crowd(1.0, body)).rows == 0, exposer.stage.canvas.marks == 0)


def test_lift_doors_open_for_whoever_passes_them(scene):
    """In the doorway they stand open and show the corridor; behind it they are shut, and leave no trace."""
    look = unit("lift")
    x, y, _ = VIEWS["lift"][2]
    passing, aboard = crowd(0.0, ebike((x, y - 0.6, 0.0))), crowd(0.0, ebike((x, y, 0.0)))
    outside = crowd(0.0, someone((0.0, 0.7, 0.0)))
    used, fresh = Exposer(look, scene), Exposer(look, scene)
    assert used.take(0, passing)[0].share > 0.7
    open_marks = used.stage.canvas.depth[::2, ::2]
    used.take(1, aboard)
    fresh.take(1, aboard)
    assert np.array_equal(used.image, fresh.image)
    assert open_marks.max() > used.stage.canvas.depth[::2, ::2].max() + 0.5
    assert used.take(2, outside) == ()
    pair = crowd(0.0, someone((0.0, 1.4, 0.0)), someone((1.4, 0.6, 0.0)))
    assert 0 in [one.row for one in used.take(3, pair)]


def digest(name):
    look = unit(name.removeprefix("open "), 192, 108)
    x, y, z = VIEWS[look.id][2]
    place = (x, y - 0.7 * name.startswith("open"), z)
    bodies = (ebike(place), someone((x + 0.55, place[1], z), gait=Gait.WALK))
    exposer = Exposer(look, Scene(SITE, sky_at("21:30"), 7, None))
    exposer.take(3, crowd(1.0, *bodies))
    return hashlib.sha256(b"".join(plane.tobytes() for plane in exposer.planes)).hexdigest()[:16]


@pytest.mark.parametrize("name", GOLDEN)
def test_interiors_are_as_they_were(name):
    """The encoder gets the same bytes as when somebody looked at them."""
    assert digest(name) == GOLDEN[name]
