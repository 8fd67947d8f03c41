"""What is wrong with a camera, from its own pictures: dark, frozen, moved, sprayed over, or dirty.

Once a second a picture is reduced to blocks: their brightness, and the energy of their edges. A reference of the same
is learnt while the picture is well. Light comes and goes, but edges of what is built stay where they are:

- *dark*: nothing in the picture is brighter than a covered lens leaves it.
- *frozen*: not one pixel differs from a second ago, for longer than an encoder repeats itself; sensors make noise.
- *sprayed*: within seconds most blocks lose their edges, the near ones too (fog comes over minutes, and from afar).
- *moved*: the edges are there, and elsewhere.
- *dirty*: some blocks have lost their edges while others kept theirs, for minutes.

ONVIF names the same under ``tns1:VideoSource``: ImageTooDark, ImageTooBlurry, GlobalSceneChange (Analytics 26.06).
"""

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import EventKind, Evidence, Found, Item
from detectors.state import Stateful
from detectors.stream import Frame

Grid = NDArray[np.float32]

EVERY_S = 1.0
ROWS, COLUMNS = 45, 80
LEARN_LOOKS = 10
RATE = 1.0 / 120.0
# A covered lens leaves noise and the encoder's black: studio black is 16, gain noise reaches a few steps over it.
DARK_LEVEL = 30.0
# Edge energy [grey levels squared, of the picture reduced to 160 x 90] below which a block has nothing to lose.
TEXTURED = 12.0
LOST_SHARE, KEPT_SHARE = 0.25, 0.6
SPRAYED_SHARE, DIRTY_SHARE, GAINED_SHARE = 0.6, 0.12, 0.08
ALIKE = 0.55
RELEARN_LOOKS = 300
GREY_CHROMA = 2.5


class Fault(StrEnum):
    """What can be wrong with a picture."""

    DARK = "dark"
    FROZEN = "frozen"
    SPRAYED = "sprayed"
    MOVED = "moved"
    DIRTY = "dirty"


# Looks in a row [s] before a fault is one.
PERSIST: dict[Fault, int] = {Fault.DARK: 5, Fault.FROZEN: 12, Fault.SPRAYED: 5, Fault.MOVED: 8, Fault.DIRTY: 60}


@dataclass(slots=True)
class Reference:
    """What the picture is like when it is well: edge energy and its root per block (rows, columns), colour or grey."""

    looks: int
    edges: Grid
    coloured: bool


@dataclass(frozen=True, slots=True)
class Look:
    """A picture reduced: brightness and edge energy per block, its brightest block, mean chroma [levels]."""

    edges: Grid
    brightest: float
    chroma: float


