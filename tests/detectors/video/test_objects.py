"""The objects stage looks closely where something moves, everywhere at times, and remembers what stands still."""

import numpy as np
import pytest

from detectors.checks import check_detector
from detectors.contract import DetectionBatch, Label
from detectors.stream import Frame
from detectors.video.objects import SURVEY_S, Objects
from tests.fakes.looking import Bright

FPS = 5.0


def yard(k: int, *, moving: bool = True, parked: bool = True) -> Frame:
    """A grey yard with a bright thing that stands and one that crosses, noise included."""
    rng = np.random.Generator(np.random.Philox(k))
    picture = np.full((180, 320, 3), 90.0) + 2.0 * rng.standard_normal((180, 320, 3))
    if parked:
        picture[40:70, 250:290] = 220.0
    if moving:
        x = 20 + 4 * k
        picture[90:140, x : x + 18] = 230.0
    return Frame("cam", k, k / FPS, np.clip(picture, 0, 255).astype(np.uint8))


def run(stage: Objects, frames: list[Frame]) -> list[DetectionBatch]:
    return [row for frame in frames for row in stage.update(frame) if isinstance(row, DetectionBatch)]


def test_what_stood_there_before_the_start_is_seen() -> None:
    """Motion alone would never find it; the first look does, and it is told again while nothing happens."""
    batches = run(Objects("cam", finder=Bright()), [yard(k, moving=False) for k in range(40)])
    assert batches[0].time_s == 0.0
    assert {d.box for b in batches for d in b.detections} == {(250.0, 40.0, 290.0, 70.0)}
    assert 7 <= len(batches) <= 9


def test_a_quiet_camera_costs_little() -> None:
    """Ten quiet seconds show the network one picture; every frame would be fifty."""
    eye = Bright()
    run(Objects("cam", finder=eye), [yard(k, moving=False) for k in range(int(SURVEY_S * FPS))])
    assert (eye.looks, eye.peeks) == (1, 0)


def test_what_moves_is_found_in_every_frame_and_what_stands_is_not_lost() -> None:
    """The crossing body once in each look after the background is learnt, the parked one all along."""
    frames = [yard(k, moving=k >= 6) for k in range(46)]
    batches = run(Objects("cam", finder=Bright()), frames)
    crossing = [d for b in batches for d in b.detections if d.box[1] == 90.0]
    assert len({d.index for d in crossing}) == len(crossing) == 40
    last = [b for b in batches if any(d.box[0] == 250.0 for d in b.detections)]
    assert last[-1].time_s > 8.0


def test_gating_finds_what_the_whole_picture_would() -> None:
    """Same bodies, a fraction of the pixels."""
    frames = [yard(k, moving=k >= 6) for k in range(46)]
    gated, every = Bright(), Bright()
    mine = run(Objects("cam", finder=gated), frames)
    theirs = run(Objects("cam", finder=every, gated=False), frames)
    moving = [{(d.index, d.box) for b in one for d in b.detections if d.box[1] == 90.0} for one in (mine, theirs)]
    assert moving[0] == moving[1]
    assert gated.pixels < 0.5 * every.pixels


def test_what_is_gone_is_no_longer_told() -> None:
    """A held thing that leaves is dropped when something moves where it was."""
    frames = [yard(k, moving=False, parked=k < 12) for k in range(70)]
    batches = run(Objects("cam", finder=Bright()), frames)
    assert all(b.time_s < 2.6 for b in batches)


def test_it_conforms() -> None:
    """The suite that anyone's detector must pass."""
    assert check_detector(lambda: Objects("cam-1", finder=Bright())) == []


@pytest.mark.parametrize("label", [Label.PERSON])
def test_boxes_are_labelled_by_the_looker(label: Label) -> None:
    """A kind without a label is never told."""
    batches = run(Objects("cam", finder=Bright()), [yard(0)])
    assert {d.label for b in batches for d in b.detections} == {label}
