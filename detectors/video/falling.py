"""Things thrown from windows: small blobs against a background, linked, fitted, traced back to a window."""

import math
from typing import ClassVar

import cv2
import numpy as np

from detectors.claims import claim
from detectors.config import Survey
from detectors.contract import DetectionBatch, Event, EventKind, Evidence, Found, Item, Label
from detectors.geometry import FacadeWindow
from detectors.state import Stateful
from detectors.stream import Frame
from detectors.topics import Shows, Topic
from detectors.video.background import FOREGROUND, Background, connected
from detectors.video.facades import Facades
from detectors.video.fallfit import LEAST_POINTS, Fall, fall
from detectors.video.fallpath import LOST_S, Blob, Linker, Path

SURE_S = 0.5
FIT_S = 0.8
SAME_S, SAME_M = 2.5, 4.0
LARGEST_M = 1.2
DENSITY_UNKNOWN = 25.0
# What falls from the ground floor is no danger from above [m over the ground]; leaves, balls and birds do down there.
LOWEST_M = 2.8
# A thing is found in most frames; streaks of rain that happen to lie in a row are not.
SEEN = 0.5


class Falling(Stateful):
    """Watches one high-rise camera for falling objects, in Frames or in batches of Label.FALLING.

    Parameters
    ----------
    camera: the camera's id.
    survey: its calibration and the site's windows; without them paths are judged at a typical density and have no
        place.
    least_px: smallest candidate [px].
    """

    HEARS: ClassVar[frozenset[Topic]] = frozenset({Frame, Shows(Label.FALLING)})
    KEEPS: ClassVar[tuple[str, ...]] = ("learnt", "linker", "recent", "counts")

    def __init__(self, camera: str, survey: Survey, least_px: int = 3) -> None:
        self._camera, self._least_px = camera, least_px
        model = survey.cameras.get(camera)
        self._facades = Facades(model, survey.windows) if model is not None and survey.windows else None
        known = self._facades.density if self._facades is not None else None
        self._density = known if known is not None else DENSITY_UNKNOWN
        self._background = Background(memory_s=4.0, patience_s=3.0, deviations=5.0, noise=2.5, darkest=1.0, settle=3)
        cv2.setNumThreads(1)
        self._start()

    def _start(self) -> None:
        self._background.reset()
        self.linker = Linker(self._density)
        self.recent: list[tuple[float, float, float]] = []
        self.counts: dict[str, int] = {}

    @property
    def learnt(self) -> bytes:
        """The background model's state."""
        return self._background.state()

    @learnt.setter
    def learnt(self, state: bytes) -> None:
        self._background.restore(state)

    @property
    def deadline_s(self) -> float:
        """When the oldest path that could still be a fall counts as ended."""
        ends = [path.times[-1] for path in self.linker.paths if len(path.times) >= LEAST_POINTS and not path.fired]
        return min(ends, default=math.inf) + 1.1 * LOST_S

    def update(self, item: Item) -> tuple[Found, ...]:
        """Return an event when something falls."""
        if isinstance(item, Frame) and item.camera == self._camera:
            blobs = self._candidates(item)
        elif isinstance(item, DetectionBatch) and item.camera == self._camera:
            falling = item.boxes(Label.FALLING)
            if not falling:
                return ()
            blobs = [((x0 + x1) / 2.0, (y0 + y1) / 2.0, (x1 - x0 + y1 - y0) / 2.0) for x0, y0, x1, y1 in falling]
        else:
            return ()
        if isinstance(item, Frame):
            self.linker.area = float(item.image.shape[0] * item.image.shape[1])
        ended = self.linker.link(blobs, item.index, item.time_s)
        sure = [path for path in self.linker.paths if path.times[-1] == item.time_s and self._sure(path)]
        return self._report([*ended, *sure])

    def lapse(self, now_s: float) -> tuple[Event, ...]:
        """Judge the paths that nothing has continued."""
        return self._report(self.linker.drop(now_s))

    def _sure(self, path: Path) -> bool:
        """Whether a growing path is long enough to be judged, every few points from then on."""
        return path.times[-1] - path.times[0] >= SURE_S and len(path.times) % 3 == 0

    def _candidates(self, frame: Frame) -> list[Blob]:
        """Middles of the small things that are not background."""
        grey = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        mask, share = self._background.look(grey[:, :, None], frame.time_s)
        if share == 0.0:
            return []
        solid = (mask == FOREGROUND).view(np.uint8)
        boxes, middles = connected(solid)
        largest = max(8.0, LARGEST_M * self._density)
        small = (boxes[:, 4] >= self._least_px) & (boxes[:, 2] <= largest) & (boxes[:, 3] <= 2.0 * largest)
        kept = zip(middles[small], boxes[small], strict=True)
        # A blob's middle is known better than its edges: its size counts as that of a third of it.
        return [(float(u) + 0.5, float(v) + 0.5, float(row[2] + row[3]) / 6.0) for (u, v), row in kept]

    def _report(self, paths: list[Path]) -> tuple[Event, ...]:
        found = []
        for path in paths:
            if path.fired or len(path.times) < LEAST_POINTS or not self.linker.meant(path):
                continue
            judged = self._judge(path)
            if judged is not None:
                path.fired = True
                if not self._known(path):
                    found.append(self._claim(path, *judged))
        return tuple(found)

    def _judge(self, path: Path) -> tuple[Fall, FacadeWindow | None] | None:
        """Fit a path on the facade it starts at."""
        # Over a second or more, drag bends the path away from a parabola.
        newest = [k for k, t in enumerate(path.times) if path.times[-1] - t <= FIT_S]
        times, first = [path.times[k] for k in newest], newest[0]
        if len(newest) < SEEN * (path.indices[-1] - path.indices[first] + 1):
            return None
        points = np.array([path.us[first:], path.vs[first:]], dtype=np.float64).T
        window = self._facades.nearest(path.us[0], path.vs[0]) if self._facades is not None else None
        if self._facades is None or window is None:
            if self._facades is not None and self._facades.windows:
                return None
            spots = np.concatenate([points * (1.0, -1.0) / self._density, np.zeros_like(points)], axis=1)
            plain = fall(times, spots, path.blur_px() / self._density)
            return (plain, None) if plain is not None else None
        spot = self._facades.model.project(np.array([window.centre]))[0, 2]
        blur = path.blur_px() * float(spot) / self._facades.model.focal_px
        fitted = fall(times, self._facades.metres(points, window), blur)
        if fitted is None or fitted.z < LOWEST_M:
            return None
        return fitted, self._facades.window_at(fitted.along, fitted.z, window)

    def _known(self, path: Path) -> bool:
        """Whether this is a piece of something just reported: close in time and in the same column."""
        last, u = path.times[-1], path.us[-1]
        self.recent = [row for row in self.recent if last - row[0] <= SAME_S]
        known = any(abs(u - at) <= SAME_M * self._density for _, at, _ in self.recent)
        self.recent.append((last, u, path.vs[-1]))
        return known

    def _claim(self, path: Path, fitted: Fall, window: FacadeWindow | None) -> Event:
        evidence = Evidence(frames=((self._camera, path.indices[0], path.indices[-1]),))
        return claim(
            self.counts,
            EventKind.FALLING_OBJECT,
            (self._camera,),
            window.unit if window is not None else None,
            window.centre if window is not None else None,
            fitted.released_s,
            path.times[-1],
            fitted.score,
            evidence,
        )
