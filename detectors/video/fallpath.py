"""Candidates linked from frame to frame into paths, and the judgement whether a path is a thing that falls.

A path is fitted on the facade's plane, in metres: height as a parabola in time, position along the wall as a line.
Falling is downward acceleration near g, or, since drag limits light things (an empty bottle to 5.6 m/s), a steady,
steep, fast descent. Leaves sink at 1 to 2 m/s; birds fly along or up.

Rain and glitter make paths of their own by chance. How likely that is follows from how many candidates there are: a
path counts only if fewer than `FALSE_PER_HOUR` like it are to be expected from as many candidates strewn at random (the
a-contrario principle: Desolneux, Moisan and Morel 2000, Int. J. Comput. Vis. 40, 7).
"""

import math
from dataclasses import dataclass, field

from detectors.video.facades import G_M_S2

LOST_S = 0.22
FASTEST_M_S = 35.0
SIDEWAYS_M_S = 7.0
LEAST_POINTS = 5
# Acceleration is free fall's when it is as near to g, doubt included.
FREELY = 0.3
MANY = 160
FALSE_PER_HOUR, LOOKS_PER_HOUR = 0.05, 90_000.0
CLUTTER_MEMORY = 0.05

Blob = tuple[float, float, float]


@dataclass(slots=True)
class Path:
    """One chain of candidates: times [s], pixels, sizes [px], frame indices; ``fired`` once reported.

    ``luck`` is the logarithm of the chance that candidates strewn at random would have continued it as well.
    """

    times: list[float]
    us: list[float]
    vs: list[float]
    sizes: list[float]
    indices: list[int]
    fired: bool = False
    luck: float = 0.0

    def blur_px(self) -> float:
        """How far off a candidate's middle may be: a pixel and a half, and more for what is large [px]."""
        return 1.5 + 0.2 * sum(self.sizes) / len(self.sizes)

    def velocity(self) -> tuple[float, float]:
        """Velocity over the last few points [px/s]."""
        k = max(0, len(self.times) - 4)
        dt = self.times[-1] - self.times[k]
        if dt <= 0.0:
            return 0.0, 0.0
        return (self.us[-1] - self.us[k]) / dt, (self.vs[-1] - self.vs[k]) / dt


@dataclass(slots=True)
class Linker:
    """Keeps the paths of one camera; ``density`` is the facade's typical px/m, ``area`` the picture's [px2].

    ``clutter`` is how many candidates a frame has of late.
    """

    density: float
    paths: list[Path] = field(default_factory=list)
    area: float = 1e6
    clutter: float = 0.0

    def link(self, blobs: list[Blob], index: int, time_s: float) -> list[Path]:
        """Add one frame's candidates; return paths that were lost before it."""
        lost = self.drop(time_s)
        self.clutter += CLUTTER_MEMORY * (len(blobs) - self.clutter)
        if len(blobs) > MANY:
            return lost
        free = dict(enumerate(blobs))
        for path in sorted(self.paths, key=lambda p: -len(p.times)):
            chosen, chance = self._next(path, free, time_s, len(blobs))
            if chosen is not None:
                path.luck += chance
                u, v, size = free.pop(chosen)
                path.times.append(time_s)
                path.us.append(u)
                path.vs.append(v)
                path.sizes.append(size)
                path.indices.append(index)
        self.paths = [path for path in self.paths if not idle(path)]
        self.paths += [Path([time_s], [u], [v], [size], [index]) for u, v, size in free.values()]
        return lost

    def drop(self, now_s: float) -> list[Path]:
        """Take out and return the paths that nothing has continued."""
        lost = [path for path in self.paths if now_s - path.times[-1] > LOST_S]
        if lost:
            self.paths = [path for path in self.paths if now_s - path.times[-1] <= LOST_S]
        return lost

    def meant(self, path: Path) -> bool:
        """Whether a path is unlikely to be made of candidates that have nothing to do with each other."""
        expected = math.log(LOOKS_PER_HOUR * max(self.clutter, 1.0)) + path.luck
        return expected < math.log(FALSE_PER_HOUR)

    def _next(self, path: Path, free: dict[int, Blob], time_s: float, count: int) -> tuple[int | None, float]:
        """The candidate that continues a path best, and the logarithm of the chance that one at random does."""
        dt = time_s - path.times[-1]
        if dt <= 0.0:
            return None, 0.0
        vu, vv = path.velocity()
        reach = 0.5 * G_M_S2 * self.density * dt * dt
        best, nearest = None, math.inf
        for k, (u, v, _) in free.items():
            du, dv = u - path.us[-1], v - path.vs[-1]
            if len(path.times) == 1:
                inside = abs(du) <= SIDEWAYS_M_S * self.density * dt + 2.0
                inside = inside and -2.0 <= dv <= FASTEST_M_S * self.density * dt + 2.0
                apart = math.hypot(du, dv)
            else:
                slow = max(1, min(len(path.times) - 1, 3))
                # The mean velocity of the last points lags behind by half their span.
                lead = 2.0 * reach / dt * (dt + 0.5 * slow * dt)
                apart = math.hypot(du - vu * dt, dv - vv * dt - 0.5 * lead)
                inside = apart <= 3.0 + 0.35 * math.hypot(vu, vv) * dt + lead
            if inside and apart < nearest:
                best, nearest = k, apart
        if best is None:
            return None, 0.0
        if len(path.times) == 1:
            zone = (2.0 * SIDEWAYS_M_S * self.density * dt + 4.0) * (FASTEST_M_S * self.density * dt + 4.0)
        else:
            zone = math.pi * (nearest + 1.5) ** 2
        mean = max(float(count), self.clutter) * zone / self.area
        return best, math.log(-math.expm1(-mean))


