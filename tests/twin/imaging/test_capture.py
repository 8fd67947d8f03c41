"""A feed from end to end: the same bytes every time, boxes that fit what was drawn, a file that plays."""

import os
import subprocess
import sys
from pathlib import Path

import av
import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, passers_by, rectangle, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.capture import CameraFeed, Exposer, Scene, still
from twin.imaging.exposure import SPREAD
from twin.imaging.graininess import FIXED
from twin.imaging.raster import LANES, fill, tile_for

ROOT = Path(__file__).parents[3]
FILM = """
from tests.twin.imaging.test_capture import film
print(film())
"""


@pytest.fixture(scope="module")
def scene():
    return Scene(small_site(), sky_at("16:30"), 7, None)


def film() -> str:
    """Digests of five frames by day and two by night, of a scene of their own."""
    found = []
    for hour, frames in (("16:30", 5), ("22:00", 2)):
        feed = CameraFeed(camera(), Scene(small_site(), sky_at(hour), 7, None), None)
        found += [feed.shoot(i, passers_by(i / 12.0)).digest[:16] for i in range(frames)]
        feed.close()
    return " ".join(found)


def test_same_frames_in_another_process_on_a_lesser_machine():
    """Same inputs, same bytes, whatever vector units NumPy finds."""
    other = dict(os.environ, NPY_DISABLE_CPU_FEATURES="X86_V4 AVX512_ICL AVX512_SPR")
    done = subprocess.run([sys.executable, "-c", FILM], cwd=ROOT, env=other, capture_output=True, text=True, check=True)
    assert done.stdout.split() == film().split()


def test_frame_depends_on_its_index_and_time_alone(scene):
    """What was drawn before leaves no trace: a frame drawn late equals the same frame drawn first."""
    late, fresh = Exposer(camera(), scene), Exposer(camera(), scene)
    for i in range(4):
        late.take(i, passers_by(i / 12.0))
    fresh.take(3, passers_by(3 / 12.0))
    assert np.array_equal(late.image, fresh.image)


def test_cached_plate_draws_the_same_frame(scene, tmp_path):
    """A plate read from disk is the plate that was baked."""
    scenes = [Scene(small_site(), sky_at("16:30"), 7, tmp_path) for _ in range(2)]
    images = [still(one, camera(), passers_by(0.5)) for one in scenes]
    assert len(list(tmp_path.glob("plate-*.npz"))) == 1
    assert np.array_equal(images[0], images[1])
    assert np.array_equal(images[0], still(scene, camera(), passers_by(0.5)))


KEY = """
from dataclasses import replace
from tests.twin.imaging.stages import camera, small_site, sky_at
from twin.imaging.scene import Scene
site = small_site()
empty = frozenset(f"{number}-home" for number in range(9))
site = replace(site, buildings=tuple(replace(building, vacant=empty) for building in site.buildings))
print(Scene(site, sky_at("16:30"), 7, None)._key(camera()))
"""


def test_a_plate_is_found_again_by_another_process():
    """The name of a plate does not hang on how a process happens to order sets, and differs between cameras."""
    names = set()
    for order in ("1", "2"):
        other, command = dict(os.environ, PYTHONHASHSEED=order), [sys.executable, "-c", KEY]
        names.add(subprocess.run(command, cwd=ROOT, env=other, capture_output=True, text=True, check=True).stdout)
    assert len(names) == 1
    scene = Scene(small_site(), sky_at("16:30"), 7, None)
    assert scene._key(camera()) != scene._key(camera(width=640, height=360))


