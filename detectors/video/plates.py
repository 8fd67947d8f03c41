"""Number plates in a camera's Frames: found on what moves, read look by look, voted on, compared with the register."""

from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from detectors.claims import claim, where
from detectors.config import Survey
from detectors.contract import Box, EventKind, Evidence, Found, Item
from detectors.rules.plates import registered
from detectors.stream import Frame
from detectors.video.finder import grey
from detectors.video.motion import Gated, Motion
from detectors.video.platefinder import Quad, candidates
from detectors.video.platereader import PlateNetworks, Text, read_quads
from detectors.video.platevote import LEAST_SURE, Ballot

# A vehicle's region is searched this far round what moves, as a share of its size, and at least so many px large.
GROW, LEAST_PX = 0.1, 120
# A vehicle has gone when its plate has not been read for this long [s]; a plate moves so many widths between looks.
GONE_S, STEP = 2.5, 1.5
# Enough looks that agree to say whose plate it is before the vehicle has gone.
ENOUGH, AGREED = 5, 0.8
FEWEST, LEAST_AGREED = 2, 0.6


class PlateReader(Gated):
    """Turns one camera's Frames into events of vehicles whose plates nobody registered.

    Parameters
    ----------
    camera: the camera's id; other cameras' frames are of no interest.
    survey: whose register of plates counts.
    networks: read plates, such as what ``ringfence train plates`` wrote.
    slips: misread signs that still count as the registered plate.

    Attributes
    ----------
    passed: the last plates read, as (text, when first seen, when last seen [s]), residents' among them.
    """

    HEARS: ClassVar[frozenset[type]] = frozenset({Frame})
    KEEPS: ClassVar[tuple[str, ...]] = ("moved", "ballots", "passed", "counts")

    def __init__(self, camera: str, survey: Survey, networks: PlateNetworks, slips: int = 1) -> None:
        self._camera, self._survey, self._networks, self._slips = camera, survey, networks, slips
        self._motion = Motion(camera, survey.cameras.get(camera))
        self._start()

    def _start(self) -> None:
        self._motion.reset()
        self.ballots: list[Ballot] = []
        self.passed: list[tuple[str, float, float]] = []
        self.counts: dict[str, int] = {}

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event for a stranger's plate, as soon as enough looks agree on it or the vehicle has gone."""
        if not isinstance(item, Frame) or item.camera != self._camera:
            return ()
        area = around(self._motion.moving(item), item.image.shape[1], item.image.shape[0])
        if area is not None:
            for read, quad in self.look(item.image, area):
                self._cast(item, read, quad)
        found: list[Found] = []
        kept = []
        for ballot in self.ballots:
            gone = item.time_s - ballot.time_s > GONE_S
            told = ballot.told or self._decide(ballot, gone, found)
            if not gone:
                kept.append(ballot if told == ballot.told else _told(ballot))
        self.ballots = kept
        return tuple(found)

    def look(self, picture: NDArray[np.uint8], area: Box) -> list[tuple[Text, Quad]]:
        """Read what looks like a plate in an area [px] of a picture (H, W, 3): texts and corners, all apart."""
        x0, y0, x1, y1 = (int(edge) for edge in area)
        luma = grey(np.ascontiguousarray(picture[y0:y1, x0:x1]))
        quads = candidates(luma)
        if not quads:
            return []
        texts = read_quads(self._networks, luma, quads)
        corner = np.array([x0, y0], dtype=np.float32)
        found = [(text, quad + corner) for text, quad in zip(texts, quads, strict=True) if text.sure >= LEAST_SURE]
        found.sort(key=lambda one: -one[0].sure)
        chosen: list[tuple[Text, Quad]] = []
        for text, quad in found:
            if all(_apart(quad, other) for _, other in chosen):
                chosen.append((text, quad))
        return chosen

    def _cast(self, frame: Frame, read: Text, quad: Quad) -> None:
        """Give a reading to the vehicle whose plate was last nearest, or to a new one."""
        x, y = (float(v) for v in quad.mean(axis=0))
        wide = float(quad[1, 0] - quad[0, 0])
        place = (read, frame.time_s, frame.index, x, y, wide)
        near = [k for k, one in enumerate(self.ballots) if abs(one.x - x) + abs(one.y - y) < STEP * max(one.wide, wide)]
        if near:
            k = min(near, key=lambda k: abs(self.ballots[k].x - x) + abs(self.ballots[k].y - y))
            self.ballots[k] = self.ballots[k].cast(*place)
        else:
            new = Ballot(frame.time_s, frame.time_s, frame.index, frame.index, x, y, wide)
            self.ballots.append(new.cast(*place))

    def _decide(self, ballot: Ballot, gone: bool, found: list[Found]) -> bool:
        """Whether it is settled whose plate this is; a stranger's is added to ``found``."""
        read = ballot.outcome()
        clear = ballot.looks >= ENOUGH and read.sure >= AGREED
        if not clear and (not gone or ballot.looks < FEWEST or read.sure < LEAST_AGREED):
            return False
        self.passed = [*self.passed[-49:], (read.text, ballot.start_s, ballot.time_s)]
        if registered(read.text, self._survey.plates, self._slips):
            return True
        evidence = Evidence(frames=((self._camera, ballot.first, ballot.last),))
        place = where(self._survey, self._camera)
        devices = (self._camera,)
        event = EventKind.STRANGER_VEHICLE
        score = min(0.95, read.sure)
        start, seen = ballot.start_s, ballot.time_s
        found.append(claim(self.counts, event, devices, None, place, start, seen, score, evidence))
        return True


def _told(ballot: Ballot) -> Ballot:
    return Ballot(
        ballot.start_s,
        ballot.time_s,
        ballot.first,
        ballot.last,
        ballot.x,
        ballot.y,
        ballot.wide,
        ballot.looks,
        (),
        True,
    )


def around(moving: list[Box], width: int, height: int) -> Box | None:
    """The area round everything that moves and is large enough to be a vehicle, within the picture; None if nothing."""
    large = [box for box in moving if box[2] - box[0] >= LEAST_PX and box[3] - box[1] >= LEAST_PX / 2]
    if not large:
        return None
    x0, y0 = min(box[0] for box in large), min(box[1] for box in large)
    x1, y1 = max(box[2] for box in large), max(box[3] for box in large)
    more_x, more_y = GROW * (x1 - x0), GROW * (y1 - y0)
    return (max(0.0, x0 - more_x), max(0.0, y0 - more_y), min(width, x1 + more_x), min(height, y1 + more_y))


def _apart(one: Quad, other: Quad) -> bool:
    """Whether two plates do not cover each other's middle."""
    gap = np.abs(one.mean(axis=0) - other.mean(axis=0))
    wide, tall = (max(float(np.ptp(one[:, k])), float(np.ptp(other[:, k]))) for k in (0, 1))
    return bool(gap[0] > 0.5 * wide or gap[1] > 0.5 * tall)
