"""Which looks are shot at with rays, and what holds between them."""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from twin.posing import X, Y, Z

# Which ray is which.
HEAD, MIDDLE, FEET = range(3)
# What is found at two places this far apart [m], a second's brisk walk, is taken to hold between them.
STEP_M = 1.4
Grid = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


@kernel
def sampled(which: Ints, whose: Ints, looks: Ints, speeds: Grid, rate: float) -> Flags:
    """Mark what to shoot at, (m,): of looks that follow one another in one camera the ends, and seconds in between.

    ``which`` (m, 2) holds cameras and poses; ``whose`` (n,), ``looks`` (n,), ``rate`` of them in a second, and
    ``speeds`` (n,) [m/s] are the poses'. Seconds are left out where two shots do not come to lie farther than `STEP_M`
    apart for it; they are the day's, so that it does not matter where work on a body was broken off.
    """
    m, stride = which.shape[0], max(1, int(np.rint(rate)))
    marks = np.zeros(m, np.bool_)
    goes_on, phase, way_m, second, until_m = False, 0, 0.0, -1, 0.0
    for n in range(m):
        k, i = which[n, 0], which[n, 1]
        phase = phase + 1 if goes_on else looks[i] % stride
        phase = 0 if phase == stride else phase
        begins = not goes_on
        goes_on = n + 1 < m and which[n + 1, 0] == k and which[n + 1, 1] == i + 1 and whose[i + 1] == whose[i]
        if begins:
            marks[n], way_m, second = True, 0.0, -1
        elif phase == 0 or not goes_on:
            # The second before is shot at where the way since the last shot is too long without it.
            if second >= 0 and way_m > STEP_M:
                marks[second] = True
                way_m -= until_m
            second, until_m = n, way_m
            marks[n] = not goes_on
        way_m += speeds[i] / rate
    return marks


@kernel
def between(hidden: Flags, marks: Flags) -> Flags:
    """Fill what was not shot from its neighbours where they agree; return what must still be shot, (m,).

    ``hidden`` (m, 3) holds the rays of marked rows; ends of runs are marked, so neighbours belong to one run.
    """
    left = np.zeros(len(marks), np.bool_)
    before = 0
    for n in range(len(marks)):
        if not marks[n]:
            continue
        same = True
        for ray in range(3):
            same = same and hidden[n, ray] == hidden[before, ray]
        for i in range(before + 1, n):
            left[i] = not same
            if same:
                hidden[i] = hidden[n]
        before = n
    return left


@kernel
def aimed(
    which: Ints, marks: Flags, poses: Grid, whose: Ints, cameras: Grid, heights: Grid, gap_m: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Rays from lens to body of marked rows, without ``gap_m`` at both ends: starts, directions (r, 3), reach (r,).

    ``heights`` (s, a) [m] above its foot are what is aimed at of each body.
    """
    count, rays = 0, heights.shape[1]
    for n in range(len(marks)):
        count += rays if marks[n] else 0
    starts, ways = np.empty((count, 3), np.float32), np.empty((count, 3), np.float32)
    reach = np.empty(count, np.float32)
    at = 0
    for n in range(len(marks)):
        if not marks[n]:
            continue
        k, i = which[n, 0], which[n, 1]
        at_x, at_y, at_z = cameras[k, 0], cameras[k, 1], cameras[k, 2]
        for h in range(rays):
            dx, dy, dz = poses[X, i] - at_x, poses[Y, i] - at_y, poses[Z, i] + heights[whose[i], h] - at_z
            length = max(np.sqrt(dx * dx + dy * dy + dz * dz), 1e-9)
            ux, uy, uz = dx / length, dy / length, dz / length
            starts[at, 0], starts[at, 1], starts[at, 2] = (
                at_x + gap_m * ux,
                at_y + gap_m * uy,
                at_z + gap_m * uz,
            )
            ways[at, 0], ways[at, 1], ways[at, 2] = ux, uy, uz
            reach[at] = max(length - 2.0 * gap_m, 0.0)
            at += 1
    return starts, ways, reach


@kernel
def put_ends(hidden: Flags, marks: Flags, stopped: Flags) -> Flags:
    """Write down of marked rows of ``hidden`` (m, 3) whether the rays to head and feet, in turn, were ``stopped``.

    The middle is as they are where they agree; returned is where they do not, (m,).
    """
    torn = np.zeros(len(marks), np.bool_)
    at = 0
    for n in range(len(marks)):
        if marks[n]:
            head, feet = stopped[at], stopped[at + 1]
            hidden[n, HEAD], hidden[n, MIDDLE], hidden[n, FEET] = head, head, feet
            torn[n] = head != feet
            at += 2
    return torn


@kernel
def put_middles(hidden: Flags, torn: Flags, stopped: Flags) -> None:
    """Write down of rows of ``hidden`` (m, 3) that are ``torn`` whether the ray to the middle was ``stopped``."""
    at = 0
    for n in range(len(torn)):
        if torn[n]:
            hidden[n, MIDDLE] = stopped[at]
            at += 1
