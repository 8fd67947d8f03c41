"""Fire and smoke in one camera's Frames: flame's colour that is new here, stays, and flickers; grey that spreads.

Flames in colour: red over green over blue by clear steps, bright (Celik and Demirel 2009, Fire Saf. J. 44, rules 1 to
4); in infrared only brightness is left. Flames pulsate at 1 to 10 Hz (Pagni 1989: about 1.5 / sqrt(D) Hz for a diameter
D [m]): the brightness of what a region covers must swing. Headlights move or do not swing, a sunset window does not
swing, a lamp was there before. Smoke dims and greys what it covers and keeps growing; steam comes and goes, fog is
everywhere at once.
"""

import itertools
from dataclasses import dataclass, field
from typing import Any, ClassVar

import cv2
import numpy as np
from numpy.typing import NDArray

from detectors.claims import Place, claim
from detectors.config import Survey
from detectors.contract import DetectionBatch, Event, EventKind, Evidence, Found, Item, Label
from detectors.state import Stateful
from detectors.stream import Frame
from detectors.topics import Shows, Topic
from detectors.video.background import FOREGROUND, Background
from detectors.video.ground import GroundView
from detectors.video.motion import regions_of

WORK_WIDTH = 400
LEAST_CELLS = 6
# What a flame's colour is, in grey levels: brightness, red over blue, red over green at least nothing.
BRIGHT, RED_OVER_BLUE, INFRARED_BRIGHT = 150, 45, 235
# A flame outshines what was there before by so many grey levels.
RISE = 20.0
WATCH_S, LOST_S = 3.0, 1.0
SWING, REVERSALS_HZ = 0.035, (1.0, 12.0)
STILL = 0.6
SMOKE_S, SMOKE_GROWTH, SMOKE_LEAST, SMOKE_MOST = 8.0, 1.8, 0.004, 0.35
# One that goes on is told again so soon that it stays one alert (`detectors.alerts.correlate`).
FORGET_S = 60.0
# Where something else looked at the frames: so many looks that show a flame, within so long.
LOOKS, LOOKS_S = 4, 8.0
# Where one pixel moves it by more than this, or above the horizon, a flame has no place on the ground [m].
FAR_M = 2.0


@dataclass(slots=True)
class Spot:
    """One region while it is watched: when [s], middle and area [px of the reduced picture], summed brightness."""

    times: list[float] = field(default_factory=list)
    us: list[float] = field(default_factory=list)
    vs: list[float] = field(default_factory=list)
    areas: list[float] = field(default_factory=list)
    light: list[float] = field(default_factory=list)
    first: int = 0


