"""COCO's compressed run lengths: runs down the columns, nothing first, written as pycocotools' ``rleToString`` does.

Each count from the third on is told as its difference from the one but one before it, in groups of five bits, the
lowest first, a sixth bit for more to come, and 48 added (cocoapi, common/maskApi.c).
"""

import itertools

import numpy as np
from numpy.typing import NDArray


def runs(mask: NDArray[np.bool_]) -> list[int]:
    """Lengths of runs of a mask (H, W) down its columns, those of nothing first."""
    flat = mask.ravel(order="F")
    ends = np.flatnonzero(flat[1:] != flat[:-1]) + 1
    edges = [0, *ends.tolist(), len(flat)]
    counts = [b - a for a, b in itertools.pairwise(edges)]
    return [0, *counts] if len(flat) and bool(flat[0]) else counts


def packed(counts: list[int]) -> str:
    """Run lengths as COCO's text."""
    text = []
    for i, count in enumerate(counts):
        value = count - counts[i - 2] if i > 2 else count
        more = True
        while more:
            low = value & 0x1F
            value >>= 5
            more = value != -1 if low & 0x10 else value != 0
            text.append(chr((low | 0x20 if more else low) + 48))
    return "".join(text)
