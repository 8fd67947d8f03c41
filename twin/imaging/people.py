"""Baked people, dressed by their look and posed by their gait."""

import math
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from twin.bodies import Gait
from twin.imaging.figure import Figure, Model
from twin.imaging.gait import pose
from twin.imaging.noise import chance
from twin.imaging.shapes import ball, frustum, loft, tube
from twin.imaging.skeleton import CHEST, HAND_R, HEAD, PARENTS, PELVIS, Skinned, bone_frames, skinned
from twin.imaging.wardrobe import BAG, HAIR, HAT, PARTS, SKIRT, palette

MEN = ("man-slim", "man", "man", "man-stout", "man-strong", "old-man")
WOMEN = ("woman-slim", "woman", "woman", "woman-stout", "old-woman")
TEENS, CHILDREN = ("teen-boy", "teen-girl"), ("boy", "girl")
# The height in the picture [px] from which each level of detail is drawn.
DETAIL_FROM_PX = (110.0, 38.0, 0.0)
CHILD_BELOW_M, TEEN_BELOW_M = 1.32, 1.5
HABITS = 4096


@cache
def _archive() -> dict[str, NDArray[np.generic]]:
    with (files("twin.imaging") / "assets" / "people.npz").open("rb") as stream, np.load(stream) as loaded:
        return {name: loaded[name] for name in loaded.files}


@cache
def bare(name: str, level: int) -> Skinned:
    """Return a baked body at a level of detail, 0 the finest."""
    got = {key: _archive()[f"{name}/{level}/{key}"] for key in Skinned._fields}
    weights = got["weights"].astype(np.float32)
    weights /= weights.sum(axis=1, keepdims=True)
    return Skinned(
        np.ascontiguousarray(got["vertices"].astype(np.float32)),
        np.ascontiguousarray(got["triangles"].astype(np.int32)),
        np.ascontiguousarray(got["part"].astype(np.uint8)),
        np.ascontiguousarray(got["bones"].astype(np.uint8)),
        weights,
        got["joints"].astype(np.float64),
    )


@cache
def equipped(name: str, level: int, extras: tuple[str, ...]) -> Skinned:
    """Return a body wearing ``extras``: rigid things on one bone, a skirt between pelvis and thighs."""
    body = bare(name, level)
    for extra in extras:
        body = _joined(body, *_extra(extra, body))
    return body


def _joined(body: Skinned, thing: Model, bones: NDArray[np.uint8], weights: NDArray[np.float32]) -> Skinned:
    return Skinned(
        np.vstack([body.vertices, thing.vertices]),
        np.vstack([body.triangles, thing.triangles + np.int32(len(body.vertices))]),
        np.concatenate([body.part, thing.part]),
        np.vstack([body.bones, bones]),
        np.vstack([body.weights, weights]),
        body.joints,
    )


def _extra(  # noqa: PLR0911  a case for each thing worn
    name: str, body: Skinned
) -> tuple[Model, NDArray[np.uint8], NDArray[np.float32]]:
    head, chest, hand, pelvis = (body.joints[b] for b in (HEAD, CHEST, HAND_R, PELVIS))
    top = float(body.vertices[:, 2].max())
    skull = body.vertices[body.vertices[:, 2] > head[2] + 0.35 * (top - head[2])]
    x0, x1 = float(skull[:, 0].min()), float(skull[:, 0].max())
    middle, deep, wide = (x0 + x1) / 2, (x1 - x0) / 2, float(skull[:, 1].max())
    if name == "skirt":
        return _skirt(body, pelvis)
    if name == "helmet":
        return _rigid(ball((middle - 0.01, 0.0, top - 0.055), (deep + 0.025, wide + 0.03, 0.095), HAT, 6, 10), HEAD)
    if name == "cap":
        crown = ball((middle - 0.01, 0.0, top - 0.045), (deep + 0.005, wide + 0.012, 0.07), HAT, 5, 10)
        brim = frustum((middle, x1 + 0.07, -0.07, 0.07, top - 0.07), (middle, x1 + 0.06, -0.08, 0.08, top - 0.055), HAT)
        return _rigid(_both(crown, brim), HEAD)
    if name == "long-hair":
        low = float(chest[2] + 0.55 * (head[2] - chest[2]))
        fall = frustum(
            (x0 - 0.02, x0 + 0.06, -0.7 * wide, 0.7 * wide, low), (x0 + 0.0, middle, -wide, wide, top - 0.1), HAIR
        )
        return _rigid(fall, HEAD)
    if name == "bun":
        return _rigid(ball((x0 - 0.02, 0.0, top - 0.1), (0.05, 0.055, 0.05), HAIR), HEAD)
    if name == "backpack":
        back = float(body.vertices[np.abs(body.vertices[:, 2] - chest[2] - 0.1) < 0.12][:, 0].min())
        return _rigid(
            frustum(
                (back - 0.17, back + 0.03, -0.15, 0.15, chest[2] - 0.1),
                (back - 0.12, back + 0.04, -0.14, 0.14, chest[2] + 0.32),
                BAG,
            ),
            CHEST,
        )
    bag = frustum(
        (hand[0] - 0.13, hand[0] + 0.13, hand[1] - 0.06, hand[1] + 0.06, hand[2] - 0.5),
        (hand[0] - 0.1, hand[0] + 0.1, hand[1] - 0.03, hand[1] + 0.03, hand[2] - 0.16),
        BAG,
    )
    return _rigid(
        _both(bag, tube((hand[0], hand[1], hand[2] - 0.18), (hand[0], hand[1], hand[2] - 0.05), 0.012, BAG, 3)), HAND_R
    )


