"""What people wear and hold beside clothes: hats, hair, masks, bags, umbrellas, skirts, coats, on their bones."""

import math

import numpy as np
from numpy.typing import NDArray

from twin.imaging.figure import Model, joined
from twin.imaging.shapes import ball, frustum, loft, tube
from twin.imaging.skeleton import CALF_L, CHEST, HAND_R, HEAD, PELVIS, THIGH_L, THIGH_R, Skinned
from twin.imaging.wardrobe import BAG, HAIR, HAT, HEM_M, MASK, REFLECTIVE, SKIRT, TORSO

Worn = tuple[Model, NDArray[np.uint8], NDArray[np.float32]]


def extra(name: str, body: Skinned) -> Worn:
    """Return a thing that ``body`` wears, with the bones it hangs on and their weights."""
    if name in ("skirt", "coat"):
        return _skirt(body, body.joints[PELVIS], name == "coat")
    head, chest, hand = (body.joints[b] for b in (HEAD, CHEST, HAND_R))
    if name == "bag":
        return _rigid(_bag(hand), HAND_R)
    if name == "umbrella":
        return _rigid(_umbrella(chest, float(body.vertices[:, 2].max())), CHEST)
    if name in ("backpack", "stripes"):
        return _rigid(_backpack(body, chest) if name == "backpack" else _stripes(body, chest), CHEST)
    top = float(body.vertices[:, 2].max())
    skull = body.vertices[body.vertices[:, 2] > head[2] + 0.35 * (top - head[2])]
    span = float(skull[:, 0].min()), float(skull[:, 0].max()), float(skull[:, 1].max())
    return _rigid(_headwear(name, span, top, float(head[2]), float(chest[2])), HEAD)


def _headwear(name: str, span: tuple[float, float, float], top: float, neck: float, chest: float) -> Model:
    """Hats, hair and masks, by the skull's extent ahead, behind and aside."""
    x0, x1, wide = span
    middle, deep = (x0 + x1) / 2, (x1 - x0) / 2
    if name == "helmet":
        return ball((middle - 0.01, 0.0, top - 0.055), (deep + 0.025, wide + 0.03, 0.095), HAT, 6, 10)
    if name == "cap":
        crown = ball((middle - 0.01, 0.0, top - 0.045), (deep + 0.005, wide + 0.012, 0.07), HAT, 5, 10)
        brim = frustum((middle, x1 + 0.07, -0.07, 0.07, top - 0.07), (middle, x1 + 0.06, -0.08, 0.08, top - 0.055), HAT)
        return joined([crown, brim])
    if name == "straw-hat":
        crown = ball((middle - 0.01, 0.0, top - 0.03), (deep + 0.005, wide + 0.012, 0.075), HAT, 5, 10)
        return joined([crown, tube((middle, 0.0, top - 0.06), (middle, 0.0, top - 0.045), deep + 0.13, HAT, 14)])
    if name == "mask":
        low = neck + 0.12 * (top - neck)
        high = neck + 0.44 * (top - neck)
        under = (x1 - 0.065, x1, -0.5 * wide, 0.5 * wide, low)
        return frustum(under, (x1 - 0.055, x1 + 0.012, -0.62 * wide, 0.62 * wide, high), MASK)
    if name == "long-hair":
        low = chest + 0.55 * (neck - chest)
        return frustum(
            (x0 - 0.02, x0 + 0.06, -0.7 * wide, 0.7 * wide, low), (x0 + 0.0, middle, -wide, wide, top - 0.1), HAIR
        )
    return ball((x0 - 0.02, 0.0, top - 0.1), (0.05, 0.055, 0.05), HAIR)


def _bag(hand: NDArray[np.float64]) -> Model:
    x, y, z = (float(v) for v in hand)
    sack = frustum(
        (x - 0.13, x + 0.13, y - 0.06, y + 0.06, z - 0.5), (x - 0.1, x + 0.1, y - 0.03, y + 0.03, z - 0.16), BAG
    )
    return joined([sack, tube((x, y, z - 0.18), (x, y, z - 0.05), 0.012, BAG, 3)])


