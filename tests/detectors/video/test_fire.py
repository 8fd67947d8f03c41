"""Fire on video: what flickers in a flame's colour and stays is told, what only looks like it is not."""

import math
from collections.abc import Callable

import cv2
import numpy as np
import pytest

from detectors.checks import check_detector
from detectors.config import Survey
from detectors.contract import Event
from detectors.stream import Frame
from detectors.video.fire import Fire, flaming, risen

FPS, SECONDS = 10.0, 14.0
Paint = Callable[[np.ndarray, float], None]


def run(paint: Paint, level: float = 90.0) -> list[Event]:
    """What a camera claims of a yard that something is painted into from the second second on."""
    stage = Fire("cam", Survey())
    found = []
    for k in range(int(FPS * SECONDS)):
        rng = np.random.Generator(np.random.Philox(k))
        picture = np.full((180, 320, 3), (level, level + 4, level - 2)) + 2.0 * rng.standard_normal((180, 320, 3))
        if k / FPS >= 2.0:
            paint(picture, k / FPS - 2.0)
        frame = Frame("cam", k, k / FPS, np.clip(picture, 0, 255).astype(np.uint8))
        found += [row for row in stage.update(frame) if isinstance(row, Event)]
    return found


def disc(
    picture: np.ndarray, x: float, y: float, radius: float, colour: tuple[float, float, float], share: float = 1.0
):
    cover = np.zeros(picture.shape[:2], dtype=np.float32)
    cv2.circle(cover, (round(x), round(y)), max(1, round(radius)), 1.0, -1, cv2.LINE_AA)
    picture += share * cover[:, :, None] * (np.array(colour) - picture)


def flame(picture: np.ndarray, t: float) -> None:
    """A fire that pulsates at 2.6 Hz and grows."""
    swing = 1.0 + 0.25 * math.sin(2 * math.pi * 2.6 * t) + 0.1 * math.sin(2 * math.pi * 6.1 * t)
    disc(picture, 160, 120, (5.0 + 0.3 * t) * swing, (255, 170, 60))


def sunset(picture: np.ndarray, t: float) -> None:
    """A window that the sun begins to shine back from, brighter by and by."""
    picture[60:84, 200:216] = np.array((255.0, 150.0, 60.0)) * (0.75 + 0.015 * t)


def headlights(picture: np.ndarray, t: float) -> None:
    """A car that comes nearer, its lamps yellow and bumping over the road."""
    for side in (-1, 1):
        x, y = 40 + 22 * t + side * (3 + 0.8 * t), 90 + 4 * t + math.sin(9 * t)
        disc(picture, x, y, 1.5 + 0.2 * t, (255, 235, 190))


def brake_lights(picture: np.ndarray, _t: float) -> None:
    """A car that has stopped: red, bright, steady."""
    for x in (150, 170):
        picture[100:105, x : x + 8] = (250, 60, 40)


def steam(picture: np.ndarray, t: float) -> None:
    """Puffs from a vent: white, growing, gone again every two seconds."""
    age = t % 2.0
    disc(picture, 100 + 8 * age, 90 - 12 * age, 4 + 9 * age, (225, 225, 228), 0.7 * (1.0 - age / 2.0))


def fog(picture: np.ndarray, t: float) -> None:
    """The whole picture fades."""
    picture += min(0.8, 0.05 * t) * (170.0 - picture)


def lamp(picture: np.ndarray, _t: float) -> None:
    """A sodium lamp comes on and burns steadily."""
    disc(picture, 60, 40, 6, (255, 200, 120))


def smoke(picture: np.ndarray, t: float) -> None:
    """Dark grey that spreads from a window, and goes on."""
    for k in range(int(3 + 2.2 * t)):
        disc(picture, 160 + 6 * math.sin(2.1 * k), 130 - 6 * k, 6 + 0.9 * k, (70, 70, 72), 0.6)


@pytest.mark.parametrize("level", [90.0, 20.0], ids=["day", "night"])
def test_a_fire_is_told_within_five_seconds(level: float) -> None:
    """By day and by night, once, from where it began."""
    (event,) = run(flame, level)
    assert 2.0 <= event.start_s <= 3.0
    assert event.t_seen_s <= 7.5


def test_smoke_that_spreads_is_told() -> None:
    """Without a flame in view."""
    (event,) = run(smoke, 150.0)
    assert event.t_seen_s <= 14.0


@pytest.mark.parametrize("harmless", [sunset, headlights, brake_lights, steam, fog, lamp])
@pytest.mark.parametrize("level", [120.0, 20.0], ids=["day", "night"])
def test_what_looks_like_fire_stays_quiet(harmless: Paint, level: float) -> None:
    """Steady, moving, passing or everywhere: none of it is a fire."""
    assert run(harmless, level) == []


def test_yellow_paint_does_not_outshine_itself() -> None:
    """Paint has a flame's colour and an encoder shakes it by a step; a flame is far brighter than what it covers."""
    paint = np.full((4, 4, 3), (205, 185, 90), dtype=np.uint8)
    assert flaming(paint).all()
    assert not risen(paint + np.uint8(17), paint.astype(np.float32)).any()
    road = np.full((4, 4, 3), (80.0, 82.0, 84.0), dtype=np.float32)
    assert risen(np.full((4, 4, 3), (255, 170, 60), dtype=np.uint8), road).all()


def test_it_conforms() -> None:
    """The suite that anyone's detector must pass."""
    assert check_detector(lambda: Fire("cam-1", Survey())) == []
