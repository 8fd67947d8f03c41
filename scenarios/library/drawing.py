"""What every bundled plan is drawn with: rectangles, coordinates to the centimetre, and ways joined where they meet."""

import math
from itertools import pairwise

import numpy as np

from twin.site.model import Points, Way, WayKind

Corner = tuple[float, float]
# What a way is before it is joined: id, kind, corners, width, name.
Draft = tuple[str, WayKind, list[Corner], float, str]
TOUCH_M = 0.02


def rectangle(west: float, south: float, east: float, north: float) -> Points:
    """Corners of an upright rectangle, counter-clockwise, (4, 2)."""
    return np.array([(west, south), (east, south), (east, north), (west, north)], dtype=np.float64)


def rounded(points: list[tuple[float, float]]) -> Points:
    """Points (n, 2) to the centimetre, as the plan is drawn."""
    return np.array([(round(x, 2), round(y, 2)) for x, y in points], dtype=np.float64)


def joined(drafts: list[Draft]) -> tuple[Way, ...]:
    """Ways with a shared vertex wherever two of them cross or touch."""
    routes = [[(round(x, 2), round(y, 2)) for x, y in corners] for _, _, corners, _, _ in drafts]
    extra: list[list[Corner]] = [[] for _ in drafts]
    for i, first in enumerate(routes):
        for j in range(i + 1, len(routes)):
            for place in _meetings(first, routes[j]):
                extra[i].append(place)
                extra[j].append(place)
    return tuple(
        Way(draft[0], draft[1], rounded(_with(route, places)), draft[3], draft[4])
        for draft, route, places in zip(drafts, routes, extra, strict=True)
    )


def _meetings(first: list[Corner], second: list[Corner]) -> list[Corner]:
    found = []
    for a, b in pairwise(first):
        for c, d in pairwise(second):
            place = _crossing(a, b, c, d)
            if place is not None:
                found.append(place)
    return found


def _crossing(a: Corner, b: Corner, c: Corner, d: Corner) -> Corner | None:
    """Where segments a-b and c-d meet, an end that lies on the other one included; None when parallel or apart."""
    rx, ry, sx, sy = b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]
    cross = rx * sy - ry * sx
    if abs(cross) < 1e-9:
        return None
    t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / cross
    u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / cross
    slack_t, slack_u = TOUCH_M / math.hypot(rx, ry), TOUCH_M / math.hypot(sx, sy)
    if not (-slack_t <= t <= 1.0 + slack_t and -slack_u <= u <= 1.0 + slack_u):
        return None
    return (round(a[0] + t * rx, 2), round(a[1] + t * ry, 2))


def _with(route: list[Corner], places: list[Corner]) -> list[Corner]:
    """Return the route with ``places`` on it inserted in order, corners within `TOUCH_M` of a place replaced by it."""
    found: list[Corner] = []
    for a, b in pairwise(route):
        length = math.hypot(b[0] - a[0], b[1] - a[1])
        on = [(((x - a[0]) * (b[0] - a[0]) + (y - a[1]) * (b[1] - a[1])) / length, (x, y)) for x, y in places]
        here = [(s, p) for s, p in on if -TOUCH_M <= s <= length + TOUCH_M and _off(a, b, p) < TOUCH_M]
        found += [a] + [p for _, p in sorted(here)] + [b]
    return _merged(found, set(places))


def _off(a: Corner, b: Corner, p: Corner) -> float:
    length = math.hypot(b[0] - a[0], b[1] - a[1])
    return abs((p[0] - a[0]) * (b[1] - a[1]) - (p[1] - a[1]) * (b[0] - a[0])) / length


def _merged(route: list[Corner], fixed: set[Corner]) -> list[Corner]:
    """Drop corners that repeat their neighbour within 2 x `TOUCH_M`, keeping the shared one of the two."""
    found = [route[0]]
    for corner in route[1:]:
        if math.hypot(corner[0] - found[-1][0], corner[1] - found[-1][1]) > 2 * TOUCH_M:
            found.append(corner)
        elif corner in fixed:
            found[-1] = corner
    return found
