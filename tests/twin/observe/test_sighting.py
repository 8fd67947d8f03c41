"""Where bodies stand in pictures, and chance by address (twin.posing, twin.glance, twin.chance, twin.lamplight)."""

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.geometry import Lens
from twin.chance import bell, joined, lasting, normal, normals, stream_key, uniform
from twin.deployment import CameraUnit, Glass
from twin.glance import in_view
from twin.lamplight import LAMP_CD, Lamps
from twin.legs import pose_at
from twin.posing import posed
from twin.response import shown
from twin.seeds import Seeds
from twin.shots import STEP_M, between, sampled
from twin.sighting import camera_rows

PERSON = np.array([[0.3, 0.5, 1.7]])

LENSES = (Glass(), Glass(k2=0.03, p1=0.004, p2=-0.003), Glass(Lens.FISHEYE, k2=-0.01))


def camera(
    hfov_deg: float = 70.0,
    k1: float = 0.0,
    at: tuple[float, float, float] = (0.0, 0.0, 4.0),
    glass: Glass = LENSES[0],
) -> CameraUnit:
    lens = math.radians(hfov_deg), 15.0, 1_000_000
    return CameraUnit("cam", at, (20.0, 0.0, 1.0), "m", 640, 360, *lens, k1=k1, glass=glass)


@settings(max_examples=60, deadline=None)
@given(
    x=st.floats(-30, 60),
    y=st.floats(-40, 40),
    heading=st.floats(0, 6.28),
    k1=st.floats(-0.2, 0.0),
    glass=st.sampled_from(LENSES),
)
def test_boxes_are_the_projected_corners(x: float, y: float, heading: float, k1: float, glass: Glass) -> None:
    """The box round a body is the box round what `CameraModel.project` says of its corners; out of view, no box."""
    unit = camera(150.0 if glass.lens is Lens.FISHEYE else 70.0, k1, glass=glass)
    pose = np.array([[x], [y], [0.0], [math.cos(heading)], [math.sin(heading)], [0.0]])
    which, rows = in_view(camera_rows((unit,)), pose, np.array([0, 1]), np.array([0, 1]), PERSON, 8.0)
    c, s = math.cos(heading), math.sin(heading)
    corners = [
        (x + c * a * 0.15 - s * b * 0.25, y + s * a * 0.15 + c * b * 0.25, z)
        for a in (-1, 1) for b in (-1, 1) for z in (0.0, 1.7)
    ]  # fmt: skip
    seen = unit.calibration().project(np.array(corners))
    x0, y0, x1, y1 = *seen[:, :2].min(axis=0), *seen[:, :2].max(axis=0)
    visible = seen[:, 2].min() > 1.0 and x1 > 1 and x0 < 639 and y1 > 1 and y0 < 359 and y1 - y0 > 8.01
    if visible and abs(math.atan2(y, x)) < math.radians(36):
        assert len(which) == 1
    if len(which):
        assert rows[0, :4] == pytest.approx([x0, y0, x1, y1], abs=1e-6)
        clipped = [max(x0, 0), max(y0, 0), min(x1, 640), min(y1, 360)]
        seen = shown(which, rows, np.zeros((1, 3), dtype=np.bool_), camera_rows((unit,)))
        assert seen[0, 1:5] == pytest.approx(clipped, abs=1e-6)
        assert rows[0, 4] == pytest.approx(math.dist((x, y, 0.85), unit.at))


PATHS = st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9), st.floats(0, 5)), min_size=1, max_size=6)


def passing(points: list[tuple[float, float, float]]) -> tuple[np.ndarray, np.ndarray]:
    """A path and when its points are passed, 1.7 s apart."""
    return np.array(points, dtype=np.float32), np.cumsum(np.full(len(points), 1.7))


