"""Poses of many bodies at once, on the look grid: along each straight piece of a leg places change evenly."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

# Rows of the poses: place [m], cosine and sine of the heading, speed [m/s].
X, Y, Z, COS, SIN, SPEED = range(6)
# Shorter than this on the ground [m], a piece of a leg turns nobody.
TURNS_M = 1e-6
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]


@kernel
def posed(
    paths: NDArray[np.float32], times: Grid, ends: Ints, spans: Ints, rate: float
) -> tuple[Grid, Ints, Ints, Ints, Ints]:
    """Poses of bodies on their legs at the looks asked for, body by body.

    Leg s has the points ``ends[s]`` to before ``ends[s + 1]`` of ``paths`` (p, 3) [m], passed at ``times`` (p,) [s]; it
    is asked about from look ``spans[s, 0]`` to before ``spans[s, 1]``, at ``rate`` looks per second.

    Returns
    -------
    poses (6, n), the look (n,) and the leg (n,) of each; where straight pieces begin among them (q + 1,), and where the
    legs' pieces begin among those (s + 1,).
    """
    count, most = 0, 1
    for s in range(spans.shape[0]):
        count += spans[s, 1] - spans[s, 0]
        most += min(spans[s, 1] - spans[s, 0], ends[s + 1] - ends[s] + 1)
    poses, looks, whose = np.empty((6, count)), np.empty(count, np.int64), np.empty(count, np.int64)
    begins, owned = np.empty(most, np.int64), np.empty(spans.shape[0] + 1, np.int64)
    at, found = 0, 0
    for s in range(spans.shape[0]):
        path, passed = paths[ends[s] : ends[s + 1]], times[ends[s] : ends[s + 1]]
        owned[s] = found
        look, last = spans[s, 0], spans[s, 1]
        i = int(np.searchsorted(passed, look / rate, side="right")) - 1
        while look < last:
            stop = until(passed, i, look, last, rate)
            if stop > look:
                begins[found] = at
                found += 1
                cosine, sine = facing(path, i)
                along(path, passed, i, look, rate, poses[:, at : at + stop - look])
                for n in range(stop - look):
                    poses[COS, at + n], poses[SIN, at + n] = cosine, sine
                    looks[at + n], whose[at + n] = look + n, s
                at += stop - look
                look = stop
            i += 1
    owned[spans.shape[0]] = found
    begins[found] = at
    return poses, looks, whose, begins[: found + 1], owned


@kernel
def until(passed: Grid, i: int, look: int, last: int, rate: float) -> int:
    """Return the first look, from ``look`` on and at most ``last``, at which point i + 1 of a leg has been passed."""
    if i >= len(passed) - 1:
        return last
    stop = min(last, max(look, int(np.ceil(passed[i + 1] * rate))))
    while stop > look and (stop - 1) / rate >= passed[i + 1]:
        stop -= 1
    while stop < last and stop / rate < passed[i + 1]:
        stop += 1
    return stop


@kernel
def facing(path: NDArray[np.float32], i: int) -> tuple[float, float]:
    """Cosine and sine of the heading after point i: along the last piece so far that leads anywhere, else east."""
    for step in range(min(max(i, 0), len(path) - 2), -1, -1):
        ex = float(path[step + 1, 0]) - float(path[step, 0])
        ey = float(path[step + 1, 1]) - float(path[step, 1])
        flat = np.sqrt(ex * ex + ey * ey)
        if flat > TURNS_M:
            return ex / flat, ey / flat
    return 1.0, 0.0


@kernel
def along(path: NDArray[np.float32], passed: Grid, i: int, look: int, rate: float, out: Grid) -> None:
    """Fill in places and speed (6, n) of the looks from ``look`` on, between points i and i + 1 of a leg."""
    i, count = max(i, 0), out.shape[1]
    if i == len(path) - 1:
        for n in range(count):
            out[X, n], out[Y, n], out[Z, n], out[SPEED, n] = path[i, 0], path[i, 1], path[i, 2], 0.0
        return
    x, y, z = float(path[i, 0]), float(path[i, 1]), float(path[i, 2])
    ex, ey, ez = float(path[i + 1, 0]) - x, float(path[i + 1, 1]) - y, float(path[i + 1, 2]) - z
    begun, span = passed[i], passed[i + 1] - passed[i]
    speed = np.sqrt(ex * ex + ey * ey + ez * ez) / span if span > 0.0 else 0.0
    for n in range(count):
        part = max(0.0, np.divide((look + n) / rate - begun, span)) if span > 0.0 else 0.0
        out[X, n], out[Y, n], out[Z, n], out[SPEED, n] = x + part * ex, y + part * ey, z + part * ez, speed
