"""Baking people: MakeHuman bodies (CC0, through ``anny``) dressed, decimated and folded to few bones.

Run ``python -m twin.imaging.bake`` with the extra ``assets`` to write ``assets/people.npz`` anew. Nothing here runs
when Ringfence does.
"""

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from twin.imaging.skeleton import BONES, PARENTS
from twin.imaging.wardrobe import (
    CALF,
    EYES,
    HAIR,
    HAND,
    LOWER_SLEEVE,
    SHOE,
    SKIN,
    SLEEVE,
    TORSO,
    TROUSERS,
)

Floats = NDArray[np.float64]
OUT = Path(__file__).parent / "assets" / "people.npz"
DETAIL = (2200, 720, 240)
# Where garments end: the shirt below the pelvis' joint, a short sleeve and shorts along their limb.
HEM_M, SLEEVE_END, SHORTS_END = 0.06, 0.66, 0.86
EYE_M = 0.004
# name: gender (0 man, 1 woman), age (0.33 child, 0.67 adult, 1 old), muscle, weight
PEOPLE = {
    "man-slim": (0.0, 0.66, 0.5, 0.32),
    "man": (0.02, 0.7, 0.55, 0.5),
    "man-stout": (0.0, 0.74, 0.5, 0.74),
    "man-strong": (0.0, 0.68, 0.72, 0.52),
    "woman-slim": (1.0, 0.66, 0.45, 0.34),
    "woman": (0.97, 0.7, 0.48, 0.5),
    "woman-stout": (1.0, 0.76, 0.45, 0.74),
    "old-man": (0.05, 0.97, 0.4, 0.5),
    "old-woman": (0.95, 0.97, 0.4, 0.58),
    "teen-boy": (0.1, 0.55, 0.45, 0.42),
    "teen-girl": (0.9, 0.55, 0.42, 0.42),
    "boy": (0.2, 0.36, 0.45, 0.45),
    "girl": (0.8, 0.36, 0.42, 0.45),
}
_HEADS = ("root", "spine04", "spine02", "neck01", "head", "upperarm01", "lowerarm01", "wrist")
_HEADS_LEG = ("upperleg01", "lowerleg01", "foot")


def fold(label: str) -> list[tuple[int, float]]:
    """Which of our bones stand for one of MakeHuman's, and with what share."""
    stem, _, side = label.partition(".")
    base = 5 if side == "L" else 8
    leg = 11 if side == "L" else 14
    if stem in ("root", "pelvis"):
        return [(0, 1.0)]
    if stem in ("spine05", "spine04", "spine03"):
        return [(1, 1.0)]
    if stem in ("spine02", "spine01", "clavicle"):
        return [(2, 1.0)]
    if stem == "shoulder01":
        return [(2, 0.5), (base, 0.5)]
    if stem.startswith("neck"):
        return [(3, 1.0)]
    if stem.startswith("upperarm"):
        return [(base, 1.0)]
    if stem.startswith("lowerarm"):
        return [(base + 1, 1.0)]
    if stem.startswith(("wrist", "finger", "metacarpal")):
        return [(base + 2, 1.0)]
    if stem.startswith("upperleg"):
        return [(leg, 1.0)]
    if stem.startswith("lowerleg"):
        return [(leg + 1, 1.0)]
    if stem.startswith(("foot", "toe")):
        return [(leg + 2, 1.0)]
    return [(4, 1.0)]


def body(model: Any, figure: tuple[float, float, float, float]) -> tuple[Floats, Floats, Floats]:
    """Vertices (n, 3), weights (n, 17) and joints (17, 3) of one person: x ahead, y left, z up."""
    gender, age, muscle, weight = figure
    given = {"gender": gender, "age": age, "muscle": muscle, "weight": weight, "height": 0.5, "proportions": 0.6}
    rest = model.forward(phenotype_kwargs=given)
    shaped = model.get_rest_model(model.get_phenotype_blendshape_coefficients(**model.parse_phenotype_kwargs(given)))
    vertices = _turned(rest["rest_vertices"][0].numpy())
    heads = _turned(shaped["rest_bone_heads"][0].numpy())
    labels = list(model.bone_labels)
    weights = np.zeros((len(vertices), len(BONES)))
    index, share = model.vertex_bone_indices.numpy(), model.vertex_bone_weights.numpy()
    folds = [fold(label) for label in labels]
    for k in range(index.shape[1]):
        for bone, part in ((b, folds[b]) for b in np.unique(index[:, k])):
            rows = index[:, k] == bone
            for ours, amount in part:
                weights[rows, ours] += share[rows, k] * amount
    weights /= weights.sum(axis=1, keepdims=True)
    names = [*_HEADS[:5], *(f"{n}.L" for n in _HEADS[5:]), *(f"{n}.R" for n in _HEADS[5:])]
    names += [*(f"{n}.L" for n in _HEADS_LEG), *(f"{n}.R" for n in _HEADS_LEG)]
    return vertices, weights, np.array([heads[labels.index(name)] for name in names])


def _turned(points: Any) -> Floats:
    return np.stack([-points[:, 1], points[:, 0], points[:, 2]], axis=1).astype(np.float64)


