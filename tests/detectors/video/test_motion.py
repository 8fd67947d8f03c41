"""Motion: what moves is found where it is and called what it is; noise, light and shadows are not."""

import math

import numpy as np
import pytest

from detectors.contract import DetectionBatch, Label
from detectors.stream import Frame
from detectors.video.background import FOREGROUND, SHADOW, Background
from detectors.video.motion import Motion
from tests.detectors.streams import CAMERA, MODEL, box_at, line

FPS = 12.0


def scenery() -> np.ndarray:
    """Paving with texture and a wall, (360, 640, 3) float."""
    rng = np.random.Generator(np.random.Philox(5))
    coarse = rng.normal(120, 18, (45, 80, 1)).repeat(8, axis=0).repeat(8, axis=1)
    picture = np.repeat(coarse, 3, axis=2)
    picture[:90] = 160.0
    return picture


def film(boxes_of, n: int, noise: float = 4.0, level: float = 50.0, light=lambda _: 1.0, seed: int = 1):
    """Frames with flat bodies at the boxes that ``boxes_of(k)`` gives, after ten empty ones."""
    rng, still = np.random.Generator(np.random.Philox(seed)), scenery()
    for k in range(-10, n):
        picture = still.copy()
        for x0, y0, x1, y1 in boxes_of(k) if k >= 0 else ():
            picture[max(0, round(y0)) : round(y1), max(0, round(x0)) : round(x1)] = (level, level * 1.2, level * 0.8)
        picture = picture * light(k) + noise * rng.standard_normal(picture.shape, dtype=np.float32)
        yield Frame(CAMERA, k + 10, (k + 10) / FPS, np.clip(picture, 0, 255).astype(np.uint8))


def watch(frames) -> list[DetectionBatch]:
    motion = Motion(CAMERA, MODEL)
    return [row for frame in frames for row in motion.update(frame) if isinstance(row, DetectionBatch)]


def overlap(a, b) -> float:
    """Intersection over union."""
    w, h = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
    both = max(0.0, w) * max(0.0, h)
    return both / ((a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1]) - both)


@pytest.mark.parametrize(("noise", "level"), [(4.0, 50.0), (12.0, 60.0), (4.0, 190.0)], ids=["day", "night", "bright"])
def test_a_walker_is_found_and_called_a_person(noise: float, level: float) -> None:
    """Most looks find one person with a box that fits."""
    spots = line((-5.0, 1.0), (5.0, 3.0), rate=FPS)
    batches = watch(film(lambda k: [box_at(*spots[k])], len(spots), noise, level))
    good = 0
    for found in batches:
        best = max(found.detections, key=lambda d: d.score)
        good += best.label == Label.PERSON and overlap(best.box, box_at(*spots[found.index - 10])) > 0.6
    assert good >= 0.9 * len(spots)
    assert sum(len(found.detections) for found in batches) <= 1.1 * len(batches)


@pytest.mark.parametrize(("size", "label"), [((1.5, 4.4), Label.CAR), ((0.35, 0.5), Label.ANIMAL)])
def test_size_in_metres_tells_cars_and_cats_from_people(size: tuple[float, float], label: Label) -> None:
    """The same pixels mean another thing at another distance."""
    spots = line((-6.0, 0.0), (6.0, 0.0), speed=3.0, rate=FPS)
    batches = watch(film(lambda k: [box_at(*spots[k], *size)], len(spots)))
    labels = [d.label for found in batches for d in found.detections]
    assert labels.count(label) >= 0.8 * len(spots)
    assert labels.count(Label.PERSON) <= 0.05 * len(spots)


@pytest.mark.parametrize("noise", [3.0, 8.0, 15.0])
def test_noise_alone_moves_nothing(noise: float) -> None:
    """Twelve seconds of an empty view, however noisy."""
    batches = watch(film(lambda _: [], 150, noise))
    assert sum(len(found.detections) for found in batches) <= 1


def test_a_lamp_switched_on_is_not_an_intruder() -> None:
    """A change of the whole picture is the light's."""
    batches = watch(film(lambda _: [], 60, light=lambda k: 0.6 if k < 30 else 1.0))
    assert len(batches) == 0


def test_dusk_falls_unnoticed() -> None:
    """A slow change is followed."""
    assert len(watch(film(lambda _: [], 120, light=lambda k: 1.0 - 0.15 * max(k, 0) / 120))) == 0


def test_somebody_learnt_as_background_leaves_no_ghost() -> None:
    """What stood there at the start and walks away is one person, not two."""
    spots = [(0.0, 0.0)] * 10 + line((0.0, 0.0), (6.0, 1.0), rate=FPS)
    frames = [f for f in film(lambda k: [box_at(*spots[k])], len(spots)) if f.index >= 10]
    late = [found for found in watch(frames) if found.index > 60]
    ghost = box_at(0.0, 0.0)
    assert not any(overlap(d.box, ghost) > 0.3 for found in late for d in found.detections)


def test_a_shadow_is_told_from_a_body() -> None:
    """A shadow dims all colours alike."""
    still = np.full((60, 20, 3), (140, 120, 100), dtype=np.uint8)
    model = Background()
    for k in range(30):
        model.look(still, k / 10)
    picture = still.copy()
    picture[:10] = (98, 84, 70)
    picture[10:20] = (60, 90, 120)
    mask, _ = model.look(picture, 3.0)
    assert (mask[:10] == SHADOW).all()
    assert (mask[10:20] == FOREGROUND).all()


def test_without_calibration_everything_is_motion() -> None:
    """A file from nowhere still shows what moves."""
    spots = line((-5.0, 1.0), (5.0, 3.0), rate=FPS)
    motion = Motion(CAMERA)
    labels = {
        d.label for f in film(lambda k: [box_at(*spots[k])], 40) for row in motion.update(f) for d in row.detections
    }
    assert labels == {Label.MOTION}


def test_learning_does_not_depend_on_the_frame_rate() -> None:
    """Time constants are in seconds."""
    ends = []
    for fps in (5.0, 20.0):
        model = Background(settle=2)
        for k in range(int(4 * fps)):
            model.look(np.full((4, 4, 3), 100, dtype=np.uint8), k / fps)
        for k in range(int(6 * fps)):
            model.look(np.full((4, 4, 3), 104, dtype=np.uint8), 4.0 + k / fps)
        ends.append(float(model.mean[0, 0, 0]))
    assert math.isclose(ends[0], ends[1], abs_tol=0.8)
