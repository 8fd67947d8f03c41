"""The tracker keeps identities through crossings, gaps and uneven looks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linear_sum_assignment

from detectors.contract import DetectionBatch, Label, Track, TrackLook, TrackPoint
from detectors.video.assignment import matched
from detectors.video.association import (
    AGILITY,
    FORBIDDEN,
    KINDS,
    VEHICLES,
    assign,
    continued,
    forecast,
    pair_costs,
    settle,
)  # fmt: skip
from detectors.video.kalman import corrected, moved
from detectors.video.tracks import Tracks
from tests.detectors.streams import CAMERA, MODEL, batch, box_at, line, walk


def followed(items: list[DetectionBatch]) -> tuple[list[TrackPoint], list[Track]]:
    tracker = Tracks(CAMERA, MODEL)
    found = [row for item in items for row in tracker.update(item)] + list(tracker.lapse(float("inf")))
    return [p for r in found if isinstance(r, TrackLook) for p in r.points], [r for r in found if isinstance(r, Track)]


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
    points, tracks = followed(crossing(rate, noise))
    assert len(tracks) == 2
    for side in (0, 1):
        names = [points[2 * k + side].track for k in range(len(points) // 2)]
        assert len(set(names)) == 1


@pytest.mark.parametrize(("gap_s", "count"), [(1.5, 1), (3.5, 2)])
def test_a_short_gap_is_bridged_and_a_long_one_is_not(gap_s: float, count: int) -> None:
    """Behind a tree for 1.5 s: the same; for 3.5 s: nobody can say."""
    items = walk(line((-6.0, 0.0), (6.0, 0.0), rate=5.0), 5.0)
    _, tracks = followed([item for item in items if not 3.0 < item.time_s < 3.0 + gap_s])
    assert len(tracks) == count


def test_looks_of_two_rates_make_one_track() -> None:
    """Metadata at 2 looks/s goes over into pixels at 12 fps and back."""
    spots = line((-7.0, 0.0), (7.0, 1.0), rate=12.0)
    slow = [item for item in walk(spots, 12.0) if item.index % 6 == 0 or 36 <= item.index < 72]
    points, tracks = followed(slow)
    assert len(tracks) == 1
    assert len(points) == len(slow)


def test_places_and_sizes_are_metres() -> None:
    """A flat-ground box gives back the body that made it."""
    points, tracks = followed(walk(line((-3.0, 2.0), (3.0, 2.0), rate=5.0), 5.0))
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
    _, tracks = followed(car + person)
    assert [track.label for track in tracks] == [Label.CAR, Label.PERSON]


def test_a_region_without_a_label_takes_the_label_of_its_track() -> None:
    """Classified looks outvote unclassified ones."""
    items = walk(line((-3.0, 0.0), (3.0, 0.0)))
    odd = [batch(i.index, i.time_s, [i.detections[0].box], Label.MOTION) if i.index % 2 else i for i in items]
    points, _ = followed(odd)
    assert {point.label for point in points} == {Label.PERSON}


def test_nothing_jumps_across_the_yard() -> None:
    """Faster than a runner is somebody else."""
    items = walk([(-6.0, 0.0)] * 4) + walk([(6.0, 0.0)] * 4, t0=2.0)
    assert len(followed(items)[1]) == 2


Costs = st.integers(1, 4).flatmap(
    lambda wide: st.lists(
        st.lists(st.one_of(st.floats(0, 20), st.just(FORBIDDEN)), min_size=wide, max_size=wide), min_size=1, max_size=4
    )
)


@given(Costs)
@settings(max_examples=200, deadline=None)
def test_assignment_is_one_to_one_and_never_worse_than_greedy(costs: list[list[float]]) -> None:
    """Kuhn's optimum against taking the smallest first."""
    table = np.array(costs)
    chosen = {k: row for k, row in enumerate(assign(table).tolist()) if row >= 0}
    assert len(set(chosen.values())) == len(chosen)
    assert all(table[row, k] < FORBIDDEN for k, row in chosen.items())
    greedy, rows, columns = {}, set(range(table.shape[0])), set(range(table.shape[1]))
    while rows and columns:
        cost, row, k = min((costs[row][k], row, k) for row in rows for k in columns)
        greedy |= {k: cost} if cost < FORBIDDEN else {}
        rows, columns = rows - {row}, columns - {k}
    assert len(chosen) >= len(greedy)
    if len(chosen) == len(greedy):
        assert sum(table[row, k] for k, row in chosen.items()) <= sum(greedy.values()) + 1e-9


