"""The tracker keeps identities through crossings, gaps and uneven looks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from detectors.contract import DetectionBatch, Label, Track, TrackPoint
from detectors.video.kalman import Axis
from detectors.video.tracks import AGILITY, FORBIDDEN, KINDS, VEHICLES, Tracks, assign, forecast, pair_costs
from tests.detectors.streams import CAMERA, MODEL, batch, box_at, line, walk


def follow(items: list[DetectionBatch]) -> tuple[list[TrackPoint], list[Track]]:
    tracker = Tracks(CAMERA, MODEL)
    found = [row for item in items for row in tracker.update(item)] + list(tracker.lapse(float("inf")))
    return [r for r in found if isinstance(r, TrackPoint)], [r for r in found if isinstance(r, Track)]


def crossing(rate: float, noise: float, seed: int = 2):
    """Two people who walk through each other's path; returns batches and who is which box."""
    rng = np.random.Generator(np.random.Philox(seed))
    one, two = line((-6.0, -1.0), (6.0, 2.0), rate=rate), line((6.0, -1.0), (-6.0, 2.5), rate=rate)
    items = []
    for k in range(min(len(one), len(two))):
        boxes = [tuple(v + noise * rng.standard_normal() for v in box_at(*spot)) for spot in (one[k], two[k])]
        items.append(batch(k, k / rate, boxes))
    return items


