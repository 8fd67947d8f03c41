"""Baked people, dressed by their look and posed by their gait."""

import math
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from twin.bodies import Gait
from twin.imaging.accessories import extra
from twin.imaging.coarse import coarser
from twin.imaging.figure import Figure, Model
from twin.imaging.gait import pose
from twin.imaging.noise import chance
from twin.imaging.skeleton import PARENTS, Skinned, bone_frames, skinned
from twin.imaging.wardrobe import PARTS, in_shorts, palette

MEN = ("man-slim", "man", "man", "man-stout", "man-strong", "old-man", "old-man-stout")
WOMEN = ("woman-slim", "woman", "woman", "woman-tall", "woman-stout", "old-woman", "old-woman-slim")
TEENS, CHILDREN = ("teen-boy", "teen-girl"), ("boy", "girl")
# The height in the picture [px] from which each level of detail is drawn.
DETAIL_FROM_PX = (400.0, 110.0, 60.0, 0.0)
# Each level's baked mesh, and within how many metres its vertices are put together.
LEVELS = ((0, 0.0), (1, 0.0), (2, 0.03), (2, 0.05))
INFANT_BELOW_M, TODDLER_BELOW_M, CHILD_BELOW_M, TEEN_BELOW_M = 0.75, 1.0, 1.32, 1.5
NO_GLOW = np.zeros(PARTS, dtype=np.float32)
NO_GLOW.setflags(write=False)


@cache
def _archive() -> dict[str, NDArray[np.generic]]:
    with (files("twin.imaging") / "assets" / "people.npz").open("rb") as stream, np.load(stream) as loaded:
        return {name: loaded[name] for name in loaded.files}


@cache
def bare(name: str, level: int) -> Skinned:
    """Return a body at a level of detail, 0 the finest."""
    baked, merged_m = LEVELS[level]
    if merged_m > 0.0:
        return coarser(_baked(name, baked), merged_m)
    return _baked(name, baked)


@cache
def _baked(name: str, level: int) -> Skinned:
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
    for name_ in extras:
        body = _joined(body, *extra(name_, body))
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


def body_for(look: int, uniform: str, height_m: float) -> str:
    """Which baked body plays a person of this look and height."""
    which = chance(look, 1, 91)
    if height_m < TODDLER_BELOW_M:
        return "infant" if height_m < INFANT_BELOW_M else "toddler"
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
    woman, small = "woman" in name or "girl" in name, name in ("infant", "toddler", *CHILDREN)
    if uniform in ("courier", "workwear", "firefighter"):
        found.append("helmet")
    elif uniform == "guard":
        found.append("cap")
    elif woman:
        style = chance(look, 3, 91)
        found += ["long-hair"] if style < 0.5 and "old" not in name else (["bun"] if style < 0.75 else [])
        found += ["skirt"] if chance(look, 4, 91) < 0.35 else []
    if uniform in ("workwear", "firefighter"):
        found.append("stripes")
    if not uniform and not small:
        hat, coat = chance(look, 8, 91), chance(look, 9, 91)
        found += ["cap"] if hat < 0.12 else (["straw-hat"] if hat < 0.17 else [])
        # Nobody wears a coat over shorts.
        found += ["coat"] if coat < 0.14 and "skirt" not in found and not in_shorts(look) else []
        found += ["mask"] if chance(look, 7, 91) < 0.12 else []
    if not uniform and chance(look, 5, 91) < 0.2 and name != "infant":
        found.append("backpack")
    if carries:
        found.append("umbrella" if carries == "umbrella" else "bag")
    return tuple(found)


class Cast(NamedTuple):
    """What of a person no pose changes: the baked body, what it wears, its size, its colours, its habit in [0, 1)."""

    name: str
    extras: tuple[str, ...]
    scale: float
    colours: NDArray[np.float32]
    habit: float


@lru_cache(maxsize=8192)
def cast(look: int, uniform: str, carries: str, height_m: float) -> Cast:
    """Cast a person; everybody is asked for again in the next frame."""
    name = body_for(look, uniform, height_m)
    extras = extras_for(name, look, uniform, carries)
    colours = palette(look, uniform, "old" in name, "skirt" in extras)
    colours.setflags(write=False)
    return Cast(name, extras, height_m / float(bare(name, 0).vertices[:, 2].max()), colours, chance(look, 6, 91))


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
    who = cast(look, uniform, carries, height_m)
    level = next(i for i, least in enumerate(DETAIL_FROM_PX) if pixel_height >= least)
    worn = equipped(who.name, level, who.extras)
    angles, lift = pose(gait, moved_m, height_m, time_s, who.habit)
    frames = bone_frames(angles, worn.joints, PARENTS)
    turn = (math.cos(heading), math.sin(heading))
    vertices = skinned(worn.vertices, worn.bones, worn.weights, frames, place, turn, who.scale, lift)
    return Figure(vertices, worn.triangles, worn.part, who.colours, NO_GLOW)