class CameraHealth(Stateful):
    """Watches one camera's pictures for faults; each is reported once until the picture is well again."""

    HEARS: ClassVar[frozenset[type]] = frozenset({Frame})
    KEEPS: ClassVar[tuple[str, ...]] = ("reference", "last", "next_s", "since", "told", "odd", "counts")

    def __init__(self, camera: str, survey: Survey) -> None:
        self._camera, self._survey = camera, survey
        self._start()

    def _start(self) -> None:
        self.reference: Reference | None = None
        self.last: NDArray[np.uint8] = np.zeros((0, 0), np.uint8)
        self.next_s = -math.inf
        self.since: dict[str, list[float]] = {}
        self.told: list[str] = []
        self.odd = 0
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a fault that has lasted long enough."""
        if not isinstance(item, Frame) or item.time_s < self.next_s:
            return ()
        self.next_s = item.time_s + EVERY_S
        faults = self._faults(item)
        for gone in [name for name in self.since if name not in faults]:
            del self.since[gone]
        if not faults:
            self.told = []
        found = []
        for fault in faults:
            looks = self.since.setdefault(fault.value, [item.time_s, item.index, 0.0])
            looks[2] += 1
            if looks[2] >= PERSIST[fault] and not self.told:
                self.told.append(fault.value)
                found.append(self._claim(item, fault, looks[0], int(looks[1])))
        return tuple(found)

    def _claim(self, frame: Frame, fault: Fault, start_s: float, first: int) -> Found:
        evidence = Evidence(frames=((self._camera, first, frame.index),))
        zone, place = f"{self._camera}/{fault}", where(self._survey, self._camera)
        kind = EventKind.DEVICE_FAULT
        return claim(self.counts, kind, (self._camera,), zone, place, start_s, frame.time_s, 0.9, evidence)

    def _faults(self, frame: Frame) -> list[Fault]:
        """What seems wrong in this picture, worst first; the reference learns from pictures that are well."""
        look = reduce(frame.image)
        thin = frame.image[::4, ::4, 1]
        frozen = self.last.shape == thin.shape and bool((self.last == thin).all())
        self.last = np.ascontiguousarray(thin)
        if look.brightest < DARK_LEVEL:
            return [Fault.DARK]
        if frozen:
            return [Fault.FROZEN]
        coloured = look.chroma > GREY_CHROMA
        reference = self.reference
        wrong = compared(look, reference) if reference is not None and reference.looks >= LEARN_LOOKS else []
        if reference is None or (reference.coloured != coloured and Fault.SPRAYED not in wrong):
            # By night and by day a picture is another one: infrared has no colours, and its light other shadows.
            self.reference = Reference(1, look.edges, coloured)
            return []
        self.odd = self.odd + 1 if wrong else 0
        if self.odd > RELEARN_LOOKS:
            self.reference, self.odd = Reference(1, look.edges, coloured), 0
        elif not wrong:
            rate = max(RATE, 1.0 / (reference.looks + 1))
            reference.edges = (reference.edges + np.float32(rate) * (look.edges - reference.edges)).astype(np.float32)
            reference.looks += 1
        return wrong


def reduce(image: NDArray[np.uint8]) -> Look:
    """Reduce a picture (h, w, 3) to its blocks: averaged first, so that what is left of noise is no edge."""
    small = cv2.resize(image, (2 * COLUMNS, 2 * ROWS), interpolation=cv2.INTER_AREA).astype(np.float32)
    grey = small @ np.array([0.25, 0.5, 0.25], np.float32)
    padded = np.pad(grey, ((0, 1), (0, 1)), mode="edge")
    energy = (padded[:-1, 1:] - grey) ** 2 + (padded[1:, :-1] - grey) ** 2
    edges = energy.reshape(ROWS, 2, COLUMNS, 2).mean(axis=(1, 3))
    chroma = float(np.abs(small[:, :, 0] - small[:, :, 2]).mean())
    return Look(edges.astype(np.float32), float(grey.max()), chroma)


def compared(look: Look, reference: Reference) -> list[Fault]:
    """What a picture has lost or displaced against the reference."""
    textured = reference.edges > TEXTURED
    count = int(textured.sum())
    if count < 0.1 * textured.size:
        return []  # A picture without edges cannot lose them.
    share = look.edges[textured] / reference.edges[textured]
    lost, kept = float((share < LOST_SHARE).mean()), float((share > KEPT_SHARE).mean())
    gained = float((look.edges[~textured] > TEXTURED).sum()) / count
    if lost >= SPRAYED_SHARE and gained < GAINED_SHARE:
        return [Fault.SPRAYED]
    if alike(look.edges, reference.edges) < ALIKE and gained >= GAINED_SHARE:
        return [Fault.MOVED]
    return [Fault.DIRTY] if lost >= DIRTY_SHARE and kept >= DIRTY_SHARE else []


def alike(a: Grid, b: Grid) -> float:
    """Correlation of two pictures' edges, of the roots, so that one bright sign does not decide; 1 is the same."""
    x, y = np.sqrt(a) - np.sqrt(a).mean(), np.sqrt(b) - np.sqrt(b).mean()
    norm = math.sqrt(float((x * x).sum()) * float((y * y).sum()))
    return float((x * y).sum()) / norm if norm > 0.0 else 1.0
