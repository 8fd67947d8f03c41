"""Masks, depth and key points drawn again are those of the film, and load in the tools they are for."""

import contextlib
import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycocotools import mask as oracle
from pycocotools.coco import COCO

from reports.clips import ClipFile
from reports.export.coco import write_coco
from reports.export.filmed import Film, Truth
from reports.export.full import add_full
from reports.export.redrawn import bounding, drawn_again
from reports.export.rle import packed, runs
from scenarios.standins import chosen, read_bodies, save_bodies
from tests.twin.imaging.stages import camera, crowd, sky_at, small_site
from twin.bodies import BodyKind, Gait
from twin.imaging.capture import Exposer, Scene
from twin.imaging.keypoints import NAMES

UNIT = camera(width=320, height=180)


def people(time_s):
    """One who walks before a sitting one and a parked car, and one towards the lens."""
    step = 1.3 * time_s
    return crowd(
        time_s,
        (BodyKind.PERSON, (-2.0 + step, -6.0, 0.0), 0.0, Gait.WALK, 3, (1.3, 0.0, 0.0)),
        (BodyKind.PERSON, (3.0, -7.0, 0.0), -1.57, Gait.STAND, 14),
        (BodyKind.PERSON, (0.0, -2.0, 0.0), 1.0, Gait.SIT, 25),
        (BodyKind.CAR, (2.0, 2.0, 0.0), 0.0, Gait.PARK, 36),
    )


SHOTS = [people(0.2), people(0.3)]


@pytest.fixture(scope="module")
def scene():
    return Scene(small_site(), sky_at("16:30"), 7, None)


@pytest.fixture(scope="module")
def filmed(scene):
    """What a run would have told of the frames: visible boxes by body."""
    exposer, found = Exposer(UNIT, scene), []
    for k, shot in enumerate(SHOTS):
        drawn = exposer.take(k, shot)
        found.append({shot.ids[one.row]: one.visible for one in drawn})
    return found


@pytest.fixture(scope="module")
def again(scene):
    return list(drawn_again(scene, UNIT, iter(SHOTS)))


@given(st.integers(1, 9), st.integers(1, 9), st.data())
def test_run_lengths_are_those_of_pycocotools(height, width, data):
    """The same text for any mask, empty and full ones too, and it decodes to the mask."""
    bits = data.draw(st.lists(st.booleans(), min_size=height * width, max_size=height * width))
    mask = np.array(bits, dtype=bool).reshape(height, width)
    text = packed(runs(mask))
    assert text.encode() == oracle.encode(np.asfortranarray(mask.astype(np.uint8)))["counts"]
    assert np.array_equal(oracle.decode({"size": [height, width], "counts": text}), mask)


def test_long_runs_too():
    """Counts of many digits, as real pictures have them."""
    mask = np.zeros((1080, 1920), dtype=bool)
    mask[300:900, 700:1200] = True
    mask[5, 5] = True
    assert packed(runs(mask)).encode() == oracle.encode(np.asfortranarray(mask.astype(np.uint8)))["counts"]


def test_masks_fill_the_boxes_of_the_film(again, filmed):
    """Everybody who was told of has a mask, it fills their box to the pixel, and no pixel is two people's."""
    for truth, boxes in zip(again, filmed, strict=True):
        assert {body: bounding(mask) for body, mask in truth.masks.items()} == boxes
        assert len(boxes) == 4
        assert sum(mask.astype(int) for mask in truth.masks.values()).max() == 1


def test_depth_is_where_things_are(again, scene):
    """On open ground the ray's meeting with it; on a body its distance; nothing behind the body shows through."""
    truth, model = again[0], UNIT.calibration()
    spot = model.project(np.array([(0.5, -7.0, 0.0)]))[0]
    assert truth.depth_m[int(spot[1]), int(spot[0])] == pytest.approx(spot[2], rel=0.02)
    for row, body in enumerate(SHOTS[0].ids):
        place = np.add(SHOTS[0].places[row], (0.0, 0.0, 0.5))
        away = model.project(place[None])[0, 2]
        assert np.median(truth.depth_m[truth.masks[body]]) == pytest.approx(away, abs=1.2)
    plate = scene.view(UNIT, 0.2).plate.depth[::2, ::2]
    assert (truth.depth_m[truth.masks[SHOTS[0].ids[1]]] < plate[truth.masks[SHOTS[0].ids[1]]] + 0.1).all()


