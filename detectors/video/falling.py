"""Things thrown from windows: small blobs against a background, linked, fitted, traced back to a window."""

import bisect
import math
from dataclasses import replace
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
from detectors.video.facades import G_M_S2, Facades, level
from detectors.video.fallfit import LEAST_POINTS, Fall, fall, settled
from detectors.video.fallpath import LOST_S, Blob, Linker, Path

# A path is judged when it is that long, or sooner when chance would hardly make it: before it crosses another.
SURE_S, SOON_S, SOON_LUCK = 0.5, 0.36, -60.0
FIT_S = 0.8
# How long after the last look at a thing another piece of its fall may come, and how far off its course [m].
SAME_S, SAME_M = 2.5, 1.2
LARGEST_M = 1.2
# Looks at the start during which the noise is learnt.
SETTLE = 12
# The mean over what the smallest things cover: they stand out from noise more than any one of their pixels does (the
# matched filter: North 1943, RCA report PTR-6C).
SOFT_PX = 3
DENSITY_UNKNOWN = 25.0
# What falls from the ground floor is no danger from above [m over the ground]; leaves, balls and birds do down there.
LOWEST_M = 2.8
# A thing is found in most frames, and in more of them if it was not found often; streaks of rain that happen to lie in
# a row are not, nor are the folds of laundry.
SEEN, SEEN_FEW, FEW = 0.5, 0.7, 10


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
        closest = self._facades.closest if self._facades is not None else None
        self._largest = max(8.0, LARGEST_M * (closest if closest is not None else DENSITY_UNKNOWN))
        self._background = Background(
            memory_s=4.0, patience_s=3.0, deviations=5.0, noise=1.5, darkest=1.0, settle=SETTLE
        )
        cv2.setNumThreads(1)
        self._start()

    def _start(self) -> None:
        self._background.reset()
        self.linker = Linker(self._density)
        self.recent: list[tuple[float, float, float, float, float]] = []
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
        """Whether a growing path is long or unlikely enough to be judged, every few points from then on."""
        long = path.times[-1] - path.times[0] >= (SOON_S if path.luck < SOON_LUCK else SURE_S)
        return long and len(path.times) % 3 == 0

    def _candidates(self, frame: Frame) -> list[Blob]:
        """Middles of the small things that are not background."""
        grey = np.asarray(cv2.cvtColor(frame.image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
        soft = np.asarray(cv2.blur(grey, (SOFT_PX, SOFT_PX)), dtype=np.uint8)
        mask, share = self._background.look(soft[:, :, None], frame.time_s)
        if share == 0.0:
            return []
        solid = (mask == FOREGROUND).view(np.uint8)
        boxes, middles = connected(solid)
        small = (boxes[:, 4] >= self._least_px) & (boxes[:, 2] <= self._largest) & (boxes[:, 3] <= 2.0 * self._largest)
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
                if not self._known(path, SAME_M * self._density_at(judged[1])):
                    found.append(self._claim(path, *judged))
        return tuple(found)

    def _judge(self, path: Path) -> tuple[Fall, FacadeWindow | None] | None:
        """Fit a path on the facade it starts at."""
        # Over a second or more, drag bends the path away from a parabola.
        newest = [k for k, t in enumerate(path.times) if path.times[-1] - t <= FIT_S]
        times, first = [path.times[k] for k in newest], newest[0]
        if len(newest) < (SEEN_FEW if len(newest) < FEW else SEEN) * (path.indices[-1] - path.indices[first] + 1):
            return None
        points = np.array([path.us[first:], path.vs[first:]], dtype=np.float64).T
        if self._facades is None or not self._facades.windows:
            blur = path.blur_px() / self._density
            plain = fall(settled(times, level(points / self._density), 0.0, blur), times, blur)
            return (plain, None) if plain is not None else None
        facades, tried = self._facades, []
        for window in facades.nearby(path.us[0], path.vs[0]):
            blur = path.blur_px() / self._density_at(window)
            made = settled(times, facades.sights(points, window), facades.along(window), blur)
            tried.append((window, blur, made))
        if not tried:
            return None
        window, blur, made = min(tried, key=lambda one: one[2].cost)
        fitted = fall(made, times, blur)
        if fitted is None or fitted.z < LOWEST_M:
            return None
        return fitted, facades.window_at(fitted.along, fitted.z, window, fitted.spread)

    def _density_at(self, window: FacadeWindow | None) -> float:
        """How many pixels a metre has at a window."""
        if window is None or self._facades is None:
            return self._density
        model = self._facades.model
        return model.focal_px / float(model.project(np.array([window.centre]))[0, 2])

    def _known(self, path: Path, near_px: float) -> bool:
        """Whether this is a piece of something just reported, which was within ``near_px`` of it by then."""
        first, last = path.times[0], path.times[-1]
        self.recent = [row for row in self.recent if last - row[0] <= SAME_S]
        known = False
        for then, u, v, aside, down in self.recent:
            at = max(first, then)
            k, dt = min(bisect.bisect_left(path.times, at), len(path.us) - 1), at - then
            fallen = dt * (down + 0.5 * G_M_S2 * near_px / SAME_M * dt)
            known = known or (
                abs(u + aside * dt - path.us[k]) <= near_px and abs(v + fallen - path.vs[k]) <= near_px + 0.5 * fallen
            )
        self.recent.append((last, path.us[-1], path.vs[-1], *path.velocity()))
        return known

    def _claim(self, path: Path, fitted: Fall, window: FacadeWindow | None) -> Event:
        evidence = Evidence(frames=((self._camera, path.indices[0], path.indices[-1]),))
        made = claim(
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
        # Without a facade, heights are about the picture's upper edge.
        return replace(made, end_s=fitted.lands_s if window is not None else path.times[-1])
