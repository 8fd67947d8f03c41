"""Falling things (twin.physics.falling) against closed forms."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twin.bodies import BodyKind
from twin.physics.falling import GRAVITY, PRESETS, FallError, fall, trajectory
from twin.seeds import Seeds

CALM = np.zeros(3)


def drop(height: float, drag: float, velocity: tuple[float, float, float] = (0.0, 0.0, 0.0)) -> np.ndarray:
    return trajectory(np.array([0, 0, height]), np.array(velocity), CALM, (drag, 0.0, 0.0, 0.0, 0.0), 0.01, 100.0)


@pytest.mark.parametrize(("height", "seconds", "speed"), [(30.0, 2.47, 24.3), (100.0, 4.52, 44.3)])
def test_without_drag_it_falls_as_galileo_says(height: float, seconds: float, speed: float) -> None:
    """t = sqrt(2 h / g), within 0.1 %, and the figures everybody quotes."""
    path = drop(height, 0.0)
    assert path[-1, 0] == pytest.approx(math.sqrt(2 * height / GRAVITY), rel=1e-3)
    assert path[-1, 0] == pytest.approx(seconds, abs=0.01)
    last = (path[-3, 3] - path[-2, 3]) / 0.01
    assert last == pytest.approx(speed, abs=0.3)


@pytest.mark.parametrize("kind", list(PRESETS))
def test_with_drag_it_follows_the_closed_form(kind: BodyKind) -> None:
    """z = h - v_t^2/g ln cosh(g t / v_t) from rest, within 0.1 % of the distance fallen."""
    terminal = PRESETS[kind].terminal_m_s
    path = drop(20.0, PRESETS[kind].drag)[1:-1]
    fallen = np.array([terminal**2 / GRAVITY * math.log(math.cosh(GRAVITY * t / terminal)) for t in path[:, 0]])
    assert np.abs((20.0 - path[:, 3]) / fallen - 1.0).max() < 1e-3


@pytest.mark.parametrize(("kind", "speed"), [(BodyKind.BOTTLE, 25), (BodyKind.FLOWER_POT, 36), (BodyKind.BAG, 16)])
def test_terminal_speeds(kind: BodyKind, speed: float) -> None:
    """The presets give the terminal speeds that they are documented with."""
    assert PRESETS[kind].terminal_m_s == pytest.approx(speed, rel=0.02)


def test_a_throw_without_drag_is_a_parabola() -> None:
    """Sideways speed is kept: the landing place is v t away."""
    path = drop(18.0, 0.0, (3.0, -2.0, 1.0))
    t = path[-1, 0]
    assert path[-1, 1:3] == pytest.approx([3.0 * t, -2.0 * t], rel=1e-3)
    assert t == pytest.approx((1.0 + math.sqrt(1.0 + 2 * GRAVITY * 18.0)) / GRAVITY, rel=1e-3)


def test_a_leaf_flutters_and_drifts() -> None:
    """A leaf takes its time, swings sideways again and again, and the wind carries it far; a pot does neither."""
    rng = Seeds(3).stream("test", "leaf", "fall")
    times, path = fall(BodyKind.LEAF, (0.0, 0.0, 12.0), (0.0, 0.0, 0.0), (2.0, 0.0), rng)
    pot_times, pot = fall(BodyKind.FLOWER_POT, (0.0, 0.0, 12.0), (0.0, 0.0, 0.0), (2.0, 0.0), rng)
    sideways = np.diff(path[:, 1])
    assert times[-1] > 5.0 > pot_times[-1]
    assert (np.diff(np.sign(sideways)) != 0).sum() >= 4
    assert path[-1, 0] > 5.0 > abs(pot[-1, 0])


@settings(max_examples=40, deadline=None)
@given(
    kind=st.sampled_from(sorted(PRESETS)),
    height=st.floats(1.0, 60.0),
    speed=st.floats(-4.0, 4.0),
    wind=st.floats(-8.0, 8.0),
    seed=st.integers(0, 99),
)
def test_every_fall_ends_on_the_ground(kind: BodyKind, height: float, speed: float, wind: float, seed: int) -> None:
    """Finely sampled, in order, above ground until the end, never faster than the slower of chance and gravity."""
    rng = Seeds(seed).stream("test", "any", "fall")
    times, path = fall(kind, (5.0, 5.0, height), (speed, 0.0, 0.0), (0.0, wind, 0.0), rng)
    assert times[0] == 0.0
    assert (np.diff(times) > 0).all()
    assert np.diff(times).max() <= 0.02
    assert path[-1, 2] == 0.0
    assert (path[:-1, 2] > 0).all()
    assert times[-1] >= 0.9 * math.sqrt(2 * height / GRAVITY) or kind == BodyKind.LEAF


def test_the_same_seed_falls_the_same() -> None:
    """Tumbling is drawn from the stream alone."""
    paths = [fall(BodyKind.BAG, (0, 0, 20), (1, 0, 0), (1, 1), Seeds(1).stream("a", "b", "c"))[1] for _ in range(2)]
    assert paths[0].tobytes() == paths[1].tobytes()


def test_what_cannot_fall_says_so() -> None:
    """A car has no preset; a strong updraught would never end."""
    rng = Seeds(1).stream("a", "b", "c")
    with pytest.raises(FallError, match="no fall preset"):
        fall(BodyKind.CAR, (0, 0, 3), (0, 0, 0), (0, 0), rng)
    with pytest.raises(FallError, match="keeps a leaf up"):
        fall(BodyKind.LEAF, (0, 0, 3), (0, 0, 0), (0, 0, 4.0), rng)
    with pytest.raises(FallError, match="above ground"):
        fall(BodyKind.BAG, (0, 0, 0), (0, 0, 0), (0, 0), rng)
