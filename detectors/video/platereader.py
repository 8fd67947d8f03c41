"""Reading crops of plates: a network's columns of signs made texts, each sign with how sure it is.

Best path decoding (Graves et al. 2006, section 3.2); within a run of columns the sign is the likeliest one that can
stand at its place on a plate.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.video.finder import Network
from detectors.video.platesigns import DIGITS, LETTERS, PROVINCES, SIGNS, SPECIALS, proper

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