def _umbrella(chest: NDArray[np.float64], top: float) -> Model:
    """A canopy of eight panels over the head, its stick before the chest."""
    x, y = float(chest[0]) + 0.22, float(chest[1]) - 0.08
    rings = [
        [(x + r * math.cos(math.pi * k / 4), y + r * math.sin(math.pi * k / 4), top + h) for k in range(8)]
        for r, h in ((0.56, 0.1), (0.42, 0.24), (0.04, 0.33))
    ]
    return joined([loft(rings, HAT), tube((x, y, float(chest[2]) - 0.1), (x, y, top + 0.3), 0.01, BAG, 4)])


def _backpack(body: Skinned, chest: NDArray[np.float64]) -> Model:
    back = float(body.vertices[np.abs(body.vertices[:, 2] - chest[2] - 0.1) < 0.12][:, 0].min())
    z = float(chest[2])
    low, high = (back - 0.17, back + 0.03, -0.15, 0.15, z - 0.1), (back - 0.12, back + 0.04, -0.14, 0.14, z + 0.32)
    return frustum(low, high, BAG)


def _stripes(body: Skinned, chest: NDArray[np.float64]) -> Model:
    """Two reflective bands round the trunk of a working coat, as wide all round as the coat is."""
    coat, found = body.vertices[np.unique(body.triangles[body.part == TORSO])], []
    for off in (-0.06, 0.08):
        z = float(chest[2]) + off
        ring = coat[np.abs(coat[:, 2] - z) < 0.08]
        middle = 0.5 * float(ring[:, 0].min() + ring[:, 0].max())
        ways = [(math.cos(math.pi * k / 8), math.sin(math.pi * k / 8)) for k in range(16)]
        # As far as the farthest of the coat's points to either side reaches that way.
        reach = [0.008 + max((x - middle) * c + y * s for x, y, _ in ring.tolist()) for c, s in ways]
        found.append(
            loft(
                [
                    [(middle + r * c, r * s, z + up) for r, (c, s) in zip(reach, ways, strict=True)]
                    for up in (-0.0225, 0.0225)
                ],
                REFLECTIVE,
            )
        )
    return joined(found)


def _rigid(thing: Model, bone: int) -> Worn:
    weights = np.zeros((len(thing.vertices), 4), dtype=np.float32)
    weights[:, 0] = 1.0
    return thing, np.full((len(thing.vertices), 4), bone, dtype=np.uint8), weights


def _skirt(body: Skinned, pelvis: NDArray[np.float64], coat: bool) -> Worn:
    """A skirt from under the shirt's hem to the knee, or a coat's skirts; its hem hangs half on either thigh."""
    knee, waist = float(body.joints[CALF_L][2]) + 0.02, float(pelvis[2]) + (0.06 if coat else 0.01 - HEM_M)
    hips = float(pelvis[2]) + (-0.08 if coat else -0.05 - HEM_M)
    ring_at = body.vertices[(np.abs(body.vertices[:, 2] - hips) < 0.05)]
    ring_at = ring_at[np.abs(ring_at[:, 1]) < 0.24]
    x0, x1 = float(ring_at[:, 0].min()), float(ring_at[:, 0].max())
    middle, deep = (x0 + x1) / 2, (x1 - x0) / 2 + (0.02 if coat else 0.005)
    wide = min(float(np.abs(ring_at[:, 1]).max()), 0.2) + (0.01 if coat else 0.005)
    rings, shares, n = [], [], 14
    flare = (1.12, 1.08, 0.98) if coat else (1.35, 1.2, 1.0)
    knee = knee + 0.25 * (waist - knee) if coat else knee
    for z, grow in zip((knee, 0.5 * (knee + waist), waist), flare, strict=True):
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
    thing = loft(rings, TORSO if coat else SKIRT)
    bones = np.tile(np.array([PELVIS, THIGH_L, THIGH_R, PELVIS], dtype=np.uint8), (len(thing.vertices), 1))
    weights = np.zeros((len(thing.vertices), 4), dtype=np.float32)
    for i, (_, y, _) in enumerate(thing.vertices):
        hang = shares[i // n]
        left = min(1.0, max(0.0, 0.5 + 2.2 * float(y)))
        weights[i, :3] = (1.0 - 0.8 * hang, 0.8 * hang * left, 0.8 * hang * (1.0 - left))
    return thing, bones, weights
