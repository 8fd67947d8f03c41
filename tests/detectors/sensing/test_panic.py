"""Panic posts: which presses are alarms, which are calls, and which calls become alarms."""

import pytest

from detectors.config import Survey
from detectors.contract import DetectionBatch
from detectors.sensing.panic import STAYS_S, Panic
from detectors.stream import DeviceInfo, DeviceKind, Quantity
from tests.detectors.streams import CAMERA, MODEL, Spot, batch, box_at, judge, line, says, stand

POST = (0.0, 0.0)
SURVEY = Survey(
    devices={"post": DeviceInfo("post", DeviceKind.PANIC, (*POST, 1.3))},
    cameras={CAMERA: MODEL},
)
PRESS_S = 20.0


def come(tall_m: float, stay_s: float, low_m: float = 0.0, aside_m: float = 0.0) -> list[tuple[float, Spot, float]]:
    """Who walks up to the post, is there two seconds before the press, stays ``stay_s`` after it and goes."""
    up = line((8.0, aside_m), (0.5, aside_m))
    away = line((0.5, aside_m), (14.0, aside_m), speed=2.6)
    there = stand((0.5, aside_m), 2.0 + stay_s)
    heights = [tall_m] * len(up) + [low_m or tall_m] * len(there) + [tall_m] * len(away)
    first = PRESS_S - 2.0 - len(up) / 2.0
    return [
        (first + k / 2.0, spot, height)
        for k, (spot, height) in enumerate(zip([*up, *there, *away], heights, strict=True))
    ]


def looks(*people: list[tuple[float, Spot, float]]) -> list[DetectionBatch]:
    """What the camera sees of them together."""
    by_time: dict[float, list[tuple[Spot, float]]] = {}
    for person in people:
        for t, spot, height in person:
            by_time.setdefault(t, []).append((spot, height))
    return [
        batch(round(2 * t), t, [box_at(x, y, height) for (x, y), height in seen]) for t, seen in sorted(by_time.items())
    ]


def press(*times_s: float):
    return [says("post", t, Quantity.PANIC, True, k) for k, t in enumerate(times_s)]


def told(*items) -> list[tuple[str, float]]:
    events = judge(Panic(SURVEY), [item for part in items for item in part])
    return [(str(event.kind), event.t_seen_s) for event in events]


def test_a_press_is_an_alarm_and_a_flurry_is_one() -> None:
    """Frightened people press again and again."""
    presses = press(10.0, 10.5, 12.0, 60.0)
    presses.append(says("post", 30.0, Quantity.PANIC, False))
    assert told(presses) == [("panic", 10.0), ("panic", 60.0)]


def test_an_alarm_with_somebody_in_view_is_verified() -> None:
    """A camera that sees a person at the post makes the alarm certain; nobody waits for it."""
    first, second = judge(Panic(SURVEY), [*press(PRESS_S, 80.0), *looks(come(1.7, 10.0))])
    assert (first.score, second.score) == (1.0, 0.6)
    assert first.evidence.tracks
    assert not second.evidence.frames


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ([(18.0, True)], "post-call"),
        ([(18.0, True), (19.0, False)], "panic"),
        ([(-300.0, True)], "panic"),
        ([], "panic"),
    ],
)
def test_a_test_is_what_is_done_with_the_key(key: list[tuple[float, bool]], said: str) -> None:
    """A guard who forgets it, or left it turned, raises the alarm: no press is lost to a habit."""
    turns = [says("post", t, Quantity.TEST_KEY, on) for t, on in key]
    assert told(press(PRESS_S), turns) == [(said, PRESS_S)]


def test_children_who_run_off_have_called() -> None:
    """The duty room looks; nobody is sent."""
    gang = looks(come(1.2, 6.0), come(1.3, 6.0, aside_m=0.9))
    assert told(press(PRESS_S), gang) == [("post-call", PRESS_S)]


def test_a_child_who_stays_or_presses_again_needs_help() -> None:
    """Who plays runs off."""
    assert told(press(PRESS_S), looks(come(1.2, 40.0))) == [("post-call", PRESS_S), ("panic", PRESS_S + STAYS_S)]
    assert told(press(PRESS_S, 35.0), looks(come(1.2, 6.0))) == [("post-call", PRESS_S), ("panic", 35.0)]


@pytest.mark.parametrize(
    "people",
    [
        (come(1.6, 6.0),),
        (come(1.2, 6.0), come(1.65, 6.0, aside_m=0.9)),
        # Somebody hurt, seen only as they crouch.
        ([(15.0 + k / 2.0, (0.5, 0.0), 1.0) for k in range(20)],),
        (come(1.7, 20.0, low_m=1.0),),
    ],
    ids=["short woman", "child with somebody", "low, never upright", "crouches at the post"],
)
def test_nobody_else_is_taken_for_a_child(people: tuple[list[tuple[float, Spot, float]], ...]) -> None:
    """An alarm at once, whoever else is there."""
    assert told(press(PRESS_S), looks(*people)) == [("panic", PRESS_S)]


def test_what_it_remembers_survives() -> None:
    """A child's call made before a restart becomes an alarm after it."""
    before, after = Panic(SURVEY), Panic(SURVEY)
    judge(before, looks([row for row in come(1.2, 40.0) if row[0] < PRESS_S]))
    before.update(press(PRESS_S)[0])
    after.restore(before.state())
    assert after.deadline_s == before.deadline_s == PRESS_S + STAYS_S