def test_key_points_lie_on_the_body(again):
    """Seen ones lie on their own mask; a standing person's go down from the nose to the ankles, left is theirs."""
    points = dict(zip(NAMES, again[0].points["body-1"], strict=True))
    assert points["nose"][1] < points["left_shoulder"][1] < points["left_hip"][1] < points["left_knee"][1]
    assert points["left_knee"][1] < points["left_ankle"][1]
    assert points["left_shoulder"][0] > points["right_shoulder"][0]
    assert points["left_eye"][2] == points["nose"][2] == points["right_knee"][2] == 2.0
    for body, found in again[0].points.items():
        for u, v, shows in found[found[:, 2] == 2.0]:
            assert shows == 2.0
            assert again[0].masks[body][int(v), int(u)]
    assert "body-3" not in again[0].points


def test_a_dataset_with_all_of_it_loads_and_gives_it_back(again, filmed, tmp_path):
    """pycocotools reads masks and key points back to the pixel; depth comes back to the millimetre."""
    clip = ClipFile(Path("clip.mp4"), "cam", 0.2, 10.0, 2, 2, (2, 3), (0.2, 0.3))
    frames = {
        k: [
            Truth(body, "car" if body == "body-3" else "person", box, box, 1.0, 50.0, 9.0)
            for body, box in boxes.items()
        ]
        for k, boxes in enumerate(filmed)
    }
    films = [Film("clip", clip, 320, 180, frames)]
    write_coco(films, tmp_path, False)
    assert add_full(films, tmp_path, lambda _: iter(again), True, True) == 8
    with contextlib.redirect_stdout(io.StringIO()):
        loaded = COCO(str(tmp_path / "annotations.json"))
    for a in loaded.loadAnns(loaded.getAnnIds()):
        truth = again[a["image_id"] - 1]
        assert np.array_equal(loaded.annToMask(a), truth.masks[a["body"]])
        assert a["area"] == truth.masks[a["body"]].sum()
        if a["body"] in truth.points:
            assert np.array(a["keypoints"]).reshape(17, 3) == pytest.approx(truth.points[a["body"]], abs=0.006)
            assert a["num_keypoints"] == (truth.points[a["body"]][:, 2] > 0).sum()
    person = next(kind for kind in loaded.dataset["categories"] if kind["name"] == "person")
    assert len(person["keypoints"]) == 17
    for k, truth in enumerate(again):
        back = cv2.imread(str(tmp_path / "depth" / "clip" / f"{k:06d}.png"), cv2.IMREAD_UNCHANGED)
        assert back.dtype == np.uint16
        near = truth.depth_m < 65.0
        assert np.abs(back[near] / 1000.0 - truth.depth_m[near]).max() <= 0.00051


def test_a_body_that_was_filmed_elsewhere_gets_no_mask(again, filmed, tmp_path):
    """A shaken camera's boxes do not fit what is drawn again, and are left as they are."""
    clip = ClipFile(Path("clip.mp4"), "cam", 0.2, 10.0, 2, 1, (2,), (0.2,))
    x0, y0, x1, y1 = filmed[0]["body-1"]
    shaken = (x0 + 3.0, y0, x1 + 3.0, y1)
    films = [Film("clip", clip, 320, 180, {0: [Truth("body-1", "person", shaken, shaken, 1.0, 50.0, 9.0)]})]
    write_coco(films, tmp_path, False)
    assert add_full(films, tmp_path, lambda _: iter(again[:1]), True, False) == 0
    assert "segmentation" not in (tmp_path / "annotations.json").read_text()


def test_who_stood_where_is_kept_to_the_bit(tmp_path):
    """Snapshots come back from the file beside a clip, also of frames with nobody."""
    wanted = [chosen(SHOTS[0], [1, 3]), chosen(SHOTS[1], []), SHOTS[1]]
    save_bodies(tmp_path / "clip-bodies.npz", wanted)
    for one, other in zip(wanted, read_bodies(tmp_path / "clip-bodies.npz"), strict=True):
        assert (one.time_s, one.ids, one.plates) == (other.time_s, other.ids, other.plates)
        for name in ("kinds", "looks", "sizes", "places", "headings", "gaits", "phases", "velocities"):
            assert np.array_equal(getattr(one, name), getattr(other, name))
            assert getattr(one, name).dtype == getattr(other, name).dtype
