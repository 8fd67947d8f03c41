"""Candidates linked from frame to frame into paths.

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
MANY = 160
FALSE_PER_HOUR, LOOKS_PER_HOUR = 0.05, 90_000.0
CLUTTER_MEMORY = 0.05
# Where there are many candidates they are not strewn at random but hang together along edges: how much less likely, as
# a logarithm, a path must be for each candidate of a frame, and up to how many.
TOGETHER, CROWDED = 0.5, 80.0

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
        return expected < math.log(FALSE_PER_HOUR) - TOGETHER * min(self.clutter, CROWDED)

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
