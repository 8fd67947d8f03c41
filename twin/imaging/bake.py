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

from twin.imaging.bake_garments import decimated, dressed, features, hemmed, packed, regions
from twin.imaging.skeleton import BONES, PARENTS
from twin.imaging.wardrobe import EYES, SKIN

Floats = NDArray[np.float64]
OUT = Path(__file__).parent / "assets" / "people.npz"
DETAIL = (6000, 2200, 720, 240)
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
    "toddler": (0.5, 0.17, 0.45, 0.5),
    "infant": (0.5, 0.02, 0.45, 0.5),
    "old-man-stout": (0.03, 0.93, 0.4, 0.72),
    "old-woman-slim": (0.97, 1.0, 0.35, 0.38),
    "woman-tall": (0.98, 0.64, 0.5, 0.42),
}
_HEADS = ("root", "spine04", "spine02", "neck01", "head", "upperarm01", "lowerarm01", "wrist")
_HEADS_LEG = ("upperleg01", "lowerleg01", "foot")


def fold(label: str) -> list[tuple[int, float]]:  # noqa: PLR0911  a case for each limb
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
        clothed = dressed(vertices, faces, part, joints)
        looks_at = cKDTree(clothed[eyes])
        for level, target in enumerate(DETAIL):
            few = hemmed(*decimated(clothed, faces, weights, target), joints)
            middles = few[0][few[1]].mean(axis=1)
            worn = regions(middles, few[2][few[1]].mean(axis=1), joints)
            worn[(looks_at.query(middles)[0] < EYE_M) & (worn == SKIN)] = EYES
            worn = features(middles, worn, clothed[eyes])
            stood, moved = neutral(few[0], few[2], joints)
            for key, array in packed(stood, few[1], few[2], moved, worn).items():
                out[f"{name}/{level}/{key}"] = array
    OUT.parent.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(OUT, allow_pickle=False, **out)


if __name__ == "__main__":
    main()