def _both(a: Model, b: Model) -> Model:
    return Model(
        np.vstack([a.vertices, b.vertices]),
        np.vstack([a.triangles, b.triangles + np.int32(len(a.vertices))]),
        np.concatenate([a.part, b.part]),
    )


def _rigid(thing: Model, bone: int) -> tuple[Model, NDArray[np.uint8], NDArray[np.float32]]:
    weights = np.zeros((len(thing.vertices), 4), dtype=np.float32)
    weights[:, 0] = 1.0
    return thing, np.full((len(thing.vertices), 4), bone, dtype=np.uint8), weights


def _skirt(body: Skinned, pelvis: NDArray[np.float64]) -> tuple[Model, NDArray[np.uint8], NDArray[np.float32]]:
    """A skirt from the waist to the knee; its hem hangs half on either thigh."""
    from twin.imaging.skeleton import CALF_L, THIGH_L, THIGH_R

    knee, waist = float(body.joints[CALF_L][2]) + 0.02, float(pelvis[2]) + 0.06
    ring_at = body.vertices[(np.abs(body.vertices[:, 2] - pelvis[2] + 0.08) < 0.05)]
    ring_at = ring_at[np.abs(ring_at[:, 1]) < 0.24]
    x0, x1 = float(ring_at[:, 0].min()), float(ring_at[:, 0].max())
    middle, deep = (x0 + x1) / 2, (x1 - x0) / 2 + 0.02
    wide = min(float(np.abs(ring_at[:, 1]).max()), 0.2) + 0.01
    rings, shares, n = [], [], 14
    for z, grow in ((knee, 1.35), (0.5 * (knee + waist), 1.15), (waist, 0.82)):
        rings.append(
            [
                (
                    middle + grow * deep * math.cos(2 * math.pi * k / n),
                    grow * wide * math.sin(2 * math.pi * k / n),
                    z,
                )
                for k in range(n)
            ]
        )
        shares.append((waist - z) / (waist - knee))
    thing = loft(rings, SKIRT)
    bones = np.tile(np.array([PELVIS, THIGH_L, THIGH_R, PELVIS], dtype=np.uint8), (len(thing.vertices), 1))
    weights = np.zeros((len(thing.vertices), 4), dtype=np.float32)
    for i, (_, y, _) in enumerate(thing.vertices):
        hang = shares[i // n]
        left = min(1.0, max(0.0, 0.5 + 2.2 * float(y)))
        weights[i, :3] = (1.0 - 0.8 * hang, 0.8 * hang * left, 0.8 * hang * (1.0 - left))
    return thing, bones, weights


def body_for(look: int, uniform: str, height_m: float) -> str:
    """Which baked body plays a person of this look and height."""
    which = chance(look, 1, 91)
    if height_m < CHILD_BELOW_M:
        return CHILDREN[int(which * 2)]
    if height_m < TEEN_BELOW_M:
        return TEENS[int(which * 2)]
    if uniform:
        return MEN[int(which * 5)]
    men = chance(look, 2, 91) < min(0.9, max(0.1, 0.5 + (height_m - 1.64) * 4.5))
    return MEN[int(which * len(MEN))] if men else WOMEN[int(which * len(WOMEN))]


def extras_for(name: str, look: int, uniform: str, carries: str) -> tuple[str, ...]:
    """What a person wears and holds beside clothes."""
    found = []
    woman = "woman" in name or "girl" in name
    if uniform == "courier":
        found.append("helmet")
    elif uniform == "guard":
        found.append("cap")
    elif woman:
        style = chance(look, 3, 91)
        found += ["long-hair"] if style < 0.5 and "old" not in name else (["bun"] if style < 0.75 else [])
        found += ["skirt"] if chance(look, 4, 91) < 0.35 else []
    if not uniform and chance(look, 5, 91) < 0.2:
        found.append("backpack")
    if carries:
        found.append("bag")
    return tuple(found)


def person(
    look: int,
    uniform: str,
    carries: str,
    height_m: float,
    place: tuple[float, float, float],
    heading: float,
    gait: Gait,
    moved_m: float,
    time_s: float,
    pixel_height: float,
) -> Figure:
    """Return a person as posed: ``pixel_height`` [px] chooses the level of detail."""
    name = body_for(look, uniform, height_m)
    level = next(i for i, least in enumerate(DETAIL_FROM_PX) if pixel_height >= least)
    extras = extras_for(name, look, uniform, carries)
    worn = equipped(name, level, extras)
    scale = height_m / float(bare(name, 0).vertices[:, 2].max())
    angles, lift = pose(gait, moved_m, height_m, time_s, chance(look, 6, 91))
    frames = bone_frames(angles, worn.joints, PARENTS)
    turn = (math.cos(heading), math.sin(heading))
    vertices = skinned(worn.vertices, worn.bones, worn.weights, frames, place, turn, scale, lift)
    colours = palette(look, uniform, "old" in name, "skirt" in extras)
    return Figure(vertices, worn.triangles, worn.part, colours, np.zeros(PARTS, dtype=np.float32))
