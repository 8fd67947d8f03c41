"""The background model's two ways of learning, and regions (detectors.video.background)."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from detectors.video.background import connected, learn, learn_grey
from twin.seeds import Seeds


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), darkest=st.sampled_from([0.5, 1.0]), patience=st.integers(1, 4))
def test_a_grey_picture_is_learnt_as_any_other(seed: int, darkest: float, patience: int) -> None:
    """The fast way leaves the same mask, mean, variance and ages, bit for bit, look after look."""
    rng = Seeds(seed).stream("tests", "picture", "background")
    shape = (int(rng.integers(1, 20)), int(rng.integers(1, 40)), 1)
    still = rng.integers(0, 256, shape)

    def start() -> tuple[np.ndarray, ...]:
        flat = shape[:2]
        return (
            still.astype(np.float32),
            np.full(flat, 18.0, dtype=np.float32),
            np.zeros(flat, dtype=np.uint16),
            np.empty(flat, dtype=np.uint8),
        )

    one, other = start(), start()
    for _ in range(6):
        seen = still * rng.choice([1.0, 0.7, 0.2], shape, p=[0.8, 0.1, 0.1]) + rng.normal(0.0, 3.0, shape)
        picture = np.clip(seen, 0, 255).astype(np.uint8)
        counts = [
            way(picture, *kept, 0.05, 20.25, 9.0, darkest, patience)
            for way, kept in zip((learn, learn_grey), (one, other), strict=True)
        ]
        assert counts[0] == counts[1]
        for a, b in zip(one, other, strict=True):
            assert np.array_equal(a, b)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0.0, 0.6))
def test_regions_are_those_that_touch(seed: int, share: float) -> None:
    """Boxes, pixels and middles are scipy's, corners counting as touching."""
    rng = Seeds(seed).stream("tests", "picture", "background")
    solid = (rng.random((int(rng.integers(1, 30)), int(rng.integers(1, 30)))) < share).astype(np.uint8)
    boxes, middles = connected(solid)
    labels, count = ndimage.label(solid, np.ones((3, 3)))
    spans = ndimage.find_objects(labels)
    sizes = ndimage.sum_labels(solid, labels, range(1, count + 1))
    wanted = [
        (x.start, y.start, x.stop - x.start, y.stop - y.start, size) for (y, x), size in zip(spans, sizes, strict=True)
    ]
    assert sorted(boxes.tolist()) == sorted([list(map(int, row)) for row in wanted])
    centres = ndimage.center_of_mass(solid, labels, range(1, count + 1))
    assert np.allclose(sorted(map(tuple, middles[:, ::-1])), sorted(centres)) if count else len(middles) == 0


def test_a_mask_of_more_regions_than_short_labels_hold() -> None:
    """Lone pixels all over a large picture are counted to the last."""
    solid = np.zeros((1080, 1920), dtype=np.uint8)
    solid[::4, ::4] = 1
    assert len(connected(solid)[0]) == 270 * 480
