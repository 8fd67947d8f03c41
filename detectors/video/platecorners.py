"""A plate's corners, found roughly, made exact: a network says how far each is from where it is believed to be.

A spatial transformer (Jaderberg et al. 2015) whose corners are taught rather than left to the reader's loss: drawn
plates know where theirs are.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.video.finder import Network
from detectors.video.rectify import ROUGH, rectified, turned

Quad = NDArray[np.float32]
# No corner is moved further than this share of the plate: four that crossed would be no plate.
FURTHEST = 0.4
# Cut out by corners that are nearly exact, a plate shows where the rest is missing; a third time tells no more.
TIMES = 2


def straightened(network: Network, luma: NDArray[np.uint8], quads: Sequence[Quad]) -> list[Quad]:
    """Corners (4, 2) [px] of plates in a grey picture (H, W), from where they are believed to be."""
    exact = [*quads]
    for _ in range(TIMES if exact else 0):
        crops = np.stack([rectified(luma, quad, ROUGH) for quad in exact])
        moved = network.run(crops[:, None])[0].reshape(-1, 4, 2)
        exact = [moved_to(quad, off) for quad, off in zip(exact, moved, strict=True)]
    return exact


def moved_to(quad: Quad, off: NDArray[np.float32]) -> Quad:
    """A quadrilateral whose corners lie ``off`` (4, 2) from its own, as shares of the plate in its crop."""
    inside = ROUGH.corners() + np.clip(off, -FURTHEST, FURTHEST) * np.array(ROUGH.plate, dtype=np.float32)
    back = np.linalg.inv(turned(quad, ROUGH))
    return np.asarray(cv2.perspectiveTransform(inside[None].astype(np.float64), back)[0], dtype=np.float32)


def missed_by(quad: Quad, true: Quad) -> NDArray[np.float32]:
    """How far each of a quadrilateral's corners (4, 2) is from the ``true`` one, as shares of the plate in its crop."""
    inside = cv2.perspectiveTransform(true[None].astype(np.float64), turned(quad, ROUGH))[0]
    return np.asarray((inside - ROUGH.corners()) / np.array(ROUGH.plate), dtype=np.float32)
