"""By what a calibration knows a detector: a network by its weights' hash, any other by what it makes of one short film.

Code that is made faster and finds the same stays the same detector; one that finds something else is another.
"""

import hashlib
from functools import cache

import numpy as np

from detectors.config import PipelineConfig, Survey
from detectors.contract import DetectionBatch
from detectors.registry import stage
from detectors.stream import Frame
from detectors.video import models

# Stages that look for bodies in pictures.
LOOKERS = ("motion", "objects")
FRAMES, WIDE, TALL = 30, 160, 90


def looker(config: PipelineConfig) -> str:
    """The stage with which a deployment's cameras look for bodies, "" when none does."""
    named = [name for stages in (config.default, *(held for _, held in config.patterns)) for name in stages]
    return next((name for name in named if name in LOOKERS), "")


@cache
def identity(name: str) -> str:
    """A looker's digest, 64 hexadecimal digits."""
    if name == "objects":
        return models.digest()
    detector = stage(name).make("film", Survey())
    digest = hashlib.sha256(name.encode())
    for index in range(FRAMES):
        for batch in detector.update(_picture(index)):
            if isinstance(batch, DetectionBatch):
                rows = [(hit.label.value, *(round(edge, 3) for edge in hit.box)) for hit in batch.detections]
                digest.update(repr((batch.index, rows)).encode())
    return digest.hexdigest()


def _picture(index: int) -> Frame:
    """A picture: grain over a plain ground, somebody who walks, a light that comes on, something that stops."""
    rng = np.random.Generator(np.random.Philox(index))
    image = rng.integers(96, 106, (TALL, WIDE, 3), dtype=np.uint8)
    if index >= FRAMES // 2:
        image += np.uint8(4)
    x = 10 + 4 * index
    image[30:60, x : x + 10] = 190
    still = min(index, 18)
    image[66:80, 130 - 3 * still : 150 - 3 * still] = 40
    return Frame("film", index, index / 12.0, image)
