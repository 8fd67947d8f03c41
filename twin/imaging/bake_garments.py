"""Dressing a bare body for the bake: which garment covers what, how loose it hangs, where hems run."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from twin.imaging.wardrobe import (
    BROW,
    CALF,
    EYES,
    HAIR,
    HAND,
    HEM_M,
    LIPS,
    LOWER_SLEEVE,
    SHOE,
    SKIN,
    SLEEVE,
    TORSO,
    TROUSERS,
    WHITES,
)

Floats = NDArray[np.float64]
# Where garments end: a short sleeve and shorts along their limb, a shoe below the ankle's joint, the neckline along the
# neck.
SLEEVE_END, SHORTS_END, SHOE_TOP_M, COLLAR = 0.66, 0.86, 0.01, 0.12
# A shirt hangs from so far below the shoulders' joints, freely after a hand's breadth; it is then as wide as what is
# above, in so many directions.
ARMPIT_M, FREE_M, DIRECTIONS, NARROWING = 0.11, 0.12, 24, 0.985


def regions(points: Floats, weights: Floats, joints: Floats) -> NDArray[np.uint8]:
    """Which garment or skin covers each point, by its main bone and its place along it."""
    main = weights.argmax(axis=1)
    part = np.full(len(points), TORSO, dtype=np.uint8)
    part[np.isin(main, (0, 1, 2)) & (points[:, 2] < joints[0, 2] - HEM_M)] = TROUSERS
    head = np.isin(main, (3, 4))
    part[head] = SKIN
    part[np.isin(main, (3, 4)) & (points[:, 2] < collar_height(joints))] = TORSO
    part[(main == 2) & (points[:, 2] > collar_height(joints))] = SKIN
    top, base = points[head, 2].max(), joints[4, 2]
    back, front = points[head & (points[:, 2] > base), 0].min(), points[head & (points[:, 2] > base), 0].max()
    rise, ahead = (points[:, 2] - base) / (top - base), (points[:, 0] - back) / (front - back)
    part[head & (rise > 0.08 + 0.82 * ahead)] = HAIR
    for arm, leg in ((5, 11), (8, 14)):
        along = _along(points, joints[arm], joints[arm + 1])
        part[(main == arm)] = np.where(along[main == arm] < SLEEVE_END, SLEEVE, LOWER_SLEEVE)
        part[main == arm + 1] = np.where(along[main == arm + 1] < SLEEVE_END, SLEEVE, LOWER_SLEEVE)
        part[main == arm + 2] = HAND
        part[main == leg] = np.where(points[main == leg, 2] > joints[0, 2] - HEM_M, TORSO, TROUSERS)
        shin = _along(points, joints[leg], joints[leg + 1])
        part[(main == leg) & (shin > SHORTS_END)] = CALF
        foot = np.isin(main, (leg + 1, leg + 2))
        part[foot] = np.where(points[foot, 2] < joints[leg + 2, 2] - SHOE_TOP_M, SHOE, CALF)
    return part


def features(points: Floats, part: NDArray[np.uint8], eyes: Floats) -> NDArray[np.uint8]:
    """Brows, lips and the whites of eyes, by where the eyeballs ``eyes`` (n, 3) are; faces scale with their gap."""
    left, right = eyes[eyes[:, 1] > 0.0], eyes[eyes[:, 1] < 0.0]
    middle = 0.5 * (left.mean(axis=0) + right.mean(axis=0))
    half = 0.5 * float(left[:, 1].mean() - right[:, 1].mean())
    unit = half / 0.031
    up, aside = (points[:, 2] - middle[2]) / unit, np.abs(points[:, 1] - middle[1]) / unit
    front = points[:, 0] > middle[0] - 0.012 * unit
    out = part.copy()
    skin = (part == SKIN) & front
    out[skin & (np.abs(up - 0.0225 - 0.06 * (aside - 0.03)) < 0.0042) & (aside > 0.011) & (aside < 0.05)] = BROW
    out[skin & (np.abs(up + 0.066) < 0.0085) & (aside < 0.024 - 0.7 * np.abs(up + 0.066))] = LIPS
    pole = np.hypot(aside - 0.031, up)
    out[(part == EYES) & (pole > 0.0056)] = WHITES
    return out


def collar_height(joints: Floats) -> float:
    """Height of the neckline [m]."""
    return float(joints[3, 2] + COLLAR * (joints[4, 2] - joints[3, 2]))


def _along(points: Floats, start: Floats, end: Floats) -> Floats:
    axis = end - start
    return np.asarray((points - start) @ axis / (axis @ axis))


# How far cloth stands off [m], the smoothing's shrinking included. A shirt of ordinary fit has some 10 to 14 cm more
# girth than the chest in it, which is 16 to 22 mm all round.
_LOOSE = {TORSO: 0.032, TROUSERS: 0.022, CALF: 0.018, SLEEVE: 0.026, LOWER_SLEEVE: 0.006, SHOE: 0.010, HAIR: 0.018}


def dressed(vertices: Floats, faces: NDArray[np.int32], part: NDArray[np.uint8], joints: Floats) -> Floats:
    """Lay clothes, shoes and hair over the skin: smooth what is covered, push it out as cloth is loose, let it hang."""
    loose = np.array([_LOOSE.get(int(p), 0.0) for p in part])
    pairs = np.vstack([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    pairs = np.vstack([pairs, pairs[:, ::-1]])
    count = np.bincount(pairs[:, 0], minlength=len(vertices)).astype(np.float64)[:, None]
    cloth = np.isin(part, (TORSO, TROUSERS, CALF, SLEEVE, HAIR, SHOE))[:, None]
    out = vertices.copy()
    for _ in range(14):
        around = np.zeros_like(out)
        np.add.at(around, pairs[:, 0], out[pairs[:, 1]])
        out = np.where(cloth, 0.5 * out + 0.5 * around / np.maximum(count, 1.0), out)
    normal = np.zeros_like(out)
    a, b, c = (out[faces[:, k]] for k in range(3))
    flat = np.cross(b - a, c - a)
    for k in range(3):
        np.add.at(normal, faces[:, k], flat)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    for _ in range(6):
        beside = np.bincount(pairs[:, 0], loose[pairs[:, 1]], len(vertices))
        loose = np.where(loose > 0, 0.5 * loose + 0.5 * beside / np.maximum(count[:, 0], 1.0), loose)
    return hung(np.asarray(out + normal * loose[:, None]), part, joints)


def hung(points: Floats, part: NDArray[np.uint8], joints: Floats) -> Floats:
    """Let a shirt fall straight from chest, shoulder blades and belly, for cloth follows no waist."""
    low = 0.5 * (joints[5, 2] + joints[8, 2]) - ARMPIT_M
    shirt = np.flatnonzero((part == TORSO) & (points[:, 2] < low))
    middle = float(points[shirt, 0].mean())
    away = np.hypot(points[:, 0] - middle, points[:, 1])
    turn = np.arctan2(points[:, 1], points[:, 0] - middle) / (2.0 * np.pi) * DIRECTIONS % DIRECTIONS
    reach, out = np.zeros(DIRECTIONS), points.copy()
    for i in shirt[np.argsort(-points[shirt, 2], kind="stable")]:
        one = int(turn[i]) % DIRECTIONS
        part_way = turn[i] - int(turn[i])
        wide = (1.0 - part_way) * reach[one] + part_way * reach[(one + 1) % DIRECTIONS]
        free = min(1.0, (low - points[i, 2]) / FREE_M)
        held = away[i] + free * max(0.0, NARROWING * wide - away[i])
        for k in (one, (one + 1) % DIRECTIONS):
            reach[k] = max(reach[k], away[i])
        out[i, 0] = middle + (points[i, 0] - middle) * held / max(away[i], 1e-6)
        out[i, 1] = points[i, 1] * held / max(away[i], 1e-6)
    return out


def decimated(vertices: Floats, faces: NDArray[np.int32], weights: Floats, target: int) -> tuple[Floats, Any, Floats]:
    """Reduce to ``target`` triangles in the pose with arms out, where the nearest vertex is of the same limb."""
    import fast_simplification

    few, tris = fast_simplification.simplify(
        vertices.astype(np.float32), faces.astype(np.int32), target_count=target, agg=3
    )
    few = few.astype(np.float64)
    return few, tris, weights[cKDTree(vertices).query(few)[1]]


def split(
    points: Floats, tris: Any, weights: Floats, side: Floats, limbs: tuple[int, ...]
) -> tuple[Floats, Any, Floats]:
    """Cut those triangles whose corners hang on ``limbs`` where ``side`` (n,) changes its sign: a hem runs straight."""
    mine = np.isin(weights.argmax(axis=1), limbs)
    spots, shares, out = list(points), list(weights), []
    made: dict[tuple[int, int], int] = {}

    def crossing(i: int, j: int) -> int:
        key = (min(i, j), max(i, j))
        if key not in made:
            part = side[i] / (side[i] - side[j])
            spots.append(spots[i] + part * (spots[j] - spots[i]))
            shares.append(shares[i] + part * (shares[j] - shares[i]))
            made[key] = len(spots) - 1
        return made[key]

    for tri in tris:
        above = [side[i] > 0 for i in tri]
        if not mine[tri].all() or all(above) or not any(above):
            out.append(tuple(tri))
            continue
        alone = next(k for k in range(3) if above.count(above[k]) == 1)
        a, b, c = tri[alone], tri[(alone + 1) % 3], tri[(alone + 2) % 3]
        ab, ac = crossing(a, b), crossing(a, c)
        out += [(a, ab, ac), (ab, b, c), (ab, c, ac)]
    return np.array(spots), np.array(out), np.array(shares)


def hemmed(points: Floats, tris: Any, weights: Floats, joints: Floats) -> tuple[Floats, Any, Floats]:
    """Cut a body at every line where a garment may end."""
    cuts: list[tuple[Any, tuple[int, ...]]] = [
        (lambda p: p[:, 2] - (joints[0, 2] - HEM_M), (0, 1, 2, 11, 14)),
        (lambda p: p[:, 2] - collar_height(joints), (2, 3, 4)),
    ]
    for arm, leg in ((5, 11), (8, 14)):
        cuts += [
            (lambda p, a=arm: _along(p, joints[a], joints[a + 1]) - SLEEVE_END, (arm, arm + 1)),
            (lambda p, g=leg: _along(p, joints[g], joints[g + 1]) - SHORTS_END, (leg, leg + 1)),
            (lambda p, g=leg: p[:, 2] - (joints[g + 2, 2] - SHOE_TOP_M), (leg + 1, leg + 2)),
        ]
    for side, limbs in cuts:
        points, tris, weights = split(points, tris, weights, side(points), limbs)
    return points, tris, weights


def packed(
    points: Floats, tris: Any, weights: Floats, joints: Floats, part: NDArray[np.uint8]
) -> dict[str, NDArray[Any]]:
    """Round a finished level of detail to what ships."""
    top = np.argsort(-weights, axis=1)[:, :4]
    four = np.take_along_axis(weights, top, axis=1)
    four = np.where(four < 0.04, 0.0, four)
    four /= four.sum(axis=1, keepdims=True)
    return {
        "vertices": points.astype(np.float16),
        "triangles": tris.astype(np.uint16),
        "part": part.astype(np.uint8),
        "bones": top.astype(np.uint8),
        "weights": np.round(four * 255).astype(np.uint8),
        "joints": joints.astype(np.float32),
    }
