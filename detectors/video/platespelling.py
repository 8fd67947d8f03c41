"""Columns of signs spelt as a plate: the likeliest path through them that makes a text a plate can have.

Viterbi's algorithm (1967) over the paths of connectionist temporal classification (Graves et al. 2006, section 3.1):
place after place, a sign that may stand there for some columns, blanks between, and at least one between two that are
alike. Best path decoding would take each column's likeliest sign and only then ask whether that is a plate.
"""

import numpy as np
from numpy.typing import NDArray

from detectors.kernel import kernel
from detectors.video.platesigns import DIGITS, EIGHT, LETTERS, PROVINCES, SEVEN, SIGNS, SPECIALS

Floats = NDArray[np.float32]
NEVER = -1e30
SAME = -1


def _allowed(signs: int) -> NDArray[np.bool_]:
    """Which signs may stand at each place of a plate of ``signs``, (``signs``, `SIGNS` + 1); the first is the blank."""
    places = [PROVINCES, LETTERS, *[LETTERS + DIGITS] * (signs - 3), LETTERS + DIGITS + SPECIALS]
    return np.array([[False, *(sign in place for sign in SIGNS)] for place in places])


LAYOUTS = (_allowed(SEVEN), _allowed(EIGHT))


def spelling(likely: Floats) -> tuple[str, tuple[float, ...]]:
    """The likeliest plate that columns' probabilities (signs + 1, columns) spell, and how sure each of its signs is."""
    logs = np.log(np.maximum(likely, np.float32(1e-9))).astype(np.float64)
    paths = [path(logs, allowed) for allowed in LAYOUTS]
    _, signs, first, last = max(paths, key=lambda one: one[0])
    shares = [float(likely[s, a : b + 1].max()) for s, a, b in zip(signs, first, last, strict=True)]
    return "".join(SIGNS[sign - 1] for sign in signs), tuple(shares)


@kernel
def path(
    logs: NDArray[np.float64], allowed: NDArray[np.bool_]
) -> tuple[float, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The likeliest path: its log likelihood, and of each place the sign and its first and last column.

    ``logs`` (signs + 1, columns), blanks first; ``allowed`` (places, signs + 1).
    """
    count, columns = logs.shape
    places = allowed.shape[0]
    # Of the paths so far, the likeliest that ends in sign s at place k, and that ends in a blank before place k.
    ends, blanks = np.full((places, count), NEVER), np.full(places + 1, NEVER)
    blanks[0] = 0.0
    # Where each came from: the sign before (0 for a blank), or `SAME` where it goes on.
    came = np.full((columns, places, count), SAME, dtype=np.int16)
    ended = np.full((columns, places + 1), SAME, dtype=np.int16)
    for t in range(columns):
        # Later places first: what is before a place is still as the last column left it.
        for k in range(places, -1, -1):
            best, second = (0, 0) if k == 0 else two_best(ends[k - 1])
            for s in range(1, count if k < places else 0):
                if not allowed[k, s]:
                    continue
                enter, before = blanks[k], 0
                other = second if best == s else best
                if other > 0 and ends[k - 1, other] > enter:
                    enter, before = ends[k - 1, other], other
                if enter > ends[k, s]:
                    ends[k, s], came[t, k, s] = enter, before
                ends[k, s] += logs[s, t]
            if best > 0 and ends[k - 1, best] > blanks[k]:
                blanks[k], ended[t, k] = ends[k - 1, best], best
            blanks[k] += logs[0, t]
    return traced(ends, blanks, came, ended)


@kernel
def two_best(row: NDArray[np.float64]) -> tuple[int, int]:
    """The places of the largest and the second largest in a row, its first left out."""
    best, second = 1, 2
    if row[2] > row[1]:
        best, second = 2, 1
    for s in range(3, row.shape[0]):
        if row[s] > row[best]:
            best, second = s, best
        elif row[s] > row[second]:
            second = s
    return best, second


@kernel
def traced(
    ends: NDArray[np.float64], blanks: NDArray[np.float64], came: NDArray[np.int16], ended: NDArray[np.int16]
) -> tuple[float, NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Follow the likeliest path back from its end; what `path` returns."""
    columns, places, _ = came.shape
    signs = np.zeros(places, dtype=np.int64)
    first, last = np.zeros(places, dtype=np.int64), np.zeros(places, dtype=np.int64)
    k, s = places, 0
    score = float(blanks[places])
    top, _ = two_best(ends[places - 1])
    if ends[places - 1, top] > score:
        score, k, s = float(ends[places - 1, top]), places - 1, top
        last[k] = columns - 1
    for t in range(columns - 1, -1, -1):
        before = ended[t, k] if s == 0 else came[t, k, s]
        if s > 0:
            signs[k], first[k] = s, t
        if before == SAME:
            continue
        if s == 0 or before > 0:
            k -= 1
            last[k] = t - 1
        s = before
    return score, signs, first, last