def test_boxes_fit_what_was_drawn(scene):
    """A true box and the pixels of the body agree: intersection over union of at least 0.95 above 40 px."""
    unit = camera(width=640, height=360)
    exposer = Exposer(unit, scene)
    empty = Exposer(unit, scene)
    checked = 0
    for kind, place, gait in (
        (BodyKind.PERSON, (0.0, -6.0, 0.0), Gait.WALK),
        (BodyKind.PERSON, (-2.0, -5.0, 0.0), Gait.CROUCH),
        (BodyKind.CAR, (1.0, 1.0, 0.0), Gait.PARK),
        (BodyKind.PERSON, (2.0, -3.0, 0.0), Gait.RUN),
    ):
        drawn = exposer.take(0, crowd(1.0, (kind, place, 0.7, gait, 5)))
        empty.take(0, crowd(1.0))
        rows, columns = np.nonzero(exposer.stage.canvas.marks == 0)
        mask = (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
        assert drawn[0].whole[3] - drawn[0].whole[1] > 40
        assert overlap(drawn[0].whole, mask) >= 0.95
        assert drawn[0].visible == tuple(float(v) for v in mask)
        assert drawn[0].share > 0.9
        checked += 1
    assert checked == 4


def overlap(a, b):
    """Intersection over union of two boxes."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(w, 0.0) * max(h, 0.0)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


@pytest.mark.parametrize(("tilt", "distance"), [(0.0, 6.0), (0.0, 17.3), (2.5, 9.0), (-1.5, 12.0)])
def test_pixel_density_is_what_optics_says(tilt, distance):
    """A metre square facing the lens covers the square of focal length over distance, within a hundredth."""
    lens = camera(width=640, height=360, at=(0.0, 0.0, 2.0), to=(3.0, 10.0, 2.0 + tilt), fov=50.0).calibration()
    right, down, forward = lens.rotation
    corners = [np.array(lens.position) + distance * forward + x * right + y * down for x, y in SQUARE]
    screen = lens.project(np.array(corners))
    screen[:, :2] *= 2.0
    screen = np.hstack([screen, 1.0 / screen[:, 2:]])
    tile = tile_for(screen, 0, 0, 1280, 720, np.empty(720 * (1280 + LANES), dtype=np.uint32))
    fill(screen, np.array([[0, 1, 2], [0, 2, 3]], dtype=np.int32), tile, False)
    covered = (tile.keys > 0).sum() / 4.0
    assert np.sqrt(covered) == pytest.approx(lens.pixel_density(distance), rel=0.01)


SQUARE = ((-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5))


def test_a_wall_hides_and_the_share_says_so(scene):
    """Half a person behind a wall is about half visible, and one behind a house is not there."""
    unit = camera(width=640, height=360, at=(-10.0, 0.0, 1.6), to=(-30.0, 0.0, 1.3))
    behind = Exposer(unit, scene).take(0, crowd(1.0, (BodyKind.PERSON, (-28.0, 0.0, 0.0), 0.0, Gait.STAND, 5)))
    assert behind == ()
    raised = Exposer(unit, scene).take(0, crowd(1.0, (BodyKind.PERSON, (-21.0, 0.0, 1.4), 0.0, Gait.CLIMB, 5)))
    assert 0.15 < raised[0].share < 0.85


def test_the_nearer_body_hides_the_farther(scene):
    """A person before a car hides part of it, whoever comes first in the snapshot."""
    person = (BodyKind.PERSON, (1.0, -6.0, 0.0), 0.7, Gait.STAND, 5)
    car = (BodyKind.CAR, (1.0, -3.0, 0.0), 0.0, Gait.PARK, 5)
    one, two = (Exposer(camera(), scene).take(0, crowd(1.0, *rows)) for rows in ((person, car), (car, person)))
    assert one[0].share > 0.95
    assert one[0].whole == two[1].whole
    assert one[1].share < 0.97
    assert one[1].share == two[0].share


def test_the_file_plays_and_holds_every_frame(scene, tmp_path):
    """The mp4 is what was sent: as many frames, of that size, and close to what the detector saw."""
    video = tmp_path / "clip.mp4"
    feed = CameraFeed(camera(), scene, video)
    shots = [feed.shoot(i, passers_by(i / 12.0)) for i in range(8)]
    feed.close()
    with av.open(str(video)) as file:
        frames = [frame.to_ndarray(format="rgb24") for frame in file.decode(video=0)]
    assert len(frames) == 8
    assert np.abs(frames[5].astype(int) - shots[5].frame.image).mean() < 6.0


def test_night_is_dark_but_people_stand_out():
    """Under lamps or in infrared a person differs from the ground by several times the noise."""
    unit = camera()
    for infrared in (30.0, 0.0):
        scene = Scene(small_site(), sky_at("22:30"), 7, None)
        look = camera(infrared_m=infrared)
        shape = crowd(1.0, (BodyKind.PERSON, (4.0, -2.0, 0.0), 0.7, Gait.STAND, 5))
        exposer, empty = Exposer(look, scene), Exposer(look, scene)
        exposer.take(0, shape)
        empty.take(0, crowd(1.0))
        mask = exposer.stage.canvas.marks == 0
        codes, bare = exposer.stage.canvas.codes, empty.stage.canvas.codes
        change = np.abs(codes.y.astype(float) - bare.y)[mask].mean() / FIXED
        assert empty.image.mean() < 110
        assert change > 2.0 * bare.y_spread[mask].mean() / SPREAD
    assert unit.infrared_m > 0


def test_fire_flickers_at_its_window():
    """A burning kitchen changes the picture about its window, differently from frame to frame."""
    from twin.bodies import Hazard

    scene = Scene(small_site(), sky_at("20:30"), 7, None)
    unit = camera(at=(0.0, -10.0, 3.0), to=(0.0, 14.0, 6.0))
    fire = Hazard("b1/1/201/kitchen", small_site().room_place("b1/1/201/kitchen"), 500.0, 0.8)
    stills = []
    for time_s in (1.0, 1.2):
        exposer = Exposer(unit, scene)
        exposer.take(0, crowd(time_s, hazards=(fire,)))
        stills.append(exposer.stage.canvas.codes.y.astype(int))
    empty = Exposer(unit, scene)
    empty.take(0, crowd(1.0))
    changed = np.abs(stills[0] - empty.stage.canvas.codes.y) > 500
    assert 20 < changed.sum() < 0.2 * changed.size
    assert np.abs(stills[0] - stills[1]).max() > 500


def test_rectangle_is_counter_clockwise():
    """The test site's polygons keep the site's own rule, without which facades would face inwards."""
    ring = rectangle(0, 0, 2, 1)
    assert sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, np.roll(ring, -1, axis=0), strict=True)) > 0
