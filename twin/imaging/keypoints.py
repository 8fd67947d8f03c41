"""Where a person's 17 key points are, in the order of COCO (Lin et al. 2014): the baked body's joints as posed.

Nose, eyes and ears are found on the head's mesh: the nose is its foremost point, eyes and ears lie beside it by the
proportions of a head (Farkas 1994: pupils 63 mm apart, the ear at half of the head's depth).
"""

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from twin.bodies import BodyKind, Gait, Snapshot
from twin.imaging.gait import pose
from twin.imaging.noise import chance
from twin.imaging.people import bare, body_for
from twin.imaging.skeleton import (
    ARM_L,
    ARM_R,
    CALF_L,
    CALF_R,
    FOOT_L,
    FOOT_R,
    FOREARM_L,
    FOREARM_R,
    HAND_L,
    HAND_R,
    HEAD,
    PARENTS,
    THIGH_L,
    THIGH_R,
    bone_frames,
    skinned,
)

NAMES = (
    "nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder", "left_elbow",
    "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee", "left_ankle",
    "right_ankle",
)  # fmt: skip
# Lines between points, counted from 1, as COCO draws them.
LIMBS = (
    (16, 14), (14, 12), (17, 15), (15, 13), (12, 13), (6, 12), (7, 13), (6, 7), (6, 8), (7, 9), (8, 10), (9, 11),
    (2, 3), (1, 2), (1, 3), (2, 4), (3, 5), (4, 6), (5, 7),
)  # fmt: skip
_JOINTS = (
    ARM_L, ARM_R, FOREARM_L, FOREARM_R, HAND_L, HAND_R, THIGH_L, THIGH_R, CALF_L, CALF_R, FOOT_L, FOOT_R,
)  # fmt: skip
_BONES = (HEAD,) * 5 + _JOINTS
# Shares of a head's width and height: pupils to either side and above the nose's tip, and behind it.
_EYE_ASIDE, _EYE_ABOVE, _EYE_BEHIND, _EAR_ASIDE = 0.21, 0.17, 0.16, 0.48


@cache
def neutral(name: str) -> NDArray[np.float64]:
    """Key points of a baked body in its neutral stance, (17, 3) [m]."""
    body = bare(name, 0)
    head = body.vertices[(body.bones[:, 0] == HEAD) & (body.weights[:, 0] > 0.6)].astype(np.float64)
    low, high = head.min(axis=0), head.max(axis=0)
    wide, deep, tall = (high - low)[1], (high - low)[0], (high - low)[2]
    front = head[np.abs(head[:, 1] - 0.5 * (low[1] + high[1])) < 0.12 * wide]
    nose = front[int(np.argmax(front[:, 0]))]
    middle = 0.5 * (low[1] + high[1])
    eyes = [
        (nose[0] - _EYE_BEHIND * deep, middle + s * _EYE_ASIDE * wide, nose[2] + _EYE_ABOVE * tall) for s in (1, -1)
    ]
    ears = [(low[0] + 0.5 * deep, middle + s * _EAR_ASIDE * wide, nose[2] + 0.5 * _EYE_ABOVE * tall) for s in (1, -1)]
    return np.array([tuple(nose), *eyes, *ears, *(tuple(body.joints[bone]) for bone in _JOINTS)])


def keypoints(snapshot: Snapshot, row: int) -> NDArray[np.float64] | None:
    """Places [m] of a person's key points as drawn, (17, 3); None of anybody else."""
    if BodyKind(int(snapshot.kinds[row])) is not BodyKind.PERSON:
        return None
    look, height = int(snapshot.looks[row]), float(snapshot.sizes[row, 2])
    name = body_for(look, snapshot.uniforms[row], height)
    body, points = bare(name, 0), neutral(name)
    gait, moved = Gait(int(snapshot.gaits[row])), float(snapshot.phases[row])
    angles, lift = pose(gait, moved, height, snapshot.time_s, chance(look, 6, 91))
    frames = bone_frames(angles, body.joints, PARENTS)
    rigid = np.zeros((len(points), 4), dtype=np.float32)
    rigid[:, 0] = 1.0
    bones = np.zeros((len(points), 4), dtype=np.uint8)
    bones[:, 0] = _BONES
    heading = float(snapshot.headings[row])
    x, y, z = (float(v) for v in snapshot.places[row])
    posed = skinned(
        np.vstack([body.vertices, points.astype(np.float32)]),
        np.vstack([body.bones, bones]),
        np.vstack([body.weights, rigid]),
        frames,
        (x, y, z),
        (math.cos(heading), math.sin(heading)),
        height / float(body.vertices[:, 2].max()),
        lift,
    )
    return posed[-len(points) :].astype(np.float64)
