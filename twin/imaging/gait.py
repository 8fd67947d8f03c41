"""How a body holds its joints: standing, walking, running, sitting, climbing and the rest, as angles in radians.

A walk is a function of the distance moved, so that feet stay where they step: thigh, knee and ankle follow the curves
of Perry and Burnfield (2010), Gait Analysis, chapters 3 to 5, over a cycle from one heel strike to the next, moved by
at most 4 deg so that no foot slides; arms and pelvis chapters 6 and 7. A stride is 0.65 to 0.79 of a body's height, by
Oberg, Karsznia and Oberg (1993), Basic gait parameters: steps of 0.62 m (men) and 0.59 m (women) at 1.23 m/s, and of a
little more at 1.3 m/s. Running after Winter (2009), Biomechanics and Motor Control of Human Movement: hip +-37 deg,
knee to 105.
"""

import math

import numpy as np
from numpy.typing import NDArray

from twin.bodies import FALL_M, Gait
from twin.imaging.skeleton import (
    ARM_L,
    ARM_R,
    CALF_L,
    CALF_R,
    CHEST,
    FOOT_L,
    FOOT_R,
    FOREARM_L,
    FOREARM_R,
    HEAD,
    NECK,
    PELVIS,
    SPINE,
    THIGH_L,
    THIGH_R,
)

Angles = NDArray[np.float64]
BONE_COUNT = 17
FLEX, LEAN, TURN = 0, 1, 2
LEAST_STRIDE, STRIDE_SPREAD, RUN_STRIDE_OF_HEIGHT = 0.65, 0.14, 1.45
# The stride of the curves, as a share of height, and the angle that thighs swing about.
CURVES_STRIDE, _MIDDLE = 0.72, math.radians(3.5)
# Angles [deg] at each twentieth of a walking cycle: a thigh's to the vertical, ahead; a knee's flexion; an ankle's
# flexion upwards.
_THIGH = (21, 21, 19, 16, 11, 5, 0, -6, -11, -15, -17, -16, -10, -2, 7, 15, 21, 24, 24, 23)
_KNEE = (4, 9, 14, 16, 14, 10, 8, 6, 5, 7, 10, 20, 35, 50, 59, 59, 51, 35, 17, 5)
_ANKLE = (0, -5, -5, -1, 2, 3, 6, 10, 12, 14, 11, 0, -13, -14, -9, -2, 3, 4, 2, 1)
_SIDES = ((ARM_L, FOREARM_L, THIGH_L, CALF_L, FOOT_L, 0.0), (ARM_R, FOREARM_R, THIGH_R, CALF_R, FOOT_R, math.pi))


def pose(gait: Gait, moved_m: float, height_m: float, time_s: float, habit: float) -> tuple[Angles, float]:
    """Return joint angles (17, 3) and how far the lowest point is off the ground [m].

    ``habit`` in 0..1 is the person's own way: phase, arm swing, whether they look at a telephone.
    """
    angles = np.zeros((BONE_COUNT, 3))
    lift = 0.0
    if gait in (Gait.WALK, Gait.PUSH, Gait.CARRY):
        stride = LEAST_STRIDE + STRIDE_SPREAD * ((7.0 * habit) % 1.0)
        _walk(angles, moved_m / (stride * height_m) + habit, habit, stride / CURVES_STRIDE)
        if gait != Gait.WALK:
            _reach(angles, *((0.75, 0.55) if gait == Gait.PUSH else (0.35, 1.25)))
    elif gait == Gait.RUN:
        phase = 2.0 * math.pi * (moved_m / (RUN_STRIDE_OF_HEIGHT * height_m) + habit)
        _run(angles, phase)
        lift = 0.05 * height_m * max(0.0, math.cos(2.0 * phase))
    elif gait == Gait.CLIMB:
        _climb(angles, 2.0 * math.pi * (moved_m / 0.9 + 0.7 * time_s))
    elif gait in (Gait.SIT, Gait.RIDE, Gait.DRIVE):
        _sit(angles, gait == Gait.RIDE)
        lift = 0.26 if gait == Gait.RIDE else 0.0
    elif gait == Gait.CROUCH:
        _crouch(angles, time_s, habit)
    elif gait == Gait.LIE:
        _fall(angles, 1.0)
    elif gait == Gait.FALL:
        _fall(angles, min(1.0, moved_m / FALL_M))
    elif gait == Gait.SWIM:
        _swim(angles, time_s, habit)
    else:
        _stand(angles, time_s, habit)
    return angles, lift


