"""Follows the objects of one camera from look to look, however unevenly the looks come.

Constant-velocity prediction of the box's foot in the picture, gated by the prediction's own uncertainty and by how
fast anything moves on the ground, assigned by least total cost (Kuhn 1955, scipy), sure detections before doubtful ones
(ByteTrack: Zhang et al. 2022, algorithm 1). Lengths are scaled by the box's height, so that one set of constants serves
near and far.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from detectors.contract import Box, Detection, DetectionBatch, Found, Item, Label, Track, TrackPoint
from detectors.geometry import CameraModel
from detectors.kernel import kernel
from detectors.state import Stateful
from detectors.video.ground import GroundView, Stand
from detectors.video.kalman import Axis

GAP_S = 2.0
# What is found with a lower score continues an object that is known, and never begins one.
SURE = 0.3
GATE = 16.0
LEAST_LOOKS = 3
VEHICLES = frozenset({Label.CAR, Label.TRUCK, Label.MOTORCYCLE, Label.BICYCLE})
SLOW_M_S, FAST_M_S = 7.0, 22.0
AGILITY = 1.4
FORBIDDEN = 1e6
Grid = NDArray[np.float64]
# Labels as numbers, so that two may be one object's if their tens are equal or either is 1, which is MOTION.
KINDS = {label: 10.0 * (2 if label in VEHICLES else 3) + k / 100.0 for k, label in enumerate(Label)} | {
    Label.MOTION: 1.0
}


@dataclass(slots=True)
class Trail:
    """One object while it is followed."""

    id: str
    label: Label
    votes: dict[Label, float]
    across: Axis
    down: Axis
    tall: float
    speed: float
    times: list[float]
    boxes: list[Box]
    indices: list[int]
    places: list[tuple[float, float] | None]
    score: float


class Tracks(Stateful):
    """Turns one camera's DetectionBatches into TrackPoints, and into Tracks once objects have gone.

    Parameters
    ----------
    camera: the camera's id.
    model: its calibration, or None: then tracks have no places.
    gap_s: how long an object may be hidden and still be the same.
    """

    HEARS: ClassVar[frozenset[type]] = frozenset({DetectionBatch})
    KEEPS: ClassVar[tuple[str, ...]] = ("trails", "made", "since_s")

    def __init__(self, camera: str, model: CameraModel | None = None, gap_s: float = GAP_S) -> None:
        self._camera, self._gap_s = camera, gap_s
        self._view = GroundView(model) if model is not None else None
        self._start()

    def _start(self) -> None:
        self.trails: list[Trail] = []
        self.made = 0
        # No trail was last seen before this: a bound, so that not every look has to search them all.
        self.since_s = math.inf

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a batch; return Tracks that ended before it, then one TrackPoint per detection."""
        if not isinstance(item, DetectionBatch) or item.camera != self._camera:
            return ()
        ended = self.lapse(item.time_s)
        seen = [d for d in item.detections if d.label != Label.FALLING]
        sure = [d for d in seen if d.score >= SURE]
        pairs = self._pair(sure, item.time_s)
        if len(sure) < len(seen):
            pairs += self._continued([d for d in seen if d.score < SURE], pairs, item.time_s)
        return (*ended, *[self._take(trail, found) for trail, found in pairs])

    @property
    def deadline_s(self) -> float:
        """When an object may first be given up: never later than the one unseen for longest."""
        return self.since_s + self._gap_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return the Tracks of objects not seen for as long as the gap; `math.inf` ends them all."""
        if now_s < self.since_s + self._gap_s:
            return ()
        old = [trail for trail in self.trails if now_s >= trail.times[-1] + self._gap_s]
        self.trails = [trail for trail in self.trails if now_s < trail.times[-1] + self._gap_s]
        self.since_s = min([trail.times[-1] for trail in self.trails], default=math.inf)
        return tuple(finished(trail, self._camera) for trail in old if len(trail.times) >= LEAST_LOOKS)

    def _pair(self, seen: list[Detection], time_s: float) -> list[tuple[Trail, Detection]]:
        """Give every detection a trail: the one it continues at least total cost, or a new one."""
        chosen = assign(self._costs(seen, time_s)) if self.trails and seen else {}
        return [(self.trails[chosen[k]] if k in chosen else self._open(found), found) for k, found in enumerate(seen)]

    def _continued(
        self, doubtful: list[Detection], pairs: list[tuple[Trail, Detection]], time_s: float
    ) -> list[tuple[Trail, Detection]]:
        """Let doubtful detections continue the trails that no sure one has continued; they open none."""
        taken = {id(trail) for trail, _ in pairs}
        left = [trail for trail in self.trails if id(trail) not in taken]
        chosen = assign(self._costs(doubtful, time_s, left)) if left else {}
        return [(left[row], doubtful[k]) for k, row in sorted(chosen.items())]

    def _costs(self, seen: list[Detection], time_s: float, trails_left: list[Trail] | None = None) -> Grid:
        """What it costs to take each trail and each detection for one object, (trails, detections) float64."""
        feet = [(*d.box, KINDS[d.label]) for d in seen]
        trails = [
            (
                trail.times[-1], trail.tall, KINDS[trail.label],
                trail.across.p, trail.across.v, trail.across.pp, trail.across.pv, trail.across.vv,
                trail.down.p, trail.down.v, trail.down.pp, trail.down.pv, trail.down.vv,
            )
            for trail in (self.trails if trails_left is None else trails_left)
        ]  # fmt: skip
        return pair_costs(np.array(trails), np.array(feet), time_s)

    def _open(self, found: Detection) -> Trail:
        self.made += 1
        x0, y0, x1, y1 = found.box
        tall = max(y1 - y0, 1.0)
        spread = (10.0 if found.label in VEHICLES else 1.5) * tall
        noise = (0.1 * tall) ** 2 + 2.0
        across = Axis((x0 + x1) / 2.0, 0.0, noise, 0.0, spread**2)
        down = Axis(y1, 0.0, noise, 0.0, (0.4 * spread) ** 2)
        name = f"{self._camera}/t{self.made}"
        trail = Trail(name, found.label, {}, across, down, tall, 0.0, [], [], [], [], 0.0)
        self.trails.append(trail)
        self.since_s = min(self.since_s, found.time_s)
        return trail

    def _take(self, trail: Trail, found: Detection) -> TrackPoint:
        """Add a look to a trail; return the point that rules judge."""
        box = found.box
        stand = self._stand(found)
        place = (stand.x, stand.y) if stand is not None else None
        if trail.times:
            self._follow(trail, found)
        trail.votes[found.label] = trail.votes.get(found.label, 0.0) + weight(found)
        if found.label != trail.label:
            trail.label = max(trail.votes, key=lambda label: trail.votes[label])
        trail.times.append(found.time_s)
        trail.boxes.append(box)
        trail.indices.append(found.index)
        trail.places.append(place)
        trail.score += found.score
        trail.speed = speed(trail)
        looks = len(trail.times)
        return TrackPoint(
            trail.id,
            self._camera,
            trail.label,
            found.index,
            found.time_s,
            box,
            place,
            stand.height_m if stand is not None else None,
            stand.width_m if stand is not None else None,
            stand.doubt_m if stand is not None else None,
            trail.speed,
            trail.score / looks,
            looks,
            trail.times[0],
            trail.indices[0],
        )

    def _stand(self, found: Detection) -> Stand | None:
        """Where a detected thing stands; somebody whose feet are below the picture stands under their head."""
        if self._view is None:
            return None
        if found.label == Label.PERSON and self._view.cut(found.box):
            return self._view.under(found.box)
        return self._view.stand(found.box)

    def _follow(self, trail: Trail, found: Detection) -> None:
        """Correct the prediction of a trail by a look."""
        dt = max(found.time_s - trail.times[-1], 0.0)
        agility, noise = (AGILITY * trail.tall) ** 2, (0.1 * trail.tall) ** 2 + 2.0
        trail.across.move(dt, agility)
        trail.down.move(dt, agility)
        x0, y0, x1, y1 = found.box
        trail.across.see((x0 + x1) / 2.0, noise)
        trail.down.see(y1, noise)
        trail.tall += 0.3 * (max(y1 - y0, 1.0) - trail.tall)


@kernel
def forecast(trail: Grid, dt: float) -> tuple[float, float, float, float]:
    """Where a trail's foot should be (x, y) [px] after ``dt`` [s], and the variances of a look at it there."""
    agility, noise = (AGILITY * trail[1]) ** 2, (0.1 * trail[1]) ** 2 + 2.0
    bend = agility * dt * dt / 4.0
    vx = trail[5] + dt * (2.0 * trail[6] + dt * (trail[7] + bend))
    vy = trail[10] + dt * (2.0 * trail[11] + dt * (trail[12] + bend))
    return trail[3] + trail[4] * dt, trail[8] + trail[9] * dt, vx + noise, vy + noise


