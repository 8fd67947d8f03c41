"""When a camera takes each frame, and which of them never arrive: jitter and loss by address.

A late frame stays within the second in which it was due, so that what is looked at second by second is all there.
"""

import math

from twin.deployment import CameraUnit
from twin.seeds import Seeds

_WHOLE = float(1 << 128)
_SPARE_S = 1e-3


def taken_at(unit: CameraUnit, index: int, seeds: Seeds) -> float:
    """Time [s] at which a camera takes frame ``index``: due ``index`` over its rate, late by up to its jitter."""
    due = index / unit.fps
    if unit.stream.jitter_s == 0.0:
        return due
    room = math.floor(due + 1e-9) + 1.0 - _SPARE_S - due
    late = unit.stream.jitter_s * seeds.key("camera", unit.id, f"jitter-{index}") / _WHOLE
    return due + max(0.0, min(late, room))


def arrives(unit: CameraUnit, index: int, seeds: Seeds) -> bool:
    """Tell whether frame ``index`` of a camera reaches the recorder."""
    if unit.stream.drop == 0.0:
        return True
    return seeds.key("camera", unit.id, f"loss-{index}") / _WHOLE >= unit.stream.drop