def _walk(angles: Angles, cycle: float, habit: float, wide: float) -> None:
    """The left leg at ``cycle`` (whole numbers are its heel strikes), the right half a cycle on; arms against legs.

    ``wide`` is the stride as a share of the curves' own.
    """
    swing = 0.18 + 0.2 * habit
    for arm, forearm, thigh, calf, foot, shift in _SIDES:
        own = cycle + shift / (2.0 * math.pi)
        angles[thigh, FLEX] = _MIDDLE + wide * (_at(_THIGH, own) - _MIDDLE)
        angles[calf, FLEX], angles[foot, FLEX] = -_at(_KNEE, own), _at(_ANKLE, own)
        ahead = -math.cos(2.0 * math.pi * own)
        angles[arm, FLEX], angles[forearm, FLEX] = -0.12 + swing * ahead, 0.42 + 0.2 * ahead
    stride = math.cos(2.0 * math.pi * cycle)
    angles[PELVIS, TURN], angles[CHEST, TURN] = -0.07 * stride, 0.15 * stride
    angles[HEAD, TURN] = -0.08 * stride
    angles[PELVIS, LEAN] = -0.03 * math.sin(2.0 * math.pi * cycle)
    angles[SPINE, FLEX], angles[SPINE, LEAN] = -0.04, -angles[PELVIS, LEAN]


def _at(curve: tuple[int, ...], cycle: float) -> float:
    """A joint's angle [rad] at a moment of its ``curve`` [deg], between its entries."""
    place = (cycle % 1.0) * len(curve)
    low = int(place)
    one, other = curve[low % len(curve)], curve[(low + 1) % len(curve)]
    return math.radians(one + (place - low) * (other - one))


def _level(tilt: float, most: float) -> float:
    """What an ankle does to hold the foot level under a leg tilted by ``tilt``."""
    return max(-most, min(most, -tilt))


def _run(angles: Angles, phase: float) -> None:
    for arm, forearm, thigh, calf, foot, shift in _SIDES:
        p = phase + shift
        hip = 0.22 + 0.62 * math.sin(p)
        knee = 0.3 + 1.4 * max(0.0, math.cos(p + 0.55)) ** 2
        angles[thigh, FLEX], angles[calf, FLEX] = hip, -knee
        angles[foot, FLEX] = _level(hip - knee, 0.25)
        angles[arm, FLEX], angles[forearm, FLEX] = -0.15 - 0.6 * math.sin(p), 1.45
    angles[PELVIS, TURN], angles[CHEST, TURN] = 0.1 * math.sin(phase), -0.24 * math.sin(phase)
    # The trunk leans ahead, the legs keep their own angle to the ground.
    angles[SPINE, FLEX] = -0.16


def _climb(angles: Angles, phase: float) -> None:
    for arm, forearm, thigh, calf, foot, shift in _SIDES:
        p = phase + shift
        reach = 0.5 + 0.5 * math.sin(p)
        angles[arm, FLEX], angles[forearm, FLEX] = 1.7 + 1.0 * reach, 0.9 - 0.5 * reach
        angles[thigh, FLEX], angles[calf, FLEX] = 0.15 + 1.2 * (1.0 - reach), -0.2 - 1.3 * (1.0 - reach)
        angles[foot, FLEX] = -0.1
    angles[SPINE, FLEX], angles[NECK, FLEX] = -0.08, 0.25


