"""Simple solids to build vehicles and things from, about their own origin: x ahead, y left, z up."""

import math

import numpy as np

from twin.imaging.figure import Model

Triple = tuple[float, float, float]


def solid(vertices: list[Triple], faces: list[tuple[int, ...]], part: int) -> Model:
    """Make a model of convex faces, each counter-clockwise from outside."""
    triangles = [(face[0], face[i], face[i + 1]) for face in faces for i in range(1, len(face) - 1)]
    return Model(
        np.array(vertices, dtype=np.float32),
        np.array(triangles, dtype=np.int32),
        np.full(len(triangles), part, dtype=np.uint8),
    )


def box(centre: Triple, size: Triple, part: int) -> Model:
    """An upright box."""
    (x, y, z), (a, b, c) = centre, (size[0] / 2, size[1] / 2, size[2] / 2)
    return frustum((x - a, x + a, y - b, y + b, z - c), (x - a, x + a, y - b, y + b, z + c), part)


def frustum(
    low: tuple[float, float, float, float, float], high: tuple[float, float, float, float, float], part: int
) -> Model:
    """A solid between two level rectangles (x0, x1, y0, y1, z)."""
    corners: list[Triple] = []
    for x0, x1, y0, y1, z in (low, high):
        corners += [(x0, y0, z), (x1, y0, z), (x1, y1, z), (x0, y1, z)]
    faces = [(3, 2, 1, 0), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7)]
    return solid(corners, list(faces), part)


def loft(rings: list[list[Triple]], part: int) -> Model:
    """A skin through closed rings of equal length, with lids; rings run counter-clockwise seen from the last one."""
    n = len(rings[0])
    vertices = [point for ring in rings for point in ring]
    faces: list[tuple[int, ...]] = [tuple(reversed(range(n)))]
    for k in range(len(rings) - 1):
        for i in range(n):
            j = (i + 1) % n
            faces.append((k * n + i, k * n + j, (k + 1) * n + j, (k + 1) * n + i))
    base = (len(rings) - 1) * n
    faces.append(tuple(range(base, base + n)))
    return solid(vertices, faces, part)


def tube(start: Triple, end: Triple, radius: float, part: int, sides: int = 6) -> Model:
    """A bar between two points."""
    along = np.array(end) - np.array(start)
    along /= math.sqrt(float(along[0] ** 2 + along[1] ** 2 + along[2] ** 2))
    other = np.array([0.0, 0.0, 1.0]) if abs(along[2]) < 0.9 else np.array([1.0, 0.0, 0.0])
    a = np.cross(other, along)
    a /= math.sqrt(float(a[0] ** 2 + a[1] ** 2 + a[2] ** 2))
    b = np.cross(along, a)
    rings = []
    for end_point in (start, end):
        ring = []
        for k in range(sides):
            t = 2.0 * math.pi * k / sides
            p = [end_point[i] + radius * (math.cos(t) * a[i] + math.sin(t) * b[i]) for i in range(3)]
            ring.append((float(p[0]), float(p[1]), float(p[2])))
        rings.append(ring)
    return loft(rings, part)


def wheel(x: float, y: float, radius: float, width: float, part: int, sides: int = 14) -> Model:
    """A wheel standing on the ground at (x, y), its axle along y."""
    return tube((x, y - width / 2, radius), (x, y + width / 2, radius), radius, part, sides)


def ball(centre: Triple, radii: Triple, part: int, rows: int = 5, sides: int = 8) -> Model:
    """An ellipsoid."""
    rings = []
    for k in range(rows):
        t = math.pi * (k + 0.5) / rows
        r, z = math.sin(t), -math.cos(t)
        ring = []
        for i in range(sides):
            a = 2.0 * math.pi * i / sides
            ring.append(
                (
                    centre[0] + radii[0] * r * math.cos(a),
                    centre[1] + radii[1] * r * math.sin(a),
                    centre[2] + radii[2] * z,
                )
            )
        rings.append(ring)
    return loft(rings, part)
