"""Bodies and legs (twin.legs)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.bodies import Body, BodyKind, Gait, Leg, Mode
from twin.legs import LegError, Legs, cut_leg

PERSON = Body("ann", BodyKind.PERSON, 1, (0.3, 0.5, 1.7))


def walk(points: list[tuple[float, float, float]], times: list[float], body: str = "ann") -> Leg:
    path = np.array(points, dtype=np.float32)
    return Leg(body, Mode.FOOT, times[0], times[-1], path, np.array(times), Gait.WALK)


def walked() -> Legs:
    legs = Legs()
    legs.add_body(PERSON)
    legs.add(walk([(0, 0, 0), (10, 0, 0), (10, 5, 0)], [0.0, 10.0, 15.0]))
    return legs


def test_a_pose_is_interpolated_when_asked() -> None:
    """Nothing ticks: the place, heading and phase at any time follow from the leg alone."""
    (snap,) = walked().snapshots([12.0])
    assert snap.places[0] == pytest.approx([10.0, 2.0, 0.0])
    assert snap.headings[0] == pytest.approx(math.pi / 2)
    assert snap.phases[0] == pytest.approx(12.0)
    assert snap.velocities[0] == pytest.approx([0.0, 1.0, 0.0])


def test_a_walker_who_arrived_stands() -> None:
    """After its last leg a body stays where the leg ended."""
    (snap,) = walked().snapshots([99.0])
    assert snap.gaits[0] == Gait.STAND
    assert snap.places[0] == pytest.approx([10.0, 5.0, 0.0])


def test_indoors_nobody_is_seen() -> None:
    """A hidden body keeps its place but stands in no snapshot."""
    legs = walked()
    legs.add(Leg("ann", Mode.INDOORS, 20.0, 30.0, np.array([[1, 2, 3]], np.float32), np.array([20.0]), Gait.HIDDEN))
    assert legs.snapshots([25.0])[0].ids == ()
    assert legs.place("ann", 25.0) == (1.0, 2.0, 3.0)


def test_cutting_forgets_the_future() -> None:
    """A person called back at 5 s is at 5 m and will not do what was planned after."""
    legs = walked()
    legs.add(walk([(10, 5, 0), (0, 5, 0)], [20.0, 30.0]))
    legs.cut("ann", 5.0)
    assert len(legs.of("ann")) == 1
    assert legs.place("ann", 50.0) == (5.0, 0.0, 0.0)


def test_legs_do_not_go_back_in_time() -> None:
    """An agent that plans into the past is a bug, said at once."""
    legs = walked()
    legs.add(walk([(0, 0, 0)], [20.0]))
    with pytest.raises(LegError, match="back in time"):
        legs.add(walk([(0, 0, 0)], [10.0]))
    with pytest.raises(LegError, match="no body"):
        legs.add(walk([(0, 0, 0)], [10.0], body="bob"))


@given(st.floats(0.0, 15.0))
def test_a_cut_leg_is_the_same_until_the_cut(t: float) -> None:
    """What was seen before an interruption does not change because of it."""
    legs = walked()
    before = legs.place("ann", t)
    legs.add_body(Body("bob", BodyKind.PERSON, 1, (0.3, 0.5, 1.7)))
    short = cut_leg(walk([(0, 0, 0), (10, 0, 0), (10, 5, 0)], [0.0, 10.0, 15.0], body="bob"), t)
    legs.add(short)
    assert legs.place("bob", t) == pytest.approx(before, abs=1e-5)
    assert short.t1_s == t