@given(Costs)
@settings(max_examples=200, deadline=None)
def test_what_is_settled_by_sight_is_the_optimum(costs: list[list[float]]) -> None:
    """Wherever `settle` says that nobody had a choice, scipy says the same."""
    table = np.array(costs)
    rows = np.zeros(table.shape[1], dtype=np.int64)
    if settle(table, rows):
        assert rows.tolist() == assign(table).tolist()
    else:
        allowed = table < FORBIDDEN
        assert allowed.sum(axis=0).max() > 1 or allowed.sum(axis=1).max() > 1


def test_forbidden_pairs_stay_apart_and_as_many_as_possible_are_paired() -> None:
    """One trail that fits both leaves the other to whom nothing else fits."""
    assert assign(np.array([[FORBIDDEN]])).tolist() == [-1]
    assert assign(np.array([[1.0, 2.0], [3.0, FORBIDDEN]])).tolist() == [1, 0]
    assert assign(np.array([[1.0, FORBIDDEN], [2.0, FORBIDDEN]])).tolist() == [0, -1]


@pytest.mark.parametrize("other", list(Label))
@pytest.mark.parametrize("label", list(Label))
def test_labels_that_may_be_one_object(label: Label, other: Label) -> None:
    """Vehicles among vehicles, the rest among the rest, motion with everything; a change of label costs one."""
    trail = np.array([[0.0, 100.0, KINDS[label], *(50.0, 0.0, 9.0, 0.0, 9.0), *(100.0, 0.0, 9.0, 0.0, 9.0)]])
    cost = pair_costs(trail, np.array([[40.0, 0.0, 60.0, 100.0, KINDS[other]]]), 0.5)[0, 0]
    alike = Label.MOTION in (label, other) or (label in VEHICLES) == (other in VEHICLES)
    assert cost == ((label != other) if alike else FORBIDDEN)


def textbook(x: np.ndarray, p: np.ndarray, dt: float, agility: float) -> tuple[np.ndarray, np.ndarray]:
    """Predict by matrices."""
    f, g = np.array([[1, dt], [0, 1]]), np.array([dt * dt / 2, dt])
    return f @ x, f @ p @ f.T + agility * np.outer(g, g)


def corrected_by_matrices(x: np.ndarray, p: np.ndarray, z: float, noise: float) -> tuple[np.ndarray, np.ndarray]:
    """Correct by matrices."""
    gain = p[:, 0] / (p[0, 0] + noise)
    return x + gain * (z - x[0]), p - np.outer(gain, p[0])


def test_the_filter_agrees_with_the_textbook_matrices() -> None:
    """The plain floats against numpy's matrix form."""
    state = (3.0, 0.0, 4.0, 0.0, 9.0)
    x, p = np.array([3.0, 0.0]), np.diag([4.0, 9.0])
    for dt, z in ((0.5, 3.4), (0.08, 3.5), (2.0, 6.0)):
        x, p = corrected_by_matrices(*textbook(x, p, dt, 2.0), z, 0.3)
        state = corrected(*moved(*state, dt, 2.0), z, 0.3)
        assert state == pytest.approx((*x, p[0, 0], p[0, 1], p[1, 1]))


