"""Camera health: each fault is told, in time and once; weather, light and passers-by are not faults (video.health)."""

from collections.abc import Callable, Iterable

import cv2
import numpy as np
import pytest

from detectors.config import Survey
from detectors.contract import Event
from detectors.stream import Frame
from detectors.video.health import PERSIST, CameraHealth, Fault

Picture = np.ndarray
Film = Callable[[int], Picture]
WELL_S = 20


def scenery(seed: int = 5, shift: int = 0) -> Picture:
    """A court from above: paving, fronts with windows, trees; (180, 320, 3) float."""
    rng = np.random.Generator(np.random.Philox(seed))
    wide = np.full((180, 480, 3), 120.0, np.float32)
    for _ in range(90):
        x, y, w, h = (int(v) for v in rng.integers((0, 0, 6, 5), (470, 170, 50, 40)))
        wide[y : y + h, x : x + w] = rng.integers(40, 200, 3)
    return wide[:, shift : shift + 320]


def told(after: Film, seconds: int = 40, noise: float = 3.0) -> list[tuple[int, str]]:
    """(second, fault) of every event; the picture is well for `WELL_S` and then what ``after`` makes of each second."""
    rng = np.random.Generator(np.random.Philox(1))
    health = CameraHealth("cam", Survey())
    found: list[tuple[int, str]] = []
    for k in range(WELL_S + seconds):
        picture = scenery() if k < WELL_S else after(k - WELL_S)
        grain = noise * rng.standard_normal(picture.shape, dtype=np.float32) if noise else 0.0
        image = np.clip(picture + grain, 0, 255).astype(np.uint8)
        events: Iterable = health.update(Frame("cam", k, float(k), image))
        found += [(k - WELL_S, str(e.zone).rsplit("/", maxsplit=1)[-1]) for e in events if isinstance(e, Event)]
    return found


def smeared(_: int) -> Picture:
    """A blot on the lower left of the dome: sharp beside it, nothing sharp under it."""
    picture = scenery()
    soft = cv2.GaussianBlur(picture, (0, 0), 9)
    picture[60:, :150] = soft[60:, :150] * 0.9
    return picture


def painted(_: int) -> Picture:
    picture = scenery()
    picture[:, :260] = (50, 50, 60)
    return picture


@pytest.mark.parametrize(
    ("fault", "film"),
    [
        (Fault.DARK, lambda _: np.full((180, 320, 3), 14.0, np.float32)),
        (Fault.SPRAYED, lambda _: np.full((180, 320, 3), 90.0, np.float32)),
        (Fault.SPRAYED, painted),
        (Fault.MOVED, lambda _: scenery(shift=60)),
        (Fault.DIRTY, smeared),
    ],
    ids=["dark", "sprayed grey", "four fifths painted", "turned aside", "dirty"],
)
def test_each_fault_is_told_once_and_in_time(fault: Fault, film: Film) -> None:
    """As soon as it has lasted, and not again while it does."""
    found = told(film, PERSIST[fault] + 30)
    assert [name for _, name in found] == [fault.value]
    assert found[0][0] <= PERSIST[fault] + 2


def test_a_frozen_picture_is_told() -> None:
    """The same bytes again and again: no sensor is without noise."""
    found = told(lambda _: scenery(), noise=0.0)
    assert [name for _, name in found] == ["frozen"]


def fog(k: int) -> Picture:
    """Comes over ten minutes; the far part, at the top, goes first."""
    clear = np.exp(-3.0 * k / 600.0 * np.linspace(1.0, 0.3, 180))[:, None, None].astype(np.float32)
    return scenery() * clear + 170.0 * (1.0 - clear)


def van(k: int) -> Picture:
    picture = scenery()
    if 5 <= k < 50:
        picture[80:, 90:200] = (210, 210, 205)
    return picture


@pytest.mark.parametrize(
    ("film", "seconds"),
    [
        (fog, 600),
        (van, 90),
        (lambda k: scenery() * (1.0 - 0.6 * min(1.0, k / 120)), 130),
        (lambda k: np.repeat(scenery().mean(axis=2, keepdims=True), 3, axis=2) if k > 10 else scenery(), 40),
        (lambda k: scenery() * (1.8 if k % 15 < 4 else 1.0), 60),
    ],
    ids=["fog", "a van unloads", "dusk", "infrared comes on", "headlights"],
)
def test_what_is_no_fault_stays_quiet(film: Film, seconds: int) -> None:
    """Weather, light, and what stands before the lens for less than a minute."""
    assert told(film, seconds) == []


def test_a_camera_turned_for_good_is_told_once_and_then_learnt() -> None:
    """Somebody decided to look elsewhere: after some minutes that is what the camera sees."""
    found = told(lambda k: scenery(shift=60) if k < 400 else scenery(shift=120), 420)
    assert [name for _, name in found] == ["moved", "moved"]


def test_what_it_knows_can_be_kept_and_restored() -> None:
    """Half the film on one detector, the rest on another that took over its state."""
    rng = np.random.Generator(np.random.Philox(2))
    grain = [3.0 * rng.standard_normal((180, 320, 3)) for _ in range(40)]
    films = [np.clip((scenery() if k < 20 else smeared(0)) + grain[k % 40], 0, 255) for k in range(110)]
    frames = [Frame("cam", k, float(k), film.astype(np.uint8)) for k, film in enumerate(films)]
    whole, first, second = (CameraHealth("cam", Survey()) for _ in range(3))
    expected = [row for frame in frames for row in whole.update(frame)]
    got = [row for frame in frames[:50] for row in first.update(frame)]
    second.restore(first.state())
    assert got + [row for frame in frames[50:] for row in second.update(frame)] == expected
    assert len(expected) == 1