def between(a: Floats, b: Floats) -> Floats:
    """The least rotation (3, 3) that turns direction ``a`` to ``b``."""
    a, b = a / np.linalg.norm(a), b / np.linalg.norm(b)
    v, c = np.cross(a, b), float(a @ b)
    k = np.array([[0, -v[2], v[1]], [v[2], 0, -v[0]], [-v[1], v[0], 0]])
    return np.asarray(np.eye(3) + k + k @ k / (1.0 + c))


def neutral(vertices: Floats, weights: Floats, joints: Floats) -> tuple[Floats, Floats]:
    """Let the arms hang and the legs stand straight."""
    turns = [np.eye(3) for _ in BONES]
    for side, arm, leg in ((1.0, 5, 11), (-1.0, 8, 14)):
        turns[arm] = between(joints[arm + 1] - joints[arm], np.array([0.02, side * 0.13, -1.0]))
        turns[arm + 1] = between(joints[arm + 2] - joints[arm + 1], np.array([0.12, side * 0.02, -1.0]))
        turns[arm + 2] = turns[arm + 1]
        turns[leg] = between(joints[leg + 1] - joints[leg], np.array([0.0, side * 0.03, -1.0]))
        turns[leg + 1] = between(joints[leg + 2] - joints[leg + 1], np.array([-0.03, 0.0, -1.0]))
        turns[leg + 2] = _about_z(-side * 0.12)
    moved = joints.copy()
    for b, parent in enumerate(PARENTS):
        if parent >= 0:
            moved[b] = moved[parent] + turns[parent] @ (joints[b] - joints[parent])
    out = np.zeros_like(vertices)
    for b in range(len(BONES)):
        out += weights[:, b : b + 1] * ((vertices - joints[b]) @ turns[b].T + moved[b])
    floor = out[:, 2].min()
    out[:, 2] -= floor
    moved[:, 2] -= floor
    return out, moved


def _about_z(angle: float) -> Floats:
    c, s = math.cos(angle), math.sin(angle)
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


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
        part[main == leg + 1] = CALF
        part[(main == leg + 2) | ((main == leg + 1) & (points[:, 2] < joints[leg + 2, 2] - 0.02))] = SHOE
    return part


def collar_height(joints: Floats) -> float:
    """Height of the neckline [m]."""
    return float(joints[3, 2] + 0.3 * (joints[4, 2] - joints[3, 2]))


def _along(points: Floats, start: Floats, end: Floats) -> Floats:
    axis = end - start
    return np.asarray((points - start) @ axis / (axis @ axis))


_LOOSE = {TORSO: 0.017, TROUSERS: 0.014, CALF: 0.018, SLEEVE: 0.016, LOWER_SLEEVE: 0.005, SHOE: 0.010, HAIR: 0.016}


def dressed(vertices: Floats, faces: NDArray[np.int32], part: NDArray[np.uint8]) -> Floats:
    """Lay clothes, shoes and hair over the skin: smooth what is covered, then push it out by the cloth's looseness."""
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
        around = np.bincount(pairs[:, 0], loose[pairs[:, 1]], len(vertices))
        loose = np.where(loose > 0, 0.5 * loose + 0.5 * around / np.maximum(count[:, 0], 1.0), loose)
    return np.asarray(out + normal * loose[:, None])


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
    points, weights, out = list(points), list(weights), []
    made: dict[tuple[int, int], int] = {}

    def crossing(i: int, j: int) -> int:
        key = (min(i, j), max(i, j))
        if key not in made:
            part = side[i] / (side[i] - side[j])
            points.append(points[i] + part * (points[j] - points[i]))
            weights.append(weights[i] + part * (weights[j] - weights[i]))
            made[key] = len(points) - 1
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
    return np.array(points), np.array(out), np.array(weights)


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
            (lambda p, g=leg: p[:, 2] - (joints[g + 2, 2] - 0.02), (leg + 1, leg + 2)),
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


def main() -> None:
    """Bake everybody into one archive."""
    import anny

    model = anny.Anny()
    faces = model.get_triangular_faces().numpy().astype(np.int32)
    out: dict[str, NDArray[Any]] = {"names": np.array(list(PEOPLE))}
    eyes = np.isin(model.vertex_bone_indices.numpy()[:, 0], [model.bone_labels.index(f"eye.{s}") for s in "LR"])
    for name, figure in PEOPLE.items():
        vertices, weights, joints = body(model, figure)
        part = regions(vertices, weights, joints)
        part[eyes] = EYES
        clothed = dressed(vertices, faces, part)
        looks_at = cKDTree(clothed[eyes])
        for level, target in enumerate(DETAIL):
            few = hemmed(*decimated(clothed, faces, weights, target), joints)
            middles = few[0][few[1]].mean(axis=1)
            worn = regions(middles, few[2][few[1]].mean(axis=1), joints)
            worn[(looks_at.query(middles)[0] < EYE_M) & (worn == SKIN)] = EYES
            stood, moved = neutral(few[0], few[2], joints)
            for key, array in packed(stood, few[1], few[2], moved, worn).items():
                out[f"{name}/{level}/{key}"] = array
    OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT, **out)


if __name__ == "__main__":
    main()