@pytest.mark.parametrize("dt", [0.0, 0.08, 0.5, 1.9])
def test_trails_are_forecast_and_corrected_as_the_textbook_does(dt: float) -> None:
    """A trail's foot, across and down, and its height; somebody new stands at the end."""
    across, down, tall = (50.0, 3.0, 9.0, 1.0, 4.0), (100.0, -2.0, 7.0, 0.5, 3.0), 80.0
    trail = np.array([[1.0, tall, 30.01, *across, *down]])
    agility, noise = (AGILITY * tall) ** 2, (0.1 * tall) ** 2 + 2.0
    feet = np.array([[45.0, 20.0, 59.0, 98.0, 30.01], [200.0, 10.0, 240.0, 110.0, KINDS[Label.CAR]]])
    px, py, vx, vy = forecast(trail, 0, dt)
    after = np.concatenate([trail, np.zeros((1, 13))])
    assert continued(after, 1, feet, 2, 1.0 + dt).tolist() == [0, 1]
    for k, (axis, at, z, seen, spread) in enumerate(((across, 3, 52.0, px, vx), (down, 8, 98.0, py, vy))):
        x, p = textbook(np.array(axis[:2]), np.array([[axis[2], axis[3]], [axis[3], axis[4]]]), dt, agility)
        assert (seen, spread) == pytest.approx((x[0], p[0, 0] + noise)), k
        x, p = corrected_by_matrices(x, p, z, noise)
        assert after[0, at : at + 5] == pytest.approx((*x, p[0, 0], p[0, 1], p[1, 1]))
    assert after[0, :3] == pytest.approx((1.0 + dt, tall + 0.3 * (78.0 - tall), 30.01))
    assert after[1, :5] == pytest.approx((1.0 + dt, 100.0, KINDS[Label.CAR], 220.0, 0.0))


@given(st.integers(0, 2**32), st.integers(0, 5), st.integers(0, 5))
@settings(max_examples=60, deadline=None)
def test_doubtful_detections_choose_after_sure_ones(seed: int, known: int, sure: int) -> None:
    """In a crowd: no trail goes to two, doubtful ones open none, and the sure ones choose as if alone."""
    rng = np.random.Generator(np.random.Philox(seed))
    trails = np.zeros((known + sure + 3, 13))
    for row, (x, y) in enumerate(60.0 * rng.random((known, 2))):
        trails[row] = (0.0, 50.0, KINDS[Label.PERSON], *(x, 0.0, 9.0, 0.0, 9.0), *(y + 100.0, 0.0, 9.0, 0.0, 9.0))
    at = 60.0 * rng.random((sure + 3, 2))
    feet = np.array([(x - 10.0, y + 50.0, x + 10.0, y + 100.0, KINDS[Label.PERSON]) for x, y in at])
    alone = continued(trails.copy(), known, feet[:sure], sure, 0.2).tolist() if sure else []
    rows = continued(trails, known, feet, sure, 0.2).tolist()
    assert rows[:sure] == alone
    taken = [row for row in rows if row >= 0]
    assert len(set(taken)) == len(taken)
    assert all(row < known for row in rows[sure:])


def test_somebody_cut_off_by_the_pictures_edge_stands_under_their_head() -> None:
    """Close to the camera the feet are out of view."""
    x0, y0, x1, _ = box_at(0.0, -9.5)
    cut = (x0, max(y0, 3.0), x1, 360.0)
    points, _ = followed([batch(k, k / 2, [cut]) for k in range(4)])
    assert points[0].place == pytest.approx((0.0, -9.5), abs=0.05)


def test_a_doubtful_look_continues_a_trail_and_never_begins_one() -> None:
    """Half hidden, somebody known is still followed; an unknown faint thing stays unknown."""
    items = walk(line((-3.0, 0.0), (3.0, 0.0)))

    def faded(item: DetectionBatch) -> DetectionBatch:
        faint = tuple(replace(d, score=0.15) for d in item.detections)
        return DetectionBatch(item.camera, item.index, item.time_s, faint)

    points, tracks = followed([faded(item) if k >= 3 else item for k, item in enumerate(items)])
    assert len(tracks) == 1
    assert len(points) == len(items)
    assert followed([faded(item) for item in items]) == ([], [])


@given(
    st.integers(0, 7).flatmap(
        lambda tall: st.integers(0, 7).flatmap(
            lambda wide: st.lists(
                st.lists(
                    st.one_of(st.floats(0, 20), st.integers(0, 3), st.just(FORBIDDEN)), min_size=wide, max_size=wide
                ),
                min_size=tall,
                max_size=tall,
            ).map(lambda rows: np.array(rows, dtype=np.float64).reshape(tall, wide))
        )
    )
)
@settings(max_examples=300, deadline=None)
def test_the_kernel_assigns_as_scipy_does(costs: np.ndarray) -> None:
    """Pair for pair, ties and tables of any shape included."""
    wanted = np.full(costs.shape[1], -1)
    rows, columns = linear_sum_assignment(costs)
    wanted[columns] = rows
    assert matched(costs).tolist() == wanted.tolist()