def idle(path: Path) -> bool:
    """Whether a path has gone on without going down: flicker, insects, things that hang and sway."""
    return len(path.times) >= 8 and path.vs[-1] - path.vs[-8] < 4.0 and not path.fired


@dataclass(frozen=True, slots=True)
class Fall:
    """A fitted fall: release time, place on the facade's plane, speed at the end, score."""

    released_s: float
    along: float
    z: float
    speed_m_s: float
    score: float


def fall(
    times: list[float], along: list[float], heights: list[float], blur_m: float, freely: bool = False
) -> Fall | None:
    """Fit a path in metres; return the fall it shows, or None.

    Parameters
    ----------
    times: [s]; along, heights: [m] on the facade's plane; blur_m: what one pixel and a half is there;
        freely: nothing less than free fall counts.
    """
    n, span = len(times), times[-1] - times[0]
    drop = heights[0] - heights[-1]
    if n < LEAST_POINTS or span <= 0.0 or drop < 1.0:
        return None
    middle = (times[0] + times[-1]) / 2.0
    ts = [t - middle for t in times]
    z0, vz, half = parabola(ts, heights)
    s0, vs = line(ts, along)
    rest = sum(
        (z - z0 - t * (vz + t * half)) ** 2 + (s - s0 - vs * t) ** 2 for t, s, z in zip(ts, along, heights, strict=True)
    )
    rough = math.sqrt(rest / n)
    gravity = -2.0 * half
    doubt = max(rough, 0.5 * blur_m) * math.sqrt(720.0 / n) / (span * span)
    end, mean = -(vz + gravity * -1.0 * span / 2.0), drop / span
    steep = abs(vs) <= 0.45 * mean + 0.3
    if rough > 0.07 + 0.7 * blur_m or not steep or mean > FASTEST_M_S:
        return None
    falling = 3.0 <= gravity <= 1.6 * G_M_S2 + doubt and gravity >= 2.0 * doubt and end >= 2.5
    steady = -0.35 * G_M_S2 <= gravity < 0.7 * G_M_S2 and mean >= 4.0 and drop >= 4.0 and abs(vs) <= 0.25 * mean
    free = abs(gravity - G_M_S2) + doubt <= FREELY * G_M_S2
    if not (free if freely else falling or steady):
        return None
    start_v = max(0.0, -(vz - half * span))
    back = min(start_v / G_M_S2, 1.2)
    first_z = z0 + ts[0] * (vz + ts[0] * half)
    first_s = s0 + vs * ts[0]
    score = min(1.0, 0.5 + 0.05 * n) * (1.0 - 0.4 * min(1.0, rough / (0.07 + 0.7 * blur_m)))
    return Fall(times[0] - back, first_s - vs * back, first_z + start_v * back / 2.0, end, score)


def line(ts: list[float], values: list[float]) -> tuple[float, float]:
    """Least-squares line: value at 0 and slope."""
    n = len(ts)
    mt, mv = sum(ts) / n, sum(values) / n
    square = sum((t - mt) ** 2 for t in ts)
    slope = sum((t - mt) * (v - mv) for t, v in zip(ts, values, strict=True)) / square if square > 0.0 else 0.0
    return mv - slope * mt, slope


def parabola(ts: list[float], values: list[float]) -> tuple[float, float, float]:
    """Least-squares parabola a + b t + c t^2 by orthogonal polynomials; ``ts`` not all equal."""
    n = len(ts)
    mt = sum(ts) / n
    p1 = [t - mt for t in ts]
    n1 = sum(p * p for p in p1)
    beta = sum(p**3 for p in p1) / n1
    p2 = [p * p - beta * p - n1 / n for p in p1]
    n2 = sum(p * p for p in p2)
    c0 = sum(values) / n
    c1 = sum(p * v for p, v in zip(p1, values, strict=True)) / n1
    c2 = sum(p * v for p, v in zip(p2, values, strict=True)) / n2 if n2 > 1e-12 else 0.0
    b = c1 - c2 * beta
    # Expand about mt, then about zero.
    a = c0 - c2 * n1 / n
    return a - b * mt + c2 * mt * mt, b - 2.0 * c2 * mt, c2