class Fire(Stateful):
    """Tells fires from one camera's Frames.

    Parameters
    ----------
    camera: the camera's id.
    survey: by its calibration a look's flame has a place on the ground.
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Frame, Shows(Label.FLAME)})
    KEEPS: ClassVar[tuple[str, ...]] = ("learnt", "flames", "smoke", "looks", "told_s", "counts")

    def __init__(self, camera: str, survey: Survey) -> None:
        self._camera, self._survey = camera, survey
        model = survey.cameras.get(camera)
        self._view = GroundView(model) if model is not None else None
        # What burns for minutes must not become background before it is told.
        self._background = Background(memory_s=20.0, patience_s=90.0, deviations=4.5, noise=3.0, darkest=1.0, settle=3)
        cv2.setNumThreads(1)
        self._start()

    def _start(self) -> None:
        self._background.reset()
        self.flames: list[Spot] = []
        self.smoke: list[Spot] = []
        self.looks: list[tuple[float, int]] = []
        self.told_s = -FORGET_S
        self.counts: dict[str, int] = {}

    @property
    def learnt(self) -> bytes:
        """The background model's state."""
        return self._background.state()

    @learnt.setter
    def learnt(self, state: bytes) -> None:
        self._background.restore(state)

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when something burns or smokes."""
        if isinstance(item, DetectionBatch) and item.camera == self._camera:
            return self._looked(item)
        if not isinstance(item, Frame) or item.camera != self._camera:
            return ()
        height, width = item.image.shape[:2]
        step = max(1, round(width / WORK_WIDTH))
        size = (width // step, height // step)
        small = np.asarray(cv2.resize(item.image, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
        mask, share = self._background.look(small, item.time_s)
        new = (mask == FOREGROUND) if share > 0.0 else np.zeros(mask.shape, dtype=bool)
        hot = flaming(small) & new & risen(small, self._background.mean)
        watch(self.flames, hot, small, item, LEAST_CELLS)
        watch(self.smoke, hazy(small, self._background.mean) & new & ~hot, small, item, int(SMOKE_LEAST * mask.size))
        if item.time_s < self.told_s + FORGET_S:
            return ()
        for spot in self.flames:
            if flickers(spot):
                return self._tell(spot, item, 0.9)
        for spot in self.smoke:
            if spreads(spot, float(mask.size)):
                return self._tell(spot, item, 0.6)
        return ()

    def _looked(self, batch: DetectionBatch) -> tuple[Event, ...]:
        """Judge looks by somebody else: a flame that is there in most of them for some seconds."""
        flames = batch.boxes(Label.FLAME)
        if not flames:
            return ()
        recent = [row for row in self.looks if batch.time_s - row[0] <= LOOKS_S]
        self.looks = [*recent, (batch.time_s, batch.index)]
        if len(self.looks) < LOOKS or batch.time_s < self.told_s + FORGET_S:
            return ()
        stand = self._view.stand(flames[0]) if self._view is not None else None
        place = (stand.x, stand.y, 0.0) if stand is not None and stand.doubt_m <= FAR_M else None
        return self._claim(*self.looks[0], batch.time_s, batch.index, 0.7, place)

    def _tell(self, spot: Spot, frame: Frame, score: float) -> tuple[Event, ...]:
        return self._claim(spot.times[0], spot.first, frame.time_s, frame.index, score)

    def _claim(
        self, began_s: float, first: int, now_s: float, last: int, score: float, place: Place | None = None
    ) -> tuple[Event, ...]:
        self.told_s = now_s
        evidence = Evidence(frames=((self._camera, first, last),))
        device, kind = (self._camera,), EventKind.FIRE_ON_VIDEO
        return (claim(self.counts, kind, device, None, place, began_s, now_s, score, evidence),)


def flaming(picture: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which pixels (h, w) have a flame's colour; in a picture without colour, which are as good as white."""
    red, green, blue = (picture[:, :, k].astype(np.int16) for k in range(3))
    if float(np.abs(red - blue)[::4, ::4].mean()) < 2.0:
        return np.asarray(red >= INFRARED_BRIGHT)
    clipped = (red > 245) & (green > 200)
    coloured = (red >= BRIGHT) & (red >= green) & (green + 8 >= blue) & (red - blue >= RED_OVER_BLUE)
    return np.asarray(coloured | (clipped & (red - blue >= RED_OVER_BLUE // 2)))


def risen(picture: NDArray[np.uint8], background: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pixels (h, w) outshine their background: yellow paint does not, however the encoder shakes it."""
    return brightest(picture.astype(np.float32) - background) >= RISE


def hazy(picture: NDArray[np.uint8], background: NDArray[np.float32]) -> NDArray[np.bool_]:
    """Which pixels (h, w) have become greyer, and nearer to a middle grey, than their background."""
    now = picture.astype(np.float32)
    colour, before = brightest(now) + brightest(-now), brightest(background) + brightest(-background)
    luma, was = middle(now), middle(background)
    return np.asarray((colour < np.maximum(before * 0.8, 22.0)) & (luma > 25.0) & (np.abs(luma - was) < 90.0))


def brightest(picture: NDArray[Any]) -> NDArray[Any]:
    """The greatest of a picture's three channels (h, w, 3): far faster than a reduction over so short an axis."""
    return np.asarray(np.maximum(np.maximum(picture[:, :, 0], picture[:, :, 1]), picture[:, :, 2]))


def middle(picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """The mean of a picture's three channels."""
    return np.asarray((picture[:, :, 0] + picture[:, :, 1] + picture[:, :, 2]) / np.float32(3.0))


def watch(spots: list[Spot], mask: NDArray[np.bool_], picture: NDArray[np.uint8], frame: Frame, least: int) -> None:
    """Continue spots by the regions of a mask that lie on them, begin new ones, give up those not seen for long."""
    luma = brightest(picture)
    regions = [r for r in regions_of(np.where(mask, FOREGROUND, 0).astype(np.uint8)) if r[4] >= least]
    taken: set[int] = set()
    for x0, y0, x1, y1, area in sorted(regions, key=lambda r: -r[4])[:20]:
        u, v, reach = (x0 + x1) / 2.0, (y0 + y1) / 2.0, max(x1 - x0, y1 - y0)
        near = [s for s in spots if id(s) not in taken and abs(s.us[-1] - u) + abs(s.vs[-1] - v) <= reach + 3.0]
        spot = max(near, key=lambda s: len(s.times), default=None)
        if spot is None:
            spot = Spot(first=frame.index)
            spots.append(spot)
        taken.add(id(spot))
        inside = mask[y0:y1, x0:x1]
        spot.times.append(frame.time_s)
        spot.us.append(u)
        spot.vs.append(v)
        spot.areas.append(float(area))
        spot.light.append(float(luma[y0:y1, x0:x1][inside].sum()))
    spots[:] = [s for s in spots if frame.time_s - s.times[-1] <= LOST_S]


def flickers(spot: Spot) -> bool:
    """Whether a spot has stayed where it is for `WATCH_S`, its light swinging as a flame's does."""
    if spot.times[-1] - spot.times[0] < WATCH_S:
        return False
    first = next(k for k, t in enumerate(spot.times) if spot.times[-1] - t <= WATCH_S)
    light = np.array(spot.light[first:])
    if len(light) < 8:
        return False
    size = max(float(np.mean(spot.areas[first:])) ** 0.5, 2.0)
    drift = np.hypot(spot.us[-1] - spot.us[first], spot.vs[-1] - spot.vs[first])
    # A slow change of light is the sun's or a curtain's; what is left round the mean of a second is flicker.
    window = max(3, len(light) // 3) | 1
    padded = np.pad(light, window // 2, mode="edge")
    rest = light - np.convolve(padded, np.ones(window) / window, mode="valid")
    swing = float(np.std(rest) / np.mean(light))
    reversals = float(np.count_nonzero(np.diff(np.sign(rest)) != 0)) / (2.0 * WATCH_S)
    return bool(swing >= SWING and REVERSALS_HZ[0] <= reversals <= REVERSALS_HZ[1] and drift <= STILL * size + 1.5)


def spreads(spot: Spot, whole: float) -> bool:
    """Whether a grey spot has grown for `SMOKE_S` without shrinking much between, neither tiny nor everywhere."""
    if spot.times[-1] - spot.times[0] < SMOKE_S:
        return False
    first = next(k for k, t in enumerate(spot.times) if spot.times[-1] - t <= SMOKE_S)
    areas = np.array(spot.areas[first:])
    parts = [float(part.mean()) for part in np.array_split(areas, 4)]
    grows = all(after > 1.08 * before for before, after in itertools.pairwise(parts))
    root = abs(spot.vs[-1] - spot.vs[first]) <= 3.0 * parts[-1] ** 0.5
    return grows and root and parts[-1] >= SMOKE_GROWTH * parts[0] and parts[-1] <= SMOKE_MOST * whole
