"""Plates from outside: the picture is shown as it is, bodies stand in it in its sun and at its exposure."""

import hashlib
from dataclasses import replace

import cv2
import numpy as np
import pytest

from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.deployment import Photo
from twin.imaging.capture import Exposer, Scene
from twin.imaging.exposure import untoned
from twin.imaging.graininess import FIXED
from twin.imaging.photo import PhotoError

UNIT = camera(width=320, height=180)
PEOPLE = ((BodyKind.PERSON, (0.0, -6.0, 0.0), 0.7, Gait.STAND, 5), (BodyKind.CAR, (4.0, 1.0, 0.0), 0.3, Gait.PARK, 5))


@pytest.fixture(scope="module")
def scene():
    return Scene(small_site(), sky_at("16:30"), 7, None)


def shown(view):
    """The picture of a view before its noise, (H, W, 3) uint8 sRGB."""
    codes = view.codes
    y = (codes.y.astype(float) / FIXED - 16.0) / 219.0
    u, v = (np.repeat(np.repeat((p.astype(float) / FIXED - 128.0) / 224.0, 2, 0), 2, 1) for p in (codes.u, codes.v))
    rgb = np.stack([y + 1.5748 * v, y - 0.1873 * u - 0.4681 * v, y + 1.8556 * u], axis=2)
    return np.clip(255.0 * rgb + 0.5, 0, 255).astype(np.uint8)


def with_photo(folder, picture, taken="2021-08-14T16:30+08:00", name="view.png"):
    path = folder / name
    cv2.imwrite(str(path), picture[..., ::-1])
    return replace(UNIT, photos=(Photo(str(path), taken, hashlib.sha256(path.read_bytes()).hexdigest()),))


def test_the_picture_is_shown_as_it_is(scene, tmp_path):
    """Whatever it shows, an empty frame shows: luma within a step of the picture's, but where it burns."""
    rows, columns = np.mgrid[0:180, 0:320]
    picture = np.stack([60 + rows // 2, 40 + columns // 2, 90 + (rows + columns) // 8], axis=2).astype(np.uint8)
    view = scene.view(with_photo(tmp_path, picture), 0.0)
    assert np.abs(shown(view).astype(int) - picture).mean(axis=(0, 1)).max() < 2.0
    luma = picture @ np.array([0.18259, 0.61423, 0.06201]) + 16.0
    assert np.abs(view.codes.y / FIXED - luma).max() < 1.5


def test_bodies_and_shadows_are_as_in_the_drawn_view(scene, tmp_path):
    """The drawn view's own picture as its photograph: people, cars and their shadows come out as drawn."""
    unit = with_photo(tmp_path, shown(scene.view(UNIT, 0.0)))
    drawn, pasted = Exposer(UNIT, scene), Exposer(unit, scene)
    assert drawn.take(0, crowd(0.0, *PEOPLE)) == pasted.take(0, crowd(0.0, *PEOPLE))
    changed = drawn.stage.canvas.touched > 0
    gap = np.abs(drawn.stage.canvas.codes.y[changed] - pasted.stage.canvas.codes.y[changed]) / FIXED
    assert changed.sum() > 400
    assert gap.mean() < 3.0
    body = drawn.stage.canvas.marks >= 0
    assert gap[body[changed]].mean() < 2.0


def test_bodies_are_exposed_as_the_picture_was(scene, tmp_path):
    """In a picture taken a stop darker, bodies are a stop darker too."""
    bright = shown(scene.view(UNIT, 0.0))
    table = [untoned(float(level)) for level in range(256)]
    dark = np.array([int(np.searchsorted(table, 0.5 * value)) for value in table], dtype=np.uint8)[bright]
    found = []
    for name, picture in (("a.png", bright), ("b.png", dark)):
        exposer = Exposer(with_photo(tmp_path, picture, name=name), scene)
        exposer.take(0, crowd(0.0, *PEOPLE))
        body = exposer.stage.canvas.marks >= 0
        luma = (exposer.stage.canvas.codes.y[body] / FIXED - 16.0) * 255.0 / 219.0
        found.append(np.mean([untoned(float(max(value, 0.0))) for value in luma]))
    assert found[1] / found[0] == pytest.approx(0.5, rel=0.1)


def test_the_sun_is_that_of_the_pictures_hour(scene, tmp_path):
    """A picture of the morning throws shadows to the west, one of the afternoon to the east; the nearer hour counts."""
    flat = np.full((180, 320, 3), 120, dtype=np.uint8)
    morning = with_photo(tmp_path, flat, "2021-08-14T08:00+08:00", "m.png")
    evening = with_photo(tmp_path, flat, "2021-08-14T17:00+08:00", "e.png")
    both = replace(UNIT, photos=morning.photos + evening.photos)
    sides = {}
    for name, unit in (("morning", morning), ("evening", evening), ("both", both)):
        exposer = Exposer(unit, scene)
        exposer.take(0, crowd(0.0, PEOPLE[0]))
        canvas = exposer.stage.canvas
        shade = (canvas.touched > 0) & (canvas.marks < 0)
        sides[name] = np.nonzero(shade)[1].mean() - np.nonzero(canvas.marks >= 0)[1].mean()
    assert sides["morning"] < -5.0
    assert sides["evening"] > 5.0
    assert sides["both"] == sides["evening"]


def test_what_a_wall_of_the_site_hides_stays_hidden(scene, tmp_path):
    """Depth is the site's: who stands behind the house does not walk through the photograph."""
    unit = with_photo(tmp_path, np.full((180, 320, 3), 120, dtype=np.uint8))
    assert Exposer(unit, scene).take(0, crowd(0.0, (BodyKind.PERSON, (0.0, 30.0, 0.0), 0.0, Gait.STAND, 5))) == ()


def test_a_picture_that_changed_since_is_refused(scene, tmp_path):
    """Frames would no longer be a function of the inputs."""
    unit = with_photo(tmp_path, np.full((180, 320, 3), 120, dtype=np.uint8))
    with_photo(tmp_path, np.full((180, 320, 3), 121, dtype=np.uint8))
    with pytest.raises(PhotoError, match="not the picture any more"):
        scene.view(unit, 60.0)
