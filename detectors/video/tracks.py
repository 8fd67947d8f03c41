"""Follows the objects of one camera from look to look, however unevenly the looks come.

Constant-velocity prediction of the box's foot in the picture, gated by the prediction's own uncertainty and by how
fast anything moves on the ground, assigned by least total cost (Kuhn 1955, scipy). Lengths are scaled by the box's
height, so that one set of constants serves near and far.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from scipy.optimize import linear_sum_assignment

from detectors.contract import Box, Detection, DetectionBatch, Found, Item, Label, Track, TrackPoint
from detectors.geometry import CameraModel
from detectors.state import Stateful
from detectors.video.ground import GroundView, Stand
from detectors.video.kalman import Axis

GAP_S = 2.0
GATE = 16.0
LEAST_LOOKS = 3
VEHICLES = frozenset({Label.CAR, Label.TRUCK, Label.MOTORCYCLE, Label.BICYCLE})
FASTEST_M_S = {True: 22.0, False: 7.0}
AGILITY = 1.4
FORBIDDEN = 1e6


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

    KEEPS: ClassVar[tuple[str, ...]] = ("trails", "made")

    def __init__(self, camera: str, model: CameraModel | None = None, gap_s: float = GAP_S) -> None:
        self._camera, self._gap_s = camera, gap_s
        self._view = GroundView(model) if model is not None else None
        self._start()

    def _start(self) -> None:
        self.trails: list[Trail] = []
        self.made = 0

    def update(self, item: Item) -> tuple[Found, ...]:
        """Take a batch; return Tracks that ended before it, then one TrackPoint per detection."""
        if not isinstance(item, DetectionBatch) or item.camera != self._camera:
            return ()
        ended = self.lapse(item.time_s)
        seen = [d for d in item.detections if d.label != Label.FALLING]
        points = [self._take(trail, found) for trail, found in self._pair(seen, item.time_s)]
        return (*ended, *points)

    @property
    def deadline_s(self) -> float:
        """When the object unseen for longest is given up."""
        if not self.trails:
            return math.inf
        return min([trail.times[-1] for trail in self.trails]) + self._gap_s

    def lapse(self, now_s: float) -> tuple[Track, ...]:
        """Return the Tracks of objects not seen for as long as the gap; `math.inf` ends them all."""
        old = [trail for trail in self.trails if now_s >= trail.times[-1] + self._gap_s]
        if not old:
            return ()
        self.trails = [trail for trail in self.trails if now_s < trail.times[-1] + self._gap_s]
        return tuple(finished(trail, self._camera) for trail in old if len(trail.times) >= LEAST_LOOKS)

    def _pair(self, seen: list[Detection], time_s: float) -> list[tuple[Trail, Detection]]:
        """Give every detection a trail: the one it continues at least total cost, or a new one."""
        costs = [[self._cost(trail, found, time_s) for found in seen] for trail in self.trails]
        chosen = assign(costs) if costs and seen else {}
        return [(self.trails[chosen[k]] if k in chosen else self._open(found), found) for k, found in enumerate(seen)]

    def _cost(self, trail: Trail, found: Detection, time_s: float) -> float:
        """Squared distance from the prediction in standard deviations, or `FORBIDDEN`."""
        dt = max(time_s - trail.times[-1], 0.0)
        x0, y0, x1, y1 = found.box
        tall = max(y1 - y0, 1.0)
        scale = tall / trail.tall
        if not 0.4 < scale < 2.5 or not alike(trail.label, found.label):
            return FORBIDDEN
        agility, noise = (AGILITY * trail.tall) ** 2, (0.1 * trail.tall) ** 2 + 2.0
        px, vx = trail.across.ahead(dt, agility)
        py, vy = trail.down.ahead(dt, agility)
        dx, dy = (x0 + x1) / 2.0 - px, y1 - py
        cost = dx * dx / (vx + noise) + dy * dy / (vy + noise)
        if cost > GATE:
            return FORBIDDEN
        metres = math.hypot((x0 + x1) / 2.0 - trail.across.p, y1 - trail.down.p) / trail.tall * 1.7
        if metres > FASTEST_M_S[trail.label in VEHICLES or trail.label == Label.MOTION] * dt + 1.0:
            return FORBIDDEN
        return cost + 4.0 * math.log(scale) ** 2 + (1.0 if trail.label != found.label else 0.0)

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
        return trail

    def _take(self, trail: Trail, found: Detection) -> TrackPoint:
        """Add a look to a trail; return the point that rules judge."""
        box = found.box
        stand = self._stand(found)
        place = (stand.x, stand.y) if stand is not None else None
        if trail.times:
            self._follow(trail, found)
        trail.votes[found.label] = trail.votes.get(found.label, 0.0) + weight(found)
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


def assign(costs: list[list[float]]) -> dict[int, int]:
    """Map columns (detections) to rows (trails) at least total cost, leaving out forbidden pairs."""
    if len(costs) == 1 or len(costs[0]) == 1:
        pairs = [(cost, row, column) for row, line in enumerate(costs) for column, cost in enumerate(line)]
        cost, row, column = min(pairs)
        return {column: row} if cost < FORBIDDEN else {}
    rows, columns = linear_sum_assignment(np.array(costs))
    return {int(c): int(r) for r, c in zip(rows, columns, strict=True) if costs[int(r)][int(c)] < FORBIDDEN}


def alike(a: Label, b: Label) -> bool:
    """Whether one object may be labelled ``a`` at one look and ``b`` at another."""
    return a == b or Label.MOTION in (a, b) or ((a in VEHICLES) == (b in VEHICLES))


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
    whole = all(place is not None for place in trail.places)
    return Track(
        trail.id,
        camera,
        trail.label,
        np.array(trail.times, dtype=np.float64),
        np.array(trail.boxes, dtype=np.float32).reshape(-1, 4),
        np.array(trail.places, dtype=np.float64).reshape(-1, 2) if whole else None,
        trail.score / len(trail.times),
    )