@settings(max_examples=40, deadline=None)
@given(PATHS)
def test_poses_agree_with_the_legs(points: list[tuple[float, float, float]]) -> None:
    """Bulk sampling gives the places, headings and speeds that `pose_at` gives one by one, before, on and after it."""
    path, times = passing(points)
    spans = np.array([[0, int(2.2 * times[-1]) + 7]])
    poses, looks, *_ = posed(path, times, np.array([0, len(path)]), spans, 2.2)
    for look, pose in zip(looks.tolist(), poses.T, strict=True):
        x, y, z, vx, vy, vz, dx, dy, _ = pose_at(path, times, look / 2.2)
        assert pose[:3] == pytest.approx((x, y, z), abs=1e-5)
        if look / 2.2 >= times[0]:
            assert pose[3:5] == pytest.approx((dx, dy) if dx or dy else (1.0, 0.0), abs=1e-5)
            assert pose[5] == pytest.approx(math.sqrt(vx * vx + vy * vy + vz * vz), abs=1e-5)


@settings(max_examples=40, deadline=None)
@given(st.lists(PATHS, min_size=1, max_size=3), st.integers(0, 30))
def test_poses_do_not_hang_on_what_is_asked_for_at_once(legs: list[list[tuple[float, float, float]]], cut: int) -> None:
    """Many legs at once, and each in two parts, give the very numbers of each leg whole; pieces are straight."""
    paths, times = zip(*map(passing, legs), strict=True)
    ends = np.cumsum([0, *map(len, paths)])
    both = np.concatenate(paths), np.concatenate(times), ends
    parts = [posed(*both, np.array([span] * len(legs)), 2.2) for span in ((0, cut), (cut, 31))]
    for s, (path, passed) in enumerate(zip(paths, times, strict=True)):
        whole, *_ = posed(path, passed, np.array([0, len(path)]), np.array([[0, 31]]), 2.2)
        again = np.concatenate([poses[:, whose == s] for poses, _, whose, _, _ in parts], axis=1)
        assert again.tobytes() == whole.tobytes()
    for poses, _, whose, begins, owned in parts:
        assert [len(set(whose[a:b].tolist())) for a, b in pairwise(begins.tolist())] == [1] * owned[-1]
        for a, b in pairwise(begins.tolist()):
            assert np.abs(np.diff(poses[:3, a:b], n=2, axis=1)).max(initial=0.0) < 1e-9


def test_shots_fall_on_the_same_looks_wherever_a_run_begins() -> None:
    """Ends, and the day's seconds; what two shots agree on holds between them, else it is shot at too."""
    looks = np.arange(100, 130)
    which = np.stack([np.zeros(30, dtype=np.int64), np.arange(30)], axis=1)
    whose, walking = np.zeros(30, dtype=np.int64), np.full(30, 1.5)
    marks = sampled(which, whose, looks, walking, 5.0)
    assert looks[marks].tolist() == [100, 105, 110, 115, 120, 125, 129]
    assert looks[3:20][sampled(which[3:20], whose, looks, walking, 5.0)].tolist() == [103, 105, 110, 115, 119]
    whose[12:] = 1
    assert looks[sampled(which, whose, looks, walking, 5.0)].tolist() == [100, 105, 110, 111, 112, 115, 120, 125, 129]
    hidden = np.zeros((30, 3), dtype=np.bool_)
    hidden[10:16] = True
    hidden[~marks] = False
    assert looks[between(hidden, marks)].tolist() == [106, 107, 108, 109, 116, 117, 118, 119]
    assert looks[hidden[:, 0]].tolist() == [110, 111, 112, 113, 114, 115]


