"""Filming once for practice, small: on a fresh machine it compiles the kernels, each half in a process of its own."""

from dataclasses import replace
from enum import StrEnum

import numpy as np

from twin.bodies import BodyKind, Gait
from twin.deployment import CameraUnit
from twin.imaging.capture import CameraFeed
from twin.imaging.gallery import one
from twin.imaging.scene import Scene

WIDTH, HEIGHT = 64, 36
FROM_M = 8.0


class Part(StrEnum):
    """What is rehearsed: what paints and lights plates, or what draws, casts and encodes bodies."""

    PLATES = "plates"
    BODIES = "bodies"


def rehearse(scene: Scene, unit: CameraUnit, part: Part) -> None:
    """Film ``unit``'s place without bodies, or somebody there without the place."""
    small = replace(unit, width=WIDTH, height=HEIGHT)
    if part is Part.PLATES:
        scene.view(small, 0.0)
        return
    x, y, z = unit.at
    small = replace(small, look_at=(x, y + FROM_M, z))
    scene.hide(small)
    walker = one(BodyKind.PERSON, (0.4, 0.5, 1.7), gait=Gait.WALK, at=(x, y + FROM_M, z - 1.0))
    feed = CameraFeed(small, scene, None)
    feed.shoot(0, replace(walker, velocities=np.ones((1, 3), dtype=np.float32)))
    feed.close()