@kernel
def pair_costs(trails: Grid, feet: Grid, time_s: float) -> Grid:
    """Squared distance of every detection from every trail's forecast in standard deviations, or `FORBIDDEN`.

    Parameters
    ----------
    trails: (n, 13): time last seen [s], height [px], kind, and the `Axis` across and down.
    feet: (m, 5): box [px] and kind.
    """
    costs = np.full((len(trails), len(feet)), FORBIDDEN)
    for row in range(len(trails)):
        trail = trails[row]
        dt, kind = max(time_s - trail[0], 0.0), trail[2]
        px, py, vx, vy = forecast(trail, dt)
        for k in range(len(feet)):
            x, y, tall = (feet[k, 0] + feet[k, 2]) / 2.0, feet[k, 3], max(feet[k, 3] - feet[k, 1], 1.0)
            dx, dy = x - px, y - py
            cost = dx * dx / vx + dy * dy / vy
            if cost > GATE:
                continue
            scale, other = tall / trail[1], feet[k, 4]
            if not 0.4 < scale < 2.5 or not (kind // 10.0 == other // 10.0 or kind == 1.0 or other == 1.0):
                continue
            metres = math.hypot(x - trail[3], y - trail[8]) / trail[1] * 1.7
            if metres > (SLOW_M_S if kind // 10.0 == 3.0 else FAST_M_S) * dt + 1.0:
                continue
            costs[row, k] = cost + 4.0 * math.log(scale) ** 2 + (0.0 if kind == other else 1.0)
    return costs


def assign(costs: Grid) -> dict[int, int]:
    """Map columns (detections) to rows (trails) at least total cost, leaving out forbidden pairs."""
    if costs.size == 1:
        return {0: 0} if costs[0, 0] < FORBIDDEN else {}
    rows, columns = linear_sum_assignment(costs)
    allowed = costs[rows, columns] < FORBIDDEN
    return dict(zip(columns[allowed].tolist(), rows[allowed].tolist(), strict=True))


def weight(found: Detection) -> float:
    """How much a look's label counts: an unclassified region says little."""
    return 0.3 * found.score if found.label == Label.MOTION else found.score


def speed(trail: Trail) -> float:
    """Ground speed [m/s] over the last second or so; 0 without places."""
    last = trail.places[-1]
    if last is None:
        return 0.0
    i = len(trail.times) - 1
    while i > 0 and trail.times[-1] - trail.times[i] < 1.0:
        i -= 1
    first, dt = trail.places[i], trail.times[-1] - trail.times[i]
    if first is None or dt <= 0.0:
        return 0.0
    return math.hypot(last[0] - first[0], last[1] - first[1]) / dt


def finished(trail: Trail, camera: str) -> Track:
    """The whole of a trail as a record."""
    whole = None not in trail.places
    return Track(
        trail.id,
        camera,
        trail.label,
        np.array(trail.times, dtype=np.float64),
        np.array(trail.boxes, dtype=np.float32).reshape(-1, 4),
        np.array(trail.places, dtype=np.float64).reshape(-1, 2) if whole else None,
        trail.score / len(trail.times),
    )
