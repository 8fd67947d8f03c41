"""Beams and accelerometers along walls (rules.wall)."""

import pytest

from detectors.config import Survey
from detectors.rules.wall import WallWatch
from detectors.stream import DeviceInfo, DeviceKind, Quantity, Reading
from tests.detectors.streams import judge, says

WALLS = ("north", "east", "south")
SURVEY = Survey(
    devices={f"beam-{w}": DeviceInfo(f"beam-{w}", DeviceKind.BEAM, (0.0, 0.0, 2.0)) for w in WALLS}
    | {f"shake-{w}": DeviceInfo(f"shake-{w}", DeviceKind.VIBRATION, (0.0, 0.0, 1.6)) for w in WALLS},
    rooms={f"{kind}-{w}": f"wall/{w}" for kind in ("beam", "shake") for w in WALLS},
)


def dark(t: float, seconds: float, wall: str = "north") -> list[Reading]:
    name = f"beam-{wall}"
    return [says(name, t, Quantity.BEAM_BROKEN, True), says(name, t + seconds, Quantity.BEAM_BROKEN, False, 1)]


def shake(t: float, peaks: list[float], wall: str = "north") -> list[Reading]:
    return [says(f"shake-{wall}", t + 0.5 * k, Quantity.VIBRATION, p, k) for k, p in enumerate(peaks)]


@pytest.mark.parametrize(
    ("readings", "scores"),
    [
        (shake(8.0, [1.0, 2.0]) + dark(10.0, 1.2), [0.95]),
        (dark(10.0, 1.2) + shake(10.4, [1.5]), [0.95]),
        (dark(10.0, 1.2), [0.6]),
        (shake(10.0, [2.0, 3.0] * 5), [0.8]),
        (dark(10.0, 1.2) + dark(200.0, 1.2, "east"), [0.6, 0.6]),
        (dark(10.0, 0.1), []),
        (dark(10.0, 40.0), []),
        (shake(10.0, [0.4, 0.6] * 20), []),
        ([r for w in WALLS for r in shake(10.0, [2.0, 3.0] * 5, w)], []),
    ],
    ids=[
        "climbed: shaken, then dark",
        "climbed: dark, then shaken",
        "over without touching",
        "cut through",
        "two walls",
        "a bird",
        "a ladder left standing",
        "a gust",
        "a storm",
    ],
)
def test_walls(readings: list[Reading], scores: list[float]) -> None:
    """What climbers and cutters do, and what looks like it."""
    assert [event.score for event in judge(WallWatch(SURVEY), readings)] == scores


def test_a_twig_is_told_twice_and_then_known() -> None:
    """The first swings cannot be told from somebody; from the third within ten minutes on they are a twig."""
    swings = [r for k in range(12) for r in dark(10.0 + 90.0 * k, 0.4)]
    assert len(judge(WallWatch(SURVEY), swings)) <= 2