def _sit(angles: Angles, riding: bool) -> None:
    for arm, forearm, thigh, calf, foot, _ in _SIDES:
        angles[thigh, FLEX], angles[calf, FLEX] = (1.25, -1.2) if riding else (1.5, -1.5)
        angles[foot, FLEX] = 0.0
        angles[arm, FLEX], angles[forearm, FLEX] = (0.75, 0.35) if riding else (0.3, 0.6)
    angles[SPINE, FLEX] = -0.22


def _crouch(angles: Angles, time_s: float, habit: float) -> None:
    fumble = 0.12 * math.sin(3.1 * time_s + 6.3 * habit)
    for arm, forearm, thigh, calf, foot, shift in _SIDES:
        angles[thigh, FLEX], angles[calf, FLEX], angles[foot, FLEX] = 1.75, -2.0, 0.3
        angles[arm, FLEX], angles[forearm, FLEX] = 0.9 + fumble * math.cos(shift), 0.7
    angles[PELVIS, FLEX], angles[SPINE, FLEX], angles[NECK, FLEX] = -0.15, -0.4, 0.2


def _fall(angles: Angles, part: float) -> None:
    """Going down ever faster: knees give way, arms reach out, and at ``part`` 1 the body lies."""
    down = part * part
    give = math.sin(math.pi * part)
    angles[PELVIS, FLEX] = 1.5 * down
    angles[ARM_L, LEAN], angles[ARM_R, LEAN] = 0.5 * part + 0.6 * give, -0.4 * part - 0.7 * give
    angles[THIGH_L, FLEX], angles[CALF_L, FLEX] = 0.35 * down + 0.7 * give, -0.6 * down - 1.1 * give
    angles[THIGH_R, FLEX], angles[CALF_R, FLEX] = 0.5 * give, -0.9 * give
    angles[FOREARM_L, FLEX], angles[FOREARM_R, FLEX] = 0.5 * give, 0.7 * give


def _swim(angles: Angles, time_s: float, habit: float) -> None:
    """The crawl: a stroke of either arm every 1.4 s, legs beating, face down in the water."""
    phase = 2.0 * math.pi * (time_s / 1.4 + habit)
    angles[PELVIS, FLEX] = -1.45
    for arm, forearm, thigh, calf, foot, shift in _SIDES:
        p = phase + shift
        angles[arm, FLEX] = 1.55 + 1.5 * math.cos(p)
        angles[forearm, FLEX] = 0.2 + 0.7 * max(0.0, math.sin(p))
        angles[thigh, FLEX], angles[calf, FLEX] = 0.22 * math.sin(3.0 * p), -0.2 - 0.2 * max(0.0, math.cos(3.0 * p))
        angles[foot, FLEX] = -0.8
    angles[CHEST, LEAN], angles[NECK, FLEX] = 0.25 * math.sin(phase), 0.35


def _reach(angles: Angles, shoulder: float, elbow: float) -> None:
    for arm, forearm, *_ in _SIDES:
        angles[arm, FLEX], angles[forearm, FLEX] = shoulder, elbow


def _stand(angles: Angles, time_s: float, habit: float) -> None:
    """Weight on one leg, shifting slowly; one in four looks at a telephone."""
    sway = math.sin(0.5 * time_s + 6.3 * habit)
    angles[PELVIS, LEAN], angles[SPINE, LEAN] = 0.03 * sway, -0.035 * sway
    angles[CHEST, TURN], angles[HEAD, TURN] = 0.05 * sway, 0.25 * math.sin(0.23 * time_s + 40.0 * habit)
    angles[THIGH_R, FLEX], angles[CALF_R, FLEX] = 0.1, -0.16
    angles[FOREARM_L, FLEX], angles[FOREARM_R, FLEX] = 0.22, 0.3
    if habit % 0.25 < 0.07:
        angles[ARM_R, FLEX], angles[FOREARM_R, FLEX], angles[ARM_R, TURN] = 0.45, 1.75, 0.35
        angles[NECK, FLEX], angles[HEAD, FLEX] = -0.25, -0.25
