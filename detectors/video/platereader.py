"""Reading crops of plates: a network's columns of signs made texts, each sign with how sure it is.

Best path decoding (Graves et al. 2006, section 3.2); within a run of columns the sign is the likeliest one that can
stand at its place on a plate.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.video.finder import Network
from detectors.video.platesigns import DIGITS, LETTERS, PROVINCES, SIGNS, SPECIALS, proper
from detectors.video.rectify import rectified

Floats = NDArray[np.float32]


def _places(signs: str) -> NDArray[np.int64]:
    return np.array([SIGNS.index(sign) + 1 for sign in signs])


FIRST, SECOND = _places(PROVINCES), _places(LETTERS)
MIDDLE, LAST = _places(LETTERS + DIGITS), _places(LETTERS + DIGITS + SPECIALS)


@dataclass(frozen=True, slots=True)
class Text:
    """What was read, and how sure each sign is (0..1)."""

    text: str
    shares: tuple[float, ...]

    @property
    def sure(self) -> float:
        """How sure the least sure sign is."""
        return min(self.shares, default=0.0)


# Corners are found roughly: a plate is cut out three ways, each so much wider and taller; the surest reading counts.
CUTS = ((1.0, 1.0), (1.06, 1.1), (0.95, 0.92))


def read_quads(network: Network, luma: NDArray[np.uint8], quads: Sequence[NDArray[np.float32]]) -> list[Text]:
    """Read plates in a grey picture (H, W) by their corners [px]: one `Text` each, "" where no plate stands."""
    cuts = [rectified(luma, resized(quad, *cut)) for quad in quads for cut in CUTS]
    read = read_crops(network, np.stack(cuts)) if cuts else []
    return [max(read[k : k + len(CUTS)], key=lambda one: one.sure) for k in range(0, len(read), len(CUTS))]


def resized(quad: NDArray[np.float32], wide: float, tall: float) -> NDArray[np.float32]:
    """Make a quadrilateral ``wide`` times as wide and ``tall`` times as tall round its middle."""
    middle = quad.mean(axis=0)
    return np.asarray((quad - middle) * np.array([wide, tall], dtype=np.float32) + middle, dtype=np.float32)


def read_crops(network: Network, crops: Floats) -> list[Text]:
    """Read crops (n, 32, 128): one `Text` each, "" where no plate stands."""
    if not len(crops):
        return []
    return [decoded(logits[:, 0]) for logits in network.run(crops[:, None])[0]]


def decoded(logits: Floats) -> Text:
    """The text of one crop's logits (signs + 1, columns), the first row a blank's."""
    likely = np.exp(logits - logits.max(axis=0))
    likely /= likely.sum(axis=0)
    best = likely.argmax(axis=0)
    runs: list[list[int]] = []
    for column, sign in enumerate(best.tolist()):
        if sign and column and sign == best[column - 1]:
            runs[-1].append(column)
        elif sign:
            runs.append([column])
    text, shares = "", []
    for k, run in enumerate(runs):
        allowed = FIRST if k == 0 else SECOND if k == 1 else LAST if k == len(runs) - 1 else MIDDLE
        chances = likely[allowed][:, run].max(axis=1)
        place = int(chances.argmax())
        text += SIGNS[int(allowed[place]) - 1]
        shares.append(float(chances[place]))
    return Text(text, tuple(shares)) if proper(text) else Text("", ())
