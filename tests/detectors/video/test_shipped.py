"""The network that is shipped finds what it is for, and is the same bytes in and out."""

import numpy as np

from detectors.contract import Label
from detectors.video.models import COCO, WEIGHTS, digest, shipped


def test_the_shipped_networks_are_small() -> None:
    """All weights together at most 14 MB."""
    assert sum(file.stat().st_size for file in WEIGHTS.iterdir()) <= 14e6


def test_its_labels_are_the_vocabularys() -> None:
    """Eight kinds, none of them unlabelled."""
    assert set(shipped().labels) == set(Label) - {Label.MOTION, Label.FALLING, Label.FLAME}
    assert set(COCO.values()) <= set(Label)
    assert len(digest()) == 64


def test_the_same_picture_gives_the_same_boxes() -> None:
    """Bit for bit, whole and by windows."""
    rng = np.random.Generator(np.random.Philox(1))
    picture = rng.integers(0, 255, (96, 128, 3), dtype=np.uint8)
    change = rng.integers(0, 90, (48, 64), dtype=np.uint8)
    one, two = (shipped().look(picture, change) for _ in range(2))
    assert one.boxes.tobytes() == two.boxes.tobytes()
    assert one.scores.tobytes() == two.scores.tobytes()