@given(st.lists(st.sampled_from([0.0, 0.1, 0.5, 0.7, 1.3, 6.0]), min_size=1, max_size=40), st.integers(0, 4))
def test_shots_lie_a_second_or_a_step_apart(speeds: list[float], start: int) -> None:
    """No two that follow one another lie farther apart than both; who keeps still is shot at twice."""
    n = 5 * len(speeds)
    which = np.stack([np.zeros(n, dtype=np.int64), np.arange(n)], axis=1)
    way_m = np.concatenate([[0.0], np.cumsum(np.repeat(speeds, 5))[:-1] / 5.0])
    whose, looks = np.zeros(n, dtype=np.int64), np.arange(start, n + start)
    marks = np.flatnonzero(sampled(which, whose, looks, np.repeat(speeds, 5), 5.0))
    for a, b in pairwise(marks.tolist()):
        assert b - a <= 5 or way_m[b] - way_m[a] <= STEP_M + 1e-9
    if not any(speeds):
        assert marks.tolist() == [0, n - 1]


def test_chance_by_address_is_fair() -> None:
    """Uniform, independent between draws, normal where asked: means and spreads of 20,000 numbers."""
    stream = joined(stream_key(Seeds(1), "camera", "a", "sight"), stream_key(Seeds(1), "body", "b", "sight"))
    flat = np.array([uniform(stream, n, 3) for n in range(20_000)])
    bell = np.array([normal(stream, n, 4) for n in range(20_000)])
    assert flat.mean() == pytest.approx(0.5, abs=0.01)
    assert np.histogram(flat, bins=10, range=(0, 1))[0] == pytest.approx(2000, rel=0.1)
    assert abs(np.corrcoef(flat[1:], flat[:-1])[0, 1]) < 0.03
    assert (bell.mean(), bell.std()) == pytest.approx((0.0, 1.0), abs=0.03)


@settings(deadline=None)
@given(st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))
def test_a_bell_is_box_and_mullers(a: int, b: int) -> None:
    """Our own logarithm and cosine agree with the C library's; many at once are the very numbers of each."""
    u, v = (a + 0.5) * 2.0**-53, (b + 0.5) * 2.0**-53
    assert bell(u, v) == pytest.approx(
        math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v), rel=1e-14, abs=3e-15
    )
    streams, looks = np.array([a, b, 7], dtype=np.uint64), np.array([a % 9999, 3, b % 9999])
    assert normals(streams, looks, 4).tolist() == [normal(*one, 4) for one in zip(streams, looks.tolist(), strict=True)]


def test_lasting_luck_has_the_right_share_and_memory() -> None:
    """Each look is below p with chance p, correlated by keep^n over n looks, whichever looks were asked for."""
    stream = joined(stream_key(Seeds(2), "camera", "a", "sight"), stream_key(Seeds(2), "body", "b", "sight"))
    luck = np.array([lasting(stream, n, 0.7) for n in range(100, 30_100)])
    assert (luck < 0.3).mean() == pytest.approx(0.3, abs=0.02)
    assert np.corrcoef(luck[1:], luck[:-1])[0, 1] == pytest.approx(0.7, abs=0.03)
    assert np.corrcoef(luck[3:], luck[:-3])[0, 1] == pytest.approx(0.343, abs=0.04)
    assert lasting(stream, 20_000, 0.7) == luck[19_900]
    assert lasting(stream, 20_000, 0.7, 19_990, luck[19_890]) == luck[19_900]


def test_lamps_light_by_the_inverse_square() -> None:
    """Straight below: I / h^2 (less, for the cell's centre lies 1.4 m off); two lamps add up; far away it is dark."""
    one, two = Lamps(((1.0, 1.0, 6.0),)), Lamps(((1.0, 1.0, 6.0), (1.0, 1.0, 6.0)))

    def lux(lamps: Lamps, x: float) -> float:
        pose = np.array([[x, 1.0, 0.0, 1.0, 0.0, 0.0]])
        return float(lamps.lux(pose, np.array([0]), np.array([0.0]), np.array([True]))[0])

    assert lux(one, 1.0) == pytest.approx(LAMP_CD / 25.0 / (1.0 + 2.0 / 25.0) ** 2, rel=1e-6)
    assert lux(two, 1.0) == pytest.approx(2.0 * lux(one, 1.0))
    assert lux(one, 500.0) == 0.0
    assert lux(Lamps(()), 1.0) == 0.0
