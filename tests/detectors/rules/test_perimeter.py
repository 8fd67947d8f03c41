"""The perimeter rule: intruders fire once, cats, passers-by and coats on fences do not."""

import numpy as np
import pytest

from detectors.config import Survey
from detectors.contract import Label
from detectors.geometry import Zone
from detectors.rules.perimeter import Perimeter
from tests.detectors.streams import CAMERA, EYE, MODEL, batch, box_at, judge, line, stand, walk

STRIP = Zone("wall-n/strip", "perimeter", np.array([(-20.0, 4.0), (20.0, 4.0), (20.0, 6.5), (-20.0, 6.5)]))
SURVEY = Survey(cameras={CAMERA: MODEL}, zones=(STRIP,))


def rule() -> Perimeter:
    return Perimeter(CAMERA, SURVEY)


@pytest.mark.parametrize("rate", [2.0, 12.0])
def test_somebody_who_walks_in_the_strip_fires_once(rate: float) -> None:
    """One intrusion is one event, whatever the look rate."""
    events = judge(rule(), walk(line((-5.0, 5.2), (8.0, 5.2), rate=rate), rate))
    assert [event.kind for event in events] == ["perimeter"]
    assert events[0].zone == STRIP.id
    assert events[0].evidence.frames[0][0] == CAMERA
    assert events[0].evidence.tracks == (f"{CAMERA}/t1",)


def climb(rate: float) -> list:
    """Up a 2.2 m wall at y = 6.5, down inside and straight on through the strip."""
    heights = np.concatenate([np.linspace(0, 2.2, round(3 * rate)), np.linspace(2.2, 0, round(1 * rate))])
    over = [batch(k, k / rate, [box_at(1.0, 6.6 - 0.3 * (k / len(heights)), z=z)]) for k, z in enumerate(heights)]
    t0 = len(heights) / rate
    return over + walk(line((1.0, 6.2), (1.5, -3.0), speed=1.8, rate=rate), rate, t0)


@pytest.mark.parametrize("rate", [1.0, 2.0, 12.0])
def test_a_climber_is_caught_though_the_strip_is_crossed_in_two_seconds(rate: float) -> None:
    """On the wall the feet seem to stand behind it; inside there are only a few looks."""
    assert len(judge(rule(), climb(rate))) == 1


def test_a_broken_track_is_still_one_intrusion() -> None:
    """Occlusion breaks tracks; the operator must not be told twice."""
    spots = line((-8.0, 5.2), (8.0, 5.2))
    items = [row for k, row in enumerate(walk(spots)) if not 8 <= k < 14]
    assert len(judge(rule(), items)) == 1


@pytest.mark.parametrize(
    ("name", "items"),
    [
        ("a cat by label", walk(line((-5.0, 5.0), (5.0, 5.0)), label=Label.ANIMAL, height=0.3, width=0.5)),
        ("a cat taken for a person", walk(line((-5.0, 5.0), (5.0, 5.0)), height=0.35, width=0.5)),
        ("a cat as plain motion", walk(line((-5.0, 5.0), (5.0, 5.0)), label=Label.MOTION, height=0.35, width=0.6)),
        ("a passer-by inside the site", walk(line((-9.0, 2.5), (9.0, 2.5)))),
        ("a passer-by outside the wall", walk(line((-9.0, 9.0), (9.0, 9.0)))),
        ("a coat on the fence", walk(stand((1.0, 5.0), 60.0))),
        ("two false looks", walk(line((0.0, 5.0), (0.7, 5.0), speed=1.4)[:2])),
        (
            "a cat along the wall's top",
            [batch(k, k / 2, [box_at(-4.0 + 0.4 * k, 6.6, 0.3, 0.5, z=2.2)], Label.MOTION) for k in range(20)],
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_only_looks_like_it_stays_quiet(name: str, items: list) -> None:
    """Each hard negative fails on its own criterion."""
    assert judge(rule(), items) == []


def test_strips_far_from_the_camera_are_not_asked() -> None:
    """A strip across the site cannot be judged from here."""
    far = Zone("far", "perimeter", STRIP.polygon + np.array([0.0, 500.0]))
    assert Perimeter(CAMERA, Survey(cameras={CAMERA: MODEL}, zones=(far,)))._strips == ()
    assert EYE[1] < 0


def test_a_climber_whom_a_slow_camera_missed_in_the_strip_is_known_from_the_wall() -> None:
    """One look on the wall, the next a few steps inside: nobody walks there from elsewhere."""
    on_wall = [batch(3, 3.0, [box_at(1.0, 6.4, z=2.2)])]
    inside = [batch(7, 7.0, [box_at(1.2, 3.2)]), batch(8, 8.0, [box_at(1.4, 2.0)])]
    assert len(judge(rule(), on_wall + inside)) == 1
    assert judge(rule(), inside) == []


def test_heads_over_the_wall_are_passers_by() -> None:
    """A wall hides feet: what shows of somebody behind it seems to stand farther off and to be short."""
    items = []
    for k, (x, y) in enumerate(line((-6.0, 8.0), (6.0, 8.0))):
        whole, top = box_at(x, y), box_at(x, 6.5, height=0.1, z=2.2)
        items.append(batch(k, k / 2, [(whole[0], whole[1], whole[2], min(whole[3], top[3]))]))
    assert judge(rule(), items) == []
