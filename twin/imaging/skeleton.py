"""The bones that baked people move by: names, parents, and the kernels that turn joint angles into a posed body."""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel

BONES = (
    "pelvis",
    "spine",
    "chest",
    "neck",
    "head",
    "upperarm.L",
    "forearm.L",
    "hand.L",
    "upperarm.R",
    "forearm.R",
    "hand.R",
    "thigh.L",
    "calf.L",
    "foot.L",
    "thigh.R",
    "calf.R",
    "foot.R",
)
PARENTS = np.array([-1, 0, 1, 2, 3, 2, 5, 6, 2, 8, 9, 0, 11, 12, 0, 14, 15], dtype=np.int32)
(PELVIS, SPINE, CHEST, NECK, HEAD, ARM_L, FOREARM_L, HAND_L, ARM_R, FOREARM_R, HAND_R) = range(11)
(THIGH_L, CALF_L, FOOT_L, THIGH_R, CALF_R, FOOT_R) = range(11, 17)


class Skinned(NamedTuple):
    """A body in its neutral stance, arms hanging, x ahead, y left, z up, feet at zero.

    vertices (n, 3) float32 [m], triangles (m, 3) int32, part (m,) uint8, bones (n, 4) uint8 and weights (n, 4) float32
    summing to one, joints (17, 3) float64 [m].
    """

    vertices: NDArray[np.float32]
    triangles: NDArray[np.int32]
    part: NDArray[np.uint8]
    bones: NDArray[np.uint8]
    weights: NDArray[np.float32]
    joints: NDArray[np.float64]


@kernel
def bone_frames(
    angles: NDArray[np.float64], joints: NDArray[np.float64], parents: NDArray[np.int32]
) -> NDArray[np.float64]:
    """Frames (17, 3, 4) that carry neutral points to posed ones, about the pelvis' own place.

    ``angles`` (17, 3) [rad]: flexion forwards (about -y), leaning left (about -x), turning left (about z); applied in
    that order in the parent's frame.
    """
    n = parents.shape[0]
    frames = np.zeros((n, 3, 4))
    for b in range(n):
        cp, sp = math.cos(-angles[b, 0]), math.sin(-angles[b, 0])
        cr, sr = math.cos(-angles[b, 1]), math.sin(-angles[b, 1])
        cy, sy = math.cos(angles[b, 2]), math.sin(angles[b, 2])
        # R = Rz(yaw) Rx(roll) Ry(pitch)
        own = np.empty((3, 3))
        own[0, 0], own[0, 1], own[0, 2] = cy * cp - sy * sr * sp, -sy * cr, cy * sp + sy * sr * cp
        own[1, 0], own[1, 1], own[1, 2] = sy * cp + cy * sr * sp, cy * cr, sy * sp - cy * sr * cp
        own[2, 0], own[2, 1], own[2, 2] = -cr * sp, sr, cr * cp
        q = parents[b]
        for i in range(3):
            place = 0.0
            for j in range(3):
                if q < 0:
                    frames[b, i, j] = own[i, j]
                else:
                    total = 0.0
                    for k in range(3):
                        total += frames[q, i, k] * own[k, j]
                    frames[b, i, j] = total
                    place += frames[q, i, j] * joints[b, j]
            if q >= 0:
                place += frames[q, i, 3]
            else:
                place = joints[b, i]
            for j in range(3):
                place -= frames[b, i, j] * joints[b, j]
            frames[b, i, 3] = place
    return frames


@kernel
def skinned(
    vertices: NDArray[np.float32],
    bones: NDArray[np.uint8],
    weights: NDArray[np.float32],
    frames: NDArray[np.float64],
    place: tuple[float, float, float],
    turn: tuple[float, float],
    scale: float,
    lift: float,
) -> NDArray[np.float32]:
    """Linear blend skinning, then the body's size, heading (cosine, sine) and place, its lowest point at ``lift``."""
    n = vertices.shape[0]
    out = np.empty((n, 3), dtype=np.float32)
    lowest = 1e9
    for i in range(n):
        x, y, z = 0.0, 0.0, 0.0
        vx, vy, vz = float(vertices[i, 0]), float(vertices[i, 1]), float(vertices[i, 2])
        for k in range(4):
            w = float(weights[i, k])
            if w > 0.0:
                f = frames[bones[i, k]]
                x += w * (f[0, 0] * vx + f[0, 1] * vy + f[0, 2] * vz + f[0, 3])
                y += w * (f[1, 0] * vx + f[1, 1] * vy + f[1, 2] * vz + f[1, 3])
                z += w * (f[2, 0] * vx + f[2, 1] * vy + f[2, 2] * vz + f[2, 3])
        lowest = min(lowest, z)
        out[i, 0] = scale * (turn[0] * x - turn[1] * y) + place[0]
        out[i, 1] = scale * (turn[1] * x + turn[0] * y) + place[1]
        out[i, 2] = scale * z
    rise = place[2] + lift - scale * lowest
    for i in range(n):
        out[i, 2] += rise
    return out
