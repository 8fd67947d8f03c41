"""Cameras that watch their own picture, as ONVIF cameras do (`VideoSource`: ImageTooDark, ImageTooBlurry, SignalLoss).

What a camera says of itself costs no pixels: it follows from the faults. How surely and how soon it notices each kind,
and how often it errs, are assumptions (UNCALIBRATED); delays are those of `detectors.video.health`, which does the same
from rendered pictures. A camera that is dead says nothing; the recorder that misses it does.
"""

import heapq
import math
from collections.abc import Sequence

from detectors.stream import Quantity, Reading, Unit
from twin.faults import FaultKind, FaultSpan
from twin.seeds import Seeds

# Share of faults noticed, and after how long [s].
NOTICED: dict[FaultKind, tuple[float, float]] = {
    FaultKind.DEAD: (1.0, 10.0),
    FaultKind.DARK: (0.98, 5.0),
    FaultKind.FROZEN: (0.98, 12.0),
    FaultKind.SPRAYED: (0.95, 5.0),
    FaultKind.MOVED: (0.95, 8.0),
    FaultKind.DIRTY: (0.9, 60.0),
}
SLACK_S = 4.0
# One camera in a hundred errs once a day, for a minute: low sun, fog, a moth.
FALSE_PER_DAY, FALSE_S = 0.01, 60.0
DAY_S = 86_400.0
WELL = "ok"


class PictureCheck:
    """What every camera says of its own picture.

    Parameters
    ----------
    cameras: their ids.
    spans: how devices fail, and when.
    seeds: the run's seed tree.
    """

    def __init__(self, cameras: Sequence[str], spans: Sequence[FaultSpan], seeds: Seeds) -> None:
        self._due: list[tuple[float, str, str]] = []
        self._numbers: dict[str, int] = {}
        for name in cameras:
            self._err(name, seeds)
        for number, span in enumerate(span for span in spans if span.device in cameras):
            chance, after_s = NOTICED.get(span.kind, (0.0, 0.0))
            draws = seeds.stream("camera", span.device, f"self-check-{number}").random(3)
            said_s = span.from_s + after_s + SLACK_S * float(draws[1])
            if draws[0] < chance and said_s < span.to_s:
                self._say(said_s, span.device, span.kind.value)
                self._say(span.to_s + SLACK_S * float(draws[2]), span.device, WELL)

    def _say(self, time_s: float, camera: str, word: str) -> None:
        if math.isfinite(time_s):
            heapq.heappush(self._due, (time_s, camera, word))

    def _err(self, camera: str, seeds: Seeds) -> None:
        """Draw when a camera first errs, and the end of it; a second time lies a hundred days off."""
        waits = float(seeds.stream("camera", camera, "self-check-errors").standard_exponential())
        at_s = DAY_S / FALSE_PER_DAY * waits
        self._say(at_s, camera, FaultKind.MOVED.value)
        self._say(at_s + FALSE_S, camera, WELL)

    def readings(self, t0_s: float, t1_s: float) -> list[Reading]:
        """Return what is said from ``t0_s`` until before ``t1_s``; windows must follow one another."""
        told = []
        while self._due and self._due[0][0] < t1_s:
            time_s, camera, word = heapq.heappop(self._due)
            number = self._numbers.get(camera, 0)
            self._numbers[camera] = number + 1
            told.append(Reading(camera, number, max(time_s, t0_s), Quantity.PICTURE, word, Unit.NONE))
        return told