@pytest.mark.parametrize(("rate", "noise"), [(2.0, 0.5), (5.0, 1.0), (12.0, 1.0)])
def test_people_who_cross_keep_their_identity(rate: float, noise: float) -> None:
    """Two people are two tracks from end to end."""
    points, tracks = follow(crossing(rate, noise))
    assert len(tracks) == 2
    for side in (0, 1):
        names = [points[2 * k + side].track for k in range(len(points) // 2)]
        assert len(set(names)) == 1


@pytest.mark.parametrize(("gap_s", "count"), [(1.5, 1), (3.5, 2)])
def test_a_short_gap_is_bridged_and_a_long_one_is_not(gap_s: float, count: int) -> None:
    """Behind a tree for 1.5 s: the same; for 3.5 s: nobody can say."""
    items = walk(line((-6.0, 0.0), (6.0, 0.0), rate=5.0), 5.0)
    _, tracks = follow([item for item in items if not 3.0 < item.time_s < 3.0 + gap_s])
    assert len(tracks) == count


def test_looks_of_two_rates_make_one_track() -> None:
    """Metadata at 2 looks/s goes over into pixels at 12 fps and back."""
    spots = line((-7.0, 0.0), (7.0, 1.0), rate=12.0)
    slow = [item for item in walk(spots, 12.0) if item.index % 6 == 0 or 36 <= item.index < 72]
    points, tracks = follow(slow)
    assert len(tracks) == 1
    assert len(points) == len(slow)


def test_places_and_sizes_are_metres() -> None:
    """A flat-ground box gives back the body that made it."""
    points, tracks = follow(walk(line((-3.0, 2.0), (3.0, 2.0), rate=5.0), 5.0))
    for point in points:
        assert point.place is not None
        assert point.height_m == pytest.approx(1.7, abs=0.02)
        assert point.width_m == pytest.approx(0.5, abs=0.02)
    assert points[-1].place == pytest.approx((3.0, 2.0), abs=0.02)
    assert points[-1].speed_m_s == pytest.approx(1.4, abs=0.05)
    assert tracks[0].places.shape == (len(points), 2)
    assert tracks[0].boxes.dtype == np.float32


def test_a_car_does_not_become_the_person_who_steps_out_of_it() -> None:
    """Labels that cannot be one body are never one track."""
    car = walk([(0.0, 0.0)] * 6, label=Label.CAR, height=1.5, width=4.0)
    person = walk([(0.0, 0.0)] * 6, t0=3.0)
    _, tracks = follow(car + person)
    assert [track.label for track in tracks] == [Label.CAR, Label.PERSON]


def test_a_region_without_a_label_takes_the_label_of_its_track() -> None:
    """Classified looks outvote unclassified ones."""
    items = walk(line((-3.0, 0.0), (3.0, 0.0)))
    odd = [batch(i.index, i.time_s, [i.detections[0].box], Label.MOTION) if i.index % 2 else i for i in items]
    points, _ = follow(odd)
    assert {point.label for point in points} == {Label.PERSON}


def test_nothing_jumps_across_the_yard() -> None:
    """Faster than a runner is somebody else."""
    items = walk([(-6.0, 0.0)] * 4) + walk([(6.0, 0.0)] * 4, t0=2.0)
    assert len(follow(items)[1]) == 2


@given(st.lists(st.lists(st.floats(0, 20), min_size=3, max_size=3), min_size=1, max_size=4))
@settings(max_examples=50, deadline=None)
def test_assignment_is_one_to_one_and_never_worse_than_greedy(costs: list[list[float]]) -> None:
    """Kuhn's optimum against taking the smallest first."""
    chosen = assign(np.array(costs))
    assert len(set(chosen.values())) == len(chosen) == min(len(costs), 3)
    greedy, rows, columns = 0.0, set(range(len(costs))), {0, 1, 2}
    while rows and columns:
        cost, r, c = min((costs[r][c], r, c) for r in rows for c in columns)
        greedy, rows, columns = greedy + cost, rows - {r}, columns - {c}
    assert sum(costs[r][c] for c, r in chosen.items()) <= greedy + 1e-9


def test_forbidden_pairs_stay_apart_and_as_many_as_possible_are_paired() -> None:
    """One trail that fits both leaves the other to whom nothing else fits."""
    assert assign(np.array([[FORBIDDEN]])) == {}
    assert assign(np.array([[1.0, 2.0], [3.0, FORBIDDEN]])) == {0: 1, 1: 0}
    assert assign(np.array([[1.0, FORBIDDEN], [2.0, FORBIDDEN]])) == {0: 0}


@pytest.mark.parametrize("other", list(Label))
@pytest.mark.parametrize("label", list(Label))
def test_labels_that_may_be_one_object(label: Label, other: Label) -> None:
    """Vehicles among vehicles, the rest among the rest, motion with everything; a change of label costs one."""
    trail = np.array([[0.0, 100.0, KINDS[label], *(50.0, 0.0, 9.0, 0.0, 9.0), *(100.0, 0.0, 9.0, 0.0, 9.0)]])
    cost = pair_costs(trail, np.array([[40.0, 0.0, 60.0, 100.0, KINDS[other]]]), 0.5)[0, 0]
    alike = Label.MOTION in (label, other) or (label in VEHICLES) == (other in VEHICLES)
    assert cost == ((label != other) if alike else FORBIDDEN)


@pytest.mark.parametrize("dt", [0.0, 0.08, 0.5, 1.9])
def test_the_kernel_forecasts_as_the_filter_does(dt: float) -> None:
    """`forecast` against `Axis.move`."""
    across, down = (50.0, 3.0, 9.0, 1.0, 4.0), (100.0, -2.0, 7.0, 0.5, 3.0)
    got = forecast(np.array([0.0, 80.0, 30.01, *across, *down]), dt)
    agility, noise = (AGILITY * 80.0) ** 2, 66.0
    x, y = Axis(*across), Axis(*down)
    x.move(dt, agility)
    y.move(dt, agility)
    assert got == pytest.approx((x.p, y.p, x.pp + noise, y.pp + noise))


def test_the_filter_agrees_with_the_textbook_matrices() -> None:
    """The plain floats against numpy's matrix form."""
    axis = Axis(3.0, 0.0, 4.0, 0.0, 9.0)
    x, p = np.array([3.0, 0.0]), np.diag([4.0, 9.0])
    for dt, z in ((0.5, 3.4), (0.08, 3.5), (2.0, 6.0)):
        f, g = np.array([[1, dt], [0, 1]]), np.array([dt * dt / 2, dt])
        x, p = f @ x, f @ p @ f.T + 2.0 * np.outer(g, g)
        axis.move(dt, 2.0)
        gain = p[:, 0] / (p[0, 0] + 0.3)
        x, p = x + gain * (z - x[0]), p - np.outer(gain, p[0])
        axis.see(z, 0.3)
        assert (axis.p, axis.v, axis.pp, axis.pv, axis.vv) == pytest.approx((*x, p[0, 0], p[0, 1], p[1, 1]))


def test_somebody_cut_off_by_the_pictures_edge_stands_under_their_head() -> None:
    """Close to the camera the feet are out of view."""
    x0, y0, x1, _ = box_at(0.0, -9.5)
    cut = (x0, max(y0, 3.0), x1, 360.0)
    points, _ = follow([batch(k, k / 2, [cut]) for k in range(4)])
    assert points[0].place == pytest.approx((0.0, -9.5), abs=0.05)


def test_a_doubtful_look_continues_a_trail_and_never_begins_one() -> None:
    """Half hidden, somebody known is still followed; an unknown faint thing stays unknown."""
    items = walk(line((-3.0, 0.0), (3.0, 0.0)))

    def faded(item: DetectionBatch) -> DetectionBatch:
        return replace(item, detections=tuple(replace(d, score=0.15) for d in item.detections))

    points, tracks = follow([faded(item) if k >= 3 else item for k, item in enumerate(items)])
    assert len(tracks) == 1
    assert len(points) == len(items)
    assert follow([faded(item) for item in items]) == ([], [])
