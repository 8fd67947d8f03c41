"""Reading plates: corners made exact, crops cut out, columns of signs made texts, each sign as sure as it is."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from detectors.video.finder import Network
from detectors.video.platecorners import straightened
from detectors.video.platespelling import spelling
from detectors.video.rectify import rectified

Floats = NDArray[np.float32]


# Where a sign is less sure than this, nothing is read: no plate stands there, or not all of one.
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Text:
    """What was read, and how sure each sign is (0..1)."""

    text: str
    shares: tuple[float, ...]

    @property
    def sure(self) -> float:
        """How sure the least sure sign is."""
        return min(self.shares, default=0.0)


@dataclass(frozen=True, slots=True)
class PlateNetworks:
    """What reads plates: ``spell`` reads crops, ``corners`` makes corners exact first; None leaves them as found."""

    spell: Network
    corners: Network | None = None


def read_quads(networks: PlateNetworks, luma: NDArray[np.uint8], quads: Sequence[NDArray[np.float32]]) -> list[Text]:
    """Read plates in a grey picture (H, W) by their corners [px]: one `Text` each, "" where no plate stands."""
    if not quads:
        return []
    exact = quads if networks.corners is None else straightened(networks.corners, luma, quads)
    return read_crops(networks.spell, np.stack([rectified(luma, quad) for quad in exact]))


def read_crops(network: Network, crops: Floats) -> list[Text]:
    """Read crops (n, 40, 160): one `Text` each, "" where no plate stands."""
    if not len(crops):
        return []
    return [decoded(logits[:, 0]) for logits in network.run(crops[:, None])[0]]


def decoded(logits: Floats) -> Text:
    """The text of one crop's logits (signs + 1, columns), the first row a blank's."""
    likely = np.exp(logits - logits.max(axis=0))
    likely /= likely.sum(axis=0)
    text, shares = spelling(likely)
    return Text(text, shares) if min(shares) >= LEAST_SHARE else Text("", ())
